"""The bare formulas of two-group segregation, for one city or for a thousand simulated ones at a time.

Every function takes arrays whose **last axis is the units**: `x` members of the group, `t` everybody; further axes
(simulations) broadcast. They check nothing and return NaN where a formula has no value; `single` gives the reasons.
Units without people have weight 0 everywhere. Letters as in Massey & Denton (1988): x group, y the rest, t = x + y,
p = x/t, P = X/T.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from quartier.methods.results import FloatArray

Formula = Callable[[FloatArray, FloatArray], FloatArray]


def ratio(above: FloatArray, below: FloatArray) -> FloatArray:
    """above / below, NaN where below is 0."""
    above, below = np.broadcast_arrays(np.asarray(above, dtype=float), np.asarray(below, dtype=float))
    return np.asarray(np.divide(above, below, out=np.full(above.shape, np.nan), where=below != 0))


def share(x: FloatArray, t: FloatArray) -> FloatArray:
    """p = x/t; 0 in units without people, whose weight is 0 wherever it is used."""
    x, t = np.broadcast_arrays(np.asarray(x, dtype=float), np.asarray(t, dtype=float))
    return np.divide(x, t, out=np.zeros(x.shape), where=t > 0)


def overall(x: FloatArray, t: FloatArray) -> FloatArray:
    """P = X/T."""
    return ratio(np.sum(x, axis=-1), np.sum(t, axis=-1))


def distribution(x: FloatArray) -> FloatArray:
    """x/X: which part of the group lives in each unit."""
    return ratio(x, np.sum(x, axis=-1, keepdims=True))


def entropy(p: FloatArray) -> FloatArray:
    """-p ln p - (1-p) ln(1-p), with 0 ln 0 = 0."""
    return minus_x_log_x(p) + minus_x_log_x(1.0 - np.asarray(p, dtype=float))


def minus_x_log_x(p: FloatArray) -> FloatArray:
    """-p ln p, 0 at p = 0."""
    p = np.asarray(p, dtype=float)
    return -p * np.log(p, out=np.zeros(p.shape), where=p > 0)


def dissimilarity(x: FloatArray, t: FloatArray) -> FloatArray:
    difference = distribution(x)
    difference = difference - distribution(t - x)
    return np.asarray(0.5 * np.sum(np.abs(difference, out=difference), axis=-1))


def gini(x: FloatArray, t: FloatArray) -> FloatArray:
    """Area between the segregation curve and the diagonal, by one sort instead of all n² pairs."""
    order = np.argsort(share(x, t), axis=-1, kind="stable")
    a = np.cumsum(np.take_along_axis(distribution(x), order, axis=-1), axis=-1)
    b = np.cumsum(np.take_along_axis(distribution(t - x), order, axis=-1), axis=-1)
    return np.asarray(np.sum(a[..., 1:] * b[..., :-1] - a[..., :-1] * b[..., 1:], axis=-1))


def isolation(x: FloatArray, t: FloatArray) -> FloatArray:
    return np.asarray(np.sum(distribution(x) * share(x, t), axis=-1))


def exposure(x: FloatArray, t: FloatArray) -> FloatArray:
    return np.asarray(np.sum(distribution(x) * share(t - x, t), axis=-1))


def correlation_ratio(x: FloatArray, t: FloatArray) -> FloatArray:
    P = overall(x, t)
    return ratio(isolation(x, t) - P, 1.0 - P)


def information_theory(x: FloatArray, t: FloatArray) -> FloatArray:
    E = entropy(overall(x, t))
    within = np.sum(t * entropy(share(x, t)), axis=-1)
    return 1.0 - ratio(within, np.sum(t, axis=-1) * E)


def atkinson(x: FloatArray, t: FloatArray, b: float = 0.5) -> FloatArray:
    P, p = overall(x, t), share(x, t)
    inner = ratio(np.sum((1.0 - p) ** (1.0 - b) * p**b * t, axis=-1), P * np.sum(t, axis=-1))
    return 1.0 - ratio(P, 1.0 - P) * np.abs(inner) ** (1.0 / (1.0 - b))


def min_max(x: FloatArray, t: FloatArray) -> FloatArray:
    a, b = distribution(x), distribution(t - x)
    return 1.0 - ratio(np.sum(np.minimum(a, b), axis=-1), np.sum(np.maximum(a, b), axis=-1))


FORMULAS: dict[str, Formula] = {
    "dissimilarity": dissimilarity,
    "gini": gini,
    "isolation": isolation,
    "exposure": exposure,
    "correlation-ratio": correlation_ratio,
    "information-theory": information_theory,
    "atkinson": atkinson,
    "min-max": min_max,
}
