"""Whose profile: a unit by (level, code) and date, or an area of one's own; what contains it, what came before it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from quartier.catalogue import listing
from quartier.catalogue.areas import area_by_key
from quartier.catalogue.models import OWN_LEVEL, Geography, Level, OwnArea, Unit
from quartier.kernel.declared import LevelKind
from quartier.kernel.errors import NotFound
from quartier.kernel.reader import Reader

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """A unit that the page refers to."""

    level: str
    code: str
    name: str
    level_name: str = ""

    @property
    def pair(self) -> Pair:
        return self.level, self.code

    @property
    def key(self) -> str:
        return f"{self.level}:{self.code}"


@dataclass(frozen=True, slots=True)
class Subject:
    """`geography` is the dated version that is shown, `geographies` all that know the code, oldest first.

    `town` is the whole town (None where the workspace has none, or it is the subject itself); `parents` run from the
    nearest to the widest without the town; `references` are county, Land, Bund.
    """

    named: Named
    level_name: str
    level_plural: str
    geography: Geography | None
    geographies: tuple[Geography, ...]
    parents: tuple[Named, ...]
    town: Named | None
    references: tuple[Named, ...]
    area: OwnArea | None = None
    units: frozenset[str] = field(default_factory=frozenset)
    """Codes of the units that make up the subject, on the level of its shapes."""

    @property
    def own(self) -> bool:
        return self.area is not None

    @property
    def whole_town(self) -> bool:
        return self.town is None and not self.own


def subject_of(level: str, code: str, *, as_of: date | None, reader: Reader, language: str) -> Subject:
    """The subject of a page. Raises NotFound."""
    if level == OWN_LEVEL:
        return _own(code, reader, language)
    row = Level.objects.filter(key=level).exclude(kind=LevelKind.REFERENCE).first()
    found = _geographies(level, code)
    if row is None or not found:
        raise NotFound(f"There is no unit {code!r} of level {level!r}.")
    shown = _at(found, as_of)
    unit = Unit.objects.get(geography=shown, code=code)
    names = listing.level_names(language)
    town = town_of(names)
    named = Named(level, code, unit.name or code, names.get(level, level))
    return Subject(
        named=named,
        level_name=row.name.get(language),
        level_plural=row.plural.get(language),
        geography=shown,
        geographies=found,
        parents=_parents(_containing(unit), town, names),
        town=None if town is None or town.pair == named.pair else town,
        references=references_of(names),
        units=frozenset({code}),
    )


def _own(key: str, reader: Reader, language: str) -> Subject:
    area = area_by_key(key, reader=reader)
    names = listing.level_names(language)
    town = town_of(names)
    rows = Geography.objects.filter(level__key=area.level, key=area.geography, current__isnull=False)
    place = rows.select_related("level", "current").first()
    above = listing.containing_units(OWN_LEVEL, key, reader=reader)
    return Subject(
        named=Named(OWN_LEVEL, key, area.name, names[OWN_LEVEL]),
        level_name=names[OWN_LEVEL],
        level_plural=place.level.plural.get(language) if place else "",
        geography=place,
        geographies=(place,) if place else (),
        parents=_parents(above, town, names),
        town=town,
        references=references_of(names),
        area=area,
        units=frozenset(area.units),
    )


def _geographies(level: str, code: str) -> tuple[Geography, ...]:
    """The versions in force that know the code, oldest first."""
    rows = Geography.objects.filter(level__key=level, current__isnull=False, units__code=code)
    return tuple(rows.select_related("level", "current").order_by("valid_from", "key"))


def _at(found: tuple[Geography, ...], as_of: date | None) -> Geography:
    """The version of a day, else the newest that knows the code."""
    if as_of is not None:
        for row in reversed(found):
            if (row.valid_from or date.min) <= as_of <= (row.valid_to or date.max):
                return row
    return found[-1]


def _containing(unit: Unit) -> list[Pair]:
    """All units above, nearest first; of the version that is shown, then of those above it."""
    ranks = dict(Level.objects.values_list("key", "rank"))
    found = dict.fromkeys(unit.parents.items())
    for pair in list(found):
        found.update(dict.fromkeys(listing.containing_units(*pair)))
    return sorted(found, key=lambda pair: -ranks.get(pair[0], 0))


def _parents(pairs: list[Pair], town: Named | None, names: dict[str, str]) -> tuple[Named, ...]:
    return tuple(
        Named(*pair, listing.unit_name(*pair), names.get(pair[0], pair[0]))
        for pair in pairs
        if town is None or pair != town.pair
    )


def town_of(names: dict[str, str]) -> Named | None:
    """The whole town: the one unit of the widest level of areas."""
    level = Level.objects.filter(rank=0, kind=LevelKind.AREAS).first()
    unit = Unit.objects.filter(geography__level=level).order_by("-geography__valid_from").first() if level else None
    if level is None or unit is None:
        return None
    return Named(level.key, unit.code, unit.name, names.get(level.key, level.key))


def references_of(names: dict[str, str]) -> tuple[Named, ...]:
    """County, Land, Bund: what the town is compared with."""
    rows = Unit.objects.filter(geography__level__kind=LevelKind.REFERENCE, geography__current__isnull=False)
    pairs = dict.fromkeys(rows.order_by("geography__level__pk").values_list("geography__level__key", "code"))
    return tuple(Named(level, code, listing.unit_name(level, code), names.get(level, level)) for level, code in pairs)
