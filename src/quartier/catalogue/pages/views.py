"""The start of the page Daten: hand in, open deliveries, forms that are due."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from quartier.accounts.models import Actor
from quartier.accounts.services import reader_of
from quartier.catalogue.models import Delivery, DeliveryForm, Indicator
from quartier.catalogue.pages import words
from quartier.catalogue.pages.pull_words import pulled
from quartier.catalogue.pages.sections import page
from quartier.catalogue.pages.upload import MOST
from quartier.kernel.errors import InputRejected


@require_safe
@login_required
def data_page(request: HttpRequest) -> HttpResponse:
    return render_page(request)


def render_page(
    request: HttpRequest, refused: InputRejected | None = None, sent: dict[str, str] | None = None
) -> HttpResponse:
    """The page; with what was wrong with a file that was just refused."""
    reader = reader_of(request.user)
    deliveries = Delivery.objects.visible_to(reader).unfinished().select_related("supplier")
    context = {
        "deliveries": [_delivery(item) for item in deliveries],
        "forms": _forms(),
        "actors": Actor.objects.order_by("name"),
        "most": f"{MOST // 1_000_000}",
        "most_bytes": MOST,
        "problems": refusal(refused),
        "sent": sent or {},
    }
    return page(request, "deliveries", "catalogue/data.html", context, status=422 if refused else 200)


def refusal(refused: InputRejected | None) -> list[dict[str, Any]]:
    """What was wrong, in the reader's language."""
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
        "pulled": pulled(item),
    }


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
