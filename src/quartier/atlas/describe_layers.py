"""Answers about the layers that can be laid over the map."""

from __future__ import annotations

from quartier.atlas import schemas
from quartier.atlas.describe import source
from quartier.catalogue import files
from quartier.catalogue.models import MapLayer
from quartier.kernel.declared import LayerKind
from quartier.kernel.reader import Reader

_WMS_TILE, _WMTS_TILE = 512, 256


def layers(*, reader: Reader, language: str) -> list[schemas.MapLayerAnswer]:
    """All layers that this reader may see, in their order (the first lies on top)."""
    rows = MapLayer.objects.visible_to(reader).select_related("current", "source__licence", "topic")
    return [_layer(row, language) for row in rows]


def _layer(row: MapLayer, language: str) -> schemas.MapLayerAnswer:
    held = row.service.get("layer", {})
    manifest = row.current.manifest if row.current else {}
    credit = held.get("attribution") or row.source.attribution or row.source.publisher
    return schemas.MapLayerAnswer(
        key=row.key,
        name=row.name.get(language),
        kind=row.kind,
        description=row.description.get(language),
        topic=row.topic.key if row.topic else "",
        colour=row.colour,
        symbol=row.symbol,
        url=_url(row),
        tile_size=(_WMS_TILE if row.kind == LayerKind.WMS else _WMTS_TILE) if row.is_picture else None,
        minzoom=held.get("lowest", 0),
        maxzoom=held.get("highest", 22),
        bounds=held.get("bounds") or manifest.get("bounds"),
        count=manifest.get("count"),
        attribution=credit,
        source=source(row.source, language),
    )


def _url(row: MapLayer) -> str:
    if row.is_picture or row.current is None:
        return f"/data/layers/{row.key}/{{z}}/{{x}}/{{y}}"
    return files.addresses(row.current)["features.geojson.gz"]
