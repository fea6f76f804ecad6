"""Whatever is done to a recipe or a table: a result, or a message with line and column, never anything else."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quartier.kernel.errors import InputRejected
from quartier.methods.composite.run import run_recipe
from quartier.sources.recipes import find_recipe, read_recipe, shipped_names, shipped_text

scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 12), st.floats(-2, 2), st.sampled_from(["", "z", "s1", "a b", "é"])
)
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(
    ["of", "method", "s1", "status", "classes", "column", "de"]), inner, max_size=3), max_leaves=4)  # fmt: skip


def places(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(place for key, part in inside for place in places(part, (*path, key)))]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["mss", "svi", "plain", "gisd"]), st.data())
def test_any_change_of_a_recipe_is_read_or_told(name: str, data: st.DataObject) -> None:
    document = yaml.safe_load(shipped_text(name))
    path = data.draw(st.sampled_from([place for place in places(document) if place]))
    changed = copy.deepcopy(document)
    node = changed
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = data.draw(values)
    try:
        read_recipe(yaml.safe_dump(changed, allow_unicode=True), "changed.yaml")
    except InputRejected as error:
        assert error.problems
        assert all(problem.row and problem.column and problem.message for problem in error.problems)


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_told(text: str) -> None:
    with pytest.raises(InputRejected):
        read_recipe(text, "text.yaml")


cells = st.one_of(st.none(), st.integers(-5, 400), st.floats(0, 100), st.sampled_from(["*", "viel", "", "-999", "1e3"]))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(shipped_names()), st.integers(0, 6), st.data())
def test_any_table_gives_an_index_with_reasons_or_is_told(name: str, rows: int, data: st.DataObject) -> None:
    recipe = find_recipe(name)
    table = pd.DataFrame({
        column: data.draw(st.lists(cells, min_size=rows, max_size=rows)) for column in recipe.columns
    })  # fmt: skip
    try:
        result = run_recipe(recipe, table)
    except InputRejected as error:
        assert error.problems
        return
    main = result.table[recipe.main]
    assert result.table.index.equals(table.index)
    assert (main.isna() == (result.table["reason"] != "")).all()
    assert not np.isinf(main.astype(float)).any()
    assert (result.table[f"{recipe.main}_rank"].isna() == main.isna()).all()
