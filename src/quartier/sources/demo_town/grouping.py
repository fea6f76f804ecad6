"""Blocks into quarters, districts and school catchments.

Each block goes to the seed from which it is reached at the lowest cost over neighbouring blocks (Dijkstra 1959), where
crossing a main street, a railway or the river costs extra. So units are connected, and their borders follow lines.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from quartier.sources.demo_town.blocks import Ground, wanted_area

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

DISTRICTS: tuple[tuple[str, float, float, int], ...] = (
    ("Mitte", 0, 0, 6),
    ("Nordstadt", -250, 1900, 8),
    ("Oststadt", 1850, 1000, 8),
    ("Hafen", 2900, -1500, 6),
    ("Südstadt", 250, -1900, 9),
    ("Weststadt", -1900, -500, 8),
    ("Bergdörfer", -3500, 1700, 7),
    ("Heidberg", 1400, 3100, 6),
    ("Lohfeld", -2800, -2800, 6),
)
"""Name, place of the seed (m), number of pieces that quarters are made of."""
SCHOOLS: tuple[tuple[str, float, float], ...] = (
    ("Grundschule am Wall", -150, 250),
    ("Grundschule Bleichwiese", -650, 2000),
    ("Marie-Juchacz-Schule", 750, 1700),
    ("Grundschule Oststadt", 2100, 900),
    ("Grundschule am Hafen", 1800, -1900),
    ("Grundschule Irmeaue", 4100, -900),
    ("Bahnhofschule", 100, -1600),
    ("Grundschule Südring", -200, -3000),
    ("Westschule", -1700, -450),
    ("Grundschule Bergdörfer", -3900, 700),
    ("Grundschule an der Aue", -3100, 3100),
    ("Heidbergschule", 1200, 3300),
    ("Grundschule Lohfeld", -2900, -2900),
    ("Grundschule Kesselbach", 3700, 1500),
)
_WALL_COST = np.array([0.0, 2.2, 5.0, 9.0])
"""Extra cost of crossing nothing, a main street, a railway, the river, in widths of a block."""


@dataclass(frozen=True)
class Groups:
    """For each block: its piece (atom), its district and its catchment, numbered from 0."""

    piece: Ints
    district: Ints
    catchment: Ints


def _graph(ground: Ground, walls: bool) -> csr_array:
    one, two = ground.pairs[:, 0], ground.pairs[:, 1]
    way = ground.place[one] - ground.place[two]
    width = np.sqrt((wanted_area(ground.place[one]) + wanted_area(ground.place[two])) / 2)
    cost = np.round(np.hypot(way[:, 0], way[:, 1]) / width + (_WALL_COST[ground.wall] if walls else 0.0), 6)
    size = len(ground.shape)
    return csr_array(
        (np.concatenate([cost, cost]), (np.concatenate([one, two]), np.concatenate([two, one]))), shape=(size, size)
    )


def _nearest_block(ground: Ground, places: Floats, among: Ints) -> Ints:
    way = ground.place[among][None, :, :] - places[:, None, :]
    return np.asarray(among[np.argmin(np.round(np.hypot(way[..., 0], way[..., 1]), 3), axis=1)])


def _reach(graph: csr_array, seeds: Ints) -> Ints:
    """For each block the position of the seed that reaches it at the lowest cost; -1 where none does."""
    _, _, source = dijkstra(graph, directed=False, indices=seeds, return_predecessors=True, min_only=True)
    position = np.full(graph.shape[0] + 1, -1)
    position[seeds] = np.arange(len(seeds))
    return np.asarray(position[np.where(source < 0, graph.shape[0], source)])


def _spread_seeds(graph: csr_array, first: int, count: int) -> Ints:
    """Seeds far from one another: each next one is the block farthest from those before (Gonzalez 1985)."""
    seeds = [first]
    while len(seeds) < count:
        away = dijkstra(graph, directed=False, indices=seeds, min_only=True)
        seeds.append(int(np.argmax(np.where(np.isfinite(away), np.round(away, 6), -1))))
    return np.array(seeds)


def _balanced(graph: csr_array, seeds: Ints) -> Ints:
    """Like `_reach`, with a handicap for seeds that gather too many blocks (parts stay connected)."""
    away = np.round(dijkstra(graph, directed=False, indices=seeds), 6)
    handicap = np.zeros(len(seeds))
    share = away.shape[1] / len(seeds)
    for _ in range(30):
        part = np.argmin(away + handicap[:, None], axis=0)
        size = np.bincount(part, minlength=len(seeds))
        handicap = np.round(handicap + np.clip(0.5 * (size - share) / share, -0.6, 0.6), 6)
        # A handicap larger than the way from another seed would swallow the seed itself.
        handicap = np.minimum(
            handicap, np.min(away[:, seeds] + handicap + np.diag(np.full(len(seeds), 1e9)), axis=1) - 0.5
        )
    return np.asarray(np.argmin(away + handicap[:, None], axis=0))


def _pieces(ground: Ground, graph: csr_array, members: Ints, count: int) -> Ints:
    """Split a district into `count` connected pieces of similar size; returns the piece of each member."""
    inner = graph[members][:, members]
    start = int(np.argmin(np.round(np.hypot(*ground.place[members].T), 3)))
    seeds = _spread_seeds(inner, start, count)
    for _ in range(12):
        part = _balanced(inner, seeds)
        middles = [ground.place[members[part == k]].mean(axis=0)[None, :] for k in range(count)]
        nearest = [_nearest_block(ground, middles[k], members[part == k])[0] for k in range(count)]
        seeds = np.searchsorted(members, nearest)
    return _balanced(inner, seeds)


def group(ground: Ground) -> Groups:
    """Districts first, then the pieces inside them, and beside them the catchments of primary schools."""
    everything = np.arange(len(ground.shape))
    graph = _graph(ground, walls=True)
    seeds = _nearest_block(ground, np.array([[x, y] for _, x, y, _ in DISTRICTS], dtype=float), everything)
    district = _reach(graph, seeds)
    piece = np.full(len(everything), -1)
    for number, (_, _, _, count) in enumerate(DISTRICTS):
        members = np.flatnonzero(district == number)
        piece[members] = piece.max() + 1 + _pieces(ground, graph, members, count)
    schools = _nearest_block(ground, np.array([[x, y] for _, x, y in SCHOOLS], dtype=float), everything)
    return Groups(piece, district, _reach(_graph(ground, walls=False), schools))
