"""What kind of place each piece of the town is: hidden factors from which the figures follow."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

YEARS: tuple[int, ...] = tuple(range(2010, 2025))


@dataclass(frozen=True)
class Character:
    """A kind of quarter.

    `density`: persons per hectare of an inhabited block in 2010; `status`: social position (standard deviations, high
    is well off); `kids`, `young`, `old`: surplus of children, of people aged 18-34, of people over 65 (logarithmic);
    `foreign`: share without German nationality in 2010; `growth`: of the population a year; `drift`: change of status a
    year; `arrival`: pull on people who come as refugees.
    """

    density: float
    status: float
    kids: float
    young: float
    old: float
    foreign: float
    growth: float = 0.002
    drift: float = 0.0
    arrival: float = 1.0


CHARACTERS: dict[str, Character] = {
    "old-town": Character(35, 0.1, -0.25, 0.40, 0.00, 0.110, 0.004, 0.015),
    "station": Character(55, -1.3, 0.05, 0.45, -0.30, 0.290, 0.006, -0.01, 4.5),
    "workers": Character(48, -0.35, -0.05, 0.35, -0.20, 0.135, 0.004, 0.01, 1.3),
    "rising": Character(50, -0.70, -0.10, 0.45, -0.25, 0.170, 0.006, 0.155, 0.6),
    "campus": Character(42, 0.0, -0.40, 0.85, -0.35, 0.130, 0.006, 0.01, 1.0),
    "estate": Character(47, -1.85, 0.32, 0.05, 0.00, 0.240, 0.001, -0.015, 3.0),
    "slipping": Character(31, -0.30, 0.02, 0.05, 0.10, 0.100, 0.000, -0.105, 2.2),
    "post-war": Character(28, -0.10, -0.05, 0.00, 0.25, 0.070, 0.000, -0.01, 1.0),
    "family": Character(18, 0.75, 0.28, -0.15, -0.15, 0.050, 0.012, 0.01, 0.4),
    "new": Character(8, 0.85, 0.45, 0.05, -0.45, 0.060, 0.055, 0.01, 0.4),
    "villa": Character(13, 1.75, 0.05, -0.25, 0.22, 0.045, 0.001, 0.01, 0.15),
    "village": Character(4.5, 0.65, 0.10, -0.20, 0.05, 0.025, 0.003, 0.005, 0.25),
    "harbour": Character(0.7, -0.9, -0.20, 0.30, -0.40, 0.200, 0.000, 0.0, 2.0),
    "empty": Character(0.0, 0.0, 0.0, 0.0, 0.0, 0.100, 0.000, 0.0, 0.0),
}


def values(kinds_of: list[str], name: str) -> Floats:
    """One factor of the kinds, as an array."""
    return np.array([float(getattr(CHARACTERS[kind], name)) for kind in kinds_of])


def wave(peaks: dict[int, float], fade: float) -> Floats:
    """A series over YEARS that rises by the given amounts and fades by the factor `fade` a year."""
    level, series = 0.0, []
    for year in YEARS:
        level = level * fade + peaks.get(year, 0.0)
        series.append(level)
    return np.array(series)
