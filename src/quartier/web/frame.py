"""What every page's frame needs."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from quartier.accounts.services import reader_of
from quartier.catalogue.workspace import profile, unit_words
from quartier.frame import footer
from quartier.kernel.colour import NIGHT, hexadecimal, lightened, parse_colour
from quartier.kernel.pages import navigation
from quartier.kernel.text import Text
from quartier.web.assets import entry


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: name, words and look of the workspace, navigation, language, built assets."""
    row = profile()
    language = get_language() or "de"
    name = row.name if row and row.name.de else Text("Quartier")
    return {
        "workspace_name": name.get(language),
        "workspace_named": bool(row and row.name.de),
        "workspace_fictitious": bool(row and row.fictitious),
        "workspace_logo": reverse("logo") if row and row.logo_type else "",
        "workspace_style": accent_style(row.accent if row else ""),
        "unit_words": unit_words(language, row),
        "language": language,
        "other_language": "en" if language == "de" else "de",
        "assets": entry("src/main.ts"),
        "page_address": request.get_full_path(),
        "navigation": _navigation(request),
        "footer_pages": [{"title": footer.title(key), "address": reverse(f"footer-{key}")} for key in footer.KEYS],
    }


def accent_style(accent: str) -> str:
    """Declarations that put the colour of the workspace in the place of ours, in both themes; empty without one."""
    colour = parse_colour(accent)
    if colour is None:
        return ""
    night = hexadecimal(lightened(colour, NIGHT, 4.5))
    return f"--own-accent: {hexadecimal(colour)}; --own-accent-night: {night}"


def _navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The entries of the main navigation for this person, the one of this page marked."""
    match = request.resolver_match
    here = (match.url_name or "") if match else ""
    reader = reader_of(getattr(request, "user", None) or AnonymousUser())
    return [
        {"label": page.label(), "address": reverse(page.address), "current": page.is_active(here)}
        for page in navigation(reader)
    ]
