"""Figures in words, as pages, pictures and documents write them (the browser's twin: frontend/src/model/words.ts)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext, override

from quartier.catalogue.models import Indicator
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.numbers import format_number
from quartier.kernel.presence import Flag, Presence

MINUS = "\u2212"
HARD_SPACE = "\u00a0"
_NARROW = "\u202f"
# what has no value, beside the classes 0, 1, 2 ... (the numbers are those of the browser)
MISSING, NOT_APPLICABLE, SUPPRESSED, NOT_RATED = 100, 101, 102, 103
ABSENT = (MISSING, NOT_APPLICABLE, SUPPRESSED, NOT_RATED)


def number(value: float, decimals: int, language: str) -> str:
    """A number as people write it, with a true minus and without a sign that rounding has taken away."""
    text = format_number(value, decimals, language)
    return text.lstrip("-") if not text.strip("-0.,") else text.replace("-", MINUS)


def with_unit(text: str, unit: str, language: str) -> str:
    """A number with its unit of measure; nothing breaks the line between the two."""
    if not unit:
        return text
    if unit == "%":
        return f"{text}{HARD_SPACE if language == 'de' else ''}%"
    return f"{text}{_NARROW if unit.startswith('°') else HARD_SPACE}{unit}"


def measured(value: float, indicator: Indicator, language: str) -> str:
    """A value with its unit; of an ordinal indicator the name of its class."""
    if indicator.kind == IndicatorKind.CLASS:
        return class_name_of_code(value, indicator, language)
    return with_unit(number(value, indicator.decimals, language), indicator.unit.get(language), language)


def bare(value: float, indicator: Indicator, language: str) -> str:
    """The number alone, for tables and bars whose head names the unit."""
    if indicator.kind == IndicatorKind.CLASS:
        return class_name_of_code(value, indicator, language)
    return number(value, indicator.decimals, language)


def difference(value: float, indicator: Indicator, language: str) -> str:
    """The size of a difference in the unit people use for it: shares differ by percentage points."""
    text = number(abs(value), indicator.decimals, language)
    unit = indicator.unit.get(language)
    with override(language):
        return f"{text}{HARD_SPACE}{gettext('percentage points')}" if unit == "%" else with_unit(text, unit, language)


def class_name_of_code(value: float, indicator: Indicator, language: str) -> str:
    for member in indicator.classes:
        if member["code"] == value:
            return str(member["name"].get(language) or member["name"]["de"])
    return absence_word(MISSING, language)


def absence(presence: int, flags: int) -> int | None:
    """Which reason there is for no value; None where there is one. Not rated comes before not applicable."""
    if presence == Presence.SUPPRESSED:
        return SUPPRESSED
    if flags & Flag.NOT_RATED:
        return NOT_RATED
    if presence == Presence.NOT_APPLICABLE:
        return NOT_APPLICABLE
    return None if presence == Presence.VALUE else MISSING


def absence_word(reason: int, language: str) -> str:
    with override(language):
        return {
            MISSING: gettext("no figure"),
            NOT_APPLICABLE: gettext("not applicable"),
            SUPPRESSED: gettext("kept secret (small number)"),
            NOT_RATED: gettext("not rated"),
        }[reason]


def sign_word(at: int, language: str) -> str:
    """The two classes of counts."""
    with override(language):
        return gettext("below zero") if at else gettext("zero and above")


def decimals_for(values: Sequence[float], most: int) -> int:
    """How many decimals show all these numbers as they are (at most `most`)."""
    for digits in range(most):
        if all(abs(value - round(value, digits)) < 1e-9 * max(1.0, abs(value)) for value in values):
            return digits
    return most


def range_name(at: int, breaks: Sequence[float], indicator: Indicator, language: str) -> str:
    """A class between breaks in words: "under 10 %", "10 to under 20 %", "50 % and more"."""
    digits = decimals_for(breaks, indicator.decimals + 3)
    unit = indicator.unit.get(language)

    def text(value: float, *, measure: bool) -> str:
        written = number(value, digits, language)
        return with_unit(written, unit, language) if measure else written

    with override(language):
        if not breaks:
            return gettext("all values")
        if at == 0:
            return gettext("under %(to)s") % {"to": text(breaks[0], measure=True)}
        if at == len(breaks):
            return gettext("%(from)s and more") % {"from": text(breaks[-1], measure=True)}
        span = {"from": text(breaks[at - 1], measure=False), "to": text(breaks[at], measure=True)}
        return gettext("%(from)s to under %(to)s") % span
