"""Composite methods against naive versions, and what must hold for any numbers."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartier.methods.composite.aggregate import arithmetic_mean, copeland, geometric_mean, harmonic_mean, power_mean
from quartier.methods.composite.classes import classes_by_quantile, classes_by_rank
from quartier.methods.composite.envelopment import benefit_of_the_doubt
from quartier.methods.composite.normalise import min_max, percent_rank, rank, z_score
from quartier.methods.composite.shrinkage import shrink

values = st.lists(st.integers(-1000, 1000).map(lambda n: n / 8), min_size=2, max_size=30).map(pd.Series)
cells = st.integers(1, 400).map(lambda n: n / 4)


@st.composite
def tables(draw: st.DrawFn, most: int = 12) -> pd.DataFrame:
    columns = draw(st.integers(1, 4))
    rows = draw(st.lists(st.lists(cells, min_size=columns, max_size=columns), min_size=2, max_size=most))
    return pd.DataFrame(rows, columns=[f"x{n}" for n in range(columns)])


@given(values)
def test_z_scores_have_mean_0_and_sd_1_whatever_the_order(column: pd.Series[float]) -> None:
    z = z_score(column).values
    if column.nunique() == 1:
        assert z.isna().all()
        return
    assert float(z.mean()) == pytest.approx(0, abs=1e-9)
    assert float(z.std(ddof=0)) == pytest.approx(1)
    assert z_score(column[::-1]).values[::-1].tolist() == z.tolist()


@given(values, st.integers(-5, 5), st.integers(1, 9))
def test_min_max_does_not_mind_the_unit_of_measure(column: pd.Series[float], shift: int, factor: int) -> None:
    one, two = min_max(column).values, min_max(column * factor + shift).values
    assert np.allclose(one, two, equal_nan=True)


@given(values)
def test_ranks_against_counting(column: pd.Series[float]) -> None:
    listed = column.tolist()
    assert rank(column).values.tolist() == [1 + sum(other < own for other in listed) for own in listed]
    shares = [sum(other < own for other in listed) / (len(listed) - 1) for own in listed]
    assert percent_rank(column).values.tolist() == pytest.approx(shares)


@given(tables())
def test_means_keep_their_order(table: pd.DataFrame) -> None:
    """Harmonic <= geometric <= arithmetic <= quadratic (Hardy, Littlewood, Pólya 1934)."""
    means = [harmonic_mean(table), geometric_mean(table), arithmetic_mean(table), power_mean(table, 2)]
    for low, high in itertools.pairwise(means):
        assert (low.values <= high.values + 1e-9).all()


@given(tables())
def test_copeland_against_two_loops(table: pd.DataFrame) -> None:
    rows = table.to_numpy().tolist()
    naive = []
    for one in rows:
        score = 0
        for other in rows:
            wins = sum(a > b for a, b in zip(one, other, strict=True))
            losses = sum(a < b for a, b in zip(one, other, strict=True))
            score += (wins > losses) - (wins < losses)
        naive.append(score)
    assert copeland(table).values.tolist() == naive


@settings(max_examples=25)
@given(tables(most=6))
def test_benefit_of_the_doubt_is_at_most_1_and_somebody_reaches_it(table: pd.DataFrame) -> None:
    scores = benefit_of_the_doubt(table).values
    assert scores.max() == pytest.approx(1)
    assert (scores > 0).all()
    doubled = benefit_of_the_doubt(table * 2).values
    assert np.allclose(scores, doubled)


@given(values.filter(lambda column: len(column) >= 5), st.integers(2, 5), st.integers(4, 9))
def test_quantile_classes_rise_with_the_value(column: pd.Series[float], count: int, kind: int) -> None:
    classes = classes_by_quantile(column, count, kind).values
    assert classes.between(1, count).all()
    assert classes[column.sort_values(kind="stable").index].is_monotonic_increasing


@given(st.permutations(range(1, 41)), st.integers(2, 10))
def test_rank_classes_differ_by_at_most_one_unit(order: list[int], count: int) -> None:
    sizes = classes_by_rank(pd.Series(order, dtype="float64"), count).values.value_counts()
    assert sizes.max() - sizes.min() <= 1


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 500)), min_size=2, max_size=15))
def test_a_shrunk_rate_lies_between_its_own_and_the_larger_area(pairs: list[tuple[int, int]]) -> None:
    r, n = (pd.Series(part, dtype="float64") for part in zip(*pairs, strict=True))
    table = shrink(r, n)
    own = (r + 0.5) / (n + 1)
    whole = (r.sum() + 0.5) / (n.sum() + 1)
    low, high = np.minimum(own, whole), np.maximum(own, whole)
    assert ((table["rate"] >= low - 1e-9) & (table["rate"] <= high + 1e-9)).all()
    assert table["weight"].between(0, 1).all()
    assert not any(math.isnan(rate) for rate in table["rate"])
