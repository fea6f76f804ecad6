"""Real data inside the catalogue: two quarters of Köln as one area; Berlin's reform by three ways, errors compared.

Köln: values by hand from the files (bevoelkerung.csv, rows 2012; result_stadtteil.csv). Berlin: the published residents
of 31.12.2020 on the new areas (column EW of the Monitoring 2021), as in tests/golden/methods/test_crosswalk_berlin.py.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from quartier.catalogue.areas import area_observations, create_area
from quartier.catalogue.crosswalks import store
from quartier.catalogue.crosswalks.convert import Wish, convert_indicator, figure_error
from quartier.catalogue.crosswalks.inputs import crosswalk_rows, places_from, read_frame
from quartier.catalogue.crosswalks.make import Delivered, draft_crosswalk, keep_crosswalk
from quartier.catalogue.models import Conversion, Crosswalk, Geography, Indicator
from quartier.catalogue.observations import Asked, observations
from quartier.catalogue.services import publish_collection
from quartier.kernel.declared import Collection
from quartier.kernel.presence import Flag
from quartier.kernel.reader import PUBLIC, SYSTEM
from quartier.methods.crosswalk import agreement
from quartier.sources.loaders import LOADERS

pytestmark = [pytest.mark.shared, pytest.mark.slow]
DAY = "2020-12-31"


def published(folder: Path, loader: str, levels: set[str], indicators: set[str]) -> None:
    """Some levels and indicators of a town, that the test stays quick."""
    whole = LOADERS.get(loader).load(folder)
    figures = [replace(item, frame=item.frame[item.frame["level"].isin(levels)]) for item in whole.observations
               if item.indicator in indicators]  # fmt: skip
    some: Collection = replace(
        whole, geographies=tuple(item for item in whole.geographies if item.level in levels),
        observations=tuple(figures), events=(), sketch=(),
        indicators=tuple(item for item in whole.indicators if item.key in indicators),
    )  # fmt: skip
    publish_collection(by=SYSTEM, collection=some)


def test_hoehenberg_and_vingst_are_one_area(transactional_db: None, workspace: Path, shared: Path) -> None:
    keys = {"population", "foreigners-share", "under-18-share", "turnout"}
    published(shared / "data" / "koeln", "koeln", {"city-part"}, keys)
    area = create_area(by=SYSTEM, name="Höhenberg und Vingst", level="city-part", units=["804", "803"])
    assert area.key == "hoehenberg-und-vingst"

    def value(key: str, period: str) -> float:
        asked = Asked(periods=[period], slices=[""])
        frame = area_observations(Indicator.objects.get(key=key), area, reader=PUBLIC, asked=asked)
        return float(frame["value"].iloc[0])

    assert value("population", "2012") == 12_866 + 12_224
    assert value("foreigners-share", "2012") == pytest.approx(100 * (3_900 + 3_873) / 25_090)
    young = (571 + 536 + 599 + 748 + 455) + (384 + 353 + 386 + 528 + 298)
    assert value("under-18-share", "2012") == pytest.approx(100 * young / 25_090)
    assert value("turnout", "2013-09-22") == pytest.approx(100 * (3_982 + 3_465) / (6_915 + 6_673))


def test_berlin_until_2020_on_the_areas_from_2021(transactional_db: None, workspace: Path, shared: Path) -> None:
    folder = shared / "data" / "berlin_lor"
    published(folder, "berlin", {"planning-area"}, {"population", "foreigners-share", "s1", "s3", "s4", "status"})
    walks = _walks(folder)
    raw = pd.read_csv(folder / "mss2021_raw/mss_2021_index_indikatoren.csv", dtype=str)
    truth = pd.to_numeric(raw["EW"]).fillna(0.0).set_axis(raw["PLR_ID"])
    real = {}
    for way, row in walks.items():
        real[way] = agreement(_converted("population", row, DAY)["value"], truth)
        print(f"population {way:6} misplaced {real[way].misplaced:.4f} p90 {real[way].p90:.1f} % stated {row.error}")
    assert real["cells"].misplaced < 0.01 < 0.04 < real["area"].misplaced < 0.06
    assert real["table"].misplaced == pytest.approx(real["area"].misplaced, abs=0.001)
    # what was stated before the truth was known: the hold-out by census cells
    assert walks["area"].error["held_out"]["misplaced"] == pytest.approx(real["area"].misplaced, abs=0.01)
    assert walks["table"].error["held_out"]["misplaced"] == pytest.approx(real["table"].misplaced, abs=0.01)
    _check_monitoring(walks)
    _check_figure(truth)


def _walks(folder: Path) -> dict[str, Crosswalk]:
    old, new = (Geography.objects.select_related("level", "current").get(key=key) for key in ("2006", "2021"))
    cells = folder / "zensus2022/berlin_zensus_100m.parquet"
    places = places_from(read_frame(cells.read_bytes(), cells.name), cells.name)
    assert (places.origin["crs"], places.origin["cell"]) == ("EPSG:3035", 100.0)
    shipped = folder / "crosswalk/seed_lor_crosswalk_2006_to_2021.csv"
    rows = crosswalk_rows(read_frame(shipped.read_bytes(), shipped.name), store.codes(old), store.codes(new),
                          shipped.name, None)  # fmt: skip
    assert len(rows) == 3055
    delivered = {"table": Delivered(rows, {"file": shipped.name})}
    return {
        way: keep_crosswalk(by=SYSTEM, crosswalk=draft_crosswalk(by=SYSTEM, source=old, target=new, way=way,
                                                                  places=places, delivered=delivered.get(way)))
        for way in ("table", "area", "cells")
    }  # fmt: skip


def _converted(key: str, walk: Crosswalk, period: str) -> pd.DataFrame:
    """Converted anew by this way; the figures of an earlier way are replaced, none is lost."""
    convert_indicator(by=SYSTEM, indicator=Indicator.objects.get(key=key), wish=Wish(walk, weighted_by="population"))
    asked = Asked(level="planning-area", geography="2021", periods=[period], slices=[""])
    return observations(Indicator.objects.get(key=key), reader=PUBLIC, asked=asked).set_index("unit")


def _check_monitoring(walks: dict[str, Crosswalk]) -> None:
    """Edition 2019 (31.12.2018) by residents beside edition 2021 on the new areas; classes on unchanged areas alone."""
    for key in ("s1", "s3", "s4"):
        newer = observations(
            Indicator.objects.get(key=key),
            reader=PUBLIC,
            asked=Asked(level="planning-area", geography="2021", periods=[DAY]),
        ).set_index("unit")
        for way in ("area", "cells") if key == "s1" else ("cells",):
            found = _converted(key, walks[way], "2018-12-31")
            both = pd.DataFrame({"old": found["value"], "new": newer["value"]}).dropna()
            print(f"{key} {way:6} n {len(both)} correlation {both.corr().iloc[0, 1]:.3f}")
            assert len(both) > 530 and both.corr().iloc[0, 1] > 0.94
            changed = found["flags"].astype(int) & int(Flag.BREAK) > 0
            assert (found["flags"][changed].astype(int) & int(Flag.ESTIMATED)).all()
    status = _converted("status", walks["cells"], "2014-12-31")
    assert 280 < len(status) < 300
    assert set(status["value"].dropna()) <= {1.0, 2.0, 3.0, 4.0}


def _check_figure(truth: pd.Series) -> None:
    """One divided area: what its passport states holds the published truth."""
    row = Conversion.objects.select_related("indicator", "crosswalk__source__level", "crosswalk__target__level",
                                            "denominator_crosswalk").get(indicator__key="population")  # fmt: skip
    assert row.crosswalk.way == "cells"
    stated = figure_error(row, "01100102", DAY, "", reader=PUBLIC)
    assert stated["split"] is not None and stated["split"] > 0.5
    assert (stated["lowest"] or 0) <= truth["01100102"] <= (stated["highest"] or 0)
    area = create_area(by=SYSTEM, name="Tiergarten", level="planning-area", units=["01100102", "01100103"])
    people = Indicator.objects.get(key="population")
    frame = area_observations(people, area, reader=PUBLIC, asked=Asked(periods=[DAY], slices=[""]))
    assert frame["geography"].iloc[0] == "2021"
    assert frame["value"].iloc[0] == pytest.approx(truth["01100102"] + truth["01100103"], rel=0.1)
