"""Marks in numbers: which is the decimal mark, which parts thousands, and when only a person can say.

`1.234` may be 1234 or 1.234: three digits behind a single mark say nothing. Such a column bears a doubt and is not
read until somebody decides. What settles a column by its form alone: `1.234.567` (two marks part thousands), `1.234,5`
(the last of two marks is the decimal one), `12.5`, `.5`, `0.123` (no group of thousands looks so).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

SPACES = "\u00a0\u202f\u2009 "
_UNIFORM = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2212": "-", "’": "'"})
_SUFFIX = re.compile(r"\s*(%|v\.\s?H\.|€|EUR)$")


@dataclass(frozen=True, slots=True)
class Marks:
    """Decimal mark and mark of thousands of a column; "" where none occurs.

    `doubt`: the mark ("." or ",") that may be either; `conflict`: cells that contradict each other.
    """

    decimal: str = ""
    thousands: str = ""
    doubt: str = ""
    conflict: bool = False
    evidence: str = ""
    """A cell that settled it."""
    mixed: bool = False
    """Cells with three digits behind the decimal mark beside others: in a count they may be thousands after all."""


def plain(text: str) -> str:
    """The text without blanks around it, signs of percent and euro, and with one kind of blank, minus, apostrophe."""
    return _SUFFIX.sub("", text.translate(_UNIFORM).strip()).strip()


_INT = r"[+-]?\d+"
_EXP = r"(?:[eE][+-]?\d{1,3})?"


def _forms(mark: str) -> dict[str, re.Pattern[str]]:
    m = re.escape(mark)
    o = re.escape("," if mark == "." else ".")
    return {
        "groups": re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:{m}\d{{3}}){{2,}}"),
        "mixed": re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:{o}\d{{3}})+{m}\d+"),
        "either": re.compile(rf"[+-]?[1-9]\d{{0,2}}{m}\d{{3}}"),
        "decimal": re.compile(rf"[+-]?(?:\d+{m}\d+|{m}\d+){_EXP}"),
    }


_FORMS = {mark: _forms(mark) for mark in ".,"}
_GROUPED = {mark: re.compile(rf"[+-]?[1-9]\d{{0,2}}(?:{mark}\d{{3}})+(?:[.,]\d+)?") for mark in " '"}
_WHOLE = re.compile(rf"{_INT}{_EXP}")


def looks_numeric(text: str) -> bool:
    """Could this cell be a number, by any marks?"""
    cell = plain(text)
    if not cell or not any(letter.isdigit() for letter in cell):
        return False
    if _WHOLE.fullmatch(cell):
        return True
    return any(
        form.fullmatch(cell)
        for forms in (*(_FORMS[mark].values() for mark in ".,"), _GROUPED.values())
        for form in forms
    )


def recognise_marks(cells: Iterable[str]) -> Marks:
    """Marks of a column from its different cells; texts that are no numbers are passed over."""
    votes: dict[tuple[str, str], str] = {}
    either: dict[str, str] = {}
    grouped = ""
    for text in cells:
        cell = plain(text)
        kind = _kind(cell)
        if kind is None:
            continue
        name, mark = kind
        if name == "either":
            either.setdefault(mark, cell)
        elif name == "grouped":
            grouped = mark
            cell = cell.replace(mark, "")
            inner = _kind(cell)
            if inner and inner[0] in ("decimal", "either"):
                votes.setdefault(("decimal", inner[1]), text)
        elif name == "mixed":
            votes.setdefault(("decimal", mark), cell)
            votes.setdefault(("thousands", "," if mark == "." else "."), cell)
        else:
            votes.setdefault((name, mark), cell)
    return _settle(votes, either, grouped)


def _kind(cell: str) -> tuple[str, str] | None:
    for mark in ".,":
        if mark not in cell:
            continue
        for name, form in _FORMS[mark].items():
            if form.fullmatch(cell):
                return ("thousands" if name == "groups" else name), mark
    for mark, form in _GROUPED.items():
        if mark in cell and form.fullmatch(cell):
            return "grouped", mark
    return None


def _settle(votes: dict[tuple[str, str], str], either: dict[str, str], grouped: str) -> Marks:
    decimals = {mark for name, mark in votes if name == "decimal"}
    thousands = {mark for name, mark in votes if name == "thousands"} | ({grouped} if grouped else set())
    if len(decimals) > 1 or len(thousands) > 1 or decimals & thousands:
        return Marks(doubt=min(decimals | (thousands & {".", ","})), conflict=True)
    decimal = next(iter(decimals), "")
    parts = next(iter(thousands), "")
    if not either:
        return Marks(decimal, parts, evidence=next(iter(votes.values()), ""))
    open_marks = set(either) - decimals - thousands
    if len(open_marks) == 2:
        return Marks(doubt=".", conflict=True, evidence=next(iter(either.values())))
    if not open_marks:
        return Marks(decimal, parts, evidence=next(iter(votes.values()), ""), mixed=decimal in either)
    mark = open_marks.pop()
    if decimal and not parts:
        return Marks(decimal, mark, evidence=either[mark])
    if parts and parts in ".," and not decimal:
        return Marks(mark, parts, evidence=either[mark])
    return Marks(decimal, parts, doubt=mark, evidence=either[mark])


def numeric_pattern(decimal: str, thousands: str) -> str:
    """Regular expression (RE2) of the numbers that these marks allow, after `plain`."""
    d = re.escape(decimal) if decimal else ""
    t = re.escape(thousands) if thousands else ""
    whole = rf"(?:[0-9]{{1,3}}(?:{t}[0-9]{{3}})+|[0-9]+)" if t else "[0-9]+"
    if not d:
        return rf"^[+-]?{whole}(?:[eE][+-]?[0-9]{{1,3}})?$"
    return rf"^[+-]?(?:{whole}(?:{d}[0-9]+)?|{d}[0-9]+)(?:[eE][+-]?[0-9]{{1,3}})?$"


def parse_numbers(texts: pa.Array, decimal: str, thousands: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Numbers of texts by decided marks, and which texts are numbers; the others are NaN. Vectorised.

    Args:
        texts: Arrow array of strings (the different cells of a column).
        decimal, thousands: the marks; a cell with another mark is no number here, never a guess.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    cells: Any = _plain_array(texts)
    fits = pc.match_substring_regex(cells, pattern=numeric_pattern(decimal, thousands))
    numbers = pc.if_else(fits, cells, pa.scalar(None, pa.string()))
    if thousands:
        numbers = pc.replace_substring(numbers, pattern=thousands, replacement="")
    if decimal == ",":
        numbers = pc.replace_substring(numbers, pattern=",", replacement=".")
    numbers = pc.utf8_ltrim(numbers, characters="+")
    values = pc.cast(numbers, pa.float64()).to_numpy(zero_copy_only=False)
    ok = np.isfinite(values)
    return np.where(ok, values, np.nan), ok


def _plain_array(texts: pa.Array) -> Any:
    """`plain`, for a whole array; the costly replacements run only where such letters occur."""
    import pyarrow.compute as pc

    cells: Any = pc.utf8_trim(texts, characters=SPACES + "\t")
    if pc.all(pc.match_substring_regex(cells, pattern="^[ -~]*$")).as_py() is not True:
        for found, instead in (("[\u00a0\u202f\u2009]", " "), ("\u2212", "-"), ("’", "'")):
            cells = pc.replace_substring_regex(cells, pattern=found, replacement=instead)
    if pc.any(pc.match_substring_regex(cells, pattern=r"[%.HR€]$")).as_py():
        cells = pc.utf8_trim(
            pc.replace_substring_regex(cells, pattern=r"\s*(%|v\.\s?H\.|€|EUR)$", replacement=""), characters=" "
        )
    return cells


def parse_number(text: str, decimal: str = ",", thousands: str = ".") -> float | None:
    """One number by decided marks; None when the text is none by these marks."""
    import pyarrow as pa

    values, ok = parse_numbers(pa.array([text], pa.string()), decimal, thousands)
    return float(values[0]) if ok[0] else None


def examples(texts: Sequence[str], count: int = 4) -> str:
    """A few cells, as they are shown in a question."""
    shown = list(dict.fromkeys(text.strip() for text in texts))[:count]
    return "; ".join(shown)
