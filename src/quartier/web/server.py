"""The web server as a process (and session) of its own, started by `quartier serve`.

A terminal sends Ctrl-C to everybody at once, which makes granian's master and its worker wait for each other; and a
`kill -9` of the command would leave the worker on the port. Hence: own session, and a watch on the parent.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
import time

_LOOK_AGAIN = 0.5


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("host")
    parser.add_argument("port", type=int)
    parser.add_argument("parent", type=int)
    args = parser.parse_args()
    if os.name != "nt":
        threading.Thread(target=_end_with, args=(args.parent,), daemon=True).start()
    _serve(args.host, args.port)
    return 0


def _end_with(parent: int) -> None:
    """End this session when the parent is gone."""
    while os.getppid() == parent:
        time.sleep(_LOOK_AGAIN)
    os.killpg(os.getpgrp(), signal.SIGKILL)  # nothing is written by the web server that a kill could halve


def _serve(host: str, port: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from quartier.web.environment import Environment

    Granian(
        "quartier.web.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=Environment.read().threads,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    sys.exit(main())
