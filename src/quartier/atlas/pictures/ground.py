"""The shapes of a geography as a picture needs them: flat, in metres, with no more points than can be seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import numpy.typing as npt
import shapely

from quartier.catalogue import listing
from quartier.catalogue.models import Geography, Level, ReleaseFile, Sketch
from quartier.catalogue.observations import file_content, geography_shapes

if TYPE_CHECKING:
    import geopandas as gpd

Shapes: TypeAlias = npt.NDArray[Any]
Floats: TypeAlias = npt.NDArray[np.float64]

DETAIL = 0.6
"""Corners that lie nearer to the line of their neighbours than so many pixels are left out."""
SPECK = 40.0


@dataclass(frozen=True, slots=True)
class Ground:
    """`shapes`: one polygon (or several, or None) a unit, in the unit order, in metres of a flat reference system."""

    codes: tuple[str, ...]
    shapes: Shapes
    parents: dict[str, tuple[str, ...]]
    bounds: tuple[float, float, float, float]
    crs: str


def ground(geography: Geography) -> Ground | None:
    """The full shapes of a geography in force; None for a plain list."""
    if geography.current is None or geography.current.manifest["shapes"]["kind"] == "none":
        return None
    return ground_at(geography.current.checksum, geography.level.key, geography.key)


@lru_cache(maxsize=12)
def ground_at(_checksum: str, level: str, key: str) -> Ground | None:
    """The same by text: checksum of the release, level, key."""
    frame = geography_shapes(listing.geography_by_key(level, key))
    if frame is None:
        return None
    flat = _flat(frame)
    parents = {
        column.removeprefix("parent:"): tuple(frame[column].astype(str))
        for column in frame.columns
        if column.startswith("parent:")
    }
    west, south, east, north = (float(edge) for edge in flat.total_bounds)
    return Ground(
        tuple(frame["code"].astype(str)), flat.geometry.to_numpy(), parents, (west, south, east, north), str(flat.crs)
    )


def _flat(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """In metres: as it is where it is projected, else in the UTM zone of the town."""
    if frame.crs is not None and frame.crs.is_geographic:
        return frame.to_crs(frame.estimate_utm_crs())
    return frame


def label_points(geography: Geography) -> list[tuple[float, float]]:
    """Where the browser puts the name of each unit, in degrees (NaN without a shape); empty for a plain list."""
    release = geography.current
    file = release.files.filter(name="units.arrow.gz").first() if release else None
    if release is None or file is None:
        return []
    return list(_label_points(file.sha256, file.pk))


@lru_cache(maxsize=12)
def _label_points(_checksum: str, pk: int) -> tuple[tuple[float, float], ...]:
    import pyarrow as pa

    table = pa.ipc.open_file(pa.BufferReader(file_content(ReleaseFile.objects.get(pk=pk)))).read_all()
    if "x" not in table.column_names:
        return ()
    columns = [table[name].to_numpy(zero_copy_only=False) for name in ("x", "y")]
    return tuple((float(x), float(y)) for x, y in zip(*columns, strict=True))


def simplified(geography: Geography, metres: float) -> Shapes:
    """Shapes with neighbours that stay neighbours, at a detail of so many metres (rounded to a half power of two)."""
    found = ground(geography)
    if found is None or geography.current is None:
        return np.array([], dtype=object)
    step = 2.0 ** (math.floor(2 * math.log2(max(metres, 0.01))) / 2)
    return _simplified(geography.current.checksum, geography.level.key, geography.key, step)


@lru_cache(maxsize=24)
def _simplified(checksum: str, level: str, key: str, step: float) -> Shapes:
    found = ground_at(checksum, level, key)
    assert found is not None  # noqa: S101 - the caller looked
    simple: Shapes = shapely.coverage_simplify(found.shapes, step)
    return simple


def outline_of(shapes: Shapes, parents: Sequence[str]) -> Shapes:
    """The areas of the containing units, dissolved from the drawn shapes, so that their lines lie on each other.

    `shapes` are in pixels: slivers between neighbours that do not quite meet in the source would be specks.
    """
    order: dict[str, list[int]] = {}
    for i, code in enumerate(parents):
        if code and code != "None":
            order.setdefault(code, []).append(i)
    return np.array([_without_specks(shapely.union_all(shapes[rows])) for rows in order.values()], dtype=object)


def _without_specks(area: Any) -> Any:
    """Without holes and islands of less than SPECK square pixels."""
    parts = [part for part in shapely.get_parts(area) if shapely.area(part) >= SPECK] or list(shapely.get_parts(area))
    kept = []
    for part in parts:
        outer, *holes = shapely.get_rings(part)
        kept.append(shapely.Polygon(outer, [hole for hole in holes if shapely.area(shapely.Polygon(hole)) >= SPECK]))
    return shapely.multipolygons(kept)


def outline_level(found: Ground) -> Level | None:
    """The coarsest containing level below the whole town: its lines are drawn over the units."""
    rows = Level.objects.filter(key__in=found.parents, rank__gt=0).order_by("rank", "key")
    return rows.first()


def rings(shape: Any) -> list[Floats]:
    """All rings of a shape, each n x 2."""
    parts: Any = shapely.get_rings(shapely.get_parts(shape)) if shape is not None else []
    return [shapely.get_coordinates(ring) for ring in parts]


def lines(shape: Any) -> list[Floats]:
    """All lines of a shape, each n x 2."""
    return [shapely.get_coordinates(part) for part in shapely.get_parts(shape)]


def flattened(points: Floats, crs: str) -> Floats:
    """Degrees (n x 2) in a flat reference system."""
    from pyproj import Transformer

    forward = Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return np.column_stack(forward.transform(points[:, 0], points[:, 1]))


@lru_cache(maxsize=8)
def sketch(crs: str, _stamp: int) -> tuple[tuple[str, Shapes], ...]:
    """Lines and areas for orientation in a flat reference system: (kind, shapes). `_stamp`: see `sketch_stamp`."""
    found = []
    for row in Sketch.objects.order_by("kind"):
        shapes = [shapely.geometry.shape(feature["geometry"]) for feature in row.geojson["features"]]
        found.append(
            (row.kind, shapely.transform(np.array(shapes, dtype=object), lambda points: flattened(points, crs)))
        )
    return tuple(found)


def sketch_stamp() -> int:
    """Changes when the lines for orientation do (a load replaces the rows)."""
    return hash(tuple(Sketch.objects.values_list("pk", flat=True)))
