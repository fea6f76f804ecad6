"""What real deliveries are like: hidden small numbers, a year that is missing, places where a figure does not apply."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quartier.kernel.presence import Confidentiality, Presence
from quartier.sources.demo_town.measures import without_value

SMALLEST_SHOWN = 10
HIDDEN = ("unemployed-youth", "unemployed-long-term", "asylblg")
"""Indicators that the supplier delivers with `*` for 1 to 9."""
LOST_YEAR = "2011-12-31"
"""Reference day for which quarters have no housing benefit figures."""
_LEAST_OFFERED = 500
"""m² on offer below which no rent is given."""


def apply(indicator: str, frame: pd.DataFrame, empty: frozenset[tuple[str, str]]) -> pd.DataFrame:
    """The frame as delivered. `empty`: (geography, quarter) where nobody lives."""
    if indicator == "asylblg":
        keys = pd.Series(list(zip(frame["geography"], frame["unit"], strict=True)), index=frame.index)
        nobody = (frame["level"] == "quarter") & keys.isin(empty)
        frame = without_value(frame, nobody, Presence.NOT_APPLICABLE)
    if indicator == "housing-benefit":
        lost = (frame["level"] == "quarter") & (frame["period"] == LOST_YEAR)
        frame = without_value(frame, lost & (frame["presence"] == Presence.VALUE), Presence.MISSING)
    if indicator == "asking-rent":
        few = (frame["denominator"] < _LEAST_OFFERED) & (frame["presence"] == Presence.VALUE)
        frame = without_value(frame, few, Presence.MISSING)
    return hidden(frame) if indicator in HIDDEN else frame


def hidden(frame: pd.DataFrame) -> pd.DataFrame:
    """Hide counts (or numerators) of quarters from 1 to 9, and a second one where the district's total would tell.

    A hidden value keeps its bounds: 1 to 9, or for the second what the district's total leaves for it.
    """
    frame = frame.reset_index(drop=True)
    count = frame["numerator"].where(frame["numerator"].notna(), frame["value"]).to_numpy(dtype=float)
    quarter = (frame["level"] == "quarter") & (frame["presence"] == Presence.VALUE)
    small = quarter.to_numpy() & (count >= 1) & (count < SMALLEST_SHOWN)
    lower, upper = np.where(small, 1.0, np.nan), np.where(small, SMALLEST_SHOWN - 1.0, np.nan)
    second = np.zeros(len(frame), dtype=bool)
    groups = frame.loc[quarter].groupby([frame["period"], frame["unit"].str[0]], sort=True).groups
    for members in groups.values():
        rows = np.asarray(members)
        shown = rows[(count[rows] >= SMALLEST_SHOWN)]
        if small[rows].sum() != 1 or not len(shown):
            continue
        partner = shown[np.argmin(count[shown])]
        both = float(count[rows[small[rows]]][0] + count[partner])
        second[partner] = True
        lower[partner], upper[partner] = both - (SMALLEST_SHOWN - 1), both - 1
    return _taken(frame, small, second, lower, upper)


def _taken(
    frame: pd.DataFrame, small: np.ndarray, second: np.ndarray, lower: np.ndarray, upper: np.ndarray
) -> pd.DataFrame:
    """Without the values, with bounds in the unit of the value (a share's bounds are shares)."""
    gone = small | second
    share = frame["numerator"].notna().to_numpy()
    base = np.where(share & gone, frame["denominator"], 1.0)
    unit = np.where(share, 100.0, 1.0) / base
    result = without_value(frame, pd.Series(gone, index=frame.index), Presence.SUPPRESSED)
    result.loc[gone, "lower"] = np.minimum(lower, np.where(share, base, np.inf))[gone] * unit[gone]
    result.loc[gone, "upper"] = np.minimum(upper, np.where(share, base, np.inf))[gone] * unit[gone]
    result.loc[gone, "confidentiality"] = np.where(
        small[gone], int(Confidentiality.PRIMARY), int(Confidentiality.SECONDARY)
    )
    return result
