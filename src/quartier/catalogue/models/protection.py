"""Rule sets: what may not be shown, and who demands it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from quartier.catalogue.models.core import Indicator, Source


class RuleSet(models.Model):
    """Thresholds below which figures are hidden, named after who demands them; 0 switches a threshold off.

    One row may be the `default` of the workspace: it holds for every indicator without a rule set of its own.
    """

    key = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    demanded_by = models.CharField(max_length=200, blank=True)
    numerator = models.PositiveIntegerField(default=0)
    complement = models.PositiveIntegerField(default=0)
    denominator = models.PositiveIntegerField(default=0)
    zeros = models.BooleanField(default=False)
    """"Nobody" and "everybody" are hidden, too."""
    default = models.BooleanField(default=False)

    class Meta:
        ordering = ("key",)
        constraints = (
            models.UniqueConstraint(fields=("default",), condition=Q(default=True), name="one_default_rule_set"),
        )

    def __str__(self) -> str:
        return self.key


class RuleSetUse(models.Model):
    """Which rule set an indicator follows: one at most."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="uses")
    indicator = models.OneToOneField(Indicator, on_delete=models.CASCADE, related_name="rule_set_use")

    def __str__(self) -> str:
        return f"{self.indicator_id}: {self.rule_set_id}"


class RuleSetSource(models.Model):
    """Which rule set holds for everything of a source: one at most. A rule set of the indicator itself goes before."""

    rule_set = models.ForeignKey(RuleSet, on_delete=models.CASCADE, related_name="sources")
    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="rule_set_use")

    def __str__(self) -> str:
        return f"{self.source_id}: {self.rule_set_id}"
