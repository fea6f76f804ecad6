"""For every method and any numbers: each finite value has exactly one class, and the legend's counts sum up."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartier.methods.classify import (
    class_counts,
    class_of,
    default_breaks,
    deviation_breaks,
    equal_breaks,
    head_tail_breaks,
    natural_breaks,
    pretty_breaks,
    quantile_breaks,
)

METHODS = {
    "quantile": quantile_breaks,
    "natural": natural_breaks,
    "equal": equal_breaks,
    "deviation": lambda values, _: deviation_breaks(values),
    "head-tail": lambda values, _: head_tail_breaks(values),
    "pretty": pretty_breaks,
    "default": lambda values, k: default_breaks(values, "share", k),
    "class": lambda values, k: default_breaks(values, "class", k),
}
NUMBERS = st.floats(-1e12, 1e12) | st.integers(-5, 5).map(float) | st.floats(0, 1)
VALUES = st.lists(NUMBERS | st.sampled_from([math.nan, math.inf, -math.inf]), max_size=60)


@pytest.mark.parametrize("name", METHODS)
@settings(max_examples=80, deadline=None)
@given(VALUES, st.integers(1, 9))
def test_every_finite_value_has_exactly_one_class(name: str, values: list[float], k: int) -> None:
    breaks = METHODS[name](values, k)
    finite = [value for value in values if math.isfinite(value)]
    assert breaks == sorted(set(breaks))
    assert all(min(finite) < value <= max(finite) for value in breaks)
    edges = [-math.inf, *breaks, math.inf]
    for value, found in zip(values, class_of(values, breaks), strict=True):
        held = [i for i in range(len(breaks) + 1) if math.isfinite(value) and edges[i] <= value < edges[i + 1]]
        assert held == ([] if found == -1 else [found])
    counts = class_counts(values, breaks)
    assert len(counts) == len(breaks) + 1
    assert sum(counts) == len(finite)


@settings(max_examples=200, deadline=None)
@given(VALUES, st.integers(2, 9))
def test_default_breaks_leave_no_outer_class_empty(values: list[float], k: int) -> None:
    breaks = default_breaks(values, "share", k)
    finite = np.array([value for value in values if math.isfinite(value)])
    assert len(breaks) < k
    assert all(finite.min() < value < finite.max() for value in breaks)
    if len(np.unique(finite)) > 1 and np.ptp(finite) > 1e-9 * np.abs(finite).max():
        assert breaks
