"""What the workspace knows already: levels and geographies, handed to recognition and to the checks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from quartier.kernel.declared import Geography, Level
from quartier.sources.geodata.degrees import box_in_degrees


@dataclass(frozen=True, slots=True)
class GeoContext:
    """`levels`: all levels of the workspace. `geographies`: the geographies that a delivery may refer to or replace,
    with polygons where there are any (`units` a GeoDataFrame); of one level the current one last.
    """

    levels: tuple[Level, ...] = ()
    geographies: tuple[Geography, ...] = ()

    def level(self, key: str) -> Level | None:
        return next((item for item in self.levels if item.key == key), None)

    def of_level(self, key: str) -> tuple[Geography, ...]:
        return tuple(item for item in self.geographies if item.level == key)

    def current(self, key: str) -> Geography | None:
        """The geography of a level without an end, or the one that ends (or stands) last."""
        known = self.of_level(key)
        return max(enumerate(known), key=lambda item: (item[1].valid_to or date.max, item[0]))[1] if known else None

    def at(self, key: str, day: date | None) -> Geography | None:
        """The geography of a level that is valid on a day; without a day, or where none is, the current one."""
        if day is None:
            return self.current(key)
        valid = [item for item in self.of_level(key) if _holds(item, day)]
        return valid[-1] if valid else self.current(key)

    def bounds(self) -> tuple[float, float, float, float] | None:
        """West, south, east, north (degrees) of everything known; None where nothing has polygons."""
        boxes = [box for item in self.geographies if (box := bounds_of(item.units)) is not None]
        if not boxes:
            return None
        west, south, east, north = zip(*boxes, strict=True)
        return min(west), min(south), max(east), max(north)


def _holds(item: Geography, day: date) -> bool:
    return (item.valid_from or date.min) <= day <= (item.valid_to or date.max)


def shaped(units: Any) -> bool:
    """True where the units have polygons and a reference system."""
    return getattr(units, "crs", None) is not None and "geometry" in units and bool(units.geometry.notna().any())


def bounds_of(units: Any) -> tuple[float, float, float, float] | None:
    """Bounds in degrees, or None without polygons."""
    return box_in_degrees(units.total_bounds, units.crs) if shaped(units) else None
