"""Numbers as people write them: 1.234,5 % in German, 1,234.5% in English."""

from __future__ import annotations

from babel.numbers import format_decimal

_NO_BREAK_SPACE = "\u00a0"


def format_number(value: float, decimals: int, language: str = "de") -> str:
    """A number with thousands marks and a fixed count of decimals, rounded half to even."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(value, format=pattern, locale="en" if language == "en" else "de")


def format_value(value: float, decimals: int, unit: str, language: str = "de") -> str:
    """A number with its unit of measure behind it."""
    number = format_number(value, decimals, language)
    if not unit:
        return number
    return f"{number}{'' if unit == '%' and language == 'en' else _NO_BREAK_SPACE}{unit}"
