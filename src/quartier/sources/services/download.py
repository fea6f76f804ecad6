"""The features that a service delivered, in pages, and how they become one opened file."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from typing import Any

from quartier.kernel.errors import Problem
from quartier.sources.geodata import GeoFile, GeoLayer, open_geodata
from quartier.sources.geodata.geofile import LayerData


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
