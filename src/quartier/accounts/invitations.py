"""Use-cases around links that make an account once: invitations, and the first administrator of an empty workspace."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from quartier.accounts.models import Invitation, Person
from quartier.accounts.services import create_person, record, require_writer
from quartier.kernel.errors import Conflict, NotFound
from quartier.kernel.reader import SYSTEM, Reader

VALID = timedelta(days=14)
SETUP_VALID = timedelta(hours=24)


def _hashed(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


@transaction.atomic
def invite(*, by: Reader, name: str = "", role: str = Person.Role.MEMBER) -> str:
    """A new invitation; returns the word of its link, which is shown once and not kept. Raises NotPermitted."""
    require_writer(by)
    word = secrets.token_urlsafe(24)
    chosen = Person.Role.ADMINISTRATOR if role == Person.Role.ADMINISTRATOR else Person.Role.MEMBER
    Invitation.objects.create(
        token=_hashed(word), name=name.strip()[:200], role=chosen, by=by.name, expires_at=timezone.now() + VALID
    )
    record(by=by, action="account.invite", subject=name.strip()[:200], detail={"role": str(chosen)})
    return word


@transaction.atomic
def revoke(*, by: Reader, invitation: int) -> None:
    """An open invitation no longer works. Raises NotPermitted."""
    require_writer(by)
    Invitation.objects.filter(pk=invitation, used_at=None).delete()
    record(by=by, action="account.revoke", subject=str(invitation))


def anybody() -> bool:
    """Whether anybody has an account in this workspace."""
    return Person.objects.exists()


@transaction.atomic
def setup_word() -> str | None:
    """The word of a new link for the first administrator; None where there is an administrator already.

    Earlier links of this kind end with it.
    """
    if Person.objects.filter(role=Person.Role.ADMINISTRATOR, is_active=True).exists():
        return None
    Invitation.objects.filter(setup=True, used_at=None).delete()
    word = secrets.token_urlsafe(24)
    Invitation.objects.create(
        token=_hashed(word), role=Person.Role.ADMINISTRATOR, setup=True, by=SYSTEM.name,
        expires_at=timezone.now() + SETUP_VALID,
    )  # fmt: skip
    return word


def find(word: str) -> Invitation:
    """The open invitation of a link. Raises NotFound (unknown, used, expired, or an administrator is there already)."""
    found = Invitation.objects.filter(token=_hashed(word), used_at=None, expires_at__gt=timezone.now()).first()
    there = Person.objects.filter(role=Person.Role.ADMINISTRATOR, is_active=True).exists()
    if found is None or (found.setup and there):
        raise NotFound("This link was used already, is too old, or is incomplete.")
    return found


@transaction.atomic
def accept(*, invitation: Invitation, login: str, password: str, name: str = "") -> Person:
    """The account of an invitation. Raises InputRejected (weak password, bad login), Conflict (login taken, used)."""
    if not Invitation.objects.filter(pk=invitation.pk, used_at=None).update(used_at=timezone.now()):
        raise Conflict("This link was used already.")
    return create_person(by=SYSTEM, login=login, password=password, name=name, role=invitation.role)
