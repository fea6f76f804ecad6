"""Street register: which unit a street and house number belong to; a table, house coordinates or street sections."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from quartier.sources.places.columns import Columns, columns_of
from quartier.sources.places.streets import LAST, Address, HouseNumber, house_number, street_key
from quartier.sources.places.units import Units
from quartier.sources.tables.head import read_head
from quartier.sources.tables.sheet import Sheet
from quartier.sources.tables.words import rejected

if TYPE_CHECKING:
    from quartier.sources.geodata import GeoLayer

_ASIDE = 12.0
"""Metres to the left or right of the middle of a street at which the houses of that side are looked for."""
_PART_OF_TOWN = re.compile(r"(.*\S) (?:[A-Z][a-z]|\([^)]+\))$")
"""Streets of one name are told apart by their part of the town (``Sürther Str. Ro``); addresses do not say it."""
_GEODATA = (".zip", ".shp", ".gpkg", ".geojson", ".json", ".fgb")


@dataclass(frozen=True, slots=True)
class Section:
    """House numbers from `first` to `last` (both counted) of a street; `step` 2: of one side alone."""

    first: HouseNumber
    last: HouseNumber
    step: int
    code: str

    def holds(self, house: HouseNumber) -> bool:
        aside = self.step == 2 and (house.number - self.first.number) % 2
        return not aside and self.first <= house <= HouseNumber(self.last.number, self.last.letter or LAST)

    @property
    def single(self) -> bool:
        return self.first == self.last


@dataclass
class Register:
    """Sections by key of the street. `unknown`: rows of the register whose unit is not known or that lie outside."""

    sections: dict[str, list[Section]] = field(default_factory=dict)
    spellings: dict[str, str] = field(default_factory=dict)
    rows: int = 0
    unknown: int = 0

    def add(self, street: str, section: Section) -> None:
        plain = " ".join(street.split())
        part = _PART_OF_TOWN.match(plain)
        for spelling in (plain, *([part[1]] if part else [])):
            key = street_key(spelling)
            self.spellings.setdefault(key, spelling)
            self.sections.setdefault(key, []).append(section)

    def codes(self, address: Address) -> set[str]:
        """Units that an address may belong to: one where it is known, none where not, several where it is open."""
        known = self.sections.get(address.street, [])
        if address.house is None:
            return {item.code for item in known}
        exact = {item.code for item in known if item.single and item.first == address.house}
        if exact:
            return exact
        inside = {item.code for item in known if item.holds(address.house)}
        return inside or {item.code for item in known if item.single and item.first.number == address.house.number}

    def suggestions(self, address: Address, count: int = 3) -> tuple[str, ...]:
        """Streets that were probably meant; for a known street the numbers that it has."""
        from rapidfuzz import fuzz, process

        if address.street in self.sections:
            return (self._numbers(address),)
        near = process.extract(address.street, list(self.spellings), scorer=fuzz.ratio, limit=count, score_cutoff=75)
        return tuple(self.spellings[key] for key, *_ in near)

    def _numbers(self, address: Address) -> str:
        """``Hauptstraße 1–57``: the numbers that the register knows of a street."""
        numbers = [(item.first.number, item.last.number) for item in self.sections[address.street]]
        first, last = min(low for low, _ in numbers), max(high for _, high in numbers)
        return f"{self.spellings[address.street]} {first}–{last}"


def read_register(data: bytes, name: str, units: Units, *, encoding: str = "") -> Register:
    """Read a register. A table names the unit by a column or places each house by coordinates; street sections
    (lines with numbers left and right) and house points are placed by their shape.

    Raises InputRejected: no register, damaged, or coordinates without polygons to place them in.
    """
    if name.lower().endswith(_GEODATA):
        from quartier.sources.geodata import open_geodata

        return _of_layer(open_geodata(data, name).layers[0], name, units)
    from quartier.sources.tables.open import open_table

    return _of_sheet(open_table(data, name, encoding=encoding or None).shown[0], name, units)


def _of_sheet(sheet: Sheet, name: str, units: Units) -> Register:
    head = read_head(sheet)
    heads = [head.text(number) for number in range(1, sheet.width + 1)]
    columns = columns_of(heads)
    rows = [[cell.strip() for cell in row] for row in sheet.grid(head.first_row, head.last_row or None)]
    if not columns.has("street"):
        raise rejected("no-register", name, found=", ".join(filter(None, heads)), expected="Straße, Hausnummer, Code")
    codes = _codes(columns, rows, heads, name, units)
    return _filled(zip(rows, codes, strict=True), columns)


def _codes(columns: Columns, rows: list[list[str]], heads: list[str], name: str, units: Units) -> list[str]:
    """The unit of each row: the column whose cells are units, else where the house stands."""
    best, share = -1, 0.0
    for position in range(len(heads)):
        if position not in columns.at.values():
            cells = [row[position] for row in rows[:2_000]]
            hits = sum(bool(units.code_of(cell)) for cell in cells if cell)
            rate = hits / max(1, len(cells))
            best, share = (position, rate) if rate > share else (best, share)
    if share >= 0.3:
        cache: dict[str, str] = {}
        return [cache.setdefault(row[best], units.code_of(row[best])) for row in rows]
    if columns.points and units.shaped:
        from quartier.sources.places.points import placed

        return units.at(*placed(rows, columns, units, name))
    raise rejected("register-no-units", name, found=", ".join(filter(None, heads)))


def _filled(rows: Iterable[tuple[list[str], str]], columns: Columns) -> Register:
    register = Register()
    for row, code in rows:
        street = columns.cell(row, "street")
        if not street:
            continue
        register.rows += 1
        if not code:
            register.unknown += 1
            continue
        register.add(street, _section(row, columns, code))
    return register


def _section(row: list[str], columns: Columns, code: str) -> Section:
    suffix = columns.cell(row, "suffix")
    first = house_number(columns.cell(row, "first") or columns.cell(row, "number"), suffix)
    last = house_number(columns.cell(row, "last"))
    step = 2 if columns.cell(row, "side").casefold()[:1] in ("g", "u", "e", "o", "l", "r") else 1
    if columns.has("last"):
        low = first or HouseNumber(_start(columns.cell(row, "side")))
        return Section(low, last or (low if first else HouseNumber(9_999)), step, code)
    if first is None:
        return Section(HouseNumber(0), HouseNumber(9_999), 1, code)
    return Section(first, first, 1, code)


def _start(side: str) -> int:
    """The number that a side begins with: gerade (even) 2, ungerade (odd) 1."""
    return 2 if side.casefold()[:1] in ("g", "e") else 1


def _of_layer(layer: GeoLayer, name: str, units: Units) -> Register:
    """House points, or lines with numbers on the left and the right."""
    if not units.shaped:
        raise rejected("places-no-polygons", name)
    frame = layer.data.frame
    heads = [str(column) for column in frame.columns if column != "geometry"]
    columns = columns_of(heads)
    if not columns.has("street") or frame.crs is None:
        raise rejected("no-register", name, found=", ".join(heads), expected="STRASSE, HSNR ...")
    rows = [["" if cell is None else str(cell) for cell in row] for row in frame[heads].itertuples(index=False)]
    shapes = frame.geometry.to_numpy()
    if not columns.has("first_left", "last_left"):
        x, y = _middles(shapes, 0.0)
        return _filled(zip(rows, units.at(x, y, frame.crs), strict=True), columns)
    register = Register()
    for side, metres in (("left", _ASIDE), ("right", -_ASIDE)):
        codes = units.at(*_middles(shapes, metres), frame.crs)
        for street, section in _sides(rows, codes, columns, side, register):
            register.add(street, section)
    return register


def _sides(
    rows: list[list[str]], codes: list[str], columns: Columns, side: str, register: Register
) -> Iterator[tuple[str, Section]]:  # fmt: skip
    for row, code in zip(rows, codes, strict=True):
        low, high = (house_number(columns.cell(row, f"{end}_{side}")) for end in ("first", "last"))
        street = columns.cell(row, "street")
        if not street or low is None or high is None:
            continue
        register.rows += 1
        low, high = min(low, high), max(low, high)
        if not code:
            register.unknown += 1
            continue
        step = 2 if low.number % 2 == high.number % 2 else 1
        yield street, Section(low, high, step, code)


def _middles(shapes: Any, aside: float) -> tuple[Any, Any]:
    """A point in the middle of each shape; of a line, `aside` units to its left (negative: right)."""
    import shapely

    lines = np.isin(shapely.get_type_id(shapes), (1, 5))
    points = np.where(lines, shapely.line_interpolate_point(shapes, 0.5, normalized=True), shapely.centroid(shapes))
    x, y = shapely.get_x(points), shapely.get_y(points)
    if aside:
        before = shapely.line_interpolate_point(shapes, 0.45, normalized=True)
        after = shapely.line_interpolate_point(shapes, 0.55, normalized=True)
        dx, dy = shapely.get_x(after) - shapely.get_x(before), shapely.get_y(after) - shapely.get_y(before)
        length = np.hypot(dx, dy)
        with np.errstate(divide="ignore", invalid="ignore"):
            x, y = x - aside * np.nan_to_num(dy / length), y + aside * np.nan_to_num(dx / length)
    return x, y
