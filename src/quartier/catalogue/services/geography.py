"""Publish a geography: the release, the rows of its units, and in the same transaction all that stands on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from quartier.accounts.services import require_writer
from quartier.catalogue.models import Geography, Level, Release, Source, Unit
from quartier.catalogue.services.publish import (
    Draft,
    Pointer,
    Prepared,
    Publication,
    commit,
    prepared_indicator,
    put_in_force,
)
from quartier.catalogue.services.realign import Lineage, carried, children_of, standing_on
from quartier.catalogue.store import lake_store
from quartier.kernel import declared
from quartier.kernel.declared import Observations
from quartier.kernel.errors import InputRejected, NotFound
from quartier.kernel.reader import Audience, Reader
from quartier.lake.write import UnitOrder, write_geography

FOLLOWS = "follows"
"""In the provenance: the release of a geography that this one was written again for."""


@dataclass(frozen=True, slots=True)
class _Areas:
    """A geography with its files, not yet in force."""

    row: Geography
    units: list[Unit]
    prepared: Prepared


def publish_geography(
    *,
    by: Reader,
    geography: declared.Geography,
    lineage: Lineage | None = None,
    note: str = "",
    provenance: dict[str, Any] | None = None,
    finish: Callable[[Release], None] | None = None,
) -> Release:
    """Publish one dated version of a level. Units are checked; raises InputRejected, Conflict, StoreFull.

    Where the unit order changes, the releases in force that name this geography are written again in the new order
    (`realign.carried`), and levels below get the new codes of their parents: all or nothing. `lineage` says of
    which units of the release before a unit was made; `finish` is called inside the transaction.
    """
    require_writer(by)
    made = _prepared(geography, note, provenance or {})
    release, parent = _same(made), made.prepared.parent
    if release is not None:
        with transaction.atomic():
            if finish is not None:
                finish(release)
        return release
    changed = parent is not None and parent.manifest["order"] != made.prepared.written.manifest["order"]
    known = dict(lineage or {}) if parent is not None else {}
    origin = f"{Release.Subject.GEOGRAPHY} {made.prepared.draft.subject_key} #{_next(made)}"  # as str(Release)
    figures = _figures(geography, known, origin) if changed or known else []
    below = [_prepared(child, note, {FOLLOWS: origin}) for child in (children_of(geography, known) if known else ())]
    with transaction.atomic():
        release = _put_areas(by, made)
        for child in below:
            _put_areas(by, child)
        for item in figures:
            put_in_force(by, item)
        if finish is not None:
            finish(release)
    return release


def _same(made: _Areas) -> Release | None:
    parent = made.prepared.parent
    return parent if parent is not None and parent.checksum == made.prepared.written.checksum else None


def _next(made: _Areas) -> int:
    same = Release.objects.filter(subject=made.prepared.draft.subject, subject_key=made.prepared.draft.subject_key)
    return max(same.values_list("number", flat=True), default=0) + 1


def _prepared(geography: declared.Geography, note: str, provenance: dict[str, Any]) -> _Areas:
    row = _geography_row(geography)
    pointer = Pointer(row, "current")
    written = write_geography(lake_store(), geography)
    key = f"{geography.level}@{geography.key}"
    draft = Draft(Release.Subject.GEOGRAPHY, key, Audience.PUBLIC, note, provenance=provenance)
    return _Areas(row, unit_rows(row, geography), Prepared(draft, written, pointer, pointer.current))


def _put_areas(by: Reader, made: _Areas) -> Release:
    item = made.prepared
    release = commit(by, item.draft, item.written, item.pointer, item.parent)
    put_units(made.row, made.units)
    return release


def put_units(row: Geography, units: Iterable[Unit]) -> None:
    """The rows of a geography's units are those of its release in force (inside the caller's transaction)."""
    row.units.all().delete()
    Unit.objects.bulk_create(units, batch_size=500)


def _figures(geography: declared.Geography, lineage: Lineage, origin: str) -> list[Prepared]:
    """All releases in force that name the geography, written again in its new order."""
    place = (geography.level, geography.key)
    order = {place: UnitOrder.of(str(code) for code in geography.units["code"])}
    made, problems = [], []
    for row, _, release in standing_on(*place):
        frame = carried(release, geography, lineage, row)
        observations = Observations(row.key, frame, release.audience, release.note, release.vintage)
        provenance = {**release.provenance, FOLLOWS: origin}
        try:
            made.append(prepared_indicator(Publication(observations, release, provenance), order))
        except InputRejected as refused:
            problems += [replace(item, file=row.key) for item in refused.problems]
    if problems:
        raise InputRejected(problems, subject=f"figures of {geography.level} {geography.key}")
    return made


def _geography_row(geography: declared.Geography) -> Geography:
    level = Level.objects.filter(key=geography.level).first()
    if level is None:
        raise NotFound(f"There is no level {geography.level!r}.")
    row, _ = Geography.objects.update_or_create(
        level=level,
        key=geography.key,
        defaults={
            "name": geography.name,
            "source": Source.objects.get(key=geography.source),
            "valid_from": geography.valid_from,
            "valid_to": geography.valid_to,
        },
    )
    return row


def unit_rows(row: Geography, geography: declared.Geography) -> list[Unit]:
    """Rows for search and names; blocks and grid cells have none."""
    if row.level.kind == declared.LevelKind.BLOCKS:
        return []
    columns = {c: c.removeprefix("parent:") for c in geography.units.columns if c.startswith("parent:")}
    return [
        Unit(
            geography=row,
            code=unit["code"],
            name=unit["name"],
            position=position,
            parents={level: unit[column] for column, level in columns.items() if isinstance(unit[column], str)},
        )
        for position, unit in enumerate(geography.units.to_dict("records"))
    ]
