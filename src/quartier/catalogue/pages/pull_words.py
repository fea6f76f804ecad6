"""Words for fetches and pulls: outcomes, limits with found and expected, rhythms."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext, gettext_noop, ngettext

from quartier.catalogue.models import Delivery, Fetch, Pull
from quartier.catalogue.pages import words
from quartier.kernel.numbers import format_number, format_value

OUTCOMES = {
    "running": gettext_noop("running"),
    "unchanged": gettext_noop("nothing new"),
    "task": gettext_noop("a person decides"),
    "published": gettext_noop("published"),
    "failed": gettext_noop("failed"),
}
KINDS = {
    "file": gettext_noop("File"),
    "ogc": gettext_noop("OGC API Features"),
    "wfs": gettext_noop("WFS 2.0"),
}
LIMITS = {
    "allowed": gettext_noop("It may publish by itself"),
    "four-eyes": gettext_noop("No four eyes: one person may publish"),
    "areas": gettext_noop("Areas are always published by a person"),
    "schema": gettext_noop("The columns are those of last time"),
    "questions": gettext_noop("Open questions"),
    "errors": gettext_noop("Errors"),
    "unmatched": gettext_noop("Texts that name no unit"),
    "swaps": gettext_noop("Columns that look swapped"),
    "audience": gettext_noop("Indicators whose readers nobody chose"),
    "comparable": gettext_noop("Figures with nothing to compare them with"),
    "units": gettext_noop("Units that were not there before"),
    "missing": gettext_noop("Values that become missing"),
    "changed": gettext_noop("Units whose published value changes"),
    "largest": gettext_noop("Largest relative change of a value"),
}
_YES_NO = {"allowed", "four-eyes", "areas"}
RHYTHMS = {
    "hours": gettext_noop("every few hours"),
    "daily": gettext_noop("daily"),
    "weekly": gettext_noop("weekly"),
}
PERIOD_RULES = {
    "fixed": gettext_noop("always the period of this delivery"),
    "day": gettext_noop("the day of the fetch"),
    "year": gettext_noop("the year of the fetch"),
}
DAYS = (
    gettext_noop("Monday"), gettext_noop("Tuesday"), gettext_noop("Wednesday"), gettext_noop("Thursday"),
    gettext_noop("Friday"), gettext_noop("Saturday"), gettext_noop("Sunday"),
)  # fmt: skip


def limits(row: Fetch, *, broken: bool = False) -> list[dict[str, Any]]:
    """The limits of a fetch; `broken`: those alone that were not held."""
    return [_limit(item) for item in row.limits if not (broken and item["held"])]


def _limit(item: dict[str, Any]) -> dict[str, Any]:
    key = item["key"]
    found, expected = _said(key, item["found"]), _said(key, item["expected"])
    if key in _YES_NO:
        found, expected = gettext("yes") if item["held"] else gettext("no"), gettext("yes")
    if key == "schema":
        found, expected = item["found"] or gettext("yes"), gettext("yes")
    if key in ("changed", "largest"):
        expected = gettext("at most %(number)s") % {"number": expected}
    return {"title": gettext(LIMITS.get(key, key)), "found": found, "expected": expected, "held": item["held"]}


def _said(key: str, value: float | str) -> str:
    if value == "inf":
        return gettext("from zero")
    if value == "any":
        return gettext("any number")
    if isinstance(value, str):
        return value
    if key == "largest":
        return format_value(value, 1, "%", words.language())
    return format_number(value, 0, words.language())


def reasons(row: Fetch) -> list[str]:
    """Why a fetch failed, in the reader's language."""
    made = []
    for item in words.localised(row.reasons):
        extra = [f"{gettext('Found')}: {item['found']}" if item.get("found") else "",
                 f"{gettext('Expected')}: {item['expected']}" if item.get("expected") else ""]  # fmt: skip
        made.append(" ".join(part for part in (item["message"], *extra) if part))
    return made


def rhythm(pull: Pull) -> str:
    """Every 6 hours; daily at 05:00; Mondays at 05:00."""
    if pull.rhythm == Pull.Rhythm.HOURS:
        text = ngettext("every hour", "every %(count)s hours", pull.hours)
        return text % {"count": pull.hours} if "%(count)" in text else text
    at = pull.at.strftime("%H:%M") if pull.at else ""
    if pull.rhythm == Pull.Rhythm.WEEKLY:
        return gettext("weekly, %(day)s at %(time)s") % {"day": gettext(DAYS[pull.weekday]), "time": at}
    return gettext("daily at %(time)s") % {"time": at}


def pulled(delivery: Delivery) -> dict[str, Any] | None:
    """Where a delivery came from, if a pull brought it, and why it waits for a person."""
    row = delivery.fetches.filter(pull__isnull=False).select_related("pull").first()
    if row is None or row.pull is None or row.outcome != Fetch.Outcome.TASK:
        return None
    return {"pull": row.pull, "limits": limits(row, broken=True), "reasons": reasons(row)}
