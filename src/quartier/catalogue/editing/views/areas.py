"""Pages of editing areas: drafts, the table of units beside the map, steps, the way into the gate."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quartier.accounts.services import reader_of, require_writer
from quartier.catalogue.editing import areas as steps
from quartier.catalogue.editing import geographies
from quartier.catalogue.editing.areas import Op, Units
from quartier.catalogue.editing.geographies import MOST_UNITS, Target
from quartier.catalogue.models import EditDraft, Geography, Level, Source
from quartier.catalogue.observations import has_shapes
from quartier.catalogue.pages import words
from quartier.catalogue.pages.sections import page
from quartier.kernel.declared import LevelKind
from quartier.kernel.errors import Conflict, InputRejected, Problem

FAULTS = {
    "unknown-unit": gettext_noop("There is no such unit."),
    "required": gettext_noop("A field is empty that is needed."),
    "key-twice": gettext_noop("Another unit has this code."),
    "merge": gettext_noop("Mark at least two units."),
    "empty": gettext_noop("Nothing was changed."),
    "ring": gettext_noop("This border crosses itself."),
    "split": gettext_noop("The line does not cut the unit in two."),
    "swallowed": gettext_noop("A neighbour would be swallowed; merge the units instead."),
    "taken": gettext_noop("This geography is there already."),
    "day": gettext_noop("This is no day."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Which geography to edit; sending begins (or goes on with) a draft."""
    by = reader_of(request.user)
    require_writer(by)
    if request.method == "POST":
        sent = request.POST
        if "empty" in sent:
            level, source, crs = (sent.get(name, "").strip() for name in ("level", "source", "crs"))
            draft = geographies.start_empty(by=by, level=level, source=source, crs=crs)
        else:
            level, _, key = sent.get("place", "").partition("/")
            draft = geographies.start(by=by, level=level, key=key)
        return redirect("edit-areas", draft=draft.pk)
    rows = Geography.objects.filter(current__isnull=False).exclude(level__kind=LevelKind.BLOCKS)
    language = words.language()
    places = [
        {"value": f"{row.level.key}/{row.key}", "level": row.level.plural.get(language),
         "name": row.name.get(language), "units": row.current.manifest["count"], "shapes": has_shapes(row),
         "may": row.current.manifest["count"] <= MOST_UNITS}
        for row in rows.select_related("level", "current").order_by("level__rank", "-valid_from")
        if row.current is not None
    ]  # fmt: skip
    levels = Level.objects.exclude(kind__in=(LevelKind.BLOCKS, LevelKind.REFERENCE))
    context = {
        "places": places,
        "levels": [(row.key, row.plural.get(language)) for row in levels],
        "sources": [(row.key, row.name.get(language)) for row in Source.objects.all()],
    }
    return page(request, "editing", "catalogue/editing/areas_start.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def editor(request: HttpRequest, draft: int) -> HttpResponse:
    """The draft: map, table, steps. Works without JavaScript but for the map."""
    by = reader_of(request.user)
    row = geographies.find(by=by, pk=draft)
    if request.method != "POST":
        return _editor(request, row)
    try:
        _act(by, row, request.POST)
    except InputRejected as refused:
        return _editor(request, row, _words(refused))
    return redirect("edit-areas", draft=row.pk)


def _words(refused: InputRejected) -> str:
    first = refused.problems[0]
    text = gettext(FAULTS[first.code]) if first.code in FAULTS else gettext("This step cannot be done.")
    return f"{text} ({first.found})" if first.found else text


def _act(by: Any, row: EditDraft, sent: QueryDict) -> None:
    match sent.get("do", ""):
        case "undo":
            geographies.undo(by=by, draft=row)
        case "redo":
            geographies.redo(by=by, draft=row)
        case "rebase":
            geographies.rebase(by=by, draft=row)
        case "merge":
            op = {
                "op": "merge",
                "codes": sent.getlist("marked"),
                "code": sent.get("code", ""),
                "name": sent.get("name", ""),
            }
            geographies.act(by=by, draft=row, step=[op])
        case "delete":
            geographies.act(by=by, draft=row, step=[{"op": "delete", "codes": sent.getlist("marked")}])
        case "add":
            op = {"op": "add", "code": sent.get("code", ""), "name": sent.get("name", "")}
            geographies.act(by=by, draft=row, step=[op])
        case _:
            made = _differences(geographies.units_of(row), sent)
            if not made:
                raise InputRejected([Problem("Nothing was changed.", "empty")], "areas")
            geographies.act(by=by, draft=row, step=made)


def _differences(units: Units, sent: QueryDict) -> list[Op]:
    """What the table says other than the units do; codes last, since the fields are called by the old ones."""
    made: list[Op] = []
    codes: list[Op] = []
    parents = [name.removeprefix("parent:") for name in units.frame.columns if name.startswith("parent:")]
    for record in units.frame.drop(columns="geometry", errors="ignore").to_dict("records"):
        code = str(record["code"])
        name = sent.get(f"name:{code}")
        if name is not None and name.strip() != record["name"]:
            made.append({"op": "rename", "code": code, "name": name})
        for level in parents:
            parent = sent.get(f"parent-{level}:{code}")
            if parent is not None and parent != (record[f"parent:{level}"] or ""):
                made.append({"op": "parent", "code": code, "level": level, "parent": parent})
        other = sent.get(f"code:{code}")
        if other is not None and other.strip() != code:
            codes.append({"op": "code", "code": code, "to": other})
    return [*made, *codes]


def _editor(request: HttpRequest, row: EditDraft, fault: str = "", sent: QueryDict | None = None) -> HttpResponse:
    base, units = geographies.base_of(row), geographies.units_of(row)
    language, data = words.language(), row.data
    levels = [name.removeprefix("parent:") for name in units.frame.columns if name.startswith("parent:")]
    context = {
        "draft": row,
        "title": f"{base.level.plural.get(language)}: {base.name.get(language)}" if base.key else _new_title(base),
        "base": base,
        "rows": _rows(units, levels),
        "parents": [{"level": level, "title": _level_name(level)} for level in levels],
        "shapes": units.shaped,
        "bounds": _bounds(),
        "steps": data["at"],
        "may_redo": data["at"] < len(data["steps"]),
        "stale": geographies.is_stale(row),
        "fault": fault,
        "sent": sent or {},
        "figures": steps_in_words(data["steps"][: data["at"]]),
    }
    return page(request, "editing", "catalogue/editing/areas.html", context, status=422 if fault else 200)


def _bounds() -> str:
    """West, south, east, north of the town, for a map on which there is nothing yet."""
    for row in Geography.objects.filter(current__isnull=False).select_related("current").order_by("level__rank"):
        if row.current is not None and row.current.manifest.get("bounds"):
            return ",".join(f"{value:.6f}" for value in row.current.manifest["bounds"])
    return ""


def _new_title(base: geographies.Base) -> str:
    return f"{base.level.plural.get(words.language())}: {gettext('a new geography')}"


def _level_name(key: str) -> str:
    row = Level.objects.filter(key=key).first()
    return str(row.name.get(words.language())) if row else key


def _rows(units: Units, levels: list[str]) -> list[dict[str, Any]]:
    options = {level: _parent_units(level) for level in levels}
    return [
        {
            "code": str(record["code"]),
            "name": record["name"],
            "origins": ", ".join(origins) if origins != [record["code"]] else "",
            "fresh": not origins,
            "parents": [
                {
                    "level": level,
                    "options": [(code, name, code == record[f"parent:{level}"]) for code, name in options[level]],
                }
                for level in levels
            ],
        }
        for record, origins in zip(
            units.frame.drop(columns="geometry", errors="ignore").to_dict("records"), units.origins, strict=True
        )
    ]


def _parent_units(level: str) -> list[tuple[str, str]]:
    """Units of the newest geography of a level."""
    row = Geography.objects.filter(level__key=level, current__isnull=False).order_by("-valid_from", "-key").first()
    return list(row.units.values_list("code", "name")) if row else []


STEPS = {
    "rename": gettext_noop("renamed"), "code": gettext_noop("new code"), "parent": gettext_noop("other unit above"),
    "merge": gettext_noop("merged"), "delete": gettext_noop("deleted"), "add": gettext_noop("added"),
    "reshape": gettext_noop("border moved"), "split": gettext_noop("split"),
}  # fmt: skip


def steps_in_words(done: list[list[dict[str, Any]]]) -> list[str]:
    """Each step as a short line."""
    lines = []
    for step in done:
        parts = []
        for op in step[:6]:
            what = ", ".join(op["codes"]) if op["op"] in ("merge", "delete") else op["code"]
            to = (
                op.get("to")
                or op.get("name")
                or op.get("parent")
                or ", ".join(op.get("codes", [])) * (op["op"] == "split")
            )
            parts.append(f"{what} {gettext(STEPS[op['op']])}" + (f" → {to}" if to else ""))
        lines.append("; ".join(parts) + (" …" if len(step) > 6 else ""))
    return lines


@require_safe
@login_required
def shapes(request: HttpRequest, draft: int) -> HttpResponse:
    """The units of the draft with all their vertices (GeoJSON)."""
    row = geographies.find(by=reader_of(request.user), pk=draft)
    found = steps.features(geographies.units_of(row))
    return JsonResponse(found, headers={"Cache-Control": "private, no-store"}, content_type="application/geo+json")


@require_POST
@login_required
def step(request: HttpRequest, draft: int) -> HttpResponse:
    """One step that was drawn on the map."""
    by = reader_of(request.user)
    row = geographies.find(by=by, pk=draft)
    try:
        op = json.loads(request.body)
        geographies.act(by=by, draft=row, step=[dict(op)])
    except (ValueError, TypeError):
        return JsonResponse({"fault": gettext("This step cannot be done.")}, status=422)
    except InputRejected as refused:
        return JsonResponse({"fault": _words(refused)}, status=422)
    return JsonResponse({"done": True})


@require_POST
@login_required
def submit(request: HttpRequest, draft: int) -> HttpResponse:
    """Check: the draft becomes a delivery of areas."""
    by, sent = reader_of(request.user), request.POST
    row = geographies.find(by=by, pk=draft)
    try:
        delivery = geographies.submit(by=by, draft=row, target=_target(row, sent), reason=sent.get("reason", ""))
    except InputRejected as refused:
        return _editor(request, row, _words(refused), sent)
    except Conflict:
        return _editor(request, row, gettext("Somebody else published this geography meanwhile."), sent)
    return redirect("delivery", key=delivery.key)


def _target(row: EditDraft, sent: QueryDict) -> Target:
    if sent.get("as", "same") == "same" and row.data["key"]:
        return Target(row.data["key"], "")
    return Target(
        sent.get("key", ""), sent.get("title", ""), _day(sent.get("valid_from", "")), _day(sent.get("valid_to", ""))
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text.strip() else None
    except ValueError:
        raise InputRejected([Problem("This is no day.", "day", found=text)], "areas") from None
