"""Berlin, Monitoring Soziale Stadtentwicklung: every published status and dynamics class of 2013, 2015 and 2021.

Agreement: 434 + 435 + 536 planning areas, 100 % of the status classes and 100 % of the dynamics classes; every area
that Berlin did not rate is undefined here, and no other.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from quartier.methods.composite.run import run_recipe
from quartier.sources.recipes import find_recipe

pytestmark = pytest.mark.shared
STEM = "data/berlin_lor/mss_gold/berlin-monitoring-social-urban-development-{}-00-{}-planning-areas.csv"


def shares(shared: Path, year: int) -> pd.DataFrame:
    table = pd.read_csv(shared / STEM.format(year, "2-1"), dtype={"id": str})
    short = {name: name.split("_")[0] for name in table.columns if name[0] in "sd" and name[1].isdigit()}
    return table.rename(columns=short | {"id": "unit"})


def areas_2021(shared: Path) -> pd.DataFrame:
    table = pd.read_csv(shared / "data/berlin_lor/mss2021_raw/mss_2021_index_indikatoren.csv", dtype=str)
    short = {name: name.lower() for name in ("S1", "S3", "S4", "D1", "D3", "D4")}
    return table.rename(columns=short | {"PLR_ID": "unit", "EW": "inhabitants"})


@pytest.mark.parametrize(("year", "rated"), [(2013, 434), (2015, 435)])
def test_classes_of_every_planning_area(shared: Path, year: int, rated: int) -> None:
    published = pd.read_csv(shared / STEM.format(year, "1"), dtype=str).set_index("id")
    table = run_recipe(find_recipe(f"mss:{year}"), shares(shared, year).set_index("unit", drop=False)).table
    published = published.reindex(table.index)
    is_rated = published["status_index"] != "0"
    assert int(is_rated.sum()) == rated
    assert ((table["reason"] == "") == is_rated).all()
    assert (table["status_class"][is_rated].astype(str) == published["status_index"][is_rated]).all()
    assert (table["situation"][is_rated].str[1:] == published["dynamic_index"][is_rated]).all()


def test_classes_of_2021_from_the_official_export(shared: Path) -> None:
    published = pd.read_csv(shared / "data/berlin_lor/mss2021_raw/mss_2021_indizes.csv", dtype=str)
    result = run_recipe(find_recipe("mss:2021"), areas_2021(shared))
    is_rated = published["KOM"] == "gültig"
    assert int(is_rated.sum()) == 536
    assert ((result.table["reason"] == "") == is_rated).all()
    assert (result.table["situation"][is_rated] == published["SDI"][is_rated]).all()


def test_scores_of_2021_to_the_published_two_decimals(shared: Path) -> None:
    """Published z-values are rounded to 0.01; the recipe starts from the shares and comes within half of that."""
    path = shared / "data/berlin_lor/mss2021_raw/mss_2021_index-indikatoren_z-werte_plr.csv"
    published = pd.read_csv(path, sep=";", encoding="utf-8-sig", dtype={"PLR-ID": str}).set_index("PLR-ID")
    frame = areas_2021(shared)
    result = run_recipe(find_recipe("mss:2021"), frame.set_index("unit", drop=False))
    for own, column in (("status", "Status-Index (standardisierte Statussumme)"), ("dynamics", published.columns[-2])):
        difference = (result.table[own] - pd.to_numeric(published[column], errors="coerce")).abs()
        assert difference.notna().sum() == 536
        assert difference.max() <= 0.0051


@pytest.mark.parametrize("ddof", [0, 1])
def test_only_ddof_0_reproduces_berlin(shared: Path, ddof: int) -> None:
    """The trap T12: standardising the sum with n - 1 moves an area over a border of the classes."""
    frames = [(year, shares(shared, year).set_index("unit", drop=False)) for year in (2013, 2015)]
    wrong = 0
    for year, frame in frames:
        recipe = find_recipe(f"mss:{year}")
        rule = replace(recipe.normalise, ddof=ddof)
        scores = tuple(replace(score, then=rule) for score in recipe.scores)
        table = run_recipe(replace(recipe, normalise=rule, scores=scores), frame).table
        published = pd.read_csv(shared / STEM.format(year, "1"), dtype=str).set_index("id").reindex(table.index)
        rated = table["reason"] == ""
        wrong += int((table["status_class"][rated].astype(str) != published["status_index"][rated]).sum())
        wrong += int((table["situation"][rated].str[1:] != published["dynamic_index"][rated]).sum())
    assert (wrong == 0) == (ddof == 0)
