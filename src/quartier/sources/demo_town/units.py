"""Levels and geographies of the demo town: which unit stands where, and how fragments add up to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from quartier.kernel.declared import Geography, Level, LevelKind
from quartier.kernel.text import Text
from quartier.sources.demo_town import places, site
from quartier.sources.demo_town.blocks import Ground
from quartier.sources.demo_town.character import YEARS
from quartier.sources.demo_town.grouping import DISTRICTS, SCHOOLS, Groups
from quartier.sources.demo_town.people import Fragments

Ints = npt.NDArray[np.int64]
Shapes = npt.NDArray[np.object_]

SOURCE = "town"
REFORM = 2018
BEFORE, AFTER = "2010", "2018"
REFERENCES: tuple[tuple[str, str, str, str], ...] = (
    ("county", "Landkreis", "county", "Landkreis Irmegau (fiktiv)"),
    ("land", "Land", "federal state", "Land (fiktiver Vergleichswert)"),
    ("bund", "Bund", "Germany", "Bund (fiktiver Vergleichswert)"),
)


@dataclass(frozen=True)
class Layer:
    """One geography as figures see it: codes in unit order, unit of each fragment, positions of its years."""

    level: str
    geography: str
    codes: tuple[str, ...]
    of_fragment: Ints
    years: Ints


def levels(polygons: bool = True) -> tuple[Level, ...]:
    """Town, districts, quarters (and, with polygons, catchments, blocks, grid), then the reference areas."""
    base = (
        Level("city", Text("Stadt", "city"), Text("Stadt", "city"), 0),
        Level("district", Text("Stadtteil", "district"), Text("Stadtteile", "districts"), 1, ("city",)),
        Level("quarter", Text("Quartier", "quarter"), Text("Quartiere", "quarters"), 2, ("district",)),
    )
    fine = (
        Level(
            "catchment",
            Text("Grundschulbezirk", "primary school catchment"),
            Text("Grundschulbezirke", "primary school catchments"),
            2,
            ("city",),
            "school",
        ),
        Level("block", Text("Baublock", "block"), Text("Baublöcke", "blocks"), 3, ("quarter", "catchment"),
              kind=LevelKind.BLOCKS),
        Level("grid-100m", Text("100-m-Rasterzelle", "100 m grid cell"), Text("100-m-Raster", "100 m grid"), 4, (),
              "grid", LevelKind.BLOCKS),
    )  # fmt: skip
    references = tuple(
        Level(key, Text(de, en), Text(de, en), 0, (), "reference", LevelKind.REFERENCE) for key, de, en, _ in REFERENCES
    )
    return base + (fine if polygons else ()) + references


def _moved(shape: Shapes) -> Shapes:
    return np.asarray(shapely.transform(shape, lambda xy: np.round(xy + np.array(site.ORIGIN), 1)), dtype=object)


def _joined(shape: Shapes, unit: Ints, count: int) -> Shapes:
    """Exact unions of blocks, keeping every corner, so that the coverage stays valid."""
    return np.array([shapely.union_all(shape[unit == k]) for k in range(count)], dtype=object)


def _frame(codes: list[str], names: list[str], shape: Shapes, **parents: list[str]) -> gpd.GeoDataFrame:
    columns = {"code": codes, "name": names} | {f"parent:{level}": unit for level, unit in parents.items()}
    return gpd.GeoDataFrame(columns, geometry=list(shape), crs=site.CRS)


def _geography(level: str, key: str, name: Text, units: pd.DataFrame) -> Geography:
    whole = level not in ("quarter", "block")
    start = date(2010, 1, 1) if key == BEFORE else date(REFORM, 1, 1)
    end = date(REFORM - 1, 12, 31) if key == BEFORE and not whole else None
    return Geography(level, key, name, units, SOURCE, start, end)


def _label(key: str) -> Text:
    if key == AFTER:
        return Text("ab 2018 (nach der Gebietsreform)", "from 2018 (after the boundary reform)")
    return Text("bis 2017 (vor der Gebietsreform)", "until 2017 (before the boundary reform)")


@dataclass(frozen=True)
class Units:
    geographies: tuple[Geography, ...]
    layers: tuple[Layer, ...]
    block_codes: tuple[str, ...]


def _years(key: str) -> Ints:
    every = np.arange(len(YEARS))
    early = np.array(YEARS) < REFORM
    return every[early] if key == BEFORE else every[~early]


def _quarter_layers(
    ground: Ground, groups: Groups, parts: Fragments, shape: Shapes, block_codes: list[str]
) -> tuple[list[Geography], list[Layer]]:
    """Quarters and blocks, each before and after the reform: same blocks, other parents."""
    names = [place.name for place in places.places_of(ground, groups)]
    district = [int(groups.district[groups.piece == k][0]) for k in range(len(names))]
    geographies, layers = [], []
    for key, found in zip((BEFORE, AFTER), places.quarters(names, district), strict=True):
        unit_of_piece = np.empty(len(names), dtype=np.int64)
        for number, quarter in enumerate(found):
            unit_of_piece[list(quarter.pieces)] = number
        codes = [quarter.code for quarter in found]
        of_block = unit_of_piece[groups.piece]
        units = _frame(
            codes, [quarter.name for quarter in found], _joined(shape, of_block, len(found)),
            district=[str(quarter.district + 1) for quarter in found],
        )  # fmt: skip
        blocks = _frame(
            block_codes, [f"Block {code[1:]}" for code in block_codes], shape,
            quarter=[codes[k] for k in of_block], catchment=[f"GS{k + 1:02d}" for k in groups.catchment],
        )  # fmt: skip
        geographies += [_geography("quarter", key, _label(key), units), _geography("block", key, _label(key), blocks)]
        layers.append(Layer("quarter", key, tuple(codes), unit_of_piece[parts.piece], _years(key)))
    return geographies, layers


def units(ground: Ground, groups: Groups, parts: Fragments) -> Units:
    """All geographies with polygons, and the layers that figures are added up to."""
    shape = _moved(ground.shape)
    every = np.arange(len(YEARS))
    block_codes = [f"B{k + 1:04d}" for k in range(len(shape))]
    town = _frame([places.TOWN_CODE], [places.TOWN], np.array([shapely.union_all(shape)], dtype=object))
    district = _frame(
        [str(k + 1) for k in range(len(DISTRICTS))], [name for name, *_ in DISTRICTS],
        _joined(shape, groups.district, len(DISTRICTS)), city=[places.TOWN_CODE] * len(DISTRICTS),
    )  # fmt: skip
    catchment = _frame(
        [f"GS{k + 1:02d}" for k in range(len(SCHOOLS))], [name for name, *_ in SCHOOLS],
        _joined(shape, groups.catchment, len(SCHOOLS)), city=[places.TOWN_CODE] * len(SCHOOLS),
    )  # fmt: skip
    since = Text("seit 2010", "since 2010")
    quarters, quarter_layers = _quarter_layers(ground, groups, parts, shape, block_codes)
    geographies = (
        _geography("city", BEFORE, since, town),
        _geography("district", BEFORE, since, district),
        _geography("catchment", BEFORE, since, catchment),
        *quarters,
    )
    layers = (
        Layer("city", BEFORE, (places.TOWN_CODE,), np.zeros(len(parts.piece), dtype=np.int64), every),
        Layer("district", BEFORE, tuple(district["code"]), parts.district, every),
        *quarter_layers,
        Layer("catchment", BEFORE, tuple(catchment["code"]), parts.catchment, every),
    )
    return Units(geographies, layers, tuple(block_codes))


def references() -> tuple[Geography, ...]:
    """County, Land and Bund: one unit each, without polygons."""
    return tuple(
        Geography(level, BEFORE, Text("fiktive Vergleichswerte", "fictitious reference values"),
                  pd.DataFrame({"code": [level.upper()], "name": [name]}), SOURCE, date(2010, 1, 1))
        for level, _, _, name in REFERENCES
    )  # fmt: skip
