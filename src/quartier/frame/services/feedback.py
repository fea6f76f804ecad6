"""Feedback: taken in without knowing from whom, answered in the inbox, readable by a private link, removed in time."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from quartier.accounts.services import record, require_writer
from quartier.frame.models import Feedback
from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.kernel.reader import PUBLIC, Reader

KEPT = timedelta(days=365)
"""How long feedback is kept, counted from its arrival."""
LONGEST = 4000
PER_HOUR = 40
"""Of all senders together: who sends is not known, so that a limit for each of them cannot be."""


def _hashed(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


@transaction.atomic
def give_feedback(*, page: str, text: str, contact: str = "", language: str = "de") -> str:
    """Keep it; returns the word of the private link, known to the sender alone. Raises InputRejected.

    There is no `by=`: a person who signed in may speak as freely as anybody.
    """
    remove_old_feedback()
    text = text.strip()
    problems = []
    if not text:
        problems.append(Problem("This field is needed.", "required", column="text"))
    if len(text) > LONGEST:
        problems.append(Problem("Too long.", "long", column="text", found=str(len(text)), expected=f"≤ {LONGEST}"))
    if Feedback.objects.filter(created_at__gt=timezone.now() - timedelta(hours=1)).count() >= PER_HOUR:
        problems.append(Problem("Too much feedback at once.", "rate", column="text"))
    if problems:
        raise InputRejected(problems, subject="feedback")
    word = secrets.token_urlsafe(18)
    kept = page[:500] if page.startswith("/") else "/"
    Feedback.objects.create(
        token=_hashed(word), page=kept, text=text, contact=contact.strip()[:200], language=language[:2]
    )
    record(by=PUBLIC, action="feedback.give", subject=kept.partition("?")[0], detail={})
    return word


def find_feedback(word: str) -> Feedback:
    """The feedback of a private link. Raises NotFound."""
    found = Feedback.objects.filter(token=_hashed(word)).first()
    if found is None:
        raise NotFound("There is no feedback at this link; it was removed, or the link is incomplete.")
    return found


@transaction.atomic
def answer_feedback(*, by: Reader, feedback: int, answer: str) -> Feedback:
    """Answer it; the sender reads it at the private link. Raises NotPermitted, NotFound, InputRejected."""
    require_writer(by)
    row = _row(feedback)
    if not answer.strip():
        raise InputRejected([Problem("This field is needed.", "required", column="answer")], subject="feedback")
    row.answer, row.answered_at, row.answered_by = answer.strip()[:LONGEST], timezone.now(), by.name
    row.state = Feedback.State.ANSWERED
    row.save()
    record(by=by, action="feedback.answer", subject=str(row.pk))
    return row


@transaction.atomic
def close_feedback(*, by: Reader, feedback: int) -> None:
    """Put it aside without an answer. Raises NotPermitted, NotFound."""
    require_writer(by)
    row = _row(feedback)
    row.state = Feedback.State.CLOSED
    row.save(update_fields=["state"])
    record(by=by, action="feedback.close", subject=str(row.pk))


def remove_old_feedback() -> int:
    """Remove what is older than `KEPT`; called at every arrival and every look into the inbox."""
    removed, _ = Feedback.objects.filter(created_at__lt=timezone.now() - KEPT).delete()
    return removed


def _row(pk: int) -> Feedback:
    row = Feedback.objects.filter(pk=pk).first()
    if row is None:
        raise NotFound("There is no such feedback.")
    return row
