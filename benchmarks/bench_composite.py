"""1,000 variants of a 20-indicator index on 500 and 30,000 areas: Quartier beside a pandas loop as a user writes it.

    python benchmarks/bench_composite.py [--variants 1000] [--areas 500 30000] [--share-of-loop 0.02]

The loop is run for a part of the variants and scaled up, so that the benchmark ends within minutes; both are given the
same random choices (normalisation, weights, one indicator left out) and must come to the same ranks.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
import pandas as pd

from quartier.methods.composite.matrix import matrix_of
from quartier.methods.composite.recipe import Aggregation, Normalisation, Normalise
from quartier.methods.composite.uncertainty import Choices, uncertainty

CHOICES = Choices(
    normalisations=(
        Normalise(Normalisation.Z),
        Normalise(Normalisation.MIN_MAX),
        Normalise(Normalisation.PERCENT_RANK),
    ),
    aggregations=(Aggregation.MEAN, Aggregation.GEOMETRIC),
)
NORMALISE: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "z": lambda frame: (frame - frame.mean()) / frame.std(ddof=0),
    "min-max": lambda frame: (frame - frame.min()) / (frame.max() - frame.min()),
    "percent-rank": lambda frame: (frame.rank(method="min") - 1) / (len(frame) - 1),
}


def table(areas: int, indicators: int = 20) -> pd.DataFrame:
    rng = np.random.default_rng(1)
    common = rng.normal(size=(areas, 1))
    values = common + rng.normal(size=(areas, indicators))
    return pd.DataFrame(values, columns=[f"i{n}" for n in range(indicators)])


def one_variant(frame: pd.DataFrame, variant: pd.Series) -> pd.Series:
    """What a user would write for one row of choices."""
    weights = pd.Series({name: variant[f"weight_{name}"] for name in frame})
    if variant["left_out"]:
        weights[variant["left_out"]] = 0.0
    parts = NORMALISE[variant["normalisation"]](frame)
    if variant["aggregation"] == "geometric":
        parts = np.log((parts - parts.min()) / (parts.max() - parts.min()) * 99 + 1)
    score = (parts * weights).sum(axis=1) / weights.sum()
    return score.rank(method="min", ascending=False)


def measure(areas: int, variants: int, share: float) -> tuple[float, float]:
    frame = table(areas)
    matrix = matrix_of(frame, dict.fromkeys(frame, 1.0), Normalise(Normalisation.Z), Aggregation.MEAN)
    start = time.perf_counter()
    result = uncertainty(matrix, CHOICES, draws=variants)
    own = time.perf_counter() - start
    part = max(3, round(share * variants))
    start = time.perf_counter()
    loop = [one_variant(frame, result.variants.iloc[number]) for number in range(part)]
    theirs = (time.perf_counter() - start) / part * variants
    for number, ranks in enumerate(loop):
        assert (ranks.to_numpy() == result.ranks[number]).mean() > 0.999, "the two must rank alike"
    return own, theirs


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--variants", type=int, default=1000)
    parser.add_argument("--areas", type=int, nargs="+", default=[500, 30000])
    parser.add_argument("--share-of-loop", type=float, default=0.02)
    given = parser.parse_args()
    print(f"{given.variants} variants, 20 indicators")
    print(f"{'areas':>8} {'Quartier s':>11} {'pandas loop s':>14} {'ratio':>7}")
    for areas in given.areas:
        own, theirs = measure(areas, given.variants, given.share_of_loop)
        print(f"{areas:>8} {own:>11.2f} {theirs:>14.1f} {theirs / own:>6.0f}x")


if __name__ == "__main__":
    main()
