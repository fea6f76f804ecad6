"""Class breaks against mapclassify, SciPy, published examples and examples by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats.mstats import mquantiles

from quartier.methods.classify import (
    NATURAL_SAMPLE,
    BreaksInvalid,
    class_counts,
    class_of,
    default_breaks,
    deviation_breaks,
    equal_breaks,
    head_tail_breaks,
    natural_breaks,
    own_breaks,
    pretty,
    pretty_breaks,
    quantile_breaks,
)

SKEWED = np.random.default_rng(7).gamma(2.0, 5.0, 300)
ALL = (quantile_breaks, natural_breaks, equal_breaks, deviation_breaks, head_tail_breaks, pretty_breaks, default_breaks)


def test_a_value_on_a_break_belongs_to_the_class_above() -> None:
    assert class_of([0.9, 1.0, 1.9, 2.0, 5.0], [1.0, 2.0]).tolist() == [0, 1, 1, 2, 2]
    assert class_counts([0.9, 1.0, 1.9, 2.0, 5.0], [1.0, 2.0]) == [1, 2, 2]


def test_what_is_no_number_has_no_class() -> None:
    assert class_of([[np.nan, np.inf], [-np.inf, 0.0]], [1.0]).tolist() == [[-1, -1], [-1, 0]]
    assert class_counts([np.nan, 0.0], []) == [1]


@pytest.mark.parametrize("breaks_of", ALL)
def test_without_values_or_with_equal_ones_there_is_no_break(breaks_of) -> None:
    for values in ([], [np.nan, np.nan], [3.0], [3.0, 3.0, np.nan]):
        assert breaks_of(values) == []


# Hyndman and Fan (1996), definitions 1 to 3, quartiles of 1 to 10 by hand: np = 2.5, 5, 7.5 (type 3: np - 0.5 = 2, 4.5,
# 7 with ties to the even order statistic)
@pytest.mark.parametrize(("method", "expected"), [(1, [3, 5, 8]), (2, [3, 5.5, 8]), (3, [2, 5, 8])])
def test_discontinuous_quantiles_by_hand(method: int, expected: list[float]) -> None:
    assert quantile_breaks(range(1, 11), 4, method=method) == expected


# plotting positions of types 4 to 9 as Hyndman and Fan (1996) give them; oracle: SciPy's mquantiles
@pytest.mark.parametrize(
    ("method", "alpha", "beta"), [(4, 0, 1), (5, 0.5, 0.5), (6, 0, 0), (7, 1, 1), (8, 1 / 3, 1 / 3), (9, 3 / 8, 3 / 8)]
)
def test_continuous_quantiles_are_those_of_scipy(method: int, alpha: float, beta: float) -> None:
    expected = mquantiles(SKEWED, [0.2, 0.4, 0.6, 0.8], alphap=alpha, betap=beta)
    np.testing.assert_allclose(quantile_breaks(SKEWED, 5, method=method), expected, rtol=1e-12)


def test_simple_breaks_are_those_of_mapclassify() -> None:
    mapclassify = pytest.importorskip("mapclassify")
    for k in (2, 5, 7):
        np.testing.assert_allclose(quantile_breaks(SKEWED, k), mapclassify.Quantiles(SKEWED, k).bins[:-1])
        np.testing.assert_allclose(equal_breaks(SKEWED, k), mapclassify.EqualInterval(SKEWED, k).bins[:-1])
    multiples = [-1, 1, 2]  # mean - 2 sd lies below the minimum of these skewed values
    expected = mapclassify.StdMean(SKEWED, multiples=multiples).bins[:-1]
    np.testing.assert_allclose(deviation_breaks(SKEWED, multiples, ddof=1), expected)


@pytest.mark.parametrize("k", [2, 3, 5, 8])
def test_natural_breaks_part_values_as_mapclassify_does(k: int) -> None:
    mapclassify = pytest.importorskip("mapclassify")
    values = SKEWED[:120]
    assert class_of(values, natural_breaks(values, k)).tolist() == mapclassify.FisherJenks(values, k).yb.tolist()


def test_natural_breaks_with_few_distinct_values_make_each_a_class() -> None:
    assert natural_breaks([1, 1, 2, 2, 2, 9], 5) == [2.0, 9.0]
    assert natural_breaks([1, 1, 2, 2, 2, 9], 2) == [9.0]


def test_natural_breaks_of_many_values_part_clear_groups() -> None:
    rng = np.random.default_rng(1)
    groups = [rng.normal(centre, 1.0, 4 * NATURAL_SAMPLE) for centre in (0.0, 100.0, 300.0)]
    breaks = natural_breaks(np.concatenate(groups), 3)
    assert class_counts(np.concatenate(groups), breaks) == [4 * NATURAL_SAMPLE] * 3


def test_head_tail_breaks_of_jiang() -> None:
    """Jiang, B. and Yin, J. (2014), Ht-index, Annals of the AAG 104(3): of 1, 1/2, ..., 1/10 the first mean is 0.29 and
    the second 0.61, which makes three classes: 1; 1/2 and 1/3; 1/4 to 1/10."""
    values = 1 / np.arange(1, 11)
    breaks = head_tail_breaks(values)
    assert [round(value, 2) for value in breaks] == [0.29, 0.61]
    assert class_counts(values, breaks) == [7, 2, 1]


def test_head_tail_breaks_begin_as_mapclassify_and_end_when_the_head_is_no_minority() -> None:
    mapclassify = pytest.importorskip("mapclassify")
    values = np.random.default_rng(2).pareto(1.2, 1000)
    breaks = head_tail_breaks(values)
    assert len(breaks) >= 3
    np.testing.assert_allclose(breaks, mapclassify.HeadTailBreaks(values).bins[: len(breaks)])
    # by hand: mean 224 / 20 = 11.2, head 20 to 60 (5 of 20); mean 40, head 50 and 60 (2 of 5); 1 of 2 is no minority
    assert head_tail_breaks([1] * 14 + [10, 20, 30, 40, 50, 60]) == [11.2, 40.0]
    assert head_tail_breaks(range(100)) == []  # half of evenly spread values lies above their mean


# the examples of R's help page ?pretty, and its output
@pytest.mark.parametrize(
    ("low", "high", "n", "expected"),
    [
        (1, 10, 5, [0, 2, 4, 6, 8, 10]),
        (1, 10, 21, [1 + step / 2 for step in range(19)]),
        (1, 20, 2, [0, 10, 20]),
        (1, 20, 10, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]),
        (0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_pretty_is_that_of_r(low: float, high: float, n: int, expected: list[float]) -> None:
    assert pretty(low, high, n).tolist() == expected


def test_pretty_breaks_are_the_inner_ones() -> None:
    assert pretty_breaks([1, 4, 10]) == [2, 4, 6, 8, 10]  # 10 is the maximum: a class of its own from there on
    assert pretty_breaks([0.1, 0.9]) == [0.2, 0.4, 0.6, 0.8]


def test_own_breaks_have_to_ascend() -> None:
    assert own_breaks([1, 2.5]) == [1.0, 2.5]
    assert own_breaks([]) == []
    for wrong in ([2, 1], [1, 1], [1, np.nan], [np.inf]):
        with pytest.raises(BreaksInvalid):
            own_breaks(wrong)


def test_parameters_that_make_no_sense_are_told() -> None:
    with pytest.raises(BreaksInvalid, match="no quantile type 10"):
        quantile_breaks([1, 2], method=10)
    for breaks_of in (quantile_breaks, natural_breaks, equal_breaks, pretty_breaks):
        with pytest.raises(BreaksInvalid, match="at least one class"):
            breaks_of([1, 2], 0)


def test_default_breaks_stand_between_codes_of_classes() -> None:
    assert default_breaks([1, 2, 2, 4], "class") == [1.5, 3.0]
    assert default_breaks(range(1, 9), "class") == [1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5]


def test_default_breaks_are_short_numbers_near_the_quantiles() -> None:
    values = SKEWED
    breaks = default_breaks(values)
    assert all(len(f"{value:g}".replace(".", "").strip("0")) <= 2 for value in breaks)
    sizes = np.array(class_counts(values, breaks)) / len(values)
    assert len(sizes) == 5
    assert sizes.min() > 0.1
    assert sizes.max() < 0.3


def test_default_breaks_of_few_and_of_tied_values() -> None:
    assert default_breaks([0, 0, 0, 1]) == [0.5]
    assert default_breaks([10, 20, 30]) == [15.0, 25.0]
    many_zeros = default_breaks([0] * 60 + list(range(1, 41)), "count")
    assert len(many_zeros) == 4  # zeros do not swallow the classes of the rest
