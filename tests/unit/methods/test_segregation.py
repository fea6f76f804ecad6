"""Bad input for the indices of segregation: clear messages, or a gap with its reason."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from quartier.kernel.errors import InputRejected
from quartier.methods import segregation as seg
from quartier.methods.results import Reason
from quartier.methods.space.weights import from_pairs


def test_a_group_larger_than_its_total_names_all_units() -> None:
    group = pd.Series([5, 20, 30], index=["Nord", "Süd", "West"])
    total = pd.Series([10, 10, 10], index=["Nord", "Süd", "West"])
    with pytest.raises(InputRejected, match="Süd, West"):
        seg.dissimilarity(group, total)


@pytest.mark.parametrize("bad", [[-1, 2], ["a", "b"], [float("inf"), 1]])
def test_counts_that_are_no_counts_are_rejected(bad: list) -> None:
    with pytest.raises(InputRejected):
        seg.dissimilarity(bad, [10, 10])


def test_a_missing_value_leaves_a_gap_with_its_reason() -> None:
    result = seg.dissimilarity([5, float("nan")], [10, 10])
    assert np.isnan(result.value)
    assert result.reason is Reason.MISSING


def test_all_missing_and_nobody_at_all() -> None:
    nothing = [float("nan")] * 3
    assert seg.gini(nothing, nothing).reason is Reason.MISSING
    assert seg.gini([0, 0], [0, 0]).reason is Reason.ZERO_DENOMINATOR


def test_atkinson_wants_b_between_0_and_1() -> None:
    with pytest.raises(InputRejected, match="between 0 and 1"):
        seg.atkinson([1, 2], [3, 4], b=1.0)


def test_resampling_wants_whole_persons() -> None:
    with pytest.raises(InputRejected, match="whole numbers"):
        seg.bias_corrected_dissimilarity([1.5, 2], [3, 4])


def test_unknown_choices_are_named() -> None:
    with pytest.raises(InputRejected, match="person-permutation"):
        seg.chance_test([1, 2], [3, 4], null_model="magic")
    with pytest.raises(InputRejected, match="composition, share"):
        seg.decompose([1, 2], [3, 4], [1, 2], [3, 4], approach="magic")


@pytest.mark.parametrize("null_model", ["evenness", "systematic", "person-permutation"])
def test_null_models_find_a_ghetto_and_clear_an_even_town(null_model: str) -> None:
    ghetto = seg.chance_test([90, 90, 5, 5], [100] * 4, null_model=null_model)
    even = seg.chance_test([25, 25, 25, 25], [100] * 4, null_model=null_model)
    assert ghetto.p_value == pytest.approx(0.001)
    assert even.p_value > 0.9


def test_exposure_is_tested_on_its_lower_tail() -> None:
    """Little exposure is much segregation: the ghetto is the extreme one."""
    assert seg.chance_test([90, 90, 5, 5], [100] * 4, index="exposure").p_value == pytest.approx(0.001)


def test_correction_covers_the_truth_and_beats_the_plain_index() -> None:
    """A town known to be even, seen through small counts: plain D is far above 0, corrected D nearer."""
    rng = np.random.default_rng(5)
    total = np.full(60, 40)
    plain, corrected, dense = [], [], []
    for _ in range(30):
        group = rng.binomial(total, 0.25)
        found = seg.bias_corrected_dissimilarity(group, total, draws=200)
        plain.append(found.observed)
        corrected.append(found.corrected)
        dense.append(seg.density_corrected_dissimilarity(group, total).value)
    assert np.mean(plain) > 0.12
    assert np.mean(corrected) < 0.6 * np.mean(plain)
    assert np.mean(dense) < 0.75 * np.mean(plain)


def test_the_interval_covers_the_true_dissimilarity() -> None:
    """30 samples of a town whose true D is known; a 95 % interval misses it rarely (4 misses: p < .02 if it held)."""
    rng = np.random.default_rng(11)
    group_parts = np.array([0.4, 0.3, 0.15, 0.1, 0.05])
    rest_parts = np.array([0.1, 0.1, 0.2, 0.3, 0.3])
    truth = 0.5 * np.abs(group_parts - rest_parts).sum()
    missed = 0
    for seed in range(30):
        x, y = rng.multinomial(300, group_parts), rng.multinomial(900, rest_parts)
        found = seg.bias_corrected_dissimilarity(x, x + y, draws=400, seed=seed)
        missed += not found.lower <= truth <= found.upper
    assert missed <= 4


def test_places_need_polygons_in_metres() -> None:
    squares = gpd.GeoSeries([box(0, 0, 1, 1), None], crs="EPSG:25832")
    with pytest.raises(InputRejected, match="1 units have no polygon"):
        seg.Places.of(squares)
    with pytest.raises(InputRejected, match="projected"):
        seg.Places.of(gpd.GeoSeries([box(0, 0, 1, 1)], crs="EPSG:4326"))


def test_places_are_in_kilometres() -> None:
    places = seg.Places.of(gpd.GeoSeries([box(0, 0, 2000, 1000)], crs="EPSG:25832"))
    assert places.points.tolist() == [[1.0, 0.5]]
    assert places.areas.tolist() == [2.0]


def test_a_town_without_neighbours_has_no_adjusted_index() -> None:
    nobody = from_pairs(pd.RangeIndex(3), [], [])
    assert seg.adjusted_dissimilarity([1, 2, 3], [5, 5, 5], nobody).reason is Reason.NO_NEIGHBOURS
    assert seg.spatial_proximity_profile([1, 2, 3], [5, 5, 5], nobody).reason is Reason.NO_NEIGHBOURS


def test_other_numbers_of_units_are_rejected() -> None:
    with pytest.raises(InputRejected):
        seg.delta([1, 2], [3, 4], [1.0])
    with pytest.raises(InputRejected):
        seg.spatial_proximity([1, 2], [3, 4], seg.Places(np.zeros((1, 2)), np.ones(1)))


def test_suppressed_groups_of_several_leave_a_gap() -> None:
    table = pd.DataFrame({"a": [1.0, np.nan], "b": [2.0, 3.0]})
    assert seg.multigroup_dissimilarity(table).reason is Reason.MISSING
    assert seg.multigroup_gini(table[["b"]].fillna(1)).reason is Reason.EMPTY_GROUP
    assert list(seg.local_entropy(table).reasons) == ["", "missing"]
