"""Local Moran, 999 permutations, first call in a fresh process: Quartier beside esda and pygeoda.

    python -m benchmarks.bench_space [--areas 500 10000 200000] [--runs 3]

Every contestant runs alone in a new process on the same hexagon-like cells (a grid with every second row shifted, six
neighbours) and values. The clock starts after the map is in memory: import of the library, neighbours by common
corner, test. esda and pygeoda compile or prepare what they need; that is part of the first call.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from benchmarks.common import ROOT, scratch, table

CONTESTANTS = {
    "Quartier": """
from quartier.methods.space import Testing, contiguity, local_moran
imported = now()
weights = contiguity(cells, tolerance=0.01)
built = now()
found = local_moran(cells["z"], weights, Testing(permutations=999, seed=1))
tested = now()
statistic = found.table["statistic"].to_numpy()
""",
    "esda": """
from esda import Moran_Local
from libpysal.weights import Queen
imported = now()
weights = Queen.from_dataframe(cells, use_index=False, silence_warnings=True)
weights.transform = "r"
built = now()
found = Moran_Local(cells["z"].to_numpy(), weights, permutations=999, seed=1)
tested = now()
statistic = found.Is
""",
    "pygeoda": """
import pygeoda
imported = now()
layer = pygeoda.open(cells)
weights = pygeoda.queen_weights(layer)
built = now()
found = pygeoda.local_moran(weights, cells["z"].tolist(), permutations=999, permutation_method=METHOD, seed=1)
tested = now()

statistic = np.array(found.lisa_values())
""",
}
NAMES = ("Quartier", "esda", "pygeoda, lookup", "pygeoda, complete")
FRAME = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import geopandas as gpd
import numpy as np
cells = gpd.read_parquet(sys.argv[1])
METHOD = "lookup-table" if "lookup" in sys.argv[2] else "complete"
now = time.perf_counter
start = now()
{work}
agreement = float(np.corrcoef(statistic, reference(cells))[0, 1])
print(json.dumps([imported - start, built - imported, tested - built, agreement]))
"""
REFERENCE = """
def reference(cells):
    return np.load(sys.argv[1] + ".npy")
"""


def make(areas: int, folder: Path) -> Path:
    """Cells and values with some spatial order, and the local Moran by the formula for comparison."""
    import geopandas as gpd
    from scipy import sparse
    from shapely import polygons

    side = round(areas**0.5)
    row, column = np.divmod(np.arange(side * side), side)
    x, y = column * 100.0 + (row % 2) * 50.0, row * 100.0
    # corners of the cell and the middles of its long sides, where the corners of the shifted rows lie
    ring = [(0, 0), (50, 0), (100, 0), (100, 100), (50, 100), (0, 100)]
    shapes = polygons(np.stack([np.column_stack([x + dx, y + dy]) for dx, dy in ring], axis=1))
    rng = np.random.default_rng(1)
    z = np.sin(x / 1500) + np.cos(y / 1100) + rng.normal(scale=2.0, size=len(x))
    i, j = [], []
    for step, shift in ((0, 1), (1, 0), (1, "slant")):
        slant = np.where(row % 2 == 1, 1, -1) if shift == "slant" else shift
        r, c = row + step, column + slant
        inside = (r < side) & (c >= 0) & (c < side)
        i.append(np.flatnonzero(inside))
        j.append((r * side + c)[inside])
    a, b = np.concatenate(i), np.concatenate(j)
    w = sparse.coo_array((np.ones(2 * len(a)), (np.r_[a, b], np.r_[b, a])), shape=(len(x), len(x))).tocsr()
    d = z - z.mean()
    lag = w @ d / np.asarray(w.sum(axis=1)).ravel()
    target = folder / f"cells-{len(x)}.parquet"
    gpd.GeoDataFrame({"z": z}, geometry=shapes, crs="EPSG:25832").to_parquet(target)
    np.save(f"{target}.npy", d * lag / (d**2).mean())
    return target


def run(name: str, cells: Path, limit: float) -> list[float] | None:
    """Seconds of import, neighbours, test, and the correlation with the formula; None beyond the time limit."""
    code = REFERENCE + FRAME.format(work=CONTESTANTS[name.split(",")[0]])
    command = [sys.executable, "-c", code, str(cells), name]
    # as after an installation: modules are compiled to bytecode once (the first run of each is not counted)
    env = {**os.environ, "PYTHONPYCACHEPREFIX": str(cells.parent / "bytecode")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=limit, check=True, env=env)
    except subprocess.TimeoutExpired:
        return None
    found: list[float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--areas", type=int, nargs="+", default=[500, 10_000, 200_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--limit", type=float, default=600.0, help="seconds for one run")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES), metavar="NAME")
    args = parser.parse_args()
    with scratch() as folder:
        small = make(100, folder)
        for name in args.only:
            run(name, small, args.limit)
        for areas in args.areas:
            compare(make(areas, folder), args)
    return 0


def compare(cells: Path, args: argparse.Namespace) -> None:
    best: dict[str, list[float]] = {}
    late: set[str] = set()
    for _ in range(args.runs):
        for name in args.only:
            if name in late or (name in best and sum(best[name][:3]) > 60):
                continue
            found = run(name, cells, args.limit)
            if found is None:
                late.add(name)
            elif name not in best or sum(found[:3]) < sum(best[name][:3]):
                best[name] = found
    ours = best["Quartier"]
    rows = [
        ("", "import, s", "neighbours, s", "test, s", "together, s", "x Quartier (test)", "x Quartier (together)", "r")
    ]
    for name in args.only:
        if name not in best:
            rows.append((name, *[f"> {args.limit:.0f}"] * 4, "", "", ""))
            continue
        b = best[name]
        rows.append(
            (name, *(f"{s:.3f}" for s in b[:3]), f"{sum(b[:3]):.3f}", f"{b[2] / ours[2]:.1f}",
             f"{sum(b[:3]) / sum(ours[:3]):.1f}", f"{b[3]:.6f}")
        )  # fmt: skip
    table(f"local Moran, 999 permutations, {cells.stem}, least of {args.runs} fresh processes", rows)


if __name__ == "__main__":
    sys.exit(main())
