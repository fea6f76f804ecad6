"""Köln: Höhenberg and Vingst, two quarters that the town plans for as one ("HöVi"), as an area of one's own.

Expected values are read from the published table population/bevoelkerung.csv (Stadt Köln) and added here by hand.
"""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from quartier.kernel.declared import Collection
from quartier.methods import crosswalk as cw

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(scope="module")
def koeln(shared: Path) -> Collection:
    from quartier.sources.loaders import LOADERS

    return LOADERS.get("koeln").load(shared / "data" / "koeln")


HOEVI = {"hoevi": ["803", "804"]}
NAMES = ("Höhenberg", "Vingst")


def figures(koeln: Collection, indicator: str, level: str, period: str) -> pd.DataFrame:
    frame = next(item.frame for item in koeln.observations if item.indicator == indicator)
    return frame[(frame["level"] == level) & (frame["period"] == period) & (frame["slice"] == "")]


def parts(koeln: Collection, level: str = "city-part") -> gpd.GeoDataFrame:
    return next(item.units for item in koeln.geographies if item.level == level)


def test_the_two_quarters_are_one_area(koeln: Collection) -> None:
    """2012: 12,866 and 12,224 residents, 2,909 and 1,949 of them under 18; 2013: 3,465 of 6,673 and 3,982 of 6,915
    entitled voted. Shares come from the sums: 54.81 %, not 54.76 %, the plain mean of 51.93 % and 57.58 %."""
    units = parts(koeln)
    assert set(units.loc[units["name"].isin(NAMES), "code"]) == set(HOEVI["hoevi"])
    walk = cw.of_selection(units["code"], HOEVI)
    people = cw.convert(figures(koeln, "population", "city-part", "2012"), walk, "count").frame.iloc[0]
    assert people["value"] == 12_866 + 12_224
    assert people["flags"] == 0
    young = cw.convert(figures(koeln, "under-18-share", "city-part", "2012"), walk, "share", 100.0).frame.iloc[0]
    assert (young["numerator"], young["denominator"]) == (2_909 + 1_949, 25_090)
    assert young["value"] == pytest.approx(100 * 4_858 / 25_090)
    turnout = cw.convert(figures(koeln, "turnout", "city-part", "2013-09-22"), walk, "share", 100.0).frame.iloc[0]
    assert turnout["value"] == pytest.approx(100 * 7_447 / 13_588)


def test_drawn_around_the_quarters_it_is_the_same(koeln: Collection) -> None:
    units = parts(koeln)
    both = units[units["code"].isin(HOEVI["hoevi"])]
    shape = gpd.GeoDataFrame({"code": ["hoevi"]}, geometry=[both.union_all()], crs=units.crs)
    walk = cw.of_shapes(units, shape)
    frame = cw.convert(figures(koeln, "population", "city-part", "2012"), walk, "count").frame
    assert frame["value"].tolist() == [pytest.approx(25_090, abs=0.01)]


def test_from_the_district_alone_census_cells_come_nearer_than_area(koeln: Collection, shared: Path) -> None:
    """Kalk, the district around them, has 114,885 residents in 2012; what of it lives in the two quarters is known."""
    units, district = parts(koeln), parts(koeln, "district")
    both = units[units["code"].isin(HOEVI["hoevi"])].dissolve().assign(code="hoevi")[["code", "geometry"]]
    cells = pd.read_parquet(shared / "data/koeln/zensus2022/koeln_zensus_100m.parquet").dropna(subset="population")
    centres = gpd.GeoSeries(gpd.points_from_xy(cells["easting"], cells["northing"]), crs=3035)
    given = figures(koeln, "population", "district", "2012")
    found = {
        "area": cw.of_shapes(district, both),
        "centres": cw.of_shapes(district, both, points=centres, weights=cells["population"]),
        "cells": cw.of_shapes(district, both, points=cw.squares(centres), weights=cells["population"]),
    }
    value = {way: float(cw.convert(given, walk, "count").frame["value"].iloc[0]) for way, walk in found.items()}
    print(value)
    assert abs(value["cells"] - 25_090) < abs(value["area"] - 25_090) / 5
    assert abs(value["cells"] / 25_090 - 1) < 0.15  # the cells are of 2022, ten years later
