"""One table from errors to HTTP answers (RFC 9457) and exit codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop

from quartier.kernel import errors
from quartier.kernel.period import PeriodInvalid
from quartier.lake.errors import LakeError

Handler = Callable[[HttpRequest], HttpResponse]

# error -> (HTTP status, exit code, title); the first match counts, so the narrow ones stand first
TABLE: tuple[tuple[type[errors.QuartierError], int, int, str], ...] = (
    (errors.NotFound, 404, 4, gettext_noop("Not found")),
    (errors.Withdrawn, 410, 4, gettext_noop("Withdrawn")),
    (errors.NotPermitted, 403, 5, gettext_noop("Not permitted")),
    (errors.Conflict, 409, 6, gettext_noop("Changed by somebody else")),
    (errors.InputRejected, 422, 2, gettext_noop("The input has problems")),
    (PeriodInvalid, 422, 2, gettext_noop("The input has problems")),
    (errors.StoreFull, 507, 7, gettext_noop("The disk is full")),
    (errors.WorkspaceError, 503, 3, gettext_noop("The workspace cannot be used")),
    (LakeError, 500, 3, gettext_noop("A file of the lake cannot be used")),
    (errors.QuartierError, 400, 1, gettext_noop("This did not work")),
)


def status_of(error: errors.QuartierError) -> tuple[int, int, str]:
    """HTTP status, exit code and title of an error."""
    for kind, status, code, title in TABLE:
        if isinstance(error, kind):
            return status, code, title
    raise AssertionError("the table ends with the base class")


def problem(error: errors.QuartierError) -> dict[str, Any]:
    """Body of an RFC 9457 answer."""
    status, _, title = status_of(error)
    body: dict[str, Any] = {"type": "about:blank", "title": gettext(title), "status": status, "detail": str(error)}
    if isinstance(error, errors.InputRejected):
        body["detail"] = error.subject
        body["problems"] = [
            {k: v for k, v in asdict(found).items() if v is not None} for found in error.problems[:1000]
        ]
    return body


def json_problem(error: errors.QuartierError) -> JsonResponse:
    body = problem(error)
    return JsonResponse(body, status=body["status"], content_type="application/problem+json")


def answer_errors(get_response: Handler) -> Handler:
    """Middleware: facts become answers; JSON for the API, a page for people. Never a stack trace."""
    return _ErrorAnswers(get_response)


class _ErrorAnswers:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, errors.QuartierError):
            return None
        asked_for_json = request.headers.get("Accept") == "application/json"
        if request.path.startswith(("/api/", "/data/", "/bild/")) or asked_for_json:
            return json_problem(exception)
        body = problem(exception)
        return render(request, "web/problem.html", {"problem": body}, status=body["status"])
