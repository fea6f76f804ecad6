"""Köln as it is published: expected numbers are those of the files, the README and the official results."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from quartier.kernel.declared import Collection
from quartier.kernel.errors import InputRejected
from quartier.kernel.presence import Flag, Presence
from quartier.sources.loaders import LOADERS
from quartier.sources.loaders.delivery import Delivery

pytestmark = pytest.mark.shared
CITY = "05315000"
COMPUTED = ["age=75-79", "age=80+", "family-status=unknown"]
"""Not of the 38 series: the age tables of 2012, and the difference to the residents."""


@pytest.fixture(scope="module")
def town(shared: Path) -> Collection:
    return LOADERS.get("koeln").load(shared / "data" / "koeln")


@pytest.fixture
def folder(shared: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    for name in LOADERS.get("koeln").files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(shared / "data" / "koeln" / name, tmp_path / name)
    return tmp_path


def figures(town: Collection, indicator: str) -> pd.DataFrame:
    frame = next(item.frame for item in town.observations if item.indicator == indicator)
    return frame.set_index(["unit", "period", "slice"]).sort_index()


def told(town: Collection, code: str) -> str:
    return " | ".join(str(item) for item in town.problems if item.code == code)


def test_levels_and_units(town: Collection) -> None:
    counts = {item.level: len(item.units) for item in town.geographies}
    assert counts == {"city": 1, "district": 9, "city-part": 86, "quarter": 371}


def test_38_series_of_8_years_and_96_areas(town: Collection) -> None:
    frame = next(item.frame for item in town.observations if item.indicator == "population")
    series = frame[~frame["slice"].isin(COMPUTED)]
    assert series["slice"].nunique() == 38
    assert len(series) == 38 * 8 * 96


def test_city_districts_and_stadtteile_sum_alike_in_all_304_series_years(town: Collection) -> None:
    frame = next(item.frame for item in town.observations if item.indicator == "population")
    series = frame[~frame["slice"].isin(COMPUTED)]
    sums = series.groupby(["slice", "period", "level"])["value"].sum().unstack("level")
    assert len(sums) == 304
    assert (sums["city"] == sums["district"]).all()
    assert (sums["city"] == sums["city-part"]).all()
    # 2012_Altersgruppen_Insgesamt.csv: 1,044,555 residents
    assert sums.loc[("", "2012"), "city"] == 1044555


def test_dimensions_add_up(town: Collection) -> None:
    city = figures(town, "population").loc[CITY].loc["2012"]["value"]
    for dimension in ("sex", "residence", "religion", "family-status"):
        assert city[city.index.str.startswith(dimension)].sum() == city[""], dimension
    regions = [f"origin={key}" for key in ("africa", "america", "asia", "eu", "turkey", "other-europe", "other")]
    assert city[regions].sum() == city["origin=foreign"]
    assert city["origin=foreign"] + city["origin=german"] == city["origin=background"]
    assert city["age=75-79"] + city["age=80+"] == city["age=75+"]


def test_partnership_lacks_49_rows_that_are_provably_zero(town: Collection) -> None:
    # README: 719 of 768 rows
    frame = next(item.frame for item in town.observations if item.indicator == "population")
    partners = frame[frame["slice"] == "family-status=partnership"]
    imputed = partners[partners["flags"] == int(Flag.IMPUTED)]
    assert (len(partners), len(imputed)) == (768, 49)
    assert (imputed["value"] == 0).all()
    assert "49 rows are not in the file" in told(town, "rows-absent")


def test_the_prj_without_epsg_code_puts_koeln_in_koeln(town: Collection) -> None:
    units = next(item.units for item in town.geographies if item.level == "city-part")
    west, south, east, north = units.to_crs("EPSG:4326").total_bounds
    assert 6.77 < west < 6.78
    assert 7.16 < east < 7.17
    assert 50.83 < south < 50.84
    assert 51.08 < north < 51.09
    assert units.crs.to_epsg() == 32632
    assert "no EPSG code" in told(town, "crs-unlisted")


def test_names_in_windows_1252(town: Collection) -> None:
    names = set(next(item.units for item in town.geographies if item.level == "city-part")["name"])
    assert {"Sülz", "Weiß", "Müngersdorf", "Altstadt/Süd", "Höhenberg", "Bocklemünd/Mengenich"} <= names


def test_rings_of_marienburg_and_suedfriedhof_are_mended(town: Collection) -> None:
    assert "Marienburg" in told(town, "polygon-mended")
    assert "Siedlung Südfriedhof" in told(town, "polygon-mended")


def test_altstadt_sued_is_spelt_in_two_ways(town: Collection) -> None:
    assert "Altstadt-Süd = Altstadt/Süd" in told(town, "name-differs")
    # 2012_Altersgruppen_Stadtteil.csv, Nr. 101: 75 - 79: 960, 80 and over: 1,149
    part = figures(town, "population").loc["101"].loc["2012"]["value"]
    assert (part["age=75-79"], part["age=80+"]) == (960, 1149)


def test_codes_are_text(town: Collection) -> None:
    for item in town.geographies:
        assert all(isinstance(code, str) for code in item.units["code"])


def test_turnout_is_the_published_one(town: Collection) -> None:
    # result_stadt.csv: 523,763 of 722,435 = 72.50 %; result_stadtbezirk.csv: Chorweiler 65.26, Lindenthal 81.57
    turnout = figures(town, "turnout")
    for unit, published in ((CITY, 72.50), ("6", 65.26), ("3", 81.57), ("103", 76.70)):
        assert turnout.loc[(unit, "2013-09-22", ""), "value"] == pytest.approx(published, abs=0.005)
    voters = next(item.frame for item in town.observations if item.indicator == "voters")
    assert voters.groupby("level")["value"].sum().tolist() == [523763.0] * 3


def test_election_tables_are_joined_by_name(town: Collection) -> None:
    assert "5 Chorweiler = 6" in told(town, "joined-by-name")
    assert "the column Nr is empty" in told(town, "joined-by-name")
    assert "Leverkusen" in told(town, "other-towns")


def test_unemployed_of_the_city_by_month(town: Collection) -> None:
    # 13211-03ir.csv, first line: 56175, 34234, 21941; no figures after June 2014
    frame = figures(town, "unemployed").loc[CITY]["value"]
    assert (frame["2000-01", ""], frame["2000-01", "sex=m"], frame["2000-01", "sex=f"]) == (56175, 34234, 21941)
    assert len(frame) == 3 * 174
    assert "2014-07-31 to 2014-12-31" in told(town, "no-figures")


def test_census_cells_by_quarter(town: Collection) -> None:
    # README: 1,017,293 persons inside the 86 Stadtteile, 146 cells without population
    frame = next(item.frame for item in town.observations if item.indicator == "census-population")
    sums = frame.groupby("level")["value"].sum()
    assert sums["city-part"] == sums["district"] == sums["city"] == 1017293
    quarters = frame[frame["level"] == "quarter"]
    assert len(quarters) == 371
    assert sums["quarter"] < sums["city"]
    empty = quarters[quarters["value"].isna()]
    assert (empty["presence"] == Presence.MISSING).all()
    assert "146 cells" in told(town, "cells-empty")
    assert "Cell-Key" in told(town, "census")


def test_school_list_in_code_page_850(shared: Path) -> None:
    # README: UTF-8 and cp1252 fail; "Städt." is in the first names
    delivery = Delivery(shared / "data" / "koeln", "Köln")
    name = "schools_nrw/schulsozialindex_raw.csv"
    assert "Städt" in delivery.text(name, "cp850")
    assert delivery.problems == []
    delivery.text(name)
    assert [item.code for item in delivery.problems] == ["encoding"]


def _spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_series_cut_off_are_refused(folder: Path) -> None:
    path = folder / "population" / "bevoelkerung.csv"
    path.write_bytes(path.read_bytes()[:1_000_000])
    with pytest.raises(InputRejected) as refusal:
        LOADERS.get("koeln").load(folder)
    assert {item.code for item in refusal.value.problems} == {"cut-off"}
    assert any(item.row for item in refusal.value.problems)


def test_a_wrong_header_is_refused(folder: Path) -> None:
    _spoil(folder / "population" / "bevoelkerung.csv", "raum_id,", "raum_nr,")
    with pytest.raises(InputRejected, match=r"bevoelkerung\.csv, row 1: columns are missing .*expected raum_id"):
        LOADERS.get("koeln").load(folder)


def test_a_series_that_is_not_known_is_refused(folder: Path) -> None:
    _spoil(
        folder / "population" / "bevoelkerung.csv",
        "005,Einwohner in Köln,2005,000,Stadt Köln,10",
        "999,X,2005,000,Stadt Köln,10",
    )
    with pytest.raises(InputRejected, match="expected one of the 38 series"):
        LOADERS.get("koeln").load(folder)


def test_a_shapefile_cut_off_is_refused(folder: Path) -> None:
    path = folder / "geo" / "Stadtviertel.shp"
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(InputRejected, match=r"Stadtviertel\.shp"):
        LOADERS.get("koeln").load(folder)


def test_cells_cut_off_are_refused(folder: Path) -> None:
    path = folder / "zensus2022" / "koeln_zensus_100m.parquet"
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(InputRejected, match=r"koeln_zensus_100m\.parquet.*cannot be read"):
        LOADERS.get("koeln").load(folder)
