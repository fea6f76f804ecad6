"""County, Land and Bund beside the town: invented, steady, made of whole numerators and denominators."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quartier.kernel.declared import Indicator, IndicatorKind
from quartier.kernel.presence import Presence
from quartier.sources.demo_town.units import BEFORE, REFERENCES
from quartier.sources.frames import complete

_SIZE = {"county": 2.6, "land": 62.0, "bund": 640.0}
"""How many times the town's people live there."""
_RELATIVE: dict[str, tuple[float, float, float]] = {
    "foreigners-share": (0.68, 0.74, 0.80),
    "moves-from-abroad": (0.72, 0.85, 0.95),
    "residence-duration": (1.16, 1.08, 1.05),
    "sgb2-rate": (0.74, 0.84, 0.80),
    "sgb2-children": (0.74, 0.85, 0.80),
    "unemployed": (0.76, 0.86, 0.83),
    "unemployed-youth": (0.80, 0.86, 0.82),
    "unemployed-long-term": (0.97, 1.01, 0.98),
    "basic-security-old-age": (0.70, 0.84, 0.80),
    "asylblg": (0.90, 0.95, 0.95),
    "single-parents": (0.84, 0.91, 0.92),
    "youth-welfare": (0.82, 0.90, 0.88),
    "day-care-rate": (0.97, 0.99, 1.02),
    "language-support": (0.80, 0.92, 0.95),
    "school-entry-findings": (0.92, 0.97, 1.00),
    "gymnasium-transition": (0.90, 0.96, 1.00),
    "leavers-without-certificate": (0.88, 0.97, 1.00),
    "care-rate": (1.08, 1.05, 1.00),
    "disability": (1.05, 1.04, 1.00),
    "housing-benefit": (0.85, 0.95, 0.93),
    "living-space": (1.14, 1.09, 1.08),
    "overcrowding": (0.65, 0.80, 0.88),
    "asking-rent": (0.88, 0.97, 1.06),
    "vacancy": (1.25, 1.10, 1.15),
    "eviction-suits": (0.75, 0.85, 0.90),
    "noise": (0.55, 0.70, 0.72),
    "no2": (0.78, 0.85, 0.90),
    "green-space": (1.15, 1.05, 1.00),
    "turnout": (1.03, 1.02, 1.02),
}
"""Level relative to the town's mean over the years: county, Land, Bund."""


def rows(indicator: Indicator, frame: pd.DataFrame) -> pd.DataFrame:
    """Rows of the reference areas for the total of an indicator, from the town's own; empty where none are known."""
    city = frame.loc[(frame["level"] == "city") & (frame["slice"] == "")].sort_values("period")
    if indicator.kind is IndicatorKind.CLASS or city.empty:
        return frame.iloc[:0]
    relative = _RELATIVE.get(indicator.key, (1.0, 1.0, 1.0))
    return pd.concat(
        [_area(indicator, city, level, relative[k]) for k, (level, *_) in enumerate(REFERENCES)], ignore_index=True
    )


def _area(indicator: Indicator, city: pd.DataFrame, level: str, relative: float) -> pd.DataFrame:
    """Half as lively over the years as the town."""
    size = _SIZE[level]
    found = city.assign(level=level, geography=BEFORE, unit=level.upper(), lower=np.nan, upper=np.nan)
    value = city["value"].to_numpy(dtype=float)
    there = city["presence"].to_numpy() == Presence.VALUE
    if indicator.kind is IndicatorKind.COUNT:
        calm = 0.5 * (value + np.nanmean(value))
        return complete(found.assign(value=np.rint(np.round(calm * size * relative, 4))))
    base = np.rint(np.round(city["denominator"].to_numpy(dtype=float) * size, 4))
    level_of = 0.5 * (value + np.nanmean(value)) * relative / indicator.factor
    top = np.where(there, np.rint(np.round(base * level_of, 4)), np.nan)
    quotient = indicator.factor * top / base
    if indicator.kind is IndicatorKind.MEAN:
        quotient = np.round(quotient, indicator.decimals)
    return complete(found.assign(value=quotient, numerator=top, denominator=base))
