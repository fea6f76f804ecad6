"""Class breaks for maps and legends.

All functions take one-dimensional values (any shape is flattened; NaN and infinities are left out) and return the
*inner* breaks as an ascending list of distinct floats: n classes have n - 1. Class i is the interval
``[b[i-1], b[i])``; the first is open below, the last open above, so that every finite number has exactly one class.
Computed breaks lie above the minimum and not above the maximum.

Literature: Hyndman, R. J. and Fan, Y. (1996), Sample quantiles in statistical packages, The American Statistician
50(4); Fisher, W. D. (1958), On grouping for maximum homogeneity, JASA 53(284); Jenks, G. F. (1977), Optimal data
classification for choropleth maps; Jiang, B. (2013), Head/tail breaks, The Professional Geographer 65(3);
Becker, R. A., Chambers, J. M. and Wilks, A. R. (1988), The New S Language (`pretty`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from quartier.kernel.errors import QuartierError

Floats: TypeAlias = npt.NDArray[np.float64]

NATURAL_SAMPLE = 3_000
"""Natural breaks are exact up to so many values; beyond, on as many evenly spaced order statistics."""
_HEAD_LIMIT = 0.4
_HYNDMAN_FAN = {
    1: "inverted_cdf",
    2: "averaged_inverted_cdf",
    3: "closest_observation",
    4: "interpolated_inverted_cdf",
    5: "hazen",
    6: "weibull",
    7: "linear",
    8: "median_unbiased",
    9: "normal_unbiased",
}


class BreaksInvalid(QuartierError):
    """The wanted breaks or their parameters make no classes."""


def class_of(values: npt.ArrayLike, breaks: Sequence[float]) -> npt.NDArray[np.int64]:
    """Class (0 to len(breaks)) of each value, in the shape of `values`; -1 where a value is not finite."""
    array = np.asarray(values, dtype=np.float64)
    found = np.searchsorted(np.asarray(breaks, dtype=np.float64), array, side="right")
    return np.where(np.isfinite(array), found, -1)


def class_counts(values: npt.ArrayLike, breaks: Sequence[float]) -> list[int]:
    """Number of values in each class; they sum up to the number of finite values."""
    classes = class_of(values, breaks)
    counts: list[int] = np.bincount(classes[classes >= 0], minlength=len(breaks) + 1).tolist()
    return counts


def quantile_breaks(values: npt.ArrayLike, k: int = 5, *, method: int = 7) -> list[float]:
    """Classes of about equal size; `method` is the quantile type 1 to 9 of Hyndman and Fan (1996), 7 as in R.

    Where many values are equal, breaks coincide and there are fewer classes.
    """
    if method not in _HYNDMAN_FAN:
        raise BreaksInvalid(f"There is no quantile type {method}; Hyndman and Fan (1996) number them 1 to 9.")
    known = _sorted(values, k)
    if not len(known):
        return []
    wanted = np.arange(1, k) / k
    return _proper(_quantiles(known, wanted, _HYNDMAN_FAN[method]), known)


def natural_breaks(values: npt.ArrayLike, k: int = 5) -> list[float]:
    """Least squared deviation within classes (Fisher 1958, Jenks 1977); a break is the smallest value of its class.

    With fewer than `k` distinct values each is a class. Above NATURAL_SAMPLE values the partition is found on that
    many order statistics, evenly spaced from minimum to maximum (no chance involved).
    """
    import jenkspy  # compiled; not needed at the server's start

    known = _sorted(values, k)
    distinct = np.unique(known)
    if len(distinct) <= k:
        return [float(value) for value in distinct[1:]]
    sample = known
    if len(known) > NATURAL_SAMPLE:
        sample = known[np.round(np.linspace(0, len(known) - 1, NATURAL_SAMPLE)).astype(np.int64)]
    k = min(k, len(np.unique(sample)))
    if k == 1:
        return []
    uppers = np.asarray(jenkspy.jenks_breaks(sample, n_classes=k), dtype=np.float64)[1:-1]
    following = sample[np.searchsorted(sample, uppers, side="right")]
    # what lies between two sampled values belongs to the nearer one
    middle = np.minimum(np.nextafter(uppers / 2 + following / 2, np.inf), following)
    return _proper(distinct[np.searchsorted(distinct, middle)], distinct)


def equal_breaks(values: npt.ArrayLike, k: int = 5) -> list[float]:
    """Classes of equal width from minimum to maximum."""
    known = _sorted(values, k)
    if not len(known):
        return []
    share = np.arange(1, k) / k
    return _proper(known[0] * (1 - share) + known[-1] * share, known)


def deviation_breaks(
    values: npt.ArrayLike, multiples: Sequence[float] = (-1.5, -0.5, 0.5, 1.5), *, ddof: int = 0
) -> list[float]:
    """Breaks at mean + m standard deviations for each of `multiples`; those outside the values fall away."""
    known = _sorted(values, 1)
    if len(known) <= ddof:
        return []
    spread = float(np.std(known, ddof=ddof))
    if not math.isfinite(spread) or known[0] == known[-1]:
        return []
    return _proper(float(np.mean(known)) + np.asarray(multiples, dtype=np.float64) * spread, known)


def head_tail_breaks(values: npt.ArrayLike) -> list[float]:
    """Head/tail breaks for heavy-tailed values (Jiang 2013): the mean, again the mean of what lies above it, and so on.

    It goes on as long as the head is a minority of at most 40 per cent; the number of classes follows.
    """
    head = _sorted(values, 1)
    means: list[float] = []
    while len(head) > 1 and head[0] < head[-1]:
        mean = float(np.mean(head))
        above = head[head > mean]
        if not len(above) or len(above) / len(head) > _HEAD_LIMIT:
            break
        means.append(mean)
        head = above
    return _proper(means, _sorted(values, 1))


def pretty_breaks(values: npt.ArrayLike, k: int = 5) -> list[float]:
    """About `k` classes at round numbers, 1, 2 or 5 times a power of ten apart: the inner values of R's ``pretty``."""
    known = _sorted(values, k)
    if not len(known) or known[0] == known[-1]:
        return []
    return _proper(pretty(float(known[0]), float(known[-1]), k), known)


def own_breaks(breaks: Iterable[float]) -> list[float]:
    """Breaks that a person set, kept as they are, also where a class stays empty.

    Raises BreaksInvalid unless they are finite and ascend.
    """
    wanted = [float(value) for value in breaks]
    if not all(math.isfinite(value) for value in wanted):
        raise BreaksInvalid("A class break has to be a finite number.")
    if any(after <= before for before, after in pairwise(wanted)):
        raise BreaksInvalid(f"Class breaks have to ascend, each above the one before; found {wanted}.")
    return wanted


def default_breaks(values: npt.ArrayLike, kind: str = "share", k: int = 5) -> list[float]:
    """Breaks for a first look: quantiles moved to readable numbers, strictly between minimum and maximum.

    Each quantile moves by at most a quarter of its distance to its neighbours, so classes keep about their size.
    Where many values are equal, quantiles of the distinct values are taken; with at most `k` distinct values, and
    always for kind ``class``, a break stands between each two of them. All values equal: no break.
    """
    known = _sorted(values, k)
    distinct = np.unique(known)
    if len(distinct) < 2:
        return []
    if kind == "class":
        return _strictly(distinct[:-1] / 2 + distinct[1:] / 2, distinct)
    if len(distinct) <= k:
        return _strictly([_round_between(a, b) for a, b in pairwise(distinct.tolist())],
                         distinct)  # fmt: skip
    shares = np.arange(1, k) / k
    raw = _strictly(_quantiles(known, shares, "linear"), distinct)
    if len(raw) < k - 1:
        raw = _strictly(_quantiles(distinct, shares, "linear"), distinct)
    return _strictly(_readable([float(distinct[0]), *raw, float(distinct[-1])]), distinct)


def pretty(low: float, high: float, n: int = 5) -> Floats:
    """Round, equally spaced values that cover `low` to `high` in about `n` intervals (R: ``pretty(c(low, high), n)``).

    R's algorithm (R_pretty, R Core Team) with its usual parameters: high bias 1.5, bias for steps of five 2.75,
    shrinking 0.75, at least n %/% 3 intervals.
    """
    least = n // 3
    width, cell = high - low, max(abs(low), abs(high))
    if width < cell * 1.4 * max(1, n) * np.finfo(np.float64).eps * 3 or cell == 0:
        cell = (9 + cell / 10 if cell > 10 else cell or 1.0) * 0.75 / max(least, 1)
    else:
        cell = width / max(n, 1)
    return _pretty_grid(low, high, _pretty_unit(cell), least)


def _pretty_unit(cell: float) -> float:
    """The step of 1, 2, 5 or 10 times a power of ten that R chooses for a raw cell width."""
    bias, five_bias = 1.5, 0.5 + 1.5 * 1.5
    base = 10.0 ** math.floor(math.log10(cell))
    unit = base
    if 2 * base - cell < bias * (cell - unit):
        unit = 2 * base
        if 5 * base - cell < five_bias * (cell - unit):
            unit = 5 * base
            if 10 * base - cell < bias * (cell - unit):
                unit = 10 * base
    return unit


def _pretty_grid(low: float, high: float, unit: float, least: int) -> Floats:
    fuzz = 1e-10
    first, last = math.floor(low / unit + fuzz), math.ceil(high / unit - fuzz)
    while first * unit > low + fuzz * unit:
        first -= 1
    while last * unit < high - fuzz * unit:
        last += 1
    lacking = max(0, least - (last - first))
    if low == 0 == first and high != 0:
        last += lacking
    elif first >= 0:
        first, last = first - lacking // 2 - lacking % 2, last + lacking // 2
    else:
        first, last = first - lacking // 2, last + lacking // 2 + lacking % 2
    return np.array([_clean(number * unit, unit) for number in range(first, last + 1)])


def _sorted(values: npt.ArrayLike, k: int) -> Floats:
    """The finite values in order. Raises BreaksInvalid for a number of classes below 1."""
    if k < 1:
        raise BreaksInvalid(f"There has to be at least one class; found {k}.")
    array = np.asarray(values, dtype=np.float64).ravel()
    return np.sort(array[np.isfinite(array)])


def _quantiles(known: Floats, shares: Floats, method: str) -> Floats:
    options: dict[str, Any] = {"method": method}
    with np.errstate(over="ignore", invalid="ignore"):
        found: Floats = np.asarray(np.quantile(known, shares, **options), dtype=np.float64)
    return found


def _proper(breaks: npt.ArrayLike, known: Floats) -> list[float]:
    """Distinct breaks above the minimum and not above the maximum."""
    found = np.unique(np.asarray(breaks, dtype=np.float64))
    return [float(value) for value in found if known[0] < value <= known[-1]]


def _strictly(breaks: npt.ArrayLike, known: Floats) -> list[float]:
    return [value for value in _proper(breaks, known) if value < known[-1]]


def _readable(points: Sequence[float]) -> list[float]:
    """The inner points, each moved to the roundest number within a quarter of the distance to its neighbours."""
    return [
        _round_to(point, min(point - before, after - point) / 2)
        for before, point, after in zip(points, points[1:], points[2:], strict=False)
    ]


def _round_between(low: float, high: float) -> float:
    return _round_to(low / 2 + high / 2, high / 2 - low / 2)


def _round_to(value: float, room: float) -> float:
    """`value` as a multiple of the largest 1, 2 or 5 times a power of ten that is not above `room`."""
    if not (room > np.finfo(np.float64).tiny and math.isfinite(room)):
        return value
    base = 10.0 ** math.floor(math.log10(room))
    step = max((base * factor for factor in (1, 2, 5) if base * factor <= room), default=base)
    return _clean(round(value / step) * step, step) if abs(value) / step < 2**53 else value


def _clean(value: float, step: float) -> float:
    """Take off what binary arithmetic left behind the last digit of `step` (0.30000000000000004 -> 0.3)."""
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    return round(value, digits) + 0.0 if digits < 300 else value
