"""What the catalogue hands to the registries of the kernel, and what it listens to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, gettext_noop

if TYPE_CHECKING:
    from quartier.catalogue.models import Release


def register() -> None:
    """Called once, when the apps are ready."""
    from quartier.catalogue import signals
    from quartier.catalogue.crosswalks import convert
    from quartier.catalogue.deliveries import jobs
    from quartier.catalogue.pulls import jobs as pull_jobs
    from quartier.catalogue.services import protect, trial
    from quartier.kernel.jobs import JOB_TITLES, JOBS
    from quartier.kernel.pages import NAVIGATION, Page, signed_in

    data = Page(
        "daten", lambda: gettext("Data"), "data-page", 110, visible=signed_in, active=("data-*", "delivery*", "edit-*")
    )
    NAVIGATION.register(data.key, data)
    jobs.register()
    pull_jobs.register()
    JOBS.register(protect.DERIVE_JOB, protect.derive_job)
    JOBS.register(convert.CONVERT_JOB, convert.convert_job)
    JOB_TITLES.register(convert.CONVERT_JOB, gettext_noop("Convert indicators"))
    JOB_TITLES.register(protect.DERIVE_JOB, gettext_noop("Derive the public release"))
    JOBS.register(trial.TRIAL_JOB, trial.trial_job)
    JOB_TITLES.register(trial.TRIAL_JOB, gettext_noop("Try a rule set out"))
    # before the public release is derived: it asks what is converted
    signals.release_published.connect(_converted, dispatch_uid="catalogue.converted")
    signals.release_withdrawn.connect(_converted, dispatch_uid="catalogue.converted")
    signals.release_published.connect(_protect_published, dispatch_uid="catalogue.protect")
    signals.release_withdrawn.connect(_protect_withdrawn, dispatch_uid="catalogue.protect")


def _converted(release: Release, **_: Any) -> None:
    from quartier.catalogue.crosswalks.follow import reconcile

    reconcile(release)


def _protect_published(release: Release, **_: Any) -> None:
    from quartier.catalogue.services.protect import follow_release

    follow_release(release)


def _protect_withdrawn(release: Release, **_: Any) -> None:
    from quartier.catalogue.services.protect import follow_withdrawal

    follow_withdrawal(release)
