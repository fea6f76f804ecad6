"""How far a converted figure may be from the truth: what is split, bounds, and a hold-out test on finer data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from quartier.kernel.declared import IndicatorKind
from quartier.kernel.presence import Presence
from quartier.methods.crosswalk.convert import BaseWeights, convert, weights_of
from quartier.methods.crosswalk.model import WHOLE, Crosswalk
from quartier.methods.crosswalk.panel import Panel, panel_of
from quartier.methods.results import FloatArray, rejected, unit_names


@dataclass(frozen=True, slots=True)
class Agreement:
    """How well estimates agree with the truth, over the units that have both.

    Attributes:
        units: number of units compared.
        misplaced: part of the true total that stands in the wrong unit, Σ|e| / (2 Σ truth); 0 is perfect. (The
            index of dissimilarity of the two distributions where their totals agree.)
        median, p90, largest: absolute error in per cent of the true value (units whose truth is not 0): median, 90th
            percentile, maximum.
        rmse: root of the mean squared error, in the unit of the value.
        bias: (Σ estimate - Σ truth) / Σ truth.
    """

    units: int
    misplaced: float
    median: float
    p90: float
    largest: float
    rmse: float
    bias: float


def agreement(estimate: pd.Series[float], truth: pd.Series[float]) -> Agreement:
    """Compare two columns with the same index of units. Raises InputRejected if no unit has both."""
    both = pd.DataFrame({"estimate": estimate, "truth": truth}).dropna()
    if both.empty:
        raise rejected("no unit has both an estimate and a true value", "nothing-to-compare", "agreement")
    error = (both["estimate"] - both["truth"]).to_numpy()
    true = both["truth"].to_numpy()
    total = float(true.sum())
    relative = 100 * np.abs(error[true != 0] / true[true != 0])
    spread = (float("nan"),) * 3
    if len(relative):
        spread = (float(np.median(relative)), float(np.quantile(relative, 0.9)), float(relative.max()))
    return Agreement(
        len(both),
        float(np.abs(error).sum() / (2 * total)) if total else float("nan"),
        *spread,
        float(np.sqrt(np.mean(error**2))),
        float(error.sum() / total) if total else float("nan"),
    )


def hold_out(crosswalk: Crosswalk, finer: pd.DataFrame) -> pd.DataFrame:
    """The error a crosswalk makes where the truth is known: a quantity counted in cells is summed to the sources,
    carried to the targets, and compared with what the cells say there.

    Args:
        finer: columns ``source, target, amount`` (`Located.table`): the quantity in each piece; target "" is the part
            of a source that lies in no target.

    Returns: frame by target: ``estimate, truth, error`` (relative to truth; NaN where it is 0). Raises InputRejected
    for units that the crosswalk lacks.
    """
    sources = finer.groupby("source")["amount"].sum()
    inside = finer[finer["target"] != ""]
    targets = inside.groupby("target")["amount"].sum()
    for names, known, what in (
        (sources.index, crosswalk.sources, "source"),
        (targets.index, crosswalk.targets, "target"),
    ):
        lost = ~names.isin(known)
        if lost.any():
            raise rejected(
                f"{what} units are not in the crosswalk", "unknown-unit", "finer data", unit_names(names, lost)
            )
    amount = sources.reindex(crosswalk.sources, fill_value=0.0).to_numpy(dtype=np.float64)
    truth = targets.reindex(crosswalk.targets, fill_value=0.0).to_numpy(dtype=np.float64)
    estimate = crosswalk.weights.T @ amount
    error = np.divide(estimate - truth, truth, out=np.full_like(truth, np.nan), where=truth > 0)
    return pd.DataFrame({"estimate": estimate, "truth": truth, "error": error}, index=crosswalk.targets)


def conversion_error(
    observations: pd.DataFrame,
    crosswalk: Crosswalk,
    kind: IndicatorKind | str,
    factor: float = 1.0,
    denominator_crosswalk: Crosswalk | None = None,
    weights: BaseWeights | None = None,
    finer: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What a conversion does not know. Arguments as in `convert`; `finer` as in `hold_out`.

    Returns: ``unit``, the keys of the input, ``value``, and

    - ``split``: part of the value that comes from sources of which only a part lies in the target;
    - ``lowest, highest``: bounds that hold however a split source is distributed. Counts: all or nothing of it lies
      here. Shares: the method of bounds (Duncan & Davis 1953, An alternative to ecological correlation): of N of D in
      the source, between max(0, N - (D - d)) and min(N, d) are among the d here; d, the carried denominator, is taken
      as known. Rates: none or all of N. Means and scores have bounds (their value) only where nothing is split;
    - ``held_out``: relative error of the same crosswalk for the finer quantity, where it is given.
    """
    kind = IndicatorKind(kind)
    frame = convert(observations, crosswalk, kind, factor, denominator_crosswalk, weights).frame
    panel = panel_of(observations, crosswalk.sources)
    if kind is IndicatorKind.COUNT:
        low, high = _count_bounds(panel, crosswalk)
    elif kind in (IndicatorKind.SHARE, IndicatorKind.RATE):
        base = _base(panel, crosswalk, weights)
        low, high = _share_bounds(
            panel, base, crosswalk, denominator_crosswalk or crosswalk, factor, share=kind is IndicatorKind.SHARE
        )
    else:
        whole = np.asarray(crosswalk.split_weights().sum(axis=0)).ravel() == 0
        low = np.where(np.repeat(whole[:, None], len(panel.groups), axis=1), 0.0, np.nan)
        low = high = low + frame["value"].to_numpy().reshape(len(panel.groups), -1).T
    there = frame["presence"].isin([int(Presence.VALUE), int(Presence.SUPPRESSED)])
    keys = ["unit", *panel.groups.columns]
    result = frame[[*keys, "value", "split"]].assign(
        lowest=np.where(there, low.T.ravel(), np.nan), highest=np.where(there, high.T.ravel(), np.nan)
    )
    if finer is not None:
        result["held_out"] = hold_out(crosswalk, finer)["error"].reindex(result["unit"]).to_numpy()
    return result


def _count_bounds(panel: Panel, crosswalk: Crosswalk) -> tuple[FloatArray, FloatArray]:
    parts = crosswalk.weights.T.tocsr(copy=True)
    whole = parts.copy()
    whole.data = (whole.data >= 1 - WHOLE).astype(np.float64)
    parts.data = np.ones_like(parts.data)
    low = np.where(panel.known, panel.value, np.where(panel.hidden, np.nan_to_num(panel.lower), 0.0))
    high = np.where(panel.known, panel.value, np.where(panel.hidden, panel.upper, 0.0))
    return np.asarray(whole @ low), np.asarray(parts @ high)


def _base(panel: Panel, crosswalk: Crosswalk, weights: BaseWeights | None) -> FloatArray:
    """The denominator of each source, or the weights of those groups that have none."""
    if weights is None:
        return panel.denominator
    lacks = (panel.known & np.isnan(panel.denominator)).any(axis=0)
    return np.where(lacks, weights_of(weights, panel, crosswalk), panel.denominator)


def _share_bounds(
    panel: Panel, base: FloatArray, crosswalk: Crosswalk, denominators: Crosswalk, factor: float, *, share: bool
) -> tuple[FloatArray, FloatArray]:
    found: Any = (crosswalk.weights + denominators.weights).tocoo()
    source, target = found.row, found.col
    places = np.arange(len(source))
    into = sparse.csr_array((np.ones(len(source)), (target, places)), shape=(len(crosswalk.targets), len(source)))
    whole = np.asarray(crosswalk.weights.tocsr()[source, target]).ravel() >= 1 - WHOLE
    part = np.asarray(denominators.weights.tocsr()[source, target]).ravel()[:, None]
    all_of = np.where(panel.applicable, base, 0.0)[source]
    here = part * all_of
    scale = base / factor
    given = np.where(np.isnan(panel.numerator), panel.value * scale, panel.numerator)
    least = np.where(panel.known, given, np.where(panel.hidden, np.nan_to_num(panel.lower) * scale, 0.0))[source]
    most = np.where(panel.known, given, np.where(panel.hidden, panel.upper * scale, 0.0))[source]
    low = np.maximum(0.0, least - (all_of - here)) if share else np.zeros_like(least)
    high = np.minimum(most, here) if share else most
    low, high = np.where(whole[:, None], least, low), np.where(whole[:, None], most, high)
    under = into @ here
    safe = np.where(under > 0, under, np.nan)
    return factor * (into @ low) / safe, factor * (into @ high) / safe
