"""Delivery forms on the page: make one, download it, close it."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quartier.accounts.models import Actor
from quartier.accounts.services import reader_of
from quartier.catalogue.deliveries import services
from quartier.catalogue.models import DeliveryForm, Geography
from quartier.catalogue.pages import show, words
from quartier.kernel.declared import LevelKind
from quartier.kernel.errors import InputRejected

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def new(request: HttpRequest) -> HttpResponse:
    """A new form for a supplier."""
    if request.method != "POST":
        return _page(request)
    sent = request.POST
    wish = services.FormWish(
        supplier=Actor.objects.filter(pk=sent.get("supplier") or 0).first(),
        supplier_name=sent.get("supplier-name", ""),
        indicators=tuple(sent.getlist("indicators")),
        place=sent.get("place", ""),
        period=sent.get("period", ""),
        due=sent.get("due", ""),
        secrecy=sent.get("secrecy", ""),
    )
    try:
        services.create_form(by=reader_of(request.user), wish=wish)
    except InputRejected as refused:
        return _page(request, refused)
    return redirect("data-page")


def _page(request: HttpRequest, refused: InputRejected | None = None) -> HttpResponse:
    language = words.language()
    rows = Geography.objects.filter(current__isnull=False).exclude(level__kind=LevelKind.BLOCKS)
    chosen = request.POST.getlist("indicators")
    context = {
        "sent": {key.replace("-", "_"): value for key, value in request.POST.dict().items()},
        "actors": Actor.objects.order_by("name"),
        "indicators": [
            {"value": key, "text": name, "chosen": key in chosen} for key, name in show.indicator_names().items()
        ],
        "places": [
            {"value": f"{row.level.key}/{row.key}",
             "text": f"{row.level.plural.get(language)}: {row.name.get(language)}",
             "chosen": request.POST.get("place") == f"{row.level.key}/{row.key}"}
            for row in rows.select_related("level").order_by("level__rank", "-valid_from")
        ],
        "missing": {item.column for item in refused.problems} if refused else set(),
    }  # fmt: skip
    return render(request, "catalogue/form_new.html", context, status=422 if refused else 200)


@require_safe
@login_required
def download(request: HttpRequest, key: str) -> HttpResponse:
    """The form as XLSX, for anybody who has signed in: it holds no figures."""
    response = HttpResponse(services.form_file(_form(key)), content_type=_XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="lieferbogen-{key}.xlsx"'
    response.headers["Content-Language"] = request.LANGUAGE_CODE
    return response


@require_POST
@login_required
def close(request: HttpRequest, key: str) -> HttpResponse:
    services.close_form(by=reader_of(request.user), form=_form(key))
    return redirect("data-page")


def _form(key: str) -> DeliveryForm:
    found = DeliveryForm.objects.filter(key=key).first()
    if found is None:
        raise Http404
    return found
