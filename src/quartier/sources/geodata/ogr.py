"""Layers read through GDAL (pyogrio), without letting it guess: the format is known before it is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from quartier.kernel.errors import InputRejected, Problem
from quartier.sources.geodata.geofile import FieldKind, GeoField, GeoLayer, LayerData, Material
from quartier.sources.geodata.texts import arrow_kind, text_of
from quartier.sources.geodata.words import problem, rejected
from quartier.sources.limits import Limits

Opened = Callable[[], AbstractContextManager[Path]]
"""Gives a path that GDAL can read while the block runs."""


@contextmanager
def told(name: str) -> Iterator[None]:
    """What GDAL, Arrow, GEOS and PROJ raise on a damaged file becomes one refusal in words."""
    import pyarrow as pa
    from pyogrio import errors
    from pyproj.exceptions import ProjError
    from shapely.errors import ShapelyError

    reasons = (errors.DataSourceError, errors.DataLayerError, errors.FeatureError, errors.FieldError)
    more = (errors.GeometryError, errors.CRSError, pa.ArrowException, ShapelyError, ProjError)
    try:
        yield
    except InputRejected:
        raise
    except (*reasons, *more, ValueError, OSError, RuntimeError, KeyError, TypeError, OverflowError, MemoryError):
        raise rejected("file-damaged", name) from None


def layers(
    opened: Opened,
    material: Material,
    limits: Limits,
    *,
    wanted: set[str] | None = None,
    rename: str | None = None,
    encoding: tuple[str, str] = ("UTF-8", "format"),
    options: dict[str, str] | None = None,
) -> tuple[GeoLayer, ...]:
    """The layers of a data source; `wanted` restricts, `rename` gives the only layer its name.

    Raises:
        InputRejected: damaged, or more layers, fields or features than the limits allow.
    """
    import pyogrio

    with told(material.name), opened() as path:
        names = [str(name) for name in pyogrio.list_layers(path)[:, 0] if wanted is None or str(name) in wanted]
        within(material.name, "layers", len(names), limits.layers)
        found = []
        for name in names:
            info = pyogrio.read_info(path, layer=name, force_feature_count=True, **(options or {}))
            within(material.name, "features", int(info["features"]), limits.features)
            within(material.name, "columns", len(info["fields"]), limits.columns)
            load = partial(_load, opened, material.name, name, int(info["features"]), limits, options or {})
            fields = tuple(map(_field, info["fields"], info["dtypes"], info["ogr_types"]))
            kind = str(info["geometry_type"] or "None")
            count = int(info["features"])
            shown = rename or name
            found.append(GeoLayer(shown, fields, crs_of(info["crs"]), count, kind, load, *encoding))
    return tuple(found)


def within(name: str, what: str, found: int, allowed: int) -> None:
    """Refuse what is too many. Raises InputRejected."""
    if found > allowed:
        raise rejected("too-many", name, found=f"{found} {what}", expected=f"at most {allowed} {what}")


def crs_of(definition: Any) -> Any:
    """A pyproj.CRS in two dimensions, or None where the file names none or one that PROJ cannot read."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    if definition is None or definition == "":
        return None
    try:
        return CRS.from_user_input(definition).to_2d()
    except CRSError:
        return None


def _field(name: Any, dtype: Any, kind: Any) -> GeoField:
    text = str(dtype)
    if str(kind).endswith("List") or str(kind) == "OFTBinary":
        return GeoField(str(name), FieldKind.OTHER)
    if text == "bool":
        return GeoField(str(name), FieldKind.YESNO)
    if text.startswith(("int", "uint")):
        return GeoField(str(name), FieldKind.WHOLE)
    if text.startswith("float"):
        return GeoField(str(name), FieldKind.NUMBER)
    return GeoField(str(name), FieldKind.DATE if text.startswith("datetime") else FieldKind.TEXT)


def _load(opened: Opened, file: str, layer: str, count: int, limits: Limits, options: dict[str, str]) -> LayerData:
    import pyogrio

    with told(file), opened() as path:
        meta, table = pyogrio.read_arrow(path, layer=layer, **options)
        if table.num_rows != count:
            raise rejected("file-damaged", file, found=f"{table.num_rows} features", expected=f"{count} features")
        shape = meta["geometry_name"] or "wkb_geometry"
        bytes_ = table.column(shape).to_pylist() if shape in table.schema.names else [None] * count
        attributes = table.drop_columns([shape]) if shape in table.schema.names else table
        keep = [name for name in meta["fields"] if name in attributes.schema.names]
        return framed(file, attributes.select(keep), *from_wkb(file, bytes_), crs_of(meta["crs"]), limits)


def from_wkb(file: str, shapes: list[bytes | None]) -> tuple[Any, list[Problem]]:
    """Shapes as an array; unreadable ones are None and a problem each."""
    import shapely

    found = shapely.from_wkb(np.array(shapes, dtype=object), on_invalid="ignore")
    return found, unreadable(file, [shape is not None for shape in shapes], found)


def unreadable(file: str, there: list[bool], shapes: Any) -> list[Problem]:
    """A problem for each feature that has a shape which could not be read."""
    return [
        problem("geometry-unreadable", file=file, row=number, column="geometry")
        for number, (given, shape) in enumerate(zip(there, shapes, strict=True), start=1)
        if given and shape is None
    ]


def framed(file: str, table: Any, shapes: Any, problems: list[Problem], crs: Any, limits: Limits) -> LayerData:
    """Attributes as text with their shapes. Raises InputRejected when there are too many vertices."""
    import geopandas as gpd
    import pandas as pd
    import shapely

    within(file, "vertices", int(shapely.get_num_coordinates(shapes).sum()), limits.vertices)
    columns: dict[str, Any] = {}
    for name in table.schema.names:
        if arrow_kind(table.schema.field(name).type) is not FieldKind.OTHER:
            texts = [text_of(value) for value in table.column(name).to_pylist()]
            columns[str(name)] = pd.Series(texts, dtype=object)
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(shapes)))
    return LayerData(gpd.GeoDataFrame(frame, geometry=shapely.force_2d(shapes), crs=crs), tuple(problems))
