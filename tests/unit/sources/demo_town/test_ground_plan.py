"""Shapes: whole, valid, nested, of the size that was asked for."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from quartier.kernel.declared import Collection
from quartier.sources.demo_town import site

COVERING = [
    ("city", "2010"), ("district", "2010"), ("catchment", "2010"), ("quarter", "2010"), ("quarter", "2018"),
    ("block", "2010"), ("block", "2018"), ("grid-100m", "2010"),
]  # fmt: skip
CHILDREN = [
    ("block", "2010", "quarter", "2010"), ("block", "2018", "quarter", "2018"), ("quarter", "2010", "district", "2010"),
    ("quarter", "2018", "district", "2010"), ("district", "2010", "city", "2010"),
    ("block", "2018", "catchment", "2010"), ("catchment", "2010", "city", "2010"),
]  # fmt: skip


def test_size_of_the_town_is_as_asked(units) -> None:
    assert len(units("district", "2010")) == 9
    assert 55 <= len(units("quarter", "2010")) <= 65
    assert 55 <= len(units("quarter", "2018")) <= 65
    assert 1400 <= len(units("block", "2018")) <= 1600
    assert 5_000 <= len(units("grid-100m", "2010")) <= 9_000


@pytest.mark.parametrize(("level", "key"), COVERING)
def test_every_level_is_a_valid_coverage_of_simple_polygons(units, level: str, key: str) -> None:
    frame = units(level, key)
    assert frame.crs == "EPSG:25832"
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())
    assert set(frame.geom_type) == {"Polygon"}
    assert frame.is_valid.all()


@pytest.mark.parametrize(("child", "child_key", "parent", "parent_key"), CHILDREN)
def test_each_unit_is_exactly_the_union_of_its_children(
    units, child: str, child_key: str, parent: str, parent_key: str
) -> None:
    below, above = units(child, child_key), units(parent, parent_key)
    joined = below.dissolve(f"parent:{parent}").geometry
    assert set(joined.index) == set(above.index)
    assert shapely.equals(joined.reindex(above.index).to_numpy(), above.geometry.to_numpy()).all()


def test_blocks_are_the_same_before_and_after_the_reform(units) -> None:
    before, after = units("block", "2010"), units("block", "2018")
    assert shapely.equals_exact(before.geometry.to_numpy(), after.geometry.to_numpy()).all()
    assert (before["parent:quarter"] != after["parent:quarter"]).any()


def test_the_reform_splits_merges_and_renumbers(units) -> None:
    before, after = units("quarter", "2010"), units("quarter", "2018")
    area_before, area_after = set(np.round(before.area)), set(np.round(after.area))
    assert {"Heidberg", "Bahnhof"} <= set(before["name"]) - set(after["name"])
    assert {"Heidberg-West", "Heidberg-Ost", "Hafengebiet"} <= set(after["name"]) - set(before["name"])
    assert len(area_before - area_after) == 4 + 6  # four split, six merged
    assert len(area_after - area_before) == 8 + 3
    kept = set(before.index) & set(after.index)
    assert all(shapely.equals(before.geometry[code], after.geometry[code]) for code in kept)
    same_name = before.reset_index().merge(after.reset_index(), on="name")
    assert (same_name["code_x"] != same_name["code_y"]).any()


def test_sketch_holds_river_railway_streets_and_parks_inside_the_town(town: Collection, units) -> None:
    sketch = dict(town.sketch)
    assert set(sketch) == {"park", "river", "railway", "street"}
    outside = units("city", "2010").geometry.iloc[0].buffer(1.0)
    for frame in sketch.values():
        assert frame.crs == "EPSG:25832" and frame["name"].str.len().gt(0).all()
        assert frame.within(outside).all()


def test_river_is_a_border_of_blocks(units) -> None:
    """No block lies on both banks: the line of the river runs between blocks, not through them."""
    river = shapely.transform(site.river(), lambda xy: xy + np.array(site.ORIGIN))
    blocks = units("block", "2018").geometry
    assert (blocks.buffer(-2.0).intersection(river).length < 1.0).all()
