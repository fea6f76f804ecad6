"""A delivery becomes part of the next full state: what it covers is replaced, everything else stays."""

from __future__ import annotations

import pandas as pd

from quartier.sources.frames import complete

GROUP = ["level", "geography", "period", "slice"]
KEY = ["level", "geography", "unit", "period", "slice"]


def covered(base: pd.DataFrame, delivered: pd.DataFrame) -> pd.Series[bool]:
    """Rows of `base` whose (level, geography, period, slice) the delivery brings anew."""
    groups = pd.MultiIndex.from_frame(delivered[GROUP].drop_duplicates())
    return pd.Series(pd.MultiIndex.from_frame(base[GROUP]).isin(groups), index=base.index)


def merged(base: pd.DataFrame | None, delivered: pd.DataFrame) -> pd.DataFrame:
    """The next full state of an indicator.

    A unit that the delivery leaves out of a group that it covers has no value any more: a delivery brings a group
    whole, and the difference names such units as removed.
    """
    if base is None or base.empty:
        return complete(delivered)
    base = base.astype(dict.fromkeys(KEY, "object"))
    kept = base[~covered(base, delivered)]
    return complete(pd.concat([complete(kept), complete(delivered)], ignore_index=True))
