"""Pages of the words of indicators: the table of all, its preview, the sheet of one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from quartier.accounts.services import reader_of, require_writer
from quartier.catalogue.editing import words as editing
from quartier.catalogue.editing.words import Change, Sheet
from quartier.catalogue.models import Dimension, Indicator, Licence, Source, Topic
from quartier.catalogue.pages import words
from quartier.catalogue.pages.sections import page
from quartier.kernel.errors import Conflict, InputRejected, NotFound, Problem
from quartier.kernel.text import Text

TITLES = {
    "name_de": gettext_noop("Name (German)"),
    "name_en": gettext_noop("Name (English)"),
    "unit_de": gettext_noop("Unit of measure (German)"),
    "unit_en": gettext_noop("Unit of measure (English)"),
    "topic": gettext_noop("Topic"),
    "polarity": gettext_noop("More of it is"),
    "source": gettext_noop("Source"),
    "decimals": gettext_noop("Decimals"),
    "target": gettext_noop("Target value"),
}
_CHOICES = ("topic", "polarity", "source")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def table(request: HttpRequest) -> HttpResponse:
    """All indicators, their words in fields; sending leads to the preview."""
    require_writer(reader_of(request.user))
    if request.method != "POST":
        return _table(request, {})
    edits = _edits(request.POST)
    try:
        made = editing.changes(edits)
        starts = _day(request.POST.get("valid_from", ""))
    except InputRejected as refused:
        return _table(request, edits, refused)
    if not made:
        return _table(request, edits, InputRejected([Problem("Nothing was changed.", "empty")], "indicators"))
    return _preview(request, made, request.POST.get("reason", ""), starts)


def _edits(sent: QueryDict) -> dict[str, dict[str, str]]:
    """Fields are called ``field:key``; a value for all marked rows counts where a row is marked."""
    edits: dict[str, dict[str, str]] = {}
    for name, text in sent.items():
        field, _, key = name.partition(":")
        if field in editing.FIELDS and key:
            edits.setdefault(key, {})[field] = str(text)
    field, marked = sent.get("all-field", ""), sent.getlist("marked")
    if field in editing.FIELDS and marked:
        text = sent.get(f"all-{field}", "") if field in _CHOICES else sent.get("all-text", "")
        for key in marked:
            edits.setdefault(key, {})[field] = text
    return edits


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputRejected([Problem("This is no day.", "day", found=text)], "indicators") from None


def _options() -> dict[str, list[tuple[str, str]]]:
    language = words.language()
    return {
        "topic": [(row.key, row.name.get(language)) for row in Topic.objects.all()],
        "polarity": [(item["value"], item["text"]) for item in words.choices(words.POLARITIES)],
        "source": [(row.key, row.name.get(language)) for row in Source.objects.all()],
    }


def _table(
    request: HttpRequest, edits: Mapping[str, Mapping[str, str]], refused: InputRejected | None = None
) -> HttpResponse:
    options = _options()
    wrong = {(item.column, item.code) for item in (refused.problems if refused else ())}
    rows = []
    for row in editing.rows():
        values = {**editing.current(row), **edits.get(row.key, {})}
        cells = [
            {"field": field, "title": gettext(title), "value": values[field], "wrong": (row.key, field) in wrong,
             "options": [(key, text, key == values[field]) for key, text in options.get(field, ())]}
            for field, title in TITLES.items()
        ]  # fmt: skip
        rows.append({"key": row.key, "name": row.wording().name.get(words.language()), "cells": cells})
    fault = _words_of(refused) if refused else ""
    context = {"rows": rows, "titles": [(field, gettext(title)) for field, title in TITLES.items()], "fault": fault,
               "options": options, "reason": request.POST.get("reason", ""),
               "valid_from": request.POST.get("valid_from", "")}  # fmt: skip
    return page(request, "editing", "catalogue/editing/indicators.html", context, status=422 if refused else 200)


def _words_of(refused: InputRejected) -> str:
    codes = {item.code for item in refused.problems}
    if "empty" in codes:
        return gettext("Nothing was changed.")
    if "day" in codes:
        return gettext("This is no day.")
    places = ", ".join(f"{item.column}: {item.found}" for item in refused.problems[:5])
    return gettext("Some fields cannot be read; they are marked.") + f" ({places})"


def _preview(
    request: HttpRequest, made: list[Change], reason: str, starts: date | None, fault: str = ""
) -> HttpResponse:  # fmt: skip
    names = {row.key: row.wording().name.get(words.language()) for row in editing.rows()}
    options = {field: dict(pairs) for field, pairs in _options().items()}
    shown = [
        {"name": names[item.key], "field": gettext(TITLES[item.field]),
         "old": options.get(item.field, {}).get(item.old, item.old),
         "new": options.get(item.field, {}).get(item.new, item.new)}
        for item in made
    ]  # fmt: skip
    context = {"changes": shown, "count": len({item.key for item in made}), "reason": reason, "starts": starts,
               "sent": json.dumps([asdict(item) for item in made]), "fault": fault}  # fmt: skip
    return page(request, "editing", "catalogue/editing/indicators_preview.html", context, status=422 if fault else 200)


@require_POST
@login_required
def apply(request: HttpRequest) -> HttpResponse:
    """Write what the preview showed."""
    by, reason = reader_of(request.user), request.POST.get("reason", "")
    try:
        made = [Change(**item) for item in json.loads(request.POST.get("changes", "[]"))]
        starts = _day(request.POST.get("valid_from", ""))
    except (TypeError, ValueError):
        raise InputRejected([Problem("This cannot be read.", "answer")], "indicators") from None
    try:
        editing.changes({item.key: {item.field: item.new} for item in made})  # nothing but what the form may say
        editing.apply(by=by, wanted=made, reason=reason, valid_from=starts)
    except InputRejected:
        return _preview(request, made, reason, starts, gettext("Please give a reason."))
    except Conflict:
        return _preview(
            request,
            made,
            reason,
            starts,
            gettext("Somebody else changed one of these fields meanwhile. Go back and look again."),
        )
    return redirect("edit-indicators")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sheet(request: HttpRequest, key: str = "") -> HttpResponse:
    """One indicator: a new one, or the words of one that is there."""
    by = reader_of(request.user)
    require_writer(by)
    row = Indicator.objects.filter(key=key).select_related("source").prefetch_related("wordings").first()
    if key and row is None:
        raise NotFound(f"There is no indicator {key!r}.")
    if request.method != "POST":
        return _sheet(request, row, editing.sheet_of(row) if row else None)
    sent = request.POST
    made = None
    try:
        made = _posted(sent)
        starts = _day(sent.get("valid_from", ""))
        found = editing.put_sheet(by=by, sheet=made, key=key, reason=sent.get("reason", ""), valid_from=starts)
    except InputRejected as refused:
        return _sheet(request, row, made, refused)
    return redirect("edit-indicator", key=found.key)


def _posted(sent: QueryDict) -> Sheet:
    """The form as a sheet. Raises InputRejected."""

    def text(name: str) -> Text:
        return Text(sent.get(f"{name}_de", "").strip(), sent.get(f"{name}_en", "").strip())

    try:
        target = editing.read_target(sent.get("target", ""))
    except ValueError:
        raise InputRejected([Problem("This is no number.", "target", column="target")], "indicator") from None
    decimals = sent.get("decimals", "1").strip()
    return Sheet(
        name=text("name"), definition=text("definition"), kind=sent.get("kind", ""), unit=text("unit"),
        topics=tuple(sent.getlist("topics")), source=sent.get("source", "") or sent.get("source_new", "").strip(),
        licence=sent.get("licence", "") or sent.get("licence_new", "").strip(), numerator=text("numerator"),
        denominator=text("denominator"), notes=text("notes"),
        factor=float(sent.get("factor") or 1) if sent.get("factor", "1").replace(".", "").isdigit() else 1.0,
        decimals=int(decimals) if decimals.isdigit() else -1, polarity=sent.get("polarity", "neutral"),
        target=float(target) if target else None,
        synonyms=tuple(part.strip() for part in sent.get("synonyms", "").split(",") if part.strip()),
        dimensions=tuple(sent.getlist("dimensions")),
    )  # fmt: skip


_TEXTS = (
    ("name", gettext_noop("Name"), False),
    ("definition", gettext_noop("What is counted, of whom, on which day?"), True),
    ("unit", gettext_noop("Unit of measure (for shares: per cent)"), False),
    ("numerator", gettext_noop("Numerator (for shares and rates)"), False),
    ("denominator", gettext_noop("Denominator: share of what?"), False),
    ("notes", gettext_noop("Notes: breaks, caveats, what the figure does not say"), True),
)  # fmt: skip


def _sheet(
    request: HttpRequest, row: Indicator | None, shown: Sheet | None, refused: InputRejected | None = None
) -> HttpResponse:  # fmt: skip
    sent, language = request.POST, words.language()
    missing = {item.column for item in refused.problems} if refused else set()
    texts = [
        {"name": name, "title": gettext(title), "long": long, "missing": name in missing,
         "de": sent.get(f"{name}_de") if sent else getattr(shown, name).de if shown else "",
         "en": sent.get(f"{name}_en") if sent else _english(getattr(shown, name)) if shown else ""}
        for name, title, long in _TEXTS
    ]  # fmt: skip
    kinds = {**words.KINDS, **({"class": gettext_noop("class")} if row is not None and row.kind == "class" else {})}
    context = {
        "row": row,
        "name": row.wording().name.get(language) if row else "",
        "shown": shown,
        "texts": texts,
        "missing": missing,
        "kinds": words.choices(kinds, shown.kind if shown else ""),
        "fixed": row is not None and editing.has_figures(row),
        "polarities": words.choices(words.POLARITIES, shown.polarity if shown else "neutral"),
        "topics": _chosen(Topic.objects.all(), shown.topics if shown else ()),
        "dimensions": _chosen(Dimension.objects.all(), shown.dimensions if shown else ()),
        "sources": _chosen(Source.objects.all(), (shown.source,) if shown else ()),
        "licences": [(item.key, item.name) for item in Licence.objects.all()],
        "synonyms": ", ".join(shown.synonyms) if shown else "",
        "target": sent.get("target") if sent else editing.number_text(shown.target) if shown else "",
        "factors": [(item, shown is not None and shown.factor == item) for item in (1, 100, 1000, 10000, 100000)],
        "wordings": sorted(row.wordings.all(), key=lambda item: item.valid_from) if row else [],
        "first": date.min,
        "reason": sent.get("reason", ""),
    }  # fmt: skip
    return page(request, "editing", "catalogue/editing/indicator.html", context, status=422 if refused else 200)


def _english(text: Text) -> str:
    return "" if text.en == text.de else text.en


def _chosen(rows: Any, chosen: tuple[str, ...]) -> list[tuple[str, str, bool]]:
    return [(row.key, row.name.get(words.language()), row.key in chosen) for row in rows]
