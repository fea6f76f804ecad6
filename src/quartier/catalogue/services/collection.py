"""Publish all that a loader or a demo-town part hands over."""

from __future__ import annotations

from collections.abc import Callable

from quartier.catalogue.models import Release
from quartier.catalogue.services.declare import declare
from quartier.catalogue.services.geography import publish_geography
from quartier.catalogue.services.layers import put_layer
from quartier.catalogue.services.publish import publish_indicator
from quartier.kernel.declared import Collection
from quartier.kernel.reader import Reader

Progress = Callable[[int, int, str], None]


def _silent(done: int, total: int, what: str) -> None:
    """Nobody watches."""


def publish_collection(*, by: Reader, collection: Collection, progress: Progress = _silent) -> list[Release]:
    """Declare, then publish geographies, indicators and map layers, one release each.

    Each release is whole or absent. What is published already with the same checksum is left alone, so that a load
    that was cut off is finished by running it again.
    """
    total = len(collection.geographies) + len(collection.observations) + len(collection.layers)
    declare(by=by, collection=collection)
    releases: list[Release] = []
    for geography in collection.geographies:
        progress(len(releases), total, f"{geography.level} {geography.key}")
        releases.append(publish_geography(by=by, geography=geography))
    for observations in collection.observations:
        progress(len(releases), total, observations.indicator)
        releases.append(publish_indicator(by=by, observations=observations))
    for layer in collection.layers:
        progress(len(releases), total, layer.key)
        releases.append(put_layer(by=by, layer=layer))
    progress(total, total, "")
    return releases
