"""The ground plan of the demo town: outline, river, railway, streets, parks.

Drawn by hand as a few control points, so that the town looks like one. Metres around the market square; `ORIGIN` moves
them to EPSG:25832. Nothing here is random.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from shapely import LineString, Polygon

ORIGIN = (566_000.0, 5_853_000.0)
"""Market square in EPSG:25832 (a heath without any town)."""
CRS = "EPSG:25832"

Points = tuple[tuple[float, float], ...]

_OUTLINE: Points = (
    (5250, -250), (5350, 500), (4700, 1000), (4050, 1250), (4100, 2050), (4350, 2500), (3650, 2950), (3500, 3650),
    (2600, 3850), (2250, 4300), (1300, 4100), (850, 4650), (-150, 4450), (-450, 3950), (-1400, 3800), (-2050, 4350),
    (-2700, 4100), (-3450, 4400), (-4500, 4150), (-5050, 3700), (-4800, 3000), (-5000, 2300), (-4500, 1700),
    (-4550, 950), (-5250, 650), (-5450, -150), (-4800, -650), (-4650, -1250), (-4050, -1600), (-4350, -2300),
    (-4050, -2900), (-4200, -3400), (-3300, -3800), (-2600, -3500), (-2050, -3700), (-1450, -3350), (-950, -3850),
    (-150, -4250), (600, -3950), (1150, -4100), (1900, -3650), (2500, -3700), (3150, -3100), (3900, -3250),
    (4950, -2900), (5050, -2150), (4550, -1650), (4750, -900),
)  # fmt: skip
RIVER: Points = (
    (6400, -3300), (4300, -2150), (3300, -2250), (2400, -1500), (1900, -650), (1150, -330), (760, 250), (260, 640),
    (-480, 620), (-1050, 1050), (-1300, 1850), (-2150, 2250), (-2700, 3100), (-3650, 3250), (-5400, 4700),
)  # fmt: skip
RAILWAY: Points = (
    (-6300, -1250), (-4300, -1500), (-2600, -1120), (-1200, -1010), (0, -1080), (1200, -1320), (2600, -1050),
    (3900, 150), (6100, 1350),
)  # fmt: skip
BRANCH_LINE: Points = ((700, -1210), (1050, -1900), (900, -3000), (1450, -4100), (1500, -5200))
BYPASS: Points = (
    (-6200, -2750),
    (-3600, -2550),
    (-1500, -2950),
    (450, -2700),
    (2500, -3050),
    (4300, -3300),
    (6300, -4200),
)
STREETS: tuple[tuple[str, Points], ...] = (
    ("Hamburger Straße", ((100, 520), (180, 1300), (420, 2400), (350, 3500), (800, 5600))),
    ("Heidestraße", ((420, 360), (1250, 1050), (2050, 1900), (2700, 3000), (3800, 4500))),
    ("Irmetalstraße", ((560, -40), (1500, 260), (2700, 650), (3900, 1000), (5900, 900))),
    ("Hafenstraße", ((480, -430), (1150, -850), (2100, -1900), (3400, -2700), (4600, -3900))),
    ("Bahnhofstraße", ((0, -560), (-30, -1080), (-150, -2000), (-500, -3200), (-300, -5300))),
    ("Kasseler Straße", ((-330, -470), (-1050, -1350), (-2000, -2300), (-2900, -3200), (-4000, -4600))),
    ("Westerallee", ((-560, -60), (-1600, -150), (-2900, -350), (-4100, -250), (-6100, -500))),
    ("Bergstraße", ((-430, 330), (-1400, 700), (-2400, 900), (-3600, 1500), (-5700, 1700))),
    ("Mühlenstraße", ((-180, 540), (-560, 1500), (-900, 2800), (-1500, 3700), (-1700, 5600))),
    ("Gartenstraße", ((-950, 2850), (300, 2450), (1300, 2650), (2450, 2450), (3250, 1950), (3300, 820))),
    ("Industriestraße", ((3300, 820), (3150, -350), (3700, -1300), (3500, -2450))),
    ("Südring", ((3300, -2500), (2000, -2250), (900, -2150), (-150, -2000), (-1200, -2120), (-1950, -2250))),
    ("Westring", ((-1950, -2250), (-2500, -1200), (-2450, -300), (-2500, 900), (-2250, 2150), (-950, 2850))),
)
RINGS: tuple[tuple[str, float, float, float], ...] = (
    ("Wall", 560.0, 520.0, 0.05),
    ("Innerer Ring", 1250.0, 1150.0, 0.04),
)
"""Name, half axes (m) and how far they waver."""
PARKS: tuple[tuple[str, Points], ...] = (
    ("Stadtpark", ((-1120, 1200), (-800, 1000), (-620, 1200), (-680, 1600), (-900, 1900), (-1180, 1900))),
    ("Bürgerpark", ((1750, -420), (2350, -300), (2650, 120), (2350, 420), (1750, 150))),
    ("Südfriedhof", ((-900, -2350), (-300, -2300), (-380, -2750), (-850, -2800))),
    ("Irmeauen", ((-2300, 2450), (-2750, 3250), (-3650, 3400), (-4300, 4000), (-3300, 4200), (-2200, 3200))),
    ("Hoher Forst", ((-5200, 1950), (-3950, 1750), (-3350, 2300), (-3800, 3000), (-4700, 2700))),
    ("Heidesee", ((2300, 3650), (2900, 3250), (3400, 3250), (3200, 3900), (2500, 4200))),
)


def smooth(points: Points, step: float = 40.0, closed: bool = False) -> npt.NDArray[np.float64]:
    """A centripetal-free Catmull-Rom curve through the points (Catmull and Rom 1974), one vertex every `step` metres.

    Returns an array (n, 2), rounded to 0.1 m.
    """
    given = np.asarray(points, dtype=float)
    if closed:
        ring = np.vstack([given[-1], given, given[0], given[1]])
    else:
        ring = np.vstack([2 * given[0] - given[1], given, 2 * given[-1] - given[-2]])
    pieces = []
    for before, start, end, after in zip(ring[:-3], ring[1:-2], ring[2:-1], ring[3:], strict=True):
        count = max(2, int(np.hypot(*(end - start)) / step))
        t = (np.arange(count) / count)[:, None]
        pieces.append(
            0.5
            * (
                2 * start
                + (end - before) * t
                + (2 * before - 5 * start + 4 * end - after) * t**2
                + (3 * start - before - 3 * end + after) * t**3
            )
        )
    if not closed:
        pieces.append(ring[-2][None, :])
    return np.round(np.vstack(pieces), 1)


def _ring(across: float, up: float, waver: float) -> LineString:
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    reach = 1 + waver * (np.sin(3 * angle + 0.7) + 0.6 * np.sin(5 * angle))
    points = np.column_stack([across * reach * np.cos(angle), up * reach * np.sin(angle) - 30])
    return LineString(np.round(np.vstack([points, points[:1]]), 1))


def outline() -> Polygon:
    """The town's boundary: the drawn outline with the small corners of field boundaries, metres around the origin."""
    curve = smooth(_OUTLINE, step=130.0, closed=True)
    k = np.arange(len(curve))
    corner = 28 * np.sin(2.4 * k) + 22 * np.sin(1.1 * k + 1) + 14 * np.sin(5.3 * k)
    return Polygon(np.round(curve * (1 + corner / np.hypot(curve[:, 0], curve[:, 1]))[:, None], 1))


def river() -> LineString:
    return LineString(smooth(RIVER))


def railways() -> dict[str, LineString]:
    return {"Hauptbahn": LineString(smooth(RAILWAY)), "Hafenbahn": LineString(smooth(BRANCH_LINE))}


def streets() -> dict[str, LineString]:
    """Main streets by name, with the two rings and the bypass."""
    drawn = {name: LineString(smooth(points)) for name, points in STREETS}
    rings = {name: _ring(across, up, waver) for name, across, up, waver in RINGS}
    return drawn | rings | {"Südumgehung": LineString(smooth(BYPASS, step=80.0))}


def parks() -> dict[str, Polygon]:
    return {name: Polygon(smooth(points, closed=True)) for name, points in PARKS}
