"""Figures of family, education, health, housing, environment, participation."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from quartier.kernel.presence import Flag
from quartier.sources.demo_town.character import YEARS, values, wave
from quartier.sources.demo_town.figures_people import by_sex, hardship, sliced
from quartier.sources.demo_town.measures import WITH_SCHOOLS, Measure, calendar_years, school_years
from quartier.sources.demo_town.world import World, years_since

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CARE_REFORM = 2017
ELECTIONS = {2013: "2013-09-22", 2017: "2017-09-24", 2021: "2021-09-26"}
"""Days of the elections to the Bundestag (Bundeswahlleiterin)."""
CENSUSES = {2011: "2011-05-09", 2022: "2022-05-15"}
"""Days of the German censuses (Statistische Ämter des Bundes und der Länder)."""


def dated(days: dict[int, str]) -> tuple[str, ...]:
    return tuple(days.get(year, "") for year in YEARS)


def factor(world: World, name: str) -> Floats:
    """A hidden factor of the kind of place, as a column."""
    return values(list(world.parts.kind), name)[:, None]


def part(whole: Ints, share: float | Floats) -> Ints:
    return np.rint(np.round(whole * share, 6)).astype(np.int64)


def households(world: World) -> Ints:
    adults = world.people("18-24", "25-64", "65+")
    return part(adults, 0.63 + 0.10 * factor(world, "young") - 0.06 * factor(world, "kids"))


def families(world: World) -> Ints:
    return part(world.people("0-14", "15-17"), 0.61)


def family(world: World) -> list[Measure]:
    """Single parents, support for raising children, day care."""
    minors = world.people("0-14", "15-17")
    homes = families(world)
    single = world.hit("single", homes, -1.42 - 0.34 * world.status + 0.3 * factor(world, "young"))
    support = world.hit("support", minors, hardship(world) - 0.85 + 0.025 * years_since(2010), 0.6)
    small, middle = world.people("0-2"), world.people("3-5")
    poorer = np.clip(world.status, -2, 2)
    nursery = world.hit("nursery", small, -1.05 + 0.24 * poorer + 0.065 * years_since(2010))
    kindergarten = world.hit("kindergarten", middle, 2.75 + 0.35 * poorer - 0.035 * years_since(2010))
    care = {
        "": (nursery + kindergarten, small + middle), "age=0-2": (nursery, small), "age=3-5": (kindergarten, middle)
    }  # fmt: skip
    return [
        sliced("single-parents", {"": (single, homes)}, levels=WITH_SCHOOLS),
        sliced(
            "youth-welfare",
            {"": (support, minors)} | by_sex(world, support, ("0-14", "15-17"), (0.86, 1.14)),
            factor=1000.0,
            periods=calendar_years(),
        ),
        sliced("day-care-rate", care, periods=tuple(f"{year}-03-01" for year in YEARS), levels=WITH_SCHOOLS),
    ]


def school(world: World) -> list[Measure]:
    """School entry, transition, leaving; the school-entry examination of 2020 did not take place."""
    foreign = world.foreign_share()
    entering = part(world.people("6-14"), 0.11)
    speech = world.hit("speech", entering, -1.62 - 0.46 * world.status + 1.6 * foreign + 0.015 * years_since(2010), 0.5)
    weight = world.hit("findings", entering, -1.55 - 0.30 * world.status + wave({2021: 0.22}, 0.75), 0.5)
    fourth = part(world.people("6-14"), 0.105)
    upper = world.hit("gymnasium", fourth, -0.42 + 0.72 * world.status - 0.7 * foreign + 0.008 * years_since(2010), 0.5)
    leaving = part(world.people("15-17"), 0.36)
    without = world.hit("leavers", leaving, -2.95 - 0.52 * world.status + 0.9 * foreign + wave({2016: 0.15}, 0.8), 0.4)
    return [
        sliced("language-support", {"": (speech, entering)}, periods=school_years(), levels=WITH_SCHOOLS, lost=(2020,)),
        sliced("school-entry-findings", {"": (weight, entering)}, periods=school_years(), levels=WITH_SCHOOLS,
               lost=(2020,)),
        sliced("gymnasium-transition", {"": (upper, fourth)}, periods=school_years(), levels=WITH_SCHOOLS),
        sliced("leavers-without-certificate", {"": (without, leaving)}, periods=school_years()),
    ]  # fmt: skip


def health(world: World) -> list[Measure]:
    """Long-term care (every second year, new definition in 2017) and severe disability."""
    old, oldest, rest = world.people("65-79"), world.people("80+"), world.people("0-14", "15-24", "25-64")
    reform = 0.34 * (np.array(YEARS) >= CARE_REFORM)
    logit = -0.10 * world.status + reform + 0.02 * years_since(2010)
    hits = [world.hit(f"care-{k}", size, logit + base)
            for k, (size, base) in enumerate(((rest, -5.0), (old, -2.75), (oldest, -0.72)))]  # fmt: skip
    cared = hits[0] + hits[1] + hits[2]
    everybody = {"": (cared, world.people())} | by_sex(world, cared, (), (1.25, 0.75))
    sizes = {"0-14": -4.4, "15-24": -4.0, "25-64": -2.75, "65+": -1.35}
    disabled = {age: world.hit(f"disabled-{age}", world.people(age), base - 0.16 * world.status)
                for age, base in sizes.items()}  # fmt: skip
    total = np.asarray(sum(disabled.values()))
    found = {"": (total, world.people())} | {f"age={age}": (hit, world.people(age)) for age, hit in disabled.items()}
    odd = {year: f"{year}-12-15" for year in YEARS if year % 2}
    return [
        sliced("care-rate", everybody, periods=dated(odd), flags=((CARE_REFORM, Flag.BREAK),)),
        sliced("disability", found | by_sex(world, total, (), (0.96, 1.04)),
               periods=dated({year: f"{year}-12-31" for year in YEARS if year % 2})),
    ]  # fmt: skip


def housing(world: World) -> list[Measure]:
    """Housing benefit, space, crowding, rents, vacancy, eviction suits."""
    homes = households(world)
    reform = 0.62 * (np.array(YEARS) >= 2023) + wave({2016: 0.12, 2020: 0.10}, 0.6) - 0.05 * years_since(2010)
    benefit = world.hit("housing-benefit", homes, -3.55 - 0.38 * np.clip(world.status, -1.2, 2) + reform)
    people = world.people()
    space = 44.0 + 5.2 * world.status + 4.5 * factor(world, "old") - 7.0 * factor(world, "kids")
    space = np.clip(space - 11.0 * world.foreign_share() + 0.12 * years_since(2010), 21.0, 75.0)
    metres = part(people, space + 0.4 * world.noise("space", 0.95))
    crowded = world.hit("crowded", homes, -2.9 - 0.60 * world.status + 1.8 * world.foreign_share())
    dwellings = part(homes, 1.035)
    vacant = world.hit("vacant", dwellings, -3.25 - 0.30 * world.status - 0.035 * years_since(2010), 0.9)
    suits = world.hit("suits", homes, hardship(world) - 3.75 + np.where(np.array(YEARS) == 2020, -0.45, 0.0), 0.3)
    stock = tuple((year, Flag.ESTIMATED) for year in YEARS if year not in CENSUSES)
    return [
        sliced("housing-benefit", {"": (benefit, homes)}),
        sliced("living-space", {"": (metres, people)}, factor=1.0, decimals=1, flags=stock),
        sliced("overcrowding", {"": (crowded, homes)}, periods=dated(CENSUSES)),
        rent(world, homes),
        sliced("vacancy", {"": (vacant, dwellings)}, flags=tuple((year, Flag.ESTIMATED) for year in YEARS)),
        sliced("eviction-suits", {"": (suits, homes)}, factor=1000.0, periods=calendar_years()),
    ]


def rent(world: World, homes: Ints) -> Measure:
    """Asking rents: euros of monthly net rent over square metres offered, both whole."""
    offers = part(homes, 0.035 + 0.02 * factor(world, "young"))
    metres = part(offers, 66.0 + 6.0 * world.status)
    rising = np.array([kind == "rising" for kind in world.parts.kind])[:, None]
    price = 5.9 + 0.55 * np.clip(world.status, -1.6, 1.6) + 0.9 * factor(world, "young")
    price = price * 1.034 ** years_since(2010) * 1.016 ** (rising * years_since(2010))
    euros = part(metres, price + 0.12 * world.noise("rent", 0.6))
    return sliced("asking-rent", {"": (euros, metres)}, factor=1.0, decimals=2, periods=calendar_years())


def surroundings(world: World) -> list[Measure]:
    """Noise (every five years), nitrogen dioxide, public green, turnout."""
    people = world.people()
    dense = np.log(np.clip(factor(world, "density"), 2.0, 60.0) / 20.0)
    loud = world.hit("noise", people, -1.75 + 0.62 * dense - 0.22 * world.status, 0.95)
    gas = np.clip(17.5 + 5.0 * dense - 0.62 * years_since(2010), 5.0, 60.0)
    gas = gas * np.where(np.array(YEARS) == 2020, 0.90, 1.0) + 0.4 * world.noise("no2", 0.7)
    green = np.clip(30.0 - 9.0 * dense + 4.0 * world.status + 3.0 * world.noise("green", 1.0), 3.0, 90.0)
    voters = np.asarray(sum(world.people(age, nations=("de",)) for age in ("18-24", "25-64", "65+")))
    swing = np.array([{2017: 0.26, 2021: 0.28}.get(year, 0.0) for year in YEARS])
    voting = world.hit("turnout", voters, 1.02 + swing + 0.42 * world.status - 0.25 * factor(world, "young"), 0.9)
    survey = {year: str(year) for year in (2012, 2018, 2024)}
    return [
        sliced("noise", {"": (loud, people)}, periods=dated({year: str(year) for year in (2012, 2017, 2022)}),
               levels=WITH_SCHOOLS),
        sliced("no2", {"": (part(people, gas), people)}, factor=1.0, decimals=1, periods=calendar_years(),
               flags=tuple((year, Flag.ESTIMATED) for year in YEARS)),
        sliced("green-space", {"": (part(people, green), people)}, factor=1.0, decimals=1, periods=dated(survey),
               levels=WITH_SCHOOLS),
        sliced("turnout", {"": (voting, voters)}, periods=dated(ELECTIONS)),
    ]  # fmt: skip


def measures(world: World) -> list[Measure]:
    """All of this chapter."""
    return [*family(world), *school(world), *health(world), *housing(world), *surroundings(world)]
