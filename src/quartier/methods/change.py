"""What changed between two dates: in points or per cent of the first value, and where that cannot be said, why."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.kernel.presence import Flag, Presence
from quartier.methods.classify import default_breaks
from quartier.methods.results import BoolArray, Column, FloatArray, Reason, numbers

_ABSENT = {
    Presence.SUPPRESSED: Reason.SUPPRESSED,
    Presence.MISSING: Reason.MISSING,
    Presence.NOT_APPLICABLE: Reason.NOT_APPLICABLE,
}


def change(
    before: pd.DataFrame, after: pd.DataFrame, relative: bool = False, broken: BoolArray | None = None
) -> Column:
    """Change of each unit, ``after - before``, or ``100 (after - before) / before`` where `relative`.

    `before`, `after`: columns ``value`` (NaN where there is none), ``presence``, ``flags``, one row a unit with the
    same index; `broken`: units whose series has a break between the two dates (after the first, up to the second).
    Undefined, the first that holds: ``suppressed``, ``missing``, ``not-applicable`` at either date; ``excluded`` (not
    rated at either date); ``not-comparable`` (a break); for relative changes ``zero-denominator`` (nothing grows from
    nothing by a percentage) and ``not-positive`` (a base below zero). A change to zero is -100 per cent, a value.
    """
    first, second = numbers(before["value"]), numbers(after["value"])
    difference = second - first
    with np.errstate(divide="ignore", invalid="ignore"):
        values = 100 * difference / first if relative else difference
    column = Column(
        pd.Series(np.where(np.isfinite(values), values, np.nan), index=before.index),
        pd.Series("", index=before.index, dtype=object),
    )
    for presence, reason in _ABSENT.items():
        column = column.where_not(_either(before, after, "presence", presence), reason)
    column = column.where_not(np.isnan(first) | np.isnan(second), Reason.MISSING)
    column = column.where_not(_flagged(before) | _flagged(after), Reason.EXCLUDED)
    if broken is not None:
        column = column.where_not(broken, Reason.NOT_COMPARABLE)
    if relative:
        column = column.where_not(first == 0, Reason.ZERO_DENOMINATOR).where_not(first < 0, Reason.NOT_POSITIVE)
    return column


def diverging_breaks(values: npt.ArrayLike) -> list[float]:
    """Breaks that lie evenly around zero, for five classes: much less, less, hardly changed, more, much more.

    The outer ones stand where the largest third of the sizes of change begins, at a readable number
    (`classify.default_breaks`), the inner ones at a third of that (one digit); where all sizes are equal there are
    three classes, and none where nothing changed.
    """
    known = np.asarray(values, dtype=np.float64).ravel()
    sizes = np.abs(known[np.isfinite(known)])
    cuts = [cut for cut in default_breaks(sizes, k=3) if cut > 0]
    if not cuts:
        return [-sizes.max() / 2, sizes.max() / 2] if sizes.size and sizes.max() > 0 else []
    outer = cuts[-1]
    inner = float(f"{outer / 3:.1g}")
    return [-outer, -inner, inner, outer]


def _either(before: pd.DataFrame, after: pd.DataFrame, column: str, wanted: int) -> BoolArray:
    return np.asarray((before[column] == int(wanted)) | (after[column] == int(wanted)), dtype=bool)


def _flagged(frame: pd.DataFrame) -> BoolArray:
    flags = np.asarray(frame["flags"].fillna(0), dtype=np.int64)
    return np.asarray((flags & int(Flag.NOT_RATED)) > 0, dtype=bool)


def not_told_apart(lower: FloatArray, upper: FloatArray) -> BoolArray:
    """Where the interval of a difference holds zero: it may be chance. False where there is no interval."""
    with np.errstate(invalid="ignore"):
        return np.asarray((lower <= 0) & (upper >= 0), dtype=bool)
