"""One run of a pull: fetch, compare with last time, map, check, judge; publish, or leave a task for a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from quartier.accounts.services import record
from quartier.catalogue.deliveries import areas, files, services
from quartier.catalogue.deliveries.areas import AreaMapping
from quartier.catalogue.deliveries.context import gate_context
from quartier.catalogue.deliveries.reading import base_release, opened, proposed
from quartier.catalogue.deliveries.services.publish import Wish
from quartier.catalogue.models import Delivery, DeliveryState, Fetch, Pull
from quartier.catalogue.observations import release_frame
from quartier.catalogue.pulls.content import Content, content
from quartier.catalogue.pulls.fetches import close, reasons_of, staged, told, transient, wanted_of
from quartier.catalogue.pulls.limits import Judgement, Limits, combined, judge, measure
from quartier.catalogue.pulls.pulls import PULL_JOB, again_key, no_more_tries, pause
from quartier.compute.services import set_schedule
from quartier.kernel.errors import NotFound, QuartierError
from quartier.kernel.reader import Reader
from quartier.kernel.sealed import SealBroken
from quartier.sources.services import Known, Progress
from quartier.sources.tables import Mapping
from quartier.sources.tables.recognition.remember import remember

PATIENCE = 6
"""Attempts after a passing failure, before the next one is that of the rhythm."""
_FIRST_PAUSE = timedelta(minutes=15)
_SIGN_INS = 3
"""Refused sign-ins in a row after which a pull pauses itself, before the other side locks the account."""


def run(*, by: Reader, pull: Pull, progress: Progress) -> Fetch:
    """Run a pull once; what goes wrong is noted and told, not raised.

    Again does no harm: what came already is found unchanged.
    """
    _end_interrupted(pull)
    row = _begun(by, pull)
    try:
        return _taken(by, pull, row, progress)
    except QuartierError as error:
        return _failed(by, pull, row, error)


def _begun(by: Reader, pull: Pull) -> Fetch:
    return Fetch.objects.create(
        pull=pull, connection=pull.connection, offer=pull.offer, only_name=pull.only_name, only_text=pull.only_text,
        holds=pull.holds, supplier=pull.supplier, supplier_name=pull.supplier_name, by=by.name, person=by.person,
    )  # fmt: skip


def _end_interrupted(pull: Pull) -> None:
    for row in pull.fetches.filter(outcome=Fetch.Outcome.RUNNING):
        close(row, Fetch.Outcome.FAILED, reasons=[told("interrupted")])


def _taken(by: Reader, pull: Pull, row: Fetch, progress: Progress) -> Fetch:
    last = pull.fetches.exclude(sha256="").exclude(pk=row.pk).first()
    known = Known(last.etag, last.modified) if last else None
    got = content(pull.connection, wanted_of(row), known=known, progress=progress)
    with transaction.atomic():
        Pull.objects.filter(pk=pull.pk).update(failures=0)
        no_more_tries(by=by, pull=pull)
    if last is not None and (got.unchanged or got.sha256 == last.sha256):
        row.sha256, row.etag, row.modified, row.count = last.sha256, last.etag, last.modified, last.count
        return close(row, Fetch.Outcome.UNCHANGED)
    delivery = staged(by=by, row=row, got=got)
    try:
        if pull.holds == Delivery.Kind.GEOGRAPHY:
            return _areas(by, pull, row, got, delivery)
        return _values(by, pull, row, got, delivery)
    except QuartierError as error:
        delivery.refresh_from_db()
        return close(row, Fetch.Outcome.TASK, got=got, delivery=delivery, reasons=reasons_of(error))


def _values(by: Reader, pull: Pull, row: Fetch, got: Content, delivery: Delivery) -> Fetch:
    delivery, schema = _mapped(by, pull, delivery)
    judgements = [*_before(pull), schema]
    open_questions = len(Mapping.from_json(delivery.mapping).open)
    judgements.append(Judgement("questions", open_questions == 0, open_questions))
    if open_questions == 0:
        delivery = services.check(by=by, delivery=delivery)
        if schema.held and _nothing_new(delivery):
            services.discard(by=by, delivery=delivery)
            return close(row, Fetch.Outcome.UNCHANGED, got=got)
        judgements += _after(by, pull, delivery)
    _supersede(by, pull, delivery)
    limits = [item.plain() for item in judgements]
    if all(item.held for item in judgements):
        services.publish(by=by, delivery=delivery, wish=_wish(pull, delivery))
        delivery.refresh_from_db()
        return close(row, Fetch.Outcome.PUBLISHED, got=got, delivery=delivery, limits=limits)
    _offer(by, pull, delivery)
    delivery.refresh_from_db()
    return close(row, Fetch.Outcome.TASK, got=got, delivery=delivery, limits=limits)


def _areas(by: Reader, pull: Pull, row: Fetch, got: Content, delivery: Delivery) -> Fetch:
    """Areas are never published without a person: a new geography is a decision, not a figure."""
    earlier = AreaMapping.from_json(pull.mapping)
    layer = areas.opened(got.data, got.name).geo
    mapping = AreaMapping.from_json(delivery.mapping)
    name = layer.layers[0].name if layer and layer.layers else mapping.geo.layer
    delivery = services.decide_areas(by=by, delivery=delivery, mapping=replace(
        earlier, geo=replace(earlier.geo, layer=name)))  # fmt: skip
    _supersede(by, pull, delivery)
    limits = [Judgement("areas", False).plain()]
    return close(row, Fetch.Outcome.TASK, got=got, delivery=delivery, limits=limits)


def _mapped(by: Reader, pull: Pull, delivery: Delivery) -> tuple[Delivery, Judgement]:
    """The delivery with the remembered mapping, where its head is the same; what of the head is another one else."""
    earlier = Mapping.from_json(pull.mapping)
    if pull.encoding or earlier.sheet:
        delivery = services.choose_source(by=by, delivery=delivery, sheet=earlier.sheet, encoding=pull.encoding)
    workbook = opened(files.original(delivery), delivery.file_name, delivery.encoding)
    proposal = proposed(workbook, gate_context(), earlier.sheet)
    if proposal.mapping.fingerprint != earlier.fingerprint:
        return delivery, Judgement("schema", False, _head_changes(earlier, proposal.mapping))
    mapping = remember(proposal, earlier).mapping
    if "period" in mapping.open:
        mapping = mapping.answered("period", _period(pull, earlier))
    return services.decide(by=by, delivery=delivery, mapping=mapping), Judgement("schema", True)


def _period(pull: Pull, earlier: Mapping) -> str:
    today: date = timezone.localdate()
    if pull.period_rule == Pull.PeriodRule.DAY:
        return today.isoformat()
    return str(today.year) if pull.period_rule == Pull.PeriodRule.YEAR else earlier.period


def _head_changes(before: Mapping, now: Mapping) -> str:
    """Columns that came (+) and went (−), for people."""
    old = [column.header for column in before.columns]
    new = [column.header for column in now.columns]
    changes = [f"+ {name}" for name in new if name not in old] + [f"− {name}" for name in old if name not in new]
    return ", ".join(changes)[:300] or "≠"


def _before(pull: Pull) -> list[Judgement]:
    """What has to hold whatever was delivered."""
    return [
        Judgement("allowed", pull.publishes),
        Judgement("four-eyes", not services.four_eyes()),
    ]


def _after(by: Reader, pull: Pull, delivery: Delivery) -> list[Judgement]:
    """What the check says."""
    report = delivery.report
    errors = sum(item["severity"] == "error" for item in report["problems"])
    unmatched = int(report["unmatched_count"])
    closed = sum(not item["audience"] for item in report["indicators"])
    measured = [measure(_in_force(by, key), files.frame(name)) for key, name in report["frames"].items()]
    return [
        Judgement("errors", errors == 0 and bool(report["frames"]), errors),
        Judgement("unmatched", unmatched == 0, unmatched),
        Judgement("swaps", not report["swaps"], len(report["swaps"])),
        Judgement("audience", closed == 0, closed),
        *judge(combined(measured), Limits(pull.most_units, pull.most_percent, pull.may_lose)),
    ]


def _in_force(by: Reader, indicator: str) -> pd.DataFrame | None:
    release = base_release(indicator)
    if release is None:
        return None
    try:
        return release_frame(release, reader=by)
    except NotFound:
        return None


def _nothing_new(delivery: Delivery) -> bool:
    """Every figure is in force already, whatever else of the file is another one."""
    report = delivery.report
    found = [item["difference"] for item in report["indicators"]]
    clean = not any(item["severity"] == "error" for item in report["problems"]) and not report["unmatched_count"]
    return clean and bool(found) and not any(item[kind] for item in found for kind in ("added", "changed", "removed"))


def _wish(pull: Pull, delivery: Delivery) -> Wish:
    return Wish(delivery.basis, note=pull.name)


def _offer(by: Reader, pull: Pull, delivery: Delivery) -> None:
    """With four eyes a delivery that is ready waits for the second person."""
    report = delivery.report
    if not services.four_eyes() or not delivery.basis or not report.get("frames"):
        return
    ready = not any(item["severity"] == "error" for item in report["problems"])
    if ready and all(item["audience"] for item in report["indicators"]):
        services.hand_on(by=by, delivery=delivery, wish=_wish(pull, delivery))


def _supersede(by: Reader, pull: Pull, fresh: Delivery) -> None:
    """An earlier delivery of this pull that still waits, untouched, is out of date."""
    waiting = (DeliveryState.OPEN, DeliveryState.WAITING)
    rows = pull.fetches.filter(delivery__state__in=waiting, outcome=Fetch.Outcome.TASK, delivery__basis=F("basis"))
    for row in rows.exclude(delivery=fresh).select_related("delivery"):
        if row.delivery is not None:
            services.discard(by=by, delivery=row.delivery)


def _failed(by: Reader, pull: Pull, row: Fetch, error: QuartierError) -> Fetch:
    reasons = [told("secret-lost")] if isinstance(error, SealBroken) else reasons_of(error)
    signed_out = any(item["code"] == "sign-in" for item in reasons)
    with transaction.atomic():
        fresh = Pull.objects.select_for_update().get(pk=pull.pk)
        fresh.failures += 1
        fresh.paused = fresh.paused or (signed_out and fresh.failures >= _SIGN_INS)
        fresh.save(update_fields=("failures", "paused"))
        _again(by, fresh, passing=transient(error))
        codes = [item["code"] for item in reasons]
        record(by=by, action="pull.fail", subject=str(pull), detail={"codes": codes, "failures": fresh.failures})
    if fresh.paused:
        pause(by=by, pull=fresh, on=True)
    return close(row, Fetch.Outcome.FAILED, reasons=reasons)


def _again(by: Reader, pull: Pull, *, passing: bool) -> None:
    """A passing failure is tried again after 15 minutes, half an hour, one hour ... up to eight hours."""
    if not passing or pull.paused or pull.failures > PATIENCE or not by.administrator:
        no_more_tries(by=by, pull=pull)
        return
    minutes = int(_FIRST_PAUSE.total_seconds() // 60) * 2 ** (pull.failures - 1)
    set_schedule(
        by=by, key=again_key(pull), name=PULL_JOB, arguments={"pull": pull.key}, every_minutes=minutes
    )  # fmt: skip


def refused(pull: Pull, by: Reader) -> Fetch:
    """The person who answers for the pull may not publish any more: noted, and nothing fetched."""
    row = _begun(by, pull)
    return close(row, Fetch.Outcome.FAILED, reasons=[told("no-right")])
