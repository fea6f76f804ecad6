"""`quartier export INDICATOR ... --format FORMAT --out FILE`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from quartier.kernel.errors import InputRejected, Problem
from quartier.web.commands.common import add_workspace, workspace_folder

if TYPE_CHECKING:
    from quartier.catalogue.exports import Export

_NARROWING = ("level", "geography", "period", "slice", "unit")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("export", help="write figures to a file (CSV, XLSX, GeoPackage, Parquet ...)")
    parser.add_argument("indicators", nargs="+", metavar="INDICATOR", help="key of an indicator")
    parser.add_argument("--format", default="csv", help="csv, csv-de, xlsx, gpkg, geojson, shapefile, geoparquet, "
                        "parquet, json-stat or datapackage (default csv)")  # fmt: skip
    parser.add_argument("--out", type=Path, default=Path(), metavar="FILE",
                        help="file, or a folder (then the name says what is in it; default: this folder)")  # fmt: skip
    for name in _NARROWING:
        parser.add_argument(
            f"--{name}", action="append", default=[], metavar="KEY", help="several allowed; default: all"
        )
    parser.add_argument("--language", choices=("de", "en"), default="de", help="of the texts in the file (default de)")
    parser.add_argument("--confidential", action="store_true", help="from the confidential release where there is one")
    parser.add_argument("--force", action="store_true", help="replace an existing file")
    add_workspace(parser)
    parser.set_defaults(func=_export)


def _export(args: argparse.Namespace) -> int:
    from quartier.web.bootstrap import prepare as prepare_workspace

    prepare_workspace(workspace_folder(), create=False)
    from django.utils.translation import override

    from quartier.catalogue.exports import Selection, prepare
    from quartier.kernel.reader import SYSTEM, Reader

    reader = SYSTEM if args.confidential else Reader("command line", administrator=True)
    selection = Selection(tuple(args.indicators), *(tuple(getattr(args, name)) for name in _NARROWING))
    with override("en"):  # the command line speaks English; the file speaks --language
        export = prepare(selection, args.format, reader=reader, language=args.language)
        target = args.out / export.name if args.out.is_dir() else args.out
        _place(export, target, force=args.force)
    print(f"{target}: {export.order.plan.rows} rows, {target.stat().st_size} bytes.", file=sys.stderr)
    return 0


def _place(export: Export, target: Path, *, force: bool) -> None:
    """Write beside the target, then give it its name: a file is whole or absent."""
    from quartier.catalogue.exports import write

    if target.exists() and not force:
        raise _refused("there is such a file already; name another one, or pass --force", target)
    if not target.parent.is_dir():
        raise _refused("there is no such folder", target.parent)
    with tempfile.TemporaryDirectory(prefix=".quartier-export-", dir=target.parent) as folder:
        write(export, Path(folder)).replace(target)


def _refused(message: str, path: Path) -> InputRejected:
    return InputRejected([Problem(message, column="--out", found=str(path))], subject="quartier export")
