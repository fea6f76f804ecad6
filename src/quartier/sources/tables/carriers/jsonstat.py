"""JSON-stat 2.0 (json-stat.org/full): a cube becomes a table, a column a dimension; one of Quartier the long table."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any

import numpy as np

from quartier.kernel import wire
from quartier.kernel.presence import SDMX_CONF_STATUS, SDMX_OBS_STATUS, Presence
from quartier.sources.limits import Limits
from quartier.sources.tables.carriers.cells import sheet_of, workbook
from quartier.sources.tables.carriers.wide import LONG, NUMBERS
from quartier.sources.tables.limits import check_shape
from quartier.sources.tables.sheet import Sheet, Workbook
from quartier.sources.tables.words import rejected

if TYPE_CHECKING:
    import pyarrow as pa

_OWN = ("slice", "unit", "period", "measure")
_TOTAL = "_T"
Json = dict[str, Any]


class CubeDamaged(Exception):
    """Dimensions, sizes and values do not fit."""


def parse(data: bytes, name: str) -> Json:
    """One JSON object. Raises InputRejected."""
    try:
        document = json.loads(data.decode("utf-8-sig"))
    except json.JSONDecodeError as error:
        raise rejected("file-damaged", name, found=f"line {error.lineno}, column {error.colno}: {error.msg}") from None
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise rejected("file-damaged", name, found=str(error)[:120]) from None
    if not isinstance(document, dict):
        raise rejected("file-format", name, found=type(document).__name__, expected="JSON-stat, GeoJSON")
    return document


def open_jsonstat(document: Json, name: str, limits: Limits) -> Workbook:
    """A sheet for each cube; all cubes that Quartier wrote in one. Raises InputRejected."""
    cubes = [document] if document.get("class") == "dataset" else (document.get("link") or {}).get("item") or []
    try:
        cubes = [item for item in cubes if isinstance(item, dict) and "value" in item]
        if not cubes:
            raise CubeDamaged("no dataset with values inside; datasets that lie elsewhere are not fetched")
        for cube in cubes:
            check_shape(math.prod(_sizes(cube)) + 1, len(_sizes(cube)) * 2 + 2, name, limits)
        sheets = _own(cubes, name, limits) if all(map(_is_own, cubes)) else _foreign(cubes, name, limits)
    except (CubeDamaged, KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise rejected("cube-damaged", name, found=str(error)[:160]) from None
    return workbook(name, "json-stat", "JSON-stat", sheets)


def _sizes(cube: Json) -> list[int]:
    sizes = [int(size) for size in cube["size"]]
    if len(sizes) != len(cube["id"]) or any(size < 0 for size in sizes):
        raise CubeDamaged(f"id: {len(cube['id'])} dimensions, size: {cube['size']}")
    return sizes


def _members(cube: Json, dimension: str) -> tuple[list[str], list[str]]:
    """Keys and labels of a dimension, in the order of the cube."""
    category = cube["dimension"][dimension]["category"]
    index, labels = category.get("index"), category.get("label") or {}
    if index is None:
        keys = [str(key) for key in labels]  # a constant dimension may leave the index out
    elif isinstance(index, dict):
        keys = [str(key) for key, _ in sorted(index.items(), key=lambda item: int(item[1]))]
    else:
        keys = [str(key) for key in index]
    size = _sizes(cube)[list(cube["id"]).index(dimension)]
    if len(keys) != size or len(set(keys)) != size:
        raise CubeDamaged(f"{dimension}: {len(keys)} members, size {size}")
    return keys, [str(labels.get(key, key)) for key in keys]


def _values(cube: Json) -> np.ndarray[Any, np.dtype[np.float64]]:
    count = math.prod(_sizes(cube))
    given = cube["value"]
    filled = np.full(count, np.nan)
    if isinstance(given, dict):
        for key, value in given.items():
            filled[_position(key, count)] = np.nan if value is None else value
    elif len(given) != count:
        raise CubeDamaged(f"{len(given)} values, {count} cells")
    else:
        filled[:] = [np.nan if value is None else value for value in given]
    return filled


def _position(key: str, count: int) -> int:
    if not 0 <= int(key) < count:
        raise CubeDamaged(f"cell {key} of {count}")
    return int(key)


def _statuses(cube: Json, count: int) -> dict[int, str]:
    """Cell -> status; one text for all, a list, or the cells that have one."""
    given = cube.get("status")
    if given is None:
        return {}
    if isinstance(given, str):
        return dict.fromkeys(range(count), given)
    if isinstance(given, list):
        return {position: str(text) for position, text in enumerate(given) if text is not None}
    return {_position(key, count): str(text) for key, text in given.items()}


def _is_own(cube: Json) -> bool:
    extension = cube.get("extension")
    about = extension.get("quartier") if isinstance(extension, dict) else None
    return isinstance(about, dict) and {"indicator", "geography"} <= set(about) and tuple(cube["id"]) == _OWN


def _own(cubes: list[Json], name: str, limits: Limits) -> list[Sheet]:
    import pyarrow as pa

    return [sheet_of(pa.concat_tables([_long(cube) for cube in cubes]), name, name, "json-stat", limits)]


def _long(cube: Json) -> pa.Table:
    """The long table of a cube that Quartier wrote; measures become columns."""
    import pyarrow as pa

    slices, units, periods, measures = (_members(cube, dimension)[0] for dimension in _OWN)
    names = _members(cube, "unit")[1]
    values = _values(cube).reshape(-1, len(measures))
    said = {cell // len(measures): text for cell, text in _statuses(cube, values.size).items()
            if cell % len(measures) == measures.index("value")}  # fmt: skip
    size = len(values)
    at = np.unravel_index(np.arange(size), (len(slices), len(units), len(periods)))
    absent = np.isnan(values[:, measures.index("value")])
    presence = np.where(absent, wire.PRESENCE_KEYS[Presence.MISSING], wire.PRESENCE_KEYS[Presence.VALUE]).astype(object)
    flags, secret = np.full(size, "", dtype=object), np.full(size, "free", dtype=object)
    for row, text in said.items():
        presence[row], flags[row], secret[row] = _axes(text)
    about, place = cube["extension"]["quartier"]["indicator"], cube["extension"]["quartier"]["geography"]
    fixed = {"indicator": about["key"], "level": place["level"], "geography": place["geography"]}
    columns: Json = {key: pa.repeat(pa.scalar(str(text), pa.string()), size) for key, text in fixed.items()}
    columns |= {"unit": _taken(units, at[1]), "unit_name": _taken(names, at[1]), "period": _taken(periods, at[2]),
                "slice": _taken(["" if key == _TOTAL else key for key in slices], at[0])}  # fmt: skip
    for measure in NUMBERS:
        numbers = values[:, measures.index(measure)] if measure in measures else np.full(size, np.nan)
        columns[measure] = pa.array(numbers, pa.float64(), from_pandas=True)
    columns |= {"presence": pa.array(presence, pa.string()), "flags": pa.array(flags, pa.string()),
                "confidentiality": pa.array(secret, pa.string())}  # fmt: skip
    return pa.table({key: columns[key] for key in LONG})


def _axes(text: str) -> tuple[str, str, str]:
    """Presence, flags and confidentiality of a status; a code that is not known stays, so that the gate tells it."""
    presence, flags, secret = wire.PRESENCE_KEYS[Presence.VALUE], list[str](), "free"
    presences = {code: wire.PRESENCE_KEYS[item] for item, code in SDMX_OBS_STATUS.items()}
    marks = {code: wire.FLAG_KEYS[flag] for flag, code in wire.SDMX_FLAGS.items()}
    secrets = {f"CONF:{code}": wire.CONFIDENTIALITY_KEYS[item] for item, code in SDMX_CONF_STATUS.items()}
    for code in text.split():
        if code in secrets:
            secret = secrets[code]
        elif code in marks:
            flags.append(marks[code])
        elif code in wire.FLAG_KEYS.values():
            flags.append(code)
        else:
            presence = presences.get(code, code)
    return presence, " ".join(flags), secret


def _taken(texts: list[str], at: Any) -> Any:
    import pyarrow as pa

    return pa.array(texts, pa.string()).take(pa.array(at))


def _foreign(cubes: list[Json], name: str, limits: Limits) -> list[Sheet]:
    """A column for the keys of each dimension, one for the labels where they differ, value and status."""
    import pyarrow as pa

    sheets = []
    for number, cube in enumerate(cubes, 1):
        sizes = _sizes(cube)
        count = math.prod(sizes)
        at = np.unravel_index(np.arange(count), sizes) if sizes else ()
        columns: Json = {}
        for dimension, where in zip(cube["id"], at, strict=True):
            keys, labels = _members(cube, dimension)
            columns[str(dimension)] = _taken(keys, where)
            if labels != keys:
                columns[str(cube["dimension"][dimension].get("label") or f"{dimension} (Name)")] = _taken(labels, where)
        columns["value"] = pa.array(_values(cube), pa.float64(), from_pandas=True)
        said = _statuses(cube, count)
        if said:
            columns["status"] = pa.array([said.get(cell, "") for cell in range(count)], pa.string())
        title = str(cube.get("label") or f"{name} {number}")[:80]
        sheets.append(sheet_of(pa.table(columns), title, name, "json-stat", limits))
    return sheets
