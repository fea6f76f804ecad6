"""Columns of figures: which indicator, which period, which members their heads name; marks, markers, scale."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from quartier.kernel.declared import IndicatorKind, slice_key
from quartier.kernel.text import Text
from quartier.sources.tables.context import Context, KnownIndicator
from quartier.sources.tables.head import Head
from quartier.sources.tables.mapping import Column, Marker, Role
from quartier.sources.tables.markers import known_marker
from quartier.sources.tables.marks import Marks, looks_numeric, parse_numbers, recognise_marks
from quartier.sources.tables.names import means_total, normal, similarity
from quartier.sources.tables.periods import Reading, find_period
from quartier.sources.tables.proposal import Option, Question
from quartier.sources.tables.recognition.keys import find_member, member_table
from quartier.sources.tables.sheet import Certainty, Finding, Sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST = 20_000
_NUMERATOR = frozenset({"zaehler", "numerator"})
_DENOMINATOR = frozenset({"nenner", "denominator"})
_BOUND = re.compile(
    r"(.*?)[\s_:,(–-]*(?:(untergrenze|untere grenze|lower bound|lower|ci_low)"
    r"|(obergrenze|obere grenze|upper bound|upper|ci_high))\)?",
    re.IGNORECASE,
)
_UNITS = frozenset(
    {"in", "anzahl", "absolut", "abs", "prozent", "proz", "invh", "inprozent", "wert", "value", "zahl", "zahlen", "n"}
)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the head of a column of figures says."""

    indicator: str = ""
    certainty: Certainty = Certainty.GUESS
    reading: Reading | None = None
    slice: str = ""
    role: Role = Role.VALUE
    rest: str = ""


def read_heading(parts: Sequence[str], context: Context) -> Heading:
    """Indicator, period, members and role that the parts of a head name."""
    reading: Reading | None = None
    texts: list[str] = []
    role = Role.VALUE
    per_cent: bool | None = None
    for part in parts:
        found = find_period(part)
        if found and reading is None:
            reading, part = found[0], found[1]
        bound = _BOUND.fullmatch(part.strip())
        if bound:
            role, part = (Role.LOWER if bound[2] else Role.UPPER), bound[1]
        if normal(part) in _NUMERATOR | _DENOMINATOR:
            role = Role.NUMERATOR if normal(part) in _NUMERATOR else Role.DENOMINATOR
        elif "%" in part and not normal(part.replace("in", "")):
            per_cent = True
        elif normal(part) in _UNITS:
            per_cent = normal(part) in ("prozent", "proz", "invh", "inprozent") or (per_cent if part else None)
        elif part.strip():
            texts.append(part)
    indicator, certainty, left = _indicator(texts, context, per_cent)
    return Heading(indicator, certainty, reading, _slice(left, indicator, context), role, " ".join(left))


def _indicator(texts: list[str], context: Context, per_cent: bool | None) -> tuple[str, Certainty, list[str]]:
    """Key of the indicator that one of the texts (or all together) names, how sure, and the texts that are left."""
    for text in (*texts, " ".join(texts)):
        exact = [item for item in context.indicators if normal(text) and normal(text) in _names(item)]
        if exact:
            chosen = _prefer(exact, per_cent)
            return chosen.key, Certainty.SURE, [item for item in texts if item != text]
    scored = [
        (
            max(similarity(text, name) for name in (item.name.de, item.name.get("en"), *item.synonyms) if name),
            item,
            text,
        )
        for text in texts
        if len(text) > 3
        for item in context.indicators[:2_000]
    ]
    good = [entry for entry in scored if entry[0] >= 0.86]
    if not good:
        return "", Certainty.GUESS, texts
    best = max(good, key=lambda entry: entry[0])
    return best[1].key, Certainty.LIKELY, [item for item in texts if item != best[2]]


def _names(item: KnownIndicator) -> set[str]:
    return {normal(name) for name in (item.key, item.name.de, item.name.get("en"), *item.synonyms)}


def _prefer(items: list[KnownIndicator], per_cent: bool | None) -> KnownIndicator:
    if per_cent is None:
        return items[0]
    return next((item for item in items if item.per_cent == per_cent), items[0])


def _slice(texts: Sequence[str], indicator: str, context: Context) -> str:
    """Canonical slice of the members that the texts name; dimensions of the indicator alone where it is known."""
    known = context.indicator(indicator)
    allowed = known.dimensions if known else tuple(item.key for item in context.dimensions)
    members: dict[str, str] = {}
    for text in texts:
        for dimension in allowed:
            key = find_member(text, member_table(context, dimension))
            if key and dimension not in members:
                members[dimension] = key
                break
    return slice_key(members)


def figures(sheet: Sheet, head: Head, column: int) -> list[str]:
    """Text cells of a column of figures below the head that say something about marks and markers.

    Of plain numbers (no mark, or one with up to two digits behind it) a few hundred are enough; all others are kept,
    so that no marker and no doubt is missed. Number cells of a spreadsheet are left out.
    """
    import pyarrow.compute as pc

    distinct = sheet.distinct(column)
    codes = distinct.codes[head.first_row - 1 :]
    numbers = sheet.numbers.get(column)
    if numbers is not None:
        codes = codes[np.isnan(numbers[head.first_row - 1 :])]
    there = np.bincount(codes, minlength=len(distinct.texts)) > 0
    simple = pc.match_substring_regex(distinct.texts, pattern=r"^-?[0-9]+([.,][0-9]{1,2})?$").to_numpy(
        zero_copy_only=False
    )
    plain = np.flatnonzero(there & simple)
    chosen = np.concatenate([plain[:: max(1, len(plain) // 500)], np.flatnonzero(there & ~simple)[:_MOST]])
    return [str(item) for item in distinct.texts.take(np.sort(chosen)).to_pylist()]


def marks_question(columns: Sequence[Column], cells: dict[int, list[str]], context: Context) -> list[Question]:
    """One question for each mark that is in doubt, for all columns together."""
    asked = []
    for mark in ".,":
        doubtful = [column for column in columns if column.doubt == mark]
        if not doubtful:
            continue
        pattern = [cell for item in doubtful for cell in cells[item.number] if mark in cell and looks_numeric(cell)]
        example = pattern[0].strip() if pattern else f"1{mark}234"
        asked.append(
            Question(
                f"marks:{mark}",
                Text(f"Was heißt {example}?", f"What does {example} mean?"),
                (
                    Option("thousands", Text(f"{example.replace(mark, '')} (trennt Tausender)",
                                             f"{example.replace(mark, '')} (parts thousands)")),
                    Option("decimal", Text(f"{example.replace(mark, ',')} mit Nachkommastellen",
                                           f"{example.replace(mark, '.')} with decimals")),
                ),
                tuple(item.number for item in doubtful),
                tuple(dict.fromkeys(cell.strip() for cell in pattern))[:6],
                _suggest_mark(doubtful, context),
            )
        )  # fmt: skip
    return asked


def _suggest_mark(columns: Sequence[Column], context: Context) -> str:
    """Counts have no decimals, so that their mark parts thousands; nothing is suggested for mixed columns."""
    kinds = {known.kind for item in columns if (known := context.indicator(item.indicator))}
    if kinds == {IndicatorKind.COUNT}:
        return "thousands"
    return "decimal" if kinds and IndicatorKind.COUNT not in kinds else ""


def doubted(marks: Marks, known: KnownIndicator | None) -> Marks:
    """A count has no decimals: one odd cell must not turn its thousands into thousandths, so that it is asked."""
    if known is None or known.kind is not IndicatorKind.COUNT or not marks.mixed:
        return marks
    return replace(marks, decimal="", thousands="", doubt=marks.decimal, conflict=True)


def with_marks(column: Column, marks: Marks) -> Column:
    """The column with recognised marks; a doubt or conflict stays open."""
    return replace(column, decimal=marks.decimal, thousands=marks.thousands, doubt=marks.doubt)


def marks_finding(column: Column, marks: Marks) -> Finding | None:
    """What the marks of a column are, if it has any."""
    if not (marks.decimal or marks.thousands or marks.doubt):
        return None
    if marks.doubt:
        why = Text("Die Zellen lassen beides zu.", "The cells allow both.")
        if marks.conflict:
            why = Text("Die Zellen widersprechen sich.", "The cells contradict each other.")
        return Finding("marks", f"? ({marks.evidence})", Certainty.GUESS, why, column.number)
    value = f"{marks.thousands or ''}{'…' if marks.thousands else ''}{marks.decimal}"
    why = Text(f"Eindeutig an {marks.evidence}.", f"Settled by {marks.evidence}.")
    return Finding("marks", value, Certainty.SURE, why, column.number)


def marker_findings(cells: Iterable[str]) -> tuple[dict[str, Marker], list[Finding], list[Question]]:
    """Meaning of each text that stands where no number stands; what has two meanings is asked."""
    meanings: dict[str, Marker] = {}
    findings: list[Finding] = []
    questions: list[Question] = []
    for text in sorted({cell.strip() for cell in cells if cell.strip()}):
        known = known_marker(text)
        if known is None or text in meanings:
            continue
        if known.ask:
            questions.append(_marker_question(text, known.meaning, known.why))
        else:
            meanings[text] = known.meaning
            findings.append(Finding("marker", f"{text} = {known.meaning}", Certainty.LIKELY, known.why))
    return meanings, findings, questions


_MEANINGS = {
    Marker.MISSING: Text("keine Angabe", "missing"),
    Marker.SUPPRESSED: Text("geheim gehalten", "suppressed"),
    Marker.NOT_APPLICABLE: Text("trifft nicht zu", "not applicable"),
    Marker.ZERO: Text("null", "zero"),
}


def _marker_question(text: str, meaning: Marker, why: Text) -> Question:
    return Question(
        f"marker:{text}",
        Text(f"Was heißt „{text}“ in den Zellen? {why.de}", f"What does “{text}” in the cells mean? {why.get('en')}"),
        tuple(Option(str(marker), label) for marker, label in _MEANINGS.items()),
        found=(text,),
        suggestion=str(meaning),
    )


def scale_question(sheet: Sheet, head: Head, column: Column, cells: Sequence[str]) -> Question | None:
    """Shares as 0.34 or 34: asked when no value is above 1 (and there is one that is neither 0 nor 1)."""
    if any("%" in cell for cell in cells):
        return None
    values = _values(sheet, head, column)
    if not len(values) or not 0 < values.max() <= 1.0:
        return None
    shown = [cell.strip() for cell in cells if looks_numeric(cell)] or [f"{value:g}" for value in values[:6]]
    example = max(shown, key=len)
    return Question(
        f"scale:{column.number}",
        Text(f"Kein Wert in „{column.header}“ ist größer als 1. Sind es Anteile (0,34 = 34 %) oder Prozent?",
             f"No value of “{column.header}” is above 1. Are they fractions (0.34 = 34 %) or per cent?"),
        (Option("100", Text(f"Anteile: {example} wird mal 100 genommen", f"Fractions: {example} is multiplied by 100")),
         Option("1", Text(f"Prozent: {example} bleibt", f"Per cent: {example} stays"))),
        (column.number,),
        tuple(shown[:6]),
        "" if "%" in column.header else "100",
    )  # fmt: skip


def _values(sheet: Sheet, head: Head, column: Column) -> NDArray[np.float64]:
    """All numbers of a column by its marks; sentinels such as -9999 do no harm, as they are below zero."""
    distinct = sheet.distinct(column.number)
    there = np.bincount(distinct.codes[head.first_row - 1 :], minlength=len(distinct.texts)) > 0
    texts = distinct.texts.take(np.flatnonzero(there))
    values, good = parse_numbers(texts, column.decimal, column.thousands)
    numbers = sheet.numbers.get(column.number)
    typed = np.empty(0) if numbers is None else numbers[head.first_row - 1 :]
    return np.concatenate([values[good], typed[~np.isnan(typed)]])


def marks_of(cells: Sequence[str]) -> Marks:
    """Marks of a column from its text cells, markers left out."""
    return recognise_marks(cell for cell in cells if cell and known_marker(cell) is None)


def any_number(sheet: Sheet, column: int) -> bool:
    """Does the column hold a number at all (among its first different texts)?"""
    return any(looks_numeric(str(text)) for text in sheet.distinct(column).texts[:2_000].to_pylist())


def total_head(parts: Sequence[str]) -> bool:
    """Does one part of a head say total?"""
    return any(means_total(part) for part in parts)
