"""Inequality against naive versions, and what must hold whatever the values."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartier.methods import inequality as ineq

VALUES = st.lists(st.tuples(st.floats(0.1, 1000), st.integers(1, 50)), min_size=2, max_size=10)


@given(VALUES)
def test_gini_by_all_pairs_and_by_repeating_people(pairs: list[tuple[float, int]]) -> None:
    y, w = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    mean = (w * y).sum() / w.sum()
    naive = (w[:, None] * w * np.abs(y[:, None] - y)).sum() / (2 * w.sum() ** 2 * mean)
    assert ineq.gini(y, w).value == pytest.approx(naive, abs=1e-9)
    people = np.repeat(y, w.astype(int))
    if len(people) > 1:
        assert ineq.gini(people).value == pytest.approx(naive, abs=1e-9)


@given(VALUES, st.floats(0.1, 3))
def test_scale_does_not_matter_and_weights_are_people(pairs: list[tuple[float, int]], factor: float) -> None:
    y, w = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    people = np.repeat(y, w.astype(int))
    for method in (ineq.gini, ineq.mean_log_deviation, lambda v, u=None: ineq.atkinson(v, 0.7, u)):
        value = method(y, w).value
        assert value >= -1e-9
        assert method(y * factor, w).value == pytest.approx(value, abs=1e-9)
        assert method(people).value == pytest.approx(value, abs=1e-9)


@given(VALUES)
def test_theil_between_and_within(pairs: list[tuple[float, int]]) -> None:
    """Within is the sum of the groups' own Theils, weighted by their share of the total."""
    y, w = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    groups = np.arange(len(y)) % 2
    found = ineq.theil(y, w, groups)
    within = 0.0
    for g in (0, 1):
        own = groups == g
        share = (w * y)[own].sum() / (w * y).sum()
        if own.sum() > 1:
            within += share * ineq.theil(y[own], w[own]).total
    assert found.within == pytest.approx(within, abs=1e-9)
    assert found.between >= -1e-9
    assert found.between + found.within == pytest.approx(found.total)


@given(VALUES)
def test_slope_by_least_squares(pairs: list[tuple[float, int]]) -> None:
    y, w = (np.array(side, dtype=float) for side in zip(*pairs, strict=True))
    ridit = (np.cumsum(w) - w / 2) / w.sum()
    design = np.column_stack([np.ones(len(y)), ridit]) * np.sqrt(w)[:, None]
    a, b = np.linalg.lstsq(design, y * np.sqrt(w), rcond=None)[0]
    found = ineq.slope_index(pd.Series(y), pd.Series(w))
    assert found.sii == pytest.approx(b, rel=1e-6, abs=1e-6)
    assert found.rii * a == pytest.approx(a + b, rel=1e-5, abs=1e-5)
