"""A small town's first steps: twelve quarters as a list without polygons, a handful of indicators."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from quartier.kernel.declared import Collection, Geography, Observations
from quartier.kernel.text import Text
from quartier.sources.demo_town import catalogue, figures, references, units
from quartier.sources.demo_town.character import YEARS, values
from quartier.sources.demo_town.events import EVENTS
from quartier.sources.demo_town.measures import STATISTICAL
from quartier.sources.demo_town.people import Fragments, settle
from quartier.sources.demo_town.units import BEFORE, SOURCE, Layer
from quartier.sources.demo_town.world import World
from quartier.sources.lebenslagen import topics

TOWN, TOWN_CODE = "Kleinirme", "09900200"
DISTRICTS = ("Kernstadt", "Irmetal", "Dörfer")
QUARTERS: tuple[tuple[str, str, int, int], ...] = (
    ("Altstadt", "old-town", 0, 2100),
    ("Am Bahnhof", "station", 0, 1750),
    ("Gerberstraße", "workers", 0, 1900),
    ("Kurviertel", "villa", 0, 1250),
    ("Siedlung am Anger", "post-war", 0, 2300),
    ("Schlehenweg", "estate", 1, 2450),
    ("Irmetal-Mitte", "post-war", 1, 1600),
    ("Obstgärten", "family", 1, 1350),
    ("Neubau Kalkhang", "new", 1, 650),
    ("Großenrade", "village", 2, 880),
    ("Kleinenrade", "village", 2, 430),
    ("Mühlbüttel", "village", 2, 190),
)
"""Name, kind of place, district, inhabitants in 2010."""
INDICATORS = ("population", "foreigners-share", "sgb2-rate", "sgb2-children", "unemployed", "single-parents",
              "day-care-rate", "turnout")  # fmt: skip
_EVENTS = ("arrival-2015", "sgb2-method", "pandemic", "arrival-2022", "buergergeld")


def _world(seed: int) -> World:
    rng = np.random.Generator(np.random.PCG64([seed, 12]))
    kind = [kind for _, kind, _, _ in QUARTERS]
    years = np.arange(len(YEARS))
    status = values(kind, "status")[:, None] + np.outer(values(kind, "drift"), years)
    number = np.arange(len(kind))
    district = np.array([district for _, _, district, _ in QUARTERS])
    parts = Fragments(number, number, np.zeros_like(number), district, tuple(kind), status)
    start = np.array([float(count) for *_, count in QUARTERS])[:, None]
    growth = (1 + np.minimum(values(kind, "growth"), 0.02))[:, None] ** years
    total = np.rint(np.round(start * growth * (1 + 0.01 * rng.standard_normal((len(kind), len(years)))), 5))
    return World(parts, settle(total.astype(np.int64), parts, rng), seed)


def _geographies() -> tuple[Geography, ...]:
    name, start = Text("seit 2010", "since 2010"), date(2010, 1, 1)
    town = pd.DataFrame({"code": [TOWN_CODE], "name": [TOWN]})
    districts = pd.DataFrame({"code": ["1", "2", "3"], "name": list(DISTRICTS), "parent:city": TOWN_CODE})
    quarters = pd.DataFrame(
        {
            "code": [f"{k:02d}" for k in range(1, len(QUARTERS) + 1)],
            "name": [name for name, *_ in QUARTERS],
            "parent:district": [str(district + 1) for _, _, district, _ in QUARTERS],
        }
    )
    return tuple(
        Geography(level, BEFORE, name, frame, SOURCE, start)
        for level, frame in zip(STATISTICAL, (town, districts, quarters), strict=True)
    )


def _layers(world: World, geographies: tuple[Geography, ...]) -> tuple[Layer, ...]:
    every = np.arange(len(YEARS))
    units_of = (np.zeros(len(QUARTERS), dtype=np.int64), world.parts.district, world.parts.piece)
    return tuple(
        Layer(geography.level, BEFORE, tuple(geography.units["code"]), unit, every)
        for geography, unit in zip(geographies, units_of, strict=True)
    )


def small_town(seed: int) -> Collection:
    """Kleinirme, which does not exist either."""
    world, geographies = _world(seed), _geographies()
    frames = figures.delivered(world, _layers(world, geographies))
    chosen = tuple(indicator for indicator in figures.INDICATORS if indicator.key in INDICATORS)
    return Collection(
        key="demo-town-small",
        name=Text(f"{TOWN} (fiktive Demostadt)", f"{TOWN} (fictitious demo town)"),
        fictitious=True,
        licences=catalogue.LICENCES,
        sources=catalogue.SOURCES,
        levels=units.levels(polygons=False),
        geographies=(*geographies, *units.references()),
        topics=topics(),
        dimensions=catalogue.DIMENSIONS,
        target_groups=catalogue.TARGET_GROUPS,
        indicators=chosen,
        observations=tuple(
            Observations(
                indicator.key,
                pd.concat(
                    [frames[indicator.key], references.rows(indicator, frames[indicator.key])], ignore_index=True
                ),
                vintage=figures.VINTAGE,
            )
            for indicator in chosen
        ),
        events=tuple(event for event in EVENTS if event.key in _EVENTS),
        default_indicator="sgb2-rate",
        default_level="quarter",
    )
