"""Blocks: the town cut along river, railways and main streets, and each piece cut further as streets would do it.

The cutting in halves along the longer axis follows Parish and Müller (2001), "Procedural modeling of cities". The lines
are noded on a grid of 0.1 m and turned into faces once, so that the blocks form a valid coverage by construction.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely
from shapely import LineString, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from quartier.sources.demo_town import site

GRID = 0.1
_SMALLEST = 2_000.0
"""m²; smaller faces are joined to a neighbour."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Ground:
    """The blocks with all that grouping needs.

    `shape`: n polygons (m around the origin); `place`: (n, 2) points inside; `area`: m²; `tract`: number of the piece
    between main lines; `pairs`: (m, 2) neighbours with `border` (m) of common length and `wall` (0 street, 1 main
    street, 2 railway, 3 river) between them.
    """

    shape: npt.NDArray[np.object_]
    place: Floats
    area: Floats
    tract: npt.NDArray[np.int64]
    pairs: npt.NDArray[np.int64]
    border: Floats
    wall: npt.NDArray[np.int64]


def wanted_area(place: Floats) -> Floats:
    """Area (m²) of a block at a place: small in the centre, fields at the edge."""
    far = np.hypot(place[..., 0], place[..., 1])
    return 17_500.0 + 52_000.0 * np.clip((far - 500) / 3200, 0, None) ** 1.6


def _axis(shape: Polygon) -> Floats:
    """Unit vector of the longer axis of a polygon, by the second moments of its boundary points."""
    ring = shapely.get_coordinates(shapely.segmentize(shape.exterior, 25.0))
    centred = ring - ring.mean(axis=0)
    (xx, xy), (_, yy) = centred.T @ centred
    angle = 0.5 * np.arctan2(2 * xy, xx - yy)
    return np.array([np.cos(angle), np.sin(angle)])


def _cut(shape: Polygon, rng: np.random.Generator) -> tuple[list[Polygon], BaseGeometry]:
    """Halve a polygon across its longer axis, a little beside the middle."""
    axis = _axis(shape)
    middle = shapely.get_coordinates(shape.centroid)[0]
    along = (shapely.get_coordinates(shape.exterior) - middle) @ axis
    spread = float(along.max() - along.min())
    turn, shift = 0.10 * (rng.random() - 0.5), 0.22 * spread * (rng.random() - 0.5)
    across = np.array([-axis[1] + turn * axis[0], axis[0] + turn * axis[1]])
    point = middle + shift * axis
    line = LineString(np.round([point - 9000 * across, point + 9000 * across], 3))
    halves = [part for part in split(shape, line).geoms if isinstance(part, Polygon)]
    return halves, shapely.intersection(line, shape)


def _cuts(shape: Polygon, rng: np.random.Generator) -> list[BaseGeometry]:
    """All cutting lines inside one piece between main lines."""
    lines: list[BaseGeometry] = []
    waiting = [shape]
    while waiting:
        part = waiting.pop()
        middle = shapely.get_coordinates(part.centroid)
        if part.area < 1.45 * float(wanted_area(middle)[0]) * (0.75 + 0.5 * rng.random()):
            continue
        halves, line = _cut(part, rng)
        if len(halves) > 1:
            lines.append(line)
            waiting.extend(halves)
    return lines


def _faces(lines: list[object]) -> npt.NDArray[np.object_]:
    """Faces between lines, noded on the grid, sorted by place (so that the order does not depend on GEOS)."""
    noded = shapely.union_all(np.array(lines, dtype=object), grid_size=GRID)
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    places = np.round(shapely.get_coordinates(shapely.centroid(faces)), 1)
    return np.asarray(faces[np.lexsort((places[:, 0], places[:, 1]))], dtype=object)


def _within(faces: npt.NDArray[np.object_], town: Polygon) -> npt.NDArray[np.object_]:
    return np.asarray(faces[shapely.contains_properly(town, shapely.point_on_surface(faces))], dtype=object)


def _neighbours(shape: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.int64], Floats, npt.NDArray[np.object_]]:
    tree = shapely.STRtree(shape)
    left, right = tree.query(shape, predicate="intersects")
    keep = left < right
    pairs = np.column_stack([left[keep], right[keep]])
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    common = shapely.intersection(shape[pairs[:, 0]], shape[pairs[:, 1]])
    border = shapely.length(common)
    real = border > 1.0
    return pairs[real], border[real], common[real]


def _join_small(shape: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Join slivers to the neighbour with the longest common border."""
    while (small := np.flatnonzero(shapely.area(shape) < _SMALLEST)).size:
        pairs, border, _ = _neighbours(shape)
        one = small[0]
        here = (pairs == one).any(axis=1)
        best = pairs[here][int(np.argmax(border[here]))]
        other = int(best[best != one][0])
        shape = shape.copy()
        shape[other] = shapely.union(shape[other], shape[one])
        shape = np.delete(shape, one)
    return shape


def _walls(common: npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
    """What lies on a common border: its middle point within 3 m of river, railway or main street."""
    middle = shapely.line_interpolate_point(shapely.line_merge(common), 0.5, normalized=True)
    middle = np.where(shapely.is_empty(middle), shapely.centroid(common), middle)
    wall = np.zeros(len(common), dtype=np.int64)
    for kind, lines in enumerate((site.streets(), site.railways(), {"": site.river()}), start=1):
        near = shapely.distance(shapely.union_all(np.array(list(lines.values()), dtype=object)), middle) < 3.0
        wall[near] = kind
    return wall


def ground(seed: int) -> Ground:
    """Cut the town into some 1,500 blocks."""
    rng = np.random.Generator(np.random.PCG64([seed, 1]))
    town = site.outline()
    main = [site.river(), *site.railways().values(), *site.streets().values()]
    frame: list[object] = [town.exterior, *(shapely.intersection(line, town) for line in main)]
    tracts = _within(_faces(frame), town)
    cuts = [line for tract in tracts for line in _cuts(tract, rng)]
    shape = _join_small(_within(_faces(frame + list(cuts)), town))
    inside = shapely.point_on_surface(shape)
    _, number = shapely.STRtree(tracts).query(inside, predicate="within")
    pairs, border, common = _neighbours(shape)
    return Ground(shape, shapely.get_coordinates(inside), shapely.area(shape), number, pairs, border, _walls(common))
