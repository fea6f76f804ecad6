"""Townsend scores of the United Kingdom from census counts: 2001 and 2011, wards and local authorities.

Agreement: 10,442 + 434 + 9,481 + 404 areas, quintile 100 %; score within 5e-14 (wards 2011), else within 5e-9, which is
the rounding of the published tables.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from quartier.methods.composite.run import run_recipe
from quartier.sources.recipes import find_recipe

pytestmark = pytest.mark.shared


@pytest.mark.parametrize(
    ("year", "level", "count", "tolerance"),
    [
        (2001, "Ward", 10442, 5e-9),
        (2001, "Local Authority", 434, 5e-9),
        (2011, "Ward", 9481, 1e-13),
        (2011, "Local Authority", 404, 5e-9),
    ],
)
def test_scores_and_quintiles(shared: Path, year: int, level: str, count: int, tolerance: float) -> None:
    folder = shared / "data/townsend"
    counts = pd.read_csv(folder / f"Dataset- {year} UK {level}.csv", encoding="latin-1")
    scores = pd.read_csv(folder / f"Scores- {year} UK {level}.csv", encoding="latin-1")
    counts = counts.rename(columns={"Zone.Code": "Zone Code"})
    scores.columns = [name.lower().replace(".", "_") for name in scores.columns]
    code = "zone_code" if "zone_code" in scores else "geo_code"
    recipe = find_recipe(f"townsend:{year}")
    table = run_recipe(recipe, counts).table.set_index(counts[recipe.unit or ""].str.strip())
    published = scores.set_index(scores[code].str.strip()).reindex(table.index)
    assert len(table) == count
    assert (table["townsend"] - published["tds"]).abs().max() < tolerance
    assert (table["townsend_quintile"] == published["quintile"]).all()
