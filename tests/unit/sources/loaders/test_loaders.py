"""The list of loaders: light, and clear about folders that are not what they should be."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from quartier.kernel.errors import InputRejected
from quartier.sources.loaders import LOADERS, Loader

ALL = pytest.mark.parametrize("loader", [item for _, item in LOADERS], ids=[key for key, _ in LOADERS])


def test_the_three_cities_are_there() -> None:
    assert {key for key, _ in LOADERS} == {"berlin", "koeln", "flensburg"}


def test_the_list_is_light_to_import() -> None:
    heavy = "{'pandas', 'numpy', 'geopandas', 'pyarrow', 'shapely'}"
    code = f"import sys, quartier.sources.loaders; print(sorted({heavy} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


@ALL
def test_an_absent_folder_is_told_with_the_place_of_publication(loader: Loader, tmp_path: Path) -> None:
    with pytest.raises(InputRejected) as refusal:
        loader.load(tmp_path / "nowhere")
    assert "https://" in loader.published
    assert loader.published in str(refusal.value)


@ALL
def test_an_empty_folder_is_told_file_by_file(loader: Loader, tmp_path: Path) -> None:
    with pytest.raises(InputRejected) as refusal:
        loader.load(tmp_path)
    missing = {item.file for item in refusal.value.problems if item.code == "file-missing"}
    assert missing == set(loader.files)
    assert any(item.message == loader.published for item in refusal.value.problems)


@ALL
def test_a_file_in_place_of_the_folder(loader: Loader, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    with pytest.raises(InputRejected, match="is no folder"):
        loader.load(tmp_path / "a")
