"""What the catalogue knows, as the reading side of the gate wants it."""

from __future__ import annotations

from quartier.catalogue.models import Dimension, Geography, Indicator
from quartier.catalogue.observations import units
from quartier.kernel import declared
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.text import Text
from quartier.sources.tables import Context, KnownIndicator


def gate_context() -> Context:
    """Geographies in force (newest first), all indicators and dimensions."""
    rows = list(Geography.objects.filter(current__isnull=False).select_related("level", "current"))
    rows.sort(key=lambda row: (str(row.valid_from or ""), row.key), reverse=True)
    return Context(
        geographies={(row.level.key, row.key): units(row) for row in rows},
        indicators=tuple(_known(row) for row in Indicator.objects.prefetch_related("wordings", "dimensions")),
        dimensions=tuple(_dimension(row) for row in Dimension.objects.prefetch_related("members")),
        level_names={row.level.key: row.level.name for row in rows},
        geography_names={(row.level.key, row.key): _label(row) for row in rows},
    )


def _label(row: Geography) -> Text:
    """ "Stadtviertel (Gebietsstand 2020)": a geography's own name alone may not say of what level it is."""
    return Text(f"{row.level.plural.de}: {row.name.de}", f"{row.level.plural.get('en')}: {row.name.get('en')}")


def _known(row: Indicator) -> KnownIndicator:
    return KnownIndicator(
        key=row.key,
        name=row.wording().name,
        kind=IndicatorKind(row.kind),
        unit=row.unit,
        decimals=row.decimals,
        factor=row.factor,
        synonyms=tuple(row.synonyms),
        dimensions=tuple(dimension.key for dimension in row.dimensions.all()),
        classes=tuple(float(item["code"]) for item in row.classes),
    )


def _dimension(row: Dimension) -> declared.Dimension:
    members = tuple(
        declared.Member(member.key, member.name, member.parent_key or None, member.unattributed)
        for member in row.members.all()
    )
    return declared.Dimension(row.key, row.name, members)
