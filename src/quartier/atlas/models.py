"""What the map remembers for everybody."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from quartier.catalogue.models import Indicator
from quartier.kernel.reader import Reader


class MapDefault(models.Model):
    """How an indicator is classified and coloured unless a reader asks otherwise (regional default)."""

    indicator = models.OneToOneField(Indicator, on_delete=models.CASCADE, related_name="map_default")
    words: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)
    """Words of the address of the map, see `atlas.class_words`."""
    saved_at = models.DateTimeField(auto_now=True)
    saved_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.words}"


class BoardQuerySet(models.QuerySet["Board"]):
    def visible_to(self, reader: Reader) -> BoardQuerySet:
        """Own boards, those shared with whoever signs in, and public ones."""
        shared = Q(shared_with=Board.Circle.EVERYBODY)
        if reader.person is not None:
            shared |= Q(person=reader.person) | Q(shared_with=Board.Circle.SIGNED_IN)
        return self.filter(shared)


class Board(models.Model):
    """Tafel: tiles in an order, each as `boards.tiles.Tile` writes it. Figures are read anew for each reader."""

    class Circle(models.TextChoices):
        ME = "me"
        SIGNED_IN = "signed-in"
        EVERYBODY = "everybody"

    key = models.CharField(max_length=20, unique=True)
    title = models.CharField(max_length=200)
    description = models.CharField(max_length=1000, blank=True)
    tiles: models.JSONField[list[dict[str, Any]], list[dict[str, Any]]] = models.JSONField(default=list)
    shared_with = models.CharField(max_length=20, choices=Circle, default=Circle.ME)
    by = models.CharField(max_length=200)
    person = models.BigIntegerField(db_index=True)
    changed_at = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=1)
    """Counts changes: who changes an older one is told."""

    objects = BoardQuerySet.as_manager()

    class Meta:
        ordering = ("title", "key")

    def __str__(self) -> str:
        return self.title
