"""Two runs of an index compared: what changed in the quarters, and what only in the method."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quartier.methods.composite.run import IndexResult
from quartier.methods.results import Reason, numbers, rejected


def separate_effects(before: IndexResult, bridge: IndexResult, after: IndexResult, column: str) -> pd.DataFrame:
    """Change of a class, rank or score split into data and method, over a bridge: the old recipe on the new data.

    ``after - before = (bridge - before) + (after - bridge)``: the first bracket is the change in the quarters, seen
    with the old method; the second is the new definition alone. Without the bridge a redefinition of classes is read
    as a change of reality. All three runs need the same units, once each. Columns `before`, `bridge`, `after`,
    `by_data`, `by_method`, `reason` (``not-comparable`` where a unit has no result in one of the runs). Rejects other
    units and an unknown column. Source: decomposition of a difference with a counterfactual (Kitagawa, JASA 50,
    1955); occasion: the redefinition of the stages of the school index of North Rhine-Westphalia, 2023.
    """
    runs = {"before": before, "bridge": bridge, "after": after}
    for name, run in runs.items():
        if column not in run.table:
            raise rejected(f"the run {name!r} has no column {column!r}", "unknown-column", "compare", column)
        if not run.table.index.is_unique or set(run.table.index) != set(before.table.index):
            raise rejected("the runs must have the same units, once each", "different-units", "compare")
    table = pd.DataFrame({name: run.table[column].astype("float64") for name, run in runs.items()})
    table = table.reindex(before.table.index)
    table["by_data"] = table["bridge"] - table["before"]
    table["by_method"] = table["after"] - table["bridge"]
    gap = np.isnan(numbers(table)).any(axis=1)
    return table.assign(reason=np.where(gap, Reason.NOT_COMPARABLE.value, ""))
