"""Releases are written here: a geography with its shapes, an indicator with its vectors, a layer of the map.

The libraries that write are heavy and stay out of the server's start: they are imported with the first release.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from quartier.kernel.declared import Geography, MapLayer
from quartier.lake.release import UnitOrder, WrittenFile, WrittenRelease
from quartier.lake.store import Store

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["UnitOrder", "WrittenFile", "WrittenRelease", "write_geography", "write_indicator", "write_layer"]


def write_geography(store: Store, geography: Geography) -> WrittenRelease:
    """Check the units of a geography and write them as a release.

    Invalid polygons are repaired (`shapely.make_valid`) and listed in the manifest, with units that have none.

    Raises:
        InputRejected: with everything that is wrong; nothing was written.
        StoreFull: the disk is full.
    """
    from quartier.lake.write import geography as writing

    return writing.write_geography(store, geography)


def write_indicator(
    store: Store,
    indicator: str,
    observations: pd.DataFrame,
    geographies: Mapping[tuple[str, str], UnitOrder],
    *,
    kind: str = "share",
) -> WrittenRelease:
    """Check all observations of an indicator and write them as a release.

    Args:
        store: where the release goes; writing the same release again changes nothing.
        indicator: its key.
        observations: frame as in `kernel.declared.Observations`.
        geographies: the unit order of every (level, geography) that the frame names.
        kind: kind of the indicator (`kernel.declared.IndicatorKind`); decides the class breaks.

    Raises:
        InputRejected: with everything that is wrong; nothing was written.
        StoreFull: the disk is full.
    """
    from quartier.lake.write import indicator as writing

    return writing.write_indicator(store, indicator, observations, geographies, kind=kind)


def write_layer(store: Store, layer: MapLayer) -> WrittenRelease:
    """Check the features of a map layer and write them as a release.

    Features without shape or of another kind than the layer are left out and listed in the manifest.

    Raises:
        InputRejected: no coordinate system, no feature that can be drawn, too many; nothing was written.
        StoreFull: the disk is full.
    """
    from quartier.lake.write import layer as writing

    return writing.write_layer(store, layer)
