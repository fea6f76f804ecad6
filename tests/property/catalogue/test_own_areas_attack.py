"""Areas of one's own give nothing away: an attacker asks for every area there is and computes."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from quartier.catalogue.areas.figures import put_together
from quartier.kernel.presence import Presence

UNITS = ("a", "b", "c", "d")
AREAS = [chosen for size in range(1, len(UNITS) + 1) for chosen in combinations(UNITS, size)]

cells = st.tuples(st.integers(0, 50), st.integers(51, 300), st.sampled_from(["shown", "hidden", "bounded", "absent"]))
worlds = st.lists(cells, min_size=len(UNITS), max_size=len(UNITS))


def seen(world: list[tuple[int, int, str]], kind: str) -> pd.DataFrame:
    """What a release shows of a world: hidden cells have no value, numerator or denominator; "bounded" ones 0 to 60."""
    rows: list[dict[str, Any]] = []
    for unit, (over, under, state) in zip(UNITS, world, strict=True):
        row = {"unit": unit, "period": "2023", "slice": "", "flags": 0, "confidentiality": 0, "value": np.nan,
               "numerator": np.nan, "denominator": np.nan, "lower": np.nan, "upper": np.nan}  # fmt: skip
        if state == "shown":
            share = kind == "share"
            row |= {"value": 100 * over / under if share else float(over), "presence": int(Presence.VALUE)}
            row |= {"numerator": float(over), "denominator": float(under)} if share else {}
        elif state == "absent":
            row |= {"presence": int(Presence.MISSING)}
        else:
            row |= {"presence": int(Presence.SUPPRESSED)}
            row |= {"lower": 0.0, "upper": 60.0} if state == "bounded" else {}
        rows.append(row)
    return pd.DataFrame(rows)


def asked(frame: pd.DataFrame, kind: str) -> pd.DataFrame:
    factor = 100.0 if kind == "share" else 1.0
    return pd.concat([put_together(frame, dict.fromkeys(area, 1.0), "+".join(area), kind, factor) for area in AREAS])


@settings(max_examples=20)
@given(worlds, worlds, st.sampled_from(["count", "share"]))
def test_worlds_that_look_alike_answer_alike(one: Any, other: Any, kind: str) -> None:
    """Hidden values are exchanged for those of another world: no answer for any area changes."""
    mixed = [mine if mine[2] == "shown" else (*theirs[:2], mine[2]) for mine, theirs in zip(one, other, strict=True)]
    first, second = asked(seen(one, kind), kind), asked(seen(mixed, kind), kind)
    pd.testing.assert_frame_equal(first, second)


@settings(max_examples=12)
@given(worlds)
def test_an_attacker_learns_no_more_than_the_bounds(world: Any) -> None:
    """Two linear programmes a hidden cell over the answers for all areas find its bounds as published."""
    answers = asked(seen(world, "count"), "count")
    equal, sums, most, limits = [], [], [], []
    for area, row in zip(AREAS, answers.to_dict("records"), strict=True):
        indicator = [1.0 if unit in area else 0.0 for unit in UNITS]
        if row["presence"] == Presence.VALUE:
            equal.append(indicator)
            sums.append(row["value"])
        elif row["presence"] == Presence.SUPPRESSED:
            most += [[-part for part in indicator], *([indicator] if not np.isnan(row["upper"]) else [])]
            limits += [-row["lower"], *([row["upper"]] if not np.isnan(row["upper"]) else [])]
    for place, (_, _, state) in enumerate(world):
        if state in {"hidden", "bounded"}:
            low, high = (_extreme(place, sign, equal, sums, most, limits) for sign in (1, -1))
            assert low == pytest.approx(0.0, abs=1e-6)
            assert high == (pytest.approx(60.0, abs=1e-6) if state == "bounded" else np.inf)


def _extreme(place: int, sign: int, equal: Any, sums: Any, most: Any, limits: Any) -> float:
    cost = np.zeros(len(UNITS))
    cost[place] = sign
    found = linprog(cost, A_ub=most or None, b_ub=limits or None, A_eq=equal or None, b_eq=sums or None,
                    bounds=(0, None))  # fmt: skip
    return float(found.x[place]) if found.status == 0 else np.inf


@settings(max_examples=20)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(51, 300), st.just("shown")), min_size=4, max_size=4))
def test_all_units_together_are_the_town(world: Any) -> None:
    whole = dict.fromkeys(UNITS, 1.0)
    over, under = sum(cell[0] for cell in world), sum(cell[1] for cell in world)
    count = put_together(seen(world, "count"), whole, "town", "count").iloc[0]
    share = put_together(seen(world, "share"), whole, "town", "share", 100.0).iloc[0]
    assert count["value"] == pytest.approx(over)
    assert (share["numerator"], share["denominator"]) == (over, under)
    assert share["value"] == pytest.approx(100 * over / under)
