"""The map itself: units in the colours of their classes, lines for orientation, outlines, names, chosen units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import shapely

from quartier.atlas import wording
from quartier.atlas.pictures import circles, labels, patterns, svg
from quartier.atlas.pictures.ground import (
    DETAIL,
    Floats,
    Ground,
    Shapes,
    flattened,
    label_points,
    lines,
    outline_level,
    outline_of,
    rings,
    simplified,
    sketch,
    sketch_stamp,
)
from quartier.atlas.pictures.look import Look
from quartier.atlas.pictures.palette import Colours, Theme, colours
from quartier.atlas.pictures.scene import Scene
from quartier.catalogue import listing

MOST_NAMED = 400
"""More names of units would be unreadable; more titles would make the file heavy."""
MOST_TITLED = 1200


@dataclass(frozen=True, slots=True)
class View:
    """Where metres lie in pixels."""

    west: float
    north: float
    scale: float
    x: float
    y: float
    width: float
    height: float
    x0: float = 0.0
    y0: float = 0.0
    """Corner of the field in whose middle the map lies."""

    @property
    def metres_per_pixel(self) -> float:
        return 1 / self.scale

    def pixels(self, points: Floats) -> Floats:
        return np.column_stack(
            ((points[:, 0] - self.west) * self.scale + self.x, (self.north - points[:, 1]) * self.scale + self.y)
        )


def view_of(bounds: tuple[float, float, float, float], x: float, y: float, width: float, height: float) -> View:
    """The bounds in the middle of a field, as large as they fit."""
    west, south, east, north = bounds
    wide, tall = max(east - west, 1.0), max(north - south, 1.0)
    scale = min(width / wide, height / tall)
    left, top = x + (width - wide * scale) / 2, y + (height - tall * scale) / 2
    return View(west, north, scale, left, top, width, height, x, y)


@dataclass(frozen=True, slots=True)
class Pane:
    """A scene on its ground, at a place in the picture."""

    scene: Scene
    ground: Ground
    view: View
    look: Look
    theme: Theme
    prefix: str
    unsure: frozenset[int] = frozenset()
    """Positions of units whose class may be chance."""
    small: bool = False
    """Without names, lines for orientation and what each unit says."""
    circle: CircleSize | None = None
    """Where several maps share one measure."""
    above: str = ""
    """Markup over the figures, below the names."""

    @property
    def colours(self) -> Colours:
        return colours(self.theme)

    @property
    def _border(self) -> float:
        return 0.7 if not self.small else 0.5 if len(self.scene.rows) <= 300 else 0.2

    def markup(self) -> str:
        shapes = self._shapes()
        units = self._empty(shapes) if self.scene.symbols else self._filled(shapes)
        symbols = [self._circles()] if self.scene.symbols else []
        if self.small:
            return "".join([units, self._outlines(shapes), self._chosen(shapes), *symbols])
        over = [self._outlines(shapes), self._sketch(over=True), self._chosen(shapes)]
        return "".join(
            [self._sketch(over=False), units, self._veil(shapes), *over, *symbols, self.above, self._names(shapes)]
        )

    def _shapes(self) -> Shapes:
        """The units in pixels."""
        simple = simplified(self.scene.geography, DETAIL * self.view.metres_per_pixel)
        moved: Shapes = shapely.transform(simple, self.view.pixels)
        return moved

    def _filled(self, shapes: Shapes) -> str:
        bins = np.array([row.bin for row in self.scene.rows])
        parts = []
        for at in sorted(set(bins.tolist())):
            if at == wording.OUTSIDE and self.scene.question.filter.hide:
                continue
            fill = self._fill(at)
            rows = np.flatnonzero(bins == at)
            parts.append(svg.group((self._unit(shapes[i], int(i)) for i in rows), fill=fill, data_class=at))
        return svg.group(parts, stroke=self.colours.border, stroke_width=self._border, stroke_linejoin="round")

    def _veil(self, shapes: Shapes) -> str:
        drawn = (svg.element("path", d=svg.path_of(rings(shapes[i]))) for i in sorted(self.unsure))
        return svg.group(drawn, fill=f"url(#{self.prefix}-veil)", data_unsure=len(self.unsure)) if self.unsure else ""

    def _fill(self, at: int) -> str:
        if at == wording.OUTSIDE:
            return self.colours.empty
        if at in wording.ABSENT:
            return patterns.fill(at, self.prefix)
        return patterns.class_fill(at, self.look, self.prefix)

    def _empty(self, shapes: Shapes) -> str:
        bins = np.array([row.bin for row in self.scene.rows])
        parts = [
            svg.group(
                (self._unit(shapes[i], int(i)) for i in np.flatnonzero(self._same(bins, at))),
                fill=patterns.fill(at, self.prefix) if at else self.colours.empty,
            )
            for at in (0, *(reason for reason in wording.ABSENT if (bins == reason).any()))
        ]
        return svg.group(parts, stroke=self.colours.border, stroke_width=self._border, stroke_linejoin="round")

    @staticmethod
    def _same(bins: Any, at: int) -> Any:
        return bins == at if at else (bins < wording.MISSING) | (bins == wording.OUTSIDE)

    def _unit(self, shape: Any, i: int) -> str:
        titled = len(self.scene.rows) <= MOST_TITLED and not self.small
        title = svg.element("title", svg.words(unit_words(self.scene, i))) if titled else ""
        return svg.element("path", title, d=svg.path_of(rings(shape)))

    def _outlines(self, shapes: Shapes) -> str:
        level = outline_level(self.ground)
        if level is None:
            return ""
        areas = outline_of(shapes, self.ground.parents[level.key])
        drawn = "".join(svg.path_of(rings(area)) for area in areas)
        return svg.element(
            "path", d=drawn, fill="none", stroke=self.colours.outline, stroke_width=1.3, stroke_linejoin="round"
        )

    def _chosen(self, shapes: Shapes) -> str:
        parts = []
        for n, code in enumerate(self.scene.question.units):
            if code not in self.ground.codes:
                continue
            d = svg.path_of(rings(shapes[self.ground.codes.index(code)]))
            line = {"d": d, "fill": "none", "stroke_linejoin": "round"}
            parts.append(svg.element("path", **line, stroke=self.colours.halo, stroke_width=5))
            parts.append(svg.element("path", **line, stroke=self.colours.selected[n], stroke_width=2.4))
        return "".join(parts)

    def _circles(self) -> str:
        size = self.circle or largest_circle(self.scene, self.view)
        shades = self.look.colours
        degrees = np.array(label_points(self.scene.geography))
        points = self.view.pixels(flattened(degrees, self.ground.crs)) if len(degrees) else degrees
        rows = [(i, row) for i, row in enumerate(self.scene.rows) if row.known and len(points) == len(self.scene.rows)]
        drawn = [
            svg.element(
                "circle",
                svg.element("title", svg.words(unit_words(self.scene, i))),
                cx=float(points[i][0]),
                cy=float(points[i][1]),
                fill=shades[row.bin],
                r=circles.radius(row.value, size.largest, size.biggest),
            )
            for i, row in sorted(rows, key=lambda pair: -abs(pair[1].value))  # the small ones on top
        ]
        return svg.group(drawn, fill_opacity="0.7", stroke=self.colours.halo, stroke_width=0.8)

    def _names(self, shapes: Shapes) -> str:
        if len(shapes) > MOST_NAMED:
            return labels.markup(labels.place(self._outline_names(shapes)), self.colours)
        names = [row.name for row in self.scene.rows]
        chosen = set(self.scene.question.units)
        found = [
            (code not in chosen, -float(shapely.area(shape)), label)
            for code, name, shape in zip(self.ground.codes, names, shapes, strict=True)
            if (label := labels.inside(name, shape, 11.0)) is not None
        ]
        ordered = [label for *_, label in sorted(found, key=lambda row: row[:2])]
        return labels.markup(labels.place(ordered), self.colours)

    def _outline_names(self, shapes: Shapes) -> list[labels.Label]:
        """Names of the containing areas, where the units are too many to be named."""
        level = outline_level(self.ground)
        if level is None:
            return []
        codes = self.ground.parents[level.key]
        names = [listing.unit_name(level.key, code) for code in dict.fromkeys(codes) if code and code != "None"]
        found = [labels.inside(name, area, 13.0) for name, area in zip(names, outline_of(shapes, codes), strict=True)]
        return [replace(label, bold=True) for label in found if label is not None]

    def _sketch(self, *, over: bool) -> str:
        found = sketch(self.ground.crs, sketch_stamp())
        window = shapely.box(*_padded(self.ground.bounds))
        parts = []
        for kind, shapes in found:
            seen = shapely.intersection(shapes, window)
            moved = shapely.transform(seen[~shapely.is_empty(seen)], self.view.pixels)
            for solid in (True, False):
                style = sketch_style(kind, self.colours, over=over, solid=solid, width=self.view.width)
                drawn = "".join(_drawn(shape) for shape in moved if (shapely.get_dimensions(shape) == 2) == solid)
                if style and drawn:
                    parts.append(svg.element("path", d=drawn, **style))
        return "".join(parts)


def _padded(bounds: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    west, south, east, north = bounds
    more = 0.01 * max(east - west, north - south)
    return west - more, south - more, east + more, north + more


def _drawn(shape: Any) -> str:
    if shapely.get_dimensions(shape) == 2:
        return svg.path_of(rings(shape))
    return svg.path_of(lines(shape), closed=False)


def sketch_style(kind: str, theme: Colours, *, over: bool, solid: bool, width: float) -> dict[str, object] | None:
    """How a kind is drawn, as area (`solid`) or line; None where it does not belong to this layer (map/sketch.ts)."""
    size = min(1.0, max(0.5, width / 800))
    line = {"fill": "none", "stroke_linejoin": "round", "stroke_linecap": "round"}
    if kind in {"park", "green", "forest"}:
        return {"fill": theme.green} if solid and not over else None
    if not over:
        return None
    if kind in {"river", "water", "lake"}:
        return {"fill": theme.water} if solid else {**line, "stroke": theme.water, "stroke_width": 3.2 * size}
    if solid:
        return None
    if kind in {"railway", "rail"}:
        return {**line, "stroke": theme.rail, "stroke_width": size, "stroke_dasharray": "4 2", "stroke_opacity": "0.75"}
    return {**line, "stroke": theme.road, "stroke_width": 0.6 * size, "stroke_opacity": "0.45"}


@dataclass(frozen=True, slots=True)
class CircleSize:
    largest: float
    biggest: float


def largest_circle(scene: Scene, view: View) -> CircleSize:
    """The largest value of all periods and its radius, so that circles of two periods can be compared."""
    edges = [abs(scene.coverage[edge] or 0.0) for edge in ("min", "max")]
    return CircleSize(max(edges), circles.biggest(len(scene.rows), view.width * view.height))


def unit_words(scene: Scene, i: int) -> str:
    """A unit with its value or the reason why there is none: "Altstadt: 3,2 %"."""
    row, language = scene.rows[i], scene.question.language
    if row.bin == wording.OUTSIDE:
        return row.name
    if not row.known:
        return f"{row.name}: {wording.absence_word(row.bin, language)}"
    aside = f" ({scene.asides[i]})" if scene.asides and scene.asides[i] else ""
    return f"{row.name}: {scene.measured(row.value)}{aside}"
