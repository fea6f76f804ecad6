"""`quartier import`: the same gate from the command line. Nothing is guessed, nothing half-written, exit codes tell."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests import squares
from tests.e2e import daten


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("import") / "workspace"
    daten.make_town(workspace)
    return workspace


def run(place: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "quartier.web.cli", "import", *map(str, arguments), "--workspace", str(place)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def staged(place: Path) -> list[Path]:
    return [file for file in (place / "lake" / "staged").rglob("*") if file.is_file()]


def test_values(place: Path, tmp_path: Path) -> None:
    table = tmp_path / "einwohner.csv"
    table.write_bytes(daten.people_table().split(b"\n\n", 1)[1])
    asked = run(place, "values", table)
    assert asked.returncode == 2 and '--answer "period=..."' in asked.stderr
    tried = run(place, "values", table, "--answer", "period=2024-12-31", "--dry-run")
    assert tried.returncode == 0 and "population: 9 added, 0 changed" in tried.stderr and tried.stdout == ""
    assert staged(place) == []
    kept = tmp_path / "mapping.json"
    done = run(place, "values", table, "--answer", "period=2024-12-31", "--write-mapping", kept)
    assert (done.returncode, done.stdout) == (0, "published: indicator population #2\n"), done.stderr
    again = run(place, "values", table, "--mapping", kept)
    assert again.returncode == 0 and "nothing had to change" in again.stdout


def test_errors_leave_nothing_behind(place: Path, tmp_path: Path) -> None:
    table = tmp_path / "falsch.csv"
    table.write_bytes(daten.people_table("30.06.2024", **{"11": "viele"}))
    before = staged(place)
    bad = run(place, "values", table)
    assert bad.returncode == 2 and "row 8, column Einwohner" in bad.stderr and "Traceback" not in bad.stderr
    assert staged(place) == before
    part = run(place, "values", table, "--accept-partial")
    assert part.returncode == 0 and "published: indicator population" in part.stdout


def test_geography(place: Path, tmp_path: Path) -> None:
    """The nine squares again, one renamed: a second dated version of the level."""
    units = squares._quarters().units.to_crs(4326)
    units.loc[units["code"] == "00", "name"] = "Neufeld"
    file = tmp_path / "quartiere.geojson"
    file.write_text(json.dumps(json.loads(units.rename(columns={"parent:city": "stadt"}).to_json())), encoding="utf-8")
    options = ("--level", "quarter", "--key", "2025", "--source", "office", "--code", "code", "--label", "name")
    tried = run(place, "geography", file, *options, "--dry-run")
    assert tried.returncode == 0 and "renamed: 1 units" in tried.stderr, tried.stderr
    done = run(place, "geography", file, *options)
    assert (done.returncode, done.stdout) == (0, "published: geography quarter@2025 #1\n"), done.stderr


def test_a_plain_list_of_areas(place: Path, tmp_path: Path) -> None:
    table = tmp_path / "ortsteile.csv"
    table.write_text("Nr;Ortsteil\n1;Nord\n2;Ost\n2;West\n", encoding="utf-8")
    options = ("--level", "quarter", "--key", "1990", "--source", "office", "--code", "Nr", "--label", "Ortsteil")
    refused = run(place, "geography", table, *options)
    assert refused.returncode == 2 and "row 4" in refused.stderr and "Traceback" not in refused.stderr


def test_absent_files(place: Path, tmp_path: Path) -> None:
    gone = run(place, "values", tmp_path / "gone.csv")
    assert gone.returncode == 2 and "no such file" in gone.stderr
