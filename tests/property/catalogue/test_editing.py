"""Edits by hand: the table that goes to the gate says what the grid says; steps of areas undone give the original."""

from __future__ import annotations

import csv
import io
import math
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from quartier.catalogue.editing import areas, sheet
from quartier.catalogue.editing.sheet import Place
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import InputRejected
from quartier.kernel.presence import Presence
from quartier.kernel.wire import FLAG_KEYS, PRESENCE_KEYS

PLACE = Place("i", "quarter", "2020")
CODES = tuple("abcd")
PERIODS = ("2020", "2021")
numbers = st.floats(allow_nan=False, allow_infinity=False, width=64)
cell = st.builds(
    lambda value, presence, flags: [value if presence == 0 else None, None, None, presence, flags],
    numbers, st.sampled_from([int(item) for item in Presence]), st.integers(0, 255),
)  # fmt: skip
change = st.tuples(st.sampled_from(CODES), st.sampled_from(PERIODS), cell)


def frame(values: list[float]) -> pd.DataFrame:
    rows = [
        {"level": "quarter", "geography": "2020", "unit": code, "period": period, "slice": "", "value": value,
         "numerator": math.nan, "denominator": math.nan, "presence": 0, "flags": 0, "confidentiality": 0,
         "lower": math.nan, "upper": math.nan}
        for (code, period), value in zip([(c, p) for c in CODES for p in PERIODS], values, strict=True)
    ]  # fmt: skip
    return pd.DataFrame(rows)


@given(st.lists(numbers, min_size=8, max_size=8), st.lists(change, min_size=1, max_size=6))
def test_the_table_holds_whole_periods_to_the_last_digit(values: list[float], changes: list[Any]) -> None:
    sent = [{"unit": unit, "period": period, "cell": item} for unit, period, item in changes]
    made = sheet.sound(sent, CODES, kind=IndicatorKind.COUNT, factor=1.0)
    data = sheet.table(frame(values), made, PLACE, {code: f"Feld {code}" for code in CODES})
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    touched = {period for _, period in made}
    assert {(row["unit"], row["period"]) for row in rows} == {(code, p) for code in CODES for p in touched}
    before = dict(zip([(c, p) for c in CODES for p in PERIODS], values, strict=True))
    for row in rows:
        key = (row["unit"], row["period"])
        value, _, _, presence, flags = made.get(key, [before[key], None, None, 0, 0])
        assert row["presence"] == PRESENCE_KEYS[Presence(presence)]
        assert (float(row["value"]) if row["value"] else None) == value
        assert set(row["flags"].split()) == {name for flag, name in FLAG_KEYS.items() if flags & flag}
        assert "e" not in row["value"], "spreadsheets read exponents differently"


def town() -> gpd.GeoDataFrame:
    boxes = [shapely.box(x, y, x + 1000, y + 1000) for x in (0, 1000) for y in (0, 1000)]
    made = gpd.GeoDataFrame({"code": list(CODES), "name": [f"Feld {c}" for c in CODES]}, geometry=boxes, crs=25832)
    return made.astype({"code": object, "name": object})


ops = st.one_of(
    st.builds(lambda c, n: {"op": "rename", "code": c, "name": n}, st.sampled_from(CODES), st.text(max_size=5)),
    st.builds(lambda c, n: {"op": "code", "code": c, "to": n}, st.sampled_from(CODES), st.sampled_from("abcdxyz")),
    st.builds(lambda cs, n: {"op": "merge", "codes": cs, "code": n, "name": n},
              st.lists(st.sampled_from(CODES), max_size=3), st.sampled_from("abxyz")),
    st.builds(lambda c: {"op": "delete", "codes": [c]}, st.sampled_from(CODES)),
)  # fmt: skip


@settings(max_examples=60)
@given(st.lists(ops, max_size=7))
def test_steps_keep_the_ground_and_undone_they_give_the_original(tried: list[dict[str, Any]]) -> None:
    base = town()
    original = base.copy(deep=True)
    kept: list[list[dict[str, Any]]] = []
    for op in tried:
        try:
            areas.apply(base, [*kept, [op]])
        except InputRejected:
            continue
        kept.append([op])
    made = areas.apply(base, kept)
    assert len(set(made.codes)) == len(made.codes) >= 1
    origins = [origin for part in made.origins for origin in part]
    assert len(set(origins)) == len(origins) and set(origins) <= set(CODES), "no figure is counted twice"
    gone = set(CODES) - set(origins)
    frame: Any = made.frame
    assert round(frame.geometry.area.sum()) == 1_000_000 * (4 - len(gone))
    assert all(
        len(part) * 1_000_000 == round(shape.area) for part, shape in zip(made.origins, frame.geometry, strict=True)
    )
    assert base.equals(original), "the base is never touched"
    undone = areas.apply(base, [])
    assert undone.frame.equals(original) and undone.lineage() == {}
