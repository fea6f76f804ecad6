"""`quartier import`: the same gate from the command line. Nothing is guessed, nothing half-written, exit codes tell."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests import squares
from tests.e2e import daten
from tests.office import PASSWORD, USER, an_office


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workspace = tmp_path_factory.mktemp("import") / "workspace"
    daten.make_town(workspace)
    return workspace


def run(place: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return quartier(place, "import", *arguments)


def quartier(place: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "quartier.web.cli", *map(str, arguments), "--workspace", str(place)]
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


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


def test_an_address_behind_a_password_and_pulls(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The password is never an argument; what is inside the network is refused until it is allowed."""
    with an_office() as office:
        address = f"{office.address}/wfs"
        options = ("--user", USER, "--dry-run")
        none = run(place, "values", address, *options)
        assert none.returncode == 2 and "QUARTIER_FETCH_PASSWORD" in none.stderr
        monkeypatch.setenv("QUARTIER_FETCH_PASSWORD", PASSWORD)
        inside = run(place, "values", address, *options)
        assert inside.returncode == 2 and "inside the network" in inside.stderr
        allow = (
            "import sys; from pathlib import Path; from quartier.web.bootstrap import prepare; "
            "prepare(Path(sys.argv[1]), create=False); from quartier.catalogue.pulls.hosts import allow_host; "
            "from quartier.kernel.reader import SYSTEM; allow_host(by=SYSTEM, text=sys.argv[2], reason='test')"
        )
        host = office.address.removeprefix("http://")
        subprocess.run([sys.executable, "-c", allow, str(place), host], check=True, capture_output=True)
        which = run(place, "values", address, *options)
        assert which.returncode == 2 and "stat:einwohner (Einwohner nach Quartieren)" in which.stderr
        made = run(
            place, "values", address, "--offer", "stat:einwohner", "--answer", "geography=quarter/2020", *options
        )
        assert made.returncode == 0, made.stderr
        assert "quarter 2020: 9 of 9 units" in made.stderr
        assert PASSWORD not in "".join(one.stdout + one.stderr for one in (none, inside, which, made))
    assert quartier(place, "pull", "list").stdout == ""
    assert quartier(place, "pull", "run", "nichts").returncode == 4
    assert "0 of 0" in quartier(place, "secrets", "check").stdout
    assert "0 stored secrets" in quartier(place, "secrets", "rotate").stdout
