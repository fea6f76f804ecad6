"""The arithmetic of a conversion: counts and quotients carried by weights, with what is not there kept apart."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from quartier.kernel.presence import Confidentiality, Flag, Presence
from quartier.methods.crosswalk.model import WHOLE, Crosswalk, matrix
from quartier.methods.crosswalk.panel import Panel
from quartier.methods.results import BoolArray, FloatArray, IntArray


@dataclass
class Carried:
    """Results, shape (targets, groups). `reason` holds texts of `methods.results.Reason`, "" where nothing is amiss."""

    value: FloatArray
    numerator: FloatArray
    denominator: FloatArray
    lower: FloatArray
    upper: FloatArray
    presence: IntArray
    flags: IntArray
    confidentiality: IntArray
    reason: Any
    known: IntArray
    total: IntArray
    split: FloatArray
    """Part of the value (of the denominator, for quotients) that comes from sources of which only a part is here."""


@dataclass(frozen=True)
class Weights:
    """Transposed weights, (targets x sources): all, those of split sources, and who has a part at all."""

    all: Any
    split: Any
    parts: Any
    split_parts: Any

    @classmethod
    def of(cls, crosswalk: Crosswalk, other: Crosswalk | None = None) -> Weights:
        """`other`: a second crosswalk (of the denominator) whose parts count as parts too."""
        whole, split = crosswalk.weights.T.tocsr(), crosswalk.split_weights().T.tocsr()
        every = whole if other is None else whole + other.weights.T.tocsr()
        some = split if other is None else split + other.split_weights().T.tocsr()
        return cls(whole, split, _ones(every), _ones(some))


def _ones(weights: Any) -> Any:
    pattern = weights.tocsr(copy=True)
    pattern.data = np.ones_like(pattern.data, dtype=np.float64)
    return pattern


def counts(panel: Panel, crosswalk: Crosswalk) -> Carried:
    """V_t = Σ w v. A missing part makes the sum missing, a suppressed one an interval (`kernel.presence.add`)."""
    weights = Weights.of(crosswalk)
    base = weights.all @ np.where(panel.known, panel.value, 0.0)
    result = _frame(panel, weights, panel.applicable)
    value = result.presence == Presence.VALUE
    result.value = np.where(value, base, np.nan)
    low = base + weights.all @ np.where(panel.hidden, np.nan_to_num(panel.lower), 0.0)
    high = base + weights.all @ np.where(panel.hidden, np.nan_to_num(panel.upper), 0.0)
    open_above = weights.parts @ (panel.hidden & np.isnan(panel.upper)).astype(float) > 0
    below, above = _intervals(panel, weights, np.ones_like(panel.value))
    hidden = result.presence == Presence.SUPPRESSED
    result.lower = np.select([value, hidden], [base - below, low], np.nan)
    result.upper = np.select([value, hidden & ~open_above], [base + above, high], np.nan)
    part = weights.split @ np.where(panel.known, panel.value, 0.0)
    result.split = np.where(value, _ratio(part, base, empty=0.0), np.nan)
    return result


def quotients(panel: Panel, base: FloatArray, factor: float, crosswalk: Crosswalk, denominators: Crosswalk) -> Carried:
    """V_t = factor · Σ wₙ N / Σ w_d D with N = numerator, or value · D / factor where it is not given.

    `base` is D (sources, groups): the denominator, or the weights of a mean. A source with D = 0 has nobody in it and
    takes no part; a source with a value but without D makes the target missing. A suppressed source has its known
    bounds, in the unit of the value; where its D is not known, neither is the bound of the target.
    """
    weights = Weights.of(crosswalk, None if denominators is crosswalk else denominators)
    below = Weights.of(denominators)
    applicable = panel.applicable & (base != 0)
    lost = panel.known & np.isnan(base)
    result = _frame(panel, weights, applicable, lost)
    known = panel.known & applicable & ~lost
    given = np.nan_to_num(np.where(known | (panel.hidden & applicable), base, 0.0))
    numerator = np.where(np.isnan(panel.numerator), panel.value * base / factor, panel.numerator)
    over = weights.all @ np.where(known, numerator, 0.0)
    under = below.all @ given
    value = result.presence == Presence.VALUE
    empty = value & (under <= 0)
    result.presence[empty] = int(Presence.NOT_APPLICABLE)
    result.reason[empty] = "zero-denominator"
    value &= ~empty
    result.value = np.where(value, factor * _ratio(over, under), np.nan)
    result.numerator = np.where(value, over, np.nan)
    result.denominator = np.where(value | (result.presence == Presence.SUPPRESSED), under, np.nan)
    _bounds(result, panel, weights, given, over, under, factor)
    result.split = np.where(value, _ratio(below.split @ given, under, empty=0.0), np.nan)
    return result


def _bounds(
    result: Carried,
    panel: Panel,
    weights: Weights,
    base: FloatArray,
    over: FloatArray,
    under: FloatArray,
    factor: float,
) -> None:
    value, hidden = result.presence == Presence.VALUE, result.presence == Presence.SUPPRESSED
    below, above = (_ratio(side, under) for side in _intervals(panel, weights, base))
    low = factor * over + weights.all @ np.where(panel.hidden, np.nan_to_num(panel.lower) * base, 0.0)
    high = factor * over + weights.all @ np.where(panel.hidden, np.nan_to_num(panel.upper) * base, 0.0)
    unknown = weights.parts @ (panel.hidden & panel.applicable & (base <= 0)).astype(float) > 0
    open_above = weights.parts @ (panel.hidden & np.isnan(panel.upper)).astype(float) > 0
    result.lower = np.select([value, hidden & ~unknown], [result.value - below, _ratio(low, under)], np.nan)
    result.upper = np.select(
        [value, hidden & ~unknown & ~open_above], [result.value + above, _ratio(high, under)], np.nan
    )


def _frame(panel: Panel, weights: Weights, applicable: BoolArray, lost: BoolArray | None = None) -> Carried:
    """Presence, flags, confidentiality, reasons and how many parts are known, by the written rules."""
    gone = panel.missing if lost is None else panel.missing | lost
    total = _some(weights.parts, applicable)
    missing = _some(weights.parts, applicable & gone)
    hidden = _some(weights.parts, applicable & panel.hidden)
    any_source = (np.diff(weights.parts.indptr) > 0)[:, None]
    rules = [~any_source & (total == 0), total == 0, missing > 0, hidden > 0]
    codes = [Presence.MISSING, Presence.NOT_APPLICABLE, Presence.MISSING, Presence.SUPPRESSED]
    presence = np.select(rules, [int(code) for code in codes], int(Presence.VALUE))
    why = "missing" if lost is None else np.where(_some(weights.parts, lost) > 0, "no-weights", "missing")
    reason = np.select(rules, ["no-source", "excluded", why, "suppressed"], "").astype(object)
    empty = np.full(presence.shape, np.nan)
    return Carried(
        empty, empty, empty, empty, empty, presence,
        _flags(panel, weights, applicable, total), _confidentiality(panel, weights, applicable), reason,
        total - missing - hidden, total, empty,
    )  # fmt: skip


def _some(parts: Any, mask: BoolArray) -> IntArray:
    return np.asarray(parts @ mask.astype(np.float64)).astype(np.int64)


def _flags(panel: Panel, weights: Weights, applicable: BoolArray, total: IntArray) -> IntArray:
    """Every flag of every part; ESTIMATED where a source is split. Where no part is applicable, those of all."""
    result = np.zeros(total.shape, dtype=np.int64)
    for flag in Flag:
        has = (panel.flags & int(flag)) > 0
        if has.any():
            hit = _some(weights.parts, has & applicable) > 0
            hit |= (total == 0) & (_some(weights.parts, has) > 0)
            result |= np.where(hit, int(flag), 0)
    return result | np.where(_some(weights.split_parts, applicable) > 0, int(Flag.ESTIMATED), 0)


def _confidentiality(panel: Panel, weights: Weights, applicable: BoolArray) -> IntArray:
    """Primary if any part is, else secondary if any part is: what is derived is not freer than its parts."""
    levels = (Confidentiality.SECONDARY, Confidentiality.PRIMARY)
    result = np.zeros((weights.parts.shape[0], panel.value.shape[1]), dtype=np.int64)
    for level in levels:
        hit = _some(weights.parts, (panel.confidentiality == int(level)) & applicable) > 0
        result[hit] = int(level)
    return result


def _intervals(panel: Panel, weights: Weights, base: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Half-widths of sums of independent parts: roots of sums of squares; NaN where a part has no interval.

    As the U.S. Census Bureau (2018), Understanding and using ACS data, chapter 8, adds margins of error. The error of
    the weights themselves is not in it (see `conversion_error`).
    """
    squared = weights.all.power(2)
    bare = panel.known & (np.isnan(panel.lower) | np.isnan(panel.upper)) & (base != 0)
    unknown = _some(weights.parts, bare) > 0
    sides = []
    for width in (panel.value - panel.lower, panel.upper - panel.value):
        square = np.where(panel.known, np.nan_to_num(width * base) ** 2, 0.0)
        sides.append(np.where(unknown, np.nan, np.sqrt(squared @ square)))
    return sides[0], sides[1]


def _ratio(over: FloatArray, under: FloatArray, empty: float = np.nan) -> FloatArray:
    safe = np.abs(under) > 0
    return np.asarray(np.divide(over, under, out=np.full(np.shape(over), empty), where=safe))


def only_unchanged(crosswalk: Crosswalk) -> Crosswalk:
    """The crosswalk without all targets that are not one whole source: weights of exactly 1."""
    kept = crosswalk.weights.tocoo()
    whole = crosswalk.unchanged()[kept.col] & (kept.data >= 1 - WHOLE)
    ones = np.ones(int(whole.sum()))
    return replace(crosswalk, weights=matrix(kept.row[whole], kept.col[whole], ones, crosswalk.shape))
