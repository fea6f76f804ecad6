"""Hand in from an address: what answers there, what it offers, what of it is fetched, how far that is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quartier.accounts.models import Actor
from quartier.accounts.services import reader_of
from quartier.catalogue.deliveries import services
from quartier.catalogue.models import Connection, Delivery, Fetch
from quartier.catalogue.pages import pull_words, upload, words
from quartier.catalogue.pages.sections import page
from quartier.catalogue.pages.views import refusal, render_page
from quartier.catalogue.pulls.connections import Access, Looked, find_connection, look_up
from quartier.catalogue.pulls.content import Wanted, file_content
from quartier.catalogue.pulls.fetches import Sender, fetch_soon, find_fetch
from quartier.compute.models import Job
from quartier.kernel.errors import InputRejected
from quartier.kernel.reader import Reader
from quartier.sources.services import Only


@require_POST
@login_required
def address(request: HttpRequest) -> HttpResponse:
    """An address comes in: a file is read at once, of a service the offers are shown."""
    by, sent = reader_of(request.user), request.POST.dict()
    access = Access(sent.get("address", "").strip(), sent.get("user", "").strip(), sent.get("password", ""))
    try:
        looked = look_up(by=by, access=access)
        if looked.connection.kind == Connection.Kind.FILE:
            return _file(by, looked, sent)
    except InputRejected as refused:
        return render_page(request, refused, {"address": access.address[:1000], "user": access.user})
    kept = {name: sent[name] for name in ("holds", "supplier", "supplier-name") if sent.get(name)}
    return redirect(f"{reverse('data-offers', args=(looked.connection.key,))}?{urlencode(kept)}")


def _file(by: Reader, looked: Looked, sent: dict[str, Any]) -> HttpResponse:
    holds = Delivery.Kind.VALUES
    if looked.file is not None:
        got = file_content(looked.file)
        if upload.holds_areas(sent.get("holds", ""), got.data, got.name):
            holds = Delivery.Kind.GEOGRAPHY
    row = fetch_soon(by=by, looked=looked, wanted=Wanted(holds=holds), sender=_sender(sent))
    return _onward(by, row)


def _sender(sent: dict[str, Any]) -> Sender:
    number = str(sent.get("supplier") or "0")
    supplier = Actor.objects.filter(pk=number if number.isdecimal() else 0).first()
    return Sender(supplier, str(sent.get("supplier-name", "")).strip())


def _onward(by: Reader, row: Fetch) -> HttpResponse:
    """To the delivery, checked as far as nothing is asked; to the progress, where a job fetches."""
    if row.delivery is None:
        return redirect("data-fetch", row.pk)
    if row.delivery.kind == Delivery.Kind.VALUES and row.delivery.editable and not row.delivery.basis:
        services.check_soon(by=by, delivery=row.delivery)
    return redirect("delivery", key=row.delivery.key)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def offers(request: HttpRequest, key: str) -> HttpResponse:
    """What a service offers; one of it is chosen."""
    by = reader_of(request.user)
    connection = find_connection(key, reader=by)
    if request.method != "POST":
        return _offers_page(request, connection)
    sent = request.POST.dict()
    name, text = sent.get("only-name", "").strip(), sent.get("only-text", "").strip()
    geography = sent.get("holds") == "areas"
    wanted = Wanted(
        sent.get("offer", ""), Only(name, text) if name and text else None,
        Delivery.Kind.GEOGRAPHY if geography else Delivery.Kind.VALUES,
    )  # fmt: skip
    try:
        row = fetch_soon(by=by, looked=Looked(connection), wanted=wanted, sender=_sender(sent))
    except InputRejected as refused:
        return _offers_page(request, connection, refused)
    return _onward(by, row)


def _offers_page(request: HttpRequest, connection: Connection, refused: InputRejected | None = None) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    only = connection.offers[0]["id"] if len(connection.offers) == 1 else ""
    chosen = sent.get("offer") or connection.chosen or only
    context = {
        "connection": connection,
        "kind": gettext(pull_words.KINDS[connection.kind]),
        "offers": [
            {**item, "count": words.number(item["count"]), "chosen": item["id"] == chosen} for item in connection.offers
        ],
        "actors": Actor.objects.order_by("name"),
        "sent": {name.replace("-", "_"): value for name, value in sent.dict().items()},
        "problems": refusal(_named(refused)),
    }
    return page(request, "deliveries", "catalogue/offers.html", context, status=422 if refused else 200)


def _named(refused: InputRejected | None) -> InputRejected | None:
    """Nothing chosen is told as that."""
    if refused is None:
        return None
    told = gettext("Please choose one of the offers.")
    return InputRejected(
        [replace(item, message=told) if item.column == "offer" else item for item in refused.problems], refused.subject
    )


@require_safe
@login_required
def fetch(request: HttpRequest, number: int) -> HttpResponse:
    """How far a fetch is; then its delivery, or why there is none."""
    by = reader_of(request.user)
    row = find_fetch(number, reader=by)
    if row.delivery is not None:
        return _onward(by, row)
    job = Job.objects.filter(pk=row.job or 0).first()
    context = {
        "fetch": row,
        "running": row.outcome == Fetch.Outcome.RUNNING,
        "reasons": pull_words.reasons(row),
        "job": job,
        "message": gettext(job.message) if job and job.message else "",
    }
    return page(request, "deliveries", "catalogue/fetch.html", context)
