"""Sentences of the lead. Each says only what its numbers bear: differences, changes, intervals where they exist.

``**`` stands around what is strong. What chance may explain is not claimed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, override

from quartier.atlas import wording
from quartier.catalogue.models import Indicator
from quartier.kernel.declared import IndicatorKind


@dataclass(frozen=True, slots=True)
class Told:
    """A name with a value, as it stands in a sentence."""

    name: str
    value: float


def people(count: float, period: str, town: Told | None, language: str) -> str:
    """How many live here, and which part of the town that is."""
    number = wording.number(count, 0, language)
    with override(language):
        counted = ngettext("%(n)s person lives here", "%(n)s people live here", round(count)) % {"n": number}
        if town is None or not 0 < count <= town.value:
            return gettext("**%(counted)s** (%(period)s).") % {"counted": counted, "period": period}
        share = wording.with_unit(wording.number(100 * count / town.value, 1, language), "%", language)
        text = gettext("**%(counted)s** (%(period)s), %(share)s of the population of %(town)s.")
        return text % {"counted": counted, "period": period, "share": share, "town": town.name}


def beside(name: str, value: float, others: Sequence[Told], indicator: Indicator, language: str) -> str:
    """A value with its difference from one or two others: higher, lower or, as rounded, the same."""
    shown = wording.measured(value, indicator, language)
    with override(language):
        if indicator.kind == IndicatorKind.CLASS or not others:
            return gettext("%(name)s: **%(value)s**.") % {"name": name, "value": shown}
        gaps = [_gap(value, other, indicator, language) for other in others]
        told = gettext(" and ").join(gaps)
        return gettext("%(name)s: **%(value)s**, %(gaps)s.") % {"name": name, "value": shown, "gaps": told}


def _gap(value: float, other: Told, indicator: Indicator, language: str) -> str:
    words = {
        "name": other.name,
        "value": wording.measured(other.value, indicator, language),
        "gap": wording.difference(value - other.value, indicator, language),
    }
    if wording.bare(value, indicator, language) == wording.bare(other.value, indicator, language):
        return gettext("the same as %(name)s (%(value)s)") % words
    if wording.bare(value - other.value, indicator, language) == wording.bare(0.0, indicator, language):
        return gettext("about the same as %(name)s (%(value)s)") % words
    if value > other.value:
        return gettext("%(gap)s above %(name)s (%(value)s)") % words
    return gettext("%(gap)s below %(name)s (%(value)s)") % words


def held(lower: float, upper: float, other: Told, indicator: Indicator, language: str) -> str:
    """Whether the interval of the value holds that of the comparison area; "" where it does not."""
    if not lower <= other.value <= upper:
        return ""
    words = {
        "lower": wording.bare(lower, indicator, language),
        "upper": wording.measured(upper, indicator, language),
        "name": other.name,
    }
    with override(language):
        return gettext("The interval from %(lower)s to %(upper)s holds the value of %(name)s.") % words


def changed(
    first: float, now: float, since: str, town: tuple[str, float, float] | None, indicator: Indicator, language: str
) -> str:
    """How it got here since the first comparable period; `town`: its name, first and last value of the same periods.

    It follows a sentence that names the indicator.
    """
    with override(language):
        words = {"since": since, "change": movement(first, now, indicator, language)}
        if town is None:
            return gettext("Since %(since)s the value is **%(change)s**.") % words
        words |= {"town": town[0], "other": movement(town[1], town[2], indicator, language)}
        return gettext("Since %(since)s the value is **%(change)s** (%(town)s: %(other)s).") % words


def movement(first: float, now: float, indicator: Indicator, language: str) -> str:
    """ "up by 3.1 percentage points", "down by ...", "unchanged" (as rounded)."""
    with override(language):
        same = wording.bare(first, indicator, language) == wording.bare(now, indicator, language)
        if same or wording.bare(now - first, indicator, language) == wording.bare(0.0, indicator, language):
            return gettext("unchanged")
        by = {"by": wording.difference(now - first, indicator, language)}
        return (gettext("up by %(by)s") if now > first else gettext("down by %(by)s")) % by


def farthest(sentence: str, plural: str, language: str) -> str:
    """Says of a sentence made by `beside` why it stands here."""
    with override(language):
        text = gettext("Furthest from the town, measured by the spread of the %(plural)s: %(sentence)s")
        return text % {"plural": plural, "sentence": sentence}


def absent(name: str, reason: int, language: str) -> str:
    """Why there is no value of what everybody would ask for first."""
    with override(language):
        return gettext("%(name)s: %(reason)s.") % {"name": name, "reason": wording.absence_word(reason, language)}
