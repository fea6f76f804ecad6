"""Circles whose area grows with the value (the browser's twin: frontend/src/model/circles.ts)."""

from __future__ import annotations

import math


def radius(value: float, largest: float, biggest: float) -> float:
    """Radius in pixels of a value, given the largest of all periods and the radius of that one."""
    return biggest * math.sqrt(abs(value) / largest) if largest > 0 else 0.0


def biggest(units: int, area: float) -> float:
    """Radius of the largest circle on `area` square pixels: the more units, the smaller, so that none hides another."""
    return min(30.0, max(4.0, 0.5 * math.sqrt(area / max(1, units))))


def legend_values(largest: float) -> list[float]:
    """Three round values: the largest that fits, and about a third and a tenth of it."""
    if not largest > 0:
        return []
    found = [_round_down(largest * share) for share in (1, 0.3, 0.08)]
    return [value for value in dict.fromkeys(found) if value > 0]


def _round_down(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value))
    step = next((m for m in (5, 2.5, 2, 1) if m * power <= value * 1.000001), 1)
    return float(f"{step * power:.6g}")
