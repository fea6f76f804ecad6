"""Frames of observations, as `kernel.declared.Observations` wants them: built, summed, handed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from quartier.kernel.declared import Observations
from quartier.kernel.presence import Presence

NUMBERS = ("value", "numerator", "denominator", "lower", "upper")
TEXTS = ("level", "geography", "unit", "period", "slice")
CODES = {"presence": "uint8", "flags": "uint16", "confidentiality": "uint8"}
COLUMNS = (*TEXTS, "value", "numerator", "denominator", *CODES, "lower", "upper")


def figures(**columns: Any) -> pd.DataFrame:
    """A complete frame from columns or single values; what is not given is filled as declared.

    `presence` defaults to VALUE where there is a value and MISSING where there is none.
    """
    given = {name: _plain(item) for name, item in columns.items()}
    frame = pd.DataFrame(given, index=pd.RangeIndex(_length(given.values())))
    return complete(frame)


def _plain(item: Any) -> Any:
    return item.to_numpy() if isinstance(item, pd.Series | pd.Index) else item


def _length(items: Iterable[Any]) -> int:
    return max((len(item) for item in items if isinstance(item, np.ndarray | list | tuple)), default=1)


def complete(frame: pd.DataFrame) -> pd.DataFrame:
    """All columns in their order and types; missing optional ones are filled."""
    size = len(frame)
    columns: dict[str, Any] = {name: frame[name].array for name in TEXTS if name in frame}
    columns.setdefault("slice", np.full(size, "", dtype=object))
    for name in NUMBERS:
        columns[name] = frame[name].to_numpy(dtype=float) if name in frame else np.full(size, np.nan)
    absent = np.where(np.isnan(columns["value"]), int(Presence.MISSING), int(Presence.VALUE))
    for name, kind in CODES.items():
        given: Any = frame[name].to_numpy() if name in frame else absent if name == "presence" else np.zeros(size)
        columns[name] = given.astype(kind)
    return pd.DataFrame({name: columns[name] for name in COLUMNS})


def observations(indicator: str, parts: Sequence[pd.DataFrame], *, vintage: str = "", note: str = "") -> Observations:
    """One release of an indicator from its parts (levels, editions)."""
    frame = complete(pd.concat([part for part in parts if len(part)], ignore_index=True))
    return Observations(indicator, frame, vintage=vintage, note=note)


def sums(parts: pd.DataFrame, by: Sequence[str] = ("period", "slice")) -> pd.DataFrame:
    """Sums of counts over units, by the rules of `kernel.presence.add`, vectorised.

    Args:
        parts: complete frame of counts (units to be summed); only the columns in `by` are kept of its texts.
        by: columns that name a sum.

    Returns:
        frame with `by`, value, presence, lower, upper: a missing part makes the sum missing, a suppressed one makes
        it an interval (no upper bound known: NaN), what is not applicable is skipped.
    """
    total = _tally(parts, list(by))
    state = np.select(
        [~total["applicable"], total["missing"], total["hidden"]],
        [int(Presence.NOT_APPLICABLE), int(Presence.MISSING), int(Presence.SUPPRESSED)],
        int(Presence.VALUE),
    )
    bounded = state == Presence.SUPPRESSED
    return pd.DataFrame(
        {
            "value": np.where(state == Presence.VALUE, total["base"], np.nan),
            "presence": state.astype("uint8"),
            "lower": np.where(bounded, total["base"] + total["low"], np.nan),
            "upper": np.where(bounded & ~total["unbounded"], total["base"] + total["high"], np.nan),
        },
        index=total.index,
    ).reset_index()


def _tally(parts: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Per sum: what is known, what the hidden parts add at least and at most, which kinds of parts there are."""
    presence = parts["presence"].to_numpy()
    hidden = presence == Presence.SUPPRESSED
    work = parts[keys].assign(
        base=np.where(presence == Presence.VALUE, parts["value"], 0.0),
        low=np.where(hidden, parts["lower"].fillna(0.0), 0.0),
        high=np.where(hidden, parts["upper"].fillna(0.0), 0.0),
        unbounded=hidden & parts["upper"].isna().to_numpy(),
        missing=presence == Presence.MISSING,
        hidden=hidden,
        applicable=presence != Presence.NOT_APPLICABLE,
    )
    kinds = dict.fromkeys(("base", "low", "high"), "sum")
    kinds |= dict.fromkeys(("unbounded", "missing", "hidden", "applicable"), "any")
    return pd.DataFrame(work.groupby(keys, sort=False, observed=True).agg(kinds))


def quotient(numerator: pd.DataFrame, denominator: pd.DataFrame, factor: float = 100.0) -> pd.DataFrame:
    """Shares from two frames of counts, joined on level, geography, unit, period and slice.

    Only rows that both have. A numerator or denominator that is not there, or a denominator of zero, gives no value:
    suppressed if one of them is suppressed, not applicable for zero, else missing.
    """
    both = numerator.merge(denominator, on=list(TEXTS), suffixes=("", "_d"))
    over = both["value_d"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(over > 0, factor * both["value"].to_numpy(dtype=float) / over, np.nan)
    hidden = (both["presence"] == Presence.SUPPRESSED) | (both["presence_d"] == Presence.SUPPRESSED)
    state = np.select(
        [~np.isnan(value), hidden, over == 0],
        [int(Presence.VALUE), int(Presence.SUPPRESSED), int(Presence.NOT_APPLICABLE)],
        int(Presence.MISSING),
    )
    return figures(
        **{name: both[name] for name in TEXTS},
        value=value,
        numerator=both["value"],
        denominator=over,
        presence=state,
        flags=(both["flags"] | both["flags_d"]),
    )
