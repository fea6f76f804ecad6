"""Layers that are laid over the map: features of the workspace, or pictures of a service."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from quartier.catalogue.models.core import Json, Release, Source, TextField, Topic
from quartier.kernel.declared import LAYER_COLOURS, LAYER_SYMBOLS, LayerKind
from quartier.kernel.reader import Audience, Reader

PICTURES = (LayerKind.WMS, LayerKind.WMTS)


class MapLayerQuerySet(models.QuerySet["MapLayer"]):
    def visible_to(self, reader: Reader) -> MapLayerQuerySet:
        """Layers that are there to be shown (a service, or a release in force) and that this reader may read."""
        there = self.filter(Q(kind__in=PICTURES) | Q(current__isnull=False, current__withdrawn_at__isnull=True))
        return there if reader.confidential else there.filter(audience=Audience.PUBLIC)


class MapLayer(models.Model):
    """Kartenebene. `service` of a picture layer: `address`, and `layer` as `sources.services.ImageLayer` writes it."""

    key = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=[(str(kind), str(kind)) for kind in LayerKind])
    name = TextField()
    description = TextField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    topic = models.ForeignKey(Topic, null=True, blank=True, on_delete=models.SET_NULL, related_name="map_layers")
    audience = models.CharField(max_length=20, choices=[(str(item), str(item)) for item in Audience])
    colour = models.CharField(max_length=20, choices=[(name, name) for name in LAYER_COLOURS], default="blue")
    symbol = models.CharField(max_length=20, choices=[(name, name) for name in LAYER_SYMBOLS], default="dot")
    service: models.JSONField[Json, Json] = models.JSONField(default=dict)
    position = models.PositiveIntegerField(default=0)
    current = models.ForeignKey(Release, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    objects = MapLayerQuerySet.as_manager()

    class Meta:
        ordering = ("position", "key")

    def __str__(self) -> str:
        return self.key

    @property
    def is_picture(self) -> bool:
        return self.kind in PICTURES
