"""Environmental burdens and arrival quarters."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from manual import Row, Spec, cases, check

from quartier.methods import burdens
from quartier.methods.results import Reason

TITLE = "Burdens"
ORDER = 60
INTRODUCTION = """
Burdens pile up in the same quarters. They are counted, not added; the social situation stays a dimension of its own.
Arrival is a function that quarters have for a town, shown beside vulnerability and never as a deficit.
"""
GAP = float("nan")
HAND = "by hand"
FOUR = [[3, 3, 3, 3], [2, 1, 3, 2], [3, 3, 2, 3], [1, 1, 1, 1]]


def column(values: list[float]) -> pd.Series[float]:
    return pd.Series(values, dtype="float64")


def classed(values: list[float], **more: Any) -> Any:
    return burdens.burden_classes(column(values), **more)


def counted(classes: list[list[float]], social: list[float] | None = None, **more: Any) -> pd.DataFrame:
    table = pd.DataFrame(classes, columns=["noise", "air", "green", "heat"], dtype="float64")
    return burdens.multiple_burden(table, social=None if social is None else column(social), **more)


def affected(count: list[float], persons: list[float]) -> pd.DataFrame:
    return burdens.people_by_burden(column(count), column(persons))


def scored(indicators: list[list[float]]) -> Any:
    return burdens.arrival_score(pd.DataFrame(indicators))


def typed(arrival: list[float], vulnerability: list[float], inflow: list[float]) -> Any:
    return burdens.arrival_types(column(arrival), column(vulnerability), column(inflow))


def exposed(exposure: list[float], **persons: list[float]) -> pd.DataFrame:
    groups = {name: column(people) for name, people in persons.items()}
    return burdens.population_weighted_exposure(column(exposure), groups)


SPECS = [
    Spec(
        burdens.burden_classes,
        [
            Row({"values": [41.0, 41.8, 42.5, 43.0, 44.5, 46.0, 48.2, 40.1]}, [1, 2, 2, 2, 2, 3, 3, 1],
                "noise in dB, quartiles 41.6 and 44.875 (numpy.quantile)"),
            Row({"values": [10, 30, 60], "limits": (20, 40)}, [1, 2, 3], "fixed limits"),
            Row({"values": [10, 30, 60], "limits": (20, 40), "less_is_worse": True}, [3, 2, 1], "green space"),
            Row({"values": [1, 2, GAP]}, [Reason.TOO_FEW_UNITS] * 3, HAND),
        ],
        classed,
    ),
    Spec(
        burdens.multiple_burden,
        [
            Row({"classes": FOUR}, {"environment": [4, 1, 3, 0], "mask": [15, 4, 11, 0],
                                    "which": ["noise+air+green+heat", "green", "noise+air+heat", ""]}, HAND),
            Row({"classes": FOUR, "social": [4, 3, 2, 1]}, {"all": [5, 1, 3, 0]}, "status 4 counts"),
            Row({"classes": FOUR, "social": [4, 3, 2, 1], "social_worst": (3, 4)}, {"all": [5, 2, 3, 0]},
                "status 3 and 4 count"),
            Row({"classes": [[3, GAP, 3, 1]]}, {"at_least": [2], "known": [3], "reason": ["missing"]},
                "an unknown burden: no count, but at least two"),
        ],
        counted,
    ),
    Spec(
        burdens.people_by_burden,
        [Row({"count": [0, 2, 2, GAP], "persons": [100, 200, 100, 50]},
             {"units": [1, 2], "persons": [100.0, 300.0], "share": [0.25, 0.75]}, HAND)],
        affected,
    ),
    Spec(
        burdens.arrival_score,
        [
            Row({"indicators": [[1, 5], [2, 5], [3, 5]]}, [-1.2247449, 0.0, 1.2247449], "the second does not vary"),
            Row({"indicators": [[1, 1], [2, GAP], [3, 3]]},
                [-1.1123724, Reason.TOO_FEW_INDICATORS, 1.1123724], "mean of z -1.2247 and -1"),
        ],
        scored,
    ),
    Spec(
        burdens.arrival_types,
        [
            Row({"arrival": [1, 1, 1, -1, 1], "vulnerability": [-1, 2, 2, 2, GAP], "inflow": [1, 1, -1, 1, 1]},
                ["stable-arrival", "deprived-arrival", "transit", "no-arrival", ""], HAND),
        ],
        typed,
    ),
    Spec(
        burdens.population_weighted_exposure,
        [
            Row({"exposure": [40, 60, GAP], "all": [100, 300, 100], "old": [0, 0, 50], "nobody": [0, 0, 0]},
                {"exposure": [55.0, GAP, GAP], "covered": [0.8, GAP, GAP],
                 "reason": ["", "empty-group", "empty-group"]}, HAND),
        ],
        exposed,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_burdens(spec: Spec, row: Row) -> None:
    check(spec, row)
