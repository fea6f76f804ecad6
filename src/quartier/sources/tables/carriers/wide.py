"""The wide table that Quartier writes for geodata programs (a unit a row) back as the long one, by its key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

LONG = (
    "indicator", "level", "geography", "unit", "unit_name", "period", "slice", "value", "numerator", "denominator",
    "lower", "upper", "presence", "flags", "confidentiality",
)  # fmt: skip
NUMBERS = ("value", "numerator", "denominator", "lower", "upper")
NEEDED = ("field", "measure", "indicator", "slice", "period")
Field = Mapping[str, Any]
"""A row of the key: `field` names the column, the others say what stands in it."""


def is_key(fields: Any) -> bool:
    """Is this a key of columns as the export writes it?"""
    return bool(fields) and all(isinstance(item, Mapping) and set(NEEDED) <= set(item) for item in fields)


def long_table(table: pa.Table, fields: Sequence[Field], level: str, geography: str) -> pa.Table | None:
    """The long table of one geography; None where the key names columns that the table does not have."""
    import pyarrow as pa

    names = set(table.column_names)
    if not {"code", "name", *(str(item["field"]) for item in fields)} <= names:
        return None
    parts = []
    for (indicator, slice_, period), group in groupby(fields, key=_about):
        parts.append(_block(table, {str(item["measure"]): str(item["field"]) for item in group}, {
            "indicator": indicator, "level": level, "geography": geography, "slice": slice_, "period": period,
        }))  # fmt: skip
    return pa.concat_tables(parts)


def _about(item: Field) -> tuple[str, str, str]:
    return str(item["indicator"] or ""), str(item["slice"] or ""), str(item["period"] or "")


def _block(table: pa.Table, at: Mapping[str, str], fixed: Mapping[str, str]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    size = table.num_rows
    columns: dict[str, Any] = {}
    for name in LONG:
        if name in fixed:
            columns[name] = pa.repeat(pa.scalar(fixed[name], pa.string()), size)
        elif name in ("unit", "unit_name"):
            columns[name] = pc.cast(table.column("code" if name == "unit" else "name"), pa.string())
        elif name in NUMBERS:
            columns[name] = (
                pc.cast(table.column(at[name]), pa.float64()) if name in at else pa.nulls(size, pa.float64())
            )  # fmt: skip
        elif name in at:
            columns[name] = pc.fill_null(pc.cast(table.column(at[name]), pa.string()), "")
        else:
            columns[name] = pa.repeat(pa.scalar("", pa.string()), size)
    return pa.table(columns)


def joined(tables: Iterable[pa.Table]) -> pa.Table:
    """Long tables of several geographies one below the other."""
    import pyarrow as pa

    return pa.concat_tables(list(tables))
