"""The quick core of all variants: normalise once, then only multiply matrices and sort."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from quartier.methods.composite.normalise import normalise
from quartier.methods.composite.recipe import Aggregation, Normalise
from quartier.methods.results import FloatArray, IntArray, numbers, rejected

FLOOR, CEILING = 1.0, 100.0
"""Geometric and harmonic means need positive parts: normalised parts are laid on 1 to 100 first (OECD/JRC 2008)."""


@dataclass(frozen=True, slots=True)
class Variants:
    """One entry a draw: numbers of normalisation and aggregation, indicator left out (-1 none), weights (draws x k)."""

    normalisation: IntArray
    aggregation: IntArray
    left_out: IntArray
    weights: FloatArray

    def take(self, rows: IntArray) -> Variants:
        return Variants(self.normalisation[rows], self.aggregation[rows], self.left_out[rows], self.weights[rows])

    def effective(self) -> FloatArray:
        """Weights with the indicator that is left out at 0, summing to 1, draws x k."""
        weights = self.weights.copy()
        gone = np.flatnonzero(self.left_out >= 0)
        weights[gone, self.left_out[gone]] = 0.0
        total = weights.sum(axis=1, keepdims=True)
        equal = np.full_like(weights, 1 / weights.shape[1])
        return np.asarray(np.divide(weights, total, out=equal, where=total > 0), dtype=np.float64)


def normalised(values: FloatArray, rule: Normalise) -> FloatArray:
    """All columns by one rule; a column that does not vary says nothing and is 0 everywhere."""
    columns = [numbers(normalise(pd.Series(values[:, n]), rule).values) for n in range(values.shape[1])]
    return np.nan_to_num(np.column_stack(columns))


def scores_of(table: FloatArray, aggregation: Aggregation, variants: Variants) -> FloatArray:
    """Scores, units x draws; for geometric and harmonic means a rising function of them, which ranks alike."""
    weights = variants.effective().T
    match aggregation:
        case Aggregation.MEAN | Aggregation.SUM:
            return np.asarray(table @ weights)
        case Aggregation.GEOMETRIC:
            return np.asarray(np.log(_positive(table)) @ weights)
        case Aggregation.HARMONIC:
            return np.asarray(-(1 / _positive(table)) @ weights)
    raise rejected("variants are made of mean, geometric and harmonic", "unknown-option", "variants", aggregation.value)


def _positive(table: FloatArray) -> FloatArray:
    least, most = table.min(axis=0), table.max(axis=0)
    width = np.where(most > least, most - least, 1.0)
    return np.asarray((table - least) / width * (CEILING - FLOOR) + FLOOR)


def ranks_of(scores: FloatArray) -> IntArray:
    """Ranks with 1 for the highest; ties share the better rank."""
    order = np.argsort(-scores)
    falling = scores[order]
    first = np.arange(scores.size)
    first[1:][falling[1:] == falling[:-1]] = 0
    ranks = np.empty(scores.size, dtype=np.int64)
    ranks[order] = np.maximum.accumulate(first) + 1
    return ranks
