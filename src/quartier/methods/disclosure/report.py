"""What was hidden, in numbers that tell nothing of what is hidden."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

_COUNTS = ("figures", "shown", "primary", "secondary", "delivered")


@dataclass(frozen=True, slots=True)
class Report:
    """By level and period: figures that there were, shown, hidden by the rules, hidden to protect those.

    `table`: columns ``level, period, figures, shown, primary, secondary, delivered`` (delivered: came hidden already).
    `exposed`: hidden figures that others give away whatever is hidden. `narrowed`: hidden figures of which the sums
    alone tell more than the rules. `known_before`: hidden figures that an earlier public release showed. `unjudged`:
    figures hidden because numerator or denominator is not known. `kept`: share of figures still shown (NaN: none).
    """

    rules: str
    table: pd.DataFrame = field(default_factory=pd.DataFrame)
    exposed: int = 0
    narrowed: int = 0
    known_before: int = 0
    unjudged: int = 0

    @property
    def kept(self) -> float:
        there = self.table["shown"].sum() + self.table["primary"].sum() + self.table["secondary"].sum()
        return float(self.table["shown"].sum() / there) if there else float("nan")

    def as_dict(self) -> dict[str, Any]:
        """As it stands in the provenance of the release."""
        records = self.table.to_dict("records")
        rows = [{name: int(row[name]) if name in _COUNTS else row[name] for name in row} for row in records]
        there = bool(self.table["figures"].sum()) and self.kept == self.kept
        return {"rules": self.rules, "kept": round(self.kept, 4) if there else None, "exposed": self.exposed,
                "narrowed": self.narrowed, "known_before": self.known_before, "unjudged": self.unjudged,
                "by_level_and_period": rows}  # fmt: skip


def tally(rows: pd.DataFrame) -> pd.DataFrame:
    """Counts by level and period from a row a figure: ``level, period`` and one boolean column each of the counts."""
    wanted = rows.astype(dict.fromkeys(_COUNTS, "int64"))
    return wanted.groupby(["level", "period"], sort=True, observed=True)[list(_COUNTS)].sum().reset_index()
