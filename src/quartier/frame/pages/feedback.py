"""Feedback: the form, the private link, the inbox."""

from __future__ import annotations

import time

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quartier.accounts.services import reader_of
from quartier.frame import services
from quartier.frame.models import Feedback
from quartier.frame.pages.access import administrator, in_words
from quartier.frame.services.feedback import KEPT, LONGEST
from quartier.kernel.errors import InputRejected, NotFound

_LEAST_SECONDS = 2.0
"""Nobody writes faster; machines do."""
_SALT = "feedback"


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def give(request: HttpRequest) -> HttpResponse:
    """The form; what comes from machines is thanked for and forgotten."""
    if request.method != "POST":
        return _form(request, {"page": request.GET.get("seite", "/")[:500]})
    sent = {name: request.POST.get(name, "") for name in ("page", "text", "contact")}
    if request.POST.get("website") or not _by_hand(request.POST.get("opened", "")):
        return render(request, "frame/feedback_given.html", {"months": KEPT.days // 30})
    try:
        word = services.give_feedback(language=get_language() or "de", **sent)
    except InputRejected as refused:
        return _form(request, sent, in_words(refused.problems))
    link = request.build_absolute_uri(reverse("feedback-link", args=[word]))
    return render(request, "frame/feedback_given.html", {"link": link, "months": KEPT.days // 30})


def _by_hand(opened: str) -> bool:
    """The form was opened here, some seconds and at most a day ago."""
    try:
        at = float(signing.loads(opened, salt=_SALT, max_age=86_400))
    except (signing.BadSignature, TypeError, ValueError):
        return False
    return time.time() - at >= _LEAST_SECONDS


def _form(request: HttpRequest, sent: dict[str, str], faults: dict[str, str] | None = None) -> HttpResponse:
    context = {
        "sent": sent,
        "faults": faults or {},
        "longest": LONGEST,
        "months": KEPT.days // 30,
        "opened": signing.dumps(time.time(), salt=_SALT),
    }
    return render(request, "frame/feedback.html", context, status=422 if faults else 200)


@require_safe
@never_cache
def by_link(request: HttpRequest, word: str) -> HttpResponse:
    """What became of it, for whoever has the link."""
    try:
        found = services.find_feedback(word)
    except NotFound as error:
        text = gettext("There is no feedback at this link; it was removed, or the link is incomplete.")
        raise NotFound(text) from error
    return render(request, "frame/feedback_link.html", {"feedback": found, "until": found.created_at + KEPT})


@require_safe
@administrator
def inbox(request: HttpRequest) -> HttpResponse:
    return _inbox(request)


@require_POST
@administrator
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer, or put aside."""
    by = reader_of(request.user)
    if request.POST.get("do") == "close":
        services.close_feedback(by=by, feedback=pk)
        return redirect("settings-feedback")
    try:
        services.answer_feedback(by=by, feedback=pk, answer=request.POST.get("answer", ""))
    except InputRejected as refused:
        return _inbox(request, pk, in_words(refused.problems))
    return redirect("settings-feedback")


def _inbox(request: HttpRequest, faulty: int = 0, faults: dict[str, str] | None = None) -> HttpResponse:
    from quartier.frame.pages.settings import settings_frame

    services.remove_old_feedback()
    rows = list(Feedback.objects.all()[:500])
    context = {
        **settings_frame("feedback"),
        "new": [row for row in rows if row.state == Feedback.State.NEW],
        "done": [row for row in rows if row.state != Feedback.State.NEW],
        "faulty": faulty,
        "faults": faults or {},
        "longest": LONGEST,
        "months": KEPT.days // 30,
    }
    return render(request, "frame/settings_feedback.html", context, status=422 if faults else 200)
