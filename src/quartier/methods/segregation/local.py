"""Segregation seen from each unit: location quotient, own mix, contribution to D."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from quartier.methods.results import Column, Reason, counts, parts_of
from quartier.methods.segregation import formulas

if TYPE_CHECKING:
    from collections.abc import Sequence

    Counts = pd.Series[float] | Sequence[float]


def location_quotient(group: Counts, total: Counts) -> Column:
    """LQᵢ = (xᵢ/tᵢ)/(X/T): how many times as frequent the group is here as on average; no unit of measure.

    The average is over units with both values. Undefined: missing value, nobody lives here, empty group.
    Raises InputRejected for contradictory counts. Source: Isard (1960), Methods of regional analysis.
    """
    x, t = parts_of(group, total, "group", "total")
    known = (x.notna() & t.notna()).to_numpy()
    X, T = x[known].sum(), t[known].sum()
    if T == 0 or X == 0:
        return Column.undefined(x.index, Reason.EMPTY_GROUP if T else Reason.ZERO_DENOMINATOR)
    return _reasoned((x / t.where(t > 0)) / (X / T), t.where(known))


def local_entropy(groups: pd.DataFrame) -> Column:
    """Eᵢ = -Σₖ p_ik ln p_ik / ln K, 0 (one group) to 1 (all K groups alike); K the columns given.

    Undefined: missing value, nobody lives here, fewer than two columns. Raises InputRejected for negative counts.
    Source: Theil (1972); as in Cortes et al. (2020).
    """
    n = pd.DataFrame({name: counts(groups[name], str(name)) for name in groups.columns})
    if n.shape[1] < 2:
        return Column.undefined(n.index, Reason.TOO_FEW_INDICATORS)
    t = n.sum(axis=1, skipna=False)
    p = n.div(t.where(t > 0), axis=0).to_numpy()
    values = formulas.minus_x_log_x(p).sum(axis=1) / np.log(n.shape[1])
    return _reasoned(pd.Series(values, index=n.index), t)


def dissimilarity_parts(group: Counts, total: Counts) -> Column:
    """½ (xᵢ/X - yᵢ/Y): the unit's surplus (+) or lack (-) of the group; the absolute values sum to D.

    Undefined throughout where a value is missing or D itself is undefined. Source: Duncan & Duncan (1955).
    """
    from quartier.methods.segregation.checks import trouble

    x, t = parts_of(group, total, "group", "total")
    reason = trouble(np.asarray(x), np.asarray(t))
    if reason:
        return Column.undefined(x.index, reason)
    return Column.of(0.5 * (x / x.sum() - (t - x) / (t - x).sum()))


def _reasoned(values: pd.Series[float], total: pd.Series[float]) -> Column:
    """Missing where the total is missing, no denominator where nobody lives."""
    column = Column.of(values, Reason.ZERO_DENOMINATOR)
    return Column(column.values, column.reasons.mask(total.isna(), Reason.MISSING.value))
