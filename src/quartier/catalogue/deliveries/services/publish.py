"""Publication of a delivery: all or nothing, what was previewed and nothing else; handing on; undo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from quartier.accounts.services import record, require_writer
from quartier.catalogue.deliveries import files
from quartier.catalogue.deliveries.merge import merged
from quartier.catalogue.deliveries.reading import base_release, basis
from quartier.catalogue.deliveries.services.check import in_job, is_large
from quartier.catalogue.deliveries.services.receive import require_person
from quartier.catalogue.deliveries.services.rules import four_eyes
from quartier.catalogue.models import (
    Delivery,
    DeliveryForm,
    DeliveryState,
    EditDraft,
    Indicator,
    Release,
    RememberedMapping,
)
from quartier.catalogue.observations import release_frame
from quartier.catalogue.services import Publication, publish_indicators, withdraw
from quartier.kernel.declared import Observations
from quartier.kernel.errors import Conflict, InputRejected, NotPermitted, Problem
from quartier.kernel.reader import Audience, Reader
from quartier.sources.tables import Mapping

PUBLISH_JOB = "catalogue.publish-delivery"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person decided on the preview. `basis` names what was seen there."""

    basis: str
    accept_partial: bool = False
    audience: str = ""
    """For indicators without a release; the others keep theirs."""
    note: str = ""
    vintage: str = ""

    def arguments(self) -> dict[str, Any]:
        return {"basis": self.basis, "accept_partial": self.accept_partial, "audience": self.audience,
                "note": self.note, "vintage": self.vintage}  # fmt: skip


def hand_on(*, by: Reader, delivery: Delivery, wish: Wish) -> None:
    """Hand a previewed delivery to an administrator (another one, with four eyes) for publication."""
    require_person(by)
    _require_ready(delivery, wish)
    with transaction.atomic():
        rows = Delivery.objects.visible_to(by).filter(pk=delivery.pk, state=DeliveryState.OPEN)
        changed = rows.update(
            state=DeliveryState.WAITING,
            partial=wish.accept_partial,
            audience=wish.audience,
            note=wish.note,
            vintage=wish.vintage,
            handed_on_by=by.name,
            handed_on_person=by.person,
        )
        if not changed:
            raise Conflict("This delivery is no longer open.")
        record(by=by, action="delivery.hand-on", subject=str(delivery), detail={"partial": wish.accept_partial})


def take_back(*, by: Reader, delivery: Delivery) -> None:
    """A delivery that waits for publication is open again."""
    with transaction.atomic():
        rows = Delivery.objects.visible_to(by).filter(pk=delivery.pk, state=DeliveryState.WAITING)
        if not rows.update(state=DeliveryState.OPEN):
            raise Conflict("This delivery does not wait for publication.")
        record(by=by, action="delivery.take-back", subject=str(delivery))


def publish_soon(*, by: Reader, delivery: Delivery, wish: Wish) -> Delivery:
    """Publish at once, or as a job where the delivery is large."""
    require_publisher(by, delivery)
    _require_ready(delivery, wish)
    if not is_large(delivery):
        publish(by=by, delivery=delivery, wish=wish)
        return delivery
    arguments = {"delivery": delivery.key, **wish.arguments()}
    return in_job(by, delivery, PUBLISH_JOB, arguments, state=delivery.state)


def publish(*, by: Reader, delivery: Delivery, wish: Wish) -> list[Release]:
    """Merge into the releases in force and publish. Returns the new releases (none where nothing changed).

    Raises NotPermitted (no administrator; four eyes), InputRejected (problems, and no choice to accept the rest;
    no audience chosen), Conflict (somebody published in between, or the preview is of something else).
    """
    require_publisher(by, delivery)
    _require_ready(delivery, wish)
    publications = [_publication(by, delivery, key, wish) for key in delivery.report["frames"]]
    based_on = {item.observations.indicator: item.based_on for item in publications}
    if basis(Mapping.from_json(delivery.mapping), based_on) != delivery.basis:
        raise Conflict("Somebody else published meanwhile; check the delivery again and look at the difference.")
    new: list[Release] = []

    def finish(releases: list[Release]) -> None:
        new.extend(one for one, item in zip(releases, publications, strict=True) if one != item.based_on)
        _finish(by, delivery, wish, new)

    publish_indicators(by=by, publications=publications, finish=finish)
    delivery.refresh_from_db()
    return new


def undo(*, by: Reader, delivery: Delivery, reason: str) -> None:
    """Withdraw all releases of a delivery, all or none. Raises Conflict when later releases stand on them."""
    require_writer(by)
    releases = list(delivery.releases.filter(withdrawn_at__isnull=True))
    with transaction.atomic():
        rows = Delivery.objects.filter(pk=delivery.pk, state=DeliveryState.PUBLISHED)
        if not rows.update(state=DeliveryState.WITHDRAWN):
            raise Conflict("This delivery is not published.")
        for release in releases:
            if release.successors.filter(withdrawn_at__isnull=True).exists():
                raise Conflict(f"{release}: a later release stands on this one; withdraw the later one first.")
            withdraw(by=by, release=release, reason=reason)
        record(by=by, action="delivery.undo", subject=str(delivery), detail={"reason": reason.strip()})
    delivery.refresh_from_db()


def require_publisher(by: Reader, delivery: Delivery) -> None:
    require_writer(by)
    if not four_eyes():
        return
    prepared = {delivery.person, delivery.handed_on_person} if delivery.state != DeliveryState.OPEN else {by.person}
    if by.person in prepared:
        raise NotPermitted("In this workspace somebody else than the person who prepared a delivery publishes it.")


def _require_ready(delivery: Delivery, wish: Wish) -> None:
    if not delivery.basis or wish.basis != delivery.basis:
        raise Conflict("This delivery has changed since you saw its preview; look at it again.")
    report = delivery.report
    if delivery.by_hand and not wish.note.strip():
        raise InputRejected([Problem("An edit needs a reason.", "reason", column="note")], delivery.file_name)
    if delivery.kind == Delivery.Kind.GEOGRAPHY:
        return
    if not report.get("frames"):
        raise InputRejected([Problem("The delivery holds nothing that can be published.", "empty")], delivery.file_name)
    errors = [item for item in report["problems"] if item["severity"] == "error"]
    if errors and not wish.accept_partial:
        raise InputRejected(
            [Problem(**{**item, "message": item["message"]["en"]}) for item in errors], subject=delivery.file_name
        )
    _require_secret(delivery, wish)
    if any(not item["audience"] for item in report["indicators"]) and wish.audience not in set(Audience):
        problem = Problem("Who may read a new indicator has to be said.", "audience", expected="public, confidential")
        raise InputRejected([problem], subject=delivery.file_name)


def _require_secret(delivery: Delivery, wish: Wish) -> None:
    """Counts of single homes are never public as they are."""
    audiences = {item["audience"] or wish.audience for item in delivery.report["indicators"]}
    if delivery.counted and Audience.PUBLIC in audiences:
        message = (
            "Counts of single addresses are not published as they are: publish them as confidential, and the rules of "
            "protection make the public release."
        )
        raise InputRejected([Problem(message, "counted", expected="confidential")], subject=delivery.file_name)


def _publication(by: Reader, delivery: Delivery, key: str, wish: Wish) -> Publication:
    release = base_release(key)
    base = release_frame(release, reader=by) if release else None
    full = merged(base, files.frame(delivery.report["frames"][key]))
    observations = Observations(
        key, full, audience=release.audience if release else wish.audience, note=wish.note, vintage=wish.vintage
    )
    return Publication(observations, release, _provenance(delivery, wish))


def _provenance(delivery: Delivery, wish: Wish) -> dict[str, Any]:
    problems = delivery.report["problems"]
    return {
        "delivery": delivery.key,
        "file": delivery.file_name,
        "sha256": delivery.sha256,
        "supplier": delivery.from_whom,
        "handed_in_by": delivery.by,
        "mapping": delivery.mapping,
        "partial": wish.accept_partial and any(item["severity"] == "error" for item in problems),
    }


def _finish(by: Reader, delivery: Delivery, wish: Wish, new: list[Release]) -> None:
    delivery.releases.set(new)
    Delivery.objects.filter(pk=delivery.pk).update(
        state=DeliveryState.PUBLISHED,
        partial=wish.accept_partial and not delivery.report["publishable"],
        audience=wish.audience,
        note=wish.note,
        vintage=wish.vintage,
        published_by=by.name,
        published_at=timezone.now(),
    )
    mapping = Mapping.from_json(delivery.mapping)
    if mapping.fingerprint and not delivery.by_hand:
        RememberedMapping.objects.update_or_create(
            fingerprint=mapping.fingerprint, defaults={"mapping": delivery.mapping, "file_name": delivery.file_name}
        )
    EditDraft.objects.filter(delivery=delivery.key).delete()
    if delivery.form_id:
        DeliveryForm.objects.filter(pk=delivery.form_id).update(closed_at=timezone.now())
    keys = sorted(Indicator.objects.filter(key__in=delivery.report["frames"]).values_list("key", flat=True))
    detail = {"indicators": keys, "partial": wish.accept_partial, "releases": [str(one) for one in new]}
    record(by=by, action="delivery.publish", subject=str(delivery), detail=detail)
