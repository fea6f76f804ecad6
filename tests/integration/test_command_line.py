"""The command `quartier`, as a person meets it: clear words, exit codes, never a stack trace, nothing half-written."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from quartier import __version__


def quartier(*arguments: str, workspace: Path | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if not key.startswith("QUARTIER_W")}
    if workspace is not None:
        env["QUARTIER_WORKSPACE"] = str(workspace)
    command = [sys.executable, "-m", "quartier.web.cli", *arguments]
    return subprocess.run(command, env=env, input=stdin, capture_output=True, text=True, timeout=120)


def refused(result: subprocess.CompletedProcess[str], code: int, *said: str) -> None:
    assert result.returncode == code, result.stderr
    assert "Traceback" not in result.stderr
    for words in said:
        assert words in result.stderr


@pytest.fixture(scope="module")
def small_town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cli") / "workspace"
    result = quartier("demo", "--variant", "small", "--no-serve", workspace=folder)
    assert result.returncode == 0, result.stderr
    return folder


def test_version() -> None:
    assert quartier("--version").stdout.strip() == f"quartier {__version__}"


def test_demo_is_made_once(small_town: Path) -> None:
    result = quartier("demo", "--variant", "small", "--no-serve", workspace=small_town)
    assert result.returncode == 0
    assert "Building" not in result.stderr


def test_doctor_finds_no_fault(small_town: Path) -> None:
    result = quartier("doctor", workspace=small_town)
    assert "No faults found." in result.stdout or "front end is not built" in result.stdout, (
        result.stdout + result.stderr
    )


def test_account_with_a_weak_password_is_refused(small_town: Path) -> None:
    refused(quartier("account", "eva", "--password-stdin", workspace=small_town, stdin="kurz\n"), 2, "password")
    good = quartier("account", "eva", "--password-stdin", workspace=small_town, stdin="ein langes Passwort 7\n")
    assert good.returncode == 0, good.stderr
    again = quartier("account", "Eva", "--password-stdin", workspace=small_town, stdin="ein langes Passwort 7\n")
    refused(again, 6, "already")


def test_absent_workspace(tmp_path: Path) -> None:
    refused(quartier("serve", workspace=tmp_path / "nowhere"), 3, "no workspace")


def test_folder_with_other_things_is_not_taken(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear council")
    refused(quartier("init", workspace=tmp_path), 3, "not empty")
    assert [file.name for file in tmp_path.iterdir()] == ["letter.txt"]


def test_workspace_of_a_newer_version(tmp_path: Path) -> None:
    quartier("init", workspace=tmp_path / "w")
    (tmp_path / "w" / "workspace.json").write_text(json.dumps({"format": 99}))
    refused(quartier("serve", workspace=tmp_path / "w"), 3, "newer version", "nothing was changed")


def test_database_of_a_newer_version(tmp_path: Path) -> None:
    quartier("init", workspace=tmp_path / "w")
    with sqlite3.connect(tmp_path / "w" / "quartier.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('catalogue', '0999_later', '2027-01-01')"
        )
    refused(quartier("serve", workspace=tmp_path / "w"), 3, "newer version", "0999_later")


def test_damaged_database(tmp_path: Path) -> None:
    quartier("init", workspace=tmp_path / "w")
    (tmp_path / "w" / "quartier.sqlite3").write_bytes(b"no database" * 1000)
    refused(quartier("serve", workspace=tmp_path / "w"), 3, "database cannot be used")


def test_port_in_use(small_town: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        refused(quartier("serve", "--port", port, workspace=small_town), 3, port, "--port")


def test_load_without_folder_says_where_the_files_are(tmp_path: Path) -> None:
    for city in ("berlin", "koeln", "flensburg"):
        refused(quartier("load", city, workspace=tmp_path / "w"), 2, "--from", "published")
    assert not (tmp_path / "w").exists()


def test_load_from_a_folder_without_the_files(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for city in ("berlin", "koeln", "flensburg"):
        refused(quartier("load", city, "--from", str(tmp_path / "empty"), workspace=tmp_path / "w"), 2, "problem")
    refused(quartier("load", "berlin", "--from", str(tmp_path / "absent"), workspace=tmp_path / "w"), 2, "absent")
    assert not (tmp_path / "w").exists()


def test_changed_file_of_the_lake_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "w"
    quartier("demo", "--variant", "small", "--no-serve", workspace=folder)
    victim = next((folder / "lake" / "indicators").rglob("observations.parquet"))
    victim.chmod(0o644)
    victim.write_bytes(victim.read_bytes()[:-100])
    result = quartier("lake", "check", workspace=folder)
    assert result.returncode == 1
    assert "cut off" in result.stdout
    assert "1 damaged" in result.stdout


def test_sweep_of_a_sound_workspace_removes_nothing(small_town: Path) -> None:
    assert quartier("lake", "sweep", "--hours", "0", workspace=small_town).stdout.startswith("0 files")
    assert quartier("lake", "check", workspace=small_town).returncode == 0


@pytest.mark.skipif(os.name == "nt", reason="sessions and SIGKILL")
@pytest.mark.parametrize("how", ["terminal", "terminate", "kill"])
def test_server_ends_with_its_command(small_town: Path, how: str) -> None:
    """Ctrl-C reaches the whole group; SIGTERM and SIGKILL the command alone. Afterwards the port is free."""
    import signal
    import urllib.request

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = {**os.environ, "QUARTIER_WORKSPACE": str(small_town)}
    command = [sys.executable, "-m", "quartier.web.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=env, stderr=subprocess.DEVNULL, start_new_session=True)

    def answers() -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def becomes(expected: bool) -> bool:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if answers() is expected:
                return True
            threading.Event().wait(0.1)
        return False

    try:
        assert becomes(True)
        if how == "terminal":
            os.killpg(process.pid, signal.SIGINT)
        else:
            process.send_signal(signal.SIGTERM if how == "terminate" else signal.SIGKILL)
        process.wait(timeout=60)
        assert becomes(False), "somebody still answers on the port"
    finally:
        if process.poll() is None:
            process.kill()
