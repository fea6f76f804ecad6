"""Put the demo town together."""

from __future__ import annotations

from functools import cache

import numpy as np

from quartier.kernel.declared import Collection
from quartier.kernel.text import Text
from quartier.sources.check import checked
from quartier.sources.demo_town import catalogue, facilities, figures, places, sketch, units
from quartier.sources.demo_town.blocks import Ground, ground
from quartier.sources.demo_town.events import EVENTS
from quartier.sources.demo_town.grid import grid
from quartier.sources.demo_town.grouping import Groups, group
from quartier.sources.demo_town.people import fragments, populate
from quartier.sources.demo_town.small import small_town
from quartier.sources.demo_town.world import World
from quartier.sources.lebenslagen import topics

_PLAN = 7
"""Seed of the ground plan: the same town for every seed, only people and figures change with it."""


@cache
def _plan() -> tuple[Ground, Groups]:
    ground_plan = ground(_PLAN)
    return ground_plan, group(ground_plan)


def build(variant: str = "full", seed: int = 20260101) -> Collection:
    """The demo town as a collection, checked; the same seed gives the same bytes.

    Args:
        variant: "full" (polygons, blocks, grid, 15 years) or "small" (12 quarters as a list, a handful of indicators).
        seed: of all chance in people and figures; the ground plan is the same for every seed.

    Raises:
        ValueError: for another variant.
    """
    if variant == "full":
        return checked(_full(seed))
    if variant == "small":
        return checked(small_town(seed))
    raise ValueError(f"the demo town has no variant {variant!r}; choose full or small")


def _full(seed: int) -> Collection:
    plan, groups = _plan()
    parts = fragments(plan, groups, np.random.Generator(np.random.PCG64([seed, 3])))
    people = populate(plan, parts, seed)
    town = units.units(plan, groups, parts)
    world = World(parts, people.cells, seed)
    cells, cell_rows = grid(plan, people.blocks)
    fine = [*figures.block_population(people.blocks, town.block_codes, town.layers), cell_rows]
    return Collection(
        key="demo-town",
        name=Text(f"{places.TOWN} (fiktive Demostadt)", f"{places.TOWN} (fictitious demo town)"),
        fictitious=True,
        licences=catalogue.LICENCES,
        sources=catalogue.SOURCES,
        levels=units.levels(),
        geographies=(*town.geographies, cells, *units.references()),
        topics=topics(),
        dimensions=catalogue.DIMENSIONS,
        target_groups=catalogue.TARGET_GROUPS,
        indicators=figures.INDICATORS,
        observations=figures.observations(world, town, {"population": fine}),
        events=EVENTS,
        layers=facilities.layers(),
        default_indicator="sgb2-rate",
        default_level="quarter",
        sketch=sketch.sketch(plan),
    )
