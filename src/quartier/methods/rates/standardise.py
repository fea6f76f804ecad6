"""Standardisation: rates of areas with different age structures made comparable."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quartier.methods.rates.intervals import NAMES, byar, interval_table
from quartier.methods.results import numbers, rejected


def direct(
    events: pd.DataFrame,
    persons: pd.DataFrame,
    standard: pd.Series[float],
    per: float = 1000.0,
    level: float = 0.95,
    minimum_events: float = 10.0,
) -> pd.DataFrame:
    """Directly standardised rate: ``per * sum_a w_a (o_a / n_a) / sum_a w_a`` over the age groups a.

    `events`, `persons`: units x age groups; `standard`: the standard population w. Interval by Dobson: the Byar
    limits of the total count, scaled by ``sqrt(var / O)`` with ``var = sum w^2 o / n^2 / (sum w)^2``. Columns
    `value`, `lower`, `upper`, `events`, `reason`. Undefined: ``zero-denominator`` where an age group has no persons.
    The flag `few` marks totals below `minimum_events`, where PHE gives no rate. Rejects negative numbers and unequal
    shapes. Source: Dobson et al., Statistics in Medicine 10 (1991); PHE, Technical Guide: Confidence Intervals
    (2018).
    """
    _check(events, persons, list(standard.index))
    o, n, w = numbers(events), numbers(persons), numbers(standard)
    total = o.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = (w * o / n).sum(axis=1) / w.sum()
        spread = np.sqrt((w**2 * o / n**2).sum(axis=1) / w.sum() ** 2 / total)
    count = byar(pd.Series(total, index=events.index), level)
    spread = np.where(total == 0, np.nan, spread)
    lower, upper = (value + spread * (numbers(count[name]) - total) for name in ("lower", "upper"))
    table = interval_table(per * value, per * lower, per * upper, events.index, (n == 0).any(axis=1))
    return table.assign(events=total, few=total < minimum_events)


def indirect(
    events: pd.Series[float],
    persons: pd.DataFrame,
    standard_rates: pd.Series[float],
    level: float = 0.95,
) -> pd.DataFrame:
    """Standardised ratio ``O / E`` with ``E = sum_a n_a r_a`` from the standard's age-specific rates r (0 to 1).

    1 means as many events as the standard's rates would give. Interval: Byar limits of O (exact below 10), over E.
    Columns `value`, `lower`, `upper`, `expected`, `reason`. Undefined: ``zero-denominator`` where E = 0. Rejects
    negative numbers and other age groups. Source: Breslow and Day (1987); PHE, Technical Guide (2018).
    """
    _check(persons, persons, list(standard_rates.index))
    expected = numbers(persons) @ numbers(standard_rates)
    count = byar(events, level, exact_below=10.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        value, lower, upper = (numbers(count[name]) / expected for name in NAMES)
    return interval_table(value, lower, upper, persons.index, expected == 0).assign(expected=expected)


def _check(events: pd.DataFrame, persons: pd.DataFrame, groups: list[object]) -> None:
    if list(events.columns) != groups or list(persons.columns) != groups or not events.index.equals(persons.index):
        raise rejected(
            "events, persons and standard must have the same units and groups", "different-units", "standard"
        )
    if (numbers(events) < 0).any() or (numbers(persons) < 0).any():
        raise rejected("events and persons must not be negative", "negative-count", "standardisation")
