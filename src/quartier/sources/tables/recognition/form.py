"""A delivery form that comes back: its own mapping, found again when rows or columns were inserted."""

from __future__ import annotations

from dataclasses import replace

from quartier.kernel.errors import InputRejected
from quartier.kernel.text import Text
from quartier.sources.tables.mapping import Mapping
from quartier.sources.tables.proposal import Proposal
from quartier.sources.tables.sheet import Certainty, Finding, Sheet

_TOP = 200


def form_proposal(sheet: Sheet) -> Proposal | None:
    """The complete proposal of a form; None when its hidden mapping is damaged or its heads are gone."""
    try:
        mapping = Mapping.from_json(sheet.form)
    except InputRejected:
        return None
    placed = _placed(sheet, mapping)
    if placed is None:
        return None
    why = Text("Lieferbogen von Quartier mit eigener Zuordnung.", "Delivery form of Quartier with its own mapping.")
    return Proposal(placed, (Finding("form", sheet.name, Certainty.SURE, why),), remembered=True)


def _placed(sheet: Sheet, mapping: Mapping) -> Mapping | None:
    """The mapping at the place where its heads stand now."""
    wanted = [" ".join(column.header.split()) for column in mapping.columns]
    for position, cells in enumerate(sheet.grid(1, _TOP), 1):
        heads = [" ".join(cell.split()) for cell in cells]
        if all(heads.count(head) == wanted.count(head) for head in wanted):
            return _moved(mapping, position, heads)
    return None


def _moved(mapping: Mapping, row: int, heads: list[str]) -> Mapping:
    if (row,) == mapping.header_rows and all(
        column.number <= len(heads) and heads[column.number - 1] == " ".join(column.header.split())
        for column in mapping.columns
    ):
        return replace(mapping, last_row=0)
    taken: set[int] = set()
    columns = []
    for column in mapping.columns:
        head = " ".join(column.header.split())
        number = next(i for i, text in enumerate(heads, 1) if text == head and i not in taken)
        taken.add(number)
        columns.append(replace(column, number=number))
    return replace(mapping, header_rows=(row,), first_row=row + 1, last_row=0, columns=tuple(columns))
