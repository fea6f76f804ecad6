"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language

from quartier.catalogue.models import WorkspaceProfile
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
    }
