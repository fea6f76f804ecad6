"""Run a recipe on a table: the one place where the steps of a composite index follow each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.kernel.errors import Problem
from quartier.methods.composite import aggregate
from quartier.methods.composite.classes import classify
from quartier.methods.composite.envelopment import benefit_of_the_doubt
from quartier.methods.composite.impute import fill_by_regression, fill_with_centre
from quartier.methods.composite.ingredients import Ingredients, gather
from quartier.methods.composite.normalise import normalise, rank
from quartier.methods.composite.outliers import treat
from quartier.methods.composite.recipe import (
    Aggregation,
    Imputation,
    Matrix,
    Normalisation,
    Normalise,
    Recipe,
    Score,
    Weighting,
)
from quartier.methods.composite.weights import budget_weights, first_component
from quartier.methods.results import BoolArray, Column, Reason

Places = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class IndexResult:
    """What a recipe made of a table; every frame has the index of the table.

    `table`: a column each score (``<score>``, before its own normalisation ``<score>_sum``), its rank
    (``<score>_rank``, 1 is the highest score), its classes (``<score>_<classes>``), the matrices, and ``reason`` of
    the main score. `reasons`: the reason codes of every column of scores and classes. `raw`, `imputed`, `treated`,
    `normalised`: the indicators after each step. `excluded`: why a unit is not rated, "" if it is. `weights`: a row
    each part of a score.
    """

    recipe: Recipe
    table: pd.DataFrame
    reasons: pd.DataFrame
    raw: pd.DataFrame
    imputed: pd.DataFrame
    treated: pd.DataFrame
    normalised: pd.DataFrame
    excluded: pd.Series[str]
    weights: pd.DataFrame
    notes: tuple[Problem, ...]


class _Run:
    """The rated units of one table on their way through a recipe."""

    def __init__(self, recipe: Recipe, frame: pd.DataFrame, ingredients: Ingredients) -> None:
        self.recipe = recipe
        self.frame = frame[ingredients.rated]
        self.values = ingredients.values[ingredients.rated]
        self.reasons = ingredients.reasons[ingredients.rated]
        self.groups = _groups(self.frame, recipe.by)
        self.notes: list[Problem] = []
        self.columns: dict[str, Column] = {}
        self.parts: dict[str, Column] = {}
        self.weights: list[tuple[str, str, str, float]] = []

    def note(self, code: str, message: str, column: str) -> None:
        self.notes.append(Problem(message, code, column=column, severity="warning"))

    def grouped(self, values: pd.Series[float], function: Callable[[pd.Series[float]], Column]) -> Column:
        """A method applied within each group of rows (a year, say), put together again."""
        return self.together([function(values.iloc[places]) for places in self.groups])

    def together(self, pieces: list[Column]) -> Column:
        """Results of the groups, back in the order of the rows."""
        back = np.argsort(np.concatenate(self.groups), kind="stable")
        values = pd.concat([piece.values for piece in pieces]).iloc[back]
        return Column(values, pd.concat([piece.reasons for piece in pieces]).iloc[back])


def run_recipe(recipe: Recipe, frame: pd.DataFrame) -> IndexResult:
    """The index of every unit of `frame`: one row a unit, columns as `recipe.columns` names them.

    Steps: rates and transformations, exclusions (excluded units take no part in any mean, rank or quantile),
    imputation, outliers, normalisation, domains and index from the inside out, ranks and classes, matrices. With
    `recipe.by` each group of rows (a year) is an index of its own. A constant indicator says nothing and is left out
    with a note. Units without a result keep their row, with a gap and its reason. Raises InputRejected with all
    problems of the table.
    """
    codes = frame[recipe.unit] if recipe.unit in frame else frame.index.to_series()
    plain = frame.reset_index(drop=True)  # units may repeat (a row a unit and year): inside, rows are numbered
    ingredients = gather(recipe, plain, codes.astype(str).str.strip().to_numpy())
    run = _Run(recipe, plain, ingredients)
    imputed = _impute(run)
    treated = _treat(run, imputed)
    normalised = _normalise(run, treated)
    for score in recipe.scores:
        _score(run, score, normalised)
    return _result(run, ingredients, imputed, treated, normalised, frame.index)


def _groups(frame: pd.DataFrame, by: str | None) -> list[Places]:
    if by is None or frame.empty:
        return [np.arange(len(frame))]
    codes, _ = pd.factorize(frame[by], sort=True, use_na_sentinel=False)
    return [np.flatnonzero(codes == code) for code in range(codes.max() + 1)]


def _impute(run: _Run) -> pd.DataFrame:
    if run.recipe.impute.method is Imputation.NONE or run.values.empty:
        return run.values
    filled = pd.concat([_filled(run, places) for places in run.groups]).loc[run.values.index]
    count = int(run.values.isna().sum().sum() - filled.isna().sum().sum())
    if count:
        run.note("imputed", f"{count} missing values were filled ({run.recipe.impute.method})", "")
    return filled


def _filled(run: _Run, places: Places) -> pd.DataFrame:
    rule, part = run.recipe.impute, run.values.iloc[places]
    if rule.method is Imputation.REGRESSION:
        return fill_by_regression(part)
    centre = "median" if rule.method in (Imputation.MEDIAN, Imputation.GROUP_MEDIAN) else "mean"
    groups = run.frame[rule.group].iloc[places] if rule.group else None
    return pd.DataFrame({key: fill_with_centre(part[key], centre, groups) for key in part}, index=part.index)


def _treat(run: _Run, values: pd.DataFrame) -> pd.DataFrame:
    treated = values.copy()
    for key in values:
        for places in run.groups:
            done = treat(values[key].iloc[places], run.recipe.outliers)
            treated.iloc[places, list(values).index(key)] = done.values
            if done.low or done.high or done.logarithm:
                what = "logarithm taken" if done.logarithm else f"{done.low} low and {done.high} high values moved in"
                run.note("outliers", f"Indicator {key}: {what}", str(key))
    return treated


def _base(run: _Run, rule: Normalise) -> BoolArray | None:
    if rule.base is None:
        return None
    return np.asarray(run.frame[rule.base.column].astype(str) == rule.base.equals, dtype=bool)


def _normalised(run: _Run, values: pd.Series[float], rule: Normalise, direction: int) -> Column:
    """A base year looks across all groups; everything else stays within its group."""
    base = _base(run, rule)
    if base is not None:
        return normalise(values, rule, direction, base)
    return run.grouped(values, lambda part: normalise(part, rule, direction))


def _normalise(run: _Run, values: pd.DataFrame) -> pd.DataFrame:
    for one in run.recipe.indicators:
        rule = one.normalise or run.recipe.normalise
        column = _normalised(run, values[one.key], rule, one.direction)
        gap = (column.reasons == Reason.MISSING.value).to_numpy()
        column = Column(column.values, column.reasons.mask(gap, run.reasons[one.key]))
        run.parts[one.key] = column
        if (column.reasons == Reason.CONSTANT.value).any():
            run.note("constant", f"Indicator {one.key} does not vary and is left out", one.key)
        elif column.values.isna().all() and len(values):
            run.note("all-missing", f"Indicator {one.key} has no value at all", one.key)
    return pd.DataFrame({one.key: run.parts[one.key].values for one in run.recipe.indicators})


def _score(run: _Run, score: Score, normalised: pd.DataFrame) -> None:
    taken = {key: _taken(run, score, key) for key, _ in score.parts}
    table = pd.DataFrame({key: column.values for key, column in taken.items()}, index=normalised.index)
    constant = pd.DataFrame({key: column.reasons == Reason.CONSTANT.value for key, column in taken.items()})
    pieces = [
        _aggregate(run, score, table.iloc[places], constant.iloc[places], number)
        for number, places in enumerate(run.groups)
    ]
    total = _causes(run.together(pieces), taken)
    final = total if score.then.method is Normalisation.NONE else _then(run, total, score.then)
    if score.then.method is not Normalisation.NONE:
        run.columns[f"{score.key}_sum"] = total
    run.parts[f"{score.key}_sum"], run.parts[score.key] = total, final
    run.columns[score.key] = final
    run.columns[f"{score.key}_rank"] = run.grouped(final.values, lambda part: rank(part, "min", highest_first=True))
    _classes(run, score, final)


def _causes(total: Column, taken: dict[str, Column]) -> Column:
    """Where all gaps of a unit have one cause (suppressed, zero denominator), the score has that reason."""
    gaps = pd.DataFrame({key: column.reasons for key, column in taken.items()}, index=total.values.index)
    reasons = total.reasons.copy()
    for cause in (Reason.SUPPRESSED, Reason.ZERO_DENOMINATOR, Reason.NOT_POSITIVE):
        alone = ((gaps == cause.value) | (gaps == "")).all(axis=1) & (gaps == cause.value).any(axis=1)
        reasons[alone & (total.reasons != "")] = cause.value
    return Column(total.values, reasons)


def _taken(run: _Run, score: Score, key: str) -> Column:
    """A part of a score: a normalised indicator, or another score (its final value or its plain sum)."""
    name = f"{key}_sum" if score.takes == "sum" and f"{key}_sum" in run.parts else key
    return run.parts[name]


def _then(run: _Run, total: Column, rule: Normalise) -> Column:
    column = _normalised(run, total.values, rule, 1)
    return Column(column.values, column.reasons.mask((total.reasons != "").to_numpy(), total.reasons))


def _aggregate(run: _Run, score: Score, table: pd.DataFrame, constant: pd.DataFrame, group: int) -> Column:
    silent = [str(key) for key in table if constant[key].any() and bool(table[key].isna().all())]
    spoken = table.drop(columns=silent)
    if spoken.empty:
        return Column.undefined(table.index, Reason.CONSTANT if silent else Reason.TOO_FEW_INDICATORS)
    weights = _weights(score, spoken)
    if weights is None:
        return Column.undefined(table.index, Reason.TOO_FEW_UNITS)
    label = str(run.frame[run.recipe.by].iloc[run.groups[group][0]]) if run.recipe.by else ""
    run.weights += [(score.key, label, key, weight) for key, weight in weights.items()]
    return combine(score, spoken, weights)


def _weights(score: Score, table: pd.DataFrame) -> dict[str, float] | None:
    match score.weighting:
        case Weighting.GIVEN:
            return {key: weight for key, weight in score.parts if key in table}
        case Weighting.EQUAL:
            return {str(key): 1.0 for key in table}
        case Weighting.BUDGET:
            return {key: weight for key, weight in budget_weights(dict(score.budgets)).items() if key in table}
        case Weighting.PCA:
            component = first_component(table)
            if component.reason:
                return None
            return {str(key): float(weight) for key, weight in component.weights.items()}


def combine(score: Score, table: pd.DataFrame, weights: dict[str, float]) -> Column:
    """Apply a score's aggregation to its normalised parts."""
    match score.aggregation:
        case Aggregation.SUM:
            return aggregate.weighted_sum(table, weights, score.minimum_share)
        case Aggregation.MEAN:
            return aggregate.arithmetic_mean(table, weights, score.minimum_share)
        case Aggregation.GEOMETRIC:
            return aggregate.geometric_mean(table, weights, score.minimum_share)
        case Aggregation.HARMONIC:
            return aggregate.harmonic_mean(table, weights, score.minimum_share)
        case Aggregation.POWER:
            return aggregate.power_mean(table, score.power, weights, score.minimum_share)
        case Aggregation.MAZZIOTTA_PARETO:
            return aggregate.mazziotta_pareto(table, score.penalty)
        case Aggregation.COPELAND:
            return aggregate.copeland(table, weights)
        case Aggregation.BENEFIT_OF_THE_DOUBT:
            return benefit_of_the_doubt(table, score.share_bounds)


def _classes(run: _Run, score: Score, final: Column) -> None:
    found: dict[str, Column] = {}
    for rule in score.classes:
        if rule.of:
            column = classify(final.values, rule, found)
        else:
            column = run.grouped(final.values, lambda part, rule=rule: classify(part, rule, {}))  # type: ignore[misc]
        reasons = column.reasons.mask((final.reasons != "").to_numpy(), final.reasons)
        found[rule.key] = run.columns[f"{score.key}_{rule.key}"] = Column(column.values, reasons)


def _result(
    run: _Run,
    ingredients: Ingredients,
    imputed: pd.DataFrame,
    treated: pd.DataFrame,
    normalised: pd.DataFrame,
    index: pd.Index,
) -> IndexResult:
    rated = ingredients.rated
    table = pd.DataFrame(index=index)
    reasons = pd.DataFrame(index=index)
    for name, column in run.columns.items():
        table[name] = _spread(column.values, rated, index, np.nan)
        reasons[name] = _spread(column.reasons, rated, index, Reason.EXCLUDED.value)
    for matrix in run.recipe.matrices:
        _matrix(run.recipe, matrix, table)
    table["reason"] = reasons[run.recipe.main]
    whole = _whole_numbers(run.recipe, table)
    return IndexResult(
        recipe=run.recipe,
        table=whole,
        reasons=reasons,
        raw=ingredients.values.set_axis(index),
        imputed=_frame(imputed, rated, index),
        treated=_frame(treated, rated, index),
        normalised=_frame(normalised, rated, index),
        excluded=ingredients.excluded.set_axis(index),
        weights=pd.DataFrame(run.weights, columns=["score", "group", "part", "weight"]),
        notes=tuple(dict.fromkeys(run.notes)),
    )


def _spread(
    values: pd.Series[float] | pd.Series[str], rated: BoolArray, index: pd.Index, fill: object
) -> pd.Series[float]:
    full = np.full(len(index), fill, dtype=object if isinstance(fill, str) else "float64")
    full[rated] = values.to_numpy()
    return pd.Series(full, index=index)


def _frame(part: pd.DataFrame, rated: BoolArray, index: pd.Index) -> pd.DataFrame:
    return pd.DataFrame({key: _spread(part[key], rated, index, np.nan) for key in part}, index=index)


def _whole_numbers(recipe: Recipe, table: pd.DataFrame) -> pd.DataFrame:
    """Ranks and classes are whole numbers, with gaps."""
    names = [f"{score.key}_{end}" for score in recipe.scores for end in ("rank", *(rule.key for rule in score.classes))]
    return table.astype(dict.fromkeys(names, "Int64"))


def _matrix(recipe: Recipe, matrix: Matrix, table: pd.DataFrame) -> None:
    """``<row class><label of the column class>``, as in Berlin's "2+/-"; "" where one of them is undefined."""
    labels = _labels(recipe, matrix.columns)
    cells = zip(table["_".join(matrix.rows)], table["_".join(matrix.columns)], strict=True)
    pairs = [None if np.isnan(row) or np.isnan(column) else (int(row), int(column)) for row, column in cells]
    table[matrix.key] = ["" if pair is None else f"{pair[0]}{labels.get(pair[1], str(pair[1]))}" for pair in pairs]
    if matrix.attention:
        table[f"{matrix.key}_attention"] = [pair in matrix.attention for pair in pairs]


def _labels(recipe: Recipe, place: tuple[str, str]) -> dict[int, str]:
    rule = next(rule for rule in recipe.score(place[0]).classes if rule.key == place[1])
    return {number: label.de for number, label in enumerate(rule.labels, start=1)}
