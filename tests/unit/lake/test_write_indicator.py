"""Indicators are checked whole, and written as the JSON contract (frontend/src/api/types.ts) says."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from quartier.kernel.errors import InputRejected
from quartier.lake import read
from quartier.lake.store import FolderStore
from quartier.lake.write import UnitOrder, WrittenRelease, write_indicator

ORDER = UnitOrder.of(["03", "01", "02"])
GEOGRAPHIES = {("quarter", "2021"): ORDER}


def frame(rows: list[tuple[object, ...]], columns: str = "unit period value", **constant: object) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=columns.split())
    return table.assign(**{"level": "quarter", "geography": "2021", **constant})


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "lake")


def problems(store: FolderStore, table: pd.DataFrame) -> list[tuple[str, str | None]]:
    with pytest.raises(InputRejected) as caught:
        write_indicator(store, "x", table, GEOGRAPHIES)
    assert list(store.list()) == []
    return [(problem.code, problem.found) for problem in caught.value.problems]


def stored(store: FolderStore, release: WrittenRelease, sha256: str) -> tuple[pd.DataFrame, dict[str, object]]:
    file = next(file for file in release.files if file.sha256 == sha256)
    table = read.vector(store, file.key, file.encoding)
    return table.to_pandas(), json.loads(table.schema.metadata[b"quartier"])


def test_the_order_is_the_checksum_of_the_codes() -> None:
    assert ORDER.order == hashlib.sha256(b"03\n01\n02").hexdigest()[:32]


def test_a_vector_follows_periods_then_units(store: FolderStore) -> None:
    table = frame([("01", "2020", 1.0), ("03", "2019-12-31", 2.0), ("02", "2020", 4.0)], slice="")
    release = write_indicator(store, "rate", table, GEOGRAPHIES)
    entry = release.manifest["coverage"][0]
    assert entry["periods"] == ["2019-12-31", "2020"]
    assert (entry["min"], entry["max"], entry["valid"]) == (1.0, 4.0, 3)
    vector, meta = stored(store, release, entry["files"][0]["sha256"])
    assert list(vector.columns) == ["value", "presence", "flags"]
    # rows by hand: 2019-12-31 for 03, 01, 02, then 2020 for 03, 01, 02
    np.testing.assert_array_equal(vector["value"], [2.0, np.nan, np.nan, np.nan, 1.0, 4.0])
    assert list(vector["presence"]) == [0, 1, 1, 1, 0, 0]
    assert meta == {"indicator": "rate", "level": "quarter", "geography": "2021", "slice": "", "units": 3,
                    "periods": ["2019-12-31", "2020"], "order": ORDER.order}  # fmt: skip


def test_zero_is_a_value_and_the_other_presences_are_none(store: FolderStore) -> None:
    rows = [("01", "2020", 0.0, 0, None, 10.0), ("02", "2020", None, 3, 0.0, 3.0), ("03", "2020", None, 2, None, None)]
    table = frame(rows, "unit period value presence lower upper")
    release = write_indicator(store, "rate", table, GEOGRAPHIES)
    entry = release.manifest["coverage"][0]
    vector, _ = stored(store, release, entry["files"][0]["sha256"])
    assert list(vector.columns) == ["value", "presence", "flags", "lower", "upper"]
    np.testing.assert_array_equal(vector["value"], [np.nan, 0.0, np.nan])
    assert list(vector["presence"]) == [2, 0, 3]
    np.testing.assert_array_equal(vector["upper"], [np.nan, 10.0, 3.0])
    assert entry["valid"] == 1
    assert entry["breaks"] == []


def test_every_slice_has_its_own_files_with_portable_names(store: FolderStore) -> None:
    rows = [("01", "2020", 1.0, ""), ("01", "2020", 2.0, "age=0-5;sex=f"), ("01", "2020", 3.0, "Alter=Ü 65")]
    release = write_indicator(store, "rate", frame(rows, "unit period value slice"), GEOGRAPHIES)
    assert [entry["slice"] for entry in release.manifest["coverage"]] == ["", "Alter=Ü 65", "age=0-5;sex=f"]
    names = [file.name for file in release.files]
    assert names == ["observations.parquet", "vectors/quarter@2021/total.0.arrow.gz",
                     "vectors/quarter@2021/%41lter=%c3%9c%2065.0.arrow.gz",
                     "vectors/quarter@2021/age=0-5,sex=f.0.arrow.gz"]  # fmt: skip
    assert all(file.key == f"indicators/rate/{release.checksum[:16]}/{file.name}" for file in release.files)


def test_large_levels_have_a_file_a_period_without_details(store: FolderStore) -> None:
    units = [f"{number:05d}" for number in range(30_001)]
    parts = [pd.DataFrame({"unit": units, "period": period, "value": 1.5, "denominator": 3.0}) for period in ("1", "2")]
    table = pd.concat(parts).assign(level="grid", geography="g")
    table["period"] = table["period"].map({"1": "2019", "2": "2020"})
    release = write_indicator(store, "x", table, {("grid", "g"): UnitOrder.of(units)})
    files = release.manifest["coverage"][0]["files"]
    assert [file["periods"] for file in files] == [["2019"], ["2020"]]
    vector, meta = stored(store, release, files[1]["sha256"])
    assert list(vector.columns) == ["value", "presence", "flags"]
    assert (len(vector), meta["periods"]) == (30_001, ["2020"])


def test_checksums_are_of_the_content_and_the_release_of_all_files(store: FolderStore) -> None:
    release = write_indicator(store, "x", frame([("01", "2020", 1.0)]), GEOGRAPHIES)
    lines = []
    for file in release.files:
        data = store.read(file.key)
        assert len(data) == file.size
        content = gzip.decompress(data) if file.encoding == "gzip" else data
        assert hashlib.sha256(content).hexdigest() == file.sha256
        lines.append(f"{file.name} {file.sha256}")
    assert release.checksum == hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def test_the_same_release_twice_changes_nothing_whatever_the_order_of_rows(store: FolderStore) -> None:
    table = frame([("01", "2020", 1.0), ("02", "2020", 2.0), ("03", "2019", 2.5)])
    first = write_indicator(store, "x", table, GEOGRAPHIES)
    assert write_indicator(store, "x", table.iloc[::-1], GEOGRAPHIES) == first
    assert sorted(store.list()) == sorted(file.key for file in first.files)


def test_a_vector_compressed_by_another_zlib_is_the_same_vector(store: FolderStore, tmp_path: Path) -> None:
    table = frame([("01", "2020", 1.0)])
    first = write_indicator(store, "x", table, GEOGRAPHIES)
    other = FolderStore(tmp_path / "other")
    key = first.files[1].key
    other.put(key, gzip.compress(gzip.decompress(store.read(key)), compresslevel=0))
    again = write_indicator(other, "x", table, GEOGRAPHIES)
    assert again.checksum == first.checksum
    assert again.files[1].size == other.size(key)
    assert read.verify(other, again.files) == []


def test_the_parquet_file_is_sorted_typed_and_compressed(store: FolderStore) -> None:
    table = frame([("02", "2020", 1.0), ("01", "2020", 2.0), ("03", "2019", 2.5)], flags=1)
    release = write_indicator(store, "x", table, GEOGRAPHIES)
    path = store.local_path(release.files[0].key)
    content = pq.read_table(path)
    assert list(zip(*(content[name].to_pylist() for name in ("period", "unit", "value")), strict=True)) == [
        ("2019", "03", 2.5), ("2020", "01", 2.0), ("2020", "02", 1.0)]  # fmt: skip
    types = {field.name: str(field.type) for field in content.schema}
    assert types == {"level": "string", "geography": "string", "unit": "string", "period": "string", "slice": "string",
                     "value": "double", "numerator": "double", "denominator": "double", "presence": "uint8",
                     "flags": "uint16", "confidentiality": "uint8", "lower": "double", "upper": "double"}  # fmt: skip
    column = pq.ParquetFile(path).metadata.row_group(0).column(2)
    assert column.compression == "ZSTD"
    assert any("DICTIONARY" in encoding for encoding in column.encodings)


def test_categories_objects_and_a_repeated_index_are_read_as_what_they_hold(store: FolderStore) -> None:
    table = frame([("01", "2020", 1.0, None), ("02", "2020", None, 2.0)], "unit period value upper")
    expected = write_indicator(store, "x", table, GEOGRAPHIES)
    odd = table.astype({"unit": "category", "level": "category", "upper": object, "value": object})
    odd.index = [0, 0]
    assert write_indicator(store, "x", odd, GEOGRAPHIES) == expected


BAD = [
    ([("9", "2020", 1.0)], "unit period value", {}, [("unknown-unit", "9")]),
    ([("01", "2020", 1.0)], "unit period value", {"geography": "1999"}, [("unknown-geography", "quarter 1999")]),
    ([("01", "2020", 1.0), ("01", "2020", 2.0)], "unit period value", {}, [("duplicate", "01")]),
    ([("01", "2020/19", 1.0)], "unit period value", {}, [("period-invalid", "2020/19")]),
    ([("01", "2020", 1.0)], "unit period value", {"slice": "sex=f;age=1"}, [("slice-invalid", "sex=f;age=1")]),
    ([("01", "2020", 1.0)], "unit period value", {"slice": "age"}, [("slice-invalid", "age")]),
    ([("01", "2020", 1.0)], "unit period value", {"slice": "age=1;age=2"}, [("slice-invalid", "age=1;age=2")]),
    ([("01", "2020", np.inf)], "unit period value", {}, [("infinite", "inf")]),
    ([("01", "2020", np.nan)], "unit period value", {"presence": 0}, [("value-absent", "0")]),
    ([("01", "2020", 1.0)], "unit period value", {"presence": 3}, [("value-present", "1.0")]),
    ([("01", "2020", np.nan)], "unit period value", {"presence": 3, "numerator": 2.0}, [("numerator-present", "2.0")]),
    ([("01", "2020", 1.0)], "unit period value", {"presence": 4}, [("presence-unknown", "4")]),
    ([("01", "2020", 1.0)], "unit period value", {"flags": 256}, [("flags-unknown", "256")]),
    ([("01", "2020", 1.0)], "unit period value", {"confidentiality": -1}, [("confidentiality-unknown", "-1")]),
    ([("01", "2020", 1.0)], "unit period value", {"lower": 2.0, "upper": 1.0}, [("bounds-crossed", "2.0")]),
    ([("01", "2020", "*")], "unit period value", {}, [("not-number", "'*'")]),
    ([(1, "2020", 1.0)], "unit period value", {}, [("not-text", "1")]),
    ([(None, "2020", 1.0), ("01", "2020", 1.0)], "unit period value", {}, [("key-empty", "nan")]),
    ([("01", 1.0)], "unit value", {}, [("column-absent", None)]),
    ([("01", "2020", 1.0)], "unit period value", {"colour": "red"}, [("column-unknown", None)]),
    ([], "unit period value", {}, [("empty", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "columns", "constant", "expected"), BAD, ids=[case[3][0][0] for case in BAD])
def test_what_is_wrong_is_told(store: FolderStore, rows: list[tuple[object, ...]], columns: str,
                               constant: dict[str, object], expected: list[tuple[str, str]]) -> None:  # fmt: skip
    found = problems(store, frame(rows, columns, **constant))
    assert [(code, "nan" if text in ("None", "nan") else text) for code, text in found] == expected


def test_everything_that_is_wrong_is_told_at_once(store: FolderStore) -> None:
    rows = [("9", "2020", 1.0, 0), ("01", "20", 1.0, 0), ("02", "2020", np.inf, 0), ("02", "2021", 1.0, 1)]
    found = problems(store, frame(rows, "unit period value presence"))
    assert {code for code, _ in found} == {"unknown-unit", "period-invalid", "infinite", "value-present"}


def test_a_share_above_one_is_no_error(store: FolderStore) -> None:
    table = frame([("01", "2020", 120.0)], numerator=12.0, denominator=10.0)
    assert write_indicator(store, "x", table, GEOGRAPHIES).manifest["rows"] == 1


def test_many_faults_of_a_kind_are_counted(store: FolderStore) -> None:
    rows = [("01", str(year), np.inf) for year in range(1000, 1500)]
    with pytest.raises(InputRejected) as caught:
        write_indicator(store, "x", frame(rows), GEOGRAPHIES)
    assert len(caught.value.problems) == 101
    assert str(caught.value.problems[-1]).startswith("column value: 400 more rows")
    assert "quarter 2021, unit 01, 1000, total: value is infinite" in str(caught.value.problems[0])
