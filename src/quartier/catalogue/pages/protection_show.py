"""What the pages about protection show: rule sets in words, reports as tables. Numbers of figures, never a figure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, ngettext

from quartier.accounts.models import AuditEvent
from quartier.catalogue.models import Indicator, Level, Release, RuleSet, Source
from quartier.catalogue.pages import words
from quartier.catalogue.protection import rule_set_for, thresholds
from quartier.catalogue.services import Thresholds
from quartier.kernel.numbers import format_number
from quartier.kernel.period import parse
from quartier.kernel.reader import Audience

_HISTORY = 30
_COUNTS = ("figures", "shown", "primary", "secondary", "delivered")
_ACTIONS = ("rule-set.define", "rule-set.use", "rule-set.assign", "rule-set.remove", "release.protect",
            "release.protect-failed")  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """What the form says: thresholds as typed, and what is wrong with them."""

    name: str
    demanded_by: str
    default: bool
    thresholds: Thresholds
    missing: frozenset[str]


def name_of(indicator: Indicator) -> str:
    name: str = indicator.wording().name.get(words.language())
    return name


def sentences(rule: dict[str, Any]) -> list[str]:
    """Thresholds as a planner says them."""
    found = []
    if rule["numerator"]:
        found.append(gettext("counts below %(n)s") % {"n": rule["numerator"]})
    if rule["complement"]:
        found.append(gettext("all but fewer than %(n)s") % {"n": rule["complement"]})
    if rule["denominator"]:
        found.append(gettext("of fewer than %(n)s people") % {"n": rule["denominator"]})
    if rule["zeros"]:
        found.append(gettext("“nobody” and “everybody” too"))
    return found


def listed() -> list[dict[str, Any]]:
    """Rule sets with what they ask for, who follows, and who changed them last."""
    last = {event.subject: event for event in AuditEvent.objects.filter(action="rule-set.define").order_by("at", "pk")}
    return [
        {
            "row": row,
            "rules": sentences(thresholds(row)),
            "indicators": row.uses.count(),
            "sources": [item.source.name.get(words.language()) for item in row.sources.select_related("source")],
            "changed": last.get(row.key),
        }
        for row in RuleSet.objects.all()
    ]


def protected() -> list[dict[str, Any]]:
    """Indicators with a confidential release: which rules hold, and whether the public one is up to date."""
    rows = Indicator.objects.filter(current_confidential__isnull=False)
    rows = rows.select_related("current_public", "current_confidential").prefetch_related("wordings")
    return [_protected(row) for row in rows]


def _protected(row: Indicator) -> dict[str, Any]:
    rule_set, public = rule_set_for(row), row.current_public
    said = public.provenance.get("rule_set") if public else None
    from_this = bool(public and public.provenance.get("derived_from") == str(row.current_confidential))
    return {
        "row": row,
        "name": name_of(row),
        "rule_set": rule_set,
        "public": public,
        "derived": bool(said),
        "current": bool(rule_set and from_this and said == thresholds(rule_set)),
    }


def candidates(row: RuleSet | None, chosen: Collection[str] | None) -> list[dict[str, Any]]:
    """Indicators that can follow or be tried: those with confidential releases first."""
    rows = Indicator.objects.exclude(current_public=None, current_confidential=None)
    rows = rows.select_related("rule_set_use__rule_set").prefetch_related("wordings")
    own = {use.indicator_id for use in row.uses.all()} if row else set()
    found = [
        {
            "key": item.key,
            "name": name_of(item),
            "follows": item.pk in own,
            "chosen": item.key in chosen if chosen is not None else item.pk in own,
            "confidential": item.current_confidential_id is not None,
            "other": _other(item, row),
        }
        for item in rows
    ]
    return sorted(found, key=lambda item: (not item["confidential"], item["name"].casefold()))


def _other(item: Indicator, row: RuleSet | None) -> str:
    use = getattr(item, "rule_set_use", None)
    return use.rule_set.name if use is not None and (row is None or use.rule_set_id != row.pk) else ""


def sources(row: RuleSet | None) -> list[dict[str, Any]]:
    own = {use.source_id for use in row.sources.all()} if row else set()
    return [
        {"key": item.key, "name": item.name.get(words.language()), "follows": item.pk in own}
        for item in Source.objects.all()
    ]  # fmt: skip


def values(row: RuleSet | None, sent: Sent | None) -> dict[str, Any]:
    """What stands in the fields of the form."""
    if sent is not None:
        asked = sent.thresholds
        return {"name": sent.name, "demanded_by": sent.demanded_by, "default": sent.default, "zeros": asked.zeros,
                "numerator": asked.numerator, "complement": asked.complement,
                "denominator": asked.denominator}  # fmt: skip
    if row is not None:
        return {**thresholds(row), "default": row.default}
    return {"name": "", "demanded_by": "", "default": False, "zeros": False, "numerator": 3, "complement": 3,
            "denominator": 0}  # fmt: skip


def trials(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Trials as tables by level, their periods below; what could not be tried with its reason."""
    keys = [item["indicator"] for item in found]
    rows = {row.key: row for row in Indicator.objects.filter(key__in=keys).prefetch_related("wordings")}
    return [
        {
            "name": name_of(rows[item["indicator"]]),
            "fault": why(item["fault"]) if item["fault"] else "",
            "confidential": rows[item["indicator"]].current_confidential_id is not None,
            **(report(item["report"]) if item["report"] else {}),
        }
        for item in found
        if item["indicator"] in rows
    ]


def report(found: dict[str, Any]) -> dict[str, Any]:
    """A report of protection by level (sums over periods) with the rows of each period, and remarks."""
    names = {row.key: row.plural.get(words.language()) for row in Level.objects.all()}
    levels: dict[str, list[dict[str, Any]]] = {}
    for row in found["by_level_and_period"]:
        levels.setdefault(row["level"], []).append(row)
    return {
        "levels": [
            {
                "name": names.get(level, level),
                **{count: sum(row[count] for row in rows) for count in _COUNTS},
                "periods": [
                    {**row, "label": words.period(row["period"])} for row in sorted(rows, key=_newest, reverse=True)
                ],
            }
            for level, rows in levels.items()
        ],
        "kept": None if found["kept"] is None else format_number(100 * found["kept"], 1, words.language()),
        "remarks": _remarks(found),
        "exposed": found["exposed"],
    }


def _newest(row: dict[str, Any]) -> Any:
    return parse(row["period"])


def _remarks(found: dict[str, Any]) -> list[str]:
    texts = {
        "exposed": ngettext("%(n)s hidden figure could be computed from others, whatever else is hidden. With these "
                            "rules nothing is published: leave out the level or breakdown that gives it away.",
                            "%(n)s hidden figures could be computed from others, whatever else is hidden. With these "
                            "rules nothing is published: leave out the level or breakdown that gives them away.",
                            found["exposed"]),
        "narrowed": ngettext("Of %(n)s hidden figure the sums alone tell more than the rules do.",
                             "Of %(n)s hidden figures the sums alone tell more than the rules do.", found["narrowed"]),
        "known_before": ngettext("%(n)s figure was shown by an earlier public release; to hide it, withdraw that one.",
                                 "%(n)s figures were shown by earlier public releases; to hide them, withdraw those.",
                                 found["known_before"]),
        "unjudged": ngettext("%(n)s figure is hidden because its numerator or denominator is not known.",
                             "%(n)s figures are hidden because their numerator or denominator is not known.",
                             found["unjudged"]),
    }  # fmt: skip
    return [
        text % {"n": format_number(found[key], 0, words.language())} for key, text in texts.items() if found[key]
    ]  # fmt: skip


def report_of(row: Release) -> dict[str, Any]:
    """The report of a public release that was derived from a confidential one."""
    indicator = Indicator.objects.filter(key=row.subject_key).first()
    rule = row.provenance["rule_set"]
    events = AuditEvent.objects.filter(action="release.protect", subject=str(row))
    return {
        "release": row,
        "name": name_of(indicator) if indicator else row.subject_key,
        "rule": rule,
        "rules": sentences(rule),
        "made_by": next((event.by for event in events), row.published_by),
        "origin": row.provenance.get("derived_from", ""),
        "in_force": bool(indicator and indicator.current_public_id == row.pk),
        "found": {"name": row.subject_key, **report(row.provenance["report"])},
    }


def history(subject: str = "") -> list[dict[str, Any]]:
    """Who changed what, newest first; of one rule set, or of all."""
    events = AuditEvent.objects.filter(action__in=_ACTIONS)
    if subject:
        events = events.filter(subject=subject)
    public = Release.objects.filter(audience=Audience.PUBLIC, subject=Release.Subject.INDICATOR)
    releases = {str(row): row for row in public}
    names = {row.key: name_of(row) for row in Indicator.objects.prefetch_related("wordings")}
    names |= dict(RuleSet.objects.values_list("key", "name"))
    names |= {row.key: row.name.get(words.language()) for row in Source.objects.all()}
    return [
        {"at": event.at, "by": event.by, "what": _what(event), "detail": _detail(event, names),
         **_subject(event, releases.get(event.subject), names)}
        for event in events[:_HISTORY]
    ]  # fmt: skip


def _what(event: AuditEvent) -> str:
    return {
        "rule-set.define": gettext("thresholds set"),
        "rule-set.use": gettext("who follows it"),
        "rule-set.assign": gettext("followed by an indicator"),
        "rule-set.remove": gettext("removed"),
        "release.protect": gettext("public release derived"),
        "release.protect-failed": gettext("public release not derived"),
    }[event.action]


def _subject(event: AuditEvent, release: Release | None, names: dict[str, str]) -> dict[str, Any]:
    if release is None:
        return {"subject": names.get(event.subject, event.subject), "report": None}
    name = f"{names.get(release.subject_key, release.subject_key)}, {release.number}"
    return {"subject": name, "report": release.pk if event.action == "release.protect" else None}


def _detail(event: AuditEvent, names: dict[str, str]) -> str:
    said = event.detail
    match event.action:
        case "rule-set.define" | "rule-set.remove":
            return ", ".join(sentences({"zeros": False, **said}))
        case "rule-set.use":
            keys = [*said.get("indicators", []), *said.get("sources", [])]
            return ", ".join(names.get(key, key) for key in keys) or "–"
        case "release.protect-failed":
            return gettext("hidden figures could be computed from others")
    return names.get(str(said.get("rule_set", "")), str(said.get("rule_set", "")))


def why(code: str) -> str:
    """A refusal in words of the page; codes of `services.trial.code_of`."""
    if code == "absent":
        return gettext("There is no release to derive from.")
    if code == "conflict":
        return gettext("Somebody published meanwhile; look again.")
    if code == "exposed":
        return gettext(
            "Hidden figures could be computed from others, whatever else is hidden. Leave out the level or breakdown "
            "that gives them away, or choose lower thresholds."
        )
    return gettext("These thresholds would hide nothing but ones, or nothing.")
