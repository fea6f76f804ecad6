"""The section of map layers on the page Daten: features from a file, pictures of a service, their order and look."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from quartier.accounts.services import reader_of, require_writer
from quartier.catalogue.deliveries.services.indicators import free_key, licence_of, source_of
from quartier.catalogue.layer_files import read_features
from quartier.catalogue.models import Licence, MapLayer, Source, Topic
from quartier.catalogue.pages import upload, words
from quartier.catalogue.pages.sections import page
from quartier.catalogue.pulls.hosts import guard
from quartier.catalogue.services import (
    LayerWords,
    change_layer,
    order_layers,
    put_layer,
    register_service,
    remove_layer,
)
from quartier.kernel import declared
from quartier.kernel.declared import LAYER_COLOURS, LAYER_SYMBOLS, LayerKind
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.reader import Audience
from quartier.kernel.text import Text
from quartier.sources.services import ImageLayer, Session, Wms, Wmts, message_of

KINDS = {
    "points": _("points"), "lines": _("lines"), "areas": _("areas"), "wms": _("map service (WMS)"),
    "wmts": _("map service (WMTS)"),
}  # fmt: skip
COLOURS = {
    "blue": _("blue"), "green": _("green"), "orange": _("orange"), "purple": _("purple"), "red": _("red"),
    "brown": _("brown"), "black": _("black"),
}  # fmt: skip
SYMBOLS = {
    "dot": _("dot"), "square": _("square"), "triangle": _("triangle"), "diamond": _("diamond"), "cross": _("cross"),
    "star": _("star"),
}  # fmt: skip


@require_http_methods(["GET", "HEAD"])
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """All layers, and the two ways to a new one."""
    require_writer(reader_of(request.user))
    return _overview(request)


def _overview(request: HttpRequest, refused: InputRejected | None = None) -> HttpResponse:
    language = words.language()
    rows = MapLayer.objects.select_related("current", "source", "topic")
    context = {
        "layers": [
            {"row": row, "name": row.name.get(language), "kind": gettext(KINDS[row.kind]),
             "count": row.current.manifest["count"] if row.current else None,
             "readers": gettext("everybody") if row.audience == Audience.PUBLIC else gettext("signed in only")}
            for row in rows
        ],
        **_form(request, refused),
    }  # fmt: skip
    return page(request, "layers", "catalogue/layers.html", context, status=422 if refused else 200)


def _form(request: HttpRequest, refused: InputRejected | None) -> dict[str, Any]:
    language, sent = words.language(), request.POST
    return {
        "sent": {key.replace("-", "_"): value for key, value in sent.dict().items()},
        "refused": _shown(refused),
        "colours": words.choices(COLOURS, sent.get("colour", "blue")),
        "symbols": words.choices(SYMBOLS, sent.get("symbol", "dot")),
        "sources": [(row.key, row.name.get(language)) for row in Source.objects.order_by("key")],
        "licences": [(row.key, row.name) for row in Licence.objects.order_by("name")],
        "topics": [(row.key, row.name.get(language)) for row in Topic.objects.all()],
    }


def _shown(refused: InputRejected | None) -> list[Problem]:
    """The problems in the reader's language."""
    found = refused.problems if refused else ()
    return [replace(item, message=gettext(words.problem_message(item.code, item.message))) for item in found]


@csrf_exempt  # the guard has to stand before the body is read; the check follows in _from_file
@require_POST
@login_required
def from_file(request: HttpRequest) -> HttpResponse:
    """Features of a file become a layer, or the next state of one."""
    require_writer(reader_of(request.user))
    try:
        handler = upload.guard(request)
    except InputRejected as refused:
        return _overview(request, refused)
    return _from_file(request, handler)


@csrf_protect
def _from_file(request: HttpRequest, handler: upload.TooLarge) -> HttpResponse:
    sent = request.POST
    try:
        data, name = upload.sent_file(request, handler)
        found = read_features(data, name, title=sent.get("title", "").strip(), language=words.language())
        said = _words(request, free_key(MapLayer.objects, sent.get("name", "")) if not sent.get("key") else sent["key"])
        layer = declared.MapLayer(
            said.key, said.name, found.kind, found.frame, said.source, said.colour, said.symbol, said.description,
            said.topic, said.audience,
        )  # fmt: skip
        put_layer(by=reader_of(request.user), layer=layer, note=name)
    except InputRejected as refused:
        return _overview(request, refused)
    return redirect("data-layers")


def _words(request: HttpRequest, key: str) -> LayerWords:
    sent = request.POST
    source = sent.get("source", "")
    if not source:
        wanted = [("source-new", sent.get("source-new", "").strip()), ("name", sent.get("name", "").strip())]
        absent = [column for column, value in wanted if not value]
        if absent:
            told = gettext("This field is needed.")
            raise InputRejected([Problem(told, "required", column=column) for column in absent], subject="layer")
        licence = licence_of(sent.get("licence", "") or sent.get("licence-new", "").strip() or gettext("internal"))
        source = source_of(sent["source-new"], licence).key
    return LayerWords(
        key=key, name=Text(sent.get("name", "").strip(), sent.get("name-en", "").strip()), source=source,
        description=Text(sent.get("description", "").strip()), topic=sent.get("topic", ""),
        colour=sent.get("colour", LAYER_COLOURS[0]), symbol=sent.get("symbol", LAYER_SYMBOLS[0]),
        audience=sent.get("audience", Audience.PUBLIC),
    )  # fmt: skip


@require_POST
@login_required
def find_service(request: HttpRequest) -> HttpResponse:
    """What a service offers, by its capabilities; the person chooses one."""
    require_writer(reader_of(request.user))
    address, kind = request.POST.get("address", "").strip(), _service_kind(request.POST.get("kind", ""))
    try:
        found = _offered(kind, address)
    except InputRejected as refused:
        return _overview(request, refused)
    context = {"found": found, "address": address, "kind": kind, **_form(request, None)}
    return page(request, "layers", "catalogue/layer_service.html", context)


def _service_kind(text: str) -> LayerKind:
    return LayerKind.WMTS if text == LayerKind.WMTS else LayerKind.WMS


def _offered(kind: LayerKind, address: str) -> tuple[ImageLayer, ...]:
    session = Session(guard())
    client = Wmts(address, session) if kind is LayerKind.WMTS else Wms(address, session)
    try:
        return client.layers()
    except InputRejected as refused:
        told = [
            Problem(message_of(item, words.language()), item.code, item.file, column="address", found=item.found,
                    expected=item.expected)
            for item in refused.problems
        ]  # fmt: skip
        raise InputRejected(told, subject="service") from refused


@require_POST
@login_required
def add_service(request: HttpRequest) -> HttpResponse:
    """Register one layer of a service; its capabilities are read again, nothing is taken from the page but a name."""
    by = reader_of(request.user)
    require_writer(by)
    address, kind = request.POST.get("address", "").strip(), _service_kind(request.POST.get("kind", ""))
    try:
        chosen = next((one for one in _offered(kind, address) if one.name == request.POST.get("layer")), None)
        if chosen is None:
            raise InputRejected([Problem(gettext("Please choose a layer."), "required", column="layer")], "layer")
        said = _words(request, free_key(MapLayer.objects, request.POST.get("name", "") or chosen.title))
        register_service(by=by, words=said, kind=kind, address=address, layer=chosen.as_dict())
    except InputRejected as refused:
        return _overview(request, refused)
    return redirect("data-layers")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: HttpRequest, key: str) -> HttpResponse:
    """Other words or look for a layer, or away with it."""
    by = reader_of(request.user)
    require_writer(by)
    row = MapLayer.objects.filter(key=key).select_related("source", "topic", "current").first()
    if row is None:
        return redirect("data-layers")
    refused = None
    if request.method == "POST":
        try:
            if "remove" in request.POST:
                remove_layer(by=by, key=key, reason=request.POST.get("reason", ""))
            else:
                change_layer(by=by, key=key, words=_words(request, key))
            return redirect("data-layers")
        except InputRejected as error:
            refused = error
    context = {**_form(request, refused), "row": row, "kind": gettext(KINDS[row.kind])}
    if request.method != "POST":
        context |= _said_before(row)
    return page(request, "layers", "catalogue/layer_change.html", context, status=422 if refused else 200)


def _said_before(row: MapLayer) -> dict[str, Any]:
    """The fields as the layer has them."""
    sent = {
        "name": row.name.de, "name_en": row.name.en, "description": row.description.de, "source": row.source.key,
        "topic": row.topic.key if row.topic else "", "audience": row.audience,
    }  # fmt: skip
    return {
        "sent": sent,
        "colours": words.choices(COLOURS, row.colour),
        "symbols": words.choices(SYMBOLS, row.symbol),
    }


@require_POST
@login_required
def move(request: HttpRequest, key: str) -> HttpResponse:
    """One place up or down in the order."""
    keys = list(MapLayer.objects.values_list("key", flat=True))
    if key in keys:
        at = keys.index(key)
        other = max(at - 1, 0) if request.POST.get("to") == "up" else min(at + 1, len(keys) - 1)
        keys[at], keys[other] = keys[other], keys[at]
        order_layers(by=reader_of(request.user), keys=keys)
    return redirect("data-layers")
