"""Pages of the grid: what to edit, the grid itself, and the three things that its element asks of the server."""

from __future__ import annotations

import json
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from quartier.accounts.services import reader_of
from quartier.catalogue import listing
from quartier.catalogue.deliveries.reading import base_release
from quartier.catalogue.editing import values
from quartier.catalogue.editing.addresses import draft_address, grid_address
from quartier.catalogue.editing.sheet import Place
from quartier.catalogue.models import EditDraft, Geography, Indicator, Level
from quartier.catalogue.pages import words
from quartier.catalogue.pages.sections import page
from quartier.kernel.declared import LevelKind
from quartier.kernel.errors import InputRejected, NotFound, Problem


@require_safe
@login_required
def start(request: HttpRequest) -> HttpResponse:
    """What can be edited, and what this person has not finished."""
    by, key = reader_of(request.user), request.GET.get("indicator", "")
    indicator = Indicator.objects.prefetch_related("wordings").filter(key=key).first()
    context: dict[str, Any] = {
        "indicators": _indicators(),
        "indicator": key,
        "places": _places(indicator) if indicator else [],
        "slices": _slices(indicator) if indicator else [],
        "drafts": [_draft(row) for row in EditDraft.objects.filter(person=by.person)],
    }
    return page(request, "editing", "catalogue/editing/start.html", context)


def _indicators() -> list[tuple[str, str]]:
    rows = Indicator.objects.prefetch_related("wordings")
    found = [(row.key, row.wording().name.get(words.language())) for row in rows]
    return sorted(found, key=lambda item: item[1].casefold())


def _coverage(row: Indicator) -> list[dict[str, Any]]:
    release = base_release(row.key)
    found: list[dict[str, Any]] = release.manifest.get("coverage", []) if release else []
    return found


def _places(row: Indicator) -> list[dict[str, Any]]:
    """All geographies; those that have figures of this indicator first."""
    known = {(item["level"], item["geography"]) for item in _coverage(row)}
    rows = Geography.objects.filter(current__isnull=False).exclude(level__kind=LevelKind.BLOCKS)
    made = [
        {
            "value": f"{item.level.key}/{item.key}",
            "text": f"{item.level.plural.get(words.language())}: {item.name.get(words.language())}",
            "filled": (item.level.key, item.key) in known,
        }
        for item in rows.select_related("level").order_by("-level__rank", "-valid_from")
    ]
    return sorted(made, key=lambda item: not item["filled"])


def _slices(row: Indicator) -> list[tuple[str, str]]:
    keys = sorted({item["slice"] for item in _coverage(row)} | {""})
    names = listing.slice_names(keys, words.language())
    return [(key, names[key] or gettext("in total")) for key in keys]


def _draft(row: EditDraft) -> dict[str, Any]:
    if row.kind == EditDraft.Kind.GEOGRAPHY:
        return {"row": row, "name": _areas_name(row), "address": draft_address(row)}
    place = Place.of(row.key)
    indicator = Indicator.objects.filter(key=place.indicator).prefetch_related("wordings").first()
    name = indicator.wording().name.get(words.language()) if indicator else place.indicator
    shown = f"{name} · {place.level} {place.geography}"
    return {"row": row, "name": f"{shown} · {place.slice}" if place.slice else shown, "address": grid_address(place),
            "cells": len(row.data.get("changes", []))}  # fmt: skip


def _areas_name(row: EditDraft) -> str:
    language = words.language()
    level = Level.objects.filter(key=row.data["level"]).first()
    found = Geography.objects.filter(level=level, key=row.data["key"]).first()
    name = found.name.get(language) if found else gettext("a new geography")
    return f"{level.plural.get(language) if level else row.data['level']}: {name}"


def _place(request: HttpRequest) -> Place:
    """The place that the address names. Raises NotFound."""
    level, _, geography = request.GET.get("place", "").partition("/")
    return Place(request.GET.get("indicator", ""), level, geography, request.GET.get("slice", ""))


@require_safe
@login_required
def grid(request: HttpRequest) -> HttpResponse:
    """The page of one grid."""
    place = _place(request)
    indicator, geography = values.subject(place)
    language = words.language()
    context = {
        "name": indicator.wording().name.get(language),
        "unit": indicator.unit.get(language),
        "level": geography.level.plural.get(language),
        "geography": geography.name.get(language),
        "slice": listing.slice_names([place.slice], language)[place.slice],
        "query": request.GET.urlencode(),
    }
    return page(request, "editing", "catalogue/editing/grid.html", context)


@require_safe
@login_required
def data(request: HttpRequest) -> HttpResponse:
    """The grid as JSON."""
    found = values.grid(by=reader_of(request.user), place=_place(request), language=words.language())
    return JsonResponse(found, headers={"Cache-Control": "private, no-store"})


@require_POST
@login_required
def draft(request: HttpRequest) -> HttpResponse:
    """Keep the unfinished edit."""
    sent = _sent(request)
    values.save_draft(by=reader_of(request.user), place=_place(request), release=int(sent.get("release", 0)), data=sent)
    return JsonResponse({"kept": True})


@require_POST
@login_required
def check(request: HttpRequest) -> HttpResponse:
    """Hand the edit to the gate; answers with the address of its preview."""
    sent = _sent(request)
    delivery = values.submit(
        by=reader_of(request.user),
        place=_place(request),
        release=int(sent.get("release", 0)),
        changes=sent.get("changes", []),
        reason=str(sent.get("reason", "")),
    )
    return JsonResponse({"address": reverse("delivery", args=[delivery.key])})


def _sent(request: HttpRequest) -> dict[str, Any]:
    try:
        found = json.loads(request.body)
        int(found.get("release", 0))
    except (ValueError, AttributeError, TypeError):
        raise InputRejected([Problem("This cannot be read.", "answer")], subject="edit") from None
    return dict(found)


@require_POST
@login_required
def drop(request: HttpRequest, draft: int) -> HttpResponse:
    """Give an unfinished edit up."""
    by = reader_of(request.user)
    if not EditDraft.objects.filter(pk=draft, person=by.person).exists():
        raise NotFound("There is no such draft.")
    values.drop_draft(by=by, draft=draft)
    return redirect("edit-start")
