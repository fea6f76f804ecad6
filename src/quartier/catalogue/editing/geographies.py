"""Use-cases of editing areas: a draft of a geography, its steps, undo and redo, and its way into the gate."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pyproj
from django.db import transaction

from quartier.accounts.services import record, require_writer
from quartier.catalogue.deliveries import services
from quartier.catalogue.deliveries.areas import AreaMapping
from quartier.catalogue.deliveries.services.receive import From
from quartier.catalogue.editing import areas
from quartier.catalogue.editing.areas import Op, Units
from quartier.catalogue.models import Delivery, DeliveryState, EditDraft, Geography, Level, Source
from quartier.catalogue.observations import units_with_shapes
from quartier.kernel.declared import LevelKind
from quartier.kernel.errors import Conflict, InputRejected, NotFound, Problem
from quartier.kernel.reader import Reader
from quartier.kernel.text import Text
from quartier.sources.geodata import GeoMapping, ParentMapping, ParentRule

MOST_UNITS = 2_000
"""Units of one draft; larger geographies come by file."""


@dataclass(frozen=True, slots=True)
class Target:
    """What the draft becomes. `key` of the edited geography: its next release; another one: a new geography."""

    key: str
    name: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Base:
    """What a draft begins with: a geography in force, or nothing but a level and a system of coordinates."""

    level: Level
    key: str
    name: Text
    source: str
    frame: pd.DataFrame
    release: int | None = None
    valid_from: date | None = None
    valid_to: date | None = None


def source_row(level: str, key: str) -> Geography:
    """The geography that is edited. Raises NotFound, InputRejected (too many units)."""
    rows = Geography.objects.filter(level__key=level, key=key, current__isnull=False)
    row = rows.exclude(level__kind=LevelKind.BLOCKS).select_related("level", "current", "source").first()
    if row is None or row.current is None:
        raise NotFound(f"There is no geography {key!r} of level {level!r} to be edited.")
    if row.current.manifest["count"] > MOST_UNITS:
        raise InputRejected([Problem("This geography is too large to be edited here.", "too-large")], "areas")
    return row


def start(*, by: Reader, level: str, key: str) -> EditDraft:
    """The reader's draft of a geography, a new one where there is none."""
    require_writer(by)
    row = source_row(level, key)
    title = f"{row.level.plural.de}: {row.name.de}"
    draft, _ = EditDraft.objects.get_or_create(
        person=by.person,
        kind=EditDraft.Kind.GEOGRAPHY,
        key=f"{level}@{key}",
        defaults={"by": by.name, "base": row.current_id,
                  "data": {"level": level, "key": key, "title": title, "steps": [], "at": 0}},
    )  # fmt: skip
    return draft


def start_empty(*, by: Reader, level: str, source: str, crs: str) -> EditDraft:
    """A draft without a unit, for a level that has no areas yet. Raises NotFound, InputRejected (unknown system)."""
    require_writer(by)
    row = Level.objects.filter(key=level).exclude(kind=LevelKind.BLOCKS).first()
    if row is None or not Source.objects.filter(key=source).exists():
        raise NotFound(f"There is no level {level!r} or no source {source!r}.")
    try:
        pyproj.CRS.from_user_input(crs)
    except pyproj.exceptions.CRSError:
        raise InputRejected([Problem("This system of coordinates is not known.", "crs", found=crs)], "areas") from None
    data = {"level": level, "key": "", "title": str(row.plural.de), "steps": [], "at": 0,
            "empty": {"source": source, "crs": crs}}  # fmt: skip
    draft, _ = EditDraft.objects.get_or_create(
        person=by.person, kind=EditDraft.Kind.GEOGRAPHY, key=f"{level}@", defaults={"by": by.name, "data": data}
    )
    return draft


def base_of(draft: EditDraft) -> Base:
    """Raises NotFound, InputRejected."""
    empty = draft.data.get("empty")
    if not empty:
        row = source_row(draft.data["level"], draft.data["key"])
        return Base(row.level, row.key, row.name, row.source.key, units_with_shapes(row), row.current_id,
                    row.valid_from, row.valid_to)  # fmt: skip
    import geopandas as gpd

    level = Level.objects.get(key=draft.data["level"])
    columns = ["code", "name", *(f"parent:{parent.key}" for parent in level.parents.all())]
    frame = gpd.GeoDataFrame({name: pd.Series(dtype=object) for name in columns}, geometry=[], crs=empty["crs"])
    return Base(level, "", level.plural, empty["source"], frame)


def find(*, by: Reader, pk: int) -> EditDraft:
    """A draft of this person. Raises NotFound, NotPermitted."""
    require_writer(by)
    draft = EditDraft.objects.filter(pk=pk, person=by.person, kind=EditDraft.Kind.GEOGRAPHY).first()
    if draft is None:
        raise NotFound("There is no such draft.")
    return draft


def is_stale(draft: EditDraft) -> bool:
    """Somebody published another release of the geography since the draft was begun."""
    return base_of(draft).release != draft.base


def units_of(draft: EditDraft) -> Units:
    """The units after the steps that are not undone."""
    return areas.apply(base_of(draft).frame, draft.data["steps"][: draft.data["at"]])


def act(*, by: Reader, draft: EditDraft, step: Sequence[Op]) -> EditDraft:
    """Do one step. Raises InputRejected where it cannot be done; then nothing is kept."""
    require_writer(by)
    kept = [*draft.data["steps"][: draft.data["at"]], [dict(op) for op in step]]
    areas.apply(base_of(draft).frame, kept)
    return _save(draft, kept, len(kept))


def undo(*, by: Reader, draft: EditDraft) -> EditDraft:
    require_writer(by)
    return _save(draft, draft.data["steps"], max(draft.data["at"] - 1, 0))


def redo(*, by: Reader, draft: EditDraft) -> EditDraft:
    require_writer(by)
    return _save(draft, draft.data["steps"], min(draft.data["at"] + 1, len(draft.data["steps"])))


def rebase(*, by: Reader, draft: EditDraft) -> EditDraft:
    """Do the steps on the release that is in force now. Raises InputRejected where one of them no longer fits."""
    require_writer(by)
    units_of(draft)
    EditDraft.objects.filter(pk=draft.pk).update(base=base_of(draft).release)
    draft.refresh_from_db()
    return draft


def _save(draft: EditDraft, steps: Sequence[Any], at: int) -> EditDraft:
    draft.data = {**draft.data, "steps": list(steps), "at": at}
    draft.save(update_fields=["data", "updated_at"])
    return draft


def submit(*, by: Reader, draft: EditDraft, target: Target, reason: str) -> Delivery:
    """Hand the draft to the gate: a delivery of areas, checked, with its preview. Nothing is in force yet.

    Raises InputRejected (no reason, no change, no key), Conflict (another release is in force than the edited one).
    """
    require_writer(by)
    row, units = base_of(draft), units_of(draft)
    same = target.key.strip() == row.key
    missing = [name for name, text in (("reason", reason), ("key", target.key)) if not text.strip()]
    if missing:
        raise InputRejected([Problem("This field is needed.", "required", column=name) for name in missing], "areas")
    if not len(units.frame) or (same and not draft.data["at"]):
        raise InputRejected([Problem("Nothing was changed.", "empty")], subject="areas")
    if not same and row.level.geographies.filter(key=target.key.strip(), current__isnull=False).exists():
        raise InputRejected([Problem("This geography is there already.", "taken", column="key")], subject="areas")
    if is_stale(draft):
        raise Conflict("Somebody else published this geography meanwhile.")
    former = Delivery.objects.filter(key=draft.delivery).first() if draft.delivery else None
    if former is not None and former.state in (DeliveryState.OPEN, DeliveryState.WAITING):
        services.discard(by=by, delivery=former)
    data, ending = _file(units)
    origin = From(by_hand=True, reason=reason.strip()[:1000], edited=draft.base or 0,
                  lineage=units.lineage() if same else {})  # fmt: skip
    name = f"{row.level.plural.de} {target.key.strip()}{ending}"
    delivery = services.receive_areas(by=by, data=data, file_name=name, origin=origin)
    delivery = services.decide_areas(by=by, delivery=delivery, mapping=_mapping(row, units, target, ending))
    with transaction.atomic():
        EditDraft.objects.filter(pk=draft.pk).update(delivery=delivery.key)
        detail = {"steps": draft.data["at"], "delivery": delivery.key}
        record(by=by, action="edit.areas", subject=draft.key, detail=detail)
    return delivery


def _file(units: Units) -> tuple[bytes, str]:
    """GeoParquet keeps every digit and the system of coordinates; a list without polygons is a table."""
    target = io.BytesIO()
    frame: Any = units.frame
    if units.shaped:
        frame.to_parquet(target, index=False)
        return target.getvalue(), ".parquet"
    plain = pd.DataFrame(frame).to_csv(index=False, sep=";")
    return ("\ufeff" + plain).encode(), ".csv"


def _mapping(row: Base, units: Units, target: Target, ending: str) -> AreaMapping:
    same = target.key.strip() == row.key
    levels = {level.key for level in Level.objects.all()}
    columns = [name for name in units.frame.columns if str(name).startswith("parent:")]
    parents = tuple(
        ParentMapping(name.removeprefix("parent:"), ParentRule.CODE, name)
        for name in columns
        if name.removeprefix("parent:") in levels and units.frame[name].notna().any()
    )
    layer = f"{row.level.plural.de} {target.key.strip()}" if ending == ".parquet" else ""
    return AreaMapping(
        GeoMapping(
            layer=layer, level=row.level.key, key=target.key.strip(),
            name=row.name if same else Text(target.name.strip() or target.key.strip()), source=row.source,
            code="code", label="name", parents=parents,
            valid_from=row.valid_from if same else target.valid_from,
            valid_to=row.valid_to if same else target.valid_to,
        )
    )  # fmt: skip
