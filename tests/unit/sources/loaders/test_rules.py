"""Repairs and refusals of the three loaders on small tables made by hand."""

from __future__ import annotations

from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from quartier.kernel.presence import Flag, Presence
from quartier.sources.frames import figures
from quartier.sources.loaders.berlin import context, geo
from quartier.sources.loaders.delivery import Delivery
from quartier.sources.loaders.flensburg.figures import mend_shifted_sexes
from quartier.sources.loaders.flensburg.tables import districts, share_of, with_rest, with_town
from quartier.sources.loaders.koeln.population import check_sums

HEADINGS = list(context.HEADER)


@pytest.fixture
def delivery(tmp_path: Path) -> Delivery:
    return Delivery(tmp_path, "Town")


def test_null_is_suppressed_where_upstream_hides_small_numbers() -> None:
    table = pd.DataFrame({"year": [2021, 2021], "district_id": [1, 2], "cases": [5, None]})
    frame = districts(table, "cases", below=4)
    assert frame["presence"].tolist() == [int(Presence.VALUE), int(Presence.SUPPRESSED)]
    assert (frame["lower"][1], frame["upper"][1]) == (0.0, 3.0)


def test_null_is_missing_where_nothing_explains_it() -> None:
    table = pd.DataFrame({"year": [2021], "district_id": [1], "cases": [None]})
    assert districts(table, "cases")["presence"].tolist() == [int(Presence.MISSING)]


def test_district_null_is_a_unit_of_its_own_and_sums_hold() -> None:
    table = pd.DataFrame({"year": [2021, 2021], "district_id": [1, None], "cases": [5, 2]})
    frame = with_town(districts(table, "cases"))
    assert frame["unit"].tolist() == ["01", "nz", "01001000"]
    assert frame["value"].tolist() == [5.0, 2.0, 7.0]
    assert frame["flags"].tolist() == [0, 0, 0]


def test_a_sum_without_those_who_cannot_be_placed_is_an_estimate() -> None:
    table = pd.DataFrame({"year": [2021], "district_id": [1], "cases": [5]})
    assert with_town(districts(table, "cases"))["flags"].tolist() == [0, int(Flag.ESTIMATED)]


def test_a_city_sum_with_hidden_parts_is_an_interval() -> None:
    table = pd.DataFrame({"year": [2021, 2021], "district_id": [1, 2], "cases": [5, None]})
    city = with_town(districts(table, "cases", below=4)).iloc[-1]
    assert (city["lower"], city["upper"]) == (5.0, 8.0)
    assert np.isnan(city["value"])


def test_a_delivered_total_beats_the_sum_and_the_rest_is_shown() -> None:
    parts = districts(pd.DataFrame({"year": [2021], "district_id": [1], "n": [90]}), "n")
    city = figures(level="city", geography="2018", unit="01001000", period="2021", value=95.0)
    frame, negative = with_rest(parts, city)
    assert dict(zip(frame["unit"], frame["value"], strict=True)) == {"01": 90.0, "nz": 5.0, "01001000": 95.0}
    assert negative.empty
    assert with_rest(parts, city.assign(value=80.0))[1]["rest"].tolist() == [-10.0]


def test_percentages_give_their_number_only_where_it_is_certain() -> None:
    # 31.0 % of 226 can only be 70 persons (69 are 30.5 %, 71 are 31.4 %); 40.3 % of 1,585 could be several
    table = pd.DataFrame(
        {"year": 2021, "district_id": [1, 2, 3], "percent": [31.0, 40.3, 50.0], "base": [226.0, 1585.0, 3.0]}
    )
    frame, odd = share_of(table, "percent", "base")
    assert frame["numerator"].tolist()[:1] == [70.0]
    assert frame["numerator"].isna().tolist() == [False, True, True]
    assert odd["district_id"].tolist() == [3]  # no number of persons is 50 % of 3


def test_sexes_one_row_too_low_are_moved_back(delivery: Delivery) -> None:
    ages = {"age_18_to_under_65": [1, 2, 3], "age_65_and_above": [1, 1, 1]}
    table = pd.DataFrame({"year": 2021, "male": [3, 1, 2], "female": [1, 1, 1], **ages})
    mended = mend_shifted_sexes(delivery, table)
    assert mended["male"].tolist() == [1, 2, 3]
    assert [item.code for item in delivery.problems] == ["rows-shifted"]


def test_sexes_that_no_shift_explains_are_left_out(delivery: Delivery) -> None:
    ages = {"age_18_to_under_65": [1, 2, 3], "age_65_and_above": [1, 1, 1]}
    table = pd.DataFrame({"year": 2021, "male": [9, 2, 3], "female": [1, 1, 1], **ages})
    assert mend_shifted_sexes(delivery, table)["male"].isna().tolist() == [True, False, False]
    assert [item.code for item in delivery.problems] == ["contradiction"]


def _context(sixth: list[float]) -> tuple[pd.DataFrame, pd.DataFrame]:
    units = [f"0{n}" for n in range(1, 6)]
    foreigners = figures(
        level="district", geography="2001", unit=units, period="2016-12-31", value=[10.0, 20.0, 15.0, 30.0, 25.0]
    )
    table = pd.DataFrame(dict.fromkeys(HEADINGS, 1.0), index=units)
    table[HEADINGS[5]] = sixth
    return table, foreigners


@pytest.mark.parametrize(
    ("sixth", "expected", "told"),
    [
        ([10.0, 20.0, 15.0, 30.0, 25.0], context.SHIFTED, ["columns-shifted"]),
        ([0.5, -1.0, 2.0, 0.3, 0.1], context.PLAIN, []),
        ([60.0, 5.0, 44.0, 12.0, 33.0], (*context.PLAIN[:5], *"????????"), ["columns-uncertain"]),
    ],
)
def test_shifted_columns_are_recognised_by_the_register(
    delivery: Delivery, sixth: list[float], expected: tuple[str, ...], told: list[str]
) -> None:
    table, foreigners = _context(sixth)
    assert context.order(delivery, "a.csv", table, "district", "2016-12-31", foreigners) == expected
    assert [item.code for item in delivery.problems] == told


def _two_polygons_one_key() -> tuple[geopandas.GeoDataFrame, geopandas.GeoDataFrame]:
    areas = geopandas.GeoDataFrame(
        {"id": ["06010102", "06010102", "04030416"], "name": ["Schloßstraße", "Schloßstraße", "Klausenerplatz"]},
        geometry=[box(0, 0, 1, 1), box(10, 0, 11, 1), box(1, 0, 2, 1)],
        crs="EPSG:25833",
    )
    regions = geopandas.GeoDataFrame(
        {"id": ["040304", "060101"]}, geometry=[box(0, 0, 2, 1), box(10, 0, 12, 1)], crs="EPSG:25833"
    )
    return areas, regions


def test_a_polygon_under_the_key_of_a_namesake_gets_its_own(delivery: Delivery) -> None:
    areas, regions = _two_polygons_one_key()
    mended = geo.rekeyed(delivery, areas, regions, {"06010102", "04030416", "04030417"})
    assert mended["id"].tolist() == ["04030417", "06010102", "04030416"]
    assert [(item.severity, item.code) for item in delivery.problems] == [("warning", "polygon-rekeyed")]


def test_two_polygons_of_one_key_are_refused_where_it_is_not_certain(delivery: Delivery) -> None:
    areas, regions = _two_polygons_one_key()
    geo.rekeyed(delivery, areas, regions, {"06010102", "04030416", "04030417", "04030418"})
    assert [(item.severity, item.code) for item in delivery.problems] == [("error", "key-twice")]


def test_series_that_do_not_sum_are_told(delivery: Delivery) -> None:
    frame = figures(
        level=["city", "district", "city-part"],
        geography="2013",
        unit=["05315000", "1", "101"],
        period="2012",
        value=[10.0, 10.0, 9.0],
    )
    check_sums(delivery, frame)
    assert [item.found for item in delivery.problems] == ["city 10, district 10, city-part 9"]
