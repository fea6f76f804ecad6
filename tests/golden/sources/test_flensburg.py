"""Flensburg as it is published: every expected number is read off the SQL dump, its table notes or the README by "
"hand."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest

from quartier.kernel.declared import Collection
from quartier.kernel.errors import InputRejected
from quartier.kernel.presence import Flag, Presence
from quartier.sources.loaders import LOADERS

pytestmark = pytest.mark.shared
SQL = "flensburg_sozialatlas.sql"


@pytest.fixture(scope="module")
def town(shared: Path) -> Collection:
    return LOADERS.get("flensburg").load(shared / "data" / "flensburg")


@pytest.fixture
def folder(shared: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    for name in LOADERS.get("flensburg").files:
        shutil.copyfile(shared / "data" / "flensburg" / name, tmp_path / name)
    return tmp_path


def figures(town: Collection, indicator: str) -> pd.DataFrame:
    frame = next(item.frame for item in town.observations if item.indicator == indicator)
    return frame.set_index(["unit", "period", "slice"]).sort_index()


def told(town: Collection, code: str) -> str:
    return " | ".join(str(item) for item in town.problems if item.code == code)


def test_levels_and_units(town: Collection) -> None:
    units = {item.level: item.units for item in town.geographies}
    assert {level: int(frame.geometry.notna().sum()) for level, frame in units.items()} == {
        "city": 1,
        "city-part": 13,
        "statistical-district": 41,
    }
    assert units["city-part"].crs.to_epsg() == 25832
    assert units["city-part"].loc[units["city-part"]["code"] == "nz", "geometry"].isna().all()


def test_names_come_from_the_polygons_and_agree_with_the_list(town: Collection) -> None:
    units = next(item.units for item in town.geographies if item.level == "city-part")
    assert units["name"].tolist()[:4] == ["Altstadt", "Neustadt", "Nordstadt", "Westliche Höhe"]


def test_no_kind_of_null_becomes_a_number(town: Collection) -> None:
    for item in town.observations:
        absent = item.frame["presence"] != Presence.VALUE
        assert item.frame.loc[absent, "value"].isna().all(), item.indicator


def test_null_by_secrecy_82_and_12_values_under_4(town: Collection) -> None:
    # counted in the dump: 82 NULL in table 15 (7 columns), 12 in table 16; "Werte liegen unter 4"
    keys = ("housing-advice", "rent-arrears", "terminations-arrears", "terminations-conduct", "eviction-suits",
            "eviction-notices", "evictions")  # fmt: skip
    hidden = sum(int((_parts(town, key)["presence"] == Presence.SUPPRESSED).sum()) for key in keys)
    homeless = _parts(town, "risk-of-homelessness")
    assert hidden == 82
    assert int((homeless["presence"] == Presence.SUPPRESSED).sum()) == 12
    assert homeless.loc[homeless["presence"] == Presence.SUPPRESSED, "upper"].unique().tolist() == [3.0]


def _parts(town: Collection, indicator: str) -> pd.DataFrame:
    frame = next(item.frame for item in town.observations if item.indicator == indicator)
    return frame[frame["level"] == "city-part"]


def test_null_without_an_explanation_is_missing(town: Collection) -> None:
    # child_education_support 2021 and 2022: § 29 is NULL and no note says why
    helps = figures(town, "child-raising-support")
    assert helps.loc[("01001000", "2021", "support=29"), "presence"] == Presence.MISSING
    assert helps.loc[("01001000", "2021", ""), "presence"] == Presence.MISSING
    assert helps.loc[("01001000", "2017", ""), "value"] == 23 + 39 + 142 + 19 + 137 + 134 + 126 + 10


def test_district_null_is_a_unit_and_the_sum_of_the_city_holds(town: Collection) -> None:
    # table 17, 2021: 451 persons not attributable
    people = figures(town, "minimum-income-15-64")
    assert people.loc[("nz", "2021", ""), "value"] == 451
    parts = _parts(town, "minimum-income-15-64").query("period == '2021' and slice == ''")
    assert people.loc[("01001000", "2021", ""), "value"] == parts["value"].sum()
    # table 13: 37 unemployed not attributable, 4,440 in all (table 13 summed by hand)
    unemployed = figures(town, "unemployed")
    assert unemployed.loc[("01001000", "2021-06-30", ""), "value"] == 4440


def test_the_delivered_city_total_beats_the_sum_of_parts(town: Collection) -> None:
    # table 3, 2021: 14947 + 19330 + 19457 + 24785 + 12885 + 6478 = 97,882; table 1 sums to 97,877
    people = figures(town, "population")
    assert people.loc[("01001000", "2021", ""), "value"] == 97882
    assert people.loc[("nz", "2021", ""), "value"] == 5
    assert people.loc[("nz", "2021", ""), "flags"] == Flag.ESTIMATED


def test_irregular_years(town: Collection) -> None:
    frame = figures(town, "births").reset_index()
    assert sorted(frame["period"].unique()) == ["2011", "2012", "2017", "2018", "2019", "2020", "2021", "2022"]
    assert set(figures(town, "basic-security").reset_index()["period"]) == {"2021", "2022"}


def test_percentages_beside_counts(town: Collection) -> None:
    # table 13, Altstadt 2021: 226 unemployed, 31.0 % SGB III: 70 persons
    share = figures(town, "unemployed-sgb3-share").loc[("01", "2021-06-30", "")]
    assert (share["value"], share["numerator"], share["denominator"]) == (31.0, 70.0, 226.0)


def test_a_share_with_numerator_and_denominator(town: Collection) -> None:
    # table 18 Altstadt 2021: 475; tables 6 and 7: 360 + 3093 residents under 65
    share = figures(town, "sgb2-rate").loc[("01", "2021", "")]
    assert (share["numerator"], share["denominator"]) == (475.0, 3453.0)
    assert share["value"] == pytest.approx(100 * 475 / 3453)


def test_men_and_women_one_row_too_low_in_2021(town: Collection) -> None:
    # Altstadt 2021: ages 55 + 55; the row of Neustadt holds 61 + 49 = 110, so these are Altstadt's
    frame = figures(town, "basic-security")
    assert (frame.loc[("01", "2021", "sex=m"), "value"], frame.loc[("01", "2021", "sex=f"), "value"]) == (61.0, 49.0)
    assert frame.loc[("nz", "2021", "sex=m"), "value"] == 245
    both = frame["value"].unstack("slice")
    assert (both["sex=m"] + both["sex=f"] == both[""]).all()
    assert "one Stadtteil too low" in told(town, "rows-shifted")


def test_contradictions_of_the_source_are_told(town: Collection) -> None:
    text = told(town, "contradiction")
    assert "births and birth rate contradict each other" in text
    assert "found '3.1'; expected 2.1" in text  # table 13, Tarup 2022: 82 of 3,824 are 2.1 %
    assert figures(town, "births").loc[("11", "2011", ""), "flags"] == Flag.UNRELIABLE


def test_two_broken_polygons_are_mended_and_named(town: Collection) -> None:
    assert "073 Peelwatt, 122 Engelsby Süd" in told(town, "polygon-mended")


def test_labels_are_upstreams(town: Collection) -> None:
    household = next(item for item in town.dimensions if item.key == "household")
    assert [member.name.de for member in household.members][:3] == [
        "Alleinlebender Mann",
        "Alleinlebende Frau",
        "Alleinerziehender Mann",
    ]


def test_attribution_is_kept(town: Collection) -> None:
    assert "Stadt Flensburg, Sozialatlas 2022" in town.sources[0].attribution
    assert town.licences[0].key == "cc0-1.0"


def test_a_file_cut_off_is_refused_with_the_table(folder: Path) -> None:
    text = (folder / SQL).read_text(encoding="utf-8")
    (folder / SQL).write_text(text[: len(text) // 2], encoding="utf-8")
    with pytest.raises(InputRejected) as refusal:
        LOADERS.get("flensburg").load(folder)
    codes = {item.code for item in refusal.value.problems}
    assert {"cut-off", "table-missing"} <= codes


def test_a_wrong_column_is_refused_by_name(folder: Path) -> None:
    text = (folder / SQL).read_text(encoding="utf-8")
    (folder / SQL).write_text(
        text.replace("district_id, births, birth_rate)", "district_id, births, rate)"), encoding="utf-8"
    )
    with pytest.raises(InputRejected, match=r"fl_births_by_district lacks columns .*expected birth_rate"):
        LOADERS.get("flensburg").load(folder)


def test_text_in_a_number_and_an_unknown_district_are_told_together(folder: Path) -> None:
    text = (folder / SQL).read_text(encoding="utf-8")
    text = text.replace("(2011, 1, 3323)", "(2011, 1, 'many')").replace("(2017, 1, 3807)", "(2017, 99, 3807)")
    (folder / SQL).write_text(text, encoding="utf-8")
    with pytest.raises(InputRejected) as refusal:
        LOADERS.get("flensburg").load(folder)
    assert {"no-number", "unknown-unit"} <= {item.code for item in refusal.value.problems}
    assert all(item.row for item in refusal.value.problems)


def test_polygons_cut_off_are_refused(folder: Path) -> None:
    name = "flensburg_stadtteile.zip"
    (folder / name).write_bytes((folder / name).read_bytes()[:2000])
    with pytest.raises(InputRejected, match=r"flensburg_stadtteile\.zip"):
        LOADERS.get("flensburg").load(folder)


def test_a_missing_file_is_named(folder: Path) -> None:
    (folder / SQL).unlink()
    with pytest.raises(InputRejected, match=r"flensburg_sozialatlas\.sql: the file is missing"):
        LOADERS.get("flensburg").load(folder)
