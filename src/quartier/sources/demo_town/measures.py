"""Figures of the fragments, added up to every unit and written as frames.

A share is never a starting point: numerators and denominators are whole, added up, then divided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.kernel.presence import Flag, Presence
from quartier.sources.demo_town.character import YEARS
from quartier.sources.demo_town.units import Layer
from quartier.sources.frames import complete

Floats = npt.NDArray[np.float64]
Numbers = npt.NDArray[np.int64] | npt.NDArray[np.float64]

STATISTICAL = ("city", "district", "quarter")
WITH_SCHOOLS = (*STATISTICAL, "catchment")
REFERENCE_DAYS = tuple(f"{year}-12-31" for year in YEARS)
_FEW = 20
"""A share or rate of fewer is flagged as unreliable."""


@dataclass(frozen=True)
class Measure:
    """Figures of one indicator in every fragment.

    `numerator`, `denominator`: (fragments, years, slices); without a denominator the figure is a count. Slices named in
    `open_slices` hold what cannot be attributed: their numerator stands, a share of them does not apply.
    """

    indicator: str
    numerator: Numbers
    denominator: Numbers | None = None
    slices: tuple[str, ...] = ("",)
    factor: float = 1.0
    periods: tuple[str, ...] = REFERENCE_DAYS
    """One text for each year; "" where nothing was collected."""
    levels: tuple[str, ...] = STATISTICAL
    open_slices: tuple[str, ...] = field(default=())
    decimals: int | None = None
    """Round values (means of money or area); shares and counts stay as they are."""
    flags: tuple[tuple[int, Flag], ...] = ()
    """(year, flag) of breaks and estimates."""
    lost: tuple[int, ...] = ()
    """Years for which nothing was collected although it should have been: rows without a value."""


def calendar_years() -> tuple[str, ...]:
    return tuple(str(year) for year in YEARS)


def school_years() -> tuple[str, ...]:
    return tuple(f"{year}-08-01/P1Y" for year in YEARS)


def added_up(values: Numbers, layer: Layer) -> Numbers:
    """Sums of fragments (axis 0) for the units of a layer."""
    total = np.zeros((len(layer.codes), *values.shape[1:]), dtype=values.dtype)
    np.add.at(total, layer.of_fragment, values)
    return total


def frame(measure: Measure, layers: Sequence[Layer]) -> pd.DataFrame:
    """All levels of a measure as one complete frame; the last year is provisional."""
    return complete(pd.concat([_rows(measure, layer) for layer in layers if layer.level in measure.levels]))


def _rows(measure: Measure, layer: Layer) -> pd.DataFrame:
    years = np.array([year for year in layer.years if measure.periods[year]], dtype=np.int64)
    top = added_up(measure.numerator, layer)[:, years, :]
    units, _, slices = top.shape
    shape = (units, len(years), slices)
    columns = {
        "level": layer.level,
        "geography": layer.geography,
        "unit": np.broadcast_to(np.array(layer.codes, dtype=object)[:, None, None], shape).ravel(),
        "period": np.broadcast_to(np.array(measure.periods, dtype=object)[years][None, :, None], shape).ravel(),
        "slice": np.broadcast_to(np.array(measure.slices, dtype=object)[None, None, :], shape).ravel(),
        "flags": np.broadcast_to(_flags(measure)[years][None, :, None], shape).ravel(),
    }
    if measure.denominator is None:
        figures: dict[str, npt.NDArray[np.generic]] = {"value": top.astype(float).ravel()}
    else:
        base = added_up(measure.denominator, layer)[:, years, :].astype(float)
        base[:, :, [text in measure.open_slices for text in measure.slices]] = np.nan
        figures = _divided(measure, top.astype(float).ravel(), base.ravel())
        columns["flags"] = columns["flags"] | np.where(base.ravel() < _FEW, int(Flag.UNRELIABLE), 0)
    rows = complete(pd.DataFrame(columns | figures))
    lost = rows["period"].isin([measure.periods[YEARS.index(year)] for year in measure.lost])
    return without_value(rows, lost, Presence.MISSING)


def without_value(rows: pd.DataFrame, where: pd.Series[bool], presence: Presence) -> pd.DataFrame:
    """Take values away for a reason: nothing of them is left but the denominator."""
    rows = rows.copy()
    rows.loc[where, ["value", "numerator", "lower", "upper"]] = np.nan
    rows.loc[where, "presence"] = int(presence)
    return rows


def _flags(measure: Measure) -> npt.NDArray[np.int64]:
    flags = np.zeros(len(YEARS), dtype=np.int64)
    flags[-1] = int(Flag.PROVISIONAL)
    for year, flag in measure.flags:
        flags[YEARS.index(year)] |= int(flag)
    return flags


def _divided(measure: Measure, top: Floats, base: Floats) -> dict[str, npt.NDArray[np.generic]]:
    there = base > 0
    value = np.divide(measure.factor * top, base, out=np.full_like(base, np.nan), where=there)
    if measure.decimals is not None:
        value = np.round(value, measure.decimals)
    presence = np.where(there, int(Presence.VALUE), int(Presence.NOT_APPLICABLE))
    return {"value": value, "numerator": top, "denominator": base, "presence": presence}
