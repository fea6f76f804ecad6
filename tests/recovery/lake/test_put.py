"""An object is in the store whole or not at all, wherever its writing is stopped. Promise: docs/architecture.md."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from quartier.lake.store import FolderStore

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="system calls are watched through /proc")

CHILD = Path(__file__).parent / "putting.py"
SIZE = 512 * 1024
CONTENT = bytes(range(256)) * (SIZE // 256)
KEY = "a/b/object"

# The order that architecture.md demands; new folders are made durable on the way, each in the folder that holds it.
ORDER = [
    "mkdir lake", "open .", "fsync folder .",
    "mkdir lake/a", "open lake", "fsync folder lake",
    "mkdir lake/a/b", "open lake/a", "fsync folder lake/a",
    "open temporary", f"fsync file {SIZE}", "chmod temporary 0o444", "link temporary", "remove temporary",
    "open lake/a/b", "fsync folder lake/a/b", "done",
]  # fmt: skip


def put_in_child(folder: Path, deadly: int = -1) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(CHILD), str(folder), KEY, str(SIZE), str(deadly)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def test_the_steps_come_in_the_order_that_makes_an_object_durable(tmp_path: Path) -> None:
    done = put_in_child(tmp_path / "lake")
    assert done.returncode == 0, done.stderr
    # the whole content is in the file before it is synced; it is synced before it gets its name
    assert [line.strip() for line in done.stdout.splitlines()] == ORDER


@pytest.mark.parametrize("step", range(len(ORDER)), ids=lambda step: ORDER[step].replace(" ", "-"))
def test_killed_before_each_step_there_is_nothing_or_the_whole_object(tmp_path: Path, step: int) -> None:
    folder = tmp_path / "lake"
    killed = put_in_child(folder, step)
    assert killed.returncode == -9, killed.stderr
    store = FolderStore(folder)
    linked = step > ORDER.index("link temporary")
    assert list(store.list()) == ([KEY] if linked else [])
    if linked:
        assert store.read(KEY) == CONTENT
    again = put_in_child(folder)
    assert again.returncode == 0, again.stderr
    assert "fsync folder lake/a/b" in again.stdout  # also where the object was there: its name may not be durable yet
    assert store.read(KEY) == CONTENT
    store.clear_temporary(timedelta(0))
    assert [path.name for path in (folder / "a" / "b").iterdir()] == ["object"]


def test_killed_in_the_middle_of_the_content_leaves_nothing(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    code = "import sys; from pathlib import Path as P; from quartier.lake.store import FolderStore as F"
    put = "F(P(sys.argv[1])).put('a', P(sys.argv[2]))"
    child = subprocess.Popen([sys.executable, "-c", f"{code}; {put}", str(tmp_path / "lake"), str(pipe)])
    with pipe.open("wb") as half:
        half.write(CONTENT)
        half.flush()
        child.kill()
        child.wait(timeout=60)
    store = FolderStore(tmp_path / "lake")
    assert list(store.list()) == []
    store.put("a", CONTENT)
    assert store.read("a") == CONTENT


FULL = """
import resource, sys
from pathlib import Path
from quartier.kernel.errors import StoreFull
from quartier.lake.store import FolderStore
if sys.argv[2] == "limit":
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
store = FolderStore(Path(sys.argv[1]))
store.put("small", b"x" * 1000)
try:
    store.put("folder/large", b"x" * 2_000_000)
except StoreFull as error:
    print(error)
    files = [path.relative_to(store.root).as_posix() for path in store.root.rglob("*") if path.is_file()]
    assert files == ["small"], files
    store.put("small too", b"y" * 1000)
    assert sorted(store.list()) == ["small", "small too"]
    sys.exit(7)
"""


def test_a_file_beyond_the_limit_is_told_in_words_and_leaves_nothing(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, str(tmp_path / "lake"), "limit"], capture_output=True, text=True,
                          check=False, timeout=60)  # fmt: skip
    assert done.returncode == 7, done.stderr
    assert "is full; 'folder/large' was not written" in done.stdout


def test_a_full_disk_is_told_in_words_and_leaves_nothing(tmp_path: Path) -> None:
    """A real small disk (tmpfs) in a mount namespace of the child's own."""
    unshare = shutil.which("unshare")
    mount = f"mount -t tmpfs -o size=512k none {tmp_path}"
    alone = [unshare or "unshare", "--mount", *([] if os.getuid() == 0 else ["--map-root-user"]), "sh", "-c"]
    if unshare is None or subprocess.run([*alone, mount], capture_output=True, check=False).returncode:
        pytest.skip("NO SMALL DISK: mounting a tmpfs is not allowed here; the limit on file sizes was tested instead")
    script = f'{mount} && exec "$0" -c "$1" "$2" disk'
    command = [*alone, script, sys.executable, FULL, str(tmp_path / "lake")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 7, done.stderr
    assert "is full; 'folder/large' was not written" in done.stdout
