"""`apply`: mapping + workbook -> staged delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quartier.kernel.declared import Observations
from quartier.kernel.text import Text
from quartier.sources.tables.context import Context
from quartier.sources.tables.mapping import Mapping
from quartier.sources.tables.sheet import Sheet, Workbook, column_letters
from quartier.sources.tables.staging.build import Block, blocks
from quartier.sources.tables.staging.checks import check_mapping
from quartier.sources.tables.staging.frames import Shared, frame, joined
from quartier.sources.tables.staging.rows import Kind, Rows, read_rows
from quartier.sources.tables.staging.staged import Collector, Staged
from quartier.sources.tables.staging.totals import compare_totals
from quartier.sources.tables.staging.values import check_values

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def apply(workbook: Workbook, mapping: Mapping, context: Context) -> Staged:
    """Read a sheet by a mapping.

    Never raises for what stands in the file: every problem is in the result, all at once. Nothing is changed silently:
    a cell that the mapping does not explain is a problem and no observation; what was changed by decision is told.
    """
    problems = Collector(workbook.name)
    problems.extend(workbook.problems)
    sheet = workbook.sheet(mapping.sheet)
    if sheet is None:
        problems.add("sheet-missing", found=mapping.sheet, expected=", ".join(s.name for s in workbook.sheets))
        return Staged(problems=problems.all())
    if not check_mapping(sheet, mapping, context, problems):
        return Staged(problems=problems.all())
    rows = read_rows(sheet, mapping, context, problems)
    frames, origin = _frames(sheet, mapping, context, rows, problems)
    totals = compare_totals(sheet, mapping, context, rows, frames, problems)
    _beyond(sheet, mapping, rows, problems)
    _merged(sheet, mapping, rows, problems)
    return Staged(
        observations=tuple(Observations(key, made) for key, made in frames.items()),
        origin=origin,
        problems=problems.all(),
        matched=rows.matched,
        unmatched=rows.unmatched,
        totals=totals,
        skipped=rows.skipped,
        skipped_rows=int(np.isin(rows.kind, (Kind.HEADER, Kind.NO_VALUES, Kind.OTHERS, Kind.DECIDED)).sum()),
        rows=int((rows.kind == Kind.DATA).sum()),
        changed=_changed(mapping),
    )


def _frames(
    sheet: Sheet, mapping: Mapping, context: Context, rows: Rows, problems: Collector
) -> tuple[dict[str, pd.DataFrame], dict[str, NDArray[np.int64]]]:
    by_indicator: dict[str, list[Block]] = {}
    for block in blocks(sheet, mapping, context, rows.of(Kind.DATA), problems):
        known = context.indicator(block.indicator)
        if known is not None and len(block.rows):
            check_values(block, known, problems)
            by_indicator.setdefault(block.indicator, []).append(block)
    frames: dict[str, pd.DataFrame] = {}
    origin: dict[str, NDArray[np.int64]] = {}
    shared = Shared()
    for key, parts in by_indicator.items():
        whole = joined(parts, rows, problems, shared)
        frames[key], origin[key] = frame(whole, rows, shared), whole.rows
    return frames, origin


def _beyond(sheet: Sheet, mapping: Mapping, rows: Rows, problems: Collector) -> None:
    """Cells to the right of the last named column: the row was shifted, or a delimiter stands inside a cell."""
    named = [column.number for column in mapping.columns if column.header]
    if not mapping.header_rows or not named:
        return
    data = rows.of(Kind.DATA)
    for number in range(max(named) + 1, sheet.width + 1):
        if mapping.column(number).measures:
            continue
        distinct = sheet.distinct(number)
        filled = np.array([bool(text.strip()) for text in distinct.list()], dtype=bool)
        at = data[filled[distinct.codes[data]]]
        if len(at):
            found = [sheet.cell(int(position) + 1, number) for position in at[:50]]
            problems.add_rows(
                "cell-beyond", at + 1, column=column_letters(number), found=found, expected="an empty cell"
            )


def _merged(sheet: Sheet, mapping: Mapping, rows: Rows, problems: Collector) -> None:
    """A value in merged cells would be counted for each of them."""
    measures = {column.number: column for column in mapping.columns if column.measures}
    data = set((rows.of(Kind.DATA) + 1).tolist()) if sheet.merged else set()
    for merge in sheet.merged:
        columns = [measures[number] for number in range(merge.left, merge.right + 1) if number in measures]
        inside = [row for row in range(merge.top, merge.bottom + 1) if row in data]
        many = len(columns) * len(inside) > 1
        if many and sheet.cell(merge.top, merge.left).strip():
            found, expected = sheet.cell(merge.top, merge.left), f"one cell a value; rows {merge.top} to {merge.bottom}"
            problems.add("merged-value", row=merge.top, column=columns[0].header, found=found, expected=expected)


def _changed(mapping: Mapping) -> tuple[Text, ...]:
    told = [
        Text(
            f"„{column.header}“ wurde mal {column.scale:g} genommen.",
            f"“{column.header}” was multiplied by {column.scale:g}.",
        )
        for column in mapping.columns
        if column.scale != 1.0 and column.measures
    ]
    if mapping.pad:
        told.append(
            Text(f"Schlüssel wurden auf {mapping.pad} Stellen ergänzt.", f"Codes were filled to {mapping.pad} digits.")
        )
    for text, code in mapping.renames:
        told.append(Text(f"„{text}“ gilt als {code}.", f"“{text}” counts as {code}."))
    return tuple(told)
