"""What a total holds beyond its parts: people of units or members that have no figure of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
import scipy.sparse as sp

from quartier.kernel.declared import IndicatorKind
from quartier.methods.disclosure.cells import Cells
from quartier.methods.disclosure.rules import Judged, Rules, judge
from quartier.methods.disclosure.table import Sum, Table, sum_matrix
from quartier.methods.results import BoolArray, FloatArray

_ROUNDING = 0.005
"""Totals of means are computed from rounded means; a difference below half a per cent is no remainder."""


def with_remainders(cells: Cells, sums: Sequence[Sum], rules: Rules, kind: str) -> Table:
    """The table with its sums; a remainder of 1 or more is a hidden cell of its own, and a secret where it is small.

    Who sees a total of 100 beside parts of 98 knows that two are missing. Where parts exceed their total, and where a
    difference is below 1, the figures contradict each other by a constant; the attacker is assumed to know it.
    Figures that came hidden take what the other parts leave, where that is within their bounds; what this procedure
    hid before is protected already, its remainder asks for nothing.
    """
    found = [(total, parts) for total, parts in sums if cells.summed[total] and cells.summed[list(parts)].any()]
    usable = [(total, tuple(part for part in parts if cells.summed[part])) for total, parts in found]
    decided = np.array([cells.decided[list(parts)].any() for _, parts in found], dtype=bool)
    values = _guessed(cells, usable)
    need_low, need_high = np.minimum(cells.table.need_low, values), np.maximum(cells.table.need_high, values)
    table = replace(cells.table, values=values, need_low=need_low, need_high=need_high)
    rest = np.array([_rest(table.values, one) for one in usable], dtype=np.float64)
    guessed = np.array([cells.delivered[[total, *parts]].any() for total, parts in usable], dtype=bool)
    least = np.array([_least(table, total, kind) for total, _ in usable], dtype=np.float64)
    own = np.flatnonzero((rest >= least) | (guessed & (rest <= -least)) | decided)
    extended = list(usable)
    for number, row in enumerate(own):
        total, parts = usable[row]
        extended[row] = (total, (*parts, len(table.values) + number))
    return _extended(table, extended, rest[own], (guessed | decided)[own], rules, kind)


def _rest(values: FloatArray, one: Sum) -> float:
    total, parts = one
    return float(values[total] - values[list(parts)].sum())


def _least(table: Table, total: int, kind: str) -> float:
    return max(1.0, _ROUNDING * abs(float(table.values[total]))) if kind == IndicatorKind.MEAN.value else 1.0


def _guessed(cells: Cells, sums: Sequence[Sum]) -> FloatArray:
    """Values with the best guess for what came hidden: each takes its share of what its sum leaves."""
    table, values = cells.table, cells.table.values.copy()
    for total, parts in sums:
        hidden = np.array([part for part in parts if cells.delivered[part]], dtype=np.int64)
        if cells.delivered[total]:
            values[total] = np.clip(values[list(parts)].sum(), table.low[total], table.high[total])
        elif len(hidden):
            left = values[hidden].sum() + _rest(values, (total, parts))
            values[hidden] = _divided(left, table.low[hidden], table.high[hidden])
    return values


def _divided(left: float, low: FloatArray, high: FloatArray) -> FloatArray:
    """A sum divided over parts that lie between bounds."""
    room = float((high - low).sum())
    if np.isinf(room):
        even: FloatArray = np.clip(low + (left - low.sum()) / len(low), low, high)
        return even
    part = min(max((left - low.sum()) / room, 0.0), 1.0) if room > 0 else 0.0
    divided: FloatArray = low + part * (high - low)
    return divided


def _extended(
    table: Table, sums: Sequence[Sum], rest: FloatArray, is_open: BoolArray, rules: Rules, kind: str
) -> Table:
    contradiction = is_open & (rest < 0)  # a sum that what came hidden cannot fulfil tells nothing
    rest = np.maximum(rest, 0.0)
    judged = judge(pd.Series(rest, dtype="float64"), pd.Series(np.nan, index=range(len(rest))), rules, kind=kind)
    more = _more(judged, rest, is_open)
    more["low"] = np.where(contradiction, -np.inf, more["low"])
    size = len(table.values) + len(rest)
    join = {name: np.concatenate([getattr(table, name), more[name]]) for name in more}
    return Table(**join, sums=sum_matrix(sums, size) if sums else sp.csr_matrix((0, size)))


def _more(judged: Judged, rest: FloatArray, is_open: BoolArray) -> dict[str, FloatArray | BoolArray]:
    secret = judged.hit & ~is_open
    none = np.zeros(len(rest), dtype=bool)
    return {
        "values": rest,
        "low": np.where(is_open, 0.0, np.minimum(judged.low, rest)),
        "high": np.where(is_open, np.inf, np.maximum(judged.high, rest)),
        "need_low": np.where(secret, judged.need_low, np.nan),
        "need_high": np.where(secret, judged.need_high, np.nan),
        "hidden": ~none,
        "may_hide": none,
        "reserve": none,
        "known": none,
        "cost": np.zeros(len(rest)),
    }
