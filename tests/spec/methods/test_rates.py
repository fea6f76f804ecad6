"""Rates: intervals, standardisation, funnels, smoothing, differences."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd
import pytest
from manual import Row, Spec, cases, check

from quartier.methods import rates
from quartier.methods.results import Reason, numbers

TITLE = "Rates"
ORDER = 10
INTRODUCTION = """
Rates of small areas vary by chance, also where every person was counted. An interval shows how far, a funnel which
areas stand out, smoothing what a rate would be with more people, a difference whether two figures can be told apart.
"""
NEWCOMBE = "Newcombe, Statistics in Medicine 17 (1998), table I"
PHE = "Public Health England, PHEindicatormethods, test data"
HAND = "by hand"
GAP = float("nan")


def column(values: Sequence[float]) -> pd.Series[float]:
    return pd.Series(list(values), dtype="float64")


def plain(method: Callable[..., Any]) -> Callable[..., Any]:
    """Lists become columns, all other arguments stay as they are."""

    def call(**given: Any) -> Any:
        return method(
            **{
                key: column(value) if isinstance(value, list) and key != "levels" else value
                for key, value in given.items()
            }
        )

    return call


def standardised(
    events: list[list[float]], persons: list[list[float]], standard: list[float], **more: Any
) -> pd.DataFrame:
    return rates.direct(pd.DataFrame(events), pd.DataFrame(persons), column(standard), **more)


def ratio_to_standard(events: list[float], persons: list[list[float]], standard_rates: list[float]) -> pd.DataFrame:
    return rates.indirect(column(events), pd.DataFrame(persons), column(standard_rates))


def smoothed(events: list[float], persons: list[float], neighbours: list[list[int]]) -> pd.DataFrame:
    return rates.spatial_empirical_bayes(column(events), column(persons), np.array(neighbours))


def dispersion(z: list[float], winsorise: float = 0.1) -> dict[str, float]:
    phi, p = rates.overdispersion(numbers(z), winsorise)
    return {"phi": phi, "p": p}


def usual(successes: list[list[float]], trials: list[list[float]]) -> Any:
    return rates.variance_ratio(pd.DataFrame(successes), pd.DataFrame(trials))


SPECS = [
    Spec(
        rates.wilson,
        [
            Row({"successes": [81, 15, 0, 1], "trials": [263, 148, 20, 29]},
                {"lower": [0.2553, 0.0624, 0.0, 0.0061], "upper": [0.3662, 0.1605, 0.1611, 0.1718]}, NEWCOMBE, 5e-5),
            Row({"successes": [65], "trials": [100]}, {"lower": [0.552544], "upper": [0.736358]}, PHE),
            Row({"successes": [65], "trials": [100], "level": 0.998}, {"lower": [0.495495], "upper": [0.778354]}, PHE),
            Row({"successes": [10, 0], "trials": [10, 10]},
                {"lower": [0.7224672, 0.0], "upper": [1.0, 0.2775328]}, HAND),
            Row({"successes": [0, GAP], "trials": [0, 5]}, {"reason": ["zero-denominator", "missing"]}, HAND),
        ],
        plain(rates.wilson),
    ),
    Spec(
        rates.exact_share,
        [
            Row({"successes": [81, 15, 0, 1], "trials": [263, 148, 20, 29]},
                {"lower": [0.2527, 0.0578, 0.0, 0.0009], "upper": [0.3676, 0.1617, 0.1684, 0.1776]},
                NEWCOMBE + ", method 5", 5e-5),
        ],
        plain(rates.exact_share),
    ),
    Spec(
        rates.exact_poisson,
        [
            Row({"events": [0, 5, 10, 65]},
                {"lower": [0.0, 1.6235, 4.7954, 50.1656], "upper": [3.6889, 11.6683, 18.3904, 82.8478]}, PHE, 5e-5),
        ],
        plain(rates.exact_poisson),
    ),
    Spec(
        rates.byar,
        [
            Row({"events": [65, 1045, 1]},
                {"lower": [50.163188, 982.593202, 0.013072], "upper": [82.849139, 1110.331213, 5.563756]}, PHE),
            Row({"events": [65], "level": 0.998}, {"lower": [42.880261], "upper": [94.000291]}, PHE),
            Row({"events": [5, 65], "exact_below": 10}, {"lower": [1.6235, 50.1632], "upper": [11.6683, 82.8491]}, PHE,
                5e-5),
        ],
        plain(rates.byar),
    ),
    Spec(
        rates.rate,
        [
            Row({"events": [65, 0], "persons": [45.2, 0], "per": 1, "method": "exact"},
                {"value": [1.438053, GAP], "lower": [1.109859, GAP], "upper": [1.832917, GAP],
                 "reason": ["", "zero-denominator"]}, PHE),
        ],
        plain(rates.rate),
    ),
    Spec(
        rates.direct,
        [
            Row({"events": [[10, 20]], "persons": [[1000, 500]], "standard": [60, 40]}, {"value": [22.0]},
                "by hand: (60 * 10/1000 + 40 * 20/500) / 100 * 1000"),
            Row({"events": [[10, 20]], "persons": [[1000, 500]], "standard": [60, 40]},
                {"lower": [14.7813], "upper": [31.4850]},
                "by hand: var = (60^2 * 10/1000^2 + 40^2 * 20/500^2) / 100^2, Byar limits of 30", 1e-3),
            Row({"events": [[0, 1]], "persons": [[0, 5]], "standard": [1, 1]}, {"reason": ["zero-denominator"]}, HAND),
        ],
        standardised,
    ),
    Spec(
        rates.indirect,
        [
            Row({"events": [65], "persons": [[1000, 500]], "standard_rates": [0.02, 0.0504]},
                {"expected": [45.2], "value": [1.438053]}, PHE),
            Row({"events": [5], "persons": [[0, 0]], "standard_rates": [0.1, 0.1]},
                {"reason": ["zero-denominator"]}, HAND),
        ],
        ratio_to_standard,
    ),
    Spec(
        rates.overdispersion,
        [
            Row({"z": [1, -1, 1, -1], "winsorise": 0}, {"phi": 1.0, "p": 0.4060058},
                "chi2 with 4 df above 4: e^-2 (1 + 2)"),
            Row({"z": [3, -3, 3, -3], "winsorise": 0}, {"phi": 9.0}, HAND),
        ],
        dispersion,
    ),
    Spec(
        rates.funnel_of_shares,
        [
            Row({"successes": [1, 2, 3], "trials": [1, 2, 3], "baseline": 0.80642448, "inflate": "never"},
                {"lower_95": [0.03204264, 0.25885383, 0.35933491], "upper_95": [1.0, 1.0, 1.0],
                 "lower_99_8": [0.0, 0.0, 0.10150815]}, PHE),
            Row({"successes": [50, 90, 10], "trials": [100, 100, 100], "baseline": 0.5, "inflate": "never"},
                {"position": [0, 2, -2], "z": [0.0, 8.0, -8.0]}, HAND),
            Row({"successes": [0, 0], "trials": [10, 0]}, {"reason": ["constant", "zero-denominator"]}, HAND),
        ],
        plain(rates.funnel_of_shares),
    ),
    Spec(
        rates.funnel_of_rates,
        [
            Row({"events": [25, 16, 4], "expected": [16, 16, 16], "inflate": "never"},
                {"value": [1.5625, 1.0, 0.25], "z": [2.25, 0.0, -3.0], "position": [1, 0, -1]}, HAND),
        ],
        plain(rates.funnel_of_rates),
    ),
    Spec(
        rates.empirical_bayes,
        [
            Row({"events": [1, 3], "persons": [10, 10]}, {"value": [0.2, 0.2], "weight": [0.0, 0.0]},
                "by hand: s2 = .01, m / b = .02: no variance between areas is left"),
            Row({"events": [1, 9], "persons": [10, 10]}, {"value": [0.2250000, 0.7750000], "weight": [0.6875, 0.6875]},
                "by hand: m .5, s2 .16, a .11, weight .11 / .16"),
            Row({"events": [1], "persons": [10]}, {"reason": ["too-few-units"]}, HAND),
            Row({"events": [0, 0, 1], "persons": [5, 5, 0]}, {"value": [0.0, 0.0, GAP]}, "no events at all"),
        ],
        plain(rates.empirical_bayes),
    ),
    Spec(
        rates.spatial_empirical_bayes,
        [
            Row({"events": [1, 9, 5], "persons": [10, 10, 10], "neighbours": [[0, 1, 0], [1, 0, 0], [0, 0, 0]]},
                {"value": [0.225, 0.775, GAP], "reason": ["", "", "no-neighbours"]},
                "two areas as above, and an island"),
        ],
        smoothed,
    ),
    Spec(
        rates.difference_of_shares,
        [
            Row({"successes": [56], "trials": [70], "other_successes": [48], "other_trials": [80]},
                {"value": [0.2], "lower": [0.0524], "upper": [0.3339]},
                "Newcombe, Statistics in Medicine 17 (1998), second paper, table II, method 10", 5e-5),
            Row({"successes": [9], "trials": [10], "other_successes": [3], "other_trials": [10]},
                {"lower": [0.1705], "upper": [0.8090], "p_value": [0.0062]},
                "Newcombe (1998), method 10; z = .6 / sqrt(.6 * .4 / 5) = 2.7386 by hand", 1e-4),
            Row({"successes": [0], "trials": [10], "other_successes": [0], "other_trials": [20]},
                {"value": [0.0], "lower": [-0.1611], "upper": [0.2775], "p_value": [1.0]}, "Newcombe (1998), method 10",
                5e-5),
        ],
        plain(rates.difference_of_shares),
    ),
    Spec(
        rates.difference_of_rates,
        [
            Row({"events": [65, 5], "persons": [1000, 0], "other_events": [65, 5], "other_persons": [1000, 10]},
                {"value": [0.0, GAP], "lower": [-23.2104, GAP], "upper": [23.2104, GAP], "p_value": [1.0, GAP],
                 "reason": ["", "zero-denominator"]},
                "by hand from PHE's limits of 65: sqrt((65 - 50.1632)^2 + (82.8491 - 65)^2)", 1e-3),
            Row({"events": [100], "persons": [1000], "other_events": [50], "other_persons": [1000]},
                {"value": [50.0], "p_value": [0.0000446]}, "z = 50 / sqrt(150) by hand", 1e-6),
        ],
        plain(rates.difference_of_rates),
    ),
    Spec(
        rates.difference_from_rest,
        [
            Row({"successes": [56, 48], "trials": [70, 80]}, {"value": [0.2, -0.2], "rest": [0.6, 0.8]},
                "with two units the rest is the other one"),
            Row({"successes": [5], "trials": [10]}, {"reason": ["zero-denominator"]}, "one unit has no rest"),
        ],
        plain(rates.difference_from_rest),
    ),
    Spec(
        rates.change_of_stock,
        [
            Row({"before": [200], "before_of": [1000], "after": [220], "after_of": [1000], "stay": 0.8},
                {"value": [0.02], "se": [0.0099799]},
                "McNemar by hand: 160 in both, 40 left, 60 joined: sqrt((40 + 60 - 20^2 / 1000) / 1000^2)", 1e-6),
            Row({"before": [200], "before_of": [1000], "after": [220], "after_of": [1000], "ratio": 1},
                {"se": [0.0182099], "p_value": [0.2721]}, "independent: sqrt(.16 / 1000 + .1716 / 1000)", 1e-4),
            Row({"before": [0, 5], "before_of": [0, 5], "after": [1, 5], "after_of": [10, 5], "stay": 1},
                {"reason": ["zero-denominator", "constant"]}, HAND),
        ],
        plain(rates.change_of_stock),
    ),
    Spec(
        rates.variance_ratio,
        [
            Row({"successes": [[10], [20]], "trials": [[50], [50]]}, Reason.TOO_FEW_PERIODS, HAND),
            Row({"successes": [[10, 12], [20, 18]], "trials": [[50, 50], [50, 50]]}, Reason.TOO_FEW_UNITS, HAND),
        ],
        usual,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_rates(spec: Spec, row: Row) -> None:
    check(spec, row)
