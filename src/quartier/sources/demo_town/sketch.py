"""River, railway, streets and parks for orientation on the map, cut at the town's boundary."""

from __future__ import annotations

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from quartier.sources.demo_town import site
from quartier.sources.demo_town.blocks import Ground


def sketch(ground: Ground) -> tuple[tuple[str, gpd.GeoDataFrame], ...]:
    """(kind, lines or areas with `name`) in the order in which they are drawn."""
    town = shapely.union_all(ground.shape)
    river = {"Irme": site.river().buffer(32, quad_segs=4)}
    return (
        ("park", _frame(site.parks(), town)),
        ("river", _frame(river, town)),
        ("railway", _frame(site.railways(), town)),
        ("street", _frame(site.streets(), town)),
    )


def _frame(shapes: Mapping[str, BaseGeometry], town: BaseGeometry) -> gpd.GeoDataFrame:
    cut = shapely.intersection(np.array(list(shapes.values()), dtype=object), town)
    moved = shapely.transform(cut, lambda xy: np.round(xy + np.array(site.ORIGIN), 1))
    return gpd.GeoDataFrame({"name": list(shapes)}, geometry=list(moved), crs=site.CRS)
