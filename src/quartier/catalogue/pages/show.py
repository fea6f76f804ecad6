"""A delivery as its pages show it."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.utils.translation import gettext

from quartier.catalogue.deliveries.areas import ENDINGS
from quartier.catalogue.editing.addresses import edit_of
from quartier.catalogue.models import Delivery, Dimension, Geography, Indicator
from quartier.catalogue.models.deliveries import UNFINISHED
from quartier.catalogue.pages import words
from quartier.catalogue.pages.pull_words import pulled
from quartier.sources.tables import Column, Mapping, Role
from quartier.sources.tables.encoding import ENCODINGS

_PAGE = 50
GEO_ENDINGS = ENDINGS


def steps(current: int, delivery: Delivery) -> list[dict[str, Any]]:
    """The steps of the wizard; done ones are links."""
    of_areas = delivery.kind == Delivery.Kind.GEOGRAPHY
    made = [
        (gettext("File"), ""),
        (gettext("Understand"), "delivery-areas" if of_areas else "delivery-mapping"),
        (gettext("Check"), "delivery-areas-preview" if of_areas else "delivery-preview"),
        (gettext("Publish"), ""),
    ]
    may = {1: delivery.editable, 2: delivery.editable and bool(delivery.basis)}
    return [
        {"number": number + 1, "text": text, "name": name if may.get(number) and number != current else "",
         "current": number == current, "done": number < current}
        for number, (text, name) in enumerate(made)
    ]  # fmt: skip


def frame(delivery: Delivery, current: int) -> dict[str, Any]:
    return {
        "delivery": delivery,
        "steps": steps(current, delivery),
        "state": gettext(words.STATES[delivery.state]),
        "failure": delivery.failure,
        "pulled": pulled(delivery) if delivery.state in UNFINISHED else None,
        "edit_address": edit_of(delivery) if delivery.editable else "",
    }


def understanding(delivery: Delivery) -> dict[str, Any]:
    """What was recognised, the open questions, the mapping to be changed."""
    mapping = Mapping.from_json(delivery.mapping)
    proposal = words.localised(delivery.proposal)
    names = indicator_names()
    samples = {item["number"]: item for item in proposal.get("columns", [])}
    return {
        "mapping": mapping,
        "findings": [_finding(item, samples, names) for item in proposal["findings"]],
        "remembered": proposal["remembered"],
        "questions": [_question(item, samples) for item in proposal["questions"] if item["key"] in mapping.open],
        "problems": [item for item in proposal["problems"] if item["code"] != "no-unit-column"],
        "no_unit": not mapping.of_role(Role.UNIT) and not mapping.unit,
        "asked_whole": "whole" in mapping.open,
        "columns": [_column(column, samples, names) for column in mapping.columns],
        "geographies": _geographies(mapping),
        "sheets": [item for item in proposal["sheets"] if not item["hidden"]],
        "encodings": _encodings(delivery),
        "markers": [{"text": text, "choices": words.choices(words.MARKERS, kind)} for text, kind in mapping.markers],
    }


def indicator_names() -> dict[str, str]:
    rows = Indicator.objects.prefetch_related("wordings")
    return {row.key: row.wording().name.get(words.language()) for row in rows}


def _encodings(delivery: Delivery) -> list[dict[str, Any]]:
    if delivery.proposal.get("kind") != "csv":
        return []
    used = delivery.encoding or delivery.proposal.get("encoding", "")
    return [{"value": item, "text": item, "chosen": item == used} for item in ENCODINGS]


def _finding(item: dict[str, Any], samples: dict[int, Any], names: dict[str, str]) -> dict[str, Any]:
    value = names.get(item["value"], item["value"])
    if item["what"] == "layout":
        value = gettext(words.LAYOUTS[value])
    if item["what"] == "period":
        value = words.period(value)
    if item["what"] == "marker":
        text, _, kind = value.rpartition(" = ")
        value = f"{text} = {gettext(words.MARKERS.get(kind, kind))}"
    column = samples.get(item["column"] or 0)
    return {
        **item,
        "title": gettext(words.FINDINGS.get(item["what"], item["what"])),
        "value": value,
        "sure": gettext(words.CERTAINTIES[item["certainty"]]),
        "letters": column["letters"] if column else "",
    }


def _question(item: dict[str, Any], samples: dict[int, Any]) -> dict[str, Any]:
    topic, _, detail = item["key"].partition(":")
    return {
        **item,
        "id": "q-" + "".join(c if c.isalnum() else f"-{ord(c)}-" for c in item["key"]),
        "letters": [samples[number]["letters"] for number in item["columns"] if number in samples],
        "new_indicator": topic == "indicator",
        "column": detail if topic == "indicator" and detail else "0",
        "few": 0 < len(item["options"]) <= 4 and topic != "indicator",
        "is_period": item["key"] == "period" and not item["options"],
    }


def _column(column: Column, samples: dict[int, Any], names: dict[str, str]) -> dict[str, Any]:
    sample = samples.get(column.number, {"letters": str(column.number), "cells": []})
    marks = "doubt" if column.doubt else f"{column.decimal}{column.thousands}"
    return {
        "number": column.number,
        "letters": sample["letters"],
        "header": column.header,
        "cells": [cell for cell in sample["cells"] if cell.strip()],
        "roles": words.choices(words.ROLES, column.role),
        "used": column.role is not Role.IGNORE,
        "by": column.by,
        "measures": column.measures,
        "role": column.role,
        "indicators": [{"value": key, "text": name, "chosen": key == column.indicator} for key, name in names.items()],
        "period": column.period,
        "slices": _slices(column),
        "marks": marks,
        "scaled": column.scale == 100.0,
        "dimensions": _dimensions(column),
    }


def _slices(column: Column) -> list[dict[str, Any]]:
    language = words.language()
    made = [
        (f"{row.key}={member.key}", f"{row.name.get(language)}: {member.name.get(language)}")
        for row in Dimension.objects.prefetch_related("members")
        for member in row.members.all()
    ]
    if column.slice and column.slice not in dict(made):
        made.append((column.slice, column.slice))
    return [{"value": key, "text": text, "chosen": key == column.slice} for key, text in made]


def _dimensions(column: Column) -> list[dict[str, Any]]:
    return [
        {"value": row.key, "text": row.name.get(words.language()), "chosen": row.key == column.dimension}
        for row in Dimension.objects.all()
    ]


def _geographies(mapping: Mapping) -> list[dict[str, Any]]:
    rows = (
        Geography.objects.filter(current__isnull=False).select_related("level").order_by("level__rank", "-valid_from")
    )
    language = words.language()
    return [
        {
            "value": f"{row.level.key}/{row.key}",
            "text": f"{row.level.plural.get(language)}: {row.name.get(language)}",
            "chosen": (row.level.key, row.key) in mapping.geographies,
        }
        for row in rows
    ]


def preview(request: HttpRequest, delivery: Delivery) -> dict[str, Any]:
    """The report of the check, filtered as the address says."""
    report = words.localised(delivery.report)
    names = indicator_names()
    labels = {f"{row.level.key}/{row.key}": row for row in Geography.objects.select_related("level")}
    return {
        **problem_table(request, report),
        "matched": [_matched(item, labels) for item in report["matched"]],
        "indicators": [_indicator(item, names) for item in report["indicators"]],
        "totals": [_total(item, names) for item in report["totals"]],
        "swaps": [[_series_name(text, names) for text in pair] for pair in report["swaps"]],
        "new_ones": any(not item["audience"] for item in report["indicators"]),
        "audiences": words.choices(words.AUDIENCES, delivery.audience),
        "publishable": bool(report.get("frames")),
    }


def problem_table(request: HttpRequest, report: dict[str, Any]) -> dict[str, Any]:
    """One page of the problems that fit the filter in the address."""
    severity, query = request.GET.get("severity", ""), request.GET.get("find", "")
    problems = [item for item in report["problems"] if _meets(item, severity, query.casefold())]
    counts = {kind: sum(item["severity"] == kind for item in report["problems"]) for kind in words.SEVERITIES}
    page = Paginator(problems, _PAGE).get_page(request.GET.get("page"))
    return {
        "report": report,
        "problems": page,
        "shown": [{**item, "severity_word": gettext(words.SEVERITIES[item["severity"]])} for item in page],
        "counts": counts,
        "severities": words.choices(words.SEVERITIES, severity),
        "find": query,
    }


def _meets(item: dict[str, Any], severity: str, query: str) -> bool:
    if severity and item["severity"] != severity:
        return False
    texts = (item["message"], item["column"], item["found"], item["expected"], item["row"])
    return not query or any(query in str(text).casefold() for text in texts if text is not None)


def _matched(item: dict[str, Any], labels: dict[str, Geography]) -> dict[str, Any]:
    row = labels.get(f"{item['level']}/{item['geography']}")
    language = words.language()
    return {
        **item,
        "label": row.level.plural.get(language) if row else item["level"],
        "name": row.name.get(language) if row else item["geography"],
        "share": round(100 * item["units"] / item["of"]) if item["of"] else 0,
        "few": item["absent"][:12],
        "more": max(0, item["of"] - item["units"] - 12),
    }


def _indicator(item: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    row = Indicator.objects.get(key=item["key"])
    found = item["difference"]
    for kind in ("largest", "gone", "outliers"):
        found[kind] = [_change(change, row.decimals) for change in found[kind]]
    found["breaks"] = [_break(one, row) for one in found["breaks"]]
    presence = {gettext(word): item["presence"].get(str(code)) for code, word in _PRESENCES.items()}
    return {
        **item,
        "name": names.get(item["key"], item["key"]),
        "unit": row.unit.get(words.language()),
        "periods": [words.period(text) for text in item["periods"]],
        "audience": gettext(words.AUDIENCES[item["audience"]]) if item["audience"] else "",
        "absent": {word: count for word, count in presence.items() if count},
    }


_PRESENCES = {1: words.MARKERS["missing"], 2: words.MARKERS["not-applicable"], 3: words.MARKERS["suppressed"]}


def _change(item: dict[str, Any], decimals: int) -> dict[str, Any]:
    step = None if item["old"] is None or item["new"] is None else item["new"] - item["old"]
    return {
        **item,
        "period": words.period(item["period"]),
        "before": words.period(item["before"]) if item["before"] else "",
        "old": words.number(item["old"], decimals),
        "new": words.number(item["new"], decimals),
        "step": "" if step is None else ("+" if step > 0 else "") + words.number(step, decimals).replace("-", "−"),
    }


def _break(item: dict[str, Any], row: Indicator) -> dict[str, Any]:
    def said(step: float | None) -> str:
        if step is None:
            return ""
        if item["relative"]:
            return words.number(100 * (2.718281828459045**step - 1), 1) + " %"
        return words.number(step, row.decimals)

    return {**item, "period": words.period(item["period"]), "before": words.period(item["before"]),
            "step": said(item["step"]), "usual": said(item["usual"])}  # fmt: skip


def _bounds(lower: float | None, upper: float | None) -> str:
    """A sum that is known between bounds; one bound may be unknown, where values are hidden."""
    if lower is None or upper is None:
        return (
            f"≥ {words.number(lower)}" if lower is not None else f"≤ {words.number(upper)}" if upper is not None else ""
        )
    return f"{words.number(lower)} – {words.number(upper)}"


def _total(item: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    bounds = _bounds(item["lower"], item["upper"]) if item["computed"] is None else ""
    return {
        **item,
        "indicator": names.get(item["indicator"], item["indicator"]),
        "period": words.period(item["period"]),
        "delivered": words.number(item["delivered"]),
        "computed": words.number(item["computed"]) if item["computed"] is not None else bounds,
        "difference": words.number(item["difference"]),
        "compared": bool(item["level"]),
    }


def _series_name(text: str, names: dict[str, str]) -> str:
    key, _, part = text.partition(" ")
    return f"{names.get(key, key)} {part}".strip()
