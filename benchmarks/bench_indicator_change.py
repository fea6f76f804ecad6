"""(a) A change of indicator, Berlin: Quartier's vector against one GeoJSON with all date columns (KomMonitor's way).

Both packed with gzip. The GeoJSON is made per request from the polygons as published, and, more kindly to it, once from
polygons simplified as Quartier simplifies them. Quartier's side counts the description of the indicator and its vector.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Callable
from functools import partial

from benchmarks.common import SHARED, get, quartier, scratch, serving, table, timed

LEVEL, GEOGRAPHY, INDICATOR = "planning-area", "2020", "s4"


def main() -> int:
    folder = SHARED / "data" / "berlin_lor"
    if not folder.is_dir():
        print(f"REAL DATA ABSENT: {folder} is not there; this benchmark was not run")
        return 0
    with scratch() as place:
        workspace = place / "workspace"
        quartier(workspace, "load", "berlin", "--from", str(folder), "--quiet")
        with serving(workspace) as server:
            compare(server.address)
    return 0


def compare(address: str) -> None:
    detail = json.loads(gzip.decompress(get(f"{address}/api/v1/indicators/{INDICATOR}")))
    part = max((c for c in detail["coverage"] if c["level"] == LEVEL), key=lambda c: len(c["periods"]))
    urls = [f"{address}/api/v1/indicators/{INDICATOR}", *(f"{address}{file['url']}" for file in part["files"])]
    ours_bytes = sum(len(get(url)) for url in urls)
    ours = timed(lambda: [get(url) for url in urls])
    geography = json.loads(_plain(get(f"{address}/api/v1/geographies/{LEVEL}/{part['geography']}")))
    simplified = json.loads(_plain(get(f"{address}{geography['shapes']['url']}")))
    periods = len(part["periods"])
    rows = [("way", "bytes (gzip)", "ratio", "median ms", "ratio")]
    rows.append(("Quartier: description + vector, all periods", f"{ours_bytes:,}", "1", f"{ours[1] * 1000:.1f}", "1"))
    for name, work in (("GeoJSON as published", _published), ("GeoJSON, simplified as ours", lambda: simplified)):
        body = _geojson(work(), periods)
        theirs = timed(partial(_answer, work, periods), 3)
        rows.append((f"{name}, all date columns", f"{len(body):,}", f"{len(body) / ours_bytes:.0f}",
                     f"{theirs[1] * 1000:.1f}", f"{theirs[1] / ours[1]:.0f}"))  # fmt: skip
    table(f"(a) change of indicator, Berlin, {geography['count']} units, {len(part['periods'])} periods", rows)


def _plain(body: bytes) -> bytes:
    return gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body


def _answer(work: Callable[[], dict[str, object]], periods: int) -> bytes:
    return _geojson(work(), periods)


def _published() -> dict[str, object]:
    file = SHARED / "data" / "berlin_lor" / "geo_until2020" / "berlin-lor-planning-areas-until-2020.geojson"
    shapes: dict[str, object] = json.loads(file.read_text(encoding="utf-8"))
    return shapes


def _geojson(shapes: dict[str, object], periods: int) -> bytes:
    """One answer of the other way: polygons with a column for each date."""
    features = shapes["features"]
    assert isinstance(features, list)
    for position, feature in enumerate(features):
        feature["properties"] = {"ID": f"{position:08d}", "NAME": f"Planungsraum {position}"} | {
            f"DATE_{2012 + year}-12-31": round((position * 37 + year * 11) % 700 / 10, 1) for year in range(periods)
        }
    return gzip.compress(json.dumps(shapes).encode(), 6)


if __name__ == "__main__":
    sys.exit(main())
