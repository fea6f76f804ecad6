"""What an area of one's own consists of in a geography: which units, with which part, and how that is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from quartier.catalogue.areas.shapes import Places, parts_of, places_again
from quartier.catalogue.models import AreaWay, Crosswalk, Geography, OwnArea
from quartier.catalogue.observations import geography_shapes, geography_units
from quartier.kernel.errors import InputRejected, NotFound

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

SAME = 0.01
"""Two drawings of a unit are the same unit where less than this part of their surface differs."""


class Known(StrEnum):
    """How the parts in a geography are known."""

    CHOSEN = "chosen"
    SAME_UNITS = "same-units"
    CROSSWALK = "crosswalk"
    DRAWN = "drawn"
    NOT = "not"


@dataclass(frozen=True)
class Composition:
    """`parts`: code -> part (0 to 1). Empty where nothing is known; `reason` then says why."""

    geography: str
    known: Known
    parts: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    crosswalk: str = ""
    reason: str = ""


def composition(area: OwnArea, geography: Geography) -> Composition:
    """The area in a geography of its level.

    In the geography it was made for: as it was saved. In another one: the same codes, if every one of these units is
    unchanged there (polygons that differ by less than 1 % of their surface; without polygons, the same name); else by a
    crosswalk from that geography to the one of the area; a drawn shape: drawn again over the units there. Else nothing,
    with the reason.
    """
    walks = tuple(
        Crosswalk.objects.filter(source=geography, target__level=geography.level_id, target__key=area.geography,
                                 kept=True).values_list("pk", flat=True)
    )  # fmt: skip
    base = Geography.objects.filter(level__key=area.level, key=area.geography).first()
    releases = (geography.current_id, base.current_id if base is not None else None)
    return _composition(area.version, area.pk, geography.pk, (*releases, *walks))


@lru_cache(maxsize=512)
def _composition(
    version: tuple[object, ...],  # noqa: ARG001
    area: int,
    geography: int,
    stands: tuple[object, ...],  # noqa: ARG001
) -> Composition:
    """`version` and `stands` make a new entry of the cache when the area, a release or a crosswalk is another one."""
    row = OwnArea.objects.get(pk=area)
    place = Geography.objects.select_related("level", "current").get(pk=geography)
    if place.key == row.geography:
        return _as_saved(row, place)
    if row.way != AreaWay.UNITS and row.shape is not None:
        return _drawn(row, place)
    return _elsewhere(row, place)


def _as_saved(area: OwnArea, place: Geography) -> Composition:
    there = set(geography_units(place)["code"].astype(str))
    if not set(area.units) <= there:
        return Composition(place.key, Known.NOT, reason="units-gone")
    known = Known.CHOSEN if area.way == AreaWay.UNITS else Known.DRAWN
    return Composition(place.key, known, MappingProxyType(dict(area.units)))


def _drawn(area: OwnArea, place: Geography) -> Composition:
    try:
        places: Places | None = places_again(area.places) if area.places else None
        parts = parts_of(area.shape or {}, place, places)
    except (InputRejected, NotFound):
        return Composition(place.key, Known.NOT, reason="not-drawn")
    return Composition(place.key, Known.DRAWN, MappingProxyType(parts))


def _elsewhere(area: OwnArea, place: Geography) -> Composition:
    base = Geography.objects.select_related("level", "current").filter(level__key=area.level, key=area.geography)
    here = base.first()
    if here is not None and here.current is not None and _all_same(tuple(area.units), here, place):
        return Composition(place.key, Known.SAME_UNITS, MappingProxyType(dict(area.units)))
    walk = Crosswalk.objects.filter(source=place, target=here, kept=True).order_by("-made_at").first()
    if walk is None:
        return Composition(place.key, Known.NOT, reason="no-crosswalk")
    parts = _carried(walk, area.units)
    reason = "" if parts else "no-crosswalk"
    return Composition(place.key, Known.CROSSWALK if parts else Known.NOT, MappingProxyType(parts), walk.key, reason)


def _carried(walk: Crosswalk, units: Mapping[str, float]) -> dict[str, float]:
    """Part of each unit of the other geography that lies in the area: Σ weight to its units times their part."""
    from quartier.catalogue.crosswalks.store import weights

    table = weights(walk)
    table = table[table["target"].isin(list(units))]
    amount = table["weight"] * table["target"].map(units)
    summed = amount.groupby(table["source"].astype(str)).sum()
    return {str(code): min(1.0, float(part)) if part < 1 - 1e-9 else 1.0 for code, part in summed.items() if part > 0}


def _all_same(codes: tuple[str, ...], one: Geography, other: Geography) -> bool:
    first, second = geography_shapes(one), geography_shapes(other)
    if first is None or second is None:
        return _same_names(codes, geography_units(one), geography_units(other))
    return _same_shapes(codes, first, second)


def _same_names(codes: tuple[str, ...], one: pd.DataFrame, other: pd.DataFrame) -> bool:
    first = one.set_index("code")["name"].reindex(list(codes))
    second = other.set_index("code")["name"].reindex(list(codes))
    return bool((first == second).all())


def _same_shapes(codes: tuple[str, ...], one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> bool:
    import shapely

    first = one.set_index("code").geometry.reindex(list(codes))
    second = other.to_crs(one.crs).set_index("code").geometry.reindex(list(codes))
    if first.isna().any() or second.isna().any():
        return False
    a, b = shapely.make_valid(first.to_numpy()), shapely.make_valid(second.to_numpy())
    differs = shapely.area(shapely.symmetric_difference(a, b))
    return bool((differs < SAME * shapely.area(a)).all())
