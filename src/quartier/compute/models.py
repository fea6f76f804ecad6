"""Jobs and schedules. `by` and `person` are labels without foreign keys: people stand on a higher floor."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from quartier.kernel.reader import Reader

Json = dict[str, Any]


class JobState(models.TextChoices):
    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


ENDED = (JobState.SUCCEEDED, JobState.FAILED, JobState.CANCELLED)


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, reader: Reader) -> JobQuerySet:
        """An administrator sees all jobs, a person those that he or she queued, the public none."""
        if reader.administrator:
            return self.all()
        return self.none() if reader.person is None else self.filter(person=reader.person)

    def waiting(self) -> JobQuerySet:
        """Jobs that may begin: queued, and no running one has the same unique key."""
        twin = Job.objects.filter(state=JobState.RUNNING, unique_key=OuterRef("unique_key")).exclude(unique_key="")
        return self.filter(~Exists(twin), state=JobState.QUEUED)

    def expired(self, now: datetime) -> JobQuerySet:
        """Jobs whose worker fell silent and that may be taken up by another."""
        return self.filter(_expired(now), cancel_requested=False, attempts__lt=F("max_attempts"))

    def abandoned(self, now: datetime) -> JobQuerySet:
        """Jobs whose lease has run out and that nobody will take up again."""
        return self.filter(_expired(now) & (Q(cancel_requested=True) | Q(attempts__gte=F("max_attempts"))))


def _expired(now: datetime) -> Q:
    return Q(state=JobState.RUNNING, lease_until__lt=now)


class Job(models.Model):
    """Auftrag: one piece of work. Arguments, result and texts are readable by administrators: no secrets in them."""

    State = JobState

    name = models.CharField(max_length=100)
    arguments: models.JSONField[Json, Json] = models.JSONField(default=dict)
    by = models.CharField(max_length=200)
    person = models.BigIntegerField(null=True, db_index=True)
    unique_key = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=20, choices=JobState, default=JobState.QUEUED)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    message = models.CharField(max_length=300, blank=True)
    cancel_requested = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=3)
    claim = models.CharField(max_length=32, blank=True)
    """Token of the worker that runs it; who lost the claim can no longer write."""
    lease_until = models.DateTimeField(null=True)
    result: models.JSONField[Json | None, Json | None] = models.JSONField(null=True)
    error = models.TextField(blank=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=("unique_key",),
                condition=Q(state=JobState.QUEUED) & ~Q(unique_key=""),
                name="same_work_waits_once",
            ),
            models.CheckConstraint(
                condition=~Q(state=JobState.RUNNING) | (Q(lease_until__isnull=False) & ~Q(claim="")),
                name="running_job_has_lease",
            ),
            models.CheckConstraint(condition=Q(max_attempts__gte=1), name="job_may_run"),
        )
        # history grows, what is open stays small: the worker looks through this
        indexes = (models.Index(fields=("state", "id"), name="jobs_by_state"),)

    def __str__(self) -> str:
        return f"job {self.pk} ({self.name})"

    @property
    def ended(self) -> bool:
        return self.state in ENDED


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    def visible_to(self, reader: Reader) -> ScheduleQuerySet:
        return self.all() if reader.administrator else self.none()


class Schedule(models.Model):
    """Work that comes again: every so many minutes, or at a time of the workspace's zone, daily or on one weekday."""

    key = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=100)
    arguments: models.JSONField[Json, Json] = models.JSONField(default=dict)
    by = models.CharField(max_length=200)
    person = models.BigIntegerField(null=True)
    every_minutes = models.PositiveIntegerField(null=True)
    at = models.TimeField(null=True)
    weekday = models.PositiveSmallIntegerField(null=True)
    """0 is Monday; None: every day."""
    next_run = models.DateTimeField(db_index=True)
    enabled = models.BooleanField(default=True)
    last_job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        ordering = ("key",)
        constraints = (
            models.CheckConstraint(
                condition=Q(every_minutes__gte=1, at__isnull=True) | Q(every_minutes__isnull=True, at__isnull=False),
                name="schedule_has_one_rule",
            ),
            models.CheckConstraint(
                condition=Q(weekday__isnull=True) | Q(weekday__lte=6, at__isnull=False), name="weekday_has_a_time"
            ),
        )

    def __str__(self) -> str:
        return self.key
