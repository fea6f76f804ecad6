"""Berlin until 2020 to Berlin from 2021, three ways, compared with what the register says on the new areas.

The truth of 31.12.2020 on the new areas is published: column EW of the Monitoring Soziale Stadtentwicklung 2021, which
used the new areas already (541 of 542; that of the uninhabited Pankower Tor is empty). The register publishes both
geographies on their own days, so that its figures of 31.12.2021 hold a year of change as well.
docs/boundary-reform-berlin.md shows the numbers; run with -s to see them again.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

from quartier.kernel.declared import Collection
from quartier.methods import crosswalk as cw

pytestmark = [pytest.mark.shared, pytest.mark.slow]
RESIDENTS_2020 = 3_769_962
"""Register of residents, 31.12.2020, sum of the planning areas (Amt für Statistik Berlin-Brandenburg)."""
SLIVER = 0.02
"""The polygons from 2021 are simplified by their publisher: borders that are the same differ by some metres."""


@dataclass(frozen=True)
class Berlin:
    collection: Collection
    old: gpd.GeoDataFrame
    new: gpd.GeoDataFrame
    people: pd.Series
    """Residents at 31.12.2020 by new planning area."""
    walks: dict[str, cw.Crosswalk]
    cells: pd.DataFrame

    def figures(self, indicator: str, day: str, geography: str, members: str = "") -> pd.DataFrame:
        frame = next(item.frame for item in self.collection.observations if item.indicator == indicator)
        chosen = (frame["level"] == "planning-area") & (frame["geography"] == geography)
        return frame[chosen & (frame["period"] == day) & (frame["slice"] == members)]


@pytest.fixture(scope="module")
def berlin(shared: Path) -> Berlin:
    from quartier.sources.loaders import LOADERS

    folder = shared / "data" / "berlin_lor"
    collection = LOADERS.get("berlin").load(folder)
    units = {(item.level, item.key): item.units for item in collection.geographies}
    old, new = units["planning-area", "2006"], units["planning-area", "2021"]
    raw = pd.read_csv(folder / "mss2021_raw/mss_2021_index_indikatoren.csv", dtype=str)
    people = pd.to_numeric(raw["EW"]).fillna(0.0).set_axis(raw["PLR_ID"])
    cells = pd.read_parquet(folder / "zensus2022/berlin_zensus_100m.parquet")
    return Berlin(collection, old, new, people, _walks(folder, old, new, cells), cells)


def _walks(folder: Path, old: gpd.GeoDataFrame, new: gpd.GeoDataFrame, cells: pd.DataFrame) -> dict[str, cw.Crosswalk]:
    centres = gpd.GeoSeries(gpd.points_from_xy(cells["easting"], cells["northing"]), crs=3035)
    rows = pd.read_csv(folder / "crosswalk/seed_lor_crosswalk_2006_to_2021.csv", dtype=str)
    rows = rows.rename(columns={"plr_id_pre2021": "source", "plr_id_2021": "target"})
    assert len(rows) == 3055
    return {
        "area": cw.by_area(old, new, sliver=SLIVER),
        "centres": cw.by_points(old, new, centres, cells["population"], sliver=SLIVER),
        "cells": cw.by_points(old, new, cw.squares(centres), cells["population"], sliver=SLIVER),
        "table": cw.by_table(rows, sources=list(old["code"]), targets=list(new["code"])),
    }


def carried(berlin: Berlin, way: str, figures: pd.DataFrame, kind: str = "count", **more: object) -> pd.Series:
    return cw.convert(figures, berlin.walks[way], kind, **more).frame.set_index("unit")["value"]  # type: ignore[arg-type]


def test_residents_are_neither_lost_nor_made(berlin: Berlin) -> None:
    assert berlin.people.sum() == RESIDENTS_2020
    for way in berlin.walks:
        value = carried(berlin, way, berlin.figures("population", "2020-12-31", "2006"))
        assert value.sum() == pytest.approx(RESIDENTS_2020, abs=0.01), way
        assert value.notna().all()


def test_people_of_the_same_day_by_all_ways(berlin: Berlin) -> None:
    """Area alone puts some 5 % of the residents into wrong areas; census cells some 1 %."""
    given = berlin.figures("population", "2020-12-31", "2006")
    next_year = berlin.figures("population", "2021-12-31", "2021").set_index("unit")["value"]
    found = {}
    for way in berlin.walks:
        value = carried(berlin, way, given)
        found[way] = cw.agreement(value, berlin.people)
        print(f"population {way:8} 2020 {found[way]}")
        print(f"population {way:8} 2021 {cw.agreement(value, next_year)}")
    assert found["cells"].misplaced < found["centres"].misplaced < 0.01
    assert 0.04 < found["area"].misplaced < 0.06
    assert found["cells"].rmse < found["area"].rmse / 5
    assert found["table"].misplaced == pytest.approx(found["area"].misplaced, abs=0.001)


def test_the_shipped_table_is_one_by_area(berlin: Berlin) -> None:
    """Its note says: weight = intersection_area / pre2021_plr_area, from unsimplified polygons; ours are simplified."""
    difference = berlin.walks["table"].weights - berlin.walks["area"].weights
    assert abs(difference).max() < 0.03
    assert np.abs(difference.data).mean() < 0.005


def test_unchanged_areas_are_carried_exactly(berlin: Berlin) -> None:
    """Where a new area is one whole old one, the published count of the same day is met to the person."""
    walk = berlin.walks["cells"]
    same = walk.unchanged()
    value = carried(berlin, "cells", berlin.figures("population", "2020-12-31", "2006"))
    difference = (value - berlin.people.reindex(value.index))[same].abs()
    print(f"unchanged: {same.sum()} of {len(same)}; exact: {(difference < 0.5).sum()}")
    assert same.sum() > 250
    assert (difference < 0.5).mean() > 0.97
    assert not walk.split[walk.table().loc[lambda t: t["target"].isin(walk.targets[same]), "source"]].any()


def test_bounds_hold_for_the_published_truth(berlin: Berlin) -> None:
    """However a split area is distributed, the truth lies between the bounds, up to borders moved by redrawing."""
    stated = cw.conversion_error(berlin.figures("population", "2020-12-31", "2006"), berlin.walks["cells"], "count")
    stated = stated.set_index("unit")
    truth = berlin.people.reindex(stated.index)
    beyond = np.maximum(truth - stated["highest"], stated["lowest"] - truth).clip(lower=0)
    print(f"outside the bounds: {(beyond > 0.5).sum()} areas, {beyond.sum():.0f} residents")
    assert beyond.sum() / RESIDENTS_2020 < 0.005


def test_census_cells_foretell_the_error_of_areas(berlin: Berlin) -> None:
    """The stated hold-out error of the area weights is near to their real error against the register."""
    centres = gpd.GeoSeries(gpd.points_from_xy(berlin.cells["easting"], berlin.cells["northing"]), crs=3035)
    finer = cw.located(berlin.old, berlin.new, centres, berlin.cells["population"]).table()
    held = cw.hold_out(berlin.walks["area"], finer)
    foretold = cw.agreement(held["estimate"], held["truth"])
    real = cw.agreement(carried(berlin, "area", berlin.figures("population", "2020-12-31", "2006")), berlin.people)
    print(f"hold-out of area by cells: misplaced {foretold.misplaced:.4f}, real {real.misplaced:.4f}")
    assert foretold.misplaced == pytest.approx(real.misplaced, abs=0.01)


@pytest.mark.parametrize("way", ["area", "centres", "cells", "table"])
def test_shares_by_numerator_and_denominator(berlin: Berlin, way: str) -> None:
    """Foreigners, 31.12.2020 carried, beside the register of 31.12.2021 on the new areas (a year of change in it)."""
    old = berlin.figures("foreigners-share", "2020-12-31", "2006")
    new = berlin.figures("foreigners-share", "2021-12-31", "2021").set_index("unit")["value"]
    value = carried(berlin, way, old, "share", factor=100.0)
    lived = berlin.people >= 300
    difference = (value - new)[lived].dropna()
    away = difference.abs()
    print(f"foreigners {way:8} n {len(away)} mean {difference.mean():+.2f} median |d| {away.median():.2f} "
          f"p90 |d| {away.quantile(0.9):.2f}")  # fmt: skip
    weighted = np.average(value.reindex(berlin.people.index).fillna(0), weights=berlin.people)
    assert weighted == pytest.approx(100 * old["numerator"].sum() / old["denominator"].sum(), abs=0.25)
    assert difference.abs().median() < 1.5


@pytest.mark.parametrize("way", ["area", "centres", "cells", "table"])
@pytest.mark.parametrize("indicator", ["s1", "s3", "s4"])
def test_monitoring_shares(berlin: Berlin, way: str, indicator: str) -> None:
    """Edition 2019 (31.12.2018) by residents, beside edition 2021 (31.12.2020) on the new areas: two years lie between.

    The shares are published without numerators, so that residents weight them and all are flagged as estimates where
    several areas meet; what the old edition did not rate is skipped, never 0.
    """
    old = berlin.figures(indicator, "2018-12-31", "2006")
    people = berlin.figures("population", "2018-12-31", "2006").set_index("unit")["value"]
    new = berlin.figures(indicator, "2020-12-31", "2021").set_index("unit")["value"]
    value = carried(berlin, way, old, "share", weights=people)
    both = pd.DataFrame({"old": value, "new": new}).dropna()
    away = (both["old"] - both["new"]).abs()
    print(f"{indicator} {way:8} n {len(both)} correlation {both.corr().iloc[0, 1]:.4f} median |d| {away.median():.2f} "
          f"p90 |d| {away.quantile(0.9):.2f}")  # fmt: skip
    assert len(both) > 500
    assert both.corr().iloc[0, 1] > 0.9
    assert value.min() >= old["value"].min() - 1e-9 and value.max() <= old["value"].max() + 1e-9


def test_classes_are_never_divided(berlin: Berlin) -> None:
    status = berlin.figures("status", "2014-12-31", "2006")
    result = cw.convert(status, berlin.walks["cells"], "class")
    same = berlin.walks["cells"].unchanged()
    frame = result.frame.set_index("unit")
    assert set(frame["value"].dropna()) <= {1.0, 2.0, 3.0, 4.0}
    assert frame.loc[~same, "value"].isna().all()
    assert set(frame.loc[~same, "reason"]) == {"not-convertible"}
