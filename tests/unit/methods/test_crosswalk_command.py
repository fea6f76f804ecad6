"""`quartier crosswalk` as a person meets it: plain files in, a plain file out, faults in words. Values by hand."""

from __future__ import annotations

import argparse
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
from shapely import box

from quartier.kernel.errors import InputRejected
from quartier.web.commands import crosswalk


def run(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    crosswalk.register(parser.add_subparsers())
    args = parser.parse_args(["crosswalk", *map(str, arguments)])
    code: int = args.func(args)
    return code


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.gpkg"
    gpd.GeoDataFrame({"nr": ["01", "02"]}, geometry=[box(0, 0, 200, 200), box(200, 0, 400, 200)], crs=3035).to_file(
        path
    )
    return path


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = tmp_path / "new.geojson"
    shapes = [box(0, 0, 100, 200), box(100, 0, 300, 200), box(300, 0, 400, 200)]
    gpd.GeoDataFrame({"code": list("xyz")}, geometry=shapes, crs=3035).to_crs(4326).to_file(path)
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_build_by_area_and_apply(tmp_path: Path, old: Path, new: Path, ending: str) -> None:
    out, result = tmp_path / f"walk.{ending}", tmp_path / f"result.{ending}"
    assert run("build", old, new, "--source-code", "nr", "--out", out) == 0
    values = tmp_path / "values.csv"
    values.write_bytes("\ufeffNr;Jahr;Einwohner\r\n01;2020;100,0\r\n02;2020;*\r\n01;2021;10\r\n02;2021;\r\n".encode())
    assert run("apply", out, values, "--kind", "count", "--unit", "Nr", "--period", "Jahr", "--value", "Einwohner",
               "--decimal", ",", "--suppressed", "*", "--out", result) == 0  # fmt: skip
    read = {"csv": pd.read_csv, "xlsx": pd.read_excel, "parquet": pd.read_parquet}[ending]
    frame = read(result)
    assert frame["presence"].tolist() == ["value", "suppressed", "suppressed", "value", "missing", "missing"]
    assert frame["value"].tolist()[0] == pytest.approx(50, rel=1e-4)
    assert frame["value"].isna().tolist() == [False, True, True, False, True, True]
    assert frame["flags"].tolist() == ["estimated"] * 6


def test_build_by_census_cells(tmp_path: Path, old: Path, new: Path) -> None:
    cells = tmp_path / "cells.csv"
    cells.write_text("x,y,population\n50,50,30\n150,150,10\n250,50,7\n", encoding="utf-8")
    out = tmp_path / "walk.csv"
    run(
        "build",
        old,
        new,
        "--source-code",
        "nr",
        "--places",
        cells,
        "--x",
        "x",
        "--y",
        "y",
        "--cell",
        "100",
        "--out",
        out,
    )
    frame = pd.read_csv(out, dtype={"source": str})
    weights = {(row.source, row.target): row.weight for row in frame.itertuples()}
    assert weights["01", "x"] == pytest.approx(0.75, abs=1e-3)
    assert weights["01", "y"] == pytest.approx(0.25, abs=1e-3)
    assert weights["02", "y"] == pytest.approx(1, abs=1e-3)


def test_build_by_parent_and_shares(tmp_path: Path) -> None:
    units = tmp_path / "units.csv"
    units.write_text("code,district\n11,1\n12,1\n21,2\n", encoding="utf-8")
    walk, result = tmp_path / "walk.csv", tmp_path / "result.csv"
    run("build", units, "--parent", "district", "--out", walk)
    values = tmp_path / "values.csv"
    values.write_text("unit,value,people\n11,10,300\n12,30,100\n21,5,1\n", encoding="utf-8")
    run("apply", walk, values, "--kind", "share", "--weights", "people", "--out", result)
    assert pd.read_csv(result)["value"].tolist() == [15, 5]


def test_columns_of_a_foreign_crosswalk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    walk, values, out = tmp_path / "walk.csv", tmp_path / "values.csv", tmp_path / "out.csv"
    walk.write_text("alt;neu;anteil;note\n01;x;0.25;n\n01;y;0.75;n\n", encoding="utf-8")
    values.write_text("unit,value\n01,8\n", encoding="utf-8")
    run("apply", walk, values, "--kind", "count", "--columns", "alt,neu,anteil", "--out", out)
    assert pd.read_csv(out)["value"].tolist() == [2, 6]
    assert "2 figures, 2 with a value" in capsys.readouterr().err
    with pytest.raises(InputRejected, match="one of: alt, neu"):
        run("apply", walk, values, "--kind", "count", "--out", tmp_path / "other.csv")


def test_codes_that_stand_twice_are_told_with_their_file(tmp_path: Path, new: Path) -> None:
    bad = tmp_path / "bad.gpkg"
    gpd.GeoDataFrame({"nr": ["1", "1"]}, geometry=[box(0, 0, 1, 1)] * 2, crs=3035).to_file(bad)
    with pytest.raises(InputRejected, match=r"bad\.gpkg: codes stand twice"):
        run("build", bad, new, "--source-code", "nr", "--out", tmp_path / "out.csv")


def test_faults_are_told_with_file_row_and_column(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    walk, values, out = tmp_path / "walk.csv", tmp_path / "values.csv", tmp_path / "out.csv"
    walk.write_text("source,target,weight\na,x,0.5\na,y,0.4\n", encoding="utf-8")
    values.write_text("unit,value\na,1.234,5\n", encoding="utf-8")
    with pytest.raises(InputRejected, match=r"walk.csv.*sum to 1"):
        run("apply", walk, values, "--kind", "count", "--out", out)
    walk.write_text("source,target,weight\na,x,0.5\na,y,0.5\n", encoding="utf-8")
    values.write_text("unit;value\na;1.234,5\n", encoding="utf-8")
    with pytest.raises(InputRejected) as error:
        run("apply", walk, values, "--kind", "count", "--decimal", ",", "--out", out)
    problem = error.value.problems[0]
    assert (problem.file, problem.row, problem.column, problem.found) == ("values.csv", 2, "value", "1.234,5")
    with pytest.raises(InputRejected, match="column is missing"):
        run("apply", walk, values, "--kind", "count", "--unit", "Nr", "--out", out)
    assert not out.exists()


def test_nothing_is_replaced_or_half_written(tmp_path: Path) -> None:
    units, out = tmp_path / "units.csv", tmp_path / "walk.csv"
    units.write_text("code,district\n11,1\n", encoding="utf-8")
    out.write_text("mine", encoding="utf-8")
    with pytest.raises(InputRejected, match="exists already"):
        run("build", units, "--parent", "district", "--out", out)
    assert out.read_text(encoding="utf-8") == "mine"
    run("build", units, "--parent", "district", "--out", out, "--force")
    assert out.read_text(encoding="utf-8").splitlines() == ["source,target,weight", "11,1,1.0"]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["units.csv", "walk.csv"]


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"PK\x03\x04 no zip"])
@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet", "gpkg", "geojson"])
def test_unreadable_files_are_refused_in_words(tmp_path: Path, content: bytes, ending: str) -> None:
    bad = tmp_path / f"bad.{ending}"
    bad.write_bytes(content)
    with pytest.raises(InputRejected):
        run("build", bad, bad, "--out", tmp_path / "out.csv")
    with pytest.raises(InputRejected, match="no such file"):
        run("build", tmp_path / "absent.gpkg", bad, "--out", tmp_path / "out.csv")
