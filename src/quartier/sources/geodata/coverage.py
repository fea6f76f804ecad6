"""The areas together: do they overlap, are there gaps, do neighbours share their borders exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from quartier.sources.geodata.mapping import GeoMapping
from quartier.sources.geodata.measure import Floats, Shapes, degrees_or_metres, metres, polygons_of, square_metres
from quartier.sources.geodata.report import Report

SERIOUS = 0.01
"""An overlap of this share of the smaller unit stops, unless overlaps are allowed: people would count twice."""


@dataclass(frozen=True, slots=True)
class _Layer:
    shapes: Shapes
    codes: list[str]
    rows: list[int]
    crs: Any
    areas: Floats


def check(shapes: Shapes, codes: list[str], rows: list[int], crs: Any, mapping: GeoMapping, report: Report) -> None:
    """Tell overlaps, gaps and borders that differ, with sizes in m² (m); the places go to `report.faults`.

    Args:
        shapes: valid areas, None where a unit has none.
        codes, rows: of each unit; `rows` are the numbers of its feature.
    """
    import shapely

    present = np.flatnonzero(~shapely.is_missing(shapes))
    if len(present) < 2:
        return
    areas = square_metres(shapes[present], crs)
    layer = _Layer(shapes[present], [codes[i] for i in present], [rows[i] for i in present], crs, areas)
    width = degrees_or_metres(mapping.sliver_width, crs)
    edges = shapely.coverage_invalid_edges(layer.shapes, gap_width=width)
    wrong = np.flatnonzero(~(shapely.is_missing(edges) | shapely.is_empty(edges)))
    explained = _overlaps(layer, wrong, mapping, report) if len(wrong) else set()
    valid = not len(wrong) or bool(shapely.coverage_is_valid(layer.shapes))
    whole = shapely.coverage_union_all(layer.shapes) if valid else shapely.union_all(layer.shapes)
    explained |= _gaps(layer, whole, mapping, report)
    _edges(layer, edges, [int(i) for i in wrong if i not in explained], report)


def _overlaps(layer: _Layer, wrong: Any, mapping: GeoMapping, report: Report) -> set[int]:
    """Only units with faulty edges can overlap; all pairs of them that meet are intersected."""
    import shapely

    tree = shapely.STRtree(layer.shapes[wrong])
    one, other = tree.query(layer.shapes[wrong], predicate="intersects")
    one, other = wrong[one[one < other]], wrong[other[one < other]]
    common = polygons_of(shapely.intersection(layer.shapes[one], layer.shapes[other]))
    there = np.flatnonzero(~shapely.is_missing(common))
    sizes, widths = _sizes(common[there], layer.crs)
    found: set[int] = set()
    for i, area, width in zip(there, sizes, widths, strict=True):
        if area <= mapping.tolerance:
            continue
        a, b = int(one[i]), int(other[i])
        found |= {a, b}
        _overlap(layer, a, b, common[i], (float(area), float(width)), mapping, report)
    return found


def _overlap(layer: _Layer, a: int, b: int, shape: Any, size: tuple[float, float], mapping: GeoMapping,
             report: Report) -> None:  # fmt: skip
    area, width = size
    share = area / min(layer.areas[a], layer.areas[b])
    units = f"{layer.codes[a]} / {layer.codes[b]}"
    kind = "sliver-overlap" if width < mapping.sliver_width else "overlap"
    severity = "error" if kind == "overlap" and share >= SERIOUS and not mapping.allow_overlaps else "warning"
    told = f"{units}: {area:,.0f} m² ({share:.1%})"
    report.add(kind, severity, row=layer.rows[a], column="geometry", found=told)
    report.fault(kind, units, shape, row=layer.rows[a], area=area)


def _sizes(shapes: Shapes, crs: Any) -> tuple[Floats, Floats]:
    """Area in m² and mean width in m (twice the area by the perimeter)."""
    areas, around = square_metres(shapes, crs), metres(shapes, crs)
    with np.errstate(invalid="ignore", divide="ignore"):
        return areas, np.where(around > 0, 2 * areas / around, 0.0)


def _gaps(layer: _Layer, whole: Any, mapping: GeoMapping, report: Report) -> set[int]:
    """Holes of the union: places inside that belong to no unit. (A lake or an enclave may be meant.)"""
    import shapely

    rings = [shapely.Polygon(ring) for part in shapely.get_parts(whole) for ring in part.interiors]
    if not rings:
        return set()
    holes = np.array(rings, dtype=object)
    sizes, widths = _sizes(holes, layer.crs)
    tree = shapely.STRtree(layer.shapes)
    found: set[int] = set()
    for hole, area, width in zip(holes, sizes, widths, strict=True):
        if area <= mapping.tolerance:
            continue
        around = sorted(int(i) for i in tree.query(hole, predicate="intersects"))
        found |= set(around)
        units = " / ".join(layer.codes[i] for i in around[:6]) + (" …" if len(around) > 6 else "")
        kind = "sliver-gap" if width < mapping.sliver_width else "gap"
        report.add(kind, "warning", column="geometry", found=f"{units}: {area:,.0f} m²")
        report.fault(kind, units, hole, area=float(area))
    return found


def _edges(layer: _Layer, edges: Shapes, wrong: list[int], report: Report) -> None:
    """What is left: borders that differ by less than the tolerance, or narrow notches open to the outside."""
    if not wrong:
        return
    lengths = metres(edges[wrong], layer.crs)
    shown = ", ".join(layer.codes[i] for i in wrong[:8]) + (" …" if len(wrong) > 8 else "")
    told = f"{len(wrong)} units, {lengths.sum():,.0f} m: {shown}"
    report.add("edges-differ", "note", column="geometry", found=told)
    for i, length in zip(wrong, lengths, strict=True):
        report.fault("edges-differ", layer.codes[i], edges[i], row=layer.rows[i], length=float(length))
