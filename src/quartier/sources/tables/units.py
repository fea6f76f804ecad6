"""Units: texts of a file against codes and names of geographies. By code where there is one; by name only if unique."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from quartier.sources.tables.context import Context
from quartier.sources.tables.names import closest, normal

if TYPE_CHECKING:
    import pandas as pd


class How(StrEnum):
    """How a text found its unit."""

    CODE = "code"
    TRIMMED = "trimmed"
    PADDED = "padded"
    RENAMED = "renamed"
    NAME = "name"
    NAME_TWICE = "name-twice"
    SEVERAL_LEVELS = "several-levels"
    NO_PLACE = "no-place"
    """The row names a level or geography that is not known."""
    NONE = "none"


FOUND = (How.CODE, How.TRIMMED, How.PADDED, How.RENAMED, How.NAME)


@dataclass(frozen=True, slots=True)
class Match:
    """A text of the unit column: the geography (position in the mapping) and code it names, and how."""

    text: str
    how: How
    place: int = -1
    code: str = ""
    candidates: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """It names exactly one unit."""
        return self.how in FOUND


class UnitIndex:
    """Codes and names of one geography, ready to look up."""

    def __init__(self, units: pd.DataFrame) -> None:
        self.units = units
        self.codes: list[str] = [str(code) for code in units["code"]]
        self.names: list[str] = [str(name) for name in units["name"]]
        self.by_code = dict(zip(self.codes, self.names, strict=True))
        self.by_name: dict[str, list[str]] = {}
        for code, name in zip(self.codes, self.names, strict=True):
            self.by_name.setdefault(normal(name), []).append(code)
        lengths = {len(code) for code in self.codes}
        self.length = lengths.pop() if len(lengths) == 1 and all(code.isdigit() for code in self.codes) else 0
        """Length of all codes if they are numbers of one length (then lost leading zeros can be told), else 0."""

    def by_text(self, text: str, by: str, pad: int) -> tuple[How, str, tuple[str, ...]]:
        """How a text names a unit here, its code, and the candidates if there are several."""
        return self._name(text) if by == "name" else self._code(text, pad)

    def _code(self, text: str, pad: int) -> tuple[How, str, tuple[str, ...]]:
        if text in self.by_code:
            return How.CODE, text, ()
        trimmed = text.strip(" \u00a0\t").lstrip("'")
        if trimmed in self.by_code:
            return How.TRIMMED, trimmed, ()
        whole = trimmed[:-2] if trimmed.endswith(".0") and trimmed[:-2].isdigit() else trimmed
        if pad and whole.isdigit() and whole.zfill(pad) in self.by_code:
            return How.PADDED, whole.zfill(pad), ()
        if whole in self.by_code:
            return How.TRIMMED, whole, ()
        return How.NONE, "", ()

    def _name(self, text: str) -> tuple[How, str, tuple[str, ...]]:
        codes = self.by_name.get(normal(text), [])
        if len(codes) == 1:
            return How.NAME, codes[0], ()
        return (How.NAME_TWICE, "", tuple(codes)) if codes else (How.NONE, "", ())


def indexes(context: Context, places: Iterable[tuple[str, str]]) -> list[UnitIndex]:
    """An index for each geography that the context knows, in the given order."""
    return [index_of(context, place) for place in places if place in context.geographies]


def index_of(context: Context, place: tuple[str, str]) -> UnitIndex:
    """The index of one geography; made once for a context."""
    units, made = context.geographies[place], context.memo.get(place)
    if not isinstance(made, UnitIndex) or made.units is not units:
        made = context.memo[place] = UnitIndex(units)
    return made


def match_units(
    texts: Sequence[str],
    index: Sequence[UnitIndex],
    *,
    by: str,
    pad: int = 0,
    renames: dict[str, str] | None = None,
    places: Sequence[frozenset[int]] | None = None,
) -> list[Match]:
    """Each text against all geographies; a text that names units of two of them is told, not guessed.

    `places`: for each text the geographies (positions in `index`) in which it may be looked up; None: in all.
    """
    renamed = renames or {}
    everywhere = frozenset(range(len(index)))
    allowed = places if places is not None else [everywhere] * len(texts)
    return [_match(text, index, by, pad, renamed, among) for text, among in zip(texts, allowed, strict=True)]


def _match(
    text: str, index: Sequence[UnitIndex], by: str, pad: int, renames: dict[str, str], among: frozenset[int]
) -> Match:
    if not among and index:
        return Match(text, How.NO_PLACE)
    wanted = renames.get(text.strip())
    hits = []
    for place in sorted(among):
        units = index[place]
        if wanted is not None:
            how, code = (How.RENAMED, wanted) if wanted in units.by_code else (How.NONE, "")
            candidates: tuple[str, ...] = ()
        else:
            how, code, candidates = units.by_text(text, by, pad)
        if how is not How.NONE:
            hits.append(Match(text, how, place, code, candidates))
    if len(hits) > 1:
        exact = [hit for hit in hits if hit.how in (How.CODE, How.TRIMMED)]
        if len(exact) == 1:
            return exact[0]
        return Match(text, How.SEVERAL_LEVELS, candidates=tuple(hit.code for hit in hits))
    return hits[0] if hits else Match(text, How.NONE)


def suggestions(text: str, index: Sequence[UnitIndex], count: int = 3) -> tuple[tuple[str, str], ...]:
    """Units that were probably meant, as (code, name): filled codes, the same name, similar names, similar codes."""
    found: dict[str, str] = {}
    plain = text.strip()
    for units in index:
        if units.length and plain.isdigit() and plain.zfill(units.length) in units.by_code:
            code = plain.zfill(units.length)
            found[code] = units.by_code[code]
        for code in units.by_name.get(normal(plain), []):
            found[code] = units.by_code[code]
        for name in closest(plain, units.names, count):
            for code in units.by_name[normal(name)]:
                found.setdefault(code, name)
        if not found:
            for code in closest(plain, units.codes, count, least=0.8):
                found.setdefault(code, units.by_code[code])
    return tuple(found.items())[:count]
