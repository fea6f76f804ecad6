"""PostgreSQL: the same models, the same tests, in a cluster made for them and removed afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
SAME_TESTS = ("tests/integration/test_publication.py", "tests/integration/test_api.py")
INSIDE = "QUARTIER_DATABASE_URL" in os.environ

pytestmark = pytest.mark.skipif(INSIDE, reason="runs the others inside PostgreSQL already")


def programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)
    on_path = shutil.which("initdb")
    return found[0].parent if found else Path(on_path).parent if on_path else None


def run_as_owner(*command: str) -> None:
    """PostgreSQL refuses to run as root; then its own user does."""
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *command], check=True, capture_output=True, cwd="/")


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    bin_folder = programs()
    if bin_folder is None:
        pytest.skip("POSTGRESQL ABSENT: install it (./dev test does on Debian) to run this test")
    folder = Path(tempfile.mkdtemp(prefix="quartier-pg-"))
    if os.geteuid() == 0:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, pwd.getpwnam("postgres").pw_gid)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
    run_as_owner(f"{bin_folder}/initdb", "-D", f"{folder}/data", "-U", "quartier", "--auth=trust", "-E", "UTF8",
                 "--locale=C.UTF-8")  # fmt: skip
    log = f"{folder}/log"
    run_as_owner(f"{bin_folder}/pg_ctl", "-D", f"{folder}/data", "-l", log, "-o", options, "-w", "start")
    try:
        yield f"postgresql://quartier@127.0.0.1:{port}/postgres"
    finally:
        run_as_owner(f"{bin_folder}/pg_ctl", "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def test_the_same_tests_pass_on_postgresql(database: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *SAME_TESTS]
    env = {**os.environ, "QUARTIER_DATABASE_URL": database}
    result = subprocess.run(command, cwd=CHECKOUT, env=env, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout[-4000:]
    assert "skipped" not in result.stdout
