"""Plain tables in and out of the commands for statisticians: CSV, XLSX, Parquet, by the ending of the name."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from quartier.kernel.errors import InputRejected, Problem

if TYPE_CHECKING:
    import pandas as pd

OUT = (".csv", ".xlsx", ".parquet")


def add_table(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--table", metavar="FILE", help="table, a row a unit (CSV, XLSX, Parquet)", required=True)
    parser.add_argument("--sheet", help="sheet of an XLSX file (default: the first)")


def add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", metavar="FILE", help="where the result goes (CSV, XLSX, Parquet; default: CSV on screen)"
    )


def read_table(args: argparse.Namespace) -> pd.DataFrame:
    from quartier.sources.plain_table import read_plain_table

    check_out(args.out)
    return read_plain_table(Path(args.table), args.sheet)


def check_out(out: str | None) -> None:
    """Refuse a result file that cannot be written before anything is computed."""
    if out is None:
        return
    path = Path(out)
    problems = []
    if path.suffix.lower() not in OUT:
        problems.append(Problem("Unknown kind of table", "file-kind", path.name, expected=", ".join(OUT)))
    if not path.parent.is_dir():
        problems.append(Problem(f"There is no folder {path.parent}", "no-folder", path.name))
    if problems:
        raise InputRejected(problems, out)


def write_table(frame: pd.DataFrame, out: str | None, sheets: dict[str, pd.DataFrame] | None = None) -> None:
    """Write beside and move into place, so that nothing is half-written. `sheets` are further sheets of an XLSX."""
    if out is None:
        sys.stdout.write(frame.to_csv(index=False, lineterminator="\n"))
        return
    path = Path(out)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    try:
        _write(frame, Path(name), sheets or {})
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _write(frame: pd.DataFrame, path: Path, sheets: dict[str, pd.DataFrame]) -> None:
    import pandas as pd

    match path.suffix.lower():
        case ".parquet":
            frame.to_parquet(path, index=False)
        case ".xlsx":
            with pd.ExcelWriter(path, engine="openpyxl") as book:
                for name, part in {"result": frame, **sheets}.items():
                    part.to_excel(book, sheet_name=name[:31], index=False)
        case _:
            frame.to_csv(path, index=False, lineterminator="\n")


def say(*lines: str) -> None:
    """Notes go to the error stream, so that the result can be piped."""
    for line in lines:
        print(line, file=sys.stderr)
