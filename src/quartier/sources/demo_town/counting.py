"""Whole persons from shares: rounding that adds up, and chance that is the same on every platform."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def share_out(total: Ints, weight: Floats, cap: Ints | None = None) -> Ints:
    """Split totals into whole parts by weight (largest remainder, Hamilton 1792); parts never exceed `cap`.

    `total`: shape (...); `weight`, `cap`: shape (..., k). Returns (..., k), whose last axis sums to `total`. Raises
    ValueError where the caps leave too little room.
    """
    weight = np.maximum(weight, 0.0) + 1e-12
    if cap is not None:
        weight = np.where(cap > 0, weight, 0.0)
        if (cap.sum(axis=-1) < total).any():
            raise ValueError("the caps leave less room than the total")
    sum_of = weight.sum(axis=-1, keepdims=True)
    exact = np.round(total[..., None] * np.divide(weight, sum_of, out=np.zeros_like(weight), where=sum_of > 0), 7)
    part = np.floor(exact).astype(np.int64)
    rest = total - part.sum(axis=-1)
    rank = np.argsort(np.argsort(-np.round(exact - part, 7), axis=-1, kind="stable"), axis=-1, kind="stable")
    part += (rank < rest[..., None]).astype(np.int64)
    return part if cap is None else _spill(total, part, cap)


def _spill(total: Ints, part: Ints, cap: Ints) -> Ints:
    """Move what exceeds a cap to the parts with room, first to last."""
    part = np.minimum(part, cap)
    rest = total - part.sum(axis=-1)
    for k in range(part.shape[-1]):
        more = np.minimum(rest, cap[..., k] - part[..., k])
        part[..., k] += more
        rest = rest - more
    return part


def steady_noise(rng: np.random.Generator, units: int, years: int, memory: float = 0.85) -> Floats:
    """Standard normal noise, (units, years), each year like the one before (autoregressive of order one)."""
    fresh = rng.standard_normal((years, units))
    series = np.empty_like(fresh)
    series[0] = fresh[0]
    for year in range(1, years):
        series[year] = memory * series[year - 1] + np.sqrt(1 - memory**2) * fresh[year]
    return series.T


def drawn(size: Ints, chance: Floats, noise: Floats) -> Ints:
    """How many of `size` it hits: the binomial distribution by its normal approximation, in 0..size, whole."""
    spread = np.sqrt(size * chance * (1 - chance))
    return np.clip(np.rint(np.round(size * chance + 0.8 * spread * noise, 6)), 0, size).astype(np.int64)


def logistic(x: Floats) -> Floats:
    return np.round(1 / (1 + np.exp(-x)), 9)
