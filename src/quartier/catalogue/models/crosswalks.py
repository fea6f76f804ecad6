"""Crosswalks between geographies, and what was converted with them. The weights lie in the lake."""

from __future__ import annotations

from django.db import models

from quartier.catalogue.models.core import Geography, Indicator, Json, Release


class CrosswalkWay(models.TextChoices):
    """Where the weights come from."""

    AREA = "area"
    POINTS = "points"
    """People at points, or in cells of which the centre decides."""
    CELLS = "cells"
    """People in cells that are cut where a border crosses them."""
    TABLE = "table"
    """A table that somebody delivered."""


class Crosswalk(models.Model):
    """Umsteigeschlüssel: which part of each unit of `source` belongs to which unit of `target`.

    `files`: name -> {key, sha256, size} in the lake: ``weights.parquet`` (source, target, weight), and
    ``pieces.parquet`` (source, target, amount: what finer places say) where such places are known. `summary`: how many
    units are unchanged, divided, merged. `error`: what the hold-out says. `provenance`: what it was made of.
    """

    key = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    source = models.ForeignKey(Geography, on_delete=models.PROTECT, related_name="crosswalks_from")
    target = models.ForeignKey(Geography, on_delete=models.PROTECT, related_name="crosswalks_to")
    way = models.CharField(max_length=20, choices=CrosswalkWay)
    weight = models.CharField(max_length=100)
    files: models.JSONField[dict[str, Json], dict[str, Json]] = models.JSONField(default=dict)
    summary: models.JSONField[Json, Json] = models.JSONField(default=dict)
    error: models.JSONField[Json, Json] = models.JSONField(default=dict)
    problems: models.JSONField[list[Json], list[Json]] = models.JSONField(default=list)
    provenance: models.JSONField[Json, Json] = models.JSONField(default=dict)
    kept = models.BooleanField(default=False)
    """False: a preview that nobody has decided about yet; it is not used."""
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("source", "target", "key")

    def __str__(self) -> str:
        return self.key


class Conversion(models.Model):
    """Figures of one indicator that stand on a geography because they were carried there.

    They are part of the releases of the indicator; this row says which they are and how they came about. `error`: what
    was stated when they were made.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="conversions")
    crosswalk = models.ForeignKey(Crosswalk, on_delete=models.PROTECT, related_name="conversions")
    denominator_crosswalk = models.ForeignKey(
        Crosswalk, null=True, blank=True, on_delete=models.PROTECT, related_name="denominator_conversions"
    )
    weighted_by = models.CharField(max_length=100, blank=True)
    """Key of the count that weights shares without denominators."""
    audience = models.CharField(max_length=20)
    periods: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    based_on = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")
    """The release that the figures were carried from."""
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")
    """The release that brought them."""
    error: models.JSONField[Json, Json] = models.JSONField(default=dict)
    made_by = models.CharField(max_length=200)
    made_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("indicator", "pk")
        constraints = (
            models.UniqueConstraint(fields=("indicator", "crosswalk", "audience"), name="one_conversion_per_crosswalk"),
        )

    def __str__(self) -> str:
        return f"{self.indicator_id} by {self.crosswalk_id}"
