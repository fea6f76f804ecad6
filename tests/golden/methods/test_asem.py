"""COINr's ASEM example: 51 countries x 49 indicators, each step against the R package's own result.

Agreement: denominated, imputed, treated, normalised and all 11 aggregates within 3e-14; the results
table (scores rounded to 2 decimals, ranks of the rounded scores) 100 %.
"""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from quartier.methods.composite.normalise import rank
from quartier.methods.composite.run import IndexResult, run_recipe
from quartier.sources.recipes import find_recipe

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def coin(shared: Path) -> dict[str, Any]:
    rdata = pytest.importorskip("rdata")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return dict(rdata.read_rda(shared / "data/coinr_asem/ASEM_COIN.rda")["ASEM_COIN"])


@pytest.fixture(scope="module")
def result(coin: dict[str, Any]) -> IndexResult:
    table = coin["Input"]["Original"]["IndData"].reset_index(drop=True)
    return run_recipe(find_recipe("coinr-asem"), table)


@pytest.mark.parametrize(
    ("step", "name"),
    [("raw", "Denominated"), ("imputed", "Imputed"), ("treated", "Treated"), ("normalised", "Normalised")],
)
def test_every_step(coin: dict[str, Any], result: IndexResult, step: str, name: str) -> None:
    own: pd.DataFrame = getattr(result, step)
    published = coin["Data"][name][list(own.columns)].to_numpy(dtype=float)
    assert own.shape == (51, 49)
    assert np.array_equal(np.isnan(own.to_numpy()), np.isnan(published))
    assert np.nanmax(np.abs(own.to_numpy() - published)) < 3e-14


def test_aggregates_of_three_levels(coin: dict[str, Any], result: IndexResult) -> None:
    published = coin["Data"]["Aggregated"].reset_index(drop=True)
    assert len(result.recipe.scores) == 11
    for score in result.recipe.scores:
        assert (result.table[score.key] - published[score.key]).abs().max() < 3e-14


def test_results_table(shared: Path, coin: dict[str, Any], result: IndexResult) -> None:
    codes = coin["Input"]["Original"]["IndData"]["UnitCode"].to_numpy()
    folder = shared / "data/coinr_asem"
    scores = pd.read_csv(folder / "results_AggregatesScore.csv").set_index("UnitCode").reindex(codes)
    ranks = pd.read_csv(folder / "results_AggregatesRank.csv").set_index("UnitCode").reindex(codes)
    for score in result.recipe.scores:
        assert np.abs(result.table[score.key].to_numpy() - scores[score.key].to_numpy()).max() < 0.00501
        order = rank(result.table[score.key].round(2), highest_first=True).values
        assert (order.to_numpy() == ranks[score.key].to_numpy()).all()
