"""The public state of an indicator, made from the confidential one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from quartier.kernel.presence import Confidentiality, Flag, Presence
from quartier.methods.disclosure import places
from quartier.methods.disclosure.cells import Cells, cells_of
from quartier.methods.disclosure.places import Structure
from quartier.methods.disclosure.remainders import with_remainders
from quartier.methods.disclosure.report import Report, tally
from quartier.methods.disclosure.rules import Rules
from quartier.methods.disclosure.suppress import suppress
from quartier.methods.disclosure.table import State, Suppressed
from quartier.methods.results import BoolArray, IntArray

KEY = ["level", "geography", "unit", "period", "slice"]
_HINTS = int(Flag.OUTLIER | Flag.UNRELIABLE)
"""Flags that say something about the size of a figure."""


@dataclass(frozen=True, slots=True)
class Protected:
    """`frame`: the public observations, rows as given; `report`: what was hidden and how sure it is."""

    frame: pd.DataFrame
    report: Report


def protect(
    frame: pd.DataFrame,
    rules: Rules,
    structure: Structure | None = None,
    *,
    kind: str = "share",
    factor: float = 100.0,
    published: pd.DataFrame | None = None,
) -> Protected:
    """Hide what the rules name, and as much more as keeps it from being computed.

    Args:
        frame: all observations of one indicator as `kernel.declared.Observations` has them, every column there.
        rules: the rule set. An attacker is assumed to know it, and all denominators (they are published elsewhere).
        structure: which units and members sum up to which; numerators are summed, each period for itself.
        kind: kind of the indicator (`kernel.declared.IndicatorKind`); an index, score or class is no sum and is
            judged by its denominator alone, a mean by the number of cases behind it.
        factor: value = factor * numerator / denominator.
        published: observations that public releases showed before (``level, geography, unit, period, slice, value``).
            Hiding such a figure again protects nothing, so others are taken where that is possible.

    Returns:
        `Protected`. Hidden figures have no value, numerator, denominator or bounds, presence SUPPRESSED and say
        whether they are hidden for themselves (PRIMARY) or for others (SECONDARY). Nothing else is changed: zero stays
        zero, no figure is rounded. Figures that came hidden stay so and are protected like primary ones.

    Raises:
        InputRejected: the rule set protects nothing.

    Sources: Hundepool et al., Handbook on Statistical Disclosure Control; Kelly, Golden and Assad, Networks 22 (1992);
    Fischetti and Salazar-Gonzalez, Management Science 47 (2001). Limits: the attacker computes with linear programmes,
    not with whole numbers alone, and does not simulate this procedure; other indicators are no part of the table.
    """
    rules.check()
    whole = frame.reset_index(drop=True)
    cells = cells_of(whole, rules, kind, factor, _known(whole, published))
    sums = places.sums(whole[KEY], structure or Structure())
    found = suppress(with_remainders(cells, sums, rules, kind))
    state = found.state[: len(whole)].astype(np.int64)
    state[cells.alone] = int(State.PRIMARY)
    state[~cells.figures & ~cells.delivered] = int(State.SHOWN)
    public = _hidden(whole, state, cells)
    return Protected(public, _report(whole, rules, cells, state, found))


def _known(frame: pd.DataFrame, published: pd.DataFrame | None) -> BoolArray:
    """Figures that are out in the world already, with this very value."""
    if published is None or published.empty:
        return np.zeros(len(frame), dtype=bool)
    before = published.dropna(subset=["value"])[[*KEY, "value"]]
    place = pd.MultiIndex.from_frame(frame[KEY].astype(str))
    known = np.zeros(len(frame), dtype=bool)
    for _, rows in before.groupby(before.groupby(KEY, observed=True).cumcount()):
        at = pd.MultiIndex.from_frame(rows[KEY].astype(str)).get_indexer(place)
        values = rows["value"].to_numpy(dtype=float)[at]
        known |= (at >= 0) & np.isclose(values, frame["value"].to_numpy(dtype=float), rtol=1e-9, atol=1e-9)
    return known


def _hidden(frame: pd.DataFrame, state: IntArray, cells: Cells) -> pd.DataFrame:
    public = frame.copy()
    secondary = state == int(State.SECONDARY)
    gone = (state == int(State.PRIMARY)) | secondary
    for name in ("value", "numerator", "denominator"):
        public[name] = public[name].mask(gone)
    for name in ("lower", "upper"):
        public[name] = public[name].mask(gone & ~cells.wide)
    public["presence"] = np.where(gone, int(Presence.SUPPRESSED), frame["presence"]).astype("uint8")
    mark = np.where(secondary, int(Confidentiality.SECONDARY), int(Confidentiality.PRIMARY))
    public["confidentiality"] = np.where(gone, mark, frame["confidentiality"]).astype("uint8")
    flags = frame["flags"].to_numpy(dtype=np.int64)
    public["flags"] = np.where(gone, flags & ~_HINTS, flags).astype("uint16")
    return public


def _report(frame: pd.DataFrame, rules: Rules, cells: Cells, state: IntArray, found: Suppressed) -> Report:
    size = len(frame)
    came_hidden = (frame["presence"] == int(Presence.SUPPRESSED)).to_numpy()
    there = cells.figures
    rows = frame[["level", "period"]].assign(
        figures=there | came_hidden,
        shown=there & (state == int(State.SHOWN)),
        primary=there & (state == int(State.PRIMARY)),
        secondary=there & (state == int(State.SECONDARY)),
        delivered=came_hidden,
    )
    hidden = state != int(State.SHOWN)
    return Report(
        rules.name,
        tally(rows),
        exposed=int(found.exposed.sum()),
        narrowed=int(found.narrowed[:size].sum()),
        known_before=int((hidden & cells.table.known).sum()),
        unjudged=int(cells.unjudged.sum()),
    )
