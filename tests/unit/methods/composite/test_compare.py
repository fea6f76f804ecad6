"""A new definition of classes is no change of reality."""

from __future__ import annotations

import pandas as pd
import pytest

from quartier.kernel.errors import InputRejected
from quartier.methods.composite.compare import separate_effects
from quartier.methods.composite.run import IndexResult, run_recipe
from quartier.sources.recipes import read_recipe

TEXT = """\
recipe: 1
key: own
name: Eigen
index: t
indicators: {a: {}}
scores: {t: {of: {a: 1}, classes: {c: {method: breaks, breaks: [%s]}}}}
"""


def run(breaks: str, values: list[float], units: str = "xyz") -> IndexResult:
    frame = pd.DataFrame({"a": values}, index=list(units))
    return run_recipe(read_recipe(TEXT % breaks, "own.yaml"), frame)


def test_data_and_method_add_up() -> None:
    """By hand: x rises over the old break at 10; y is only reclassed by the new break at 5; z has no value before."""
    before, bridge, after = run("10", [8, 7, None]), run("10", [12, 7, 1]), run("5", [12, 7, 1])
    table = separate_effects(before, bridge, after, "t_c")
    assert table["by_data"].tolist()[:2] == [1, 0]
    assert table["by_method"].tolist()[:2] == [0, 1]
    assert table["reason"].tolist() == ["", "", "not-comparable"]
    assert (table["by_data"] + table["by_method"])[:2].tolist() == (table["after"] - table["before"])[:2].tolist()


def test_other_units_and_columns_are_refused() -> None:
    one, two = run("10", [8, 7, 6]), run("10", [8, 7, 6], "xyw")
    with pytest.raises(InputRejected, match="same units"):
        separate_effects(one, two, one, "t_c")
    with pytest.raises(InputRejected, match="no column 'u'"):
        separate_effects(one, one, one, "u")
