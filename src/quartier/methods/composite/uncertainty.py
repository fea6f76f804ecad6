"""How sure is a rank? Monte Carlo over the choices that went into an index, and over chance in its rates."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from quartier.methods.composite.matrix import IndexMatrix
from quartier.methods.composite.recipe import Aggregation, Normalisation, Normalise
from quartier.methods.composite.variants import Variants, normalised, ranks_of, scores_of
from quartier.methods.results import FloatArray, IntArray, Reason, rejected

_CHUNK = 64


@dataclass(frozen=True, slots=True)
class Choices:
    """What is varied, independently and with equal chances.

    `normalisations`, `aggregations`: the alternatives, the base case among them or not; `weights`: ``spread``
    multiplies each by 1 -+ `spread`, ``dirichlet`` draws from a Dirichlet distribution around the given ones
    (`concentration` times the weight), ``given`` leaves them; `leave_out`: one indicator, or none, is left out;
    `sampling`: rates are drawn from Beta(r + .5, n - r + .5), or, quicker, from a normal distribution with the same
    mean and SD.
    """

    normalisations: tuple[Normalise, ...] = (
        Normalise(Normalisation.Z),
        Normalise(Normalisation.MIN_MAX),
        Normalise(Normalisation.PERCENT_RANK),
    )
    aggregations: tuple[Aggregation, ...] = (Aggregation.MEAN, Aggregation.GEOMETRIC, Aggregation.HARMONIC)
    weights: str = "spread"
    spread: float = 0.25
    concentration: float = 50.0
    leave_out: bool = True
    sampling: str = "none"
    priority_share: float = 0.1


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """`table`: all units, with `rank` (base case), `rank_low`, `rank_median`, `rank_high` (5, 50, 95 %),
    `priority_share` (share of the variants in which the unit is among the priority ones), `reason`; `variants`: one row
    a draw, with its choices and the mean absolute shift of ranks against the base case.
    """

    table: pd.DataFrame
    variants: pd.DataFrame
    ranks: IntArray = field(repr=False)


def uncertainty(
    matrix: IndexMatrix, choices: Choices | None = None, draws: int = 1000, seed: int = 0, interval: float = 0.9
) -> Uncertainty:
    """Rank intervals and priority shares over `draws` variants of an index.

    Rank 1 is the highest score; ties share the better rank. A unit is a priority where its rank is within the first
    `priority_share` of the complete units. Units with a gap are undefined (``missing``), fewer than 3 complete units:
    all undefined (``too-few-units``). The same seed gives the same result. Rejects draws below 1 and, with sampling,
    a matrix without counts. Source: Saisana, Saltelli and Tarantola, JRSS A 168 (2005); OECD/JRC Handbook (2008), 7.
    """
    chosen = choices or Choices()
    _check(matrix, chosen, draws)
    if len(matrix.values) < 3:
        return _undefined(matrix, Reason.TOO_FEW_UNITS)
    rng = np.random.default_rng(seed)
    variants = draw_variants(matrix, chosen, draws, rng)
    kind = np.uint16 if len(matrix.values) < 2**16 else np.uint32
    ranks = np.empty((draws, len(matrix.values)), dtype=kind)
    for rows, scores in _scores(matrix, chosen, variants, rng):
        for row, score in zip(rows, scores.T, strict=True):
            ranks[row] = ranks_of(score)
    return _told(matrix, chosen, variants, ranks, interval)


def _check(matrix: IndexMatrix, choices: Choices, draws: int) -> None:
    if draws < 1:
        raise rejected("at least one variant is needed", "unknown-option", "uncertainty", str(draws))
    if choices.sampling not in ("none", "beta", "normal"):
        raise rejected("sampling must be none, beta or normal", "unknown-option", "uncertainty", choices.sampling)
    if choices.weights not in ("given", "spread", "dirichlet"):
        raise rejected("weights must be given, spread or dirichlet", "unknown-option", "uncertainty", choices.weights)
    if choices.sampling != "none" and matrix.events is None:
        raise rejected("sampling error needs numerators and denominators", "no-counts", "uncertainty")


def draw_variants(matrix: IndexMatrix, choices: Choices, draws: int, rng: np.random.Generator) -> Variants:
    """The choices of every draw."""
    k = len(matrix.names)
    return Variants(
        normalisation=rng.integers(0, len(choices.normalisations), draws),
        aggregation=rng.integers(0, len(choices.aggregations), draws),
        left_out=rng.integers(-1, k, draws) if choices.leave_out and k > 1 else np.full(draws, -1),
        weights=_weights(matrix.weights, choices, rng.random((draws, k)), rng),
    )


def _weights(base: FloatArray, choices: Choices, uniform: FloatArray, rng: np.random.Generator) -> FloatArray:
    if choices.weights == "dirichlet":
        return np.asarray(rng.dirichlet(choices.concentration * base, len(uniform)))
    reach = choices.spread if choices.weights == "spread" else 0.0
    return np.asarray(base * (1 + reach * (2 * uniform - 1)))


def _scores(
    matrix: IndexMatrix, choices: Choices, variants: Variants, rng: np.random.Generator
) -> Iterator[tuple[IntArray, FloatArray]]:
    """Scores (units x draws) of draws that share normalisation and aggregation, a chunk at a time."""
    if choices.sampling != "none":
        for row in range(len(variants.weights)):
            values = sampled(matrix, choices.sampling, rng)
            table = normalised(values, choices.normalisations[variants.normalisation[row]])
            one = variants.take(np.array([row]))
            yield np.array([row]), scores_of(table, choices.aggregations[variants.aggregation[row]], one)
        return
    for number, rule in enumerate(choices.normalisations):
        table = normalised(matrix.values, rule)
        for other, aggregation in enumerate(choices.aggregations):
            rows = np.flatnonzero((variants.normalisation == number) & (variants.aggregation == other))
            for start in range(0, rows.size, _CHUNK):
                chunk = rows[start : start + _CHUNK]
                yield chunk, scores_of(table, aggregation, variants.take(chunk))


def sampled(matrix: IndexMatrix, how: str, rng: np.random.Generator) -> FloatArray:
    """The values once more, as they might have come out by chance; indicators without counts stay as they are."""
    if matrix.events is None or matrix.persons is None or matrix.factor is None:
        return matrix.values
    a, b = matrix.events + 0.5, np.maximum(matrix.persons - matrix.events, 0.0) + 0.5
    if how == "beta":
        drawn = rng.beta(np.nan_to_num(a, nan=1.0), np.nan_to_num(b, nan=1.0))
    else:
        spread = np.sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))
        drawn = np.clip(a / (a + b) + spread * rng.standard_normal(a.shape), 0.0, 1.0)
    return np.where(np.isnan(matrix.events), matrix.values, drawn * matrix.factor)


def base_ranks(matrix: IndexMatrix) -> IntArray:
    """Ranks of the base case: the matrix with its own normalisation, aggregation and weights."""
    one = Variants(np.zeros(1, dtype=int), np.zeros(1, dtype=int), np.full(1, -1), matrix.weights[None, :])
    return ranks_of(scores_of(normalised(matrix.values, matrix.normalise), matrix.aggregation, one)[:, 0])


def _told(matrix: IndexMatrix, choices: Choices, variants: Variants, ranks: IntArray, interval: float) -> Uncertainty:
    base = base_ranks(matrix)
    limit = int(np.ceil(choices.priority_share * len(matrix.values)))
    tail = (1 - interval) / 2
    across = np.sort(np.ascontiguousarray(ranks.T), axis=1, kind="stable")
    places = [round(share * (len(ranks) - 1)) for share in (tail, 0.5, 1 - tail)]
    table = pd.DataFrame(index=pd.RangeIndex(len(matrix.unit_index)))
    columns = {"rank": base} | dict(zip(("rank_low", "rank_median", "rank_high"), across[:, places].T, strict=True))
    for name, column in columns.items():
        table[name] = _spread(matrix, column)
    table["rank"], table["rank_low"] = table["rank"].astype("Int64"), table["rank_low"].astype("Int64")
    table["rank_high"] = table["rank_high"].astype("Int64")
    table["priority_share"] = _spread(matrix, (across <= limit).mean(axis=1))
    table["reason"] = np.where(matrix.complete, "", Reason.MISSING.value)
    table.index = matrix.unit_index
    shift = np.array([np.abs(row.astype(np.int64) - base).mean() for row in ranks])
    return Uncertainty(table, _variant_table(matrix, choices, variants, shift), ranks)


def _spread(matrix: IndexMatrix, column: FloatArray | IntArray) -> FloatArray:
    full = np.full(len(matrix.unit_index), np.nan)
    full[matrix.complete] = column
    return full


def _variant_table(matrix: IndexMatrix, choices: Choices, variants: Variants, shift: FloatArray) -> pd.DataFrame:
    names = [*matrix.names, ""]
    return pd.DataFrame(
        {
            "normalisation": [choices.normalisations[n].method.value for n in variants.normalisation],
            "aggregation": [choices.aggregations[n].value for n in variants.aggregation],
            "left_out": [names[n] for n in variants.left_out],
            **{f"weight_{name}": variants.weights[:, n] for n, name in enumerate(matrix.names)},
            "shift": shift,
        }
    )


def _undefined(matrix: IndexMatrix, reason: Reason) -> Uncertainty:
    names = ["rank", "rank_low", "rank_median", "rank_high", "priority_share"]
    table = pd.DataFrame(np.nan, index=matrix.unit_index, columns=names).assign(reason=reason.value)
    return Uncertainty(table, pd.DataFrame(), np.empty((0, 0), dtype=np.int64))
