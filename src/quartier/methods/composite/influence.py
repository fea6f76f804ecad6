"""What moves one unit's rank: indicators, weights, choices, one at a time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from quartier.methods.composite.matrix import IndexMatrix
from quartier.methods.composite.recipe import Aggregation, Normalise
from quartier.methods.composite.uncertainty import Choices, base_ranks
from quartier.methods.composite.variants import Variants, normalised, scores_of
from quartier.methods.results import Reason, rejected


def contributions(matrix: IndexMatrix, unit: str) -> pd.DataFrame:
    """Weight, normalised value and their product for every indicator of one unit (arithmetic mean).

    `contribution` sums to the unit's score; `against_mean` is the contribution less that of the mean unit. Rejects an
    unknown unit; an empty frame for a unit with gaps.
    """
    row = _row(matrix, unit)
    if row is None:
        return pd.DataFrame(columns=["weight", "value", "contribution", "against_mean"])
    table = normalised(matrix.values, matrix.normalise)
    contribution = table[row] * matrix.weights
    return pd.DataFrame(
        {"weight": matrix.weights, "value": table[row], "contribution": contribution,
         "against_mean": contribution - (table * matrix.weights).mean(axis=0)},
        index=pd.Index(matrix.names, name="indicator"),
    )  # fmt: skip


def what_moves(matrix: IndexMatrix, unit: str, choices: Choices | None = None, spread: float = 0.25) -> pd.DataFrame:
    """The unit's rank after one change at a time, largest shift first.

    Rows: every indicator left out; its weight raised or lowered by `spread`; the unit given the median of the
    indicator (what the rank would be without this peculiarity); every other normalisation and aggregation of
    `choices`. Columns `change`, `what`, `rank` (after), `shift` (after less before: positive is towards a lower
    score). The base rank stands in ``attrs["rank"]``; a unit with gaps gives an empty frame with ``attrs["reason"]``.
    Rejects an unknown unit. Source: one-at-a-time sensitivity, OECD/JRC Handbook (2008), section 7.
    """
    chosen = choices or Choices()
    row = _row(matrix, unit)
    if row is None:
        empty = pd.DataFrame(columns=["change", "what", "rank", "shift"])
        empty.attrs["reason"] = Reason.MISSING.value
        return empty
    base = int(base_ranks(matrix)[row])
    found = [*_by_indicator(matrix, row, spread), *_by_choice(matrix, row, chosen)]
    table = pd.DataFrame(found, columns=["change", "what", "rank"])
    table["shift"] = table["rank"] - base
    order = table["shift"].abs().sort_values(ascending=False, kind="stable").index
    table = table.loc[order].reset_index(drop=True)
    table.attrs["rank"] = base
    return table


def _row(matrix: IndexMatrix, unit: str) -> int | None:
    places = np.flatnonzero(matrix.unit_index == unit)
    if not places.size:
        raise rejected(f"there is no unit {unit!r}", "unknown-unit", "index", str(unit))
    place = int(places[0])
    return int(matrix.complete[:place].sum()) if matrix.complete[place] else None


def _rank(matrix: IndexMatrix, row: int) -> int:
    return int(base_ranks(matrix)[row])


def _by_indicator(matrix: IndexMatrix, row: int, spread: float) -> list[tuple[str, str, int]]:
    found = []
    table = normalised(matrix.values, matrix.normalise)
    medians = np.median(matrix.values, axis=0)
    for number, name in enumerate(matrix.names):
        weights = {"left-out": 0.0, "weight-up": 1 + spread, "weight-down": 1 - spread}
        for change, factor in weights.items():
            vector = matrix.weights.copy()
            vector[number] *= factor
            if vector.sum() > 0:
                one = Variants(np.zeros(1, dtype=int), np.zeros(1, dtype=int), np.full(1, -1), vector[None, :])
                score = scores_of(table, matrix.aggregation, one)[:, 0]
                found.append((change, name, int((score > score[row]).sum()) + 1))
        values = matrix.values.copy()
        values[row, number] = medians[number]
        found.append(("median", name, _rank(replace(matrix, values=values), row)))
    return found


def _by_choice(matrix: IndexMatrix, row: int, choices: Choices) -> list[tuple[str, str, int]]:
    rules: list[Normalise] = [rule for rule in choices.normalisations if rule.method is not matrix.normalise.method]
    means: list[Aggregation] = [kind for kind in choices.aggregations if kind is not matrix.aggregation]
    found = [("normalisation", rule.method.value, _rank(replace(matrix, normalise=rule), row)) for rule in rules]
    return found + [("aggregation", kind.value, _rank(replace(matrix, aggregation=kind), row)) for kind in means]
