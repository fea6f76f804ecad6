"""Empirical Bayes as R's spdep 1.2-7 computes it for sudden infant deaths in North Carolina 1974 (Cressie 1993).

Agreement: parameters a, m and the first five global and local estimates to all published digits; all 100 counties equal
to esda's port of the same formulas.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from quartier.methods.rates import empirical_bayes, spatial_empirical_bayes

libpysal = pytest.importorskip("libpysal")
GLOBAL = [0.001697297, 0.001705378, 0.001773087, 0.002012868, 0.003534913]
LOCAL = [0.0009922276, 0.0012639029, 0.0009740260, 0.0007604563, 0.0050153881]


@pytest.fixture(scope="module")
def counties() -> pd.DataFrame:
    path = libpysal.examples.get_path("sids2.dbf")
    table = libpysal.io.open(path)
    return pd.DataFrame(table.by_col_array(["SID74", "BIR74"]), columns=["deaths", "births"]).astype(float)


def neighbours() -> np.ndarray:
    weights = libpysal.io.open(libpysal.examples.get_path("sids2.gal")).read()
    return np.asarray(weights.full()[0])


def test_global_estimate(counties: pd.DataFrame) -> None:
    table = empirical_bayes(counties["deaths"], counties["births"])
    assert table["value"][:5].tolist() == pytest.approx(GLOBAL, abs=5e-10)
    assert table.attrs["a"] == pytest.approx(7.692931e-07, abs=5e-14)
    assert table.attrs["m"] == pytest.approx(0.002021445, abs=5e-10)


def test_local_estimate(counties: pd.DataFrame) -> None:
    table = spatial_empirical_bayes(counties["deaths"], counties["births"], neighbours())
    assert table["value"][:5].tolist() == pytest.approx(LOCAL, abs=5e-11)


def test_all_counties_against_esda(counties: pd.DataFrame) -> None:
    smoothing = pytest.importorskip("esda.smoothing")
    deaths, births = counties["deaths"].to_numpy(), counties["births"].to_numpy()
    theirs = smoothing.Empirical_Bayes(deaths, births).r.ravel()
    assert np.allclose(empirical_bayes(counties["deaths"], counties["births"])["value"], theirs, rtol=0, atol=1e-12)
