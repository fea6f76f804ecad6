"""Which levels and periods an indicator has, how full they are, and where the files are."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language, gettext

from quartier.atlas.sheets.model import Fact, Section
from quartier.catalogue.models import Geography, Indicator, Level, Release
from quartier.catalogue.observations import Asked, observations
from quartier.kernel.numbers import format_number
from quartier.kernel.period import parse
from quartier.kernel.presence import Presence
from quartier.kernel.reader import Reader

_FORMATS = (("csv", "CSV"), ("csv-de", "CSV (Excel)"), ("xlsx", "XLSX"), ("parquet", "Parquet"))


def coverage_section(row: Indicator, release: Release, reader: Reader, language: str) -> Section:
    """For each level and geography: periods, broken down into how many slices, how many of the units have a value."""
    levels = {level.key: level for level in Level.objects.all()}
    parts: dict[tuple[str, str], list[dict[str, object]]] = {}
    for part in release.manifest["coverage"]:
        parts.setdefault((part["level"], part["geography"]), []).append(part)
    rows = []
    for (level, geography), found in sorted(parts.items(), key=lambda item: _rank(levels, item[0])):
        named = levels[level].plural.get(language) if level in levels else level
        periods = sorted({parse(str(text)) for part in found for text in part["periods"]})  # type: ignore[attr-defined]
        span = periods[-1].label(language)
        if len(periods) > 1:
            span = f"{periods[0].label(language)} – {span} ({len(periods)})"
        known = _known(row, level, geography, periods[-1].text, reader)
        rows.append((named, geography, span, str(len([p for p in found if p["slice"]])), known))
    head = (
        gettext("Level"),
        gettext("Geography"),
        gettext("Periods"),
        gettext("Members"),
        gettext("With a value, newest period"),
    )
    return Section("coverage", gettext("Levels and periods"), head=head, rows=tuple(rows), right=(3, 4))


def _rank(levels: dict[str, Level], place: tuple[str, str]) -> tuple[int, str]:
    return (levels[place[0]].rank if place[0] in levels else 99, place[1])


def _known(row: Indicator, level: str, geography: str, period: str, reader: Reader) -> str:
    """ "92 of 96": units with a value; what is hidden is named."""
    asked = Asked(level=level, geography=geography, periods=[period], slices=[""])
    frame = observations(row, reader=reader, asked=asked)
    place = Geography.objects.filter(level__key=level, key=geography, current__isnull=False).first()
    count = place.current.manifest["count"] if place and place.current else len(frame)
    valued = int((frame["presence"] == int(Presence.VALUE)).sum())
    hidden = int((frame["presence"] == int(Presence.SUPPRESSED)).sum())
    text = gettext("%(known)s of %(all)s") % {"known": _number(valued), "all": _number(count)}
    return f"{text}, {gettext('hidden')}: {_number(hidden)}" if hidden else text


def _number(n: int) -> str:
    return format_number(float(n), 0, get_language() or "de")


def downloads(row: Indicator, release: Release, language: str) -> Section:
    """Addresses under which the whole indicator can be had."""
    places = {(part["level"], part["geography"]) for part in release.manifest["coverage"]}
    links = []
    for key, label in _FORMATS:
        query = urlencode({"indicator": row.key, "format": key, "lang": language})
        links.append(Fact(label, label, f"{reverse('export')}?{query}"))
    texts = (gettext("All levels, periods and members in one file."),) if len(places) > 1 else ()
    return Section("downloads", gettext("Download"), texts=texts, links=tuple(links))
