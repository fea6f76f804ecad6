"""What `apply` hands over: observations, counts of matched units, every problem, totals, skipped rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from quartier.kernel.declared import Observations
from quartier.kernel.errors import Problem
from quartier.kernel.text import Text
from quartier.sources.tables.words import problem

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHOWN = 50
"""Places of one kind of problem in one column that are listed singly; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Matched:
    """n of m units of a geography have a row; `absent` are the codes of the others."""

    level: str
    geography: str
    units: int
    of: int
    absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A text that names no unit: how often, where first, and (code, name) of units that were probably meant."""

    text: str
    rows: int
    first_row: int
    suggestions: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Total:
    """A delivered total beside the sum of the units of a level.

    `computed` is None where there is no sum to compare with (shares, missing parts); `lower` and `upper` bound it where
    parts are suppressed. `agrees` is None when nothing can be compared.
    """

    indicator: str
    level: str
    period: str
    slice: str
    row: int
    text: str
    delivered: float
    computed: float | None
    lower: float | None = None
    upper: float | None = None
    known: int = 0
    of: int = 0
    agrees: bool | None = None

    @property
    def difference(self) -> float | None:
        """Delivered minus computed."""
        return None if self.computed is None else self.delivered - self.computed


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that was left out, and why."""

    row: int
    text: str
    reason: Text


@dataclass(frozen=True)
class Staged:
    """A delivery, read and checked, not yet written.

    Attributes:
        observations: one frame an indicator, as `kernel.declared.Observations` wants it.
        origin: for each indicator the spreadsheet row of each observation.
        problems: all at once, in the order of their weight; only one of severity ``error`` stops a publication.
        rows: rows of data that were read (totals and skipped ones not counted).
        changed: what was changed on the way by decision of the mapping (codes filled, shares scaled), in words.
    """

    observations: tuple[Observations, ...] = ()
    origin: dict[str, NDArray[np.int64]] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    matched: tuple[Matched, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
    totals: tuple[Total, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    skipped_rows: int = 0
    rows: int = 0
    changed: tuple[Text, ...] = ()

    @property
    def publishable(self) -> bool:
        """No error stands against publication."""
        return not any(item.severity == "error" for item in self.problems)


class Collector:
    """Problems of one file, limited to a readable number a kind and column; the rest is counted."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._kept: dict[tuple[str, str | None], list[Problem]] = {}
        self._more: dict[tuple[str, str | None], int] = {}

    def add(
        self, code: str, *, row: int | None = None, column: str | None = None, found: str | None = None,
        expected: str | None = None, severity: str = "error",
    ) -> None:  # fmt: skip
        """One problem."""
        kept = self._kept.setdefault((code, column), [])
        if len(kept) < SHOWN:
            kept.append(
                problem(code, file=self.file, row=row, column=column, found=found, expected=expected, severity=severity)
            )
        else:
            self._more[code, column] = self._more.get((code, column), 0) + 1

    def add_rows(
        self, code: str, rows: NDArray[np.int64], *, column: str | None = None, found: Sequence[str] = (),
        expected: str | None = None, severity: str = "error",
    ) -> None:  # fmt: skip
        """The same problem in many rows; `found` is needed for the first `SHOWN` of them alone."""
        for position, row in enumerate(rows[:SHOWN].tolist()):
            text = found[position] if position < len(found) else None
            self.add(code, row=row, column=column, found=text, expected=expected, severity=severity)
        if len(rows) > SHOWN:
            key = (code, column)
            self._more[key] = self._more.get(key, 0) + len(rows) - SHOWN

    def all(self) -> tuple[Problem, ...]:
        """Errors first, then warnings, then notes."""
        weight = {"error": 0, "warning": 1, "note": 2}
        listed: list[Problem] = []
        for key, kept in self._kept.items():
            listed.extend(kept)
            if key in self._more:
                last = kept[-1]
                listed.append(
                    problem("more", file=self.file, column=key[1], found=f"{self._more[key]:,} × {last.code}",
                            severity=last.severity)
                )  # fmt: skip
        return tuple(sorted(listed, key=lambda item: weight[item.severity]))

    def extend(self, problems: Iterable[Problem]) -> None:
        """Problems made elsewhere (opening the file)."""
        for item in problems:
            self._kept.setdefault((item.code, item.column), []).append(item)
