"""A file that becomes a map layer: geodata, or a table with coordinates is refused in words. Nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quartier.kernel.declared import LayerKind
from quartier.kernel.errors import InputRejected, Problem
from quartier.sources.geodata import GeoLayer, open_geodata
from quartier.sources.geodata.words import message_of
from quartier.sources.privacy import person_rows
from quartier.sources.tables import Sheet

if TYPE_CHECKING:
    import geopandas as gpd

_KINDS = {
    "Point": LayerKind.POINTS, "MultiPoint": LayerKind.POINTS,
    "LineString": LayerKind.LINES, "MultiLineString": LayerKind.LINES, "LinearRing": LayerKind.LINES,
    "Polygon": LayerKind.AREAS, "MultiPolygon": LayerKind.AREAS,
}  # fmt: skip
_TITLES = ("title", "titel", "name", "bezeichnung", "bezeichnun", "einrichtung", "label", "objekt", "nam", "strasse")


@dataclass(frozen=True, slots=True)
class Features:
    """Features of a file: a GeoDataFrame with a column ``title``, what they are, and their other columns."""

    frame: gpd.GeoDataFrame
    kind: LayerKind
    columns: tuple[str, ...]
    title: str
    """The column that names a feature, or ""."""


def read_features(data: bytes, name: str, *, title: str = "", language: str = "de") -> Features:
    """The features of the first layer of a file of geodata.

    Args:
        data, name: the file.
        title: column that names a feature; by default one that is called like a name, else the first.
        language: of the messages.

    Raises:
        InputRejected: no geodata, no coordinate system, nothing to draw, no such column, one feature a person.
    """
    try:
        layer = open_geodata(data, name).layer()
        frame = layer.data.frame
    except InputRejected as refused:
        raise _told(refused.problems, name, language) from refused
    if frame.crs is None:
        fault = Problem("The file does not say its coordinate system.", "crs-absent", name, expected="EPSG:25832")
        raise InputRejected([fault], subject=name)
    _refuse_persons(layer, name)
    columns = tuple(str(column) for column in frame.columns if column != frame.geometry.name)
    chosen = _title(columns, title, name)
    kept = frame.rename(columns={chosen: "title"}) if chosen else frame
    return Features(kept, _kind(frame, name), columns, chosen)


def _told(problems: tuple[Problem, ...], name: str, language: str) -> InputRejected:
    told = [
        Problem(message_of(item, language), item.code, name, item.row, item.column, item.found, item.expected)
        for item in problems
    ]
    return InputRejected(told, subject=name)


def _refuse_persons(layer: GeoLayer, name: str) -> None:
    """Points are people sometimes: the same look as at any table, before anything is kept."""
    import pyarrow as pa

    texts: dict[str, Any] = {
        field.name: pa.array([field.name, *("" if v is None else str(v) for v in layer.data.frame[field.name])])
        for field in layer.fields
        if field.name in layer.data.frame
    }
    if texts:
        found = person_rows(Sheet(name=layer.name, table=pa.table(texts), file=name))
        if found:
            raise InputRejected(found, subject=name)


def _title(columns: tuple[str, ...], wished: str, name: str) -> str:
    if wished:
        if wished in columns:
            return wished
        fault = Problem("The file has no such column.", "column-absent", name, column="title", found=wished,
                        expected=", ".join(columns[:20]))  # fmt: skip
        raise InputRejected([fault], subject=name)
    lower = {column.lower(): column for column in reversed(columns)}
    return next((lower[word] for word in _TITLES if word in lower), columns[0] if columns else "")


def _kind(frame: gpd.GeoDataFrame, name: str) -> LayerKind:
    """The kind of most features; the others are listed when the layer is written."""
    counts = frame.geometry.geom_type.map(_KINDS).value_counts()
    if not len(counts):
        raise InputRejected([Problem("No feature can be drawn.", "empty", name)], subject=name)
    return LayerKind(str(counts.index[0]))
