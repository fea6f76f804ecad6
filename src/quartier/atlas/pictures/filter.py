"""Which units are looked at: the filter words of an address (frontend/src/state/filter-words.ts, model/filter.ts)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from quartier.kernel.errors import InputRejected, Problem

WORDS = ("within", "range", "shape", "only", "rest")
_METRES_PER_DEGREE = 111_195.0
"""On a sphere of 6,371 km."""
Inside = Callable[[float, float], bool]


@dataclass(frozen=True, slots=True)
class Filter:
    """All conditions hold together. `range`: both ends belong to it, None is open. `hide`: what is left out is not
    drawn at all, else it is grey."""

    within: tuple[tuple[str, str], ...] = ()
    only: frozenset[str] = frozenset()
    shape: str = ""
    range: tuple[float | None, float | None] | None = None
    hide: bool = False

    @property
    def empty(self) -> bool:
        return not (self.within or self.only or self.shape or self.range)


def parse(words: Mapping[str, str]) -> Filter:
    """The filter of an address. Raises InputRejected, all problems at once."""
    problems: list[Problem] = []
    pairs = [tuple(code.split(":", 1)) for code in codes(words.get("within", ""))]
    within = tuple((pair[0], pair[1]) for pair in pairs if len(pair) == 2 and all(pair))
    shape = words.get("shape", "")
    if shape and inside(shape) is None:
        expected = "polygon:lon,lat;lon,lat;lon,lat, box:west,south,east,north or circle:lon,lat,metres"
        problems.append(Problem("this is no shape", column="shape", found=shape[:60], expected=expected))
    found = Filter(
        within=within,
        only=frozenset(codes(words.get("only", ""))),
        shape=shape,
        range=_range(words.get("range", ""), problems),
        hide=words.get("rest") == "hide",
    )
    if problems:
        raise InputRejected(problems, subject="filter")
    return found


def codes(text: str) -> list[str]:
    """Codes joined by commas; a comma or per cent sign within a code is escaped once more (codes.ts)."""
    return list(dict.fromkeys(unquote(code) for code in text.split(",") if code))


def _range(text: str, problems: list[Problem]) -> tuple[float | None, float | None] | None:
    if not text:
        return None
    parts = text.split("..")
    ends = [_number(part) for part in parts]
    read = len(parts) == 2 and any(end is not None for end in ends)
    read = read and all(end is not None or not part for end, part in zip(ends, parts, strict=True))
    low, high = (ends[0], ends[1]) if read else (None, None)
    if not read or (low is not None and high is not None and low > high):
        problems.append(
            Problem("this is no range", column="range", found=text[:60], expected="e.g. 5..10, 5.. or ..10")
        )
        return None
    return low, high


def in_range(value: float, limits: tuple[float | None, float | None]) -> bool:
    """What has no value (NaN) is in none."""
    low, high = limits
    return value >= (-math.inf if low is None else low) and value <= (math.inf if high is None else high)


def inside(text: str) -> Inside | None:
    """Whether a place (degrees) lies in the shape of an address; None where the text is none."""
    kind, _, rest = text.partition(":")
    points = [[_number(part) for part in point.split(",")] for point in rest.split(";")]
    known = [[value for value in point if value is not None] for point in points]
    if any(len(a) != len(b) for a, b in zip(points, known, strict=True)):
        return None
    if kind == "polygon" and len(known) >= 3 and all(_is_place(point) for point in known):
        return _polygon([(point[0], point[1]) for point in known])
    if kind == "box" and len(known) == 1 and len(known[0]) == 4:
        return _box(*known[0])
    if kind == "circle" and len(known) == 1 and len(known[0]) == 3:
        return _circle(*known[0])
    return None


def _is_place(point: list[float]) -> bool:
    return len(point) == 2 and abs(point[0]) <= 180 and abs(point[1]) <= 90


def _box(west: float, south: float, east: float, north: float) -> Inside | None:
    if not (west < east and south < north and _is_place([west, south]) and _is_place([east, north])):
        return None
    return lambda lon, lat: west <= lon <= east and south <= lat <= north


def _circle(lon: float, lat: float, metres: float) -> Inside | None:
    if not (metres > 0 and _is_place([lon, lat])):
        return None
    squeeze = math.cos(math.radians(lat))
    return lambda x, y: math.hypot((x - lon) * squeeze, y - lat) * _METRES_PER_DEGREE <= metres


def _polygon(points: list[tuple[float, float]]) -> Inside:
    """Crossings of a ray to the east (Shimrat 1962)."""

    def contains(lon: float, lat: float) -> bool:
        found = False
        for (x, y), (px, py) in zip(points, [points[-1], *points[:-1]], strict=True):
            if (y > lat) != (py > lat) and lon < (px - x) * (lat - y) / (py - y) + x:
                found = not found
        return found

    return contains


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None
