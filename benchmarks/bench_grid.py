"""(b) 200,000 units x 20 periods: one period to the browser and painted; memory of the server; bytes.

The other way (one GeoJSON with all date columns) is written for the same grid and weighed, not painted.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sys
import time

from benchmarks.common import Server, get, python, scratch, serving, table, timed

FILL = """
import geopandas as gpd, numpy as np, pandas as pd, shapely
from dataclasses import replace
from tests import squares
from quartier.kernel import declared
from quartier.kernel.text import Text
from quartier.catalogue.services import publish_collection
from quartier.kernel.reader import SYSTEM
columns, rows, periods = 450, 445, [f"{y}-12-31" for y in range(2003, 2023)]
x, y = np.meshgrid(np.arange(columns) * 100.0 + 500_000, np.arange(rows) * 100.0 + 5_700_000)
codes = np.array([f"{i:06d}" for i in range(columns * rows)])
cells = shapely.box(x.ravel(), y.ravel(), x.ravel() + 100, y.ravel() + 100)
units = gpd.GeoDataFrame({"code": codes, "name": codes}, geometry=cells, crs=25832)
grid = declared.Level("grid", Text("Raster", "Grid"), Text("Zellen", "cells"), 2, kind=declared.LevelKind.BLOCKS)
geography = declared.Geography("grid", "2020", Text("Raster 2020"), units, "office")
chance = np.random.default_rng(1)
frame = pd.DataFrame({"level": "grid", "geography": "2020", "unit": np.tile(codes, len(periods)),
    "period": np.repeat(periods, len(codes)), "slice": "",
    "value": chance.gamma(2, 8, len(codes) * len(periods)).round(1)})
town = squares.collection()
publish_collection(by=SYSTEM, collection=replace(town, levels=(*town.levels, grid),
    geographies=(*town.geographies, geography), observations=(declared.Observations("sgb2-rate", frame),),
    default_level="grid"))
"""


def main() -> int:
    with scratch() as place:
        started = time.perf_counter()
        python(place / "workspace", FILL)
        published = time.perf_counter() - started
        with serving(place / "workspace") as server:
            idle = server.memory()
            detail = json.loads(gzip.decompress(get(f"{server.address}/api/v1/indicators/sgb2-rate")))
            url = server.address + detail["coverage"][0]["files"][-1]["url"]
            size, fetch = len(get(url)), timed(lambda: get(url))[1]
            first, change = painted(server)
            busy = server.memory()
        rival = geojson_size()
    table("(b) 200,250 units x 20 periods", [
        ("figure", "value"),
        ("grid made and published (tiles, 20 vectors), s", f"{published:.0f}"),
        ("one period, bytes (gzip)", f"{size:,}"),
        ("one period fetched, ms", f"{fetch * 1000:.0f}"),
        ("first open until painted, s (software rendering)", f"{first:.1f}"),
        ("next period until painted, s", f"{change:.1f}"),
        ("server idle, MB", f"{idle:.0f}"),
        ("server after it, MB", f"{busy:.0f}"),
        ("GeoJSON with all date columns, bytes (gzip)", f"{rival:,}"),
        ("ratio of bytes for a change of indicator", f"{rival / size:.0f}"),
    ])  # fmt: skip
    return 0


def painted(server: Server) -> tuple[float, float]:
    from playwright.sync_api import sync_playwright

    browser_path = os.environ.get("QUARTIER_BROWSER") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="de-DE")

        def until_painted() -> float:
            started = time.perf_counter()
            while not page.evaluate("() => document.querySelector('q-map[data-painted]') !== null"):
                page.wait_for_timeout(20)
                if time.perf_counter() - started > 180:
                    raise RuntimeError("never painted")
            return time.perf_counter() - started

        started = time.perf_counter()
        page.goto(f"{server.address}/karte/?indicator=sgb2-rate&level=grid")
        until_painted()
        first = time.perf_counter() - started
        period = page.get_by_label("Zeitbezug").first
        started = time.perf_counter()
        period.select_option(index=0)
        page.wait_for_timeout(50)
        until_painted()
        change = time.perf_counter() - started
        browser.close()
    return first, change


def geojson_size() -> int:
    """A hundredth of the cells written the other way, times a hundred (its size grows with the cells)."""
    features = [
        {"type": "Feature", "properties": {"ID": f"{i:06d}", "NAME": f"{i:06d}"}
         | {f"DATE_{2003 + k}-12-31": round((i * 7919 + k * 104729) % 997 / 10, 1) for k in range(20)},
         "geometry": {"type": "Polygon", "coordinates": [[[9 + i % 450 * 0.001431, 51.4 + i // 450 * 0.000899]] * 5]}}
        for i in range(0, 200_250, 100)
    ]  # fmt: skip
    body = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    return len(gzip.compress(body, 6)) * 100


if __name__ == "__main__":
    sys.exit(main())
