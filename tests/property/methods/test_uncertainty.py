"""Variants of an index: against a plain loop over the same choices, and what must hold for any of them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from quartier.kernel.errors import InputRejected
from quartier.methods.composite.influence import contributions, what_moves
from quartier.methods.composite.matrix import IndexMatrix, effective_weights, matrix_of, matrix_of_recipe
from quartier.methods.composite.recipe import Aggregation, Normalisation, Normalise
from quartier.methods.composite.sobol import attribute, sobol_indices
from quartier.methods.composite.uncertainty import Choices, base_ranks, uncertainty
from quartier.sources.recipes import find_recipe

Z = Normalise(Normalisation.Z)


def index_of(rows: list[list[float]]) -> IndexMatrix:
    names = [f"i{n}" for n in range(len(rows[0]))]
    frame = pd.DataFrame(rows, columns=names, index=[f"u{n}" for n in range(len(rows))], dtype="float64")
    return matrix_of(frame, dict.fromkeys(names, 1.0), Z, Aggregation.MEAN)


rows_of_numbers = st.lists(st.lists(st.integers(0, 50), min_size=3, max_size=3), min_size=4, max_size=9).filter(
    lambda rows: all(len(set(column)) > 1 for column in zip(*rows, strict=True))
)


def naive_ranks(matrix: IndexMatrix, variant: pd.Series) -> list[float]:
    """One row of choices, written down as a person would."""
    frame = pd.DataFrame(matrix.values, columns=list(matrix.names))
    if variant["normalisation"] == "z":
        parts = (frame - frame.mean()) / frame.std(ddof=0)
    elif variant["normalisation"] == "min-max":
        parts = (frame - frame.min()) / (frame.max() - frame.min())
    else:
        parts = (frame.rank(method="min") - 1) / (len(frame) - 1)
    weights = np.array([0.0 if name == variant["left_out"] else variant[f"weight_{name}"] for name in matrix.names])
    positive = ((parts - parts.min()) / (parts.max() - parts.min()) * 99 + 1).to_numpy()
    score = {
        "mean": lambda: parts.to_numpy() @ weights / weights.sum(),
        "geometric": lambda: np.exp(np.log(positive) @ weights / weights.sum()),
        "harmonic": lambda: weights.sum() / ((1 / positive) @ weights),
    }[variant["aggregation"]]()
    return list(stats.rankdata(-np.round(score, 9), method="min"))


@settings(max_examples=25, deadline=None)
@given(rows_of_numbers, st.integers(0, 5))
def test_every_variant_against_a_plain_loop(rows: list[list[float]], seed: int) -> None:
    matrix = index_of(rows)
    result = uncertainty(matrix, draws=12, seed=seed)
    for number in range(12):
        naive = naive_ranks(matrix, result.variants.iloc[number])
        found = [int(rank) for rank in result.ranks[number]]
        ties = len(set(naive)) < len(naive)
        assert found == naive or ties


@settings(max_examples=25, deadline=None)
@given(rows_of_numbers)
def test_intervals_hold_and_the_seed_decides(rows: list[list[float]]) -> None:
    matrix = index_of(rows)
    one, two = uncertainty(matrix, draws=60, seed=3), uncertainty(matrix, draws=60, seed=3)
    pd.testing.assert_frame_equal(one.table, two.table)
    table = one.table
    assert (table["rank_low"] <= table["rank_median"]).all()
    assert (table["rank_median"] <= table["rank_high"]).all()
    assert table["priority_share"].between(0, 1).all()
    assert table["rank"].tolist() == base_ranks(matrix).tolist()


def test_a_unit_that_is_worst_in_everything_is_always_a_priority() -> None:
    """By hand: nothing that is varied can move it; its interval is a point."""
    rows = [[9.0, 9.0, 9.0], [1.0, 5.0, 3.0], [5.0, 1.0, 2.0], [3.0, 3.0, 1.0]]
    first = uncertainty(index_of(rows), draws=300).table.iloc[0]
    assert (first["rank_low"], first["rank_high"], first["priority_share"]) == (1, 1, 1.0)


def test_without_choices_nothing_varies() -> None:
    fixed = Choices(normalisations=(Z,), aggregations=(Aggregation.MEAN,), weights="given", leave_out=False)
    result = uncertainty(index_of([[1.0, 2.0, 3.0], [2.0, 1.0, 5.0], [7.0, 5.0, 4.0]]), fixed, draws=20)
    assert (result.variants["shift"] == 0).all()
    with pytest.raises(InputRejected, match="more than one alternative"):
        attribute(index_of([[1.0, 2.0, 3.0], [2.0, 1.0, 5.0], [7.0, 5.0, 4.0]]), fixed)


def test_dirichlet_weights_lie_around_the_given_ones() -> None:
    """The mean of a Dirichlet distribution with parameters c w is w."""
    matrix = index_of([[1.0, 2.0, 3.0], [2.0, 1.0, 5.0], [7.0, 5.0, 4.0]])
    drawn = uncertainty(matrix, Choices(weights="dirichlet", leave_out=False), draws=3000).variants.filter(
        like="weight_"
    )
    assert np.allclose(drawn.mean(), 1 / 3, atol=0.01)
    assert np.allclose(drawn.sum(axis=1), 1)


def test_gaps_and_small_tables_have_reasons() -> None:
    rows = [[1.0, 2.0], [2.0, float("nan")], [4.0, 1.0], [0.0, 3.0]]
    assert uncertainty(index_of(rows), draws=5).table["reason"].tolist() == ["", "missing", "", ""]
    assert uncertainty(index_of(rows[:2]), draws=5).table["reason"].tolist() == ["too-few-units"] * 2


def town() -> pd.DataFrame:
    rng = np.random.default_rng(5)
    size = np.array([400, 400, 400, 40000, 40000, 40000, 3000, 3000, 3000, 3000])
    share = np.array([0.10, 0.12, 0.14, 0.10, 0.12, 0.14, 0.2, 0.3, 0.05, 0.02])
    table = pd.DataFrame({"unit": [f"u{n}" for n in range(10)], "residents": size})
    for column, whole, part in (
        ("unemployed", "residents_15_64", 0.6), ("sgb2", "residents_below_65", 0.8),
        ("children_sgb2", "children", 0.15), ("old_age_support", "residents_65", 0.2),
    ):  # fmt: skip
        table[whole] = (size * part).astype(int)
        table[column] = rng.binomial(table[whole], share)
    return table


@pytest.mark.parametrize("how", ["beta", "normal"])
def test_sampling_error_widens_the_interval_of_small_units(how: str) -> None:
    matrix, _ = matrix_of_recipe(find_recipe("plain"), town())
    fixed = Choices(
        normalisations=(Z,), aggregations=(Aggregation.MEAN,), weights="given", leave_out=False, sampling=how
    )
    table = uncertainty(matrix, fixed, draws=400).table
    width = table["rank_high"] - table["rank_low"]
    assert width[:3].mean() > width[3:6].mean()


def test_sampling_needs_counts() -> None:
    with pytest.raises(InputRejected, match="numerators"):
        uncertainty(index_of([[1.0, 2.0], [2.0, 1.0], [3.0, 3.0]]), Choices(sampling="beta"))


def test_effective_weights_go_through_the_domains() -> None:
    """ASEM by hand: 1/2 (Sust) * 1/3 (Environ) * 1/5 for each of the five environmental indicators."""
    weights = effective_weights(find_recipe("coinr-asem"))
    assert weights["CO2"] == pytest.approx(1 / 30)
    assert sum(weights.values()) == pytest.approx(1)


def test_the_flat_matrix_ranks_as_the_recipe() -> None:
    matrix, result = matrix_of_recipe(find_recipe("plain"), town())
    assert base_ranks(matrix).tolist() == result.table["situation_rank"].tolist()


def test_published_ranks_are_turned_round() -> None:
    rng = np.random.default_rng(0)
    names = ["income", "employment", "education", "health", "crime", "barriers", "environment"]
    frame = pd.DataFrame({name: rng.permutation(50) + 1 for name in names}).assign(unit=[f"u{n}" for n in range(50)])
    matrix, result = matrix_of_recipe(find_recipe("imd"), frame)
    assert base_ranks(matrix).tolist() == result.table["imd_rank"].tolist()


def test_contributions_sum_to_the_score() -> None:
    matrix = index_of([[1.0, 2.0, 3.0], [2.0, 1.0, 5.0], [7.0, 5.0, 4.0], [0.0, 9.0, 1.0]])
    z = (matrix.values - matrix.values.mean(axis=0)) / matrix.values.std(axis=0)
    assert contributions(matrix, "u2")["contribution"].sum() == pytest.approx(z[2].mean())
    with pytest.raises(InputRejected, match="no unit"):
        contributions(matrix, "u9")


def test_what_moves_a_rank() -> None:
    """u3 is high in one indicator alone: without it, or with the town's median in it, it falls to the last place."""
    matrix = index_of([[1.0, 2.0, 3.0], [2.0, 3.0, 5.0], [3.0, 4.0, 4.0], [0.0, 99.0, 1.0]])
    table = what_moves(matrix, "u3")
    changes = table.set_index(["change", "what"])["rank"]
    assert table.attrs["rank"] == naive_ranks(matrix, _base(matrix))[3]
    assert changes["left-out", "i1"] == 4
    assert changes["median", "i1"] == 4
    assert table["shift"].abs().is_monotonic_decreasing


def _base(matrix: IndexMatrix) -> pd.Series:
    weights = {f"weight_{name}": weight for name, weight in zip(matrix.names, matrix.weights, strict=True)}
    return pd.Series({"normalisation": "z", "aggregation": "mean", "left_out": "", **weights})


def test_attribution_finds_the_choice_that_matters() -> None:
    """Two indicators that contradict each other: which one is left out decides everything, normalisation nothing."""
    rows = [[float(n), float(9 - n)] for n in range(10)]
    found = attribute(index_of(rows), Choices(weights="given", aggregations=(Aggregation.MEAN,)), draws=64)
    assert found.overall["total"].idxmax() == "left_out"
    assert found.units.shape == (10, 2)


def ishigami(x: np.ndarray) -> np.ndarray:
    angles = np.pi * (2 * x - 1)
    return np.sin(angles[:, 0]) + 7 * np.sin(angles[:, 1]) ** 2 + 0.1 * angles[:, 2] ** 4 * np.sin(angles[:, 0])


def test_sobol_indices_of_the_ishigami_function() -> None:
    """Ishigami and Homma (1990), a = 7, b = .1, exact by integration: S .3139 .4424 0, ST .5576 .4424 .2437."""
    found = sobol_indices(ishigami, {"x1": [0], "x2": [1], "x3": [2]}, draws=16384, seed=1)
    assert found["first"].tolist() == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert found["total"].tolist() == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)


def test_sobol_indices_of_a_sum_are_the_variances() -> None:
    """y = 2 a + b + c with a group (b, c): 4/6 and 2/6, alone and in total."""
    found = sobol_indices(lambda x: x @ np.array([2.0, 1.0, 1.0]), {"a": [0], "bc": [1, 2]}, draws=2048)
    assert found["first"].tolist() == pytest.approx([4 / 6, 2 / 6], abs=0.01)
    assert found["total"].tolist() == pytest.approx([4 / 6, 2 / 6], abs=0.01)
