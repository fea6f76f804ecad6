"""Deliveries on their way through the gate, what was decided about files of their shape, forms that are due."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.utils import timezone

from quartier.catalogue.models.core import Json, Release
from quartier.kernel.reader import Audience, Reader


class DeliveryState(models.TextChoices):
    OPEN = "open"
    """Somebody is working on it: questions, mapping, preview."""
    WORKING = "working"
    """A job checks or publishes it."""
    WAITING = "waiting"
    """Handed to somebody else for publication."""
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    """Was published; its releases were taken out of force again."""
    DISCARDED = "discarded"


UNFINISHED = (DeliveryState.OPEN, DeliveryState.WORKING, DeliveryState.WAITING)


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, reader: Reader) -> DeliveryQuerySet:
        """An administrator sees all deliveries, a person the own ones, the public none."""
        if reader.administrator:
            return self.all()
        return self.none() if reader.person is None else self.filter(person=reader.person)

    def unfinished(self) -> DeliveryQuerySet:
        return self.filter(state__in=UNFINISHED, expires_at__gt=timezone.now())

    def expired(self, now: datetime) -> DeliveryQuerySet:
        """Deliveries whose files are to go: past their time, whatever became of them."""
        return self.filter(expires_at__lte=now).exclude(files=[])


class Delivery(models.Model):
    """Lieferung: what a supplier handed in, staged in the lake under ``staged/<key>/`` until it expires.

    `mapping` is the decision of a person as `sources.tables.Mapping` writes it; `proposal` and `report` are what the
    pages show of recognition and checks; `basis` names what was previewed (mapping and releases in force), so that
    nothing else can be published than what was seen.
    """

    class Kind(models.TextChoices):
        VALUES = "values"
        GEOGRAPHY = "geography"

    key = models.CharField(max_length=20, unique=True)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.VALUES)
    state = models.CharField(max_length=20, choices=DeliveryState, default=DeliveryState.OPEN)
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    address = models.CharField(max_length=1000, blank=True)
    by_hand = models.BooleanField(default=False)
    """Made in the pages of catalogue.editing, of what was in force then; needs a reason (`note`)."""
    files: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    supplier = models.ForeignKey("accounts.Actor", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    supplier_name = models.CharField(max_length=200, blank=True)
    form = models.ForeignKey(
        "catalogue.DeliveryForm", null=True, blank=True, on_delete=models.SET_NULL, related_name="deliveries"
    )
    by = models.CharField(max_length=200)
    person = models.BigIntegerField(null=True, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    encoding = models.CharField(max_length=40, blank=True)
    mapping = models.TextField(blank=True)
    proposal: models.JSONField[Json, Json] = models.JSONField(default=dict)
    report: models.JSONField[Json, Json] = models.JSONField(default=dict)
    basis = models.CharField(max_length=64, blank=True)
    counted = models.BooleanField(default=False)
    """Counted from single places (addresses of homes): never public as it is, but by the rules of protection."""
    job = models.BigIntegerField(null=True)
    failure = models.TextField(blank=True)
    partial = models.BooleanField(default=False)
    audience = models.CharField(max_length=20, blank=True, choices=[(str(item), str(item)) for item in Audience])
    vintage = models.CharField(max_length=100, blank=True)
    note = models.TextField(blank=True)
    handed_on_by = models.CharField(max_length=200, blank=True)
    handed_on_person = models.BigIntegerField(null=True)
    published_by = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    releases = models.ManyToManyField(Release, related_name="deliveries", blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return f"{self.key} {self.file_name}"

    @property
    def editable(self) -> bool:
        return self.state == DeliveryState.OPEN

    @property
    def from_whom(self) -> str:
        return self.supplier.name if self.supplier else self.supplier_name


class RememberedMapping(models.Model):
    """The decision of the last published delivery with this shape of head."""

    fingerprint = models.CharField(max_length=64, unique=True)
    mapping = models.TextField()
    file_name = models.CharField(max_length=255)
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.fingerprint[:8]} {self.file_name}"


class DeliveryForm(models.Model):
    """Lieferbogen: an XLSX that Quartier writes for a supplier and that comes back with nothing left to map."""

    key = models.CharField(max_length=20, unique=True)
    supplier = models.ForeignKey("accounts.Actor", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    supplier_name = models.CharField(max_length=200)
    level = models.CharField(max_length=100)
    geography = models.CharField(max_length=100)
    period = models.CharField(max_length=40)
    indicators: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    due = models.DateField()
    secrecy = models.TextField(blank=True)
    by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("due", "pk")

    def __str__(self) -> str:
        return f"{self.supplier_name} {self.period}"

    def overdue(self, today: date) -> bool:
        return self.closed_at is None and self.due < today


class GateRules(models.Model):
    """One row: what this workspace asks of a publication."""

    four_eyes = models.BooleanField(default=False)
    """A delivery is published by somebody else than the person who prepared it."""

    def __str__(self) -> str:
        return "four eyes" if self.four_eyes else "one person"
