"""GISD: quintile, decile and group of all 400 districts x 24 years from the published scores: 9,600 of 9,600."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from quartier.methods.composite.run import run_recipe
from quartier.sources.recipes import find_recipe

pytestmark = pytest.mark.shared


def test_classes_of_all_district_years(shared: Path) -> None:
    published = pd.read_csv(shared / "data/gisd/GISD_Bund_Kreis.csv", dtype={"kreis_id": str})
    table = run_recipe(find_recipe("gisd"), published).table
    assert len(table) == 9600
    assert (table["gisd_q5"] == published["gisd_5"]).all()
    assert (table["gisd_q10"] == published["gisd_10"]).all()
    assert (table["gisd_k"] == published["gisd_k"]).all()


@pytest.mark.parametrize(("kind", "agree"), [(9, 911), (7, 863)])
def test_the_quantile_type_matters(shared: Path, kind: int, agree: int) -> None:
    """The trap T13. 38 regions do not divide by 10: NumPy's default (type 7) misses 49 of 912 deciles, type 9 one (the
    published scores are rounded). With 400 districts every type gives the same classes."""
    published = pd.read_csv(shared / "data/gisd/GISD_Bund_NUTS2.csv", dtype={0: str})
    published = published.rename(columns={published.columns[0]: "kreis_id"})
    recipe = find_recipe("gisd")
    score = recipe.scores[0]
    classes = tuple(replace(rule, quantile_type=kind) for rule in score.classes)
    table = run_recipe(replace(recipe, scores=(replace(score, classes=classes),)), published).table
    assert int((table["gisd_q10"] == published["gisd_10"]).sum()) == agree
    assert (table["gisd_k"] == published["gisd_k"]).all()
