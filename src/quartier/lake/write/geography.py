"""The release of a geography: its units, in their order, with polygons if there are any."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyproj
import shapely

from quartier.kernel.declared import Geography
from quartier.kernel.errors import InputRejected, Problem
from quartier.lake import keys
from quartier.lake.release import UnitOrder, WrittenRelease
from quartier.lake.store import Store
from quartier.lake.write.draft import ARROW, GEOJSON, PARQUET, PMTILES, Draft, draft
from quartier.lake.write.indicator import ipc_file
from quartier.lake.write.shapes import geojson, pmtiles, wgs84

TILED_FROM = 2_000
"""From so many units on shapes are tiles."""
EQUAL_AREA = 3035
_POLYGONS = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)
_INSCRIBED = 2_000
"""Up to so many units the label point is the centre of the largest inscribed circle; beyond, some inner point."""


@dataclass(frozen=True, slots=True)
class _Checked:
    units: pd.DataFrame
    """code, name, parents, as text, in unit order."""
    shapes: gpd.GeoSeries | None
    """Valid polygons in the CRS of the source, None where a unit has no polygon."""
    problems: tuple[Problem, ...]


def write_geography(store: Store, geography: Geography) -> WrittenRelease:
    """See `quartier.lake.write`."""
    checked = _check(geography)
    order = UnitOrder.of(checked.units["code"])
    with draft() as files:
        _write_units(files, checked)
        located, bounds = _located(checked.shapes, len(order.codes))
        columns = {name: pa.array(checked.units[name], pa.string(), from_pandas=True) for name in checked.units}
        files.add("units.arrow.gz", ipc_file(pa.table(columns | located)), ARROW, compress=True)
        shapes, lost = _write_shapes(files, checked.shapes)
        manifest: dict[str, Any] = {
            "level": geography.level,
            "geography": geography.key,
            "count": len(order.codes),
            "order": order.order,
            "bounds": bounds,
            "shapes": shapes,
            "problems": [asdict(problem) for problem in (*checked.problems, *lost)],
        }
        return files.publish(
            store, f"geographies/{keys.encode(geography.level)}@{keys.encode(geography.key)}", manifest
        )


def _check(geography: Geography) -> _Checked:
    subject = f"geography {geography.level} {geography.key}"
    frame = geography.units.reset_index(drop=True)
    problems = _table_problems(frame)
    if problems:
        raise InputRejected(problems, subject)
    names = ["code", "name", *sorted(name for name in frame.columns if str(name).startswith("parent:"))]
    units = pd.DataFrame({name: frame[name] for name in names})
    if not isinstance(frame, gpd.GeoDataFrame) or frame.geometry.isna().all():
        return _Checked(units, None, ())
    shapes, found = _check_shapes(frame, units["code"])
    errors = [problem for problem in found if problem.severity == "error"]
    if errors:
        raise InputRejected(errors, subject)
    return _Checked(units, shapes, tuple(found))


def _table_problems(frame: pd.DataFrame) -> list[Problem]:
    absent = [name for name in ("code", "name") if name not in frame]
    problems = [Problem("A column is absent.", "column-absent", column=name) for name in absent]
    if not len(frame):
        problems.append(Problem("There is no unit.", "empty"))
    for name in frame.columns:
        if name in ("code", "name") or str(name).startswith("parent:"):
            problems += _text_problems(frame, str(name))
    if "code" in frame:
        problems += _repeated_codes(frame["code"])
    return problems


def _repeated_codes(codes: pd.Series[Any]) -> list[Problem]:
    counts = Counter(codes.dropna())
    problems = []
    for code in (code for code, count in counts.items() if count > 1):
        places = ", ".join(str(number + 1) for number in np.flatnonzero(codes == code)[:10])
        message = f"The code stands {counts[code]} times (units number {places}); it has to be unique."
        problems.append(Problem(message, "code-twice", column="code", found=str(code)))
    return problems


def _text_problems(frame: pd.DataFrame, name: str) -> list[Problem]:
    problems = []
    for number, value in enumerate(frame[name]):
        empty = value is None or value is pd.NA or value != value
        if empty and name.startswith("parent:"):
            continue
        if empty or (name == "code" and isinstance(value, str) and not value.strip()):
            problems.append(Problem(f"Unit number {number + 1} has no {name}.", f"{name}-empty", column=name))
        elif not isinstance(value, str):
            problems.append(Problem(f"Unit number {number + 1}: {name} has to be text.", "not-text", column=name,
                                    found=repr(value), expected="text, e.g. '0101'"))  # fmt: skip
        elif value != value.strip() and name != "name":
            problems.append(Problem(f"Unit number {number + 1}: {name} has blanks at its ends.", "blanks", column=name,
                                    found=repr(value)))  # fmt: skip
    return problems


def _check_shapes(frame: gpd.GeoDataFrame, codes: pd.Series[str]) -> tuple[gpd.GeoSeries, list[Problem]]:
    if frame.crs is None:
        crs = Problem("The polygons have no coordinate system (CRS).", "crs-absent", expected="e.g. EPSG:25833")
        return frame.geometry, [crs]
    raw = shapely.force_2d(np.asarray(frame.geometry.values, dtype=object))
    kinds = shapely.get_type_id(raw)
    present = ~shapely.is_missing(raw) & ~shapely.is_empty(raw)
    problems = [_shape_problem(codes[i], "The unit has no polygon", "no-polygon", "warning")
                for i in np.flatnonzero(~present)]  # fmt: skip
    flat = present & ~np.isin(kinds, _POLYGONS)
    problems += [_shape_problem(codes[i], f"The unit is no polygon but a {raw[i].geom_type}", "not-polygon")
                 for i in np.flatnonzero(flat)]  # fmt: skip
    usable = present & ~flat
    sound = raw.copy()
    sound[~usable] = None
    for i in np.flatnonzero(usable & ~shapely.is_valid(raw)):
        reason = shapely.is_valid_reason(raw[i])
        problems.append(_shape_problem(codes[i], f"The polygon was invalid ({reason}) and was repaired", "repaired",
                                       "warning"))  # fmt: skip
        sound[i] = shapely.make_valid(raw[i], method="structure", keep_collapsed=False)
    for i in np.flatnonzero(usable & ~(shapely.area(sound) > 0)):
        problems.append(_shape_problem(codes[i], "The polygon has no area", "no-area"))
    shapes = gpd.GeoSeries(sound, crs=frame.crs)
    return shapes, problems + _place_problems(shapes)


def _shape_problem(code: str, message: str, kind: str, severity: str = "error") -> Problem:
    return Problem(f"{message}.", kind, column="geometry", found=str(code), severity=severity)


def _place_problems(shapes: gpd.GeoSeries) -> list[Problem]:
    """Coordinates that the CRS cannot mean, and datum shifts for which PROJ lacks the exact grid."""
    west, south, east, north = wgs84(shapes).total_bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        found = ", ".join(f"{value:.2f}" for value in shapes.total_bounds)
        return [Problem(f"The coordinates do not fit the coordinate system {shapes.crs.to_string()}.", "crs-unfit",
                        column="geometry", found=found)]  # fmt: skip
    group = pyproj.transformer.TransformerGroup(shapes.crs, 4326, always_xy=True)
    if group.best_available:
        return []
    return [Problem("The exact transformation to WGS 84 needs a grid file that is not installed; polygons may lie "
                    "about a metre off.", "grid-absent", found=shapes.crs.to_string(), severity="warning")]  # fmt: skip


def _write_units(files: Draft, checked: _Checked) -> None:
    path = files.new_path(".parquet")
    if checked.shapes is None:
        checked.units.to_parquet(path, compression="zstd", index=False)
    else:
        frame = gpd.GeoDataFrame(checked.units, geometry=checked.shapes)
        frame.to_parquet(path, compression="zstd", index=False)
    files.add_path("units.parquet", path, PARQUET)


def _located(shapes: gpd.GeoSeries | None, count: int) -> tuple[dict[str, pa.Array], list[float] | None]:
    """Columns x, y (label point, degrees), area (m²), null without polygon; and the bounds in WGS 84."""
    if shapes is None:
        return {name: pa.nulls(count, pa.float64()) for name in ("x", "y", "area")}, None
    raw = np.asarray(shapes.values, dtype=object)
    points = _label_points(raw)
    placed = gpd.GeoSeries(points, crs=shapes.crs).to_crs(4326)
    area = np.asarray(shapely.area(np.asarray(shapes.to_crs(EQUAL_AREA).values, dtype=object)), dtype=np.float64)
    area[shapely.is_missing(raw)] = np.nan
    columns = {"x": placed.x.round(7), "y": placed.y.round(7), "area": area.round(2)}  # 1 cm, and 1 dm²
    bounds = [float(value) for value in wgs84(shapes).total_bounds]
    return {name: pa.array(values, from_pandas=True) for name, values in columns.items()}, bounds


def _label_points(shapes: npt.NDArray[Any]) -> npt.NDArray[Any]:
    points: npt.NDArray[Any] = shapely.point_on_surface(shapes)
    if len(shapes) > _INSCRIBED:
        return points
    for i in np.flatnonzero(~shapely.is_missing(shapes)):
        size = float(np.sqrt(shapely.area(shapes[i])))
        centre = shapely.get_point(shapely.maximum_inscribed_circle(shapes[i], tolerance=size / 50), 0)
        if shapely.contains_properly(shapes[i], centre):
            points[i] = centre
    return points


def _write_shapes(files: Draft, shapes: gpd.GeoSeries | None) -> tuple[dict[str, Any], list[Problem]]:
    if shapes is None:
        return {"kind": "none"}, []
    if len(shapes) < TILED_FROM:
        files.add("shapes.geojson.gz", geojson(shapes), GEOJSON, compress=True)
        return {"kind": "geojson"}, []
    path = files.new_path(".pmtiles")
    tiles, problems = pmtiles(shapes, path)
    files.add_path("shapes.pmtiles", path, PMTILES)
    return {"kind": "pmtiles", **tiles}, problems
