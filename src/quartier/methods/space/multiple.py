"""Many tests at once: which of the small p-values stand up to their number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quartier.methods.results import BoolArray, FloatArray, rejected

CORRECTIONS = ("fdr", "bonferroni", "none")


@dataclass(frozen=True)
class Decisions:
    """`significant` per test (False where p is NaN); `threshold` the largest p that counts (0 if none does);
    `adjusted` the level at which each test would just count (NaN where p is NaN)."""

    significant: BoolArray
    threshold: float
    adjusted: FloatArray


def corrected(p: FloatArray, level: float = 0.05, correction: str = "fdr") -> Decisions:
    """Decisions over all tests that were made (NaN was not tested).

    fdr: Benjamini & Hochberg (1995), the largest p₍ₖ₎ <= k·level/m and all below; applied to local statistics by
    Caldas de Castro & Singer (2006), Controlling the false discovery rate. bonferroni: p <= level/m. none: p <= level.
    Raises InputRejected for an unknown correction or a level outside 0..1.
    """
    if correction not in CORRECTIONS or not 0 < level < 1:
        message = f"correction must be one of {', '.join(CORRECTIONS)}, level between 0 and 1"
        raise rejected(message, "unknown-choice", "multiple tests", f"{correction}, {level}")
    p = np.asarray(p, dtype=np.float64)
    tested = np.flatnonzero(~np.isnan(p))
    adjusted = np.full(p.shape, np.nan)
    m = len(tested)
    if correction == "fdr" and m:
        order = tested[np.argsort(p[tested], kind="stable")]
        raised = p[order] * m / np.arange(1, m + 1)
        adjusted[order] = np.minimum.accumulate(raised[::-1])[::-1]
    elif m:
        adjusted[tested] = p[tested] * (m if correction == "bonferroni" else 1)
    adjusted = np.minimum(adjusted, 1.0)
    # p = k·level/m counts; the product above may miss it by a rounding error
    significant = adjusted <= level * (1 + 1e-12)
    return Decisions(significant, float(p[significant].max(initial=0.0)), adjusted)
