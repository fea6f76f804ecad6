"""From a table to the raw indicators of a recipe: columns checked, marks read, rates computed, units left out."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.kernel.errors import InputRejected, Problem
from quartier.methods.composite.recipe import Exclusion, Indicator, Quantity, Recipe, Transform
from quartier.methods.composite.shrinkage import shrink
from quartier.methods.results import BoolArray, Column, Reason, numbers


@dataclass(frozen=True, slots=True)
class Ingredients:
    """`values` and `reasons`: units x indicators, all units; `excluded`: why a unit is not rated, "" if it is."""

    values: pd.DataFrame
    reasons: pd.DataFrame
    excluded: pd.Series[str]

    @property
    def rated(self) -> BoolArray:
        return np.asarray(self.excluded == "", dtype=bool)


def gather(recipe: Recipe, frame: pd.DataFrame, codes: npt.NDArray[np.object_]) -> Ingredients:
    """Raw values of all indicators, transformed. `frame` has numbered rows, `codes` are its units.

    Raises InputRejected with every problem of the table at once.
    """
    _check_columns(recipe, frame)
    numeric, suppressed = _numeric(recipe, frame)
    excluded = _excluded(recipe, frame, numeric, codes)
    rated = np.asarray(excluded == "", dtype=bool)
    columns = {one.key: _raw(one, frame, numeric, suppressed, rated) for one in recipe.indicators}
    values = pd.DataFrame({key: column.values for key, column in columns.items()}, index=frame.index)
    reasons = pd.DataFrame({key: column.reasons for key, column in columns.items()}, index=frame.index)
    problems = _out_of_bounds(recipe, values[rated], codes[rated])
    if problems:
        raise InputRejected(problems, recipe.key)
    return Ingredients(values, reasons, excluded)


def missing_columns(recipe: Recipe, present: Sequence[str]) -> list[Problem]:
    """A problem for every column that the recipe names and the table lacks, with the likely spelling."""
    lower = {column.lower(): column for column in present}
    problems = []
    for column in recipe.columns:
        if column not in present:
            near = difflib.get_close_matches(column.lower(), list(lower), n=1)
            hint = f"a column {column!r}" + (f" (is {lower[near[0]]!r} meant?)" if near else "")
            message = "The table lacks a column that the recipe names"
            problems.append(Problem(message, "unknown-column", column=column, expected=hint))
    return problems


def _check_columns(recipe: Recipe, frame: pd.DataFrame) -> None:
    problems = missing_columns(recipe, [str(column) for column in frame.columns])
    if not len(frame):
        problems.append(Problem("The table has no rows", "empty-table"))
    if problems:
        raise InputRejected(problems, recipe.key)


def _numeric(recipe: Recipe, frame: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Number columns with marks read: (values, where a value is suppressed)."""
    values, hidden, problems = {}, {}, []
    for column in recipe.number_columns:
        values[column], hidden[column], wrong = _numbers_in(frame[column], recipe)
        problems += wrong
    if problems:
        raise InputRejected(problems, recipe.key)
    return pd.DataFrame(values, index=frame.index), pd.DataFrame(hidden, index=frame.index)


def _numbers_in(column: pd.Series[str], recipe: Recipe) -> tuple[pd.Series[float], BoolArray, list[Problem]]:
    plain = column.astype(object).where(column.notna(), "")
    text = plain.map(lambda cell: cell.strip() if isinstance(cell, str) else cell)
    hidden = np.asarray(text.isin(recipe.suppressed), dtype=bool)
    empty = np.asarray(text.map(lambda cell: cell == "" or _is_mark(cell, recipe.missing)), dtype=bool)
    number = pd.to_numeric(text.where(~(hidden | empty)), errors="coerce").astype("float64")
    wrong = np.flatnonzero((number.isna() | np.isinf(number)).to_numpy() & ~hidden & ~empty)
    problems = [
        Problem(
            "This is no number", "not-a-number", row=int(place) + 2, column=str(column.name),
            found=str(text.iloc[place]), expected="a number, an empty cell or a mark that the recipe names",
        )
        for place in wrong
    ]  # fmt: skip
    return number, hidden, problems


def _is_mark(cell: object, marks: tuple[str, ...]) -> bool:
    """-999, -999.0 and "-999" are the same mark."""
    if str(cell) in marks:
        return True
    return isinstance(cell, int | float) and float(cell).is_integer() and str(int(cell)) in marks


def _excluded(
    recipe: Recipe, frame: pd.DataFrame, numeric: pd.DataFrame, codes: npt.NDArray[np.object_]
) -> pd.Series[str]:
    reasons = np.full(len(frame), "", dtype=object)
    text = pd.Series(codes, dtype=object)
    for rule in recipe.exclusions:
        hit = _hit(rule, frame, numeric, text)
        reasons[hit & (reasons == "")] = rule.reason.de
    return pd.Series(reasons, index=frame.index, dtype=object)


def _hit(rule: Exclusion, frame: pd.DataFrame, numeric: pd.DataFrame, codes: pd.Series[str]) -> BoolArray:
    hit = np.asarray(codes.isin(rule.units), dtype=bool)
    if rule.column is None:
        return hit
    if rule.equals:
        cells = frame[rule.column].astype(object).where(frame[rule.column].notna(), "")
        return np.asarray(hit | np.asarray(cells.map(lambda cell: _is_mark(cell, rule.equals)), dtype=bool))
    values = numbers(numeric[rule.column])
    with np.errstate(invalid="ignore"):
        low = values < rule.below if rule.below is not None else np.zeros(len(values), dtype=bool)
        high = values > rule.above if rule.above is not None else np.zeros(len(values), dtype=bool)
    return np.asarray(hit | low | high)


def _raw(
    one: Indicator, frame: pd.DataFrame, numeric: pd.DataFrame, suppressed: pd.DataFrame, rated: BoolArray
) -> Column:
    """The indicator's value: a column, or a rate (perhaps shrunk), then its transformation."""
    if one.column:
        column = Column.of(numeric[one.column] * one.factor)
    elif one.shrink and one.numerator and one.denominator:
        column = _shrunk(one, frame, numeric, rated)
    else:
        column = _rate(one, numeric)
    hidden = suppressed[[name for name in one.columns if name in suppressed]].any(axis=1).to_numpy()
    column = Column(column.values, column.reasons.mask(hidden, Reason.SUPPRESSED.value))
    return transform(column, one.transform)


def _sum(quantity: Quantity, numeric: pd.DataFrame) -> pd.Series[float]:
    total = pd.Series(0.0, index=numeric.index)
    for name in quantity.plus:
        total = total + numeric[name]
    for name in quantity.minus:
        total = total - numeric[name]
    return total


def _rate(one: Indicator, numeric: pd.DataFrame) -> Column:
    above = _sum(one.numerator, numeric) if one.numerator else pd.Series(np.nan, index=numeric.index)
    if one.denominator is None:
        return Column.of(above * one.factor)
    below = _sum(one.denominator, numeric)
    empty = np.asarray(below == 0, dtype=bool)
    rate = one.factor * above / below.mask(empty)
    if one.zero_denominator == "zero":
        return Column.of(rate.mask(empty & (above == 0).to_numpy(), 0.0))
    column = Column.of(rate)
    column.reasons[empty] = Reason.ZERO_DENOMINATOR.value
    return column


def _shrunk(one: Indicator, frame: pd.DataFrame, numeric: pd.DataFrame, rated: BoolArray) -> Column:
    assert one.numerator and one.denominator and one.shrink  # noqa: S101  (told by the caller, for the type checker)
    above, below = _sum(one.numerator, numeric)[rated], _sum(one.denominator, numeric)[rated]
    table = shrink(above, below, frame[one.shrink.area][rated], one.shrink.centring).reindex(frame.index)
    return Column(table["rate"] * one.factor, table["reason"].fillna(Reason.EXCLUDED.value))


def transform(column: Column, kind: Transform) -> Column:
    """``ln``, ``log10`` (``not-positive`` at 0 and below), ``ln1p`` (at -1 and below), ``sqrt`` (below 0)."""
    values = numbers(column.values)
    with np.errstate(invalid="ignore", divide="ignore"):
        match kind:
            case Transform.NONE:
                return column
            case Transform.LN:
                result, bad = np.log(values), values <= 0
            case Transform.LN1P:
                result, bad = np.log1p(values), values <= -1
            case Transform.LOG10:
                result, bad = np.log10(values), values <= 0
            case Transform.SQRT:
                result, bad = np.sqrt(values), values < 0
    series = pd.Series(result, index=column.values.index, name=column.values.name)
    return Column(series, column.reasons).where_not(bad, Reason.NOT_POSITIVE)


def _out_of_bounds(recipe: Recipe, values: pd.DataFrame, codes: npt.NDArray[np.object_]) -> list[Problem]:
    problems = []
    for one in recipe.indicators:
        least, most = one.bounds
        array = numbers(values[one.key])
        with np.errstate(invalid="ignore"):
            low = array < (-np.inf if least is None else least)
            high = array > (np.inf if most is None else most)
        for place in np.flatnonzero(low | high):
            problems.append(
                Problem(
                    f"Unit {codes[place]}: indicator {one.key} is out of its bounds",
                    "out-of-bounds", column=one.key, found=f"{array[place]:g}", expected=f"{least} to {most}",
                )
            )  # fmt: skip
    return problems
