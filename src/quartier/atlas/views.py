"""Pages of the atlas."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe


@require_safe
@ensure_csrf_cookie
def karte(request: HttpRequest) -> HttpResponse:
    """The map page. Its state is its address; the browser reads it, so one template serves all states."""
    return render(request, "atlas/karte.html")
