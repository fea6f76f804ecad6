"""Crosswalks: small tables, test and manual at once."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import pandas as pd
import pytest
from manual import Row, Spec, cases, check
from shapely import Point, box

from quartier.methods import crosswalk as cw
from quartier.methods.results import Reason

TITLE = "Crosswalks and areas of one's own"
ORDER = 70
INTRODUCTION = """How figures get from one geography to another (a boundary reform, an area of one's own, a catchment).
A count is divided by weights and keeps its sum; a share is built from numerator and denominator, each with
its own weights; a class is never divided. What of a source lies in no target is not forced into the nearest one (tobler
does so unless `allocate_total=False`), it is reported. What is not there stays not there: a missing part makes the sum
missing, a suppressed one an interval."""

TOBLER = "tobler 0.13.0, Quartier design notes"
BY_HAND = "by hand"
EQUAL_AREA = 3035


def _boxes(*corners: tuple[float, float, float, float]) -> gpd.GeoDataFrame:
    codes = [chr(ord("A") + number) for number in range(len(corners))]
    return gpd.GeoDataFrame({"code": codes}, geometry=[box(*corner) for corner in corners], crs=EQUAL_AREA)


def _figures(**columns: Sequence[float | None]) -> pd.DataFrame:
    length = len(next(iter(columns.values())))
    return pd.DataFrame({"unit": [chr(ord("A") + number) for number in range(length)], **columns})


def by_area(source, target, kind="count", people=None, **columns):
    weights = None if people is None else pd.Series(people, index=list("ABCDEFGH")[: len(people)], dtype=float)
    walk = cw.by_area(_boxes(*source), _boxes(*target))
    return cw.convert(_figures(**columns), walk, kind, weights=weights).frame


def by_points(source, target, people, points, cell=0.0, **columns):
    places = gpd.GeoSeries([Point(x, y) for x, y in points], crs=EQUAL_AREA)
    shapes = cw.squares(places, cell) if cell else places
    walk = cw.by_points(_boxes(*source), _boxes(*target), shapes, people)
    return cw.convert(_figures(**columns), walk, "count").frame


def by_weights(parts, kind="count", factor=1.0, denominator_parts=None, **columns):
    return cw.convert(
        _figures(**columns), _table(parts), kind, factor, denominator_parts and _table(denominator_parts)
    ).frame


def bounds(parts, kind, factor=1.0, **columns):
    return cw.conversion_error(_figures(**columns), _table(parts), kind, factor)


def _table(parts: Sequence[tuple[str, str, float]]) -> cw.Crosswalk:
    return cw.by_table(pd.DataFrame(parts, columns=["source", "target", "weight"]))


TWO = [(0, 0, 2, 2), (2, 0, 4, 2)]
THREE = [(0, 0, 1, 2), (1, 0, 3, 2), (3, 0, 4, 2)]
SHOWN = "squares 0-2 and 2-4 to targets 0-1, 1-3, 3-4"
SPLIT = [("A", "N1", 0.6), ("A", "N2", 0.4), ("B", "N2", 1.0)]
GROUP = [("A", "N1", 0.8), ("A", "N2", 0.2), ("B", "N2", 1.0)]
SHOWN_SPLIT = "A goes to N1 .6 and N2 .4, B to N2"
NOTES = "Quartier design notes, section 7, by hand"
SUM_RULES = "docs/architecture.md, values that are not there"
DUNCAN = "Duncan & Davis (1953), An alternative to ecological correlation, formula by hand"

SPECS = [
    Spec(cw.by_area, [
        Row({"source": TWO, "target": THREE, "value": [100, 200]}, {"value": [50.0, 150.0, 100.0]}, TOBLER,
            shown=f"{SHOWN}; people 100, 200"),
        Row({"source": TWO, "target": THREE, "kind": "mean", "people": [1, 1], "value": [0.1, 0.4]},
            {"value": [0.1, 0.25, 0.4]}, TOBLER, shown=f"{SHOWN}; rate .1, .4, equal weights"),
        Row({"source": TWO[:1], "target": [(-1, 0, 1, 2)], "value": [100]}, {"value": [50.0]},
            f"{TOBLER}, allocate_total=False", shown="square 0-2 to target -1 to 1; people 100"),
    ], call=by_area),
    Spec(cw.by_points, [
        Row({"source": TWO[:1], "target": [(0, 0, 1, 2), (1, 0, 2, 2)], "people": [20, 60],
             "points": [(0.5, 1), (1.5, 1)], "value": [100]}, {"value": [25.0, 75.0]}, NOTES,
            shown="square 0-2 to its halves; 20 people known on the left, 60 on the right; count 100"),
        Row({"source": TWO[:1], "target": [(0, 0, 0.75, 2), (0.75, 0, 2, 2)], "people": [20, 60],
             "points": [(0.5, 1), (1.5, 1)], "cell": 1.0, "value": [80]}, {"value": [15.0, 65.0]}, BY_HAND,
            shown="cells 1 x 1 around these points, border at .75: a quarter of the left cell lies right; count 80"),
        Row({"source": TWO[:1], "target": [(0, 0, 1, 2), (1, 0, 2, 2)], "people": [10],
             "points": [(1.0, 1)], "value": [100]}, {"value": [50.0, 50.0]}, BY_HAND,
            shown="the only known place lies on the border"),
        Row({"source": TWO[:1], "target": [(0, 0, 0.5, 2), (0.5, 0, 2, 2)], "people": [0],
             "points": [(1.0, 1)], "value": [100]}, {"value": [25.0, 75.0]}, BY_HAND,
            shown="nobody in known places: divided by area"),
    ], call=by_points),
    Spec(cw.convert, [
        Row({"parts": SPLIT, "value": [1000, 500]}, {"value": [600.0, 900.0], "split": [1.0, 4 / 9]}, NOTES,
            shown=f"{SHOWN_SPLIT}; people 1000, 500"),
        Row({"parts": SPLIT, "kind": "share", "factor": 100.0, "value": [20.0, 10.0], "numerator": [200, 50],
             "denominator": [1000, 500]}, {"numerator": [120.0, 130.0], "value": [20.0, 100 * 130 / 900]}, NOTES,
            shown=f"{SHOWN_SPLIT}; SGB II 200 of 1000, 50 of 500"),
        Row({"parts": GROUP, "denominator_parts": SPLIT, "kind": "share", "factor": 100.0, "value": [20.0, 10.0],
             "numerator": [200, 50], "denominator": [1000, 500]},
            {"numerator": [160.0, 90.0], "value": [100 * 160 / 600, 10.0]}, NOTES,
            shown="the same, the numerator by where recipients live (.8 and .2)"),
        Row({"parts": SPLIT, "value": [1000, None]},
            {"value": [600.0, float("nan")], "presence": [0, 1], "known": [1, 1], "total": [1, 2]}, SUM_RULES,
            shown=f"{SHOWN_SPLIT}; people 1000, missing"),
        Row({"parts": SPLIT, "value": [1000, None], "presence": [0, 3], "lower": [None, 1.0], "upper": [None, 9.0]},
            {"presence": [0, 3], "lower": [float("nan"), 401.0], "upper": [float("nan"), 409.0]}, SUM_RULES,
            shown=f"{SHOWN_SPLIT}; people 1000, suppressed (1 to 9)"),
        Row({"parts": SPLIT, "value": [1000, None], "presence": [0, 2]},
            {"value": [600.0, 400.0], "total": [1, 1]}, SUM_RULES, shown=f"{SHOWN_SPLIT}; people 1000, not applicable"),
        Row({"parts": SPLIT, "kind": "share", "value": [20.0, 10.0]},
            {"value": [20.0, float("nan")], "reason": ["", Reason.NO_WEIGHTS.value]}, BY_HAND,
            shown=f"{SHOWN_SPLIT}; shares 20, 10 without denominators or weights"),
        Row({"parts": [("A", "N1", 1.0), ("B", "N2", 0.5), ("B", "N3", 0.5)], "kind": "class", "value": [2, 4]},
            {"value": [2.0, float("nan"), float("nan")], "reason": ["", "not-convertible", "not-convertible"]}, BY_HAND,
            shown="A becomes N1, B is divided; classes 2, 4"),
    ], call=by_weights),
    Spec(cw.conversion_error, [
        Row({"parts": SPLIT, "kind": "count", "value": [1000, 500]},
            {"lowest": [0.0, 500.0], "highest": [1000.0, 1500.0], "split": [1.0, 4 / 9]}, BY_HAND,
            shown=f"{SHOWN_SPLIT}; people 1000, 500"),
        Row({"parts": [("A", "N1", 0.6), ("A", "N2", 0.4)], "kind": "share", "factor": 100.0, "value": [80.0],
             "numerator": [80], "denominator": [100]},
            {"value": [80.0, 80.0], "lowest": [100 * 40 / 60, 50.0], "highest": [100.0, 100.0]}, DUNCAN,
            shown="A (80 of 100) goes to N1 .6 and N2 .4: at least 80 - 40 of 60, at most 60 of 60"),
        Row({"parts": [("A", "N1", 0.6), ("A", "N2", 0.4)], "kind": "share", "factor": 100.0, "value": [30.0],
             "numerator": [30], "denominator": [100]},
            {"lowest": [0.0, 0.0], "highest": [50.0, 75.0]}, DUNCAN, shown="the same with 30 of 100"),
    ], call=bounds),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_crosswalk(spec: Spec, row: Row) -> None:
    check(spec, row)
