"""German and English typography (DIN 5008: comma, full stop, space before the per cent sign)."""

from __future__ import annotations

import pytest

from quartier.kernel.numbers import format_number, format_value


@pytest.mark.parametrize(
    ("value", "decimals", "unit", "german", "english"),
    [
        (1234.5, 1, "%", "1.234,5 %", "1,234.5%"),
        (0, 0, "Personen", "0 Personen", "0 Personen"),
        (-3.25, 2, "", "-3,25", "-3.25"),
        (1234567, 0, "", "1.234.567", "1,234,567"),
    ],
)
def test_value(value: float, decimals: int, unit: str, german: str, english: str) -> None:
    assert format_value(value, decimals, unit, "de").replace("\u00a0", " ") == german
    assert format_value(value, decimals, unit, "en").replace("\u00a0", " ") == english


def test_number_without_decimals_is_rounded() -> None:
    assert format_number(2.6, 0) == "3"
