"""Which row is what: a unit, a delivered total, a head inside the data, a heading, or nothing that is known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from quartier.kernel.text import Text
from quartier.sources.tables.context import Context
from quartier.sources.tables.mapping import Column, Mapping, Role
from quartier.sources.tables.markers import is_marker
from quartier.sources.tables.marks import looks_numeric
from quartier.sources.tables.names import means_total, normal
from quartier.sources.tables.periods import read_period
from quartier.sources.tables.sheet import Distinct, Sheet, used_codes
from quartier.sources.tables.staging.places import named_units
from quartier.sources.tables.staging.staged import Collector, Matched, Skipped, Unmatched
from quartier.sources.tables.units import How, Match, UnitIndex, indexes, match_units, suggestions

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Kind(IntEnum):
    """What a row is."""

    DATA = 0
    TOTAL = 1
    HEADER = 2
    EMPTY = 3
    NO_VALUES = 4
    OTHERS = 5
    DECIDED = 6
    UNKNOWN = 7


_REASONS = {
    Kind.HEADER: Text("Kopfzeile mitten in den Daten", "header row inside the data"),
    Kind.NO_VALUES: Text("keine Raumeinheit und keine Zahlen (Überschrift oder Anmerkung)",
                         "no unit and no figures (heading or note)"),
    Kind.OTHERS: Text("nicht im Gebietsstand, nach Entscheidung weggelassen",
                      "not in the geography, left out by decision"),
    Kind.DECIDED: Text("nach Entscheidung weggelassen", "left out by decision"),
}  # fmt: skip
_MOST_SKIPPED = 5_000


@dataclass(frozen=True)
class Rows:
    """The rows of the data range: their spreadsheet numbers, kinds, and units.

    `place` and `unit` are positions: of the geography in `places`, of the code in `codes`; -1 where there is none.
    """

    numbers: NDArray[np.int64]
    kind: NDArray[np.int8]
    place: NDArray[np.int32]
    unit: NDArray[np.int32]
    codes: tuple[str, ...]
    places: tuple[tuple[str, str], ...]
    matched: tuple[Matched, ...]
    unmatched: tuple[Unmatched, ...]
    skipped: tuple[Skipped, ...]

    def of(self, kind: Kind) -> NDArray[np.int64]:
        """Positions (0-based, in the sheet) of the rows of this kind."""
        positions: NDArray[np.int64] = self.numbers[self.kind == kind] - 1
        return positions


def read_rows(sheet: Sheet, mapping: Mapping, context: Context, problems: Collector) -> Rows:
    """Match the unit column and tell every row by what it is."""
    column = next(iter(mapping.of_role(Role.UNIT)), Column(0, role=Role.UNIT, by="code"))
    whole = not column.number
    places = tuple(place for place in mapping.geographies if place in context.geographies)
    index = indexes(context, places)
    last = min(mapping.last_row or sheet.rows, sheet.rows)
    numbers = np.arange(mapping.first_row, last + 1, dtype=np.int64)
    named = named_units(sheet, mapping, context, places, numbers)
    texts, codes_of_rows = named.texts, named.codes
    matches = match_units(
        texts, index, by=column.by, pad=mapping.pad, renames=dict(mapping.renames), places=named.places
    )
    kinds = _kinds_of_texts(texts, matches, mapping, sheet, column)
    kind = kinds[codes_of_rows]
    filled = _any_filled(sheet, mapping, numbers)
    kind = _with_context(kind, filled, sheet, mapping, numbers)
    if whole:  # a period without a figure is a figure that is missing; all else without one is a heading or a note
        kind[~filled & ~_dated(sheet, mapping, numbers)] = Kind.NO_VALUES
    kind[np.isin(numbers, mapping.skip_rows)] = Kind.DECIDED
    place, unit, codes = _positions(matches)
    _report(column, matches, numbers, kind, codes_of_rows, index, problems)
    return Rows(
        numbers=numbers,
        kind=kind,
        place=place[codes_of_rows],
        unit=unit[codes_of_rows],
        codes=codes,
        places=places,
        matched=_matched(places, index, matches, kind, codes_of_rows, None if whole else problems),
        unmatched=_unmatched(matches, numbers, kind, codes_of_rows, index),
        skipped=_skipped(numbers, kind, codes_of_rows, texts),
    )


def _kinds_of_texts(
    texts: list[str], matches: list[Match], mapping: Mapping, sheet: Sheet, column: Column
) -> NDArray[np.int8]:  # fmt: skip
    heads = {normal(sheet.cell(row, column.number)) for row in mapping.header_rows} - {""}
    totals = {text.strip() for text in mapping.totals}
    decided = {text.strip() for text in mapping.skip_units}
    kinds = np.full(len(texts), Kind.UNKNOWN, dtype=np.int8)
    for position, (text, match) in enumerate(zip(texts, matches, strict=True)):
        if text.strip() in decided:
            kinds[position] = Kind.DECIDED
        elif match.found:
            kinds[position] = Kind.DATA
        elif not text.strip():
            kinds[position] = Kind.EMPTY
        elif text.strip() in totals or means_total(text):
            kinds[position] = Kind.TOTAL
        elif normal(text) in heads:
            kinds[position] = Kind.HEADER
        elif mapping.others == "skip" and match.how is How.NONE:
            kinds[position] = Kind.OTHERS
    return kinds


def _any_filled(sheet: Sheet, mapping: Mapping, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Does the row hold a number or a marker in a column of figures?"""
    filled = np.zeros(len(numbers), dtype=bool)
    for column in mapping.columns:
        if column.measures and not filled.all():
            distinct = sheet.distinct(column.number)
            rest = np.flatnonzero(~filled)
            filled[rest] = _figures(distinct)[distinct.codes[numbers[rest] - 1]]
    for column in mapping.of_role(Role.PRESENCE):
        distinct = sheet.distinct(column.number)
        said = np.array([bool(text.strip()) for text in distinct.list()], dtype=bool)
        filled |= said[distinct.codes[numbers - 1]]
    return filled


def _dated(sheet: Sheet, mapping: Mapping, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Does the row name a period that can be read?"""
    dated = np.zeros(len(numbers), dtype=bool)
    for column in mapping.of_role(Role.PERIOD):
        distinct = sheet.distinct(column.number)
        known = np.array([read_period(text) is not None for text in distinct.list()], dtype=bool)
        dated |= known[distinct.codes[numbers - 1]]
    return dated


def _figures(distinct: Distinct) -> NDArray[np.bool_]:
    """Which texts are numbers (by any marks) or known markers."""
    import pyarrow.compute as pc

    simple = pc.match_substring_regex(distinct.texts, pattern=r"^\s*-?[0-9]+([.,][0-9]+)?\s*$")
    figure: NDArray[np.bool_] = np.array(simple.to_numpy(zero_copy_only=False), dtype=bool)
    others = np.flatnonzero(~figure)
    for position, text in zip(others.tolist(), distinct.texts.take(others).to_pylist(), strict=True):
        figure[position] = looks_numeric(text) or is_marker(text)
    return figure


def _with_context(
    kind: NDArray[np.int8], filled: NDArray[np.bool_], sheet: Sheet, mapping: Mapping, numbers: NDArray[np.int64]
) -> NDArray[np.int8]:
    """Rows without figures are headings; a row without unit text may be a total by the name beside it."""
    kind = kind.copy()
    kind[(kind == Kind.UNKNOWN) & ~filled] = Kind.NO_VALUES
    empty = np.flatnonzero((kind == Kind.EMPTY) & filled)
    names = mapping.of_role(Role.UNIT_NAME)
    for position in empty[:_MOST_SKIPPED]:
        row = int(numbers[position])
        total = any(means_total(sheet.cell(row, column.number)) for column in names)
        kind[position] = Kind.TOTAL if total else Kind.UNKNOWN
    kind[empty[_MOST_SKIPPED:]] = Kind.UNKNOWN
    return kind


def _positions(matches: list[Match]) -> tuple[NDArray[np.int32], NDArray[np.int32], tuple[str, ...]]:
    codes = {code: position for position, code in enumerate(dict.fromkeys(m.code for m in matches if m.found))}
    place = np.array([match.place if match.found else -1 for match in matches], dtype=np.int32)
    unit = np.array([codes[match.code] if match.found else -1 for match in matches], dtype=np.int32)
    return place, unit, tuple(codes)


def _first_rows(
    numbers: NDArray[np.int64], codes: NDArray[np.int32], chosen: NDArray[np.bool_]
) -> dict[int, tuple[int, int]]:
    """For each text (by its code) among the chosen rows: first row and count."""
    rows, of_rows = numbers[chosen], codes[chosen]
    used = used_codes(of_rows, int(of_rows.max(initial=-1)) + 1)
    return {int(c): (int(rows[f]), int(n)) for c, f, n in zip(used.codes, used.first, used.count, strict=True)}


_CODES = {
    How.NAME_TWICE: "name-ambiguous", How.SEVERAL_LEVELS: "unit-ambiguous", How.NO_PLACE: "unknown-geography",
}  # fmt: skip


def _report(
    column: Column, matches: list[Match], numbers: NDArray[np.int64], kind: NDArray[np.int8],
    codes: NDArray[np.int32], index: list[UnitIndex], problems: Collector,
) -> None:  # fmt: skip
    for code, (row, count) in _first_rows(numbers, codes, kind == Kind.UNKNOWN).items():
        match = matches[code]
        near = "; ".join(f"{c} {n}" for c, n in suggestions(match.text, index)) or "; ".join(match.candidates[:8])
        found = match.text + (f" ({count} ×)" if count > 1 else "")
        problems.add(
            _CODES.get(match.how, "unknown-unit"), row=row, column=column.header, found=found, expected=near or None
        )
    for how, code_ in ((How.PADDED, "codes-padded"), (How.TRIMMED, "codes-trimmed")):
        changed = np.array([match.how is how for match in matches], dtype=bool)[codes] & (kind == Kind.DATA)
        if changed.any():
            example = matches[int(codes[changed][0])]
            found = f"{example.text!r} → {example.code!r} ({int(changed.sum())} ×)"
            problems.add(code_, row=int(numbers[changed][0]), column=column.header, found=found, severity="note")
    for row in numbers[kind == Kind.HEADER].tolist():
        problems.add("header-inside", row=row, column=column.header, severity="warning")


def _matched(
    places: tuple[tuple[str, str], ...], index: list[UnitIndex], matches: list[Match], kind: NDArray[np.int8],
    codes: NDArray[np.int32], problems: Collector | None,
) -> tuple[Matched, ...]:  # fmt: skip
    present = [
        matches[int(code)] for code in np.flatnonzero(np.bincount(codes[kind == Kind.DATA], minlength=len(matches)))
    ]
    made = []
    for position, (place, units) in enumerate(zip(places, index, strict=True)):
        here = {match.code for match in present if match.place == position}
        absent = tuple(code for code in units.codes if code not in here)
        made.append(Matched(*place, len(here), len(units.codes), absent))
        if absent and here and problems is not None:  # a table about one unit leaves the others out by nature
            shown = ", ".join(f"{code} {units.by_code[code]}" for code in absent[:8])
            problems.add("units-absent", found=shown + (" …" if len(absent) > 8 else ""),
                         expected=f"{len(units.codes)} units ({len(here)} found)", severity="warning")  # fmt: skip
    return tuple(made)


def _unmatched(
    matches: list[Match], numbers: NDArray[np.int64], kind: NDArray[np.int8], codes: NDArray[np.int32],
    index: list[UnitIndex],
) -> tuple[Unmatched, ...]:  # fmt: skip
    found = _first_rows(numbers, codes, kind == Kind.UNKNOWN)
    return tuple(
        Unmatched(matches[code].text, count, row, suggestions(matches[code].text, index) if position < 200 else ())
        for position, (code, (row, count)) in enumerate(sorted(found.items(), key=lambda item: item[1][0]))
    )


def _skipped(
    numbers: NDArray[np.int64], kind: NDArray[np.int8], codes: NDArray[np.int32], texts: list[str]
) -> tuple[Skipped, ...]:  # fmt: skip
    at = np.flatnonzero(np.isin(kind, [int(key) for key in _REASONS]))
    return tuple(
        Skipped(int(numbers[p]), texts[int(codes[p])], _REASONS[Kind(int(kind[p]))]) for p in at[:_MOST_SKIPPED]
    )
