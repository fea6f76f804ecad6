"""Answers about the catalogue, in one language: what there is, what an indicator means, where its files are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from quartier.atlas import schemas
from quartier.atlas.models import MapDefault
from quartier.catalogue import files, listing
from quartier.catalogue.models import (
    Event,
    Geography,
    Indicator,
    Level,
    Release,
    Source,
    Topic,
    WorkspaceProfile,
)
from quartier.catalogue.observations import current_release
from quartier.catalogue.services.declare import fold
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import NotFound
from quartier.kernel.period import Period, PeriodKind, parse
from quartier.kernel.reader import Reader


def catalogue(*, reader: Reader, language: str) -> schemas.CatalogueAnswer:
    """The workspace, its topics and its levels. Raises NotFound for an empty workspace."""
    profile = WorkspaceProfile.objects.filter(pk=1).first()
    if profile is None:
        raise NotFound("This workspace is still empty: load figures first.")
    counts = listing.topic_counts(reader)
    return schemas.CatalogueAnswer(
        workspace=schemas.WorkspaceRef(
            name=profile.name.get(language),
            fictitious=profile.fictitious,
            unit_word=profile.unit_word.get(language),
            default_indicator=profile.default_indicator,
            default_level=profile.default_level,
            indicators=listing.visible_indicators(reader).count(),
        ),
        topics=[_topic(topic, counts, language) for topic in Topic.objects.select_related("parent")],
        levels=[_level(level, language) for level in _levels()],
    )


def _levels() -> list[Level]:
    rows = Level.objects.prefetch_related("parents", "geographies__current")
    return [level for level in rows if any(geography.current for geography in level.geographies.all())]


def _topic(topic: Topic, counts: dict[str, int], language: str) -> schemas.TopicAnswer:
    parent = topic.parent.key if topic.parent else None
    return schemas.TopicAnswer(
        key=topic.key, name=topic.name.get(language), parent=parent, indicators=counts[topic.key]
    )


def _level(level: Level, language: str) -> schemas.LevelAnswer:
    return schemas.LevelAnswer(
        key=level.key,
        name=level.name.get(language),
        plural=level.plural.get(language),
        rank=level.rank,
        kind=level.kind,
        hierarchy=level.hierarchy,
        parents=[parent.key for parent in level.parents.all()],
        geographies=[_geography_ref(row, language) for row in level.geographies.all() if row.current],
    )


def _geography_ref(row: Geography, language: str) -> schemas.GeographyRef:
    return schemas.GeographyRef(
        key=row.key,
        name=row.name.get(language),
        valid_from=_iso(row.valid_from),
        valid_to=_iso(row.valid_to),
        count=row.current.manifest["count"] if row.current else 0,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def indicators(
    *, reader: Reader, language: str, query: str, topic: str, offset: int, limit: int
) -> schemas.IndicatorListAnswer:
    rows = listing.search_indicators(query, topic, reader=reader)
    page = rows.prefetch_related("wordings", "topics")[offset : offset + limit]
    return schemas.IndicatorListAnswer(
        total=rows.count(), items=[schemas.IndicatorRef(**_reference(row, language)) for row in page]
    )


def _reference(row: Indicator, language: str) -> dict[str, Any]:
    return {
        "key": row.key,
        "name": row.wording().name.get(language),
        "kind": row.kind,
        "unit": row.unit.get(language),
        "polarity": row.polarity,
        "topics": [topic.key for topic in row.topics.all()],
    }


def indicator(key: str, *, reader: Reader, language: str) -> schemas.IndicatorAnswer:
    """All a page needs to show an indicator, but for the figures themselves."""
    row = listing.indicator_by_key(key, reader=reader)
    release = current_release(row, reader=reader)
    words = row.wording()
    coverage = _coverage(release)
    return schemas.IndicatorAnswer(
        **_reference(row, language),
        definition=words.definition.get(language),
        decimals=row.decimals,
        factor=row.factor,
        numerator=words.numerator.get(language),
        denominator=words.denominator.get(language),
        notes=words.notes.get(language),
        sampled=row.sampled,
        target=row.target,
        classes=[schemas.ClassAnswer(code=c["code"], name=_pick(c["name"], language)) for c in row.classes],
        topic_names=[topic.name.get(language) for topic in row.topics.all()],
        source=source(row.source, language),
        dimensions=_dimensions(row, language),
        release=release_ref(release),
        periods=_periods(coverage, language),
        coverage=coverage,
        events=events_of(row, language),
        map_default=_map_default(row),
        rates=_rates(row, reader, language),
    )


def _rates(row: Indicator, reader: Reader, language: str) -> list[schemas.RateRef]:
    """Shares and rates that put this count in relation: their numerator is what it counts."""
    if row.kind != IndicatorKind.COUNT:
        return []
    words = row.wording()
    counted = {fold(text.get("de")) for text in (words.name, words.numerator)} - {""}
    found = listing.visible_indicators(reader).filter(kind__in=(IndicatorKind.SHARE, IndicatorKind.RATE))
    related = [(one, one.wording()) for one in found.prefetch_related("wordings")]
    return [
        schemas.RateRef(key=one.key, name=wording.name.get(language))
        for one, wording in related
        if fold(wording.numerator.get("de")) in counted
    ]


def _map_default(row: Indicator) -> dict[str, str]:
    saved = MapDefault.objects.filter(indicator=row).first()
    return saved.words if saved else {}


def _pick(text: dict[str, str], language: str) -> str:
    return text.get(language) or text.get("de", "")


def source(row: Source, language: str) -> schemas.SourceRef:
    return schemas.SourceRef(
        name=row.name.get(language),
        publisher=row.publisher,
        url=row.url,
        attribution=row.attribution,
        licence=row.licence.name,
        licence_url=row.licence.url,
    )


def release_ref(release: Release) -> schemas.ReleaseRef:
    return schemas.ReleaseRef(
        checksum=release.checksum,
        number=release.number,
        published_at=release.published_at.isoformat(),
        published_by=release.published_by,
        audience=release.audience,
        note=release.note,
        vintage=release.vintage,
    )


def _dimensions(row: Indicator, language: str) -> list[schemas.DimensionAnswer]:
    return [
        schemas.DimensionAnswer(
            key=dimension.key,
            name=dimension.name.get(language),
            members=[
                schemas.MemberAnswer(
                    key=member.key,
                    name=member.name.get(language),
                    parent=member.parent_key or None,
                    unattributed=member.unattributed,
                )
                for member in dimension.members.all()
            ],
        )
        for dimension in row.dimensions.all()
    ]


def _coverage(release: Release) -> list[schemas.CoverageAnswer]:
    return [
        schemas.CoverageAnswer(
            level=part["level"],
            geography=part["geography"],
            slice=part["slice"],
            periods=part["periods"],
            files=[
                schemas.VectorFile(url=files.address(file["sha256"], "values.arrow"), periods=file["periods"])
                for file in part["files"]
            ],
            breaks=part["breaks"],
            min=part["min"],
            max=part["max"],
        )
        for part in release.manifest["coverage"]
    ]


def _periods(coverage: list[schemas.CoverageAnswer], language: str) -> dict[str, schemas.PeriodRef]:
    named = {text for part in coverage for text in part.periods}
    return {period.text: _period(period, language) for period in sorted(parse(text) for text in named)}


def _period(period: Period, language: str) -> schemas.PeriodRef:
    return schemas.PeriodRef(
        label=period.label(language), short=_short(period, language), position=round(period.axis_position(), 4)
    )


def _short(period: Period, language: str) -> str:
    match period.kind:
        case PeriodKind.DAY | PeriodKind.YEAR:
            return str(period.start.year)
        case PeriodKind.SCHOOL_YEAR:
            return f"{period.start.year}/{period.end.year % 100:02d}"
        case _:
            return period.label(language)


def period_names(periods: Sequence[str], language: str) -> list[str]:
    """Periods as an axis writes them: the year where that says it."""
    return [_short(parse(text), language) for text in periods]


def period_labels(periods: Sequence[str], language: str) -> list[str]:
    """Periods in full."""
    return [parse(text).label(language) for text in periods]


def events_of(row: Indicator, language: str) -> list[schemas.EventAnswer]:
    """Events that stand on the time axis of an indicator."""
    rows = Event.objects.filter(indicators=None) | Event.objects.filter(indicators=row)
    return [
        schemas.EventAnswer(
            key=event.key,
            start=event.start.isoformat(),
            end=_iso(event.end),
            position=round(parse(event.start.isoformat()).axis_position(), 4),
            kind=event.kind,
            name=event.name.get(language),
            text=event.text.get(language),
        )
        for event in rows.distinct()
    ]


def geography(level: str, key: str, *, language: str) -> schemas.GeographyAnswer:
    """Where the units and shapes of a geography are."""
    row = listing.geography_by_key(level, key)
    release = row.current
    if release is None:
        raise NotFound(f"There is no geography {key!r} of level {level!r}.")
    by_name = files.addresses(release)
    manifest = release.manifest
    return schemas.GeographyAnswer(
        level=level,
        key=key,
        name=row.name.get(language),
        valid_from=_iso(row.valid_from),
        valid_to=_iso(row.valid_to),
        count=manifest["count"],
        order=manifest["order"],
        bounds=manifest["bounds"],
        units=by_name["units.arrow.gz"],
        shapes=_shapes(manifest["shapes"], by_name),
        source=source(row.source, language),
    )


def _shapes(shapes: dict[str, Any], by_name: dict[str, str]) -> schemas.ShapesAnswer:
    names = {"geojson": "shapes.geojson.gz", "pmtiles": "shapes.pmtiles"}
    name = names.get(shapes["kind"])
    details = {field: shapes[field] for field in ("layer", "minzoom", "maxzoom") if field in shapes}
    return schemas.ShapesAnswer(kind=shapes["kind"], url=by_name[name] if name else None, **details)
