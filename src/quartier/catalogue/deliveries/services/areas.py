"""Use-cases of deliveries of areas: staged, decided, checked, published as one dated version of a level."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from quartier.accounts.services import record, require_writer
from quartier.catalogue.deliveries import areas, files, plain
from quartier.catalogue.deliveries.areas import ENDINGS, AreaMapping
from quartier.catalogue.deliveries.services.check import in_job
from quartier.catalogue.deliveries.services.indicators import free_key, licence_of, source_of
from quartier.catalogue.deliveries.services.publish import Wish, require_publisher
from quartier.catalogue.deliveries.services.receive import KEPT, NOBODY, From, remove_expired, require_person
from quartier.catalogue.models import Delivery, DeliveryState, EditDraft, Geography, Level, Release, Source
from quartier.catalogue.observations import geography_units
from quartier.catalogue.services import publish_geography
from quartier.catalogue.services.realign import standing_on
from quartier.kernel import declared
from quartier.kernel.errors import Conflict, InputRejected, Problem
from quartier.kernel.reader import Reader
from quartier.kernel.text import Text
from quartier.sources.geodata import message_of

CHECK_AREAS_JOB = "catalogue.check-areas"
PUBLISH_AREAS_JOB = "catalogue.publish-areas"
LARGE_AREAS = 3_000
"""Units from which a check or a publication of areas runs as a job."""
LARGE_BYTES = 30_000_000
LARGE_ROWS = 200_000
"""Observations that have to be written again from which a publication runs as a job (some ten seconds)."""


@dataclass(frozen=True, slots=True)
class NewLevel:
    """A level that is not there yet. `parent`: key of the level above, or empty."""

    name: str
    plural: str
    parent: str = ""


def receive_areas(*, by: Reader, data: bytes, file_name: str, origin: From = NOBODY) -> Delivery:
    """Stage a file of areas. Raises InputRejected with nothing stored."""
    require_person(by)
    remove_expired()
    made = areas.proposed(areas.opened(data, file_name), areas.context())
    key = secrets.token_hex(6)
    stored = files.keep_original(key, data)
    with transaction.atomic():
        delivery = Delivery.objects.create(
            key=key,
            kind=Delivery.Kind.GEOGRAPHY,
            file_name=file_name[:255],
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            address=origin.address,
            by_hand=origin.by_hand,
            note=origin.reason,
            files=[stored],
            supplier=origin.supplier,
            supplier_name=origin.supplier_name[:200],
            by=by.name,
            person=by.person,
            expires_at=timezone.now() + KEPT,
            mapping=made.pop("mapping"),
            proposal={
                **made,
                "problems": _problems(made["problems"]),
                "edited": origin.edited,
                "lineage": origin.lineage,
            },
        )
        record(by=by, action="delivery.receive", subject=str(delivery), detail={"size": len(data)})
    return delivery


def create_level(*, by: Reader, words: NewLevel) -> Level:
    """A new level, below its parent. Raises InputRejected, NotPermitted."""
    require_writer(by)
    if not words.name.strip():
        raise InputRejected([Problem("This field is needed.", "required", column="level-name")], subject="level")
    parent = Level.objects.filter(key=words.parent).first()
    rank = parent.rank + 1 if parent else 0 if not Level.objects.filter(rank=0).exists() else 1
    name, plural = words.name.strip(), words.plural.strip() or words.name.strip()
    with transaction.atomic():
        level = Level.objects.create(key=free_key(Level.objects, name), name=Text(name), plural=Text(plural), rank=rank)
        if parent:
            level.parents.add(parent)
        record(by=by, action="level.create", subject=level.key)
    return level


def area_source(*, by: Reader, source: str, licence: str) -> Source:
    """The source of a geography, known or new. Raises InputRejected."""
    require_writer(by)
    found = Source.objects.filter(key=source).first()
    if found:
        return found
    if not source.strip() or not licence.strip():
        raise InputRejected([Problem("This field is needed.", "required", column="source")], subject="source")
    with transaction.atomic():
        return source_of(source, licence_of(licence))


def decide_areas(*, by: Reader, delivery: Delivery, mapping: AreaMapping) -> Delivery:
    """Take a mapping over and check with it. Raises InputRejected (incomplete), Conflict."""
    require_person(by)
    _, report = _checked(delivery, mapping)
    return _keep(by, delivery, mapping, report, (DeliveryState.OPEN,))


def decide_areas_soon(*, by: Reader, delivery: Delivery, mapping: AreaMapping) -> Delivery:
    """Like `decide_areas`, as a job where the file is large."""
    if not is_large_file(delivery):
        return decide_areas(by=by, delivery=delivery, mapping=mapping)
    rows = Delivery.objects.visible_to(by).filter(pk=delivery.pk, state=DeliveryState.OPEN)
    if not rows.update(mapping=mapping.to_json(), report={}, basis="", failure=""):
        raise Conflict("This delivery is no longer open.")
    return in_job(by, delivery, CHECK_AREAS_JOB, {"delivery": delivery.key}, state=DeliveryState.OPEN)


def check_areas(*, by: Reader, delivery: Delivery) -> Delivery:
    """The job of `decide_areas_soon`: check with the mapping that the delivery has."""
    require_person(by)
    mapping = AreaMapping.from_json(delivery.mapping)
    _, report = _checked(delivery, mapping)
    return _keep(by, delivery, mapping, report, (DeliveryState.OPEN, DeliveryState.WORKING))


def is_large_file(delivery: Delivery) -> bool:
    shaped = delivery.file_name.lower().endswith(ENDINGS)  # a plain list is checked in no time
    most = LARGE_AREAS if shaped else LARGE_ROWS
    return int(delivery.proposal.get("count") or 0) > most or delivery.size > LARGE_BYTES


def _checked(delivery: Delivery, mapping: AreaMapping) -> tuple[areas.StagedAreas, plain.Json]:
    made = areas.staged(areas.opened(files.original(delivery), delivery.file_name), mapping, areas.context())
    units = len(made.geography.units) if made.geography is not None else 0
    report = {
        "units": units,
        "problems": _problems(made.problems),
        "changes": {kind: {"count": len(codes), "codes": codes[:40]} for kind, codes in made.changes.items()},
        "against": made.against,
        "publishable": made.geography is not None and all(item.severity != "error" for item in made.problems),
    }
    return made, report


def _keep(
    by: Reader, delivery: Delivery, mapping: AreaMapping, report: plain.Json, states: Sequence[str]
) -> Delivery:  # fmt: skip
    values = {"mapping": mapping.to_json(), "report": report, "basis": _basis(mapping), "failure": "",
              "state": DeliveryState.OPEN}  # fmt: skip
    with transaction.atomic():
        rows = Delivery.objects.visible_to(by).filter(pk=delivery.pk, state__in=states)
        if not rows.update(**values):
            raise Conflict("This delivery is no longer open.")
        record(by=by, action="delivery.check", subject=str(delivery))
    delivery.refresh_from_db()
    return delivery


def propose_again(*, by: Reader, delivery: Delivery, layer: str = "", level: str = "") -> Delivery:
    """Recognise anew, with a layer or level that a person chose."""
    require_person(by)
    file = areas.opened(files.original(delivery), delivery.file_name)
    made = areas.proposed(file, areas.context(), layer=layer or None, level=level or None)
    rows = Delivery.objects.visible_to(by).filter(pk=delivery.pk, state=DeliveryState.OPEN)
    kept: dict[str, Any] = {
        name: delivery.proposal[name] for name in ("edited", "lineage") if name in delivery.proposal
    }
    proposal: dict[str, Any] = {**made, "problems": _problems(made["problems"]), **kept}
    rows.update(mapping=proposal.pop("mapping"), proposal=proposal, report={}, basis="")
    delivery.refresh_from_db()
    return delivery


def publish_areas_soon(*, by: Reader, delivery: Delivery, wish: Wish) -> Delivery:
    """Publish at once, or as a job where the file is large or many figures follow."""
    require_publisher(by, delivery)
    _require_ready(delivery, wish)
    if not is_large_file(delivery) and not _much_follows(delivery):
        publish_areas(by=by, delivery=delivery, wish=wish)
        return delivery
    arguments = {"delivery": delivery.key, **wish.arguments()}
    return in_job(by, delivery, PUBLISH_AREAS_JOB, arguments, state=delivery.state)


def _much_follows(delivery: Delivery) -> bool:
    """Units come or go, and many figures stand on the geography."""
    if not {"added", "removed"} & set(delivery.report.get("changes", {})):
        return False
    geo = AreaMapping.from_json(delivery.mapping).geo
    rows = sum(int(release.manifest.get("rows", 0)) for _, _, release in standing_on(geo.level, geo.key))
    return rows > LARGE_ROWS


def publish_areas(*, by: Reader, delivery: Delivery, wish: Wish) -> Release:
    """Publish the geography, with all that stands on it. Units that were there keep their order.

    Raises NotPermitted, InputRejected (errors are left; an edit without a reason), Conflict (changed meanwhile).
    """
    require_publisher(by, delivery)
    _require_ready(delivery, wish)
    mapping = AreaMapping.from_json(delivery.mapping)
    file = areas.opened(files.original(delivery), delivery.file_name)
    made = areas.staged(file, mapping, areas.context()).geography
    if made is None:
        raise Conflict("This delivery has changed since you saw its preview; look at it again.")

    def finish(release: Release) -> None:
        delivery.releases.set([release])
        Delivery.objects.filter(pk=delivery.pk).update(
            state=DeliveryState.PUBLISHED, published_by=by.name, published_at=timezone.now(), note=wish.note
        )
        EditDraft.objects.filter(delivery=delivery.key).delete()
        record(by=by, action="delivery.publish", subject=str(delivery), detail={"releases": [str(release)]})

    release = publish_geography(
        by=by,
        geography=_in_known_order(made),
        lineage=delivery.proposal.get("lineage") or {},
        note=wish.note,
        provenance={"delivery": delivery.key, "file": delivery.file_name, "sha256": delivery.sha256,
                    "supplier": delivery.from_whom, "handed_in_by": delivery.by},
        finish=finish,
    )  # fmt: skip
    delivery.refresh_from_db()
    return release


def _require_ready(delivery: Delivery, wish: Wish) -> None:
    if delivery.by_hand and not wish.note.strip():
        raise InputRejected([Problem("An edit needs a reason.", "reason", column="note")], delivery.file_name)
    mapping = AreaMapping.from_json(delivery.mapping)
    if not delivery.basis or delivery.basis != wish.basis or _basis(mapping) != wish.basis:
        raise Conflict("This delivery has changed since you saw its preview; look at it again.")
    if not delivery.report["publishable"]:
        raise InputRejected(
            [Problem("Errors are left; areas are published whole or not at all.", "errors")], delivery.file_name
        )


def _in_known_order(made: declared.Geography) -> declared.Geography:
    """Units that the geography has already come first, in their order: then figures need not be written again."""
    row = Geography.objects.filter(level__key=made.level, key=made.key, current__isnull=False).first()
    if row is None:
        return made
    known = {str(code): position for position, code in enumerate(geography_units(row)["code"])}
    codes = [str(code) for code in made.units["code"]]
    order = sorted(range(len(codes)), key=lambda i: (known.get(codes[i], len(known)), i))
    return replace(made, units=made.units.iloc[order].reset_index(drop=True))


def _basis(mapping: AreaMapping) -> str:
    row = Geography.objects.filter(level__key=mapping.geo.level, key=mapping.geo.key).first()
    current = row.current_id if row else 0
    return hashlib.sha256(f"{mapping.to_json()}\x1f{current or 0}".encode()).hexdigest()


def _problems(found: tuple[Problem, ...]) -> list[plain.Json]:
    made = plain.problems(found)
    for item, one in zip(made, found, strict=True):
        item["message"] = {"de": message_of(one, "de") or one.message, "en": one.message}
    return made
