"""Outlier treatment: a few extreme values shall not decide the scale of an indicator. What was changed is told."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from quartier.methods.composite.quantiles import quantiles
from quartier.methods.composite.recipe import Outliers, TreatOutliers
from quartier.methods.results import FloatArray, numbers


@dataclass(frozen=True, slots=True)
class Treated:
    """A treated column; `low` and `high` values were moved in, `logarithm` says whether the log was taken instead."""

    values: pd.Series[float]
    low: int = 0
    high: int = 0
    logarithm: bool = False


def skewness(values: FloatArray) -> float:
    """Adjusted Fisher-Pearson skewness G1 (Excel's SKEW, SAS): needs three different known values, else NaN.

    Source: Joanes and Gill, Comparing measures of sample skewness and kurtosis, The Statistician 47 (1998), type 2.
    """
    n, second, third, _ = _central(values)
    if n < 3 or second == 0:
        return float("nan")
    return float(third / second**1.5 * math.sqrt(n * (n - 1)) / (n - 2))


def kurtosis(values: FloatArray) -> float:
    """Adjusted excess kurtosis G2 (Excel's KURT, SAS): needs four known values, else NaN.

    Source: Joanes and Gill (1998), type 2.
    """
    n, second, _, fourth = _central(values)
    if n < 4 or second == 0:
        return float("nan")
    plain = fourth / second**2 - 3
    return (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * plain + 6)


def _central(values: FloatArray) -> tuple[int, float, float, float]:
    known = values[~np.isnan(values)]
    if not known.size:
        return 0, 0.0, 0.0, 0.0
    off = known - known.mean()
    return int(known.size), float((off**2).mean()), float((off**3).mean()), float((off**4).mean())


def is_skewed(values: FloatArray, limit_skewness: float = 2.0, limit_kurtosis: float = 3.5) -> bool:
    """Both |skewness| and kurtosis beyond their limits: the JRC's mark of a distribution with outliers."""
    return abs(skewness(values)) > limit_skewness and kurtosis(values) > limit_kurtosis


def winsorise(
    values: pd.Series[float],
    limit_skewness: float = 2.0,
    limit_kurtosis: float = 3.5,
    most: int = 5,
    logarithm: bool = True,
) -> Treated:
    """Winsorise until |skewness| <= 2 or kurtosis <= 3.5, at most `most` points; else the logarithm.

    One point after the other takes the next value: the highest ones if the skewness is positive, else the lowest. If
    `most` points are not enough, the untreated values are transformed by ``ln(x - min + (max - min) / 100)`` (with
    `logarithm`) or left alone. Defaults of the JRC. Same index. Source: Becker et al., COINr, JOSS 7 (2022), `Treat`.
    """
    original = numbers(values)
    moved, low, high = original.copy(), 0, 0
    while is_skewed(moved, limit_skewness, limit_kurtosis) and low + high < most:
        if skewness(moved) > 0:
            high += 1
            moved = _move_highest(original, moved, high)
        else:
            low += 1
            moved = -_move_highest(-original, -moved, low)
    if not is_skewed(moved, limit_skewness, limit_kurtosis):
        return Treated(pd.Series(moved, index=values.index, name=values.name), low, high)
    if not logarithm:
        return Treated(values)
    return Treated(pd.Series(_shifted_logarithm(original), index=values.index, name=values.name), logarithm=True)


def _move_highest(original: FloatArray, moved: FloatArray, count: int) -> FloatArray:
    """The `count` highest original values take the next one below them."""
    order = np.argsort(np.where(np.isnan(original), -np.inf, original), kind="stable")
    result = moved.copy()
    result[order[-count:]] = original[order[-count - 1]]
    return result


def _shifted_logarithm(values: FloatArray) -> FloatArray:
    least, most = np.nanmin(values), np.nanmax(values)
    return np.asarray(np.log(values - least + 0.01 * (most - least)))


def treat(values: pd.Series[float], rule: TreatOutliers) -> Treated:
    """Apply a recipe's rule to one column."""
    array = numbers(values)
    if not np.isfinite(array).any():
        return Treated(values)
    match rule.method:
        case Outliers.NONE:
            return Treated(values)
        case Outliers.WINSORISE:
            return winsorise(values, rule.skewness, rule.kurtosis, rule.most, rule.logarithm)
        case Outliers.PERCENTILE:
            least, most = quantiles(array, [rule.lower / 100, rule.upper / 100], rule.quantile_type)
        case Outliers.SD:
            centre, spread = np.nanmean(array), np.nanstd(array)
            least, most = centre - rule.sd * spread, centre + rule.sd * spread
    low, high = int((array < least).sum()), int((array > most).sum())
    return Treated(values.clip(least, most), low, high)
