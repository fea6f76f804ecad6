"""Parquet: any table of plain columns; sizes are looked up in the footer before anything is unpacked."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

from quartier.sources.limits import Limits
from quartier.sources.tables.carriers import wide
from quartier.sources.tables.carriers.cells import sheet_of, workbook
from quartier.sources.tables.limits import check_shape
from quartier.sources.tables.sheet import Workbook
from quartier.sources.tables.words import rejected

if TYPE_CHECKING:
    import pyarrow as pa


def open_parquet(data: bytes, name: str, limits: Limits) -> Workbook:
    """A sheet of the columns; GeoParquet without its shapes. Raises InputRejected."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(io.BytesIO(data))
        meta = file.metadata
        unpacked = sum(meta.row_group(i).total_byte_size for i in range(meta.num_row_groups))
        if unpacked > limits.unpacked:
            raise rejected("zip-bomb", name, f"{unpacked / 1e6:.0f} MB", f"at most {limits.unpacked / 1e6:.0f} MB")
        check_shape(meta.num_rows + 1, len(file.schema_arrow.names), name, limits)
        shapes = set(_geo(file.schema_arrow).get("columns", ()))
        table = file.read([column for column in file.schema_arrow.names if column not in shapes])
        own = _own(file.schema_arrow, table)
    except (pa.ArrowException, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise rejected("file-damaged", name, found=str(error)[:120]) from None
    sheet = sheet_of(table if own is None else own, _title(name), name, "parquet", limits)
    return workbook(name, "parquet", "Parquet", [sheet])


def bears_shapes(data: bytes) -> bool:
    """Is it GeoParquet? False where it cannot be read."""
    return bool(_geo(_schema(data)))


def exported(data: bytes) -> bool:
    """Does it bear the key of figures that Quartier writes?"""
    return wide.is_key(_notes(_schema(data)).get("columns"))


def _schema(data: bytes) -> Any:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_schema(io.BytesIO(data))
    except (pa.ArrowException, OSError, ValueError):
        return None


def _geo(schema: Any) -> dict[str, Any]:
    return _json(schema, b"geo")


def _notes(schema: Any) -> dict[str, Any]:
    return _json(schema, b"quartier")


def _json(schema: Any, key: bytes) -> dict[str, Any]:
    found = (schema.metadata or {}).get(key) if schema is not None else None
    try:
        made = json.loads(found) if found else {}
    except ValueError:
        return {}
    return made if isinstance(made, dict) else {}


def _own(schema: Any, table: pa.Table) -> pa.Table | None:
    """The long table of a GeoParquet that Quartier wrote."""
    notes = _notes(schema)
    fields, places = notes.get("columns"), notes.get("geographies")
    if not wide.is_key(fields) or not places:
        return None
    return wide.long_table(table, fields, str(places[0]["level"]), str(places[0]["geography"]))  # type: ignore[arg-type]


def _title(name: str) -> str:
    return name.rsplit("/", 1)[-1].split(".", 1)[0] or name
