"""Indices of segregation against naive versions, and what must hold whatever the town."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quartier.methods import segregation as seg
from quartier.methods.segregation import formulas

UNITS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=2, max_size=12)
Town = tuple[np.ndarray, np.ndarray]


@st.composite
def towns(draw: st.DrawFn) -> Town:
    """Group and total per unit, both groups present, some units possibly empty."""
    pairs = np.array(draw(UNITS), dtype=float)
    x, t = pairs[:, 0], pairs.sum(axis=1)
    assume(0 < x.sum() < t.sum() and np.count_nonzero(t) >= 2)
    return x, t


@given(towns())
def test_gini_by_all_pairs(town: Town) -> None:
    x, t = town
    p = np.divide(x, t, out=np.zeros_like(t), where=t > 0)
    P = x.sum() / t.sum()
    pairs = sum(t[i] * t[j] * abs(p[i] - p[j]) for i in range(len(t)) for j in range(len(t)))
    assert seg.gini(x, t).value == pytest.approx(pairs / (2 * t.sum() ** 2 * P * (1 - P)), abs=1e-9)


@given(towns())
def test_information_theory_term_by_term(town: Town) -> None:
    x, t = town

    def entropy(p: float) -> float:
        return -sum(q * np.log(q) for q in (p, 1 - p) if q > 0)

    whole = entropy(x.sum() / t.sum())
    h = sum(n * (whole - entropy(k / n)) for k, n in zip(x, t, strict=True) if n > 0) / (t.sum() * whole)
    assert seg.information_theory(x, t).value == pytest.approx(h, abs=1e-9)


@given(towns())
def test_ranges_symmetry_and_empty_units(town: Town) -> None:
    x, t = town
    with_empty = np.append(x, 0.0), np.append(t, 0.0)
    for method in (seg.dissimilarity, seg.gini, seg.information_theory, seg.correlation_ratio):
        value = method(x, t).value
        assert -1e-9 <= value <= 1 + 1e-9
        assert method(t - x, t).value == pytest.approx(value, abs=1e-9), "the same seen from the rest"
        assert method(*with_empty).value == pytest.approx(value, abs=1e-9), "an empty unit counts nothing"
    assert seg.dissimilarity(x, t).value <= seg.gini(x, t).value + 1e-9
    assert seg.isolation(x, t).value + seg.exposure(x, t).value == pytest.approx(1.0)
    assert np.abs(seg.dissimilarity_parts(x, t).values).sum() == pytest.approx(seg.dissimilarity(x, t).value)


@given(towns(), st.integers(1, 3))
def test_splitting_units_alike_changes_nothing(town: Town, times: int) -> None:
    """Organisational equivalence (James & Taeuber 1985): units of equal composition can be merged or split."""
    x, t = town
    twice = np.tile(x, times), np.tile(t, times)
    for method in (seg.dissimilarity, seg.gini, seg.information_theory, seg.atkinson):
        assert method(*twice).value == pytest.approx(method(x, t).value, abs=1e-9)


@given(towns())
def test_two_groups_are_the_simplest_case_of_several(town: Town) -> None:
    x, t = town
    table = pd.DataFrame({"group": x, "rest": t - x})
    assert seg.multigroup_dissimilarity(table).value == pytest.approx(seg.dissimilarity(x, t).value, abs=1e-9)
    assert seg.multigroup_gini(table).value == pytest.approx(seg.gini(x, t).value, abs=1e-9)
    found = seg.multigroup_information_theory(table).value
    assert found == pytest.approx(seg.information_theory(x, t).value, abs=1e-9)


@given(towns(), st.integers(0, 1000))
@settings(max_examples=25)
def test_many_towns_at_once_equal_one_by_one(town: Town, seed: int) -> None:
    _, t = town
    drawn = np.random.default_rng(seed).binomial(t.astype(int), 0.4, size=(5, len(t))).astype(float)
    for name, formula in formulas.FORMULAS.items():
        together = formula(drawn, t)
        for row, value in zip(drawn, together, strict=True):
            assert formula(row, t) == pytest.approx(value, abs=1e-9, nan_ok=True), name


@given(towns(), towns())
def test_the_parts_of_a_change_sum_to_it(first: Town, second: Town) -> None:
    for approach in ("composition", "share"):
        found = seg.decompose(*first, *second, approach=approach)
        if np.isfinite(found.structure):
            change = found.second - found.first
            assert found.structure + found.composition == pytest.approx(change, abs=1e-9)


@given(towns())
@settings(max_examples=25)
def test_the_p_value_is_never_zero_and_the_seed_decides(town: Town) -> None:
    x, t = town
    one, two = (seg.chance_test(x, t, draws=49, seed=3) for _ in range(2))
    assert one == two
    assert 1 / 50 <= one.p_value <= 1


@given(towns())
@settings(max_examples=25)
def test_proximity_in_blocks_equals_all_pairs(town: Town) -> None:
    x, t = town
    rng = np.random.default_rng(len(t))
    places = seg.Places(rng.uniform(0, 5, (len(t), 2)), rng.uniform(0.1, 2, len(t)))
    d = np.linalg.norm(places.points[:, None] - places.points[None], axis=2)
    np.fill_diagonal(d, np.sqrt(0.6 * places.areas))
    columns = np.column_stack([x, t])
    assert places.proximity_sums(columns, scale=2.0) == pytest.approx(np.exp(-d / 2.0) @ columns)
