"""Publication: files first (fsynced, checksummed), then the pointer moves in one transaction.

The pointer is the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pandas as pd
from django.db import models, transaction

from quartier.accounts.services import record, require_writer
from quartier.catalogue.models import Geography, Indicator, MapLayer, Release, ReleaseFile
from quartier.catalogue.observations import unit_orders
from quartier.catalogue.signals import release_published
from quartier.catalogue.store import lake_store
from quartier.kernel import declared
from quartier.kernel.errors import Conflict, NotFound
from quartier.kernel.reader import Audience, Reader
from quartier.lake.write import UnitOrder, WrittenRelease, write_indicator


@dataclass(frozen=True, slots=True)
class Pointer:
    """The column that says which release of a subject is in force."""

    row: Indicator | Geography | MapLayer
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
class Draft:
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
class Prepared:
    draft: Draft
    written: WrittenRelease
    pointer: Pointer
    parent: Release | None


def publish_indicator(*, by: Reader, observations: declared.Observations) -> Release:
    """Publish the full state of an indicator. Nothing is overwritten; the same figures again are no new release.

    Raises InputRejected (all problems at once), Conflict, NotFound, StoreFull; then no trace of it is in force.
    """
    require_writer(by)
    row = _indicator_row(observations.indicator)
    pointer = indicator_pointer(row, Audience(observations.audience))
    return publish_indicators(by=by, publications=[Publication(observations, pointer.current)])[0]


def publish_indicators(
    *, by: Reader, publications: Sequence[Publication], finish: Callable[[list[Release]], None] | None = None
) -> list[Release]:
    """Publish the full states of several indicators, all or none: the files first, then one transaction.

    `finish` is called inside that transaction, with the releases.
    Raises Conflict when a release other than `based_on` is in force meanwhile, and what `publish_indicator` raises.
    """
    require_writer(by)
    prepared = [prepared_indicator(item) for item in publications]
    with transaction.atomic():
        releases = [put_in_force(by, item) for item in prepared]
        if finish is not None:
            finish(releases)
    return releases


def indicator_pointer(row: Indicator, audience: Audience) -> Pointer:
    return Pointer(row, "current_public" if audience is Audience.PUBLIC else "current_confidential")


def prepared_indicator(item: Publication, coming: Mapping[tuple[str, str], UnitOrder] | None = None) -> Prepared:
    """The files of a publication, written. `coming`: orders of geographies that are published with it."""
    observations = item.observations
    row, audience = _indicator_row(observations.indicator), Audience(observations.audience)
    orders = {**unit_orders(_named_geographies(observations.frame)), **(coming or {})}
    written = write_indicator(lake_store(), row.key, observations.frame, orders, kind=row.kind)
    draft = Draft(
        Release.Subject.INDICATOR, row.key, audience, observations.note, observations.vintage, item.provenance
    )
    return Prepared(draft, written, indicator_pointer(row, audience), item.based_on)


def put_in_force(by: Reader, item: Prepared) -> Release:
    if item.parent is not None and item.parent.checksum == item.written.checksum:
        return item.parent
    return commit(by, item.draft, item.written, item.pointer, item.parent)


def commit(by: Reader, draft: Draft, written: WrittenRelease, pointer: Pointer, parent: Release | None) -> Release:
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


def _indicator_row(key: str) -> Indicator:
    row = Indicator.objects.filter(key=key).select_related("current_public", "current_confidential").first()
    if row is None:
        raise NotFound(f"There is no indicator {key!r}.")
    return row


def _named_geographies(frame: pd.DataFrame) -> set[tuple[str, str]]:
    pairs = frame[["level", "geography"]].drop_duplicates()
    return set(zip(pairs["level"].astype(str), pairs["geography"].astype(str), strict=True))
