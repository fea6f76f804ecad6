"""Regional inequality in Mexico 1940-2000 (Rey & Sastré Gutiérrez 2010), data bundled with libpysal."""

from __future__ import annotations

import pandas as pd
import pytest
from libpysal.examples import load_example

from quartier.kernel.errors import InputRejected
from quartier.methods import inequality as ineq

YEARS = [1940, 1950, 1960, 1970, 1980, 1990, 2000]


@pytest.fixture(scope="module")
def states() -> pd.DataFrame:
    return pd.read_csv(load_example("mexico").get_path("mexico.csv"))


def test_gini_of_states(states: pd.DataFrame) -> None:
    """Published in the documentation of PySAL inequality."""
    published = [0.353724, 0.296446, 0.253718, 0.255134, 0.245053, 0.251818, 0.258113]
    assert [ineq.gini(states[f"pcgdp{year}"]).value for year in YEARS] == pytest.approx(published, abs=1e-6)


def test_theil_between_and_within_regions(states: pd.DataFrame) -> None:
    """Hanson's (1998) regions, 1940: .208943 = .034589 + .174355."""
    found = ineq.theil(states["pcgdp1940"], groups=states["hanson98"])
    assert (found.total, found.between, found.within) == pytest.approx((0.208943, 0.034589, 0.174355), abs=1e-6)


def test_bad_input_is_told() -> None:
    with pytest.raises(InputRejected, match="numbers"):
        ineq.gini(["a", "b"])
    with pytest.raises(InputRejected, match="epsilon"):
        ineq.atkinson([1, 2], epsilon=0)
    with pytest.raises(InputRejected, match="1 to 9"):
        ineq.percentile_ratio([1, 2, 3], quantile_type=10)
    with pytest.raises(InputRejected, match="different units"):
        ineq.concentration_index([1, 2], [1, 2, 3])
    with pytest.raises(InputRejected, match="negative"):
        ineq.gini([1, 2], [1, -1])
