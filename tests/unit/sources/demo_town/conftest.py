"""The demo town, built once for all tests here."""

from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import pandas as pd
import pytest

from quartier.kernel.declared import Collection
from quartier.sources.demo_town import build

Frame = Callable[[str], pd.DataFrame]
Units = Callable[[str, str], gpd.GeoDataFrame]


@pytest.fixture(scope="session")
def town() -> Collection:
    return build()


@pytest.fixture(scope="session")
def frame(town: Collection) -> Frame:
    """All observations of an indicator."""
    frames = {item.indicator: item.frame for item in town.observations}
    return frames.__getitem__


@pytest.fixture(scope="session")
def units(town: Collection) -> Units:
    """The units of a geography (level, key), by code."""
    found = {(item.level, item.key): item.units.set_index("code") for item in town.geographies}
    return lambda level, key: found[level, key]
