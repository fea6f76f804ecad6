"""Which column names the unit, the period, the indicator, a member: by what stands in its cells, then by its head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from quartier.kernel.text import Text
from quartier.sources.tables.context import Context
from quartier.sources.tables.head import Head
from quartier.sources.tables.mapping import Column, Role
from quartier.sources.tables.markers import is_marker
from quartier.sources.tables.names import age_range, means_total, normal, words
from quartier.sources.tables.periods import read_period
from quartier.sources.tables.sheet import Certainty, Finding, Sheet
from quartier.sources.tables.units import UnitIndex, index_of, indexes, match_units

_UNIT_WORDS = frozenset(
    [
        "id",
        "nr",
        "code",
        "schluessel",
        "key",
        "gebiet",
        "raum",
        "raumid",
        "raumeinheit",
        "stadtteil",
        "bezirk",
        "stadtbezirk",
        "quartier",
        "viertel",
        "gemeinde",
        "plr",
        "bzr",
        "bez",
        "pgr",
        "planungsraum",
        "fips",
        "geo",
        "area",
        "zone",
        "unit",
        "raum_id",
        "ags",
        "schulnummer",
        "nummer",
        "einheit",
        "ortsteil",
        "sozialraum",
    ]
)
_PERIOD_WORDS = frozenset(
    [
        "jahr",
        "zeit",
        "zeitbezug",
        "datum",
        "stichtag",
        "quartal",
        "monat",
        "halbjahr",
        "schuljahr",
        "period",
        "year",
        "date",
        "time",
        "zeitraum",
        "berichtsjahr",
        "tag",
    ]
)
_MOST_DISTINCT = 60_000


@dataclass(frozen=True, slots=True)
class UnitGuess:
    """A column that may name the unit, in one geography, by code or name."""

    column: int
    place: tuple[str, str]
    by: str
    pad: int
    rate: float
    coverage: float
    score: float


def body(sheet: Sheet, head: Head, column: int) -> list[str]:
    """Different texts of a column below its head (all of them, those of the head taken away)."""
    distinct = sheet.distinct(column)
    above = {sheet.cell(row, column) for row in range(1, head.first_row)}
    texts = distinct.list() if len(distinct.texts) <= _MOST_DISTINCT else distinct.texts[:_MOST_DISTINCT].to_pylist()
    return [text for text in texts if text not in above] if above else list(texts)


def unit_guesses(sheet: Sheet, head: Head, context: Context) -> list[UnitGuess]:
    """All columns that may name units, best first."""
    places = list(context.geographies)
    index = dict(zip(places, indexes(context, places), strict=True))
    largest = max((len(item.codes) for item in index.values()), default=0)
    guesses: list[UnitGuess] = []
    for column in range(1, sheet.width + 1):
        if len(sheet.distinct(column).texts) > 20 * largest + 10_000:
            continue
        texts = [text for text in body(sheet, head, column) if text.strip()]
        texts = texts if column in head.numeric else [text for text in texts if not means_total(text)]
        if texts:
            hint = bool(words(head.text(column)) & (_UNIT_WORDS | _level_words(context)))
            for place, units in index.items():
                guesses.extend(_guess(column, texts, place, units, hint, _uniqueness(sheet, head, texts)))
    return sorted(guesses, key=lambda item: (-item.score, item.column, places.index(item.place)))


def _level_words(context: Context) -> frozenset[str]:
    return frozenset(word for name in context.level_names.values() for word in words(name.de) | words(name.get("en")))


def _uniqueness(sheet: Sheet, head: Head, texts: Sequence[str]) -> float:
    return min(1.0, len(texts) / max(1, sheet.rows - head.first_row + 1))


def _guess(
    column: int, texts: Sequence[str], place: tuple[str, str], units: UnitIndex, hint: bool, unique: float
) -> list[UnitGuess]:
    made = []
    plain = [text.strip(" \u00a0\t").removesuffix(".0") for text in texts]
    lost = _lost_zeros(plain, units.length)
    for by, pad in (("code", units.length if lost else 0), ("name", 0)):
        found = _found(plain, units, by, pad)
        rate, coverage = found[0] / len(texts), found[1] / max(1, len(units.codes))
        if rate >= 0.5 or (coverage >= 0.8 and found[1] >= 5) or (hint and rate >= 0.2 and found[0] >= 2):
            score = max(rate, 0.7 * coverage) * (0.4 + 0.6 * coverage**0.5)
            score += 0.3 * hint + 0.15 * unique + 0.1 * (by == "code") - 0.002 * column - 0.1 * bool(pad)
            made.append(UnitGuess(column, place, by, pad, rate, coverage, score))
    return made


def _found(texts: Sequence[str], units: UnitIndex, by: str, pad: int) -> tuple[int, int]:
    """How many texts name a unit, and how many units they name."""
    if by == "name":
        hits = [units.by_name[normal(text)][0] for text in texts if len(units.by_name.get(normal(text), ())) == 1]
    else:
        hits = [code for text in texts if (code := text.zfill(pad) if pad else text) in units.by_code]
    return len(hits), len(set(hits))


def _lost_zeros(texts: Sequence[str], length: int) -> bool:
    """Some codes are one or more digits short, and none is longer than the codes of the geography."""
    if not length:
        return False
    digits = [text for text in texts if text.isdigit()]
    short = sum(len(text) < length for text in digits)
    return bool(digits) and short > 0 and max(map(len, digits)) <= length


def further_places(sheet: Sheet, head: Head, context: Context, best: UnitGuess) -> tuple[tuple[str, str], ...]:
    """Other levels whose units stand in the same column (city, districts and quarters in one file)."""
    chosen = [best.place]
    texts = [text for text in body(sheet, head, best.column) if text.strip()]
    index = {place: index_of(context, place) for place in context.geographies}
    while True:
        known = [index[place] for place in chosen]
        left = [m.text for m in match_units(texts, known, by=best.by, pad=best.pad) if not m.found]
        levels = {level for level, _ in chosen}
        scored = [
            (sum(m.found for m in match_units(left, [units], by=best.by)) / len(units.codes), place)
            for place, units in index.items()
            if place[0] not in levels and left
        ]
        good = [item for item in scored if item[0] >= 0.5]
        if not good:
            return tuple(chosen)
        chosen.append(max(good, key=lambda item: item[0])[1])


def period_column(sheet: Sheet, head: Head, column: int) -> tuple[Column, Finding] | None:
    """A column of periods: dates are certain; bare years need a head that says so, or many rows a year."""
    texts = [text for text in body(sheet, head, column) if text.strip() and not is_marker(text)]
    if not texts or len(texts) > 2_000:
        return None
    hint = bool(words(head.text(column)) & _PERIOD_WORDS)
    good = [text for text in texts if read_period(text) is not None]
    if len(good) < (0.5 if hint else 0.9) * len(texts):
        return None
    plain = all(text.strip().removesuffix(".0").isdigit() for text in good)
    rows = max(1, sheet.rows - head.first_row + 1)
    if plain and not hint and (len(texts) > 60 or rows < 3 * len(texts)):
        return None
    why = Text(f"{len(good)} von {len(texts)} verschiedenen Angaben sind Zeitangaben.",
               f"{len(good)} of {len(texts)} different cells are dates or years.")  # fmt: skip
    certainty = Certainty.SURE if hint or not plain else Certainty.LIKELY
    return Column(column, head.text(column), Role.PERIOD), Finding("period", head.text(column), certainty, why, column)


def indicator_column(sheet: Sheet, head: Head, column: int, context: Context) -> dict[str, str] | None:
    """Texts of a column that names indicators -> their keys; None when it does not."""
    texts = [text for text in body(sheet, head, column) if text.strip()]
    if not texts or len(texts) > 5_000 or column in head.numeric:
        return None
    known: dict[str, str] = {}
    for item in context.indicators:
        for name in (*item.synonyms, item.name.get("en"), item.name.de, item.key):
            known[normal(name)] = item.key
    found = {text: known[normal(text)] for text in texts if normal(text) in known}
    return found if len(found) >= 0.5 * len(texts) else None


def member_column(sheet: Sheet, head: Head, column: int, context: Context) -> tuple[str, dict[str, str]] | None:
    """The dimension whose members a column names, and text -> member key ("" for the total)."""
    texts = [text for text in body(sheet, head, column) if text.strip()]
    if not texts or len(texts) > 500:
        return None
    best: tuple[str, dict[str, str]] | None = None
    for dimension in context.dimensions:
        table = member_table(context, dimension.key)
        found = {text: key for text in texts if (key := find_member(text, table)) is not None}
        real = sum(bool(key) for key in found.values())
        hint = normal(dimension.name.de) == normal(head.text(column)) or normal(dimension.key) == normal(
            head.text(column)
        )
        fits = real and len(found) >= 0.6 * len(texts) and (hint or column not in head.numeric)
        if fits and (best is None or len(found) > len(best[1])):
            best = (dimension.key, found)
    return best


def member_table(context: Context, dimension: str) -> dict[object, str]:
    """Normal names, keys and age ranges of the members of a dimension -> member key."""
    table: dict[object, str] = {}
    for item in context.dimensions:
        if item.key != dimension:
            continue
        for member in item.members:
            for name in (member.name.get("en"), member.name.de, member.key):
                table.setdefault(normal(name), member.key)
                ages = age_range(name)
                if ages:
                    table.setdefault(ages, member.key)
    return table


def find_member(text: str, table: dict[object, str]) -> str | None:
    """Key of the member that a text names, "" for a total, None when it names none."""
    if normal(text) in table:
        return table[normal(text)]
    ages = age_range(text)
    if ages in table:
        return table[ages]
    return "" if means_total(text) else None


def name_column(sheet: Sheet, head: Head, column: int, units: UnitIndex) -> bool:
    """Does the column hold the names beside the codes?"""
    texts = [text for text in body(sheet, head, column) if text.strip()]
    if not texts or column in head.numeric or len(texts) > 20 * len(units.codes) + 1_000:
        return False
    return sum(normal(text) in units.by_name for text in texts) >= 0.5 * min(len(texts), len(units.codes))
