"""Pages of crosswalks: make one, look at the preview, keep it, convert indicators with it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods

from quartier.accounts.services import reader_of, require_writer
from quartier.catalogue.areas.pages import WALK_WAYS, place_name, problems, walk_row
from quartier.catalogue.areas.shapes import Places, has_places
from quartier.catalogue.crosswalks import store
from quartier.catalogue.crosswalks.convert import Preview, Wish, enqueue_conversion, preview_conversion
from quartier.catalogue.crosswalks.inputs import PlaceColumns, crosswalk_rows, places_from, read_frame
from quartier.catalogue.crosswalks.make import (
    Delivered,
    draft_crosswalk,
    find_crosswalk,
    keep_crosswalk,
    remove_crosswalk,
)
from quartier.catalogue.listing import visible_indicators
from quartier.catalogue.models import Crosswalk, CrosswalkWay, Geography, Indicator
from quartier.catalogue.observations import current_release
from quartier.catalogue.pages import words
from quartier.catalogue.pages.sections import page
from quartier.catalogue.pages.upload import TooLarge, guarded, sent_file
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import Conflict, InputRejected, NotFound, Problem
from quartier.kernel.numbers import format_value
from quartier.kernel.reader import Reader

MOST_PREVIEWS = 60
NOTES = {
    "slivers": gettext_noop("Small parts where two drawings of one border cross went to other parts of their unit."),
    "not-carried": gettext_noop("A part of what is there lies in no unit of the target; it is not carried."),
    "targets-overlap": gettext_noop("Units of the target overlap; what lies in several of them counts in each."),
    "divided-by-area": gettext_noop("Units in which no residents are known are divided by area."),
    "place-outside": gettext_noop("Some places lie outside all units; they take no part."),
    "place-unknown": gettext_noop("Places whose number is not known take no part."),
    "ring-repaired": gettext_noop("Borders that cross themselves were repaired."),
    "no-polygon": gettext_noop("Units without polygon take no part."),
    "no-area": gettext_noop("Units without surface take no part."),
    "part-exceeds-whole": gettext_noop("Numerators exceed denominators: the two crosswalks do not fit each other."),
}
REASONS = {
    "missing": gettext_noop("a part has no figure"),
    "not-convertible": gettext_noop("index, score or class of a changed unit"),
    "no-weights": gettext_noop("no denominators and no count to weight by"),
    "no-source": gettext_noop("nothing leads there"),
}
OBSTACLES = {
    "no-figures": gettext_noop("no figures on the former boundaries that the new ones do not have themselves"),
    "whole-units": gettext_noop("an index, score or class holds for whole units, and no unit is unchanged"),
    "no-weights": gettext_noop("no denominators are known; choose a count (residents) to weight by"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@guarded
def new(request: HttpRequest, handler: TooLarge | None) -> HttpResponse:
    """Choose from, to and way; what is computed is a preview."""
    by = reader_of(request.user)
    require_writer(by)
    if handler is None:
        return _form(request)
    try:
        row = _drafted(request, handler, by)
    except InputRejected as refused:
        return _form(request, refused)
    return redirect("data-crosswalk", key=row.key)


def _drafted(request: HttpRequest, handler: TooLarge, by: Reader) -> Crosswalk:
    sent = request.POST
    source, target = _place(sent.get("source", ""), "source"), _place(sent.get("target", ""), "target")
    way = sent.get("way", "")
    places: Places | None = None
    delivered: Delivered | None = None
    given = bool(request.FILES) or handler.exceeded
    if way == CrosswalkWay.TABLE:
        data, name = sent_file(request, handler)
        rows = crosswalk_rows(read_frame(data, name), store.codes(source), store.codes(target), name, None)
        delivered = Delivered(rows, {"file": name, "rows": len(rows)})
    elif given:
        data, name = sent_file(request, handler)
        columns = PlaceColumns(crs=sent.get("crs", "").strip(), cell=None if way == CrosswalkWay.CELLS else 0.0)
        places = places_from(read_frame(data, name), name, columns)
    sliver = _percent(sent.get("sliver", ""))
    return draft_crosswalk(by=by, source=source, target=target, way=way, name=sent.get("name", ""), places=places,
                           delivered=delivered, sliver=sliver,
                           weight=sent.get("weight", "").strip() or "population")  # fmt: skip


def _percent(text: str) -> float | None:
    if not text.strip():
        return None
    try:
        return float(text.replace(",", ".")) / 100
    except ValueError:
        raise InputRejected([Problem("this is no number", column="sliver", found=text)], "crosswalk") from None


def _place(text: str, column: str) -> Geography:
    level, _, key = text.partition("/")
    rows = Geography.objects.filter(level__key=level, key=key, current__isnull=False)
    found = rows.select_related("level", "current").first()
    if found is None:
        raise InputRejected([Problem("choose a geography", "required", column=column)], "crosswalk")
    return found


def _key(row: Geography) -> str:
    return f"{row.level.key}/{row.key}"


def _form(request: HttpRequest, refused: InputRejected | None = None) -> HttpResponse:
    rows = list(Geography.objects.filter(current__isnull=False).select_related("level")
                .order_by("level__rank", "level__key", "valid_from"))  # fmt: skip
    several = [row for row in rows if sum(other.level_id == row.level_id for other in rows) > 1]
    finer = any(has_places(row) for row in several)
    sent = request.POST
    options = [(f"{row.level.key}/{row.key}", place_name(row)) for row in several]
    finest = [_key(row) for row in several if row.level_id == several[-1].level_id]
    first = {"source": finest[-2], "target": finest[-1], "way": CrosswalkWay.AREA} if finest else {}
    context = {
        "options": options, "ways": [(key, gettext(text)) for key, text in WALK_WAYS.items()],
        "sent": sent or first,
        "finer": finer, "refused": problems(refused),
    }  # fmt: skip
    return page(request, "places", "catalogue/places/crosswalk_new.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def show(request: HttpRequest, key: str) -> HttpResponse:
    """One crosswalk: what it does, how far it errs; keep or discard a preview."""
    by = reader_of(request.user)
    row = find_crosswalk(key)
    if not row.kept and not by.administrator:
        raise NotFound(f"There is no crosswalk {key!r}.")
    refused = None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "keep":
                keep_crosswalk(by=by, crosswalk=row)
                return redirect("data-crosswalk", key=key)
            remove_crosswalk(by=by, crosswalk=row)
            return redirect("data-places")
        except Conflict as conflict:
            refused = gettext(str(conflict))
    context = {
        **walk_row(row), "error_area": _agreement(row.error.get("area")), "refused": refused,
        "error": _agreement(row.error.get("held_out")), "notes": _notes(row.problems), "places": _origin(row),
        "done": _done(row), "may_convert": by.administrator,
    }  # fmt: skip
    return page(request, "places", "catalogue/places/crosswalk.html", context, status=409 if refused else 200)


def _agreement(found: dict[str, Any] | None) -> dict[str, str] | None:
    if not found:
        return None
    return {"misplaced": _per_cent(100 * found["misplaced"]), "median": _per_cent(found["median"]),
            "p90": _per_cent(found["p90"])}  # fmt: skip


def _per_cent(value: float | None) -> str:
    return "–" if value is None else format_value(value, 1, "%", words.language())


def _notes(found: Iterable[dict[str, Any]]) -> list[str]:
    codes = dict.fromkeys(item["code"] for item in found)
    return [gettext(NOTES[code]) for code in codes if code in NOTES]


def _origin(row: Crosswalk) -> str:
    places, table = row.provenance.get("places") or {}, row.provenance.get("table") or {}
    if table:
        return str(table.get("file", ""))
    if places.get("file"):
        return str(places["file"])
    return " · ".join(str(places[name]) for name in ("indicator", "level", "geography", "period") if places.get(name))


def _done(row: Crosswalk) -> list[dict[str, Any]]:
    found = {}
    for item in row.conversions.select_related("indicator").prefetch_related("indicator__wordings"):
        found[item.indicator.key] = {
            "name": item.indicator.wording().name.get(words.language()), "made_at": item.made_at,
            "periods": f"{words.period(item.periods[0])} – {words.period(item.periods[-1])}" if item.periods else "",
        }  # fmt: skip
    return list(found.values())


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def convert(request: HttpRequest, key: str) -> HttpResponse:
    """Choose indicators; what would happen, with the error and what cannot be done; then as a job."""
    by = reader_of(request.user)
    require_writer(by)
    row = find_crosswalk(key)
    asked = request.POST if request.method == "POST" else request.GET
    chosen = asked.getlist("indicator")
    refused = None
    if request.method == "POST":
        try:
            enqueue_conversion(by=by, indicators=chosen, wish=_wish(asked, row))
            return redirect("data-jobs")
        except InputRejected as problem:
            refused = problem
    context = {
        **walk_row(row), "indicators": _indicators(row, by, chosen), "refused": problems(refused),
        "counts": [(one.key, one.wording().name.get(words.language())) for one in
                   visible_indicators(by).filter(kind=IndicatorKind.COUNT).prefetch_related("wordings")],
        "weighted_by": asked.get("weighted_by", "population"), "denominator": asked.get("denominator", ""),
        "others": Crosswalk.objects.filter(source=row.source, target=row.target, kept=True).exclude(pk=row.pk),
        "previews": _previews(by, chosen[:MOST_PREVIEWS], _wish(asked, row)) if chosen else [],
    }  # fmt: skip
    return page(request, "places", "catalogue/places/convert.html", context, status=422 if refused else 200)


def _wish(asked: Any, row: Crosswalk) -> Wish:
    below = asked.get("denominator", "")
    return Wish(row, find_crosswalk(below) if below else None, asked.get("weighted_by", ""))


def _indicators(row: Crosswalk, reader: Reader, chosen: list[str]) -> list[dict[str, Any]]:
    """Indicators with figures on the geography that the crosswalk leads from."""
    found = []
    rows = visible_indicators(reader).select_related("current_public", "current_confidential")
    for indicator in rows.prefetch_related("wordings"):
        release = current_release(indicator, reader=reader)
        if any((part["level"], part["geography"]) == (row.source.level.key, row.source.key)
               for part in release.manifest["coverage"]):  # fmt: skip
            found.append({"key": indicator.key, "name": indicator.wording().name.get(words.language()),
                          "chosen": indicator.key in chosen})  # fmt: skip
    return found


def _previews(by: Reader, keys: list[str], wish: Wish) -> list[dict[str, Any]]:
    rows = {one.key: one for one in Indicator.objects.filter(key__in=keys).prefetch_related("wordings")}
    return [_preview(by, rows[key], wish) for key in keys if key in rows]


def _preview(by: Reader, indicator: Indicator, wish: Wish) -> dict[str, Any]:
    name = indicator.wording().name.get(words.language())
    try:
        found = preview_conversion(by=by, indicator=indicator, wish=wish)
    except (InputRejected, NotFound, Conflict) as refused:
        return {"name": name, "obstacle": gettext(str(refused)), "gaps": []}
    error = found.error
    return {
        "name": name, "obstacle": gettext(OBSTACLES[found.obstacle]) if found.obstacle else "",
        "gaps": [f"{count} × {gettext(REASONS.get(reason, reason))}" for reason, count in found.gaps.items()],
        "periods": f"{words.period(found.periods[0])} – {words.period(found.periods[-1])}" if found.periods else "",
        "units": error.get("units"), "estimated": error.get("estimated"),
        "split": "" if error.get("split") is None else _per_cent(100 * error["split"]),
        "width": _width(found, indicator), "held_out": _held_out(error),
    }  # fmt: skip


def _width(found: Preview, indicator: Indicator) -> str:
    width = found.error.get("width")
    if width is None:
        return ""
    return format_value(width, indicator.decimals, indicator.unit.get(words.language()), words.language())


def _held_out(error: dict[str, Any]) -> str:
    held = error.get("held_out")
    return _per_cent(100 * held["misplaced"]) if held else ""
