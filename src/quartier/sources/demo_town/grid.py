"""The 100 m grid: whole cells over the town, with the people of the blocks spread by area."""

from __future__ import annotations

from datetime import date

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from quartier.kernel.declared import Geography
from quartier.kernel.presence import Flag
from quartier.kernel.text import Text
from quartier.sources.demo_town import site
from quartier.sources.demo_town.blocks import Ground
from quartier.sources.demo_town.character import YEARS
from quartier.sources.demo_town.counting import share_out
from quartier.sources.frames import complete

LEVEL, KEY, SIZE = "grid-100m", "2010", 100
_YEARS = (2011, 2018, 2022, 2024)


def _cells(ground: Ground) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.object_]]:
    """South-west corners in hundreds of metres (EPSG:25832) and squares around the origin, from south to north."""
    west, south, east, north = shapely.total_bounds(ground.shape)
    across = np.arange((west + site.ORIGIN[0]) // SIZE, (east + site.ORIGIN[0]) // SIZE + 1)
    up = np.arange((south + site.ORIGIN[1]) // SIZE, (north + site.ORIGIN[1]) // SIZE + 1)
    corner = np.stack(np.meshgrid(across, up), axis=-1).reshape(-1, 2).astype(np.int64)
    place = corner * SIZE - np.array(site.ORIGIN)
    square = shapely.box(place[:, 0], place[:, 1], place[:, 0] + SIZE, place[:, 1] + SIZE)
    town = shapely.union_all(ground.shape)
    shapely.prepare(town)
    inside = shapely.intersects(town, square)
    return corner[inside], square[inside]


def _spread(ground: Ground, square: npt.NDArray[np.object_], persons: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """People of each block to the cells it touches, by area, whole; sums stay. (blocks, years) -> (cells, years)."""
    found = np.zeros((len(square), persons.shape[1]), dtype=np.int64)
    block, cell = shapely.STRtree(square).query(ground.shape, predicate="intersects")
    area = np.round(shapely.area(shapely.intersection(ground.shape[block], square[cell])), 1)
    for number in np.unique(block):
        here = block == number
        weight = np.broadcast_to(area[here], (persons.shape[1], int(here.sum())))
        found[cell[here]] += share_out(persons[number], weight).T
    return found


def grid(ground: Ground, persons: npt.NDArray[np.int64]) -> tuple[Geography, pd.DataFrame]:
    """The geography of the grid and its population in a few years (estimated). `persons`: (blocks, years)."""
    corner, square = _cells(ground)
    codes = [f"100mN{north:05d}E{east:04d}" for east, north in corner]
    shape = shapely.transform(square, lambda xy: np.round(xy + np.array(site.ORIGIN), 1))
    units = gpd.GeoDataFrame({"code": codes, "name": codes}, geometry=list(shape), crs=site.CRS)
    name = Text("100-m-Raster (UTM 32)", "100 m grid (UTM 32)")
    years = [YEARS.index(year) for year in _YEARS]
    found = _spread(ground, square, persons[:, years])
    rows = pd.DataFrame(
        {
            "level": LEVEL,
            "geography": KEY,
            "unit": np.repeat(np.array(codes, dtype=object), len(years)),
            "period": np.tile(np.array([f"{year}-12-31" for year in _YEARS], dtype=object), len(codes)),
            "value": found.astype(float).ravel(),
            "flags": int(Flag.ESTIMATED),
        }
    )
    return Geography(LEVEL, KEY, name, units, "town", date(2010, 1, 1)), complete(rows)
