"""`quartier index`, `quartier rates`, `quartier trend` on plain tables."""

from __future__ import annotations

import argparse
import json
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from quartier.kernel.errors import InputRejected, NotFound
from quartier.web.commands import methods_a

PLAIN = """\
unit;residents;unemployed;residents_15_64;sgb2;residents_below_65;children_sgb2;children;old_age_support;residents_65
01;1.000;50;600;100;800;30;150;10;200
02;2.000;200;1200;400;1700;120;300;60;300
03;250;10;150;20;200;5;40;*;50
04;1.500;75;900;150;1200;40;220;20;300
"""


def quartier(*arguments: object) -> int:
    parser = argparse.ArgumentParser()
    methods_a.register(parser.add_subparsers(required=True))
    args = parser.parse_args([str(argument) for argument in arguments])
    code: int = args.func(args)
    return code


@pytest.fixture
def units(tmp_path: Path) -> Path:
    path = tmp_path / "units.csv"
    path.write_text(PLAIN.replace("1.000", "1000").replace("2.000", "2000").replace("1.500", "1500"), encoding="utf-8")
    return path


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_an_index_from_a_table_into_every_kind_of_file(units: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"result.{ending}"
    assert quartier("index", "run", "plain", "--table", units, "--out", out) == 0
    read = {"csv": pd.read_csv, "xlsx": partial(pd.read_excel, engine="calamine"), "parquet": pd.read_parquet}[ending]
    table = read(out).reset_index() if ending == "parquet" else read(out, dtype={"unit": str}, keep_default_na=False)
    about = json.loads((tmp_path / f"result.{ending}.method.json").read_text(encoding="utf-8"))
    assert about["recipe"] == "plain"
    assert about["parameters"]["table"] == str(units)
    assert table["unit"].tolist() == ["01", "02", "03", "04"]
    assert table["reason"].tolist() == ["", "", "excluded", ""]
    assert int(table["situation_rank"][1]) == 1
    assert table["excluded_because"].tolist()[2] == "weniger als 300 Einwohnerinnen und Einwohner"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_result_goes_to_the_screen_and_the_notes_beside_it(units: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert quartier("index", "run", "plain", "--table", units, "--language", "en") == 0
    shown = capsys.readouterr()
    assert shown.out.startswith("unit,situation,situation_rank,situation_class,situation_class_label,reason")
    assert "heavily burdened" in shown.out or "burdened" in shown.out
    assert "3 of 4 units have an index" in shown.err


def test_rank_intervals_over_variants(units: Path, tmp_path: Path) -> None:
    out = tmp_path / "result.csv"
    quartier(
        "index", "run", "plain", "--table", units, "--out", out, "--variants", 200, "--sampling", "beta", "--steps"
    )
    table = pd.read_csv(out)
    assert table["situation_rank_low"].tolist()[1] == 1
    assert "normalised_sgb2" in table
    assert table["situation_priority_share"].isna().tolist() == [False, False, True, False]


def test_what_moves_one_unit(units: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quartier("index", "explain", "plain", "--table", units, "--unit", "02", "--out", tmp_path / "moves.csv")
    assert "02 has rank 1 of 3 in plain" in capsys.readouterr().err
    table = pd.read_csv(tmp_path / "moves.csv")
    assert set(table["change"]) == {"left-out", "weight-up", "weight-down", "median", "normalisation", "aggregation"}
    with pytest.raises(Exception, match="no complete set"):
        quartier("index", "explain", "plain", "--table", units, "--unit", "03")
    with pytest.raises(InputRejected, match="no unit '99'"):
        quartier("index", "explain", "plain", "--table", units, "--unit", "99")


def test_marks_of_official_tables_are_secret_not_wrong(units: Path, tmp_path: Path) -> None:
    """04 has "<5" recipients of old-age support: three of four indicators remain, as the recipe allows."""
    units.write_text(units.read_text().replace("220;20;300", "220;<5;300"))
    quartier("index", "run", "plain", "--table", units, "--out", tmp_path / "result.csv", "--steps")
    row = pd.read_csv(tmp_path / "result.csv", dtype={"unit": str}).set_index("unit").loc["04"]
    assert np.isnan(row["normalised_old_age_support"])
    assert not np.isnan(row["situation"])


def test_a_recipe_of_ones_own_with_decimal_commas(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(
        "recipe: 1\nkey: own\nname: Eigen\nindex: t\nindicators: {a: {}, b: {}}\nscores: {t: {of: {a: 1, b: 1}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "t.csv").write_bytes("Name;a;b\nGrün;1,5;2\nBlau;0,5;1.000,5\n".encode("cp1252"))
    quartier("index", "run", tmp_path / "own.yaml", "--table", tmp_path / "t.csv", "--out", tmp_path / "r.csv")
    table = pd.read_csv(tmp_path / "r.csv")
    assert table["Name"].tolist() == ["Grün", "Blau"]
    assert table["t"].tolist() == [1.75, 500.5]


def test_a_wrong_table_says_what_and_where_and_writes_nothing(units: Path, tmp_path: Path) -> None:
    units.write_text(units.read_text().replace("04;1500;75", "04;1500;viele").replace("children;", "kinder;"))
    with pytest.raises(InputRejected) as caught:
        quartier("index", "run", "plain", "--table", units, "--out", tmp_path / "result.csv")
    found = [(problem.file, problem.row, problem.column, problem.found) for problem in caught.value.problems]
    assert found == [("units.csv", None, "children", None), ("units.csv", 5, "unemployed", "viele")]
    assert not (tmp_path / "result.csv").exists()


@pytest.mark.parametrize(
    ("out", "message"), [("result.pdf", "unknown kind of file"), ("nowhere/result.csv", "there is no such folder")]
)
def test_a_result_that_cannot_be_written_is_refused_first(units: Path, tmp_path: Path, out: str, message: str) -> None:
    with pytest.raises(InputRejected, match=message):
        quartier("index", "run", "plain", "--table", units, "--out", tmp_path / out)


def test_list_show_and_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quartier("index", "list")
    assert "Berlin Monitoring of Social Urban Development (2013, 2015, 2017, 2019, 2021)" in capsys.readouterr().out
    quartier("index", "show", "mss")
    (tmp_path / "mine.yaml").write_text(capsys.readouterr().out, encoding="utf-8")
    quartier("index", "check", tmp_path / "mine.yaml")
    assert capsys.readouterr().out.count("fine") == 5
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8").replace("{s2: }", "{s9: 1}")
    (tmp_path / "mine.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputRejected, match="there is no 's9'"):
        quartier("index", "check", tmp_path / "mine.yaml")
    with pytest.raises(NotFound):
        quartier("index", "check", tmp_path / "absent.yaml")


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    path = tmp_path / "counts.csv"
    path.write_text("unit,k,n,k2,n2\na,81,263,90,263\nb,15,148,15,148\nc,0,20,1,20\nd,1,29,1,29\ne,0,0,0,0\n")
    return path


def rates(counts: Path, tmp_path: Path, action: str, *more: object) -> pd.DataFrame:
    out = tmp_path / "out.csv"
    given = ("--numerator", "k", "--denominator", "n", "--out", out)
    assert quartier("rates", action, "--table", counts, *given, *more) == 0
    return pd.read_csv(out, keep_default_na=False, na_values=[""]).set_index("unit")


def test_intervals_in_per_cent(counts: Path, tmp_path: Path) -> None:
    """Newcombe (1998), table I."""
    table = rates(counts, tmp_path, "interval")
    assert table["lower"].round(2).tolist()[:4] == [25.53, 6.24, 0.0, 0.61]
    assert table.at["e", "reason"] == "zero-denominator"
    assert np.isnan(table.at["e", "value"])
    assert rates(counts, tmp_path, "interval", "--method", "byar", "--per", 1000).at["c", "value"] == 0


@pytest.mark.parametrize("action", ["funnel", "smooth", "rest"])
def test_the_other_rates(counts: Path, tmp_path: Path, action: str) -> None:
    table = rates(counts, tmp_path, action)
    assert table["value"].notna().sum() == 4
    assert table["value"].between(-100, 100).sum() == 4


def test_smoothing_with_neighbours(counts: Path, tmp_path: Path) -> None:
    pairs = tmp_path / "pairs.csv"
    pairs.write_text("unit,neighbour\na,b\nb,c\n")
    assert rates(counts, tmp_path, "smooth", "--neighbours", pairs).at["d", "reason"] == "no-neighbours"
    pairs.write_text("unit,neighbour\na,x\n")
    with pytest.raises(InputRejected, match=r"row 2: There is no such unit .*'x'"):
        rates(counts, tmp_path, "smooth", "--neighbours", pairs)


def test_change_of_a_stock(counts: Path, tmp_path: Path) -> None:
    more = ("--numerator-after", "k2", "--denominator-after", "n2")
    table = rates(counts, tmp_path, "change", *more, "--stay", 0.8)
    assert table.at["a", "value"] == pytest.approx(100 * 9 / 263)
    with pytest.raises(Exception, match="give --stay"):
        rates(counts, tmp_path, "change", *more)


def series(tmp_path: Path, rows: list[tuple[str, str, object]]) -> Path:
    path = tmp_path / "series.csv"
    pd.DataFrame(rows, columns=["unit", "period", "value"]).to_csv(path, index=False)
    return path


def test_trend_with_a_forecast(tmp_path: Path) -> None:
    """The series and its tau, slope and forecast stand in docs/methods.md."""
    noisy = [10, 12, 11, 14, 15, 13, 17, 18, 16, 20]
    path = series(tmp_path, [("a", f"{2010 + n}-12-31", value) for n, value in enumerate(noisy)])
    assert quartier("trend", "--table", path, "--out", tmp_path / "out.csv", "--forecast", 2) == 0
    row = pd.read_csv(tmp_path / "out.csv").iloc[0]
    assert row["tau"] == pytest.approx(0.777778, abs=1e-6)
    assert row["slope"] == pytest.approx(1.0, abs=0.01)
    assert row["direction"] == 1
    assert row["forecast_1_lower"] < row["forecast_1_value"] < row["forecast_1_upper"]


def test_a_break_is_no_trend(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = [(f"u{u}", str(2010 + n), 5 + (n % 2) + 30 * (n >= 4) + u % 3) for u in range(12) for n in range(8)]
    path = series(tmp_path, [(unit, period, value) for unit, period, value in rows])
    quartier("trend", "--table", path, "--out", tmp_path / "plain.csv")
    assert "12 of 12 units make their largest jump from 2013 to 2014" in capsys.readouterr().err
    quartier("trend", "--table", path, "--out", tmp_path / "broken.csv", "--break", "2014")
    assert pd.read_csv(tmp_path / "plain.csv")["slope"].min() > 1
    assert pd.read_csv(tmp_path / "broken.csv")["slope"].max() <= 1


def test_wrong_series_are_told_with_their_rows(tmp_path: Path) -> None:
    path = series(tmp_path, [("a", "2010", 1), ("a", "2010", 2), ("a", "gestern", 3)])
    with pytest.raises(InputRejected) as caught:
        quartier("trend", "--table", path)
    assert [(problem.row, problem.code) for problem in caught.value.problems] == [(4, "period"), (3, "double-row")]
