"""Figures carried to other areas, by what kind of quantity they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import Problem
from quartier.kernel.presence import Flag, Presence
from quartier.methods.crosswalk.carry import Carried, counts, only_unchanged, quotients
from quartier.methods.crosswalk.model import WHOLE, Crosswalk
from quartier.methods.crosswalk.panel import Panel, panel_of
from quartier.methods.results import BoolArray, FloatArray, Reason, rejected, unit_names

_QUOTIENTS = (IndicatorKind.SHARE, IndicatorKind.RATE, IndicatorKind.MEAN)
BaseWeights = pd.Series | pd.DataFrame


@dataclass(frozen=True)
class Converted:
    """Figures on the target units.

    Attributes:
        frame: ``unit``, the keys of the input (``period``, ``slice``), ``value, numerator, denominator, presence,
            flags, confidentiality, lower, upper`` as `kernel.declared.Observations` has them, and beside them
            ``reason`` (why there is no value), ``known`` of ``total`` (applicable parts with a value), ``split`` (part
            of the value, 0 to 1, that comes from sources of which only a part is here). One row for every target and
            group, in the order of targets.
        outside: figures that were not carried whole because a part of their unit lies in no target: ``unit``, keys,
            ``value``, ``outside`` (0 to 1). Empty for selections.
        problems: what a person should know (warnings, notes).
    """

    frame: pd.DataFrame
    outside: pd.DataFrame
    problems: tuple[Problem, ...]


def convert(
    observations: pd.DataFrame,
    crosswalk: Crosswalk,
    kind: IndicatorKind | str,
    factor: float = 1.0,
    denominator_crosswalk: Crosswalk | None = None,
    weights: BaseWeights | None = None,
) -> Converted:
    """Carry the figures of one indicator to the target units of a crosswalk.

    Counts add. Shares, rates and means are built from numerator and denominator, each carried by its own weights (a
    mean: from its sum and its number of cases); never from the plain mean of shares. Without denominators they are
    weighted by `weights` and flagged ESTIMATED. Scores need `weights`. Classes and indices are carried only where a
    target is one whole source; elsewhere they are gaps with the reason ``not-convertible``: compute them anew there.

    Args:
        observations: rows of one level and geography: ``unit, value`` and, where there are any, ``period, slice,
            numerator, denominator, presence, flags, confidentiality, lower, upper``. A unit without a row is missing.
        crosswalk: of the counts, or of the numerator (e.g. by children).
        kind: kind of the indicator.
        factor: value = factor · numerator / denominator (100 for per cent).
        denominator_crosswalk: of the denominator, where it has its own (e.g. by population); default `crosswalk`.
        weights: people per source unit, a Series by unit or a frame ``unit, value`` with or without ``period``; used
            where there are no denominators.

    What is not there: a missing part makes the target missing ("known of total"), a suppressed one an interval, what is
    not applicable is skipped, parts without people do not count. Raises InputRejected with all problems of the input.
    """
    kind = IndicatorKind(kind)
    other = denominator_crosswalk or crosswalk
    if not (other.sources.equals(crosswalk.sources) and other.targets.equals(crosswalk.targets)):
        raise rejected("the crosswalks of numerator and denominator have other units", "different-units", "crosswalk")
    panel = panel_of(observations, crosswalk.sources)
    given = None if weights is None else weights_of(weights, panel, crosswalk)
    carried = _carried(panel, crosswalk, other, kind, factor, given)
    frame = _frame(carried, panel, crosswalk)
    outside = _outside(panel, crosswalk)
    return Converted(frame, outside, tuple(_problems(kind, carried, outside, panel, crosswalk)))


def _carried(
    panel: Panel,
    crosswalk: Crosswalk,
    other: Crosswalk,
    kind: IndicatorKind,
    factor: float,
    weights: FloatArray | None,
) -> Carried:
    if kind is IndicatorKind.COUNT:
        return counts(panel, crosswalk)
    if kind in _QUOTIENTS:
        return _quotients(panel, crosswalk, other, kind, factor, weights)
    if kind is IndicatorKind.SCORE and weights is not None:
        return _weighted(panel, crosswalk, weights, estimated=True)
    return _only_where_unchanged(panel, crosswalk)


def _quotients(
    panel: Panel,
    crosswalk: Crosswalk,
    other: Crosswalk,
    kind: IndicatorKind,
    factor: float,
    weights: FloatArray | None,
) -> Carried:
    """Groups whose figures all have denominators by these, the others by weights, else what needs no weights."""
    complete: BoolArray = np.asarray(~(panel.known & np.isnan(panel.denominator)).any(axis=0))
    parts: list[tuple[BoolArray, Carried]] = []
    if complete.any():
        some = _columns(panel, complete)
        parts.append((complete, quotients(some, some.denominator, factor, crosswalk, other)))
    if not complete.all():
        some = _columns(panel, ~complete)
        estimated = kind is not IndicatorKind.MEAN
        if weights is not None:
            result = _weighted(some, crosswalk, weights[:, ~complete], estimated=estimated)
        else:
            result = _without_weights(some, crosswalk)
        parts.append((~complete, result))
    return _joined(parts, len(complete))


def _weighted(panel: Panel, crosswalk: Crosswalk, weights: FloatArray, *, estimated: bool) -> Carried:
    """Weighted mean; `estimated` flags what is more than one whole source."""
    bare = replace(panel, numerator=np.full_like(panel.value, np.nan))
    result = quotients(bare, weights, 1.0, crosswalk, crosswalk)
    result.numerator = np.full_like(result.value, np.nan)
    result.denominator = np.full_like(result.value, np.nan)
    if estimated:
        mixed = ~crosswalk.unchanged()[:, None] & (result.total > 0)
        result.flags = result.flags | np.where(mixed, int(Flag.ESTIMATED), 0)
    return result


def _without_weights(panel: Panel, crosswalk: Crosswalk) -> Carried:
    """A target with parts of one source alone has the value of that source; others are gaps."""
    result = _weighted(panel, crosswalk, np.ones_like(panel.value), estimated=True)
    return _gaps(result, result.total > 1, Reason.NO_WEIGHTS)


def _only_where_unchanged(panel: Panel, crosswalk: Crosswalk) -> Carried:
    result = counts(panel, only_unchanged(crosswalk))
    touched = np.diff(crosswalk.weights.tocsc().indptr) > 0
    gap = (touched & ~crosswalk.unchanged())[:, None] & np.ones_like(result.total, dtype=bool)
    return _gaps(result, gap, Reason.NOT_CONVERTIBLE)


def _gaps(result: Carried, gap: BoolArray, reason: Reason) -> Carried:
    for array in (result.value, result.numerator, result.denominator, result.lower, result.upper, result.split):
        array[gap] = np.nan
    result.presence[gap] = int(Presence.MISSING)
    result.reason[gap] = reason.value
    return result


def _columns(panel: Panel, mask: BoolArray) -> Panel:
    arrays = ("value", "numerator", "denominator", "lower", "upper", "presence", "flags", "confidentiality")
    return replace(panel, groups=panel.groups[mask], **{name: getattr(panel, name)[:, mask] for name in arrays})


def _joined(parts: list[tuple[BoolArray, Carried]], groups: int) -> Carried:
    if len(parts) == 1:
        return parts[0][1]
    merged = {}
    for name in Carried.__dataclass_fields__:
        first = getattr(parts[0][1], name)
        whole = np.empty((first.shape[0], groups), dtype=first.dtype)
        for mask, part in parts:
            whole[:, mask] = getattr(part, name)
        merged[name] = whole
    return Carried(**merged)


def weights_of(weights: BaseWeights, panel: Panel, crosswalk: Crosswalk) -> FloatArray:
    """Weights as (sources, groups); NaN where they are not known. Raises InputRejected: negative, unit twice."""
    frame = weights if isinstance(weights, pd.DataFrame) else _series_frame(weights)
    keys = [name for name in ("unit", "period") if name in frame.columns]
    if frame.duplicated(keys).any():
        raise rejected("weights stand twice for a unit", "row-twice", "weights")
    if (pd.to_numeric(frame["value"], errors="coerce") < 0).any():
        raise rejected("weights must not be negative", "negative-count", "weights")
    values = frame.set_index(keys)["value"].astype(float)
    if "period" not in keys:
        column = values.reindex(crosswalk.sources).to_numpy()
        return np.repeat(column[:, None], len(panel.groups), axis=1)
    if "period" not in panel.groups.columns:
        raise rejected("the weights have periods, the figures have none", "no-period", "weights")
    columns = [values.reindex(pd.MultiIndex.from_product([crosswalk.sources, [period]])).to_numpy()
               for period in panel.groups["period"]]  # fmt: skip
    return np.column_stack(columns)


def _series_frame(weights: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"unit": weights.index, "value": weights.to_numpy()})


def _frame(carried: Carried, panel: Panel, crosswalk: Crosswalk) -> pd.DataFrame:
    groups, targets = len(panel.groups), len(crosswalk.targets)
    frame = pd.DataFrame({"unit": np.tile(crosswalk.targets.to_numpy(), groups)})
    for name in panel.groups.columns:
        frame[name] = np.repeat(panel.groups[name].to_numpy(), targets)
    for name in Carried.__dataclass_fields__:
        frame[name] = getattr(carried, name).T.ravel()
    return frame.astype({"presence": "uint8", "flags": "uint16", "confidentiality": "uint8"})


def _outside(panel: Panel, crosswalk: Crosswalk) -> pd.DataFrame:
    outside = np.clip(1 - crosswalk.covered.to_numpy(), 0, None)
    hit = (panel.known & (outside > WHOLE)[:, None]) if crosswalk.partition else np.zeros_like(panel.known)
    row, group = np.nonzero(hit)
    frame = pd.DataFrame({"unit": crosswalk.sources[row]})
    for name in panel.groups.columns:
        frame[name] = panel.groups[name].to_numpy()[group]
    return frame.assign(value=panel.value[row, group], outside=outside[row])


def _problems(
    kind: IndicatorKind, carried: Carried, outside: pd.DataFrame, panel: Panel, crosswalk: Crosswalk
) -> Iterator[Problem]:
    if len(outside):
        units = pd.Index(outside["unit"].unique())
        message = f"{len(units)} source units are not carried whole: a part of them lies in no target unit"
        if kind is IndicatorKind.COUNT:
            lost = float((outside["value"] * outside["outside"]).sum())
            message += f"; {lost:,.4g} of {float(np.nansum(panel.value)):,.4g} are lost"
        yield Problem(message, "not-carried", found=unit_names(units, np.ones(len(units), dtype=bool)),
                      severity="warning")  # fmt: skip
    for reason in (Reason.NOT_CONVERTIBLE, Reason.NO_WEIGHTS, Reason.NO_SOURCE):
        hit: BoolArray = np.asarray((carried.reason == reason.value).any(axis=1))
        if hit.any():
            yield Problem(f"{int(hit.sum())} target units have no value: {reason.value}", reason.value,
                          found=unit_names(crosswalk.targets, hit), severity="warning")  # fmt: skip
    over: BoolArray = np.asarray((carried.numerator > carried.denominator * (1 + WHOLE)).any(axis=1))
    if kind is IndicatorKind.SHARE and over.any():
        yield Problem("the numerator exceeds the denominator: the two crosswalks do not fit each other",
                      "part-exceeds-whole", found=unit_names(crosswalk.targets, over), severity="warning")  # fmt: skip
