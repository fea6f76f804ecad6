"""CDC/ATSDR Social Vulnerability Index, 67 counties of Pennsylvania, 2018 and 2020.

Agreement: all 15 + 16 variable ranks, all theme sums, theme ranks and overall ranks, 100 % to the published 4 decimals.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from quartier.methods.composite.run import run_recipe
from quartier.sources.recipes import find_recipe

pytestmark = pytest.mark.shared
HALF = 5.1e-5


@pytest.mark.parametrize(("year", "variables"), [(2018, 15), (2020, 16)])
def test_the_whole_chain(shared: Path, year: int, variables: int) -> None:
    published = pd.read_csv(shared / f"data/cdc_svi_pa/{year}svi_pa_co_cdc.csv", encoding="utf-8-sig")
    result = run_recipe(find_recipe(f"svi:{year}"), published)
    assert result.normalised.shape == (67, variables)
    for name in result.normalised:
        assert (result.normalised[name] - published["EPL_" + str(name)[3:]]).abs().max() < HALF, name
    for number in range(1, 5):
        assert (result.table[f"theme{number}_sum"] - published[f"SPL_THEME{number}"]).abs().max() < HALF
        assert (result.table[f"theme{number}"] - published[f"RPL_THEME{number}"]).abs().max() < HALF
    assert (result.table["overall_sum"] - published["SPL_THEMES"]).abs().max() < HALF
    assert (result.table["overall"] - published["RPL_THEMES"]).abs().max() < HALF
