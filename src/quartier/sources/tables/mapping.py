"""`Mapping`: the decision of a person about a sheet. Frozen, kept as JSON, remembered by the shape of the head."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from quartier.kernel.errors import InputRejected, Problem


class Role(StrEnum):
    """What a column means."""

    UNIT = "unit"
    """Names the unit, by code or by name (`Column.by`)."""
    UNIT_NAME = "unit-name"
    """The name beside a code; compared, never joined by."""
    PERIOD = "period"
    INDICATOR = "indicator"
    """Names the indicator of the row (long layout); texts are translated by `Mapping.indicator_texts`."""
    MEMBER = "member"
    """Names the member of `Column.dimension`; texts are translated by `Mapping.member_texts`."""
    VALUE = "value"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"
    LOWER = "lower"
    """Lower bound of the value: known of a suppressed one, of the interval else."""
    UPPER = "upper"
    LEVEL = "level"
    """Names the level of the row, by key or name."""
    GEOGRAPHY = "geography"
    """Names the dated version of the level, by key or name."""
    SLICE = "slice"
    """Canonical text of all members (``age=0-5;sex=f``), empty for the total."""
    PRESENCE = "presence"
    """Whether there is a value and why not, in words of Quartier or as SDMX OBS_STATUS (which may add flags)."""
    FLAGS = "flags"
    CONFIDENTIALITY = "confidentiality"
    """In words of Quartier or as SDMX CONF_STATUS."""
    IGNORE = "ignore"


BOUNDS = (Role.LOWER, Role.UPPER)
MEASURES = (Role.VALUE, Role.NUMERATOR, Role.DENOMINATOR, *BOUNDS)
AXES = (Role.PRESENCE, Role.FLAGS, Role.CONFIDENTIALITY)
"""What is said about the values of a row."""
ONCE = (Role.UNIT, Role.PERIOD, Role.INDICATOR, Role.LEVEL, Role.GEOGRAPHY, Role.SLICE, *AXES)
"""Roles that one column of a sheet can have."""


class Layout(StrEnum):
    """How the figures lie in the sheet."""

    LONG = "long"
    WIDE_PERIOD = "wide-by-period"
    WIDE_INDICATOR = "wide-by-indicator"
    WIDE_MEMBER = "wide-by-member"


class Marker(StrEnum):
    """What a text that is no number means. `zero` is the dash of official tables (DIN 55301: nothing there)."""

    MISSING = "missing"
    SUPPRESSED = "suppressed"
    NOT_APPLICABLE = "not-applicable"
    ZERO = "zero"


@dataclass(frozen=True, slots=True)
class Column:
    """The decision about one column.

    `indicator`, `period` and `slice` are set where the head of a column of values fixes them; what is empty comes from
    another column of the row or from the mapping. `decimal` and `thousands` are the marks ("" = none occurs);
    `doubt` names the mark that is not decided yet ("." or ","): such a column is never read. `scale` multiplies
    (100 for shares given as 0.34).
    """

    number: int
    header: str = ""
    role: Role = Role.IGNORE
    by: str = ""
    indicator: str = ""
    period: str = ""
    slice: str = ""
    dimension: str = ""
    decimal: str = ""
    thousands: str = ""
    doubt: str = ""
    scale: float = 1.0

    @property
    def measures(self) -> bool:
        """It holds numbers that become observations."""
        return self.role in MEASURES


@dataclass(frozen=True, slots=True)
class Mapping:
    """All that is needed to turn a sheet into observations. Row numbers are those of the spreadsheet.

    Attributes:
        sheet: name of the sheet.
        header_rows: rows of the head; empty when there is none.
        first_row, last_row: range of the data; `last_row` 0 means to the end.
        geographies: (level, geography) in which unit codes are looked up, in this order (a file may hold several
            levels).
        markers: text -> what it means.
        unit: the code of the one unit that the whole table is about, where no column names units.
        period, indicator, slice: fixed for the whole sheet where neither a head nor a column says it.
        period_texts, indicator_texts, member_texts: translations of what stands in the cells; member_texts are
            (dimension, text, member key), "" as key is the total.
        totals: texts of the unit column that mark a delivered total.
        skip_rows: rows to leave out by decision.
        skip_units: texts of the unit column to leave out by decision.
        renames: code or name as delivered -> code.
        pad: length to which codes are filled with leading zeros; 0: not at all.
        defused: texts that a spreadsheet would run as formulas bear an apostrophe, which is taken away (files of
            Quartier; `kernel.defuse`).
        others: ``skip`` leaves out rows whose unit the geography does not have (other towns in the file), by decision.
        school_years: True reads 2020/21 as a school year, False as a span, None: not decided.
        day_first: True reads 01/02/2020 as 1 February, False as 2 January, None: not decided.
        answers: what was asked and answered (question key, answer).
        open: keys of questions that are not answered; `apply` refuses what they concern.
        fingerprint: of the texts of the head; the next delivery of the same shape has the same.
    """

    sheet: str
    header_rows: tuple[int, ...] = ()
    first_row: int = 1
    last_row: int = 0
    columns: tuple[Column, ...] = ()
    layout: Layout = Layout.WIDE_INDICATOR
    geographies: tuple[tuple[str, str], ...] = ()
    markers: tuple[tuple[str, Marker], ...] = ()
    unit: str = ""
    period: str = ""
    indicator: str = ""
    slice: str = ""
    period_texts: tuple[tuple[str, str], ...] = ()
    indicator_texts: tuple[tuple[str, str], ...] = ()
    member_texts: tuple[tuple[str, str, str], ...] = ()
    totals: tuple[str, ...] = ()
    skip_rows: tuple[int, ...] = ()
    skip_units: tuple[str, ...] = ()
    renames: tuple[tuple[str, str], ...] = ()
    pad: int = 0
    defused: bool = False
    others: str = ""
    school_years: bool | None = None
    day_first: bool | None = None
    answers: tuple[tuple[str, str], ...] = ()
    open: tuple[str, ...] = ()
    fingerprint: str = ""

    def to_json(self) -> str:
        """JSON text; `from_json` gives an equal mapping."""
        return json.dumps({"format": 1, **asdict(self)}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Mapping:
        """Read what `to_json` wrote. Raises InputRejected."""
        try:
            return _from_dict(json.loads(text))
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise InputRejected(
                [Problem("This is no mapping that Quartier can read.", "mapping-damaged", found=str(error))],
                subject="mapping",
            ) from None

    def column(self, number: int) -> Column:
        """The decision about a column; what was not decided is ignored."""
        return next((item for item in self.columns if item.number == number), Column(number))

    def of_role(self, *roles: Role) -> tuple[Column, ...]:
        """Columns of these roles, in order."""
        return tuple(item for item in self.columns if item.role in roles)

    def with_column(self, column: Column) -> Mapping:
        """The same mapping with another decision about one column."""
        others = [item for item in self.columns if item.number != column.number]
        return replace(self, columns=tuple(sorted([*others, column], key=lambda item: item.number)))

    def answered(self, key: str, answer: str) -> Mapping:
        """The mapping after a person answered a question of the proposal (see `Question.key`).

        Keys: ``marks:.`` and ``marks:,`` (decimal | thousands), ``scale:<column>`` (1 | 100), ``marker:<text>`` (a
        `Marker`), ``period`` (a period), ``school-years`` and ``day-first`` (yes | no), ``indicator`` (key),
        ``indicator:<column>`` (key, "" ignores the column), ``geography`` (level/geography), ``unit`` (column number),
        ``whole`` (level/geography/code),
        ``others`` (skip | refuse), ``value`` (column number), ``status:<column>`` (use | ignore).
        Raises ValueError for an answer that the question does not allow.
        """
        changed = _answer(self, key, answer)
        answers = (*(item for item in self.answers if item[0] != key), (key, answer))
        return replace(changed, answers=answers, open=tuple(item for item in changed.open if item != key))


def _answer(mapping: Mapping, key: str, answer: str) -> Mapping:
    topic, _, detail = key.partition(":")
    match topic:
        case "marks":
            return _decide_marks(mapping, detail, answer)
        case "scale":
            return _scaled(mapping, mapping.column(int(detail)), float({"1": 1, "100": 100}[answer]))
        case "marker":
            others = tuple(item for item in mapping.markers if item[0] != detail)
            return replace(mapping, markers=(*others, (detail, Marker(answer))))
        case "period":
            return replace(mapping, period=answer)
        case "school-years":
            return replace(mapping, school_years={"yes": True, "no": False}[answer])
        case "day-first":
            return replace(mapping, day_first={"yes": True, "no": False}[answer])
        case "indicator" if detail:
            return mapping.with_column(_indicator(mapping.column(int(detail)), answer))
        case "indicator":
            return replace(mapping, indicator=answer)
        case "geography":
            level, _, geography = answer.partition("/")
            return replace(mapping, geographies=((level, geography),))
        case "whole":
            level, geography, code = answer.split("/", 2)
            return replace(mapping, geographies=((level, geography),), unit=code)
        case "others":
            return replace(mapping, others={"skip": "skip", "refuse": ""}[answer])
        case "value":
            return mapping.with_column(replace(mapping.column(int(answer)), role=Role.VALUE))
        case "status":
            kept = mapping.column(int(detail))
            return mapping.with_column(replace(kept, role={"use": kept.role, "ignore": Role.IGNORE}[answer]))
        case "unit":
            return mapping.with_column(replace(mapping.column(int(answer)), role=Role.UNIT, by="code"))
    raise ValueError(f"{key!r} is no question that Quartier asks")


def _indicator(column: Column, key: str) -> Column:
    role = column.role if column.measures else Role.VALUE
    return replace(column, role=role if key else Role.IGNORE, indicator=key)


def _scaled(mapping: Mapping, column: Column, scale: float) -> Mapping:
    """A value and its bounds are scaled together."""
    for bound in mapping.of_role(*BOUNDS):
        if (bound.indicator, bound.period, bound.slice) == (column.indicator, column.period, column.slice):
            mapping = mapping.with_column(replace(bound, scale=scale))
    return mapping.with_column(replace(column, scale=scale))


def _decide_marks(mapping: Mapping, mark: str, answer: str) -> Mapping:
    other = "," if mark == "." else "."
    if answer not in ("decimal", "thousands"):
        raise ValueError(f"{answer!r}: a mark is 'decimal' or 'thousands'")
    columns = tuple(
        item
        if item.doubt != mark
        else replace(item, decimal=mark, thousands="", doubt="")
        if answer == "decimal"
        else replace(item, decimal=other, thousands=mark, doubt="")
        for item in mapping.columns
    )
    return replace(mapping, columns=columns)


def _from_dict(value: dict[str, Any]) -> Mapping:
    if value.pop("format") != 1:
        raise ValueError("unknown format of a mapping")
    known = {item.name for item in fields(Mapping)}
    if set(value) - known:
        raise ValueError(f"unknown parts: {', '.join(sorted(set(value) - known))}")
    made = {key: _tuples(item) for key, item in value.items()}
    columns = tuple(Column(**{**item, "role": Role(item["role"])}) for item in value.get("columns", ()))
    markers = tuple((text, Marker(kind)) for text, kind in value.get("markers", ()))
    return Mapping(**{**made, "columns": columns, "markers": markers, "layout": Layout(value["layout"])})


def _tuples(item: Any) -> Any:
    return tuple(_tuples(part) for part in item) if isinstance(item, list) else item


def fingerprint(headers: Iterable[str]) -> str:
    """Shape of a head: its texts without years and dates, so that the delivery of the next year has the same."""
    plain = [re.sub(r"\d", "#", " ".join(text.split()).casefold()) for text in headers]
    plain = [text for index, text in enumerate(plain) if index == 0 or text != plain[index - 1]]
    return hashlib.sha256("\x1f".join(plain).encode()).hexdigest()[:32]
