"""Events by hand: what happened, when, and which indicators it concerns. They stand on the time axes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from quartier.accounts.services import record, require_writer
from quartier.catalogue.deliveries.services.indicators import free_key
from quartier.catalogue.models import Event, Indicator, Level, Unit
from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.kernel.reader import Reader
from quartier.kernel.text import Text

KINDS = ("reform", "pandemic", "arrival", "method", "other")


@dataclass(frozen=True, slots=True)
class EventWords:
    """One event as its form shows it. `indicators` empty: all; `level` and `unit` empty: everywhere."""

    name: Text
    start: date | None
    kind: str
    text: Text = Text("")
    end: date | None = None
    level: str = ""
    unit: str = ""
    indicators: tuple[str, ...] = ()


def words_of(row: Event) -> EventWords:
    keys = tuple(row.indicators.values_list("key", flat=True))
    return EventWords(row.name, row.start, row.kind, row.text, row.end, row.level, row.unit, keys)


def put_event(*, by: Reader, words: EventWords, key: str = "") -> Event:
    """Add an event (`key` empty) or change one. Raises InputRejected with all that is wrong, NotFound, NotPermitted."""
    require_writer(by)
    problems = _problems(words)
    if problems:
        raise InputRejected(problems, subject="event")
    with transaction.atomic():
        row = Event.objects.filter(key=key).first() if key else Event(key=free_key(Event.objects, words.name.de))
        if row is None or words.start is None:
            raise NotFound(f"There is no event {key!r}.")
        row.start, row.end, row.kind, row.level, row.unit = words.start, words.end, words.kind, words.level, words.unit
        row.name, row.text = words.name, words.text
        row.save()
        row.indicators.set(Indicator.objects.filter(key__in=words.indicators))
        record(by=by, action="event.change" if key else "event.create", subject=row.key)
    return row


def delete_event(*, by: Reader, key: str) -> None:
    """Raises NotFound, NotPermitted."""
    require_writer(by)
    with transaction.atomic():
        if not Event.objects.filter(key=key).delete()[0]:
            raise NotFound(f"There is no event {key!r}.")
        record(by=by, action="event.delete", subject=key)


def _problems(words: EventWords) -> list[Problem]:
    found = []
    for name, text in (("name", words.name.de.strip()), ("start", words.start)):
        if not text:
            found.append(Problem("This field is needed.", "required", column=name))
    if words.kind not in KINDS:
        found.append(Problem("This kind cannot be chosen here.", "kind", column="kind", found=words.kind))
    if words.start and words.end and words.end < words.start:
        found.append(Problem("It ends before it begins.", "end", column="end"))
    if words.level and not Level.objects.filter(key=words.level).exists():
        found.append(Problem("There is no such level.", "level", column="level", found=words.level))
    if words.unit and not Unit.objects.filter(geography__level__key=words.level, code=words.unit).exists():
        found.append(Problem("There is no such unit.", "unit", column="unit", found=words.unit))
    return found
