"""Weights by people: small cells or points whose population is known say where in a unit people live."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy import sparse

from quartier.kernel.errors import Problem
from quartier.methods.crosswalk.areal import SLIVER, area_weights, finished
from quartier.methods.crosswalk.geometry import Shapes, equal_area_crs, overlaps, pieces, shapes_of
from quartier.methods.crosswalk.model import Crosswalk, Method, matrix
from quartier.methods.results import FloatArray, rejected, unit_names

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True)
class Located:
    """Weight (people) of points or cells in both geographies: `joint` (sources x targets), `total` (sources)."""

    source: Shapes
    target: Shapes
    joint: Any
    total: FloatArray
    method: Method
    problems: tuple[Problem, ...]

    def table(self) -> pd.DataFrame:
        """Columns ``source, target, amount``: what is known of the pieces that both geographies cut out.

        Target "" stands for the part of a source that lies in no target.
        """
        found = self.joint.tocoo()
        frame = pd.DataFrame({"source": self.source.codes[found.row], "target": self.target.codes[found.col]})
        outside = self.total - np.asarray(self.joint.sum(axis=1)).ravel()
        some = outside > 1e-9 * self.total
        rest = pd.DataFrame({"source": self.source.codes[some], "target": "", "amount": outside[some]})
        return pd.concat([frame.assign(amount=found.data), rest], ignore_index=True)


def by_points(
    source: gpd.GeoDataFrame,
    target: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    weights: Sequence[float] | pd.Series[float],
    *,
    weight: str = "population",
    sliver: float = SLIVER,
    partition: bool = True,
) -> Crosswalk:
    """Weights by known small places (dasymetric; Eicher & Brewer 2001): w[s, t] = people in s ∩ t / people in s.

    Args:
        source, target: as in `by_area`.
        points: centres (a point belongs to the unit it lies in, on a border in equal parts to all that meet there) or
            polygons (cells, buildings, blocks: split by area where a border crosses them).
        weights: people of each place, in the order of `points`; a place whose number is not known (NaN) takes no part.
        weight: what is counted, e.g. ``population``, ``children``: numerator and denominator may have their own.
        sliver, partition: as in `by_area`, measured in `weights`.

    A source without any people in known places is divided by area; that is reported. Raises InputRejected: as
    `by_area`, and negative weights or another number of them than of places.
    """
    found = located(source, target, points, weights)
    rows = sparse.diags_array(np.divide(1.0, found.total, out=np.zeros_like(found.total), where=found.total > 0))
    crosswalk = Crosswalk(
        found.source.codes,
        found.target.codes,
        sparse.csr_array(rows @ found.joint),
        found.method,
        weight,
        found.total,
        _target_cover(found),
        partition,
        (*found.source.problems, *found.target.problems, *found.problems),
    )
    return finished(_with_empty_by_area(crosswalk, found, sliver), sliver)


def located(
    source: gpd.GeoDataFrame,
    target: gpd.GeoDataFrame,
    points: gpd.GeoDataFrame | gpd.GeoSeries,
    weights: Sequence[float] | pd.Series[float],
) -> Located:
    """How many people live in each piece that the borders of both geographies cut out. Arguments as in `by_points`."""
    people = _people(weights, len(points))
    crs = equal_area_crs(source, target, points)
    one, two = shapes_of(source, crs, "source"), shapes_of(target, crs, "target")
    kept = np.flatnonzero(people > 0)
    places = np.asarray(points.geometry.to_crs(crs).values, dtype=object)[kept]
    told = list(_unknown(people))
    if _are_polygons(places):
        joint, total = _by_cells(one, two, places, people[kept])
        method = Method.CELLS
    else:
        joint, total = _by_centres(one, two, places, people[kept])
        method = Method.POINTS
    told += _nowhere(float(people[kept].sum()), float(total.sum()))
    return Located(one, two, joint, total, method, tuple(told))


def squares(centres: gpd.GeoDataFrame | gpd.GeoSeries, size: float = 100.0) -> gpd.GeoSeries:
    """The grid cells around their centres, in the system of the centres (census grid: EPSG:3035, `size` in metres)."""
    return centres.geometry.buffer(size / 2, cap_style="square")


def _people(weights: Sequence[float] | pd.Series[float], places: int) -> FloatArray:
    people = np.asarray(weights, dtype=np.float64)
    if people.shape != (places,):
        raise rejected(f"{len(people)} weights for {places} places", "different-length", "points")
    with np.errstate(invalid="ignore"):
        wrong = (people < 0) | np.isinf(people)
    if wrong.any():
        raise rejected(f"{int(wrong.sum())} weights of places are negative or infinite", "negative-count", "points")
    return people


def _unknown(people: FloatArray) -> Iterator[Problem]:
    unknown = int(np.isnan(people).sum())
    if unknown:
        yield Problem(f"{unknown} places whose number is not known take no part", "place-unknown", severity="note")


def _nowhere(people: float, inside: float) -> Iterator[Problem]:
    if people > 0 and inside < people * (1 - 1e-9):
        text = f"{people - inside:,.0f} of {people:,.0f} people in known places live in no source unit"
        yield Problem(text, "place-outside", severity="note")


def _are_polygons(places: Any) -> bool:
    import shapely

    return bool(len(places)) and bool((shapely.get_dimensions(places) == 2).all())


def _by_centres(source: Shapes, target: Shapes, places: Any, people: FloatArray) -> tuple[Any, FloatArray]:
    import shapely

    centres = shapely.centroid(places)  # of a point: itself; of a mixture: its middle
    tree = shapely.STRtree(centres)
    first, second = _members(source, tree, len(centres)), _members(target, tree, len(centres))
    weighted = sparse.csr_array(sparse.diags_array(people) @ first).T
    return sparse.csr_array(weighted @ second), np.asarray(weighted.sum(axis=1)).ravel()


def _members(shapes: Shapes, tree: Any, places: int) -> Any:
    """(places x units) 1 where a place lies in a unit; on a border equal parts."""
    present = np.flatnonzero(shapes.present)
    unit, place = tree.query(shapes.polygons[present], predicate="intersects")
    hits = np.bincount(place, minlength=places)
    return matrix(place, present[unit], 1.0 / hits[place], (places, len(shapes.codes)))


def _by_cells(source: Shapes, target: Shapes, places: Any, people: FloatArray) -> tuple[Any, FloatArray]:
    import shapely

    codes = pd.Index([str(number) for number in range(len(places))])
    cells = Shapes(codes, places, np.asarray(shapely.area(places)), ())
    density = people / cells.areas
    left, right, cut = pieces(source, target)
    cell, piece, area = overlaps(cells, cut)
    joint = matrix(left[piece], right[piece], area * density[cell], (len(source.codes), len(target.codes)))
    total = np.asarray(joint.sum(axis=1)).ravel()
    inside = np.bincount(left, weights=cut.areas, minlength=len(source.codes))
    partly = np.flatnonzero(source.present & ~np.isclose(inside, source.areas, rtol=1e-9, atol=0))
    if len(partly):  # what of a source lies in no target, or in several, is not the sum of its pieces
        some = Shapes(source.codes[partly], source.polygons[partly], source.areas[partly], ())
        cell, unit, area = overlaps(cells, some)
        total[partly] = np.bincount(unit, weights=area * density[cell], minlength=len(partly))
    return joint, total


def _target_cover(found: Located) -> FloatArray:
    """Part of each target that sources cover, by area: people outside of all sources are not known."""
    _, column, area = overlaps(found.source, found.target)
    inside = np.bincount(column, weights=area, minlength=len(found.target.codes))
    unknown = np.full(len(found.target.codes), np.nan)
    return np.asarray(np.divide(inside, found.target.areas, out=unknown, where=found.target.areas > 0))


def _with_empty_by_area(crosswalk: Crosswalk, found: Located, sliver: float) -> Crosswalk:
    empty = (found.total <= 0) & found.source.present
    if not empty.any():
        return crosswalk
    some = np.flatnonzero(empty)
    part = Shapes(found.source.codes[some], found.source.polygons[some], found.source.areas[some], ())
    rows = area_weights(part, found.target, sliver=sliver, partition=False).weights.tocoo()
    extra = matrix(some[rows.row], rows.col, rows.data, crosswalk.shape)
    note = Problem(
        f"{int(empty.sum())} source units hold nobody in known places; they are divided by area",
        "divided-by-area",
        found=unit_names(found.source.codes, empty),
        severity="note",
    )
    return replace(crosswalk, weights=sparse.csr_array(crosswalk.weights + extra), problems=(*crosswalk.problems, note))
