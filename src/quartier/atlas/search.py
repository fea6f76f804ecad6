"""What the one search finds in the atlas: indicators and units."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from quartier.atlas.models import Board
from quartier.catalogue import listing
from quartier.catalogue.areas import visible_areas
from quartier.catalogue.finding import Entry, Index, rank
from quartier.catalogue.models import OWN_LEVEL, Geography, Level, Topic, Unit
from quartier.kernel.declared import LevelKind
from quartier.kernel.pages import Hit
from quartier.kernel.reader import Reader


def indicators(query: str, reader: Reader, language: str, limit: int) -> list[Hit]:
    """Indicators by name, synonym, definition; they open on the map."""
    rows = listing.visible_indicators(reader)
    found = rank(query, listing.indicator_entries(rows), limit)
    by_pk = {row.pk: row for row in rows.filter(pk__in=[one.item for one in found]).prefetch_related("wordings")}
    topics = _topics_of([one.item for one in found], language)
    hits = []
    for one in found:
        row = by_pk[one.item]
        subtitle = " · ".join(part for part in (topics.get(row.pk, ""), row.unit.get(language)) if part)
        address = f"{reverse('karte')}?{urlencode({'indicator': row.key})}"
        hits.append(Hit(row.wording().name.get(language), subtitle, address, one.score, f"indicator:{row.key}"))
    return hits


def _topics_of(pks: list[int], language: str) -> dict[int, str]:
    pairs = Topic.objects.filter(indicators__in=pks).values_list("indicators__pk", "name")
    return {pk: name.get(language) for pk, name in reversed(pairs)}


def units(query: str, _reader: Reader, language: str, limit: int) -> list[Hit]:
    """Named units by name or code, those of the newest geography of each level."""
    levels = {row.key: row for row in Level.objects.exclude(kind=LevelKind.REFERENCE)}
    releases = Geography.objects.filter(current__isnull=False, level__key__in=levels).order_by("pk")
    hits = []
    for one in _index(tuple(releases.values_list("current_id", flat=True))).find(query, limit):
        level, code, name = one.item
        # a larger unit of the same name is meant more often
        score = one.score - min(levels[level].rank, 9) * 0.01
        subtitle = f"{levels[level].name.get(language)} · {code}"
        hits.append(Hit(name, subtitle, unit_address(level, code), score, f"unit:{level}:{code}"))
    return hits


@lru_cache(maxsize=2)
def _index(releases: tuple[int, ...]) -> Index[tuple[str, str, str]]:
    """Names and codes of the units of some releases; releases never change, so the index may be kept."""
    rows = Unit.objects.filter(geography__current__in=releases)
    newest = rows.order_by("geography__valid_from", "geography__key", "position")
    pairs = newest.values_list("geography__level__key", "code", "name")
    known = {(level, code): name for level, code, name in pairs}
    return Index(Entry(name, code, (level, code, name)) for (level, code), name in known.items())


def own_areas(query: str, reader: Reader, _language: str, limit: int) -> list[Hit]:
    """Areas of one's own that this reader may see."""
    rows = visible_areas(reader).values_list("key", "name", "description", "owner_name")
    entries = [Entry(name, description, (key, name, owner)) for key, name, description, owner in rows]
    return [
        Hit(one.item[1], one.item[2], unit_address(OWN_LEVEL, one.item[0]), one.score, f"area:{one.item[0]}")
        for one in rank(query, entries, limit)
    ]


def unit_address(level: str, code: str) -> str:
    """The page of a unit."""
    return reverse("quarter", args=[level, code])


def boards(query: str, reader: Reader, _language: str, limit: int) -> list[Hit]:
    """Boards by title and description."""
    rows = {row.pk: row for row in Board.objects.visible_to(reader)}
    entries = [Entry(row.title, row.description, row.pk) for row in rows.values()]
    return [
        Hit(rows[one.item].title, rows[one.item].description, reverse("board", args=[rows[one.item].key]), one.score,
            f"board:{rows[one.item].key}")
        for one in rank(query, entries, limit)
    ]  # fmt: skip
