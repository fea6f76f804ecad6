"""Use-cases of the grid: what it shows, the unfinished edit on the server, and its way into the gate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from quartier.accounts.services import record
from quartier.catalogue.deliveries import services
from quartier.catalogue.deliveries.reading import base_release
from quartier.catalogue.deliveries.services.receive import From, require_person
from quartier.catalogue.editing import sheet
from quartier.catalogue.editing.sheet import Place
from quartier.catalogue.models import Delivery, DeliveryState, EditDraft, Geography, Indicator
from quartier.catalogue.observations import release_frame, units
from quartier.kernel.declared import IndicatorKind, LevelKind
from quartier.kernel.errors import Conflict, InputRejected, NotFound, Problem
from quartier.kernel.period import parse
from quartier.kernel.reader import Reader

MOST_CELLS = 60_000
"""Units x periods of one grid; larger levels come by file."""


def subject(place: Place) -> tuple[Indicator, Geography]:
    """Raises NotFound."""
    indicator = Indicator.objects.prefetch_related("wordings").filter(key=place.indicator).first()
    rows = Geography.objects.filter(level__key=place.level, key=place.geography, current__isnull=False)
    geography = rows.exclude(level__kind=LevelKind.BLOCKS).select_related("level", "current").first()
    if indicator is None or geography is None:
        raise NotFound(f"There is no grid for {place.key!r}.")
    return indicator, geography


def grid(*, by: Reader, place: Place, language: str) -> dict[str, Any]:
    """The grid with the reader's unfinished edit. Raises NotFound, NotPermitted, InputRejected (too large)."""
    require_person(by)
    indicator, geography = subject(place)
    release = base_release(indicator.key)
    rows = sheet.rows_of(release_frame(release, reader=by) if release else None, place)
    frame, periods = units(geography), sheet.periods_of(rows)
    if len(frame) * max(len(periods), 1) > MOST_CELLS:
        raise InputRejected([Problem("This level is too large for a grid; hand in a file.", "too-large")], "grid")
    codes = [str(code) for code in frame["code"]]
    draft = EditDraft.objects.filter(person=by.person, kind=EditDraft.Kind.VALUES, key=place.key).first()
    return {
        "indicator": indicator.key,
        "name": indicator.wording().name.get(language),
        "kind": indicator.kind,
        "unit": indicator.unit.get(language),
        "decimals": indicator.decimals,
        "factor": indicator.factor,
        "quotient": indicator.kind in sheet.QUOTIENTS,
        "numerator": indicator.wording().numerator.get(language),
        "denominator": indicator.wording().denominator.get(language),
        "release": release.pk if release else 0,
        "releaseNumber": release.number if release else 0,
        "units": [{"code": code, "name": str(name)} for code, name in zip(codes, frame["name"], strict=True)],
        "periods": [{"key": key, "label": parse(key).label(language)} for key in periods],
        "cells": sheet.cells(rows, codes, periods),
        "draft": {"release": draft.base, **draft.data} if draft else None,
    }


def save_draft(*, by: Reader, place: Place, release: int, data: dict[str, Any]) -> None:
    """Keep an unfinished edit of this person; without any change it goes. Raises InputRejected, NotFound."""
    require_person(by)
    indicator, _ = subject(place)
    changes = data.get("changes")
    if not isinstance(changes, list) or len(changes) > MOST_CELLS:
        raise InputRejected([Problem("This draft cannot be read.", "answer")], subject="draft")
    mine = EditDraft.objects.filter(person=by.person, kind=EditDraft.Kind.VALUES, key=place.key)
    if not changes and not data.get("periods"):
        mine.delete()
        return
    kept = {"changes": changes, "periods": data.get("periods", []), "reason": str(data.get("reason", ""))[:1000],
            "name": indicator.key}  # fmt: skip
    EditDraft.objects.update_or_create(
        person=by.person,
        kind=EditDraft.Kind.VALUES,
        key=place.key,
        defaults={"by": by.name, "base": release, "data": kept},
    )


def submit(
    *, by: Reader, place: Place, release: int, changes: Sequence[dict[str, Any]], reason: str
) -> Delivery:  # fmt: skip
    """Hand the edit to the gate: a delivery, checked, with its preview. Nothing is in force yet.

    Raises InputRejected (no reason, no change, cells that cannot be), Conflict (another release is in force than the
    one that the grid shows).
    """
    require_person(by)
    indicator, geography = subject(place)
    if not reason.strip():
        raise InputRejected([Problem("An edit needs a reason.", "reason", column="reason")], subject="edit")
    base = base_release(indicator.key)
    if (base.pk if base else 0) != release:
        raise Conflict("Somebody else published meanwhile; look at the new figures and go on.")
    frame = units(geography)
    names = {str(code): str(name) for code, name in zip(frame["code"], frame["name"], strict=True)}
    made = sheet.sound(changes, names, kind=IndicatorKind(indicator.kind), factor=indicator.factor)
    if not made:
        raise InputRejected([Problem("Nothing was changed.", "empty")], subject="edit")
    rows = sheet.rows_of(release_frame(base, reader=by) if base else None, place)
    data = sheet.table(rows, made, place, names)
    name = f"{indicator.wording().name.de} ({geography.level.plural.de} {geography.key}).csv"
    _discard_former(by, place)
    origin = From(by_hand=True, reason=reason.strip()[:1000], edited=release)
    delivery = services.receive(by=by, data=data, file_name=name, origin=origin)
    delivery = services.check_soon(by=by, delivery=delivery)
    with transaction.atomic():
        mine = EditDraft.objects.filter(person=by.person, kind=EditDraft.Kind.VALUES, key=place.key)
        mine.update(delivery=delivery.key)
        record(by=by, action="edit.values", subject=place.key, detail={"cells": len(made), "delivery": delivery.key})
    return delivery


def _discard_former(by: Reader, place: Place) -> None:
    """The delivery of an earlier look at the same edit is given up: the new one takes its place."""
    draft = EditDraft.objects.filter(person=by.person, kind=EditDraft.Kind.VALUES, key=place.key).first()
    former = Delivery.objects.filter(key=draft.delivery).first() if draft and draft.delivery else None
    if former is not None and former.state in (DeliveryState.OPEN, DeliveryState.WAITING):
        services.discard(by=by, delivery=former)


def drop_draft(*, by: Reader, draft: int) -> None:
    """Give an unfinished edit up."""
    EditDraft.objects.filter(pk=draft, person=by.person).delete()
