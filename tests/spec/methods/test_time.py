"""Series: trends, change points, breaks, forecasts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from manual import Row, Spec, cases, check

from quartier.methods import time
from quartier.methods.results import Reason, numbers

TITLE = "Series"
ORDER = 50
INTRODUCTION = """
Series of quarters are short, have gaps, and break where a definition or a boundary changed. A trend is tested without
assuming a line; pairs across a break do not count; nothing is forecast for more than five periods.
"""
GAP = float("nan")
NOISY = [10, 12, 11, 14, 15, 13, 17, 18, 16, 20]
TIED = [5, 5, 5, 6, 6, 7, 7, 7, 8]
FALLING = [212, 205, 199, 201, 190, 186, 181, 178]
HAND = "by hand"
PYMK = "pymannkendall 1.4.3; scipy.stats.theilslopes"


def on_array(method: Callable[..., Any]) -> Callable[..., Any]:
    return lambda values, **more: method(numbers(values), **more)


def table_of(rows: list[list[float]], **more: Any) -> pd.DataFrame:
    return time.trends(pd.DataFrame(rows), **more)


def best(**given: Any) -> dict[str, Any]:
    result = time.forecast(**given)
    return {"method": result.method, "reason": result.reason, "value": result.table["value"]}


def breaks(rows: list[list[float]]) -> pd.DataFrame:
    return time.suspect_breaks(pd.DataFrame(rows))


SPECS = [
    Spec(
        time.mann_kendall,
        [
            Row({"values": NOISY},
                {"s": 35, "variance": 125, "z": 3.041052, "p_value": 0.0023575, "tau": 0.777778}, PYMK),
            Row({"values": TIED}, {"s": 29, "variance": 83.666667, "z": 3.061130}, PYMK),
            Row({"values": [1, 2, 3, 4]}, {"s": 6, "p_value": 0.0833333, "exact": True}, "by hand: 2 of 24 orders"),
            Row({"values": [1, 2, 2, 3]}, {"s": 5, "p_value": 0.1666667}, "by hand: 2 of 12 orders with a tie"),
            Row({"values": [3, 3, 3, 3]}, {"s": 0, "p_value": 1.0}, "a series that does not change"),
            Row({"values": [1, 2, GAP, 3]}, {"reason": Reason.TOO_FEW_PERIODS}, "three values"),
            Row(
                {"values": [1, 2, 3, 4, 11, 12, 13, 14], "segments": [0, 0, 0, 0, 1, 1, 1, 1]},
                {"s": 12, "variance": 17.3333333, "tau": 1.0},
                "by hand: two parts of S 6, Var 4 * 3 * 13 / 18 each; the jump of a new method is no trend",
            ),
        ],
    ),
    Spec(
        time.sen_slope,
        [
            Row({"values": NOISY}, {"slope": 1.0, "lower": 0.6666667, "upper": 1.25}, PYMK),
            Row({"values": TIED}, {"slope": 0.3875}, PYMK),
            Row({"values": [1, 2, 3, 9], "times": [2010, 2012, 2014, 2026]}, {"slope": 0.5}, "real dates, by hand"),
            Row({"values": [1, 2]}, {"reason": Reason.TOO_FEW_PERIODS}, HAND),
        ],
    ),
    Spec(
        time.trends,
        [
            Row(
                {"rows": [NOISY, NOISY[::-1], [GAP] * 10]},
                {"n": [10, 10, 0], "direction": [1, -1, 0], "reason": ["", "", "too-few-periods"]},
                "the series above, forwards and backwards",
            )
        ],
        table_of,
    ),
    Spec(
        time.pettitt,
        [
            Row({"values": [1, 1, 1, 1, 5, 5, 5, 5]}, {"statistic": 16, "position": 3, "p_value": 0.1389669},
                "by hand: 2 exp(-6 * 256 / 576)"),
            Row({"values": [2, 2, 2, 2]}, {"reason": Reason.CONSTANT, "position": None}, HAND),
        ],
    ),
    Spec(
        time.segment_means,
        [
            Row({"values": [1, 1, 1, 1, 5, 5, 5, 5, 2, 2, 2]}, [3, 7], HAND),
            Row({"values": [1, 1, 1, 1]}, [], HAND),
        ],
    ),
    Spec(
        time.level_shift,
        [
            Row({"values": [1, 2, 3, 14, 15, 16], "after": 2}, {"shift": 10.0, "slope": 1.0}, HAND),
            Row({"values": [1, 2, 3, 14], "after": 2}, {"reason": Reason.TOO_FEW_PERIODS}, HAND),
        ],
    ),
    Spec(
        time.suspect_breaks,
        [
            Row({"rows": [[1, 2, 12, 13], [5, 4, 15, 14]] * 6}, {"count": [0, 12, 0], "suspect": [False, True, False]},
                "by hand: 3 * (1/3)^12"),
        ],
        breaks,
    ),
    Spec(
        time.drift,
        [
            Row(
                {"values": FALLING, "horizon": 3},
                {"value": [173.142857, 168.285714, 163.428571], "lower": [164.811736, 155.789032, 147.295424],
                 "upper": [181.473978, 180.782396, 179.561718]},
                "Hyndman and Athanasopoulos, 5.5; NumPy, independent of this code", 1e-4,
            )
        ],
        on_array(time.drift),
    ),
    Spec(
        time.linear_trend,
        [
            Row(
                {"values": FALLING, "horizon": 3},
                {"value": [172.142857, 167.285714, 162.428571], "lower": [164.8522, 159.4737, 154.0335]},
                "statsmodels OLS, get_prediction", 1e-4,
            )
        ],
        on_array(time.linear_trend),
    ),
    Spec(
        time.damped_trend,
        [Row({"values": [10.0] * 8, "horizon": 2},
            {"value": [10.0, 10.0], "lower": [10.0, 10.0]}, "a still series", 1e-3)],
        on_array(time.damped_trend),
    ),
    Spec(
        time.forecast,
        [
            Row({"values": [1, 2, 3, 4, 5, 6], "horizon": 2}, {"method": "drift", "value": [7.0, 8.0]},
                "all methods are right: the simplest is taken"),
            Row({"values": [1, 2, 3]}, {"reason": Reason.TOO_FEW_PERIODS}, HAND),
            Row({"values": [1, 2, GAP, 3, 4, 5]}, {"reason": Reason.MISSING}, "a gap inside"),
        ],
        best,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_time(spec: Spec, row: Row) -> None:
    check(spec, row)
