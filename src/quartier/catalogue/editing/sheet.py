"""A grid of values as plain JSON, and the table that it becomes. Pure: frames in, JSON and bytes out.

A cell is ``[value, numerator, denominator, presence, flags]``; None stands for a number that is not there.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from quartier.kernel import wire
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.defuse import defuse
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.period import PeriodInvalid, parse
from quartier.kernel.presence import Confidentiality, Flag, Presence

Cell = list[Any]
ABSENT: Cell = [None, None, None, int(Presence.MISSING), 0]
"""A unit without a row is missing."""
QUOTIENTS = (IndicatorKind.SHARE, IndicatorKind.RATE)
_COLUMNS = ("indicator", "level", "geography", "unit", "unit_name", "period", "slice", "value", "numerator",
            "denominator", "lower", "upper", "presence", "flags", "confidentiality")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """What one grid shows."""

    indicator: str
    level: str
    geography: str
    slice: str = ""

    @property
    def key(self) -> str:
        return "|".join((self.indicator, self.level, self.geography, self.slice))

    @classmethod
    def of(cls, key: str) -> Place:
        parts = key.split("|", 3)
        return cls(*parts)


def rows_of(frame: pd.DataFrame | None, place: Place) -> pd.DataFrame:
    """The rows of a release that a grid shows."""
    if frame is None:
        return pd.DataFrame(columns=["unit", "period"])
    here = (frame["level"] == place.level) & (frame["geography"] == place.geography) & (frame["slice"] == place.slice)
    chosen = frame[here]
    return chosen.astype(dict.fromkeys(("level", "geography", "unit", "period", "slice"), "object"))


def cells(rows: pd.DataFrame, codes: Sequence[str], periods: Sequence[str]) -> list[list[Cell]]:
    """Cells by unit, then by period."""
    found = {(row.unit, row.period): _cell(row) for row in rows.itertuples(index=False)}
    return [[found.get((code, period), list(ABSENT)) for period in periods] for code in codes]


def _cell(row: Any) -> Cell:
    numbers = [_plain(getattr(row, name)) for name in ("value", "numerator", "denominator")]
    return [*numbers, int(row.presence), int(row.flags)]


def _plain(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def periods_of(rows: pd.DataFrame) -> list[str]:
    return sorted({str(period) for period in rows["period"]}, key=parse)


def sound(
    changes: Iterable[Mapping[str, Any]], codes: Iterable[str], *, kind: IndicatorKind, factor: float
) -> dict[tuple[str, str], Cell]:
    """The changed cells, with the value of a quotient computed. Raises InputRejected with all that is wrong."""
    known, made, problems = set(codes), dict[tuple[str, str], Cell](), list[Problem]()
    for change in changes:
        try:
            unit, period, cell = str(change["unit"]), parse(str(change["period"])).text, list(change["cell"])
            numbers = [None if item is None else float(item) for item in cell[:3]]
            presence, flags = Presence(int(cell[3])), Flag(int(cell[4]))
        except (KeyError, TypeError, ValueError, IndexError, PeriodInvalid) as error:
            problems.append(Problem("This change cannot be read.", "answer", found=str(error)[:80]))
            continue
        name = f"{unit}, {period}"
        if unit not in known:
            problems.append(Problem("There is no such unit.", "unknown-unit", column=period, found=unit))
        elif any(number is not None and not math.isfinite(number) for number in numbers):
            problems.append(Problem("This is no number.", "not-a-number", found=name))
        else:
            made[unit, period] = _settled(numbers, presence, flags, kind, factor)
    if problems:
        raise InputRejected(problems, subject="edit")
    return made


def _settled(
    numbers: list[float | None], presence: Presence, flags: Flag, kind: IndicatorKind, factor: float
) -> Cell:  # fmt: skip
    """No number where there is no value; a quotient follows from its parts; what has no number is missing."""
    value, above, below = numbers
    if presence is not Presence.VALUE:
        return [None, None, None, int(presence), int(flags)]
    if kind in QUOTIENTS and above is not None and below is not None:
        if below == 0:  # a share of nothing is not defined
            return [None, above, below, int(Presence.NOT_APPLICABLE), int(flags)]
        value = factor * above / below
    if value is None:
        return [None, None, None, int(Presence.MISSING), int(flags)]
    return [value, above, below, int(Presence.VALUE), int(flags)]


def table(
    rows: pd.DataFrame, changes: Mapping[tuple[str, str], Cell], place: Place, names: Mapping[str, str]
) -> bytes:  # fmt: skip
    """The long table of Quartier (keys, CSV) with every period that a change touches, whole.

    What is not changed stands as it was, to the last digit; a delivery replaces a period whole. The interval of a
    value that changed is not its interval any more and goes.
    """
    touched = {period for _, period in changes}
    before = {(row["unit"], row["period"]): row for row in rows[rows["period"].isin(touched)].to_dict("records")}
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for period in sorted(touched, key=parse):
        for code, name in names.items():
            changed, old = changes.get((code, period)), before.get((code, period))
            if changed is None and old is None:
                continue
            head = (place.indicator, place.level, place.geography, code, name, period, place.slice)
            tail = _kept(old) if changed is None and old is not None else _edited(changed or list(ABSENT), old)
            writer.writerow([*(defuse(str(item)) for item in head), *tail])
    return ("\ufeff" + target.getvalue()).encode()


def _kept(old: Mapping[Any, Any]) -> list[str]:
    numbers = [_text(_plain(old[name])) for name in ("value", "numerator", "denominator", "lower", "upper")]
    return [*numbers, *_axes(int(old["presence"]), int(old["flags"]), int(old["confidentiality"]))]


def _edited(cell: Cell, old: Mapping[Any, Any] | None) -> list[str]:
    value, above, below, presence, flags = cell
    same = old is not None and presence == int(old["presence"]) and value == _plain(old["value"])
    bounds = [_plain(old[name]) for name in ("lower", "upper")] if same and old is not None else [None, None]
    secrecy = int(old["confidentiality"]) if old is not None else 0
    if presence == Presence.SUPPRESSED:
        secrecy = secrecy or int(Confidentiality.PRIMARY)
    elif old is not None and int(old["presence"]) == Presence.SUPPRESSED:
        secrecy = int(Confidentiality.FREE)
    if presence == Presence.NOT_APPLICABLE:
        above = below = None
    return [*(_text(item) for item in (value, above, below, *bounds)), *_axes(presence, flags, secrecy)]


def _axes(presence: int, flags: int, secrecy: int) -> tuple[str, str, str]:
    return wire.presence_word(presence), wire.flag_words(flags), wire.confidentiality_word(secrecy)


def _text(number: float | None) -> str:
    """The shortest text without an exponent that reads back as the same number."""
    if number is None:
        return ""
    return format(Decimal(repr(float(number))), "f").removesuffix(".0")
