"""The page behind an invitation: choose a login and a password."""

from __future__ import annotations

from django.contrib.auth import login as sign_in
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from quartier.accounts import invitations
from quartier.accounts.models import Invitation
from quartier.kernel.errors import Conflict, InputRejected, NotFound, NotPermitted, Problem

_HERE = ("127.0.0.1", "::1")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def invitation(request: HttpRequest, word: str) -> HttpResponse:
    """An account by a link that works once; the link for the first administrator works at the machine itself alone."""
    try:
        found = invitations.find(word)
    except NotFound as error:
        raise NotFound(gettext("This link was used already, is too old, or is incomplete.")) from error
    if found.setup and not _local(request):
        raise NotPermitted(gettext("The first account is made at the machine on which Quartier runs."))
    if request.method != "POST":
        return _page(request, found)
    sent = {name: request.POST.get(name, "") for name in ("login", "name", "password")}
    try:
        person = invitations.accept(invitation=found, **sent)
    except InputRejected as refused:
        return _page(request, found, [_said(problem) for problem in refused.problems])
    except Conflict:
        return _page(request, found, [gettext("This login is taken; choose another one.")])
    sign_in(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("first-steps" if found.setup else "home")


def _local(request: HttpRequest) -> bool:
    """Asked from this machine, and not through a proxy that speaks for others."""
    forwarded = any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-Ip"))
    return request.META.get("REMOTE_ADDR", "") in _HERE and not forwarded


def _said(problem: Problem) -> str:
    return gettext("A login has 1 to 150 letters and no blanks.") if problem.column == "login" else problem.message


def _page(request: HttpRequest, found: Invitation, problems: list[str] | None = None) -> HttpResponse:
    context = {"invitation": found, "sent": request.POST, "problems": problems or []}
    return render(request, "accounts/invitation.html", context, status=422 if problems else 200)
