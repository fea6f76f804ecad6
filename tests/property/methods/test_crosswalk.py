"""Crosswalks, whatever the boundaries: sums are kept, nothing changes where nothing changed, steps may be joined."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, Point, Polygon, box
from shapely.affinity import rotate

from quartier.kernel.presence import Part, Presence, add
from quartier.methods import crosswalk as cw

FEW = settings(max_examples=25, deadline=None)
AREAL = settings(max_examples=25, deadline=None)
SIDE = 1000.0
numbers = st.floats(0, 1e6, allow_nan=False).map(lambda x: round(x, 3))
cuts = st.lists(st.integers(1, 19), min_size=0, max_size=5, unique=True).map(sorted)


@st.composite
def tables(draw: st.DrawFn, sources: int = 4, targets: int = 3) -> cw.Crosswalk:
    """Weights of whole units and of parts, each source carried whole."""
    rows = []
    for source in range(sources):
        shares = draw(st.lists(st.integers(0, 4), min_size=targets, max_size=targets).filter(any))
        total = sum(shares)
        rows += [(f"s{source}", f"t{n}", share / total) for n, share in enumerate(shares) if share]
    frame = pd.DataFrame(rows, columns=["source", "target", "weight"])
    names = [f"t{n}" for n in range(targets)]
    return cw.by_table(frame, sources=[f"s{n}" for n in range(sources)], targets=names)


def grid(columns: list[int], rows: list[int], turn: float = 0.0) -> gpd.GeoDataFrame:
    """A square of 20 x 20 km cut into strips both ways, turned about its middle."""
    x, y = [0, *columns, 20], [0, *rows, 20]
    shapes = [
        rotate(box(SIDE * a, SIDE * c, SIDE * b, SIDE * d), turn, origin=(SIDE * 10, SIDE * 10))
        for a, b in pairwise(x)
        for c, d in pairwise(y)
    ]
    return gpd.GeoDataFrame({"code": [f"u{n}" for n in range(len(shapes))]}, geometry=shapes, crs=3035)


def figures(walk: cw.Crosswalk, values: list[float], **more: Any) -> pd.DataFrame:
    return pd.DataFrame({"unit": walk.sources, "value": values[: len(walk.sources)], **more})


@FEW
@given(tables(), st.lists(numbers, min_size=4, max_size=4))
def test_counts_keep_their_sum(walk: cw.Crosswalk, values: list[float]) -> None:
    frame = cw.convert(figures(walk, values), walk, "count").frame
    assert frame["value"].sum() == pytest.approx(sum(values), rel=1e-12, abs=1e-9)


@FEW
@given(
    st.lists(numbers, min_size=4, max_size=4), st.sampled_from(["count", "share", "mean", "score", "index", "class"])
)
def test_identity_changes_nothing(values: list[float], kind: str) -> None:
    walk = cw.identity(["a", "b", "c", "d"])
    given_figures = figures(walk, values, lower=values, upper=values, flags=1)
    frame = cw.convert(given_figures, walk, kind).frame
    assert frame["value"].tolist() == values
    assert frame["lower"].tolist() == values
    assert (frame["flags"] == 1).all()


@FEW
@given(tables(4, 3), st.data(), st.lists(numbers, min_size=4, max_size=4))
def test_two_steps_are_one(first: cw.Crosswalk, data: st.DataObject, values: list[float]) -> None:
    second = data.draw(tables(3, 2))
    second = cw.by_table(second.table().replace({"source": {f"s{n}": f"t{n}" for n in range(3)},
                                                 "target": {"t0": "z0", "t1": "z1"}}),
                         sources=["t0", "t1", "t2"], targets=["z0", "z1"])  # fmt: skip
    middle = cw.convert(figures(first, values), first, "count").frame
    # a middle unit that no source touches holds nothing, and nobody knows that: it is a gap, here a zero by hand
    middle.loc[middle["reason"] == "no-source", ["value", "presence"]] = [0.0, 0]
    columns = ["unit", "value"]
    stepwise = cw.convert(middle[columns], second, "count").frame["value"].fillna(0)
    at_once = cw.convert(figures(first, values), first.then(second), "count").frame["value"].fillna(0)
    assert stepwise.tolist() == pytest.approx(at_once.tolist(), rel=1e-9, abs=1e-6)


@FEW
@given(
    tables(), st.lists(st.integers(0, 3), min_size=4, max_size=4), st.lists(st.integers(0, 50), min_size=4, max_size=4)
)
def test_presence_follows_the_rules_of_the_kernel(walk: cw.Crosswalk, presence: list[int], values: list[int]) -> None:
    shown = [float(v) if p == 0 else None for v, p in zip(values, presence, strict=True)]
    lower, upper = [1.0 if p == 3 else None for p in presence], [9.0 if p == 3 else None for p in presence]
    frame = cw.convert(figures(walk, shown, presence=presence, lower=lower, upper=upper), walk, "count").frame
    weights = walk.weights.toarray()
    for row, column in zip(frame.itertuples(), weights.T, strict=True):
        parts = [
            Part(Presence(p), None if v is None else w * v, None if a is None else w * a, None if b is None else w * b)
            for p, v, a, b, w in zip(presence, shown, lower, upper, column, strict=True) if w > 0
        ]  # fmt: skip
        expected = add(parts)
        if not parts:
            assert row.reason == "no-source"
            continue
        assert row.presence == expected.presence and (row.known, row.total) == (expected.known, expected.total)
        if expected.presence is Presence.VALUE:
            assert row.value == pytest.approx(expected.value)
        else:
            assert np.isnan(row.value)
        if expected.presence is Presence.SUPPRESSED:
            assert (row.lower, row.upper) == pytest.approx((expected.lower, expected.upper))


@FEW
@given(
    tables(),
    st.lists(st.integers(0, 100), min_size=4, max_size=4),
    st.lists(st.integers(1, 100), min_size=4, max_size=4),
)
def test_shares_stay_between_their_parts_and_their_bounds(walk: cw.Crosswalk, some: list[int], rest: list[int]) -> None:
    people = [a + b for a, b in zip(some, rest, strict=True)]
    share = [100 * a / b for a, b in zip(some, people, strict=True)]
    given_figures = figures(walk, share, numerator=some, denominator=people)
    stated = cw.conversion_error(given_figures, walk, "share", 100.0).dropna(subset="value")
    assert (stated["value"] >= min(share) - 1e-9).all() and (stated["value"] <= max(share) + 1e-9).all()
    assert (stated["lowest"] <= stated["value"] + 1e-9).all() and (stated["highest"] >= stated["value"] - 1e-9).all()
    assert (stated["lowest"] >= 0).all() and (stated["highest"] <= 100 + 1e-9).all()


@AREAL
@given(cuts, cuts, cuts, cuts, st.lists(numbers, min_size=36, max_size=36), st.sampled_from([0.0, 17.0]))
def test_area_weights_of_rectangles(
    a: list[int], b: list[int], c: list[int], d: list[int], values: list[float], turn: float
) -> None:
    """Two ways to cut one square: shared areas of rectangles are products of shared lengths."""
    walk = cw.by_area(grid(a, b, turn), grid(c, d, turn), sliver=1e-9)
    along, across = lengths(a, c), lengths(b, d)
    expected = np.kron(along, across)
    assert walk.weights.toarray() == pytest.approx(expected, abs=1e-7)
    frame = cw.convert(figures(walk, values), walk, "count").frame
    assert frame["value"].sum() == pytest.approx(sum(values[: len(walk.sources)]), rel=1e-9, abs=1e-6)


def lengths(first: list[int], second: list[int]) -> np.ndarray[Any, Any]:
    """Part of each interval of the first cutting that lies in each of the second."""
    one, two = np.array([0, *first, 20]), np.array([0, *second, 20])
    shared = np.minimum(one[1:, None], two[None, 1:]) - np.maximum(one[:-1, None], two[None, :-1])
    return np.clip(shared, 0, None) / np.diff(one)[:, None]


@AREAL
@given(
    st.lists(st.tuples(st.integers(0, 16), st.integers(0, 16), st.integers(1, 6)), min_size=1, max_size=6), cuts, cuts
)
def test_areas_agree_with_tobler(squares: list[tuple[int, int, int]], a: list[int], b: list[int]) -> None:
    """Oracle: tobler.area_weighted.area_interpolate, on targets that overlap, stick out and leave gaps."""
    from tobler.area_weighted import area_interpolate

    source = grid(a, b)
    shapes = [box(SIDE * x, SIDE * y, SIDE * (x + s), SIDE * (y + s)) for x, y, s in squares]
    target = gpd.GeoDataFrame({"code": [f"t{n}" for n in range(len(shapes))]}, geometry=shapes, crs=3035)
    people = np.arange(1.0, len(source) + 1)
    walk = cw.by_area(source, target, sliver=0, partition=False)
    mine = cw.convert(figures(walk, list(people)), walk, "count").frame["value"]
    theirs = area_interpolate(
        source.assign(people=people), target, extensive_variables=["people"], allocate_total=False
    )
    assert mine.to_numpy() == pytest.approx(theirs["people"].to_numpy(), rel=1e-9)


@AREAL
@given(
    st.lists(st.tuples(st.floats(0.1, 19.9), st.floats(0.1, 19.9), st.integers(1, 500)), min_size=1, max_size=40),
    cuts,
    cuts,
)
def test_known_people_are_found_again(places: list[tuple[float, float, int]], a: list[int], b: list[int]) -> None:
    """The very people that made the weights, counted by source, are carried without error, by centres and by cells."""
    source, target = grid(a, []), grid([], b)
    points = gpd.GeoSeries([Point(SIDE * x, SIDE * y) for x, y, _ in places], crs=3035)
    people = [n for _, _, n in places]
    for shapes in (points, cw.squares(points, 100.0)):
        walk = cw.by_points(source, target, shapes, people, sliver=0)
        error = cw.hold_out(walk, cw.located(source, target, shapes, people).table())
        assert error["estimate"].to_numpy() == pytest.approx(error["truth"].to_numpy(), rel=1e-9, abs=1e-6)
        assert error["truth"].sum() == pytest.approx(sum(people), rel=1e-9)


@AREAL
@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=3, max_size=9), cuts)
def test_no_ring_is_too_bad(corners: list[tuple[int, int]], a: list[int]) -> None:
    """Rings that cross themselves, run back, or have no area: weights are parts, and what is inside sums to 1."""
    bad = Polygon([(SIDE * x, SIDE * y) for x, y in corners])
    source = gpd.GeoDataFrame({"code": ["bad", "two"]}, geometry=[bad, MultiPolygon([bad, bad])], crs=3035)
    walk = cw.by_area(source, grid(a, []))
    assert ((walk.weights.data > 0) & (walk.weights.data <= 1)).all()
    carried = walk.covered.to_numpy()
    assert np.isclose(carried, 1, atol=1e-9)[carried > 0].all()
