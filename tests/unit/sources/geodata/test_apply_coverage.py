"""Three by three squares of 1 km with a sliver, an overlap, a gap, a bow-tie: sizes counted by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
import shapely
from tests.unit.sources.geodata.felder import EAST, MAPPING, NORTH, context, nine, opened, square

from quartier.kernel.errors import Problem
from quartier.sources.geodata import GeoContext, StagedGeography, apply

NOTHING = GeoContext()


def of(staged: StagedGeography, code: str) -> list[Problem]:
    return [item for item in staged.problems if item.code == code]


def sizes(staged: StagedGeography, kind: str) -> list[float]:
    return [round(float(area), 3) for area in staged.faults.loc[staged.faults["kind"] == kind, "area"]]


def test_nine_squares_without_fault() -> None:
    staged = apply(opened(), MAPPING, NOTHING)
    assert staged.problems == ()
    assert staged.publishable
    assert staged.geography is not None
    units = staged.geography.units
    assert list(units["code"]) == sorted(nine())
    assert list(units["name"])[:2] == ["Feld 00", "Feld 01"]
    assert units.crs.to_epsg() == 3035
    assert len(staged.faults) == 0


def test_an_overlap_stops_and_is_measured() -> None:
    """Square 11 reaches 100 m into 12: 100 m x 1000 m = 100 000 m² = 10 % of a square."""
    staged = apply(opened({"11": square(1, 1, 1.1)}), MAPPING, NOTHING)
    (told,) = of(staged, "overlap")
    assert told.severity == "error"
    assert told.found == "11 / 12: 100,000 m² (10.0%)"
    assert told.row == 5
    assert sizes(staged, "overlap") == [pytest.approx(100_000, rel=1e-6)]
    assert not staged.publishable


def test_an_overlap_may_be_allowed() -> None:
    staged = apply(opened({"11": square(1, 1, 1.1)}), replace(MAPPING, allow_overlaps=True), NOTHING)
    assert [item.severity for item in of(staged, "overlap")] == ["warning"]
    assert staged.publishable


def test_a_narrow_overlap_is_a_warning() -> None:
    """2 m x 1000 m = 2000 m²; mean width 2 * 2000 / 2004 = 1.996 m, below the 5 m of the mapping."""
    staged = apply(opened({"11": square(1, 1, 1.002)}), MAPPING, NOTHING)
    assert sizes(staged, "sliver-overlap") == [pytest.approx(2_000, rel=1e-6)]
    assert [item.severity for item in of(staged, "sliver-overlap")] == ["warning"]
    assert of(staged, "overlap") == []


def test_a_sliver_between_two_squares() -> None:
    """Square 11 ends 2 m before 12. The strip is closed by 02 and 22: 2 m x 1000 m = 2000 m²."""
    staged = apply(opened({"11": square(1, 1, 0.998)}), MAPPING, NOTHING)
    (told,) = of(staged, "sliver-gap")
    assert str(told.found).endswith(": 2,000 m²")
    assert {"11", "12"} <= set(str(told.found).split(":")[0].split(" / "))
    assert sizes(staged, "sliver-gap") == [pytest.approx(2_000, rel=1e-6)]
    assert staged.publishable


def test_a_gap_is_measured_and_shown_on_the_map() -> None:
    """The middle square is missing: 1 km² in the middle of eight."""
    shapes = nine()
    del shapes["11"]
    from tests.unit.sources.geodata.felder import geojson

    from quartier.sources.geodata import open_geodata

    staged = apply(open_geodata(geojson(shapes), "felder.geojson"), MAPPING, NOTHING)
    assert sizes(staged, "gap") == [pytest.approx(1_000_000, rel=1e-6)]
    fault = staged.faults.set_geometry("geometry").to_crs(3035).iloc[0]
    assert fault.geometry.normalize().equals_exact(square(1, 1).normalize(), tolerance=0.01)
    assert staged.faults.crs.to_epsg() == 4326


def test_a_gap_below_the_tolerance_is_not_told_as_a_gap() -> None:
    """0.5 mm x 1000 m = 0.5 m², below 1 m²; that the borders differ is still noted."""
    staged = apply(opened({"11": square(1, 1, 0.9999995)}), MAPPING, NOTHING)
    assert of(staged, "gap") == of(staged, "sliver-gap") == []
    assert [item.severity for item in of(staged, "edges-differ")] == ["note"]


def bow_tie() -> Any:
    """Two triangles that meet in the middle of square 11: half of its area is left."""
    x, y = EAST + 1000, NORTH + 1000
    return shapely.Polygon([(x, y), (x + 1000, y + 1000), (x + 1000, y), (x, y + 1000)])


def test_a_bow_tie_is_repaired_and_listed() -> None:
    """The ring crosses itself in the middle; the triangles left and right have 250 000 m² each."""
    staged = apply(opened({"11": bow_tie()}), MAPPING, NOTHING)
    (told,) = of(staged, "ring-repaired")
    assert (told.row, told.severity) == (5, "warning")
    assert told.found == f"11: Self-intersection[{EAST + 1500} {NORTH + 1500}]"
    assert staged.geography is not None
    mended = staged.geography.units.set_index("code").geometry["11"]
    assert mended.is_valid
    assert mended.area == pytest.approx(500_000)
    assert sizes(staged, "ring-repaired") == [pytest.approx(500_000, rel=1e-6)]
    assert sizes(staged, "gap") == [pytest.approx(250_000, rel=1e-6)] * 2


def test_sizes_are_square_metres_in_degrees_too() -> None:
    """The same overlap delivered in EPSG:4326: 100 000 m² on the ground."""
    import geopandas as gpd
    from tests.unit.sources.geodata.felder import geojson

    from quartier.sources.geodata import open_geodata

    shapes = nine() | {"11": square(1, 1, 1.1)}
    moved = gpd.GeoSeries(list(shapes.values()), crs=3035).to_crs(4326)
    data = geojson(dict(zip(shapes, moved, strict=True)), crs=None)
    staged = apply(open_geodata(data, "grad.geojson"), replace(MAPPING, layer="grad"), NOTHING)
    assert sizes(staged, "overlap") == [pytest.approx(100_000, rel=1e-3)]


def test_a_unit_without_shape_and_one_that_is_no_area() -> None:
    staged = apply(opened({"11": None, "12": shapely.Point(EAST, NORTH)}), MAPPING, NOTHING)
    assert [(item.row, item.severity) for item in of(staged, "geometry-empty")] == [(5, "warning")]
    assert [(item.row, item.found) for item in of(staged, "not-polygon")] == [(6, "Point")]


def test_a_ring_of_which_nothing_is_left() -> None:
    flat = shapely.Polygon([(EAST, NORTH), (EAST + 10, NORTH), (EAST, NORTH)])
    staged = apply(opened({"11": flat}), MAPPING, NOTHING)
    assert [(item.row, item.severity) for item in of(staged, "ring-lost")] == [(5, "error")]


def test_difference_to_the_geography_that_holds_now() -> None:
    """22 is new as 23, 11 is renamed, 00 grows by 0.5 km² to the west; the others stay."""
    changes = {"00": square(-0.5, 0, 1.5), "23": square(2, 2)}
    shapes = nine() | changes
    del shapes["22"]
    from tests.unit.sources.geodata.felder import geojson

    from quartier.sources.geodata import open_geodata

    data = geojson(shapes).replace(b"Feld 11", b"Marktplatz")
    staged = apply(open_geodata(data, "felder.geojson"), MAPPING, context())
    difference = staged.difference
    assert difference is not None
    assert (difference.level, difference.key) == ("quarter", "2000")
    assert difference.counts == {"same": 6, "added": 1, "removed": 1, "renamed": 1, "reshaped": 1}
    rows = difference.frame.set_index("code")
    assert rows.loc["00", "area_before"] == pytest.approx(1_000_000, rel=1e-6)
    assert rows.loc["00", "area_after"] == pytest.approx(1_500_000, rel=1e-6)
    assert rows.loc["00", "moved"] == pytest.approx(0.5, rel=1e-6)
    assert tuple(rows.loc["11", ["name_before", "name_after"]]) == ("Feld 11", "Marktplatz")
