"""The page Daten: open deliveries, releases, levels and geographies, forms that are due, rules of the gate."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from quartier.accounts.models import Actor
from quartier.accounts.services import reader_of
from quartier.catalogue.deliveries import services
from quartier.catalogue.models import Delivery, DeliveryForm, Geography, Indicator, Release
from quartier.catalogue.observations import has_shapes
from quartier.catalogue.pages import words
from quartier.catalogue.pages.upload import MOST
from quartier.kernel.errors import InputRejected
from quartier.kernel.reader import Reader

_RELEASES = 20


@require_safe
@login_required
def data_page(request: HttpRequest) -> HttpResponse:
    return render_page(request)


@require_POST
@login_required
def rules(request: HttpRequest) -> HttpResponse:
    services.set_four_eyes(by=reader_of(request.user), on=request.POST.get("four-eyes") == "on")
    return redirect("data-page")


def render_page(request: HttpRequest, refused: InputRejected | None = None) -> HttpResponse:
    """The page; with what was wrong with a file that was just refused."""
    reader = reader_of(request.user)
    deliveries = Delivery.objects.visible_to(reader).unfinished().select_related("supplier")
    context = {
        "deliveries": [_delivery(item) for item in deliveries],
        "releases": _releases(reader),
        "geographies": _geographies(),
        "forms": _forms(),
        "four_eyes": services.four_eyes(),
        "may_rule": reader.administrator,
        "actors": Actor.objects.order_by("name"),
        "most": f"{MOST // 1_000_000}",
        "most_bytes": MOST,
        "problems": _refusal(refused),
    }
    return render(request, "catalogue/data.html", context, status=422 if refused else 200)


def _refusal(refused: InputRejected | None) -> list[dict[str, Any]]:
    if refused is None:
        return []
    return [
        {
            "message": words.problem_message(item.code, item.message),
            "file": item.file, "row": item.row, "column": item.column, "found": item.found, "expected": item.expected,
        }
        for item in refused.problems
    ]  # fmt: skip


def _delivery(item: Delivery) -> dict[str, Any]:
    report = words.localised(item.report) if item.report else {}
    problems = report.get("problems", [])
    return {
        "row": item,
        "state": gettext(words.STATES[item.state]),
        "questions": len([q for q in item.proposal.get("questions", []) if f'"{q["key"]}"' in item.mapping]),
        "errors": sum(problem["severity"] == "error" for problem in problems),
        "checked": bool(report),
    }


def _releases(reader: Reader) -> list[dict[str, Any]]:
    rows = Release.objects.order_by("-published_at", "-pk")
    rows = rows if reader.administrator else rows.visible_to(reader)
    chosen = list(rows.prefetch_related("deliveries")[:_RELEASES])
    keys = {row.subject_key for row in chosen}
    names = {
        row.key: row.wording().name.get(words.language())
        for row in Indicator.objects.filter(key__in=keys).prefetch_related("wordings")
    }
    places = {str(row): _place(row) for row in Geography.objects.select_related("level")}
    return [
        {
            "row": row,
            "name": names.get(row.subject_key) or places.get(row.subject_key) or row.subject_key,
            "audience": gettext(words.AUDIENCES[row.audience]),
            "delivery": next(iter(row.deliveries.all()), None),
            "indicator": row.subject == Release.Subject.INDICATOR,
        }
        for row in chosen
    ]


def _forms() -> list[dict[str, Any]]:
    today = timezone.localdate()
    names = {row.key: row.wording().name for row in Indicator.objects.prefetch_related("wordings")}
    return [
        {
            "row": row,
            "period": words.period(row.period),
            "overdue": row.overdue(today),
            "indicators": [names[key].get(words.language()) for key in row.indicators if key in names],
            "delivery": row.deliveries.unfinished().first(),
        }
        for row in DeliveryForm.objects.filter(closed_at__isnull=True)
    ]


def _place(row: Geography) -> str:
    return f"{row.level.plural.get(words.language())}: {row.name.get(words.language())}"


def _geographies() -> list[dict[str, Any]]:
    rows = Geography.objects.filter(current__isnull=False).select_related("level", "current")
    language = words.language()
    return [
        {
            "level": row.level.plural.get(language),
            "name": row.name.get(language),
            "units": row.current.manifest.get("count") if row.current else None,
            "shapes": has_shapes(row),
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
        }
        for row in rows.order_by("level__rank", "level__key", "-valid_from")
    ]
