"""For every scheme and any numbers: breaks ascend, the midpoint is one of them, each number has exactly one class."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from quartier.methods.classify import class_counts, class_of
from quartier.methods.schemes import (
    Method,
    breaks_around,
    breaks_by,
    fences,
    inside,
    target_breaks,
    tidy,
    tidy_fences,
)

NUMBERS = st.floats(-1e9, 1e9) | st.integers(-5, 5).map(float)
VALUES = st.lists(NUMBERS | st.just(math.nan), max_size=40)
K = st.integers(2, 9)


def in_order(breaks: list[float]) -> bool:
    return all(math.isfinite(b) for b in breaks) and breaks == sorted(set(breaks))


@given(st.sampled_from(Method), VALUES, K)
def test_a_method_makes_at_most_k_classes_without_the_ones_nobody_asked_for(
    method: Method, values: list[float], k: int
) -> None:
    breaks = breaks_by(method, values, k)
    assert in_order(breaks)
    # round numbers cover the values in about k classes
    assert len(breaks) < (2 * k if method is Method.PRETTY else k)
    assert sum(class_counts(values, breaks)) == sum(math.isfinite(value) for value in values)


@given(st.sampled_from(Method), VALUES, NUMBERS, K)
def test_the_midpoint_parts_the_classes(method: Method, values: list[float], middle: float, k: int) -> None:
    breaks = breaks_around(method, values, middle, k)
    assert in_order(breaks) and middle in breaks
    at = breaks.index(middle)
    known = [value for value in values if math.isfinite(value)]
    assert all((number > at) == (value >= middle) for value, number in zip(known, class_of(known, breaks), strict=True))


@given(VALUES, st.floats(-1e6, 1e6), st.booleans(), K)
def test_a_class_is_reached_or_not_never_both(values: list[float], target: float, at_most: bool, k: int) -> None:
    breaks = target_breaks(values, target, at_most=at_most, k=k)
    assert in_order(breaks) and len(breaks) < 9
    edge = breaks.index(math.nextafter(target, math.inf) if at_most else target)
    tried = [*values, target, math.nextafter(target, -math.inf), math.nextafter(target, math.inf)]
    known = [value for value in tried if math.isfinite(value)]
    for value, number in zip(known, class_of(known, breaks), strict=True):
        reached = value <= target if at_most else value >= target
        assert reached == (number <= edge if at_most else number > edge)


@given(VALUES)
def test_fences_hold_the_middle_half(values: list[float]) -> None:
    bounds = fences(values)
    known = [value for value in values if math.isfinite(value)]
    if bounds is not None:
        assert len(inside(values, bounds)) >= len(known) / 2
    assert 0.0 not in inside(values, None, without_zero=True)


@given(st.sampled_from(Method), VALUES, K)
def test_tidied_breaks_part_the_values_as_before(method: Method, values: list[float], k: int) -> None:
    breaks = breaks_by(method, values, k)
    tidied = tidy(breaks, values)
    assert in_order(tidied)
    assert class_of(values, tidied).tolist() == class_of(values, breaks).tolist()


@given(VALUES)
def test_tidied_fences_leave_the_same_values_outside(values: list[float]) -> None:
    bounds = fences(values)
    if bounds is not None:
        assert inside(values, tidy_fences(bounds, values)).tolist() == inside(values, bounds).tolist()
