"""The pieces of the town by name and kind, and which of them make a quarter before and after the reform of 2018.

All names are invented; a few are the everyday words of many towns (Altstadt, Bahnhofsviertel).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from quartier.sources.demo_town.blocks import Ground
from quartier.sources.demo_town.grouping import DISTRICTS, Groups

TOWN = "Irmenfurt"
TOWN_CODE = "09900100"


@dataclass(frozen=True)
class Place:
    """`district`: position in grouping.DISTRICTS; `x`, `y`: metres around the market square."""

    district: int
    name: str
    kind: str
    x: int
    y: int


PLACES: tuple[Place, ...] = tuple(
    Place(*entry)
    for entry in (
        (0, "Altstadt", "old-town", 150, 150),
        (0, "Nordwall", "old-town", -100, 600),
        (0, "Marktviertel", "old-town", -300, -450),
        (0, "Fischerviertel", "old-town", 500, -500),
        (0, "Westwall", "old-town", -700, -50),
        (0, "Gerberviertel", "workers", 1100, -350),
        (1, "Brückenvorstadt", "workers", 100, 850),
        (1, "Bleichwiese", "workers", -750, 1350),
        (1, "Hochschulviertel", "campus", -50, 1600),
        (1, "Sonnenkamp", "post-war", 800, 1750),
        (1, "Gartenstadt", "post-war", -100, 2350),
        (1, "Mühlenfeld", "family", -1400, 2400),
        (1, "Irmeloh", "village", -1850, 3600),
        (1, "Wiedenrade", "village", -950, 3700),
        (2, "Färberviertel", "rising", 1100, 400),
        (2, "Spinnereiviertel", "workers", 1700, -50),
        (2, "Ostend", "post-war", 1800, 800),
        (2, "Am Schlehenbusch", "post-war", 1300, 1450),
        (2, "Lerchenkamp", "family", 2250, 1600),
        (2, "Parkfeld", "family", 2700, 50),
        (2, "Neues Feld", "new", 3400, 1600),
        (2, "Kessenrade", "village", 4150, 850),
        (3, "Binnenhafen", "harbour", 2350, -1800),
        (3, "Osthafen", "empty", 3200, -1450),
        (3, "Stahlwerk", "harbour", 2750, -800),
        (3, "Oberirme", "village", 4850, 200),
        (3, "Irmewerder", "village", 4200, -1300),
        (3, "Hafenfelde", "village", 3750, -2850),
        (4, "Bahnhofsviertel", "station", -250, -1350),
        (4, "Am Güterbahnhof", "station", 600, -1150),
        (4, "Ziegelviertel", "workers", -900, -1700),
        (4, "Am Umschlag", "harbour", 1400, -1400),
        (4, "Kolonie Südost", "slipping", 1750, -2250),
        (4, "Schmiedekamp", "slipping", 650, -2100),
        (4, "Südfeld", "post-war", -200, -2450),
        (4, "Tannenloh", "village", 1750, -3350),
        (4, "Süderbüttel", "village", 200, -3550),
        (5, "Rosenviertel", "workers", -900, -500),
        (5, "Brauereiviertel", "workers", -1300, -350),
        (5, "Kastanienviertel", "workers", -1450, 400),
        (5, "Westend", "post-war", -1950, -650),
        (5, "Dichterviertel", "villa", -2050, 400),
        (5, "Eisenbahnersiedlung", "post-war", -1650, -1350),
        (5, "Wiesengrund", "family", -2700, -500),
        (5, "Steinacker", "family", -3700, -800),
        (6, "Irmehang", "villa", -1500, 1350),
        (6, "Am Bergpark", "villa", -2100, 1600),
        (6, "Hohenkamp", "family", -3100, 450),
        (6, "Forstrade", "village", -3450, 1650),
        (6, "Westerirme", "village", -4700, 250),
        (6, "Niederirme", "village", -4000, 3300),
        (6, "Auenrade", "village", -2750, 3100),
        (7, "Heidberg-West", "estate", 850, 3050),
        (7, "Heidberg-Ost", "estate", 1950, 2900),
        (7, "Alter Heidberg", "post-war", 1350, 2300),
        (7, "Nordersbüttel", "village", 700, 4000),
        (7, "Heideseesiedlung", "village", 2050, 3750),
        (7, "Ellerkamp", "village", 2900, 3100),
        (8, "Lohfeld-Ost", "estate", -1550, -2500),
        (8, "Lohfeld-Mitte", "estate", -2050, -1800),
        (8, "Lohfelder Höhe", "new", -3350, -1900),
        (8, "Lohbüttel", "village", -3600, -2900),
        (8, "Birkenhain", "family", -2200, -3050),
        (8, "Kasselbüttel", "village", -850, -3500),
    )
)
"""By district and, within it, from the inside out."""
SPLITS: tuple[tuple[str, str, str], ...] = (
    ("Heidberg", "Heidberg-West", "Heidberg-Ost"),
    ("Lerchenkamp mit Neuem Feld", "Lerchenkamp", "Neues Feld"),
    ("Lohfeld-West", "Lohfeld-Mitte", "Lohfelder Höhe"),
    ("Bahnhof", "Bahnhofsviertel", "Am Güterbahnhof"),
)
"""Quarters until 2017 that the reform split: name, and the two pieces."""
MERGERS: tuple[tuple[str, str, str], ...] = (
    ("Hafengebiet", "Binnenhafen", "Stahlwerk"),
    ("Irmeauen", "Niederirme", "Auenrade"),
    ("Westwall-Markt", "Westwall", "Marktviertel"),
)
"""Quarters from 2018 that the reform made of two."""
_RENUMBERED = 7
"""District (Bergdörfer) whose quarters all got new codes in 2018, though their borders stayed."""


@dataclass(frozen=True)
class Quarter:
    code: str
    name: str
    pieces: tuple[int, ...]
    district: int


def places_of(ground: Ground, groups: Groups) -> list[Place]:
    """The drawn place of each piece, one to one inside each district, by the least total distance."""
    count = np.bincount(groups.piece).astype(float)
    middle = np.column_stack([np.bincount(groups.piece, ground.place[:, axis]) / count for axis in (0, 1)])
    found: dict[int, Place] = {}
    for number in range(len(DISTRICTS)):
        pieces = np.unique(groups.piece[groups.district == number])
        drawn = [place for place in PLACES if place.district == number]
        way = middle[pieces][:, None, :] - np.array([[place.x, place.y] for place in drawn], dtype=float)
        row, column = linear_sum_assignment(np.round(np.hypot(way[..., 0], way[..., 1]), 3))
        found |= {int(pieces[i]): drawn[j] for i, j in zip(row, column, strict=True)}
    return [found[piece] for piece in range(len(count))]


def _joined(names: list[str], pairs: tuple[tuple[str, str, str], ...]) -> list[tuple[str, tuple[int, ...]]]:
    number = {name: k for k, name in enumerate(names)}
    merged = {one: (name, (number[one], number[two])) for name, one, two in pairs}
    gone = {two for _, _, two in pairs}
    return [merged.get(name, (name, (k,))) for k, name in enumerate(names) if name not in gone]


def quarters(names: list[str], district: list[int]) -> tuple[tuple[Quarter, ...], tuple[Quarter, ...]]:
    """The quarters until 2017 and from 2018, each sorted by code.

    A quarter whose area changed has a new code; so has every quarter of the renumbered district. `names` and `district`
    are those of the pieces.
    """
    before: list[Quarter] = []
    for number in range(len(DISTRICTS)):
        here = [(name, pieces) for name, pieces in _joined(names, SPLITS) if district[pieces[0]] == number]
        before += [
            Quarter(f"{number + 1}{k:02d}", name, pieces, number) for k, (name, pieces) in enumerate(here, start=1)
        ]
    known = {quarter.pieces: quarter.code for quarter in before}
    after: list[Quarter] = []
    for number in range(len(DISTRICTS)):
        fresh = 50
        for name, pieces in _joined(names, MERGERS):
            if district[pieces[0]] != number:
                continue
            if pieces in known and number + 1 != _RENUMBERED:
                code = known[pieces]
            else:
                fresh += 1
                code = f"{number + 1}{fresh}"
            after.append(Quarter(code, name, pieces, number))
    return tuple(before), tuple(sorted(after, key=lambda quarter: quarter.code))
