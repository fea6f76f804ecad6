"""(f) The page Karte in Chromium: from click to painted at 86 to 200,250 units; weight of the first and second visit.

Times are taken inside the page, from the event until the map says that nothing is left to paint; headless
Chromium paints by software, so a desk does better. Weights are bytes as they travel, counted by the browser.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ElementHandle, Page, sync_playwright

from benchmarks.common import SHARED, get, python, quartier, scratch, serving, table

FILL = """
import os
import geopandas as gpd, numpy as np, pandas as pd, shapely
from dataclasses import replace
from tests import squares
from quartier.kernel import declared
from quartier.kernel.text import Text
from quartier.catalogue.services import publish_collection
from quartier.kernel.reader import SYSTEM
columns, rows = int(os.environ["COLUMNS"]), int(os.environ["ROWS"])
periods = [f"{y}-12-31" for y in range(2018, 2023)]
def grid(key, order, columns, rows, step):
    x, y = np.meshgrid(np.arange(columns) * step + 500_000, np.arange(rows) * step + 5_700_000)
    codes = np.array([f"{i:06d}" for i in range(columns * rows)])
    cells = shapely.box(x.ravel(), y.ravel(), x.ravel() + step, y.ravel() + step)
    units = gpd.GeoDataFrame({"code": codes, "name": codes}, geometry=cells, crs=25832)
    level = declared.Level(key, Text(f"Raster {key}", f"Grid {key}"), Text("Zellen", "cells"), order,
                           kind=declared.LevelKind.BLOCKS)
    return level, declared.Geography(key, "2020", Text("Raster 2020"), units, "office"), codes
fine, coarse = grid("fine", 2, columns, rows, 100.0), grid("coarse", 3, columns // 3, rows // 3, 300.0)
chance = np.random.default_rng(1)
def figures(indicator):
    return declared.Observations(indicator, pd.concat([pd.DataFrame({"level": level.key, "geography": "2020",
        "unit": np.tile(codes, len(periods)), "period": np.repeat(periods, len(codes)), "slice": "",
        "value": chance.gamma(2, 8, len(codes) * len(periods)).round(1)}) for level, _, codes in (fine, coarse)]))
town = squares.collection()
rate = replace(town.indicators[0], dimensions=())
other = replace(rate, key="other-rate", name=Text("Andere Quote", "Other rate"))
publish_collection(by=SYSTEM, collection=replace(town, levels=(*town.levels, fine[0], coarse[0]),
    geographies=(*town.geographies, fine[1], coarse[1]), indicators=(rate, other),
    observations=(figures("sgb2-rate"), figures("other-rate")), default_level="fine"))
"""
UNTIL_PAINTED = """async (element, option) => {
  const before = document.querySelector("q-map").scene, started = performance.now();
  if (option === null) element.click();
  else { element.selectedIndex = option; element.dispatchEvent(new Event("change", { bubbles: true })); }
  const painted = () => document.querySelector("q-map")?.scene !== before
    && document.querySelector(".q-karte[aria-busy=false]") && !document.querySelector(".q-progress")
    && document.querySelector("q-map[data-painted]");
  do {
    await new Promise((next) => requestAnimationFrame(next));
    if (performance.now() - started > 60000) throw new Error("never painted");
  } while (!painted());
  return performance.now() - started;
}"""
TOWNS = {"koeln": ("koeln", "stadtteil", ""), "berlin until 2020": ("berlin_lor", "planning-area", "2006"),
         "berlin from 2021": ("berlin_lor", "planning-area", "2021")}  # fmt: skip
GRIDS = {"5,040": (72, 70), "200,250": (450, 445)}
PAGES = {"/karte/": 900, "/quartiere/": 250, "/daten/": 250, "/indikatoren/": 250}
"""Path and the most that its first visit may weigh, kB."""
Row = tuple[str, ...]


def main() -> int:
    wanted = set(sys.argv[1:]) or {"weight", "towns", "grids"}
    with sync_playwright() as playwright, scratch() as place:
        found = os.environ.get("QUARTIER_BROWSER") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        if "weight" in wanted:
            table("(f) weight of a visit, Irmenfurt, kB", weights(browser, place / "demo"))
        rows: list[Row] = [("units", "what", "changes", "least, ms", "median, ms")]
        for name, workspace, query in filled(place, wanted):
            with serving(workspace) as server, window(browser) as context:
                rows += changes(context.new_page(), f"{server.address}/karte/?{query}", name)
        if len(rows) > 1:
            table("(f) from click to painted (software rendering)", rows)
        browser.close()
    return 0


def filled(place: Path, wanted: set[str]) -> Iterator[tuple[str, Path, str]]:
    """Name, workspace and question of the map of each town and grid."""
    for name, (folder, level, geography) in TOWNS.items() if "towns" in wanted else ():
        source, workspace = SHARED / "data" / folder, place / folder
        if not source.is_dir():
            print(f"REAL DATA ABSENT: {source} is not there; {name} was not run")
            continue
        if not workspace.exists():
            quartier(workspace, "load", name.split()[0], "--from", str(source), "--quiet")
        yield name, workspace, f"level={level}" + (f"&geography={geography}" if geography else "")
    for name, (columns, rows) in GRIDS.items() if "grids" in wanted else ():
        python(place / name, FILL, COLUMNS=str(columns), ROWS=str(rows))
        yield name, place / name, "indicator=sgb2-rate&level=fine"


@contextmanager
def window(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="de-DE")
    yield context
    context.close()


# --- time -----------------------------------------------------------------------------------------------------------


def changes(page: Page, address: str, name: str) -> list[Row]:
    page.goto(address)
    settle(page)
    units = int(page.evaluate("() => document.querySelector('q-map').scene.frame.n"))
    taken = {"indicator": indicators(page, 6)}
    page.goto(address)
    settle(page)
    taken["period"] = options(page, "Zeitbezug", 6)
    taken["level, there and back"] = options(page, "Raumebene", 2)
    return [
        (f"{units:,} ({name})", what, str(len(each)), f"{min(each):.0f}", f"{statistics.median(each):.0f}")
        for what, each in taken.items() if each
    ]  # fmt: skip


def settle(page: Page) -> None:
    for _ in range(9000):
        if page.evaluate("() => Boolean(document.querySelector('q-map[data-painted]'))"):
            return
        page.wait_for_timeout(20)
    raise RuntimeError("never painted")


def indicators(page: Page, most: int) -> list[float]:
    """Each for the first time: its description and its figures are fetched. Only those that keep the level."""
    taken, level = [], state(page, "level")
    for place in range(1, most + 1):
        page.get_by_role("button", name="Indikator wählen").click()
        results = page.locator("q-picker .q-results li > button")
        results.first.wait_for()
        if place >= results.count():
            page.keyboard.press("Escape")
            break
        wanted = results.nth(place)
        if wanted.get_attribute("aria-current") == "true":
            page.keyboard.press("Escape")
            continue
        time = timed(wanted.element_handle(), None)
        if state(page, "level") == level:
            taken.append(time)
    return taken


def options(page: Page, label: str, most: int) -> list[float]:
    select = page.locator("q-controls select").and_(page.get_by_label(label)).first.element_handle()
    count, now = (int(select.evaluate(f"(one) => one.{of}")) for of in ("options.length", "selectedIndex"))
    order = [*[one for one in range(count) if one != now][: most - 1], now]
    return [timed(select, one) for one in order] if count > 1 else []


def state(page: Page, word: str) -> str:
    return str(page.evaluate("(word) => new URLSearchParams(location.search).get(word) ?? ''", word))


def timed(element: ElementHandle, option: int | None) -> float:
    return float(element.evaluate(UNTIL_PAINTED, option))


# --- weight ---------------------------------------------------------------------------------------------------------


def weights(browser: Browser, workspace: Path) -> list[Row]:
    quartier(workspace, "demo", "--no-serve")
    rows: list[Row] = [("page", "first visit", "most", "second visit", "requests", "heaviest")]
    with serving(workspace) as server:
        for path, most in PAGES.items():
            with window(browser) as context:
                first, second = (visited(context, server.address + path, fresh=fresh) for fresh in (True, False))
            heaviest = sorted(first.items(), key=lambda one: -one[1])[:4]
            names = ", ".join(f"{url.rsplit('/', 1)[-1][:24]} {size / 1000:.0f}" for url, size in heaviest)
            sums = [f"{sum(one.values()) / 1000:.1f}" for one in (first, second)]
            rows.append((path, sums[0], str(most), sums[1], f"{len(first)}, {len(second)}", names))
    return rows


def visited(context: BrowserContext, address: str, *, fresh: bool) -> dict[str, int]:
    """Bytes by address that came over the wire."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    urls: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def finished(event: dict[str, object]) -> None:
        url = urls.get(str(event["requestId"]), "?")
        if not url.startswith(("blob:", "data:")) and event["encodedDataLength"]:
            sizes[url] = sizes.get(url, 0) + int(str(event["encodedDataLength"]).split(".")[0])

    session.on("Network.requestWillBeSent", lambda event: urls.update({event["requestId"]: event["request"]["url"]}))
    session.on("Network.loadingFinished", finished)
    page.goto(address, wait_until="networkidle")
    if "/karte/" in address:
        settle(page)
    page.wait_for_timeout(1000)
    # Code of a worker travels outside the page's session, and once: it is immutable.
    for worker in page.workers if fresh else ():
        sizes.setdefault(worker.url, len(get(worker.url)))
    page.close()
    return sizes


if __name__ == "__main__":
    sys.exit(main())
