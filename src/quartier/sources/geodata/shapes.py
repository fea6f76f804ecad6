"""The shapes of a layer, each by itself: placed in a known system, areas only, rings repaired and listed."""

from __future__ import annotations

from typing import Any

import numpy as np

from quartier.sources.geodata import crs as systems
from quartier.sources.geodata.context import GeoContext
from quartier.sources.geodata.degrees import box_in_degrees, transformer
from quartier.sources.geodata.geofile import GeoLayer
from quartier.sources.geodata.mapping import GeoMapping
from quartier.sources.geodata.measure import Shapes, polygons_of, square_metres
from quartier.sources.geodata.report import Report

_AREAS = ("Polygon", "MultiPolygon", "GeometryCollection")


def placed(layer: GeoLayer, mapping: GeoMapping, context: GeoContext, report: Report) -> tuple[Shapes, Any] | None:
    """Shapes in the system in which the geography is kept, and that system; None where there is no usable one."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    frame = layer.data.frame
    raw = np.asarray(frame.geometry.values, dtype=object)
    try:
        used = CRS.from_user_input(mapping.crs).to_2d() if mapping.crs else frame.crs
        target = CRS.from_user_input(mapping.target_crs).to_2d() if mapping.target_crs else used
    except CRSError:
        report.add("crs-invalid", found=mapping.crs[:60], expected="EPSG:25832")
        return None
    if used is None:
        report.add("crs-absent", expected="e.g. EPSG:25832")
        return None
    _tell(layer, mapping, used, report)
    if mapping.swapped:
        raw = _transformed(raw, lambda points: points[:, ::-1])
    found = raw if used == target else _moved(raw, used, target)
    return (found, target) if _lies_well(found, target, context, report) else None


def _transformed(shapes: Shapes, change: Any) -> Shapes:
    import shapely

    result: Shapes = shapely.transform(shapes, change)
    return result


def _moved(shapes: Shapes, used: Any, target: Any) -> Shapes:
    change = transformer(used, target)
    return _transformed(shapes, lambda p: np.column_stack(change.transform(p[:, 0], p[:, 1])))


def _tell(layer: GeoLayer, mapping: GeoMapping, used: Any, report: Report) -> None:
    if layer.crs is not None and used != layer.crs:
        report.add("crs-overridden", "warning", found=layer.crs.name, expected=systems.label_of(systems.text_of(used)))
    elif layer.crs is not None and not systems.text_of(used).startswith("EPSG:"):
        report.add("crs-unlisted", "note", found=used.name, expected=mapping.target_crs or None)
    if mapping.swapped:
        report.add("coordinates-swapped", "warning")
    grids = systems.missing_grids(used)
    if grids is not None:
        report.add("grid-absent", "warning", found=grids[0], expected=grids[1])


def _lies_well(shapes: Shapes, crs: Any, context: GeoContext, report: Report) -> bool:
    import shapely

    bounds = shapely.total_bounds(shapes) if len(shapes) else np.full(4, np.nan)
    if np.isnan(bounds).all():
        return True
    box = box_in_degrees(bounds, crs)
    if box is None or not (-180 <= box[0] <= box[2] <= 180 and -90 <= box[1] <= box[3] <= 90):
        report.add("crs-unfit", found=", ".join(f"{value:.6g}" for value in bounds), expected=str(crs.name))
        return False
    known = context.bounds()
    if known is not None and not systems.near(box, known):
        place, expected = (f"{b[0]:.2f} to {b[2]:.2f} E, {b[1]:.2f} to {b[3]:.2f} N" for b in (box, known))
        report.add("far-away", "warning", found=place, expected=expected)
    return True


def sound(shapes: Shapes, names: list[str], crs: Any, report: Report) -> Shapes:
    """Valid areas in two dimensions; None where a unit has none. Row i is feature i + 1, called `names[i]`.

    Rings are repaired by make_valid, method "structure" (holes stay holes, nothing but areas is kept).
    """
    import shapely

    found = shapes.copy()
    there = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    for i in np.flatnonzero(~there):
        found[i] = None
        report.add("geometry-empty", "warning", row=int(i) + 1, column="geometry", found=names[i])
    for i in np.flatnonzero(there):
        if found[i].geom_type not in _AREAS:
            kind, found[i] = found[i].geom_type, None
            report.add("not-polygon", row=int(i) + 1, column="geometry", found=kind, expected="Polygon")
    there = ~shapely.is_missing(found)
    broken = np.flatnonzero(there & ~shapely.is_valid(found))
    if len(broken):
        found[broken] = _repaired(found[broken], broken, names, crs, report)
    collections = np.flatnonzero(shapely.get_type_id(found) == shapely.GeometryType.GEOMETRYCOLLECTION)
    if len(collections):
        found[collections] = polygons_of(found[collections])
    return found


def _repaired(broken: Shapes, rows: Any, names: list[str], crs: Any, report: Report) -> Shapes:
    import shapely

    mended = polygons_of(shapely.make_valid(broken, method="structure", keep_collapsed=False))
    places = [_place(shape) for shape in broken]
    areas = square_metres(mended, crs)
    for i, row in enumerate(rows):
        reason = f"{names[row]}: {shapely.is_valid_reason(broken[i])}"
        if mended[i] is None:
            report.add("ring-lost", row=int(row) + 1, column="geometry", found=reason)
            continue
        report.add("ring-repaired", "warning", row=int(row) + 1, column="geometry", found=reason)
        report.fault("ring-repaired", names[row], places[i] or mended[i].representative_point(), row=int(row) + 1,
                     area=float(areas[i]))  # fmt: skip
    return mended


def _place(shape: Any) -> Any:
    """The point that the reason of an invalid ring names: ``Self-intersection[7.1 50.9]``."""
    import re

    import shapely

    found = re.search(r"\[([-\d.eE+]+) ([-\d.eE+]+)", shapely.is_valid_reason(shape))
    return shapely.Point(float(found.group(1)), float(found.group(2))) if found else None
