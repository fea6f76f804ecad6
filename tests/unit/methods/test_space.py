"""Islands, ties, missing values, bad input: each a clear message or a gap with its reason."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import MultiPolygon, Point, Polygon, box

from quartier.kernel.errors import InputRejected
from quartier.methods import space


def grid(side: int) -> gpd.GeoSeries:
    cells = [box(c * 100, r * 100, (c + 1) * 100, (r + 1) * 100) for r in range(side) for c in range(side)]
    return gpd.GeoSeries(cells, index=[f"u{i}" for i in range(side * side)], crs="EPSG:25832")


def test_islands_are_named_and_not_tested() -> None:
    cells = grid(4)
    cells["island"] = box(9000, 9000, 9100, 9100)
    weights = space.contiguity(cells)
    assert list(weights.islands) == ["island"]
    values = pd.Series(range(17), index=cells.index, dtype=float)
    table = space.local_moran(values, weights).table
    assert table.loc["island", ["cluster", "reason"]].tolist() == ["", "no-neighbours"]
    assert np.isnan(table.loc["island", "p_value"])
    assert space.moran(values, weights).units == 16


def test_an_island_is_joined_to_the_nearest_only_on_request() -> None:
    cells = grid(2)
    cells["island"] = box(900, 0, 1000, 100)
    joined = space.attach_islands(space.contiguity(cells), cells)
    assert list(joined.islands) == []
    assert joined.matrix.toarray()[4].tolist() == [0, 1, 0, 0, 0]
    assert joined.matrix.toarray()[:, 4].tolist() == [0, 1, 0, 0, 0]


def test_two_islands_that_are_nearest_to_each_other_get_one_weight() -> None:
    pair = gpd.GeoSeries([box(0, 0, 1, 1), box(50, 0, 51, 1)], crs="EPSG:25832")
    assert space.attach_islands(space.contiguity(pair), pair).matrix.toarray().tolist() == [[0, 1], [1, 0]]


def test_units_without_geometry_are_islands() -> None:
    cells = grid(2)
    cells["empty"], cells["none"] = Polygon(), None
    assert list(space.contiguity(cells).islands) == ["empty", "none"]
    assert list(space.k_nearest(cells, 2).islands) == ["empty", "none"]


def test_exclaves_count_as_part_of_their_unit() -> None:
    parts = MultiPolygon([box(0, 0, 100, 100), box(500, 0, 600, 100)])
    cells = gpd.GeoSeries([parts, box(600, 0, 700, 100)], crs="EPSG:25832")
    assert space.contiguity(cells, "rook").matrix.nnz == 2


def test_a_crossing_of_four_is_queen_and_not_rook() -> None:
    cells = grid(2)
    assert space.contiguity(cells, "queen").matrix.nnz == 12
    assert space.contiguity(cells, "rook").matrix.nnz == 8


def test_feet_are_converted_to_metres() -> None:
    """A gap of 2 US survey feet (61 cm) is within 1 m, one of 4 feet (1.22 m) is not."""
    for gap, neighbours in ((2.0, 2), (4.0, 0)):
        pair = gpd.GeoSeries([box(0, 0, 300, 300), box(300 + gap, 0, 600, 300)], crs="EPSG:2263")
        assert space.contiguity(pair, tolerance=1.0).matrix.nnz == neighbours


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: space.contiguity(grid(2).to_crs("EPSG:4326")), "projected coordinate system"),
        (lambda: space.contiguity(gpd.GeoSeries([Point(0, 0)])), "no coordinate system"),
        (lambda: space.contiguity(grid(2), "bishop"), "queen or rook"),
        (lambda: space.contiguity(grid(2), tolerance=-1), "negative"),
        (lambda: space.k_nearest(grid(2), 4), "between 1 and 3"),
        (lambda: space.distance_band(grid(2), 0), "positive"),
        (lambda: space.distance_band(grid(2), 10, "magic"), "binary"),
        (lambda: space.from_neighbours({"A": ["B"], "C": ["D"]}), "B, D"),
        (lambda: space.Testing(alternative="magic"), "two-sided"),
        (lambda: space.Testing(permutations=5), "19"),
        (lambda: space.corrected(np.array([0.1]), correction="magic"), "bonferroni"),
        (lambda: space.moran(pd.Series([1.0, 2.0]), space.contiguity(grid(2))), "different units"),
    ],
)
def test_bad_input_is_told_in_a_sentence(call, words: str) -> None:
    with pytest.raises(InputRejected, match=words):
        call()


def test_infinite_values_are_rejected() -> None:
    values = pd.Series([1.0, np.inf, 2.0, 3.0], index=grid(2).index)
    weights = space.contiguity(grid(2))
    for method in (space.moran, space.local_moran, space.getis_ord):
        with pytest.raises(InputRejected, match="finite"):
            method(values, weights)


def test_ties_count_in_both_tails() -> None:
    """Two values only: a chessboard of 0 and 1 has many equal sums; no p-value may fall below its floor by rounding."""
    cells = grid(6)
    values = pd.Series([(i // 6 + i) % 2 for i in range(36)], index=cells.index, dtype=float)
    found = space.local_moran(values, space.contiguity(cells), space.Testing(permutations=99))
    assert found.table["p_value"].between(found.floor, 1.0).all()
    assert found.tested == 36


def test_a_known_hot_spot_is_found_and_noise_is_not() -> None:
    """15 x 15 cells of noise with a block of 3 x 3 raised by five standard deviations."""
    cells = grid(15)
    rng = np.random.default_rng(2)
    noise = pd.Series(rng.normal(size=225), index=cells.index)
    weights = space.contiguity(cells)
    assert (space.local_moran(noise, weights).table["cluster"] != "not-significant").sum() <= 2
    raised = noise.copy()
    block = [f"u{r * 15 + c}" for r in (6, 7, 8) for c in (6, 7, 8)]
    raised[block] += 5
    for found in (space.local_moran(raised, weights), space.getis_ord(raised, weights)):
        high = found.table["cluster"].isin(["high-high", "hot"])
        assert high["u112"], "the centre of the block"
        around = {f"u{r * 15 + c}" for r in range(5, 10) for c in range(5, 10)}
        assert set(high.index[high]) <= around, "only the block and what touches it"


def test_two_sided_is_twice_directed() -> None:
    cells = grid(5)
    values = pd.Series(np.random.default_rng(1).normal(size=25), index=cells.index)
    weights = space.contiguity(cells)
    two = space.local_moran(values, weights).table["p_value"]
    one = space.local_moran(values, weights, space.Testing(alternative="directed")).table["p_value"]
    assert two.to_numpy() == pytest.approx(np.minimum(1.0, 2 * one.to_numpy()))


def test_the_seed_decides() -> None:
    cells = grid(5)
    values = pd.Series(np.random.default_rng(1).normal(size=25), index=cells.index)
    weights = space.contiguity(cells)
    tables = [space.local_moran(values, weights, space.Testing(seed=seed)).table for seed in (1, 1, 2)]
    pd.testing.assert_frame_equal(tables[0], tables[1])
    assert not tables[0]["p_value"].equals(tables[2]["p_value"])


def test_missing_values_leave_gaps_and_the_index_as_it_was() -> None:
    cells = grid(4)
    values = pd.Series(np.arange(16.0), index=cells.index)
    values.iloc[[3, 7]] = np.nan
    table = space.getis_ord(values, space.contiguity(cells)).table
    assert table.index.equals(values.index)
    assert table["reason"].iloc[[3, 7]].tolist() == ["missing", "missing"]
    assert table["p_value"].isna().sum() == 2


def test_rates_keep_their_own_reasons() -> None:
    cells = grid(3)
    events = pd.Series([1.0, 2, 3, 1, 0, 2, 4, 1, np.nan], index=cells.index)
    people = pd.Series([10.0, 20, 30, 0, 15, 20, 40, 10, 10], index=cells.index).where(lambda n: n > 0, 0)
    events.iloc[3] = 0
    table = space.local_moran_rate(events, people, space.contiguity(cells)).table
    assert table["reason"].iloc[3] == "zero-denominator"
    assert table["reason"].iloc[8] == "missing"


def test_the_global_permutation_test_agrees_with_the_normal_one() -> None:
    cells = grid(12)
    rng = np.random.default_rng(4)
    trend = pd.Series(np.repeat(np.arange(12.0), 12) + rng.normal(size=144), index=cells.index)
    weights = space.contiguity(cells)
    assert space.moran(trend, weights, permutations=999).p_permutation == pytest.approx(0.002)
    noise = pd.Series(rng.normal(size=144), index=cells.index)
    found = space.moran(noise, weights, permutations=1999)
    assert found.p_permutation == pytest.approx(found.p_randomised, abs=0.05)
