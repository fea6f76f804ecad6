"""Subject and figures of a place, gathered once for a request although several panels ask for them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from quartier.atlas.profile.gather import Figure, figures_of
from quartier.atlas.profile.subject import Named, Subject, subject_of
from quartier.catalogue import listing
from quartier.catalogue.models import Topic
from quartier.kernel.errors import NotFound
from quartier.kernel.panels import Place


@dataclass(frozen=True, slots=True)
class Portrait:
    """`figures` are those of the chosen topics; `everything` all that the level has."""

    subject: Subject
    figures: tuple[Figure, ...]
    everything: tuple[Figure, ...]


_GATHERED: ContextVar[dict[Place, Portrait] | None] = ContextVar("portraits", default=None)


@contextmanager
def gathered() -> Iterator[None]:
    """Within it, each place is gathered once; what was gathered goes with the request."""
    token = _GATHERED.set({})
    try:
        yield
    finally:
        _GATHERED.reset(token)


def portrait(place: Place) -> Portrait:
    """Raises NotFound."""
    known = _GATHERED.get()
    if known is None:
        return _portrait(place)
    if place not in known:
        known[place] = _portrait(place)
    return known[place]


def _portrait(place: Place) -> Portrait:
    as_of = date.fromisoformat(place.as_of) if place.as_of else None
    asked = {"as_of": as_of, "reader": place.reader}
    subject = subject_of(place.level, place.code, as_of=as_of, reader=place.reader, language=place.language)
    every = tuple(figures_of(subject, compare=compared(place), **asked))  # type: ignore[arg-type]
    if not place.topics:
        return Portrait(subject, every, every)
    roots = root_topics()
    chosen = tuple(figure for figure in every if first_root(figure, roots) in place.topics)
    return Portrait(subject, chosen, every)


def compared(place: Place) -> Named | None:
    """The comparison area that was chosen. Raises NotFound for one that is none."""
    if not place.compare:
        return None
    level, _, code = place.compare.partition(":")
    name = listing.unit_name(level, code, reader=place.reader)
    names = listing.level_names(place.language)
    if level not in names or not code:
        raise NotFound(f"There is no area {place.compare!r} to compare with.")
    return Named(level, code, name, names[level])


def root_topics() -> dict[str, str]:
    """Topic -> the Lebenslage it belongs to."""
    parents = dict(Topic.objects.values_list("key", "parent__key"))

    def root(key: str) -> str:
        above = parents.get(key)
        return key if above is None else root(above)

    return {key: root(key) for key in parents}


def first_root(figure: Figure, roots: dict[str, str]) -> str:
    """The Lebenslage under which an indicator stands: that of its first topic; "" where it has none."""
    topics = sorted(figure.indicator.topics.all(), key=lambda topic: (topic.position, topic.key))
    return next((roots[topic.key] for topic in topics if topic.key in roots), "")
