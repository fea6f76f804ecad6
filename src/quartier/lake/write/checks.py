"""Observations are checked whole before a byte is written; everything wrong is told at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.kernel.declared import slice_key, slice_members
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.period import Period, PeriodInvalid, parse
from quartier.kernel.presence import Confidentiality, Flag, Presence
from quartier.lake import keys
from quartier.lake.release import UnitOrder

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Mask: TypeAlias = npt.NDArray[np.bool_]

TEXTS = ("level", "geography", "slice", "period", "unit")
NUMBERS = ("value", "numerator", "denominator", "lower", "upper")
CODES = {"presence": max(Presence), "flags": sum(Flag), "confidentiality": max(Confidentiality)}
COLUMNS = ("level", "geography", "unit", "period", "slice", "value", "numerator", "denominator", "presence", "flags",
           "confidentiality", "lower", "upper")  # fmt: skip
_NUMBER_OBJECTS = ("integer", "floating", "mixed-integer-float")
_SHOWN = 100
"""Rows named per kind of problem; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Coded:
    """A text column as numbers: `names` in the wanted order, `index` (rows) into them."""

    names: tuple[str, ...]
    index: npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Checked:
    """Observations without fault, as arrays of one length; `places` are the (level, geography) pairs in order.

    `unit` is the position in the unit order of the row's geography; `sorted_rows` lists the rows by place, slice,
    period and unit.
    """

    places: tuple[tuple[str, str], ...]
    place: npt.NDArray[np.int32]
    slices: Coded
    periods: Coded
    unit: npt.NDArray[np.int32]
    numbers: dict[str, Floats]
    codes: dict[str, npt.NDArray[Any]]
    sorted_rows: Ints


class _Report:
    """Collects problems; `row_name` tells a row by its key."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.problems: list[Problem] = []

    def add(self, message: str, code: str, **details: Any) -> None:
        self.problems.append(Problem(message, code, **details))

    def rows(self, mask: Mask, message: str, code: str, column: str, expected: str = "") -> None:
        """One problem a row in `mask`, up to a number; the rest is counted in one more."""
        positions = np.flatnonzero(mask)
        for position in positions[:_SHOWN]:
            found = self.frame[column].iat[position]
            self.add(f"{self._name(int(position))}: {message}.", code, column=column, found=str(found),
                     expected=expected or None)  # fmt: skip
        if len(positions) > _SHOWN:
            self.add(f"{len(positions) - _SHOWN} more rows: {message}.", code, column=column)

    def _name(self, position: int) -> str:
        row = self.frame.iloc[position]
        part = row["slice"] or "total"
        return f"{row['level']} {row['geography']}, unit {row['unit']}, {row['period']}, {part}"

    def stop_if_any(self, subject: str) -> None:
        if self.problems:
            raise InputRejected(self.problems, subject)


def check(indicator: str, observations: pd.DataFrame, geographies: Mapping[tuple[str, str], UnitOrder]) -> Checked:
    """Observations as arrays, or InputRejected with everything that is wrong.

    `observations` as in `kernel.declared.Observations`. Structure (columns, types) is told first, for the content
    of a column of the wrong kind cannot be judged.
    """
    subject = f"observations of {indicator}"
    report = _Report(observations)
    _columns(report)
    report.stop_if_any(subject)
    report.frame = frame = filled(observations)
    _types(report)
    report.stop_if_any(subject)
    numbers = {name: frame[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in NUMBERS}
    _numbers(report, numbers)
    codes = _codes(report)
    _presence(report, numbers, codes["presence"])
    slices = _coded(report, "slice", _slice_fault)
    periods = _coded(report, "period", _period_fault)
    places, place, unit = _units(report, geographies)
    report.stop_if_any(subject)
    slices, periods = _ordered(slices, sorted), _ordered(periods, _in_time)
    rows = _sorted_rows(report, place, slices, periods, unit)
    report.stop_if_any(subject)
    return Checked(places, place, slices, periods, unit, numbers, codes, rows)


def filled(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every column of COLUMNS: optional ones that are absent or empty get their written default."""
    columns: dict[str, Any] = {name: _plain(frame[name]) for name in COLUMNS if name in frame}
    columns.setdefault("slice", "")
    for name in NUMBERS[1:]:
        columns.setdefault(name, np.nan)
    full = pd.DataFrame(columns, index=range(len(frame)))
    full["slice"] = full["slice"].fillna("")
    derived = pd.Series(np.where(full["value"].isna(), Presence.MISSING, Presence.VALUE), index=full.index)
    full["presence"] = full["presence"].fillna(derived) if "presence" in full else derived
    for name in ("flags", "confidentiality"):
        full[name] = full[name].fillna(0) if name in full else 0
    return full[list(COLUMNS)]


def _plain(column: pd.Series[Any]) -> pd.Series[Any]:
    """The column without categories and without an index of its own; numbers kept as objects become numbers."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(column.cat.categories.dtype)
    if column.dtype == object and pd.api.types.infer_dtype(column, skipna=True) in _NUMBER_OBJECTS:
        column = pd.to_numeric(column)
    return column.reset_index(drop=True)


def _columns(report: _Report) -> None:
    for name in ("level", "geography", "unit", "period", "value"):
        if name not in report.frame:
            report.add("A column is absent.", "column-absent", column=name)
    for name in report.frame.columns[report.frame.columns.duplicated()]:
        report.add("A column stands twice.", "column-twice", column=str(name))
    for name in report.frame.columns:
        if name not in COLUMNS:
            report.add("A column is not known.", "column-unknown", column=str(name), expected=", ".join(COLUMNS))
    if not len(report.frame):
        report.add("There is no observation.", "empty")


def _types(report: _Report) -> None:
    for name in TEXTS:
        column = report.frame[name]
        if column.isna().any():
            report.rows(column.isna().to_numpy(), f"{name} is empty", "key-empty", name, "text")
        elif pd.api.types.infer_dtype(column) not in ("string", "empty"):
            odd = next((item for item in column if not isinstance(item, str)), None)
            report.add("The column holds something else than text.", "not-text", column=name, found=repr(odd),
                       expected="text, e.g. '0101'")  # fmt: skip
    for name in (*NUMBERS, *CODES):
        column = report.frame[name]
        if column.dtype.kind not in "iuf" and not column.isna().all():
            odd = next((item for item in column if isinstance(item, str)), None)
            report.add("The column holds something else than numbers.", "not-number", column=name,
                       found=repr(odd) if odd is not None else str(column.dtype), expected="numbers")  # fmt: skip


def _numbers(report: _Report, numbers: dict[str, Floats]) -> None:
    for name, values in numbers.items():
        if np.isinf(values).any():
            report.rows(np.isinf(values), f"{name} is infinite", "infinite", name, "a finite number or none")
    with np.errstate(invalid="ignore"):
        crossed = numbers["lower"] > numbers["upper"]
    report.rows(crossed, "the lower bound is above the upper bound", "bounds-crossed", "lower")


def _codes(report: _Report) -> dict[str, npt.NDArray[Any]]:
    found: dict[str, npt.NDArray[Any]] = {}
    for name, largest in CODES.items():
        values = report.frame[name].to_numpy(dtype=np.float64, na_value=np.nan)
        wrong = ~((values >= 0) & (values <= largest) & (values == np.floor(values)))
        report.rows(wrong, f"{name} is no known code", f"{name}-unknown", name, f"a whole number from 0 to {largest}")
        found[name] = np.where(wrong, 0, values).astype(np.uint16 if name == "flags" else np.uint8)
    return found


def _presence(report: _Report, numbers: dict[str, Floats], presence: npt.NDArray[Any]) -> None:
    empty = np.isnan(numbers["value"])
    is_value = presence == Presence.VALUE
    suppressed = presence == Presence.SUPPRESSED
    report.rows(is_value & empty, "presence says value, but there is none", "value-absent", "presence")
    report.rows(~is_value & ~empty, "presence says that there is no value, but there is one", "value-present", "value")
    shown = suppressed & ~np.isnan(numbers["numerator"])
    report.rows(shown, "the value is suppressed, but its numerator would tell it", "numerator-present", "numerator")


def _coded(report: _Report, column: str, fault: Callable[[str], str]) -> Coded:
    """The column as numbers; each distinct text is judged once."""
    index, names = pd.factorize(report.frame[column])
    texts = tuple(str(name) for name in names)
    for text in texts:
        message = fault(text)
        if message:
            report.add(message, f"{column}-invalid", column=column, found=text)
    return Coded(texts, index.astype(np.int32))


def _slice_fault(text: str) -> str:
    parts = [part.split("=", 1) for part in text.split(";")] if text else []
    if any(len(part) != 2 or not all(part) for part in parts):
        return "A slice is written dimension=member, several joined by a semicolon."
    if len({part[0] for part in parts}) < len(parts):
        return "A slice names a dimension twice."
    canonical = slice_key(slice_members(text))
    if canonical != text:
        return f"A slice names its dimensions in alphabetical order: {canonical}."
    if len(keys.encode(text)) > keys.LONGEST_PART - 20:
        return "A slice is too long to be the name of a file."
    return ""


def _period_fault(text: str) -> str:
    try:
        parse(text)
    except PeriodInvalid as error:
        return f"{error}."
    return ""


def _in_time(texts: Iterable[str]) -> list[str]:
    periods: list[Period] = sorted(parse(text) for text in texts)
    return [period.text for period in periods]


def _ordered(coded: Coded, order: Callable[[Iterable[str]], list[str]]) -> Coded:
    names = order(coded.names)
    position = {name: number for number, name in enumerate(names)}
    new = np.array([position[name] for name in coded.names], dtype=np.int32)
    return Coded(tuple(names), new[coded.index])


Units: TypeAlias = tuple[tuple[tuple[str, str], ...], npt.NDArray[np.int32], npt.NDArray[np.int32]]


def _units(report: _Report, geographies: Mapping[tuple[str, str], UnitOrder]) -> Units:
    """The distinct (level, geography) pairs in order, each row's pair and its position in that unit order."""
    level, levels = pd.factorize(report.frame["level"], sort=True)
    geography, keys_found = pd.factorize(report.frame["geography"], sort=True)
    unit, codes = pd.factorize(report.frame["unit"])
    pair = level.astype(np.int64) * len(keys_found) + geography
    distinct, place = np.unique(pair, return_inverse=True)
    width = len(keys_found)
    places = tuple((str(levels[number // width]), str(keys_found[number % width])) for number in distinct)
    position = np.zeros(len(place), dtype=np.int32)
    known = pd.Index(np.asarray(codes, dtype=object))
    for number, key in enumerate(places):
        if key not in geographies:
            report.add("The level has no such geography.", "unknown-geography", column="geography", found=" ".join(key),
                       expected=", ".join(" ".join(pair) for pair in sorted(geographies)))  # fmt: skip
            continue
        rows = place == number
        look_up = pd.Index(np.asarray(geographies[key].codes, dtype=object)).get_indexer(known)
        position[rows] = look_up[unit[rows]]
        _unknown_units(report, key, known[np.unique(unit[rows & (position < 0)])])
    return places, place.astype(np.int32), position


def _unknown_units(report: _Report, place: tuple[str, str], codes: pd.Index[Any]) -> None:
    for code in codes[:_SHOWN]:
        report.add(f"The geography {' '.join(place)} has no such unit.", "unknown-unit", column="unit", found=str(code))
    if len(codes) > _SHOWN:
        report.add(f"{len(codes) - _SHOWN} more units are not in {' '.join(place)}.", "unknown-unit", column="unit")


def _sorted_rows(report: _Report, place: npt.NDArray[np.int32], slices: Coded, periods: Coded,
                 unit: npt.NDArray[np.int32]) -> Ints:  # fmt: skip
    """Rows in the order of the file; equal keys stand side by side and are told."""
    key = place.astype(np.int64) * len(slices.names) + slices.index
    key = key * len(periods.names) + periods.index
    key = key * (int(unit.max()) + 1) + unit
    rows: Ints = np.argsort(key, kind="stable")
    again = np.zeros(len(key), dtype=np.bool_)
    again[rows[1:]] = np.diff(key[rows]) == 0
    report.rows(
        again, "the observation is there already", "duplicate", "unit", "one row for each unit, period and slice"
    )
    return rows
