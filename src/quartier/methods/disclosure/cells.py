"""Observations as cells of an additive table."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import scipy.sparse as sp

from quartier.kernel.declared import IndicatorKind
from quartier.kernel.presence import Confidentiality, Presence
from quartier.methods.disclosure.rules import Judged, Rules, judge
from quartier.methods.disclosure.table import Table
from quartier.methods.results import BoolArray, FloatArray

_NO_SUM = {IndicatorKind.INDEX.value, IndicatorKind.SCORE.value, IndicatorKind.CLASS.value}


@dataclass(frozen=True, slots=True)
class Cells:
    """One entry a row. `table`: the rows as cells, without sums.

    `figures`: rows that have a value. `summed`: rows that take part in sums. `delivered`: came hidden, by a rule that
    is not ours. `decided`: hidden by this procedure before. `unjudged`: hidden because what the rules ask about is not
    known. `alone`: hidden without a part in sums. `wide`: came hidden with bounds that tell no more than the rules do.
    """

    table: Table
    figures: BoolArray
    summed: BoolArray
    delivered: BoolArray
    decided: BoolArray
    unjudged: BoolArray
    alone: BoolArray
    wide: BoolArray


@dataclass(frozen=True, slots=True)
class _Rows:
    value: FloatArray
    numerator: FloatArray
    denominator: FloatArray
    lower: FloatArray
    upper: FloatArray
    figures: BoolArray
    delivered: BoolArray
    decided: BoolArray
    exempt: BoolArray


def cells_of(frame: pd.DataFrame, rules: Rules, kind: str, factor: float, known: BoolArray) -> Cells:
    """Judge every row. `known`: figures that were published before.

    Shares and rates count by their numerators (value times denominator where there is none), means by their totals,
    counts by themselves. A mean is hidden where fewer cases than the larger of both thresholds stand behind it.
    """
    rows = _rows(frame, rules)
    if kind == IndicatorKind.MEAN.value:
        rules = replace(rules, denominator=max(rules.denominator, rules.numerator))
    counts = _counts(rows, kind, factor)
    unjudged = rows.figures & ~rows.exempt & _unknown(rows, counts, rules, kind)
    summed = rows.figures & ~np.isnan(counts) & ~unjudged if kind not in _NO_SUM else np.zeros_like(unjudged)
    column = pd.Series(np.where(summed, counts, np.nan))
    judged = judge(column, pd.Series(rows.denominator), rules, kind=kind)
    table = _table(judged, np.where(summed, counts, 0.0), summed, rows, rules, known)
    wide = np.zeros_like(unjudged)
    if kind not in _NO_SUM:
        table, wide = _delivered(table, rows, rules, kind)
    few = (rows.denominator > 0) & (rows.denominator < rules.denominator) & rows.figures & ~rows.exempt
    alone = unjudged | (few if kind in _NO_SUM else np.zeros_like(few)) | (rows.delivered if kind in _NO_SUM else False)
    takes_part = summed | (rows.delivered if kind not in _NO_SUM else np.zeros_like(summed))
    return Cells(table, rows.figures, takes_part, rows.delivered, rows.decided, unjudged, alone, wide)


def _rows(frame: pd.DataFrame, rules: Rules) -> _Rows:
    arrays = {name: frame[name].to_numpy(dtype=float)
              for name in ("value", "numerator", "denominator", "lower", "upper")}  # fmt: skip
    presence = frame["presence"].to_numpy(dtype=np.int64)
    free = frame["confidentiality"].to_numpy(dtype=np.int64) == int(Confidentiality.FREE)
    exempt = frame["level"].isin(rules.exempt).to_numpy()
    hidden = presence == int(Presence.SUPPRESSED)
    figures = presence == int(Presence.VALUE)
    return _Rows(**arrays, figures=figures, delivered=hidden & free & ~exempt, decided=hidden & ~free, exempt=exempt)


def _counts(rows: _Rows, kind: str, factor: float) -> FloatArray:
    if kind == IndicatorKind.COUNT.value:
        return rows.value
    scale = factor if kind != IndicatorKind.MEAN.value else 1.0
    computed = rows.value * rows.denominator / (scale or 1.0)
    return np.where(np.isnan(rows.numerator), computed, rows.numerator)


def _unknown(rows: _Rows, counts: FloatArray, rules: Rules, kind: str) -> BoolArray:
    """Rows of which the rules cannot tell whether they may be shown."""
    nobody_knows = np.isnan(rows.denominator)
    if kind in _NO_SUM:  # made from other indicators, which are protected themselves
        return np.zeros(len(counts), dtype=bool)
    if kind == IndicatorKind.COUNT.value:
        return np.isnan(counts)
    asks = rules.denominator > 0 or (rules.complement > 0 and kind == IndicatorKind.SHARE.value)
    return np.isnan(counts) | (nobody_knows & asks)


def _table(judged: Judged, counts: FloatArray, summed: BoolArray, rows: _Rows, rules: Rules, known: BoolArray) -> Table:
    secret = judged.hit & summed & ~rows.exempt
    fits = (counts >= judged.low) & (counts <= judged.high)
    zero = (counts == 0) & summed & ~secret & ~rows.exempt & (rules.numerator > 0)
    fixed = ~summed | rows.exempt
    low, high = np.where(fixed, counts, judged.low), np.where(fixed, counts, judged.high)
    return Table(
        values=counts,
        low=np.where(zero, 0.0, low),
        high=np.where(zero, np.fmin(rules.numerator - 1.0, rows.denominator), high),
        need_low=np.where(secret, judged.need_low, np.nan),
        need_high=np.where(secret, judged.need_high, np.nan),
        hidden=np.zeros(len(counts), dtype=bool),
        may_hide=summed & ~rows.exempt & fits & ~secret & ~zero,
        reserve=zero,
        known=known,
        cost=np.abs(counts),
        sums=sp.csr_matrix((0, len(counts))),
    )


def _delivered(table: Table, rows: _Rows, rules: Rules, kind: str) -> tuple[Table, BoolArray]:
    """Figures that came hidden: secrets whose value nobody here knows, with the bounds that came with them.

    Without bounds (those of shares are no counts) they must at least stay as uncertain as our own.
    """
    first, last = 0.0 if rules.zeros else 1.0, max(rules.numerator - 1.0, 1.0)
    bounded = ~np.isnan(rows.lower) & ~np.isnan(rows.upper) & (kind == IndicatorKind.COUNT.value)
    low = np.where(bounded, np.fmin(rows.lower, first), first)
    most = np.where(bounded, np.fmax(rows.upper, last), last)
    came = rows.delivered
    changed = replace(
        table,
        values=np.where(came, (low + most) / 2, table.values),
        low=np.where(came, low, table.low),
        high=np.where(came, np.where(bounded, most, np.inf), table.high),
        need_low=np.where(came, low, table.need_low),
        need_high=np.where(came, most, table.need_high),
    )
    wide: BoolArray = came & bounded & (rows.lower <= first) & (rows.upper >= last)
    return changed, wide
