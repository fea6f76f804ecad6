"""The three cities, as published, into a workspace: whole, readable, without damage."""

from __future__ import annotations

from pathlib import Path

import pytest

from quartier.catalogue.models import Geography, Indicator, Release, Unit
from quartier.catalogue.observations import Asked, damaged, observations
from quartier.catalogue.services import publish_collection
from quartier.kernel.presence import Presence
from quartier.kernel.reader import PUBLIC, SYSTEM

FOLDERS = {"berlin": "berlin_lor", "koeln": "koeln", "flensburg": "flensburg"}
# level -> units of its newest geography, as the READMEs of the data state them
UNITS = {
    "berlin": {"planning-area": 542, "district-region": 143, "forecast-area": 58, "district": 12, "city": 1},
    "koeln": {"city": 1},
    "flensburg": {"city": 1},
}


@pytest.mark.shared
@pytest.mark.parametrize("city", FOLDERS)
def test_city_is_loaded_whole(city: str, shared: Path, transactional_db: None, workspace: Path) -> None:
    from quartier.sources.loaders import LOADERS

    collection = LOADERS.get(city).load(shared / "data" / FOLDERS[city])
    publish_collection(by=SYSTEM, collection=collection)
    assert Release.objects.count() == len(collection.geographies) + len(collection.observations)
    assert [problem for release in Release.objects.all() for problem in damaged(release)] == []
    for level, count in UNITS[city].items():
        newest = Geography.objects.filter(level__key=level).order_by("-valid_from").first()
        assert newest is not None
        assert Unit.objects.filter(geography=newest).count() == count
    for indicator in Indicator.objects.select_related("current_public", "current_confidential"):
        frame = observations(indicator, reader=PUBLIC, asked=Asked(slices=[""]))
        values = frame.loc[frame["presence"] == int(Presence.VALUE), "value"]
        assert values.notna().all(), indicator.key
        assert frame.loc[frame["presence"] != int(Presence.VALUE), "value"].isna().all(), indicator.key


@pytest.mark.shared
def test_koeln_sums_agree_with_the_city(shared: Path, transactional_db: None, workspace: Path) -> None:
    """README of the data: Stadt = Bezirke = Stadtteile in all series and years."""
    from quartier.sources.loaders import LOADERS

    publish_collection(by=SYSTEM, collection=LOADERS.get("koeln").load(shared / "data" / "koeln"))
    population = Indicator.objects.select_related("current_public", "current_confidential").get(key="population")
    frame = observations(population, reader=PUBLIC, asked=Asked(slices=[""]))
    sums = frame.groupby(["level", "period"], observed=True)["value"].sum().unstack("level").dropna(axis=1)
    last = sums.loc["2012"]
    # Stadt Köln, 2012 (31.12.): 1,044,555 residents (table 2012_Altersgruppen_Insgesamt.csv of the same folder)
    assert {float(last[level]) for level in sums.columns} == {1_044_555.0}
