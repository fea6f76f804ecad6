"""Pages of the profile: find, show, and the passport behind each number. Without JavaScript all of it works."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe

from quartier.atlas import figures
from quartier.atlas.pictures.palette import PAGE
from quartier.atlas.profile import compare as comparing
from quartier.atlas.profile import drawings, find
from quartier.atlas.profile.asked import last_day, place_of, reader_and_language
from quartier.atlas.profile.panels import drawn
from quartier.atlas.profile.portrait import Portrait, gathered, portrait
from quartier.atlas.profile.subject import Subject, subject_of
from quartier.catalogue.areas import visible_areas
from quartier.catalogue.models import OWN_LEVEL, Topic
from quartier.kernel.errors import NotFound
from quartier.kernel.panels import Place, panels
from quartier.kernel.reader import Reader


@require_safe
def quarters(request: HttpRequest) -> HttpResponse:
    """Find a unit: search, list by upper area, map."""
    reader, language = reader_and_language(request)
    query = request.GET.get("q", "")[:100]
    level = request.GET.get("level", "") or find.usual_level(language)
    hits = find.find_units(query, reader=reader, language=language)
    if hits and hits[0].score == find.EXACT and (len(hits) == 1 or hits[1].score < find.EXACT):
        return redirect("quarter", *hits[0].named.pair)
    geography = find.newest_of(level) if level else None
    groups = find.grouped(geography, language) if geography else []
    context = {
        "query": query,
        "hits": hits,
        "level": level,
        "levels": find.levels_with_units(language),
        "groups": groups,
        "own": visible_areas(reader),
        "own_level": OWN_LEVEL,
        "chooser": drawn(_chooser(geography, groups)),
    }
    return _private(render(request, "atlas/profile/quarters.html", context), own=bool(context["own"]))


def _chooser(geography: Any, groups: list[find.Grouped]) -> str:
    units = [unit for group in groups for unit in group.units]
    links = {unit.code: (reverse("quarter", args=unit.pair), unit.name) for unit in units}
    return drawings.chooser(geography, links, name=gettext("Map for choosing"), colours=PAGE)


@require_safe
def quarter(request: HttpRequest, level: str, code: str) -> HttpResponse:
    """The profile of a unit or of an area of one's own."""
    place, subject = place_asked(request, level, code)
    with gathered(), override(place.language):
        found = portrait(place)
        blocks = [(panel, panel.title(), html) for panel in panels() if (html := panel.render(place))]
        context = {
            "place": place,
            "subject": subject,
            "blocks": blocks,
            "empty": not found.everything,
            "choices": _choices(place, subject, found),
            "query": request.GET.urlencode(),
        }
        confidential = any(figure.release.audience != "public" for figure in found.everything)
        return _private(render(request, "atlas/profile/quarter.html", context), own=subject.own or confidential)


def place_asked(request: HttpRequest, level: str, code: str, *, whoever: Reader | None = None) -> tuple[Place, Subject]:
    """Place and subject of an address; `whoever` reads instead of who asks. Raises NotFound, InputRejected."""
    asking, language = reader_and_language(request)
    reader = whoever or asking
    as_of = last_day(request.GET.get("as-of", ""))
    day = date.fromisoformat(as_of) if as_of else None
    subject = subject_of(level, code, as_of=day, reader=reader, language=language)
    return place_of(subject, request.GET, reader=reader, language=language, as_of=as_of), subject


def _choices(place: Place, subject: Subject, found: Portrait) -> dict[str, Any]:
    """What the form offers: years with figures, areas to compare with, topics."""
    years = sorted({point.period[:4] for figure in found.everything for point in figure.points}, reverse=True)
    areas = [*([subject.town] if subject.town else []), *subject.parents, *subject.references]
    topics = Topic.objects.filter(parent=None)
    chosen = set(place.topics)
    return {
        "years": years,
        "year": place.as_of[:4],
        "areas": areas,
        "compare": place.compare,
        "topics": [(topic.key, topic.name.get(place.language), topic.key in chosen) for topic in topics],
    }


@require_safe
def passport(request: HttpRequest, level: str, code: str, indicator: str) -> HttpResponse:
    """Where one number of the profile comes from, as a page."""
    reader, language = reader_and_language(request)
    subject = subject_of(level, code, as_of=None, reader=reader, language=language)
    query = request.GET
    if not query.get("period"):
        raise NotFound("Which number? The address names no period.")
    geography = query.get("geography", "") or (subject.geography.key if subject.geography else "")
    key = figures.FigureKey(indicator, query.get("slice", ""), level, geography, code, query["period"])
    answer = figures.passport(key, reader=reader, language=language)
    response = render(request, "atlas/profile/passport.html", {"passport": answer, "subject": subject, "key": key})
    return _private(response, own=subject.own or answer.release.audience != "public")


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Areas side by side. A word in the field that means one area adds it; else its hits are offered."""
    reader, language = reader_and_language(request)
    pairs = comparing.pairs_of(request.GET.getlist("unit"))
    wanted = request.GET.get("add", "")[:100].strip()
    hits = find.find_units(wanted, reader=reader, language=language, most=12) if len(pairs) < comparing.MOST else []
    hits = [hit for hit in hits if hit.named.pair not in pairs]
    if hits and hits[0].score == find.EXACT and (len(hits) == 1 or hits[1].score < find.EXACT):
        return redirect(f"{reverse('quarters-compare')}{comparing.address_of([*pairs, hits[0].named.pair])}")
    subjects = [subject_of(*pair, as_of=None, reader=reader, language=language) for pair in pairs]
    table = None
    if len(pairs) >= comparing.FEWEST:
        table = _marked(comparing.comparison(pairs, as_of=None, reader=reader, language=language, colours=PAGE))
    context = {
        "chosen": [
            (subject, comparing.address_of([pair for pair in pairs if pair != subject.named.pair]))
            for subject in subjects
        ],
        "keys": [f"{level}:{code}" for level, code in pairs],
        "room": len(pairs) < comparing.MOST,
        "wanted": wanted,
        "hits": [(hit, comparing.address_of([*pairs, hit.named.pair])) for hit in hits],
        "table": table,
        "columns": len(pairs) + (4 if table and table.town else 3),
        "address": comparing.address_of(pairs),
    }
    return _private(render(request, "atlas/profile/compare.html", context), own=reader.person is not None)


def _marked(found: comparing.Comparison) -> comparing.Comparison:
    """The drawings of the table marked as the markup that they are."""
    groups = tuple(
        (title, tuple(replace(row, chart=drawn(row.chart), spark=drawn(row.spark)) for row in rows))
        for title, rows in found.groups
    )
    return replace(found, groups=groups)


def _private(response: HttpResponse, *, own: bool) -> HttpResponse:
    """What not everybody may see is kept nowhere."""
    if own:
        response.headers["Cache-Control"] = "private, no-store"
    return response
