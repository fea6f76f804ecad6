"""Summaries of larger areas from the ranks of the small ones (English indices): share, extent, local concentration."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quartier.methods.composite.normalise import rank
from quartier.methods.results import FloatArray, Reason, numbers, rejected


def extent_weights(order: FloatArray, total: int) -> FloatArray:
    """Weight of a unit in the extent: 1 in the worst 10 %, then from .95 down to .05 over percentiles 11 to 30.

    `order` is the rank with 1 for the most deprived. Source: McLennan et al. (2019), chapter 3.
    """
    percentile = np.ceil(np.round(100 * order / total, 9))
    falling = 0.95 - (percentile - 11) * (0.9 / 19)
    return np.asarray(np.where(percentile <= 10, 1.0, np.where(percentile <= 30, falling, 0.0)))


def area_summaries(score: pd.Series[float], population: pd.Series[float], area: pd.Series[str]) -> pd.DataFrame:
    """Larger areas, described by their small ones: one row an area, in the order of first appearance.

    Columns: `average_score`, `average_rank` (population-weighted; rank 1 is the highest score of all units),
    `worst_tenth` (share of the units among the most deprived 10 % of all), `extent` (share of the population, weighted
    by `extent_weights`), `local_concentration` (population-weighted mean rank of the worst units that hold exactly 10 %
    of the area's population), `units`, `reason`. Units without score or population take no part.
    Undefined: ``zero-denominator`` where an area has no population. Rejects negative population.
    Source: McLennan et al. (2019), chapter 3; package humaniverse/IMD.
    """
    if (population < 0).any():
        raise rejected("population must not be negative", "negative-count", "population")
    order = rank(score, "min", highest_first=True).values
    total = int(score.notna().sum())
    table = pd.DataFrame({"score": score, "rank": order, "population": population, "area": area})
    table["weight"] = extent_weights(numbers(order), total)
    table["worst"] = (numbers(order) <= 0.1 * total).astype("float64")
    table = table.dropna(subset=["score", "population", "area"])
    rows = {name: _summary(group) for name, group in table.groupby("area", sort=False)}
    return pd.DataFrame.from_dict(rows, orient="index")


def _summary(group: pd.DataFrame) -> dict[str, float | str]:
    people = numbers(group["population"])
    base: dict[str, float | str] = {"units": len(group), "worst_tenth": float(group["worst"].mean())}
    if people.sum() <= 0:
        names = ("average_score", "average_rank", "extent", "local_concentration")
        return dict.fromkeys(names, float("nan")) | base | {"reason": Reason.ZERO_DENOMINATOR.value}
    return {
        "average_score": float(np.average(group["score"], weights=people)),
        "average_rank": float(np.average(group["rank"], weights=people)),
        "extent": float(np.average(group["weight"], weights=people)),
        "local_concentration": _local_concentration(numbers(group["rank"]), people),
        **base,
        "reason": "",
    }


def _local_concentration(order: FloatArray, people: FloatArray) -> float:
    """Mean rank over the worst-off tenth of the people; the last unit counts with the part that is needed."""
    worst_first = np.argsort(order, kind="stable")
    sizes = people[worst_first]
    needed = 0.1 * people.sum()
    before = np.concatenate([[0.0], np.cumsum(sizes)[:-1]])
    taken = np.clip(needed - before, 0.0, sizes)
    return float((order[worst_first] * taken).sum() / needed)
