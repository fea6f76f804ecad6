"""Plain tables and geodata in and out, for commands that work without a workspace.

Reading goes through `quartier.sources`, so that semicolons, decimal commas, code pages and marks for secrecy are
understood; writing is to a temporary file beside the target first, so that nothing half-written stays.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartier.kernel.errors import InputRejected, Problem

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

TABLES = (".csv", ".xlsx", ".parquet")
MAPS = (".gpkg", ".geojson", ".shp", ".parquet")


@dataclass(frozen=True)
class PlainTable:
    """A table as a person handed it in: `texts` (a column a head), `rows` the row of each line in the file."""

    name: str
    texts: pd.DataFrame
    rows: Sequence[int]
    numeric: Mapping[str, pd.Series[float]]

    def column(self, name: str) -> pd.Series[str]:
        """A column as text. Raises InputRejected, naming the columns there are."""
        self.require([name])
        return self.texts[name]

    def require(self, names: Sequence[str]) -> None:
        """All these columns are there, or InputRejected with all that are missing."""
        missing = [name for name in names if name not in self.texts.columns]
        if missing:
            known = ", ".join(map(str, self.texts.columns))
            problems = [
                Problem("unknown column", "unknown-column", self.name, column=name, expected=f"one of {known}")
                for name in missing
            ]
            raise InputRejected(problems, self.name)

    def numbers(self, names: Sequence[str]) -> pd.DataFrame:
        """Columns as numbers; empty cells and marks of missing or secret values are NaN.

        Raises InputRejected with every cell that is neither.
        """
        import pandas as pd

        self.require(names)
        problems: list[Problem] = []
        columns = {name: self._numbers(name, problems) for name in dict.fromkeys(names)}
        if problems:
            raise InputRejected(problems, self.name)
        return pd.DataFrame(columns, index=self.texts.index)

    def _numbers(self, name: str, problems: list[Problem]) -> pd.Series[float]:
        if name in self.numeric:
            return self.numeric[name]
        import pandas as pd
        import pyarrow as pa

        from quartier.sources.tables.markers import is_marker
        from quartier.sources.tables.marks import parse_numbers, recognise_marks

        texts = self.texts[name].astype(str).str.strip()
        marks = recognise_marks(texts.unique())
        if marks.doubt:
            # 1.234 alone may be a thousand or one: refusing is better than a factor of 1,000
            problems.append(_doubtful(self.name, name, marks.doubt))
        values, fits = parse_numbers(pa.array(list(texts), pa.string()), marks.decimal or ",", marks.thousands)
        for position, (text, good) in enumerate(zip(texts, fits, strict=True)):
            if not good and text and not is_marker(text):
                problems.append(
                    Problem("no number", "not-a-number", self.name, self.rows[position], name, text, "a number")
                )
        return pd.Series(values, index=self.texts.index, name=name)

    def indexed(self, unit: str | None) -> pd.Index:
        """The units: a column, which must be filled and without repetition, or else the rows of the file."""
        import pandas as pd

        if unit is None:
            return pd.Index(self.rows, name="row")
        texts = self.column(unit).astype(str).str.strip()
        problems = [
            Problem("the unit has no name", "empty-unit", self.name, self.rows[i], unit)
            for i in range(len(texts))
            if not texts.iloc[i]
        ]
        problems += [
            Problem("the unit stands there twice", "repeated-unit", self.name, self.rows[i], unit, texts.iloc[i])
            for i in range(len(texts))
            if texts.iloc[i] and texts.duplicated().iloc[i]
        ]
        if problems:
            raise InputRejected(problems, self.name)
        return pd.Index(texts, name=unit)


def _doubtful(file: str, column: str, mark: str) -> Problem:
    return Problem(
        f"the mark {mark!r} may stand for decimals or for thousands",
        "doubtful-mark",
        file,
        column=column,
        expected="numbers without a mark of thousands",
    )


def read_table(path: str) -> PlainTable:
    """CSV, XLSX, ODS or Parquet, a row a unit. Raises InputRejected: no file, no table."""
    file = _present(path)
    if file.suffix.lower() == ".parquet":
        return _read_parquet(file)
    import pandas as pd

    from quartier.sources.tables.head import read_head
    from quartier.sources.tables.open import open_table

    sheet = open_table(file.read_bytes(), file.name).shown[0]
    head = read_head(sheet)
    last = head.last_row or sheet.rows
    names = [head.text(column) or sheet.letters[column - 1] for column in range(1, sheet.width + 1)]
    texts = pd.DataFrame(sheet.grid(head.first_row, last), columns=names, dtype=object)
    filled = (texts != "").any(axis=1).to_numpy()
    rows = [row for row, full in zip(range(head.first_row, last + 1), filled, strict=True) if full]
    return PlainTable(file.name, texts[filled].reset_index(drop=True), rows, {})


def _present(path: str) -> Path:
    file = Path(path)
    if not file.is_file():
        raise InputRejected([Problem("there is no such file", "no-file", file=path)], path)
    return file


def _read_parquet(file: Path) -> PlainTable:
    import pandas as pd
    import pyarrow as pa

    try:
        frame = pd.read_parquet(file)
    except (OSError, pa.ArrowInvalid) as error:
        raise InputRejected([Problem(f"no Parquet file: {error}", "file-format", file.name)], file.name) from None
    return _of_frame(file.name, frame.reset_index() if frame.index.name is not None else frame.reset_index(drop=True))


def _of_frame(name: str, frame: pd.DataFrame) -> PlainTable:
    import pandas as pd

    numeric = {str(c): frame[c].astype("float64") for c in frame.columns if pd.api.types.is_numeric_dtype(frame[c])}
    texts = frame.astype(object).where(frame.notna(), "").map(str)
    texts.columns = pd.Index([str(column) for column in frame.columns])
    return PlainTable(name, texts, range(1, len(frame) + 1), numeric)


def read_map(path: str) -> tuple[PlainTable, gpd.GeoSeries]:
    """Attributes and geometry of the first layer. Raises InputRejected: no file, no geodata."""
    import geopandas as gpd
    import pandas as pd

    from quartier.sources.geodata.open import open_geodata

    file = _present(path)
    layer = open_geodata(file).layer()
    frame = layer.data.frame.reset_index(drop=True)
    geometry = gpd.GeoSeries(frame.geometry.to_numpy(), crs=layer.crs)
    return _of_frame(file.name, pd.DataFrame(frame.drop(columns=frame.geometry.name))), geometry


def united(codes: pd.Series[str], geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """One geometry a code, in the order of the file: a unit that is drawn in several parts becomes one."""
    import geopandas as gpd
    import shapely

    parts = geometry.groupby(codes.to_numpy(), sort=False)
    whole = {code: part.iloc[0] if len(part) == 1 else shapely.union_all(part.to_numpy()) for code, part in parts}
    return gpd.GeoSeries(list(whole.values()), index=list(whole), crs=geometry.crs).rename_axis(codes.name)


def in_metres(geometry: gpd.GeoSeries) -> gpd.GeoSeries:
    """The geometry in a projected system: its own, or the UTM zone it lies in. Raises InputRejected without system."""
    if geometry.crs is None:
        raise InputRejected([Problem("the map has no coordinate system", "no-crs")], "map")
    return geometry if geometry.crs.is_projected else geometry.to_crs(geometry.estimate_utm_crs())


def write_table(frame: pd.DataFrame, path: str, about: Mapping[str, Any]) -> None:
    """CSV, XLSX or Parquet by the ending, and beside it how it was made, as ``<name>.method.json``."""
    target = Path(path)
    _check_ending(target, TABLES)
    with _beside(target) as folder:
        made = folder / target.name
        if target.suffix.lower() == ".csv":
            frame.to_csv(made, encoding="utf-8")
        elif target.suffix.lower() == ".xlsx":
            frame.to_excel(made)
        else:
            frame.to_parquet(made)
        _finish(folder, target, about)


def write_map(frame: pd.DataFrame, geometry: gpd.GeoSeries, path: str, about: Mapping[str, Any]) -> None:
    """GeoPackage, GeoJSON (in degrees, as RFC 7946 wants it), Shapefile or GeoParquet by the ending."""
    import geopandas as gpd

    target = Path(path)
    _check_ending(target, MAPS)
    ending = target.suffix.lower()
    shaped = gpd.GeoDataFrame(frame.reset_index(), geometry=list(geometry), crs=geometry.crs)
    with _beside(target) as folder:
        made = folder / target.name
        if ending == ".parquet":
            shaped.to_parquet(made)
        elif ending == ".geojson":
            shaped.to_crs("EPSG:4326").to_file(made, driver="GeoJSON", RFC7946="YES")
        elif ending == ".gpkg":
            shaped.to_file(made, driver="GPKG", layer=target.stem)
        else:
            short = {name: str(name)[:10] for name in frame.reset_index().columns}
            shaped.rename(columns=short).to_file(made, driver="ESRI Shapefile", encoding="UTF-8")
        _finish(folder, target, about)


def check_table_target(path: str) -> None:
    """Refuse, before anything is computed, a result file that cannot be written. Raises InputRejected."""
    _check_ending(Path(path), TABLES)


def _check_ending(target: Path, allowed: Sequence[str]) -> None:
    if target.suffix.lower() not in allowed:
        expected = "a name ending in " + ", ".join(allowed)
        raise InputRejected(
            [Problem("unknown kind of file", "file-format", target.name, expected=expected)], target.name
        )
    if not target.parent.is_dir():
        raise InputRejected([Problem("there is no such folder", "no-folder", str(target.parent))], target.name)


class _beside:  # noqa: N801 - reads as a word in `with`
    """A temporary folder on the same disk as the target, gone afterwards."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __enter__(self) -> Path:
        self.folder = Path(tempfile.mkdtemp(prefix=".quartier-", dir=self.target.parent))
        return self.folder

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


def _finish(folder: Path, target: Path, about: Mapping[str, Any]) -> None:
    """Everything is written: move it to its place, the target itself last."""
    note = folder / f"{target.name}.method.json"
    note.write_text(json.dumps(about, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    for made in sorted(folder.iterdir(), key=lambda file: file.name == target.name):
        made.replace(target.parent / made.name)
