"""One fetch: what an address gives becomes a staged delivery like any upload; at once, or as a job where it is much."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from quartier.accounts.models import Actor
from quartier.catalogue.deliveries import services
from quartier.catalogue.deliveries.services.receive import From, require_person
from quartier.catalogue.models import Connection, Delivery, Fetch
from quartier.catalogue.pulls.connections import Looked
from quartier.catalogue.pulls.content import Content, Wanted, content, file_content
from quartier.compute.models import Job
from quartier.compute.services import enqueue
from quartier.kernel.errors import InputRejected, NotFound, Problem, QuartierError
from quartier.kernel.reader import Reader
from quartier.kernel.text import Text
from quartier.sources.services import MESSAGES, FetchFailed, Only, Progress

FETCH_JOB = "catalogue.fetch"
LARGE = 5_000
"""Features from which on a job fetches them."""


@dataclass(frozen=True, slots=True)
class Sender:
    """Who delivers what is fetched."""

    supplier: Actor | None = None
    name: str = ""


def fetch_soon(*, by: Reader, looked: Looked, wanted: Wanted, sender: Sender) -> Fetch:
    """Fetch at once, or as a job where it is much (or nobody knows how much). Look at `Fetch.delivery` and `reasons`.

    Raises InputRejected (nothing chosen), FetchFailed and what `deliveries.receive` refuses, where it is at once.
    """
    require_person(by)
    connection = looked.connection
    offers = {item["id"]: item for item in connection.offers}
    if connection.kind != Connection.Kind.FILE and wanted.offer not in offers:
        raise InputRejected([Problem("Nothing was chosen.", "required", column="offer")], subject=connection.name)
    row = _begun(by, connection, wanted, sender)
    count = offers.get(wanted.offer, {}).get("count")
    if connection.kind == Connection.Kind.FILE or (count is not None and count <= LARGE):
        made = file_content(looked.file) if looked.file is not None else None
        return perform(by=by, row=row, made=made)
    with transaction.atomic():
        job = enqueue(by=by, name=FETCH_JOB, arguments={"fetch": row.pk}, unique_key=f"fetch:{row.pk}")
        Fetch.objects.filter(pk=row.pk).update(job=job.pk)
    row.refresh_from_db()
    return row


def _begun(by: Reader, connection: Connection, wanted: Wanted, sender: Sender) -> Fetch:
    return Fetch.objects.create(
        connection=connection,
        offer=wanted.offer,
        only_name=wanted.only.name if wanted.only else "",
        only_text=wanted.only.text if wanted.only else "",
        holds=wanted.holds,
        supplier=sender.supplier,
        supplier_name=sender.name[:200],
        by=by.name,
        person=by.person,
    )


def wanted_of(row: Fetch) -> Wanted:
    return Wanted(row.offer, Only(row.only_name, row.only_text) if row.only_name else None, row.holds)


def perform(*, by: Reader, row: Fetch, made: Content | None = None, progress: Progress | None = None) -> Fetch:
    """Fetch and stage. Again does no harm: a fetch with a delivery stays as it is. Raises what went wrong."""
    if row.delivery_id is not None:
        return row
    try:
        if row.connection is None:
            raise NotFound("The connection of this fetch was removed.")
        got = made or content(row.connection, wanted_of(row), progress=progress or _silent)
        delivery = staged(by=by, row=row, got=got)
    except QuartierError as error:
        close(row, Fetch.Outcome.FAILED, reasons=reasons_of(error))
        raise
    return close(row, Fetch.Outcome.TASK, got=got, delivery=delivery)


def staged(*, by: Reader, row: Fetch, got: Content) -> Delivery:
    """The staged delivery of what was fetched; checked as far as nothing is asked."""
    address = row.connection.address if row.connection else ""
    origin = From(row.supplier, row.supplier_name, address=address)
    if row.holds == Delivery.Kind.GEOGRAPHY:
        return services.receive_areas(by=by, data=got.data, file_name=got.name, origin=origin)
    return services.receive(by=by, data=got.data, file_name=got.name, origin=origin)


def close(
    row: Fetch, outcome: str, *, reasons: list[dict[str, Any]] | None = None, got: Content | None = None,
    delivery: Delivery | None = None, limits: list[dict[str, Any]] | None = None,
) -> Fetch:  # fmt: skip
    """Note what became of a fetch."""
    row.outcome, row.finished_at = outcome, timezone.now()
    row.reasons, row.limits, row.delivery = reasons or [], limits or [], delivery
    row.basis = delivery.basis if delivery else ""
    if got is not None:
        row.count, row.sha256 = got.count, got.sha256
        row.etag, row.modified = got.known.etag, got.known.modified
    row.save()
    return row


def reasons_of(error: QuartierError) -> list[dict[str, Any]]:
    """Why something failed, in both languages, for the page; no addresses but masked ones."""
    if isinstance(error, InputRejected):
        return [_reason(item) for item in error.problems[:20]]
    return [{"code": type(error).__name__, "message": {"de": str(error), "en": str(error)}}]


def _reason(item: Problem) -> dict[str, Any]:
    from quartier.catalogue.deliveries.plain import problem

    told = MESSAGES.get(item.code) or WORDS.get(item.code)
    made = problem(replace(item, file=None))
    if told is not None:
        made["message"] = told.as_dict()
    return made


WORDS = {
    "offer-gone": Text(
        "Der Dienst bietet diese Sammlung nicht mehr an.", "The service does not offer this collection any more."
    ),
    "secret-forgotten": Text(
        "Das Kennwort wurde vergessen; bitte neu eingeben.", "The password was forgotten; enter it again."
    ),
    "secret-lost": Text(
        "Das gespeicherte Kennwort ist nicht mehr lesbar, weil der Schlüssel fehlt; bitte neu eingeben oder den alten "
        "Schlüssel zurückgeben.",
        "The stored password cannot be read, because its key is missing; enter it anew or give the old key back.",
    ),
    "interrupted": Text("Der Abruf wurde unterbrochen.", "The fetch was interrupted."),
    "no-right": Text(
        "Wer diesen Abruf eingerichtet hat, ist nicht mehr Administrator.",
        "Whoever set this pull up is no administrator any more.",
    ),
}  # fmt: skip
"""Reasons that are not problems of a file or a service."""


def told(code: str, **more: Any) -> dict[str, Any]:
    """A reason from `WORDS`."""
    return {"code": code, "message": WORDS[code].as_dict(), **more}


def find_fetch(number: int, *, reader: Reader) -> Fetch:
    """A fetch of this reader. Raises NotFound."""
    rows = Fetch.objects.select_related("connection", "delivery", "pull")
    if not reader.administrator:
        rows = rows.filter(person=reader.person) if reader.person is not None else rows.none()
    found = rows.filter(pk=number).first()
    if found is None:
        raise NotFound(f"There is no fetch {number}.")
    return settled(found)


def settled(row: Fetch) -> Fetch:
    """A fetch whose job has ended without a word is told as failed."""
    if row.outcome == Fetch.Outcome.RUNNING and row.job is not None:
        job = Job.objects.filter(pk=row.job).first()
        if job is None or (job.ended and job.state != Job.State.SUCCEEDED):
            close(row, Fetch.Outcome.FAILED, reasons=[told("interrupted")])
        elif job.ended:
            row.refresh_from_db()
    return row


def transient(error: QuartierError) -> bool:
    return isinstance(error, FetchFailed) and error.transient


def _silent(_done: int, _total: int | None) -> None:
    return None
