"""The features that a service delivered, in pages, and how they become one opened file."""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from quartier.kernel.errors import Problem
from quartier.sources.geodata import GeoFile, GeoLayer, open_geodata
from quartier.sources.geodata.geofile import FieldKind, LayerData

Progress: TypeAlias = Callable[[int, int | None], None]
"""Told after each page: features so far, and how many were announced."""


def silent(_done: int, _total: int | None) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Only:
    """Features whose attribute `name` is `text`."""

    name: str
    text: str

    def holds_for(self, feature: dict[str, Any]) -> bool:
        """For services that do not know of the filter, or overlook it."""
        found = (feature.get("properties") or {}).get(self.name)
        return found is not None and (str(found) == self.text or found == _as_number(self.text))


def _as_number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Download:
    """`pages` as one GeoJSON document or as GML documents; `count` features, of `announced` (None: not told)."""

    name: str
    pages: tuple[bytes, ...]
    count: int
    announced: int | None
    problems: tuple[Problem, ...] = ()

    @property
    def complete(self) -> bool:
        """No error was met, and as many features came as were announced."""
        return all(item.severity != "error" for item in self.problems)

    def geofile(self) -> GeoFile:
        """The features as an opened file with one layer. Raises InputRejected when they cannot be read."""
        files = [open_geodata(page, self.name) for page in self.pages]
        file = files[0] if len(files) == 1 else replace(files[0], layers=(_joined([f.layer() for f in files]),))
        return replace(file, problems=(*file.problems, *self.problems))

    def document(self) -> bytes:
        """All features as one GeoJSON document, whatever the service speaks. Raises InputRejected."""
        if len(self.pages) == 1 and self.pages[0][:1] == b"{":
            return self.pages[0]
        return layer_document(self.geofile().layer()) if self.pages else geojson(self.name, [], None)


def layer_document(layer: GeoLayer) -> bytes:
    """A layer as GeoJSON in its own reference system; numbers are numbers again."""
    import shapely

    kinds = {item.name: item.kind for item in layer.fields}
    frame = layer.data.frame
    rows = frame.drop(columns="geometry").to_dict("records")
    shapes = shapely.to_geojson(frame.geometry.to_numpy())
    features = [
        {"type": "Feature", "properties": {name: _typed(text, kinds.get(name)) for name, text in row.items()},
         "geometry": json.loads(shape) if shape else None}
        for row, shape in zip(rows, shapes, strict=True)
    ]  # fmt: skip
    return geojson(layer.name, features, layer.crs)


def _typed(text: Any, kind: FieldKind | None) -> Any:
    """A number where the field holds numbers and the text says no more than the number does ("007" stays a text)."""
    if text is None or kind not in (FieldKind.WHOLE, FieldKind.NUMBER):
        return text
    number = _as_number(text)
    if number is None or not math.isfinite(number):
        return text
    if kind is FieldKind.WHOLE:
        return int(text) if str(int(number)) == text else text
    return number


def _joined(layers: list[GeoLayer]) -> GeoLayer:
    """The pages of a GML answer, one below the other; each page may know other columns."""
    fields = {item.name: item for layer in layers for item in layer.fields}
    count = sum(layer.count for layer in layers)

    def load() -> LayerData:
        import pandas as pd

        data = [layer.data for layer in layers]
        frame = pd.concat([item.frame for item in data], ignore_index=True)
        frame = frame.astype(dict.fromkeys(frame.columns.drop("geometry"), object))
        problems: list[Problem] = []
        before = 0
        for item in data:
            problems += [replace(p, row=p.row + before) if p.row else p for p in item.problems]
            before += len(item.frame)
        return LayerData(frame.where(frame.notna(), None), tuple(problems))

    return replace(layers[0], fields=tuple(fields.values()), count=count, load=load)


def geojson(name: str, features: list[dict[str, Any]], crs: Any) -> bytes:
    """One FeatureCollection; the system is named where it is not longitude and latitude."""
    document: dict[str, Any] = {"type": "FeatureCollection", "name": name, "features": features}
    code = crs.to_epsg() if crs is not None else None
    if code is not None and code != 4326:
        document["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}}
    return json.dumps(document, ensure_ascii=False).encode()


def mark(feature: dict[str, Any]) -> str:
    """What tells a feature from others: its id, else a checksum of all of it."""
    given = feature.get("id")
    if given is not None:
        return f"id:{given}"
    text = json.dumps([feature.get("properties"), feature.get("geometry")], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
