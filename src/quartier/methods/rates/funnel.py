"""Funnel limits: which areas differ from the whole by more than chance and usual variation explain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from scipy import stats

from quartier.methods.rates.intervals import z_value
from quartier.methods.results import FloatArray, Reason, counts, numbers, parts_of

LEVELS = (0.95, 0.998)


def overdispersion(z: FloatArray, winsorise: float = 0.1) -> tuple[float, float]:
    """Over-dispersion factor and its p-value: ``phi = mean z_w^2`` over the areas, z winsorised at `winsorise`.

    The lowest and highest tenth of the z-scores take the value of the quantile, so that the few areas that are sought
    do not widen the limits. Under chance alone ``I phi`` follows about chi2 with I degrees of freedom.
    Source: Spiegelhalter, Statistics in Medicine 24 (2005), section 3.2; Qual Saf Health Care 14 (2005).
    """
    known = z[np.isfinite(z)]
    if known.size < 2:
        return 1.0, 1.0
    low, high = np.quantile(known, [winsorise, 1 - winsorise])
    phi = float((np.clip(known, low, high) ** 2).mean())
    return phi, float(stats.chi2.sf(known.size * phi, known.size))


def funnel_of_shares(
    successes: pd.Series[float],
    trials: pd.Series[float],
    levels: Sequence[float] = LEVELS,
    baseline: float | None = None,
    inflate: str = "if-significant",
) -> pd.DataFrame:
    """Funnel of shares: ``theta -+ z sqrt(phi theta (1 - theta) / n)``, cut off at 0 and 1.

    theta: `baseline` (0 to 1), default the share of all units together. phi: see `overdispersion`; `inflate` is
    ``never``, ``always`` (where phi > 1) or ``if-significant`` (p < .05). Columns `value`, `baseline`, a pair
    ``lower_95``, ``upper_95`` a level, `z` (after inflation), `phi`, `position` (-2, -1, 0, 1, 2: below or above the
    outer, the inner limits), `reason`. Undefined: ``zero-denominator``; ``constant`` where theta is 0 or 1. Rejects
    k > n. Source: Spiegelhalter (2005); PHE, Technical Guide (2018).
    """
    k_series, n_series = parts_of(successes, trials, "successes", "trials")
    k, n = numbers(k_series), numbers(n_series)
    known = ~np.isnan(k) & ~np.isnan(n) & (n > 0)
    theta = float(k[known].sum() / n[known].sum()) if baseline is None and known.any() else float(baseline or 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(theta * (1 - theta) / n)
        value = k / n
    return _funnel(value, theta, error, n, k_series.index, levels, inflate, (0.0, 1.0))


def funnel_of_rates(
    events: pd.Series[float],
    expected: pd.Series[float],
    levels: Sequence[float] = LEVELS,
    inflate: str = "if-significant",
) -> pd.DataFrame:
    """Funnel of ratios observed to expected around 1: ``1 -+ z sqrt(phi / E)``, cut off at 0.

    `expected`: the events that the rates of the whole would give (persons times the overall rate, or `indirect`).
    Columns and parameters as `funnel_of_shares`. Undefined: ``zero-denominator`` where E = 0. Rejects negative numbers.
    Source: Spiegelhalter (2005).
    """
    o_series, e_series = counts(events, "events"), counts(expected, "expected")
    o, e = numbers(o_series), numbers(e_series)
    with np.errstate(divide="ignore", invalid="ignore"):
        return _funnel(o / e, 1.0, np.sqrt(1 / e), e, o_series.index, levels, inflate, (0.0, np.inf))


def _funnel(
    value: FloatArray,
    theta: float,
    error: FloatArray,
    size: FloatArray,
    index: pd.Index,
    levels: Sequence[float],
    inflate: str,
    bounds: tuple[float, float],
) -> pd.DataFrame:
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(size > 0, (value - theta) / error, np.nan)
    phi, p = overdispersion(z)
    factor = phi if phi > 1 and (inflate == "always" or (inflate == "if-significant" and p < 0.05)) else 1.0
    reason = np.where(np.isnan(value), Reason.MISSING.value, np.where(np.isfinite(z), "", Reason.CONSTANT.value))
    reason = np.where(size == 0, Reason.ZERO_DENOMINATOR.value, reason)
    gap = reason != ""
    table = pd.DataFrame({"value": np.where(gap, np.nan, value), "baseline": theta}, index=index)
    position = np.zeros(len(value))
    for level in sorted(levels):
        reach = z_value(level) * np.sqrt(factor) * error
        name = f"{100 * level:g}".replace(".", "_")
        table[f"lower_{name}"] = np.where(gap, np.nan, np.maximum(theta - reach, bounds[0]))
        table[f"upper_{name}"] = np.where(gap, np.nan, np.minimum(theta + reach, bounds[1]))
        position += np.sign(np.nan_to_num(z)) * (np.abs(np.nan_to_num(z)) > z_value(level) * np.sqrt(factor))
    table["z"] = np.where(gap, np.nan, z / np.sqrt(factor))
    table["phi"] = factor
    table["position"] = pd.array(np.where(gap, np.nan, position), dtype="Int64")
    return table.assign(reason=reason.astype(object))
