"""Steps of editing a geography, as plain JSON, and what they make of its units. Pure: units in, units out.

A draft is the units of a release and a list of steps; undo forgets the last one. A step is a list of operations:

| op | fields | what it does |
| --- | --- | --- |
| rename | code, name | another name |
| code | code, to | another code |
| parent | code, level, parent | another unit above |
| merge | codes, code, name | several units become one, in the place of the first |
| delete | codes | units go |
| add | code, name, ring | a new unit (ring in degrees, or none in a list) |
| reshape | code, part, ring, neighbours | another outer ring of one part; neighbours give and take if wanted |
| split | code, line, codes, names | a unit is cut in two along a line in degrees |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from quartier.kernel.errors import InputRejected, Problem

Op = Mapping[str, Any]
Step = Sequence[Op]
NEAR = 0.05
"""Metres within which a vertex that comes back from the browser is the one that went there."""


@dataclass
class Units:
    """The units while steps are applied. `origins`: for each unit the codes it was made of, whole; [] for a new one."""

    frame: pd.DataFrame
    origins: list[list[str]]

    @property
    def codes(self) -> list[str]:
        return [str(code) for code in self.frame["code"]]

    @property
    def shaped(self) -> bool:
        return "geometry" in self.frame and getattr(self.frame, "crs", None) is not None

    def at(self, code: object) -> int:
        """Raises InputRejected."""
        try:
            return self.codes.index(str(code))
        except ValueError:
            raise _refused("unknown-unit", "There is no such unit.", str(code)) from None

    def lineage(self) -> dict[str, list[str]]:
        """Code -> codes of the base that it was made of; units that simply kept theirs are left out."""
        pairs = zip(self.codes, self.origins, strict=True)
        return {code: origins for code, origins in pairs if origins != [code]}


def begin(frame: pd.DataFrame) -> Units:
    made = frame.reset_index(drop=True).copy()
    return Units(made, [[str(code)] for code in made["code"]])


def apply(frame: pd.DataFrame, steps: Sequence[Step]) -> Units:
    """Units after all steps. Raises InputRejected where one of them cannot be done."""
    units = begin(frame)
    for step in steps:
        for op in step:
            act = _ACTS.get(str(op.get("op")))
            if act is None:
                raise _refused("answer", "This step is not known.", str(op.get("op")))
            try:
                act(units, op)
            except (KeyError, TypeError, ValueError) as error:
                raise _refused("answer", "This step cannot be read.", str(error)[:80]) from None
    return units


def _refused(code: str, message: str, found: str) -> InputRejected:
    return InputRejected([Problem(message, code, found=found[:80])], subject="areas")


def _text(value: object, what: str) -> str:
    text = str(value).strip()
    if not text:
        raise _refused("required", "This field is needed.", what)
    return text[: 60 if what == "code" else 200]


def _free(units: Units, code: object, besides: Sequence[str] = ()) -> str:
    text = _text(code, "code")
    if text in set(units.codes) - set(besides):
        raise _refused("key-twice", "Another unit has this code.", text)
    return text


def _rename(units: Units, op: Op) -> None:
    units.frame.loc[units.at(op["code"]), "name"] = _text(op["name"], "name")


def _code(units: Units, op: Op) -> None:
    at = units.at(op["code"])
    units.frame.loc[at, "code"] = _free(units, op["to"], [str(op["code"])])


def _parent(units: Units, op: Op) -> None:
    column = f"parent:{op['level']}"
    if column not in units.frame:
        units.frame[column] = pd.Series([None] * len(units.frame), dtype=object)
    units.frame.loc[units.at(op["code"]), column] = str(op["parent"]) or None


def _keep(units: Units, rows: Sequence[int]) -> None:
    units.frame = units.frame.iloc[list(rows)].reset_index(drop=True)
    units.origins = [units.origins[row] for row in rows]


def _delete(units: Units, op: Op) -> None:
    gone = {units.at(code) for code in op["codes"]}
    if len(gone) == len(units.frame):
        raise _refused("empty", "A geography needs a unit.", "0")
    _keep(units, [row for row in range(len(units.frame)) if row not in gone])


def _merge(units: Units, op: Op) -> None:
    codes = [str(code) for code in dict.fromkeys(op["codes"])]
    if len(codes) < 2:
        raise _refused("merge", "At least two units are needed.", ", ".join(codes))
    rows = sorted(units.at(code) for code in codes)
    code, name = _free(units, op["code"], codes), _text(op["name"], "name")
    parts = [units.origins[row] for row in rows]
    first = rows[0]
    if units.shaped:
        _shape(units, first, _united([units.frame["geometry"].iloc[row] for row in rows]))
    units.frame.loc[first, "code"], units.frame.loc[first, "name"] = code, name
    units.origins[first] = [origin for part in parts for origin in part] if all(parts) else []
    _keep(units, [row for row in range(len(units.frame)) if row not in rows[1:]])


def _united(shapes: Sequence[Any]) -> Any:
    import shapely

    there = np.array([shape for shape in shapes if shape is not None and not shape.is_empty], dtype=object)
    if not len(there):
        return None
    valid = shapely.coverage_is_valid(there)
    return shapely.coverage_union_all(there) if valid else shapely.union_all(there)


def _append(units: Units, row: int, code: str, name: str, shape: Any) -> None:
    """A new unit behind the others, with the parents of `row` (-1: none)."""
    parents = {name: units.frame[name].iloc[row] if row >= 0 else None for name in units.frame.columns
               if str(name).startswith("parent:")}  # fmt: skip
    record = {"code": code, "name": name, **parents, **({"geometry": shape} if units.shaped else {})}
    made = units.frame.iloc[:0].reindex([0]).astype(object)
    for column, value in record.items():
        made[column] = pd.Series([value], dtype=object)
    frame: Any = units.frame
    if units.shaped:
        made = type(frame)(made, geometry="geometry", crs=frame.crs)
    units.frame = pd.concat([frame, made], ignore_index=True) if len(frame) else made.reset_index(drop=True)
    units.origins.append([])


def _add(units: Units, op: Op) -> None:
    code, name = _free(units, op["code"]), _text(op["name"], "name")
    shape = _polygon(units, op["ring"]) if units.shaped and op.get("ring") else None
    if shape is not None:
        shape = _without_others(units, shape)
    _append(units, _nearest(units, shape) if shape is not None else -1, code, name, shape)


def _without_others(units: Units, shape: Any) -> Any:
    """What is drawn over others is theirs: the new unit takes the free ground alone."""
    import shapely

    others = shapely.union_all([item for item in units.frame["geometry"] if item is not None])
    if others.is_empty:
        return shape
    rest = shapely.difference(shape, others)
    return rest if rest.area > 0.001 * shape.area else shape


def _nearest(units: Units, shape: Any) -> int:
    distances = [item.distance(shape) if item is not None else float("inf") for item in units.frame["geometry"]]
    return int(np.argmin(distances)) if distances else -1


def _polygon(units: Units, ring: Sequence[Sequence[float]]) -> Any:
    """An outer ring in degrees as a polygon in the system of the geography. Raises InputRejected."""
    import shapely

    shape = shapely.Polygon(_placed(units, ring))
    if not shape.is_valid or not shape.area > 0:
        raise _refused("ring", "This border crosses itself.", shapely.is_valid_reason(shape))
    return shape


def _placed(units: Units, points: Sequence[Sequence[float]]) -> Any:
    from pyproj import Transformer

    frame: Any = units.frame
    change = Transformer.from_crs(4326, frame.crs, always_xy=True)
    raw = np.array([(float(x), float(y)) for x, y, *_ in points])
    if len(raw) < 2 or not np.isfinite(raw).all():
        raise ValueError("points")
    # whole millimetres: a vertex set on an edge of round coordinates lies on it
    return np.round(np.column_stack(change.transform(raw[:, 0], raw[:, 1])), 8 if frame.crs.is_geographic else 3)


def _reshape(units: Units, op: Op) -> None:
    import shapely

    at = units.at(op["code"])
    shape = units.frame["geometry"].iloc[at]
    parts = list(shapely.get_parts(shape))
    part = parts[int(op.get("part", 0))]
    ring = _snapped(units, _placed(units, op["ring"]))
    made = shapely.Polygon(ring, [hole.coords for hole in part.interiors])
    if not made.is_valid or not made.area > 0:
        raise _refused("ring", "This border crosses itself.", shapely.is_valid_reason(made))
    if op.get("neighbours"):
        _give_and_take(units, at, part, made)
    parts[int(op.get("part", 0))] = made
    _shape(units, at, shapely.union_all(parts) if len(parts) > 1 else made)


def _snapped(units: Units, points: Any) -> Any:
    """Vertices that were not moved get the coordinates that they had, to the last digit."""
    import shapely
    from scipy.spatial import cKDTree

    known = shapely.get_coordinates(list(units.frame["geometry"]))
    frame: Any = units.frame
    near = NEAR / 111_320 if frame.crs.is_geographic else NEAR
    distance, index = cKDTree(known).query(points, distance_upper_bound=near)
    found = points.copy()
    there = np.isfinite(distance)
    found[there] = known[index[there]]
    found[-1] = found[0]
    return found


def _give_and_take(units: Units, at: int, old: Any, new: Any) -> None:
    """What the unit gains its neighbours lose; what it loses goes to the neighbour with the longest common border."""
    import shapely

    shapes = list(units.frame["geometry"])
    gained, lost = shapely.difference(new, old), shapely.difference(old, new)
    others = [i for i, shape in enumerate(shapes) if i != at and shape is not None and shape.intersects(old.union(new))]
    for i in others:
        if shapes[i].intersection(gained).area > 0:
            shapes[i] = shapely.difference(shapes[i], gained)
            if shapes[i].is_empty:
                raise _refused("swallowed", "A neighbour would be swallowed; merge the units instead.", units.codes[i])
    for piece in shapely.get_parts(lost):
        common = {i: shapes[i].intersection(piece).length for i in others if piece.area > 0}
        best = max(common, key=lambda i: common[i], default=-1)
        if best >= 0 and common[best] > 0:
            shapes[best] = shapely.union(shapes[best], piece)
    for i in others:
        if shapes[i] is not units.frame["geometry"].iloc[i]:
            _shape(units, i, _polygons(shapes[i]))


def _shape(units: Units, at: int, shape: Any) -> None:
    frame: Any = units.frame
    frame.loc[at, "geometry"] = shape


def _polygons(shape: Any) -> Any:
    import shapely

    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 0]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _split(units: Units, op: Op) -> None:
    import shapely
    from shapely.ops import split

    at = units.at(op["code"])
    own = [str(op["code"])]
    first, second = (_free(units, code, own) for code in op["codes"])
    if first == second:
        raise _refused("key-twice", "Another unit has this code.", first)
    names = [_text(name, "name") for name in op["names"]]
    parts = [
        piece
        for part in shapely.get_parts(units.frame["geometry"].iloc[at])
        for piece in split(part, shapely.LineString(_placed(units, op["line"]))).geoms
    ]
    if len(parts) < 2 or len(parts) == shapely.get_num_geometries(units.frame["geometry"].iloc[at]):
        raise _refused("split", "The line does not cut the unit in two.", str(op["code"]))
    largest = max(parts, key=lambda part: part.area)
    rest = [part for part in parts if part is not largest]
    _shape(units, at, largest)
    units.frame.loc[at, "code"], units.frame.loc[at, "name"] = first, names[0]
    units.origins[at] = []
    _append(units, at, second, names[1], _polygons(shapely.union_all(rest)))


_ACTS: dict[str, Callable[[Units, Op], None]] = {
    "rename": _rename, "code": _code, "parent": _parent, "merge": _merge, "delete": _delete, "add": _add,
    "reshape": _reshape, "split": _split,
}  # fmt: skip


def features(units: Units) -> dict[str, Any]:
    """Units with all their vertices as GeoJSON in degrees (nine digits: a tenth of a millimetre)."""
    import shapely

    if not units.shaped:
        return {"type": "FeatureCollection", "features": []}
    frame: Any = units.frame
    placed = frame.geometry.to_crs(4326)
    made = []
    for position, (code, name, shape) in enumerate(zip(frame["code"], frame["name"], placed, strict=True)):
        if shape is None or shape.is_empty:
            continue
        rounded = shapely.transform(shape, lambda points: np.round(points, 9))
        geometry = shapely.geometry.mapping(rounded)
        made.append({"type": "Feature", "id": position, "geometry": geometry,
                     "properties": {"code": str(code), "name": str(name)}})  # fmt: skip
    return {"type": "FeatureCollection", "features": made}
