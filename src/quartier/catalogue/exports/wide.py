"""The wide table (one unit a row) that geodata programs want: a layer for each geography, a key for its columns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.catalogue.areas import outline
from quartier.catalogue.exports.figures import MEASURES, Block
from quartier.catalogue.exports.selection import OwnPlace, Place, Plan
from quartier.catalogue.observations import geography_shapes
from quartier.kernel import wire as words

if TYPE_CHECKING:
    import geopandas as gpd

    from quartier.catalogue.exports.order import Order


@dataclass(frozen=True, slots=True)
class Field:
    """A column of figures: what it holds, of which indicator, slice and period."""

    name: str
    measure: str
    indicator: str
    slice: str
    period: str


@dataclass(frozen=True)
class Layer:
    """One geography: `frame` has code, name, parents, the figures, and polygons if there are any."""

    name: str
    place: Place
    frame: pd.DataFrame | gpd.GeoDataFrame
    fields: tuple[Field, ...]


def layers(order: Order) -> Iterator[Layer]:
    """A layer for each place of the plan.

    The first column of a measure is named by it alone where the plan has one indicator, slice and period; else the
    parts in which columns differ follow: ``value_2023-12-31``. Presence is always there; flags, confidentiality and
    further numbers where there are any.
    """
    for place in order.plan.places:
        units = place.units
        columns: dict[str, Any] = {}
        fields: list[Field] = []
        for block in order.blocks(place):
            for measure, values in _measures(block):
                name = _free(_name(order.plan, measure, block), columns, units)
                columns[name] = values
                fields.append(Field(name, measure, block.part.indicator.key, block.slice, block.period))
        frame = pd.concat([units.reset_index(drop=True), pd.DataFrame(columns)], axis=1)
        yield Layer(f"{place.level}_{place.geography}", place, _placed(place, frame), tuple(fields))


def _measures(block: Block) -> Iterator[tuple[str, npt.NDArray[Any]]]:
    yield "value", block.numbers["value"]
    yield "presence", _words(block.codes["presence"], words.PRESENCE_KEYS)
    if block.codes["flags"].any():
        distinct = {int(code): words.flag_words(int(code)) for code in np.unique(block.codes["flags"])}
        yield "flags", _words(block.codes["flags"], distinct)
    if block.codes["confidentiality"].any():
        yield "confidentiality", _words(block.codes["confidentiality"], words.CONFIDENTIALITY_KEYS)
    for measure in MEASURES[1:]:
        if not np.isnan(block.numbers[measure]).all():
            yield measure, block.numbers[measure]


def _words(codes: npt.NDArray[np.int64], names: Any) -> npt.NDArray[Any]:
    distinct, index = np.unique(codes, return_inverse=True)
    return np.array([names[int(code)] for code in distinct], dtype=object)[index]


def _name(plan: Plan, measure: str, block: Block) -> str:
    parts = [measure]
    if len(plan.indicators) > 1:
        parts.append(block.part.indicator.key)
    if len(plan.slices) > 1 and block.slice:
        parts.append(block.slice)
    if len(plan.periods) > 1:
        parts.append(block.period)
    return "_".join(parts)


def _free(name: str, columns: dict[str, Any], units: pd.DataFrame) -> str:
    """The name, or with a number where it is taken (databases do not tell case apart)."""
    taken = {str(column).casefold() for column in (*columns, *units.columns, "geometry", "geom", "fid")}
    number, free = 2, name
    while free.casefold() in taken:
        free, number = f"{name}_{number}", number + 1
    return free


def _placed(place: Place, frame: pd.DataFrame) -> pd.DataFrame | gpd.GeoDataFrame:
    import geopandas as gpd
    from shapely.geometry import shape

    if isinstance(place, OwnPlace):
        borders = [shape(found) if (found := outline(area)) else None for area in place.areas]
        return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(borders, crs=4326))
    shapes = geography_shapes(place.row)
    if shapes is None:
        return frame

    polygons = shapes.set_index("code").geometry.reindex(place.codes).reset_index(drop=True)
    return gpd.GeoDataFrame(frame, geometry=gpd.GeoSeries(polygons, crs=shapes.crs), crs=shapes.crs)
