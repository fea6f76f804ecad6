"""Jobs as people see them: what runs, how far it is, what came of it; cancel, try again."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_POST, require_safe

from quartier.accounts.services import reader_of
from quartier.catalogue.models import Delivery, Pull
from quartier.catalogue.pages.sections import page
from quartier.compute import services
from quartier.compute.models import ENDED, Job, JobState
from quartier.kernel.errors import Conflict
from quartier.kernel.jobs import JOB_TITLES

STATES = {
    "queued": gettext_noop("waiting to begin"),
    "running": gettext_noop("running"),
    "succeeded": gettext_noop("done"),
    "failed": gettext_noop("failed"),
    "cancelled": gettext_noop("cancelled"),
}
_ENDED = 50
_SILENT = 60
"""Seconds that a job waits before the page says that no worker seems to run."""


@require_safe
@login_required
def page_of_jobs(request: HttpRequest) -> HttpResponse:
    """Open jobs of the reader first, then those that ended."""
    mine = Job.objects.visible_to(reader_of(request.user))
    running = [_job(row) for row in mine.exclude(state__in=ENDED).order_by("pk")]
    ended = Paginator(mine.filter(state__in=ENDED), _ENDED).get_page(request.GET.get("page"))
    context = {
        "open": running,
        "silent": _nobody_works(),
        "page": ended,
        "ended": [_job(row) for row in ended],
    }
    return page(request, "jobs", "catalogue/jobs.html", context)


@require_POST
@login_required
def change(request: HttpRequest, job: int) -> HttpResponse:
    """Cancel a job or try it again; one that has ended in between is shown as it is."""
    by = reader_of(request.user)
    try:
        if request.POST.get("do") == "retry":
            services.retry(by=by, job=job)
        else:
            services.cancel(by=by, job=job)
    except Conflict:
        pass
    return redirect("data-jobs")


def _nobody_works() -> bool:
    """Work has been waiting for a while, and nothing runs."""
    oldest = Job.objects.waiting().order_by("pk").first()
    if oldest is None or Job.objects.filter(state=JobState.RUNNING).exists():
        return False
    return (timezone.now() - oldest.queued_at).total_seconds() > _SILENT


def _job(row: Job) -> dict[str, Any]:
    title = JOB_TITLES.get(row.name) if row.name in JOB_TITLES else row.name
    key = row.arguments.get("delivery") or (row.result or {}).get("delivery")
    delivery = Delivery.objects.filter(key=key).first() if isinstance(key, str) else None
    pull = Pull.objects.filter(key=row.arguments["pull"]).first() if "pull" in row.arguments else None
    took = (row.finished_at - row.started_at).total_seconds() if row.finished_at and row.started_at else None
    return {
        "row": row,
        "title": gettext(title) if title else row.name,
        "state": gettext(STATES[row.state]),
        "message": gettext(row.message) if row.message else "",
        "delivery": delivery,
        "pull": pull,
        "seconds": took,
        "may_retry": row.state in (JobState.FAILED, JobState.CANCELLED) and row.name in JOB_TITLES,
    }
