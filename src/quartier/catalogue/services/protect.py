"""Rule sets, and the public release that is derived from the confidential one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from quartier.accounts.services import record, require_writer
from quartier.catalogue.crosswalks.apply import with_conversions, without
from quartier.catalogue.models import Conversion, Indicator, Release, RuleSet, RuleSetSource, RuleSetUse, Source
from quartier.catalogue.observations import release_frame
from quartier.catalogue.protection import (
    published_before,
    rule_set_for,
    rules_of,
    structure_of,
    thresholds,
)
from quartier.catalogue.services.publish import Publication, publish_indicators
from quartier.catalogue.services.withdraw import withdraw
from quartier.compute.services import enqueue
from quartier.kernel.declared import Observations
from quartier.kernel.errors import Conflict, InputRejected, NotFound, Problem, QuartierError
from quartier.kernel.jobs import Context
from quartier.kernel.reader import PUBLIC, SYSTEM, Audience, Reader
from quartier.methods.disclosure import Protected, Report, Rules, protect

DERIVE_JOB = "catalogue.derive-public"
LARGE = 2_000
"""Observations above which the public release is derived by a job."""
_SOURCE = "derived_from"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What a rule set asks for; see `methods.disclosure.Rules`."""

    numerator: int = 0
    complement: int = 0
    denominator: int = 0
    zeros: bool = False


def define_rule_set(
    *, by: Reader, key: str, name: str, thresholds: Thresholds, demanded_by: str = "", default: bool = False
) -> RuleSet:
    """Create or change a rule set. Releases in force stay as they are until they are derived again.

    Raises InputRejected where the thresholds protect nothing.
    """
    require_writer(by)
    if not key.strip():
        raise InputRejected([Problem("a rule set needs a key", column="key")], subject="rule set")
    wanted = asdict(thresholds)
    Rules(name or key, **wanted).check()
    with transaction.atomic():
        if default:
            RuleSet.objects.filter(default=True).exclude(key=key).update(default=False)
        values = {"name": name or key, "demanded_by": demanded_by, "default": default, **wanted}
        row, _ = RuleSet.objects.update_or_create(key=key, defaults=values)
        record(by=by, action="rule-set.define", subject=key, detail={**wanted, "default": default})
    return row


def assign_rule_set(*, by: Reader, indicator: Indicator, rule_set: RuleSet | None) -> None:
    """Let an indicator follow a rule set; None: the default of the workspace again."""
    require_writer(by)
    with transaction.atomic():
        RuleSetUse.objects.filter(indicator=indicator).delete()
        if rule_set is not None:
            RuleSetUse.objects.create(indicator=indicator, rule_set=rule_set)
        detail = {"rule_set": rule_set.key if rule_set else "default"}
        record(by=by, action="rule-set.assign", subject=indicator.key, detail=detail)


def assign(*, by: Reader, rule_set: RuleSet, indicators: Collection[Indicator], sources: Collection[Source]) -> None:
    """Exactly these indicators and sources follow the rule set; what another one held goes over to it."""
    require_writer(by)
    with transaction.atomic():
        RuleSetUse.objects.filter(Q(rule_set=rule_set) | Q(indicator__in=indicators)).delete()
        RuleSetSource.objects.filter(Q(rule_set=rule_set) | Q(source__in=sources)).delete()
        RuleSetUse.objects.bulk_create([RuleSetUse(rule_set=rule_set, indicator=item) for item in indicators])
        RuleSetSource.objects.bulk_create([RuleSetSource(rule_set=rule_set, source=item) for item in sources])
        detail = {
            "indicators": sorted(item.key for item in indicators),
            "sources": sorted(item.key for item in sources),
        }
        record(by=by, action="rule-set.use", subject=rule_set.key, detail=detail)


def remove_rule_set(*, by: Reader, rule_set: RuleSet) -> None:
    """Remove a rule set; what followed it follows its source or the default again. Releases in force stay."""
    require_writer(by)
    with transaction.atomic():
        detail = thresholds(rule_set)
        RuleSet.objects.filter(pk=rule_set.pk).delete()
        record(by=by, action="rule-set.remove", subject=rule_set.key, detail=detail)


def try_rules(*, by: Reader, indicator: Indicator, rule_set: RuleSet) -> Report:
    """What the rule set would hide of the confidential release in force, else of the public one; nothing is written.

    `rule_set` need not be saved. Raises NotFound (no release), InputRejected (the thresholds protect nothing).
    """
    require_writer(by)
    release = indicator.current_confidential or indicator.current_public
    if release is None:
        raise NotFound(f"There is no release of {indicator.key} to try rules on.")
    return _protected(indicator, release, rule_set).report


def derive_public(*, by: Reader, indicator: Indicator, rule_set: RuleSet) -> Release:
    """Publish what the rule set leaves of the confidential release in force; the same again is no new release.

    Raises NotFound (no confidential release), InputRejected (a hidden figure could be computed whatever is hidden; the
    rules protect nothing), Conflict (somebody published in between; nothing was written).
    """
    require_writer(by)
    indicator = Indicator.objects.select_related("current_public", "current_confidential").get(pk=indicator.pk)
    secret, public = _confidential(indicator), indicator.current_public
    origin = {_SOURCE: str(secret), "checksum": secret.checksum, "rule_set": thresholds(rule_set)}
    if public is not None and origin.items() <= public.provenance.items():
        return public
    done = _protected(indicator, secret, rule_set)
    _refuse_exposed(indicator, done.report)
    provenance = {**origin, "report": done.report.as_dict()}
    # the note of a confidential release is for those who may read that one
    observations = Observations(
        indicator.key, done.frame, audience=Audience.PUBLIC, note=rule_set.name, vintage=secret.vintage
    )

    def finish(releases: list[Release]) -> None:
        _require_still(indicator, secret)
        detail = {"rule_set": rule_set.key, "from": str(secret)}
        record(by=by, action="release.protect", subject=str(releases[0]), detail=detail)

    publication = Publication(observations, public, provenance)
    return publish_indicators(by=by, publications=[publication], finish=finish)[0]


def derive_soon(*, by: Reader, indicator: Indicator, rule_set: RuleSet) -> Release | None:
    """`derive_public` at once, or as a job where the release is large (then None)."""
    require_writer(by)
    if _confidential(indicator).manifest.get("rows", 0) <= LARGE:
        return derive_public(by=by, indicator=indicator, rule_set=rule_set)
    _derive_later(by, indicator)
    return None


def _derive_later(by: Reader, indicator: Indicator) -> None:
    key = f"{DERIVE_JOB}:{indicator.key}"
    enqueue(by=by, name=DERIVE_JOB, arguments={"indicator": indicator.key}, unique_key=key)


def follow_release(release: Release) -> None:
    """A confidential release is in force: derive the public one, at once or as a job. A failure is kept on record."""
    indicator = _confidential_subject(release)
    rule_set = rule_set_for(indicator) if indicator is not None else None
    if indicator is None or rule_set is None:
        return
    if release.manifest.get("rows", 0) > LARGE:
        _derive_later(SYSTEM, indicator)
        return
    try:
        derive_public(by=SYSTEM, indicator=indicator, rule_set=rule_set)
    except QuartierError as error:
        detail = {"reason": str(error), "rule_set": rule_set.key}
        record(by=SYSTEM, action="release.protect-failed", subject=str(release), detail=detail)


def follow_withdrawal(release: Release) -> None:
    """What was derived from a withdrawn release is withdrawn with it; the public release before is in force again."""
    indicator = _confidential_subject(release)
    public = indicator.current_public if indicator is not None else None
    if public is not None and public.provenance.get(_SOURCE) == str(release):
        withdraw(by=SYSTEM, release=public, reason=release.withdrawn_reason)


def derive_job(context: Context, *, indicator: str) -> dict[str, Any]:
    """The job of `follow_release`. Again does no harm: what is derived already is found derived."""
    row = Indicator.objects.get(key=indicator)
    rule_set = rule_set_for(row)
    if rule_set is None:
        return {}
    context.progress(0, 1)
    return {"release": str(derive_public(by=SYSTEM, indicator=row, rule_set=rule_set))}


def _confidential_subject(release: Release) -> Indicator | None:
    if release.subject != Release.Subject.INDICATOR or release.audience != Audience.CONFIDENTIAL:
        return None
    return Indicator.objects.select_related("current_public").filter(key=release.subject_key).first()


def _confidential(indicator: Indicator) -> Release:
    release = indicator.current_confidential
    if release is None or release.withdrawn_at is not None:
        raise NotFound(f"There is no confidential release of {indicator.key} to derive a public one from.")
    return release


def _protected(indicator: Indicator, release: Release, rule_set: RuleSet) -> Protected:
    """What was converted to another geography is converted anew, from what is left: beside the figures that it was made
    of, a sum that the rules alone would show could give one of them away."""
    conversions = list(
        Conversion.objects.filter(indicator=indicator, audience=Audience.CONFIDENTIAL).select_related(
            "indicator", "crosswalk__source__level", "crosswalk__target__level", "denominator_crosswalk"
        )
    )
    frame = without(release_frame(release, reader=SYSTEM), conversions)
    secret = release.audience == Audience.CONFIDENTIAL
    done = protect(
        frame,
        rules_of(rule_set),
        structure_of(frame),
        kind=indicator.kind,
        factor=indicator.factor,
        published=published_before(indicator) if secret else None,
    )
    if not conversions:
        return done
    return Protected(with_conversions(done.frame, conversions, reader=PUBLIC), done.report)


def _refuse_exposed(indicator: Indicator, report: Report) -> None:
    if report.exposed:
        message = (
            f"{report.exposed} figures that the rules hide can be computed from others, whatever else is hidden; "
            "leave out the level or breakdown that gives them away"
        )
        subject = f"protection of {indicator.key} by {report.rules}"
        raise InputRejected([Problem(message, "exposed")], subject=subject)


def _require_still(indicator: Indicator, secret: Release) -> None:
    if not Indicator.objects.filter(pk=indicator.pk, current_confidential=secret).exists():
        raise Conflict(f"{indicator.key}: another confidential release is in force meanwhile; derive again.")
