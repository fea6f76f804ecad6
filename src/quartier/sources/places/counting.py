"""Counts and sums by unit from a list of places. Every place that finds no unit is told, and none is guessed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from quartier.sources.places.columns import Columns, columns_of
from quartier.sources.places.points import number, placed
from quartier.sources.places.register import Register
from quartier.sources.places.streets import Address, address, house_number, street_key
from quartier.sources.places.units import Units
from quartier.sources.tables.head import read_head
from quartier.sources.tables.sheet import Sheet
from quartier.sources.tables.words import rejected

MOST_LOST = 500
"""Places without a unit that are listed; the whole number stands beside them."""
_TOP = 20
"""Rows in which the head of a list is looked for."""


@dataclass(frozen=True, slots=True)
class Lost:
    """A place that found no unit. `why`: street | number | several | empty | outside | no-number (of the sum)."""

    row: int
    text: str
    why: str
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Counted:
    """`counts`: code -> places (or their sum); every unit has one, zero is a value. `of`: rows of the list."""

    counts: dict[str, float]
    of: int
    placed: int
    lost: tuple[Lost, ...]
    lost_count: int
    crs: str = ""

    def csv(self) -> bytes:
        """The table of the counts as the gate reads it: nothing of the single places is in it."""
        lines = [f"{code};{value:.15g}".replace(".", ",") for code, value in self.counts.items()]
        return "\n".join(["Code;Anzahl", *(f'"{line.split(";")[0]}";{line.split(";")[1]}' for line in lines)]).encode()


@dataclass(frozen=True)
class _List:
    """The rows of a list of places, with the meaning of its columns."""

    name: str
    heads: list[str]
    columns: Columns
    rows: list[list[str]]
    numbers: list[int]
    """Row of the sheet of each of them."""

    def number(self, position: int) -> int:
        return self.numbers[position]


def heads_of(sheet: Sheet) -> list[str]:
    """Heads of the columns of a list, for the choice what is summed."""
    return _list(sheet).heads


def holds_points(sheet: Sheet) -> bool:
    """Does the list bring coordinates?"""
    return _list(sheet).columns.points


def _list(sheet: Sheet, only: tuple[str, str] = ("", "")) -> _List:
    top = sheet.grid(1, _TOP)
    at = next((row for row, cells in enumerate(top, 1) if _is_head(columns_of(cells))), 0)
    if at:
        heads, columns, first = [" ".join(cell.split()) for cell in top[at - 1]], columns_of(top[at - 1]), at + 1
    else:  # a bare list: one address a row and nothing above
        head = read_head(sheet)
        heads = [head.text(number) for number in range(1, sheet.width + 1)]
        bare = sheet.width == 1 and any(address(row[0]).house for row in top)
        columns, first = (Columns({"address": 0}), 1) if bare else (columns_of(heads), head.first_row)
    numbered = list(enumerate(sheet.grid(first), first))
    if only[0]:
        at = _position(heads, only[0], sheet.file)
        numbered = [(number, row) for number, row in numbered if row[at].strip() == only[1].strip()]
    return _List(sheet.file, heads, columns, [row for _, row in numbered], [number for number, _ in numbered])


def _is_head(columns: Columns) -> bool:
    return columns.addresses or columns.points


def _position(heads: list[str], name: str, file: str) -> int:
    if name not in heads:
        raise rejected("column-missing", file, found=name, expected=", ".join(filter(None, heads)))
    return heads.index(name)


def count_addresses(
    sheet: Sheet, units: Units, register: Register, *, total_of: str = "", only: tuple[str, str] = ("", "")
) -> Counted:
    """Places by unit, found by street and house number.

    Args:
        sheet: a row a place; street and house number in one column or in two.
        total_of: head of the column that is summed instead of counting rows.
        only: (head, text): rows with this text in this column alone are read (one town of many).

    Raises InputRejected where no column names a street.
    """
    given = _list(sheet, only)
    if not given.columns.addresses:
        raise rejected("no-addresses", given.name, found=", ".join(filter(None, given.heads)))
    codes: list[str] = []
    lost: list[Lost] = []
    for position, row in enumerate(given.rows):
        if not any(cell.strip() for cell in row):
            codes.append("")
            continue
        code, reason = _unit(_address(row, given.columns), register, given.number(position))
        codes.append(code)
        lost += [reason] if reason else []
    return _counted(given, codes, lost, units, total_of)


def _address(row: list[str], columns: Columns) -> Address:
    if not columns.has("street"):
        return address(columns.cell(row, "address"))
    street = columns.cell(row, "street")
    if not columns.has("number"):
        return address(street)
    house = house_number(columns.cell(row, "number"), columns.cell(row, "suffix"))
    return Address(street_key(street), street, house)


def _unit(found: Address, register: Register, row: int) -> tuple[str, Lost | None]:
    text = f"{found.spelling} {found.house.number}{found.house.letter}" if found.house else found.spelling
    codes = register.codes(found)
    if len(codes) == 1:
        return next(iter(codes)), None
    if not found.street:
        return "", Lost(row, text, "empty")
    why = "several" if codes else "number" if found.street in register.sections else "street"
    return "", Lost(row, text, why, register.suggestions(found))


def count_points(sheet: Sheet, units: Units, *, total_of: str = "", only: tuple[str, str] = ("", "")) -> Counted:
    """Places by unit, found by their coordinates. Raises InputRejected (no coordinates, no system that fits)."""
    given = _list(sheet, only)
    if not given.columns.points:
        raise rejected("no-coordinates", given.name, found=", ".join(filter(None, given.heads)))
    if not units.shaped:
        raise rejected("places-no-polygons", given.name)
    x, y, crs = placed(given.rows, given.columns, units, given.name)
    codes = units.at(x, y, crs)
    lost = []
    for position, code in enumerate(codes):
        if not code and any(cell.strip() for cell in given.rows[position]):
            text = "; ".join(given.columns.cell(given.rows[position], axis) for axis in ("x", "y"))
            there = np.isfinite(x[position]) and np.isfinite(y[position])
            lost.append(Lost(given.number(position), text, "outside" if there else "empty"))
    counted = _counted(given, codes, lost, units, total_of)
    return Counted(counted.counts, counted.of, counted.placed, counted.lost, counted.lost_count, str(crs.name))


def _counted(given: _List, codes: list[str], lost: list[Lost], units: Units, total_of: str) -> Counted:
    weigh: Callable[[list[str]], float] = lambda _row: 1.0  # noqa: E731 (one place is one)
    if total_of:
        at = _position(given.heads, total_of, given.name)
        weigh = lambda row: number(row[at])  # noqa: E731
    counts = dict.fromkeys(units.codes, 0.0)
    used = 0
    for position, (row, code) in enumerate(zip(given.rows, codes, strict=True)):
        if not code:
            continue
        weight = weigh(row)
        if np.isnan(weight):
            lost.append(Lost(given.number(position), row[given.heads.index(total_of)], "no-number"))
            continue
        counts[code] += weight
        used += 1
    there = sum(any(cell.strip() for cell in row) for row in given.rows)
    lost.sort(key=lambda item: item.row)
    return Counted(counts, there, used, tuple(lost[:MOST_LOST]), len(lost))
