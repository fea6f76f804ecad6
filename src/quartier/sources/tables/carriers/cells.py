"""Columns of typed values become a sheet of texts, with the numbers beside them as a spreadsheet has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from quartier.kernel.text import Text
from quartier.sources.limits import Limits
from quartier.sources.tables.limits import check_shape
from quartier.sources.tables.sheet import Certainty, Finding, Sheet, Workbook

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray


def sheet_of(table: pa.Table, name: str, file: str, kind: str, limits: Limits) -> Sheet:
    """The table below a row with the names of its columns. Raises InputRejected where it is too large."""
    import pyarrow as pa

    check_shape(table.num_rows + 1, table.num_columns, file, limits, name)
    texts, numbers = {}, {}
    for position, (head, column) in enumerate(zip(table.column_names, table.columns, strict=True), 1):
        text, values = _column(column)
        texts[str(position)] = pa.chunked_array([pa.array([head], pa.string()), *text.chunks], type=pa.string())
        if values is not None and not np.isnan(values).all():
            numbers[position] = np.concatenate([[np.nan], values])
    return Sheet(name, pa.table(texts), file, numbers, kind=kind)


def workbook(name: str, kind: str, label: str, sheets: Sequence[Sheet]) -> Workbook:
    """A workbook of these sheets, with the finding which format it is."""
    why = Text("Nach dem Inhalt der Datei.", "By the content of the file.")
    return Workbook(name, kind, tuple(sheets), (Finding("format", label, Certainty.SURE, why),))


def _column(column: Any) -> tuple[pa.ChunkedArray, NDArray[np.float64] | None]:
    """Texts, and the values of a column of numbers (NaN: none, or not finite)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    if pa.types.is_nested(column.type) or pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        return pa.chunked_array([pa.array([""] * len(column), pa.string())]), None
    values = None
    if pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_decimal(column.type):
        values = pc.cast(column, pa.float64(), safe=False).to_numpy(zero_copy_only=False).astype(np.float64)
        values = np.where(np.isfinite(values), values, np.nan)
    if pa.types.is_floating(column.type):
        column = pc.if_else(pc.is_nan(column), pa.scalar(None, column.type), column)
    text = pc.fill_null(_cast(column), "")
    return text if isinstance(text, pa.ChunkedArray) else pa.chunked_array([text]), values


def _cast(column: Any) -> Any:
    """Texts: whole numbers without decimals, days as ISO 8601."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_floating(column.type):
        text = pc.cast(pc.cast(column, pa.float64()), pa.string())
        return pc.replace_substring_regex(text, pattern=r"\.0$", replacement="")
    if pa.types.is_timestamp(column.type):
        return pc.replace_substring_regex(pc.cast(column, pa.string()), pattern=r" 00:00:00(\.0+)?$", replacement="")
    if pa.types.is_decimal(column.type):
        return pc.cast(pc.cast(column, pa.float64(), safe=False), pa.string())
    return pc.cast(column, pa.string())
