"""Time references as people write them -> `kernel.period`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from quartier.kernel.period import PeriodInvalid, parse, school_year

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januar jan jänner january", "februar feb february", "märz mär mrz maerz march mar", "april apr",
            "mai may", "juni jun june", "juli jul july", "august aug", "september sep sept", "oktober okt october oct",
            "november nov", "dezember dez december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_YEAR = r"(?:19|20)\d\d"
_HAS_YEAR = re.compile(rf"{_YEAR}|\d\.\s?\d\d?\.\s?\d\d")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text may mean. `doubt` is "" when there is one reading, else ``school-years`` or ``day-first``."""

    period: str
    doubt: str = ""
    other: str = ""
    """The other reading where there is a doubt."""


def read_period(
    text: str, *, school_years: bool | None = None, day_first: bool | None = None
) -> Reading | None:  # fmt: skip
    """The period that a text names; None when it names none.

    2020/21 is a school year or a span, 01/02/2020 a day in February or in January: without a decision the reading bears
    a doubt.
    """
    if len(text) > 60 or not _HAS_YEAR.search(text):
        return None
    plain = " ".join(text.replace("\u00a0", " ").split()).strip("*) ").lower()
    for reader in (_exact, _day, _named_month, _part_of_year, _compact):
        found = reader(plain)
        if found:
            return _valid(found)
    return _slashed(plain, day_first) or _two_years(plain, school_years)


def _valid(text: str) -> Reading | None:
    try:
        return Reading(parse(text).text)
    except PeriodInvalid:
        return None


_EXACT = re.compile(rf"{_YEAR}(-S[12]|-Q[1-4]|-(0[1-9]|1[0-2])(-\d\d)?|-\d\d-\d\d/P1Y)?")
_MOMENT = re.compile(rf"({_YEAR}-\d\d-\d\d)[T ]00:00(:00(\.0+)?)?Z?")


def _exact(text: str) -> str | None:
    text = text.upper()
    if _EXACT.fullmatch(text):
        return text
    moment = _MOMENT.fullmatch(text)
    return moment[1] if moment else None


def _day(text: str) -> str | None:
    match = re.fullmatch(rf"(?:stand:? |am |zum )?(\d\d?)\. ?(\d\d?)\. ?({_YEAR}|\d\d)", text)
    if match:
        year = match[3] if len(match[3]) == 4 else f"20{match[3]}"
        return f"{year}-{int(match[2]):02d}-{int(match[1]):02d}"
    match = re.fullmatch(rf"(?:stand:? |am |zum )?(\d\d?)\. ?([a-zäöü]+)\.? ({_YEAR})", text)
    if match and match[2] in _MONTHS:
        return f"{match[3]}-{_MONTHS[match[2]]:02d}-{int(match[1]):02d}"
    return None


def _named_month(text: str) -> str | None:
    match = re.fullmatch(rf"([a-zäöü]+)\.?[ -]({_YEAR})", text)
    if match and match[1] in _MONTHS:
        return f"{match[2]}-{_MONTHS[match[1]]:02d}"
    match = re.fullmatch(rf"(0?[1-9]|1[0-2])[./]({_YEAR})", text)
    return f"{match[2]}-{int(match[1]):02d}" if match else None


def _part_of_year(text: str) -> str | None:
    for word, mark, most in ((r"q|quartal|vj\.?|quarter", "Q", 4), (r"s|h|hj\.?|halbjahr|half", "S", 2)):
        for pattern in (rf"({_YEAR})[ /-]*(?:{word})[ -]?([1-{most}])", rf"({_YEAR})[ /-]+([1-{most}])\.? ?(?:{word})"):
            match = re.fullmatch(pattern, text)
            if match:
                return f"{match[1]}-{mark}{match[2]}"
        match = re.fullmatch(rf"(?:(?:{word})[ -]?([1-{most}])|([1-{most}])\.? ?(?:{word}))[ /-]*({_YEAR})", text)
        if match:
            return f"{match[3]}-{mark}{match[1] or match[2]}"
    return None


def _compact(text: str) -> str | None:
    match = re.fullmatch(rf"({_YEAR})(0[1-9]|1[0-2])(\d\d)?", text)
    if match:
        return f"{match[1]}-{match[2]}" + (f"-{match[3]}" if match[3] else "")
    match = re.fullmatch(rf"(?:jahr |year )({_YEAR})(?:\.0)?|({_YEAR})\.0", text)
    return (match[1] or match[2]) if match else None


def _slashed(text: str, day_first: bool | None) -> Reading | None:
    match = re.fullmatch(rf"(\d\d?)/(\d\d?)/({_YEAR})", text)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    german, american = _date(year, second, first), _date(year, first, second)
    if german and american and german != american:
        if day_first is None:
            return Reading(german, "day-first", american)
        return Reading(german if day_first else american)
    only = german or american
    return Reading(only) if only else None


def _date(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _two_years(text: str, school_years: bool | None) -> Reading | None:
    match = re.fullmatch(rf"(schuljahr |sj\.? |school year )?({_YEAR})\s?[/–-]\s?({_YEAR}|\d\d)", text)
    if not match:
        return None
    first = int(match[2])
    last = int(match[3]) if len(match[3]) == 4 else first // 100 * 100 + int(match[3])
    if last <= first:
        return None
    span, school = f"{first}/{last}", school_year(first).text
    if last != first + 1:
        return None if match[1] else Reading(span)
    if match[1] or school_years:
        return Reading(school)
    return Reading(span) if school_years is False else Reading(school, "school-years", span)


_INSIDE = re.compile(
    rf"(\d\d?\.\d\d?\.{_YEAR}|\d\d?/\d\d?/{_YEAR}|(?:schuljahr |sj\.? )?{_YEAR}\s?[/–]\s?(?:{_YEAR}|\d\d)(?!\d)"
    rf"|{_YEAR}-\d\d-\d\d|{_YEAR}-(?:s[12]|q[1-4])|[1-4]\. ?quartal {_YEAR}|[12]\. ?halbjahr {_YEAR}"
    rf"|(?:{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.? {_YEAR}|(?<![\d.,]){_YEAR}(?![\d.,]*\d))",
    re.IGNORECASE,
)


def find_period(
    text: str, *, school_years: bool | None = None, day_first: bool | None = None
) -> tuple[Reading, str] | None:  # fmt: skip
    """The one period inside a head such as "EW 31.12.2020", and the text without it; None if there is none or two."""
    found = _INSIDE.findall(text)
    if len(found) != 1:
        return None
    reading = read_period(found[0], school_years=school_years, day_first=day_first)
    if reading is None:
        return None
    rest = _INSIDE.sub(" ", text)
    rest = re.sub(
        r"\b(am|zum|stand|vom|im jahr|jahr|in)\b[:.]?\s*$|[\s,;:_()/–-]+$", "", " ".join(rest.split()), flags=re.I
    )
    return reading, rest.strip(" _-,;:()")
