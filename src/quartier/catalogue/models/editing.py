"""Unfinished edits by hand. They live on the server, so that a reload or another computer loses nothing."""

from __future__ import annotations

from django.db import models

from quartier.catalogue.models.core import Json


class EditDraft(models.Model):
    """What one person has changed and not yet handed to the gate.

    `key` names what is edited: ``indicator|level|geography|slice`` of values, any short text of a geography. `base` is
    the release that it was made of. `data` is as `catalogue.editing.values` or `.areas` writes it.
    """

    class Kind(models.TextChoices):
        VALUES = "values"
        GEOGRAPHY = "geography"

    person = models.BigIntegerField(null=True, db_index=True)
    by = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    key = models.CharField(max_length=500)
    base = models.BigIntegerField(null=True)
    data: models.JSONField[Json, Json] = models.JSONField(default=dict)
    delivery = models.CharField(max_length=20, blank=True)
    """Key of the delivery that was made of it last; the draft stays until that is published."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-updated_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("person", "kind", "key"), name="one_draft_per_subject"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key} ({self.by})"
