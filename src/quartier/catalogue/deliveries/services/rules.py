"""What this workspace asks of a publication."""

from __future__ import annotations

from django.db import transaction

from quartier.accounts.services import record, require_writer
from quartier.catalogue.models import GateRules
from quartier.kernel.reader import Reader


def four_eyes() -> bool:
    """Is a delivery published by somebody else than the person who prepared it?"""
    return GateRules.objects.filter(pk=1, four_eyes=True).exists()


@transaction.atomic
def set_four_eyes(*, by: Reader, on: bool) -> None:
    """Raises NotPermitted (administrators alone)."""
    require_writer(by)
    GateRules.objects.update_or_create(pk=1, defaults={"four_eyes": on})
    record(by=by, action="gate.four-eyes", subject="on" if on else "off")
