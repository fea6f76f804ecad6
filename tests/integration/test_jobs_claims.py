"""Many processes take jobs from one table: no job is run twice, none is left."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from tests.jobtown.house import PLANNER, House, house, jobtown

from quartier.compute.models import Job
from quartier.compute.services import enqueue

__all__ = ["house", "jobtown"]
JOBS, PROCESSES = 1000, 4


@pytest.mark.slow
def test_four_processes_claim_each_job_once(house: House) -> None:
    with transaction.atomic():
        wanted = {house.queue("add", numbers=[number]).pk for number in range(JOBS)}
    claimers = [house.start("tests.jobtown.start", "claim-all") for _ in range(PROCESSES)]
    for claimer in claimers:
        assert claimer.stdout
        assert claimer.stdout.readline() == "ready\n"
    for claimer in claimers:
        assert claimer.stdin
        claimer.stdin.write("go\n")
        claimer.stdin.flush()
    outputs = [claimer.communicate(timeout=120) for claimer in claimers]
    assert [claimer.returncode for claimer in claimers] == [0] * PROCESSES, [err for _, err in outputs]
    lines = [line.split() for out, _ in outputs for line in out.splitlines()]
    assert Counter(int(job) for job, _ in lines) == Counter(wanted)
    assert {attempt for _, attempt in lines} == {"1"}
    assert sum(bool(out) for out, _ in outputs) > 1  # they did work at the same time
    assert Job.objects.filter(state=Job.State.RUNNING, attempts=1).count() == JOBS


def test_the_same_work_queued_by_many_at_once_waits_once(transactional_db: None, jobtown: None) -> None:
    begin = Barrier(PROCESSES)

    def queue_it(_: int) -> int:
        try:
            begin.wait(timeout=20)
            return enqueue(by=PLANNER, name="jobtown.add", arguments={"numbers": []}, unique_key="k").pk
        finally:
            connection.close()

    with ThreadPoolExecutor(PROCESSES) as threads:
        handed_back = set(threads.map(queue_it, range(PROCESSES)))
    assert handed_back == set(Job.objects.values_list("pk", flat=True))
    assert len(handed_back) == 1
