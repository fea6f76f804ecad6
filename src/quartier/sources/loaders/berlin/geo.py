"""Areas of Berlin: LOR until 2020 and from 2021, districts and the city."""

from __future__ import annotations

from datetime import date
from typing import Any

import geopandas
import pandas as pd

from quartier.kernel.declared import Geography, Level
from quartier.kernel.text import Text
from quartier.sources.loaders.berlin import GEO_NEW, GEO_OLD, GSSA, NEW, OLD, SINCE_2001
from quartier.sources.loaders.delivery import Delivery

CITY = "11000000"
WIDTHS = {"district": 2, "forecast-area": 4, "district-region": 6, "planning-area": 8}
"""Length of the key of a unit; the key of a containing unit is its beginning."""
LEVELS = (
    Level("city", Text("Stadt", "City"), Text("Stadt", "City"), 0),
    Level("district", Text("Bezirk", "District"), Text("Bezirke", "Districts"), 1, ("city",)),
    Level(
        "forecast-area",
        Text("Prognoseraum", "Forecast area"),
        Text("Prognoseräume", "Forecast areas"),
        2,
        ("city", "district"),
    ),
    Level(
        "district-region",
        Text("Bezirksregion", "District region"),
        Text("Bezirksregionen", "District regions"),
        3,
        ("city", "district", "forecast-area"),
    ),
    Level(
        "planning-area",
        Text("Planungsraum", "Planning area"),
        Text("Planungsräume", "Planning areas"),
        4,
        ("city", "district", "forecast-area", "district-region"),
    ),
)
_NAMES_NEW = {
    "forecast-area": ("id", "pgr_name"),
    "district-region": ("id", "bzr_name"),
    "planning-area": ("plr_id", "plr_name"),
}


def geography_of(level: str, edition: str) -> str:
    """Districts and the city kept their keys at the reform of 2021: they have one geography."""
    return SINCE_2001 if level in ("city", "district") else edition


def read(delivery: Delivery) -> tuple[Geography, ...]:
    """All geographies. Problems go to the delivery, which is asked before they are built."""
    old = {level: delivery.polygons(path, ("id", "name"), code="id") for level, path in GEO_OLD.items()}
    new = {
        level: delivery.polygons(path, _NAMES_NEW[level], code=_NAMES_NEW[level][0]) for level, path in GEO_NEW.items()
    }
    listed = delivery.table(GSSA["planning-area"], ("plrID", "plrNAME"))
    delivery.require()
    old["planning-area"] = rekeyed(delivery, old["planning-area"], old["district-region"], set(listed["plrID"]))
    found = [_city(old["city"])]
    for level in ("district", "forecast-area", "district-region", "planning-area"):
        units = _units(delivery, GEO_OLD[level], old[level], level, "id", "name")
        if level == "planning-area":
            units = _with_listed(delivery, units, listed)
        found.append(_geography(level, geography_of(level, OLD), units, ends=level != "district"))
    for level, (code, name) in _NAMES_NEW.items():
        units = _units(delivery, GEO_NEW[level], new[level], level, code, name)
        found.append(_geography(level, NEW, units, ends=False))
    delivery.require()
    _tell(delivery, found)
    return tuple(found)


def _city(frame: Any) -> Geography:
    units = geopandas.GeoDataFrame({"code": [CITY], "name": ["Berlin"]}, geometry=list(frame.geometry), crs=frame.crs)
    return Geography("city", SINCE_2001, Text("Stadt Berlin", "City of Berlin"), units, "afs-lor")


def _units(delivery: Delivery, path: str, frame: Any, level: str, code: str, name: str) -> Any:
    """Units with the codes of all containing levels, ordered by code."""
    codes = frame[code].astype(str)
    wrong = ~codes.str.fullmatch(rf"\d{{{WIDTHS[level]}}}")
    for item in codes[wrong].head(5):
        expected = f"{WIDTHS[level]} digits, with the leading zero"
        delivery.error("no key of this level", "key", path, column=code, found=str(item), expected=expected)
    columns = {"code": codes, "name": frame[name].astype(str), "parent:city": CITY}
    for above, width in WIDTHS.items():
        if width < WIDTHS[level]:
            columns[f"parent:{above}"] = codes.str[:width]
    units = geopandas.GeoDataFrame(columns, geometry=frame.geometry, crs=frame.crs)
    return units.sort_values("code", ignore_index=True)


def rekeyed(delivery: Delivery, frame: Any, regions: Any, listed: set[str]) -> Any:
    """Polygons that carry the key of another planning area get their own, if that is certain.

    Two planning areas are named Schloßstraße (in Charlottenburg and in Steglitz); in the file both polygons carry the
    key of Steglitz. A polygon whose key stands twice and which lies in another district region gets the one listed key
    of that region which no polygon has. Else the double key stays an error.
    """
    frame = frame.copy()
    codes = frame["id"].astype(str)
    free = listed - set(codes)
    for row in frame.index[codes.duplicated(keep=False)]:
        inside = regions.loc[regions.contains(frame.geometry[row].representative_point()), "id"]
        region = str(inside.iloc[0]) if len(inside) == 1 else ""
        if not region or codes[row].startswith(region):
            continue
        fitting = [code for code in free if code.startswith(region)]
        if len(fitting) == 1:
            frame.loc[row, "id"] = fitting[0]
            delivery.warn(
                f"the polygon {frame['name'][row]} carries the key of another planning area of that name; it lies in "
                f"district region {region}, whose only planning area without polygon is {fitting[0]}: it gets this key",
                "polygon-rekeyed",
                GEO_OLD["planning-area"],
                found=codes[row],
                expected=fitting[0],
            )
    for code in frame.loc[frame["id"].duplicated(), "id"]:
        delivery.error("two polygons carry the same key", "key-twice", GEO_OLD["planning-area"], found=str(code))
    return frame


def _with_listed(delivery: Delivery, units: Any, listed: pd.DataFrame) -> Any:
    """Planning areas that have figures but no polygon are units all the same."""
    lost = listed[~listed["plrID"].isin(units["code"])]
    if lost.empty:
        return units
    codes = lost["plrID"]
    parents = {f"parent:{above}": codes.str[:width] for above, width in WIDTHS.items() if width < 8}
    rows = geopandas.GeoDataFrame(
        {"code": codes, "name": lost["plrNAME"], "parent:city": CITY, **parents},
        geometry=[None] * len(lost),
        crs=units.crs,
    )
    delivery.warn(
        "planning areas with figures but without a polygon; they are kept as units without polygon",
        "no-polygon",
        GEO_OLD["planning-area"],
        found=", ".join(codes),
    )
    both = pd.concat([units, rows], ignore_index=True).sort_values("code", ignore_index=True)
    return geopandas.GeoDataFrame(both, crs=units.crs)


def _geography(level: str, key: str, units: Any, *, ends: bool) -> Geography:
    plural = next(item.plural for item in LEVELS if item.key == level)
    until = Text(f"{plural.de} (bis 2020)", f"{plural.en} (until 2020)")
    since = Text(f"{plural.de} (ab 2021)", f"{plural.en} (from 2021)")
    return Geography(
        level,
        key,
        plural if key == SINCE_2001 else until if key == OLD else since,
        units,
        "afs-lor",
        valid_from=date(2021, 1, 1) if key == NEW else None,
        valid_to=date(2020, 12, 31) if ends else None,
    )


def _tell(delivery: Delivery, geographies: list[Geography]) -> None:
    for item in geographies:
        again = item.units.loc[item.units["name"].duplicated(), "name"].unique()
        if len(again):
            delivery.note(
                f"{item.name.de}: names that several units share; units are joined by key, never by name",
                "name-twice",
                found=", ".join(sorted(again)),
            )
    delivery.note(
        "districts and the city kept their keys and borders at the reform of 2021: one geography with the "
        "full-resolution "
        "outlines; the simplified bezirke.geojson (two self-crossing rings) is not used",
        "one-geography",
    )
    delivery.note(
        "the polygons from 2021 are simplified (12 %) by their publisher: fit for maps, not for measuring areas",
        "simplified",
    )
