"""Rule sets of protection: list, thresholds, who follows, trial, report of a release. For administrators."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import slugify
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quartier.accounts.services import reader_of, require_writer
from quartier.catalogue import services
from quartier.catalogue.models import Indicator, Release, RuleSet, Source
from quartier.catalogue.pages import protection_show as show
from quartier.catalogue.pages.protection_show import Sent
from quartier.catalogue.pages.sections import page
from quartier.catalogue.protection import rule_set_for
from quartier.catalogue.services.trial import TRIAL_JOB, code_of, is_large
from quartier.compute.models import Job
from quartier.kernel.errors import Conflict, InputRejected, NotFound, QuartierError

_UMLAUTS = {ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue", ord("ß"): "ss"}
_MOST = 100_000
"""Largest threshold that can be typed."""


@require_safe
@login_required
def rule_sets(request: HttpRequest) -> HttpResponse:
    """All rule sets, what is protected by them, and what changed."""
    require_writer(reader_of(request.user))
    context = {"rule_sets": show.listed(), "protected": show.protected(), "history": show.history()}
    return page(request, "protection", "catalogue/protection.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A new rule set; a trial writes nothing."""
    require_writer(reader_of(request.user))
    return _edited(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rule_set(request: HttpRequest, key: str) -> HttpResponse:
    """One rule set: thresholds, who follows it, trial."""
    require_writer(reader_of(request.user))
    return _edited(request, get_object_or_404(RuleSet, key=key))


def _edited(request: HttpRequest, row: RuleSet | None) -> HttpResponse:
    if request.method != "POST":
        return _page(request, row)
    sent = _sent(request.POST)
    if sent.missing:
        return _page(request, row, sent)
    if request.POST.get("do") == "try":
        return _tried(request, row, sent)
    key = row.key if row else _free_key(sent.name)
    try:
        services.define_rule_set(
            by=reader_of(request.user), key=key, name=sent.name, demanded_by=sent.demanded_by,
            default=sent.default, thresholds=sent.thresholds,
        )  # fmt: skip
    except InputRejected:
        return _page(request, row, sent, fault=gettext("These thresholds would hide nothing but ones, or nothing."))
    return redirect("data-protection-rules", key=key)


def _sent(posted: QueryDict) -> Sent:
    missing = set() if posted.get("name", "").strip() else {"name"}
    numbers = {}
    for name in ("numerator", "complement", "denominator"):
        text = posted.get(name, "").strip() or "0"
        if not text.isascii() or not text.isdigit() or int(text) > _MOST:
            missing.add(name)
        numbers[name] = int(text) if name not in missing else 0
    return Sent(
        posted.get("name", "").strip()[:200], posted.get("demanded-by", "").strip()[:200],
        posted.get("default") == "on", services.Thresholds(zeros=posted.get("zeros") == "on", **numbers),
        frozenset(missing),
    )  # fmt: skip


def _free_key(name: str) -> str:
    stem = slugify(name.casefold().translate(_UMLAUTS))[:80] or "rules"
    taken = set(RuleSet.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for number in range(1, 10_000) if (key := stem if number == 1 else f"{stem}-{number}") not in taken)


def _chosen(request: HttpRequest) -> list[Indicator]:
    rows = Indicator.objects.filter(key__in=request.POST.getlist("indicators")).order_by("key")
    return list(rows.select_related("current_public", "current_confidential"))


def _tried(request: HttpRequest, row: RuleSet | None, sent: Sent) -> HttpResponse:
    """What would be hidden: shown below the form, or on a page of its own where it takes a while."""
    by, chosen = reader_of(request.user), _chosen(request)
    if is_large(chosen):
        job = services.try_by_job(by=by, thresholds=sent.thresholds, indicators=chosen)
        return redirect("data-protection-trial", job=job.pk)
    found = services.try_at_once(by=by, thresholds=sent.thresholds, indicators=chosen)
    return _page(request, row, sent, found)


@require_safe
@login_required
def trial(request: HttpRequest, job: int) -> HttpResponse:
    """A trial that runs as a job, and what it found."""
    by = reader_of(request.user)
    require_writer(by)
    row = get_object_or_404(Job.objects.visible_to(by), pk=job, name=TRIAL_JOB)
    context = {
        "job": row,
        "rules": show.sentences(row.arguments["thresholds"]),
        "trial": show.trials((row.result or {}).get("trials", [])),
        "failed": row.ended and row.result is None,
    }
    return page(request, "protection", "catalogue/protection_trial.html", context)


def _page(
    request: HttpRequest, row: RuleSet | None, sent: Sent | None = None, found: list[dict[str, Any]] | None = None,
    fault: str = "",
) -> HttpResponse:  # fmt: skip
    chosen = set(request.POST.getlist("indicators")) if sent else None
    context = {
        "row": row,
        "values": show.values(row, sent),
        "missing": sent.missing if sent else frozenset(),
        "fault": fault,
        "trial": show.trials(found or []),
        "tried": found is not None,
        "candidates": show.candidates(row, chosen),
        "sources": show.sources(row),
        "history": show.history(row.key) if row else [],
    }
    bad = bool(fault or (sent and sent.missing))
    return page(request, "protection", "catalogue/protection_rules.html", context, status=422 if bad else 200)


@require_POST
@login_required
def use(request: HttpRequest, key: str) -> HttpResponse:
    """Who follows a rule set."""
    row = get_object_or_404(RuleSet, key=key)
    services.assign(
        by=reader_of(request.user), rule_set=row,
        indicators=list(Indicator.objects.filter(key__in=request.POST.getlist("indicators"))),
        sources=list(Source.objects.filter(key__in=request.POST.getlist("sources"))),
    )  # fmt: skip
    return redirect("data-protection-rules", key=key)


@require_POST
@login_required
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Remove a rule set."""
    services.remove_rule_set(by=reader_of(request.user), rule_set=get_object_or_404(RuleSet, key=key))
    return redirect("data-protection")


@require_POST
@login_required
def derive(request: HttpRequest) -> HttpResponse:
    """Make the public release of an indicator anew, by the rule set that it follows now."""
    by = reader_of(request.user)
    require_writer(by)
    indicator = get_object_or_404(Indicator, key=request.POST.get("indicator", ""))
    followed = rule_set_for(indicator)
    if followed is None:
        raise Http404
    try:
        release = services.derive_soon(by=by, indicator=indicator, rule_set=followed)
    except (InputRejected, NotFound, Conflict) as refused:
        return _refused(request, indicator, refused)
    if release is None:
        return redirect("data-jobs")
    return redirect("data-protection-report", release=release.pk)


def _refused(request: HttpRequest, indicator: Indicator, refused: QuartierError) -> HttpResponse:
    context = {
        "rule_sets": show.listed(), "protected": show.protected(), "history": show.history(),
        "fault": show.why(code_of(refused)), "fault_about": show.name_of(indicator),
    }  # fmt: skip
    return page(request, "protection", "catalogue/protection.html", context, status=422)


@require_safe
@login_required
def report(request: HttpRequest, release: int) -> HttpResponse:
    """What was hidden in a public release, by level and period; no figure."""
    require_writer(reader_of(request.user))
    row = get_object_or_404(Release, pk=release)
    if "rule_set" not in row.provenance or "report" not in row.provenance:
        raise Http404
    return page(request, "protection", "catalogue/protection_report.html", show.report_of(row))
