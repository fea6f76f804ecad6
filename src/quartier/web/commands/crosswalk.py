"""`quartier crosswalk build` and `quartier crosswalk apply`, on plain tables and geo files; no workspace is needed.

`list`, `make` and `convert` work in a workspace: see `crosswalk_catalogue`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import InputRejected, Problem
from quartier.web.commands import crosswalk_catalogue

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from quartier.methods.crosswalk import Crosswalk

_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".ods", ".parquet")
_OUT = (".csv", ".xlsx", ".parquet")
_FORMATS = "a table (.csv, .tsv, .xlsx, .ods, .parquet) or a geo file (.gpkg, .geojson, .shp, .fgb)"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("crosswalk", help="carry figures from one geography to another, on plain files")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _register_build(actions.add_parser("build", help="compute the weights (columns source, target, weight)"))
    _register_apply(actions.add_parser("apply", help="carry the figures of a table by a crosswalk"))
    crosswalk_catalogue.register(actions)


def _register_build(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", type=Path, metavar="SOURCE", help=f"units to carry from: {_FORMATS}")
    parser.add_argument("target", type=Path, nargs="?", metavar="TARGET", help="units to carry to: a geo file")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="crosswalk: .csv, .xlsx or .parquet")
    parser.add_argument("--source-code", default="code", metavar="COLUMN")
    parser.add_argument("--target-code", default="code", metavar="COLUMN")
    parser.add_argument("--parent", metavar="COLUMN", help="without TARGET: column of SOURCE with the containing unit")
    parser.add_argument(
        "--places", type=Path, metavar="FILE", help="known small places (census cells): geo file or table"
    )
    parser.add_argument("--weight", default="population", metavar="COLUMN", help="people of each place")
    parser.add_argument("--x", metavar="COLUMN", help="places in a table: easting or longitude")
    parser.add_argument("--y", metavar="COLUMN", help="places in a table: northing or latitude")
    parser.add_argument("--crs", default="EPSG:3035", help="system of x and y (default EPSG:3035, the census grid)")
    parser.add_argument("--cell", type=float, metavar="METRES", help="places are centres of square cells of this size")
    parser.add_argument("--sliver", type=_share, default=0.001, help="parts below this share count as drawing errors")
    parser.add_argument("--force", action="store_true", help="replace the file if it exists")
    parser.set_defaults(func=_build)


def _register_apply(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("crosswalk", type=Path, metavar="CROSSWALK", help="table with source, target, weight")
    standard = ["source", "target", "weight"]
    parser.add_argument("--columns", type=_columns, default=standard, help="names of these columns in CROSSWALK")
    parser.add_argument("values", type=Path, metavar="VALUES", help="table with a row a unit (and period)")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help="result: .csv, .xlsx or .parquet")
    parser.add_argument("--kind", required=True, choices=[kind.value for kind in IndicatorKind])
    parser.add_argument("--factor", type=float, default=1.0, help="value = factor * numerator / denominator")
    parser.add_argument("--unit", default="unit", metavar="COLUMN", help="code of the source unit")
    parser.add_argument("--value", default="value", metavar="COLUMN")
    for name in ("period", "numerator", "denominator"):
        parser.add_argument(f"--{name}", metavar="COLUMN")
    parser.add_argument("--weights", metavar="COLUMN", help="people, where shares have no denominators")
    parser.add_argument("--denominator-crosswalk", type=Path, metavar="FILE")
    parser.add_argument("--decimal", choices=[".", ","], default=".", help="decimal mark of VALUES (default .)")
    parser.add_argument("--suppressed", action="append", default=[], metavar="MARK", help="e.g. '*'; may be repeated")
    parser.add_argument("--missing", action="append", default=[], metavar="MARK", help="e.g. '-'; may be repeated")
    parser.add_argument("--partial", action="store_true", help="weights of a source may sum to less than 1")
    parser.add_argument("--force", action="store_true", help="replace the file if it exists")
    parser.set_defaults(func=_apply)


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value < 0.5:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 0.5")
    return value


def _columns(text: str) -> list[str]:
    names = text.split(",")
    if len(names) != 3:
        raise argparse.ArgumentTypeError(f"{text} does not name three columns, divided by commas")
    return names


def _build(args: argparse.Namespace) -> int:
    _require_out(args.out, force=args.force)
    walk = _by_parent(args) if args.target is None else _by_shapes(args)
    _tell(walk.problems)
    _write(walk.table(), args.out)
    report = walk.report()
    print(
        f"{args.out}: {walk.weights.nnz} parts from {walk.shape[0]} to {walk.shape[1]} units, "
        f"{int(report['split'].sum())} source units are divided.",
        file=sys.stderr,
    )
    return 0


def _by_parent(args: argparse.Namespace) -> Crosswalk:
    from quartier.methods.crosswalk import by_hierarchy

    if args.parent is None:
        raise _rejected("name a TARGET with polygons, or with --parent a column of SOURCE", args.source)
    table = _read(args.source)
    _require_columns(table, [args.source_code, args.parent], args.source)
    return by_hierarchy(table.set_index(args.source_code)[args.parent])


def _by_shapes(args: argparse.Namespace) -> Crosswalk:
    from quartier.methods.crosswalk import by_area, by_points

    source = _units(args.source, args.source_code)
    target = _units(args.target, args.target_code)
    if args.places is None:
        return by_area(source, target, sliver=args.sliver)
    places, people = _places(args)
    return by_points(source, target, places, people, weight=args.weight, sliver=args.sliver)


def _units(path: Path, code: str) -> gpd.GeoDataFrame:
    from quartier.methods.crosswalk.model import code_index

    frame = _read(path)
    if "geometry" not in frame.columns:
        raise _rejected("the file has no polygons", path, expected="a geo file")
    _require_columns(frame, [code], path)
    codes = frame[code].astype(str).mask(frame[code].isna(), "")
    code_index(codes, path.name)
    return frame[["geometry"]].assign(code=codes)


def _places(args: argparse.Namespace) -> tuple[Any, pd.Series[float]]:
    import geopandas

    from quartier.methods.crosswalk import squares

    frame = _read(args.places)
    _require_columns(frame, [args.weight], args.places)
    if "geometry" in frame.columns:
        shapes = frame.geometry
    else:
        if not (args.x and args.y):
            raise _rejected("the places are a table: name its columns with --x and --y", args.places)
        x, y = (_numbers(frame, name, args.places, ".") for name in (args.x, args.y))
        shapes = geopandas.GeoSeries(geopandas.points_from_xy(x, y), crs=args.crs)
    people = _numbers(frame, args.weight, args.places, ".")
    return (squares(shapes, args.cell) if args.cell else shapes), people


def _apply(args: argparse.Namespace) -> int:
    from quartier.methods.crosswalk import convert

    _require_out(args.out, force=args.force)
    walk = _walk(args.crosswalk, args)
    below = args.denominator_crosswalk
    other = None if below is None else _aligned(_walk(below, args), walk, below)
    figures, weights = _figures(args)
    result = convert(figures, walk, args.kind, args.factor, other, weights)
    _tell(result.problems)
    _write(_words(result.frame), args.out)
    there = int(result.frame["value"].notna().sum())
    print(f"{args.out}: {len(result.frame)} figures, {there} with a value.", file=sys.stderr)
    return 0


def _walk(path: Path, args: argparse.Namespace) -> Crosswalk:
    from quartier.methods.crosswalk import by_table

    table = _read(path)
    _require_columns(table, args.columns, path)
    named = dict(zip(args.columns, ("source", "target", "weight"), strict=True))
    try:
        return by_table(table[args.columns].rename(columns=named), partial=args.partial)
    except InputRejected as error:
        raise _of_file(error, path) from None


def _aligned(walk: Crosswalk, like: Crosswalk, path: Path) -> Crosswalk:
    """The same crosswalk in the order of units of another one."""
    from quartier.methods.crosswalk import by_table

    try:
        return by_table(walk.table(), sources=list(like.sources), targets=list(like.targets), partial=True)
    except InputRejected as error:
        raise _of_file(error, path) from None


def _figures(args: argparse.Namespace) -> tuple[pd.DataFrame, pd.DataFrame | None]:
    """Figures as `convert` wants them, and the weights if a column of the same file holds them."""
    import pandas as pd

    from quartier.kernel.presence import Presence

    table = _read(args.values)
    optional = {name: getattr(args, name) for name in ("numerator", "denominator") if getattr(args, name)}
    texts = {"unit": args.unit, **({"period": args.period} if args.period else {})}
    extra = [args.weights] if args.weights else []
    _require_columns(table, [*texts.values(), args.value, *optional.values(), *extra], args.values)
    frame = pd.DataFrame({name: table[column].astype(str).str.strip() for name, column in texts.items()})
    hidden = table[args.value].astype(str).str.strip().isin(args.suppressed)
    marks = [*args.suppressed, *args.missing]
    for name, column in {"value": args.value, **optional}.items():
        frame[name] = _numbers(table, column, args.values, args.decimal, marks)
    gap = frame["value"].isna()
    frame["presence"] = int(Presence.VALUE)
    frame.loc[gap, "presence"] = int(Presence.MISSING)
    frame.loc[hidden, "presence"] = int(Presence.SUPPRESSED)
    if not args.weights:
        return frame, None
    people = _numbers(table, args.weights, args.values, args.decimal, marks)
    return frame, frame[list(texts)].assign(value=people)


def _numbers(table: pd.DataFrame, column: str, path: Path, decimal: str, marks: Iterable[str] = ()) -> pd.Series[float]:
    """A column as numbers; empty cells and marks are NaN. Raises InputRejected: row, column, what stood there."""
    import pandas as pd

    _require_columns(table, [column], path)
    if pd.api.types.is_numeric_dtype(table[column]):
        return table[column].astype(float)
    text = table[column].astype(str).str.strip()
    text = text.mask(table[column].isna() | (text == "") | text.isin(list(marks)))
    wanted = text.str.fullmatch(rf"[+-]?\d+(\{decimal}\d+)?([eE][+-]?\d+)?")
    wrong = text.notna() & ~wanted.fillna(False).astype(bool)
    if wrong.any():
        expected = f"a number with the decimal mark {decimal!r} and no thousands marks (see --decimal, --suppressed)"
        raise InputRejected(
            [Problem("no number", "not-a-number", path.name, int(row) + 2, column, str(text[row]), expected)
             for row in text.index[wrong][:20]], path.name)  # fmt: skip
    return pd.to_numeric(text.str.replace(decimal, ".", regex=False)).astype(float)


def _words(frame: pd.DataFrame) -> pd.DataFrame:
    """Presence and flags as words, for people who open the file."""
    from quartier.kernel.presence import Flag, Presence

    presence = [Presence(code).name.lower().replace("_", "-") for code in frame["presence"]]
    flags = [" ".join((flag.name or "").lower() for flag in Flag if flag and code & flag) for code in frame["flags"]]
    kept = frame.drop(columns=["confidentiality"])
    return kept.assign(presence=presence, flags=flags)


def _read(path: Path) -> Any:
    """A table with all cells as text, or a geo file. Raises InputRejected in words."""
    if not path.is_file():
        raise _rejected("there is no such file", path)
    try:
        return _read_table(path) if path.suffix.lower() in _TABLES else _read_shapes(path)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise _rejected(f"the file cannot be read: {error}", path, expected=_FORMATS) from None


def _read_table(path: Path) -> Any:
    import pandas as pd

    suffix = path.suffix.lower()
    if suffix == ".parquet":
        return pd.read_parquet(path)
    if suffix in (".xlsx", ".ods"):
        return _read_sheet(path)
    raw = path.read_bytes()
    encoding = "utf-8-sig" if _is_utf8(raw) else "cp1252"
    first = raw.split(b"\n", 1)[0].decode(encoding, errors="replace")
    delimiter = max(";\t,|", key=first.count)
    return pd.read_csv(path, dtype=str, sep=delimiter, encoding=encoding, keep_default_na=False)


def _read_sheet(path: Path) -> Any:
    import pandas as pd
    from python_calamine import CalamineError

    try:
        return pd.read_excel(path, dtype=str, engine="calamine")
    except CalamineError as error:
        raise ValueError(str(error)) from None


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read_shapes(path: Path) -> Any:
    import geopandas
    from pyogrio.errors import DataSourceError

    try:
        return geopandas.read_file(path, engine="pyogrio")
    except DataSourceError as error:
        raise ValueError(str(error)) from None


def _require_columns(frame: pd.DataFrame, names: list[str], path: Path) -> None:
    known = ", ".join(str(name) for name in frame.columns if name != "geometry")
    lost = [Problem("the column is missing", "column-missing", path.name, column=name, expected=f"one of: {known}")
            for name in names if name not in frame.columns]  # fmt: skip
    if lost:
        raise InputRejected(lost, path.name)


def _require_out(path: Path, *, force: bool) -> None:
    if path.suffix.lower() not in _OUT:
        raise _rejected("this kind of file cannot be written", path, expected=" or ".join(_OUT))
    if path.exists() and not force:
        raise _rejected("the file exists already; --force replaces it", path)
    if not path.absolute().parent.is_dir():
        raise _rejected("its folder does not exist", path)


def _write(frame: pd.DataFrame, path: Path) -> None:
    """Whole or not at all: written beside, then put in place."""
    beside = path.with_name(f".{path.name}.part{path.suffix}")
    try:
        match path.suffix.lower():
            case ".csv":
                frame.to_csv(beside, index=False)
            case ".xlsx":
                frame.to_excel(beside, index=False)
            case _:
                frame.to_parquet(beside, index=False)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _tell(problems: Iterable[Problem]) -> None:
    for problem in problems:
        print(f"  {problem.severity}: {problem}", file=sys.stderr)


def _rejected(message: str, path: Path, expected: str | None = None) -> InputRejected:
    return InputRejected([Problem(message, "file", path.name, expected=expected)], path.name)


def _of_file(error: InputRejected, path: Path) -> InputRejected:
    from dataclasses import replace

    return InputRejected([replace(problem, file=path.name) for problem in error.problems], path.name)
