"""Reading and verifying releases; damaged files are named in words."""

from __future__ import annotations

import gzip
from pathlib import Path

import pandas as pd
import pytest

from quartier.lake import read
from quartier.lake.errors import KeyAbsent, ObjectDamaged
from quartier.lake.store import FolderStore
from quartier.lake.write import UnitOrder, WrittenFile, WrittenRelease, write_indicator

PARTS = ("", "age=0-5")


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "lake")


@pytest.fixture
def release(store: FolderStore) -> WrittenRelease:
    units = [("quarter", "01"), ("quarter", "02"), ("town", "0")]
    keys = [(level, "2021", unit, period, part) for level in ("quarter", "town") for part in PARTS
            for period in ("2019", "2020") for own, unit in units if own == level]  # fmt: skip
    rows = [(*key, float(number)) for number, key in enumerate(keys)]
    frame = pd.DataFrame(rows, columns=["level", "geography", "unit", "period", "slice", "value"])
    places = {("quarter", "2021"): UnitOrder.of(["01", "02"]), ("town", "2021"): UnitOrder.of(["0"])}
    return write_indicator(store, "x", frame, places)


def overwrite(store: FolderStore, file: WrittenFile, content: bytes) -> None:
    path = store.local_path(file.key)
    path.chmod(0o644)
    path.write_bytes(content)


def test_filters_choose_rows_and_columns(store: FolderStore, release: WrittenRelease) -> None:
    key = release.files[0].key
    assert len(read.observations(store, key)) == 12
    chosen = read.observations(
        store, key, level="quarter", geography="2021", units={"02"}, periods=["2020"], slices=[""]
    )
    assert chosen["value"].tolist() == [3.0]
    assert read.observations(store, key, level="town", columns=["unit", "value"]).to_dict("list") == {
        "unit": ["0"] * 4, "value": [8.0, 9.0, 10.0, 11.0]}  # fmt: skip
    assert read.observations(store, key, units=[]).empty
    assert read.observations(store, key, level="block").empty


def test_content_comes_whole_and_in_parts(store: FolderStore, release: WrittenRelease) -> None:
    file = release.files[1]
    whole = gzip.decompress(store.read(file.key))
    assert read.content(store, file.key, encoding="gzip") == whole
    assert read.content(store, file.key, encoding="gzip", start=10, length=20) == whole[10:30]
    assert read.content(store, file.key, encoding="", start=2, length=4) == store.read(file.key)[2:6]


def test_a_sound_release_has_no_fault(store: FolderStore, release: WrittenRelease) -> None:
    assert read.verify(store, release.files) == []


def test_every_damage_is_named(store: FolderStore, release: WrittenRelease) -> None:
    observations, cut, changed, absent, spoilt = release.files
    overwrite(store, observations, store.read(observations.key)[:-1] + b"x")
    overwrite(store, cut, store.read(cut.key)[:-5])
    overwrite(store, changed, gzip.compress(b"something else of any length".ljust(changed.size, b"!"), 0))
    store.delete(absent.key)
    overwrite(store, spoilt, b"no gzip at all".ljust(spoilt.size))
    found = {problem.file: problem.code for problem in read.verify(store, release.files)}
    assert found == {observations.key: "file-changed", cut.key: "file-cut-off", changed.key: "file-changed",
                     absent.key: "file-absent", spoilt.key: "file-damaged"}  # fmt: skip


def test_reading_a_damaged_file_ends_in_words(store: FolderStore, release: WrittenRelease) -> None:
    observations, vector = release.files[:2]
    overwrite(store, observations, store.read(observations.key)[:-100])
    overwrite(store, vector, store.read(vector.key)[:-10])
    with pytest.raises(ObjectDamaged, match="Restore it from the backup"):
        read.observations(store, observations.key)
    with pytest.raises(ObjectDamaged):
        read.vector(store, vector.key, "gzip")
    with pytest.raises(KeyAbsent):
        read.units(store, "nowhere")
