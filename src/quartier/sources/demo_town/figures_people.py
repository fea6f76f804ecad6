"""Figures of population, work and income."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from quartier.kernel.declared import slice_key
from quartier.kernel.presence import Flag
from quartier.sources.demo_town.character import YEARS, values, wave
from quartier.sources.demo_town.counting import share_out
from quartier.sources.demo_town.measures import REFERENCE_DAYS, STATISTICAL, WITH_SCHOOLS, Measure, calendar_years
from quartier.sources.demo_town.people import AGES, NATIONALITIES, SEXES
from quartier.sources.demo_town.world import AGE_GROUPS, World, economy, years_since

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

METHOD_CHANGE = 2014
"""From this year children with an income of their own are no longer counted as entitled (as in a revision of 2016)."""
FOREIGN = ("eu", "other")
_NATION_RISK = np.array([0.85, 1.5, 2.6, 0.0])


def one(values_of: Ints) -> Ints:
    """A measure without slices."""
    return values_of[:, :, None]


def population(world: World) -> Measure:
    """Persons by age, sex, nationality, and by age and sex together."""
    found: dict[str, Ints] = {"": world.people()}
    for age in (*AGE_GROUPS, *AGES):
        found[slice_key({"age": age})] = world.people(age)
        for sex in SEXES:
            found[slice_key({"age": age, "sex": sex})] = world.people(age, sex=sex)
    found |= {slice_key({"sex": sex}): world.people(sex=sex) for sex in SEXES}
    found |= {slice_key({"nationality": nation}): world.people(nations=(nation,)) for nation in NATIONALITIES}
    found["nationality=foreign"] = world.people(nations=FOREIGN)
    return Measure("population", np.stack(list(found.values()), axis=-1), slices=tuple(found), levels=WITH_SCHOOLS)


def foreigners(world: World) -> Measure:
    """Persons without German nationality, by age."""
    ages: list[tuple[str, ...]] = [(), *((age,) for age in AGE_GROUPS)]
    return Measure(
        "foreigners-share",
        np.stack([world.people(*age, nations=FOREIGN) for age in ages], axis=-1),
        np.stack([world.people(*age) for age in ages], axis=-1),
        ("", *(f"age={age}" for age in AGE_GROUPS)),
        factor=100.0,
        levels=WITH_SCHOOLS,
    )


def by_nation(world: World, hit: Ints, ages: Iterable[str]) -> dict[str, tuple[Ints, Ints]]:
    """Split persons by nationality: German, EU, other, not attributable; slice -> numerator, denominator."""
    base = np.stack([world.people(*ages, nations=(nation,)) for nation in NATIONALITIES], axis=-1)
    weight = base * _NATION_RISK
    weight[..., 3] = 0.006 * weight.sum(axis=-1)
    caps = base.copy()
    caps[..., 3] = hit
    part = share_out(hit, weight, caps)
    found = {f"nationality={nation}": (part[..., k], base[..., k]) for k, nation in enumerate(NATIONALITIES)}
    found["nationality=foreign"] = (part[..., 1] + part[..., 2], base[..., 1] + base[..., 2])
    return found


def by_sex(world: World, hit: Ints, ages: Iterable[str], risk: tuple[float, float]) -> dict[str, tuple[Ints, Ints]]:
    """Split persons by sex with the given risks of women and men; slice -> numerator, denominator."""
    base = np.stack([world.people(*ages, sex=sex) for sex in SEXES], axis=-1)
    part = share_out(hit, base * np.array([*risk, 1.0]), base)
    return {f"sex={sex}": (part[..., k], base[..., k]) for k, sex in enumerate(SEXES)}


def sliced(
    indicator: str,
    found: dict[str, tuple[Ints, Ints]],
    *,
    factor: float = 100.0,
    periods: tuple[str, ...] = REFERENCE_DAYS,
    levels: tuple[str, ...] = STATISTICAL,
    decimals: int | None = None,
    flags: tuple[tuple[int, Flag], ...] = (),
    lost: tuple[int, ...] = (),
) -> Measure:
    """A quotient by slices: slice -> (numerator, denominator)."""
    top = np.stack([numerator for numerator, _ in found.values()], axis=-1)
    base = np.stack([denominator for _, denominator in found.values()], axis=-1)
    return Measure(
        indicator, top, base, tuple(found), factor, periods, levels, ("nationality=na",), decimals, flags, lost
    )


def hardship(world: World) -> Floats:
    """Logit of poverty: status, migration, the years; lower since the method change."""
    change = -0.07 * (np.array(YEARS) >= METHOD_CHANGE)
    return np.asarray(-2.98 - 0.80 * world.status + 0.9 * world.foreign_share() + economy() + change)


def minimum_income(world: World) -> list[Measure]:
    """SGB II: all, by age, sex, nationality; children under 15."""
    logit = hardship(world)
    shift = {"0-2": 0.52, "3-5": 0.50, "6-14": 0.36, "15-24": -0.10, "25-64": -0.08}
    size = {age: world.people(age) for age in shift}
    hit = {age: world.hit("sgb2", size[age], logit + extra) for age, extra in shift.items()}
    young = ("0-2", "3-5", "6-14")
    children, base = sum_of(hit, young), sum_of(size, young)
    everybody, of_all = sum_of(hit, shift), sum_of(size, shift)
    leaves = {f"age={age}": (hit[age], size[age]) for age in young}
    total = {
        "": (everybody, of_all),
        "age=0-14": (children, base),
        "age=15-24": (hit["15-24"], size["15-24"]),
        "age=25-64": (hit["25-64"], size["25-64"]),
    }
    total |= by_sex(world, everybody, shift, (1.02, 0.98)) | by_nation(world, everybody, shift)
    flags = ((METHOD_CHANGE, Flag.BREAK),)
    small = {"": (children, base)} | leaves | by_nation(world, children, young)
    return [
        sliced("sgb2-rate", total, flags=flags, levels=WITH_SCHOOLS),
        sliced("sgb2-children", small, flags=flags, levels=WITH_SCHOOLS),
    ]


def sum_of(parts: dict[str, Ints], keys: Iterable[str]) -> Ints:
    return np.asarray(sum(parts[key] for key in keys))


def unemployment(world: World) -> list[Measure]:
    """Unemployed aged 15 to 64, those under 25, and how many of them for a year or longer."""
    logit = hardship(world) - 0.55 + wave({2020: 0.18}, 0.45)
    young, older = world.people("15-24"), world.people("25-64")
    few = world.hit("unemployed-youth", young, logit - 0.55)
    all_of = few + world.hit("unemployed", older, logit)
    ages = ("15-24", "25-64")
    found = {"": (all_of, young + older)} | by_sex(world, all_of, ages, (0.88, 1.12)) | by_nation(world, all_of, ages)
    lasting = world.hit("long-term", all_of, -0.55 - 0.22 * world.status + wave({2021: 0.28, 2022: 0.05}, 0.7))
    return [
        sliced("unemployed", found),
        sliced("unemployed-youth", {"": (few, young)}),
        sliced("unemployed-long-term", {"": (lasting, all_of)}),
    ]


def old_age(world: World) -> Measure:
    """Basic security in old age (SGB XII, chapter 4), by age and sex; slowly rising, a jump with 2022."""
    logit = -3.80 - 0.72 * world.status + 1.1 * world.foreign_share() + 0.022 * years_since(2010)
    logit = logit + wave({2022: 0.16}, 0.95)
    younger, oldest = world.people("65-79"), world.people("80+")
    one_of, two_of = world.hit("old-a", younger, logit), world.hit("old-b", oldest, logit - 0.12)
    found = {"": (one_of + two_of, younger + oldest), "age=65-79": (one_of, younger), "age=80+": (two_of, oldest)}
    return sliced("basic-security-old-age", found | by_sex(world, one_of + two_of, ("65+",), (1.06, 0.94)))


def asylum(world: World) -> Measure:
    """Persons receiving benefits under AsylbLG: waves of 2015/16 and 2022 (who came from Ukraine left it in June)."""
    pull = values(list(world.parts.kind), "arrival")[:, None]
    share = 0.0012 + wave({2014: 0.002, 2015: 0.010, 2016: 0.002, 2022: 0.006, 2023: 0.001}, 0.62)
    logit = np.log(np.clip(share * (0.15 + 0.75 * pull), 1e-5, 0.3))
    return Measure("asylblg", one(world.hit("asylblg", world.people(), logit)))


def moves_from_abroad(world: World) -> Measure:
    """Moves into the town from abroad during a year, for 1,000 inhabitants, Germans and others."""
    pull = values(list(world.parts.kind), "arrival")[:, None]
    yearly = 0.010 + 0.0004 * years_since(2010) + wave({2015: 0.012, 2016: -0.001, 2022: 0.014}, 0.35)
    yearly = yearly * np.where(np.array(YEARS) == 2020, 0.62, 1.0)
    size = world.people()
    hit = world.hit("moves", size, np.log(yearly * (0.30 + 0.62 * pull)), 0.3)
    german = share_out(hit, np.stack([np.full(hit.shape, 0.11), np.full(hit.shape, 0.89)], axis=-1))
    found = {"": hit, "nationality=de": german[..., 0], "nationality=foreign": german[..., 1]}
    return Measure(
        "moves-from-abroad", np.stack(list(found.values()), axis=-1), np.repeat(one(size), 3, axis=2), tuple(found),
        1000.0, calendar_years(), levels=WITH_SCHOOLS,
    )  # fmt: skip


def residence(world: World) -> Measure:
    """Mean duration of residence at the address, in years: whole person-years over persons."""
    kind = list(world.parts.kind)
    mean = 13.5 + 1.6 * world.status - 6.5 * values(kind, "young")[:, None] + 5.0 * values(kind, "old")[:, None]
    mean = mean - 14.0 * np.clip(values(kind, "growth")[:, None] - 0.01, 0, None) * 8 + 0.05 * years_since(2010)
    size = world.people()
    total = np.rint(np.round(size * np.clip(mean + 0.5 * world.noise("residence", 0.95), 3.0, 30.0), 4))
    return Measure("residence-duration", one(total.astype(np.int64)), one(size), decimals=2)


def measures(world: World) -> list[Measure]:
    """All of this chapter."""
    return [
        population(world), foreigners(world), moves_from_abroad(world), residence(world), *minimum_income(world),
        *unemployment(world), old_age(world), asylum(world),
    ]  # fmt: skip
