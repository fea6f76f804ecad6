"""`quartier area` and `quartier crosswalk list | make | convert` in the town of nine squares."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from tests.integration.test_conversions import TABLE, reform
from tests.integration.test_own_areas import drawn

from quartier.catalogue.models import Conversion, Crosswalk, OwnArea
from quartier.kernel.errors import InputRejected, NotFound
from quartier.web.commands import area, crosswalk


@pytest.fixture(autouse=True)
def _no_start(monkeypatch: pytest.MonkeyPatch, town: Path) -> None:
    """The workspace of the test is open already."""
    from quartier.web import bootstrap

    monkeypatch.setattr(bootstrap, "prepare", lambda *_, **__: None)


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers(required=True)
    area.register(subparsers)
    crosswalk.register(subparsers)
    args = parser.parse_args(arguments)
    code: int = args.func(args)
    return code


def test_area_create_list_figures_delete(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run("area", "create", "Mitte", "quarter", "01", "12") == 0
    assert capsys.readouterr().out == "own:mitte\n"
    run("area", "list")
    assert "own:mitte  Mitte  2 units of quarter@2020  members" in capsys.readouterr().out
    run("area", "figures", "own:mitte", "sgb2-rate")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("indicator,period,geography,value")
    assert lines[1] == "sgb2-rate,2022-12-31,2020,3,6,200,,,value,,2,2,"
    shape = tmp_path / "gebiet.geojson"
    shape.write_text(json.dumps({"type": "Feature", "properties": {}, "geometry": drawn(0, 0, 1250, 1000)}))
    run("area", "create", "Gezeichnet", "quarter@2020", "--shape", str(shape))
    assert OwnArea.objects.get(key="gezeichnet").way == "area"
    run("area", "delete", "mitte")
    assert OwnArea.objects.count() == 1
    with pytest.raises(InputRejected, match="not both"):
        run("area", "create", "x", "quarter", "01", "--shape", str(shape))


def test_crosswalk_make_list_convert(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    reform()
    run("crosswalk", "make", "quarter@2020", "quarter@2024", "--try")
    assert "5 unchanged, 1 merged, 1 former ones divided" in capsys.readouterr().out
    assert not Crosswalk.objects.exists()
    table = tmp_path / "schluessel.csv"
    table.write_text(TABLE)
    run("crosswalk", "make", "quarter@2020", "quarter@2024", "--way", "table", "--table", str(table))
    key = Crosswalk.objects.get().key
    capsys.readouterr()
    run("crosswalk", "list")
    assert capsys.readouterr().out.startswith(f"{key}  quarter@2020 -> quarter@2024  table")
    run("crosswalk", "convert", key, "population", "--try")
    assert "population: 16 figures, 2022-12-31 to 2023-12-31" in capsys.readouterr().out
    assert not Conversion.objects.exists()
    run("crosswalk", "convert", key, "population", "sgb2-rate")
    assert Conversion.objects.count() == 2
    with pytest.raises(NotFound, match="quarter@2020"):
        run("crosswalk", "make", "quarter@1900", "quarter@2024")
    with pytest.raises(NotFound, match="nope"):
        run("crosswalk", "convert", key, "nope")
