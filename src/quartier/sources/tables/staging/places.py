"""Which unit each row names: its text, and the level and geography where columns of the row say them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from quartier.kernel.defuse import restore
from quartier.sources.tables.context import Context
from quartier.sources.tables.mapping import Mapping, Role
from quartier.sources.tables.names import normal
from quartier.sources.tables.sheet import Sheet

if TYPE_CHECKING:
    from numpy.typing import NDArray

Place = tuple[str, str]


@dataclass(frozen=True)
class Named:
    """Different names of units, for each the geographies (positions) meant (None: any), and a code for each row."""

    texts: list[str]
    places: list[frozenset[int]] | None
    codes: NDArray[np.int32]


def named_units(
    sheet: Sheet, mapping: Mapping, context: Context, places: tuple[Place, ...], numbers: NDArray[np.int64]
) -> Named:
    """The unit that each of the rows `numbers` names."""
    if mapping.unit and not mapping.of_role(Role.UNIT):
        return Named([mapping.unit], None, np.zeros(len(numbers), dtype=np.int32))
    distinct = sheet.distinct(mapping.of_role(Role.UNIT)[0].number)
    texts = [restore(text) for text in distinct.list()] if mapping.defused else distinct.list()
    codes = distinct.codes[numbers - 1]
    columns = mapping.of_role(Role.LEVEL, Role.GEOGRAPHY)
    if not columns:
        return Named(texts, None, codes)
    among = [frozenset(range(len(places)))] * len(texts)
    for column in columns:
        told = sheet.distinct(column.number)
        allowed = [_places_of(text, column.role, places, context) for text in told.list()]
        both = codes.astype(np.int64) * len(allowed) + told.codes[numbers - 1]
        pairs, codes = _numbered(both, len(texts) * len(allowed))
        texts = [texts[pair // len(allowed)] for pair in pairs.tolist()]
        among = [among[pair // len(allowed)] & allowed[pair % len(allowed)] for pair in pairs.tolist()]
    return Named(texts, among, codes)


def _numbered(codes: NDArray[np.int64], size: int) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """The different codes below `size`, and for each row the position of its code; linear where sorting takes long."""
    if size > max(1_000_000, 4 * len(codes)):
        found, inverse = np.unique(codes, return_inverse=True)
        return found, inverse.astype(np.int32)
    found = np.flatnonzero(np.bincount(codes, minlength=size))
    position = np.empty(size, dtype=np.int32)
    position[found] = np.arange(len(found), dtype=np.int32)
    return found, position[codes]


def _places_of(text: str, role: Role, places: tuple[Place, ...], context: Context) -> frozenset[int]:
    return frozenset(i for i, place in enumerate(places) if names(text, role, place, context))


def names(text: str, role: Role, place: Place, context: Context) -> bool:
    """Does a text name the level (or the geography) of a place, by key or by name?"""
    plain = text.strip()
    if role is Role.LEVEL:
        name = context.level_names.get(place[0])
        return plain == place[0] or _same(plain, (name.de, name.get("en")) if name else ())
    label = context.label(*place)
    return plain == place[1] or _same(plain, (label.de, label.get("en")))


def _same(text: str, others: Iterable[str]) -> bool:
    return bool(text) and normal(text) in {normal(other) for other in others if other}
