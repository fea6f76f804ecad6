"""Limits of a pull as a table: what is in force, what comes, what is found. Percentages by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from quartier.catalogue.pulls.limits import Limits, Measured, combined, judge, measure
from quartier.kernel.presence import Presence

V, M, S = Presence.VALUE, Presence.MISSING, Presence.SUPPRESSED
HERE = ("quarter", "2020")


def frame(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """Rows of (unit, period, value or presence)."""
    made = [
        {"level": HERE[0], "geography": HERE[1], "unit": unit, "period": period, "slice": part[0] if part else "",
         "value": np.nan if isinstance(value, Presence) else float(value),
         "presence": int(value) if isinstance(value, Presence) else int(V)}
        for unit, period, value, *part in rows
    ]  # fmt: skip
    return pd.DataFrame(made)


BASE = frame(("a", "2023", 100), ("b", "2023", 200), ("c", "2023", 0), ("d", "2023", S))

# what comes -> changed units, largest in per cent, lost, strange, alone
TABLE: list[tuple[str, pd.DataFrame, tuple[int, float, int, int, int]]] = [
    ("the same again", BASE, (0, 0.0, 0, 0, 0)),
    (
        "a correction of one",
        frame(("a", "2023", 110), ("b", "2023", 200), ("c", "2023", 0), ("d", "2023", S)),
        (1, 10, 0, 0, 0),
    ),
    (
        "down counts as up",
        frame(("a", "2023", 50), ("b", "2023", 200), ("c", "2023", 0), ("d", "2023", S)),
        (1, 50, 0, 0, 0),
    ),
    (
        "zero becomes something: beyond all limits",
        frame(("a", "2023", 100), ("b", "2023", 200), ("c", "2023", 1), ("d", "2023", S)),
        (1, np.inf, 0, 0, 0),
    ),
    (
        "a value becomes missing",
        frame(("a", "2023", M), ("b", "2023", 200), ("c", "2023", 0), ("d", "2023", S)),
        (1, 0, 1, 0, 0),
    ),
    ("a unit is left out", frame(("a", "2023", 100), ("b", "2023", 200), ("d", "2023", S)), (1, 0, 1, 0, 0)),
    (
        "a suppressed one becomes known: changed, with nothing to compare",
        frame(("a", "2023", 100), ("b", "2023", 200), ("c", "2023", 0), ("d", "2023", 7)),
        (1, 0, 0, 0, 0),
    ),
    (
        "a new unit",
        frame(("a", "2023", 100), ("b", "2023", 200), ("c", "2023", 0), ("d", "2023", S), ("e", "2023", 5)),
        (1, 0, 0, 1, 0),
    ),
    (
        "the next year beside the last: nothing published changes",
        frame(("a", "2024", 120), ("b", "2024", 190), ("c", "2024", 0), ("d", "2024", S)),
        (0, 20, 0, 0, 0),
    ),
    (
        "the next year without a unit",
        frame(("a", "2024", 100), ("c", "2024", 0), ("d", "2024", S)),
        (0, 0, 1, 0, 0),
    ),
    ("an earlier year has nothing before it", frame(("a", "2020", 100)), (0, 0.0, 0, 0, 1)),
    ("a slice that is new has nothing before it", frame(("a", "2023", 60, "sex=f")), (0, 0.0, 0, 0, 1)),
]


@pytest.mark.parametrize(("what", "delivered", "found"), TABLE, ids=[row[0] for row in TABLE])
def test_what_is_measured(what: str, delivered: pd.DataFrame, found: tuple[int, float, int, int, int]) -> None:
    made = measure(BASE, delivered)
    assert (len(made.changed), made.lost, made.strange, made.alone) == (found[0], *found[2:])
    assert made.largest == pytest.approx(found[1])


def test_the_first_delivery_has_nothing_to_be_compared_with() -> None:
    assert measure(None, BASE).alone == 1 == measure(BASE.head(0), BASE).alone


def test_units_count_once_over_indicators_and_the_largest_change_of_all() -> None:
    one = Measured(frozenset({("quarter", "a")}), 5.0, 1)
    other = Measured(frozenset({("quarter", "a"), ("quarter", "b")}), 9.0, 2, 3, 4)
    assert combined([one, other]) == Measured(frozenset({("quarter", "a"), ("quarter", "b")}), 9.0, 3, 3, 4)


@pytest.mark.parametrize(
    ("found", "limits", "broken"),
    [
        (Measured(), Limits(0, 0.0), set()),
        (Measured(frozenset({("q", "a")}), 10.0), Limits(1, 10.0), set()),  # at the limit is within
        (Measured(frozenset({("q", "a")}), 10.0), Limits(0, 9.9), {"changed", "largest"}),
        (Measured(largest=np.inf), Limits(5, 1e9), {"largest"}),
        (Measured(lost=1), Limits(5, 100.0), {"missing"}),
        (Measured(lost=1), Limits(5, 100.0, may_lose=True), set()),
        (Measured(strange=1, alone=1), Limits(5, 100.0), {"units", "comparable"}),
    ],
)
def test_what_is_held(found: Measured, limits: Limits, broken: set[str]) -> None:
    assert {item.key for item in judge(found, limits) if not item.held} == broken
    for item in judge(found, limits):
        assert item.plain()["found"] == ("inf" if item.found == np.inf else item.found)
