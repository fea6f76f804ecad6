"""What the tests start as processes: the command `worker`, a bare claimer, a parent with a worker beside it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from datetime import timedelta


def claim_all() -> int:
    """Claim jobs until none is left, as fast as it goes; prints the number of each."""
    import django

    django.setup()
    from quartier.compute import queue

    print("ready", flush=True)
    sys.stdin.readline()  # all claimers begin at once
    while claim := queue.claim(lease=timedelta(hours=1)):
        print(claim.job, claim.attempt)
    return 0


def parent_of_worker() -> int:
    command = [sys.executable, "-m", "tests.jobtown.start", "worker", "--beside", str(os.getpid())]
    worker = subprocess.Popen(command)
    print(worker.pid, flush=True)
    return worker.wait()


def main() -> int:
    if sys.argv[1] == "claim-all":
        return claim_all()
    if sys.argv[1] == "parent":
        return parent_of_worker()
    from quartier.web.commands import worker

    parser = argparse.ArgumentParser()
    worker.register(parser.add_subparsers(required=True))
    args = parser.parse_args()
    code: int = args.func(args)
    return code


if __name__ == "__main__":
    sys.exit(main())
