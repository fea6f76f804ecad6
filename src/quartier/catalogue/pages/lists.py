"""Lists of the page Daten: releases, levels and geographies, the rules of the gate."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from quartier.accounts.services import reader_of, require_writer
from quartier.catalogue.deliveries import services
from quartier.catalogue.models import Geography, Indicator, Release
from quartier.catalogue.pages import words
from quartier.catalogue.pages.sections import page
from quartier.kernel.reader import Reader

_RELEASES = 50


@require_safe
@login_required
def releases(request: HttpRequest) -> HttpResponse:
    """What was published, newest first."""
    return page(request, "releases", "catalogue/releases.html", {"releases": _releases(reader_of(request.user))})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def rules(request: HttpRequest) -> HttpResponse:
    """What the gate asks for; administrators alone."""
    by = reader_of(request.user)
    require_writer(by)
    if request.method == "POST":
        services.set_four_eyes(by=by, on=request.POST.get("four-eyes") == "on")
        return redirect("data-rules")
    return page(request, "rules", "catalogue/rules.html", {"four_eyes": services.four_eyes()})


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


def _place(row: Geography) -> str:
    return f"{row.level.plural.get(words.language())}: {row.name.get(words.language())}"
