"""Short forms for declaring indicators."""

from __future__ import annotations

from quartier.kernel.declared import Indicator, IndicatorKind, Polarity
from quartier.kernel.text import Text

BURDEN, RELIEF, NEUTRAL = Polarity.BURDEN, Polarity.RELIEF, Polarity.NEUTRAL
NO_TEXT = Text("")


def share(
    key: str,
    name: Text,
    definition: Text,
    counted: Text,
    base: Text,
    source: str,
    topics: tuple[str, ...],
    polarity: Polarity = BURDEN,
    dimensions: tuple[str, ...] = (),
    synonyms: tuple[str, ...] = (),
    notes: Text = NO_TEXT,
) -> Indicator:
    """A share in per cent."""
    return Indicator(
        key, name, definition, IndicatorKind.SHARE, Text("%", "%"), source, topics, polarity, counted, base, 100.0, 1,
        dimensions, synonyms, notes,
    )  # fmt: skip


def rate(
    key: str,
    name: Text,
    definition: Text,
    counted: Text,
    base: Text,
    source: str,
    topics: tuple[str, ...],
    polarity: Polarity = BURDEN,
    dimensions: tuple[str, ...] = (),
    synonyms: tuple[str, ...] = (),
    notes: Text = NO_TEXT,
) -> Indicator:
    """A rate for 1,000."""
    return Indicator(
        key, name, definition, IndicatorKind.RATE, Text("je 1.000", "per 1,000"), source, topics, polarity, counted,
        base, 1000.0, 1, dimensions, synonyms, notes,
    )  # fmt: skip


def mean(
    key: str,
    name: Text,
    definition: Text,
    counted: Text,
    base: Text,
    unit: Text,
    decimals: int,
    source: str,
    topics: tuple[str, ...],
    polarity: Polarity = NEUTRAL,
    synonyms: tuple[str, ...] = (),
    notes: Text = NO_TEXT,
) -> Indicator:
    """A mean: a sum over what it is the mean of."""
    return Indicator(
        key, name, definition, IndicatorKind.MEAN, unit, source, topics, polarity, counted, base, 1.0, decimals, (),
        synonyms, notes,
    )  # fmt: skip
