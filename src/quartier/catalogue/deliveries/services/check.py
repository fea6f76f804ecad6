"""The check: a mapping applied, everything compared with the releases in force, the result kept for the preview."""

from __future__ import annotations

from django.db import transaction

from quartier.accounts.services import record
from quartier.catalogue.deliveries import files
from quartier.catalogue.deliveries.context import gate_context
from quartier.catalogue.deliveries.reading import Checked, basis, checked, opened, report
from quartier.catalogue.deliveries.services.receive import require_person
from quartier.catalogue.models import Delivery, DeliveryState
from quartier.compute.models import Job
from quartier.compute.services import enqueue
from quartier.kernel.errors import Conflict
from quartier.kernel.reader import Reader
from quartier.sources.tables import Context, Mapping

LARGE = 200_000
"""Rows from which a check or a publication runs as a job."""
CHECK_JOB = "catalogue.check-delivery"


def check_soon(*, by: Reader, delivery: Delivery) -> Delivery:
    """Check at once, or as a job where the file is large. Where questions are open, nothing happens yet."""
    if Mapping.from_json(delivery.mapping).open:
        return delivery
    if not is_large(delivery):
        return check(by=by, delivery=delivery)
    return in_job(by, delivery, CHECK_JOB, {"delivery": delivery.key}, state=DeliveryState.OPEN)


def check(*, by: Reader, delivery: Delivery) -> Delivery:
    """Apply the mapping; keep report and checked frames. Raises Conflict when the delivery is no longer open."""
    require_person(by)
    context = gate_context()
    workbook = opened(files.original(delivery), delivery.file_name, delivery.encoding)
    mapping = Mapping.from_json(delivery.mapping)
    made = checked(workbook, mapping, context, reader=by, edited=delivery.by_hand)
    _require_same_base(delivery, made)
    return _keep(by, delivery, mapping, made, _names(context))


def _require_same_base(delivery: Delivery, made: Checked) -> None:
    """An edit by hand holds whole periods: on another release than the edited one it would undo what others did."""
    edited = delivery.proposal.get("edited", 0)
    if delivery.by_hand and any((release.pk if release else 0) != edited for release in made.based_on.values()):
        raise Conflict("Somebody else published meanwhile; go back to the grid and look at the new figures.")


def _keep(
    by: Reader, delivery: Delivery, mapping: Mapping, made: Checked, names: dict[tuple[str, str], str]
) -> Delivery:  # fmt: skip
    old = [key for key in delivery.files if key.endswith(".parquet")]
    frames = {key: files.keep_frame(delivery, frame) for key, frame in made.frames.items()}
    kept = [key for key in delivery.files if key not in old] + list(frames.values())
    values = {
        "report": {**report(made, names), "frames": frames},
        "basis": basis(mapping, made.based_on),
        "files": kept,
        "state": DeliveryState.OPEN,
        "failure": "",
    }
    with transaction.atomic():
        open_ones = Delivery.objects.visible_to(by).filter(
            pk=delivery.pk, state__in=(DeliveryState.OPEN, DeliveryState.WORKING), mapping=delivery.mapping
        )
        if not open_ones.update(**values):
            raise Conflict("Somebody else changed this delivery meanwhile.")
        record(by=by, action="delivery.check", subject=str(delivery))
    files.remove(old)
    delivery.refresh_from_db()
    return delivery


def is_large(delivery: Delivery) -> bool:
    return any(sheet["rows"] > LARGE for sheet in delivery.proposal.get("sheets", []))


def in_job(by: Reader, delivery: Delivery, name: str, arguments: dict[str, object], *, state: str) -> Delivery:
    """Hand a delivery in `state` to a job. Raises Conflict when it is in another state."""
    with transaction.atomic():
        job = enqueue(by=by, name=name, arguments=arguments, unique_key=f"{name}:{delivery.key}")
        rows = Delivery.objects.visible_to(by).filter(pk=delivery.pk, state=state)
        if not rows.update(state=DeliveryState.WORKING, job=job.pk, failure=""):
            raise Conflict("This delivery is being worked on already.")
    delivery.refresh_from_db()
    return delivery


def settle(delivery: Delivery) -> Delivery:
    """A delivery whose job has ended badly is open again, with what the job said."""
    if delivery.state == DeliveryState.WORKING:
        job = Job.objects.filter(pk=delivery.job or 0).first()
        if job is None or (job.ended and job.state != Job.State.SUCCEEDED):
            failure = (job.error or job.state) if job else "?"
            Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.WORKING).update(
                state=DeliveryState.OPEN, failure=failure
            )
        delivery.refresh_from_db()
    return delivery


def _names(context: Context) -> dict[tuple[str, str], str]:
    names: dict[tuple[str, str], str] = {}
    for (level, _), units in context.geographies.items():
        for code, name in zip(units["code"], units["name"], strict=True):
            names.setdefault((level, str(code)), str(name))
    return names
