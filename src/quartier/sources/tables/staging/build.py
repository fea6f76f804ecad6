"""Observations of all columns of figures, as arrays of codes, one block a column."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from quartier.kernel.presence import Presence
from quartier.sources.tables.context import Context
from quartier.sources.tables.mapping import BOUNDS, Column, Mapping, Role
from quartier.sources.tables.sheet import Sheet
from quartier.sources.tables.staging import fields
from quartier.sources.tables.staging.cells import Cells, read_cells
from quartier.sources.tables.staging.fields import Coded
from quartier.sources.tables.staging.staged import Collector
from quartier.sources.tables.staging.statements import read_statements, stated

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class Block:
    """Figures of one indicator from one column: a row each; texts are codes into the lists of `Coded`."""

    indicator: str
    column: Column
    rows: NDArray[np.int64]
    period: Coded
    slice: Coded
    value: NDArray[np.float64]
    presence: NDArray[np.uint8]
    lower: NDArray[np.float64]
    upper: NDArray[np.float64]
    numerator: NDArray[np.float64] | None = None
    denominator: NDArray[np.float64] | None = None
    flags: NDArray[np.uint16] | None = None
    confidentiality: NDArray[np.uint8] | None = None

    def take(self, mask: NDArray[np.bool_]) -> Block:
        """The rows that the mask chooses; the block itself when it chooses all, so that arrays stay shared."""
        if mask.all():
            return self
        return replace(
            self,
            rows=self.rows[mask],
            period=replace(self.period, codes=self.period.codes[mask]),
            slice=replace(self.slice, codes=self.slice.codes[mask]),
            value=self.value[mask],
            presence=self.presence[mask],
            lower=self.lower[mask],
            upper=self.upper[mask],
            numerator=_taken(self.numerator, mask),
            denominator=_taken(self.denominator, mask),
            flags=_taken(self.flags, mask),
            confidentiality=_taken(self.confidentiality, mask),
        )


def _taken(column: NDArray[Any] | None, mask: NDArray[np.bool_]) -> Any:
    return None if column is None else column[mask]


def blocks(
    sheet: Sheet, mapping: Mapping, context: Context, positions: NDArray[np.int64], problems: Collector
) -> Iterator[Block]:
    """One block a column of values and indicator, for the rows at `positions` (0-based)."""
    count, rows = len(positions), positions + 1
    of_period = fields.periods(sheet, mapping, positions, problems)
    of_slice = fields.slices(sheet, mapping, context, positions, problems)
    of_indicator = fields.indicators(sheet, mapping, context, positions, problems)
    said = read_statements(sheet, mapping, positions, problems)
    sides = _sides(sheet, mapping, positions, problems)
    for column, cells in _value_columns(sheet, mapping, context, positions, sides, problems):
        value = stated(cells, said, positions, column.header, problems)
        period = Coded.constant(column.period or mapping.period, count)
        if of_period is not None and not column.period:
            period = of_period
        members = of_slice if of_slice is not None and not column.slice else None
        key = _key(column, mapping)
        whole = Block(
            indicator=column.indicator or mapping.indicator,
            column=column,
            rows=rows,
            period=period,
            slice=members or Coded.constant(column.slice or mapping.slice, count),
            value=value.value,
            presence=value.presence,
            lower=_bound(np.where(np.isnan(value.upper), np.nan, 0.0), _side(sides, key, Role.LOWER)),
            upper=_bound(value.upper, _side(sides, key, Role.UPPER)),
            numerator=_side(sides, key, Role.NUMERATOR),
            denominator=_side(sides, key, Role.DENOMINATOR),
            flags=said.flags,
            confidentiality=said.confidentiality,
        )
        whole = whole.take(value.good & (whole.period.codes >= 0) & (whole.slice.codes >= 0)) if count else whole
        yield from _by_indicator(whole, of_indicator, positions)


_Sides = dict[tuple[tuple[str, str, str], Role], Cells]


def _key(column: Column, mapping: Mapping) -> tuple[str, str, str]:
    return column.indicator or mapping.indicator, column.period, column.slice


def _side(sides: _Sides, key: tuple[str, str, str], role: Role) -> NDArray[np.float64] | None:
    return sides[key, role].value if (key, role) in sides else None


def _bound(marked: NDArray[np.float64], given: NDArray[np.float64] | None) -> NDArray[np.float64]:
    """The bound of its own column, else the one that a marker such as <5 names."""
    return marked if given is None else np.where(np.isnan(given), marked, given)


def _sides(sheet: Sheet, mapping: Mapping, positions: NDArray[np.int64], problems: Collector) -> _Sides:
    return {
        (_key(column, mapping), column.role): read_cells(sheet, column, mapping, positions, problems)
        for column in mapping.of_role(Role.NUMERATOR, Role.DENOMINATOR, *BOUNDS)
    }


def _value_columns(
    sheet: Sheet, mapping: Mapping, context: Context, positions: NDArray[np.int64], sides: _Sides, problems: Collector
) -> Iterator[tuple[Column, Cells]]:
    """Columns of values; where numerator and denominator stand alone, their quotient is the value."""
    given = set()
    for column in mapping.of_role(Role.VALUE):
        given.add(_key(column, mapping))
        yield column, read_cells(sheet, column, mapping, positions, problems)
    for column in mapping.of_role(Role.NUMERATOR):
        key = _key(column, mapping)
        over = sides.get((key, Role.DENOMINATOR))
        known = context.indicator(key[0])
        if key not in given and over is not None and known is not None:
            yield column, _quotient(sides[key, Role.NUMERATOR], over, known.factor)


def _quotient(over: Cells, under: Cells, factor: float) -> Cells:
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(under.value > 0, factor * over.value / under.value, np.nan)
    hidden = (over.presence == Presence.SUPPRESSED) | (under.presence == Presence.SUPPRESSED)
    presence = np.select(
        [~np.isnan(value), hidden, under.value == 0],
        [int(Presence.VALUE), int(Presence.SUPPRESSED), int(Presence.NOT_APPLICABLE)],
        int(Presence.MISSING),
    ).astype(np.uint8)
    return Cells(value, presence, np.full(len(value), np.nan), over.good & under.good)


def _by_indicator(block: Block, coded: Coded | None, positions: NDArray[np.int64]) -> Iterator[Block]:
    """In the long layout the rows of a column belong to several indicators."""
    if coded is None or block.indicator:
        if block.indicator:
            yield block
        return
    codes = coded.codes[np.searchsorted(positions + 1, block.rows)]
    for code, key in enumerate(coded.values):
        mask = codes == code
        if mask.any():
            yield replace(block.take(mask), indicator=key)
