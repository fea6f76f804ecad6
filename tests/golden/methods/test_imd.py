"""Indices of Multiple Deprivation: England 2025 and 2010, Scotland 2020, from their published domain ranks.

Agreement: England 2025, 33,755 areas: score within 0.0007 (published to 0.001), rank equal in 99.994 %, never off by
more than 1, decile 100 %. England 2010, 32,482 areas: score within 0.00501 (published to 0.01), rank equal in 99.94 %,
never off by more than 1, decile 100 %. Scotland 2020, 6,976 areas: rank equal in 80.2 %, never off by more than 7 (the
published ranks of tied areas do not let the ties be told apart), decile 99.94 %.
"""

from __future__ import annotations

import warnings
from pathlib import Path

import pandas as pd
import pytest

from quartier.methods.composite.run import run_recipe
from quartier.sources.recipes import find_recipe

pytestmark = pytest.mark.shared
ENGLAND = {"Income": "income", "Employment": "employment", "Education": "education", "Health": "health",
           "Crime": "crime", "Environment": "environment"}  # fmt: skip


def test_england_2025(shared: Path) -> None:
    published = pd.read_csv(shared / "data/uk_imd/imd2025_england_lsoa21.csv.gz")
    names = {f"{long}_rank": short for long, short in ENGLAND.items()}
    frame = published.rename(columns=names | {"Housing_and_Services_rank": "barriers", "lsoa21_code": "unit"})
    table = run_recipe(find_recipe("imd:england-2025"), frame).table
    assert (table["imd"] - published["IMD_score"]).abs().max() < 7e-4
    assert (table["imd_rank"] == published["IMD_rank"]).mean() > 0.9999
    assert (table["imd_rank"] - published["IMD_rank"]).abs().max() <= 1
    assert (table["imd_decile"] == published["IMD_decile"]).all()
    assert table["imd"][0] == pytest.approx(8.742, abs=5e-4)


def test_england_2010(shared: Path) -> None:
    rdata = pytest.importorskip("rdata")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        published = rdata.read_rda(shared / "data/uk_imd/imd2010_england_lsoa01.rda")["imd2010_england_lsoa01"]
    names = {f"{long}_rank": short for long, short in ENGLAND.items()}
    frame = published.rename(columns=names | {"Housing_and_Access_rank": "barriers", "lsoa01_code": "unit"})
    table = run_recipe(find_recipe("imd:england-2010"), frame).table
    assert (table["imd"] - published["IMD_score"]).abs().max() < 0.00501
    assert (table["imd_rank"] == published["IMD_rank"]).mean() > 0.9994
    assert (table["imd_rank"] - published["IMD_rank"]).abs().max() <= 1
    assert (table["imd_decile"] == published["IMD_decile"].astype("Int64")).all()


def test_scotland_2020(shared: Path) -> None:
    published = pd.read_csv(shared / "data/uk_imd/imd2020_scotland_dz11.csv.gz")
    names = {name: name[:-5].lower() for name in published if name.endswith("_rank") and name != "IMD_rank"}
    table = run_recipe(find_recipe("imd:scotland-2020"), published.rename(columns=names | {"dz11_code": "unit"})).table
    assert (table["imd_rank"] == published["IMD_rank"]).mean() > 0.8016
    assert (table["imd_rank"] - published["IMD_rank"]).abs().max() <= 7
    assert (table["imd_decile"] == published["IMD_decile"]).mean() > 0.9994


OWN = """\
recipe: 1
key: simd
name: Schottland aus einer eigenen Datei
index: simd
unit: dz11_code
normalise: {method: imd-exponential, given_ranks: true}
indicators:
  Income_rank: {}
  Employment_rank: {}
  Health_rank: {}
  Education_rank: {}
  Access_rank: {}
  Crime_rank: {}
  Housing_rank: {}
scores:
  simd:
    aggregate: sum
    of: {Income_rank: .28, Employment_rank: .28, Health_rank: .14, Education_rank: .14,
         Access_rank: .09, Crime_rank: .05, Housing_rank: .02}
"""


def test_another_country_by_a_file_alone(shared: Path, tmp_path: Path) -> None:
    """A person writes the index of another country down, with the columns of its published table, without code."""
    (tmp_path / "simd.yaml").write_text(OWN, encoding="utf-8")
    published = pd.read_csv(shared / "data/uk_imd/imd2020_scotland_dz11.csv.gz")
    table = run_recipe(find_recipe(str(tmp_path / "simd.yaml")), published).table
    assert (table["simd_rank"] == published["IMD_rank"]).mean() > 0.8016
    assert (table["simd_rank"] - published["IMD_rank"]).abs().max() <= 7


def test_england_2025_from_domain_scores(shared: Path) -> None:
    """Published domain scores are rounded, so many areas tie that do not: 99.68 % of the deciles, ranks within 62."""
    published = pd.read_csv(shared / "data/uk_imd/imd2025_england_lsoa21.csv.gz")
    names = {f"{long}_score": short for long, short in ENGLAND.items()}
    frame = published.rename(columns=names | {"Housing_and_Services_score": "barriers", "lsoa21_code": "unit"})
    table = run_recipe(find_recipe("imd:england-2025-scores"), frame).table
    assert (table["imd"] - published["IMD_score"]).abs().max() < 0.092
    assert (table["imd_rank"] - published["IMD_rank"]).abs().max() <= 62
    assert (table["imd_decile"] == published["IMD_decile"]).mean() > 0.9967


def test_the_weights_are_not_made_to_sum_to_1(shared: Path) -> None:
    """The trap T11: with weights divided by .999 the scores would be off by up to 0.094."""
    published = pd.read_csv(shared / "data/uk_imd/imd2025_england_lsoa21.csv.gz")
    names = {f"{long}_rank": short for long, short in ENGLAND.items()}
    frame = published.rename(columns=names | {"Housing_and_Services_rank": "barriers", "lsoa21_code": "unit"})
    table = run_recipe(find_recipe("imd"), frame).table
    assert (table["imd"] / 0.999 - published["IMD_score"]).abs().max() > 0.09
