"""Areas of one's own: selections of units, or drawn shapes, with a name. No figure stands here."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from quartier.catalogue.models.core import Json
from quartier.kernel.reader import Reader

OWN_LEVEL = "own"
"""Key of the pseudo level: the unit key of an area of one's own is ``("own", <key>)``."""


class Visibility(models.TextChoices):
    """Who finds an area of one's own. The figures in it are read for each reader anew, by that reader's rights."""

    OWN = "own"
    MEMBERS = "members"
    """Everybody who is signed in."""
    PUBLIC = "public"


class AreaWay(models.TextChoices):
    """How an area became parts of units."""

    UNITS = "units"
    """Whole units were chosen."""
    AREA = "area"
    """A shape was drawn; units that it cuts count by the part of their surface."""
    POPULATION = "population"
    """A shape was drawn; units that it cuts count by the part of their residents."""


class OwnAreaQuerySet(models.QuerySet["OwnArea"]):
    def visible_to(self, reader: Reader) -> OwnAreaQuerySet:
        """The public ones; signed in also those for everybody signed in, and the own ones; administrators: all."""
        if reader.administrator:
            return self.all()
        wanted = Q(visibility=Visibility.PUBLIC)
        if reader.person is not None:
            wanted |= Q(visibility=Visibility.MEMBERS) | Q(owner=reader.person)
        return self.filter(wanted)


class OwnArea(models.Model):
    """Eigenes Gebiet. `units`: code -> part (0 to 1) of each unit of `level` in `geography` that belongs to it.

    `shape`: what was drawn, a GeoJSON geometry in WGS 84, or None. `places`: what a division by residents was made of.
    `weighted_by`: key of a count by which shares without denominators are weighted, "" for none.
    """

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    owner = models.BigIntegerField(null=True, db_index=True)
    owner_name = models.CharField(max_length=200)
    visibility = models.CharField(max_length=20, choices=Visibility, default=Visibility.OWN)
    level = models.CharField(max_length=100)
    geography = models.CharField(max_length=100)
    units: models.JSONField[dict[str, float], dict[str, float]] = models.JSONField(default=dict)
    way = models.CharField(max_length=20, choices=AreaWay, default=AreaWay.UNITS)
    shape: models.JSONField[Json | None, Json | None] = models.JSONField(null=True, blank=True)
    places: models.JSONField[Json, Json] = models.JSONField(default=dict, blank=True)
    weighted_by = models.CharField(max_length=100, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = OwnAreaQuerySet.as_manager()

    class Meta:
        ordering = ("name", "key")

    def __str__(self) -> str:
        return f"{self.key} {self.name}"

    def may_change(self, reader: Reader) -> bool:
        """The owner and administrators."""
        return reader.administrator or (reader.person is not None and self.owner == reader.person)

    @property
    def version(self) -> tuple[Any, ...]:
        """Changes with everything that figures depend on."""
        return (self.pk, self.changed_at)
