"""Typology: which units resemble each other over several indicators, how sure are the types, and which is which.

Types are groups of units with similar standardised values. Their numbers mean something: type 1 has the lowest mean
over the (polarity-signed) z-scores, the last the highest, whatever order the algorithm found them in. A later run is
given the numbers of an earlier one by `match_types`, so that colours on a map stay what they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from quartier.methods.results import FloatArray, IntArray, Reason, rejected

if TYPE_CHECKING:
    from numpy.random import Generator

METHODS = ("k-means", "gmm", "ward")
RECOVERED, DISSOLVED = 0.75, 0.5
MANY = 20_000
FEW = 2_000
MOVES = 1_000
_SEEDS = 2**31 - 1


@dataclass(frozen=True)
class Standardised:
    """z-scores (ddof 0) of the complete units; `reasons` for the others; `constant` indicators that were left out."""

    z: pd.DataFrame
    reasons: pd.Series[str]
    constant: tuple[str, ...]


@dataclass(frozen=True)
class Typology:
    """Types of units.

    types: number of the type (1 ..), <NA> where undefined; reasons: why, "" where defined; profile: mean z-score of
    each indicator (column) in each type (row); means: the same in the indicators' own units; sizes; probability: how
    surely a unit belongs to its type (gmm only, else NaN); silhouette: mean over units, -1..1, NaN for one type;
    quality: within sum of squares (k-means, ward) or BIC (gmm), the smaller the better.
    """

    types: pd.Series[Any]
    reasons: pd.Series[str]
    profile: pd.DataFrame
    means: pd.DataFrame
    sizes: pd.Series[int]
    probability: pd.Series[float]
    silhouette: float
    quality: float
    method: str
    seed: int
    constant: tuple[str, ...]


def standardise(table: pd.DataFrame) -> Standardised:
    """z = (x - mean)/sd over units with all indicators, sd with ddof 0. Units with a gap and constant columns drop out.

    Raises InputRejected for text and infinite values, all columns at once.
    """
    wrong = [str(name) for name in table.columns if not pd.api.types.is_numeric_dtype(table[name])]
    numbers = table.drop(columns=wrong).astype("float64")
    wrong += [str(name) for name in numbers.columns if np.isinf(numbers[name]).any()]
    if wrong:
        raise rejected(f"indicators must be finite numbers: {', '.join(wrong)}", "not-a-number", "typology")
    complete = numbers.notna().all(axis=1)
    reasons = pd.Series(np.where(complete, "", Reason.MISSING.value), index=table.index, dtype=object)
    kept = numbers[complete]
    constant = tuple(str(name) for name in kept.columns if len(kept) and kept[name].nunique() == 1)
    kept = kept.drop(columns=[name for name in kept.columns if str(name) in constant])
    return Standardised((kept - kept.mean()) / kept.std(ddof=0), reasons, constant)


def typology(
    table: pd.DataFrame,
    types: int,
    method: str = "k-means",
    polarity: Mapping[str, float] | None = None,
    seed: int = 0,
    starts: int = 100,
) -> Typology:
    """Types of units over the indicators of `table` (a row a unit, a column an indicator, any units of measure).

    k-means: least within sum of squares of `starts` random starts (Lloyd 1982, Hartigan & Wong 1979);
    gmm: mixture of normals with full
    covariances, best of starts/5 (Fraley & Raftery 2002); ward: hierarchical, least growth of the sum of squares
    (Ward 1963), no chance in it. `polarity` per column, 1 (more is burden, default), -1 (relief), 0 (neutral), decides
    the numbering: type 1 has the least burden.
    Gaps: units with a missing indicator. All undefined: fewer complete units than types or all indicators constant.
    Raises InputRejected: unknown method, fewer than 2 types, text. Silhouette: Kaufman & Rousseeuw (1990).
    """
    _check_choice(types, method)
    data = standardise(table)
    reason = _trouble(data, types)
    if reason:
        return _undefined(table, data, method, seed, reason)
    values = data.z.to_numpy()
    labels, quality, probability = _cluster(values, types, method, np.random.default_rng(seed), starts)
    signs = np.array([float((polarity or {}).get(str(name), 1.0)) for name in data.z.columns])
    order = by_burden(values, labels, signs)
    numbers = np.empty(len(order), dtype=np.int64)
    numbers[order] = np.arange(1, len(order) + 1)
    return _typology(table, data, numbers[labels], method, seed, quality, probability)


def by_burden(values: FloatArray, labels: IntArray, signs: FloatArray) -> IntArray:
    """Labels 0..k-1 in the order of the mean signed z-score of their units; ties: the larger type first."""
    k = int(labels.max()) + 1
    burden = np.array([float((values[labels == label] * signs).mean()) for label in range(k)])
    sizes = np.bincount(labels, minlength=k)
    return np.lexsort((-sizes, np.round(burden, 12))).astype(np.int64)


def _check_choice(types: int, method: str) -> None:
    if method not in METHODS:
        raise rejected(f"method must be one of {', '.join(METHODS)}", "unknown-choice", "typology", method)
    if types < 2:
        raise rejected("at least 2 types are needed", "out-of-range", "typology", str(types))


def _trouble(data: Standardised, types: int) -> Reason | None:
    if len(data.z) == 0:
        return Reason.MISSING
    if data.z.shape[1] == 0:
        return Reason.CONSTANT
    return Reason.TOO_FEW_UNITS if len(data.z.drop_duplicates()) < types else None


def _cluster(
    values: FloatArray, types: int, method: str, generator: Generator, starts: int
) -> tuple[IntArray, float, FloatArray]:
    """Labels 0..types-1, quality, probability of the own label."""
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    unsure = np.full(len(values), np.nan)
    # below that size waking threads costs more than they save, and much more on a busy machine
    with threadpool_limits(limits=1 if len(values) < MANY else None):
        if method == "k-means":
            labels = _k_means(values, types, generator, starts)
            return labels, _within(values, labels), unsure
        if method == "gmm":
            return _mixture(values, types, generator, starts)
    from scipy.cluster.hierarchy import fcluster, linkage

    labels = _without_gaps(fcluster(linkage(values, "ward"), types, criterion="maxclust") - 1)
    return labels, _within(values, labels), unsure


def _k_means(values: FloatArray, types: int, generator: Generator, starts: int) -> IntArray:
    """Best of `starts` runs of Lloyd's algorithm, each improved by moving single units (Hartigan & Wong 1979).

    Lloyd's algorithm alone stops in shallow optima: for three types of Berlin's areas 1 start in 100 found the best.
    """
    from sklearn.cluster import KMeans

    # with many units every start ends near the best, and moving single units takes long: only the winner is improved
    rounds, each = (starts, 1) if len(values) <= FEW else (1, starts)
    best, least = np.zeros(len(values), dtype=np.int64), np.inf
    for _ in range(rounds):
        run = KMeans(types, n_init=each, tol=0.0, random_state=int(generator.integers(_SEEDS))).fit(values)
        labels = exchanged(values, run.labels_.astype(np.int64))
        within = _within(values, labels)
        if within < least - 1e-9:
            best, least = labels, within
    return best


def exchanged(values: FloatArray, labels: IntArray) -> IntArray:
    """Moves one unit at a time to another type while that lessens the within sum of squares; the best move first.

    Moving x from a to b changes the sum by n_b/(n_b+1) |x-b|² - n_a/(n_a-1) |x-a|².
    """
    labels, k, here = labels.copy(), int(labels.max()) + 1, np.arange(len(values))
    sizes = np.bincount(labels, minlength=k).astype(np.float64)
    sums = np.stack([np.bincount(labels, values[:, c], minlength=k) for c in range(values.shape[1])], axis=1)
    for _ in range(MOVES):
        centres = sums / sizes[:, None]
        squares = ((values[:, None, :] - centres[None]) ** 2).sum(axis=2)
        gain = squares * (sizes / (sizes + 1))
        own = squares[here, labels] * (sizes / np.maximum(sizes - 1, 1))[labels]
        gain[here, labels] = np.inf
        change = gain.min(axis=1) - np.where(sizes[labels] > 1, own, -np.inf)
        unit = int(change.argmin())
        if not change[unit] < -1e-10:
            break
        old, new = labels[unit], int(gain[unit].argmin())
        sums[old] -= values[unit]
        sums[new] += values[unit]
        sizes[old] -= 1
        sizes[new] += 1
        labels[unit] = new
    return labels


def _mixture(values: FloatArray, types: int, generator: Generator, starts: int) -> tuple[IntArray, float, FloatArray]:
    from sklearn.mixture import GaussianMixture

    state = int(generator.integers(_SEEDS))
    mixture = GaussianMixture(types, n_init=max(5, starts // 5), random_state=state).fit(values)
    sure = mixture.predict_proba(values)
    return _without_gaps(sure.argmax(axis=1)), float(mixture.bic(values)), np.asarray(sure.max(axis=1))


def _without_gaps(labels: Any) -> IntArray:
    """Labels 0, 1, 2 ... without a number that nobody has."""
    return np.unique(labels, return_inverse=True)[1].astype(np.int64)


def _within(values: FloatArray, labels: IntArray) -> float:
    """Sum of squared distances from the centre of the own type."""
    parts = (values[labels == label] for label in np.unique(labels))
    return float(sum(((part - part.mean(axis=0)) ** 2).sum() for part in parts))


def _typology(
    table: pd.DataFrame,
    data: Standardised,
    numbers: IntArray,
    method: str,
    seed: int,
    quality: float,
    probability: FloatArray,
) -> Typology:
    complete = (data.reasons == "").to_numpy()
    types = pd.array([pd.NA] * len(table), dtype="Int64")
    types[complete] = numbers
    sure = np.full(len(table), np.nan)
    sure[complete] = probability
    by_type = pd.Series(numbers, index=data.z.index, name="type")
    raw = table.loc[complete, list(data.z.columns)].astype("float64")
    return Typology(
        types=pd.Series(types, index=table.index, name="type"),
        reasons=data.reasons,
        profile=data.z.groupby(by_type.to_numpy()).mean().rename_axis("type"),
        means=raw.groupby(by_type.to_numpy()).mean().rename_axis("type"),
        sizes=by_type.value_counts().sort_index().rename_axis("type"),
        probability=pd.Series(sure, index=table.index),
        silhouette=_silhouette(data.z.to_numpy(), numbers),
        quality=quality,
        method=method,
        seed=seed,
        constant=data.constant,
    )


def _silhouette(values: FloatArray, labels: IntArray) -> float:
    from sklearn.metrics import silhouette_score

    found = len(np.unique(labels))
    if not 2 <= found < len(values):
        return float("nan")
    sample = min(len(values), 10_000)  # all pairs of a sample: n² distances of more would not fit into memory
    return float(silhouette_score(values, labels, sample_size=sample, random_state=0))


def _undefined(table: pd.DataFrame, data: Standardised, method: str, seed: int, reason: Reason) -> Typology:
    nothing = pd.DataFrame(columns=list(data.z.columns), dtype="float64")
    gaps = pd.Series(np.nan, index=table.index)
    return Typology(
        types=pd.Series(pd.array([pd.NA] * len(table), dtype="Int64"), index=table.index, name="type"),
        reasons=data.reasons.mask(data.reasons == "", reason.value),
        profile=nothing,
        means=nothing,
        sizes=pd.Series(dtype="int64"),
        probability=gaps,
        silhouette=float("nan"),
        quality=float("nan"),
        method=method,
        seed=seed,
        constant=data.constant,
    )


def stability(table: pd.DataFrame, found: Typology, draws: int = 100, starts: int = 10) -> pd.DataFrame:
    """Would the types come back had other units been seen? A row a type, from `draws` bootstrap samples of units.

    Columns: jaccard, the mean over samples of the largest |A ∩ B|/|A ∪ B| of the type (A, units drawn) with a type of
    the sample (B); recovered, dissolved: share of samples with a value above .75 and up to .5; verdict: ``stable``
    (mean at least .75), ``doubtful`` (at least .6), ``unstable`` (below: do not name it). Empty where `found` is
    undefined. Source: Hennig (2007), Cluster-wise assessment of cluster stability.
    """
    data = standardise(table)
    numbers = found.types[(found.reasons == "").to_numpy()].to_numpy(dtype="int64")
    k = len(found.sizes)
    if k == 0:
        return pd.DataFrame(columns=["jaccard", "recovered", "dissolved", "verdict"])
    if len(numbers) != len(data.z):
        raise rejected("table and typology have different units", "different-units", "typology")
    names, labels = np.unique(numbers, return_inverse=True)
    values, generator = data.z.to_numpy(), np.random.default_rng(found.seed)
    best = np.array([_best_jaccards(values, labels, k, found.method, generator, starts) for _ in range(draws)])
    mean = best.mean(axis=0)
    verdict = np.select([mean >= RECOVERED, mean >= 0.6], ["stable", "doubtful"], "unstable")
    columns = {
        "jaccard": mean,
        "recovered": (best > RECOVERED).mean(axis=0),
        "dissolved": (best <= DISSOLVED).mean(axis=0),
        "verdict": verdict,
    }
    return pd.DataFrame(columns, index=pd.Index(names, name="type"))


def _best_jaccards(
    values: FloatArray, labels: IntArray, k: int, method: str, generator: Generator, starts: int
) -> FloatArray:
    """For each type, its best Jaccard similarity in one bootstrap sample; 0 where none of its units was drawn."""
    drawn = generator.integers(len(values), size=len(values))
    sample = values[drawn]
    types = min(k, len(np.unique(sample, axis=0)))
    again = _cluster(sample, types, method, generator, starts)[0] if types > 1 else np.zeros(len(drawn), np.int64)
    # a unit drawn twice counts once: similarity is of sets of units
    units, first = np.unique(drawn, return_index=True)
    both = np.zeros((k, int(again.max()) + 1))
    np.add.at(both, (labels[units], again[first]), 1)
    union = both.sum(axis=1, keepdims=True) + both.sum(axis=0, keepdims=True) - both
    return np.asarray((both / np.maximum(union, 1)).max(axis=1))


def compare_numbers_of_types(
    table: pd.DataFrame, numbers: Sequence[int] = (2, 3, 4, 5, 6, 7, 8), method: str = "k-means", seed: int = 0
) -> pd.DataFrame:
    """How many types? A row a number of types: quality (within sum of squares or BIC) and silhouette.

    The choice stays a judgement: types must also be told apart in words. Raises as `typology`.
    """
    found = {k: typology(table, k, method, seed=seed, starts=20) for k in numbers}
    columns = {"quality": [t.quality for t in found.values()], "silhouette": [t.silhouette for t in found.values()]}
    return pd.DataFrame(columns, index=pd.Index(list(found), name="types"))


def match_types(previous: pd.Series[Any], current: pd.Series[Any]) -> dict[int, int]:
    """Which number of the earlier run each type of the later one takes over: most units in common in all.

    Both by unit, <NA> where undefined; only units in both count. Types without a counterpart (more types than before,
    or no common unit) get new numbers after the highest of the earlier run, in their own order.
    Source: Kuhn (1955), The Hungarian method for the assignment problem.
    """
    from scipy.optimize import linear_sum_assignment

    old_types, new_types = (sorted(int(v) for v in side.dropna().unique()) for side in (previous, current))
    pairs = pd.DataFrame({"old": previous, "new": current}).dropna().astype("int64")
    common = pd.crosstab(pairs["new"], pairs["old"]).reindex(index=new_types, columns=old_types, fill_value=0)
    overlap = common.to_numpy(dtype=np.int64)
    rows, columns = linear_sum_assignment(-overlap)
    pairing = {new_types[i]: old_types[j] for i, j in zip(rows, columns, strict=True) if overlap[i, j] > 0}
    following = max(old_types, default=0) + 1
    for new in new_types:
        if new not in pairing:
            pairing[new] = following
            following += 1
    return pairing


def renumber(found: Typology, numbers: Mapping[int, int]) -> Typology:
    """The same typology with other numbers for its types, as from `match_types`; InputRejected unless one-to-one."""
    if len(set(numbers.values())) != len(numbers) or set(found.sizes.index) - set(numbers):
        raise rejected("every type needs a number of its own", "not-one-to-one", "typology", str(dict(numbers)))

    def renamed(frame: Any) -> Any:
        return frame.rename(index=dict(numbers)).sort_index()

    types = found.types.map(numbers, na_action="ignore").astype("Int64")
    parts = {name: renamed(getattr(found, name)) for name in ("profile", "means", "sizes")}
    return replace(found, types=types, **parts)
