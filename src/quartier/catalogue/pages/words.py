"""Words of the page for keys of the gate, in the reader's language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, gettext, gettext_noop

from quartier.kernel.errors import Problem
from quartier.kernel.numbers import format_number
from quartier.kernel.period import PeriodInvalid, parse
from quartier.sources.geodata import message_of as message_of_areas
from quartier.sources.services import MESSAGES as SERVICE_MESSAGES
from quartier.sources.tables import message_of

FINDINGS = {
    "encoding": gettext_noop("Encoding"),
    "format": gettext_noop("File format"),
    "delimiter": gettext_noop("Delimiter"),
    "header": gettext_noop("Rows of the head"),
    "layout": gettext_noop("Layout"),
    "unit": gettext_noop("Units"),
    "pad": gettext_noop("Leading zeros"),
    "period": gettext_noop("Period"),
    "indicator": gettext_noop("Indicator"),
    "member": gettext_noop("Dimension"),
    "value": gettext_noop("Values"),
    "unused": gettext_noop("Not read"),
    "remembered": gettext_noop("Known from before"),
    "form": gettext_noop("Delivery form"),
    "own": gettext_noop("Table of Quartier"),
    "level": gettext_noop("Level"),
    "geography": gettext_noop("Geography"),
    "slice": gettext_noop("Members"),
    "presence": gettext_noop("Whether there is a value"),
    "flags": gettext_noop("Flags"),
    "confidentiality": gettext_noop("Confidentiality"),
    "marks": gettext_noop("Decimal and thousands marks"),
    "marker": gettext_noop("Signs instead of numbers"),
}
CERTAINTIES = {"sure": gettext_noop("sure"), "likely": gettext_noop("likely"), "guess": gettext_noop("a guess")}
ROLES = {
    "ignore": gettext_noop("do not read"),
    "unit": gettext_noop("unit (code or name)"),
    "unit-name": gettext_noop("name beside the code"),
    "period": gettext_noop("period"),
    "indicator": gettext_noop("names the indicator"),
    "member": gettext_noop("member of a dimension"),
    "value": gettext_noop("value"),
    "numerator": gettext_noop("numerator"),
    "denominator": gettext_noop("denominator"),
    "lower": gettext_noop("lower bound"),
    "upper": gettext_noop("upper bound"),
    "level": gettext_noop("names the level"),
    "geography": gettext_noop("names the geography"),
    "slice": gettext_noop("all members in one text"),
    "presence": gettext_noop("whether there is a value"),
    "flags": gettext_noop("flags"),
    "confidentiality": gettext_noop("confidentiality"),
}
LAYOUTS = {
    "long": gettext_noop("one value a row"),
    "wide-by-period": gettext_noop("periods side by side"),
    "wide-by-indicator": gettext_noop("indicators side by side"),
    "wide-by-member": gettext_noop("members side by side"),
}
MARKERS = {
    "missing": gettext_noop("missing"),
    "suppressed": gettext_noop("kept secret"),
    "not-applicable": gettext_noop("not applicable"),
    "zero": gettext_noop("zero (nothing there)"),
}
SEVERITIES = {"error": gettext_noop("error"), "warning": gettext_noop("warning"), "note": gettext_noop("note")}
STATES = {
    "open": gettext_noop("being prepared"),
    "working": gettext_noop("is being worked on"),
    "waiting": gettext_noop("waits for publication"),
    "published": gettext_noop("published"),
    "withdrawn": gettext_noop("withdrawn"),
    "discarded": gettext_noop("discarded"),
}
KINDS = {
    "count": gettext_noop("count (people, cases, places)"),
    "share": gettext_noop("share in per cent"),
    "rate": gettext_noop("rate (per 1,000 or the like)"),
    "mean": gettext_noop("mean"),
    "index": gettext_noop("index"),
    "score": gettext_noop("score"),
}
AREA_FINDINGS = {
    "layer": gettext_noop("Layer"),
    "level": gettext_noop("Level"),
    "code": gettext_noop("Code"),
    "label": gettext_noop("Name"),
    "edition": gettext_noop("Geography"),
    "valid_from": gettext_noop("Valid from"),
    "pad": gettext_noop("Leading zeros"),
    "parent": gettext_noop("Unit above"),
    "crs": gettext_noop("Coordinate system"),
}
PARENT_RULES = {
    "code": gettext_noop("column with its code"),
    "name": gettext_noop("column with its name"),
    "leading": gettext_noop("column that begins with its code"),
}
CHANGES = {
    "added": gettext_noop("new"),
    "removed": gettext_noop("gone"),
    "renamed": gettext_noop("renamed"),
    "reshaped": gettext_noop("other borders"),
    "both": gettext_noop("renamed, other borders"),
    "same": gettext_noop("as before"),
}
AUDIENCES = {"public": gettext_noop("public"), "confidential": gettext_noop("confidential")}
POLARITIES = {
    "neutral": gettext_noop("neither"),
    "burden": gettext_noop("a burden"),
    "relief": gettext_noop("a relief"),
}


def language() -> str:
    return "en" if (get_language() or "de").startswith("en") else "de"


def choices(words: dict[str, str], chosen: str = "") -> list[dict[str, Any]]:
    """Options of a select."""
    return [{"value": key, "text": gettext(word), "chosen": key == chosen} for key, word in words.items()]


def localised(item: Any) -> Any:
    """Plain JSON with every ``{"de": ..., "en": ...}`` replaced by the text in the reader's language."""
    if isinstance(item, dict):
        if set(item) == {"de", "en"}:
            return item[language()] or item["de"]
        return {key: localised(value) for key, value in item.items()}
    return [localised(value) for value in item] if isinstance(item, list) else item


def number(value: float | None, decimals: int | None = None) -> str:
    """A number as people write it; up to three decimals where their count is not given."""
    if value is None:
        return "–"
    if decimals is None:
        decimals = next((count for count in range(3) if abs(value - round(value, count)) < 1e-9), 3)
    return format_number(value, decimals, language())


def period(text: str) -> str:
    try:
        return parse(text).label(language())
    except PeriodInvalid:
        return text


def problem_message(code: str, fallback: str) -> str:
    """The sentence of a problem in the reader's language."""
    item = Problem(fallback, code)
    if code in SERVICE_MESSAGES:
        return SERVICE_MESSAGES[code].get(language())
    found = message_of(item, language())
    return found if found != fallback else message_of_areas(item, language())
