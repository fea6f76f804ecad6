"""Differences of two shares: independent, against the rest of the whole, and of a stock of largely the same people."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats

from quartier.methods.rates.intervals import NAMES, interval_table, rate, two_sided, wilson, z_value
from quartier.methods.results import FloatArray, Reason, Scalar, numbers, parts_of, rejected

Series = pd.Series
_MEDIAN_CHI2 = float(stats.chi2.median(1))


def difference_of_shares(
    successes: Series[float],
    trials: Series[float],
    other_successes: Series[float],
    other_trials: Series[float],
    level: float = 0.95,
) -> pd.DataFrame:
    """Difference of two independent shares, ``p - q``, with Newcombe's hybrid score interval and a test.

    ``lower = d - sqrt((p - l_p)^2 + (u_q - q)^2)``, ``upper = d + sqrt((u_p - p)^2 + (q - l_q)^2)`` from the Wilson
    limits l, u. `p_value` is that of the pooled two-sided z-test. Columns `value`, `lower`, `upper`, `p_value`,
    `reason`. Undefined: ``zero-denominator``. Rejects k > n. Not for two dates of the same people: `change_of_stock`.
    Source: Newcombe, Statistics in Medicine 17 (1998), second paper, method 10.
    """
    one, two = wilson(successes, trials, level), wilson(other_successes, other_trials, level)
    if not one.index.equals(two.index):
        raise rejected("both shares must have the same units", "different-units", "difference")
    p, l_p, u_p = (numbers(one[name]) for name in ("value", "lower", "upper"))
    q, l_q, u_q = (numbers(two[name]) for name in ("value", "lower", "upper"))
    d = p - q
    lower, upper = d - np.hypot(p - l_p, u_q - q), d + np.hypot(u_p - p, q - l_q)
    n, m = numbers(trials), numbers(other_trials)
    table = interval_table(d, lower, upper, one.index, (n == 0) | (m == 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (numbers(successes) + numbers(other_successes)) / (n + m)
        z = d / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    p_value = np.where(d == 0, 1.0, two_sided(z))
    table.insert(3, "p_value", np.where(table["reason"] == "", p_value, np.nan))
    return table


def difference_of_rates(
    events: Series[float],
    persons: Series[float],
    other_events: Series[float],
    other_persons: Series[float],
    per: float = 1000.0,
    level: float = 0.95,
) -> pd.DataFrame:
    """Difference of two independent rates of events per `per` persons, with limits put together from both (MOVER).

    ``lower = d - sqrt((r - l_r)^2 + (u_s - s)^2)`` and so on from the limits of `rate` (Byar, exact below 10 events).
    `p_value` is that of the pooled two-sided z-test. Columns `value`, `lower`, `upper`, `p_value`, `reason`. Undefined:
    ``zero-denominator``. Rejects negative numbers. For shares, where nobody counts twice: `difference_of_shares`.
    Source: Zou and Donner, Statistics in Medicine 27 (2008).
    """
    one, two = rate(events, persons, per, level), rate(other_events, other_persons, per, level)
    if not one.index.equals(two.index):
        raise rejected("both rates must have the same units", "different-units", "difference")
    r, l_r, u_r = (numbers(one[name]) for name in NAMES)
    s, l_s, u_s = (numbers(two[name]) for name in NAMES)
    d, n, m = r - s, numbers(persons), numbers(other_persons)
    lower, upper = d - np.hypot(r - l_r, u_s - s), d + np.hypot(u_r - r, s - l_s)
    table = interval_table(d, lower, upper, one.index, (n == 0) | (m == 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (numbers(events) + numbers(other_events)) / (n + m)
        z = d / per / np.sqrt(pooled * (1 / n + 1 / m))
    p_value = np.where(d == 0, 1.0, two_sided(z))
    table.insert(3, "p_value", np.where(table["reason"] == "", p_value, np.nan))
    return table


def difference_from_rest(successes: Series[float], trials: Series[float], level: float = 0.95) -> pd.DataFrame:
    """Every unit against the rest of the whole (all other units together), as two independent shares.

    Against the whole itself a unit would be compared with its own people, which hides large units' differences.
    Columns as `difference_of_shares` and `rest`, the share of the others. Undefined: ``zero-denominator`` where the
    unit or the rest is empty, ``missing``. Rejects k > n. Source: Newcombe (1998).
    """
    k, n = parts_of(successes, trials, "successes", "trials")
    known = k.notna() & n.notna()
    rest_k = (k[known].sum() - k).clip(lower=0).where(known)
    rest_n = (n[known].sum() - n).where(known)
    table = difference_of_shares(k, n, rest_k.clip(upper=rest_n), rest_n, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        rest = numbers(rest_k) / numbers(rest_n)
    table.insert(4, "rest", np.where(numbers(rest_n) > 0, rest, np.nan))
    return table


def change_of_stock(
    before: Series[float],
    before_of: Series[float],
    after: Series[float],
    after_of: Series[float],
    stay: float | None = None,
    ratio: float | None = None,
    level: float = 0.95,
) -> pd.DataFrame:
    """Change of a share between two dates whose people are largely the same: ``d = k2/n2 - k1/n1``.

    Two samples would be independent; two counts of one stock are not, and the independent test finds far too little.
    ``var d = p1 q1 / n1 + p2 q2 / n2 - 2 cov``. Give one of: `stay`, the share of the group's members at the first date
    who are members at the second (``cov = (stay k1 - min(n1, n2) p1 p2) / (n1 n2)``; at most all of them stay); or
    `ratio`, the variance of usual changes as a part of the independent variance, see `variance_ratio`. Normal interval.
    Columns `value`, `lower`, `upper`, `p_value`, `se`, `reason`. Undefined: ``zero-denominator``; ``constant`` where
    the variance is 0. Rejects k > n, stay or ratio out of range, neither or both of them.
    Source: variance of a difference; for paired proportions Fleiss, Levin and Paik, Statistical Methods for Rates and
    Proportions (2003), chapter 13; overlap of repeated counts as in Kish, Survey Sampling (1965), section 12.4.
    """
    _check_choice(stay, ratio)
    k1_series, n1_series = parts_of(before, before_of, "before", "population before")
    k2_series, n2_series = parts_of(after, after_of, "after", "population after")
    k1, n1, k2, n2 = (numbers(part) for part in (k1_series, n1_series, k2_series, n2_series))
    with np.errstate(divide="ignore", invalid="ignore"):
        p1, p2 = k1 / n1, k2 / n2
        independent = p1 * (1 - p1) / n1 + p2 * (1 - p2) / n2
        variance = (
            independent * ratio if ratio is not None else independent - 2 * _covariance(k1, n1, k2, n2, stay or 0)
        )
    d, se = p2 - p1, np.sqrt(np.maximum(variance, 0.0))
    reach = z_value(level) * se
    table = interval_table(d, d - reach, d + reach, k1_series.index, (n1 == 0) | (n2 == 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        p_value = np.where(d == 0, 1.0, two_sided(d / se))
    still = (table["reason"] == "").to_numpy() & (se == 0)
    table.loc[still, ["lower", "upper"]] = np.nan
    table.loc[still, "reason"] = Reason.CONSTANT.value
    fine = (table["reason"] == "").to_numpy()
    table.insert(3, "p_value", np.where(fine, p_value, np.nan))
    table.insert(4, "se", np.where(fine, se, np.nan))
    return table


def _check_choice(stay: float | None, ratio: float | None) -> None:
    if (stay is None) == (ratio is None):
        raise rejected("give either the stay rate or the variance ratio", "unknown-option", "change")
    if stay is not None and not 0 <= stay <= 1:
        raise rejected("the stay rate must lie between 0 and 1", "unknown-option", "change", str(stay))
    if ratio is not None and ratio <= 0:
        raise rejected("the variance ratio must be positive", "unknown-option", "change", str(ratio))


def _covariance(k1: FloatArray, n1: FloatArray, k2: FloatArray, n2: FloatArray, stay: float) -> FloatArray:
    both = np.minimum(stay * k1, k2)
    return np.asarray((both - np.minimum(n1, n2) * (k1 / n1) * (k2 / n2)) / (n1 * n2))


def variance_ratio(successes: pd.DataFrame, trials: pd.DataFrame) -> Scalar:
    """How much usual changes vary, as a part of what independent samples would: for `change_of_stock`.

    `successes`, `trials`: units x periods in order. Each change of a unit, less the change of the whole in that step,
    is divided by its independent standard error; the ratio is the median of the squares over .4549 (the median of chi2
    with 1 degree of freedom), so that the few units that did change do not count. Below 1 where people stay, above 1
    where reality moves more than chance. Undefined: ``too-few-periods`` (fewer than 2), ``too-few-units`` (fewer than
    10 known changes), ``constant`` where nothing changes. Rejects k > n.
    Source: median-based variance (Hampel 1974); residual variation of a panel after period effects.
    """
    if successes.shape[1] < 2:
        return Scalar.undefined(Reason.TOO_FEW_PERIODS)
    shares, errors, whole = [], [], []
    for name in successes:
        k, n = parts_of(successes[name], trials[name], f"successes {name}", f"trials {name}")
        p = numbers(k) / numbers(n.where(n > 0))
        shares.append(p)
        errors.append(p * (1 - p) / numbers(n.where(n > 0)))
        whole.append(float(np.nansum(numbers(k)) / np.nansum(np.where(np.isnan(k), np.nan, numbers(n)))))
    changes = np.diff(np.array(shares), axis=0) - np.diff(np.array(whole))[:, None]
    variance = np.array(errors)[1:] + np.array(errors)[:-1]
    squares = np.divide(changes**2, variance, out=np.full_like(changes, np.nan), where=variance > 0)
    known = squares[np.isfinite(squares)]
    if known.size < 10:
        return Scalar.undefined(Reason.TOO_FEW_UNITS)
    ratio = float(np.median(known)) / _MEDIAN_CHI2
    return Scalar(ratio) if ratio > 0 else Scalar.undefined(Reason.CONSTANT)
