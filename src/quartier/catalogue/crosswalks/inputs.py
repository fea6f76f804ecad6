"""Tables that people hand in: an Umsteigeschlüssel, or small places with their residents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from quartier.catalogue.areas.shapes import Places
from quartier.kernel.errors import InputRejected, Problem

if TYPE_CHECKING:
    import geopandas as gpd

_PARQUET = b"PAR1"
_X = ("easting", "x", "x_mp_100m", "x_mp", "rechtswert", "ost", "lon", "longitude", "laenge", "länge")
_Y = ("northing", "y", "y_mp_100m", "y_mp", "hochwert", "nord", "lat", "latitude", "breite")
_PEOPLE = ("population", "einwohner", "einwohnerzahl", "insgesamt", "people", "anzahl", "weight", "gewicht")
_GRID = re.compile(r"CRS3035RES(\d+)mN(\d+)E(\d+)")
_ENOUGH = 0.8
"""So much of a column has to be codes of a geography for the column to be recognised by its content."""
MOST_PLACES = 3_000_000


@dataclass(frozen=True, slots=True)
class PlaceColumns:
    """Names of columns; empty ones are looked for. `cell`: side of square cells in metres, 0: points."""

    x: str = ""
    y: str = ""
    people: str = ""
    crs: str = ""
    cell: float | None = None


def read_frame(data: bytes, name: str) -> pd.DataFrame:
    """A table with its first row as head: text cells (CSV, XLSX, ODS ...) or typed columns (Parquet).

    Raises InputRejected.
    """
    if data.startswith(_PARQUET):
        try:
            return pd.read_parquet(BytesIO(data))
        except (OSError, ValueError) as error:
            raise InputRejected([Problem("the file cannot be read", file=name, found=str(error)[:200])], name) from None
    from quartier.sources.tables import open_table

    sheet = open_table(data, name).sheets[0]
    grid = sheet.table
    head = [str(column[0].as_py()).strip() if sheet.rows else "" for column in grid.columns]
    if sheet.rows < 2 or not any(head):
        raise InputRejected([Problem("the table is empty", file=name, expected="a head and rows below it")], name)
    names = [text or letter for text, letter in zip(head, sheet.letters, strict=True)]
    return pd.DataFrame({text: column[1:].to_pylist() for text, column in zip(names, grid.columns, strict=True)})


def crosswalk_rows(
    frame: pd.DataFrame, sources: Iterable[str], targets: Iterable[str], name: str, columns: tuple[str, str, str] | None
) -> pd.DataFrame:
    """Columns ``source, target, weight`` of a delivered table; without names they are found by what stands in them.

    Raises InputRejected where they are not to be found.
    """
    found = columns or _by_content(frame, set(sources), set(targets), name)
    lost = [column for column in found if column not in frame.columns]
    if lost:
        known = ", ".join(map(str, frame.columns))
        raise InputRejected([Problem("the column is missing", "column-missing", name, column=one, expected=known)
                             for one in lost], name)  # fmt: skip
    source, target, weight = found
    return pd.DataFrame({
        "source": frame[source].astype(str).str.strip(),
        "target": frame[target].astype(str).str.strip(),
        "weight": _as_numbers(frame[weight]),
    })  # fmt: skip


def _by_content(frame: pd.DataFrame, sources: set[str], targets: set[str], name: str) -> tuple[str, str, str]:
    texts = {str(column): frame[column].astype(str).str.strip() for column in frame.columns}
    of_source = {column: cells.isin(sources).mean() for column, cells in texts.items()}
    of_target = {column: cells.isin(targets).mean() for column, cells in texts.items()}
    pairs = [(of_source[one] + of_target[two], one, two) for one in texts for two in texts
             if one != two and of_source[one] >= _ENOUGH and of_target[two] >= _ENOUGH]  # fmt: skip
    weights = [column for column in frame.columns if _is_weight(frame[column])]
    problems = []
    if not pairs:
        best = max(max(of_source.values(), default=0.0), max(of_target.values(), default=0.0))
        problems.append(Problem("no two columns hold the codes of the two geographies", "codes", name,
                                found=f"at best {best:.0%} known codes", expected=", ".join(texts)))  # fmt: skip
    if not weights:
        problems.append(Problem("no column holds weights", "weight", name, expected="numbers from 0 to 1"))
    if problems:
        raise InputRejected(problems, name)
    _, one, two = max(pairs)
    free = [column for column in weights if column not in (one, two)]
    return one, two, str((free or weights)[0])


def _is_weight(cells: pd.Series) -> bool:
    values = _as_numbers(cells)
    return bool(values.notna().all() and values.between(0, 1.001).all() and (values > 0).any())


def _as_numbers(cells: pd.Series) -> pd.Series[float]:
    """Numbers with a decimal point or comma; what is none is NaN."""
    if pd.api.types.is_numeric_dtype(cells):
        return cells.astype(float)
    text = cells.astype(str).str.strip()
    if text.str.contains(",", regex=False).any():
        text = text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)
    return pd.to_numeric(text, errors="coerce").astype(float)


def places_from(frame: pd.DataFrame, name: str, columns: PlaceColumns | None = None) -> Places:
    """Small places with residents: coordinates in columns, or the keys of the census grid (CRS3035RES100mN...E...).

    Cells that follow a grid of 100 m in EPSG:3035 are taken as cells, all others as points, unless said otherwise.
    Raises InputRejected.
    """
    wanted = columns or PlaceColumns()
    if len(frame) > MOST_PLACES:
        raise InputRejected([Problem("too many places", file=name, found=f"{len(frame):,}",
                                     expected=f"up to {MOST_PLACES:,}")], name)  # fmt: skip
    x, y, crs, cell = _coordinates(frame, name, wanted)
    people_column = wanted.people or _named(frame, _PEOPLE)
    if not people_column or people_column not in frame.columns:
        raise InputRejected([Problem("the column with the residents was not found", "column-missing", name,
                                     column=people_column or None, expected=", ".join(_PEOPLE))], name)  # fmt: skip
    people = _as_numbers(frame[people_column])
    there = x.notna() & y.notna()
    shapes = _shaped(x[there], y[there], crs, cell)
    origin = {"file": name, "places": int(there.sum()), "crs": crs, "cell": cell, "people": people_column,
              "sum": float(people[there].sum())}  # fmt: skip
    return Places(shapes, people[there].reset_index(drop=True), origin)


def _coordinates(
    frame: pd.DataFrame, name: str, wanted: PlaceColumns
) -> tuple[pd.Series[float], pd.Series[float], str, float]:
    grid = _grid_column(frame)
    if grid is not None and not wanted.x:
        size, north, east = (pd.to_numeric(grid[number]) for number in (0, 1, 2))
        half = size / 2
        return east + half, north + half, "EPSG:3035", float(size.iloc[0]) if wanted.cell is None else wanted.cell
    x_name, y_name = wanted.x or _named(frame, _X), wanted.y or _named(frame, _Y)
    lost = [column for column in (x_name, y_name) if not column or column not in frame.columns]
    if lost:
        raise InputRejected([Problem("the columns with the coordinates were not found", "column-missing", name,
                                     found=", ".join(map(str, frame.columns)),
                                     expected="easting and northing, x and y, or lon and lat")], name)  # fmt: skip
    x, y = _as_numbers(frame[x_name]), _as_numbers(frame[y_name])
    crs = wanted.crs or _guessed_crs(x, y, name)
    cell = wanted.cell if wanted.cell is not None else _guessed_cell(x, y, crs)
    return x, y, crs, cell


def _grid_column(frame: pd.DataFrame) -> pd.DataFrame | None:
    for column in frame.columns:
        cells = frame[column].astype(str)
        if len(cells) and _GRID.fullmatch(str(cells.iloc[0])):
            return cells.str.extract(_GRID)
    return None


def _named(frame: pd.DataFrame, known: tuple[str, ...]) -> str:
    plain = {str(column).strip().lower(): str(column) for column in frame.columns}
    return next((plain[name] for name in known if name in plain), "")


def _guessed_crs(x: pd.Series[float], y: pd.Series[float], name: str) -> str:
    if x.abs().max() <= 180 and y.abs().max() <= 90:
        return "EPSG:4326"
    if x.between(2_500_000, 6_000_000).all() and y.between(1_300_000, 5_500_000).all() and x.median() > y.median():
        return "EPSG:3035"
    raise InputRejected([Problem("the reference system of the coordinates has to be said", "crs", name,
                                 expected="for instance EPSG:25832 (UTM 32) or EPSG:3035")], name)  # fmt: skip


def _guessed_cell(x: pd.Series[float], y: pd.Series[float], crs: str) -> float:
    on_grid = crs == "EPSG:3035" and bool((((x - 50) % 100 == 0) & ((y - 50) % 100 == 0)).all())
    return 100.0 if on_grid else 0.0


def _shaped(x: pd.Series[float], y: pd.Series[float], crs: str, cell: float) -> gpd.GeoDataFrame:
    import geopandas
    from pyproj.exceptions import CRSError

    from quartier.methods.crosswalk import squares

    try:
        centres = geopandas.GeoSeries(geopandas.points_from_xy(np.asarray(x), np.asarray(y)), crs=crs)
    except CRSError:
        raise InputRejected(
            [Problem("there is no such reference system", "crs", column="crs", found=crs)], crs
        ) from None
    return geopandas.GeoDataFrame(geometry=squares(centres, cell) if cell else centres)
