"""Rank entries by a query.

A word meets a word exactly (100), as its beginning (90), inside a compound (75: "armut" in "Kinderarmut"), or but for
typing errors (60; Damerau-Levenshtein distance, restricted form: 1 from four letters on, 2 from seven, 3 from eleven).
Everyday words that mean the same count 85 %; words beside the title count 80 %. All words of the query have to be met.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from rapidfuzz import process
from rapidfuzz.distance import OSA

from quartier.catalogue.finding.everyday import EVERYDAY
from quartier.catalogue.services.declare import fold

T = TypeVar("T")

_EXACT, _BEGINNING, _INSIDE, _TYPED = 100.0, 90.0, 75.0, 60.0
_MEANS_THE_SAME, _BESIDE = 0.85, 0.8
_MOST_VARIANTS, _MOST_WORDS = 12, 8


@dataclass(frozen=True, slots=True)
class Entry(Generic[T]):
    """What may be found: its title, further words (synonyms, definition), and what it stands for."""

    title: str
    beside: str
    item: T


@dataclass(frozen=True, slots=True)
class Found(Generic[T]):
    item: T
    score: float


@lru_cache(maxsize=65_536)
def plain(text: str) -> str:
    """Folded for comparison: lower case, no accents, ß as ss, and ae, oe, ue as the letters they stand for."""
    return re.sub(r"([aou])e", r"\1", fold(text))


class Index(Generic[T]):
    """Entries made ready for many queries."""

    def __init__(self, entries: Iterable[Entry[T]]) -> None:
        self.items: list[T] = []
        self._titles: list[list[str]] = []
        self._places: dict[str, dict[int, float]] = {}
        """Word: entries that hold it, and how much it counts there."""
        for place, entry in enumerate(entries):
            title = plain(entry.title).split()
            self.items.append(entry.item)
            self._titles.append(title)
            for words, weight in ((plain(entry.beside).split(), _BESIDE), (title, 1.0)):
                for word in words:
                    self._places.setdefault(word, {})[place] = weight
        self._vocabulary = list(self._places)

    def find(self, query: str, limit: int = 0) -> list[Found[T]]:
        """The entries that hold the query, best first; as many as `limit` (0: all). An empty query finds nothing."""
        words = plain(query).split()[:_MOST_WORDS]
        if not words:
            return []
        best: dict[int, float] = {}
        for variant, weight in [(words, 1.0), *((other, _MEANS_THE_SAME) for other in _same_meaning(words))]:
            for place, strength in self._holders(variant).items():
                best[place] = max(best.get(place, 0.0), weight * strength)
        found = [Found(self.items[place], self._score(place, score, words)) for place, score in sorted(best.items())]
        found.sort(key=lambda one: -one.score)
        return found[:limit] if limit else found

    def _score(self, place: int, score: float, words: list[str]) -> float:
        """Among equals, the shorter title says more of what was asked; the very words are best."""
        title = self._titles[place]
        return _EXACT if title == words else min(score - min(len(title), 20) * 0.1, 99.0)

    def _holders(self, words: list[str]) -> dict[int, float]:
        """Entries that hold all words: mean strength of the words there."""
        sums: dict[int, float] = {}
        for number, word in enumerate(dict.fromkeys(words)):
            here: dict[int, float] = {}
            for other, strength in _met(word, self._vocabulary).items():
                for place, weight in self._places[other].items():
                    here[place] = max(here.get(place, 0.0), strength * weight)
            sums = {place: sums.get(place, 0.0) + here[place] for place in here if not number or place in sums}
        return {place: total / len(set(words)) for place, total in sums.items()}


def rank(query: str, entries: Iterable[Entry[T]], limit: int = 0) -> list[Found[T]]:
    """The entries that hold the query, best first (see `Index.find`)."""
    return Index(entries).find(query, limit)


def _met(word: str, vocabulary: Sequence[str]) -> dict[str, float]:
    """The words of the vocabulary that this word meets, and how well."""
    found: dict[str, float] = {}
    for other in vocabulary:
        if other == word:
            found[other] = _EXACT
        elif len(word) > 1 and other.startswith(word):
            found[other] = _BEGINNING
        elif len(word) > 4 and word in other:
            found[other] = _INSIDE
    return found or _typed(word, vocabulary)


def _typed(word: str, vocabulary: Sequence[str]) -> dict[str, float]:
    """Words that differ by few letters; words still being typed are compared with beginnings of their length."""
    allowed = 0 if len(word) < 4 or word.isdecimal() else 1 if len(word) < 7 else 2 if len(word) < 11 else 3
    if not allowed:
        return {}
    near: dict[str, float] = {}
    for part in (vocabulary, [other[: len(word)] for other in vocabulary]):
        for _, distance, at in process.extract(word, part, scorer=OSA.distance, score_cutoff=allowed, limit=None):
            near[vocabulary[at]] = max(near.get(vocabulary[at], 0.0), _TYPED - 5 * distance)
    return near


@lru_cache(maxsize=1)
def _circles() -> tuple[tuple[tuple[str, ...], ...], ...]:
    return tuple(tuple(tuple(plain(phrase).split()) for phrase in circle) for circle in EVERYDAY)


def _same_meaning(words: list[str]) -> list[list[str]]:
    """The query with one phrase of it replaced by others of its circle of meaning."""
    made: list[list[str]] = []
    for circle in _circles():
        for phrase in circle:
            at = _position(phrase, words)
            if at is not None:
                rest = len(phrase)
                made += [[*words[:at], *other, *words[at + rest :]] for other in circle if other != phrase]
                break
    return made[:_MOST_VARIANTS]


def _position(phrase: tuple[str, ...], words: list[str]) -> int | None:
    for at in range(len(words) - len(phrase) + 1):
        if tuple(words[at : at + len(phrase)]) == phrase:
            return at
    return None
