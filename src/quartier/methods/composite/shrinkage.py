"""Shrinkage: the rate of a small area is drawn towards that of the larger area around it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quartier.methods.results import FloatArray, Reason, numbers, parts_of, rejected


def shrink(
    numerator: pd.Series[float],
    denominator: pd.Series[float],
    area: pd.Series[str] | None = None,
    centring: str = "larger",
) -> pd.DataFrame:
    """Shrinkage of the English indices: rate ``antilogit(w M + (1 - w) MM)``.

    ``M = ln((r + .5) / (n - r + .5))`` is the empirical logit of the small area, MM that of its larger area from
    summed counts, ``s2 = (n + 1)(n + 2) / (n (r + 1)(n - r + 1))`` its variance, ``t2`` the variance of M between the
    small areas of one larger area, ``w = (1/s2) / (1/s2 + 1/t2)``. t2 is centred on MM (`centring` "larger") or on
    the mean of M ("mean"): editions differ. Without `area` all units make up one larger area.

    Returns `rate`, `weight` (1: not shrunk), `raw` and `reason` with the same index. Undefined: ``zero-denominator``
    where n = 0 (the unit takes no part), ``too-few-units`` where a larger area has one unit. Rates are shares, 0 to 1.
    Rejects negative counts and numerators above denominators.
    Source: Scottish Index of Deprivation 2003, appendix 1; McLennan et al. (2019), appendix D.
    """
    if centring not in ("larger", "mean"):
        raise rejected("centring must be larger or mean", "unknown-option", "shrinkage", found=centring)
    r, n = parts_of(numerator, denominator, "numerator", "denominator")
    groups = pd.Series("", index=r.index) if area is None else area
    usable = (n > 0) & r.notna() & groups.notna()
    logit, variance = _logits(numbers(r[usable]), numbers(n[usable]))
    larger, between, sizes = _larger(logit, r[usable], n[usable], groups[usable], centring)
    weight = between / (between + variance)
    rate = 1 / (1 + np.exp(-(weight * logit + (1 - weight) * larger)))
    table = pd.DataFrame({"rate": rate, "weight": weight, "raw": r[usable] / n[usable]}, index=r.index[usable])
    table.loc[sizes < 2, ["rate", "weight"]] = np.nan
    table = table.reindex(r.index)
    reasons = np.where(n == 0, Reason.ZERO_DENOMINATOR.value, Reason.MISSING.value)
    reasons = np.where(usable, np.where(table["rate"].isna(), Reason.TOO_FEW_UNITS.value, ""), reasons)
    return table.assign(reason=reasons)


def _logits(r: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    return np.log((r + 0.5) / (n - r + 0.5)), (n + 1) * (n + 2) / (n * (r + 1) * (n - r + 1))


def _larger(
    logit: FloatArray, r: pd.Series[float], n: pd.Series[float], groups: pd.Series[str], centring: str
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Per small area: logit of its larger area, variance between the small areas in it, and how many they are."""
    keys = groups.to_numpy()
    sums = pd.DataFrame({"r": r, "n": n}).groupby(keys).transform("sum")
    larger, _ = _logits(numbers(sums["r"]), numbers(sums["n"]))
    own = pd.Series(logit, index=r.index).groupby(keys)
    centre = larger if centring == "larger" else numbers(own.transform("mean"))
    sizes = numbers(own.transform("size").astype("float64"))
    squares = pd.Series((logit - centre) ** 2, index=r.index).groupby(keys).transform("sum")
    with np.errstate(divide="ignore", invalid="ignore"):
        between = numbers(squares) / (sizes - 1)
    return larger, between, sizes
