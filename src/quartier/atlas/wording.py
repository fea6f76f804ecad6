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
ZERO_BASE, NOT_COMPARABLE = 104, 105
"""Only of changes: nothing to count from, a break in the series."""
OUTSIDE = 110
"""Left out by a filter: it has a figure or not, and is counted nowhere."""
ABSENT = (MISSING, NOT_APPLICABLE, SUPPRESSED, NOT_RATED, ZERO_BASE, NOT_COMPARABLE)


def number(value: float, decimals: int, language: str) -> str:
    """A number as people write it, with a true minus and without a sign that rounding has taken away."""
    text = format_number(value, decimals, language)
    return text.lstrip("-") if not text.strip("-0.,") else text.replace("-", MINUS)


def signed(value: float, decimals: int, language: str) -> str:
    """A change: with a plus where it is one after rounding."""
    text = number(value, decimals, language)
    return f"+{text}" if value > 0 and text.strip("0.,") else text


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
            ZERO_BASE: gettext("starts from zero"),
            NOT_COMPARABLE: gettext("not comparable (break)"),
            OUTSIDE: gettext("not in the selection"),
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


def special_name(special: str, edge: float, indicator: Indicator, language: str) -> str:
    """A class of its own: zero, or outliers beyond a fence."""
    digits = decimals_for([edge], indicator.decimals + 3)
    value = {"value": with_unit(number(edge, digits, language), indicator.unit.get(language), language)}
    with override(language):
        return {
            "zero": gettext("exactly %(value)s"),
            "low": gettext("outlier, below %(value)s"),
            "high": gettext("outlier, above %(value)s"),
        }[special] % value


def range_name(
    at: int, breaks: Sequence[float], indicator: Indicator, language: str, *, target: float | None = None,
    at_most: bool = False, plus: bool = False,
) -> str:  # fmt: skip
    """A class between breaks in words: "under 10 %", "10 to under 20 %", "50 % and more" (`plus`: "+2 to under +5").

    The class below an at-most target holds the target itself: "up to 20 %"; its break is the next larger number.
    """
    shown = [target if target is not None and _edge(one, target, at_most=at_most) else one for one in breaks]
    digits = decimals_for(shown, indicator.decimals + 3)
    unit = indicator.unit.get(language)

    def ends(index: int) -> tuple[str, str]:
        written = (signed if plus else number)(shown[index], digits, language)
        return written, with_unit(written, unit, language)

    with override(language):
        if not shown:
            return gettext("all values")
        low, high = (shown[at - 1] if at else None), (shown[at] if at < len(shown) else None)
        words = {"from": "", "to": ends(at)[1] if high is not None else ""}
        if low is not None:
            words["from"] = ends(at - 1)[0 if high is not None else 1]
        over, up_to = at_most and low == target, at_most and high == target
        return _range_words(low is None, high is None, over=over, up_to=up_to) % words


def _range_words(first: bool, last: bool, *, over: bool, up_to: bool) -> str:
    if first:
        return gettext("up to %(to)s") if up_to else gettext("under %(to)s")
    if last:
        return gettext("above %(from)s") if over else gettext("%(from)s and more")
    if over:
        return gettext("above %(from)s to under %(to)s")
    return gettext("%(from)s to %(to)s") if up_to else gettext("%(from)s to under %(to)s")


def _edge(one: float, target: float, *, at_most: bool) -> bool:
    """Is this break the one at the target?"""
    return one == target or (at_most and 0 < one - target <= abs(target) * 4e-16 + 5e-324)
