"""Every quirk of geodata that the READMEs of Berlin, Köln and Flensburg name: it loads right, or is told in words.

Expected values come from those READMEs (counts, names, systems) and from the official figures beside the files.
"""

from __future__ import annotations

import json
import zipfile
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from quartier.kernel.declared import Geography, Level
from quartier.kernel.errors import Problem
from quartier.kernel.text import Text
from quartier.sources.geodata import GeoContext, GeoFile, ParentRule, StagedGeography, apply, open_geodata, recognise

pytestmark = pytest.mark.shared

OLD, NEW = "geo_until2020", "geo_2021_simplified"


@pytest.fixture
def berlin(shared: Path) -> Path:
    return shared / "data" / "berlin_lor"


@pytest.fixture
def koeln(shared: Path) -> Path:
    return shared / "data" / "koeln" / "geo"


@pytest.fixture
def flensburg(shared: Path) -> Path:
    return shared / "data" / "flensburg"


def zipped(folder: Path, stem: str, target: Path) -> Path:
    """The parts of a shapefile in one zip, as a person would deliver them."""
    with zipfile.ZipFile(target, "w") as archive:
        for part in folder.glob(f"{stem}.*"):
            archive.write(part, part.name)
    return target


def staged(file: GeoFile, context: GeoContext | None = None, **changes: Any) -> StagedGeography:
    known = context or GeoContext()
    mapping = recognise(file, known).mapping(source="office")
    return apply(file, replace(mapping, level=mapping.level or "unit", key=mapping.key or "x", **changes), known)


def of(found: StagedGeography, code: str) -> list[Problem]:
    return [item for item in found.problems if item.code == code]


def districts(berlin: Path) -> GeoContext:
    """The twelve districts as known units above."""
    units = staged(open_geodata(berlin / OLD / "berlin-lor-districts.geojson")).geography
    assert units is not None
    levels = (
        Level("district", Text("Bezirk"), Text("Bezirke"), 1),
        Level("planning-area", Text("Planungsraum"), Text("Planungsräume"), 2, ("district",)),
    )
    return GeoContext(levels, (Geography("district", "2001", Text("Bezirke"), units.units, "office"),))


@pytest.mark.parametrize(
    ("path", "count"),
    [
        (f"{OLD}/berlin-lor-planning-areas-until-2020.geojson", 448),
        (f"{OLD}/berlin-lor-district-regions-until-2020.geojson", 138),
        (f"{OLD}/berlin-lor-forecast-areas-until-2020.geojson", 60),
        (f"{OLD}/berlin-lor-districts.geojson", 12),
        (f"{OLD}/berlin-lor-city.geojson", 1),
        (f"{NEW}/kieze.geojson", 542),
        (f"{NEW}/bezirksregionen.geojson", 143),
        (f"{NEW}/prognoseraeume.geojson", 58),
        (f"{NEW}/bezirke.geojson", 12),
    ],
)
def test_berlin_counts_of_units(berlin: Path, path: str, count: int) -> None:
    layer = open_geodata(berlin / path).layer()
    assert (layer.count, len(layer.data.frame)) == (count, count)
    assert layer.crs.to_epsg() == 4326


def test_berlin_planning_areas_keep_their_leading_zero(berlin: Path) -> None:
    proposal = recognise(open_geodata(berlin / NEW / "kieze.geojson"), GeoContext())
    assert (proposal.code.value, proposal.label.value) == ("plr_id", "plr_name")
    found = staged(open_geodata(berlin / NEW / "kieze.geojson"))
    assert found.geography is not None
    codes = list(found.geography.units["code"])
    assert len(codes) == 542
    assert {len(code) for code in codes} == {8}
    assert codes[0] == "01100101"


def test_berlin_numbers_that_lost_their_leading_zero_are_restored(berlin: Path) -> None:
    """As in the health atlas of 2022 (``1011101``): the same polygons with numbers for keys."""
    path = berlin / OLD / "berlin-lor-forecast-areas-until-2020.geojson"
    right = staged(open_geodata(path)).geography
    assert right is not None
    document = json.loads(path.read_text("utf-8"))
    for feature in document["features"]:
        feature["properties"]["id"] = int(feature["properties"]["id"])
    known = Geography("forecast-area", "2020", Text("Prognoseräume"), right.units, "office")
    file = open_geodata(json.dumps(document).encode(), "zahlen.geojson")
    proposal = recognise(file, GeoContext((), (known,)))
    assert (proposal.pad.value, proposal.matched) == (4, 60)


def test_berlin_schlossstrasse_stands_twice_and_is_never_joined_by_name(berlin: Path) -> None:
    found = staged(open_geodata(berlin / NEW / "kieze.geojson"))
    (told,) = of(found, "name-twice")
    assert told.found == "Schloßstraße (04300414, 06100102)"
    assert found.geography is not None
    assert found.geography.units["code"].is_unique


def test_berlin_two_polygons_carry_the_key_of_one_planning_area(berlin: Path) -> None:
    """448 polygons, 447 keys; united they would lie in two districts at once, and that is an error too."""
    path = berlin / OLD / "berlin-lor-planning-areas-until-2020.geojson"
    context = districts(berlin)
    proposal = recognise(open_geodata(path), context, level="planning-area")
    assert "unite" in [item.key for item in proposal.questions]
    mapping = replace(proposal.mapping(source="office"), key="2020")
    apart = apply(open_geodata(path), mapping, context)
    (told,) = of(apart, "key-twice")
    assert str(told.found).startswith("06010102 (features ")
    assert apart.geography is None
    united = apply(open_geodata(path), replace(mapping, unite=True), context)
    assert [str(item.found).split(":")[0] for item in of(united, "parent-elsewhere")] == ["06010102 in district 06"]
    assert not united.publishable


def test_berlin_parents_follow_from_the_key_and_from_the_text(berlin: Path) -> None:
    """``bez`` holds ``01 - Mitte``; keys begin with the two digits of the district."""
    context = districts(berlin)
    proposal = recognise(open_geodata(berlin / NEW / "kieze.geojson"), context, level="planning-area")
    (parent,) = proposal.parents
    assert parent.value.rule is ParentRule.PREFIX
    leading = replace(proposal.mapping(source="office"), key="2021")
    leading = replace(leading, parents=(replace(parent.value, rule=ParentRule.LEADING, column="bez"),))
    found = apply(open_geodata(berlin / NEW / "kieze.geojson"), leading, context)
    assert found.geography is not None
    units = found.geography.units
    assert list(units["parent:district"]) == [code[:2] for code in units["code"]]


def test_berlin_bezirke_have_two_invalid_polygons(berlin: Path) -> None:
    found = staged(open_geodata(berlin / NEW / "bezirke.geojson"))
    assert len(of(found, "ring-repaired")) == 2
    assert found.geography is not None
    assert found.geography.units.geometry.is_valid.all()
    assert (found.faults["kind"] == "ring-repaired").sum() == 2


def test_berlin_areas_agree_with_the_official_ones(berlin: Path) -> None:
    """The file carries the official area of each planning area in m²; the measured ones agree to 1 %."""
    layer = open_geodata(berlin / OLD / "berlin-lor-planning-areas-until-2020.geojson").layer()
    from quartier.sources.geodata.measure import square_metres

    frame = layer.data.frame
    measured = square_metres(frame.geometry.values, layer.crs)
    official = frame["area"].astype(float).to_numpy()
    assert abs(measured / official - 1).max() < 0.01


def test_berlin_offers_are_in_another_system_than_the_areas(berlin: Path) -> None:
    context = districts(berlin)
    for name in ("schulen", "kindertagesstaetten", "jugendfreizeiteinrichtungen", "pflegeeinrichtungen"):
        file = open_geodata(berlin / "offers_official" / f"{name}.geojson")
        proposal = recognise(file, context)
        assert file.layer().crs.to_epsg() == 25833
        assert proposal.placement.value is not None
        assert (proposal.placement.value.crs, proposal.placement.certain) == ("EPSG:25833", True)


def test_berlin_points_are_no_areas(berlin: Path) -> None:
    """732 pharmacies, each a MultiPoint."""
    file = open_geodata(berlin / "offers_official" / "apothekenstandorte.geojson")
    assert (file.layer().count, file.layer().geometry) == (732, "MultiPoint")
    found = staged(file, code="gc_id", unite=True)
    assert not found.publishable
    assert {item.found for item in of(found, "not-polygon")} == {"MultiPoint"}


@pytest.mark.parametrize(
    ("stem", "count", "code", "name"),
    [
        ("Stadtbezirk", 9, "STB_NR", "STB_NAME"),
        ("Stadtteil", 86, "STT_NR", "STT_NAME"),
        ("Stadtviertel", 371, "STV_NR", "STV_NAME"),
        ("Stimmbezirk", 800, "NUMMER", None),
    ],
)
def test_koeln_counts_keys_and_names(koeln: Path, tmp_path: Path, stem: str, count: int, code: str, name: str) -> None:
    file = open_geodata(zipped(koeln, stem, tmp_path / "koeln.zip"))
    proposal = recognise(file, GeoContext())
    assert proposal.count == count
    assert (proposal.code.value, proposal.label.value) == (code, name)


def test_koeln_prj_without_epsg_code_is_followed(koeln: Path) -> None:
    """UTM 32 with a false easting of 2 500 000 and heights: Köln lies at 6.8 to 7.2 E, 50.8 to 51.1 N."""
    file = open_geodata(koeln / "Stadtteil.shp")
    proposal = recognise(file, GeoContext())
    assert proposal.target_crs == "EPSG:32632"
    assert "crs-unlisted" in [item.code for item in proposal.problems]
    found = staged(file)
    assert found.geography is not None
    units = found.geography.units
    assert units.crs.to_epsg() == 32632
    west, south, east, north = units.to_crs(4326).total_bounds
    assert (6.7 < west < east < 7.2) and (50.8 < south < north < 51.1)
    outline = open_geodata(koeln / "cityboundary.geojson").layer().data.frame.total_bounds
    assert units.to_crs(4326).total_bounds == pytest.approx(outline, abs=0.01)


def test_koeln_overridden_with_epsg_25832_lands_at_34_degrees_east_and_is_told(koeln: Path) -> None:
    known = staged(open_geodata(koeln / "Stadtbezirk.shp")).geography
    assert known is not None
    context = GeoContext((), (known,))
    found = staged(open_geodata(koeln / "Stadtteil.shp"), context, crs="EPSG:25832", target_crs="")
    assert len(of(found, "crs-overridden")) == 1
    (far,) = of(found, "far-away")
    assert 33 < float(str(far.found).split()[0]) < 35


def test_koeln_names_are_windows_1252_by_the_language_byte(koeln: Path) -> None:
    layer = open_geodata(koeln / "Stadtteil.shp").layer()
    assert (layer.encoding, layer.encoding_why) == ("cp1252", "dbf")
    assert {"Dellbrück", "Altstadt/Süd", "Höhenberg"} <= set(layer.data.frame["STT_NAME"])


@pytest.mark.parametrize(("stem", "names"), [("Stadtviertel", {"Marienburg", "Siedlung Südfriedhof"})])
def test_koeln_rings_that_cross_themselves(koeln: Path, stem: str, names: set[str]) -> None:
    found = staged(open_geodata(koeln / f"{stem}.shp"))
    rows = [item.row for item in of(found, "ring-repaired")]
    frame = open_geodata(koeln / f"{stem}.shp").layer().data.frame
    assert {frame["STV_NAME"].iloc[int(row or 0) - 1] for row in rows} == names


def test_koeln_three_invalid_polling_districts(koeln: Path) -> None:
    assert len(of(staged(open_geodata(koeln / "Stimmbezirk.shp")), "ring-repaired")) == 3


def test_koeln_quarters_do_not_cover_the_city(koeln: Path) -> None:
    """Gaps are told with their size, and do not stop: the quarters are the built-up area only."""
    found = staged(open_geodata(koeln / "Stadtviertel.shp"))
    assert of(found, "gap")
    assert {item.severity for item in of(found, "gap")} == {"warning"}
    assert found.publishable


def test_flensburg_zips(flensburg: Path) -> None:
    """13 city parts STGT01 to STGT13 in EPSG:25832, all valid; the finer level names its parent in PARENT_ARE."""
    file = open_geodata(flensburg / "flensburg_stadtteile.zip")
    proposal = recognise(file, GeoContext())
    assert (proposal.code.value, proposal.label.value, proposal.count) == ("AREA_ID", "AREA_NAME", 13)
    assert (proposal.valid_from.value, proposal.key.value) == (date(2018, 1, 1), "2018")
    found = staged(file)
    assert found.geography is not None
    assert list(found.geography.units["code"]) == [f"STGT{i:02d}" for i in range(1, 14)]
    assert found.geography.units.crs.to_epsg() == 25832
    assert of(found, "ring-repaired") == []
    levels = (
        Level("part", Text("Stadtteil"), Text("Stadtteile"), 1),
        Level("area", Text("Bezirk"), Text("Bezirke"), 2, ("part",)),
    )
    context = GeoContext(levels, (replace(found.geography, level="part"),))
    finer = open_geodata(flensburg / "flensburg_stadtbezirke.zip")
    (parent,) = recognise(finer, context, level="area").parents
    assert (parent.value.rule, parent.value.column) == (ParentRule.CODE, "PARENT_ARE")
    mapping = recognise(finer, context, level="area").mapping(source="office")
    below = apply(finer, mapping, context)
    assert Counter(item.code for item in below.problems if item.severity == "error") == {}
    assert below.geography is not None
    assert len(below.geography.units) == 41
