"""Normalisation: values of different units become comparable. One function a method, one column at a time."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import stats

from quartier.methods.composite.recipe import Normalisation, Normalise
from quartier.methods.results import BoolArray, Column, FloatArray, Reason, numbers, rejected

IMD_CONSTANT = 23.0


def moments(values: FloatArray, ddof: int) -> tuple[float, float]:
    """Mean and standard deviation of the known values, summed exactly: the order of the units makes no difference."""
    known = values[~np.isnan(values)]
    if known.size <= ddof or not known.size:
        return float("nan"), float("nan")
    mean = math.fsum(known) / known.size
    return mean, math.sqrt(math.fsum((known - mean) ** 2) / (known.size - ddof))


def _column(values: FloatArray, given: pd.Series[float]) -> Column:
    """A result beside its input: gaps of the input are missing."""
    return Column.of(pd.Series(values, index=given.index, dtype="float64", name=given.name))


def undefined(given: pd.Series[float], reason: Reason) -> Column:
    """No value at all: gaps of the input are missing, all others have the reason."""
    reasons = np.where(given.isna(), Reason.MISSING.value, reason.value)
    gaps = pd.Series(np.nan, index=given.index, dtype="float64", name=given.name)
    return Column(gaps, pd.Series(reasons, index=given.index, dtype=object))


def _is_constant(values: FloatArray, spread: float) -> bool:
    scale = float(np.nanmax(np.abs(values)))
    return bool(spread <= 4 * np.finfo(float).eps * scale)


def z_score(
    values: pd.Series[float],
    ddof: int = 0,
    mean: float = 0.0,
    sd: float = 1.0,
    base: BoolArray | None = None,
) -> Column:
    """Standardisation: ``z = (x - M) / S``, then ``mean + sd * z``.

    M and S are mean and standard deviation of the known values, of the rows `base` alone if given (a base year).
    `ddof` 0 divides by n (Berlin MSS, GISD), 1 by n - 1 (Townsend, COINr, R's ``scale``): published indices differ in
    it, so it has no silent default in a recipe. Unit: standard deviations. Undefined: ``constant`` where S = 0,
    ``too-few-units`` where fewer than ddof + 1 values are known.
    Source: OECD/JRC, Handbook on Constructing Composite Indicators (2008), section 5.
    """
    array = numbers(values)
    centre, spread = moments(array if base is None else array[base], ddof)
    if math.isnan(spread):
        return undefined(values, Reason.TOO_FEW_UNITS)
    if _is_constant(array, spread):
        return undefined(values, Reason.CONSTANT)
    return _column((array - centre) / spread * sd + mean, values)


def min_max(values: pd.Series[float], lower: float = 0.0, upper: float = 1.0, base: BoolArray | None = None) -> Column:
    """Rescaling: ``(x - min) / (max - min) * (upper - lower) + lower``.

    Minimum and maximum of the known values, of the rows `base` alone if given (then results may leave the range).
    Undefined: ``constant`` where max = min, ``too-few-units`` without any value.
    Source: OECD/JRC Handbook (2008), section 5.
    """
    array = numbers(values)
    chosen = array if base is None else array[base]
    if not np.isfinite(chosen).any():
        return undefined(values, Reason.TOO_FEW_UNITS)
    least, most = float(np.nanmin(chosen)), float(np.nanmax(chosen))
    if most == least:
        return undefined(values, Reason.CONSTANT)
    return _column((array - least) / (most - least) * (upper - lower) + lower, values)


def rank(values: pd.Series[float], ties: str = "min", highest_first: bool = False) -> Column:
    """Rank among the known values; 1 is the lowest, or the highest with `highest_first`.

    `ties`: ``min`` (1 2 2 4), ``max``, ``average``, ``dense``. Values that differ by rounding noise alone (10^-13 of
    the largest) are ties: sums of the same decimals in another order would else rank apart. Unknown values have no
    rank. Rejects other words for ties. Source: OECD/JRC Handbook (2008), section 5.
    """
    if ties not in ("min", "max", "average", "dense"):
        raise rejected("ties must be min, max, average or dense", "unknown-option", "rank", found=ties)
    array = numbers(values)
    known = ~np.isnan(array)
    result = np.full(array.size, np.nan)
    if known.any():
        plain = without_noise(array[known])
        result[known] = stats.rankdata(-plain if highest_first else plain, method=ties)
    return _column(result, values)


def without_noise(values: FloatArray) -> FloatArray:
    """Values rounded to 13 places of the largest one, so that equal sums are equal."""
    scale = float(np.abs(values).max())
    return values if scale == 0 or not np.isfinite(scale) else np.asarray(np.round(values / scale, 13))


def percent_rank(values: pd.Series[float], decimals: int | None = None) -> Column:
    """Share of the other units with a lower value: ``#(x_j < x_i) / (n - 1)``, between 0 and 1.

    Excel's PERCENTRANK.INC; the CDC/ATSDR Social Vulnerability Index rounds it to 4 `decimals` before it goes on.
    Undefined: ``too-few-units`` with one known value.
    Source: Flanagan et al., A Social Vulnerability Index for Disaster Management (2011).
    """
    known = int(values.notna().sum())
    if known < 2:
        return undefined(values, Reason.TOO_FEW_UNITS)
    share = (numbers(rank(values).values) - 1) / (known - 1)
    return _column(share if decimals is None else np.round(share, decimals), values)


def imd_exponential(values: pd.Series[float], constant: float = IMD_CONSTANT, ties: str = "min") -> Column:
    """Exponential transformation of the rank: ``X = -c ln(1 - R (1 - exp(-100 / c)))``, ``R = (N - r + 1) / N``.

    r is the rank with 1 for the highest value (the most deprived), N the number of known values; X runs from near 0 to
    100. With c = 23 about one unit in ten exceeds 50, which limits how far a good domain cancels out a bad one.
    Source: McLennan et al., The English Indices of Deprivation 2019, Technical Report, MHCLG (2019), chapter 3.
    """
    known = int(values.notna().sum())
    order = numbers(rank(values, ties, highest_first=True).values)
    share = (known - order + 1) / known if known else order
    return _column(exponential(share, constant), values)


def exponential(share: FloatArray, constant: float = IMD_CONSTANT) -> FloatArray:
    """``-c ln(1 - R (1 - exp(-100 / c)))`` for R in (0, 1]; R = 1 (most deprived) gives 100."""
    return np.asarray(-constant * np.log1p(-share * -np.expm1(-100.0 / constant)))


def distance_to_reference(
    values: pd.Series[float], reference: float | str = "mean", form: str = "difference"
) -> Column:
    """Distance to a reference value: ``(x - ref) / |ref|`` or, with `form` "ratio", ``x / ref``.

    `reference` is a number (the value of the town, a target) or "mean", "median", "max", "min" of the known values.
    Undefined: ``zero-denominator`` where the reference is 0. Source: OECD/JRC Handbook (2008), section 5.
    """
    point = _reference(values, reference)
    if math.isnan(point):
        return undefined(values, Reason.NO_REFERENCE)
    if point == 0:
        return undefined(values, Reason.ZERO_DENOMINATOR)
    array = numbers(values)
    return _column(array / point if form == "ratio" else (array - point) / abs(point), values)


def _reference(values: pd.Series[float], reference: float | str) -> float:
    if not isinstance(reference, str):
        return float(reference)
    known = values.dropna()
    found = {"mean": known.mean, "median": known.median, "max": known.max, "min": known.min}
    if reference not in found:
        raise rejected(
            "the reference must be a number, mean, median, max or min", "unknown-option", "reference", reference
        )
    return float(found[reference]()) if len(known) else float("nan")


def adjusted_mpi_scale(
    values: pd.Series[float], reference: float | str = "mean", base: BoolArray | None = None
) -> Column:
    """Goalposts of the adjusted Mazziotta-Pareto index: ``r = (x - (ref - D)) / (2 D) * 60 + 70``.

    ``D = (max - min) / 2`` over all years, which are passed at once. The reference becomes 100 and the range is 60
    wide, so that years can be compared; `base` marks the rows of the base year from which a named reference ("mean")
    is taken. Undefined: ``constant``. Source: Mazziotta and Pareto, On a Generalized Non-compensatory Composite Index
    for Measuring Socio-economic Phenomena, Social Indicators Research 127 (2016).
    """
    array = numbers(values)
    if not np.isfinite(array).any():
        return undefined(values, Reason.TOO_FEW_UNITS)
    half = (float(np.nanmax(array)) - float(np.nanmin(array))) / 2
    if half == 0:
        return undefined(values, Reason.CONSTANT)
    point = _reference(values if base is None else values[base], reference)
    return _column((array - (point - half)) / (2 * half) * 60 + 70, values)


def normalise(values: pd.Series[float], rule: Normalise, direction: int = 1, base: BoolArray | None = None) -> Column:
    """Apply a recipe's rule. With `direction` -1 the scale is turned first, so that more always raises the score."""
    turned = values if direction == 1 else -values
    match rule.method:
        case Normalisation.NONE:
            column = _column(numbers(turned), turned)
        case Normalisation.Z:
            column = z_score(turned, rule.ddof, rule.mean, rule.sd, base)
        case Normalisation.MIN_MAX:
            column = min_max(turned, rule.lower, rule.upper, base)
        case Normalisation.RANK:
            column = rank(turned, rule.ties)
        case Normalisation.PERCENT_RANK:
            column = _share_below(values, direction)
        case Normalisation.IMD_EXPONENTIAL:
            column = _exponential(values if rule.given_ranks else turned, rule)
        case Normalisation.REFERENCE:
            column = _to_reference(values, rule, direction)
        case Normalisation.ADJUSTED_MPI:
            column = _adjusted(values, rule, direction, base)
    return column if rule.decimals is None else Column(column.values.round(rule.decimals), column.reasons)


def _share_below(values: pd.Series[float], direction: int) -> Column:
    """Turned as the CDC does it, ``1 - share below``: of tied values of a turned indicator, the higher share counts."""
    column = percent_rank(values)
    return column if direction == 1 else Column(1 - column.values, column.reasons)


def _exponential(values: pd.Series[float], rule: Normalise) -> Column:
    """Published ranks (1 is the most deprived) are taken as they are; other values are ranked first."""
    if not rule.given_ranks:
        return imd_exponential(values, rule.constant, rule.ties)
    known = int(values.notna().sum())
    return _column(exponential((known - numbers(values) + 1) / known, rule.constant), values)


def _to_reference(values: pd.Series[float], rule: Normalise, direction: int) -> Column:
    column = distance_to_reference(values, rule.reference, rule.form)
    if direction == 1:
        return column
    if rule.form == "difference":
        return Column(-column.values, column.reasons)
    with np.errstate(divide="ignore"):
        inverse = 1 / column.values
    return Column(inverse, column.reasons).where_not(np.isinf(inverse.to_numpy()), Reason.ZERO_DENOMINATOR)


def _adjusted(values: pd.Series[float], rule: Normalise, direction: int, base: BoolArray | None) -> Column:
    column = adjusted_mpi_scale(values, rule.reference, base)
    return column if direction == 1 else Column(200 - column.values, column.reasons)
