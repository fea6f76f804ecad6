"""Berlin as it is published: counts of the README and the files, totals published by the statistics office."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from quartier.kernel.declared import Collection
from quartier.kernel.errors import InputRejected
from quartier.kernel.presence import Flag, Presence
from quartier.sources.loaders import LOADERS
from quartier.sources.loaders.berlin import EDITIONS, RAW_SHARES, gold, residents

pytestmark = pytest.mark.shared
CITY = "11000000"
NOT_RATED = int(Flag.NOT_RATED)


@pytest.fixture(scope="module")
def town(shared: Path) -> Collection:
    return LOADERS.get("berlin").load(shared / "data" / "berlin_lor")


@pytest.fixture
def folder(shared: Path, tmp_path: Path) -> Path:
    """The folder as links; a test that spoils a file replaces its link by a copy."""
    for name in LOADERS.get("berlin").files:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).symlink_to(shared / "data" / "berlin_lor" / name)
    return tmp_path


def own(path: Path) -> Path:
    """Turn a link into a copy that may be changed."""
    source = path.resolve()
    path.unlink()
    shutil.copyfile(source, path)
    return path


def frame(town: Collection, indicator: str, level: str = "planning-area") -> pd.DataFrame:
    found = next(item.frame for item in town.observations if item.indicator == indicator)
    return found[found["level"] == level]


def value(town: Collection, indicator: str, level: str, unit: str, period: str, members: str = "") -> float:
    rows = frame(town, indicator, level)
    chosen = rows[(rows["unit"] == unit) & (rows["period"] == period) & (rows["slice"] == members)]
    return float(chosen["value"].item())


def told(town: Collection, code: str) -> str:
    return " | ".join(str(item) for item in town.problems if item.code == code)


def test_levels_of_both_geographies(town: Collection) -> None:
    # README: city 1 > 12 > 60/58 > 138/143 > 448/542
    assert {(item.level, item.key): len(item.units) for item in town.geographies} == {
        ("city", "2001"): 1,
        ("district", "2001"): 12,
        ("forecast-area", "2006"): 60,
        ("district-region", "2006"): 138,
        ("planning-area", "2006"): 448,
        ("forecast-area", "2021"): 58,
        ("district-region", "2021"): 143,
        ("planning-area", "2021"): 542,
    }


@pytest.mark.parametrize(
    ("year", "published"),
    [
        # Amt für Statistik Berlin-Brandenburg, Bericht A I 5 (melderechtlich registrierte Einwohner, 31.12.)
        (2015, 3_610_156),
        (2016, 3_670_622),
        (2017, 3_711_930),
        (2018, 3_748_148),
        (2019, 3_769_495),
        (2020, 3_769_962),
        (2021, 3_775_480),
        (2022, 3_850_809),
        (2023, 3_878_100),
    ],
)
def test_population_of_the_city(town: Collection, year: int, published: int) -> None:
    assert value(town, "population", "city", CITY, f"{year}-12-31") == published


def test_slices_add_up_on_every_level(town: Collection) -> None:
    people = next(item.frame for item in town.observations if item.indicator == "population")
    wide = people.pivot_table(index=["level", "geography", "unit", "period"], columns="slice", values="value")
    ages = [column for column in wide if column.startswith("age=")]
    assert len(ages) == 8
    assert (wide[ages].sum(axis=1) == wide[""]).all()
    assert (wide["sex=f"] + wide["sex=m"] == wide[""]).all()
    assert (wide["origin=german-without"] + wide["origin=background"] == wide[""]).all()
    assert (wide["origin=german-with"] + wide["origin=foreign"] == wide["origin=background"]).all()


def test_a_share_carries_numerator_and_denominator(town: Collection) -> None:
    # population-2015-02-t1-district-regions.csv, 010111: 5469 of 14451, 37.84513182478721 %
    assert value(town, "foreigners-share", "district-region", "010111", "2015-12-31") == pytest.approx(
        37.84513182478721
    )


@pytest.mark.parametrize(
    ("edition", "valid"), [(2013, 434), (2015, 435), (2017, 436), (2019, 436), (2021, 536)]
)  # README: valid areas
def test_valid_areas_of_the_monitoring(town: Collection, edition: int, valid: int) -> None:
    for indicator in ("s1", "s3", "s4", "d1", "d3", "d4"):
        rows = frame(town, indicator)
        rows = rows[rows["period"] == EDITIONS[edition]]
        assert int((rows["presence"] == Presence.VALUE).sum()) == valid, indicator


def test_areas_that_are_not_rated_have_no_value_and_say_so(town: Collection) -> None:
    for indicator in ("s1", "d4", "status", "dynamics"):
        rows = frame(town, indicator)
        out = rows[rows["flags"] == NOT_RATED]
        assert len(out) > 0
        assert (out["presence"] == Presence.NOT_APPLICABLE).all()
        assert out["value"].isna().all()
    # mss_2021_index_indikatoren.csv: outlier with 1,262 residents
    outlier = frame(town, "s1").query("unit == '10100205'")
    assert outlier["flags"].tolist() == [NOT_RATED]
    assert "2013: 13; 2015: 12; 2017: 11; 2019: 11; 2021: 6" in told(town, "not-rated")


def test_edition_2019_describes_the_end_of_2018(town: Collection) -> None:
    # 2019-00-2-1, 01011101: S1 2.7978
    assert value(town, "s1", "planning-area", "01011101", "2018-12-31") == 2.7978


def test_edition_2021_comes_from_the_export_with_542_areas(town: Collection) -> None:
    rows = frame(town, "s1")
    rows = rows[rows["period"] == "2020-12-31"]
    assert (len(rows), set(rows["geography"])) == (542, {"2021"})
    assert value(town, "s1", "planning-area", "01100101", "2020-12-31") == 4.22594


def test_classes_2021(town: Collection) -> None:
    # mss_2021_indizes.csv: 75 high, 366 medium, 46 low, 49 very low; dynamics 48 / 436 / 52
    rows = frame(town, "status")
    counts = rows[rows["period"] == "2020-12-31"]["value"].value_counts()
    assert [counts[code] for code in (1.0, 2.0, 3.0, 4.0)] == [75, 366, 46, 49]
    rows = frame(town, "dynamics")
    counts = rows[rows["period"] == "2020-12-31"]["value"].value_counts()
    assert [counts[code] for code in (1.0, 3.0, 5.0)] == [48, 436, 52]


def test_classes_2013_and_2015_are_written_as_signs(town: Collection) -> None:
    # 2013-00-1: dynamics 54 "+", 330 "+/-", 50 "-"; status 80, 264, 52, 38
    rows = frame(town, "dynamics")
    counts = rows[rows["period"] == "2012-12-31"]["value"].value_counts()
    assert [counts[code] for code in (1.0, 3.0, 5.0)] == [54, 330, 50]
    assert set(rows["period"]) == {"2012-12-31", "2014-12-31", "2020-12-31"}


def test_district_values_are_the_delivered_ones(town: Collection) -> None:
    # 2013-00-2-3, Mitte: S4 52.13662; never a mean of planning areas
    assert value(town, "s4", "district", "01", "2012-12-31") == 52.13662
    assert frame(town, "s4", "city").empty
    assert "a city value cannot be computed" in told(town, "no-city-value")


def test_long_term_unemployment_ends_in_2017(town: Collection) -> None:
    assert set(frame(town, "s2")["period"]) == {"2012-12-31", "2014-12-31", "2016-12-31"}


def test_district_regions_of_2017_repeat_2019_and_are_left_out(town: Collection) -> None:
    assert "repeats another edition" in told(town, "wrong-edition")
    assert "2016-12-31" not in set(frame(town, "s1", "district-region")["period"])


def test_schlossstrasse_of_charlottenburg_gets_its_key_back(town: Collection) -> None:
    """448 polygons carry 447 keys: 06010102 stands twice, 04030417 has figures but no polygon."""
    units = next(item.units for item in town.geographies if (item.level, item.key) == ("planning-area", "2006"))
    charlottenburg = units.set_index("code").loc["04030417"]
    assert charlottenburg["name"] == "Schloßstraße"
    # Schloss Charlottenburg lies at 13.30 E, 52.52 N; Steglitz at 52.46 N
    assert charlottenburg.geometry.centroid.y == pytest.approx(52.515, abs=0.005)
    assert "04030417" in told(town, "polygon-rekeyed")


def test_schlossstrasse_is_two_areas_and_never_joined_by_name(town: Collection) -> None:
    assert "Schloßstraße" in told(town, "name-twice")
    first = value(town, "s1", "planning-area", "04030417", "2018-12-31")
    assert first != value(town, "s1", "planning-area", "06010102", "2018-12-31")


def test_a_polygon_without_rows_is_told(town: Collection) -> None:
    units = next(item.units for item in town.geographies if (item.level, item.key) == ("planning-area", "2006"))
    assert "09041403" in set(units["code"])
    assert "09041403" not in set(frame(town, "s1")["unit"])
    assert "09041403" in told(town, "units-differ")


def test_context_columns_under_wrong_headings(town: Collection) -> None:
    assert "and 10 more files" in told(town, "columns-shifted")
    assert told(town, "columns-uncertain") == ""
    # 2015-00-4-3, Mitte: k07 holds 1.83631, the change of the share of foreigners; k13 the location 69.79518
    assert value(town, "k06", "district", "01", "2014-12-31") == 1.83631
    assert value(town, "k09", "district", "01", "2014-12-31") == 69.79518
    # 2021: planning areas from the export are right, the tables of regions and districts are shifted
    assert value(town, "k06", "planning-area", "01100101", "2020-12-31") == -1.31
    assert value(town, "k06", "district", "01", "2020-12-31") == -0.04848
    assert value(town, "k07", "district", "01", "2020-12-31") == 26.11379


def test_context_2013_is_as_headed(town: Collection) -> None:
    assert value(town, "k10", "district", "01", "2012-12-31") == 53.12276


def test_single_parent_households_are_missing_in_2017_and_2019(town: Collection) -> None:
    assert set(frame(town, "k02")["period"]) == {"2012-12-31", "2014-12-31", "2020-12-31"}
    assert "K02" in told(town, "not-published")


def test_header_rows_inside_the_data_are_no_units(town: Collection) -> None:
    assert "00Nummer, 00000000" in told(town, "header-rows")
    assert set(frame(town, "k01", "district")["unit"].str.len()) == {2}
    # 2019-00-4-3: the first row "00" is Berlin (K01 2.62845)
    assert value(town, "k01", "city", CITY, "2018-12-31") == 2.62845


def test_housing_context_of_2021_stands_on_the_old_areas(town: Collection) -> None:
    # 2021-00-4-1-1, 01011101: 0.65531, 1.99942, 41.3387
    rows = frame(town, "k15").query("period == '2020-12-31'")
    assert set(rows["geography"]) == {"2006"}
    assert value(town, "k15", "planning-area", "01011101", "2020-12-31") == 41.3387


def test_scores_without_leading_zero(town: Collection) -> None:
    # gssa_2022_planungsraeume.csv, 01011101: .70700312, .87645614; 27 and 20 areas without a score
    assert value(town, "gesix", "planning-area", "01011101", "2013") == 0.70700312
    rows = frame(town, "gesix")
    out = rows[rows["flags"] == NOT_RATED]
    assert out.groupby("period").size().to_dict() == {"2013": 27, "2022": 20}


def test_codes_keep_their_leading_zero(town: Collection) -> None:
    for item in town.geographies:
        width = item.units["code"].str.len()
        assert width.nunique() == 1
    assert "01100101" in set(frame(town, "s1")["unit"])


def test_events_and_attribution(town: Collection) -> None:
    assert {"lor-2021", "mss-2019", "pandemic-2020", "arrival-2015", "arrival-2022"} == {
        item.key for item in town.events
    }
    assert all(
        "Amt für Statistik" in item.attribution or "Senatsverwaltung" in item.attribution for item in town.sources
    )


def test_a_population_table_cut_off_is_refused(folder: Path) -> None:
    name = residents(2015, "t1", "planning-area")
    path = own(folder / name)
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(InputRejected) as refusal:
        LOADERS.get("berlin").load(folder)
    assert {item.file for item in refusal.value.problems} == {name}
    assert {"cut-off", "units-missing"} >= {item.code for item in refusal.value.problems}


def test_a_wrong_header_is_refused(folder: Path) -> None:
    path = own(folder / RAW_SHARES)
    path.write_text(path.read_text(encoding="utf-8").replace("PLR_ID", "PLR", 1), encoding="utf-8")
    with pytest.raises(InputRejected, match=r"index_indikatoren\.csv, row 1: columns are missing .*expected PLR_ID"):
        LOADERS.get("berlin").load(folder)


def test_keys_that_lost_their_zero_are_refused(folder: Path) -> None:
    path = own(folder / gold(2013, "2-1", "planning-area"))
    path.write_text(path.read_text(encoding="utf-8").replace("\n0", "\n"), encoding="utf-8")
    with pytest.raises(InputRejected, match="with the leading zero"):
        LOADERS.get("berlin").load(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / RAW_SHARES).unlink()
    with pytest.raises(InputRejected, match=r"mss_2021_index_indikatoren\.csv: the file is missing"):
        LOADERS.get("berlin").load(folder)
