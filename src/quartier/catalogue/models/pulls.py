"""Connections to services, what is fetched from them regularly, and every fetch with what became of it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from quartier.catalogue.models.core import Json
from quartier.catalogue.models.deliveries import Delivery
from quartier.kernel.reader import Reader


class ConnectionQuerySet(models.QuerySet["Connection"]):
    def visible_to(self, reader: Reader) -> ConnectionQuerySet:
        """An administrator sees all connections, a person those that he or she just entered, the public none."""
        if reader.administrator:
            return self.all()
        return self.none() if reader.person is None else self.filter(kept=False, person=reader.person)

    def kept(self) -> ConnectionQuerySet:
        return self.filter(kept=True)

    def forgettable(self, now: datetime) -> ConnectionQuerySet:
        """Entered for one fetch, and its time is over."""
        return self.filter(kept=False, secret_until__lte=now)


class Connection(models.Model):
    """Verbindung: a service or file at an address, and how Quartier signs in there.

    `address` bears no secrets (values of parameters such as ``key=`` are hidden); `sealed` holds password and full
    address, encrypted (`kernel.sealed`). One that is not kept was entered for a single fetch; its secrets go soon.
    `offers` is what the service offered when it was last asked.
    """

    class Kind(models.TextChoices):
        FILE = "file"
        OGC = "ogc"
        WFS = "wfs"

    key = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    address = models.CharField(max_length=1000)
    user = models.CharField(max_length=200, blank=True)
    sealed = models.TextField(blank=True)
    offers: models.JSONField[list[Json], list[Json]] = models.JSONField(default=list)
    chosen = models.CharField(max_length=300, blank=True)
    kept = models.BooleanField(default=False)
    secret_until = models.DateTimeField(null=True)
    by = models.CharField(max_length=200)
    person = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ConnectionQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class AllowedHost(models.Model):
    """A host inside the network that an administrator allows Quartier to fetch from."""

    text = models.CharField(max_length=200, unique=True)
    reason = models.CharField(max_length=300)
    by = models.CharField(max_length=200)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("text",)

    def __str__(self) -> str:
        return self.text


class Pull(models.Model):
    """Abruf: what is fetched again and again from a connection, and what may happen with it.

    `mapping` is that of the delivery it began with. `period_rule` says where the period comes from when the data do
    not tell it. `person` set it up and answers for it: jobs act with the rights that this person has when they run.
    """

    class Rhythm(models.TextChoices):
        HOURS = "hours"
        DAILY = "daily"
        WEEKLY = "weekly"

    class PeriodRule(models.TextChoices):
        FIXED = "fixed"
        """That of the mapping, always the same."""
        DAY = "day"
        """The day of the fetch."""
        YEAR = "year"
        """The year of the fetch."""

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    connection = models.ForeignKey(Connection, on_delete=models.PROTECT, related_name="pulls")
    offer = models.CharField(max_length=300, blank=True)
    only_name = models.CharField(max_length=200, blank=True)
    only_text = models.CharField(max_length=200, blank=True)
    holds = models.CharField(max_length=20, choices=Delivery.Kind, default=Delivery.Kind.VALUES)
    mapping = models.TextField()
    encoding = models.CharField(max_length=40, blank=True)
    period_rule = models.CharField(max_length=10, choices=PeriodRule, default=PeriodRule.FIXED)
    supplier = models.ForeignKey("accounts.Actor", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    supplier_name = models.CharField(max_length=200, blank=True)

    rhythm = models.CharField(max_length=10, choices=Rhythm, default=Rhythm.DAILY)
    hours = models.PositiveSmallIntegerField(default=24)
    weekday = models.PositiveSmallIntegerField(default=0)
    """0 is Monday."""
    at = models.TimeField(null=True)
    paused = models.BooleanField(default=False)

    publishes = models.BooleanField(default=False)
    """The person allowed it to publish by itself, within the limits."""
    most_units = models.PositiveIntegerField(default=10)
    """Units whose published value may change."""
    most_percent = models.FloatField(default=25.0)
    """Largest relative change of one value, in per cent."""
    may_lose = models.BooleanField(default=False)
    """Whether values may become missing."""

    failures = models.PositiveSmallIntegerField(default=0)
    """Failed attempts in a row."""
    by = models.CharField(max_length=200)
    person = models.BigIntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.CheckConstraint(condition=Q(hours__gte=1) & Q(weekday__lte=6), name="pull_has_a_rhythm"),
            models.CheckConstraint(condition=Q(most_percent__gte=0), name="pull_limit_is_no_debt"),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.name}"


class Fetch(models.Model):
    """One fetch, by a person or a pull, and what became of it. `reasons` and `limits` are told on the page Daten."""

    class Outcome(models.TextChoices):
        RUNNING = "running"
        UNCHANGED = "unchanged"
        TASK = "task"
        """A person has to decide."""
        PUBLISHED = "published"
        FAILED = "failed"

    pull = models.ForeignKey(Pull, null=True, on_delete=models.CASCADE, related_name="fetches")
    connection = models.ForeignKey(Connection, null=True, on_delete=models.SET_NULL, related_name="fetches")
    offer = models.CharField(max_length=300, blank=True)
    only_name = models.CharField(max_length=200, blank=True)
    only_text = models.CharField(max_length=200, blank=True)
    holds = models.CharField(max_length=20, choices=Delivery.Kind, default=Delivery.Kind.VALUES)
    supplier = models.ForeignKey("accounts.Actor", null=True, on_delete=models.SET_NULL, related_name="+")
    supplier_name = models.CharField(max_length=200, blank=True)
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.RUNNING)
    reasons: models.JSONField[list[Json], list[Json]] = models.JSONField(default=list)
    limits: models.JSONField[list[Json], list[Json]] = models.JSONField(default=list)
    count = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    etag = models.CharField(max_length=300, blank=True)
    modified = models.CharField(max_length=100, blank=True)
    delivery = models.ForeignKey(Delivery, null=True, on_delete=models.SET_NULL, related_name="fetches")
    basis = models.CharField(max_length=64, blank=True)
    """What the pull itself prepared: a delivery that still has this basis was touched by nobody."""
    job = models.BigIntegerField(null=True)
    by = models.CharField(max_length=200)
    person = models.BigIntegerField(null=True)
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-pk",)
        indexes = (models.Index(fields=("pull", "-id"), name="fetches_of_pull"),)

    def __str__(self) -> str:
        return f"fetch {self.pk} ({self.outcome})"
