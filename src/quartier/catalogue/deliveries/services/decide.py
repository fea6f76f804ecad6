"""A person decides: answers, mapping, sheet, encoding. Every decision makes an earlier preview void."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from quartier.accounts.services import record
from quartier.catalogue.deliveries import files, plain
from quartier.catalogue.deliveries.context import gate_context
from quartier.catalogue.deliveries.editing import further_questions
from quartier.catalogue.deliveries.reading import opened, proposed
from quartier.catalogue.deliveries.services.receive import require_person, shown
from quartier.catalogue.models import Delivery, DeliveryState
from quartier.kernel.errors import Conflict
from quartier.kernel.reader import Reader
from quartier.sources.tables import Mapping


def decide(*, by: Reader, delivery: Delivery, mapping: Mapping) -> Delivery:
    """Take over a changed mapping; columns that are read now bring their own questions.

    Raises Conflict when the delivery is no longer open.
    """
    require_person(by)
    workbook = opened(files.original(delivery), delivery.file_name, delivery.encoding)
    mapping, asked = further_questions(workbook, mapping, gate_context())
    known = [item for item in delivery.proposal.get("questions", []) if item["key"] not in {q.key for q in asked}]
    proposal = {**delivery.proposal, "questions": [*known, *plain.questions(asked)]}
    return _save(by, delivery, mapping=mapping.to_json(), proposal=proposal)


def choose_source(*, by: Reader, delivery: Delivery, sheet: str = "", encoding: str = "") -> Delivery:
    """Read another sheet, or the file in another encoding; recognition begins anew."""
    require_person(by)
    chosen = encoding or delivery.encoding
    workbook = opened(files.original(delivery), delivery.file_name, chosen)
    proposal = proposed(workbook, gate_context(), sheet)
    return _save(by, delivery, mapping=proposal.mapping.to_json(), proposal=shown(workbook, proposal), encoding=chosen)


def _save(by: Reader, delivery: Delivery, **values: Any) -> Delivery:
    with transaction.atomic():
        changed = Delivery.objects.visible_to(by).filter(pk=delivery.pk, state=DeliveryState.OPEN)
        if not changed.update(**values, report={}, basis="", failure="", partial=False):
            raise Conflict("This delivery is no longer open; take it back before you change it.")
        record(by=by, action="delivery.decide", subject=str(delivery))
    delivery.refresh_from_db()
    return delivery
