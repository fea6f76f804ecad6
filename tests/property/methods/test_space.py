"""Conditional permutation against a naive version and against full enumeration; weights under deformation."""

from __future__ import annotations

from itertools import combinations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Polygon, box

from quartier.methods import space
from quartier.methods.space.permutation import conditional_extremes, draw_positions


def random_weights(rng: np.random.Generator, n: int, equal: bool) -> space.Weights:
    pairs = np.argwhere((rng.random((n, n)) < 0.4) & ~np.eye(n, dtype=bool))
    values = np.ones(len(pairs)) if equal else rng.uniform(0.1, 2.0, len(pairs))
    weights = space.from_pairs(pd.RangeIndex(n), pairs[:, 0], pairs[:, 1], values)
    return weights.row_standardised if equal else weights


def naive_extremes(z: np.ndarray, weights: space.Weights, table: np.ndarray) -> tuple[list[int], list[int]]:
    """For every unit write down who is drawn as whose neighbour, one draw after the other."""
    dense, high, low = weights.matrix.toarray(), [], []
    last = len(z) - 1
    for i in range(len(z)):
        own = np.flatnonzero(dense[i])
        observed = sum(dense[i, j] * z[j] for j in own)
        sums = []
        for row in table:
            drawn = [last if position == i else position for position in row[: len(own)]]
            assert i not in drawn
            assert len(set(drawn)) == len(drawn)
            sums.append(sum(dense[i, j] * z[d] for j, d in zip(own, drawn, strict=True)))
        high.append(sum(s >= observed - 1e-9 for s in sums))
        low.append(sum(s <= observed + 1e-9 for s in sums))
    return high, low


@given(st.integers(0, 10_000), st.integers(4, 14), st.booleans(), st.booleans())
@settings(max_examples=60, deadline=None)
def test_shared_sums_equal_drawing_for_every_unit(seed: int, n: int, equal: bool, with_ties: bool) -> None:
    rng = np.random.default_rng(seed)
    weights = random_weights(rng, n, equal)
    z = rng.integers(0, 4, n).astype(float) if with_ties else rng.normal(size=n)
    found = conditional_extremes(z, weights, 40, seed)
    most = int(weights.cardinalities.max(initial=0))
    table = draw_positions(n - 1, most, 40, np.random.default_rng(seed))
    high, low = naive_extremes(z, weights, table)
    assert found.at_least.tolist() == high
    assert found.at_most.tolist() == low


def test_p_values_approach_full_enumeration() -> None:
    """Eight units in a ring: all 21 pairs of other units are possible neighbours; 20,000 draws come within 1.5 %."""
    z = np.array([5.0, 3.0, 4.0, 1.0, 0.0, 2.0, 1.5, 4.5])
    n = len(z)
    weights = space.from_pairs(
        pd.RangeIndex(n), np.repeat(range(n), 2), [(i + s) % n for i in range(n) for s in (-1, 1)]
    )
    found = conditional_extremes(z, weights, 20_000, seed=1)
    for i in range(n):
        observed = z[(i - 1) % n] + z[(i + 1) % n]
        others = [z[a] + z[b] for a, b in combinations([j for j in range(n) if j != i], 2)]
        exact = np.mean([value >= observed - 1e-12 for value in others])
        assert found.at_least[i] / 20_000 == pytest.approx(exact, abs=0.015)


@given(st.integers(0, 10_000), st.integers(2, 9), st.integers(1, 9))
@settings(max_examples=40)
def test_positions_are_drawn_without_replacement(seed: int, size: int, columns: int) -> None:
    columns = min(columns, size)
    table = draw_positions(size, columns, 50, np.random.default_rng(seed))
    assert table.shape == (50, columns)
    assert all(len(set(row)) == columns and min(row) >= 0 and max(row) < size for row in table.tolist())


@pytest.mark.parametrize(("size", "columns"), [(30, 3), (4, 3)])
def test_every_prefix_of_a_draw_is_uniform(size: int, columns: int) -> None:
    """Chi-square of each column over all positions stays below its 99.99 % quantile (both ways of drawing)."""
    from scipy.stats import chi2

    rows = 20_000
    table = draw_positions(size, columns, rows, np.random.default_rng(7))
    for c in range(columns):
        seen = np.bincount(table[:, c], minlength=size)
        statistic = ((seen - rows / size) ** 2 / (rows / size)).sum()
        assert statistic < chi2.ppf(0.9999, size - 1)


def test_batches_do_not_change_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of draws and of units are only about memory: the weighted way cut into pieces of units gives the same."""
    from quartier.methods.space import permutation

    rng = np.random.default_rng(3)
    weights, z = random_weights(rng, 40, equal=False), rng.normal(size=40)
    whole = conditional_extremes(z, weights, 50, seed=2)
    monkeypatch.setattr(permutation, "BATCH", 50 * int(weights.cardinalities.max()))
    pieces = conditional_extremes(z, weights, 50, seed=2)
    assert whole.at_least.tolist() == pieces.at_least.tolist()
    assert whole.at_most.tolist() == pieces.at_most.tolist()


def grid(side: int, size: float = 100.0) -> gpd.GeoSeries:
    cells = [box(c * size, r * size, (c + 1) * size, (r + 1) * size) for r in range(side) for c in range(side)]
    return gpd.GeoSeries(cells, crs="EPSG:25832")


def slivered(cells: gpd.GeoSeries, rng: np.random.Generator, by: float) -> gpd.GeoSeries:
    """Every vertex of every cell moved on its own, and vertices added that the neighbour lacks."""
    bent = []
    for cell in cells:
        ring = np.asarray(cell.segmentize(rng.uniform(20, 60)).exterior.coords)[:-1]
        bent.append(Polygon(ring + rng.uniform(-by, by, ring.shape)))
    return gpd.GeoSeries(bent, crs=cells.crs)


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_contiguity_survives_slivers(seed: int) -> None:
    """Borders drawn twice, each up to 35 cm off: gaps and overlaps everywhere, and still the neighbours of the grid."""
    clean = grid(4)
    bent = slivered(clean, np.random.default_rng(seed), 0.35)
    for kind in ("queen", "rook"):
        wanted = space.contiguity(clean, kind, tolerance=0).matrix.toarray()
        assert (space.contiguity(bent, kind, tolerance=1.0).matrix.toarray() == wanted).all(), kind
    lengths = space.shared_borders(bent, tolerance=1.0).matrix.toarray()
    plain = space.shared_borders(clean, tolerance=0).matrix.toarray()
    assert lengths[plain > 0] == pytest.approx(100.0, abs=4.0)
    assert lengths[plain == 0].max() < 8.0


@given(st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_moran_by_two_sums(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weights, x = random_weights(rng, 9, equal=True), pd.Series(rng.normal(size=9))
    if weights.island_mask.any():
        return
    z, w = (x - x.mean()).to_numpy(), weights.matrix.toarray()
    pairs = sum(w[i, j] * z[i] * z[j] for i in range(9) for j in range(9))
    assert space.moran(x, weights).statistic == pytest.approx(9 / w.sum() * pairs / (z**2).sum())


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30), st.sampled_from(["fdr", "bonferroni"]))
def test_corrections_by_the_rule(p: list[float], correction: str) -> None:
    """Benjamini & Hochberg's step-up rule and Bonferroni's, written down as they are read."""
    ordered, m = sorted(p), len(p)
    if correction == "fdr":
        line = max((q for k, q in enumerate(ordered, 1) if q <= 0.05 * k / m), default=-1.0)
    else:
        line = 0.05 / m
    found = space.corrected(np.array(p), correction=correction)
    assert found.significant.tolist() == [q <= line for q in p]
