"""Figures of all indicators."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.kernel.declared import Observations
from quartier.sources.demo_town.character import YEARS
from quartier.sources.demo_town.measures import WITH_SCHOOLS, Measure, frame
from quartier.sources.demo_town.people import AGES, NATIONALITIES, SEXES
from quartier.sources.demo_town.units import Layer, Units
from quartier.sources.demo_town.world import AGE_GROUPS, World, economy
from quartier.sources.frames import complete

Ints = npt.NDArray[np.int64]


def _one(values: Ints) -> Ints:
    return values[:, :, None]


def population(world: World) -> Measure:
    slices, values = [""], [world.people()]
    for group in (*AGE_GROUPS, *AGES):
        slices.append(f"age={group}")
        values.append(world.people(group))
    for sex in SEXES:
        slices.append(f"sex={sex}")
        values.append(world.people(sex=sex))
    for nation in NATIONALITIES:
        slices.append(f"nationality={nation}")
        values.append(world.people(nations=(nation,)))
    slices.append("nationality=foreign")
    values.append(world.people(nations=("eu", "other")))
    return Measure("population", np.stack(values, axis=-1), slices=tuple(slices), levels=WITH_SCHOOLS)


def _measures(world: World) -> list[Measure]:
    foreign = world.foreign_share()
    hardship = -2.45 - 0.93 * world.status + 1.2 * foreign + economy()
    children, adults = world.people("0-14"), world.people("15-24", "25-64")
    poor_children = world.hit("sgb2-children", children, hardship + 0.45)
    poor_adults = world.hit("sgb2-adults", adults, hardship - 0.1)
    unemployed = world.hit("unemployed", adults, hardship - 0.72)
    return [
        population(world),
        Measure(
            "foreigners-share", _one(world.people(nations=("eu", "other"))), _one(world.people()), factor=100.0,
            levels=WITH_SCHOOLS,
        ),
        Measure("sgb2-rate", _one(poor_children + poor_adults), _one(children + adults), factor=100.0),
        Measure("sgb2-children", _one(poor_children), _one(children), factor=100.0, levels=WITH_SCHOOLS),
        Measure("unemployed", _one(unemployed), _one(adults), factor=100.0),
    ]  # fmt: skip


def _block_population(blocks: Ints, codes: tuple[str, ...], layers: tuple[Layer, ...]) -> list[pd.DataFrame]:
    return [
        complete(
            pd.DataFrame(
                {
                    "level": "block",
                    "geography": layer.geography,
                    "unit": np.repeat(np.array(codes, dtype=object), len(layer.years)),
                    "period": np.tile(np.array([f"{YEARS[year]}-12-31" for year in layer.years]), len(codes)),
                    "value": blocks[:, layer.years].astype(float).ravel(),
                }
            )
        )
        for layer in layers
        if layer.level == "quarter"
    ]


def observations(world: World, town: Units, blocks: Ints) -> tuple[Observations, ...]:
    found = []
    for measure in _measures(world):
        frames = [frame(measure, town.layers)]
        if measure.indicator == "population":
            frames += _block_population(blocks, town.block_codes, town.layers)
        found.append(Observations(measure.indicator, pd.concat(frames, ignore_index=True)))
    return tuple(found)
