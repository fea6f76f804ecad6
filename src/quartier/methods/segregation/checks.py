"""What every index of segregation asks of its input, and the reasons why there may be no value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from quartier.methods.results import FloatArray, Reason, Scalar, counts, parts_of, rejected

if TYPE_CHECKING:
    import pandas as pd


def group_and_total(
    group: pd.Series[float] | Sequence[float], total: pd.Series[float] | Sequence[float]
) -> tuple[FloatArray, FloatArray]:
    """`group` and `total` as arrays. Raises InputRejected: text, negative, group larger than its total."""
    x, t = parts_of(group, total, "group", "total")
    return np.asarray(x, dtype=np.float64), np.asarray(t, dtype=np.float64)


def trouble(x: FloatArray, t: FloatArray) -> Reason | None:
    """Why two groups over these units have no index, or None if they have one."""
    if np.isnan(x).any() or np.isnan(t).any():
        return Reason.MISSING
    if t.sum() == 0:
        return Reason.ZERO_DENOMINATOR
    if np.count_nonzero(t) < 2:
        return Reason.TOO_FEW_UNITS
    if x.sum() == 0:
        return Reason.EMPTY_GROUP
    return Reason.WHOLE_POPULATION if x.sum() == t.sum() else None


def scalar(value: FloatArray | float, reason: Reason = Reason.ZERO_DENOMINATOR) -> Scalar:
    """A number, or undefined for `reason` where the formula gave none."""
    number = float(value)
    return Scalar(number) if np.isfinite(number) else Scalar.undefined(reason)


def same_length(values: pd.Series[float] | Sequence[float], name: str, length: int) -> FloatArray:
    """A further positive column (area, distance) as array. Raises InputRejected: negative, other length."""
    array = np.asarray(counts(values, name), dtype=np.float64)
    if len(array) != length:
        raise rejected(f"{name} has {len(array)} units instead of {length}", "different-units", name)
    return array
