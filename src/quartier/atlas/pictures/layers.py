"""Layers over a map: points as symbols, lines, areas, with their legend lines (frontend/src/map/overlays.ts)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import shapely

from quartier.atlas.pictures import svg
from quartier.atlas.pictures.ground import DETAIL, Ground, Shapes, flattened, lines, rings
from quartier.atlas.pictures.palette import Colours, Theme, colours
from quartier.atlas.pictures.pane import View
from quartier.catalogue.models import MapLayer, Release, ReleaseFile
from quartier.catalogue.observations import file_content
from quartier.kernel.declared import LayerKind
from quartier.kernel.reader import Reader

_LIGHT = {
    "blue": "#1554a8", "green": "#1b6b3a", "orange": "#b65a00", "purple": "#6d3aa5", "red": "#b3202c",
    "brown": "#6b4a2b", "black": "#20252e",
}  # fmt: skip
_DARK = {
    "blue": "#8ab8ff", "green": "#7fd39a", "orange": "#ffb066", "purple": "#cda7f5", "red": "#ff9a9f",
    "brown": "#d0ab86", "black": "#eef1f5",
}  # fmt: skip
_PATHS = {
    "dot": "M12 5.5a6.5 6.5 0 1 1 0 13a6.5 6.5 0 1 1 0-13Z",
    "square": "M6 6H18V18H6Z",
    "triangle": "M12 4.5L20 18.5H4Z",
    "diamond": "M12 3.5L20.5 12L12 20.5L3.5 12Z",
    "cross": "M9.5 4H14.5V9.5H20V14.5H14.5V20H9.5V14.5H4V9.5H9.5Z",
    "star": "M12 3L14.6 9.2L21.3 9.8L16.2 14.2L17.8 20.8L12 17.3L6.2 20.8L7.8 14.2L2.7 9.8L9.4 9.2Z",
}
"""Outlines in a square of 24."""
_FILE = "features.geojson.gz"
_KINDS = (LayerKind.POINTS, LayerKind.LINES, LayerKind.AREAS)
_SYMBOL, _FEWEST = 0.62, 400
"""Size of a symbol as a part of its square; where more than so many points are drawn, they are smaller."""


def layer_colour(name: str, theme: Theme) -> str:
    """Colours of layers, apart from each other and from the classes; a rim parts them from any ground."""
    held = _DARK if theme is Theme.DARK else _LIGHT
    return held.get(name, held["blue"])


def symbol_path(name: str) -> str:
    return _PATHS.get(name, _PATHS["dot"])


@dataclass(frozen=True, slots=True)
class Laid:
    """A layer whose features may be drawn; `release` names them."""

    row: MapLayer
    release: Release
    file: ReleaseFile

    def colour(self, theme: Theme) -> str:
        return layer_colour(self.row.colour, theme)


def laid(keys: Sequence[str], *, reader: Reader) -> tuple[Laid, ...]:
    """The asked layers that this reader may see, the first on top; pictures of other services are not drawn."""
    if not keys:
        return ()
    rows = MapLayer.objects.visible_to(reader).filter(key__in=keys, kind__in=_KINDS)
    found = []
    for row in rows.select_related("current", "source__licence"):
        file = row.current.files.filter(name=_FILE).first() if row.current else None
        if row.current is not None and file is not None:
            found.append(Laid(row, row.current, file))
    return tuple(found)


@lru_cache(maxsize=12)
def _shapes(_checksum: str, pk: int, crs: str) -> Shapes:
    """All shapes of a layer in a flat reference system."""
    collection = json.loads(file_content(ReleaseFile.objects.get(pk=pk)))
    found = [shapely.geometry.shape(one["geometry"]) for one in collection["features"] if one.get("geometry")]
    flat: Shapes = shapely.transform(np.array(found, dtype=object), lambda points: flattened(points, crs))
    return flat


def markup(layers: Sequence[Laid], ground: Ground, view: View, theme: Theme) -> str:
    """The layers within the field of the map, the first of them drawn last."""
    return "".join(_layer(one, ground, view, theme) for one in reversed(layers))


def _layer(one: Laid, ground: Ground, view: View, theme: Theme) -> str:
    west, south, east, north = ground.bounds
    flat = _shapes(one.file.sha256, one.file.pk, ground.crs)
    seen = shapely.intersection(shapely.make_valid(flat), shapely.box(west, south, east, north))
    seen = seen[~shapely.is_empty(seen)]
    if one.row.kind != LayerKind.POINTS:
        seen = shapely.simplify(seen, DETAIL * view.metres_per_pixel)
    moved = shapely.transform(seen, view.pixels)
    held = colours(theme)
    if one.row.kind == LayerKind.POINTS:
        drawn = _points(one, moved, held, theme)
    else:
        drawn = _strokes(moved, one.row.kind, one.colour(theme), held)
    return svg.group([drawn], data_layer=one.row.key, data_features=len(moved))


def _points(one: Laid, shapes: Shapes, held: Colours, theme: Theme) -> str:
    places = shapely.get_coordinates(shapes)
    size = _SYMBOL if len(places) <= _FEWEST else _SYMBOL * 0.68
    d = symbol_path(one.row.symbol)
    parts = [svg.element("path", d=d, transform=_placed(x, y, size)) for x, y in places.tolist()]
    return svg.group(
        parts, fill=one.colour(theme), stroke=held.halo, stroke_width=3.4, stroke_linejoin="round", paint_order="stroke"
    )


def _placed(x: float, y: float, size: float) -> str:
    return f"translate({svg.short(x - 12 * size)} {svg.short(y - 12 * size)}) scale({size:.2f})"


def _strokes(shapes: Shapes, kind: str, colour: str, held: Colours) -> str:
    """Lines, or areas with a thin veil of their colour and a broken edge, on a rim."""
    area = kind == LayerKind.AREAS
    d = "".join(_path(shape, area=area) for shape in shapes)
    line = {"d": d, "fill": "none", "stroke_linejoin": "round", "stroke_linecap": "round"}
    fill = [svg.element("path", d=d, fill=colour, fill_opacity="0.14", fill_rule="evenodd")] if area else []
    rim = svg.element("path", **line, stroke=held.halo, stroke_width=3.4, stroke_opacity="0.8")
    edge = svg.element("path", **line, stroke=colour, stroke_width=1.7, stroke_dasharray="5.1 2.4" if area else None)
    return "".join([*fill, rim, edge])


def _path(shape: Any, *, area: bool) -> str:
    parts = [part for part in shapely.get_parts(shape) if shapely.get_dimensions(part) == (2 if area else 1)]
    return "".join(svg.path_of(rings(part) if area else lines(part), closed=area) for part in parts)


def key_markup(one: Laid, x: float, y: float, theme: Theme) -> str:
    """The sign of a layer in a legend: a field of 20 x 14 at (x, y)."""
    held, colour = colours(theme), one.colour(theme)
    if one.row.kind == LayerKind.POINTS:
        path = svg.element("path", d=symbol_path(one.row.symbol), transform=_placed(x + 10, y + 7, _SYMBOL))
        return svg.group([path], fill=colour, stroke=held.halo, stroke_width=3.4, paint_order="stroke")
    if one.row.kind == LayerKind.AREAS:
        style = {
            "fill": colour,
            "fill_opacity": "0.14",
            "stroke": colour,
            "stroke_width": 1.7,
            "stroke_dasharray": "5 2.4",
        }
        return svg.element("rect", x=x + 1, y=y + 1, width=18, height=12, **style)
    d = f"M{svg.short(x)},{svg.short(y + 7)}h20"
    return svg.element("path", d=d, stroke=colour, stroke_width=2, fill="none")
