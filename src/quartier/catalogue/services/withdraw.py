"""Take releases out of force again. What was in force before is so again, with all that stood on it."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils import timezone

from quartier.accounts.services import record, require_writer
from quartier.catalogue.models import Geography, Indicator, MapLayer, Release
from quartier.catalogue.observations import release_units
from quartier.catalogue.services.geography import FOLLOWS, put_units, unit_rows
from quartier.catalogue.services.realign import standing_on
from quartier.catalogue.signals import release_withdrawn
from quartier.kernel import declared
from quartier.kernel.errors import Conflict, InputRejected, Problem
from quartier.kernel.reader import Reader


def withdraw(*, by: Reader, release: Release, reason: str) -> None:
    """Take a release out of force; its address then answers 410 with the reason. The parent is in force again.

    A geography takes with it the releases that were written again for it. Raises InputRejected (no reason), Conflict
    (later figures or areas stand on it; or the figures were written again for a geography: withdraw that one).
    """
    require_writer(by)
    if not reason.strip():
        raise InputRejected([Problem("a withdrawal needs a reason", column="reason")], subject="withdrawal")
    with transaction.atomic():
        if release.subject == Release.Subject.GEOGRAPHY:
            _withdraw_geography(by, release, reason.strip())
        else:
            _refuse_follower(release)
            _out_of_force(by, release, reason.strip())


def _out_of_force(by: Reader, release: Release, reason: str) -> Release | None:
    """Mark and move the pointers; returns what is in force again."""
    Release.objects.filter(pk=release.pk).update(withdrawn_at=timezone.now(), withdrawn_reason=reason)
    previous = _last_in_force(release)
    Indicator.objects.filter(current_public=release).update(current_public=previous)
    Indicator.objects.filter(current_confidential=release).update(current_confidential=previous)
    MapLayer.objects.filter(current=release).update(current=previous)
    record(by=by, action="release.withdraw", subject=str(release), detail={"reason": reason})
    withdrawn = Release.objects.get(pk=release.pk)
    transaction.on_commit(partial(release_withdrawn.send, sender=Release, release=withdrawn))
    return previous


def _last_in_force(release: Release) -> Release | None:
    parent = release.parent
    while parent is not None and parent.withdrawn_at is not None:
        parent = parent.parent
    return parent


def _refuse_follower(release: Release) -> None:
    """Figures in the order of a geography in force cannot go back alone: those before have another order."""
    origin = release.provenance.get(FOLLOWS)
    if not origin or release.parent is None or release.parent.provenance.get(FOLLOWS) == origin:
        return
    if any(str(row.current) == origin for row in Geography.objects.select_related("current")):
        raise Conflict(f"{release} was written again for {origin}; withdraw that geography instead.")


def _withdraw_geography(by: Reader, release: Release, reason: str) -> None:
    row = Geography.objects.select_related("level", "source").filter(current=release).first()
    if row is None:
        raise Conflict(f"{release} is not in force.")
    level, key = row.level.key, row.key
    previous, standing = _last_in_force(release), list(standing_on(level, key))
    if previous is None and (standing or _named_by_children(row)):
        raise Conflict(f"{release} is the first of its geography, and figures or areas stand on it.")
    if previous is not None and previous.manifest["order"] != release.manifest["order"]:
        _release_followers(by, release, [one for _, _, one in standing], reason)
    for child in Geography.objects.select_related("level", "source", "current").filter(
        current__provenance__follows=str(release)
    ):
        if child.current is not None:
            _restore(by, child, child.current, _last_in_force(child.current), reason)
    _restore(by, row, release, previous, reason)


def _named_by_children(row: Geography) -> bool:
    below = Geography.objects.filter(level__parents=row.level, current__isnull=False)
    alone = not row.level.geographies.exclude(pk=row.pk).filter(current__isnull=False).exists()
    return alone and below.exists()


def _release_followers(by: Reader, geography: Release, standing: list[Release], reason: str) -> None:
    """Back through each chain of figures to before the geography. Raises Conflict where newer figures would be lost."""
    for release in standing:
        chain: list[Release] = []
        one: Release | None = release
        while one is not None and one.published_at >= geography.published_at:
            if one.withdrawn_at is None:
                chain.append(one)
            one = one.parent
        lost = [item for item in chain if not _written_for(item, str(geography))]
        if lost:
            names = ", ".join(str(item) for item in lost[:5])
            raise Conflict(f"{names}: later figures stand on this geography; withdraw them first.")
        for item in chain:
            _out_of_force(by, item, reason)


def _written_for(release: Release, geography: str) -> bool:
    """Written again for the geography, or derived by protection from such a release: nothing of it is lost."""
    return release.provenance.get(FOLLOWS) == geography or "derived_from" in release.provenance


def _restore(by: Reader, row: Geography, release: Release, previous: Release | None, reason: str) -> None:
    """Mark a release of a geography and put the one before in force, with the rows of its units."""
    _out_of_force(by, release, reason)
    if Geography.objects.filter(pk=row.pk, current=release).update(current=previous) != 1:
        raise Conflict(f"{row}: somebody else published a release in between.")
    units = []
    if previous is not None:
        frame = release_units(previous)
        same = declared.Geography(row.level.key, row.key, row.name, frame, row.source.key, row.valid_from, row.valid_to)
        units = unit_rows(row, same)
    put_units(row, units)
