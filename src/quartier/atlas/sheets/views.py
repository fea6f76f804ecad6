"""Pages of indicators: the catalogue by topic, the sheet, the sheet as PDF."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from quartier.accounts.services import reader_of
from quartier.atlas.documents import Document, typeset
from quartier.atlas.sheets.describe import sheet
from quartier.atlas.sheets.model import Section
from quartier.catalogue import listing
from quartier.catalogue.models import Topic
from quartier.catalogue.workspace import profile


def _language() -> str:
    return "en" if (get_language() or "de").startswith("en") else "de"


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """All indicators of this reader, by topic; words narrow them down."""
    reader, language = reader_of(request.user), _language()
    query = request.GET.get("q", "")[:200].strip()
    rows = listing.search_indicators(query, "", reader=reader).prefetch_related("wordings", "topics")
    items: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        words = row.wording()
        item = {"key": row.key, "name": words.name.get(language), "unit": row.unit.get(language),
                "definition": words.definition.get(language)}  # fmt: skip
        for topic in row.topics.all():
            items.setdefault(topic.key, []).append(item)
    topics = list(Topic.objects.select_related("parent"))
    parents = [topic for topic in topics if topic.parent is None]
    groups = [_group(topic, topics, items, language) for topic in parents]
    context = {"groups": [group for group in groups if group["count"]], "query": query, "count": len(rows)}
    return render(request, "atlas/indicators.html", context)


def _group(topic: Topic, topics: list[Topic], items: dict[str, list[dict[str, str]]], language: str) -> dict[str, Any]:
    """A topic with its indicators and, below, those of its parts."""
    below = [_group(child, topics, items, language) for child in topics if child.parent_id == topic.pk]
    below = [group for group in below if group["count"]]
    lower = set().union(*(group["keys"] for group in below))
    own = [item for item in items.get(topic.key, []) if item["key"] not in lower]
    keys = {item["key"] for item in own} | lower
    return {"key": topic.key, "name": topic.name.get(language), "items": own, "below": below, "keys": keys,
            "count": len(keys)}  # fmt: skip


@require_safe
def page(request: HttpRequest, key: str) -> HttpResponse:
    """The sheet of one indicator."""
    found = sheet(key, reader=reader_of(request.user), language=_language())
    return render(request, "atlas/indicator.html", {"sheet": found})


@require_safe
def pdf(request: HttpRequest, key: str) -> HttpResponse:
    """The same as a tagged PDF (PDF/UA-1)."""
    language = _language()
    found = sheet(key, reader=reader_of(request.user), language=language)
    row = profile()
    place = row.name.get(language) if row else ""
    address = request.build_absolute_uri(reverse("indicator-sheet", args=[key]))
    data = {"lead": found.lead, "sections": [_plain(part) for part in found.sections if part.key != "downloads"]}
    document = Document("indicator", found.name, language, found.day, data, {"place": place, "address": address})
    response = HttpResponse(typeset(document), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{key}.pdf"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _plain(part: Section) -> dict[str, Any]:
    return {
        "title": part.title,
        "facts": [[fact.term, fact.text] for fact in part.facts],
        "texts": list(part.texts),
        "head": list(part.head) if part.rows else [],
        "rows": [list(row) for row in part.rows],
        "right": list(part.right),
    }
