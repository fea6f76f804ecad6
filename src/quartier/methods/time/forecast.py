"""Short forecasts of short series: three simple methods, chosen by how well they would have done before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from quartier.methods.rates.intervals import z_value
from quartier.methods.results import FloatArray, Reason, numbers, rejected

LONGEST = 5
"""More than five periods ahead nothing is promised."""
MINIMUM = 5
Method = Callable[[FloatArray, int, float], pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Forecast:
    """`table`: rows 1 to horizon with `value`, `lower`, `upper`; `errors`: mean absolute error of each method."""

    method: str
    table: pd.DataFrame
    errors: pd.Series[float]
    reason: Reason | None = None


def drift(values: FloatArray, horizon: int, level: float = 0.95) -> pd.DataFrame:
    """Random walk with drift: ``x_n + h d`` with d the mean change, ``se = s sqrt(h (1 + h / (n - 1)))``.

    s is the standard deviation of the changes with n - 2 degrees of freedom; normal limits. Columns `value`, `lower`,
    `upper`, rows 1 to `horizon`. Source: Hyndman and Athanasopoulos, Forecasting: Principles and Practice (2021), 5.5.
    """
    changes = np.diff(values)
    h = np.arange(1, horizon + 1)
    centre = values[-1] + h * changes.mean()
    error = changes.std(ddof=1) * np.sqrt(h * (1 + h / changes.size))
    return _table(centre, z_value(level) * error)


def linear_trend(values: FloatArray, horizon: int, level: float = 0.95) -> pd.DataFrame:
    """Least-squares line with Student's prediction interval, n - 2 degrees of freedom.

    Columns `value`, `lower`, `upper`. Source: Hyndman and Athanasopoulos (2021), 7.6.
    """
    n = values.size
    t = np.arange(n, dtype=np.float64)
    slope, intercept = np.polyfit(t, values, 1)
    residual = values - intercept - slope * t
    s = np.sqrt((residual**2).sum() / (n - 2))
    ahead = n - 1 + np.arange(1, horizon + 1)
    error = s * np.sqrt(1 + 1 / n + (ahead - t.mean()) ** 2 / ((t - t.mean()) ** 2).sum())
    return _table(intercept + slope * ahead, float(stats.t.ppf(0.5 + level / 2, n - 2)) * error)


def damped_trend(values: FloatArray, horizon: int, level: float = 0.95) -> pd.DataFrame:
    """Damped trend, ETS(A,Ad,N): ``x_(n+h) = l + (phi + ... + phi^h) b``.

    Smoothing parameters by least squares over a grid (alpha .05 to .95, beta 0 to alpha, phi .8 to .98), start values
    exactly by least squares for each of them. ``var_h = s^2 (1 + sum_{j<h} c_j^2)``, ``c_j = alpha + beta (phi + ... +
    phi^j)``. Columns `value`, `lower`, `upper`. Source: Hyndman and Athanasopoulos (2021), 8.7.
    """
    alpha, beta, phi, errors, last, slope = _damped(values)
    powers = np.cumsum(phi ** np.arange(1, horizon + 1))
    c = alpha + beta * powers
    variance = (errors**2).sum() / max(values.size - 3, 1) * (1 + np.concatenate([[0.0], np.cumsum(c**2)[:-1]]))
    return _table(last + powers * slope, z_value(level) * np.sqrt(variance))


_GRID = np.array(
    [
        (alpha, alpha * share, phi)
        for alpha in np.arange(0.05, 1.0, 0.1)
        for share in (0.0, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0)
        for phi in (0.8, 0.85, 0.9, 0.94, 0.98)
    ]
)


def _damped(values: FloatArray) -> tuple[float, float, float, FloatArray, float, float]:
    """Best alpha, beta, phi with the one-step errors, the last level and the last slope.

    All parameters run at once. Everything is linear in the two start values, so it is carried as three parts: what the
    data give, and what a unit of the first level and of the first slope would add.
    """
    alpha, beta, phi = (column[:, None] for column in _GRID.T)
    level, slope = np.tile([0.0, 1.0, 0.0], (len(_GRID), 1)), np.tile([0.0, 0.0, 1.0], (len(_GRID), 1))
    errors = np.empty((values.size, len(_GRID), 3))
    for place, value in enumerate(values):
        expected = level + phi * slope
        errors[place] = np.array([value, 0.0, 0.0]) - expected
        level = expected + alpha * errors[place]
        slope = phi * slope + beta * errors[place]
    parts = errors.transpose(1, 0, 2)
    starts = -(np.linalg.pinv(parts[:, :, 1:]) @ parts[:, :, :1])[:, :, 0]
    left = parts[:, :, 0] + (parts[:, :, 1:] @ starts[:, :, None])[:, :, 0]
    best = int(np.argmin((left**2).sum(axis=1)))
    ends = [float(part[best, 0] + part[best, 1:] @ starts[best]) for part in (level, slope)]
    a, b, f = (float(one) for one in _GRID[best])
    return a, b, f, np.asarray(left[best]), ends[0], ends[1]


METHODS: dict[str, Method] = {"drift": drift, "linear-trend": linear_trend, "damped-trend": damped_trend}


def rolling_origin(values: Sequence[float], horizon: int, shortest: int = 4) -> pd.Series[float]:
    """Mean absolute error of every method when each part of the past forecasts the next `horizon` values.

    Origins run from `shortest` values on. Source: Tashman, International Journal of Forecasting 16 (2000).
    """
    x = numbers(list(values))
    errors: dict[str, list[float]] = {name: [] for name in METHODS}
    for origin in range(shortest, x.size):
        ahead = x[origin : origin + horizon]
        for name, method in METHODS.items():
            centre = numbers(method(x[:origin], ahead.size, 0.95)["value"])
            errors[name] += np.abs(centre - ahead).tolist()
    return pd.Series({name: float(np.mean(found)) if found else np.nan for name, found in errors.items()})


def forecast(values: Sequence[float], horizon: int = 3, level: float = 0.95, lowest: float | None = None) -> Forecast:
    """Forecast by the method that would have done best so far (rolling origin); ties go to the simpler one.

    At equal steps in time; gaps at the ends are left off. `lowest` cuts off impossible values (0 for counts). At most 5
    periods: rejects more. Undefined: ``too-few-periods`` below 5 values, ``missing`` with a gap inside.
    Source: Hyndman and Athanasopoulos (2021), 5.10.
    """
    if not 1 <= horizon <= LONGEST:
        raise rejected(f"a forecast reaches 1 to {LONGEST} periods ahead", "unknown-option", "forecast", str(horizon))
    x = pd.Series(numbers(list(values)))
    inside = numbers(x.loc[x.first_valid_index() : x.last_valid_index()]) if x.notna().any() else np.array([])
    if inside.size < MINIMUM or np.isnan(inside).any():
        reason = Reason.TOO_FEW_PERIODS if inside.size < MINIMUM else Reason.MISSING
        gaps = _table(np.full(horizon, np.nan), np.full(horizon, np.nan))
        return Forecast("", gaps, pd.Series(np.nan, index=list(METHODS)), reason)
    errors = rolling_origin(inside.tolist(), horizon)
    best = str(errors.round(12).idxmin())
    table = METHODS[best](inside, horizon, level)
    return Forecast(best, table if lowest is None else table.clip(lower=lowest), errors)


def _table(centre: FloatArray, reach: FloatArray) -> pd.DataFrame:
    rows = pd.RangeIndex(1, centre.size + 1, name="ahead")
    return pd.DataFrame({"value": centre, "lower": centre - reach, "upper": centre + reach}, index=rows)
