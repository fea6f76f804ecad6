"""`quartier segregation`, `clusters`, `typology` from file to file, as a statistician uses them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from quartier.kernel.errors import InputRejected
from quartier.web.commands import methods_b

Run = Callable[..., int]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder; the exit code."""
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> int:
        parser = argparse.ArgumentParser()
        methods_b.register(parser.add_subparsers(required=True))
        args = parser.parse_args([str(word) for word in words])
        return args.func(args)

    return call


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """As an office delivers it: semicolons, decimal marks of thousands, umlauts in the Windows code page."""
    lines = ["Quartier;Gruppe;Gesamt", "Nord;50;1000", "Süd;120;800", "West;150;600", "Ost;160;400", "Mitte;120;200"]
    (tmp_path / "town.csv").write_bytes("\r\n".join(lines).encode("cp1252"))
    return tmp_path / "town.csv"


def squares(side: int, crs: str = "EPSG:25832") -> gpd.GeoDataFrame:
    at = 400_000, 5_700_000
    cells = [
        box(at[0] + c * 500, at[1] + r * 500, at[0] + (c + 1) * 500, at[1] + (r + 1) * 500)
        for r in range(side)
        for c in range(side)
    ]
    codes = [f"{i:03d}" for i in range(side * side)]
    return gpd.GeoDataFrame({"code": codes}, geometry=cells, crs="EPSG:25832").to_crs(crs)


def test_segregation_of_a_plain_table(run: Run, town: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """D, G and xPx of the worked example (PySAL segregation 2.5.4)."""
    assert run("segregation", "--table", town, "--group", "Gruppe", "--total", "Gesamt", "--out", "out.csv") == 0
    found = pd.read_csv("out.csv").set_index("index")["value"]
    assert found["dissimilarity"] == pytest.approx(0.3958333, abs=1e-6)
    assert found["gini"] == pytest.approx(0.5166667, abs=1e-6)
    assert found["isolation"] == pytest.approx(0.3233333, abs=1e-6)
    about = json.loads(Path("out.csv.method.json").read_text())
    assert about["parameters"]["seed"] == 0
    assert run("segregation", "--table", town, "--group", "Gruppe", "--total", "Gesamt") == 0
    assert "0.3958" in capsys.readouterr().out


def test_segregation_with_a_map_adds_its_indices(run: Run, tmp_path: Path) -> None:
    cells = squares(4).assign(group=[90] * 8 + [10] * 8, total=100)
    cells.to_file(tmp_path / "map.gpkg")
    words = ("--geo", "map.gpkg", "--group", "group", "--total", "total", "--draws", 99)
    assert run("segregation", *words, "--out", "out.parquet") == 0
    found = pd.read_parquet("out.parquet").set_index("index")
    assert found.loc["dissimilarity, neighbours", "value"] == pytest.approx(0.6666667, abs=1e-6)
    assert found.loc["absolute-concentration", "reason"] == "equal-areas"
    assert found.loc["spatial-proximity", "value"] > 1


def test_several_groups(run: Run, tmp_path: Path) -> None:
    rows = [[500, 200, 100], [400, 100, 50], [150, 250, 200], [100, 100, 300]]
    pd.DataFrame(rows, columns=["a", "b", "c"]).to_parquet(tmp_path / "t.parquet")
    words = ("--group", "a", "--group", "b", "--group", "c", "--multigroup", "--out", "out.xlsx")
    assert run("segregation", "--table", "t.parquet", *words) == 0
    found = pd.read_excel("out.xlsx", engine="openpyxl").set_index("index")["value"]
    assert found["information-theory"] == pytest.approx(0.1291407, abs=1e-6)


def test_secret_counts_leave_a_gap_or_are_left_out_on_request(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("unit,poor,people\nA,5,10\nB,*,10\nC,1,10\n", encoding="utf-8")
    words = ("segregation", "--table", "t.csv", "--group", "poor", "--total", "people")
    assert run(*words, "--out", "gap.csv") == 0
    assert set(pd.read_csv("gap.csv")["reason"]) == {"missing"}
    assert run(*words, "--drop-missing", "--out", "known.csv") == 0
    found = pd.read_csv("known.csv").set_index("index")["value"]
    assert found["dissimilarity"] == pytest.approx(0.5 * (abs(5 / 6 - 5 / 14) + abs(1 / 6 - 9 / 14)))


def test_all_wrong_cells_are_named_with_their_rows(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("unit,poor,people\nA,5,10\nB,viele,10\nC,1,zehn\n", encoding="utf-8")
    with pytest.raises(InputRejected) as caught:
        run("segregation", "--table", "t.csv", "--group", "poor", "--total", "people", "--out", "out.csv")
    assert {(p.row, p.column, p.found) for p in caught.value.problems} == {(3, "poor", "viele"), (4, "people", "zehn")}
    assert not Path("out.csv").exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("segregation", "--table", "no.csv", "--group", "x", "--total", "t"), "no such file"),
        (("segregation", "--table", "town.csv", "--group", "x", "--total", "y"), "one of Quartier, Gruppe, Gesamt"),
        (("segregation", "--table", "town.csv", "--group", "Gruppe"), "--total is needed"),
        (
            ("segregation", "--table", "town.csv", "--group", "Gruppe", "--total", "Gesamt", "--out", "o.pdf"),
            "ending in .csv, .xlsx, .parquet",
        ),
        (("segregation", "--table", "town.csv", "--group", "Gesamt", "--total", "Gruppe"), "larger than total"),
        (
            ("segregation", "--table", "town.csv", "--group", "Gruppe", "--total", "Gesamt", "--out", "no/o.csv"),
            "no such folder",
        ),
        (("typology", "--table", "town.csv", "--indicator", "Nix", "--out", "o.csv"), "unknown column"),
        (("clusters", "--geo", "town.csv", "--value", "Gruppe", "--out", "o.gpkg"), "town.csv"),
    ],
)
def test_bad_input_is_told(run: Run, town: Path, words: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputRejected, match=message):
        run(*words)
    assert {file.name for file in town.parent.iterdir()} == {"town.csv"}, "nothing half-written"


@pytest.fixture
def hot_map(tmp_path: Path) -> Path:
    """15 x 15 cells of noise, a block of 3 x 3 raised by six standard deviations, given in degrees."""
    cells = squares(15, "EPSG:4326")
    values = np.random.default_rng(2).normal(size=225)
    block = [r * 15 + c for r in (6, 7, 8) for c in (6, 7, 8)]
    values[block] += 6
    cells.assign(value=values).to_file(tmp_path / "map.geojson")
    return tmp_path / "map.geojson"


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "shp", "parquet"])
def test_clusters_as_a_map(run: Run, hot_map: Path, ending: str) -> None:
    out = f"out.{ending}"
    assert run("clusters", "--geo", hot_map, "--unit", "code", "--value", "value", "--out", out) == 0
    found = gpd.read_parquet(out) if ending == "parquet" else gpd.read_file(out)
    assert len(found) == 225
    assert found.crs.to_epsg() == 4326
    centre = found.set_index("code").loc["112"]
    assert centre["cluster"] == "high-high"
    assert (found["cluster"] == "not-significant").sum() > 190
    about = json.loads(Path(f"{out}.method.json").read_text())
    assert about["tested"] == 225
    assert about["weights"] == "queen contiguity, tolerance 1 m"


def test_hot_spots_with_values_from_a_table(run: Run, hot_map: Path, capsys: pytest.CaptureFixture[str]) -> None:
    values = gpd.read_file(hot_map)[["code", "value"]].iloc[:-1]
    values.to_csv("values.csv", index=False)
    cells = squares(15)
    far = squares(1).assign(code="far").set_geometry([box(9e5, 5.7e6, 9.01e5, 5.701e6)], crs="EPSG:25832")
    pd.concat([cells, far]).to_file("plain.gpkg")
    words = ("--table", "values.csv", "--unit", "code", "--value", "value", "--method", "gi-star", "--out", "out.csv")
    assert run("clusters", "--geo", "plain.gpkg", *words) == 0
    found = pd.read_csv("out.csv", dtype={"code": str}).set_index("code")
    assert found.loc["112", "cluster"] == "hot"
    assert found.loc[["224", "far"], "reason"].tolist() == ["missing", "missing"]
    told = capsys.readouterr().err
    assert "2 units of the map are not in the table" in told
    assert "1 units have no neighbours" in told


def test_a_table_with_units_that_the_map_lacks_is_rejected(run: Run, hot_map: Path) -> None:
    Path("values.csv").write_text("code,value\n112,1\nX99,2\n", encoding="utf-8")
    with pytest.raises(InputRejected, match="X99"):
        run(
            "clusters",
            "--geo",
            hot_map,
            "--table",
            "values.csv",
            "--unit",
            "code",
            "--value",
            "value",
            "--out",
            "o.gpkg",
        )


def test_a_unit_drawn_in_two_parts_is_one_unit(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    """As in Berlin's planning areas until 2020: 06010102 stands there twice."""
    cells = squares(4)
    cells.loc[15, "code"] = "000"
    cells.to_file("map.gpkg")
    pd.DataFrame({"code": [f"{i:03d}" for i in range(15)], "value": range(15)}).to_csv("v.csv", index=False)
    words = ("--table", "v.csv", "--unit", "code", "--value", "value", "--permutations", 99)
    assert run("clusters", "--geo", "map.gpkg", *words, "--out", "out.gpkg") == 0
    assert "16 shapes of the map are 15 units" in capsys.readouterr().err
    found = gpd.read_file("out.gpkg").set_index("code")
    assert len(found) == 15
    assert found.loc["000"].geometry.area == pytest.approx(2 * 500**2)


def test_too_few_permutations_are_told(run: Run, hot_map: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ("--value", "value", "--permutations", 99, "--out", "out.csv")
    assert run("clusters", "--geo", hot_map, *words) == 0
    assert "a lone cluster among 225 units cannot be found; --permutations 9000 could" in capsys.readouterr().err


def test_typology_keeps_its_numbers(run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rng = np.random.default_rng(1)
    table = pd.DataFrame({"code": [f"{i:02d}" for i in range(30)]})
    table["poverty"] = np.repeat([5.0, 20.0, 40.0], 10) + rng.normal(size=30)
    table["green"] = np.repeat([60.0, 20.0, 5.0], 10) + rng.normal(size=30)
    table["same"] = 1.0
    table.to_csv(tmp_path / "t.csv", index=False)
    asked = ("--unit", "code", "--indicator", "poverty", "--indicator", "green", "--indicator", "same")
    words = ("typology", "--table", "t.csv", *asked, "--types", 3, "--draws", 10)
    assert run(*words, "--relief", "green", "--out", "one.csv") == 0
    first = pd.read_csv("one.csv", dtype={"code": str}).set_index("code")
    assert first["type"].tolist() == [1] * 10 + [2] * 10 + [3] * 10
    told = capsys.readouterr()
    assert "same is the same everywhere" in told.err
    assert "stable" in told.out
    # the other way round without --previous, the old numbers with it
    assert run(*words, "--relief", "poverty", "--out", "two.csv") == 0
    assert pd.read_csv("two.csv")["type"].tolist() == [3] * 10 + [2] * 10 + [1] * 10
    assert run(*words, "--relief", "poverty", "--previous", "one.csv", "--out", "three.csv") == 0
    assert pd.read_csv("three.csv")["type"].tolist() == first["type"].tolist()
    about = json.loads(Path("three.csv.method.json").read_text())
    assert about["sizes"] == {"1": 10, "2": 10, "3": 10}
    assert about["stability"]["1"]["verdict"] == "stable"


def test_repeated_units_are_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("code,a\nx,1\nx,2\n,3\n", encoding="utf-8")
    with pytest.raises(InputRejected, match="stands there twice") as caught:
        run("typology", "--table", "t.csv", "--unit", "code", "--indicator", "a", "--types", 2, "--out", "o.csv")
    assert {(p.row, p.code) for p in caught.value.problems} == {(3, "repeated-unit"), (4, "empty-unit")}
