"""Areas of one's own: any selection of units, or a drawn shape, aggregated like any other geography."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from quartier.methods.crosswalk.areal import SLIVER, by_area
from quartier.methods.crosswalk.model import Crosswalk, Method, code_index, matrix
from quartier.methods.crosswalk.points import by_points
from quartier.methods.results import rejected

if TYPE_CHECKING:
    import geopandas as gpd


def of_selection(units: Sequence[str] | pd.Series[str] | pd.Index, areas: Mapping[str, Iterable[str]]) -> Crosswalk:
    """Areas that are selections of whole units.

    Args:
        units: codes of all units of the geography.
        areas: for each area (code) the codes of its units; areas may share units.

    Raises InputRejected: an area names a unit that the geography lacks, or none at all.
    """
    sources = code_index(units, "units")
    targets = code_index(list(areas), "areas")
    rows: list[int] = []
    columns: list[int] = []
    for column, (name, chosen) in enumerate(areas.items()):
        codes = list(dict.fromkeys(chosen))
        places = sources.get_indexer(pd.Index(codes, dtype=object))
        if not codes:
            raise rejected(f"the area {name} holds no units", "empty-selection", "areas")
        if (places < 0).any():
            lost = ", ".join(str(code) for code, place in zip(codes, places, strict=True) if place < 0)
            raise rejected(f"the area {name} names units that the geography lacks", "unknown-unit", "areas", lost)
        rows += [int(place) for place in places]
        columns += [column] * len(codes)
    shape = (len(sources), len(targets))
    weights = matrix(np.asarray(rows), np.asarray(columns), np.ones(len(rows)), shape)
    unknown = np.full(shape[0], np.nan)
    return Crosswalk(sources, targets, weights, Method.SELECTION, "units", unknown, np.ones(shape[1]), partition=False)


def of_shapes(
    units: gpd.GeoDataFrame,
    shapes: gpd.GeoDataFrame,
    *,
    points: gpd.GeoDataFrame | gpd.GeoSeries | None = None,
    weights: Sequence[float] | pd.Series[float] | None = None,
    weight: str = "population",
    sliver: float = SLIVER,
) -> Crosswalk:
    """Areas that are drawn (columns ``code``, ``geometry``): by people where known places are given, else by area.

    Arguments and errors as in `by_area` and `by_points`. Shapes may overlap; what lies outside of them stays behind.
    """
    if points is None or weights is None:
        return by_area(units, shapes, sliver=sliver, partition=False)
    return by_points(units, shapes, points, weights, weight=weight, sliver=sliver, partition=False)
