"""What all tests share: a workspace of their own, the real data beside the checkout."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

# The same examples at every run, so that a red build is red for everybody; QUARTIER_FUZZ=1 looks for new ones.
hypothesis.settings.register_profile("quartier", deadline=None, derandomize="QUARTIER_FUZZ" not in os.environ)
hypothesis.settings.load_profile("quartier")

CHECKOUT = Path(__file__).resolve().parent.parent
SESSION = Path(tempfile.mkdtemp(prefix="quartier-test-"))


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


@pytest.fixture(scope="session", autouse=True)
def _clean_up() -> Iterator[None]:
    yield
    import shutil

    shutil.rmtree(SESSION, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_modify_db_settings() -> None:
    """A file database as in production, not one in memory: locking and WAL behave differently there."""
    from django.conf import settings

    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(SESSION / "test.sqlite3")


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Path]:
    """An empty workspace folder of one test; its lake is empty, its database is the test database."""
    from quartier.kernel import workspace as workspaces

    before = workspaces._current
    made = workspaces.create(tmp_path / "workspace")
    workspaces.use(made)
    yield made.folder
    if before is not None:
        workspaces.use(before)
