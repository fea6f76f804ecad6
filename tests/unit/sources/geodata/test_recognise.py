"""Proposals: the key by known codes, parents by their values, reference systems by the place."""

from __future__ import annotations

from datetime import date
from typing import Any

import geopandas as gpd
import pytest
import shapely
from tests.unit.sources.geodata.felder import context, geojson, nine, opened

from quartier.sources.geodata import GeoContext, GeoFile, ParentRule, open_geodata, recognise
from quartier.sources.geodata.crs import missing_grids

ROWS = [code[0] for code in nine()]


def moved(crs: int | str, *, named: bool = True, swapped: bool = False) -> GeoFile:
    """The nine squares in another system, with or without its name."""
    shapes: Any = gpd.GeoSeries(list(nine().values()), crs=3035).to_crs(crs)
    if swapped:
        shapes = [shapely.transform(shape, lambda points: points[:, ::-1]) for shape in shapes]
    data = geojson(dict(zip(nine(), shapes, strict=True)), crs=f"urn:ogc:def:crs:EPSG::{crs}" if named else None)
    if not named:
        data = data.replace(b'{"type": "FeatureCollection"', b'{"crs": null, "type": "FeatureCollection"')
    return open_geodata(data, "felder.geojson")


def asked(file: GeoFile, known: GeoContext | None = None) -> list[str]:
    return [item.key for item in recognise(file, known or context()).questions]


def test_known_codes_tell_key_level_name_and_parents() -> None:
    proposal = recognise(opened(), context())
    assert (proposal.code.value, proposal.label.value, proposal.level.value) == ("nr", "name", "quarter")
    assert (proposal.matched, proposal.count) == (9, 9)
    assert {item.value.level: item.value.rule for item in proposal.parents} == {
        "city": ParentRule.ONLY, "row": ParentRule.PREFIX,
    }  # fmt: skip
    assert proposal.code.certain
    assert proposal.level.certain
    assert [item.key for item in proposal.questions] == ["valid_from"]
    assert all(
        item.why.de and item.why.en for item in (proposal.code, proposal.label, proposal.level, *proposal.parents)
    )


def test_lost_leading_zeros_are_recognised() -> None:
    proposal = recognise(opened(nr=[int(code) for code in nine()]), context())
    assert (proposal.code.value, proposal.pad.value, proposal.matched) == ("nr", 2, 9)


def test_a_measured_area_is_no_key_although_it_is_unique() -> None:
    proposal = recognise(opened(flaeche=[1e6 + i / 7 for i in range(9)]), GeoContext())
    assert proposal.code.value == "nr"


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        (ROWS, ParentRule.CODE),
        ([f"{row} - Reihe" for row in ROWS], ParentRule.LEADING),
        ([{"0": "Süd", "1": "Mitte", "2": "Nord"}[row] for row in ROWS], ParentRule.NAME),
    ],
)
def test_parents_by_their_values(values: list[str], rule: ParentRule) -> None:
    """Keys that do not begin with the row, so that only the column tells."""
    file = opened(nr=[f"x{i}" for i in range(9)], reihe=values)
    proposal = recognise(file, context(), level="quarter")
    found = {item.value.level: (item.value.rule, item.value.column) for item in proposal.parents}
    assert found["row"] == (rule, "reihe")


def test_without_a_column_the_place_decides() -> None:
    proposal = recognise(opened(nr=[f"x{i}" for i in range(9)]), context(), level="quarter")
    found = {item.value.level: item for item in proposal.parents}
    assert found["row"].value.rule is ParentRule.OVERLAP
    assert not found["row"].certain


def test_keys_that_stand_twice_raise_a_question() -> None:
    assert "unite" in asked(opened(nr=["00", "01", "02", "10", "10", "12", "20", "21", "22"]))


def test_validity_from_a_column_and_from_the_name_of_the_file() -> None:
    proposal = recognise(opened(gueltig_ab=["2021-01-01"] * 9), context())
    assert (proposal.valid_from.value, proposal.key.value) == (date(2021, 1, 1), "2021")
    assert proposal.valid_from.certain
    until = recognise(open_geodata(geojson(nine()), "felder_bis_2020.geojson"), context())
    assert (until.valid_from.value, until.valid_to.value) == (None, date(2020, 12, 31))
    assert not until.valid_to.certain


def test_a_declared_system_that_fits_is_not_asked_for() -> None:
    proposal = recognise(moved(25832), context())
    assert proposal.placement.value is not None
    assert (proposal.placement.value.crs, proposal.placement.value.swapped) == ("EPSG:25832", False)
    assert "crs" not in [item.key for item in proposal.questions]


@pytest.mark.parametrize("crs", [25832, 31466, 4647, 4326, 3857])
def test_a_missing_system_is_found_by_the_place_and_confirmed_by_a_person(crs: int) -> None:
    """Of the usual systems only one brings the coordinates to the known town."""
    proposal = recognise(moved(crs, named=False), context())
    assert proposal.placement.value is not None
    assert proposal.placement.value.crs == f"EPSG:{crs}"
    assert not proposal.placement.certain
    assert "crs" in [item.key for item in proposal.questions]
    assert proposal.problems[0].code == "crs-absent"


def test_without_known_places_a_missing_system_stays_a_question() -> None:
    proposal = recognise(moved(25832, named=False), GeoContext())
    assert not proposal.placement.certain
    (question,) = [item for item in proposal.questions if item.key == "crs"]
    assert {"EPSG:25832", "EPSG:25833"} <= {item.value for item in question.options}


@pytest.mark.parametrize("crs", [4326, 25832])
def test_swapped_coordinates_are_seen(crs: int) -> None:
    proposal = recognise(moved(crs, swapped=True), context())
    assert proposal.placement.value is not None
    assert proposal.placement.value.swapped
    assert "swapped" in [item.key for item in proposal.questions]
    assert "coordinates-swapped" in [item.code for item in proposal.problems]


def test_a_missing_datum_grid_is_told_by_name() -> None:
    """DHDN to ETRS89 needs BETA2007 (0.9 to 1 m, EPSG 15948 / BKG); the wheel of pyproj does not bring it."""
    from pyproj import CRS

    found = missing_grids(CRS.from_epsg(31466))
    if found is None:
        pytest.skip("this machine has the grid BETA2007")
    assert "BETA2007" in found[0]
    proposal = recognise(moved(31466), context())
    told = [item for item in proposal.problems if item.code == "grid-absent"]
    assert [item.severity for item in told] == ["warning"]


def test_etrs89_needs_no_grid() -> None:
    from pyproj import CRS

    assert missing_grids(CRS.from_epsg(25832)) is None
