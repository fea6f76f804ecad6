"""An attacker who knows the rules and all that is shown cannot narrow a hidden count below the rule's interval.

The attacker is written here, apart from the method: two linear programmes a hidden cell over all published sums.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from quartier.kernel.presence import Confidentiality, Presence
from quartier.methods.disclosure import Members, Nesting, Protected, Rules, Structure, protect
from quartier.sources.frames import figures

KEY = ["level", "geography", "unit", "period", "slice"]
SEXES = ("f", "m", "unknown")
SUM_SLICES = tuple(f"sex={sex}" for sex in SEXES)


@dataclass(frozen=True)
class Town:
    """Two or three districts of one to three quarters; each count by sex, "nicht zuordenbar" among them."""

    counts: tuple[tuple[tuple[int, ...], ...], ...]
    people: int

    @property
    def districts(self) -> dict[str, list[str]]:
        return {f"d{i}": [f"q{i}{j}" for j in range(len(quarters))] for i, quarters in enumerate(self.counts)}

    def cells(self) -> dict[tuple[str, str, str], int]:
        """(level, unit, slice) -> count, all sums included."""
        found: dict[tuple[str, str, str], int] = {}
        for i, quarters in enumerate(self.counts):
            for j, counts in enumerate(quarters):
                places = (("quarter", f"q{i}{j}"), ("district", f"d{i}"), ("city", "c"))
                for place in places:
                    for key, count in zip((*SUM_SLICES, ""), (*counts, sum(counts)), strict=True):
                        found[(*place, key)] = found.get((*place, key), 0) + count
        return found

    def structure(self) -> Structure:
        above = {quarter: district for district, quarters in self.districts.items() for quarter in quarters}
        city = dict.fromkeys(self.districts, "c")
        return Structure(
            (Nesting("quarter", "g", "district", above), Nesting("district", "g", "city", city)),
            (Members("sex", dict.fromkeys(SEXES, "")),),
        )

    def sums(self) -> list[tuple[tuple[str, str, str], list[tuple[str, str, str]]]]:
        """All sums that anybody can write down, by hand and not by the method."""
        keys = (*SUM_SLICES, "")
        places = [("city", "c"), *(("district", d) for d in self.districts),
                  *(("quarter", q) for quarters in self.districts.values() for q in quarters)]  # fmt: skip
        by_place = [((level, unit, ""), [(level, unit, key) for key in SUM_SLICES]) for level, unit in places]
        by_slice = [(("city", "c", key), [("district", d, key) for d in self.districts]) for key in keys]
        by_slice += [(("district", d, key), [("quarter", q, key) for q in quarters])
                     for d, quarters in self.districts.items() for key in keys]  # fmt: skip
        return [*by_place, *by_slice]

    def frame(self) -> pd.DataFrame:
        cells = self.cells()
        levels, units, slices = zip(*cells, strict=True)
        counts = np.array(list(cells.values()), dtype=float)
        people = np.maximum(counts, self.people)
        return figures(level=list(levels), geography="g", unit=list(units), period="2020", slice=list(slices),
                       value=100 * counts / people, numerator=counts, denominator=people)  # fmt: skip


quarter = st.tuples(*[st.one_of(st.integers(0, 4), st.integers(0, 40))] * 3)
towns = st.builds(
    Town, st.lists(st.lists(quarter, min_size=1, max_size=3).map(tuple), min_size=2, max_size=3).map(tuple),
    st.integers(200, 400),
)  # fmt: skip
rule_sets = st.builds(Rules, st.just("test"), numerator=st.integers(3, 10), zeros=st.booleans())


def interval(town: Town, public: pd.DataFrame, rules: Rules, cell: tuple[str, str, str]) -> tuple[float, float]:
    """What the attacker finds: shown cells are fixed, hidden ones lie where the rules put them."""
    rows = {(r.level, r.unit, r.slice): r for r in public.itertuples()}
    place = {key: number for number, key in enumerate(rows)}
    bounds = []
    for row in rows.values():
        if row.presence == Presence.VALUE:
            bounds.append((row.numerator, row.numerator))
        elif row.confidentiality == Confidentiality.PRIMARY:
            bounds.append((0 if rules.zeros else 1, rules.numerator - 1))
        else:
            bounds.append((rules.numerator, None))
    matrix = np.zeros((len(town.sums()), len(rows)))
    for number, (total, parts) in enumerate(town.sums()):
        matrix[number, place[total]] = 1
        matrix[number, [place[part] for part in parts]] = -1
    ends = []
    for sign in (1.0, -1.0):
        cost = np.zeros(len(rows))
        cost[place[cell]] = sign
        found = linprog(cost, A_eq=matrix, b_eq=np.zeros(len(matrix)), bounds=bounds)
        assert found.status == 0, found.message
        ends.append(float(found.x[place[cell]]))
    return ends[0], ends[1]


def hidden_cells(public: pd.DataFrame) -> list[tuple[tuple[str, str, str], int]]:
    rows = public[public["presence"] == Presence.SUPPRESSED]
    return [((r.level, r.unit, r.slice), int(r.confidentiality)) for r in rows.itertuples()]


def protected(town: Town, rules: Rules) -> Protected:
    return protect(town.frame(), rules, town.structure(), kind="share")


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(towns, rule_sets)
def test_no_hidden_count_can_be_computed(town: Town, rules: Rules) -> None:
    done = protected(town, rules)
    assert done.report.exposed == 0
    if done.report.narrowed:  # zeros and sums alone tell more than the rules: next test
        return
    truth = town.cells()
    for cell, mark in hidden_cells(done.frame):
        low, high = interval(town, done.frame, rules, cell)
        if mark == Confidentiality.PRIMARY:
            assert low <= (0 if rules.zeros else 1) + 1e-6, (cell, truth[cell], low, high)
            assert high >= rules.numerator - 1 - 1e-6, (cell, truth[cell], low, high)
        else:
            assert high - low > 1e-6, (cell, truth[cell])


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(towns, st.integers(3, 10))
def test_where_zeros_are_hidden_two_counts_stay_possible_at_least(town: Town, threshold: int) -> None:
    rules = Rules("test", numerator=threshold, zeros=True)
    done = protected(town, rules)
    for cell, mark in hidden_cells(done.frame):
        if mark == Confidentiality.PRIMARY:
            low, high = interval(town, done.frame, rules, cell)
            assert high - low >= 1 - 1e-6, (cell, low, high)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(towns, rule_sets)
def test_only_hidden_cells_differ_and_none_becomes_zero(town: Town, rules: Rules) -> None:
    before = town.frame()
    after = protected(town, rules).frame
    hidden = (after["presence"] == Presence.SUPPRESSED).to_numpy()
    pd.testing.assert_frame_equal(after[~hidden], before[~hidden])
    assert after.loc[hidden, ["value", "numerator", "denominator", "lower", "upper"]].isna().all(axis=None)
    small = before["numerator"].between(0 if rules.zeros else 1, rules.numerator - 1).to_numpy()
    assert hidden[small].all()
    assert set(after.loc[hidden & ~small, "confidentiality"]) <= {Confidentiality.PRIMARY, Confidentiality.SECONDARY}


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(towns, rule_sets)
def test_protecting_twice_is_protecting_once(town: Town, rules: Rules) -> None:
    once = protected(town, rules)
    twice = protect(once.frame, rules, town.structure(), kind="share")
    pd.testing.assert_frame_equal(once.frame, twice.frame)


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(towns, rule_sets, st.integers(0, 99))
def test_order_of_rows_does_not_decide_whether_it_is_safe(town: Town, rules: Rules, seed: int) -> None:
    shuffled = town.frame().sample(frac=1, random_state=seed).reset_index(drop=True)
    done = protect(shuffled, rules, town.structure(), kind="share")
    assert done.report.exposed == 0


def test_the_attacker_of_this_module_finds_what_is_not_protected() -> None:
    """A test that could not fail would be none: one hidden cell in a row of shown ones is computed."""
    town = Town((((5, 20, 30), (40, 50, 60)), ((70, 80, 90),)), 300)
    rules = Rules("test", numerator=10)
    frame = town.frame()
    alone = (frame["unit"] == "q00") & (frame["slice"] == "sex=f")
    frame.loc[alone, ["value", "numerator", "denominator"]] = np.nan
    frame.loc[alone, "presence"] = int(Presence.SUPPRESSED)
    frame.loc[alone, "confidentiality"] = int(Confidentiality.PRIMARY)
    assert interval(town, frame, rules, ("quarter", "q00", "sex=f")) == pytest.approx((5, 5))
