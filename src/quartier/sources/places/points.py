"""Coordinates of a list: numbers in any marks, and the reference system that puts them where the units are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from quartier.kernel.declared import Geography
from quartier.kernel.text import Text
from quartier.sources.geodata.degrees import transformer
from quartier.sources.places.columns import Columns
from quartier.sources.places.units import Units
from quartier.sources.tables.words import rejected

if TYPE_CHECKING:
    from numpy.typing import NDArray


def placed(
    rows: list[list[str]], columns: Columns, units: Units, name: str
) -> tuple[NDArray[np.float64], NDArray[np.float64], Any]:  # fmt: skip
    """x, y (NaN: none) and their reference system (pyproj.CRS): as the list names it, else the one that fits the units.

    Rows may name different systems; then all are brought into that of the units. Raises InputRejected where no
    system, or several ones, would put the places into the town.
    """
    x, y = (np.array([number(columns.cell(row, axis)) for row in rows]) for axis in ("x", "y"))
    named = [columns.cell(row, "epsg").upper().removeprefix("EPSG:").removesuffix(".0") for row in rows]
    codes = sorted({text for text in named if text.isdecimal()})
    if not codes:
        return _guessed(x, y, units, name)
    systems = {code: _system(code, name) for code in codes}
    if len(codes) == 1:
        crs = systems[codes[0]]  # it holds for rows that name none, too
        return (*_swapped(x, y, crs, units), crs)
    target: Any = units.frame.crs
    out_x, out_y = np.full(len(x), np.nan), np.full(len(x), np.nan)
    for code, crs in systems.items():
        here = np.array([text == code for text in named]) & np.isfinite(x) & np.isfinite(y)
        out_x[here], out_y[here] = transformer(crs, target).transform(x[here], y[here])
    return out_x, out_y, target


def _system(code: str, name: str) -> Any:
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        return CRS.from_user_input(f"EPSG:{code}")
    except CRSError:
        raise rejected("places-no-crs", name, found=f"EPSG:{code}") from None


def number(text: str) -> float:
    """6,95 and 6.95 and 357.123,45; NaN for what is no number."""
    plain = text.replace(" ", "").replace("\u00a0", "")
    if plain.count(",") == 1:
        plain = plain.replace(".", "").replace(",", ".")
    elif plain.count(".") > 1:
        plain = plain.replace(".", "")
    try:
        found = float(plain)
    except ValueError:
        return float("nan")
    return found if np.isfinite(found) else float("nan")


def _bounds(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Of the inner 98 per cent: a few slips of the pen shall not decide the system."""
    if not (np.isfinite(x) & np.isfinite(y)).any():
        return float("nan"), float("nan"), float("nan"), float("nan")
    west, east = np.nanpercentile(x, [1, 99])
    south, north = np.nanpercentile(y, [1, 99])
    return float(west), float(south), float(east), float(north)


def _context(units: Units) -> Any:
    from quartier.sources.geodata import GeoContext

    return GeoContext(geographies=(Geography("units", "units", Text("units"), units.frame, "source"),))


def _swapped(x: Any, y: Any, crs: Any, units: Units) -> tuple[Any, Any]:
    """Axes the other way round where only that puts the places into the town."""
    from quartier.sources.geodata.context import bounds_of
    from quartier.sources.geodata.crs import fits

    known = bounds_of(units.frame)
    if known and not fits(_bounds(x, y), crs, known) and fits(_bounds(x, y), crs, known, swapped=True):
        return y, x
    return x, y


def _guessed(x: Any, y: Any, units: Units, name: str) -> tuple[Any, Any, Any]:
    from pyproj import CRS

    from quartier.sources.geodata.crs import place

    guess, questions = place(None, _bounds(x, y), _context(units))
    if guess.value is None or len({option.value for question in questions for option in question.options}) > 1:
        found = ", ".join(f"{value:.6g}" for value in _bounds(x, y))
        options = ", ".join(option.value for question in questions for option in question.options)
        raise rejected("places-no-crs", name, found=found, expected=options or "EPSG:25832, EPSG:4326 ...")
    crs = CRS.from_user_input(guess.value.crs)
    return (y, x, crs) if guess.value.swapped else (x, y, crs)
