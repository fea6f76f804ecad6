"""Whole schemes of classes for a map: a method by its name, around a midpoint, around a target, without the extremes.

Built from `methods.classify`; the same rule for classes holds: class i is ``[b[i-1], b[i])``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from quartier.methods import classify

FENCE = 3.0
"""Outliers lie further than so many interquartile ranges beyond the quartiles (Tukey 1977: "far out")."""
_MOST = 9
"""More classes cannot be told apart on a map."""


class Method(StrEnum):
    ROUNDED = "rounded"
    """Quantiles moved to readable numbers: the first look of every indicator."""
    QUANTILE = "quantile"
    NATURAL = "natural"
    EQUAL = "equal"
    DEVIATION = "deviation"
    HEAD_TAIL = "head-tail"
    PRETTY = "pretty"


@dataclass(frozen=True, slots=True)
class Fences:
    """Values below `low` or above `high` are outliers; those on a fence are not."""

    low: float
    high: float


def breaks_by(method: Method, values: npt.ArrayLike, k: int = 5) -> list[float]:
    """Inner breaks by a method's name, `k` classes at most; head/tail finds the number itself, up to `k`.

    Standard deviation: classes one standard deviation wide, the middle one (odd `k`) or the middle break (even `k`) at
    the mean. Raises BreaksInvalid for `k` below 1.
    """
    if k < 1:
        raise classify.BreaksInvalid(f"There has to be at least one class; found {k}.")
    return [] if k == 1 else _BY_NAME[method](values, k)


def _deviation(values: npt.ArrayLike, k: int) -> list[float]:
    return classify.deviation_breaks(values, [number - k / 2 for number in range(1, k)])


_BY_NAME: dict[Method, Callable[[npt.ArrayLike, int], list[float]]] = {
    Method.ROUNDED: lambda values, k: classify.default_breaks(values, "share", k),
    Method.QUANTILE: classify.quantile_breaks,
    Method.NATURAL: classify.natural_breaks,
    Method.EQUAL: classify.equal_breaks,
    Method.DEVIATION: _deviation,
    Method.HEAD_TAIL: lambda values, k: classify.head_tail_breaks(values)[: k - 1],
    Method.PRETTY: classify.pretty_breaks,
}


def breaks_around(method: Method, values: npt.ArrayLike, middle: float, k: int = 5) -> list[float]:
    """Breaks of a signed scheme: `middle` is one of them, and each side is classified by itself.

    The `k` classes are shared out half and half, an odd one to the side with more values (the upper where equal). A
    side without values is one class, so that the midpoint always stands. The value `middle` lies in the class above it.
    """
    known = _finite(values)
    below, above = known[known < middle], known[known >= middle]
    less, more = k // 2, k - k // 2
    lower, upper = (more, less) if len(below) > len(above) else (less, more)
    found = [*_side(method, below, lower), float(middle), *_side(method, above, upper)]
    # the smallest value above may be the midpoint itself
    return sorted(set(found))


def _side(method: Method, values: classify.Floats, k: int) -> list[float]:
    return breaks_by(method, values, max(1, k)) if len(values) else []


def target_breaks(values: npt.ArrayLike, target: float, *, at_most: bool, k: int = 5) -> list[float]:
    """Breaks for "reached or not, and how far away": one at the target, others round distances from it, both ways.

    A target is reached by values up to it (`at_most`) or from it on. So that a value equal to an at-most target lies in
    the class below, its break is the next larger float. The step is the round one (1, 2, 5 times a power of ten) with
    which about `k` classes cover the values.
    """
    edge = math.nextafter(target, math.inf) if at_most else target
    known = _finite(values)
    if not len(known):
        return [edge]
    low, high = min(float(known.min()), target), max(float(known.max()), target)
    if low == high:
        return [edge]
    grid = classify.pretty(0.0, high - low, max(2, k))
    step = float(grid[1] - grid[0])
    steps = [sign * number * step for number in range(1, _MOST) for sign in (-1, 1)]
    away = [target + distance for distance in steps if low < target + distance < high]
    return sorted({_clean(value, step) for value in away[: _MOST - 2]} - {target} | {edge})


def tidy(breaks: Sequence[float], values: npt.ArrayLike, keep: Sequence[float] = ()) -> list[float]:
    """The breaks moved to the roundest numbers that leave every value in its class.

    Between the largest value below a break and the smallest one from it on, any number parts the values alike; the one
    with the fewest digits is taken. Those in `keep` (a midpoint, a target) stay as they are.
    """
    known = np.unique(_finite(values))
    gaps = [int(at) for at in np.searchsorted(known, np.asarray(breaks, dtype=np.float64), side="left")]
    found = []
    for one, at in zip(breaks, gaps, strict=True):
        # two breaks between the same two values hold an empty class: they stay apart
        movable = one not in keep and 0 < at < len(known) and gaps.count(at) == 1
        found.append(roundest(float(known[at - 1]), float(known[at])) if movable else float(one))
    return found


def roundest(low: float, high: float) -> float:
    """The number with the fewest digits above `low` and not above `high`; `high` where they are too close."""
    gap = high - low
    if not (gap > np.finfo(np.float64).tiny and math.isfinite(gap)):
        return high
    start = math.floor(math.log10(gap)) + 1
    for power in range(start, start - 4, -1):
        for factor in (5, 2, 1):
            step = factor * 10.0**power
            candidate = round(math.floor(high / step) * step, max(0, -power) + 1) + 0.0
            if low < candidate <= high:
                return candidate
    return high


def rounded_apart(value: float, values: npt.ArrayLike, digits: int) -> float:
    """`value` with `digits` decimals, or as many more as it takes to leave every one of `values` on its side of it."""
    known = _finite(values)
    sides = known >= value
    for more in range(4):
        shown = round(value, digits + more) + 0.0
        if np.array_equal(known >= shown, sides):
            return shown
    return value


def fences(values: npt.ArrayLike) -> Fences | None:
    """Quartile minus and plus FENCE interquartile ranges (Tukey 1977, quantiles of type 7); None without spread."""
    known = _finite(values)
    if len(known) < 4:
        return None
    lower, upper = (float(value) for value in np.quantile(known, [0.25, 0.75]))
    spread = upper - lower
    if not (spread > 0 and math.isfinite(spread)):
        return None
    return Fences(lower - FENCE * spread, upper + FENCE * spread)


def tidy_fences(bounds: Fences, values: npt.ArrayLike) -> Fences:
    """The fences moved to the roundest numbers that leave the same values outside."""
    known = np.unique(_finite(values))
    below, beyond = known[known < bounds.low], known[known > bounds.high]
    inner = known[(known >= bounds.low) & (known <= bounds.high)]
    low, high = bounds.low, bounds.high
    if len(below) and len(inner):
        low = roundest(float(below[-1]), float(inner[0]))
    if len(beyond) and len(inner):
        # on the fence is inside: the number may be the last inner value, and has to lie below the first outlier
        high = -roundest(-float(beyond[0]), -float(inner[-1]))
    return Fences(low, high)


def inside(values: npt.ArrayLike, bounds: Fences | None, *, without_zero: bool = False) -> classify.Floats:
    """The finite values that take part in the classes: within the fences, and without zero where that stands apart."""
    known = _finite(values)
    if bounds is not None:
        known = known[(known >= bounds.low) & (known <= bounds.high)]
    return known[known != 0] if without_zero else known


def _finite(values: npt.ArrayLike | Sequence[float]) -> classify.Floats:
    array = np.asarray(values, dtype=np.float64).ravel()
    return array[np.isfinite(array)]


def _clean(value: float, step: float) -> float:
    digits = max(0, -math.floor(math.log10(step) + 1e-9)) + 6
    return round(value, digits) + 0.0 if digits < 300 else value
