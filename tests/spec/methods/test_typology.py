"""Typology: small tables, test and manual at once."""

from __future__ import annotations

import pandas as pd
import pytest
from manual import Row, Spec, cases, check

from quartier.methods import typology as typ

TITLE = "Typology"
ORDER = 60
INTRODUCTION = """Units that resemble each other over several indicators. The numbers of the types mean something: 1 has
the least burden, the last the most, whatever order the algorithm found them in; a later run takes over the numbers of
an earlier one. A type whose bootstrap similarity is low should not get a name."""

TWO = {"poverty": [1.0, 2.0, 21.0, 22.0, 20.0], "green": [9.0, 8.0, 1.0, 0.0, 1.0]}
SHOWN = "poverty 1 2 21 22 20, green 9 8 1 0 1"


def _types(table: dict[str, list[float]], method: str, polarity: dict[str, float]) -> list:
    frame = pd.DataFrame(table)
    found = typ.typology(frame, 2, method, polarity=polarity)
    return [int(t) if reason == "" else reason for t, reason in zip(found.types, found.reasons, strict=True)]


def _match(previous: list, current: list) -> pd.Series:
    sides = (pd.Series(side, dtype="Int64") for side in (previous, current))
    return pd.Series({f"type {new}": old for new, old in typ.match_types(*sides).items()})


def _rows(method: str) -> list[Row]:
    return [
        Row(
            {"table": TWO, "method": method, "polarity": {"poverty": 1, "green": -1}},
            [1, 1, 2, 2, 2],
            "two groups to the naked eye; much poverty and little green is the burden",
            shown=f"{SHOWN}; {method}; green is relief",
        )
    ]


GAPS = {"poverty": [1.0, 2.0, 21.0, float("nan")], "same": [5.0, 5.0, 5.0, 5.0]}

SPECS = [
    Spec(
        typ.typology,
        [
            *_rows("k-means"),
            *_rows("ward"),
            *_rows("gmm"),
            Row(
                {"table": TWO, "method": "ward", "polarity": {"poverty": -1, "green": 1}},
                [2, 2, 1, 1, 1],
                "the same groups, numbered from the other end",
                shown=f"{SHOWN}; ward; poverty is relief",
            ),
            Row(
                {"table": GAPS, "method": "k-means", "polarity": {}},
                [1, 1, 2, "missing"],
                "a unit with a gap has no type; an indicator that is the same everywhere says nothing",
                shown="poverty 1 2 21 -, same 5 5 5 5; k-means",
            ),
            Row(
                {"table": {"same": [5.0, 5.0, 5.0]}, "method": "k-means", "polarity": {}},
                ["constant"] * 3,
                "nothing to tell units apart",
            ),
        ],
        call=_types,
    ),
    Spec(
        typ.match_types,
        [
            Row(
                {"previous": [1, 1, 2, 2, 3, 3], "current": [3, 3, 1, 1, 2, 2]},
                {"type 1": 2, "type 2": 3, "type 3": 1},
                "the same groups under other numbers",
            ),
            Row(
                {"previous": [1, 1, 1, 2, 2], "current": [1, 1, 2, 3, 3]},
                {"type 1": 1, "type 2": 3, "type 3": 2},
                "one type split: the larger part keeps the number, the new one gets a new number",
            ),
            Row(
                {"previous": [1, 1, 2], "current": [1, 2, 2]},
                {"type 1": 1, "type 2": 2},
                "1-1 and 2-2 share two units, 1-2 and 2-1 one: more in all",
            ),
        ],
        call=_match,
    ),
]


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_typology(spec: Spec, row: Row) -> None:
    check(spec, row)
