"""Time references: ISO 8601 and SDMX (2021, section 4.2, observational time period).

| text | kind | meaning |
| --- | --- | --- |
| ``2020`` | year | the calendar year |
| ``2020-S1`` | half-year | January to June |
| ``2020-Q3`` | quarter | July to September |
| ``2020-12`` | month | December |
| ``2020-12-31`` | day | a reference day: a stock counted on that day |
| ``2018/2020`` | span | from the beginning of 2018 to the end of 2020 |
| ``2020-08-01/P1Y`` | school year | 1 August 2020 to 31 July 2021 |
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from functools import total_ordering

from quartier.kernel.errors import QuartierError


class PeriodInvalid(QuartierError):
    """The text is no time reference that Quartier knows."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(
            f"{text!r} is no time reference; expected e.g. 2020, 2020-S1, 2020-Q3, 2020-12, 2020-12-31, "
            "2018/2020 or 2020-08-01/P1Y (school year)"
        )


class PeriodKind(StrEnum):
    YEAR = "year"
    HALF_YEAR = "half-year"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"
    SPAN = "span"
    SCHOOL_YEAR = "school-year"


_MONTHS = {
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober",
           "November", "Dezember"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class Period:
    """One time reference. Equal when the texts are equal; ordered by end, then start."""

    text: str
    kind: PeriodKind = field(compare=False)
    start: date
    end: date

    def __str__(self) -> str:
        return self.text

    def __hash__(self) -> int:
        return hash(self.text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Period) and self.text == other.text

    def __lt__(self, other: Period) -> bool:
        return (self.end, self.start, self.text) < (other.end, other.start, other.text)

    def label(self, language: str = "de") -> str:
        """How a person writes it: ``31.12.2020``, ``3. Quartal 2020``, ``Schuljahr 2020/21``."""
        return _label(self, language)

    def axis_position(self) -> float:
        """Decimal year of the point that stands for the period on a time axis (day: itself; else its middle)."""
        middle = self.start + (self.end - self.start) / 2
        days = 366 if calendar.isleap(middle.year) else 365
        return middle.year + (middle.timetuple().tm_yday - 1) / days

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read a time reference. Raises PeriodInvalid."""
        return parse(text)


def _label(period: Period, language: str) -> str:
    german = language != "en"
    year = period.start.year
    months = _MONTHS["de" if german else "en"]
    match period.kind:
        case PeriodKind.YEAR:
            return period.text
        case PeriodKind.HALF_YEAR:
            half = period.text[-1]
            return f"{half}. Halbjahr {year}" if german else f"{'first' if half == '1' else 'second'} half of {year}"
        case PeriodKind.QUARTER:
            return f"{period.text[-1]}. Quartal {year}" if german else f"Q{period.text[-1]} {year}"
        case PeriodKind.MONTH:
            return f"{months[period.start.month - 1]} {year}"
        case PeriodKind.DAY:
            if german:
                return f"{period.start:%d.%m.%Y}"
            return f"{period.start.day} {months[period.start.month - 1]} {year}"
        case PeriodKind.SPAN:
            return f"{year}–{period.end.year}"
        case PeriodKind.SCHOOL_YEAR:
            return f"{'Schuljahr' if german else 'school year'} {year}/{period.end.year % 100:02d}"


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _months(text: str, kind: PeriodKind, year: int, first: int, count: int) -> Period:
    return Period(text, kind, date(year, first, 1), _last_day(year, first + count - 1))


def _parts(kind: PeriodKind, text: str, groups: tuple[str, ...]) -> Period:
    year = int(groups[0])
    match kind:
        case PeriodKind.YEAR:
            return _months(text, kind, year, 1, 12)
        case PeriodKind.HALF_YEAR:
            return _months(text, kind, year, 6 * int(groups[1]) - 5, 6)
        case PeriodKind.QUARTER:
            return _months(text, kind, year, 3 * int(groups[1]) - 2, 3)
        case PeriodKind.MONTH:
            return _months(text, kind, year, int(groups[1]), 1)
        case PeriodKind.DAY:
            day = date.fromisoformat(text)
            return Period(text, kind, day, day)
        case PeriodKind.SPAN:
            return _span(text, year, int(groups[1]))
        case PeriodKind.SCHOOL_YEAR:
            start = date(year, int(groups[1]), int(groups[2]))
            return Period(text, kind, start, start.replace(year=year + 1) - timedelta(days=1))


def _span(text: str, first: int, last: int) -> Period:
    if last < first:
        raise PeriodInvalid(text)
    return Period(text, PeriodKind.SPAN, date(first, 1, 1), date(last, 12, 31))


_PATTERNS: tuple[tuple[PeriodKind, re.Pattern[str]], ...] = (
    (PeriodKind.YEAR, re.compile(r"(\d{4})")),
    (PeriodKind.HALF_YEAR, re.compile(r"(\d{4})-S([12])")),
    (PeriodKind.QUARTER, re.compile(r"(\d{4})-Q([1-4])")),
    (PeriodKind.MONTH, re.compile(r"(\d{4})-(0[1-9]|1[0-2])")),
    (PeriodKind.DAY, re.compile(r"(\d{4})-(\d{2})-(\d{2})")),
    (PeriodKind.SPAN, re.compile(r"(\d{4})/(\d{4})")),
    (PeriodKind.SCHOOL_YEAR, re.compile(r"(\d{4})-(\d{2})-(\d{2})/P1Y")),
)


def parse(text: str) -> Period:
    """Read a time reference. Raises PeriodInvalid."""
    for kind, pattern in _PATTERNS:
        match = pattern.fullmatch(text) if text.isascii() else None
        if match:
            try:
                return _parts(kind, text, match.groups())
            except ValueError:
                raise PeriodInvalid(text) from None
    raise PeriodInvalid(text)


def school_year(first: int) -> Period:
    """The German school year that begins on 1 August of `first` (KMK, Hamburger Abkommen 1964)."""
    return parse(f"{first:04d}-08-01/P1Y")
