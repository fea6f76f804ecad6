"""Erste Schritte: one path from an empty workspace to a first page to print. Works without JavaScript."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quartier.accounts import invitations
from quartier.accounts.services import reader_of
from quartier.atlas.search import unit_address
from quartier.catalogue.deliveries import services as deliveries
from quartier.catalogue.deliveries.files import original
from quartier.catalogue.deliveries.reading import opened
from quartier.catalogue.models import Delivery, Geography, Indicator, Topic, Unit
from quartier.catalogue.services import settle_workspace
from quartier.catalogue.workspace import plural_of, profile, unit_words
from quartier.frame.first_steps import ENOUGH, guess, progress
from quartier.frame.pages.access import administrator, in_words
from quartier.frame.pages.settings import WORDS, words_of
from quartier.frame.services.first_steps import WHOLE, ColumnWish, listed, put_areas, put_columns, read_areas
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.period import parse
from quartier.sources.limits import LIMITS
from quartier.sources.tables import Mapping, Role
from quartier.sources.tables.head import read_head
from quartier.sources.tables.periods import find_period

_ASKED = "indicator:"
"""How the gate's question for the indicator of a column begins."""
_KINDS = (("count", gettext_noop("number")), ("share", gettext_noop("share in per cent")),
          ("rate", gettext_noop("per 1,000")))  # fmt: skip
_PROBLEMS = {
    "areas-empty": gettext_noop("The list is empty."),
    "areas-many": gettext_noop("The list is too long."),
    "areas-twice": gettext_noop("This stands twice in the list:"),
    "columns": gettext_noop("Please choose at least one column."),
    "required": gettext_noop("Please fill in this field."),
    "answer": gettext_noop("This is no year, day or quarter."),
    "file-absent": gettext_noop("No file was chosen."),
}


@require_safe
@administrator
def page(request: HttpRequest) -> HttpResponse:
    """All steps; the next one is open."""
    return _page(request)


def _page(request: HttpRequest, faults: list[str] | None = None, **more: Any) -> HttpResponse:
    language, stand = get_language() or "de", progress()
    row, words = profile(), unit_words("de")
    unit = _first_unit()
    indicator = Indicator.objects.exclude(current_public=None, current_confidential=None).order_by("position").first()
    context = {
        "progress": stand,
        "open": request.GET.get("schritt") or stand.next,
        "areas": _areas(),
        "enough": ENOUGH,
        "left": max(ENOUGH - stand.indicators, 0),
        "name": row.name.de if row else "",
        "words": WORDS,
        "word": words,
        "word_here": unit_words(language),
        "unit": unit,
        "unit_page": unit_address(unit.geography.level.key, unit.code) if unit else "",
        "indicator": indicator,
        "sheet": _printed(unit, indicator) if indicator else "",
        "faults": faults or [],
        **more,
    }
    return render(request, "frame/first_steps.html", context, status=422 if faults else 200)


def _printed(unit: Unit | None, indicator: Indicator) -> str:
    """A page to print: the profile of the first unit, else the sheet of the first indicator."""
    if unit is not None:
        return reverse("quarter-pdf", args=[unit.geography.level.key, unit.code])
    return reverse("indicator-sheet-pdf", args=[indicator.key])


def _first_unit() -> Unit | None:
    rows = Geography.objects.filter(current__isnull=False, level__rank__gt=0).exclude(level__key=WHOLE)
    newest = rows.order_by("level__rank", "pk").first()
    return newest.units.select_related("geography__level").first() if newest else None


def _areas() -> list[dict[str, str]]:
    """Code and name of the areas that there are, for looking through and for mending the list."""
    unit = _first_unit()
    return [{"code": area.code, "name": area.name} for area in unit.geography.units.all()] if unit else []


def _said(refused: InputRejected) -> list[str]:
    return [_in_words(problem) for problem in refused.problems[:20]]


def _in_words(problem: Problem) -> str:
    words = gettext(_PROBLEMS[problem.code]) if problem.code in _PROBLEMS else problem.message
    return " ".join(part for part in (words, problem.found or "") if part)


@require_POST
@administrator
def name(request: HttpRequest) -> HttpResponse:
    """Step 1: what the municipality and its areas are called."""
    sent = {key: str(value).strip() for key, value in request.POST.items()}
    sent["unit-plural"] = plural_of(sent.get("unit-word", ""), "de")
    row = profile()
    if row is not None:
        sent |= {"accent": row.accent, "accent-own": row.accent, "indicator": row.default_indicator}
        sent |= {"level": row.default_level, "name-en": row.name.en if row.name.en != row.name.de else ""}
    try:
        settle_workspace(by=reader_of(request.user), words=words_of(sent))
    except InputRejected as refused:
        return _page(request, list(in_words(refused.problems).values()), open="name", sent=sent)
    return redirect("first-steps")


@require_POST
@administrator
def areas(request: HttpRequest) -> HttpResponse:
    """Step 2: a pasted list, or the first two columns of a table."""
    text, file = request.POST.get("areas", ""), request.FILES.get("file")
    try:
        if file is not None and not isinstance(file, list):
            text = _first_columns(file.read(LIMITS.size), file.name or "")
        words = unit_words("de")
        put_areas(by=reader_of(request.user), areas=read_areas(text), word=words.one, plural=words.many)
    except InputRejected as refused:
        return _page(request, _said(refused), open="areas", text=text)
    return redirect("first-steps")


def _first_columns(data: bytes, name: str) -> str:
    """The areas of the first sheet, as a pasted list has them."""
    sheet = opened(data, name).shown[0]
    return listed([list(row) for row in sheet.grid(1, sheet.rows)])


@require_POST
@administrator
def person(request: HttpRequest) -> HttpResponse:
    """Step 3: a link for a second person."""
    invited = request.POST.get("name", "").strip()
    word = invitations.invite(by=reader_of(request.user), name=invited, role=request.POST.get("role", ""))
    link = request.build_absolute_uri(reverse("invitation", args=[word]))
    return _page(request, link=link, invited=invited)


@require_POST
@administrator
def figures(request: HttpRequest) -> HttpResponse:
    """Step 4: a table with figures comes in; its columns are looked at next."""
    file = request.FILES.get("file")
    try:
        if file is None or isinstance(file, list):
            raise InputRejected([Problem("No file was chosen.", "file-absent")], subject="upload")
        by = reader_of(request.user)
        delivery = deliveries.receive(by=by, data=file.read(LIMITS.size + 1), file_name=file.name or "file")
    except InputRejected as refused:
        return _page(request, _said(refused), open="figures")
    return redirect("first-steps-columns", key=delivery.key)


@require_http_methods(["GET", "HEAD", "POST"])
@administrator
def columns(request: HttpRequest, key: str) -> HttpResponse:
    """What each column of figures is; then the preview of the import wizard."""
    by = reader_of(request.user)
    delivery = deliveries.find(key, reader=by)
    if not delivery.editable:
        return redirect("delivery", key=key)
    if request.method != "POST":
        return _columns_page(request, delivery)
    wishes = [_wish(request, number) for number in _numbers(delivery) if request.POST.get(f"use-{number}")]
    try:
        period = request.POST.get("period", "").strip()
        delivery = put_columns(by=by, delivery=delivery, columns=wishes, period=period)
    except InputRejected as refused:
        return _columns_page(request, delivery, _said(refused))
    return redirect("delivery", key=key)


def _wish(request: HttpRequest, number: int) -> ColumnWish:
    sent = {key: request.POST.get(f"{key}-{number}", "").strip() for key in ("name", "kind", "topic", "of")}
    return ColumnWish(number, sent["name"], sent["kind"], sent["topic"], "" if sent["kind"] == "count" else sent["of"])


def _numbers(delivery: Delivery) -> list[int]:
    """Columns of figures: those that the gate asks an indicator for, and those that it has one for already."""
    mapping = Mapping.from_json(delivery.mapping)
    asked = {int(key.removeprefix(_ASKED)) for key in mapping.open if key.startswith(_ASKED)}
    return sorted(asked | {column.number for column in mapping.of_role(Role.VALUE)})


def _period(delivery: Delivery, mapping: Mapping, language: str) -> str:
    """The period that the rows above the head name, as people write it; empty where none does."""
    if mapping.period:
        return parse(mapping.period).label(language)
    sheet = opened(original(delivery), delivery.file_name, delivery.encoding).sheet(mapping.sheet)
    for title in read_head(sheet).titles if sheet else ():
        found = find_period(title)
        if found and not found[0].doubt:
            return parse(found[0].period).label(language)
    return ""


def _columns_page(request: HttpRequest, delivery: Delivery, faults: list[str] | None = None) -> HttpResponse:
    language, mapping = get_language() or "de", Mapping.from_json(delivery.mapping)
    samples = {item["number"]: item["cells"] for item in delivery.proposal.get("columns", [])}
    rows = []
    for number in _numbers(delivery):
        column = mapping.column(number)
        sent = {key: request.POST.get(f"{key}-{number}") for key in ("name", "kind", "topic", "of")}
        guessed = guess(column.header)
        rows.append({
            "number": str(number), "header": column.header, "cells": samples.get(number, []),
            "used": bool(request.POST.get(f"use-{number}")) if request.method == "POST" else True,
            **{key: guessed[key] if value is None else value for key, value in sent.items()},
        })  # fmt: skip
    context = {
        "delivery": delivery,
        "columns": rows,
        "period": request.POST.get("period") or _period(delivery, mapping, language),
        "kinds": [(kind, gettext(word)) for kind, word in _KINDS],
        "topics": [(topic.key, topic.name.get(language)) for topic in Topic.objects.all()],
        "faults": faults or [],
        "no_columns": not rows,
    }
    return render(request, "frame/first_steps_columns.html", context, status=422 if faults else 200)
