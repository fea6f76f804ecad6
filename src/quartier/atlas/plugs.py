"""What the atlas hands to the registries of the kernel."""

from __future__ import annotations

from django.utils.translation import gettext

from quartier.kernel.pages import NAVIGATION, Page


def register() -> None:
    """Called once, when the apps are ready."""
    NAVIGATION.register("karte", Page("karte", lambda: gettext("Map"), "karte", 20))
