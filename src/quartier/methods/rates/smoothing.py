"""Empirical Bayes: the rate of a small area is drawn towards that of all, or of its neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from quartier.methods.results import FloatArray, Reason, counts, numbers, rejected


def empirical_bayes(events: pd.Series[float], persons: pd.Series[float]) -> pd.DataFrame:
    """Marshall's global empirical Bayes estimate: ``w r + (1 - w) m`` with ``w = a / (a + m / b)``.

    ``m = sum e / sum b`` is the overall rate, ``a = max(0, s2 - m / mean b)`` the variance between areas with
    ``s2 = sum b (r - m)^2 / sum b``. The fewer the persons, the nearer to m; where a = 0 all areas take m. Columns
    `value`, `weight` (1: not drawn), `raw`, `reason`; the attributes ``m`` and ``a`` stand in ``table.attrs``.
    Undefined: ``zero-denominator``, ``too-few-units`` with one area. Rejects negative numbers.
    Source: Marshall, JRSS C 40 (1991); equal to R's spdep::EBest (family binomial off).
    """
    e_series, b_series = _both(events, persons)
    e, b = numbers(e_series), numbers(b_series)
    used = ~np.isnan(e) & ~np.isnan(b) & (b > 0)
    if used.sum() < 2:
        return _table(np.full(e.size, np.nan), np.full(e.size, np.nan), e, b, e_series.index, Reason.TOO_FEW_UNITS)
    m = float(e[used].sum() / b[used].sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = e / b
        s2 = float((b[used] * (raw[used] - m) ** 2).sum() / b[used].sum())
        a = max(0.0, s2 - m / float(b[used].mean()))
        weight = np.where(used, _weight(np.full(e.size, a), m / b), np.nan)
    table = _table(weight * raw + (1 - weight) * m, weight, e, b, e_series.index, Reason.MISSING)
    table.attrs.update(m=m, a=a)
    return table


def spatial_empirical_bayes(events: pd.Series[float], persons: pd.Series[float], neighbours: Any) -> pd.DataFrame:
    """Marshall's local estimate: as `empirical_bayes`, with m, s2 and mean b of the area and its neighbours alone.

    `neighbours`: square matrix (dense or SciPy sparse) in the order of the index; every entry other than 0 is a
    neighbour, the area itself is always one. An area without neighbours is undefined (``no-neighbours``). Other columns
    and rejections as `empirical_bayes`. Source: Marshall (1991); equal to R's spdep::EBlocal.
    """
    e_series, b_series = _both(events, persons)
    e, b = numbers(e_series), numbers(b_series)
    near = _with_self(neighbours, e.size)
    used = ~np.isnan(e) & ~np.isnan(b) & (b > 0)
    near = near @ sparse.diags_array(used.astype(np.float64))
    people, cases = near @ np.where(used, b, 0.0), near @ np.where(used, e, 0.0)
    members = near @ np.ones(e.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = np.where(used, e / b, 0.0)
        m = cases / people
        filled = np.where(used, b, 0.0)
        squares = near @ (filled * raw**2) - 2 * m * (near @ (filled * raw)) + m**2 * people
        a = np.maximum(squares / people - m / (people / members), 0.0)
        weight = np.where(used, _weight(a, m / b), np.nan)
    alone = used & (members < 2)
    value = np.where(alone, np.nan, weight * raw + (1 - weight) * m)
    table = _table(value, np.where(alone, np.nan, weight), e, b, e_series.index, Reason.MISSING)
    table.loc[alone, "reason"] = Reason.NO_NEIGHBOURS.value
    return table


def _both(events: pd.Series[float], persons: pd.Series[float]) -> tuple[pd.Series[float], pd.Series[float]]:
    e, b = counts(events, "events"), counts(persons, "persons")
    if not e.index.equals(b.index):
        raise rejected("events and persons have different units", "different-units", "empirical Bayes")
    return e, b


def _weight(between: FloatArray, within: FloatArray) -> FloatArray:
    """a / (a + m/b); 0 where both are 0 (no events at all: the rate is 0 either way)."""
    total = between + within
    return np.divide(between, total, out=np.zeros_like(total), where=total > 0)


def _with_self(neighbours: Any, size: int) -> sparse.csr_array:
    matrix = sparse.csr_array(neighbours)
    if matrix.shape != (size, size):
        raise rejected("the neighbours must be a square matrix of all units", "different-units", "neighbours")
    matrix = (matrix != 0).astype(np.float64)
    return sparse.csr_array(((matrix + sparse.eye_array(size)) != 0).astype(np.float64))


def _table(
    value: FloatArray, weight: FloatArray, e: FloatArray, b: FloatArray, index: pd.Index, otherwise: Reason
) -> pd.DataFrame:
    with np.errstate(divide="ignore", invalid="ignore"):
        raw = np.where(b > 0, e / b, np.nan)
    reason = np.where(np.isnan(e) | np.isnan(b), Reason.MISSING.value, np.where(np.isnan(value), otherwise.value, ""))
    reason = np.where(b == 0, Reason.ZERO_DENOMINATOR.value, reason)
    return pd.DataFrame({"value": value, "weight": weight, "raw": raw, "reason": reason.astype(object)}, index=index)
