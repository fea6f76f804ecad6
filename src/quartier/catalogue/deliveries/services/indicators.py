"""A new indicator, declared with few words on the way of a delivery."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from quartier.accounts.services import record, require_writer
from quartier.catalogue.models import Indicator, Licence, Source, Topic
from quartier.catalogue.services.declare import fold, put_indicator
from quartier.kernel import declared
from quartier.kernel.declared import IndicatorKind, Polarity
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.reader import Reader
from quartier.kernel.text import Text


@dataclass(frozen=True, slots=True)
class NewIndicator:
    """The short form. `topic`: key of a topic, or the name of a new one; `source` and `licence` alike."""

    name: str
    definition: str
    kind: str
    unit: str
    topic: str
    source: str
    licence: str
    numerator: str = ""
    denominator: str = ""
    factor: float = 1.0
    decimals: int = 1
    polarity: str = Polarity.NEUTRAL


_REQUIRED = ("name", "definition", "kind", "topic", "source", "licence")
KINDS = (IndicatorKind.COUNT, IndicatorKind.SHARE, IndicatorKind.RATE, IndicatorKind.MEAN, IndicatorKind.INDEX,
         IndicatorKind.SCORE)  # fmt: skip


@transaction.atomic
def create_indicator(*, by: Reader, words: NewIndicator) -> Indicator:
    """Declare it, with topic, source and licence where these are new. Raises InputRejected with all that is wrong."""
    require_writer(by)
    problems = _problems(words)
    if problems:
        raise InputRejected(problems, subject="indicator")
    topic, source = _topic(words.topic), source_of(words.source, licence_of(words.licence))
    share = words.kind == IndicatorKind.SHARE
    indicator = declared.Indicator(
        key=free_key(Indicator.objects, words.name),
        name=Text(words.name.strip()),
        definition=Text(words.definition.strip()),
        kind=IndicatorKind(words.kind),
        unit=Text("%" if share else words.unit.strip()),
        source=source.key,
        topics=(topic.key,),
        polarity=Polarity(words.polarity),
        numerator=Text(words.numerator.strip()),
        denominator=Text(words.denominator.strip()),
        factor=100.0 if share else words.factor,
        decimals=0 if words.kind == IndicatorKind.COUNT else words.decimals,
    )
    row = put_indicator(indicator, position=Indicator.objects.count())
    record(by=by, action="indicator.create", subject=row.key)
    return row


def _problems(words: NewIndicator) -> list[Problem]:
    found = [
        Problem("This field is needed.", "required", column=name)
        for name in _REQUIRED
        if not getattr(words, name).strip()
    ]
    if words.kind and words.kind not in KINDS:
        found.append(Problem("This kind cannot be chosen here.", "kind", column="kind", found=words.kind))
    if words.kind in (IndicatorKind.SHARE, IndicatorKind.RATE) and not words.denominator.strip():
        found.append(Problem("A share or rate says of what.", "required", column="denominator"))
    return found


def _topic(text: str) -> Topic:
    found = Topic.objects.filter(key=text).first()
    if found is None:
        found = next((row for row in Topic.objects.all() if fold(row.name.de) == fold(text)), None)
    return found or Topic.objects.create(
        key=free_key(Topic.objects, text), name=Text(text.strip()), position=Topic.objects.count()
    )


def licence_of(text: str) -> Licence:
    found = Licence.objects.filter(key=text).first() or Licence.objects.filter(name=text.strip()).first()
    return found or Licence.objects.create(key=free_key(Licence.objects, text), name=text.strip())


def source_of(text: str, licence: Licence) -> Source:
    found = Source.objects.filter(key=text).first()
    if found is None:
        same = Source.objects.filter(licence=licence)
        found = next((row for row in same if fold(row.name.de) == fold(text)), None)
    return found or Source.objects.create(
        key=free_key(Source.objects, text), name=Text(text.strip()), publisher=text.strip(), licence=licence
    )


def free_key(manager: object, text: str) -> str:
    """A key made of the words, with a number where it is taken."""
    stem = fold(text).replace(" ", "-")[:80] or "x"
    taken = set(manager.filter(key__startswith=stem).values_list("key", flat=True))  # type: ignore[attr-defined]
    return next(key for n in range(1, len(taken) + 2) if (key := stem if n == 1 else f"{stem}-{n}") not in taken)
