"""Use-cases of analysis: an index from a recipe and the catalogue; its results are releases like any other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from quartier.accounts.services import require_writer
from quartier.analysis.ingredients import Ingredients, Place, ingredients
from quartier.catalogue.models import Indicator, Release, Topic, WorkspaceProfile
from quartier.catalogue.observations import observations
from quartier.catalogue.services import declare
from quartier.catalogue.services.publish import Publication, publish_indicators
from quartier.kernel import declared
from quartier.kernel.errors import NotFound
from quartier.kernel.presence import Flag, Presence
from quartier.kernel.reader import Audience, Reader
from quartier.kernel.text import Text
from quartier.methods.composite.recipe import Recipe, Score
from quartier.methods.composite.run import IndexResult, run_recipe

SOURCE = "quartier-index"
LICENCE = "own-computation"


@dataclass(frozen=True, slots=True)
class IndexRun:
    """An index computed from the catalogue: the result, and what it stands on."""

    result: IndexResult
    ingredients: Ingredients
    place: Place


def run_index(recipe: Recipe, place: Place, columns: Mapping[str, str], *, reader: Reader) -> IndexRun:
    """Compute an index from figures that the reader may read. Nothing is written.

    Raises InputRejected (columns without figures, all at once), NotFound (level).
    """
    found = ingredients(recipe, place, columns, reader=reader)
    return IndexRun(run_recipe(recipe, found.table), found, place)


def publish_index(*, by: Reader, run: IndexRun) -> list[Release]:
    """Publish every score of the run as an indicator; its passport names recipe, edition and releases used.

    Confidential ingredients make a confidential index. Periods published before stay in the release.
    """
    require_writer(by)
    recipe = run.result.recipe
    _declare(by, recipe)
    return publish_indicators(by=by, publications=[_publication(by, run, score) for score in recipe.scores])


def _declare(by: Reader, recipe: Recipe) -> None:
    profile = WorkspaceProfile.objects.filter(pk=1).first()
    if profile is None:
        raise NotFound("This workspace is still empty: load figures first.")
    topic = Topic.objects.filter(parent=None).order_by("position").first()
    if topic is None:
        raise NotFound("This workspace has no topics.")
    collection = declared.Collection(
        key=profile.collection,
        name=profile.name,
        fictitious=profile.fictitious,
        licences=(declared.Licence(LICENCE, "Eigene Berechnung aus den genannten Datenversionen"),),
        sources=(
            declared.Source(SOURCE, Text("Eigene Berechnung", "Own computation"), profile.name.de, LICENCE),
        ),
        indicators=tuple(_words(recipe, score, topic.key) for score in recipe.scores),
        default_indicator=profile.default_indicator,
        default_level=profile.default_level,
        unit_word=profile.unit_word,
    )  # fmt: skip
    declare(by=by, collection=collection)


def indicator_key(recipe: Recipe, score: Score) -> str:
    return f"index-{recipe.key}-{score.key}"


def _words(recipe: Recipe, score: Score, topic: str) -> declared.Indicator:
    whole = Text(f"{score.name.de} ({recipe.name.de})", f"{score.name.get('en')} ({recipe.name.get('en')})")
    note = Text(
        "Ein Index beschreibt eine Lage und keinen Bedarf; verglichen werden kann nur innerhalb eines Zeitbezugs.",
        "An index shows a situation, not a need; it compares units within one period only.",
    )
    return declared.Indicator(
        key=indicator_key(recipe, score),
        name=whole,
        definition=recipe.description if recipe.description.de else recipe.name,
        kind=declared.IndicatorKind.INDEX,
        unit=Text(""),
        source=SOURCE,
        topics=(topic,),
        polarity=declared.Polarity.BURDEN if recipe.high_means == "burden" else declared.Polarity.RELIEF,
        decimals=2,
        notes=note,
    )


def _publication(by: Reader, run: IndexRun, score: Score) -> Publication:
    key = indicator_key(run.result.recipe, score)
    confidential = any(release.audience == Audience.CONFIDENTIAL for release in run.ingredients.releases)
    audience = Audience.CONFIDENTIAL if confidential else Audience.PUBLIC
    row = Indicator.objects.select_related("current_public", "current_confidential").get(key=key)
    current = row.current_public if audience is Audience.PUBLIC else row.current_confidential
    frame = _observations(run, score)
    if current is not None:
        frame = _with_earlier(row, frame, by)
    return Publication(declared.Observations(key, frame, audience=audience), current, _provenance(run))


def _provenance(run: IndexRun) -> dict[str, Any]:
    return {
        "recipe": run.result.recipe.key,
        "edition": run.result.recipe.edition,
        "releases": [
            {"subject": release.subject_key, "number": release.number, "checksum": release.checksum}
            for release in run.ingredients.releases
        ],
    }


def _observations(run: IndexRun, score: Score) -> pd.DataFrame:
    unit = run.result.recipe.unit or "unit"
    values = run.result.table[score.key].reset_index(drop=True).astype(float)
    known = values.notna()
    presence = known.map({True: int(Presence.VALUE), False: int(Presence.NOT_APPLICABLE)})
    return pd.DataFrame(
        {
            "level": run.place.level,
            "geography": run.ingredients.geography,
            "unit": run.ingredients.table[unit],
            "period": run.place.period,
            "slice": "",
            "value": values,
            "presence": presence,
            "flags": known.map({True: 0, False: int(Flag.NOT_RATED)}),
        }
    )


def _with_earlier(row: Indicator, frame: pd.DataFrame, by: Reader) -> pd.DataFrame:
    """A release is the full state: what was published for other places and periods stays."""
    earlier = observations(row, reader=by)
    mine = ["level", "geography", "period"]
    here = set(frame[mine].itertuples(index=False, name=None))
    kept = [place not in here for place in earlier[mine].itertuples(index=False, name=None)]
    return pd.concat([earlier[kept], frame], ignore_index=True)
