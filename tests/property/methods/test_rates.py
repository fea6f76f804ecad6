"""Rates against naive versions and simulation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from quartier.methods import rates

shares = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def one(value: float) -> pd.Series[float]:
    return pd.Series([float(value)])


@given(shares, st.sampled_from([0.8, 0.95, 0.998]))
def test_wilson_inverts_the_score_test(share: tuple[int, int], level: float) -> None:
    """At each limit the score statistic equals the quantile (found by root search, not by the formula)."""
    k, n = share
    z = stats.norm.ppf(0.5 + level / 2)

    def score(p: float) -> float:
        return float(abs(k / n - p) - z * np.sqrt(p * (1 - p) / n))

    table = rates.wilson(one(k), one(n), level)
    if k > 0:
        assert table["lower"][0] == pytest.approx(optimize.brentq(score, 0.0, k / n - 1e-9), abs=1e-8)
    if k < n:
        assert table["upper"][0] == pytest.approx(optimize.brentq(score, k / n + 1e-9, 1.0), abs=1e-8)


@given(shares)
def test_exact_limits_invert_the_binomial(share: tuple[int, int]) -> None:
    k, n = share
    table = rates.exact_share(one(k), one(n))
    if k > 0:
        assert stats.binom.sf(k - 1, n, table["lower"][0]) == pytest.approx(0.025, abs=1e-6)
    if k < n:
        assert stats.binom.cdf(k, n, table["upper"][0]) == pytest.approx(0.025, abs=1e-6)


@given(st.integers(0, 500))
def test_exact_limits_invert_the_poisson(events: int) -> None:
    table = rates.exact_poisson(one(events))
    assert stats.poisson.cdf(events, table["upper"][0]) == pytest.approx(0.025, abs=1e-6)
    if events:
        assert stats.poisson.sf(events - 1, table["lower"][0]) == pytest.approx(0.025, abs=1e-6)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(40, 900)), min_size=2, max_size=12))
def test_smoothing_moves_every_rate_towards_the_whole_and_keeps_order_of_size(pairs: list[tuple[int, int]]) -> None:
    e, b = (pd.Series(part, dtype="float64") for part in zip(*pairs, strict=True))
    table = rates.empirical_bayes(e, b)
    whole = e.sum() / b.sum()
    assert (np.sign(table["value"] - whole) * np.sign(table["raw"] - whole) >= 0).all()
    assert ((table["value"] - whole).abs() <= (table["raw"] - whole).abs() + 1e-12).all()
    larger_weighs_more = table["weight"][b.sort_values(kind="stable").index]
    assert larger_weighs_more.is_monotonic_increasing


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(40, 900)), min_size=2, max_size=8), st.data())
def test_local_smoothing_against_a_loop(pairs: list[tuple[int, int]], data: st.DataObject) -> None:
    e, b = (pd.Series(part, dtype="float64") for part in zip(*pairs, strict=True))
    n = len(e)
    bits = data.draw(st.lists(st.booleans(), min_size=n * n, max_size=n * n))
    near = np.array(bits).reshape(n, n) & ~np.eye(n, dtype=bool)
    table = rates.spatial_empirical_bayes(e, b, near)
    for i in range(n):
        group = [i, *[j for j in range(n) if near[i, j]]]
        if len(group) == 1:
            assert table["reason"][i] == "no-neighbours"
            continue
        m = e[group].sum() / b[group].sum()
        s2 = sum(b[j] * (e[j] / b[j] - m) ** 2 for j in group) / b[group].sum()
        a = max(0.0, s2 - m / (b[group].sum() / len(group)))
        w = a / (a + m / b[i]) if m > 0 else 0.0
        assert table["value"][i] == pytest.approx(w * e[i] / b[i] + (1 - w) * m, abs=1e-9)


def stock_of_two_dates(
    rng: np.random.Generator, stay: float, share: float = 0.2, persons: int = 800
) -> tuple[int, int]:
    """Persons one by one: who is in the group stays with probability `stay`; joiners keep the share as it was."""
    before = rng.random(persons) < share
    joins = share * (1 - stay) / (1 - share)
    after = np.where(before, rng.random(persons) < stay, rng.random(persons) < joins)
    return int(before.sum()), int(after.sum())


@pytest.fixture(scope="module")
def simulated() -> tuple[pd.Series[float], pd.Series[float], pd.Series[float]]:
    rng = np.random.default_rng(20240229)
    pairs = [stock_of_two_dates(rng, 0.8) for _ in range(3000)]
    before, after = (pd.Series(part, dtype="float64") for part in zip(*pairs, strict=True))
    return before, after, pd.Series(800.0, index=before.index)


def test_a_stock_of_the_same_people_is_tested_with_its_covariance(
    simulated: tuple[pd.Series[float], pd.Series[float], pd.Series[float]],
) -> None:
    """Nothing changed, 80 % stay: the interval must miss 0 in 5 % of the towns, the independent one almost never."""
    before, after, persons = simulated
    with_covariance = rates.change_of_stock(before, persons, after, persons, stay=0.8)
    independent = rates.difference_of_shares(after, persons, before, persons)
    missed = float((with_covariance["p_value"] < 0.05).mean())
    assert 0.04 <= missed <= 0.06
    assert float((independent["p_value"] < 0.05).mean()) < 0.001


def test_the_variance_ratio_is_found_from_residual_variation(
    simulated: tuple[pd.Series[float], pd.Series[float], pd.Series[float]],
) -> None:
    """True ratio at a stay rate s and share p: (1 - s) / (1 - p) = 0.25. Half the units really grow by a quarter."""
    before, after, persons = simulated
    counted = pd.DataFrame({"2020": before, "2021": after})
    ratio = rates.variance_ratio(counted, pd.DataFrame({"2020": persons, "2021": persons}))
    assert ratio.value == pytest.approx(0.25, abs=0.025)
    tested = rates.change_of_stock(before, persons, after, persons, ratio=ratio.value)
    assert 0.035 <= float((tested["p_value"] < 0.05).mean()) <= 0.065
    some = after.where(np.arange(len(after)) % 10 > 0, after * 1.25)
    robust = rates.variance_ratio(pd.DataFrame({"a": before, "b": some}), pd.DataFrame({"a": persons, "b": persons}))
    assert robust.value < 0.5


@given(st.lists(shares, min_size=2, max_size=8))
def test_the_rest_is_everybody_else(pairs: list[tuple[int, int]]) -> None:
    k, n = (pd.Series(part, dtype="float64") for part in zip(*pairs, strict=True))
    table = rates.difference_from_rest(k, n)
    for i in range(len(k)):
        others = k.drop(i).sum() / n.drop(i).sum()
        assert table["value"][i] == pytest.approx(k[i] / n[i] - others)
        assert table["rest"][i] == pytest.approx(others)
