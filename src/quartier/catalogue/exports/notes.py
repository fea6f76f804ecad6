"""What goes along with every export: what the figures mean, where they come from, the licence, the release."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from quartier.catalogue.exports.selection import Place, Plan
from quartier.catalogue.listing import slice_names
from quartier.catalogue.models import Indicator, Release, Source, WorkspaceProfile
from quartier.kernel import wire as words
from quartier.kernel.text import Text

Notes = dict[str, Any]
"""Plain JSON: workspace, indicators, geographies, slices, legend. The same in every format."""

_LABELS = {
    "workspace": Text("Kommune", "Municipality"),
    "fictitious": Text("Hinweis", "Note"),
    "attribution": Text("Quellenvermerk", "Attribution"),
    "name": Text("Name", "Name"),
    "definition": Text("Definition", "Definition"),
    "unit": Text("Maßeinheit", "Unit of measure"),
    "numerator": Text("Zähler", "Numerator"),
    "denominator": Text("Nenner", "Denominator"),
    "factor": Text("Faktor (Wert = Faktor × Zähler / Nenner)", "Factor (value = factor × numerator / denominator)"),
    "notes": Text("Anmerkungen", "Remarks"),
    "classes": Text("Klassen", "Classes"),
    "source": Text("Quelle", "Source"),
    "publisher": Text("Herausgeber", "Publisher"),
    "url": Text("Adresse der Quelle", "Address of the source"),
    "licence": Text("Lizenz", "Licence"),
    "licence_url": Text("Lizenztext", "Text of the licence"),
    "release": Text("Datenversion", "Release"),
    "checksum": Text("Prüfsumme", "Checksum"),
    "published_at": Text("Veröffentlicht", "Published"),
    "vintage": Text("Stand der Daten", "Vintage"),
    "audience": Text("Leserkreis", "Audience"),
    "release_note": Text("Anmerkung zur Datenversion", "Note on the release"),
    "valid_from": Text("Gültig ab", "Valid from"),
    "valid_to": Text("Gültig bis", "Valid to"),
    "presence": Text("Angabe", "Presence"),
    "flags": Text("Hinweise", "Flags"),
    "confidentiality": Text("Geheimhaltung", "Confidentiality"),
    "indicator": Text("Indikator", "Indicator"),
    "geography": Text("Gebietsstand", "Geography"),
    "slice": Text("Merkmale", "Slice"),
    "column": Text("Spalte", "Column"),
}
_FICTITIOUS = Text("Erfundene Stadt: Namen, Gebiete und Zahlen sind ausgedacht.",
                   "A made-up town: names, areas and figures are invented.")  # fmt: skip


def notes(plan: Plan, language: str) -> Notes:
    """Everything about a plan but its figures."""
    profile = WorkspaceProfile.objects.filter(pk=1).first()
    return {
        "workspace": profile.name.get(language) if profile else "",
        "fictitious": bool(profile and profile.fictitious),
        "language": language,
        "indicators": [_indicator(row, plan.releases[row.key], language) for row in plan.indicators],
        "geographies": [_place(place, language) for place in plan.places],
        "slices": slice_names(plan.slices, language),
        "legend": words.legend(language),
    }


def _indicator(row: Indicator, release: Release, language: str) -> Notes:
    text = row.wording()
    return {
        "key": row.key,
        "name": text.name.get(language),
        "definition": text.definition.get(language),
        "kind": row.kind,
        "unit": row.unit.get(language),
        "decimals": row.decimals,
        "factor": row.factor,
        "numerator": text.numerator.get(language),
        "denominator": text.denominator.get(language),
        "notes": text.notes.get(language),
        "classes": [{"code": c["code"], "name": Text.from_dict(c["name"]).get(language)} for c in row.classes],
        "source": _source(row.source, language),
        "release": {
            "number": release.number,
            "checksum": release.checksum,
            "published_at": release.published_at.isoformat(),
            "vintage": release.vintage,
            "audience": release.audience,
            "note": release.note,
        },
    }


def _source(row: Source, language: str) -> Notes:
    return {
        "name": row.name.get(language),
        "publisher": row.publisher,
        "attribution": row.attribution or ", ".join(filter(None, (row.publisher, row.name.get(language)))),
        "url": row.url,
        "licence": row.licence.name,
        "licence_key": row.licence.key,
        "licence_url": row.licence.url,
    }


def _place(place: Place, language: str) -> Notes:
    row = place.row
    return {
        "level": place.level,
        "geography": place.geography,
        "level_name": row.level.name.get(language),
        "name": row.name.get(language),
        "valid_from": row.valid_from.isoformat() if row.valid_from else None,
        "valid_to": row.valid_to.isoformat() if row.valid_to else None,
        "checksum": row.current.checksum if row.current else "",
        "source": _source(row.source, language),
    }


def sources(found: Notes) -> list[Notes]:
    """The different sources of figures and areas."""
    listed = [item["source"] for item in (*found["indicators"], *found["geographies"])]
    return list({(item["attribution"], item["licence"]): item for item in listed}.values())


def licence_line(source: Notes) -> str:
    """Licence with its address."""
    return " ".join(filter(None, (source["licence"], f"({source['licence_url']})" if source["licence_url"] else "")))


def release_line(release: Notes) -> str:
    """Number and checksum of a release."""
    return f"{release['number']} (sha256 {release['checksum']})"


def lines(found: Notes, columns: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """The notes as (about, what, text) for people: a sheet, a table, a text file. `columns`: name and meaning."""
    language = found["language"]

    def label(key: str) -> str:
        return _LABELS[key].get(language)

    yield label("workspace"), "", found["workspace"]
    if found["fictitious"]:
        yield label("fictitious"), "", _FICTITIOUS.get(language)
    for item in found["indicators"]:
        about = f"{label('indicator')} {item['key']}"
        yield from ((about, label(what), text) for what, text in _indicator_texts(item) if text)
    for item in found["geographies"]:
        about = f"{label('geography')} {item['level']} {item['geography']}"
        yield from ((about, label(what), text) for what, text in _place_texts(item) if text)
    yield from ((label("slice"), key, name) for key, name in found["slices"].items() if key)
    yield from ((label("column"), name, meaning) for name, meaning in columns)
    for axis, meanings in found["legend"].items():
        yield from ((label(axis), key, meaning) for key, meaning in meanings.items())


def _indicator_texts(item: Notes) -> Iterator[tuple[str, str]]:
    for key in ("name", "definition", "unit", "numerator", "denominator"):
        yield key, item[key]
    if item["numerator"] and item["denominator"]:
        yield "factor", repr(item["factor"])
    yield "notes", item["notes"]
    yield "classes", "; ".join(f"{one['code']:g} = {one['name']}" for one in item["classes"])
    yield from _source_texts(item["source"])
    release = item["release"]
    yield "release", str(release["number"])
    for key in ("checksum", "published_at", "vintage", "audience"):
        yield key, release[key]
    yield "release_note", release["note"]


def _place_texts(item: Notes) -> Iterator[tuple[str, str]]:
    yield "name", item["name"]
    for key in ("valid_from", "valid_to"):
        yield key, item[key] or ""
    yield from _source_texts(item["source"])
    yield "checksum", item["checksum"]


def _source_texts(source: Notes) -> Iterator[tuple[str, str]]:
    yield "source", source["name"]
    for key in ("publisher", "attribution", "url", "licence", "licence_url"):
        yield key, source[key]
