"""What the map remembers for everybody."""

from __future__ import annotations

from django.db import models

from quartier.catalogue.models import Indicator


class MapDefault(models.Model):
    """How an indicator is classified and coloured unless a reader asks otherwise (regional default)."""

    indicator = models.OneToOneField(Indicator, on_delete=models.CASCADE, related_name="map_default")
    words: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    """Words of the address of the map, see `atlas.class_words`."""
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.words}"
