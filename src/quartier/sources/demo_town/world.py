"""The town as figures need it: people in fragments, hidden factors, one source of chance for each indicator."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from quartier.sources.demo_town.character import YEARS, wave
from quartier.sources.demo_town.counting import drawn, logistic, steady_noise
from quartier.sources.demo_town.people import AGES, NATIONALITIES, SEXES, Fragments

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

AGE_GROUPS: dict[str, tuple[str, ...]] = {
    "0-14": ("0-2", "3-5", "6-14"),
    "15-24": ("15-17", "18-24"),
    "25-64": ("25-44", "45-64"),
    "65+": ("65-79", "80+"),
}


@dataclass(frozen=True)
class World:
    """`cells`: (fragments, years, ages, sexes, nationalities), whole persons on 31 December."""

    parts: Fragments
    cells: Ints
    seed: int

    def chance(self, name: str) -> np.random.Generator:
        """Random numbers of an indicator's own, so that a new indicator does not change the others."""
        return np.random.Generator(np.random.PCG64([self.seed, zlib.crc32(name.encode())]))

    def noise(self, name: str, memory: float = 0.85) -> Floats:
        return steady_noise(self.chance(name), len(self.parts.piece), len(YEARS), memory)

    def people(self, *ages: str, sex: str | None = None, nations: tuple[str, ...] = NATIONALITIES) -> Ints:
        """Persons (fragments, years) of the given ages (leaves or groups; none: all)."""
        leaves = [leaf for age in ages for leaf in AGE_GROUPS.get(age, (age,))] or list(AGES)
        by_age = self.cells[:, :, [AGES.index(leaf) for leaf in leaves]].sum(axis=2)
        by_sex = by_age.sum(axis=2) if sex is None else by_age[:, :, SEXES.index(sex)]
        return np.asarray(by_sex[:, :, [NATIONALITIES.index(nation) for nation in nations]].sum(axis=-1))

    @property
    def status(self) -> Floats:
        return self.parts.status

    def foreign_share(self) -> Floats:
        total = self.people()
        foreign = self.people(nations=("eu", "other"))
        return np.divide(foreign, total, out=np.zeros(total.shape), where=total > 0)

    def hit(self, name: str, size: Ints, logit: Floats, memory: float = 0.85) -> Ints:
        """How many of `size` it hits, by a logit of the same shape and steady chance of its own."""
        return drawn(size, logistic(logit), self.noise(name, memory))


def years_since(year: int) -> Floats:
    return np.array(YEARS, dtype=float) - year


def economy() -> Floats:
    """Labour market over the years (logit of hardship): slow relief, pandemic, refugees from 2022."""
    return np.asarray(-0.018 * years_since(2010) + wave({2020: 0.10, 2021: 0.03, 2022: 0.02, 2023: 0.05}, 0.72))
