"""The border of an area of one's own, as GeoJSON."""

from __future__ import annotations

import json
from functools import lru_cache

from quartier.catalogue.models import Geography, Json, OwnArea
from quartier.catalogue.observations import geography_shapes

_PLACES = 6  # decimals of a degree: some 10 cm


def outline(area: OwnArea) -> Json | None:
    """The dissolved border in WGS 84 (a GeoJSON geometry): what was drawn, else the chosen units made one.

    None where the units have no polygons.
    """
    if area.shape is not None:
        return area.shape
    rows = Geography.objects.filter(level__key=area.level, key=area.geography, current__isnull=False)
    place = rows.select_related("current").first()
    if place is None or place.current is None:
        return None
    return _dissolved(place.pk, place.current.checksum, tuple(sorted(area.units)))


@lru_cache(maxsize=256)
def _dissolved(geography: int, checksum: str, codes: tuple[str, ...]) -> Json | None:  # noqa: ARG001
    import shapely
    from shapely.geometry import mapping

    units = geography_shapes(Geography.objects.select_related("level", "current").get(pk=geography))
    if units is None:
        return None
    chosen = units[units["code"].astype(str).isin(codes) & ~units.geometry.isna()]
    if chosen.empty:
        return None
    whole = shapely.union_all(shapely.make_valid(chosen.to_crs(4326).geometry.to_numpy(), method="structure"))
    made: Json = json.loads(json.dumps(mapping(shapely.set_precision(whole, 10.0**-_PLACES))))
    return made
