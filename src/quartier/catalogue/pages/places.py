"""Count places: a list of addresses or coordinates becomes a count by unit; the places themselves are not kept."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from quartier.accounts.services import reader_of
from quartier.catalogue.deliveries import services
from quartier.catalogue.models import Geography
from quartier.catalogue.pages import upload, words
from quartier.catalogue.pages.sections import page
from quartier.catalogue.pages.views import refusal
from quartier.kernel.declared import LevelKind
from quartier.kernel.errors import InputRejected

WHY = {
    "street": gettext_noop("street not in the register"),
    "number": gettext_noop("house number not in the register"),
    "several": gettext_noop("belongs to several units"),
    "empty": gettext_noop("nothing to place"),
    "outside": gettext_noop("lies outside of all units"),
    "no-number": gettext_noop("no number to sum"),
}


@csrf_exempt  # the guard has to stand before the body is read; the check follows in _counted
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def counting(request: HttpRequest) -> HttpResponse:
    """The form, and what came of a list."""
    if request.method != "POST":
        return _page(request)
    try:
        handler = upload.guard(request)
    except InputRejected as refused:
        response = _form(request, {}, refused)
        response.status_code = 413
        return response
    return _counted(request, handler)


@csrf_protect
def _counted(request: HttpRequest, handler: upload.TooLarge) -> HttpResponse:
    sent = request.POST.dict()
    only = (sent.get("only-column", "").strip(), sent.get("only-text", "").strip())
    wish = services.PlacesWish(sent.get("place", ""), sent.get("total-of", "").strip(), only)
    try:
        data, name = upload.sent_file(request, handler)
        files: Any = request.FILES
        register = files.get("register")
        found = services.count_places(
            by=reader_of(request.user), data=data, file_name=name, wish=wish,
            register=(bytes(register.read()), str(register.name)) if register else None,
        )  # fmt: skip
    except InputRejected as refused:
        return _page(request, refused)
    return _page(request, result=_result(sent, found, name))


def _page(
    request: HttpRequest, refused: InputRejected | None = None, result: dict[str, Any] | None = None
) -> HttpResponse:  # fmt: skip
    return _form(request, request.POST.dict(), refused, result)


def _form(
    request: HttpRequest, sent: dict[str, str], refused: InputRejected | None, result: dict[str, Any] | None = None
) -> HttpResponse:  # fmt: skip
    language = words.language()
    rows = Geography.objects.filter(current__isnull=False).exclude(level__kind=LevelKind.BLOCKS)
    places = [
        {"value": f"{row.level.key}/{row.key}", "text": f"{row.level.plural.get(language)}: {row.name.get(language)}"}
        for row in rows.select_related("level").order_by("-level__rank", "-valid_from")
    ]
    context = {
        "places": places,
        "sent": {key.replace("-", "_"): value for key, value in sent.items()},
        "problems": refusal(refused),
        "most": f"{upload.MOST // 1_000_000}",
        **(result or {}),
    }
    return page(request, "counting", "catalogue/places_count.html", context, status=422 if refused else 200)


def _result(sent: dict[str, str], found: services.PlacesFound, name: str) -> dict[str, Any]:
    counted = found.counted
    return {
        "found": found,
        "counted": counted,
        "total": words.number(sum(counted.counts.values())),
        "filled": sum(bool(value) for value in counted.counts.values()),
        "lost": [
            {"row": item.row, "text": item.text, "why": gettext(WHY[item.why]), "suggestions": item.suggestions}
            for item in counted.lost
        ],
        "csv": counted.csv().decode(),
        "file_name": f"{name.rsplit('.', 1)[0]}-{gettext('counted')}.csv",
        "place": sent.get("place", ""),
    }


@require_POST
@login_required
def take(request: HttpRequest) -> HttpResponse:
    """The counts become a delivery; period and indicator are asked there."""
    by, sent = reader_of(request.user), request.POST
    try:
        delivery = services.receive_counts(
            by=by, csv=sent.get("csv", "").encode(), file_name=sent.get("file-name", "counts.csv"),
            place=sent.get("place", ""), homes=sent.get("homes", "yes") != "no",
        )  # fmt: skip
    except InputRejected as refused:
        return _page(request, refused)
    services.check_soon(by=by, delivery=delivery)
    return redirect("delivery", key=delivery.key)
