"""Multiple environmental burden, and arrival quarters: function beside vulnerability, not one deficit."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

import numpy as np
import pandas as pd

from quartier.methods.composite.aggregate import arithmetic_mean
from quartier.methods.composite.classes import classes_by_breaks
from quartier.methods.composite.normalise import z_score
from quartier.methods.composite.quantiles import quantiles
from quartier.methods.results import Column, FloatArray, Reason, numbers, rejected

LOW, MEDIUM, HIGH = 1, 2, 3


def burden_classes(
    values: pd.Series[float],
    limits: tuple[float, float] | None = None,
    quantile_type: int = 7,
    less_is_worse: bool = False,
) -> Column:
    """Burden 1 (low), 2 (medium), 3 (high): the best and the worst quarter of all units, or fixed `limits`.

    Relative: up to the lower quartile low, above the upper one high; a quarter of the units is then always "high".
    Absolute: up to `limits[0]` low, above `limits[1]` high (a guideline of WHO or EU). `less_is_worse` for green space.
    Undefined: ``too-few-units`` (fewer than 4, relative). Rejects limits that do not rise.
    Source: Senatsverwaltung für Umwelt Berlin, Umweltgerechtigkeitsatlas, Basisbericht (2022).
    """
    turned = -values if less_is_worse else values
    if limits is None:
        if int(values.notna().sum()) < 4:
            return Column.undefined(values.index, Reason.TOO_FEW_UNITS)
        lower, upper = quantiles(numbers(turned), [0.25, 0.75], quantile_type).tolist()
    else:
        lower, upper = (-limits[1], -limits[0]) if less_is_worse else limits
    return classes_by_breaks(turned, [lower, upper])


def multiple_burden(
    classes: pd.DataFrame,
    worst: int = HIGH,
    social: pd.Series[float] | None = None,
    social_worst: Collection[int] = (4,),
) -> pd.DataFrame:
    """How many burdens lie in the worst class, and which ones.

    `classes`: units x environmental burdens (1 to 3). Columns: `environment` (0 to the number of burdens), `all` (with
    `social`, one more where its class is in `social_worst`: which classes of the status index count is a choice that
    the caller names), `which` (names, joined by +), `mask` (bit n for the n-th burden), `at_least` (known burdens),
    `known`, `reason`. A count with an unknown burden is a gap (``missing``); `at_least` still holds.
    Source: Senatsverwaltung für Umwelt Berlin, Umweltgerechtigkeitsatlas (2013, 2022).
    """
    values = numbers(classes)
    hit = values == worst
    known = ~np.isnan(values)
    names = [str(name) for name in classes.columns]
    table = pd.DataFrame(index=classes.index)
    table["environment"] = _count(hit, known)
    if social is not None:
        level = numbers(social.reindex(classes.index))
        both = np.column_stack([hit, np.isin(level, list(social_worst))])
        table["all"] = _count(both, np.column_stack([known, ~np.isnan(level)]))
    table["which"] = ["+".join(name for name, yes in zip(names, row, strict=True) if yes) for row in hit]
    table["mask"] = (hit * 2 ** np.arange(len(names))).sum(axis=1)
    table["at_least"] = hit.sum(axis=1)
    table["known"] = known.sum(axis=1)
    complete = table["environment"].notna() & (table["all"].notna() if social is not None else True)
    return table.assign(reason=np.where(complete, "", Reason.MISSING.value))


def _count(hit: np.ndarray, known: np.ndarray) -> pd.api.extensions.ExtensionArray:
    return pd.array(np.where(known.all(axis=1), hit.sum(axis=1), np.nan), dtype="Int64")


def people_by_burden(count: pd.Series[float], persons: pd.Series[float]) -> pd.DataFrame:
    """People by number of burdens: columns `units`, `persons`, `share` (0 to 1, of those in counted units).

    One row a number of burdens, in order; units without a count or without persons take no part. Rejects negative
    persons. Source: Umweltgerechtigkeitsatlas (2022), chapter "Betroffenheit".
    """
    if (persons < 0).any():
        raise rejected("persons must not be negative", "negative-count", "persons")
    table = pd.DataFrame({"count": count.astype("float64"), "persons": persons}).dropna()
    grouped = table.groupby("count")["persons"].agg(["size", "sum"]).rename(columns={"size": "units", "sum": "persons"})
    total = float(grouped["persons"].sum())
    grouped["share"] = grouped["persons"] / total if total > 0 else np.nan
    grouped.index = grouped.index.astype(int)
    return grouped


class Arrival(StrEnum):
    """Types of quarters by arrival function and vulnerability."""

    NONE = "no-arrival"
    STABLE = "stable-arrival"
    DEPRIVED = "deprived-arrival"
    TRANSIT = "transit"


def arrival_score(indicators: pd.DataFrame, weights: Mapping[str, float] | None = None) -> Column:
    """Arrival function: the weighted mean of z-scores (ddof 0) of inflow, turnover, diversity ...

    Indicators that do not vary are left out. Take reception centres out before: one would decide the scale.
    Undefined: ``too-few-indicators`` where a value is missing, ``constant`` where nothing varies.
    Source: indicators after Hans, Hanhörster, Polívka and Beißwenger, Raumforschung und Raumordnung 77 (2019); the
    score is a proposal of this library, no official standard.
    """
    scores = {name: z_score(indicators[name]) for name in indicators}
    kept = {name: column.values for name, column in scores.items() if not (column.reasons == Reason.CONSTANT).any()}
    if not kept:
        return Column.undefined(indicators.index, Reason.CONSTANT)
    chosen = None if weights is None else {name: weight for name, weight in weights.items() if name in kept}
    return arithmetic_mean(pd.DataFrame(kept, index=indicators.index), chosen)


def arrival_types(
    arrival: pd.Series[float],
    vulnerability: pd.Series[float],
    inflow: pd.Series[float],
    limits: tuple[float, float, float] = (0.5, 0.5, 0.0),
) -> pd.Series[str]:
    """Four types from standardised scores: no arrival, stable arrival, deprived arrival, transit.

    Arrival below `limits[0]`: no arrival. At or above it: transit where the `inflow` from abroad (z) is below
    `limits[2]`, so that students and new buildings with much turnover are not taken for arrival; else deprived where
    vulnerability is at or above `limits[1]`, stable below. "" where a value is missing.
    Source: two axes (function, vulnerability) after Kurtenbach (2015) and Hans et al. (2019); the limits are choices.
    """
    parts = pd.DataFrame({"arrival": arrival, "vulnerability": vulnerability, "inflow": inflow})
    a, v, i = (numbers(parts[name]) for name in ("arrival", "vulnerability", "inflow"))
    settled = np.where(v >= limits[1], Arrival.DEPRIVED.value, Arrival.STABLE.value)
    kinds = np.where(a < limits[0], Arrival.NONE.value, np.where(i < limits[2], Arrival.TRANSIT.value, settled))
    return pd.Series(np.where(parts.isna().any(axis=1), "", kinds), index=parts.index, dtype=object)


def population_weighted_exposure(exposure: pd.Series[float], persons: Mapping[str, pd.Series[float]]) -> pd.DataFrame:
    """Mean exposure of each group of people: ``sum n_i x_i / sum n_i`` over units with both known.

    `exposure`: one value a unit (dB, µg/m³ ...); `persons`: group -> persons a unit (all, below 6, 65 and over).
    Rows: groups; columns `exposure`, `persons`, `covered` (share of the group's persons in units with a value),
    `reason`. Undefined: ``empty-group``. Source: population-weighted exposure, WHO (2016), Ambient Air Pollution.
    """
    rows = {
        name: _exposed(numbers(exposure), numbers(people.reindex(exposure.index))) for name, people in persons.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index", columns=["exposure", "persons", "covered", "reason"])


def _exposed(values: FloatArray, people: FloatArray) -> Sequence[float | str]:
    people = np.nan_to_num(people)
    covered = np.where(np.isnan(values), 0.0, people)
    if covered.sum() <= 0:
        return (float("nan"), float(people.sum()), float("nan"), Reason.EMPTY_GROUP.value)
    mean = float((covered * np.nan_to_num(values)).sum() / covered.sum())
    return (mean, float(people.sum()), float(covered.sum() / people.sum()), "")
