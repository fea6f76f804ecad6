"""Use-cases around people: who reads, who writes, what was done."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from quartier.accounts.models import Actor, AuditEvent, Person
from quartier.kernel.errors import Conflict, InputRejected, NotFound, NotPermitted, Problem
from quartier.kernel.reader import PUBLIC, Reader


def reader_of(user: Person | AnonymousUser | object) -> Reader:
    """The reader that a request's user is. Full rights per actor and area come later; members read all releases."""
    if not isinstance(user, Person) or not user.is_active:
        return PUBLIC
    return Reader(str(user), person=user.pk, confidential=True, administrator=user.is_administrator)


def require_writer(by: Reader) -> None:
    """Refuse those who may not publish. Until full rights exist, administrators (and the system) write."""
    if not by.administrator:
        raise NotPermitted("Only an administrator of this workspace may do this.")


def record(*, by: Reader, action: str, subject: str, detail: dict[str, Any] | None = None) -> AuditEvent:
    """Write one audit event, inside the caller's transaction."""
    return AuditEvent.objects.create(by=by.name, person=by.person, action=action, subject=subject, detail=detail or {})


@transaction.atomic
def create_person(
    *, by: Reader, login: str, password: str, name: str = "", role: str = Person.Role.MEMBER, actor: Actor | None = None
) -> Person:
    """A new local account. Raises InputRejected (weak password, bad login), Conflict (login taken)."""
    require_writer(by)
    person = Person(login=login.strip(), name=name.strip(), role=role, actor=actor)
    problems = _login_problems(person.login) + _password_problems(password, person)
    if problems:
        raise InputRejected(problems, subject="account")
    if Person.objects.filter(login__iexact=person.login).exists():
        raise Conflict(f"There is an account {person.login!r} already.")
    person.set_password(password)
    person.save()
    record(by=by, action="account.create", subject=person.login, detail={"role": role})
    return person


@transaction.atomic
def change_person(*, by: Reader, person: int, role: str | None = None, active: bool | None = None) -> Person:
    """Another role, or an account switched off or on.

    Raises NotPermitted, NotFound, Conflict (the last administrator).
    """
    require_writer(by)
    row = Person.objects.filter(pk=person).first()
    if row is None:
        raise NotFound("There is no such account.")
    if role in Person.Role.values:
        row.role = role
    if active is not None:
        row.is_active = active
    row.save(update_fields=["role", "is_active"])
    if not Person.objects.filter(role=Person.Role.ADMINISTRATOR, is_active=True).exists():
        raise Conflict("One administrator has to stay.")
    record(by=by, action="account.change", subject=row.login, detail={"role": row.role, "active": row.is_active})
    return row


def _login_problems(login: str) -> list[Problem]:
    if 1 <= len(login) <= 150 and not any(character.isspace() for character in login):
        return []
    return [Problem("the login cannot be used", column="login", found=login, expected="1 to 150 characters, no blanks")]


def _password_problems(password: str, person: Person) -> list[Problem]:
    try:
        validate_password(password, person)
    except ValidationError as error:
        return [Problem(message, column="password", code="weak-password") for message in error.messages]
    return []
