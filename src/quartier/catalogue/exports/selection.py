"""What is to leave: a selection in words, resolved against what a reader finds in the releases in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd
from django.utils.translation import gettext

from quartier.catalogue import listing
from quartier.catalogue.areas import composition, visible_areas
from quartier.catalogue.areas.composition import Known
from quartier.catalogue.models import OWN_LEVEL, Geography, Indicator, OwnArea, Release
from quartier.catalogue.observations import current_release, geography_units
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.period import parse
from quartier.kernel.reader import Reader

_SHOWN = 20
"""Known values named in a message."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which figures are asked for. An empty tuple means all; `slices` holds "" for the total."""

    indicators: tuple[str, ...]
    levels: tuple[str, ...] = ()
    geographies: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    slices: tuple[str, ...] = ()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Place:
    """One dated version of a level, with the chosen units in their order (code, name, parents)."""

    row: Geography
    units: pd.DataFrame
    whole: bool
    """All units of the geography were chosen."""

    @property
    def level(self) -> str:
        return self.row.level.key

    @property
    def geography(self) -> str:
        return self.row.key

    @cached_property
    def codes(self) -> pd.Index[Any]:
        """Codes of the chosen units, in their order."""
        codes: pd.Index[Any] = pd.Index(self.units["code"].to_numpy(dtype=object))
        return codes


@dataclass(frozen=True, eq=False)
class OwnPlace(Place):
    """Areas of one's own, as far as they are known in one geography (`row`) of their level."""

    areas: tuple[OwnArea, ...] = ()

    @property
    def level(self) -> str:
        return OWN_LEVEL


@dataclass(frozen=True, eq=False)
class Part:
    """One indicator at one place: the chosen (slice, period) pairs, in the order of the release."""

    indicator: Indicator
    release: Release
    place: Place
    pairs: tuple[tuple[str, str], ...]

    @property
    def rows(self) -> int:
        return len(self.pairs) * len(self.place.units)


@dataclass(frozen=True, eq=False)
class Plan:
    """A selection resolved: the parts, each pinned to the release that was in force when it was asked."""

    parts: tuple[Part, ...]

    @cached_property
    def rows(self) -> int:
        """Rows of the long table: units x pairs of slice and period."""
        return sum(part.rows for part in self.parts)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return tuple(dict.fromkeys(part.place for part in self.parts))

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple({part.indicator.key: part.indicator for part in self.parts}.values())

    @cached_property
    def slices(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(slice_ for part in self.parts for slice_, _ in part.pairs))

    @cached_property
    def periods(self) -> tuple[str, ...]:
        """All periods of the parts, in time."""
        return tuple(period.text for period in sorted({parse(text) for part in self.parts for _, text in part.pairs}))

    @property
    def releases(self) -> dict[str, Release]:
        """Release by key of its indicator."""
        return {part.indicator.key: part.release for part in self.parts}


@dataclass(frozen=True, slots=True)
class _Covered:
    """One row of the coverage of a release."""

    indicator: Indicator
    release: Release
    level: str
    geography: str
    slice: str
    periods: tuple[str, ...]


def resolve(selection: Selection, *, reader: Reader) -> Plan:
    """The parts of a selection. Raises NotFound (indicator), InputRejected (all other values that nothing has)."""
    covered = [row for key in dict.fromkeys(selection.indicators) for row in _coverage(key, reader)]
    own = _areas(selection, reader)
    covered += _own_coverage(covered, own)
    problems = _unknown(selection, covered)
    if not selection.indicators:
        problems.append(Problem(gettext("No indicator is named."), "selection-empty", column="indicator"))
    _stop(problems)
    chosen = [row for row in covered if _fits(selection, row)]
    places = _places(chosen, selection.units, own)
    parts = tuple(_parts(chosen, places, set(selection.periods)))
    if not parts:
        _stop([Problem(gettext("There are no figures for this choice as a whole."), "selection-empty")])
    return Plan(parts)


def _coverage(key: str, reader: Reader) -> list[_Covered]:
    row = listing.indicator_by_key(key, reader=reader)
    release = current_release(row, reader=reader)
    return [
        _Covered(row, release, part["level"], part["geography"], part["slice"], tuple(part["periods"]))
        for part in release.manifest["coverage"]
    ]


def _unknown(selection: Selection, covered: list[_Covered]) -> list[Problem]:
    known = {
        "level": (selection.levels, {row.level for row in covered}),
        "geography": (selection.geographies, {row.geography for row in covered}),
        "slice": (selection.slices, {row.slice for row in covered}),
        "period": (selection.periods, {period for row in covered for period in row.periods}),
    }
    return [
        _not_found(column, value, there) for column, (asked, there) in known.items() for value in asked
        if value not in there
    ]  # fmt: skip


def _not_found(column: str, found: str, there: Iterable[str]) -> Problem:
    known = sorted(there)
    shown = ", ".join(known[:_SHOWN]) + (", ..." if len(known) > _SHOWN else "")
    message = gettext("There are no figures for this value.")
    return Problem(message, f"unknown-{column}", column=column, found=found, expected=shown or None)


def _fits(selection: Selection, row: _Covered) -> bool:
    asked = ((selection.levels, row.level), (selection.geographies, row.geography), (selection.slices, row.slice))
    return all(not wanted or value in wanted for wanted, value in asked)


def _areas(selection: Selection, reader: Reader) -> list[OwnArea]:
    """Areas of one's own are meant where their level is named: those whose keys stand among the units, else all."""
    if OWN_LEVEL not in selection.levels:
        return []
    rows = visible_areas(reader)
    return list(rows.filter(key__in=selection.units) if selection.units else rows)


def _own_coverage(covered: list[_Covered], areas: list[OwnArea]) -> list[_Covered]:
    """What there is for the areas: the periods of each geography of their level that they are known in."""
    known = {(area.level, row.key) for area in areas for row in _known_in(area)}
    return [replace(row, level=OWN_LEVEL) for row in covered if (row.level, row.geography) in known]


def _known_in(area: OwnArea) -> list[Geography]:
    rows = Geography.objects.filter(level__key=area.level, current__isnull=False).select_related("level", "current")
    return [row for row in rows if composition(area, row).known is not Known.NOT]


def _own_place(key: str, areas: list[OwnArea]) -> OwnPlace | None:
    """The areas that are known in geographies of this key."""
    found = [(area, row) for area in areas for row in _known_in(area) if row.key == key]
    if not found:
        return None
    held = tuple(area for area, _ in found)
    units = pd.DataFrame({"code": [area.key for area in held], "name": [area.name for area in held]}, dtype=object)
    return OwnPlace(found[0][1], units, whole=False, areas=held)


def _places(
    chosen: list[_Covered], units: tuple[str, ...], areas: list[OwnArea]
) -> dict[tuple[str, str], Place]:  # fmt: skip
    """Place by (level, geography), those that hold a chosen unit. Raises InputRejected for codes that none has."""
    wanted = set(units)
    places: dict[tuple[str, str], Place] = {}
    for key in dict.fromkeys((row.level, row.geography) for row in chosen):
        if key[0] == OWN_LEVEL:
            own = _own_place(key[1], areas)
            places |= {key: own} if own is not None else {}
            continue
        row = listing.geography_by_key(*key)
        frame = geography_units(row)
        held = frame[frame["code"].isin(wanted)].reset_index(drop=True) if units else frame
        if len(held):
            places[key] = Place(row, held, whole=len(held) == len(frame))
    found = {code for place in places.values() for code in place.units["code"]}
    message = gettext("None of the chosen areas has this code.")
    _stop([Problem(message, "unknown-unit", column="unit", found=code) for code in units if code not in found])
    return places


def _parts(
    chosen: list[_Covered], places: dict[tuple[str, str], Place], periods: set[str]
) -> Iterable[Part]:  # fmt: skip
    pairs: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    rows: dict[tuple[str, str, str], _Covered] = {}
    for row in chosen:
        key = (row.indicator.key, row.level, row.geography)
        rows.setdefault(key, row)
        pairs.setdefault(key, []).extend((row.slice, text) for text in row.periods if not periods or text in periods)
    for key, row in rows.items():
        if pairs[key] and key[1:] in places:
            yield Part(row.indicator, row.release, places[key[1:]], tuple(pairs[key]))


def _stop(problems: list[Problem]) -> None:
    if problems:
        raise InputRejected(problems, subject=gettext("The selection cannot be exported"))
