"""The small variant: a list first, polygons may follow."""

from __future__ import annotations

import pytest

from quartier.sources.check import problems
from quartier.sources.demo_town import build


def test_twelve_quarters_as_a_list() -> None:
    town = build("small")
    assert problems(town) == [] and town.fictitious
    quarters = next(item.units for item in town.geographies if item.level == "quarter")
    assert len(quarters) == 12 and "geometry" not in quarters
    assert 5 <= len(town.indicators) <= 10
    assert all(set(item.frame["level"]) <= {level.key for level in town.levels} for item in town.observations)


def test_its_quarters_sum_to_the_town() -> None:
    rows = next(item.frame for item in build("small").observations if item.indicator == "population")
    total = rows[rows["level"] == "city"].set_index(["period", "slice"])["value"]
    parts = rows[rows["level"] == "quarter"].groupby(["period", "slice"])["value"].sum()
    assert (parts.reindex(total.index) == total).all()


def test_another_variant_is_refused_in_words() -> None:
    with pytest.raises(ValueError, match="choose full or small"):
        build("tiny")
