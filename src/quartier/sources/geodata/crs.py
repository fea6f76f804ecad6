"""Reference systems: do the coordinates fit, are they swapped, what could a missing one be, is a datum grid missing."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from quartier.kernel.text import Text
from quartier.sources.geodata.context import GeoContext
from quartier.sources.geodata.degrees import Box, box_in_degrees, epsg
from quartier.sources.geodata.guess import Guess, Option, Question

EUROPE: Box = (-25.0, 34.0, 45.0, 72.0)
"""Where nothing is known yet, places are expected here."""
CANDIDATES = (4326, 25832, 25833, 3857, 3035, 31466, 31467, 31468, 31469, 4647, 5650, 25831, 32632, 32633)
"""Systems of German deliveries (ETRS89/UTM, Gauß-Krüger, LAEA, Web Mercator), the likely ones first."""
_MARGIN = 0.35
"""Known bounds are widened by this share of their size, at least `_LEAST` degrees: a town may have grown."""
_LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Placement:
    """A reading of the coordinates: a system, and whether the two axes have to be swapped."""

    crs: str
    swapped: bool


def text_of(crs: Any) -> str:
    """The system as text for a mapping: ``EPSG:25832`` where it is listed with certainty, else its WKT."""
    code = crs.to_epsg(min_confidence=100)
    return f"EPSG:{code}" if code else str(crs.to_wkt())


def label_of(text: str) -> str:
    """How a person reads it: ``EPSG:25832 (ETRS89 / UTM zone 32N)``."""
    from pyproj import CRS

    name = CRS.from_user_input(text).name
    return f"{text} ({name})" if text.startswith("EPSG:") else str(name)


def listed(crs: Any, box: Box) -> str:
    """A listed system near to an unlisted one, without a change of datum: UTM or degrees.

    The numbers of the file are never given this code; they are transformed into it. (Köln's .prj is UTM 32 on WGS 84
    with a false easting of 2 500 000: named EPSG:32632 outright, Köln would lie at 34 degrees east.)
    """
    zone = math.floor((box[0] + box[2]) / 2 / 6 + 31)
    datum = (crs.datum.name if crs.datum else "").lower()
    if ("etrs" in datum or "european terrestrial" in datum) and 28 <= zone <= 38:
        return f"EPSG:{25800 + zone}"
    if "world geodetic" in datum or "wgs" in datum:
        return f"EPSG:{(32600 if box[1] >= 0 else 32700) + zone}"
    return text_of(crs)


def near(box: Box, known: Box) -> bool:
    """The middle of a box lies within the known one, widened."""
    wide = max(_LEAST, _MARGIN * (known[2] - known[0]))
    high = max(_LEAST, _MARGIN * (known[3] - known[1]))
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return known[0] - wide <= x <= known[2] + wide and known[1] - high <= y <= known[3] + high


def fits(bounds: Any, crs: Any, known: Box, *, swapped: bool = False) -> bool:
    """Do the coordinates, read in this system, lie where they are expected (and in the area of use of the system)?"""
    box = box_in_degrees(bounds, crs, swapped=swapped)
    if box is None or not near(box, known) or (crs.is_geographic and not _degrees(bounds)):
        return False
    area = crs.area_of_use
    return area is None or near(box, (area.west, area.south, area.east, area.north))


def _degrees(bounds: Any) -> bool:
    return all(abs(float(value)) <= 360 for value in bounds)


@lru_cache(maxsize=64)
def missing_grids(crs: Any) -> tuple[str, str] | None:
    """What is told about a missing datum grid: its name with the accuracy without it, and the accuracy with it.

    PROJ falls back silently on a coarser transformation (DHDN to ETRS89 without BETA2007: some decimetres to metres).
    """
    from pyproj.transformer import TransformerGroup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        group = TransformerGroup(crs, 4326, always_xy=True)
    if group.best_available or not group.unavailable_operations:
        return None
    best = group.unavailable_operations[0]
    names = ", ".join(grid.short_name for grid in best.grids if not grid.available)
    used = group.transformers[0].accuracy if group.transformers else -1
    return f"{names or best.name}: {_metres(used)}", _metres(best.accuracy)


def _metres(accuracy: float) -> str:
    return f"± {accuracy:g} m" if accuracy >= 0 else "± ?"


def place(crs: Any, bounds: Any, context: GeoContext) -> tuple[Guess[Placement | None], list[Question]]:
    """How to read the coordinates of a layer.

    Args:
        crs: declared system (pyproj.CRS) or None.
        bounds: four numbers in the order of the file.
        context: known geographies; without any, Europe is expected.
    """
    known = context.bounds()
    expected = known or EUROPE
    if crs is not None and fits(bounds, crs, expected):
        return _declared(crs, known is not None), []
    if crs is not None and box_in_degrees(bounds, crs) is None and not crs.is_geographic:
        crs = None
    found = _others(crs, bounds, expected)
    if len(found) == 1 or (found and crs is not None and found[0].swapped):
        return _guessed(found[0], crs, known is not None), _ask(found, crs)
    if crs is not None and not found:
        why = Text(
            "Das angegebene Koordinatensystem legt die Flächen weit weg von den bekannten Gebieten.",
            "The declared coordinate system places the areas far from the known ones.",
        )
        return Guess(Placement(text_of(crs), False), 0.3, why), _ask([Placement(text_of(crs), False)], crs)
    why = Text("Mehrere Koordinatensysteme kommen infrage.", "Several coordinate systems are possible.")
    if not found:
        why = Text("Kein übliches Koordinatensystem passt.", "No usual coordinate system fits.")
    return Guess(found[0] if found else None, 0.5 if found else 0.0, why), _ask(found, crs)


def _declared(crs: Any, known: bool) -> Guess[Placement | None]:
    text = text_of(crs)
    if text.startswith("EPSG:"):
        why = Text("Steht in der Datei, und die Lage passt.", "It stands in the file, and the place fits.")
    else:
        why = Text(
            "Die Datei beschreibt es ohne EPSG-Code; der Beschreibung gefolgt, passt die Lage.",
            "The file describes it without an EPSG code; following the description, the place fits.",
        )
    return Guess(Placement(text, False), 1.0 if known else 0.95, why)


def _others(crs: Any, bounds: Any, expected: Box) -> list[Placement]:
    """Readings that fit: the declared system with swapped axes first, then the usual systems if none is declared."""
    if crs is not None:
        return [Placement(text_of(crs), True)] if fits(bounds, crs, expected, swapped=True) else []
    found: list[Placement] = []
    for code in CANDIDATES:
        candidate = epsg(code)
        for swapped in (False, True):
            if fits(bounds, candidate, expected, swapped=swapped) and not _same(candidate, swapped, found):
                found.append(Placement(f"EPSG:{code}", swapped))
    plain = [item for item in found if not item.swapped]
    return plain or found


def _same(candidate: Any, swapped: bool, found: list[Placement]) -> bool:
    """ETRS89 and WGS 84 in the same UTM zone differ by decimetres: one of them is enough to offer."""
    zone = candidate.utm_zone
    from pyproj import CRS

    return zone is not None and any(
        item.swapped is swapped
        and CRS.from_user_input(item.crs).utm_zone == zone
        and _easting(item.crs) == _easting(candidate)
        for item in found
    )


def _easting(crs: Any) -> float:
    from pyproj import CRS

    operation = CRS.from_user_input(crs).coordinate_operation
    values = [] if operation is None else [item.value for item in operation.params if item.name == "False easting"]
    return float(values[0]) if values else 0.0


def _guessed(found: Placement, crs: Any, known: bool) -> Guess[Placement | None]:
    if crs is not None:
        why = Text(
            "Mit vertauschten Achsen passt die Lage, ohne Tausch nicht.",
            "With swapped axes the place fits, without it does not.",
        )
        return Guess(found, 0.85, why)
    why = Text(
        "Die Datei nennt keines; dieses passt als einziges übliches zur Lage.",
        "The file names none; this is the only usual one that fits the place.",
    )
    return Guess(found, 0.85 if known else 0.6, why)


def _ask(found: list[Placement], crs: Any) -> list[Question]:
    options = tuple(
        Option(item.crs, Text(label_of(item.crs) + (" (Achsen tauschen)" if item.swapped else ""),
                              label_of(item.crs) + (" (swap axes)" if item.swapped else "")))
        for item in found
    )  # fmt: skip
    if crs is not None and found and found[0].swapped:
        text = Text("Sind Rechts- und Hochwert (Länge und Breite) vertauscht?", "Are easting and northing swapped?")
        yes, no = Text("Ja, tauschen", "Yes, swap them"), Text("Nein, so lassen", "No, leave them")
        return [Question("swapped", text, (Option("true", yes), Option("false", no)))]
    return [Question("crs", Text("In welchem Koordinatensystem stehen die Koordinaten?",
                                 "In which coordinate system are the coordinates?"), options)]  # fmt: skip
