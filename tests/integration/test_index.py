"""An index from a recipe and the catalogue: figures through the gate, results are releases."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from tests import squares

from quartier.analysis.ingredients import Place, Wanted, ingredients
from quartier.analysis.services import publish_index, run_index
from quartier.catalogue.models import Indicator
from quartier.catalogue.observations import Asked, observations
from quartier.catalogue.services import publish_collection, publish_indicator
from quartier.kernel.errors import InputRejected
from quartier.kernel.presence import Presence
from quartier.kernel.reader import PUBLIC, SYSTEM
from quartier.sources.recipes import find_recipe, read_recipe

RECIPE = """
recipe: 1
key: two
name: {de: Zwei, en: Two}
source: by hand
high_means: burden
index: both
normalise: {method: z, ddof: 0}
indicators:
  rate: {name: {de: Quote, en: rate}}
scores:
  both: {name: {de: Beide, en: both}, of: {rate: 1}, aggregate: mean}
"""
COLUMNS = {"rate": "sgb2-rate"}
PLACE = Place("quarter", "2023-12-31")


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("population", Wanted("c", "population")),
        ("sgb2-rate.numerator", Wanted("c", "sgb2-rate", "numerator")),
        ("sgb2[age=0-14]", Wanted("c", "sgb2", "value", "age=0-14")),
        ("sgb2[age=0-14;sex=f].denominator", Wanted("c", "sgb2", "denominator", "age=0-14;sex=f")),
    ],
)
def test_references(reference: str, expected: Wanted) -> None:
    assert Wanted.of("c", reference) == expected


def test_index_of_seven_squares_by_hand(town: Path) -> None:
    """Rates 0..6: mean 3, population SD 2, so z = (x - 3) / 2; suppressed and missing squares have no index."""
    run = run_index(read_recipe(RECIPE, "two.yaml"), PLACE, COLUMNS, reader=PUBLIC)
    assert run.result.table["both"].tolist()[:7] == pytest.approx([-1.5, -1, -0.5, 0, 0.5, 1, 1.5])
    assert run.result.table["both"].isna().tolist()[7:] == [True, True]


def test_index_is_a_release_and_names_what_it_stands_on(town: Path) -> None:
    recipe = read_recipe(RECIPE, "two.yaml")
    (first,) = publish_index(by=SYSTEM, run=run_index(recipe, PLACE, COLUMNS, reader=SYSTEM))
    assert first.provenance["releases"][0]["subject"] == "sgb2-rate"
    (second,) = publish_index(
        by=SYSTEM, run=run_index(recipe, replace(PLACE, period="2022-12-31"), COLUMNS, reader=SYSTEM)
    )
    row = Indicator.objects.select_related("current_public", "current_confidential").get(key="index-two-both")
    assert row.current_public == second
    both = observations(row, reader=PUBLIC)
    assert set(both["period"].astype(str)) == {"2022-12-31", "2023-12-31"}
    one = observations(row, reader=PUBLIC, asked=Asked(units=["21"], periods=["2023-12-31"]))
    assert one["presence"].tolist() == [Presence.NOT_APPLICABLE]


def test_confidential_ingredients_make_a_confidential_index(town: Path) -> None:
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=1, audience="confidential"))
    run = run_index(read_recipe(RECIPE, "two.yaml"), PLACE, COLUMNS, reader=SYSTEM)
    assert [release.audience for release in publish_index(by=SYSTEM, run=run)] == ["confidential"]


def test_a_year_stands_for_its_only_day_and_says_so(town: Path) -> None:
    found = ingredients(read_recipe(RECIPE, "two.yaml"), Place("quarter", "2023"), COLUMNS, reader=PUBLIC)
    assert "2023-12-31" in str(found.notes[0])


def test_columns_without_figures_are_told_all_at_once(town: Path) -> None:
    with pytest.raises(InputRejected) as caught:
        ingredients(find_recipe("plain"), PLACE, {}, reader=PUBLIC)
    assert {problem.column for problem in caught.value.problems} >= {"unemployed", "sgb2", "residents"}


@pytest.mark.shared
def test_mss_2021_from_the_catalogue_equals_the_published_classes(
    shared: Path, transactional_db: None, workspace: Path
) -> None:
    """Every status class of the edition 2021 (WFS export `mss_2021_indizes.csv`, 536 rated planning areas)."""
    from quartier.sources.loaders import LOADERS

    publish_collection(by=SYSTEM, collection=LOADERS.get("berlin").load(shared / "data" / "berlin_lor"))
    # the register has no figures of that day on the new areas; areas below 300 residents are not rated in the shares
    place = Place("planning-area", "2020-12-31", "2021")
    run = run_index(find_recipe("mss:2021"), place, {"inhabitants": "-"}, reader=SYSTEM)
    published = Indicator.objects.select_related("current_public", "current_confidential").get(key="status")
    frame = observations(published, reader=PUBLIC, asked=Asked(level="planning-area", geography="2021"))
    delivered = frame[frame["presence"] == int(Presence.VALUE)].set_index("unit")["value"]
    ours = pd.Series(run.result.table["status_class"].to_numpy(), index=run.ingredients.table["unit"])
    assert len(delivered) == 536
    assert (ours.reindex(delivered.index) == delivered).all()
