"""An index as one matrix: units x indicators, turned so that more raises the score, with one weight an indicator."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from quartier.methods.composite.recipe import Aggregation, Normalisation, Normalise, Recipe, Score
from quartier.methods.composite.run import IndexResult, run_recipe
from quartier.methods.results import BoolArray, FloatArray, numbers, rejected


@dataclass(frozen=True, slots=True)
class IndexMatrix:
    """`values`: complete rows only; `weights` sum to 1; `unit_index`: all units; `complete`: which of them are rows.

    `events`, `persons`: numerators and denominators behind the values (NaN where an indicator has none), for drawing
    sampling error; `factor` scales events / persons to the value, its sign is the direction.
    """

    values: FloatArray
    weights: FloatArray
    names: tuple[str, ...]
    unit_index: pd.Index
    complete: BoolArray
    normalise: Normalise
    aggregation: Aggregation
    events: FloatArray | None = None
    persons: FloatArray | None = None
    factor: FloatArray | None = None


def effective_weights(recipe: Recipe, result: IndexResult | None = None) -> dict[str, float]:
    """Weight of every indicator in the main score, through all domains, summing to 1.

    Domains that are plain sums (the American index) weigh by the number of their indicators; domains that are
    normalised again on their way up count with their nominal weights. With a `result` the weights that were used
    there count (PCA, budget).
    """
    used = {} if result is None else _used(result)
    found: dict[str, float] = dict.fromkeys((one.key for one in recipe.indicators), 0.0)

    def descend(key: str, share: float, plain_sum: bool) -> None:
        if key in found:
            found[key] += share
            return
        score = recipe.score(key)
        parts = used.get(key) or dict(score.parts)
        total = 1.0 if plain_sum and score.aggregation is Aggregation.SUM else sum(parts.values())
        for part, weight in parts.items():
            descend(part, share * weight / total, _enters_as_sum(recipe, score, part))

    descend(recipe.main, 1.0, True)
    whole = sum(found.values())
    return {key: weight / whole for key, weight in found.items()}


def _enters_as_sum(recipe: Recipe, score: Score, part: str) -> bool:
    """Whether a domain enters before its own normalisation: then its indicators weigh as they stand in its sum."""
    domains = [one for one in recipe.scores if one.key == part]
    return bool(domains) and (score.takes == "sum" or domains[0].then.method is Normalisation.NONE)


def _used(result: IndexResult) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    mean = result.weights.groupby(["score", "part"], sort=False)["weight"].mean().reset_index()
    for score, part, weight in zip(mean["score"], mean["part"], mean["weight"], strict=True):
        found.setdefault(str(score), {})[str(part)] = float(weight)
    return found


def matrix_of(
    values: pd.DataFrame, weights: dict[str, float], normalise: Normalise, aggregation: Aggregation
) -> IndexMatrix:
    """A matrix from a table whose columns already point the same way. Rejects weights that sum to 0."""
    kept = [name for name in values if weights.get(str(name), 0.0) > 0]
    if not kept:
        raise rejected("no indicator has a weight", "weights-invalid", "matrix")
    array = numbers(values[kept])
    complete = np.asarray(~np.isnan(array).any(axis=1), dtype=bool)
    vector = np.array([weights[str(name)] for name in kept])
    names = tuple(str(name) for name in kept)
    return IndexMatrix(array[complete], vector / vector.sum(), names, values.index, complete, normalise, aggregation)


def matrix_of_recipe(recipe: Recipe, frame: pd.DataFrame) -> tuple[IndexMatrix, IndexResult]:
    """The matrix of a recipe's main score after imputation and outlier treatment; units with a gap are no rows.

    The hierarchy is laid flat with its effective weights; the recipe's own normalisation of indicators and aggregation
    of the main score are the base case. Rejects recipes that split the table (`by`): take one group at a time.
    """
    if recipe.by is not None:
        raise rejected("choose one group of the table (a year) first", "groups", recipe.key, recipe.by)
    result = run_recipe(recipe, frame)
    rule = recipe.normalise
    ranks = rule.given_ranks  # 1 is the most deprived: turned round, they are values like any other
    signs = {one.key: -1.0 if ranks else float(one.direction) for one in recipe.indicators}
    base = replace(rule, given_ranks=False, ties="average") if ranks else rule
    varying = [str(key) for key in result.treated if result.treated[key].nunique() > 1]
    turned = pd.DataFrame({key: result.treated[key] * signs[key] for key in varying}, index=frame.index)
    weights = effective_weights(recipe, result)
    main = recipe.score(recipe.main).aggregation
    aggregation = main if main in (Aggregation.GEOMETRIC, Aggregation.HARMONIC) else Aggregation.MEAN
    flat = matrix_of(turned, weights, base, aggregation)
    return _with_counts(flat, recipe, frame), result


def _with_counts(flat: IndexMatrix, recipe: Recipe, frame: pd.DataFrame) -> IndexMatrix:
    """Counts behind the rates: only plain shares (numerator, denominator, no transformation) carry sampling error."""
    events, persons = np.full(flat.values.shape, np.nan), np.full(flat.values.shape, np.nan)
    factor = np.ones(len(flat.names))
    for number, name in enumerate(flat.names):
        one = recipe.indicator(name)
        if one.numerator is None or one.denominator is None or one.transform != "none" or one.shrink is not None:
            continue
        sums = [
            sum(pd.to_numeric(frame[column], errors="coerce") for column in part.plus)
            - sum(pd.to_numeric(frame[column], errors="coerce") for column in part.minus)
            for part in (one.numerator, one.denominator)
        ]
        events[:, number], persons[:, number] = (np.asarray(part, dtype=np.float64)[flat.complete] for part in sums)
        factor[number] = one.factor * one.direction
    known = ~np.isnan(events).all()
    return IndexMatrix(
        flat.values, flat.weights, flat.names, flat.unit_index, flat.complete, flat.normalise, flat.aggregation,
        events if known else None, persons if known else None, factor if known else None,
    )  # fmt: skip
