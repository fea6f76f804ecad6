"""The nouns of the catalogue. Figures never stand here: they are keyed by text and live in the lake.

Names in several languages are JSON objects ``{"de": ..., "en": ...}`` (kernel.text.Text).
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q

from quartier.kernel.declared import IndicatorKind, LevelKind, Polarity
from quartier.kernel.reader import Audience, Reader
from quartier.kernel.text import Text

if TYPE_CHECKING:
    _JsonField = models.JSONField[Any, Any]
else:
    _JsonField = models.JSONField

Json = dict[str, Any]


def _choices(kind: type[IndicatorKind] | type[LevelKind] | type[Polarity] | type[Audience]) -> list[tuple[str, str]]:
    return [(str(member), str(member)) for member in kind]


class TextField(_JsonField):
    """Text in several languages, stored as JSON, handed out as `kernel.text.Text`."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Text:
        return Text.from_dict(super().from_db_value(value, expression, connection) or {})

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(value.as_dict() if isinstance(value, Text) else value)

    def to_python(self, value: Any) -> Any:
        return Text.from_dict(value) if isinstance(value, dict) else value


class WorkspaceProfile(models.Model):
    """One row: what this municipality is called and how the workspace opens."""

    name = TextField()
    fictitious = models.BooleanField(default=False)
    unit_word = TextField()
    default_indicator = models.CharField(max_length=100, blank=True)
    default_level = models.CharField(max_length=100, blank=True)
    collection = models.CharField(max_length=100, blank=True)
    unit_plural = TextField(default=dict, blank=True)
    """Plural of `unit_word`; empty: made by `catalogue.workspace.plural_of`."""
    accent = models.CharField(max_length=7, blank=True)
    """Colour of links and marks on white, ``#rrggbb``; empty: Quartier's blue."""
    logo = models.BinaryField(blank=True, default=b"")
    logo_type = models.CharField(max_length=40, blank=True)
    settled = models.BooleanField(default=False)
    """An administrator chose these words; loading a collection no longer changes them."""


class Licence(models.Model):
    key = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=300)
    url = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return self.name


class Source(models.Model):
    key = models.CharField(max_length=100, unique=True)
    name = TextField()
    publisher = models.CharField(max_length=300)
    licence = models.ForeignKey(Licence, on_delete=models.PROTECT)
    url = models.CharField(max_length=500, blank=True)
    attribution = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.key


class Level(models.Model):
    """Raumebene. Several hierarchies may run in parallel, hence several parents."""

    key = models.CharField(max_length=100, unique=True)
    name = TextField()
    plural = TextField()
    rank = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20, choices=_choices(LevelKind), default=LevelKind.AREAS)
    hierarchy = models.CharField(max_length=100, default="statistical")
    parents = models.ManyToManyField("self", symmetrical=False, related_name="children", blank=True)

    class Meta:
        ordering = ("rank", "key")

    def __str__(self) -> str:
        return self.key


class Topic(models.Model):
    """Thema: a tree, many-to-many with indicators."""

    key = models.CharField(max_length=100, unique=True)
    name = TextField()
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="children")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "key")

    def __str__(self) -> str:
        return self.key


class Dimension(models.Model):
    key = models.CharField(max_length=100, unique=True)
    name = TextField()

    def __str__(self) -> str:
        return self.key


class Member(models.Model):
    """Ausprägung of a dimension; "nicht zuordenbar" is one of its own so that sums hold."""

    dimension = models.ForeignKey(Dimension, on_delete=models.CASCADE, related_name="members")
    key = models.CharField(max_length=100)
    name = TextField()
    parent_key = models.CharField(max_length=100, blank=True)
    unattributed = models.BooleanField(default=False)
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("position", "key")
        constraints = (models.UniqueConstraint(fields=("dimension", "key"), name="one_member_per_key"),)

    def __str__(self) -> str:
        return f"{self.dimension_id}:{self.key}"


class TargetGroup(models.Model):
    key = models.CharField(max_length=100, unique=True)
    name = TextField()
    members: models.JSONField[Json, Json] = models.JSONField(default=dict)
    situation = TextField()

    def __str__(self) -> str:
        return self.key


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, reader: Reader) -> ReleaseQuerySet:
        """Releases that this reader may read."""
        visible = self if reader.confidential else self.filter(audience=Audience.PUBLIC)
        return visible.filter(withdrawn_at__isnull=True)


class Release(models.Model):
    """Datenversion: the full, immutable state of one indicator, geography or map layer.

    What is in force is said by a pointer.
    """

    class Subject(models.TextChoices):
        INDICATOR = "indicator"
        GEOGRAPHY = "geography"
        LAYER = "layer"

    subject = models.CharField(max_length=20, choices=Subject)
    subject_key = models.CharField(max_length=220)
    number = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)
    audience = models.CharField(max_length=20, choices=_choices(Audience))
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="successors")
    manifest: models.JSONField[Json, Json] = models.JSONField(default=dict)
    provenance: models.JSONField[Json, Json] = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    vintage = models.CharField(max_length=100, blank=True)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_reason = models.TextField(blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        ordering = ("subject", "subject_key", "number")
        constraints = (
            models.UniqueConstraint(fields=("subject", "subject_key", "number"), name="release_numbers_run"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | ~Q(withdrawn_reason=""), name="withdrawal_has_reason"
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_key} #{self.number}"


class ReleaseFile(models.Model):
    """One file of a release. `sha256` is of the content as it leaves (uncompressed) and is its address."""

    release = models.ForeignKey(Release, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=300)
    key = models.CharField(max_length=500)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100)
    encoding = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("release", "name"), name="one_file_per_name"),)

    def __str__(self) -> str:
        return self.key


class Geography(models.Model):
    """Gebietsstand: one dated version of a level."""

    level = models.ForeignKey(Level, on_delete=models.CASCADE, related_name="geographies")
    key = models.CharField(max_length=100)
    name = TextField()
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    current = models.ForeignKey(Release, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("level", "valid_from", "key")
        constraints = (models.UniqueConstraint(fields=("level", "key"), name="one_geography_per_key"),)

    def __str__(self) -> str:
        return f"{self.level.key}@{self.key}"


class Unit(models.Model):
    """A named unit of a geography, for search and names; blocks and grid cells live in the lake alone.

    Others refer to a unit by (level, code) and resolve it by date, never by this row's number.
    """

    geography = models.ForeignKey(Geography, on_delete=models.CASCADE, related_name="units")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    position = models.PositiveIntegerField()
    parents: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField(default=dict)

    class Meta:
        ordering = ("geography", "position")
        constraints = (models.UniqueConstraint(fields=("geography", "code"), name="one_unit_per_code"),)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Indicator(models.Model):
    """A defined quantity. Its words stand in `Wording`, its figures in the release that it points at."""

    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, choices=_choices(IndicatorKind))
    unit = TextField()
    factor = models.FloatField(default=1.0)
    decimals = models.PositiveSmallIntegerField(default=1)
    polarity = models.CharField(max_length=20, choices=_choices(Polarity), default=Polarity.NEUTRAL)
    target = models.FloatField(null=True, blank=True)
    """Zielwert, in the unit of the values; which side of it is good follows from the polarity."""
    sampled = models.BooleanField(default=False)
    classes: models.JSONField[list[Json], list[Json]] = models.JSONField(default=list)
    source = models.ForeignKey(Source, on_delete=models.PROTECT)
    topics = models.ManyToManyField(Topic, related_name="indicators")
    dimensions = models.ManyToManyField(Dimension, related_name="indicators", blank=True)
    target_groups = models.ManyToManyField(TargetGroup, related_name="indicators", blank=True)
    synonyms: models.JSONField[list[str], list[str]] = models.JSONField(default=list)
    search_text = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    current_public = models.ForeignKey(Release, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    current_confidential = models.ForeignKey(Release, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ("position", "key")

    def __str__(self) -> str:
        return self.key

    def wording(self, on: date | None = None) -> Wording:
        """The words valid on a day (default: the newest)."""
        wordings = sorted(self.wordings.all(), key=lambda wording: wording.valid_from)
        valid = [w for w in wordings if on is None or w.valid_from <= on]
        return (valid or wordings)[-1 if valid else 0]


class Wording(models.Model):
    """Name and definition of an indicator, valid from a day: names of benefits change with the law."""

    indicator = models.ForeignKey(Indicator, on_delete=models.CASCADE, related_name="wordings")
    valid_from = models.DateField(default=date.min)  # the first wording is valid from the beginning
    name = TextField()
    definition = TextField()
    numerator = TextField()
    denominator = TextField()
    notes = TextField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("indicator", "valid_from"), name="one_wording_per_day"),)

    def __str__(self) -> str:
        return f"{self.indicator_id} from {self.valid_from}"


class Event(models.Model):
    """Ereignis: shown on every time axis it concerns."""

    key = models.CharField(max_length=100, unique=True)
    start = models.DateField()
    end = models.DateField(null=True, blank=True)
    kind = models.CharField(max_length=40)
    name = TextField()
    text = TextField()
    level = models.CharField(max_length=100, blank=True)
    unit = models.CharField(max_length=60, blank=True)
    indicators = models.ManyToManyField(Indicator, related_name="events", blank=True)

    class Meta:
        ordering = ("start", "key")

    def __str__(self) -> str:
        return self.key


class Sketch(models.Model):
    """Lines and areas for orientation on the map (river, railway, streets), small enough to stand in one file."""

    kind = models.CharField(max_length=60, unique=True)
    geojson: models.JSONField[Json, Json] = models.JSONField()

    def __str__(self) -> str:
        return self.kind
