"""What the catalogue hands to the registries of the kernel."""

from __future__ import annotations


def register() -> None:
    """Called once, when the apps are ready."""
    from quartier.catalogue.deliveries import jobs

    jobs.register()
