"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent


def shared_folder() -> Path:
    """The folder with real data beside the checkout (QUARTIER_SHARED overrides)."""
    return Path(os.environ.get("QUARTIER_SHARED", CHECKOUT.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real data; a test that asks for it skips, loudly, where the folder is absent."""
    folder = shared_folder()
    if not (folder / "data").is_dir():
        pytest.skip(f"REAL DATA ABSENT: {folder / 'data'} is not there; set QUARTIER_SHARED to run this test")
    return folder
