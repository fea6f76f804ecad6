"""What was exported is what was published: every format, read back by readers that did not write it."""

from __future__ import annotations

import math
import struct
import tempfile
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests import squares
from tests.property.catalogue.export_reading import NUMBERS, READERS, Rows

from quartier.catalogue import exports
from quartier.catalogue.services import publish_collection, publish_geography, publish_indicator
from quartier.kernel import declared
from quartier.kernel.defuse import dangerous, defuse, restore
from quartier.kernel.presence import Presence
from quartier.kernel.reader import PUBLIC, SYSTEM
from quartier.kernel.text import Text

UNITS = 6
PERIODS = ("2019", "2020-12-31", "2018/2020", "2020-08-01/P1Y")
SLICES = ("", "sex=f", "sex=m")
FORMATS = sorted(exports.FORMATS)
# numbers that a Shapefile holds too; the other formats are tried with all of them (NUMBER)
# (and no negative zero, which SQLite, hence GeoPackage, does not know: adding 0.0 makes it a plain one)
MODERATE = st.floats(-1e15, 1e15).map(lambda number: number + 0.0)
NUMBER = st.floats(allow_nan=False, allow_infinity=False).map(lambda number: number + 0.0)
NASTY = ("Müllerstraße; \"Süd\"", "=1+1", "+49 30", "-Nord", "@SUM(A1)", "\tTab", "'=schon", "''", "a\nb", "#N/A",
         "_x0041_", "NULL", "NA", "007", "1,5", "Ça, là", "=cmd|' /C calc'!A0", "𝔔uartier")  # fmt: skip
NAME = st.sampled_from(NASTY) | st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=12
)
CODE = st.sampled_from(("01", "001", "0", "1e5", "-5", "=1", "+1", "'1", "ä", "TRUE", "1.0", "2020-12")) | st.text(
    st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=6
)


@st.composite
def figure(draw: st.DrawFn, numbers: st.SearchStrategy[float]) -> dict[str, object]:
    presence = draw(st.sampled_from(Presence))
    bounds = sorted(draw(st.tuples(numbers, numbers))) if draw(st.booleans()) else [None, None]
    return {
        "value": draw(numbers) if presence is Presence.VALUE else None,
        "numerator": None if presence is Presence.SUPPRESSED else draw(st.none() | numbers),
        "denominator": draw(st.none() | numbers), "lower": bounds[0], "upper": bounds[1], "presence": int(presence),
        "flags": draw(st.integers(0, 255)), "confidentiality": draw(st.integers(0, 2)),
    }  # fmt: skip


@st.composite
def towns(draw: st.DrawFn, numbers: st.SearchStrategy[float]) -> tuple[list[str], list[str], pd.DataFrame]:
    codes = draw(st.lists(CODE, min_size=UNITS, max_size=UNITS, unique_by=str.casefold))
    names = draw(st.lists(NAME, min_size=UNITS, max_size=UNITS))
    keys = [(unit, period, slice_) for unit in codes for period in PERIODS for slice_ in SLICES]
    chosen = draw(st.lists(st.sampled_from(keys), min_size=1, max_size=24, unique=True))
    rows = [{"level": "quarter", "geography": "x", "unit": unit, "period": period, "slice": slice_,
             **draw(figure(numbers))} for unit, period, slice_ in chosen]  # fmt: skip
    return codes, names, pd.DataFrame(rows).astype(dict.fromkeys(NUMBERS, float))


def publish(town: tuple[list[str], list[str], pd.DataFrame]) -> None:
    codes, names, frame = town
    boxes = [shapely.box(500_000 + 1000 * i, 5_700_000, 501_000 + 1000 * i, 5_701_000) for i in range(len(codes))]
    units = gpd.GeoDataFrame({"code": codes, "name": names, "parent:city": ["1"] * len(codes)}, geometry=boxes)
    geography = declared.Geography("quarter", "x", Text("Zufall"), units.set_crs(25832), "office")
    publish_geography(by=SYSTEM, geography=geography)
    publish_indicator(by=SYSTEM, observations=declared.Observations("sgb2-rate", frame))


def expected(town: tuple[list[str], list[str], pd.DataFrame]) -> Rows:
    codes, names, frame = town
    name = dict(zip(codes, names, strict=True))
    rows: Rows = {}
    for row in frame.to_dict("records"):
        key = tuple(str(row[part]) for part in ("level", "geography", "unit", "period", "slice"))
        numbers = [None if math.isnan(row[n]) else row[n] for n in NUMBERS]
        axes = (row["presence"], row["flags"], row["confidentiality"])
        rows[key] = (name[key[2]], *numbers, *axes)  # type: ignore[index]
    return rows


def bits(value: object) -> object:
    return struct.pack("<d", value) if isinstance(value, float | int) and not isinstance(value, bool) else value


def telling(rows: Rows) -> dict[Any, Any]:
    """Rows that say more than "missing" (a unit without a row is missing), floats by their bits."""
    nothing = (None,) * 5 + (int(Presence.MISSING), 0, 0)
    return {key: (row[0], *map(bits, row[1:6]), *row[6:]) for key, row in rows.items() if row[1:] != nothing}


@pytest.fixture
def catalogue(transactional_db: None, workspace: Path) -> None:
    publish_collection(by=SYSTEM, collection=squares.with_observations())


def exported(key: str, folder: str) -> Rows:
    asked = exports.Selection(("sgb2-rate",), geographies=("x",))
    export = exports.prepare(asked, key, reader=PUBLIC, language="de")
    return READERS[key](exports.write(export, Path(folder)))


SETTINGS = settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))


@SETTINGS
@given(town=towns(MODERATE))
def test_every_format_gives_back_what_was_published(
    catalogue: None, town: tuple[list[str], list[str], pd.DataFrame]
) -> None:
    publish(town)
    for key in FORMATS:
        with tempfile.TemporaryDirectory() as folder:
            found = exported(key, folder)
        assert telling(found) == telling(expected(town)), key
        known = set(zip(*town[:2], strict=True))
        assert {(key[2], row[0]) for key, row in found.items()} <= known, key


@SETTINGS
@given(town=towns(NUMBER))
def test_extreme_numbers_are_exact_or_refused(catalogue: None, town: tuple[list[str], list[str], pd.DataFrame]) -> None:
    publish(town)
    for key in sorted(set(FORMATS) - {"shapefile"}):
        with tempfile.TemporaryDirectory() as folder:
            assert telling(exported(key, folder)) == telling(expected(town)), key


@given(st.text(max_size=12) | st.sampled_from(NASTY))
@example("'")
@example("'=")
@example("''=1")
@example("-5")
@example("'-5")
def test_defused_texts_are_harmless_and_come_back(text: str) -> None:
    safe = defuse(text)
    assert restore(safe) == text
    # OWASP, CSV Injection (2023): a cell must not begin with one of these; a plain number may
    assert safe[:1] not in ("=", "@", "\t", "\r") and (safe[:1] not in ("+", "-") or not dangerous(safe))
