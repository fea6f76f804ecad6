"""Sobol attribution: which choice moves the ranks, and which one this unit's rank."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import qmc

from quartier.methods.composite.matrix import IndexMatrix
from quartier.methods.composite.uncertainty import Choices, base_ranks
from quartier.methods.composite.variants import Variants, normalised, ranks_of, scores_of
from quartier.methods.results import FloatArray, rejected

Model = Callable[[FloatArray], FloatArray]


@dataclass(frozen=True, slots=True)
class Attribution:
    """First-order (alone) and total (with all interactions) shares of the variance.

    `overall`: factor -> `first`, `total` for the mean absolute shift of ranks; `units`: units x factors, the total
    share for each unit's own rank, NaN where its rank never moves.
    """

    overall: pd.DataFrame
    units: pd.DataFrame


def sobol_indices(model: Model, groups: Mapping[str, Sequence[int]], draws: int = 1024, seed: int = 0) -> pd.DataFrame:
    """First-order and total Sobol indices of groups of inputs that are uniform on 0 to 1.

    ``S_i = mean(y_B (y_ABi - y_A)) / V``, ``ST_i = mean((y_A - y_ABi)^2) / (2 V)``; the model takes rows x inputs and
    returns one number a row, or rows x outputs (then columns have the output as their second level). `draws` is a
    power of 2; the model runs ``draws * (groups + 2)`` rows. NaN where an output does not vary. Rejects other numbers
    of draws. Source: Saltelli et al., Computer Physics Communications 181 (2010); Jansen (1999) for the total index.
    """
    if draws < 2 or draws & (draws - 1):
        raise rejected("the number of draws must be a power of 2", "unknown-option", "sobol", str(draws))
    size = 1 + max(max(columns) for columns in groups.values())
    both = qmc.Sobol(2 * size, scramble=True, rng=np.random.default_rng(seed)).random(draws)
    a, b = both[:, :size], both[:, size:]
    y_a, y_b = _rows(model(a)), _rows(model(b))
    centre = np.concatenate([y_a, y_b]).mean(axis=0)
    variance = np.concatenate([y_a, y_b]).var(axis=0)
    first, total = [], []
    for columns in groups.values():
        mixed = a.copy()
        mixed[:, list(columns)] = b[:, list(columns)]
        y_mixed = _rows(model(mixed))
        first.append(_share(((y_b - centre) * (y_mixed - y_a)).mean(axis=0), variance))
        total.append(_share(((y_a - y_mixed) ** 2).mean(axis=0) / 2, variance))
    index = pd.Index(list(groups), name="factor")
    if y_a.shape[1] == 1:
        return pd.DataFrame({"first": np.ravel(first), "total": np.ravel(total)}, index=index)
    parts = {"first": pd.DataFrame(np.array(first), index), "total": pd.DataFrame(np.array(total), index)}
    return pd.concat(parts, axis=1)


def _rows(output: FloatArray) -> FloatArray:
    return output[:, None] if output.ndim == 1 else output


def _share(part: FloatArray, variance: FloatArray) -> FloatArray:
    gaps = np.full(part.shape, np.nan)
    return np.asarray(np.divide(part, variance, out=gaps, where=variance > 0), dtype=np.float64)


def attribute(matrix: IndexMatrix, choices: Choices | None = None, draws: int = 256, seed: int = 0) -> Attribution:
    """Which choice moves the ranks: normalisation, aggregation, weights, the indicator left out.

    Only choices with more than one alternative are factors. Weights are varied by -+ `spread`, also where the variants
    draw them from a Dirichlet distribution. Sampling error is chance and no choice: it is not
    attributed. Source: Saisana, Saltelli and Tarantola, JRSS A 168 (2005).
    """
    chosen = choices or Choices()
    groups = _factors(matrix, chosen)
    if not groups:
        raise rejected("there is no choice with more than one alternative", "unknown-option", "sobol")
    base = base_ranks(matrix)
    tables = [normalised(matrix.values, rule) for rule in chosen.normalisations]

    def model(uniform: FloatArray) -> FloatArray:
        ranks = _ranks(matrix, chosen, tables, uniform)
        return np.column_stack([np.abs(ranks - base).mean(axis=1), ranks])

    found = sobol_indices(model, groups, draws, seed)
    overall = pd.DataFrame({kind: found[kind][0] for kind in ("first", "total")})
    per_unit = found["total"].drop(columns=0).T
    units = pd.DataFrame(np.nan, index=range(len(matrix.unit_index)), columns=per_unit.columns)
    units.loc[matrix.complete, :] = per_unit.to_numpy()
    return Attribution(overall, units.set_axis(matrix.unit_index))


def _factors(matrix: IndexMatrix, choices: Choices) -> dict[str, Sequence[int]]:
    k = len(matrix.names)
    groups: dict[str, Sequence[int]] = {}
    if len(choices.normalisations) > 1:
        groups["normalisation"] = [0]
    if len(choices.aggregations) > 1:
        groups["aggregation"] = [1]
    if choices.leave_out and k > 1:
        groups["left_out"] = [2]
    if choices.weights != "given":
        groups["weights"] = list(range(3, 3 + k))
    return groups


def _ranks(matrix: IndexMatrix, choices: Choices, tables: list[FloatArray], uniform: FloatArray) -> FloatArray:
    k = len(matrix.names)
    full = np.zeros((len(uniform), 3 + k))
    full[:, : uniform.shape[1]] = uniform
    pick = [np.minimum((full[:, n] * size).astype(int), size - 1) for n, size in
            enumerate((len(choices.normalisations), len(choices.aggregations), k + 1))]  # fmt: skip
    left_out = pick[2] - 1 if choices.leave_out and k > 1 else np.full(len(uniform), -1)
    reach = choices.spread if choices.weights != "given" else 0.0
    weights = matrix.weights * (1 + reach * (2 * full[:, 3:] - 1))
    ranks = np.empty((len(uniform), len(matrix.values)))
    for number, table in enumerate(tables):
        for other, aggregation in enumerate(choices.aggregations):
            rows = np.flatnonzero((pick[0] == number) & (pick[1] == other))
            if rows.size:
                some = Variants(pick[0][rows], pick[1][rows], left_out[rows], weights[rows])
                for row, score in zip(rows, scores_of(table, aggregation, some).T, strict=True):
                    ranks[row] = ranks_of(score)
    return ranks
