"""A reform in the town of nine squares: crosswalks in the catalogue, conversions as releases, secrets kept throughout.

Before: the squares 00 to 22. From 2024: 00 and 01 are one quarter "A"; 02 is cut in halves "B" (west) and "C" (east,
with 12 above it); all others stay.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from django.test import Client
from tests import squares

from quartier.catalogue.areas import area_observations, create_area
from quartier.catalogue.crosswalks import store
from quartier.catalogue.crosswalks.convert import (
    Wish,
    convert_indicator,
    convert_job,
    enqueue_conversion,
    figure_error,
    preview_conversion,
)
from quartier.catalogue.crosswalks.inputs import crosswalk_rows, places_from, read_frame
from quartier.catalogue.crosswalks.make import Delivered, draft_crosswalk, keep_crosswalk, remove_crosswalk
from quartier.catalogue.models import Conversion, Crosswalk, Geography, Indicator
from quartier.catalogue.observations import Asked, named_keys, observations
from quartier.catalogue.services import (
    Thresholds,
    assign_rule_set,
    define_rule_set,
    publish_collection,
    publish_geography,
    publish_indicator,
    withdraw,
)
from quartier.kernel import declared
from quartier.kernel.errors import Conflict, InputRejected, NotPermitted
from quartier.kernel.presence import Flag, Presence
from quartier.kernel.reader import PUBLIC, SYSTEM, Reader
from quartier.kernel.text import Text

DAY = "2023-12-31"
LATER = "2024-12-31"
QUERY = {"indicator": "sgb2-rate", "level": "quarter", "geography": "2024", "unit": "C", "period": DAY}
SAME = ("10", "11", "20", "21", "22")


def box(west: int, south: int, east: int, north: int) -> Any:
    return shapely.box(500_000 + west, 5_700_000 + south, 500_000 + east, 5_700_000 + north)


def reform() -> None:
    old = squares.collection().geographies[1].units.set_index("code").geometry
    shapes = {"A": box(0, 0, 2000, 1000), "B": box(2000, 0, 2500, 1000),
              "C": shapely.union(box(2500, 0, 3000, 1000), old["12"]), **{one: old[one] for one in SAME}}  # fmt: skip
    units = gpd.GeoDataFrame({"code": list(shapes), "name": list(shapes), "parent:city": "1"},
                             geometry=list(shapes.values()), crs=25832)  # fmt: skip
    publish_geography(by=SYSTEM, geography=declared.Geography("quarter", "2024", Text("Quartiere 2024"), units,
                                                              "office", date(2024, 1, 1)))  # fmt: skip


def counted_since() -> None:
    """Figures of 2024 on the new quarters: A 2 of 200, B 1 of 50, C 9 of 150, 11 4 of 100, the others 0 of 100."""
    known = {"A": (2.0, 200.0), "B": (1.0, 50.0), "C": (9.0, 150.0), "11": (4.0, 100.0)}
    rows = [
        {"level": "quarter", "geography": "2024", "unit": code, "period": LATER, "slice": "", "presence": 0,
         "value": 100 * over / under, "numerator": over, "denominator": under}
        for code, (over, under) in {**dict.fromkeys(SAME, (0.0, 100.0)), **known}.items()
    ]  # fmt: skip
    frame = pd.concat([squares.rate_observations().frame, pd.DataFrame(rows)], ignore_index=True)
    publish_indicator(by=SYSTEM, observations=declared.Observations("sgb2-rate", frame))


def place(key: str) -> Geography:
    return Geography.objects.select_related("level", "current").get(level__key="quarter", key=key)


def walked(way: str = "area", **more: Any) -> Crosswalk:
    row = draft_crosswalk(by=SYSTEM, source=place("2020"), target=place("2024"), way=way, **more)
    return keep_crosswalk(by=SYSTEM, crosswalk=row)


def figures(key: str, reader: Reader = PUBLIC, period: str = DAY) -> pd.DataFrame:
    asked = Asked(level="quarter", geography="2024", periods=[period])
    return observations(Indicator.objects.get(key=key), reader=reader, asked=asked).set_index("unit")


def rate() -> Indicator:
    return Indicator.objects.get(key="sgb2-rate")


def test_counts_and_shares_are_carried_by_hand(town: Path) -> None:
    """00 and 01: 100 people each, 0 and 1 recipients; 02: 2 of 100, halved; 12: 5 of 100."""
    reform()
    wish = Wish(walked())
    assert wish.crosswalk.summary | {"not_whole": []} == {
        "sources": 9, "targets": 8, "parts": 10, "unchanged": 5, "merged": 1, "mixed": 2, "empty": 0, "split": 1,
        "whole": 9, "not_whole": [],
    }  # fmt: skip
    convert_indicator(by=SYSTEM, indicator=Indicator.objects.get(key="population"), wish=wish)
    people = figures("population")
    assert [people["value"][code] for code in "ABC"] == pytest.approx([200.0, 50.0, 150.0], abs=1e-4)
    assert people["value"].sum() == pytest.approx(900.0)
    convert_indicator(by=SYSTEM, indicator=rate(), wish=wish)
    shares = figures("sgb2-rate")
    assert shares["value"]["A"] == pytest.approx(0.5)
    assert shares["value"]["B"] == pytest.approx(2.0)
    assert shares["value"]["C"] == pytest.approx(100 * 6 / 150)
    assert (shares["flags"]["C"], shares["flags"]["A"]) == (Flag.ESTIMATED | Flag.BREAK, Flag.BREAK)
    assert (shares["flags"]["11"], shares["value"]["11"]) == (0, 4.0)
    assert shares["presence"]["21"] == Presence.SUPPRESSED
    assert "22" not in shares.index


def test_a_conversion_is_a_release_and_again_is_none(town: Path) -> None:
    reform()
    wish = Wish(walked())
    first = convert_indicator(by=SYSTEM, indicator=rate(), wish=wish)
    again = convert_indicator(by=SYSTEM, indicator=rate(), wish=wish)
    assert [release.number for release in first] == [2] and again == first
    assert first[0].provenance["converted"][0]["crosswalk"] == wish.crosswalk.key
    assert Conversion.objects.get().periods == list(squares.PERIODS)
    assert {file["key"] for file in wish.crosswalk.files.values()} <= named_keys()
    with pytest.raises(Conflict, match="were converted"):
        remove_crosswalk(by=SYSTEM, crosswalk=wish.crosswalk)


def test_periods_that_the_new_areas_have_themselves_stay_as_they_are(town: Path) -> None:
    reform()
    frame = squares.count_observations().frame
    own = frame[(frame["unit"] == "10") & (frame["period"] == DAY)].assign(geography="2024", value=7.0)
    publish_indicator(by=SYSTEM, observations=declared.Observations("population", pd.concat([frame, own])))
    convert_indicator(by=SYSTEM, indicator=Indicator.objects.get(key="population"), wish=Wish(walked()))
    assert figures("population")["value"].to_dict() == {"10": 7.0}
    assert figures("population", period="2022-12-31")["value"]["A"] == 200.0


def test_passport_and_series_tell_of_the_conversion(town: Path) -> None:
    reform()
    base = squares.rate_observations().frame
    new = pd.DataFrame([{**base.iloc[1].to_dict(), "geography": "2024", "unit": "C", "period": LATER, "value": 5.0,
                         "numerator": 7.5, "denominator": 150.0}])  # fmt: skip
    publish_indicator(by=SYSTEM, observations=declared.Observations("sgb2-rate", pd.concat([base, new])))
    convert_indicator(by=SYSTEM, indicator=rate(), wish=Wish(walked()))
    client = Client()
    series = client.get("/api/v1/series", {"indicator": "sgb2-rate", "unit": "quarter:C"}).json()["series"][0]
    assert [(point["period"], point["converted"]) for point in series["points"]] == [
        ("2022-12-31", True), ("2023-12-31", True), (LATER, False)]  # fmt: skip
    same = client.get("/api/v1/series", {"indicator": "sgb2-rate", "unit": "quarter:11"}).json()["series"][0]
    assert [point["converted"] for point in same["points"]] == [False, False]
    query = {
        "indicator": "sgb2-rate",
        "level": "quarter",
        "geography": "2024",
        "unit": "C",
        "period": DAY,
        "lang": "en",
    }
    found = client.get("/api/v1/passport", query).json()
    assert found["conversion"]["source"] == "Quartiere 2020"
    # 12 is whole (5 of 100). Of 02 (2 of 100) half is here: 0 to 2 of its 2. (5 + 0) / 150 to (5 + 2) / 150.
    assert "between 3.3% and 4.7%" in found["conversion"]["boundsText"]
    assert "33% of it" in found["conversion"]["splitText"]  # 50 of the 150 denominators
    assert set(found["flags"]) == {"estimated", "break in the series"}
    stated = figure_error(Conversion.objects.select_related("indicator", "crosswalk__source__level",
                          "crosswalk__target__level").get(), "C", DAY, "", reader=PUBLIC)  # fmt: skip
    assert stated["lowest"] == pytest.approx(100 * 5 / 150, abs=1e-5)


def test_where_a_code_stays_and_its_land_does_not_both_series_are_told(town: Path) -> None:
    """The code 00 goes on for what was 00 and 01: the old figure of the same day stands beside the converted one."""
    units = squares.collection().geographies[1].units
    grown = units[units["code"] != "01"].copy()
    grown.loc[grown["code"] == "00", "geometry"] = box(0, 0, 2000, 1000)
    publish_geography(by=SYSTEM, geography=declared.Geography("quarter", "2024", Text("2024"), grown, "office",
                                                              date(2024, 1, 1)))  # fmt: skip
    convert_indicator(by=SYSTEM, indicator=Indicator.objects.get(key="population"), wish=Wish(walked()))
    answer = Client().get("/api/v1/series", {"indicator": "population", "unit": "quarter:00"}).json()["series"][0]
    assert [point["value"] for point in answer["points"]] == [200.0, 200.0]
    assert [(point["value"], point["geography"]) for point in answer["former"]] == [(100.0, "2020")] * 2


def test_own_areas_pass_a_reform_by_the_crosswalk(town: Path) -> None:
    """C and 11 before the reform: half of 02, 12 and 11 whole: 50 + 100 + 100."""
    reform()
    walked()
    area = create_area(by=SYSTEM, name="Ost", level="quarter", units=["C", "11"])
    frame = area_observations(Indicator.objects.get(key="population"), area, reader=PUBLIC)
    found = frame.set_index("period").loc[DAY]
    assert (found["value"], found["geography"]) == (pytest.approx(250.0, abs=1e-4), "2020")
    assert found["flags"] == Flag.ESTIMATED | Flag.BREAK


def test_people_of_small_places_divide_by_where_they_live(town: Path) -> None:
    """Of 02 some 30 of 40 live in the west: B gets 75 of its 100. By area it would be 50: 25 of 900 misplaced."""
    reform()
    text = "x;y;Einwohner\n" + "\n".join(f"{500_000 + x};{5_700_000 + y};{n}" for x, y, n in
                                         [(2250, 500, 30), (2750, 500, 10), (500, 500, 40), (1500, 500, 40),
                                          (2500, 1500, 40), (500, 1500, 40), (1500, 1500, 40), (500, 2500, 40),
                                          (1500, 2500, 40), (2500, 2500, 40)])  # fmt: skip
    from quartier.catalogue.crosswalks.inputs import PlaceColumns

    places = places_from(read_frame(text.encode(), "zellen.csv"), "zellen.csv", PlaceColumns(crs="EPSG:25832"))
    wish = Wish(walked("points", places=places))
    assert (wish.crosswalk.way, wish.crosswalk.weight) == ("points", "population")
    convert_indicator(by=SYSTEM, indicator=Indicator.objects.get(key="population"), wish=wish)
    assert {code: figures("population")["value"][code] for code in "BC"} == {"B": 75.0, "C": 125.0}
    by_area = walked("area", places=places)
    # places say B 30, C 50; by area 02 is halved: B 20, C 60. (10 + 10) / (2 * 360)
    assert by_area.error["held_out"]["misplaced"] == pytest.approx(20 / 720)
    assert wish.crosswalk.error["area"]["misplaced"] == pytest.approx(20 / 720)


TABLE = "alt,neu,Anteil\n00,A,1\n01,A,1\n02,B,0.5\n02,C,0.5\n12,C,1\n" + "".join(f"{c},{c},1\n" for c in SAME)


def test_a_delivered_table_is_recognised_by_its_content(town: Path) -> None:
    reform()
    rows = crosswalk_rows(read_frame(TABLE.encode(), "schluessel.csv"), store.codes(place("2020")),
                          store.codes(place("2024")), "schluessel.csv", None)  # fmt: skip
    row = walked("table", delivered=Delivered(rows, {"file": "schluessel.csv"}))
    assert row.summary["unchanged"] == 5
    assert row.provenance["table"] == {"file": "schluessel.csv"}
    broken = rows.assign(weight=rows["weight"].where(rows["target"] != "C", 0.9))
    with pytest.raises(InputRejected, match="do not sum to 1"):
        walked("table", delivered=Delivered(broken, {}))
    with pytest.raises(InputRejected, match="codes of the two geographies"):
        crosswalk_rows(read_frame(b"a,b,w\nx,y,1\n", "x.csv"), store.codes(place("2020")), store.codes(place("2024")),
                       "x.csv", None)  # fmt: skip


def test_what_cannot_be_converted_is_said_with_the_reason(town: Path) -> None:
    reform()
    base = squares.collection()
    from dataclasses import replace

    grade = replace(base.indicators[1], key="grade", kind=declared.IndicatorKind.CLASS)
    rows = [{"level": "quarter", "geography": "2020", "unit": code, "period": DAY, "slice": "", "value": 1.0}
            for code in squares.CODES]  # fmt: skip
    publish_collection(by=SYSTEM, collection=replace(base, indicators=(*base.indicators, grade), observations=(
        *base.observations, declared.Observations("grade", pd.DataFrame(rows)))))  # fmt: skip
    found = preview_conversion(by=SYSTEM, indicator=Indicator.objects.get(key="grade"), wish=Wish(walked()))
    assert (found.rows, found.gaps, found.obstacle) == (5, {"not-convertible": 3}, "")
    assert not Conversion.objects.exists()
    draft = draft_crosswalk(by=SYSTEM, source=place("2020"), target=place("2024"), way="area")
    with pytest.raises(Conflict, match="preview"):
        preview_conversion(by=SYSTEM, indicator=rate(), wish=Wish(draft))
    with pytest.raises(NotPermitted):
        preview_conversion(by=Reader("x", person=1, confidential=True), indicator=rate(), wish=Wish(walked()))
    with pytest.raises(InputRejected, match="no places"):
        draft_crosswalk(by=SYSTEM, source=place("2020"), target=place("2024"), way="cells")
    with pytest.raises(InputRejected, match="same one"):
        draft_crosswalk(by=SYSTEM, source=place("2020"), target=place("2020"), way="area")


def test_the_job_converts_several_and_tells_what_it_could_not(town: Path) -> None:
    reform()
    wish = Wish(walked())
    job = enqueue_conversion(by=SYSTEM, indicators=["population", "sgb2-rate"], wish=wish)

    class Quiet:
        def progress(self, done: int, total: int, message: str = "") -> None: ...
        def check_cancelled(self) -> None: ...

    result = convert_job(Quiet(), **job.arguments)
    assert result == {"releases": ["indicator population #2", "indicator sgb2-rate #2"], "refused": {}}
    assert convert_job(Quiet(), **job.arguments) == result


def test_no_sum_over_a_reform_gives_a_secret_away(transactional_db: None, workspace: Path) -> None:
    """01 has 1 recipient: hidden (below 3). A = 00 + 01 has 1 of 200, and 00 is shown as 0: A must not be told, though
    by the rules alone another district's 6 of 200 would be. Converting confidential figures and protecting the result
    would have shown C (6 of 150) beside 12 (5 of 100): 02 would be 2."""
    base = squares.with_observations(squares.count_observations(), squares.rate_observations(audience="confidential"))
    publish_collection(by=SYSTEM, collection=base)
    reform()
    rules = define_rule_set(by=SYSTEM, key="three", name="three", thresholds=Thresholds(numerator=3))
    assign_rule_set(by=SYSTEM, indicator=rate(), rule_set=rules)
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(audience="confidential"))
    from quartier.catalogue.services import derive_public

    derive_public(by=SYSTEM, indicator=rate(), rule_set=rules)
    convert_indicator(by=SYSTEM, indicator=rate(), wish=Wish(walked()))
    inside, outside = figures("sgb2-rate", SYSTEM), figures("sgb2-rate", PUBLIC)
    assert inside["value"]["A"] == pytest.approx(0.5)
    assert inside["value"]["C"] == pytest.approx(100 * 6 / 150)
    for code in "ABC":
        assert outside["presence"][code] == Presence.SUPPRESSED, code
        assert pd.isna(outside["value"][code]) and pd.isna(outside["numerator"][code])
    assert outside["value"]["11"] == 4.0
    assert set(Conversion.objects.values_list("audience", flat=True)) == {"confidential", "public"}
    client = Client()
    query = {
        "indicator": "sgb2-rate",
        "level": "quarter",
        "geography": "2024",
        "unit": "C",
        "period": DAY,
        "lang": "en",
    }
    told = client.get("/api/v1/passport", query).json()["conversion"]
    assert told["crosswalk"] and not told["boundsText"]


def test_what_is_counted_later_is_no_longer_called_converted(town: Path) -> None:
    """Official figures for 2023 on the new quarters replace the converted ones; 2022 stays converted."""
    reform()
    indicator = Indicator.objects.get(key="population")
    convert_indicator(by=SYSTEM, indicator=indicator, wish=Wish(walked()))
    full = observations(Indicator.objects.get(key="population"), reader=PUBLIC)
    replaced = (full["geography"].astype(str) == "2024") & (full["period"].astype(str) == DAY)
    full.loc[replaced, "value"] = 77.0
    full.loc[replaced, "flags"] = 0
    publish_indicator(by=SYSTEM, observations=declared.Observations("population", full))
    assert Conversion.objects.get().periods == ["2022-12-31"]
    query = {"indicator": "population", "level": "quarter", "geography": "2024", "unit": "C"}
    told = {period: Client().get("/api/v1/passport", {**query, "period": period}).json()["conversion"] for period in
            squares.PERIODS}  # fmt: skip
    assert told["2022-12-31"] is not None and told[DAY] is None
    convert_indicator(by=SYSTEM, indicator=indicator, wish=Wish(Crosswalk.objects.get()))
    assert figures("population")["value"]["C"] == 77.0


def test_a_withdrawn_conversion_is_forgotten(town: Path) -> None:
    reform()
    released = convert_indicator(by=SYSTEM, indicator=Indicator.objects.get(key="population"), wish=Wish(walked()))
    withdraw(by=SYSTEM, release=released[0], reason="test")
    assert not Conversion.objects.exists()
    assert figures("population").empty
