"""Areas of Köln, in spite of a .prj that no list of reference systems knows."""

from __future__ import annotations

from typing import Any

import geopandas

from quartier.kernel.declared import Geography, Level
from quartier.kernel.text import Text
from quartier.sources.loaders.delivery import Delivery
from quartier.sources.loaders.koeln import SHAPES

CITY = "05315000"
STAND = "2013"
CRS = "EPSG:32632"
LEVELS = (
    Level("city", Text("Stadt", "City"), Text("Stadt", "City"), 0),
    Level("district", Text("Stadtbezirk", "District"), Text("Stadtbezirke", "Districts"), 1, ("city",)),
    Level("city-part", Text("Stadtteil", "City part"), Text("Stadtteile", "City parts"), 2, ("city", "district")),
    Level("quarter", Text("Viertel", "Quarter"), Text("Viertel", "Quarters"), 3, ("city", "district", "city-part")),
)
COLUMNS = {"district": ("STB_NR", "STB_NAME"), "city-part": ("STT_NR", "STT_NAME"), "quarter": ("STV_NR", "STV_NAME")}
WIDTHS = {"district": 1, "city-part": 3, "quarter": 5}
_BOX = (6.7, 50.8, 7.3, 51.1)
"""West, south, east, north of the city in degrees, with a margin."""


def read(delivery: Delivery) -> tuple[Geography, ...]:
    """City, 9 districts, 86 Stadtteile, 371 quarters. The names are Windows-1252 without a .cpg file."""
    frames = {
        level: delivery.polygons(path, COLUMNS[level], code=COLUMNS[level][1], encoding="cp1252")
        for level, path in SHAPES.items()
    }
    delivery.require()
    units = {level: _units(delivery, level, placed(delivery, SHAPES[level], frame)) for level, frame in frames.items()}
    delivery.require()
    town = geopandas.GeoDataFrame(
        {"code": [CITY], "name": ["Köln"]}, geometry=[units["district"].geometry.union_all()], crs=CRS
    )
    delivery.note(
        "the polygons of the quarters cover the built-up area only, not the whole city",
        "not-covering",
        SHAPES["quarter"],
    )
    return tuple(Geography(level.key, STAND, level.plural, units.get(level.key, town), "koeln-geo") for level in LEVELS)


def placed(delivery: Delivery, path: str, frame: Any) -> Any:
    """In a known reference system, and checked to lie in Köln.

    The .prj describes UTM 32 on WGS 84 with a false easting of 2 500 000 and a vertical system: no EPSG code. Its own
    definition is followed; overriding it with EPSG:25832 would put Köln at 34 degrees east.
    """
    degrees = frame.to_crs("EPSG:4326")
    west, south, east, north = degrees.total_bounds
    if not (west >= _BOX[0] and south >= _BOX[1] and east <= _BOX[2] and north <= _BOX[3]):
        delivery.error(
            "the polygons do not lie in Köln; the .prj does not fit the coordinates",
            "wrong-crs",
            path,
            found=f"{west:.2f} to {east:.2f} E, {south:.2f} to {north:.2f} N",
            expected="6.77 to 7.16 E, 50.83 to 51.08 N",
        )
    if frame.crs.to_epsg() is None:
        delivery.note(
            "the .prj has no EPSG code (UTM 32 with false easting 2 500 000 and heights); it was followed, and the "
            f"coordinates were turned into {CRS}",
            "crs-unlisted",
            path,
        )
    return frame.to_crs(CRS)


def _units(delivery: Delivery, level: str, frame: Any) -> Any:
    code, name = COLUMNS[level]
    codes = frame[code].astype(str).str.strip()
    for item in codes[~codes.str.fullmatch(rf"\d{{{WIDTHS[level]}}}")].head(5):
        delivery.error(
            "no key of this level", "key", SHAPES[level], column=code, found=item, expected=f"{WIDTHS[level]} digits"
        )
    columns = {"code": codes, "name": frame[name].astype(str).str.strip(), "parent:city": CITY}
    for above, width in WIDTHS.items():
        if width < WIDTHS[level]:
            columns[f"parent:{above}"] = codes.str[:width]
    units = geopandas.GeoDataFrame(columns, geometry=frame.geometry, crs=frame.crs)
    return units.sort_values("code", ignore_index=True)
