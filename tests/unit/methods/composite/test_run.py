"""Running a recipe: bad tables, gaps with their reasons, groups, exclusions, base years."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from quartier.kernel.errors import InputRejected
from quartier.methods.composite.recipe import Recipe
from quartier.methods.composite.run import IndexResult, run_recipe
from quartier.sources.recipes import read_recipe

HEAD = "recipe: 1\nkey: own\nname: Eigen\nindex: total\n"
TWO = HEAD + "unit: unit\nindicators: {a: {}, b: {direction: -1}}\nscores: {total: {of: {a: 1, b: 1}%s}}\n%s\n"
Z = "normalise: {method: z, ddof: 0}"


def recipe(score: str = "", more: str = Z) -> Recipe:
    return read_recipe(TWO % (score, more), "own.yaml")


def units(a: list[object], b: list[object], **more: list[object]) -> pd.DataFrame:
    return pd.DataFrame({"unit": [f"u{n}" for n in range(len(a))], "a": a, "b": b, **more})


def run(frame: pd.DataFrame, score: str = "", more: str = Z) -> IndexResult:
    return run_recipe(recipe(score, more), frame)


def test_a_column_that_is_not_there_is_named_with_its_likely_spelling() -> None:
    with pytest.raises(InputRejected, match=r"column b.*is 'B' meant") as caught:
        run(units([1], [2]).rename(columns={"b": "B", "a": "x"}))
    assert [problem.column for problem in caught.value.problems] == ["a", "b"]


def test_text_among_numbers_is_told_with_its_row() -> None:
    with pytest.raises(InputRejected) as caught:
        run(units([1, "viel", 3], [1, 2, "?"]))
    assert [(p.row, p.column, p.found) for p in caught.value.problems] == [(3, "a", "viel"), (4, "b", "?")]


def test_an_empty_table() -> None:
    with pytest.raises(InputRejected, match="no rows"):
        run(units([], []))


def test_a_constant_indicator_is_left_out_with_a_note() -> None:
    result = run(units([1, 2, 3], [5, 5, 5]))
    assert [note.code for note in result.notes] == ["constant"]
    assert result.table["total"].tolist() == pytest.approx([-1.2247449, 0, 1.2247449])
    assert result.table["reason"].tolist() == ["", "", ""]


def test_all_indicators_constant() -> None:
    result = run(units([1, 1], [5, 5]))
    assert result.table["reason"].tolist() == ["constant", "constant"]
    assert result.table["total_rank"].isna().all()


def test_one_unit_has_no_index_but_a_reason() -> None:
    assert run(units([1], [2])).table["reason"].tolist() == ["constant"]


def test_an_indicator_without_any_value() -> None:
    result = run(units([1, 2], [None, None]))
    assert result.table["reason"].tolist() == ["too-few-indicators"] * 2
    assert [note.code for note in result.notes] == ["all-missing"]


def test_suppressed_is_neither_zero_nor_missing() -> None:
    result = run(units([1, "*", 3], [3, 2, 1]), more=Z + "\nsuppressed: ['*']")
    assert np.isnan(result.raw["a"][1])
    assert result.table["reason"].tolist() == ["", "suppressed", ""]
    assert result.table["total_rank"].astype(object).where(result.table["total_rank"].notna(), None).tolist() == [
        2,
        None,
        1,
    ]


def test_a_minimum_share_lets_a_unit_in_with_a_gap() -> None:
    result = run(units([1, None, 3, 5], [3, 2, 1, 0]), ", minimum_share: 0.5")
    assert result.table["reason"].tolist() == [""] * 4


def test_negative_values_in_a_geometric_mean() -> None:
    result = run(units([1, 2], [-1, 2]), ", aggregate: geometric", "")
    assert result.table["reason"].tolist() == ["", "not-positive"]  # b is turned round: -(-1) = 1 and -2


def test_excluded_units_move_nobody_else() -> None:
    rule = Z + "\nexclude: {small: {reason: {de: zu klein}, column: n, below: 300}, named: {reason: Heim, units: [u3]}}"
    with_small = run(units([1, 99, 3, 50], [3, 2, 1, 9], n=[400, 299, 300, 500]), more=rule)
    without = run(units([1, 3], [3, 1]))
    assert with_small.table["total"].dropna().tolist() == without.table["total"].tolist()
    assert with_small.table["reason"].tolist() == ["", "excluded", "", "excluded"]
    assert with_small.excluded.tolist() == ["", "zu klein", "", "Heim"]


def test_nobody_is_left() -> None:
    result = run(units([1, 2], [3, 4], n=[1, 2]), more=Z + "\nexclude: {small: {reason: x, column: n, below: 300}}")
    assert result.table["reason"].tolist() == ["excluded", "excluded"]


def test_years_are_indices_of_their_own() -> None:
    frame = units([1, 2, 3, 10, 30, 20], [3, 2, 1, 1, 2, 4], year=[2020, 2021, 2020, 2021, 2020, 2021])
    both = run(frame, more=Z + "\nby: year").table
    for year in (2020, 2021):
        alone = run(frame[frame["year"] == year]).table
        assert both["total"][frame["year"] == year].tolist() == alone["total"].tolist()


def test_a_base_year_makes_years_comparable() -> None:
    """By hand: mean 2 and SD 1 of 2020 hold for 2021 too."""
    frame = units([1, 3, 2, 4], [1, 3, 1, 3], year=[2020, 2020, 2021, 2021])
    rule = "normalise: {method: z, ddof: 0, base: {column: year, equals: 2020}}\nby: year"
    assert run(frame, more=rule).normalised["a"].tolist() == [-1.0, 1.0, 0.0, 2.0]


def test_rates_come_from_counts_and_zero_population_has_a_reason() -> None:
    text = HEAD + "indicators: {r: {numerator: x, denominator: [n, m], factor: 100}}\nscores: {total: {of: {r: 1}}}\n"
    frame = pd.DataFrame({"x": [1, 2, 0], "n": [10, 20, 0], "m": [10, 20, 0]}, index=["p", "q", "r"])
    result = run_recipe(read_recipe(text, "own.yaml"), frame)
    assert result.table["total"].tolist()[:2] == [5.0, 5.0]
    assert result.table.index.tolist() == ["p", "q", "r"]
    assert result.table["reason"].tolist() == ["", "", "zero-denominator"]


def test_a_share_above_its_bounds_is_no_index_but_a_message() -> None:
    text = TWO.replace("a: {}", "a: {bounds: [0, 100]}") % ("", Z)
    with pytest.raises(InputRejected, match=r"Unit u1: indicator a is out of its bounds.*found '120'"):
        run_recipe(read_recipe(text, "own.yaml"), units([1, 120], [2, 3]))


def test_units_may_repeat_and_the_index_comes_back() -> None:
    frame = units([1, 2, 3], [3, 2, 1]).set_index(pd.Index(["x", "x", "y"]))
    assert run(frame).table.index.tolist() == ["x", "x", "y"]


def test_classes_status_and_dynamics() -> None:
    text = """\
recipe: 1
key: own
name: Eigen
index: s
indicators: {a: {}, b: {}}
scores:
  s: {of: {a: 1}, classes: {c: {method: breaks, breaks: [2], labels: [tief, hoch]}}}
  d: {of: {b: 1}, classes: {c: {method: breaks, breaks: [0], labels: ["-", "+"]}}}
matrices: {both: {rows: s.c, columns: d.c, attention: [[2, 2]]}}
"""
    table = run_recipe(read_recipe(text, "own.yaml"), units([1, 3, 3, None], [1, 1, -1, 1])).table
    assert table["both"].tolist() == ["1+", "2+", "2-", ""]
    assert table["both_attention"].tolist() == [False, True, False, False]


@pytest.mark.parametrize(
    "aggregate", ["mean", "sum", "geometric", "harmonic", "mazziotta-pareto", "benefit-of-the-doubt", "copeland"]
)
def test_every_aggregation_runs_from_a_recipe(aggregate: str) -> None:
    result = run(
        units([1, 2, 3], [3, 2, 1]), f", aggregate: {aggregate}", "normalise: {method: min-max, lower: 1, upper: 9}"
    )
    assert result.table["total_rank"].tolist() == [3, 2, 1]


@pytest.mark.parametrize("method", ["rank", "percent-rank", "imd-exponential", "reference", "adjusted-mpi", "min-max"])
def test_every_normalisation_turns_with_the_direction(method: str) -> None:
    result = run(units([1, 2, 4], [4, 2, 1]), more=f"normalise: {{method: {method}}}")
    assert result.table["total_rank"].tolist() == [3, 2, 1]


@pytest.mark.parametrize("weights", ["equal", "pca", "budget"])
def test_every_weighting_runs_from_a_recipe(weights: str) -> None:
    budget = ", budget: {a: [30, 70], b: [70, 30]}" if weights == "budget" else ""
    result = run(units([1, 2, 3, 9], [3, 2, 1, 0]), f", weights: {weights}{budget}")
    assert result.weights["weight"].tolist() == pytest.approx([1.0, 1.0] if weights == "equal" else [0.5, 0.5])
