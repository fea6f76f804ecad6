"""From data to pixels (the browser's twin: frontend/src/model/scale.ts)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line; where all values are equal, everything stands in the middle."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        if self.high == self.low:
            return (self.start + self.end) / 2
        return self.start + (value - self.low) * (self.end - self.start) / (self.high - self.low)


def ticks(low: float, high: float, wanted: int) -> list[float]:
    """Round numbers that cover a span: 1, 2, 2.5 or 5 times a power of ten apart."""
    if not high > low:
        return [low]
    raw = (high - low) / max(1, wanted)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * 0.999), raw)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{i * step:.12g}") for i in range(first, last + 1)]


def span(values: Iterable[float]) -> tuple[float, float]:
    """The span of an axis of lengths: from zero where nothing is negative, so that no length exaggerates."""
    known = [value for value in values if math.isfinite(value)]
    low, high = min([0.0, *known]), max([0.0, *known])
    return (low, high) if high > low else (low, low + 1)


def spread(wanted: Sequence[float], gap: float, top: float, bottom: float) -> list[float]:
    """Labels that would overlap are pushed apart in their order; all stay within top and bottom where they can."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    out, floor = list(wanted), top
    for i in order:
        out[i] = max(wanted[i], floor)
        floor = out[i] + gap
    ceiling = bottom
    for i in reversed(order):
        out[i] = min(out[i], ceiling)
        ceiling = out[i] - gap
    return out


def sparse(positions: Sequence[float], gap: float) -> list[int]:
    """Which labels fit side by side: the last, the first, then those between."""
    shown: list[int] = []
    for i in (len(positions) - 1, 0, *range(len(positions))):
        if i >= 0 and i not in shown and all(abs(positions[i] - positions[j]) >= gap for j in shown):
            shown.append(i)
    return sorted(shown)
