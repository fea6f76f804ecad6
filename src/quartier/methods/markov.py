"""Mobility of units between classes over time: Markov chains, and whether the neighbours matter.

Classes are numbers 0 .. k-1, lowest first, in a table with a row a unit and a column a period, periods in order and at
equal distances (a transition over four years is not one over two). A gap in a class is no transition. Classes should
be cut over all periods together (`pooled_classes`): cut anew in each period, somebody must fall when another rises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.methods.results import FloatArray, IntArray, Reason, rejected
from quartier.methods.space.weights import Weights


@dataclass(frozen=True)
class Chain:
    """A Markov chain of classes.

    counts: transitions from class (row) to class (column); probabilities: each row divided by its sum, NaN rows where
    no transition started (`reasons` per class); steady: share of each class if it went on for ever, None where that is
    not one distribution (`steady_reason`); stay: expected periods in a class once entered, 1/(1 - p), inf if absorbing.
    """

    counts: pd.DataFrame
    probabilities: pd.DataFrame
    reasons: pd.Series[str]
    steady: pd.Series[float] | None
    steady_reason: Reason | None
    stay: pd.Series[float]


@dataclass(frozen=True)
class Homogeneity:
    """Do the chains of the lag classes differ? Likelihood ratio and chi-square with `dof`, NaN where dof is 0."""

    likelihood_ratio: float
    p_likelihood_ratio: float
    chi_square: float
    p_chi_square: float
    dof: int


@dataclass(frozen=True)
class SpatialChain:
    """One chain for all and one for each class of the neighbours' mean, with the test whether they differ."""

    pooled: Chain
    by_lag: tuple[Chain, ...]
    homogeneity: Homogeneity
    cuts: FloatArray
    lag_cuts: FloatArray


def pooled_classes(values: pd.DataFrame, k: int = 5) -> tuple[pd.DataFrame, FloatArray]:
    """Classes 0..k-1 by quantiles (type 7) over all units and periods together, and the k-1 cuts; a cut belongs below.

    Gaps stay gaps (<NA>). Raises InputRejected for fewer than 2 classes or where ties leave fewer different cuts.
    Source: Rey (2001), Spatial empirics for economic growth and convergence.
    """
    cuts = _quantiles(values.to_numpy(dtype=np.float64), k)
    return classed(values, cuts), cuts


def classed(values: pd.DataFrame, cuts: Sequence[float] | FloatArray) -> pd.DataFrame:
    """Class 0..k-1 of every value: the number of cuts below it. Gaps stay <NA>."""
    array = values.to_numpy(dtype=np.float64)
    found = np.searchsorted(np.asarray(cuts), array, side="left").astype(object)
    found[np.isnan(array)] = pd.NA
    return pd.DataFrame(found, index=values.index, columns=values.columns).astype("Int64")


def _quantiles(array: FloatArray, k: int) -> FloatArray:
    known = array[~np.isnan(array)]
    if k < 2 or len(known) == 0:
        raise rejected("at least 2 classes and one value are needed", "out-of-range", "classes", str(k))
    cuts = np.quantile(known, np.arange(1, k) / k)
    if len(np.unique(cuts)) < k - 1:
        raise rejected(f"the values have too many ties for {k} classes", "too-many-ties", "classes")
    return np.asarray(cuts)


def relative(values: pd.DataFrame) -> pd.DataFrame:
    """Each value divided by the mean of its period: movement against the others, not with all of them."""
    return values / values.mean(axis=0)


def markov(classes: pd.DataFrame, k: int | None = None) -> Chain:
    """Chain of the transitions between neighbouring periods of `classes` (0..k-1; k: highest class + 1).

    Raises InputRejected: fewer than two periods, classes that are no whole numbers from 0.
    Source: Rey (2001); Kemeny & Snell (1976) for steady state and stay.
    """
    array, size = _checked(classes, k)
    before, after = array[:, :-1].ravel(), array[:, 1:].ravel()
    known = (before >= 0) & (after >= 0)
    return _chain(_crossed(before[known], after[known], size))


def _checked(classes: pd.DataFrame, k: int | None) -> tuple[IntArray, int]:
    if classes.shape[1] < 2:
        raise rejected("transitions need at least two periods", "too-few-periods", "markov")
    numbers = classes.to_numpy(dtype=np.float64, na_value=np.nan)
    known = numbers[~np.isnan(numbers)]
    if len(known) == 0:
        raise rejected("no class is known", "no-values", "markov")
    if (known < 0).any() or (known != np.rint(known)).any() or (k is not None and known.max() >= k):
        raise rejected("classes must be whole numbers from 0 below their number", "not-a-class", "markov")
    return np.where(np.isnan(numbers), -1, numbers).astype(np.int64), k or int(known.max()) + 1


def _crossed(before: IntArray, after: IntArray, k: int) -> IntArray:
    return np.bincount(before * k + after, minlength=k * k).reshape(k, k)


def _chain(counts: npt.NDArray[np.int64]) -> Chain:
    k = len(counts)
    starts = counts.sum(axis=1)
    P = np.divide(counts, starts[:, None], out=np.full((k, k), np.nan), where=starts[:, None] > 0)
    steady, reason = _steady(P)
    leave = 1 - np.diag(P)
    stay = np.divide(1.0, leave, out=np.where(np.isnan(leave), np.nan, np.inf), where=leave > 0)
    index = pd.RangeIndex(k, name="class")
    return Chain(
        counts=pd.DataFrame(counts, index=index, columns=index),
        probabilities=pd.DataFrame(P, index=index, columns=index),
        reasons=pd.Series(np.where(starts > 0, "", Reason.NO_TRANSITIONS.value), index=index, dtype=object),
        steady=None if steady is None else pd.Series(steady, index=index),
        steady_reason=reason,
        stay=pd.Series(stay, index=index),
    )


def _steady(P: FloatArray) -> tuple[FloatArray | None, Reason | None]:
    """The one distribution with s P = s; none where a row is unknown, or where several sets of classes trap."""
    from scipy.sparse.csgraph import connected_components

    if np.isnan(P).any():
        return None, Reason.NO_TRANSITIONS
    number, member = connected_components(P > 0, directed=True, connection="strong")
    leaves = np.zeros(number, dtype=bool)
    i, j = np.nonzero(P > 0)
    leaves[member[i[member[i] != member[j]]]] = True
    if (~leaves).sum() != 1:
        return None, Reason.SINGULAR
    k = len(P)
    equations = np.vstack([P.T - np.eye(k), np.ones(k)])
    solution = np.linalg.lstsq(equations, np.append(np.zeros(k), 1.0), rcond=None)[0]
    return np.maximum(solution, 0.0), None


def spatial_markov(values: pd.DataFrame, weights: Weights, k: int = 5, lag_k: int | None = None) -> SpatialChain:
    """Does a unit's chance to rise or fall depend on its neighbours? A chain for each class of their mean.

    `values` (units x periods, any unit of measure) and the neighbours' means (row-standardised weights, at the start
    of a transition) are classed by pooled quantiles into k and `lag_k` classes. Units without neighbours and gaps give
    no transition. Homogeneity tests whether the chains are one.
    Raises InputRejected: other units in the weights, fewer than two periods, too many ties.
    Source: Rey (2001); tests: Bickenbach & Bode (2003), Kullback, Kupperman & Ku (1962).
    """
    if not values.index.equals(weights.index):
        raise rejected("values and weights have different units", "different-units", "spatial_markov")
    classes, cuts = pooled_classes(values, k)
    lags = _neighbour_means(values.to_numpy(dtype=np.float64), weights.without_self())
    lag_classes, lag_cuts = pooled_classes(pd.DataFrame(lags, index=values.index), lag_k or k)
    own, _ = _checked(classes, k)
    around, groups = _checked(lag_classes, lag_k or k)
    before, after, near = own[:, :-1].ravel(), own[:, 1:].ravel(), around[:, :-1].ravel()
    known = (before >= 0) & (after >= 0) & (near >= 0)
    before, after, near = before[known], after[known], near[known]
    counts = np.stack([_crossed(before[near == g], after[near == g], k) for g in range(groups)])
    return SpatialChain(
        _chain(counts.sum(axis=0)), tuple(_chain(part) for part in counts), homogeneity(counts), cuts, lag_cuts
    )


def _neighbour_means(array: FloatArray, weights: Weights) -> FloatArray:
    """Weighted mean of the known neighbours per period, NaN without any."""
    known = ~np.isnan(array)
    sums = weights.lag(np.where(known, array, 0.0))
    total = weights.lag(known.astype(np.float64))
    return np.asarray(np.divide(sums, total, out=np.full(array.shape, np.nan), where=total > 0))


def homogeneity(counts: npt.ArrayLike) -> Homogeneity:
    """Tests whether several transition tables (tables x from x to) come from one chain.

    LR = 2 Σ n ln(p_table/p_pooled), Q = Σ n (p_table - p_pooled)²/p_pooled over cells with p_pooled > 0; degrees of
    freedom Σᵢ (tables with a transition from i - 1)(cells with p_pooled > 0 - 1). NaN where that is 0.
    Source: Bickenbach & Bode (2003), Evaluating the Markov property in studies of economic convergence.
    """
    from scipy.stats import chi2

    n = np.asarray(counts, dtype=np.float64)
    starts, pooled = n.sum(axis=2), n.sum(axis=0)
    whole = np.divide(pooled, pooled.sum(axis=1, keepdims=True), out=np.zeros(pooled.shape), where=pooled > 0)
    expected = starts[:, :, None] * whole
    filled = expected > 0
    q = float(((n[filled] - expected[filled]) ** 2 / expected[filled]).sum())
    seen = n > 0
    lr = float(2 * (n[seen] * np.log(n[seen] / expected[seen])).sum())
    tables, cells = (starts > 0).sum(axis=0), (whole > 0).sum(axis=1)
    dof = int((np.maximum(tables - 1, 0) * np.maximum(cells - 1, 0)).sum())
    if dof == 0:
        nan = float("nan")
        return Homogeneity(nan, nan, nan, nan, 0)
    return Homogeneity(lr, float(chi2.sf(lr, dof)), q, float(chi2.sf(q, dof)), dof)
