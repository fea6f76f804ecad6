"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from quartier.accounts.services import reader_of
from quartier.catalogue.models import WorkspaceProfile
from quartier.kernel.pages import navigation
from quartier.kernel.text import Text
from quartier.web.assets import entry


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: name of the municipality, the fictitious label, language, built assets."""
    profile = WorkspaceProfile.objects.filter(pk=1).first()
    language = get_language() or "de"
    name = profile.name if profile else Text("Quartier")
    return {
        "workspace_name": name.get(language),
        "workspace_empty": profile is None,
        "workspace_fictitious": bool(profile and profile.fictitious),
        "language": language,
        "other_language": "en" if language == "de" else "de",
        "assets": entry("src/main.ts"),
        "page_address": request.get_full_path(),
        "navigation": _navigation(request),
    }


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries of the main navigation for this person, the one of this page marked."""
    match = request.resolver_match
    here = (match.url_name or "") if match else ""
    reader = reader_of(getattr(request, "user", None) or AnonymousUser())
    return [
        {"label": page.label(), "address": reverse(page.address), "current": page.is_active(here)}
        for page in navigation(reader)
    ]
