"""Where on the map? Local Moran and Getis-Ord, tested by conditional permutation and corrected for their number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from quartier.methods.results import BoolArray, FloatArray, Reason, rejected
from quartier.methods.space.global_tests import rate_deviation
from quartier.methods.space.multiple import corrected
from quartier.methods.space.permutation import Extremes, conditional_extremes
from quartier.methods.space.weights import Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALTERNATIVES = ("two-sided", "directed")
NOT_SIGNIFICANT = "not-significant"


@dataclass(frozen=True)
class LocalTest:
    """A local statistic per unit, and how it was tested.

    `table` has the index of the input and the columns: statistic; z_score (analytic, Getis-Ord only); p_value;
    adjusted (the level at which the unit would just count after the correction); cluster (``high-high``,
    ``low-low``, ``low-high``, ``high-low``, for Getis-Ord ``hot``, ``cold``; ``not-significant``; "" if not tested);
    reason (why it was not tested). `threshold`: the largest p that counts. `floor`: the smallest p that so many
    permutations can give; where it exceeds level/tested, a lone cluster cannot be found: ask for more permutations.
    """

    table: pd.DataFrame
    method: str
    weights: str
    alternative: str
    correction: str
    level: float
    threshold: float
    permutations: int
    seed: int
    tested: int

    @property
    def floor(self) -> float:
        return (1 if self.alternative == "directed" else 2) / (self.permutations + 1)


@dataclass(frozen=True)
class Testing:
    """How local statistics are tested.

    two-sided: p = 2 (1 + smaller tail)/(1 + permutations); directed: without the 2, as GeoDa and esda give it (then
    5 % under no clustering become 10 %). correction: fdr, bonferroni, none (see `multiple.corrected`).
    """

    permutations: int = 9999
    seed: int = 0
    alternative: str = "two-sided"
    correction: str = "fdr"
    level: float = 0.05

    def __post_init__(self) -> None:
        if self.alternative not in ALTERNATIVES:
            message = f"alternative must be one of {', '.join(ALTERNATIVES)}"
            raise rejected(message, "unknown-choice", "local test", self.alternative)
        if self.permutations < 19:
            message = "at least 19 permutations are needed for a p-value of 0.05"
            raise rejected(message, "out-of-range", "local test", str(self.permutations))

    def p_values(self, extremes: Extremes) -> FloatArray:
        tail = np.minimum(extremes.at_least, extremes.at_most)
        factor = 1 if self.alternative == "directed" else 2
        return np.minimum(1.0, factor * (1.0 + tail) / (1.0 + extremes.permutations))


DEFAULT = Testing()


@dataclass(frozen=True)
class _Prepared:
    """Units with a value; among them `tested` have neighbours. `reasons` for all units of the input."""

    x: FloatArray
    weights: Weights
    present: BoolArray
    tested: BoolArray
    reasons: NDArray[np.object_]

    @property
    def reason(self) -> Reason | None:
        if len(self.x) < 4 or not self.tested.any():
            return Reason.TOO_FEW_UNITS if len(self.x) < 4 else Reason.NO_NEIGHBOURS
        return Reason.CONSTANT if np.ptp(self.x) == 0 else None


def _prepare(values: pd.Series[float], weights: Weights) -> _Prepared:
    if not values.index.equals(weights.index):
        raise rejected("values and weights have different units", "different-units", "space")
    array = np.asarray(values, dtype=np.float64)
    if np.isinf(array).any():
        raise rejected("values must be finite", "not-finite", "space")
    present = ~np.isnan(array)
    among = weights.without_self().of(present)
    reasons = np.where(present, "", Reason.MISSING.value).astype(object)
    reasons[np.flatnonzero(present)[among.island_mask]] = Reason.NO_NEIGHBOURS.value
    return _Prepared(array[present], among, present, ~among.island_mask, reasons)


def local_moran(values: pd.Series[float], weights: Weights, testing: Testing = DEFAULT) -> LocalTest:
    """Local Moran Iᵢ = (n-1) zᵢ Σ wᵢⱼzⱼ/Σ z², weights row-standardised: where neighbours are alike or stand out.

    z is the deviation from the mean over all units with a value. The quadrant is that of zᵢ and its neighbours' mean.
    Islands and units without value are not tested, with the reason. Nothing is tested where all values are equal or
    fewer than 4 units have one. Raises InputRejected: other units in the weights, infinite values.
    Source: Anselin (1995), Local indicators of spatial association.
    """
    data = _prepare(values, weights)
    if data.reason:
        return _untested(values, weights, "local Moran", testing, data)
    w = data.weights.row_standardised
    z = data.x - data.x.mean()
    lag = w.lag(z)
    statistic = (len(z) - 1) * z * lag / (z**2).sum()
    p = testing.p_values(conditional_extremes(z, w, testing.permutations, testing.seed))
    # z = 0 makes the statistic 0 wherever the neighbours' values fall
    p = np.where(z == 0, 1.0, p)
    names = np.array([["low-low", "low-high"], ["high-low", "high-high"]], dtype=object)
    quadrant = names[(z > 0).astype(int), (lag > 0).astype(int)]
    return _result(values, weights, "local Moran", testing, data, statistic, p, quadrant)


def local_moran_rate(
    events: pd.Series[float], population: pd.Series[float], weights: Weights, testing: Testing = DEFAULT
) -> LocalTest:
    """Local Moran of rates, small populations discounted: `local_moran` of `rate_deviation`.

    Source: Assunção & Reis (1999); Anselin (1995).
    """
    deviation = rate_deviation(events, population)
    result = local_moran(deviation.values, weights, testing)
    own = deviation.reasons.to_numpy()
    result.table["reason"] = np.where(own != "", own, result.table["reason"])
    return result


def getis_ord(values: pd.Series[float], weights: Weights, star: bool = True, testing: Testing = DEFAULT) -> LocalTest:
    """Getis-Ord Gi* (or Gi without the unit itself): hot and cold spots, where high (low) values come together.

    statistic Σ wᵢⱼxⱼ/Σ xⱼ (NaN where the sum is 0); z_score (Σ wᵢⱼxⱼ - x̄Wᵢ)/(s sqrt((n S1ᵢ - Wᵢ²)/(n-1))), with
    the unit itself (weight 1) in Gi*, with mean and s of the others in Gi. Weights as they are: give binary ones.
    The p-value comes from conditional permutation, in which the unit's own value stays, and not from z_score.
    Gaps and errors as `local_moran`.
    Source: Getis & Ord (1992); Ord & Getis (1995), Local spatial autocorrelation statistics.
    """
    name = "Getis-Ord Gi*" if star else "Getis-Ord Gi"
    data = _prepare(values, weights)
    if data.reason:
        return _untested(values, weights, name, testing, data)
    x, w = data.x, data.weights
    extremes = conditional_extremes(x - x.mean(), w, testing.permutations, testing.seed)
    lag, z = _star(x, w) if star else _others(x, w)
    whole = x.sum() if star else x.sum() - x
    statistic = np.divide(lag, whole, out=np.full(len(x), np.nan), where=whole != 0)
    side = np.where(extremes.at_least <= extremes.at_most, "hot", "cold").astype(object)
    p = testing.p_values(extremes)
    return _result(values, weights, name, testing, data, statistic, p, side, z)


def _star(x: FloatArray, weights: Weights) -> tuple[FloatArray, FloatArray]:
    w, n = weights.with_self(1.0), len(x)
    lag, ones = w.lag(x), w.row_sums()
    squares = w.row_sums(power=2)
    spread = x.std() * np.sqrt(np.maximum(n * squares - ones**2, 0.0) / (n - 1))
    return lag, np.divide(lag - x.mean() * ones, spread, out=np.full(n, np.nan), where=spread > 0)


def _others(x: FloatArray, weights: Weights) -> tuple[FloatArray, FloatArray]:
    n, m = len(x), len(x) - 1
    lag, ones = weights.lag(x), weights.row_sums()
    squares = weights.row_sums(power=2)
    mean = (x.sum() - x) / m
    variance = np.maximum(((x**2).sum() - x**2) / m - mean**2, 0.0)
    spread = np.sqrt(variance * np.maximum(m * squares - ones**2, 0.0) / (m - 1))
    return lag, np.divide(lag - mean * ones, spread, out=np.full(n, np.nan), where=spread > 0)


def _result(
    values: pd.Series[float],
    weights: Weights,
    method: str,
    testing: Testing,
    data: _Prepared,
    statistic: FloatArray,
    p: FloatArray,
    cluster: NDArray[np.object_],
    z_score: FloatArray | None = None,
) -> LocalTest:
    """Puts the tested units back among all; the correction counts only those."""
    p = np.where(data.tested, p, np.nan)
    decisions = corrected(p, testing.level, testing.correction)
    label = np.where(decisions.significant, cluster, np.where(data.tested, NOT_SIGNIFICANT, ""))
    columns: dict[str, FloatArray] = {"statistic": np.where(data.tested, statistic, np.nan)}
    if z_score is not None:
        columns["z_score"] = np.where(data.tested, z_score, np.nan)
    columns |= {"p_value": p, "adjusted": decisions.adjusted}
    table = pd.DataFrame(
        {name: _spread(column, data.present, np.nan) for name, column in columns.items()}, values.index
    )
    table["cluster"], table["reason"] = _spread(label.astype(object), data.present, ""), data.reasons
    return _described(table, method, weights, testing, decisions.threshold, int(data.tested.sum()))


def _spread(part: NDArray[Any], present: BoolArray, gap: float | str) -> NDArray[Any]:
    """Values of the units that have one, among all units."""
    whole = np.full(len(present), gap, dtype=part.dtype)
    whole[present] = part
    return whole


def _untested(values: pd.Series[float], weights: Weights, method: str, testing: Testing, data: _Prepared) -> LocalTest:
    columns = ["statistic", "z_score"] if method.startswith("Getis") else ["statistic"]
    table = pd.DataFrame(np.nan, index=values.index, columns=[*columns, "p_value", "adjusted"])
    table["cluster"] = ""
    table["reason"] = np.where(data.reasons == "", str(data.reason), data.reasons)
    return _described(table, method, weights, testing, 0.0, 0)


def _described(
    table: pd.DataFrame, method: str, weights: Weights, testing: Testing, threshold: float, tested: int
) -> LocalTest:
    return LocalTest(
        table=table,
        method=method,
        weights=weights.kind,
        alternative=testing.alternative,
        correction=testing.correction,
        level=testing.level,
        threshold=threshold,
        permutations=testing.permutations,
        seed=testing.seed,
        tested=tested,
    )
