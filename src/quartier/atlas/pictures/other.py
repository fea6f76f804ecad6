"""A second indicator on the units that a picture shows: chosen as the page chooses it (frontend/src/data/other.ts)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext, override

from quartier.atlas import schemas
from quartier.atlas.pictures.classes import Classification, bins_of
from quartier.atlas.pictures.scene import Coverage, Scene, figures_of, rows_of
from quartier.atlas.statistics.pair import PairKey, pair
from quartier.atlas.wording import OUTSIDE
from quartier.catalogue import listing
from quartier.catalogue.models import Release
from quartier.catalogue.observations import current_release
from quartier.kernel.errors import NotFound
from quartier.kernel.period import Period, parse
from quartier.kernel.reader import Reader


def other_release(scene: Scene, *, reader: Reader) -> Release:
    """The release of the second indicator that this reader may read. Raises NotFound, also where none is named."""
    key = scene.question.view.other
    if not key:
        with override(scene.question.language):
            raise NotFound(gettext("This picture needs a second indicator."))
    return current_release(listing.indicator_by_key(key, reader=reader), reader=reader)


def other_scene(scene: Scene, *, reader: Reader) -> Scene:
    """The second indicator on level and geography of the first; what is left out there is left out here."""
    release = other_release(scene, reader=reader)
    indicator = listing.indicator_by_key(scene.question.view.other, reader=reader)
    every: list[Coverage] = release.manifest["coverage"]
    here = [part for part in every if (part["level"], part["geography"]) == (scene.level.key, scene.geography.key)]
    if not here:
        with override(scene.question.language):
            raise NotFound(gettext("There are no figures of the second indicator at this level."))
    wanted = scene.question.view.other_slice
    coverage = next((part for key in (wanted, "") for part in here if part["slice"] == key), here[0])
    period = _period(coverage, scene)
    frame = figures_of(indicator, scene.geography, coverage, period, reader=reader)
    how = Classification("breaks", tuple(coverage["breaks"] or ()))
    rows = rows_of(frame, bins_of(frame, how))
    kept = tuple(
        replace(row, bin=OUTSIDE) if first.bin == OUTSIDE else row for row, first in zip(rows, scene.rows, strict=True)
    )
    return replace(
        scene, indicator=indicator, release=release, period=period, coverage=coverage, how=how, rows=kept, heading=""
    )


def _period(coverage: dict[str, Any], scene: Scene) -> Period:
    """As asked, else the same period, else the one that lies nearest in time, of two the earlier."""
    periods: list[str] = coverage["periods"]
    for one in (scene.question.view.other_period, scene.period.text):
        if one in periods:
            return parse(one)
    return min(map(parse, periods), key=lambda one: abs(one.axis_position() - scene.period.axis_position()))


def compared(scene: Scene, other: Scene, *, reader: Reader) -> schemas.PairAnswer:
    """How the two go together over the units that are looked at."""
    kept = [row.code for row in scene.rows if row.bin != OUTSIDE]
    key = PairKey(
        scene.indicator.key, scene.coverage["slice"], scene.period.text, other.indicator.key, other.coverage["slice"],
        other.period.text, scene.level.key, scene.geography.key, scene.question.view.weighted,
        () if len(kept) == len(scene.rows) else kept,
    )  # fmt: skip
    language = scene.question.language
    with override(language):
        return pair(key, reader=reader, language=language)


def dates(scene: Scene, other: Scene) -> str:
    """The period, or both where they differ."""
    language = scene.question.language
    labels = [scene.period.label(language), other.period.label(language)]
    return " / ".join(dict.fromkeys(labels))
