"""Series against naive versions and other implementations."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from quartier.methods.time import damped_trend, drift, forecast, mann_kendall, pettitt, segment_means, sen_slope
from quartier.methods.time.trend import trends

short = st.lists(st.integers(0, 12).map(float), min_size=4, max_size=14)


@given(short)
def test_mann_kendall_against_counting_and_kendall_s_tau(values: list[float]) -> None:
    s = sum(np.sign(b - a) for a, b in itertools.combinations(values, 2))
    found = mann_kendall(values)
    assert found.s == s
    if len(values) < 8 and len(set(values)) == len(values):
        exact = stats.kendalltau(range(len(values)), values, method="exact").pvalue
        assert found.p_value == pytest.approx(exact)
    backwards = mann_kendall(values[::-1])
    assert (backwards.s, backwards.p_value) == (-s, pytest.approx(found.p_value))


@given(short)
def test_sen_s_slope_against_scipy(values: list[float]) -> None:
    theirs = stats.theilslopes(values, np.arange(len(values)), 0.95)
    found = sen_slope(values)
    assert found.slope == pytest.approx(theirs.slope)
    if len(set(values)) == len(values):
        assert (found.lower, found.upper) == pytest.approx((theirs.low_slope, theirs.high_slope))


@given(short)
def test_gaps_are_left_out_but_time_runs_on(values: list[float]) -> None:
    holes = [v for value in values for v in (value, float("nan"))]
    assert sen_slope(holes).slope == pytest.approx(sen_slope(values).slope / 2)
    assert mann_kendall(holes).s == mann_kendall(values).s


@given(short)
def test_pettitt_against_two_loops(values: list[float]) -> None:
    if len(set(values)) == 1:
        return
    sums = [abs(sum(np.sign(a - b) for a in values[: t + 1] for b in values[t + 1 :])) for t in range(len(values) - 1)]
    found = pettitt(values)
    assert (found.statistic, found.position) == (max(sums), sums.index(max(sums)))


@settings(max_examples=100)
@given(st.lists(st.integers(0, 6).map(float), min_size=4, max_size=9), st.sampled_from([0.5, 2.0, 8.0, 20.0]))
def test_segments_are_the_best_of_all_segmentations(values: list[float], penalty: float) -> None:
    def cost(cuts: tuple[int, ...]) -> float:
        edges = [0, *[cut + 1 for cut in cuts], len(values)]
        parts = [np.array(values[a:b]) for a, b in itertools.pairwise(edges)]
        if min(part.size for part in parts) < 2:
            return float("inf")
        return float(sum(((part - part.mean()) ** 2).sum() for part in parts)) + penalty * len(cuts)

    everything = [cuts for size in range(len(values)) for cuts in itertools.combinations(range(len(values) - 1), size)]
    assert cost(segment_means(values, penalty)) == pytest.approx(min(cost(cuts) for cuts in everything))


@given(st.lists(st.integers(0, 100).map(float), min_size=5, max_size=10), st.integers(1, 5))
@settings(max_examples=15, deadline=None)
def test_a_forecast_widens_and_keeps_its_centre(values: list[float], horizon: int) -> None:
    table = forecast(values, horizon).table
    width = table["upper"] - table["lower"]
    assert (width.diff().dropna() >= -1e-9).all()
    assert np.allclose((table["upper"] + table["lower"]) / 2, table["value"])
    assert (forecast(values, horizon, lowest=0).table >= 0).all(axis=None)


def test_damped_trend_against_statsmodels() -> None:
    ets = pytest.importorskip("statsmodels.tsa.exponential_smoothing.ets")
    values = np.array([30.0, 32.5, 33.0, 36.0, 37.5, 38.0, 40.0, 41.5, 41.0, 43.0, 44.0, 44.5])
    theirs = ets.ETSModel(values, error="add", trend="add", damped_trend=True).fit(disp=False).forecast(3)
    assert damped_trend(values, 3)["value"].tolist() == pytest.approx(list(theirs), rel=0.02)


def test_intervals_of_the_forecast_cover_what_they_promise() -> None:
    """A random walk with drift, 400 times: the 80 % interval of the right method holds the next value in about 80 %."""
    rng = np.random.default_rng(7)
    walks = np.cumsum(rng.normal(1.0, 2.0, size=(400, 13)), axis=1)
    hits = 0
    for walk in walks:
        row = drift(walk[:12], 1, 0.8).iloc[0]
        hits += bool(row["lower"] <= walk[12] <= row["upper"])
    assert 0.74 <= hits / 400 <= 0.86


def test_many_series_at_once() -> None:
    table = pd.DataFrame([[1, 2, 3, 4, 5, 6, 7, 8], [8, 7, 6, 5, 4, 3, 2, 1]], index=["up", "down"])
    found = trends(table)
    assert found["direction"].to_dict() == {"up": 1, "down": -1}
