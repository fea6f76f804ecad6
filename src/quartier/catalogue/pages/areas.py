"""A delivery of areas step by step: what was recognised, the decisions, the preview."""

from __future__ import annotations

from collections.abc import Mapping as Words
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from quartier.accounts.services import reader_of
from quartier.catalogue.deliveries import services
from quartier.catalogue.deliveries.areas import AreaMapping
from quartier.catalogue.models import Delivery, DeliveryState, Level, Licence, Source
from quartier.catalogue.pages import show, words
from quartier.catalogue.pages.access import of_delivery
from quartier.kernel.declared import LevelKind
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.reader import Reader
from quartier.kernel.text import Text
from quartier.sources.geodata import ParentMapping, ParentRule


@require_http_methods(["GET", "HEAD", "POST"])
@of_delivery
def mapping(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """What was recognised, and what a person decides."""
    if not delivery.editable or delivery.kind != Delivery.Kind.GEOGRAPHY:
        return redirect("delivery", key=delivery.key)
    if request.method != "POST":
        return _page(request, delivery)
    by, sent = reader_of(request.user), request.POST.dict()
    if "again" in sent:
        services.propose_again(by=by, delivery=delivery, layer=sent.get("layer", ""), level=sent.get("level", ""))
        return redirect("delivery-areas", key=delivery.key)
    try:
        services.decide_areas_soon(by=by, delivery=delivery, mapping=_decided(by, sent, delivery))
    except InputRejected as refused:
        return _page(request, delivery, refused)
    return redirect("delivery", key=delivery.key)


def _decided(by: Reader, sent: Words[str, str], delivery: Delivery) -> AreaMapping:
    """The mapping as the form says it; a new level or source is created. Raises InputRejected."""
    before = AreaMapping.from_json(delivery.mapping)

    def text(name: str) -> str:
        return sent.get(name, "").strip()

    key = text("key") or (text("valid_from")[:4])
    if not key or not text("code") or not (text("level") or text("level-name")):
        missing = [name for name in ("key", "code") if not text(name)]
        missing += [] if text("level") or text("level-name") else ["level"]
        raise InputRejected([Problem("This field is needed.", "required", column=name) for name in missing], "areas")
    starts, ends = _day(text("valid_from")), _day(text("valid_to"))
    source = services.area_source(by=by, source=text("source") or text("source-new"), licence=_licence(sent))
    level = text("level") or _new_level(by, sent)
    parents = tuple(item for row in Level.objects.filter(children__key=level) if (item := _parent(row.key, sent)))
    geo = replace(
        before.geo, level=level, key=key, name=Text(text("name") or key), source=source.key, code=text("code"),
        label=text("label") or None, crs=text("crs") or before.geo.crs, valid_from=starts, valid_to=ends,
        pad=int(text("pad")) if text("pad").isdecimal() else 0, unite=text("unite") == "on",
        allow_overlaps=text("allow_overlaps") == "on", parents=parents,
    )  # fmt: skip
    return AreaMapping(geo, (text("only-column"), text("only-text")) if text("only-column") else ("", ""))


def _licence(sent: Words[str, str]) -> str:
    return sent.get("licence", "").strip() or sent.get("licence-new", "").strip()


def _new_level(by: Reader, sent: Words[str, str]) -> str:
    made = services.NewLevel(sent.get("level-name", ""), sent.get("level-plural", ""), sent.get("level-parent", ""))
    return services.create_level(by=by, words=made).key


def _parent(level: str, sent: Words[str, str]) -> ParentMapping | None:
    """``rule`` or ``rule:column`` as chosen; nothing chosen: the only unit above."""
    rule, _, column = sent.get(f"parent-{level}", "only").partition(":")
    return ParentMapping(level, ParentRule(rule), column or None) if rule else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputRejected(
            [Problem("This is no day.", "required", column="valid_from", found=text)], "areas"
        ) from None


def _page(request: HttpRequest, delivery: Delivery, refused: InputRejected | None = None) -> HttpResponse:
    proposal = words.localised(delivery.proposal)
    geo = AreaMapping.from_json(delivery.mapping)
    context = {
        **show.frame(delivery, 1),
        "geo": geo.geo,
        "only": geo.only,
        "sent": {key.replace("-", "_"): value for key, value in request.POST.dict().items()},
        "findings": [_finding(item) for item in proposal["findings"]],
        "questions": {item["key"]: item for item in proposal["questions"]},
        "columns": proposal["columns"],
        "count": proposal["count"],
        "levels": [
            (row.key, row.name.get(words.language())) for row in Level.objects.exclude(kind=LevelKind.REFERENCE)
        ],
        "parents": _parent_choices(geo, proposal["columns"]),
        "sources": [(row.key, row.name.get(words.language())) for row in Source.objects.all()],
        "licences": [(row.key, row.name) for row in Licence.objects.all()],
        "is_list": "problems" in proposal and not delivery.file_name.lower().endswith(show.GEO_ENDINGS),
        "refused": [
            {"message": words.problem_message(item.code, item.message), "column": item.column, "found": item.found}
            for item in (refused.problems if refused else ())
        ],
        "missing": {item.column for item in refused.problems} if refused else set(),
    }
    return render(request, "catalogue/areas_mapping.html", context, status=422 if refused else 200)


def _finding(item: dict[str, Any]) -> dict[str, Any]:
    what, _, level = item["what"].partition(" ")
    return {**item, "title": f"{gettext(words.AREA_FINDINGS.get(what, what))} {level}".strip(),
            "sure": gettext(words.CERTAINTIES[item["certainty"]])}  # fmt: skip


def _parent_choices(mapping: AreaMapping, columns: list[str]) -> list[dict[str, Any]]:
    """For each level above (of the level that is guessed): how its unit is found."""
    chosen = {item.level: f"{item.rule}{':' + item.column if item.column else ''}" for item in mapping.geo.parents}
    rows = Level.objects.filter(children__key=mapping.geo.level) if mapping.geo.level else Level.objects.filter(rank=0)
    rules = [
        ("only", gettext("there is only one")),
        ("overlap", gettext("by the largest overlap")),
        ("prefix", gettext("the code begins with it")),
    ]
    rules += [
        (f"{rule}:{name}", f"{gettext(words.PARENT_RULES[rule])}: {name}")
        for rule in ("code", "name", "leading")
        for name in columns
    ]
    return [
        {"key": row.key, "name": row.name.get(words.language()),
         "options": [{"value": value, "text": text, "chosen": chosen.get(row.key) == value} for value, text in rules]}
        for row in rows
    ]  # fmt: skip


@require_safe
@of_delivery
def preview(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """What the new geography is, what changes, what is wrong."""
    if not delivery.basis or delivery.state not in (DeliveryState.OPEN, DeliveryState.WAITING):
        return redirect("delivery-areas" if delivery.editable else "delivery", key=delivery.key)
    return preview_page(request, delivery)


def preview_page(request: HttpRequest, delivery: Delivery, fault: str = "") -> HttpResponse:
    by = reader_of(request.user)
    waiting, two = delivery.state == DeliveryState.WAITING, services.four_eyes()
    prepared = by.person in (delivery.person, delivery.handed_on_person)
    geo = AreaMapping.from_json(delivery.mapping).geo
    level = Level.objects.filter(key=geo.level).first()
    context = {
        **show.frame(delivery, 3 if waiting else 2),
        **show.problem_table(request, words.localised(delivery.report)),
        "geo": geo,
        "level": level.plural.get(words.language()) if level else geo.level,
        "changes": [
            {"text": gettext(words.CHANGES.get(kind, kind)), **item}
            for kind, item in delivery.report["changes"].items()
        ],
        "fault": fault,
        "waiting": waiting,
        "four_eyes": two,
        "may_publish": by.administrator and (not two or (waiting and not prepared)),
    }
    return render(request, "catalogue/areas_preview.html", context, status=422 if fault else 200)
