"""Incomes of the 48 US states 1929-2009 (Rey 2001; data bundled with libpysal), values of giddy's documentation."""

from __future__ import annotations

import libpysal
import numpy as np
import pandas as pd
import pytest
from libpysal.examples import load_example

from quartier.kernel.errors import InputRejected
from quartier.methods import markov as mk
from quartier.methods.space import from_neighbours, from_pairs


@pytest.fixture(scope="module")
def incomes() -> pd.DataFrame:
    table = pd.read_csv(load_example("us_income").get_path("usjoin.csv"))
    return table[[str(year) for year in range(1929, 2010)]]


def test_quintiles_of_each_year(incomes: pd.DataFrame) -> None:
    """giddy.markov.Markov: first row and steady state."""
    quintiles = incomes.apply(lambda year: np.searchsorted(np.quantile(year, [0.2, 0.4, 0.6, 0.8]), year))
    chain = mk.markov(quintiles)
    first = [0.91011236, 0.0886392, 0.00124844, 0, 0]
    assert chain.probabilities.loc[0].tolist() == pytest.approx(first, abs=1e-8)
    steady = [0.20774716, 0.18725774, 0.20740537, 0.18821787, 0.20937187]
    assert chain.steady.tolist() == pytest.approx(steady, abs=1e-8)
    assert chain.counts.to_numpy().sum() == 48 * 80


def test_neighbours_matter(incomes: pd.DataFrame) -> None:
    """giddy.markov.Spatial_Markov on relative incomes, 5 x 5 classes: tests and first row beside poor neighbours."""
    gal = libpysal.io.open(load_example("us_income").get_path("states48.gal")).read()
    weights = from_neighbours({int(unit): [int(other) for other in gal.neighbors[unit]] for unit in gal.id_order})
    found = mk.spatial_markov(mk.relative(incomes), weights)
    test = found.homogeneity
    assert (test.chi_square, test.likelihood_ratio) == pytest.approx((200.623728, 170.658828), abs=1e-6)
    assert test.dof == 60
    poor = [0.963415, 0.030488, 0.006098, 0, 0]
    assert found.by_lag[0].probabilities.loc[0].tolist() == pytest.approx(poor, abs=1e-6)
    assert sum(chain.counts.to_numpy().sum() for chain in found.by_lag) == 48 * 80


def test_gaps_and_islands_give_no_transition() -> None:
    values = pd.DataFrame([[1.0, 2.0, 3.0], [4.0, np.nan, 6.0], [7.0, 8.0, 9.5]])
    weights = from_pairs(values.index, [0, 1], [1, 0])
    found = mk.spatial_markov(values, weights, k=2)
    # unit 2 is an island, unit 1 has a gap in the middle, unit 0 has no known neighbour in the second period
    assert found.pooled.counts.to_numpy().sum() == 1


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: mk.markov(pd.DataFrame([[1], [2]])), "two periods"),
        (lambda: mk.markov(pd.DataFrame([[0.5, 1.0]])), "whole numbers"),
        (lambda: mk.markov(pd.DataFrame([[np.nan, np.nan]])), "no class"),
        (lambda: mk.pooled_classes(pd.DataFrame([[1.0, 1.0], [1.0, 2.0]]), 4), "ties"),
        (lambda: mk.spatial_markov(pd.DataFrame([[1.0, 2.0]]), from_pairs(pd.Index(["x"]), [], [])), "different units"),
    ],
)
def test_bad_input_is_told(call, words: str) -> None:
    with pytest.raises(InputRejected, match=words):
        call()
