"""Publication: files first (fsynced, checksummed), then the pointer moves in one transaction.

The pointer is the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd
from django.db import models, transaction
from django.utils import timezone

from quartier.accounts.services import record, require_writer
from quartier.catalogue.models import Geography, Indicator, Level, Release, ReleaseFile, Source, Unit
from quartier.catalogue.observations import unit_orders
from quartier.catalogue.signals import release_published, release_withdrawn
from quartier.catalogue.store import lake_store
from quartier.kernel import declared
from quartier.kernel.errors import Conflict, InputRejected, NotFound, Problem
from quartier.kernel.reader import Audience, Reader
from quartier.lake.write import WrittenRelease, write_geography, write_indicator


@dataclass(frozen=True, slots=True)
class _Pointer:
    """The column that says which release of a subject is in force."""

    row: Indicator | Geography
    field: str

    @property
    def current(self) -> Release | None:
        release: Release | None = getattr(self.row, self.field)
        return release

    def move(self, parent: Release | None, release: Release) -> None:
        """Compare and swap. Raises Conflict when somebody else published in between."""
        queryset: models.QuerySet[Any] = type(self.row)._default_manager.filter(pk=self.row.pk, **{self.field: parent})
        if queryset.update(**{self.field: release}) != 1:
            raise Conflict(
                f"{self.row}: somebody else published a release in between; look at the difference and publish again."
            )


@dataclass(frozen=True, slots=True)
class _Draft:
    subject: Release.Subject
    subject_key: str
    audience: Audience
    note: str = ""
    vintage: str = ""
    provenance: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Publication:
    """The next full state of an indicator, the release that it was made from, and where it came from."""

    observations: declared.Observations
    based_on: Release | None
    provenance: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Prepared:
    draft: _Draft
    written: WrittenRelease
    pointer: _Pointer
    parent: Release | None


def publish_geography(*, by: Reader, geography: declared.Geography) -> Release:
    """Publish one dated version of a level. Units are checked; raises InputRejected, Conflict, StoreFull."""
    require_writer(by)
    row = _geography_row(geography)
    pointer = _Pointer(row, "current")
    parent = pointer.current
    written = write_geography(lake_store(), geography)
    if parent is not None and parent.checksum == written.checksum:
        return parent
    draft = _Draft(Release.Subject.GEOGRAPHY, f"{geography.level}@{geography.key}", Audience.PUBLIC)
    units = _unit_rows(row, geography)
    with transaction.atomic():
        release = _commit(by, draft, written, pointer, parent)
        row.units.all().delete()
        Unit.objects.bulk_create(units, batch_size=500)
    return release


def publish_indicator(*, by: Reader, observations: declared.Observations) -> Release:
    """Publish the full state of an indicator. Nothing is overwritten; the same figures again are no new release.

    Raises InputRejected (all problems at once), Conflict, NotFound, StoreFull; then no trace of it is in force.
    """
    require_writer(by)
    row = _indicator_row(observations.indicator)
    pointer = _indicator_pointer(row, Audience(observations.audience))
    return publish_indicators(by=by, publications=[Publication(observations, pointer.current)])[0]


def publish_indicators(
    *, by: Reader, publications: Sequence[Publication], finish: Callable[[list[Release]], None] | None = None
) -> list[Release]:
    """Publish the full states of several indicators, all or none: the files first, then one transaction.

    `finish` is called inside that transaction, with the releases.
    Raises Conflict when a release other than `based_on` is in force meanwhile, and what `publish_indicator` raises.
    """
    require_writer(by)
    prepared = [_prepared(item) for item in publications]
    with transaction.atomic():
        releases = [_put_in_force(by, item) for item in prepared]
        if finish is not None:
            finish(releases)
    return releases


def _indicator_pointer(row: Indicator, audience: Audience) -> _Pointer:
    return _Pointer(row, "current_public" if audience is Audience.PUBLIC else "current_confidential")


def _prepared(item: Publication) -> _Prepared:
    observations = item.observations
    row, audience = _indicator_row(observations.indicator), Audience(observations.audience)
    orders = unit_orders(_named_geographies(observations.frame))
    written = write_indicator(lake_store(), row.key, observations.frame, orders, kind=row.kind)
    draft = _Draft(
        Release.Subject.INDICATOR, row.key, audience, observations.note, observations.vintage, item.provenance
    )
    return _Prepared(draft, written, _indicator_pointer(row, audience), item.based_on)


def _put_in_force(by: Reader, item: _Prepared) -> Release:
    if item.parent is not None and item.parent.checksum == item.written.checksum:
        return item.parent
    return _commit(by, item.draft, item.written, item.pointer, item.parent)


def withdraw(*, by: Reader, release: Release, reason: str) -> None:
    """Take a release out of force; its address then answers 410 with the reason. The parent is in force again."""
    require_writer(by)
    if not reason.strip():
        raise InputRejected([Problem("a withdrawal needs a reason", column="reason")], subject="withdrawal")
    with transaction.atomic():
        Release.objects.filter(pk=release.pk).update(withdrawn_at=timezone.now(), withdrawn_reason=reason.strip())
        previous = _last_in_force(release)
        Indicator.objects.filter(current_public=release).update(current_public=previous)
        Indicator.objects.filter(current_confidential=release).update(current_confidential=previous)
        record(by=by, action="release.withdraw", subject=str(release), detail={"reason": reason.strip()})
        withdrawn = Release.objects.get(pk=release.pk)
        transaction.on_commit(partial(release_withdrawn.send, sender=Release, release=withdrawn))


def _last_in_force(release: Release) -> Release | None:
    parent = release.parent
    while parent is not None and parent.withdrawn_at is not None:
        parent = parent.parent
    return parent


def _commit(by: Reader, draft: _Draft, written: WrittenRelease, pointer: _Pointer, parent: Release | None) -> Release:
    """One transaction: the release row, its files, the pointer, the audit event; the signal goes out on commit."""
    same = Release.objects.filter(subject=draft.subject, subject_key=draft.subject_key)
    number = (same.aggregate(models.Max("number"))["number__max"] or 0) + 1
    release = Release.objects.create(
        subject=draft.subject,
        subject_key=draft.subject_key,
        number=number,
        checksum=written.checksum,
        audience=draft.audience,
        parent=parent,
        manifest=written.manifest,
        provenance=draft.provenance,
        note=draft.note,
        vintage=draft.vintage,
        published_by=by.name,
    )
    ReleaseFile.objects.bulk_create(_file_rows(release, written), batch_size=500)
    pointer.move(parent, release)
    record(by=by, action="release.publish", subject=str(release), detail={"checksum": written.checksum})
    transaction.on_commit(partial(release_published.send, sender=Release, release=release))
    return release


def _file_rows(release: Release, written: WrittenRelease) -> Iterable[ReleaseFile]:
    return [
        ReleaseFile(
            release=release,
            name=file.name,
            key=file.key,
            sha256=file.sha256,
            size=file.size,
            media_type=file.media_type,
            encoding=file.encoding,
        )
        for file in written.files
    ]


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


def _unit_rows(row: Geography, geography: declared.Geography) -> list[Unit]:
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


def _indicator_row(key: str) -> Indicator:
    row = Indicator.objects.filter(key=key).select_related("current_public", "current_confidential").first()
    if row is None:
        raise NotFound(f"There is no indicator {key!r}.")
    return row


def _named_geographies(frame: pd.DataFrame) -> set[tuple[str, str]]:
    pairs = frame[["level", "geography"]].drop_duplicates()
    return set(zip(pairs["level"].astype(str), pairs["geography"].astype(str), strict=True))
