"""Profile and comparison as PDF: tagged, PDF/UA-1, the same bytes for the same figures."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, override
from django.views.decorators.http import require_safe

from quartier.atlas.documents import compiling
from quartier.atlas.pictures.palette import Theme, colours
from quartier.atlas.profile import compare as comparing
from quartier.atlas.profile.asked import reader_and_language
from quartier.atlas.profile.panels import strong_parts
from quartier.atlas.profile.portrait import Portrait, gathered, portrait
from quartier.atlas.profile.subject import Subject
from quartier.atlas.profile.views import place_asked
from quartier.catalogue.models import WorkspaceProfile
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.panels import Block, Drawing, Number, Numbers, Paragraph, Place, Table, panels
from quartier.kernel.period import parse
from quartier.kernel.reader import Audience

Json = dict[str, Any]


@require_safe
def quarter_pdf(request: HttpRequest, level: str, code: str) -> HttpResponse:
    """The profile as a document: every panel that has something for paper."""
    place, subject = place_asked(request, level, code)
    with gathered(), override(place.language):
        found = portrait(place)
        content = typeset(profile_data(place, subject, found))
    confidential = any(figure.release.audience != Audience.PUBLIC for figure in found.everything)
    return _answer(content, f"profil-{level}-{code}", private=subject.own or confidential)


@require_safe
def compare_pdf(request: HttpRequest) -> HttpResponse:
    """The comparison as a document."""
    reader, language = reader_and_language(request)
    pairs = comparing.pairs_of(request.GET.getlist("unit"))
    if len(pairs) < comparing.FEWEST:
        problem = Problem("there is nothing to compare", column="unit", found=str(len(pairs)), expected="two to five")
        raise InputRejected([problem], subject="comparison")
    shades = colours(Theme.PRINT)
    with override(language):
        table = comparing.comparison(pairs, as_of=None, reader=reader, language=language, colours=shades)
        content = typeset(comparison_data(table, language))
    return _answer(content, "vergleich", private=reader.person is not None)


def _answer(content: bytes, name: str, *, private: bool) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    safe = re.sub(r"[^A-Za-z0-9_.-]+", "-", name)
    response.headers["Content-Disposition"] = f'inline; filename="{safe}.pdf"'
    response.headers["Cache-Control"] = "private, no-store" if private else "no-cache"
    return response


def typeset(data: Json) -> bytes:
    """A document from its data."""
    inputs = {"data": json.dumps(data, ensure_ascii=False, sort_keys=True)}
    return compiling.pdf(_template(), inputs=inputs)


@cache
def _template() -> bytes:
    return (files("quartier.atlas.documents") / "templates" / "profile.typ").read_bytes()


def profile_data(place: Place, subject: Subject, found: Portrait) -> Json:
    """All that the template needs for a profile."""
    sections = [_section(panel.key, panel.title(), panel.paper(place)) for panel in panels()]
    above = [named.name for named in (*([subject.town] if subject.town else []), *reversed(subject.parents))]
    kicker = " · ".join([*above, f"{subject.level_name} {subject.named.code}".strip()])
    newest = max((figure.release.published_at for figure in found.figures), default=None)
    state = parse(newest.date().isoformat()).label(place.language) if newest else ""
    geography = subject.geography.name.get(place.language) if subject.geography else ""
    facts = [
        gettext("newest release of %(date)s") % {"date": state} if state else "",
        f"{gettext('Geography')}: {geography}" if geography else "",
        gettext("figures up to %(date)s") % {"date": parse(place.as_of).label(place.language)} if place.as_of else "",
    ]
    return _document(
        title=subject.named.name, kicker=kicker, subtitle=" · ".join(fact for fact in facts if fact),
        sections=[section for section in sections if section["blocks"]], language=place.language,
    )  # fmt: skip


def comparison_data(table: comparing.Comparison, language: str) -> Json:
    """All that the template needs for a comparison; wide tables lie on their side."""
    names = [subject.named.name for subject in table.subjects]
    head = [gettext("Indicator"), *names, *([table.town.name] if table.town else []), gettext("Side by side")]
    shades = ["", *colours(Theme.PRINT).selected[: len(names)]]
    blocks = [_matrix(title, head, shades, rows, town=table.town is not None) for title, rows in table.groups]
    town = table.town.name if table.town else ""
    note = gettext("Below each value: difference from %(town)s; for counts the part of %(town)s.") % {"town": town}
    key = ", ".join(names)
    paragraphs = [_paragraph(note)] if town else []
    sections = [{"title": "", "aside": None, "blocks": [*paragraphs, *blocks]}]
    told = [_paragraph("; ".join(table.sources))]
    sections.append({"title": gettext("Sources"), "aside": None, "blocks": told})
    return _document(
        title=gettext("Compare areas"), kicker=key, subtitle="", sections=sections, language=language,
        flipped=len(names) > 2,
    )  # fmt: skip


def _document(
    *, title: str, kicker: str, subtitle: str, sections: Sequence[Json], language: str, flipped: bool = False
) -> Json:
    workspace = WorkspaceProfile.objects.filter(pk=1).first()
    town = workspace.name.get(language) if workspace else ""
    footer = f"{title} · {town} · Quartier"
    if workspace and workspace.fictitious:
        word = gettext("%(name)s is a made-up town: names, areas and figures are invented.") % {"name": town}
        footer = f"{title} · Quartier · {word}"
    return {
        "title": title, "kicker": kicker, "subtitle": subtitle, "sections": list(sections), "lang": language,
        "author": town or "Quartier", "footer": footer, "flipped": flipped,
    }  # fmt: skip


def _section(key: str, title: str, blocks: Sequence[Block]) -> Json:
    """The first narrow drawing of a panel stands beside its text."""
    aside = next((block for block in blocks if isinstance(block, Drawing) and block.width < 1), None)
    rest = [block for block in blocks if block is not aside]
    return {
        "title": "" if key == "situation" else title,
        "aside": None if aside is None else _drawing(aside),
        "blocks": [_block(block) for block in rest],
    }


def _block(block: Block) -> Json:
    match block:
        case Paragraph():
            return _paragraph(block.text)
        case Table():
            columns = len(block.head)
            return {
                "kind": "table",
                "columns": columns,
                "head": list(block.head),
                "rows": [list(r) for r in block.rows],
            }
        case Drawing():
            return {"kind": "drawing", **_drawing(block), "width": block.width}
        case Numbers():
            return {"kind": "numbers", "title": block.title, "items": [_number(item) for item in block.items]}


def _paragraph(text: str) -> Json:
    return {"kind": "paragraph", "parts": [{"text": part, "strong": strong} for part, strong in strong_parts(text)]}


def _drawing(block: Drawing) -> Json:
    return {"svg": block.svg, "alternative": block.alternative}


def _number(item: Number) -> Json:
    drawings = [_drawing(drawing) for drawing in item.drawings]
    return {"name": item.name, "value": item.value, "lines": list(item.lines), "drawings": drawings}


def _matrix(title: str, head: list[str], shades: list[str], rows: Sequence[comparing.Row], *, town: bool) -> Json:
    """`shades`: the colour of the dot before each head, "" for none."""
    lines = [_line(row, town=town) for row in rows]
    return {"kind": "matrix", "title": title, "head": head, "shades": shades, "rows": lines}


def _line(row: comparing.Row, *, town: bool) -> list[Json]:
    def cell(text: str, small: str = "", svg: str = "", alternative: str = "") -> Json:
        return {"text": text, "small": small, "svg": svg, "alternative": alternative}

    cells = [
        cell("–") if one is None else cell(one.value, " · ".join(p for p in (one.difference, one.period) if p))
        for one in row.cells
    ]
    middle = [*cells, *([cell(row.town)] if town else [])]
    return [cell(row.name, row.period), *middle, cell("", svg=row.chart, alternative=row.name)]
