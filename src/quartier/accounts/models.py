"""Actors, the people who sign in for them, and what was done by whom."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models


class Actor(models.Model):
    """Akteur: an office, job centre, school, NGO or association."""

    class Kind(models.TextChoices):
        OFFICE = "office"
        PROVIDER = "provider"
        ASSOCIATION = "association"
        OTHER = "other"

    key = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.OFFICE)

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(login__iexact=username)


class Person(AbstractBaseUser):
    """Somebody who signs in. Holds what signing in needs, and no more."""

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator"
        MEMBER = "member"

    login = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=20, choices=Role, default=Role.MEMBER)
    actor = models.ForeignKey(Actor, null=True, blank=True, on_delete=models.SET_NULL, related_name="people")
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[PersonManager] = PersonManager()

    def __str__(self) -> str:
        return self.name or self.login

    @property
    def is_administrator(self) -> bool:
        return self.role == self.Role.ADMINISTRATOR


class Invitation(models.Model):
    """A link that makes one account, once. Only a hash of the word in the link is kept.

    `setup`: the first administrator of an empty workspace; works only at the machine itself (`accounts.services`).
    """

    token = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=20, choices=Person.Role, default=Person.Role.MEMBER)
    setup = models.BooleanField(default=False)
    by = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-created_at", "-pk")

    def __str__(self) -> str:
        return self.name or str(self.pk)


class AuditEvent(models.Model):
    """What was done. Labels and keys without foreign keys, so that it outlives what it names; no values, no secrets."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.CharField(max_length=200)
    person = models.BigIntegerField(null=True)
    action = models.CharField(max_length=80)
    subject = models.CharField(max_length=400)
    detail: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by}: {self.action} {self.subject}"
