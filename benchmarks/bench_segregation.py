"""Segregation with 999 simulations: Quartier beside PySAL segregation, first call in a fresh process.

    python -m benchmarks.bench_segregation [--units 403 5000] [--runs 3]

Index and test against evenness (binomial), the same counts for both, one core each.
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

INDICES = {"dissimilarity": "Dissim", "gini": "Gini", "information-theory": "Entropy"}
WORK = {
    "Quartier": """
from quartier.methods.segregation import chance_test
imported = now()
found = chance_test(table["group"], table["total"], "{index}", draws=999, seed=1)
observed, mean = found.observed, found.null_mean
""",
    "PySAL": """
from segregation.inference import SingleValueTest
from segregation.singlegroup import {pysal}
imported = now()
found = SingleValueTest(
    {pysal}(table, "group", "total"), iterations_under_null=999, null_approach="evenness", two_tailed=False, n_jobs=1
)
observed, mean = float(found.statistic), float(np.mean(found.est_sim))
""",
}
FRAME = """
import json, sys, time, warnings
warnings.simplefilter("ignore")
import geopandas as gpd
import numpy as np
if __name__ == "__main__":
    table = gpd.read_parquet(sys.argv[1])
    now = time.perf_counter
    start = now()
    {work}
    print(json.dumps([imported - start, now() - imported, observed, mean]))
"""


def make(units: int, folder: Path) -> Path:
    import geopandas as gpd

    rng = np.random.default_rng(1)
    total = rng.integers(200, 4000, units)
    group = rng.binomial(total, rng.beta(2, 6, units))
    target = folder / f"town-{units}.parquet"
    # PySAL's test asks for a geometry though the index has none
    points = gpd.points_from_xy(np.arange(units) * 100.0, np.zeros(units))
    counts = {"group": group.astype(float), "total": total.astype(float)}
    gpd.GeoDataFrame(counts, geometry=points, crs="EPSG:25832").to_parquet(target)
    return target


def run(name: str, index: str, town: Path) -> list[float]:
    """Seconds of import and of index with test, the index, the mean under evenness."""
    work = WORK[name].format(index=index, pysal=INDICES[index]).strip().replace("\n", "\n    ")
    env = {**os.environ, "PYTHONPYCACHEPREFIX": str(town.parent / "bytecode")}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, "-c", FRAME.format(work=work), str(town)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True, env=env)
    found: list[float] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, nargs="+", default=[403, 5000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--index", nargs="+", choices=list(INDICES), default=list(INDICES))
    args = parser.parse_args()
    with scratch() as folder:
        small = make(50, folder)
        for name in WORK:  # modules are compiled to bytecode once, as after an installation
            run(name, "dissimilarity", small)
        for units in args.units:
            compare(make(units, folder), args.runs, args.index)
    return 0


def compare(town: Path, runs: int, indices: list[str]) -> None:
    rows = [("", "import, s", "index and test, s", "together, s", "x Quartier", "index", "mean by chance")]
    for index in indices:
        best = {name: min((run(name, index, town) for _ in range(runs)), key=lambda f: f[0] + f[1]) for name in WORK}
        ours = sum(best["Quartier"][:2])
        for name, (imported, tested, observed, mean) in best.items():
            together = imported + tested
            rows.append(
                (f"{index}, {name}", f"{imported:.3f}", f"{tested:.3f}", f"{together:.3f}", f"{together / ours:.1f}",
                 f"{observed:.6f}", f"{mean:.5f}")
            )  # fmt: skip
    table(f"999 simulations of evenness, {town.stem}, least of {runs} fresh processes", rows)


if __name__ == "__main__":
    sys.exit(main())
