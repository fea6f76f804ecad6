"""Names on a map: where an area is wide enough for its name, and no name lies on another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import shapely

from quartier.atlas.pictures import svg
from quartier.atlas.pictures.palette import Colours

_GAP = 2.0
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    lines: tuple[str, ...]
    x: float
    y: float
    size: float
    bold: bool = False

    def box(self) -> Box:
        half = max(svg.text_width(line, self.size, bold=self.bold) for line in self.lines) / 2 + _GAP
        tall = len(self.lines) * self.size * 1.15 / 2 + _GAP
        return (self.x - half, self.y - tall, self.x + half, self.y + tall)


def place(candidates: Iterable[Label], taken: list[Box] | None = None) -> list[Label]:
    """The labels that fit, first come first served; `taken` grows."""
    boxes = taken if taken is not None else []
    placed = []
    for label in candidates:
        box = label.box()
        if all(_apart(box, other) for other in boxes):
            boxes.append(box)
            placed.append(label)
    return placed


def _apart(a: Box, b: Box) -> bool:
    return a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def inside(name: str, shape: Any, size: float) -> Label | None:
    """The name within a shape (in pixels), in one line or two; None where it has no room."""
    if not name or shape is None or shapely.is_empty(shape):
        return None
    point = shapely.maximum_inscribed_circle(shape, tolerance=2.0) if shapely.area(shape) > 60 else None
    if point is None:
        return None
    x, y = shapely.get_coordinates(point)[0]
    west, _, east, _ = shapely.bounds(shape)
    for lines in _ways(name):
        room = min(
            _chord(shape, x, y + (i - (len(lines) - 1) / 2) * size * 1.15, float(west), float(east))
            for i in range(len(lines))
        )
        if max(svg.text_width(line, size) for line in lines) + 2 * _GAP <= room:
            return Label(lines, float(x), float(y), size)
    return None


def _ways(name: str) -> list[tuple[str, ...]]:
    ways: list[tuple[str, ...]] = [(name,)]
    for mark in (" ", "-", "/"):
        at = _middle(name, mark)
        if at > 0:
            keep = mark if mark != " " else ""
            ways.append((name[:at] + keep, name[at + 1 :]))
    return [way for way in ways if all(way)]


def _middle(name: str, mark: str) -> int:
    """Where the mark stands that parts the name most evenly; 0 where there is none."""
    places = [i for i, sign in enumerate(name) if sign == mark]
    return min(places, key=lambda i: abs(len(name) / 2 - i), default=0)


def _chord(shape: Any, x: float, y: float, west: float, east: float) -> float:
    """Width of the shape at a height, as far as it reaches to both sides of x alike."""
    cut = shapely.intersection(shape, shapely.linestrings([(west - 1, y), (east + 1, y)]))
    for part in shapely.get_parts(cut):
        low, _, high, _ = shapely.bounds(part)
        if low <= x <= high:
            return float(2 * min(x - low, high - x))
    return 0.0


def markup(labels: Iterable[Label], colours: Colours) -> str:
    """Text with a halo, so that it can be read on every class."""
    return svg.group(
        (_text(label) for label in labels),
        text_anchor="middle", fill=colours.text, stroke=colours.halo, stroke_width=2.6, stroke_linejoin="round",
        paint_order="stroke",
    )  # fmt: skip


def _text(label: Label) -> str:
    first = label.y - (len(label.lines) - 1) * label.size * 1.15 / 2 + label.size * 0.35
    return "".join(
        svg.element(
            "text", svg.words(line), x=label.x, y=first + i * label.size * 1.15, font_size=label.size,
            font_weight=600 if label.bold else None,
        )
        for i, line in enumerate(label.lines)
    )  # fmt: skip
