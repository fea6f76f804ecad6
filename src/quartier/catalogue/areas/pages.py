"""Pages of /daten/gebiete/: levels and geographies, crosswalks between them, areas of one's own."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_noop, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quartier.accounts.services import reader_of
from quartier.catalogue.areas import area_by_key, change_area, create_area, delete_area, visible_areas
from quartier.catalogue.areas.shapes import has_places, shape_of
from quartier.catalogue.crosswalks.make import kept_crosswalks
from quartier.catalogue.listing import visible_indicators
from quartier.catalogue.models import AreaWay, Crosswalk, CrosswalkWay, Geography, OwnArea, Unit, Visibility
from quartier.catalogue.observations import has_shapes
from quartier.catalogue.pages import words
from quartier.catalogue.pages.sections import page
from quartier.catalogue.pages.upload import TooLarge, guarded, sent_file
from quartier.kernel.declared import IndicatorKind, LevelKind
from quartier.kernel.errors import InputRejected, NotPermitted, Problem
from quartier.kernel.reader import Reader

VISIBILITIES = {
    Visibility.OWN: gettext_noop("only me"),
    Visibility.MEMBERS: gettext_noop("everybody who is signed in"),
    Visibility.PUBLIC: gettext_noop("the public"),
}
WALK_WAYS = {
    CrosswalkWay.AREA: gettext_noop("by area"),
    CrosswalkWay.POINTS: gettext_noop("by residents (centres of small places)"),
    CrosswalkWay.CELLS: gettext_noop("by residents (cells, cut at the border)"),
    CrosswalkWay.TABLE: gettext_noop("delivered table"),
}
MADE_WAYS = {
    AreaWay.UNITS: gettext_noop("chosen units"),
    AreaWay.AREA: gettext_noop("drawn, by surface"),
    AreaWay.POPULATION: gettext_noop("drawn, by residents"),
}
_FIELDS = ("name", "description", "visibility", "weighted_by")


@require_safe
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Levels and geographies in force, crosswalks between them, areas of one's own."""
    reader = reader_of(request.user)
    drafts = Crosswalk.objects.filter(kept=False).select_related("source", "target") if reader.administrator else []
    context = {
        "geographies": geographies(),
        "crosswalks": [walk_row(row) for row in kept_crosswalks()],
        "drafts": [walk_row(row) for row in drafts],
        "areas": [_area_row(row, reader) for row in visible_areas(reader)],
        "may_convert": reader.administrator,
        "levels": _levels(),
    }
    return page(request, "places", "catalogue/places.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@guarded
def new(request: HttpRequest, handler: TooLarge | None) -> HttpResponse:
    """A new area: chosen from a list, or drawn."""
    reader = reader_of(request.user)
    place = _place(request)
    if place is None:
        return redirect("data-places")
    if handler is None:
        return _form(request, place, None)
    try:
        shape = _shape(request, handler)
        row = create_area(
            by=reader, level=place.level.key, geography=place.key, units=request.POST.getlist("unit"), shape=shape,
            way=request.POST.get("way", ""), **{name: request.POST.get(name, "") for name in _FIELDS},
        )  # fmt: skip
    except (InputRejected, NotPermitted) as refused:
        return _form(request, place, None, refused)
    return redirect("data-area", key=row.key)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@guarded
def change(request: HttpRequest, handler: TooLarge | None, key: str) -> HttpResponse:
    """One area: what it is made of; the owner changes it."""
    reader = reader_of(request.user)
    area = area_by_key(key, reader=reader)
    rows = Geography.objects.filter(level__key=area.level, key=area.geography, current__isnull=False)
    place = rows.select_related("level", "current").first()
    if place is None:
        return redirect("data-places")
    if handler is None:
        return _form(request, place, area)
    try:
        shape = _shape(request, handler, optional=area.shape is not None)
        units = request.POST.getlist("unit") if shape is None and area.shape is None else None
        way = request.POST.get("way") if area.shape is not None or shape is not None else None
        change_area(by=reader, area=area, units=units, shape=shape, way=way if way != area.way or shape else None,
                    **{name: request.POST.get(name, "") for name in _FIELDS})  # fmt: skip
    except (InputRejected, NotPermitted) as refused:
        return _form(request, place, area_by_key(key, reader=reader), refused)
    return redirect("data-area", key=key)


@require_POST
@login_required
def delete(request: HttpRequest, key: str) -> HttpResponse:
    by = reader_of(request.user)
    delete_area(by=by, area=area_by_key(key, reader=by))
    return redirect("data-places")


def _place(request: HttpRequest) -> Geography | None:
    """The geography that the address (or the form) names, else the newest of the finest level with names."""
    named = (request.POST or request.GET).get("place", "")
    level, _, key = named.partition("/")
    rows = Geography.objects.filter(current__isnull=False, level__kind=LevelKind.AREAS).select_related(
        "level", "current"
    )
    chosen = rows.filter(level__key=level, key=key).first() if named else None
    return chosen or rows.filter(level__rank__gt=0).order_by("-level__rank", "-valid_from").first() or rows.first()


def _shape(request: HttpRequest, handler: TooLarge, *, optional: bool = False) -> dict[str, Any] | None:
    """What was drawn: a file, or text; None where units are chosen (or, if `optional`, nothing was handed in)."""
    if request.POST.get("how") != "drawn":
        return None
    text = request.POST.get("shape", "")
    if optional and not text.strip() and not request.FILES and not handler.exceeded:
        return None
    if not text.strip():
        data, name = sent_file(request, handler)
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            problem = Problem("this is no GeoJSON", "shape", name, expected="a text file in UTF-8")
            raise InputRejected([problem], name) from None
    return shape_of(text)


def _form(
    request: HttpRequest, place: Geography, area: OwnArea | None, refused: InputRejected | NotPermitted | None = None
) -> HttpResponse:
    reader, sent = reader_of(request.user), request.POST
    chosen = set(sent.getlist("unit")) if sent else set(area.units if area is not None else request.GET.getlist("unit"))
    values = {name: sent.get(name, getattr(area, name, "")) for name in _FIELDS}
    counts = _counts(reader)
    if area is None and not sent:
        values |= {"visibility": Visibility.OWN, "weighted_by": "population" if "population" in dict(counts) else ""}
    context = {
        "area": area, "may_change": area is None or area.may_change(reader), "values": values,
        "place": f"{place.level.key}/{place.key}", "places": _places(), "place_name": place_name(place),
        "groups": _groups(place, chosen), "chosen": len(chosen), "counts": counts,
        "visibilities": [(key, gettext(text)) for key, text in VISIBILITIES.items()
                         if key != Visibility.PUBLIC or reader.administrator or values["visibility"] == key],
        "how": sent.get("how", "drawn" if area is not None and area.shape else "units"), "shape": sent.get("shape", ""),
        "way": sent.get("way", area.way if area is not None else AreaWay.AREA), "drawable": has_shapes(place),
        "by_population": has_places(place), "refused": problems(refused), "parts": _parts(area, place),
        "way_text": gettext(MADE_WAYS[AreaWay(area.way)]) if area is not None else "",
    }  # fmt: skip
    return page(request, "places", "catalogue/places/area.html", context, status=422 if refused else 200)


BY_CODE = {
    "weight-sum": gettext_noop("the weights of a unit do not sum to 1"),
    "row-twice": gettext_noop("a part stands twice"),
    "unknown-unit": gettext_noop("units are not in the geography"),
    "weight": gettext_noop("no weight"),
    "no-code": gettext_noop("no code"),
}


def problems(refused: InputRejected | NotPermitted | None) -> list[dict[str, Any]]:
    """What was refused, in the reader's language."""
    if refused is None:
        return []
    if isinstance(refused, NotPermitted):
        return [{"message": gettext(str(refused)), "found": "", "expected": "", "row": None}]
    return [
        {
            "message": _message(item),
            "found": item.found or "",
            "expected": gettext(item.expected) if item.expected else "",
            "row": item.row,
        }
        for item in refused.problems
    ]


def _message(item: Problem) -> str:
    """The sentence of a problem; where the method names a unit in it, the sentence for its kind."""
    said = gettext(item.message)
    if said == item.message and words.language() == "de" and item.code in BY_CODE:
        return gettext(BY_CODE[item.code])
    return words.problem_message(item.code, said)


def _counts(reader: Reader) -> list[tuple[str, str]]:
    rows = visible_indicators(reader).filter(kind=IndicatorKind.COUNT).prefetch_related("wordings")
    return [(row.key, row.wording().name.get(words.language())) for row in rows]


def _places() -> list[tuple[str, str]]:
    rows = Geography.objects.filter(current__isnull=False, level__kind=LevelKind.AREAS, level__rank__gt=0)
    found = rows.select_related("level").order_by("-level__rank", "-valid_from")
    return [(f"{row.level.key}/{row.key}", place_name(row)) for row in found]


def place_name(row: Geography) -> str:
    return f"{row.level.plural.get(words.language())}: {row.name.get(words.language())}"


def _groups(place: Geography, chosen: set[str]) -> list[dict[str, Any]]:
    """Units by what contains them on the next level above that has names."""
    above = place.level.parents.order_by("-rank").first()
    named = Unit.objects.filter(geography__level=above).order_by("geography__valid_from")
    names = dict(named.values_list("code", "name"))
    groups: dict[str, list[dict[str, Any]]] = {}
    for unit in place.units.all():
        parent = unit.parents.get(above.key, "") if above is not None else ""
        groups.setdefault(names.get(parent, parent), []).append(
            {"code": unit.code, "name": unit.name, "chosen": unit.code in chosen}
        )
    found = [
        {"name": name, "units": units, "chosen": sum(one["chosen"] for one in units)} for name, units in groups.items()
    ]
    # what is chosen is seen first, however far down its name stands
    return sorted(found, key=lambda group: (not group["chosen"], group["name"]))


def _parts(area: OwnArea | None, place: Geography) -> list[dict[str, Any]]:
    """Units of a drawn area with their part."""
    if area is None or area.way == AreaWay.UNITS:
        return []
    names = dict(place.units.filter(code__in=area.units).values_list("code", "name"))
    return [{"name": names.get(code, code), "code": code, "part": words.number(100 * part, 1)}
            for code, part in area.units.items()]  # fmt: skip


def _area_row(row: OwnArea, reader: Reader) -> dict[str, Any]:
    place = Geography.objects.filter(level__key=row.level, key=row.geography).select_related("level").first()
    count = len(row.units)
    return {
        "row": row, "place": place_name(place) if place is not None else row.geography,
        "visibility": gettext(VISIBILITIES[Visibility(row.visibility)]), "way": gettext(MADE_WAYS[AreaWay(row.way)]),
        "units": ngettext("%(count)d unit", "%(count)d units", count) % {"count": count},
        "may_change": row.may_change(reader),
    }  # fmt: skip


def geographies() -> list[dict[str, Any]]:
    rows = Geography.objects.filter(current__isnull=False).select_related("level", "current")
    language = words.language()
    return [
        {"level": row.level.plural.get(language), "name": row.name.get(language),
         "units": row.current.manifest.get("count") if row.current else None, "shapes": has_shapes(row),
         "valid_from": row.valid_from, "valid_to": row.valid_to}
        for row in rows.order_by("level__rank", "level__key", "-valid_from")
    ]  # fmt: skip


def _levels() -> list[str]:
    """Levels with several geographies, between which a crosswalk can lead."""
    rows = Geography.objects.filter(current__isnull=False).values_list("level__key", flat=True)
    found = list(rows)
    return sorted({level for level in found if found.count(level) > 1})


def _between(row: Crosswalk) -> str:
    return f"{row.source.name.get(words.language())} → {row.target.name.get(words.language())}"


def walk_row(row: Crosswalk) -> dict[str, Any]:
    language = words.language()
    held = row.error.get("held_out")
    return {
        "row": row, "level": row.source.level.plural.get(language), "source": row.source.name.get(language),
        "target": row.target.name.get(language), "way": gettext(WALK_WAYS[CrosswalkWay(row.way)]),
        "title": row.name if row.name != f"{row.source.name.de} → {row.target.name.de}" else _between(row),
        "named": row.name != f"{row.source.name.de} → {row.target.name.de}",
        "misplaced": words.number(100 * held["misplaced"], 1) if held else "", "summary": row.summary,
        "conversions": row.conversions.values("indicator").distinct().count(),
    }  # fmt: skip
