"""Primary rules: which figures may not be shown, and what the public may then know of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from quartier.kernel.errors import InputRejected, Problem
from quartier.methods.results import BoolArray, FloatArray, numbers

_SMALLEST = 3
"""With zeros shown, "below 2" would hide nothing but ones: a hidden figure would be known to be 1."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Thresholds of one rule set; 0 switches a threshold off.

    `numerator`: a count below it is hidden (3: one and two). `complement`: so is a count where denominator minus
    count is below it. `denominator`: everything is hidden where fewer people than this are counted from. `zeros`:
    "nobody" and "everybody" are hidden alike; else they are shown, except where fewer than two people live: there a
    gap would tell the number. `exempt`: levels that are public already (Land, Bund) and are left as they are.
    """

    name: str
    numerator: int = 0
    complement: int = 0
    denominator: int = 0
    zeros: bool = False
    exempt: tuple[str, ...] = ()

    def check(self) -> None:
        """Raise InputRejected with everything that makes these thresholds no protection."""
        problems = [
            Problem("a threshold is negative", "threshold", column=name, found=str(value), expected="0 or more")
            for name, value in self._thresholds().items()
            if value < 0
        ]
        least = _SMALLEST - 1 if self.zeros else _SMALLEST
        problems += [
            Problem("a gap would tell the number", "threshold", column=name, found=str(value),
                    expected=f"0 (off), or {least} or more{'' if self.zeros else ' where zeros are shown'}")
            for name, value in self._thresholds().items()
            if name != "denominator" and 0 < value < least
        ]  # fmt: skip
        if not any(self._thresholds().values()):
            problems.append(Problem("no threshold is set", "threshold"))
        if problems:
            raise InputRejected(problems, subject=f"rule set {self.name}")

    def _thresholds(self) -> dict[str, int]:
        return {"numerator": self.numerator, "complement": self.complement, "denominator": self.denominator}


@dataclass(frozen=True, slots=True)
class Judged:
    """What the rules say, one entry a figure.

    `hit`: may not be shown. `low`, `high`: what the public knows of a hidden count before it looks at any sum, from
    the rules themselves (also for figures that are hidden to protect others: those are outside of the thresholds).
    `need_low`, `need_high`: the interval that must stay possible; NaN where not hit.
    """

    hit: BoolArray
    low: FloatArray
    high: FloatArray
    need_low: FloatArray
    need_high: FloatArray

    def frame(self) -> pd.DataFrame:
        return pd.DataFrame(
            {"hidden": self.hit.tolist(), "lower": np.where(self.hit, self.need_low, np.nan),
             "upper": np.where(self.hit, self.need_high, np.nan)}
        )  # fmt: skip


def judge(counts: pd.Series[float], denominators: pd.Series[float], rules: Rules, *, kind: str = "share") -> Judged:
    """Apply the primary rules.

    Args:
        counts: what sums up: numerators of shares and rates, counts, totals behind means (value times denominator).
        denominators: people (cases) each is counted from; NaN where there is none.
        rules: the thresholds.
        kind: "share" and "count" lie between 0 and the denominator and are small or not by themselves; "rate" and
            "mean" (and everything else) are judged by "rate": numerator and denominator, "mean": denominator.

    Returns:
        `Judged`. Counts that are NaN are never hit.

    Source: Hundepool et al., Handbook on Statistical Disclosure Control (threshold rules); that zero and "all" disclose
    like small counts: the same; the interval is the connected run of counts that the rules hide around the true one,
    for an attacker knows the rules (docs/methods.md).
    """
    y, d = numbers(counts), numbers(denominators)
    known = ~np.isnan(y)
    people = np.where(np.isnan(d), np.inf, d) if kind in {"share", "count"} else np.full(len(y), np.inf)
    with np.errstate(invalid="ignore"):
        few = known & (d > 0) & (d < rules.denominator)
        hit, low, high = _small(y, people, rules, kind)
    hit &= known & (people > 0) & ~few
    free_low, free_high = _outside(y, people, rules, kind)
    low, high = np.where(hit, low, free_low), np.where(hit, high, free_high)
    need_low, need_high = np.where(hit, low, np.nan), np.where(hit, high, np.nan)
    floor = 0.0 if kind != "mean" or not (y[known] < 0).any() else -np.inf
    low, high = np.where(few, floor, low), np.where(few, people, high)
    widest = np.where(np.isfinite(people), people, np.fmax(d, y))
    need_low = np.where(few, y - np.abs(y) / 2 if kind == "mean" else 0.0, need_low)
    need_high = np.where(few, y + np.abs(y) / 2 if kind == "mean" else widest, need_high)
    return Judged(hit | few, low, high, need_low, need_high)


def _small(y: FloatArray, people: FloatArray, rules: Rules, kind: str) -> tuple[BoolArray, FloatArray, FloatArray]:
    """Hit by numerator or complement, and the connected run of hidden counts around the true one."""
    k = rules.numerator if kind != "mean" else 0
    rest = rules.complement if kind in {"share", "count"} else 0
    lone = people < 2  # a gap where one person lives would tell the number
    zeros = np.full(len(y), rules.zeros) | lone
    first = np.where(zeros, 0.0, 1.0)
    from_below = (y < k) & (zeros | (y > 0))
    from_above = (people - y < rest) & (zeros | (people - y > 0))
    low_1, high_1 = first, np.minimum(k - 1, people)
    low_2, high_2 = np.fmax(people - rest + 1, 0.0), people - first
    joined = (k > 0) & (rest > 0) & (low_2 <= high_1 + 1)
    low = np.where(joined, np.minimum(low_1, low_2), np.where(from_below, low_1, low_2))
    high = np.where(joined, np.maximum(high_1, high_2), np.where(from_below, high_1, high_2))
    return from_below | from_above, np.fmin(low, y), np.fmax(high, y)


def _outside(y: FloatArray, people: FloatArray, rules: Rules, kind: str) -> tuple[FloatArray, FloatArray]:
    """What is known of a figure that no rule hits, should it be hidden to protect another one."""
    k = rules.numerator if kind != "mean" else 0
    rest = rules.complement if kind in {"share", "count"} else 0
    floor = -np.inf if kind == "mean" and (y[~np.isnan(y)] < 0).any() else float(k)
    return np.full(len(y), floor), people - rest
