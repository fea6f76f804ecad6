"""Areal and dasymetric conversion beside tobler, on towns made here: `python benchmarks/bench_crosswalk.py [--large]`.

Both get the same valid polygons and give the same figures (asserted). tobler has no vector dasymetric method; what its
users do instead is timed: cells are carried to targets as areas of their own, then scaled to their source.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Polygon, box

from quartier.methods import crosswalk as cw

SIDE = 20_000.0
CELL = 100.0


def units(count: int, seed: int) -> gpd.GeoDataFrame:
    """`count` Voronoi cells of random points with borders of many vertices, as town quarters have."""
    import shapely

    rng = np.random.default_rng(seed)
    points = shapely.multipoints(rng.uniform(0, SIDE, (count, 2)))
    frame = box(0, 0, SIDE, SIDE)
    found = [cell.intersection(frame) for cell in shapely.voronoi_polygons(points, extend_to=frame).geoms]
    shapes = [shapely.segmentize(shape, 50.0) for shape in found if isinstance(shape, Polygon)]
    return gpd.GeoDataFrame({"code": [f"u{n}" for n in range(len(shapes))]}, geometry=shapes, crs=3035)


def census(seed: int) -> tuple[gpd.GeoSeries, np.ndarray]:
    rng = np.random.default_rng(seed)
    steps = np.arange(CELL / 2, SIDE, CELL)
    x, y = (axis.ravel() for axis in np.meshgrid(steps, steps))
    return gpd.GeoSeries(gpd.points_from_xy(x, y), crs=3035), rng.gamma(0.5, 60.0, len(x)).round()


def best(work: Callable[[], pd.Series], repeat: int = 3) -> tuple[float, pd.Series]:
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        result = work()
        times.append(time.perf_counter() - start)
    return min(times), result


def row(name: str, mine: tuple[float, pd.Series], theirs: tuple[float, pd.Series]) -> None:
    largest = float(np.abs(mine[1].to_numpy() - theirs[1].to_numpy()).max())
    print(f"| {name} | {mine[0]:.2f} s | {theirs[0]:.2f} s | {theirs[0] / mine[0]:.1f} | {largest:.1e} |")
    assert largest < 1e-3 * float(theirs[1].abs().max()), f"{name}: results differ by {largest}"


def areal(sources: int, targets: int) -> None:
    from tobler.area_weighted import area_interpolate

    source, target = units(sources, 1), units(targets, 2)
    people = np.random.default_rng(3).integers(0, 5000, len(source)).astype(float)
    figures = pd.DataFrame({"unit": source["code"], "value": people})

    def ours() -> pd.Series:
        return cw.convert(figures, cw.by_area(source, target, sliver=0), "count").frame["value"]

    def tobler() -> pd.Series:
        given = source.assign(people=people)
        return area_interpolate(given, target, extensive_variables=["people"], allocate_total=False)["people"]

    row(f"by area, {sources:,} to {targets:,} units", best(ours), best(tobler))


def dasymetric(sources: int, targets: int) -> None:
    from tobler.area_weighted import area_interpolate

    source, target = units(sources, 1), units(targets, 2)
    centres, weights = census(4)
    cells = cw.squares(centres, CELL)
    people = np.random.default_rng(3).integers(1000, 5000, len(source)).astype(float)
    figures = pd.DataFrame({"unit": source["code"], "value": people})

    def ours() -> pd.Series:
        return cw.convert(figures, cw.by_points(source, target, cells, weights, sliver=0), "count").frame["value"]

    def tobler() -> pd.Series:
        pieces = gpd.overlay(source.assign(people=people, source=source["code"]), target.rename(columns={"code": "t"}))
        grid = gpd.GeoDataFrame({"n": weights}, geometry=cells, crs=3035)
        n = area_interpolate(grid, pieces, extensive_variables=["n"], allocate_total=False)["n"].to_numpy()
        total = pd.Series(n).groupby(pieces["source"].to_numpy()).transform("sum").to_numpy()
        pieces["part"] = pieces["people"] * n / total
        return pieces.groupby("t")["part"].sum().reindex(target["code"])

    row(f"by {len(cells):,} cells, {sources:,} to {targets:,} units", best(ours, 2), best(tobler, 2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", action="store_true", help="also 20,000 to 2,000 units")
    large = parser.parse_args().large
    print("| conversion | Quartier | tobler | ratio | largest difference |\n| --- | --- | --- | --- | --- |")
    sizes = [(450, 540), (5_000, 500), *([(20_000, 2_000)] if large else [])]
    for sources, targets in sizes:
        areal(sources, targets)
    dasymetric(450, 540)


if __name__ == "__main__":
    main()
