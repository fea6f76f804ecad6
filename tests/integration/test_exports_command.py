"""`quartier export`: whole files or none, names that say what is in them, refusals in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.test_command_line import quartier, refused
from tests.property.catalogue.export_reading import READERS


@pytest.fixture(scope="module")
def small_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "workspace"
    result = quartier("demo", "--variant", "small", "--no-serve", workspace=folder)
    assert result.returncode == 0, result.stderr
    return folder


def first_indicator(workspace: Path) -> str:
    import sqlite3

    with sqlite3.connect(workspace / "quartier.sqlite3") as connection:
        rows = connection.execute("SELECT key FROM catalogue_indicator ORDER BY position LIMIT 1").fetchone()
    return str(rows[0])


def test_a_file_is_whole_named_and_not_overwritten(small_town: Path, tmp_path: Path) -> None:
    key = first_indicator(small_town)
    result = quartier("export", key, "--format", "csv-de", "--out", str(tmp_path), workspace=small_town)
    assert result.returncode == 0, result.stderr
    (file,) = tmp_path.iterdir()
    assert file.name.startswith(key)
    rows = READERS["csv-de"](file)
    assert f"{len(rows)} rows" in result.stderr
    again = quartier("export", key, "--format", "csv-de", "--out", str(tmp_path), workspace=small_town)
    refused(again, 2, "--force")
    forced = quartier("export", key, "--format", "csv-de", "--out", str(tmp_path), "--force", workspace=small_town)
    assert forced.returncode == 0
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_refusals_name_what_is_wrong_and_leave_nothing(small_town: Path, tmp_path: Path) -> None:
    key = first_indicator(small_town)
    target = tmp_path / "out.csv"
    refused(quartier("export", "nope", "--out", str(target), workspace=small_town), 4, "nope")
    wrong = ("--level", "street", "--period", "1900")
    refused(quartier("export", key, *wrong, "--out", str(target), workspace=small_town), 2, "street", "1900")
    refused(quartier("export", key, "--format", "pdf", "--out", str(target), workspace=small_town), 2, "geoparquet")
    # the small town is a list without polygons
    refused(quartier("export", key, "--format", "geojson", "--out", str(target), workspace=small_town), 2)
    refused(quartier("export", key, "--out", str(tmp_path / "no" / "x.csv"), workspace=small_town), 2, "no such folder")
    assert list(tmp_path.iterdir()) == []
