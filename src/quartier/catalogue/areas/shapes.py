"""Drawn shapes: read from GeoJSON or from a list of coordinates, and resolved to parts of units."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quartier.catalogue.models import AreaWay, Geography, Indicator, Json, Level
from quartier.catalogue.observations import Asked, current_release, geography_shapes, has_shapes, observations
from quartier.kernel.declared import IndicatorKind, LevelKind
from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.kernel.period import parse
from quartier.kernel.presence import Presence
from quartier.kernel.reader import PUBLIC

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

MOST_BYTES = 2_000_000
MOST_POINTS = 20_000
SUBJECT = "drawn shape"
_POLYGONS = ("Polygon", "MultiPolygon")
SLIVER = 0.001


@dataclass(frozen=True)
class Places:
    """Small places whose residents are known to everybody; `origin` says which, as it is kept with an area."""

    shapes: gpd.GeoDataFrame
    people: pd.Series[float]
    origin: Json


def shape_of(text: str) -> Json:
    """A GeoJSON geometry (polygon, WGS 84) from GeoJSON text, or from lines "longitude latitude".

    Of a collection all polygons count together. Rings that cross themselves are repaired. Raises InputRejected.
    """
    if len(text) > MOST_BYTES:
        raise _refused("the shape is too large", found=f"{len(text):,} bytes", expected=f"up to {MOST_BYTES:,}")
    stripped = text.strip()
    if not stripped:
        raise _refused("nothing was drawn", expected="GeoJSON, or a line with longitude and latitude for each corner")
    found = _parsed(stripped) if stripped[0] in "{[" else _corners(stripped)
    return checked_shape(found)


def checked_shape(geometry: Json) -> Json:
    """The geometry as one valid polygon (or several), in WGS 84. Raises InputRejected."""
    import shapely
    from shapely.geometry import mapping, shape

    polygons = list(_polygons(geometry))
    if not polygons:
        raise _refused("there is no polygon in it", found=str(geometry.get("type")), expected="Polygon or MultiPolygon")
    try:
        whole = shapely.union_all(shapely.make_valid([shape(one) for one in polygons], method="structure"))
    except (ValueError, TypeError, AttributeError, IndexError, KeyError, shapely.errors.ShapelyError) as error:
        raise _refused("the coordinates cannot be read", found=str(error)[:120]) from None
    if shapely.get_num_coordinates(whole) > MOST_POINTS:
        raise _refused("the shape has too many corners", expected=f"up to {MOST_POINTS:,}")
    west, south, east, north = whole.bounds if not whole.is_empty else (0.0, 0.0, 0.0, 0.0)
    if whole.area <= 0:
        raise _refused("the shape has no surface", expected="at least three corners that are no line")
    if west < -180 or east > 180 or south < -90 or north > 90:
        raise _refused("the coordinates are no longitudes and latitudes", found=f"{west:g}, {south:g}",
                       expected="WGS 84 (EPSG:4326), as GeoJSON has them")  # fmt: skip
    made: Json = json.loads(json.dumps(mapping(shapely.set_precision(whole, 1e-7))))
    return made


def _parsed(text: str) -> Json:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise _refused("this is no GeoJSON", found=str(error)) from None
    if not isinstance(found, dict):
        raise _refused("this is no GeoJSON", found="a list", expected="an object with a type")
    return found


def _corners(text: str) -> Json:
    ring: list[list[float]] = []
    problems = []
    for number, line in enumerate(text.splitlines(), start=1):
        parts = line.replace(";", " ").replace(", ", " ").split()
        parts = parts if len(parts) > 1 else line.split(",")
        try:
            longitude, latitude = (float(part.replace(",", ".")) for part in parts)
            ring.append([longitude, latitude])
        except ValueError:
            if line.strip():
                problems.append(Problem("no corner", "no-corner", row=number, found=line[:80],
                                        expected="longitude and latitude, for instance 13.405 52.52"))  # fmt: skip
    if problems:
        raise InputRejected(problems, SUBJECT)
    return {"type": "Polygon", "coordinates": [[*ring, *ring[:1]]]}


def _polygons(found: Any) -> list[Json]:
    if not isinstance(found, dict):
        return []
    match found.get("type"):
        case "FeatureCollection":
            return [one for feature in found.get("features") or () for one in _polygons(feature)]
        case "Feature":
            return _polygons(found.get("geometry"))
        case "GeometryCollection":
            return [one for part in found.get("geometries") or () for one in _polygons(part)]
        case kind if kind in _POLYGONS:
            return [found]
    return []


def parts_of(shape: Json, geography: Geography, places: Places | None) -> dict[str, float]:
    """Code -> part of each unit that lies in the shape: of its residents where places are given, else of its surface.

    Parts below 0.1 % of a unit count as inaccuracies of drawing. Raises InputRejected (no polygons; nothing inside).
    """
    from quartier.methods.crosswalk import of_shapes

    units = geography_shapes(geography)
    if units is None:
        raise _refused("these areas have no polygons; choose them from the list", found=str(geography))
    drawn = drawn_frame(shape)
    if places is None:
        walk = of_shapes(units, drawn, sliver=SLIVER)
    else:
        walk = of_shapes(units, drawn, points=places.shapes, weights=places.people, sliver=SLIVER)
    table = walk.table()
    parts = zip(table["source"].astype(str), table["weight"].astype(float), strict=True)
    # without_slivers leaves every unit its largest part; here that part may be the sliver itself
    found = {code: 1.0 if part > 1 - SLIVER else round(part, 9) for code, part in parts if part >= SLIVER}
    if not found:
        raise _refused("the shape touches none of these areas", found=str(geography))
    return found


def drawn_frame(shape: Json) -> gpd.GeoDataFrame:
    import geopandas
    from shapely.geometry import shape as shaped

    return geopandas.GeoDataFrame({"code": ["drawn"]}, geometry=[shaped(shape)], crs="EPSG:4326")


def places_for(geography: Geography) -> Places | None:
    """The finest places with polygons and a public count of residents, nearest in time to a geography; or None.

    Only what the public may read is used, whoever asks: the parts of an area are told to all who see it.
    """
    return next((places for found in _counted(geography) if (places := places_of(*found)) is not None), None)


def has_places(geography: Geography) -> bool:
    """Would `places_for` find places? Reads no figures and no polygons."""
    return any(has_shapes(place) for _, place, _ in _counted(geography))


def _counted(geography: Geography) -> list[tuple[Indicator, Geography, str]]:
    """(indicator, geography, period) of counts on levels finer than this one, the finest level first."""
    finer = Level.objects.filter(kind=LevelKind.BLOCKS, rank__gt=geography.level.rank).order_by("-rank")
    counts = Indicator.objects.filter(kind=IndicatorKind.COUNT, current_public__isnull=False)
    found = []
    for level in finer:
        for row in counts.select_related("current_public"):
            covered = [part for part in current_release(row, reader=PUBLIC).manifest["coverage"]
                       if part["level"] == level.key and part["slice"] == "" and part["periods"]]  # fmt: skip
            for part in sorted(covered, key=lambda one: one["geography"] != geography.key):
                found.append((row, level.geographies.get(key=part["geography"]), str(part["periods"][-1])))
    return found


def places_of(indicator: Indicator, geography: Geography, period: str) -> Places | None:
    """Places of a geography with a count at a period, as the public may read it; None where it has no polygons."""
    shapes = geography_shapes(geography)
    if shapes is None:
        return None
    asked = Asked(level=geography.level.key, geography=geography.key, periods=[period], slices=[""])
    frame = observations(indicator, reader=PUBLIC, asked=asked)
    known = frame[frame["presence"] == int(Presence.VALUE)].set_index("unit")["value"].astype(float)
    known.index = known.index.astype(str)
    people = known.reindex(shapes["code"].astype(str)).reset_index(drop=True)
    origin = {"level": geography.level.key, "geography": geography.key, "indicator": indicator.key,
              "period": parse(period).text}  # fmt: skip
    return Places(shapes, people, origin)


def places_again(origin: Json) -> Places | None:
    """The places that `Places.origin` names. Raises NotFound where they are gone."""
    row = Indicator.objects.filter(key=origin["indicator"]).first()
    place = Geography.objects.filter(level__key=origin["level"], key=origin["geography"]).first()
    if row is None or place is None:
        raise NotFound("The places by which this area was divided are gone.")
    return places_of(row, place, origin["period"])


def way_places(way: str, geography: Geography) -> Places | None:
    """The places that a way asks for. Raises InputRejected where there are none."""
    if way != AreaWay.POPULATION:
        return None
    places = places_for(geography)
    if places is None:
        raise _refused("there is no finer level with polygons and a public count of residents to divide areas by",
                       expected="blocks or grid cells with a count; or divide by surface")  # fmt: skip
    return places


def _refused(message: str, *, found: str | None = None, expected: str | None = None) -> InputRejected:
    return InputRejected([Problem(message, "shape", column="shape", found=found, expected=expected)], SUBJECT)
