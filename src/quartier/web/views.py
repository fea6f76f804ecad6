"""Pages that belong to no floor: home, health, API description, errors."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from quartier.accounts import invitations
from quartier.accounts.services import reader_of
from quartier.frame.first_steps import progress


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The map; first steps for an administrator of a workspace that has nothing to show yet.

    Where nobody has an account, the way to the first one."""
    if reader_of(request.user).administrator and not progress().indicators:
        return redirect("first-steps")
    if not progress().indicators and not invitations.anybody():
        title = gettext("Nobody has an account here yet")
        detail = gettext(
            "Quartier is set up and waits for its first account. Open the link that “quartier serve” printed when it "
            "started; it works in a browser on the machine on which Quartier runs."
        )
        return render(request, "web/problem.html", {"problem": {"title": title, "detail": detail}})
    return redirect("karte")


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """For the proxy before us: 200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """The API, described for people, from the OpenAPI document; nothing is loaded from other hosts."""
    from quartier.web.api import api

    document = api.get_openapi_schema()
    return render(request, "web/api_docs.html", {"document": document})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    title = gettext("Not found")
    if request.path.startswith(("/api/", "/data/", "/bild/")):
        body = {"type": "about:blank", "title": title, "status": 404, "detail": title}
        return JsonResponse(body, status=404, content_type="application/problem+json")
    detail = gettext("There is no page at this address.")
    return render(request, "web/problem.html", {"problem": {"title": title, "detail": detail}}, status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    title = gettext("Something went wrong here")
    detail = gettext("The fault is ours, not yours. It was written to the server's log.")
    if request.path.startswith(("/api/", "/data/", "/bild/")):
        body = {"type": "about:blank", "title": title, "status": 500, "detail": detail}
        return JsonResponse(body, status=500, content_type="application/problem+json")
    return render(request, "web/problem.html", {"problem": {"title": title, "detail": detail}}, status=500)
