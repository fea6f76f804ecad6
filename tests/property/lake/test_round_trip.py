"""What is written comes back: frame -> release -> rows and vectors, against the naive reading of the frame."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quartier.kernel.period import parse
from quartier.kernel.presence import Presence
from quartier.lake import keys, read
from quartier.lake.store import FolderStore
from quartier.lake.write import UnitOrder, write_indicator

GEOGRAPHIES = {
    ("quarter", "2020"): UnitOrder.of(["b", "a", "ü"]),
    ("quarter", "2021"): UnitOrder.of(["a", "c"]),
    ("town", "2021"): UnitOrder.of(["a"]),
}
PERIODS = ("2019", "2020-12-31", "2020", "2018/2020", "2020-08-01/P1Y")
SLICES = ("", "age=0-5", "age=0-5;sex=f", "Geschlecht=Männlich")
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
KEYS = [(level, geography, unit, period, part) for (level, geography), order in GEOGRAPHIES.items()
        for unit in order.codes for period in PERIODS for part in SLICES]  # fmt: skip


@st.composite
def observation(draw: st.DrawFn) -> tuple[object, ...]:
    presence = draw(st.sampled_from(Presence))
    value = draw(NUMBER) if presence is Presence.VALUE else None
    denominator = draw(st.none() | NUMBER)
    numerator = None if presence is Presence.SUPPRESSED else draw(st.none() | NUMBER)
    bounds = sorted(draw(st.tuples(NUMBER, NUMBER))) if draw(st.booleans()) else [None, None]
    flags = draw(st.integers(0, 255))
    return (value, numerator, denominator, int(presence), flags, draw(st.integers(0, 2)), *bounds)


COLUMNS = ["value", "numerator", "denominator", "presence", "flags", "confidentiality", "lower", "upper"]


@st.composite
def frames(draw: st.DrawFn) -> pd.DataFrame:
    chosen = draw(st.lists(st.sampled_from(KEYS), min_size=1, max_size=40, unique=True))
    rows = [(*key, *draw(observation())) for key in chosen]
    frame = pd.DataFrame(rows, columns=["level", "geography", "unit", "period", "slice", *COLUMNS])
    return frame.astype(dict.fromkeys(("value", "numerator", "denominator", "lower", "upper"), float))


def same(found: object, expected: object) -> bool:
    nothing = [value is None or (isinstance(value, float) and math.isnan(value)) for value in (found, expected)]
    return all(nothing) or (not any(nothing) and found == expected)


@settings(max_examples=60, deadline=None)
@given(frames())
def test_rows_and_vectors_are_those_of_the_frame(frame: pd.DataFrame) -> None:
    naive = {tuple(row[:5]): row[5:] for row in frame.itertuples(index=False, name=None)}
    with tempfile.TemporaryDirectory() as folder:
        store = FolderStore(Path(folder) / "lake")
        release = write_indicator(store, "x", frame, GEOGRAPHIES)
        rows = read.observations(store, release.files[0].key)
        ordered = rows[["level", "geography", "unit", "period", "slice", *COLUMNS]]
        found = {tuple(row[:5]): row[5:] for row in ordered.itertuples(index=False, name=None)}
        assert found.keys() == naive.keys()
        assert all(same(a, b) for key in naive for a, b in zip(found[key], naive[key], strict=True))
        seen = 0
        for entry in release.manifest["coverage"]:
            periods = [parse(text) for text in entry["periods"]]
            assert periods == sorted(periods)
            for file in entry["files"]:
                stored = next(item for item in release.files if item.sha256 == file["sha256"])
                seen += check_vector(store, stored.key, naive)
        assert seen == len(naive)
        assert read.verify(store, release.files) == []


def check_vector(store: FolderStore, key: str, naive: dict[tuple[str, ...], tuple[object, ...]]) -> int:
    """Compare each cell with the frame; returns how many of them the frame has."""
    table = read.vector(store, key, "gzip")
    meta = json.loads(table.schema.metadata[b"quartier"])
    order = GEOGRAPHIES[meta["level"], meta["geography"]]
    assert (meta["order"], meta["units"]) == (order.order, len(order.codes))
    cells = [(period, unit) for period in meta["periods"] for unit in order.codes]
    seen = 0
    for (period, unit), row in zip(cells, table.to_pylist(), strict=True):
        expected = naive.get((meta["level"], meta["geography"], unit, period, meta["slice"]))
        seen += expected is not None
        known = dict(zip(COLUMNS, expected or (None, None, None, int(Presence.MISSING), 0, 0, None, None), strict=True))
        assert all(same(row.get(name), known[name]) for name in COLUMNS if name != "confidentiality")
    return seen


@given(st.text(min_size=1, max_size=30))
def test_any_text_is_a_part_of_a_key_and_comes_back(text: str) -> None:
    part = keys.encode(text)
    if len(part) <= keys.LONGEST_PART:
        assert keys.check(part) == (part,)
    assert keys.decode(part) == text
    assert part == part.lower()


@given(st.text(max_size=20), st.text(max_size=20))
def test_different_texts_are_different_files_also_without_regard_to_case(one: str, other: str) -> None:
    assert (keys.encode(one).casefold() == keys.encode(other).casefold()) == (one == other)


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=3000), st.integers(0, 4000), st.none() | st.integers(0, 4000))
def test_any_part_of_any_bytes(content: bytes, start: int, length: int | None) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = FolderStore(Path(folder))
        store.put("a", content)
        end = None if length is None else start + length
        assert store.read("a", start, length) == content[start:end]
        with pytest.raises(ValueError, match="count from 0"):
            store.read("a", -1)
