"""Publication: all or nothing, compare and swap, who may read what."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from tests import squares

from quartier.catalogue.models import Indicator, Release, ReleaseFile
from quartier.catalogue.observations import Asked, current_release, damaged, file_by_checksum, observations
from quartier.catalogue.services import publish_collection, publish_indicator, withdraw
from quartier.catalogue.services.publish import Pointer
from quartier.catalogue.signals import release_published
from quartier.kernel.errors import Conflict, InputRejected, NotFound, NotPermitted, Withdrawn
from quartier.kernel.presence import Presence
from quartier.kernel.reader import PUBLIC, SYSTEM, Reader

MEMBER = Reader("Mitglied", person=7, confidential=True)


def rate() -> Indicator:
    return Indicator.objects.select_related("current_public", "current_confidential").get(key="sgb2-rate")


def test_figures_come_back_as_they_were_delivered(town: Path) -> None:
    frame = observations(rate(), reader=PUBLIC, asked=Asked(level="quarter", periods=["2023-12-31"]))
    by_unit = frame.set_index("unit")
    assert by_unit.loc["00", "value"] == 0  # zero is a value
    assert by_unit.loc["02", "value"] == 2.0
    assert by_unit.loc["02", "numerator"] == 2
    assert by_unit.loc["21", "presence"] == Presence.SUPPRESSED
    assert pd.isna(by_unit.loc["21", "value"])
    assert "22" not in by_unit.index


def test_same_figures_again_are_no_new_release(town: Path) -> None:
    before = Release.objects.count()
    publish_collection(by=SYSTEM, collection=squares.collection())
    assert Release.objects.count() == before


def test_new_figures_are_a_new_release_and_the_old_one_stays(town: Path) -> None:
    first = current_release(rate(), reader=PUBLIC)
    heard: list[Release] = []

    def hear(release: Release, **_: object) -> None:
        heard.append(release)

    release_published.connect(hear)
    try:
        second = publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=1))
    finally:
        release_published.disconnect(hear)
    assert heard == [second]
    assert (second.parent, second.number) == (first, first.number + 1)
    assert current_release(rate(), reader=PUBLIC) == second
    assert damaged(first) == []
    assert damaged(second) == []


def test_confidential_release_is_invisible_to_the_public(town: Path) -> None:
    secret = publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=2, audience="confidential"))
    assert current_release(rate(), reader=MEMBER) == secret
    assert current_release(rate(), reader=PUBLIC) != secret
    own = secret.files.exclude(sha256__in=ReleaseFile.objects.exclude(release=secret).values("sha256")).first()
    assert own is not None
    with pytest.raises(NotFound):
        file_by_checksum(own.sha256, reader=PUBLIC)
    assert file_by_checksum(own.sha256, reader=MEMBER)[0] == own


def test_two_who_publish_at_once_conflict(town: Path) -> None:
    stale = rate()
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=1))
    with pytest.raises(Conflict, match="somebody else"):
        Pointer(stale, "current_public").move(stale.current_public, stale.current_public or Release())


def test_all_problems_are_told_and_nothing_is_written(town: Path) -> None:
    good = squares.rate_observations()
    frame = good.frame.copy()
    frame.loc[0, "unit"] = "99"
    frame.loc[1, "period"] = "2023-13"
    before = Release.objects.count(), ReleaseFile.objects.count()
    with pytest.raises(InputRejected) as caught:
        publish_indicator(by=SYSTEM, observations=replace(good, frame=frame))
    assert "99" in str(caught.value)
    assert "2023-13" in str(caught.value)
    assert (Release.objects.count(), ReleaseFile.objects.count()) == before


def test_only_administrators_publish(town: Path) -> None:
    with pytest.raises(NotPermitted):
        publish_indicator(by=MEMBER, observations=squares.rate_observations(shift=1))


def test_withdrawn_release_answers_with_its_reason(town: Path) -> None:
    first = current_release(rate(), reader=PUBLIC)
    second = publish_indicator(by=SYSTEM, observations=squares.rate_observations(shift=1))
    own = second.files.get(name="observations.parquet")
    with pytest.raises(InputRejected, match="reason"):
        withdraw(by=SYSTEM, release=second, reason=" ")
    withdraw(by=SYSTEM, release=second, reason="Zähler vertauscht")
    assert current_release(rate(), reader=PUBLIC) == first
    with pytest.raises(Withdrawn, match="Zähler vertauscht"):
        file_by_checksum(own.sha256, reader=PUBLIC)
