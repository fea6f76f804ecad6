"""docs/recipes.md says everything that the schema knows, and its example runs."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pandas as pd

from quartier.methods.composite.run import run_recipe
from quartier.sources.recipes import read_recipe, shipped_names

ROOT = Path(__file__).resolve().parents[3]
PAGE = (ROOT / "docs" / "recipes.md").read_text(encoding="utf-8")
SCHEMA = json.loads((ROOT / "src/quartier/sources/recipes/recipe.schema.json").read_text(encoding="utf-8"))


def words(rule: Any) -> set[str]:
    """Fields and words of choice anywhere in the schema."""
    if isinstance(rule, list):
        return set().union(*map(words, rule)) if rule else set()
    if not isinstance(rule, dict):
        return set()
    found = set(rule.get("properties", {})) | {str(word) for word in rule.get("enum", [])}
    return found.union(*(words(part) for key, part in rule.items() if key != "enum"))


def test_every_field_and_every_word_is_explained() -> None:
    mentioned = set(re.findall(r"[a-z0-9_-]+", PAGE, re.IGNORECASE))
    assert words(SCHEMA) - mentioned == set()


def test_every_shipped_recipe_is_listed_with_its_agreement() -> None:
    assert [name for name in shipped_names() if f"| `{name}` |" not in PAGE] == []


def test_the_example_runs() -> None:
    """By hand: u1 is worst in both."""
    text = PAGE.split("```yaml\n")[1].split("```")[0]
    frame = pd.DataFrame({
        "quarter": ["u1", "u2", "u3", "u4", "u5", "u6"], "residents": [900, 800, 700, 600, 500, 299],
        "unemployed": [90, 40, "*", 20, 10, 10], "residents_15_64": [600, 500, 400, 400, 300, 200],
        "turnout_2024": [30, 40, 50, 60, 70, 80],
    })  # fmt: skip
    table = run_recipe(read_recipe(text, "docs.yaml"), frame).table
    assert table["situation_rank"].iloc[0] == 1
    assert table["reason"].tolist() == ["", "", "suppressed", "", "", "excluded"]
