"""Fetches and pulls as jobs. Arguments are keys alone; addresses and passwords stay with the connection."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from quartier.accounts.models import Person
from quartier.accounts.services import reader_of
from quartier.catalogue.models import Fetch, Pull
from quartier.catalogue.pulls import fetches
from quartier.catalogue.pulls.fetches import FETCH_JOB
from quartier.catalogue.pulls.pulls import PULL_JOB
from quartier.catalogue.pulls.run import refused, run
from quartier.kernel.jobs import JOB_TITLES, JOBS, Context
from quartier.kernel.reader import SYSTEM, Reader
from quartier.sources.services import Progress

FETCHING = gettext_noop("Features are fetched")


def fetch_features(context: Context, *, fetch: int) -> dict[str, Any]:
    """Fetch what somebody chose. Again does no harm: a fetch that has its delivery is done."""
    row = Fetch.objects.select_related("connection").get(pk=fetch)
    done = fetches.perform(by=_person(row.person), row=row, progress=_progress(context))
    return {"delivery": done.delivery.key if done.delivery else ""}


def run_pull(context: Context, *, pull: str) -> dict[str, Any]:
    """Run a pull with the rights that its person has now."""
    row = Pull.objects.select_related("connection", "supplier").filter(key=pull).first()
    if row is None:
        return {"outcome": "removed"}
    by = _person(row.person)
    made = run(by=by, pull=row, progress=_progress(context)) if by.administrator else refused(row, by)
    return {"outcome": made.outcome, "fetch": made.pk, "delivery": made.delivery.key if made.delivery else ""}


def _progress(context: Context) -> Progress:
    def tell(done: int, total: int | None) -> None:
        context.check_cancelled()
        context.progress(done, total or 0, FETCHING)

    return tell


def _person(number: int | None) -> Reader:
    if number is None:
        return SYSTEM
    found = Person.objects.filter(pk=number).first()
    return reader_of(found)


def register() -> None:
    JOBS.register(FETCH_JOB, fetch_features)
    JOBS.register(PULL_JOB, run_pull)
    JOB_TITLES.register(FETCH_JOB, gettext_noop("Fetch from a service"))
    JOB_TITLES.register(PULL_JOB, gettext_noop("Run a pull"))
