"""Layers for the map of the demo town: schools, day care, meeting places, bus lines, a programme area.

Nothing here is random: each stands beside the place that it is named after, and all of them are invented.
"""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from quartier.kernel.declared import LayerKind, MapLayer
from quartier.kernel.text import Text
from quartier.sources.demo_town import site
from quartier.sources.demo_town.places import PLACES, Place

_MANY = ("estate", "workers", "post-war", "old-town", "family", "station", "slipping")
"""Kinds of place where many families live."""
_MEETING = ("estate", "workers", "station", "slipping")
_PROGRAMME = ("Lohfeld-Ost", "Lohfeld-Mitte", "Ziegelviertel")
_LINES = (("1", "Hamburger Straße"), ("2", "Heidestraße"), ("3", "Irmetalstraße"), ("4", "Kasseler Straße"),
          ("5", "Westerallee"), ("6", "Südring"))  # fmt: skip


def layers() -> tuple[MapLayer, ...]:
    """The map layers of the full demo town, the uppermost first."""
    return (_meeting_places(), _schools(), _day_care(), _bus_lines(), _programme_area())


def _schools() -> MapLayer:
    chosen = [place for place in PLACES if place.kind in _MANY][::2]
    comprehensive = chosen[1::5]
    rows = [(f"Grundschule {place.name}", "Grundschule", place) for place in chosen]
    rows += [(f"Gesamtschule {place.name}", "Gesamtschule", place) for place in comprehensive]
    shapes = _beside([place for *_, place in rows], [(90, 60)] * len(chosen) + [(-160, 110)] * len(comprehensive))
    frame = _frame([title for title, *_ in rows], shapes, **{"Schulform": [form for _, form, _ in rows]})
    return MapLayer(
        "schools", Text("Schulen", "Schools"), LayerKind.POINTS, frame, "school-authority", "blue", "square",
        topic="education",
    )  # fmt: skip


def _day_care() -> MapLayer:
    chosen = [place for place in PLACES if place.kind not in ("empty", "harbour")]
    shapes = _beside(chosen, [(-110, -90)] * len(chosen))
    places = [str(40 + 10 * (len(place.name) % 6)) for place in chosen]
    frame = _frame([f"Kita {place.name}" for place in chosen], shapes, **{"Plätze": places})
    return MapLayer("day-care", Text("Kitas", "Day care"), LayerKind.POINTS, frame, "youth-office", "green", "dot",
                    topic="education")  # fmt: skip


def _meeting_places() -> MapLayer:
    chosen = [place for place in PLACES if place.kind in _MEETING]
    shapes = _beside(chosen, [(140, -120)] * len(chosen))
    frame = _frame([f"Nachbarschaftstreff {place.name}" for place in chosen], shapes)
    return MapLayer(
        "meeting-places", Text("Nachbarschaftstreffs", "Neighbourhood centres"), LayerKind.POINTS, frame,
        "social-office", "purple", "star", topic="participation",
    )  # fmt: skip


def _bus_lines() -> MapLayer:
    streets = dict(site.streets())
    frame = _frame([f"Linie {number}" for number, _ in _LINES], [streets[street] for _, street in _LINES])
    return MapLayer("bus-lines", Text("Buslinien", "Bus lines"), LayerKind.LINES, frame, "town", "orange")


def _programme_area() -> MapLayer:
    points = [shapely.Point(place.x, place.y) for place in PLACES if place.name in _PROGRAMME]
    area = shapely.union_all([point.buffer(520, quad_segs=6) for point in points]).convex_hull
    frame = _frame(["Sozialer Zusammenhalt Lohfeld"], [area], **{"seit": ["2019"]})
    return MapLayer("programme-area", Text("Programmgebiet", "Programme area"), LayerKind.AREAS, frame, "town", "red")


def _beside(places: Sequence[Place], steps: Sequence[tuple[int, int]]) -> list[BaseGeometry]:
    return [shapely.Point(place.x + x, place.y + y) for place, (x, y) in zip(places, steps, strict=True)]


def _frame(titles: Sequence[str], shapes: Sequence[BaseGeometry], **columns: Sequence[str]) -> gpd.GeoDataFrame:
    moved = shapely.transform(np.array(shapes, dtype=object), lambda xy: np.round(xy + np.array(site.ORIGIN), 1))
    return gpd.GeoDataFrame({"title": list(titles), **columns}, geometry=list(moved), crs=site.CRS)
