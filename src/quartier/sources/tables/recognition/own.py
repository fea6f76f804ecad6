"""The long table that Quartier itself exports comes back: known by its head, with nothing left to map."""

from __future__ import annotations

from collections.abc import Mapping as Words

import numpy as np

from quartier.kernel import wire
from quartier.kernel.errors import Problem
from quartier.kernel.period import PeriodInvalid, parse
from quartier.kernel.text import Text
from quartier.sources.tables.context import Context
from quartier.sources.tables.mapping import Column, Layout, Mapping, Role, fingerprint
from quartier.sources.tables.proposal import Proposal
from quartier.sources.tables.sheet import Certainty, Finding, Sheet
from quartier.sources.tables.words import problem

ROLES = {
    "indicator": Role.INDICATOR, "level": Role.LEVEL, "geography": Role.GEOGRAPHY, "unit": Role.UNIT,
    "unit_name": Role.UNIT_NAME, "period": Role.PERIOD, "slice": Role.SLICE, "value": Role.VALUE,
    "numerator": Role.NUMERATOR, "denominator": Role.DENOMINATOR, "lower": Role.LOWER, "upper": Role.UPPER,
    "presence": Role.PRESENCE, "flags": Role.FLAGS, "confidentiality": Role.CONFIDENTIALITY,
}  # fmt: skip
"""Columns of the long table by their stable key (`kernel.wire.COLUMNS`); the others only explain."""
_NEEDED = frozenset({"indicator", "level", "geography", "unit", "period", "slice", "value", "presence"})
_TOP = 60
_COMMA = "de"


def own_proposal(sheet: Sheet, context: Context) -> Proposal | None:
    """The proposal of a table that Quartier wrote (keys, German or English heads); None for any other table."""
    for position, cells in enumerate(sheet.grid(1, _TOP), 1):
        heads = [" ".join(cell.split()) for cell in cells]
        for language in ("", "de", "en"):
            keys = {(name.get(language) if language else key): key for key, name in wire.COLUMNS.items()}
            found = [keys[head] for head in heads if head in keys]
            if set(found) >= _NEEDED and len(found) == len(set(found)):
                return _proposal(sheet, context, position, heads, keys, "," if language == _COMMA else ".")
    return None


def _proposal(
    sheet: Sheet, context: Context, row: int, heads: list[str], keys: Words[str, str], decimal: str
) -> Proposal:
    columns = tuple(_column(number, head, keys.get(head, ""), decimal) for number, head in enumerate(heads, 1))
    at = {column.role: column.number for column in columns}
    named = _places(sheet, row, at[Role.LEVEL], at[Role.GEOGRAPHY])
    mapping = Mapping(
        sheet=sheet.name,
        header_rows=(row,),
        first_row=row + 1,
        columns=columns,
        layout=Layout.LONG,
        geographies=tuple(place for place in named if place in context.geographies),
        period_texts=tuple((text, text) for text in sheet.distinct(at[Role.PERIOD]).list() if _is_period(text)),
        indicator_texts=tuple((item.key, item.key) for item in context.indicators),
        defused=sheet.kind == "csv",
        fingerprint=fingerprint(heads),
    )
    why = Text("Tabelle, die Quartier selbst geschrieben hat.", "Table that Quartier itself has written.")
    unknown = [] if mapping.geographies else [_unknown(sheet, named)]
    return Proposal(mapping, (Finding("own", sheet.name, Certainty.SURE, why),), problems=tuple(unknown))


def _column(number: int, head: str, key: str, decimal: str) -> Column:
    role = ROLES.get(key, Role.IGNORE)
    column = Column(number, head, role, by="code" if role is Role.UNIT else "")
    return Column(number, head, role, decimal=decimal) if column.measures else column


def _places(sheet: Sheet, head: int, level: int, geography: int) -> list[tuple[str, str]]:
    """Different pairs of level and geography below the head."""
    first, second = sheet.distinct(level), sheet.distinct(geography)
    size = len(second.texts)
    pairs = np.unique(first.codes[head:].astype(np.int64) * size + second.codes[head:])
    levels, geographies = first.list(), second.list()
    return [(levels[pair // size], geographies[pair % size]) for pair in pairs.tolist()]


def _is_period(text: str) -> bool:
    try:
        return parse(text).text == text
    except PeriodInvalid:
        return False


def _unknown(sheet: Sheet, named: list[tuple[str, str]]) -> Problem:
    return problem("unknown-geography", file=sheet.file, found=", ".join("/".join(place) for place in named[:8]))
