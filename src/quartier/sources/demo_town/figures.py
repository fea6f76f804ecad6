"""Figures of all indicators at all levels, as they are delivered."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.kernel.declared import Indicator, Observations
from quartier.kernel.presence import Flag, Presence
from quartier.sources.demo_town import (
    figures_life,
    figures_people,
    indicators_living,
    indicators_people,
    indicators_young,
    quirks,
    references,
)
from quartier.sources.demo_town.character import YEARS
from quartier.sources.demo_town.measures import added_up, frame
from quartier.sources.demo_town.units import Layer, Units
from quartier.sources.demo_town.world import World
from quartier.sources.frames import complete

Ints = npt.NDArray[np.int64]

INDICATORS: tuple[Indicator, ...] = (
    *indicators_people.INDICATORS,
    *indicators_young.INDICATORS,
    *indicators_living.INDICATORS,
)
_INSPECTIONS = (2012, 2018, 2024)
VINTAGE = "Stand 31.03.2025 (fiktiv)"


def block_population(blocks: Ints, codes: tuple[str, ...], layers: Sequence[Layer]) -> list[pd.DataFrame]:
    """Population of the blocks, in each year in the geography that was valid. `blocks`: (blocks, years)."""
    return [
        complete(
            pd.DataFrame(
                {
                    "level": "block",
                    "geography": layer.geography,
                    "unit": np.repeat(np.array(codes, dtype=object), len(layer.years)),
                    "period": np.tile(
                        np.array([f"{YEARS[year]}-12-31" for year in layer.years], dtype=object), len(codes)
                    ),
                    "value": blocks[:, layer.years].astype(float).ravel(),
                    "flags": np.tile(
                        np.where(layer.years == len(YEARS) - 1, int(Flag.PROVISIONAL), 0), len(codes)
                    ),
                }
            )
        )
        for layer in layers
        if layer.level == "quarter"
    ]  # fmt: skip


def building_condition(world: World, layers: Sequence[Layer]) -> pd.DataFrame:
    """Prevailing class of each quarter from its status; the rising quarter is being renovated."""
    people = world.people()
    own = world.noise("buildings", 0.95)
    renewed = np.array([kind in ("new", "rising") for kind in world.parts.kind])[:, None]
    score = 1.9 - 0.65 * world.status + 0.35 * own - 0.05 * renewed * (np.array(YEARS) - 2010)
    found = []
    for layer in layers:
        if layer.level != "quarter":
            continue
        base = added_up(people, layer)
        total = added_up(np.round(score * people, 6), layer)
        for year in (year for year in layer.years if YEARS[year] in _INSPECTIONS):
            lived_in = base[:, year] > 0
            mean = np.divide(total[:, year], base[:, year], out=np.zeros(len(lived_in)), where=lived_in)
            found.append(
                pd.DataFrame(
                    {
                        "level": "quarter",
                        "geography": layer.geography,
                        "unit": layer.codes,
                        "period": str(YEARS[year]),
                        "value": np.where(lived_in, np.clip(np.rint(mean), 1, 4), np.nan),
                        "presence": np.where(lived_in, int(Presence.VALUE), int(Presence.NOT_APPLICABLE)),
                    }
                )
            )
    return complete(pd.concat(found, ignore_index=True))


def _empty_quarters(world: World, layers: Sequence[Layer]) -> frozenset[tuple[str, str]]:
    people = world.people()
    return frozenset(
        (layer.geography, code)
        for layer in layers
        if layer.level == "quarter"
        for code, count in zip(layer.codes, added_up(people, layer).sum(axis=1), strict=True)
        if count == 0
    )


def delivered(world: World, layers: Sequence[Layer]) -> dict[str, pd.DataFrame]:
    """The frame of each measured indicator, with what suppliers hide or leave out."""
    empty = _empty_quarters(world, layers)
    return {
        measure.indicator: quirks.apply(measure.indicator, frame(measure, layers), empty)
        for measure in (*figures_people.measures(world), *figures_life.measures(world))
    }


def observations(world: World, town: Units, extra: dict[str, list[pd.DataFrame]]) -> tuple[Observations, ...]:
    """All indicators in the order of the catalogue. `extra`: further frames of an indicator (blocks, grid)."""
    frames = delivered(world, town.layers)
    frames["building-condition"] = building_condition(world, town.layers)
    return tuple(
        Observations(
            indicator.key,
            pd.concat(
                [
                    frames[indicator.key],
                    references.rows(indicator, frames[indicator.key]),
                    *extra.get(indicator.key, []),
                ],
                ignore_index=True,
            ),
            vintage=VINTAGE,
        )
        for indicator in INDICATORS
    )
