"""How two indicators go together over the units of one level: correlation by values and by ranks, and a fitted line.

What holds for areas need not hold for the people in them (ecological fallacy: Robinson, Ecological Correlations and the
Behavior of Individuals, American Sociological Review 15, 1950). Zero is a value and takes part.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from quartier.methods.results import BoolArray, FloatArray, Reason, rejected

FEWEST = 3
"""Two points always lie on a line: below three there is nothing to measure."""
FAR = 3.0
"""Externally studentised residual beyond which a unit lies far from the line."""


@dataclass(frozen=True, slots=True)
class Correlation:
    """A coefficient between -1 and 1, its two-sided p-value (Student t, n - 2 degrees of freedom), and of how many.

    `value` and `p_value` are NaN exactly if `reason` is set.
    """

    value: float
    p_value: float
    n: int
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Fit:
    """The line ``intercept + slope x``, and what is needed to draw the band of its mean.

    The band at x is ``+- t * sigma * sqrt(1 / weight + (x - mean_x)^2 / sxx)``. All NaN exactly if `reason` is set.
    """

    slope: float
    intercept: float
    r_squared: float
    slope_lower: float
    slope_upper: float
    sigma: float
    mean_x: float
    sxx: float
    weight: float
    t: float
    n: int
    reason: Reason | None = None


def pearson(x: npt.ArrayLike, y: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> Correlation:
    """Pearson's r of the pairs that are known, weighted on wish; t = r sqrt((n - 2) / (1 - r^2)).

    `x`, `y`: one value a unit in the same order, NaN where there is none; `weights`: not negative, e.g. the population;
    the test then equals that of the weighted least squares slope. Undefined: ``too-few-units``, ``constant``.
    Source: Pearson, Proc. Royal Society 58 (1895); test: Student, Biometrika 6 (1908).
    """
    a, b, w = _pairs(x, y, weights)
    return _correlation(a, b, w)


def spearman(x: npt.ArrayLike, y: npt.ArrayLike) -> Correlation:
    """Spearman's rank correlation of the known pairs, ties by their mean rank, p by the same Student t.

    It asks for a rising order, not for a line, and single extreme units hardly move it. Undefined: ``too-few-units``,
    ``constant``. Source: Spearman, American Journal of Psychology 15 (1904); Kendall and Stuart (1973), section 31.19.
    """
    from scipy import stats

    a, b, _ = _pairs(x, y, None)
    return _correlation(stats.rankdata(a), stats.rankdata(b), np.ones(len(a)))


def least_squares(x: npt.ArrayLike, y: npt.ArrayLike, weights: npt.ArrayLike | None = None, level: float = 0.95) -> Fit:
    """Least squares line of y on x over the known pairs, weighted on wish, with the interval of its slope.

    ``sigma^2 = sum w e^2 / (n - 2)``. Undefined: ``too-few-units``; ``constant`` where x is.
    Source: Draper and Smith, Applied Regression Analysis (1998), chapters 1 and 9.
    """
    from scipy import stats

    a, b, w = _pairs(x, y, weights)
    if len(a) < FEWEST:
        return _no_fit(len(a), Reason.TOO_FEW_UNITS)
    total, mean_x, mean_y, sxx, syy, sxy = _moments(a, b, w)
    if _flat(a, sxx):
        return _no_fit(len(a), Reason.CONSTANT)
    slope = sxy / sxx
    errors = b - mean_y - slope * (a - mean_x)
    rest = float(np.sum(w * errors**2))
    sigma = float(np.sqrt(rest / (len(a) - 2)))
    t = float(stats.t.ppf(0.5 + level / 2, len(a) - 2))
    half = t * sigma / float(np.sqrt(sxx))
    r_squared = 1 - rest / syy if not _flat(b, syy) else float("nan")
    return Fit(
        slope, mean_y - slope * mean_x, r_squared, slope - half, slope + half, sigma, mean_x, sxx, total, t, len(a)
    )


def far_from_line(x: npt.ArrayLike, y: npt.ArrayLike, beyond: float = FAR) -> BoolArray:
    """Which units lie far from the least squares line: externally studentised residual beyond `beyond`, in input order.

    Each is measured against the line of all others, so that an extreme unit cannot hide itself. False where a value is
    not known or a line does not exist. Source: Cook and Weisberg, Residuals and Influence in Regression (1982), 2.2.
    """
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    known = np.isfinite(a) & np.isfinite(b)
    far = np.zeros(len(a), dtype=bool)
    n = int(known.sum())
    fit = least_squares(a, b)
    if fit.reason is not None or n <= FEWEST:
        return far
    errors = b[known] - fit.intercept - fit.slope * a[known]
    leverage = 1 / n + (a[known] - fit.mean_x) ** 2 / fit.sxx
    with np.errstate(divide="ignore", invalid="ignore"):
        others = (fit.sigma**2 * (n - 2) - errors**2 / (1 - leverage)) / (n - 3)
        studentised = errors / np.sqrt(np.clip(others, 0, None) * (1 - leverage))
    scale = np.abs(b[known]).max() or 1.0
    far[known] = (np.abs(studentised) > beyond) & (np.abs(errors) > 1e-9 * scale)
    return far


def _pairs(
    x: npt.ArrayLike, y: npt.ArrayLike, weights: npt.ArrayLike | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    w = np.ones(len(a)) if weights is None else np.asarray(weights, dtype=np.float64)
    if not len(a) == len(b) == len(w):
        raise rejected("both indicators must have the same units", "different-units", "correlation")
    if bool(np.any(w < 0)):
        raise rejected("weights must not be negative", "negative-weight", "correlation")
    known = np.isfinite(a) & np.isfinite(b) & np.isfinite(w) & (w > 0)
    return a[known], b[known], w[known]


def _moments(a: FloatArray, b: FloatArray, w: FloatArray) -> tuple[float, float, float, float, float, float]:
    total = float(w.sum())
    mean_a, mean_b = float(np.sum(w * a) / total), float(np.sum(w * b) / total)
    da, db = a - mean_a, b - mean_b
    return total, mean_a, mean_b, float(np.sum(w * da**2)), float(np.sum(w * db**2)), float(np.sum(w * da * db))


def _flat(values: FloatArray, squares: float) -> bool:
    """All equal; what rounding leaves of the squares is no spread."""
    return squares <= 0 or bool(values.min() == values.max())


def _correlation(a: FloatArray, b: FloatArray, w: FloatArray) -> Correlation:
    from scipy import stats

    n = len(a)
    if n < FEWEST:
        return Correlation(float("nan"), float("nan"), n, Reason.TOO_FEW_UNITS)
    _, _, _, saa, sbb, sab = _moments(a, b, w)
    if _flat(a, saa) or _flat(b, sbb):
        return Correlation(float("nan"), float("nan"), n, Reason.CONSTANT)
    r = float(np.clip(sab / np.sqrt(saa * sbb), -1, 1))
    if abs(r) == 1:
        return Correlation(r, 0.0, n)
    t = r * np.sqrt((n - 2) / (1 - r * r))
    return Correlation(r, float(2 * stats.t.sf(abs(t), n - 2)), n)


def _no_fit(n: int, reason: Reason) -> Fit:
    gap = float("nan")
    return Fit(gap, gap, gap, gap, gap, gap, gap, gap, gap, gap, n, reason)
