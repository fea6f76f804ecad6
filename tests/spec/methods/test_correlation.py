"""Two indicators together: correlation and fitted line."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from manual import Row, Spec, cases, check

from quartier.methods import correlation
from quartier.methods.results import Reason

TITLE = "Two indicators together"
ORDER = 72
INTRODUCTION = """
How far two indicators go together over the units of a level. Zero is a value and takes part; a unit of which one of the
two is not known takes no part. What holds for areas need not hold for the people in them.
"""
ANSCOMBE = "Anscombe, Graphs in Statistical Analysis, The American Statistician 27 (1973), table and page 19"
X = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5]
Y1 = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68]
Y3 = [7.46, 6.77, 12.74, 7.11, 7.81, 8.84, 6.08, 5.39, 8.15, 6.42, 5.73]
X4 = [8, 8, 8, 8, 8, 8, 8, 19, 8, 8, 8]
Y4 = [6.58, 5.76, 7.71, 8.84, 8.47, 7.04, 5.25, 12.50, 5.56, 7.91, 6.89]
# regression sum of squares 27.50, rest 13.75 (page 19): R2 = .667; standard error of the slope .118
LINE = {"slope": 0.5, "intercept": 3.0, "r_squared": 0.667, "sigma": (13.75 / 9) ** 0.5, "n": 11}
GAP = float("nan")


def outcome(method: Any) -> Any:
    def call(**given: Any) -> dict[str, Any]:
        found = method(**given)
        parts = {name: getattr(found, name) for name in found.__slots__}
        return {**parts, "reason": found.reason.value if found.reason else ""}

    return call


def far(x: list[float], y: list[float]) -> list[int]:
    return np.flatnonzero(correlation.far_from_line(x, y)).tolist()


SPECS = [
    Spec(
        correlation.pearson,
        [
            Row({"x": X, "y": Y1}, {"value": 0.816, "n": 11, "reason": ""}, ANSCOMBE, 1e-3),
            Row({"x": X4, "y": Y4}, {"value": 0.817}, f"{ANSCOMBE}: the same r by one single unit", 1e-3),
            Row({"x": [0, 1, 2, GAP], "y": [0, 2, 4, 9]}, {"value": 1.0, "p_value": 0.0, "n": 3},
                "a straight line; zero counts, the gap does not"),
            Row({"x": [1, 2, 3, 9], "y": [3, 2, 1, 9], "weights": [1, 1, 1, 0]}, {"value": -1.0, "n": 3},
                "a unit without people has no weight"),
            Row({"x": [1, 2, 3], "y": [1, 2, 2], "weights": [1, 1, 2]}, {"value": 1.25 / (2.75 * 0.75) ** 0.5},
                "by hand: means 2.25 and 1.75; sxy = 1.25, sxx = 2.75, syy = .75"),
            Row({"x": [1, 2], "y": [2, 1]}, {"reason": Reason.TOO_FEW_UNITS.value}, "two points always lie on a line"),
            Row({"x": [5, 5, 5], "y": [1, 2, 3]}, {"reason": Reason.CONSTANT.value}, "nothing varies"),
        ],
        outcome(correlation.pearson),
    ),
    Spec(
        correlation.spearman,
        [
            Row({"x": [86, 97, 99, 100, 101, 103, 106, 110, 112, 113], "y": [2, 20, 28, 27, 50, 29, 7, 17, 6, 12]},
                {"value": -29 / 165, "n": 10}, "by hand: sum of squared rank differences 194, 1 - 6 * 194 / 990"),
            Row({"x": [1, 2, 3, 1000], "y": [1, 2, 3, 4]}, {"value": 1.0}, "the order alone counts"),
            Row({"x": [1, 1, 2, 2], "y": [1, 1, 2, 2]}, {"value": 1.0}, "ties share their mean rank"),
        ],
        outcome(correlation.spearman),
    ),
    Spec(
        correlation.least_squares,
        [
            Row({"x": X, "y": Y1}, LINE, ANSCOMBE, 5e-3),
            Row({"x": X, "y": Y3}, LINE, f"{ANSCOMBE}: the same line by one unit far from it", 5e-3),
            Row({"x": X4, "y": Y4}, LINE, ANSCOMBE, 5e-3),
            Row({"x": X, "y": Y1}, {"slope_lower": 0.5001 - 2.2622 * 0.1179, "slope_upper": 0.5001 + 2.2622 * 0.1179},
                "standard error of the slope .118 (Anscombe), t(9) = 2.2622", 2e-4),
            Row({"x": [3, 3, 3], "y": [1, 2, 3]}, {"reason": Reason.CONSTANT.value}, "no line over one single x"),
        ],
        outcome(correlation.least_squares),
    ),
    Spec(
        correlation.far_from_line,
        [
            Row({"x": X, "y": Y3}, [2], f"{ANSCOMBE}: the third unit of the third set lies apart"),
            Row({"x": X, "y": Y1}, [], "no unit of the first set does"),
            Row({"x": [1, 2, 3, 4], "y": [2, 4, 6, 8]}, [], "all on the line"),
        ],
        far,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_correlation(spec: Spec, row: Row) -> None:
    check(spec, row)
