"""Who lives where: population by block and year, by fragment, age, sex and nationality."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import shapely

from quartier.sources.demo_town import site
from quartier.sources.demo_town.blocks import Ground
from quartier.sources.demo_town.character import YEARS, values, wave
from quartier.sources.demo_town.counting import share_out, steady_noise
from quartier.sources.demo_town.grouping import Groups
from quartier.sources.demo_town.places import places_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

AGES = ("0-2", "3-5", "6-14", "15-17", "18-24", "25-44", "45-64", "65-79", "80+")
SEXES = ("f", "m", "na")
NATIONALITIES = ("de", "eu", "other", "na")
_AGE_SHARE = np.array([0.0265, 0.0258, 0.0775, 0.0282, 0.0850, 0.2640, 0.2830, 0.1490, 0.0610])
_KIDS = np.array([1.0, 1.0, 1.0, 0.8, 0.1, 0.25, 0.0, -0.1, -0.2])
_YOUNG = np.array([0.1, 0.0, -0.1, -0.1, 1.0, 0.75, -0.1, -0.2, -0.2])
_OLD = np.array([-0.2, -0.2, -0.2, -0.1, -0.2, -0.2, 0.2, 1.0, 1.1])
_FOREIGN_AGE = np.array([0.10, 0.05, 0.0, 0.05, 0.30, 0.35, -0.15, -0.75, -1.3])


@dataclass(frozen=True)
class Fragments:
    """The smallest parts that figures are made for: what a piece and a school catchment have in common.

    `piece`, `catchment`, `district`: numbers; `kind`: kind of place; `status`: (fragments, years); `of_block`: the
    fragment of each block.
    """

    of_block: Ints
    piece: Ints
    catchment: Ints
    district: Ints
    kind: tuple[str, ...]
    status: Floats


@dataclass(frozen=True)
class People:
    """`blocks`: (blocks, years); `cells`: (fragments, years, age, sex, nationality). Whole persons on 31 December."""

    blocks: Ints
    cells: Ints


def fragments(ground: Ground, groups: Groups, rng: np.random.Generator) -> Fragments:
    """Fragments with their hidden status over the years, a little different inside one piece."""
    pairs, of_block = np.unique(np.column_stack([groups.piece, groups.catchment]), axis=0, return_inverse=True)
    of_block = of_block.reshape(-1)
    kind = [place.kind for place in places_of(ground, groups)]
    own = 0.16 * rng.standard_normal(len(kind))
    years = np.arange(len(YEARS))
    status = (values(kind, "status") + own)[:, None] + np.outer(values(kind, "drift"), years)
    district = np.zeros(len(pairs), dtype=np.int64)
    district[of_block] = groups.district
    status = status[pairs[:, 0]] + 0.08 * rng.standard_normal(len(pairs))[:, None]
    return Fragments(of_block, pairs[:, 0], pairs[:, 1], district, tuple(kind[piece] for piece in pairs[:, 0]), status)


def _inhabited(ground: Ground, kind: list[str], rng: np.random.Generator) -> npt.NDArray[np.bool_]:
    """Blocks where somebody may live: no park, no wood, not every field behind a village."""
    place = shapely.points(ground.place)
    green = shapely.union_all(np.array(list(site.parks().values()), dtype=object))
    empty_share = np.array([{"village": 0.35, "harbour": 0.8, "empty": 1.0, "new": 0.2}.get(k, 0.03) for k in kind])
    return ~shapely.contains(green, place) & (rng.random(len(kind)) >= empty_share)


def _by_block(ground: Ground, parts: Fragments, rng: np.random.Generator) -> Ints:
    """Persons by block and year: density of the place, growth, the arrivals of 2015/16 and 2022."""
    kind = [parts.kind[fragment] for fragment in parts.of_block]
    lived_in = _inhabited(ground, kind, rng)
    start = values(kind, "density") * ground.area / 10_000 * np.exp(0.45 * rng.standard_normal(len(kind)))
    years = np.arange(len(YEARS))
    growth = (1 + values(kind, "growth"))[:, None] ** years
    arrival = np.outer(values(kind, "arrival"), wave({2015: 0.011, 2016: 0.007, 2022: 0.012}, 0.93))
    wobble = 1 + 0.012 * steady_noise(rng, len(kind), len(YEARS))
    persons = np.rint(np.round(start[:, None] * (growth + arrival) * wobble, 5)).astype(np.int64)
    return np.where(lived_in[:, None], persons, 0)


def _foreign_share(parts: Fragments, rng: np.random.Generator) -> Floats:
    """Share without German nationality, by fragment and year."""
    kind = list(parts.kind)
    base = values(kind, "foreign") * np.exp(0.10 * rng.standard_normal(len(kind)))
    trend = 1 + 0.030 * np.arange(len(YEARS))
    arrival = np.outer(values(kind, "arrival"), wave({2015: 0.012, 2016: 0.009, 2022: 0.013}, 0.97))
    calm = 1 - 0.02 * np.arange(len(YEARS))[None, :] * (np.array(kind) == "rising")[:, None]
    return np.asarray(np.clip(base[:, None] * trend * calm + arrival, 0.004, 0.62))


def _age_weights(parts: Fragments, rng: np.random.Generator) -> Floats:
    """Weights (fragments, years, ages): kind of place, ageing of the baby boom, a small echo of births after 2012."""
    kind = list(parts.kind)
    own = [values(kind, name) + 0.06 * rng.standard_normal(len(kind)) for name in ("kids", "young", "old")]
    tilt = np.einsum("kf,ka->fa", np.array(own), np.array([_KIDS, _YOUNG, _OLD]))
    years = np.arange(len(YEARS))[:, None]
    drift = np.array([0.009, 0.009, 0.004, -0.008, -0.008, 0.001, -0.001, 0.004, 0.028])
    settling = np.array([0.02, 0.01, -0.01, -0.02, -0.05, 0.02, 0.015, 0.0, 0.0])
    new = (np.array(kind) == "new")[:, None, None] * settling * years
    return np.asarray(_AGE_SHARE * np.exp(tilt[:, None, :] + drift * years + new))


def populate(ground: Ground, parts: Fragments, seed: int) -> People:
    """Let people live in the town. Every slice is whole and sums to the blocks."""
    rng = np.random.Generator(np.random.PCG64([seed, 2]))
    blocks = _by_block(ground, parts, rng)
    total = np.zeros((len(parts.piece), len(YEARS)), dtype=np.int64)
    np.add.at(total, parts.of_block, blocks)
    return People(blocks, settle(total, parts, rng))


def settle(total: Ints, parts: Fragments, rng: np.random.Generator) -> Ints:
    """Persons (fragments, years) by age, sex and nationality, whole; every slice sums to the total."""
    foreign = _foreign_share(parts, rng)
    by_age = share_out(total, _age_weights(parts, rng))
    abroad = np.clip(foreign[:, :, None] * np.exp(_FOREIGN_AGE), 0.001, 0.8)
    eu = 0.42 - 0.10 * (np.arange(len(YEARS)) >= 5)[None, :, None]
    nation = np.stack([1 - abroad, abroad * eu, abroad * (1 - eu), np.full_like(abroad, 0.0012)], axis=-1)
    by_nation = share_out(by_age, nation)
    women = np.array([0.487, 0.487, 0.487, 0.485, 0.495, 0.497, 0.503, 0.535, 0.625])[None, None, :, None]
    open_sex = np.where(np.arange(len(YEARS)) >= 9, 0.0007, 0.0002)[None, :, None, None]
    sex = np.stack(np.broadcast_arrays(women, 1 - women, open_sex), axis=-1)
    jitter = 1 + 0.03 * rng.standard_normal((len(parts.piece), 1, 1, 1, 1))
    sex = np.broadcast_to(sex, (*by_nation.shape, 3)) * np.concatenate([jitter, 2 - jitter, jitter * 0 + 1], axis=-1)
    return np.asarray(np.moveaxis(share_out(by_nation, sex), -1, -2))
