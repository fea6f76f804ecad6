"""Write the words of a collection: levels, topics, dimensions, indicators, sources, events."""

from __future__ import annotations

import json
import re
import unicodedata
from typing import Any

from django.db import models, transaction

from quartier.accounts.services import record, require_writer
from quartier.catalogue.models import (
    OWN_LEVEL,
    Dimension,
    Event,
    Indicator,
    Level,
    Licence,
    Member,
    Sketch,
    Source,
    TargetGroup,
    Topic,
    Wording,
    WorkspaceProfile,
)
from quartier.kernel import declared
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.reader import Reader

SKETCH_CRS = 4326


@transaction.atomic
def declare(*, by: Reader, collection: declared.Collection) -> None:
    """Create or update what the collection declares; what it does not name stays as it is."""
    require_writer(by)
    _licences_and_sources(collection)
    _levels(collection)
    _topics(collection)
    _dimensions(collection)
    for position, indicator in enumerate(collection.indicators):
        put_indicator(indicator, position)
    _events(collection)
    _sketch(collection)
    _profile(collection)
    record(by=by, action="catalogue.declare", subject=collection.key)


def _profile(collection: declared.Collection) -> None:
    """Name and first page of the workspace; what an administrator chose stays."""
    words = {
        "name": collection.place if collection.place.de else collection.name,
        "unit_word": collection.unit_word,
        "default_indicator": collection.default_indicator,
        "default_level": collection.default_level,
    }
    known = {"fictitious": collection.fictitious, "collection": collection.key}
    settled = WorkspaceProfile.objects.filter(pk=1, settled=True).exists()
    WorkspaceProfile.objects.update_or_create(pk=1, defaults=known if settled else known | words)


def fold(text: str) -> str:
    """Lower case without accents and marks, for searching: "Größe" and "grosse" meet."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ß", "ss"))
    return re.sub(r"[^a-z0-9]+", " ", "".join(c for c in plain if not unicodedata.combining(c))).strip()


def _ids(model: type[models.Model], keys: tuple[str, ...] | list[str]) -> list[Any]:
    found = dict(model._default_manager.filter(key__in=keys).values_list("key", "pk"))
    return [found[key] for key in keys]


def _licences_and_sources(collection: declared.Collection) -> None:
    for licence in collection.licences:
        Licence.objects.update_or_create(key=licence.key, defaults={"name": licence.name, "url": licence.url})
    for source in collection.sources:
        defaults = {
            "name": source.name,
            "publisher": source.publisher,
            "licence": Licence.objects.get(key=source.licence),
            "url": source.url,
            "attribution": source.attribution,
        }
        Source.objects.update_or_create(key=source.key, defaults=defaults)


def _levels(collection: declared.Collection) -> None:
    if any(level.key == OWN_LEVEL for level in collection.levels):
        problem = Problem("this key stands for areas of one's own", "level-key", column="level", found=OWN_LEVEL)
        raise InputRejected([problem], subject=collection.key)
    for level in collection.levels:
        defaults = {
            "name": level.name,
            "plural": level.plural,
            "rank": level.rank,
            "hierarchy": level.hierarchy,
            "kind": level.kind,
        }
        Level.objects.update_or_create(key=level.key, defaults=defaults)
    for level in collection.levels:
        Level.objects.get(key=level.key).parents.set(_ids(Level, level.parents))


def _topics(collection: declared.Collection) -> None:
    for position, topic in enumerate(collection.topics):
        parent = Topic.objects.get(key=topic.parent) if topic.parent else None
        Topic.objects.update_or_create(
            key=topic.key, defaults={"name": topic.name, "parent": parent, "position": position}
        )


def _dimensions(collection: declared.Collection) -> None:
    for dimension in collection.dimensions:
        row, _ = Dimension.objects.update_or_create(key=dimension.key, defaults={"name": dimension.name})
        for position, member in enumerate(dimension.members):
            defaults = {
                "name": member.name,
                "parent_key": member.parent or "",
                "unattributed": member.unattributed,
                "position": position,
            }
            Member.objects.update_or_create(dimension=row, key=member.key, defaults=defaults)
    for group in collection.target_groups:
        members = {key: list(value) for key, value in group.members.items()}
        TargetGroup.objects.update_or_create(
            key=group.key, defaults={"name": group.name, "members": members, "situation": group.situation}
        )


def put_indicator(indicator: declared.Indicator, position: int) -> Indicator:
    """Write the words of one indicator, inside the caller's transaction; its topics and source exist already."""
    words = (indicator.name, indicator.definition)
    searched = [*(part for text in words for part in (text.de, text.en)), *indicator.synonyms, indicator.key]
    row, _ = Indicator.objects.update_or_create(
        key=indicator.key,
        defaults={
            "kind": indicator.kind,
            "unit": indicator.unit,
            "factor": indicator.factor,
            "decimals": indicator.decimals,
            "polarity": indicator.polarity,
            "sampled": indicator.sampled,
            "classes": [{"code": code, "name": name.as_dict()} for code, name in indicator.classes],
            "source": Source.objects.get(key=indicator.source),
            "synonyms": list(indicator.synonyms),
            "search_text": " | ".join(fold(part) for part in searched if part),
            "position": position,
        },
    )
    Wording.objects.update_or_create(
        indicator=row,
        valid_from=Wording._meta.get_field("valid_from").get_default(),
        defaults={
            "name": indicator.name,
            "definition": indicator.definition,
            "numerator": indicator.numerator,
            "denominator": indicator.denominator,
            "notes": indicator.notes,
        },
    )
    row.topics.set(_ids(Topic, indicator.topics))
    row.dimensions.set(_ids(Dimension, indicator.dimensions))
    return row


def _events(collection: declared.Collection) -> None:
    for event in collection.events:
        row, _ = Event.objects.update_or_create(
            key=event.key,
            defaults={
                "start": event.start,
                "end": event.end,
                "kind": event.kind,
                "name": event.name,
                "text": event.text,
                "level": event.level or "",
                "unit": event.unit or "",
            },
        )
        row.indicators.set(_ids(Indicator, event.indicators))


def _sketch(collection: declared.Collection) -> None:
    for kind, frame in collection.sketch:
        geojson = json.loads(frame.to_crs(SKETCH_CRS)[["name", "geometry"]].to_json())
        Sketch.objects.update_or_create(kind=kind, defaults={"geojson": geojson})
