"""The one search: every provider asked, results in groups, favourites first."""

from __future__ import annotations

from dataclasses import dataclass, replace

from quartier.frame.services import favourites
from quartier.kernel.pages import Hit, providers
from quartier.kernel.reader import Reader

LONGEST = 200
"""Letters of a query; what is longer is no question."""
_FAVOURITE_BONUS = 1000.0
_DEEP = 60
_BY_WORDS, _ALIKE = 60.0, 56.0
"""Scores from which something was found by its words; below the second, by resemblance alone (`finding.rank`)."""


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one provider, best first, favourites before the others."""

    key: str
    label: str
    hits: list[Hit]


def search(query: str, *, reader: Reader, language: str, limit: int = 6) -> list[Group]:
    """Groups that found something, the one with the best hit first."""
    query = query.strip()[:LONGEST]
    if not query:
        return []
    starred = {row.item for row in favourites(reader)}
    groups = []
    for provider in providers():
        # a favourite may stand further down
        hits = provider.find(query, reader, language, _DEEP if starred else limit)
        if hits:
            hits = sorted(hits, key=lambda hit: -(hit.score + (_FAVOURITE_BONUS if hit.item in starred else 0)))
            groups.append(
                Group(provider.key, provider.label(), [replace(hit, score=round(hit.score, 1)) for hit in hits])
            )
    groups = _without_guesses(groups)
    groups.sort(key=lambda group: -max(hit.score for hit in group.hits))
    return groups


def _without_guesses(groups: list[Group]) -> list[Group]:
    """Where something was found by its very words, what merely resembles them is left out."""
    if max((hit.score for group in groups for hit in group.hits), default=0.0) < _BY_WORDS:
        return groups
    kept = [replace(group, hits=[hit for hit in group.hits if hit.score >= _ALIKE]) for group in groups]
    return [group for group in kept if group.hits]
