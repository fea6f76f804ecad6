"""Similar areas."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from manual import Row, Spec, cases, check

from quartier.methods.similar import similar_units, similarity_matrix

TITLE = "Similar areas"
ORDER = 70
INTRODUCTION = "Whom can a quarter compare itself with? With the ones most like it, in what the reader chooses."
GAP = float("nan")


def near(rows: dict[str, list[float]], unit: str, **more: Any) -> dict[str, Any]:
    found = similar_units(pd.DataFrame.from_dict(rows, orient="index"), unit, **more)
    return {
        "units": list(found.index),
        "distance": list(found.get("distance", [])),
        "reason": found.attrs.get("reason"),
    }


def all_pairs(rows: list[list[float]]) -> pd.DataFrame:
    return similarity_matrix(pd.DataFrame(rows))


SPECS = [
    Spec(
        similar_units,
        [
            Row({"rows": {"a": [1, 1], "b": [3, 1], "c": [1, 3], "d": [3, 3]}, "unit": "a"},
                {"units": ["b", "c", "d"], "distance": [1.4142136, 1.4142136, 2.0]},
                "by hand: z are -1 and 1; d = sqrt((4 + 0) / 2)"),
            Row({"rows": {"a": [1, 1], "b": [3, 1], "c": [1, 3], "d": [3, 3]}, "unit": "a", "count": 1,
                 "weights": {0: 1, 1: 0}}, {"units": ["c"], "distance": [0.0]}, "only the first indicator counts"),
            Row({"rows": {"a": [1, 1], "b": [3, GAP], "c": [1, 3]}, "unit": "a"}, {"units": ["c"]},
                "b has one of two indicators, less than two thirds"),
            Row({"rows": {"a": [1], "b": [1]}, "unit": "a"}, {"units": [], "reason": "too-few-indicators"},
                "nothing varies"),
        ],
        near,
    ),
    Spec(
        similarity_matrix,
        [Row({"rows": [[1, 1], [3, 1], [1, 3]]},
             [[0.0, 1.5, 1.5], [1.5, 0.0, 2.1213203], [1.5, 2.1213203, 0.0]], "by hand: z differ by 2.1213", 1e-6)],
        all_pairs,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_similar(spec: Spec, row: Row) -> None:
    check(spec, row)
