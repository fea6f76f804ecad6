"""The files of one source: read as text, every problem collected, told all at once."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from quartier.kernel.errors import InputRejected, Problem


class Delivery:
    """A folder being read. What cannot be read gives an empty frame and a problem; `require()` then stops."""

    def __init__(self, folder: Path, subject: str) -> None:
        self.folder = folder
        self.subject = subject
        self.problems: list[Problem] = []

    def error(self, message: str, code: str, file: str | None = None, **detail: Any) -> None:
        self.problems.append(Problem(message, code, file=file, **detail))

    def warn(self, message: str, code: str, file: str | None = None, **detail: Any) -> None:
        self.problems.append(Problem(message, code, file=file, severity="warning", **detail))

    def note(self, message: str, code: str, file: str | None = None, **detail: Any) -> None:
        self.problems.append(Problem(message, code, file=file, severity="note", **detail))

    def require(self) -> None:
        """Raise InputRejected when an error was met."""
        errors = [problem for problem in self.problems if problem.severity == "error"]
        if errors:
            raise InputRejected(errors, self.subject)

    def text(self, name: str, encoding: str = "utf-8-sig") -> str:
        """The whole file as text; not decodable bytes are an error that names the line."""
        data = (self.folder / name).read_bytes()
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            row = data[: error.start].count(b"\n") + 1
            found = repr(data[error.start : error.start + 4])
            self.error(
                "the file is not in the expected encoding", "encoding", name, row=row, found=found, expected=encoding
            )
            return ""

    def table(self, name: str, columns: Sequence[str], *, separator: str = ",", trailing: bool = False) -> pd.DataFrame:
        """A delimited file as text columns; the index counts rows as a spreadsheet does (header = 1).

        `columns` must be there (others may); `trailing`: each line ends with one separator more.
        """
        rows = list(csv.reader(self.text(name).splitlines(), delimiter=separator))
        empty = pd.DataFrame(columns=list(columns), dtype=str)
        if not rows:
            return empty
        header = rows[0][:-1] if trailing and rows[0][-1] == "" else rows[0]
        lost = [column for column in columns if column not in header]
        if lost:
            self.error(
                "columns are missing",
                "columns",
                name,
                row=1,
                found=", ".join(header)[:200],
                expected=", ".join(lost),
            )
            return empty
        width = len(rows[0])
        kept, numbers = [], []
        for number, row in enumerate(rows[1:], start=2):
            if not any(row):
                continue
            if len(row) != width:
                self._ragged(name, number, row, width)
                continue
            kept.append(row[: len(header)])
            numbers.append(number)
        frame = pd.DataFrame(kept, columns=header, index=numbers, dtype=str)
        return pd.DataFrame({column: frame[column].str.strip() for column in header}, index=frame.index)

    def _ragged(self, name: str, number: int, row: list[str], width: int) -> None:
        self.error(
            "a row has another number of cells than the header; the file may be cut off",
            "cut-off",
            name,
            row=number,
            found=f"{len(row)} cells ({', '.join(row)[:60]})",
            expected=f"{width} cells",
        )

    def numbers(self, name: str, column: pd.Series, *, blanks: Iterable[str] = ("",), comma: bool = False) -> pd.Series:
        """Text to numbers; `blanks` become NaN; anything else that is no number is an error with its row."""
        text = column.where(~column.isin(list(blanks)))
        plain = text.str.replace(".", "", regex=False).str.replace(",", ".", regex=False) if comma else text
        found = pd.to_numeric(plain, errors="coerce")
        wrong = text.notna() & (found.isna() | ~np.isfinite(found.to_numpy(dtype=float)))
        for row, item in text[wrong].head(5).items():
            self.error("no number", "no-number", name, row=int(str(row)), column=str(column.name), found=str(item))
        return found.astype(float)

    def polygons(self, name: str, columns: Sequence[str], *, code: str, encoding: str | None = None) -> Any:
        """A file of polygons as GeoDataFrame with CRS; broken rings are mended, and named in a note.

        `code`: the column that names a unit, for messages. Raises nothing: see `require`.
        """
        import geopandas
        from pyogrio.errors import DataSourceError

        empty = geopandas.GeoDataFrame({column: [] for column in columns}, geometry=[], crs="EPSG:4326")
        try:
            frame = geopandas.read_file(self.folder / name, **({"encoding": encoding} if encoding else {}))
        except (DataSourceError, UnicodeDecodeError, ValueError, OSError) as error:
            self.error(f"the polygons cannot be read; the file may be cut off: {error}", "unreadable", name)
            return empty
        lost = [column for column in columns if column not in frame.columns]
        if lost or "geometry" not in frame.columns:
            found = ", ".join(map(str, frame.columns))
            self.error("columns are missing", "columns", name, found=found, expected=", ".join(lost or ["geometry"]))
            return empty
        if frame.crs is None:
            self.error(
                "the polygons have no coordinate reference system", "no-crs", name, expected="a .prj beside the .shp"
            )
            return empty
        return self._mended(name, frame, code)

    def _mended(self, name: str, frame: Any, code: str) -> Any:
        import shapely

        broken = ~frame.geometry.is_valid & frame.geometry.notna()
        if broken.any():
            mended = shapely.make_valid(frame.geometry[broken].to_numpy(), method="structure", keep_collapsed=False)
            frame.loc[broken, "geometry"] = mended
            self.note(
                f"{int(broken.sum())} polygons had rings that cross themselves; they were mended",
                "polygon-mended",
                name,
                column=code,
                found=", ".join(frame.loc[broken, code].astype(str)),
            )
        return frame

    def units_known(self, name: str, codes: pd.Series, known: Iterable[str], what: str, share: float = 0.99) -> None:
        """Compare the units of a file with those of the geography; far too few are an error (cut off)."""
        expected, there = set(known), set(codes)
        if len(expected & there) < share * len(expected):
            self.error(
                f"the file holds far too few {what}; it may be cut off or be another edition",
                "units-missing",
                name,
                found=f"{len(expected & there)} of {len(expected)}",
            )
            return
        for lost, message in (
            (expected - there, f"{what} without a row; their values are missing"),
            (there - expected, f"rows of {what} that the list of units does not have; they were left out"),
        ):
            if lost:
                self.warn(message, "units-differ", name, found=", ".join(sorted(lost)[:10]))

    def told(self) -> tuple[Problem, ...]:
        """What was met, the same thing in several files told once."""
        groups: dict[tuple[str, str, str, str | None], list[Problem]] = {}
        for item in self.problems:
            groups.setdefault((item.message, item.code, item.severity, item.column), []).append(item)
        return tuple(items[0] if len(items) == 1 else _merged(items) for items in groups.values())


def _merged(items: list[Problem]) -> Problem:
    files = list(dict.fromkeys(item.file for item in items if item.file))
    found = list(dict.fromkeys(item.found for item in items if item.found))
    place = f"{files[0]} and {len(files) - 1} more files" if len(files) > 1 else next(iter(files), None)
    return replace(items[0], file=place, row=None, found="; ".join(found[:6]) or None)
