"""What changes against the geography that holds now: units added, removed, renamed, with other borders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from quartier.kernel.declared import Geography
from quartier.sources.geodata.context import shaped
from quartier.sources.geodata.measure import square_metres

MOVED = 0.001
"""From this share of its former area on a unit counts as reshaped; below it is rounding and simplification."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Against the geography (`level`, `key`). `frame` has a row for each code of either:

    code, change (``added``, ``removed``, ``renamed``, ``reshaped``, ``both``, ``same``), name_before, name_after,
    area_before, area_after (m², NaN without area), moved (area that came or went by the former area, NaN unknown).
    """

    level: str
    key: str
    frame: Any

    @property
    def counts(self) -> dict[str, int]:
        """Number of units a kind of change."""
        return {str(kind): int(count) for kind, count in self.frame["change"].value_counts().items()}


def against(current: Geography, units: Any) -> Difference:
    """Compare by code; areas are measured on the ground (equal-area), borders compared in the system of `units`."""
    import pandas as pd

    before, after = current.units, units
    rows = pd.DataFrame({"code": sorted({*before["code"], *after["code"]})}).set_index("code")
    for suffix, frame in (("before", before), ("after", after)):
        indexed = frame.set_index("code")
        rows[f"name_{suffix}"] = indexed["name"].reindex(rows.index)
        rows[f"area_{suffix}"] = _areas(frame).reindex(rows.index)
    rows["moved"] = _moved(before, after).reindex(rows.index)
    rows["change"] = [_change(code, row, before, after) for code, row in _present(rows, before, after)]
    columns = ["code", "change", "name_before", "name_after", "area_before", "area_after", "moved"]
    return Difference(current.level, current.key, rows.reset_index()[columns])


def _present(rows: Any, before: Any, after: Any) -> list[tuple[tuple[bool, bool], Any]]:
    old, new = set(before["code"]), set(after["code"])
    return [((code in old, code in new), row) for code, row in rows.iterrows()]


def _change(there: tuple[bool, bool], row: Any, before: Any, after: Any) -> str:
    if not there[0]:
        return "added"
    if not there[1]:
        return "removed"
    renamed = row["name_before"] != row["name_after"]
    lost = shaped(before) and shaped(after) and np.isnan(row["area_before"]) != np.isnan(row["area_after"])
    reshaped = row["moved"] > MOVED or lost
    return "both" if renamed and reshaped else "renamed" if renamed else "reshaped" if reshaped else "same"


def _areas(frame: Any) -> Any:
    import pandas as pd

    if not shaped(frame):
        return pd.Series(np.nan, index=pd.Index(frame["code"]))
    return pd.Series(square_metres(frame.geometry.values, frame.crs), index=pd.Index(frame["code"]))


def _moved(before: Any, after: Any) -> Any:
    """Area of the symmetric difference by the former area, for codes that have an area in both."""
    import pandas as pd
    import shapely

    if not (shaped(before) and shaped(after)):
        return pd.Series(dtype=float)
    crs = after.crs
    old = pd.Series(np.asarray(before.geometry.to_crs(crs).values, dtype=object), index=before["code"])
    new = pd.Series(np.asarray(after.geometry.values, dtype=object), index=after["code"])
    codes = [code for code in new.index if code in old.index and new[code] is not None and old[code] is not None]
    one = shapely.make_valid(np.array([old[code] for code in codes], dtype=object))
    other = np.array([new[code] for code in codes], dtype=object)
    apart = square_metres(shapely.symmetric_difference(one, other), crs)
    with np.errstate(invalid="ignore", divide="ignore"):
        return pd.Series(apart / square_metres(one, crs), index=pd.Index(codes))
