"""Trials of a rule set that is not saved: at once where little is to be computed, else by a job."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from typing import Any

from quartier.accounts.services import require_writer
from quartier.catalogue.models import Indicator, RuleSet
from quartier.catalogue.services.protect import Thresholds, try_rules
from quartier.compute.models import Job
from quartier.compute.services import enqueue
from quartier.kernel.errors import InputRejected, NotFound, QuartierError
from quartier.kernel.jobs import Context
from quartier.kernel.reader import SYSTEM, Reader

TRIAL_JOB = "catalogue.try-rules"
AT_ONCE = 1_500
"""Observations that are tried at once: a few seconds of work."""


def try_at_once(*, by: Reader, thresholds: Thresholds, indicators: Collection[Indicator]) -> list[dict[str, Any]]:
    """For each indicator its key and the report, or why there is none (the code of the refusal). Nothing is written."""
    require_writer(by)
    return [_tried(by, thresholds, indicator) for indicator in indicators]


def try_by_job(*, by: Reader, thresholds: Thresholds, indicators: Collection[Indicator]) -> Job:
    """Queue a trial; its result holds what `try_at_once` returns."""
    require_writer(by)
    keys = sorted(indicator.key for indicator in indicators)
    return enqueue(by=by, name=TRIAL_JOB, arguments={"thresholds": asdict(thresholds), "indicators": keys})


def is_large(indicators: Collection[Indicator]) -> bool:
    """Is there too much to be computed while somebody waits?"""
    releases = [row.current_confidential or row.current_public for row in indicators]
    rows: list[int] = [release.manifest.get("rows", 0) for release in releases if release]
    return sum(rows) > AT_ONCE


def trial_job(context: Context, *, thresholds: dict[str, Any], indicators: list[str]) -> dict[str, Any]:
    """The job of `try_by_job`. Again does no harm: nothing is written."""
    rows = list(Indicator.objects.filter(key__in=indicators).order_by("key"))
    found = []
    for done, row in enumerate(rows):
        context.progress(done, len(rows))
        found.append(_tried(SYSTEM, Thresholds(**thresholds), row))
    return {"trials": found}


def _tried(by: Reader, thresholds: Thresholds, indicator: Indicator) -> dict[str, Any]:
    draft = RuleSet(key="trial", name="trial", **asdict(thresholds))
    try:
        report = try_rules(by=by, indicator=indicator, rule_set=draft).as_dict()
    except (InputRejected, NotFound) as refused:
        return {"indicator": indicator.key, "report": None, "fault": code_of(refused)}
    return {"indicator": indicator.key, "report": report, "fault": ""}


def code_of(refused: QuartierError) -> str:
    """absent | exposed | nothing-hidden | conflict."""
    if isinstance(refused, InputRejected):
        return "exposed" if any(item.code == "exposed" for item in refused.problems) else "nothing-hidden"
    return "absent" if isinstance(refused, NotFound) else "conflict"
