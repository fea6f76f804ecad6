"""Large deliveries are checked and published by jobs; the rights of the person are asked again when they run."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from quartier.accounts.models import Person
from quartier.accounts.services import reader_of
from quartier.catalogue.deliveries import services
from quartier.catalogue.deliveries.services.areas import CHECK_AREAS_JOB, PUBLISH_AREAS_JOB
from quartier.catalogue.deliveries.services.check import CHECK_JOB
from quartier.catalogue.deliveries.services.publish import PUBLISH_JOB, Wish
from quartier.catalogue.models import Delivery, DeliveryState
from quartier.compute.models import Job
from quartier.kernel.jobs import JOB_TITLES, JOBS, Context
from quartier.kernel.reader import SYSTEM, Reader

CHECKING = gettext_noop("The file is read and compared")
PUBLISHING = gettext_noop("The release is written")


def check_delivery(context: Context, *, delivery: str) -> dict[str, Any]:
    """Check a delivery. Again does no harm: the same mapping gives the same report."""
    row = Delivery.objects.get(key=delivery)
    context.progress(0, 2, CHECKING)
    services.check(by=_person(row), delivery=row)
    context.progress(2, 2, CHECKING)
    return {"delivery": delivery}


def publish_delivery(context: Context, *, delivery: str, **wish: Any) -> dict[str, Any]:
    """Publish a delivery. Again does no harm: what is published already is found published."""
    row = Delivery.objects.get(key=delivery)
    if row.state == DeliveryState.PUBLISHED:
        return {"releases": [str(release) for release in row.releases.all()]}
    context.progress(0, 2, PUBLISHING)
    releases = services.publish(by=_person(row), delivery=row, wish=Wish(**wish))
    context.progress(2, 2, PUBLISHING)
    return {"releases": [str(release) for release in releases]}


def check_areas(context: Context, *, delivery: str) -> dict[str, Any]:
    """Check a delivery of areas. Again does no harm."""
    row = Delivery.objects.get(key=delivery)
    context.progress(0, 2, CHECKING)
    services.check_areas(by=_person(row), delivery=row)
    context.progress(2, 2, CHECKING)
    return {"delivery": delivery}


def publish_areas(context: Context, *, delivery: str, **wish: Any) -> dict[str, Any]:
    """Publish a delivery of areas. Again does no harm: what is published already is found published."""
    row = Delivery.objects.get(key=delivery)
    if row.state == DeliveryState.PUBLISHED:
        return {"releases": [str(release) for release in row.releases.all()]}
    context.progress(0, 2, PUBLISHING)
    release = services.publish_areas(by=_person(row), delivery=row, wish=Wish(**wish))
    context.progress(2, 2, PUBLISHING)
    return {"releases": [str(release)]}


def _person(row: Delivery) -> Reader:
    """Whoever queued the job of this delivery."""
    job = Job.objects.get(pk=row.job or 0)
    if job.person is None:
        return SYSTEM
    return reader_of(Person.objects.get(pk=job.person))


def register() -> None:
    JOBS.register(CHECK_JOB, check_delivery)
    JOBS.register(PUBLISH_JOB, publish_delivery)
    JOBS.register(CHECK_AREAS_JOB, check_areas)
    JOBS.register(PUBLISH_AREAS_JOB, publish_areas)
    JOB_TITLES.register(CHECK_AREAS_JOB, gettext_noop("Check a delivery of areas"))
    JOB_TITLES.register(PUBLISH_AREAS_JOB, gettext_noop("Publish a delivery of areas"))
    JOB_TITLES.register(CHECK_JOB, gettext_noop("Check a delivery"))
    JOB_TITLES.register(PUBLISH_JOB, gettext_noop("Publish a delivery"))
