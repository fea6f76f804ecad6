"""What a pull may publish by itself. Pure: frames of observations in, judgements out.

Each delivered group (level, geography, period, slice) is compared with what is in force: with the same group, where it
is published already (a correction), else with the nearest earlier period of the same level, geography and slice (the
next figures of a series). A group with neither has nothing to be compared with: a person decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from quartier.catalogue.deliveries.merge import GROUP
from quartier.kernel.period import parse
from quartier.kernel.presence import Presence

_UNIT = ["unit", "value", "presence"]


@dataclass(frozen=True, slots=True)
class Limits:
    """`units`: whose published value may change; `percent`: largest relative change of one value; `may_lose`: whether
    values may become missing.
    """

    units: int
    percent: float
    may_lose: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """What a delivery does to one indicator.

    Attributes:
        changed: (level, unit) whose published value or presence becomes another one.
        largest: largest relative change in per cent; infinite where zero becomes something.
        lost: values in force (or of the period before) that are no values any more.
        strange: units that were not there before.
        alone: groups with nothing to be compared with.
    """

    changed: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    largest: float = 0.0
    lost: int = 0
    strange: int = 0
    alone: int = 0


@dataclass(frozen=True, slots=True)
class Judgement:
    """One limit: `key` names it; numbers (or words) found and expected."""

    key: str
    held: bool
    found: float | str = 0
    expected: float | str = 0

    def plain(self) -> dict[str, object]:
        """As JSON; what is beyond all numbers is told as a word."""
        found = "inf" if isinstance(self.found, float) and np.isinf(self.found) else self.found
        return {"key": self.key, "held": self.held, "found": found, "expected": self.expected}


def measure(base: pd.DataFrame | None, delivered: pd.DataFrame) -> Measured:
    """Compare the delivered observations of one indicator with those in force."""
    groups = delivered.groupby(GROUP, observed=True, sort=False)
    if base is None or base.empty:
        return Measured(alone=groups.ngroups)
    before = _series(base)
    parts = []
    for (level, geography, period, part), rows in groups:
        periods = before.get((str(level), str(geography), str(part)), {})
        same = str(period) in periods
        old = periods.get(str(period)) if same else _earlier(periods, str(period))
        parts.append(Measured(alone=1) if old is None else _compared(old, rows[_UNIT], str(level), correction=same))
    return combined(parts)


def combined(parts: Iterable[Measured]) -> Measured:
    """Several groups or indicators together."""
    items = list(parts)
    changed = frozenset(unit for item in items for unit in item.changed)
    largest = max((item.largest for item in items), default=0.0)
    return Measured(
        changed, largest, sum(i.lost for i in items), sum(i.strange for i in items), sum(i.alone for i in items)
    )


def judge(found: Measured, limits: Limits) -> tuple[Judgement, ...]:
    """All limits, held or not, in the order in which people read them."""
    return (
        Judgement("comparable", found.alone == 0, found.alone),
        Judgement("units", found.strange == 0, found.strange),
        Judgement("missing", limits.may_lose or found.lost == 0, found.lost, "any" if limits.may_lose else 0),
        Judgement("changed", len(found.changed) <= limits.units, len(found.changed), limits.units),
        Judgement("largest", found.largest <= limits.percent, found.largest, limits.percent),
    )


_Series = dict[tuple[str, str, str], dict[str, pd.DataFrame]]


def _series(base: pd.DataFrame) -> _Series:
    """(level, geography, slice) -> period -> rows of units."""
    made: _Series = {}
    for (level, geography, period, part), rows in base.groupby(GROUP, observed=True, sort=False):
        made.setdefault((str(level), str(geography), str(part)), {})[str(period)] = rows[_UNIT]
    return made


def _earlier(periods: dict[str, pd.DataFrame], period: str) -> pd.DataFrame | None:
    before = [item for item in periods if parse(item) < parse(period)]
    return periods[max(before, key=parse)] if before else None


def _compared(old: pd.DataFrame, new: pd.DataFrame, level: str, *, correction: bool) -> Measured:
    both = old.astype({"unit": object}).merge(
        new.astype({"unit": object}), on="unit", how="outer", suffixes=("_old", "_new"), indicator="side"
    )
    was, now = both["value_old"].to_numpy(float), both["value_new"].to_numpy(float)
    had = (both["presence_old"] == Presence.VALUE).to_numpy()
    has = (both["presence_new"] == Presence.VALUE).to_numpy()
    equal = np.isclose(was, now, rtol=1e-9, atol=0, equal_nan=True)
    other = ~equal | (both["presence_old"] != both["presence_new"]).to_numpy()
    changed = frozenset((level, str(unit)) for unit in both["unit"][other]) if correction else frozenset()
    steps = _relative(was[had & has], now[had & has])
    return Measured(
        changed,
        float(steps.max()) if len(steps) else 0.0,
        int((had & ~has).sum()),
        int((both["side"] == "right_only").sum()),
    )


def _relative(was: np.ndarray, now: np.ndarray) -> np.ndarray:
    """Per cent of the old value; zero stays zero, and from zero every step is beyond all limits."""
    step = np.abs(now - was)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = 100 * step / np.abs(was)
    return np.where(step <= 1e-9 * np.abs(was), 0.0, np.where(was == 0, np.inf, share))
