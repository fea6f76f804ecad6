"""The table that a recipe needs, from the catalogue: a row a unit, a column an indicator, through the gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from quartier.catalogue.listing import indicator_by_key
from quartier.catalogue.models import Geography, Indicator, Release, Unit
from quartier.catalogue.observations import Asked, current_release, observations
from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.kernel.period import Period, parse
from quartier.kernel.presence import Flag, Presence
from quartier.kernel.reader import Reader
from quartier.methods.composite.recipe import Recipe

PARTS = ("value", "numerator", "denominator")
NOTHING = "-"
"""Fills a column with nothing, by explicit choice: a rule on it (too few residents) then excludes nobody."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when: a level, one of its geographies (or the only fitting one), a period."""

    level: str
    period: str
    geography: str = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One column of a recipe and what fills it: ``population``, ``sgb2-rate.numerator``, ``sgb2[age=0-14]``."""

    column: str
    indicator: str
    part: str = "value"
    slice: str = ""

    @classmethod
    def of(cls, column: str, reference: str) -> Wanted:
        rest, part = reference, "value"
        for name in PARTS:
            if rest.endswith(f".{name}"):
                rest, part = rest.removesuffix(f".{name}"), name
        key, _, members = rest.partition("[")
        return cls(column, key, part, members.removesuffix("]"))


@dataclass(frozen=True, slots=True)
class Ingredients:
    """`table`: columns as the recipe names them. `releases`: what it was computed from. `notes`: what was chosen."""

    table: pd.DataFrame
    geography: str
    releases: tuple[Release, ...]
    notes: tuple[Problem, ...]


def ingredients(recipe: Recipe, place: Place, columns: Mapping[str, str], *, reader: Reader) -> Ingredients:
    """Figures for every column of a recipe. `columns` maps columns to figures where the names differ.

    Raises InputRejected with all columns that cannot be filled, NotFound for an unknown level.
    """
    geography = _geography(recipe, place, columns, reader)
    units = list(Unit.objects.filter(geography=geography).order_by("position").values_list("code", flat=True))
    unit_column = recipe.unit or "unit"
    data: dict[str, pd.Series[float] | list[str]] = {unit_column: units}
    problems: list[Problem] = []
    notes: list[Problem] = []
    releases: dict[int, Release] = {}
    for column in recipe.columns:
        if column == unit_column:
            continue
        if columns.get(column) == NOTHING:
            data[column] = pd.Series(float("nan"), index=range(len(units)))
            notes.append(Problem("left empty by choice", "left-empty", column=column, severity="note"))
            continue
        try:
            found = _column(Wanted.of(column, columns.get(column, column)), place, geography, units, reader)
        except NotFound as missing:
            problems.append(Problem(str(missing), "no-figure", file=recipe.key, column=column))
            continue
        data[column] = found.values
        notes += found.notes
        releases[found.release.pk] = found.release
    if problems:
        raise InputRejected(problems, subject=f"recipe {recipe.key} on level {place.level}, {place.period}")
    return Ingredients(pd.DataFrame(data), geography.key, tuple(releases.values()), tuple(notes))


@dataclass(frozen=True, slots=True)
class _Found:
    values: pd.Series[float]
    release: Release
    notes: list[Problem]


def _geography(recipe: Recipe, place: Place, columns: Mapping[str, str], reader: Reader) -> Geography:
    rows = list(Geography.objects.filter(level__key=place.level, current__isnull=False).select_related("level"))
    if place.geography:
        rows = [row for row in rows if row.key == place.geography]
    if not rows:
        raise NotFound(f"There is no geography {place.geography or ''} of a level {place.level!r}.".replace("  ", " "))
    covering = [row for row in rows if _covers(row, recipe, place, columns, reader)]
    return (covering or rows)[-1]


def _covers(row: Geography, recipe: Recipe, place: Place, columns: Mapping[str, str], reader: Reader) -> bool:
    """Whether any indicator of the recipe has figures there at that time."""
    for ingredient in recipe.indicators:
        for column in ingredient.columns:
            wanted = Wanted.of(column, columns.get(column, column))
            try:
                found = indicator_by_key(wanted.indicator, reader=reader)
                if _period(found, row, wanted, place, reader):
                    return True
            except NotFound:
                continue
    return False


def _period(indicator: Indicator, geography: Geography, wanted: Wanted, place: Place, reader: Reader) -> Period | None:
    """The period asked for; where a year is asked and exactly one period lies in it, that one."""
    release = current_release(indicator, reader=reader)
    there = [
        parse(text)
        for part in release.manifest["coverage"]
        if (part["level"], part["geography"], part["slice"]) == (place.level, geography.key, wanted.slice)
        for text in part["periods"]
    ]
    asked = parse(place.period)
    same = [period for period in there if period == asked]
    inside = [period for period in there if asked.start <= period.start and period.end <= asked.end]
    chosen = same or inside
    return chosen[0] if len(chosen) == 1 else None


def _column(wanted: Wanted, place: Place, geography: Geography, units: list[str], reader: Reader) -> _Found:
    indicator = indicator_by_key(wanted.indicator, reader=reader)
    period = _period(indicator, geography, wanted, place, reader)
    if period is None:
        raise NotFound(
            f"{wanted.indicator} has no figures (or more than one period) for {place.period} on level {place.level}, "
            f"geography {geography.key}{', slice ' + wanted.slice if wanted.slice else ''}."
        )
    asked = Asked(level=place.level, geography=geography.key, periods=[period.text], slices=[wanted.slice])
    frame = observations(indicator, reader=reader, asked=asked).set_index("unit")
    known = frame["presence"] == int(Presence.VALUE)
    rated = (frame["flags"].astype("int64") & int(Flag.NOT_RATED)) == 0
    values = frame[wanted.part].where(known & rated).reindex(units).reset_index(drop=True)
    notes = []
    if period.text != place.period:
        text = f"{wanted.indicator}: the figures of {period.text} stand for {place.period}"
        notes.append(Problem(text, "period-chosen", column=wanted.column, severity="note"))
    return _Found(values, current_release(indicator, reader=reader), notes)
