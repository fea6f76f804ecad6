"""How sure is a rank, and what moves it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from manual import Row, Spec, cases, check

from quartier.methods.composite.influence import contributions, what_moves
from quartier.methods.composite.matrix import IndexMatrix, effective_weights, matrix_of
from quartier.methods.composite.recipe import Aggregation, Normalisation, Normalise
from quartier.methods.composite.sobol import sobol_indices
from quartier.methods.composite.uncertainty import uncertainty
from quartier.sources.recipes import find_recipe

TITLE = "Uncertainty of an index"
ORDER = 30
INTRODUCTION = """
A rank depends on choices that nobody can prove: normalisation, weights, aggregation, which indicators. All of them are
varied at once; every unit is shown with the interval of its ranks and the share of variants in which it is a priority.
"""
HAND = "by hand"
ROWS = [[9, 9], [1, 5], [5, 1], [3, 3]]


def matrix(rows: list[list[float]]) -> IndexMatrix:
    names = [f"i{n + 1}" for n in range(len(rows[0]))]
    frame = pd.DataFrame(rows, columns=names, index=[f"u{n + 1}" for n in range(len(rows))], dtype="float64")
    return matrix_of(frame, dict.fromkeys(names, 1.0), Normalise(Normalisation.Z), Aggregation.MEAN)


def first_of(rows: list[list[float]], draws: int) -> dict[str, Any]:
    table = uncertainty(matrix(rows), draws=draws).table
    return {"unit": table.iloc[0], "reason": table["reason"]}


def parts_of(rows: list[list[float]], unit: str) -> pd.DataFrame:
    return contributions(matrix(rows), unit)


def moved(rows: list[list[float]], unit: str) -> dict[str, Any]:
    table = what_moves(matrix(rows), unit)
    return {"rank": table.attrs["rank"], "largest": table.iloc[0]["change"], "shift": table.iloc[0]["shift"]}


def of_a_sum(factors: list[float], draws: int) -> pd.DataFrame:
    groups = {f"x{n}": [n] for n in range(len(factors))}
    return sobol_indices(lambda x: x @ np.array(factors), groups, draws)


def weights_of(recipe: str) -> dict[str, float]:
    return effective_weights(find_recipe(recipe))


SPECS = [
    Spec(
        uncertainty,
        [
            Row({"rows": ROWS, "draws": 200},
                {"unit": {"rank": 1, "rank_low": 1, "rank_high": 1, "priority_share": 1.0}},
                "worst in everything: nothing can move it"),
            Row({"rows": ROWS[:2], "draws": 5}, {"reason": ["too-few-units"] * 2}, "two units"),
        ],
        first_of,
    ),
    Spec(
        effective_weights,
        [
            Row({"recipe": "coinr-asem"}, {"CO2": 0.0333333, "Embs": 0.0333333, "LPI": 0.0125},
                "by hand: 1/2 * 1/3 * 1/5, 1/2 * 1/5 * 1/3, 1/2 * 1/5 * 1/8"),
            Row({"recipe": "svi:2018"}, {"EP_POV": 0.0666667, "EP_MINRTY": 0.0666667}, "sums of sums: 15 alike"),
        ],
        weights_of,
    ),
    Spec(
        contributions,
        [Row({"rows": [[0, 1], [2, 3]], "unit": "u2"}, {"value": [1.0, 1.0], "contribution": [0.5, 0.5]}, HAND)],
        parts_of,
    ),
    Spec(
        what_moves,
        [Row({"rows": [[1, 2, 3], [2, 3, 5], [3, 4, 4], [0, 99, 1]], "unit": "u3"}, {"rank": 1}, HAND)],
        moved,
    ),
    Spec(
        sobol_indices,
        [Row({"factors": [2.0, 1.0], "draws": 2048}, {"first": [0.8, 0.2], "total": [0.8, 0.2]},
             "by hand: the variance of a sum", 0.01)],
        of_a_sum,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_uncertainty(spec: Spec, row: Row) -> None:
    check(spec, row)
