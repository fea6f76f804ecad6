"""Imputation: a gap in one indicator is filled from the others, and is marked as filled."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quartier.methods.results import BoolArray, FloatArray, numbers, rejected


def fill_with_centre(
    values: pd.Series[float], centre: str = "mean", groups: pd.Series[str] | None = None
) -> pd.Series[float]:
    """Fill gaps with the mean or median of the known values, within `groups` if given (of all where a group has none).

    Same index. Without any known value the gaps stay. Source: OECD/JRC Handbook (2008), section 3; group means as in
    Becker et al., COINr, JOSS 7 (2022).
    """
    if centre not in ("mean", "median"):
        raise rejected("the centre must be mean or median", "unknown-option", "imputation", found=centre)
    whole = values.mean() if centre == "mean" else values.median()
    if groups is None:
        return values.fillna(whole)
    grouped = values.groupby(groups.to_numpy())
    within = grouped.transform("mean") if centre == "mean" else grouped.transform("median")
    return values.fillna(within).fillna(whole)


def fill_by_regression(table: pd.DataFrame) -> pd.DataFrame:
    """Fill gaps of each column by least squares on the columns that are complete, clipped to the known range.

    A column is left as it is where no column is complete or fewer rows are known than coefficients are sought. One
    value from the line understates the spread: for intervals draw with `uncertainty` instead.
    Source: Little and Rubin, Statistical Analysis with Missing Data (2002), section 4.2 (conditional mean imputation).
    """
    values = numbers(table).copy()
    complete = ~np.isnan(values).any(axis=0)
    predictors = np.column_stack([np.ones(len(values)), values[:, complete]])
    for column in np.flatnonzero(~complete):
        values[:, column] = _predicted(values[:, column], predictors)
    return pd.DataFrame(values, index=table.index, columns=table.columns)


def _predicted(target: FloatArray, predictors: FloatArray) -> FloatArray:
    known: BoolArray = ~np.isnan(target)
    if predictors.shape[1] < 2 or known.sum() <= predictors.shape[1]:
        return target
    coefficients, *_ = np.linalg.lstsq(predictors[known], target[known], rcond=None)
    line = np.clip(predictors @ coefficients, target[known].min(), target[known].max())
    return np.where(known, target, line)
