"""What the tests start as processes beside workers: a bare claimer, a parent with a worker beside it."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta


def claim_all() -> int:
    """Claim jobs until none is left, as fast as it goes; prints the number and the attempt of each."""
    import django

    django.setup()
    from quartier.compute import queue

    print("ready", flush=True)
    sys.stdin.readline()  # all claimers begin at once
    while claim := queue.claim(lease=timedelta(hours=1)):
        print(claim.job, claim.attempt)
    return 0


def parent_of_worker() -> int:
    command = [sys.executable, "-m", "quartier.web.cli", "worker", "--beside", str(os.getpid())]
    worker = subprocess.Popen(command)
    print(worker.pid, flush=True)
    return worker.wait()


if __name__ == "__main__":
    sys.exit({"claim-all": claim_all, "parent": parent_of_worker}[sys.argv[1]]())
