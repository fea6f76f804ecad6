"""Classes of a score: by standard deviations, quantiles, ranks or fixed breaks. Class 1 is the lowest score."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from quartier.methods.composite.normalise import rank, undefined, z_score
from quartier.methods.composite.quantiles import quantiles
from quartier.methods.composite.recipe import Classes, ClassMethod
from quartier.methods.results import Column, FloatArray, Reason, numbers, rejected


def classes_by_breaks(values: pd.Series[float], breaks: Sequence[float], closed: str = "right") -> Column:
    """Class 1 below the first break, class len(breaks) + 1 above the last; unknown values have no class.

    `closed` says to which class a value belongs that equals a break: ``right`` the lower class, ``left`` the upper
    class, ``centre`` the one nearer to 0 (Berlin MSS: -1 and 1 are both "medium"). Rejects breaks that do not rise.
    """
    limits = np.asarray(breaks, dtype=np.float64)
    if (np.diff(limits) < 0).any():
        raise rejected("breaks must rise", "breaks-invalid", "classes", str(list(breaks)))
    array = numbers(values)
    if closed == "centre":
        outward = np.where(array < 0, np.searchsorted(limits, array, "right"), np.searchsorted(limits, array, "left"))
    elif closed in ("right", "left"):
        outward = np.searchsorted(limits, array, "left" if closed == "right" else "right")
    else:
        raise rejected("closed must be right, left or centre", "unknown-option", "classes", closed)
    classes = np.where(np.isnan(array), np.nan, outward + 1.0)
    return Column.of(pd.Series(classes, index=values.index))


def classes_by_sd(
    values: pd.Series[float], breaks: Sequence[float] = (-1.0, 1.0, 1.5), ddof: int = 0, closed: str = "centre"
) -> Column:
    """Classes by distance from the mean in standard deviations; the default breaks are those of Berlin's MSS.

    Undefined: ``constant``, ``too-few-units``. Source: Senatsverwaltung für Stadtentwicklung Berlin, Monitoring
    Soziale Stadtentwicklung 2013 ff., method chapter.
    """
    standard = z_score(values, ddof)
    if standard.values.isna().all():
        return standard
    return classes_by_breaks(standard.values, breaks, closed)


def classes_by_quantile(
    values: pd.Series[float], count: int = 5, quantile_type: int = 7, closed: str = "right"
) -> Column:
    """`count` classes of about equal size; breaks are the quantiles of the known values by `quantile_type`.

    GISD: type 9, ``left`` (R's findInterval: a value that equals a break belongs to the class above; the highest value
    to the highest class). Townsend: type 7, ``right``. Undefined: ``too-few-units`` with fewer known units than
    classes. Source: Hyndman and Fan (1996); Michalski et al., J Health Monit 7 (2022) for the GISD.
    """
    array = numbers(values)
    if (~np.isnan(array)).sum() < count:
        return undefined(values, Reason.TOO_FEW_UNITS)
    breaks = quantiles(array, [part / count for part in range(1, count)], quantile_type)
    return classes_by_breaks(values, breaks.tolist(), closed)


def classes_by_rank(values: pd.Series[float], count: int = 10, ties: str = "min") -> Column:
    """``ceil(count * rank / N)`` with rank 1 for the highest score: class 1 is the most deprived tenth (English IMD).

    Undefined: ``too-few-units`` with fewer known units than classes. Source: McLennan et al. (2019), chapter 3.
    """
    known = int(values.notna().sum())
    if known < count:
        return undefined(values, Reason.TOO_FEW_UNITS)
    order = numbers(rank(values, ties, highest_first=True).values)
    return Column.of(pd.Series(_ceiling(count * order / known), index=values.index))


def _ceiling(values: FloatArray) -> FloatArray:
    """Rounded up, but 3.0000000000000004 is 3."""
    return np.asarray(np.ceil(np.round(values, 9)))


def classes_by_group(values: pd.Series[float], groups: Sequence[Sequence[int]]) -> Column:
    """Other classes put together: the n-th group of old classes becomes class n (GISD: 1 | 2 3 4 | 5)."""
    new: dict[float, int] = {old: number for number, group in enumerate(groups, start=1) for old in group}
    found = [float(new[old]) if old in new else np.nan for old in values]
    return Column.of(pd.Series(found, index=values.index, dtype="float64"))


def classify(values: pd.Series[float], rule: Classes, others: dict[str, Column]) -> Column:
    """Apply a recipe's rule; `others` are the classes of the same score that a group may refer to."""
    match rule.method:
        case ClassMethod.SD:
            column = classes_by_sd(values, rule.breaks, rule.ddof, rule.closed)
        case ClassMethod.QUANTILE:
            column = classes_by_quantile(values, rule.count, rule.quantile_type, rule.closed)
        case ClassMethod.RANK:
            return classes_by_rank(values, rule.count)
        case ClassMethod.BREAKS:
            column = classes_by_breaks(values, rule.breaks, rule.closed)
        case ClassMethod.GROUP:
            return classes_by_group(others[rule.of].values, rule.groups)
    if not rule.highest_first:
        return column
    count = rule.count if rule.method is ClassMethod.QUANTILE else len(rule.breaks) + 1
    return Column(count + 1 - column.values, column.reasons)
