"""Use-cases of the map that change something for everybody."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from quartier.accounts.services import record, require_writer
from quartier.atlas.class_words import WORDS, parse, with_target
from quartier.atlas.models import MapDefault
from quartier.catalogue import listing
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.reader import Reader


def save_map_default(*, by: Reader, indicator: str, words: Mapping[str, str]) -> MapDefault:
    """Make these classes and colours the default of an indicator, for everybody.

    Raises NotPermitted (not an administrator), NotFound, InputRejected (unknown words, classes that cannot be).
    """
    require_writer(by)
    row = listing.indicator_by_key(indicator, reader=by)
    kept = {name: text for name, text in words.items() if text}
    unknown = [Problem("unknown word", column=name, expected=", ".join(WORDS)) for name in kept if name not in WORDS]
    if unknown:
        raise InputRejected(unknown, subject="classes")
    with_target(parse(kept), row.target)
    with transaction.atomic():
        values = {"words": kept, "saved_by": by.name}
        saved, _ = MapDefault.objects.update_or_create(indicator=row, defaults=values)
        record(by=by, action="map-default.save", subject=row.key, detail=dict(kept))
    return saved


def drop_map_default(*, by: Reader, indicator: str) -> None:
    """Go back to what Quartier proposes. Raises NotPermitted, NotFound (no such indicator); again does no harm."""
    require_writer(by)
    row = listing.indicator_by_key(indicator, reader=by)
    with transaction.atomic():
        if MapDefault.objects.filter(indicator=row).delete()[0]:
            record(by=by, action="map-default.drop", subject=row.key)
