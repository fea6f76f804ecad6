"""A file comes in: opened, refused or staged; and what becomes of deliveries that nobody finished."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from quartier.accounts.models import Actor
from quartier.accounts.services import record
from quartier.catalogue.deliveries import files, plain
from quartier.catalogue.deliveries.context import gate_context
from quartier.catalogue.deliveries.reading import opened, proposed
from quartier.catalogue.deliveries.services.forms import form_of
from quartier.catalogue.models import Delivery, DeliveryForm, DeliveryState
from quartier.kernel.errors import Conflict, InputRejected, NotFound, NotPermitted
from quartier.kernel.reader import Reader
from quartier.sources.privacy import address_list
from quartier.sources.tables import Mapping, Proposal, Role, Sheet, Workbook
from quartier.sources.tables.words import problem

KEPT = timedelta(days=30)
"""How long the file of a delivery lies in the lake."""
_SAMPLE = 4


@dataclass(frozen=True, slots=True)
class From:
    """Who handed something in, and how."""

    supplier: Actor | None = None
    supplier_name: str = ""
    form: DeliveryForm | None = None
    address: str = ""
    by_hand: bool = False
    """Made in the pages of catalogue.editing; `reason` is theirs, `edited` the release that was edited (0: none)."""
    reason: str = ""
    edited: int = 0
    lineage: dict[str, list[str]] = field(default_factory=dict)
    """Of areas: code -> codes of the edited release that the unit was made of (`services.realign.Lineage`)."""
    counted: bool = False
    """Counted from single places; see `Delivery.counted`."""


NOBODY = From()


def require_person(by: Reader) -> None:
    """Refuse the public: handing in is for people who sign in (and the system)."""
    if by.person is None and not by.administrator:
        raise NotPermitted("Only people who have signed in may do this.")


def find(key: str, *, reader: Reader) -> Delivery:
    """A delivery that this reader may see. Raises NotFound."""
    rows = Delivery.objects.visible_to(reader).select_related("supplier", "form")
    found = rows.filter(key=key).first()
    if found is None:
        raise NotFound(f"There is no delivery {key!r}.")
    return found


def receive(*, by: Reader, data: bytes, file_name: str, origin: From = NOBODY) -> Delivery:
    """Stage a table of values. Raises InputRejected (no table, one row a person, too large) with nothing stored."""
    require_person(by)
    remove_expired()
    workbook = opened(data, file_name)
    proposal = proposed(workbook, gate_context())
    _refuse_addresses(workbook, proposal)
    form = origin.form or form_of(workbook)
    key = secrets.token_hex(6)
    stored = files.keep_original(key, data)
    with transaction.atomic():
        delivery = Delivery.objects.create(
            key=key,
            file_name=file_name[:255],
            size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
            address=origin.address,
            counted=origin.counted,
            by_hand=origin.by_hand,
            note=origin.reason,
            files=[stored],
            supplier=origin.supplier or (form.supplier if form else None),
            supplier_name=(origin.supplier_name or (form.supplier_name if form else ""))[:200],
            form=form,
            by=by.name,
            person=by.person,
            expires_at=timezone.now() + KEPT,
            mapping=proposal.mapping.to_json(),
            proposal={**shown(workbook, proposal), "edited": origin.edited},
        )
        record(by=by, action="delivery.receive", subject=str(delivery), detail={"size": len(data)})
    return delivery


def _refuse_addresses(workbook: Workbook, proposal: Proposal) -> None:
    """A list of homes is not stored: it is counted in memory (`services.places`)."""
    if any(address_list(sheet) and not _row_a_unit(sheet, proposal.mapping) for sheet in workbook.shown):
        raise InputRejected([problem("address-list", file=workbook.name)], subject=workbook.name)


def _row_a_unit(sheet: Sheet, mapping: Mapping) -> bool:
    """Does each row stand for a unit of its own, with an address beside it (that of its office, perhaps)?"""
    named = mapping.of_role(Role.UNIT)
    if not named or sheet.name != mapping.sheet:
        return False
    cells = [cell for cell in sheet.column(named[0].number).to_pylist()[mapping.first_row - 1 :] if cell.strip()]
    return len(set(cells)) > 0.8 * len(cells)


def shown(workbook: Workbook, proposal: Proposal) -> plain.Json:
    """What the pages show of recognition."""
    sheets = [{"name": item.name, "rows": item.rows, "hidden": item.hidden} for item in workbook.sheets]
    return {
        **plain.proposal(proposal, workbook.findings),
        "file_problems": plain.problems(workbook.problems),
        "kind": workbook.kind,
        "encoding": workbook.encoding,
        "sheets": sheets,
        "columns": _samples(workbook, proposal.mapping),
    }


def _samples(workbook: Workbook, mapping: Mapping) -> list[plain.Json]:
    """Letters and the first cells of each column, for the eye."""
    sheet = workbook.sheet(mapping.sheet)
    if sheet is None:
        return []
    grid = sheet.grid(mapping.first_row, mapping.first_row + _SAMPLE - 1)
    return [
        {"number": number, "letters": letters, "cells": [row[number - 1][:40] for row in grid]}
        for number, letters in enumerate(sheet.letters, 1)
    ]


def discard(*, by: Reader, delivery: Delivery) -> None:
    """Give a delivery up; its files go at once. Raises Conflict when it is published or being worked on."""
    with transaction.atomic():
        changed = Delivery.objects.visible_to(by).filter(
            pk=delivery.pk, state__in=(DeliveryState.OPEN, DeliveryState.WAITING)
        )
        if not changed.update(state=DeliveryState.DISCARDED, files=[], expires_at=timezone.now()):
            raise Conflict("This delivery is published, discarded, or being worked on just now.")
        record(by=by, action="delivery.discard", subject=str(delivery))
    files.remove(delivery.files)


def remove_expired() -> int:
    """Remove the files of deliveries whose time is over; returns how many deliveries that were."""
    rows = list(Delivery.objects.expired(timezone.now()))
    for delivery in rows:
        files.remove(delivery.files)
        state = delivery.state if delivery.state in (DeliveryState.PUBLISHED, DeliveryState.WITHDRAWN) else "discarded"
        Delivery.objects.filter(pk=delivery.pk).update(files=[], state=state)
    return len(rows)
