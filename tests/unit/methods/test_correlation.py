"""Correlation and line against SciPy and statsmodels, on numbers made here."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from quartier.kernel.errors import InputRejected
from quartier.methods import correlation


def pairs(seed: int, n: int = 40) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    x = random.gamma(2, 5, n).round(1)
    return x, (0.4 * x + random.normal(0, 4, n)).round(1), random.integers(50, 900, n).astype(float)


@pytest.mark.parametrize("seed", range(5))
def test_as_scipy_says(seed: int) -> None:
    x, y, _ = pairs(seed)
    for own, other in ((correlation.pearson, stats.pearsonr), (correlation.spearman, stats.spearmanr)):
        found, theirs = own(x, y), other(x, y)
        assert found.value == pytest.approx(theirs.statistic)
        assert found.p_value == pytest.approx(theirs.pvalue)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("weighted", [False, True])
def test_line_and_band_as_statsmodels_says(seed: int, weighted: bool) -> None:
    x, y, w = pairs(seed)
    fit = correlation.least_squares(x, y, w if weighted else None)
    theirs = sm.WLS(y, sm.add_constant(x), weights=w if weighted else 1.0).fit()
    assert (fit.intercept, fit.slope) == pytest.approx(tuple(theirs.params))
    assert (fit.slope_lower, fit.slope_upper) == pytest.approx(tuple(theirs.conf_int()[1]))
    assert fit.r_squared == pytest.approx(theirs.rsquared)
    at = 12.0
    half = fit.t * fit.sigma * np.sqrt(1 / fit.weight + (at - fit.mean_x) ** 2 / fit.sxx)
    band = theirs.get_prediction([1.0, at]).conf_int()[0]
    line = fit.intercept + fit.slope * at
    assert (line - half, line + half) == pytest.approx(tuple(band))
    r = correlation.pearson(x, y, w if weighted else None)
    assert r.value**2 == pytest.approx(fit.r_squared)
    assert r.p_value == pytest.approx(theirs.pvalues[1])


@pytest.mark.parametrize("seed", range(5))
def test_far_units_as_statsmodels_says(seed: int) -> None:
    x, y, _ = pairs(seed)
    y[3] += 40
    theirs = sm.OLS(y, sm.add_constant(x)).fit().get_influence().resid_studentized_external
    gap = np.append(x, np.nan)
    assert correlation.far_from_line(gap, np.append(y, 1.0)).tolist() == [*(np.abs(theirs) > correlation.FAR), False]


def test_contradictions_are_rejected() -> None:
    with pytest.raises(InputRejected):
        correlation.pearson([1, 2, 3], [1, 2])
    with pytest.raises(InputRejected):
        correlation.least_squares([1, 2, 3], [1, 2, 3], [1, -1, 1])
