"""(d) Cold start and idle memory of the server on the demo town (aims: 3 s, 300 MB)."""

from __future__ import annotations

import statistics
import sys

from benchmarks.common import get, quartier, scratch, serving, table


def main() -> int:
    with scratch() as place:
        workspace = place / "workspace"
        quartier(workspace, "demo", "--no-serve")
        starts, fresh, used = [], [], []
        for _ in range(5):
            with serving(workspace) as server:
                starts.append(server.started)
                fresh.append(server.memory())
                get(f"{server.address}/api/v1/catalogue")
                get(f"{server.address}/api/v1/indicators/sgb2-rate")
                get(f"{server.address}/api/v1/series?indicator=sgb2-rate&unit=city:1")
                used.append(server.memory())
    figures = (("command to first page, s", starts), ("idle memory, MB", fresh), ("after some answers, MB", used))
    table("(d) start and memory, demo town", [
        ("figure", "least", "median", "most"),
        *((name, *(f"{of(found):.2f}" for of in (min, statistics.median, max))) for name, found in figures),
    ])  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
