"""Finding a unit: by name or code, typing errors understood; and all units of a level by what contains them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from quartier.atlas.profile.subject import Named
from quartier.catalogue import listing
from quartier.catalogue.areas import visible_areas
from quartier.catalogue.finding import Entry, Index, plain, rank
from quartier.catalogue.models import OWN_LEVEL, Geography, Level, Unit, WorkspaceProfile
from quartier.kernel.declared import LevelKind
from quartier.kernel.reader import Reader

MOST = 30
EXACT = 100.0
"""The very name or code; where only one area is called so, its page opens at once."""


@dataclass(frozen=True, slots=True)
class Found:
    """A unit that was found; `within` names the nearest area that contains it."""

    named: Named
    within: str
    score: float
    gone: bool = False
    """It exists in an earlier geography only."""


def find_units(query: str, *, reader: Reader, language: str, most: int = MOST) -> list[Found]:
    """The best hits, best first (100: the very name or code); those of earlier geographies after the others."""
    if not plain(query):
        return []
    found = [*_units(query, language), *_own_areas(query, reader, language)]
    return sorted(found, key=lambda hit: (-hit.score, hit.gone, hit.named.name, hit.named.code))[:most]


def _units(query: str, language: str) -> list[Found]:
    names = listing.level_names(language)
    rows = Geography.objects.filter(current__isnull=False, level__kind=LevelKind.AREAS).order_by("pk")
    newest = _newest_keys()
    index = _index(tuple(rows.values_list("current_id", flat=True)))
    hits = []
    for one in index.find(query, 2 * MOST):
        unit = one.item
        above = unit.parents[0] if unit.parents else None
        within = listing.unit_name(*above) if above else ""
        named = Named(unit.level, unit.code, unit.name, names.get(unit.level, unit.level))
        score = EXACT if plain(query) == plain(unit.code) else one.score
        hits.append(Found(named, within, score, newest.get(unit.level) != unit.geography))
    return hits


@dataclass(frozen=True, slots=True)
class _Known:
    level: str
    geography: str
    code: str
    name: str
    parents: tuple[tuple[str, str], ...]


@lru_cache(maxsize=2)
def _index(releases: tuple[int, ...]) -> Index[_Known]:
    """All units of some releases, each by the newest geography that knows it; releases never change."""
    rows = Unit.objects.filter(geography__current__in=releases).order_by("geography__valid_from", "geography__key")
    columns = ("geography__level__key", "geography__key", "code", "name", "parents")
    known = {
        (level, code): _Known(level, geography, code, name or code, tuple(parents.items()))
        for level, geography, code, name, parents in rows.values_list(*columns)
    }
    return Index(Entry(unit.name, unit.code, unit) for unit in known.values())


def _own_areas(query: str, reader: Reader, language: str) -> list[Found]:
    label = listing.OWN_NAME.get(language)
    entries = (Entry(area.name, f"{area.key} {area.description}", area) for area in visible_areas(reader))
    return [
        Found(Named(OWN_LEVEL, one.item.key, one.item.name, label), one.item.description, one.score)
        for one in rank(query, entries, MOST)
    ]


def _newest_keys() -> dict[str, str]:
    rows = Geography.objects.filter(current__isnull=False).order_by("valid_from", "key")
    return dict(rows.values_list("level__key", "key"))


@dataclass(frozen=True, slots=True)
class Grouped:
    """The units of a level that lie in one area of the level above."""

    above: Named | None
    units: tuple[Named, ...]


def levels_with_units(language: str) -> list[tuple[str, str, int]]:
    """(key, plural, number of units) of each level of areas, coarse to fine."""
    found = []
    for level in Level.objects.filter(kind=LevelKind.AREAS).order_by("rank", "key"):
        newest = newest_of(level.key)
        if newest is not None and newest.current is not None:
            found.append((level.key, level.plural.get(language), int(newest.current.manifest["count"])))
    return found


def newest_of(level: str) -> Geography | None:
    rows = Geography.objects.filter(level__key=level, current__isnull=False).select_related("level", "current")
    return rows.order_by("-valid_from", "-key").first()


def usual_level(language: str) -> str:
    """The level the page opens with: that of the workspace, else the finest with names."""
    levels = [key for key, _, _ in levels_with_units(language)]
    workspace = WorkspaceProfile.objects.filter(pk=1).first()
    wanted = workspace.default_level if workspace else ""
    return wanted if wanted in levels else levels[-1] if levels else ""


def grouped(geography: Geography, language: str) -> list[Grouped]:
    """The units of a geography by the coarsest area below the town that contains them."""
    level = geography.level
    units = list(Unit.objects.filter(geography=geography))
    above = _upper_level(units)
    names = listing.level_names(language)
    groups: dict[str, list[Named]] = {}
    for unit in units:
        named = Named(level.key, unit.code, unit.name or unit.code, names[level.key])
        groups.setdefault(unit.parents.get(above, "") if above else "", []).append(named)
    return [
        Grouped(
            Named(above, code, listing.unit_name(above, code), names.get(above, above)) if code and above else None,
            tuple(members),
        )
        for code, members in groups.items()
    ]


def _upper_level(units: Iterable[Unit]) -> str:
    keys = {key for unit in units for key in unit.parents}
    row = Level.objects.filter(key__in=keys, rank__gt=0).order_by("rank", "key").first()
    return row.key if row else ""
