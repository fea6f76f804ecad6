"""Keys of the catalogue in words."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop

_KINDS = {
    "count": gettext_noop("count (people, cases, places)"),
    "share": gettext_noop("share in per cent"),
    "rate": gettext_noop("rate (per 1,000 or the like)"),
    "mean": gettext_noop("mean"),
    "index": gettext_noop("index"),
    "score": gettext_noop("score"),
    "class": gettext_noop("class"),
}
_POLARITIES = {
    "neutral": gettext_noop("neither"),
    "burden": gettext_noop("a burden"),
    "relief": gettext_noop("a relief"),
}


def kind(key: str) -> str:
    return gettext(_KINDS.get(key, key))


def polarity(key: str) -> str:
    """Empty where more is neither good nor bad."""
    return gettext(_POLARITIES[key]) if key in ("burden", "relief") else ""


def audience(key: str) -> str:
    if key == "public":
        return gettext("everybody (public)")
    return gettext("only people who have signed in (confidential)")


def day(value: date) -> str:
    """A day as people write it; the first wording is valid from the beginning."""
    return gettext("the beginning") if value == date.min else date_format(value, "SHORT_DATE_FORMAT")
