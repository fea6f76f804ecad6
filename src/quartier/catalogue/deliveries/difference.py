"""What a delivery changes: added, changed and removed values, the largest changes, what looks odd."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pandas as pd

from quartier.catalogue.deliveries.merge import GROUP, KEY, covered, merged
from quartier.kernel.period import parse
from quartier.kernel.presence import Presence

SHOWN = 20
_CUTOFF = 3.5
"""Modified z-score beyond which a change is an outlier (Iglewicz and Hoaglin, 1993)."""
_LEAST = 8
"""Units that a comparison of changes needs."""


@dataclass(frozen=True, slots=True)
class Change:
    """One value beside the one before it: of the release in force, or of the period before."""

    level: str
    unit: str
    period: str
    slice: str
    old: float | None
    new: float | None
    before: str = ""
    """The period of `old`, where it is another one."""


@dataclass(frozen=True, slots=True)
class Break:
    """All units moved at once, more than ever before: `step` is their median change, `usual` the largest until now."""

    level: str
    period: str
    before: str
    slice: str
    step: float
    usual: float | None
    relative: bool


@dataclass(frozen=True, slots=True)
class Difference:
    added: int
    changed: int
    removed: int
    equal: int
    largest: tuple[Change, ...] = ()
    gone: tuple[Change, ...] = ()
    outliers: tuple[Change, ...] = ()
    breaks: tuple[Break, ...] = ()


def difference(
    base: pd.DataFrame | None, delivered: pd.DataFrame, *, count: bool, edited: bool = False
) -> Difference:  # fmt: skip
    """Compare a delivery with the release in force (frames of observations; `count`: changes are judged relatively).

    `edited`: by hand; then only values that differ are looked at for outliers, the others were there before.
    """
    if base is None or base.empty:
        outliers, breaks = _odd(delivered, delivered, count=count)
        return Difference(len(delivered), 0, 0, 0, outliers=outliers, breaks=breaks)
    base = base.astype(dict.fromkeys(KEY, "object"))
    columns = [*KEY, "value", "presence"]
    both = base.loc[covered(base, delivered), columns].merge(
        delivered[columns], on=KEY, how="outer", suffixes=("_old", "_new"), indicator="side"
    )
    same = both["side"] == "both"
    old, new = both["value_old"].to_numpy(float), both["value_new"].to_numpy(float)
    equal = np.isclose(old, new, rtol=1e-9, atol=0, equal_nan=True) & (both["presence_old"] == both["presence_new"])
    changed = both[same & ~equal]
    outliers, breaks = _odd(merged(base, delivered), delivered, count=count, most=None if edited else SHOWN)
    if edited:
        outliers = _of_these(outliers, both[(both["side"] == "right_only") | (same & ~equal)])
    return Difference(
        int((both["side"] == "right_only").sum()),
        len(changed),
        int((both["side"] == "left_only").sum()),
        int((same & equal).sum()),
        _largest(changed),
        tuple(_change(row) for row in both[both["side"] == "left_only"].head(SHOWN).to_dict("records")),
        outliers,
        breaks,
    )


def _of_these(found: tuple[Change, ...], rows: pd.DataFrame) -> tuple[Change, ...]:
    keys = set(rows[["level", "unit", "period", "slice"]].itertuples(index=False, name=None))
    return tuple(item for item in found if (item.level, item.unit, item.period, item.slice) in keys)[:SHOWN]


def _largest(changed: pd.DataFrame) -> tuple[Change, ...]:
    size = (changed["value_new"] - changed["value_old"]).abs()
    order = size.sort_values(ascending=False, na_position="last", kind="stable").index[:SHOWN]
    return tuple(_change(row) for row in changed.loc[order].to_dict("records"))


def _change(row: Mapping[Any, Any]) -> Change:
    return Change(str(row["level"]), str(row["unit"]), str(row["period"]), str(row["slice"]),
                  _number(row["value_old"]), _number(row["value_new"]))  # fmt: skip


def _number(value: object) -> float | None:
    return None if not isinstance(value, float) or np.isnan(value) else value


def _odd(
    full: pd.DataFrame, delivered: pd.DataFrame, *, count: bool, most: int | None = SHOWN
) -> tuple[tuple[Change, ...], tuple[Break, ...]]:  # fmt: skip
    """Outliers and breaks of each delivered period against the one before it, level by level, slice by slice."""
    fresh = set(delivered[GROUP].drop_duplicates().itertuples(index=False, name=None))
    series = {(level, geography, part) for level, geography, _, part in fresh}
    outliers: list[tuple[float, Change]] = []
    breaks: list[Break] = []
    known = full[full["presence"] == Presence.VALUE]
    for (level, geography, part), rows in known.groupby(["level", "geography", "slice"], observed=True, sort=False):
        if (level, geography, part) not in series:
            continue
        table = rows.pivot(index="unit", columns="period", values="value")
        order: list[str] = sorted((str(period) for period in table.columns), key=parse)
        table = table[order]
        steps: list[float] = []
        for before, period in pairwise(order):
            steps.append(_step(table[before], table[period], relative=count))
            if (level, geography, period, part) in fresh:
                outliers += _outliers(table, before, period, (str(level), str(part)), relative=count)
                breaks += _break(steps, Break(str(level), period, before, str(part), steps[-1], None, count), table)
    outliers.sort(key=lambda item: -item[0])
    return tuple(change for _, change in outliers[:most]), tuple(breaks[:SHOWN])


def _moves(before: pd.Series[float], after: pd.Series[float], *, relative: bool) -> pd.Series[float]:
    """Change of each unit: in logarithms for counts (both above zero), else the plain difference."""
    if not relative:
        return (after - before).dropna()
    positive = (before > 0) & (after > 0)
    return pd.Series(np.log(after[positive] / before[positive]))


def _step(before: pd.Series[float], after: pd.Series[float], *, relative: bool) -> float:
    moves = _moves(before, after, relative=relative)
    return float(moves.median()) if len(moves) else float("nan")


def _outliers(
    table: pd.DataFrame, before: str, period: str, place: tuple[str, str], *, relative: bool
) -> list[tuple[float, Change]]:  # fmt: skip
    """Units whose change lies far from that of the others: modified z-score, median and MAD."""
    moves = _moves(table[before], table[period], relative=relative)
    if len(moves) < _LEAST:
        return []
    away = moves - moves.median()
    spread = float(away.abs().median())
    if spread == 0:
        return []
    score = (0.6745 * away / spread).abs()
    level, part = place
    old, new = table[before].to_dict(), table[period].to_dict()
    far = score[score > _CUTOFF].to_dict()
    return [
        (value, Change(level, str(unit), period, part, old[unit], new[unit], before)) for unit, value in far.items()
    ]


def _break(steps: list[float], made: Break, table: pd.DataFrame) -> list[Break]:
    """A median change above four times the largest one before it, or, without two earlier ones, above a quarter."""
    step, earlier = steps[-1], [abs(item) for item in steps[:-1] if not np.isnan(item)]
    if np.isnan(step) or table[made.period].notna().sum() < _LEAST:
        return []
    usual = max(earlier) if len(earlier) >= 2 else None
    size = abs(step) if made.relative else abs(step) / max(float(table[made.before].abs().median()), 1e-12)
    if (usual is not None and abs(step) > 4 * usual and size > 0.05) or (usual is None and size > 0.25):
        return [Break(made.level, made.period, made.before, made.slice, step, usual, made.relative)]
    return []


@dataclass(frozen=True)
class Series:
    """The newest delivered values of an indicator's slice, and those of the period in force next to them, by unit."""

    label: str
    new: pd.Series[float]
    old: pd.Series[float]


def swapped(series: list[Series]) -> list[tuple[str, str]]:
    """Pairs of columns each of which looks like the other one of the release in force.

    Distance of two series: median over units of |a - b| / (|a| + |b|). A pair is told where crossing them makes the
    sum of distances less than a third of what it is straight.
    """
    found = []
    for one, other in combinations(series[:60], 2):
        straight = _distance(one.new, one.old) + _distance(other.new, other.old)
        crossed = _distance(one.new, other.old) + _distance(other.new, one.old)
        if straight > 0.02 and crossed < straight / 3:
            found.append((one.label, other.label))
    return found


def _distance(a: pd.Series[float], b: pd.Series[float]) -> float:
    a, b = a.align(b, join="inner")
    size = a.abs() + b.abs()
    apart = ((a - b).abs() / size)[size > 0]
    return float(apart.median()) if len(apart) >= 3 else float("inf")
