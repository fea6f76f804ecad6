"""Values that cannot be: shares above 100, negative counts, unknown classes, rows that stand twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quartier.kernel.declared import IndicatorKind, slice_members
from quartier.kernel.presence import Presence
from quartier.sources.tables.context import KnownIndicator
from quartier.sources.tables.sheet import column_letters
from quartier.sources.tables.staging.build import Block
from quartier.sources.tables.staging.staged import SHOWN, Collector

if TYPE_CHECKING:
    from numpy.typing import NDArray


def check_values(block: Block, known: KnownIndicator, problems: Collector) -> None:
    """Report values outside the possible range of the indicator, and quotients that contradict their value."""
    value = block.value
    _slices(block, known, problems)
    with np.errstate(invalid="ignore"):
        if known.kind is IndicatorKind.SHARE:
            _tell("share-above-100", block, value > 100.0, "0 to 100", "warning", problems)
        if known.kind is IndicatorKind.COUNT:
            _tell("negative", block, value < 0, "0 or more", "error", problems)
            _tell(
                "not-whole", block, (value != np.floor(value)) & ~np.isnan(value), "a whole number", "warning", problems
            )
        if known.kind in (IndicatorKind.SHARE, IndicatorKind.RATE):
            _tell("negative", block, value < 0, "0 or more, unless it is a change", "warning", problems)
            _quotients(block, known, problems)
    if known.kind is IndicatorKind.CLASS and known.classes:
        wrong = (block.presence == Presence.VALUE) & ~np.isin(value, known.classes)
        _tell("unknown-class", block, wrong, ", ".join(f"{code:g}" for code in known.classes), "error", problems)
    at = np.flatnonzero(block.lower > block.upper)
    if len(at):
        found = [f"{block.lower[p]:.15g} > {block.upper[p]:.15g}" for p in at[:SHOWN]]
        problems.add_rows("bounds-crossed", block.rows[at], found=found)


def _slices(block: Block, known: KnownIndicator, problems: Collector) -> None:
    """Members of dimensions that the indicator does not have."""
    foreign = [not set(slice_members(text)) <= set(known.dimensions) for text in block.slice.values]
    at = np.flatnonzero(np.array(foreign, dtype=bool)[block.slice.codes]) if any(foreign) else np.empty(0, np.int64)
    if len(at):
        found = [block.slice.values[block.slice.codes[p]] for p in at[:SHOWN]]
        expected = f"{known.key}: {', '.join(known.dimensions) or '–'}"
        problems.add_rows("unknown-slice", block.rows[at], found=found, expected=expected)


def _quotients(block: Block, known: KnownIndicator, problems: Collector) -> None:
    if block.numerator is None or block.denominator is None:
        return
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        computed = known.factor * block.numerator / block.denominator
    away = np.abs(block.value - computed) > 0.5 * 10.0**-known.decimals + 1e-9
    _tell("quotient", block, away, f"numerator / denominator × {known.factor:g}", "warning", problems)


def _tell(
    code: str, block: Block, wrong: NDArray[np.bool_], expected: str, severity: str, problems: Collector
) -> None:  # fmt: skip
    at = np.flatnonzero(wrong)
    if len(at):
        name = block.column.header or column_letters(block.column.number)
        found = [f"{block.value[p]:.15g}" for p in at[:SHOWN]]
        problems.add_rows(code, block.rows[at], column=name, found=found, expected=expected, severity=severity)
