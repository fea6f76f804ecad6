"""The Nile at Aswan, 1871 to 1970 (Cobb 1978; data in statsmodels): the textbook change point after 1898.

Values: pymannkendall 1.4.3 (Z, Sen), ruptures 1.1.10 (PELT), Pettitt's K and p by the R package trend.
"""

from __future__ import annotations

import pytest

from quartier.methods.time import mann_kendall, pettitt, segment_means, sen_slope


@pytest.fixture(scope="module")
def nile() -> list[float]:
    datasets = pytest.importorskip("statsmodels.datasets")
    return [float(value) for value in datasets.nile.load_pandas().data["volume"]]


def test_change_point(nile: list[float]) -> None:
    found = pettitt(nile)
    assert found.statistic == 1617
    assert found.position is not None
    assert 1871 + found.position == 1898
    assert found.p_value == pytest.approx(3.591e-7, abs=5e-11)
    assert segment_means(nile) == (27,)


def test_trend(nile: list[float]) -> None:
    assert mann_kendall(nile).z == pytest.approx(-4.128067, abs=5e-7)
    assert sen_slope(nile).slope == pytest.approx(-2.6)
