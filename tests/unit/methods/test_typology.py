"""Typology: bad input, stability, and numbers that mean something."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartier.kernel.errors import InputRejected
from quartier.methods.typology import by_burden, exchanged, match_types, renumber, stability, standardise, typology


def blobs(centres: list[list[float]], each: int, spread: float, seed: int = 0) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    points = np.concatenate([rng.normal(centre, spread, (each, len(centre))) for centre in centres])
    return pd.DataFrame(points, columns=[f"i{c}" for c in range(points.shape[1])])


def test_separate_groups_are_stable_and_noise_is_not() -> None:
    """Hennig (2007): groups far apart come back in every sample, groups cut out of one cloud do not."""
    clear = blobs([[0, 0], [8, 8], [0, 9]], 30, 0.5)
    cloud = blobs([[0, 0]], 90, 1.0)
    for method in ("k-means", "ward", "gmm"):
        found = typology(clear, 3, method, starts=20)
        assert found.sizes.tolist() == [30, 30, 30]
        assert (stability(clear, found, draws=20)["jaccard"] > 0.95).all(), method
    doubtful = stability(cloud, typology(cloud, 6, starts=20), draws=20)
    assert (doubtful["verdict"] != "stable").any()
    assert doubtful["jaccard"].mean() < 0.75


def test_stability_is_the_same_for_the_same_seed() -> None:
    table = blobs([[0, 0], [2, 2]], 20, 1.0)
    found = typology(table, 2, starts=10)
    pd.testing.assert_frame_equal(stability(table, found, draws=10), stability(table, found, draws=10))


def test_jaccard_by_hand_when_the_sample_is_clustered_alike() -> None:
    """Two groups that no sample can mix up: every drawn unit is with its own, all similarities are 1."""
    table = pd.DataFrame({"x": [0.0] * 10 + [100.0] * 10 + [0.1, 100.1]})
    verdict = stability(table, typology(table, 2, starts=5), draws=10, starts=5)
    assert verdict["jaccard"].tolist() == [1.0, 1.0]
    assert verdict["recovered"].tolist() == [1.0, 1.0]
    assert verdict["dissolved"].tolist() == [0.0, 0.0]


@given(st.permutations(range(4)), st.integers(0, 100))
@settings(max_examples=30)
def test_the_numbering_does_not_depend_on_the_labels_found(order: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, labels = rng.normal(size=(40, 3)), np.repeat(range(4), 10)
    values += np.repeat(range(4), 10)[:, None] * 2
    renamed = np.array(order)[labels]
    ranked = by_burden(values, renamed, np.ones(3))
    numbers = np.empty(4, int)
    numbers[ranked] = range(4)
    assert numbers[renamed].tolist() == labels.tolist()


@given(st.integers(0, 1000))
@settings(max_examples=30)
def test_no_single_move_lessens_the_sum_of_squares_any_more(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, labels = rng.normal(size=(14, 2)), np.append(rng.integers(0, 3, 11), range(3))
    better = exchanged(values, labels)

    def within(found: np.ndarray) -> float:
        return sum(((values[found == g] - values[found == g].mean(axis=0)) ** 2).sum() for g in set(found))

    assert within(better) <= within(labels) + 1e-9
    assert set(better) == {0, 1, 2}, "no type is emptied"
    for unit in range(14):
        for other in range(3):
            moved = better.copy()
            moved[unit] = other
            if set(moved) == {0, 1, 2}:
                assert within(moved) >= within(better) - 1e-8


def test_z_scores_have_mean_0_and_sd_1() -> None:
    data = standardise(blobs([[5, -3]], 50, 2.0))
    assert data.z.mean().to_numpy() == pytest.approx(0.0, abs=1e-12)
    assert data.z.std(ddof=0).to_numpy() == pytest.approx(1.0)


def test_all_wrong_columns_are_named_at_once() -> None:
    table = pd.DataFrame({"a": ["x", "y"], "b": [1.0, np.inf], "c": [1.0, 2.0]})
    with pytest.raises(InputRejected, match="a, b"):
        typology(table, 2)


@pytest.mark.parametrize(("types", "method", "words"), [(1, "k-means", "at least 2"), (2, "magic", "ward")])
def test_impossible_choices_are_named(types: int, method: str, words: str) -> None:
    with pytest.raises(InputRejected, match=words):
        typology(blobs([[0, 0]], 10, 1.0), types, method)


def test_more_types_than_units_is_a_gap() -> None:
    found = typology(pd.DataFrame({"x": [1.0, 2.0, 2.0]}), 3)
    assert found.types.isna().all()
    assert found.reasons.unique().tolist() == ["too-few-units"]
    assert stability(pd.DataFrame({"x": [1.0, 2.0, 2.0]}), found).empty


def test_all_missing_is_a_gap() -> None:
    found = typology(pd.DataFrame({"x": [np.nan, np.nan]}), 2)
    assert found.reasons.tolist() == ["missing", "missing"]


def test_the_index_stays_in_order_around_gaps() -> None:
    table = blobs([[0, 0], [9, 9]], 5, 0.1)
    table.index = [f"u{i}" for i in range(10)]
    table.loc["u3", "i0"] = np.nan
    found = typology(table, 2, starts=5)
    assert found.types.index.equals(table.index)
    assert found.types.isna().tolist() == [i == 3 for i in range(10)]
    assert found.means.loc[2].round().tolist() == [9.0, 9.0]


def test_new_types_get_new_numbers() -> None:
    previous = pd.Series([1, 1, 2, 2], dtype="Int64")
    current = pd.Series([3, 3, 1, 2], dtype="Int64")
    assert match_types(previous, current) == {3: 1, 1: 2, 2: 3}


def test_numbers_must_be_one_to_one() -> None:
    found = typology(blobs([[0, 0], [9, 9]], 5, 0.1), 2, starts=5)
    with pytest.raises(InputRejected, match="number of its own"):
        renumber(found, {1: 1, 2: 1})
