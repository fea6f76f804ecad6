"""What a unit was before a boundary reform and what became of it, by the surface that they share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely

from quartier.atlas.pictures.ground import Ground, Shapes, ground, ground_at
from quartier.atlas.profile.subject import Named, Subject
from quartier.catalogue.models import Geography, Unit

LEAST = 0.01
"""A unit is kin when it shares at least this part of its surface; less is the width of a redrawn line."""
MOSTLY = 0.5
"""... or when it takes most of the other's surface."""
SAME = 0.99
"""Boundaries are the same when so much of both surfaces is shared."""

_Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Kin:
    """Units of another version that share surface with the subject, largest part first.

    `alone` says that the code itself is unknown in that version; `part` is the part of the subject's surface.
    """

    geography: Geography
    later: bool
    alone: bool
    units: tuple[tuple[Named, float], ...]


def kin_of(subject: Subject) -> list[Kin]:
    """Neighbours in time: the version before and the one after, where the boundaries differ from the shown ones."""
    here = subject.geography
    if here is None or subject.own:
        return []
    rows = Geography.objects.filter(level=here.level, current__isnull=False).select_related("level", "current")
    every = list(rows.order_by("valid_from", "key"))
    at = [row.pk for row in every].index(here.pk)
    found = [_kin(subject, here, every[i], later=i > at) for i in (at - 1, at + 1) if 0 <= i < len(every)]
    return [kin for kin in found if kin is not None]


def _kin(subject: Subject, here: Geography, other: Geography, *, later: bool) -> Kin | None:
    code = subject.named.code
    shares = shared(here, other, code)
    alone = not Unit.objects.filter(geography=other, code=code).exists()
    if not shares:
        return Kin(other, later, alone, ()) if alone else None
    if not alone and len(shares) == 1 and min(shares[0][1:]) >= SAME:
        return None
    names = dict(Unit.objects.filter(geography=other).values_list("code", "name"))
    units = tuple((Named(other.level.key, code, names.get(code) or code), mine) for code, mine, _ in shares)
    return Kin(other, later, alone, units)


def shared(here: Geography, other: Geography, code: str) -> list[tuple[str, float, float]]:
    """(code, part of the unit's surface, part of the other's surface), largest first; none for plain lists."""
    if ground(here) is None or ground(other) is None or here.current is None or other.current is None:
        return []
    mine = (here.current.checksum, here.level.key, here.key)
    return list(_shared(mine, (other.current.checksum, other.level.key, other.key), code))


@lru_cache(maxsize=2048)
def _shared(mine: _Key, theirs: _Key, code: str) -> tuple[tuple[str, float, float], ...]:
    here, other = ground_at(*mine), ground_at(*theirs)
    if here is None or other is None or code not in here.codes:
        return ()
    shape, others = here.shapes[here.codes.index(code)], _moved(other, here.crs)
    if shape is None or not shapely.area(shape):
        return ()
    near = np.flatnonzero(shapely.intersects(others, shape))
    surface = shapely.area(shapely.intersection(others[near], shape))
    found = [
        (other.codes[i], float(part / shapely.area(shape)), float(part / shapely.area(others[i])))
        for i, part in zip(near, surface, strict=True)
    ]
    kept = [row for row in found if row[1] >= LEAST or row[2] >= MOSTLY]
    return tuple(sorted(kept, key=lambda row: (-row[1], row[0])))


def _moved(other: Ground, crs: str) -> Shapes:
    """The other shapes in the reference system of these."""
    if other.crs == crs:
        return other.shapes
    from pyproj import Transformer

    forward = Transformer.from_crs(other.crs, crs, always_xy=True)
    moved: Shapes = shapely.transform(
        other.shapes, lambda points: np.column_stack(forward.transform(points[:, 0], points[:, 1]))
    )
    return moved
