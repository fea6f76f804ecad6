"""Child process of test_put.py: puts one object, tells each step before it happens, and kills itself at one of them.

Arguments: folder of the store, key, size of the object, number of the step at which SIGKILL strikes (-1: never).
Steps are the interpreter's own audit events, and every real fsync with the size of what is synced.
"""

import os
import signal
import sys
from pathlib import Path

from quartier.lake.store import FolderStore

folder, key, size, deadly = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
steps = 0
listening = False


def step(*words: object) -> None:
    global steps
    if steps == deadly:
        os.kill(os.getpid(), signal.SIGKILL)
    steps += 1
    os.write(1, (" ".join(str(word) for word in words) + "\n").encode())


def heard(event: str, arguments: tuple[object, ...]) -> None:
    if listening and event in ("open", "os.chmod", "os.link", "os.remove", "os.mkdir"):
        name = Path(str(arguments[0]))
        if event == "os.remove" and not name.exists():
            return
        short = "temporary" if name.name.startswith(".put-") else name.relative_to(folder.parent).as_posix()
        more = oct(int(str(arguments[1]))) if event == "os.chmod" else ""
        step(event.removeprefix("os."), short, more)


real_fsync = os.fsync


def fsync(descriptor: int) -> None:
    path = Path(f"/proc/self/fd/{descriptor}").readlink()
    if path.is_dir():
        step("fsync folder", path.relative_to(folder.parent).as_posix())
    else:
        step("fsync file", path.stat().st_size)
    real_fsync(descriptor)


os.fsync = fsync
sys.addaudithook(heard)
store = FolderStore(folder)
content = bytes(range(256)) * (size // 256)
listening = True
store.put(key, content)
listening = False
step("done")
