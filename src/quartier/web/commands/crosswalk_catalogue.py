"""`quartier crosswalk list | make | convert`: crosswalks between geographies of a workspace."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.web.commands.common import add_workspace, workspace_folder

if TYPE_CHECKING:
    from quartier.catalogue.crosswalks.convert import Preview
    from quartier.catalogue.models import Crosswalk, Geography

SUBJECT = "quartier crosswalk"


def register(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Beside `build` and `apply`, which need no workspace."""
    listed = actions.add_parser("list", help="crosswalks of the workspace")
    add_workspace(listed)
    listed.set_defaults(func=_list)
    _register_make(actions.add_parser("make", help="make a crosswalk between two geographies of the workspace"))
    _register_convert(actions.add_parser("convert", help="convert indicators of the workspace with a crosswalk"))


def _register_make(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", metavar="LEVEL@GEOGRAPHY", help="carry from, e.g. planning-area@2006")
    parser.add_argument("target", metavar="LEVEL@GEOGRAPHY", help="carry to")
    parser.add_argument("--way", choices=["area", "points", "cells", "table"], default="area")
    parser.add_argument("--places", type=Path, metavar="FILE", help="census cells or points with residents")
    parser.add_argument("--table", type=Path, metavar="FILE", help="delivered weights (way table)")
    parser.add_argument("--columns", metavar="SOURCE,TARGET,WEIGHT", help="columns of TABLE (default: by content)")
    for name in ("x", "y", "people", "crs"):
        parser.add_argument(f"--{name}", default="", metavar="TEXT", help=f"{name} of PLACES (default: recognised)")
    parser.add_argument("--cell", type=float, metavar="METRES", help="side of the cells of PLACES; 0: points")
    parser.add_argument("--weight", default="population", metavar="WORD", help="what the weights measure")
    parser.add_argument("--sliver", type=float, metavar="SHARE", help="parts below count as drawing errors")
    parser.add_argument("--name", default="", metavar="TEXT")
    parser.add_argument("--try", dest="trial", action="store_true", help="say what it would do, keep nothing")
    add_workspace(parser)
    parser.set_defaults(func=_make)


def _register_convert(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("crosswalk", metavar="CROSSWALK", help="its key, see `quartier crosswalk list`")
    parser.add_argument("indicators", nargs="+", metavar="INDICATOR")
    parser.add_argument("--denominator", metavar="CROSSWALK", help="a crosswalk of its own for denominators")
    parser.add_argument("--weighted-by", default="", metavar="COUNT", help="weights shares without denominators")
    parser.add_argument("--try", dest="trial", action="store_true", help="say what would happen, write nothing")
    add_workspace(parser)
    parser.set_defaults(func=_convert)


def _list(_: argparse.Namespace) -> int:
    from quartier.web.bootstrap import prepare

    prepare(workspace_folder(), create=False)
    from quartier.catalogue.crosswalks.make import kept_crosswalks

    for row in kept_crosswalks():
        print(_line(row))
    return 0


def _line(row: Crosswalk) -> str:
    found = row.summary
    held = row.error.get("held_out")
    error = f", hold-out: {held['misplaced']:.2%} misplaced" if held else ""
    return (
        f"{row.key}  {row.source} -> {row.target}  {row.way} ({row.weight})  {found['unchanged']} unchanged, "
        f"{found['merged']} merged, {found['split']} former ones divided{error}"
    )


def _make(args: argparse.Namespace) -> int:
    from quartier.web.bootstrap import prepare

    prepare(workspace_folder(), create=False)
    from quartier.catalogue.crosswalks.inputs import PlaceColumns, places_from, read_frame
    from quartier.catalogue.crosswalks.make import draft_crosswalk, keep_crosswalk, remove_crosswalk
    from quartier.kernel.reader import SYSTEM

    source, target = _place(args.source), _place(args.target)
    places = None
    if args.places is not None:
        columns = PlaceColumns(args.x, args.y, args.people, args.crs, args.cell)
        places = places_from(read_frame(_content(args.places), args.places.name), args.places.name, columns)
    row = draft_crosswalk(
        by=SYSTEM, source=source, target=target, way=args.way, name=args.name, places=places,
        delivered=_delivered(args, source, target), weight=args.weight, sliver=args.sliver,
    )  # fmt: skip
    for problem in row.problems:
        print(f"  {problem['severity']}: {problem['message']}", file=sys.stderr)
    print(_line(row))
    if args.trial:
        remove_crosswalk(by=SYSTEM, crosswalk=row)
        return 0
    keep_crosswalk(by=SYSTEM, crosswalk=row)
    return 0


def _delivered(args: argparse.Namespace, source: Geography, target: Geography) -> Any:
    from quartier.catalogue.crosswalks import store
    from quartier.catalogue.crosswalks.inputs import crosswalk_rows, read_frame
    from quartier.catalogue.crosswalks.make import Delivered

    if args.table is None:
        return None
    named = tuple(args.columns.split(",")) if args.columns else None
    if named is not None and len(named) != 3:
        raise InputRejected(
            [Problem("three columns have to be named", column="--columns", found=args.columns)], SUBJECT
        )
    frame = read_frame(_content(args.table), args.table.name)
    columns = (named[0], named[1], named[2]) if named is not None else None
    rows = crosswalk_rows(frame, store.codes(source), store.codes(target), args.table.name, columns)
    return Delivered(rows, {"file": args.table.name, "rows": len(rows)})


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputRejected([Problem(f"the file cannot be read: {error.strerror}", file=path.name)], SUBJECT) from None


def _place(text: str) -> Geography:
    from quartier.catalogue.models import Geography

    level, _, key = text.partition("@")
    rows = Geography.objects.filter(current__isnull=False).select_related("level", "current")
    found = rows.filter(level__key=level, key=key).first()
    if found is None:
        known = ", ".join(str(row) for row in rows) or "none"
        raise NotFound(f"There is no geography {text!r} (known: {known}).")
    return found


def _convert(args: argparse.Namespace) -> int:
    from quartier.web.bootstrap import prepare

    prepare(workspace_folder(), create=False)
    from quartier.catalogue.crosswalks.convert import Wish, convert_indicator, preview_conversion
    from quartier.catalogue.crosswalks.make import find_crosswalk
    from quartier.catalogue.models import Indicator
    from quartier.kernel.reader import SYSTEM

    rows = {row.key: row for row in Indicator.objects.filter(key__in=args.indicators)}
    unknown = [key for key in args.indicators if key not in rows]
    if unknown:
        raise NotFound(f"There is no indicator {', '.join(map(repr, unknown))}.")
    below = find_crosswalk(args.denominator) if args.denominator else None
    wish = Wish(find_crosswalk(args.crosswalk), below, args.weighted_by)
    for key in args.indicators:
        print("\n".join(_told(preview_conversion(by=SYSTEM, indicator=rows[key], wish=wish))))
        if not args.trial:
            for release in convert_indicator(by=SYSTEM, indicator=rows[key], wish=wish):
                print(f"  {release} ({release.audience}) is in force.", file=sys.stderr)
    return 0


def _told(found: Preview) -> list[str]:
    """What a conversion does, in lines."""
    if found.obstacle:
        return [f"{found.indicator.key}: cannot be converted ({found.obstacle})"]
    error = found.error
    lines = [f"{found.indicator.key}: {found.rows} figures, {found.periods[0]} to {found.periods[-1]}"]
    lines.append(
        f"  {error.get('units')} units with a value in {error.get('period')}, {error.get('estimated')} estimated"
    )
    named = {"split": "part from divided units", "width": "median width of the bounds"}
    lines += [f"  {text}: {error[name]:.4g}" for name, text in named.items() if error.get(name) is not None]
    if error.get("held_out"):
        lines.append(f"  hold-out of the crosswalk: {error['held_out']['misplaced']:.2%} misplaced")
    return lines + [f"  {count} gaps: {reason}" for reason, count in found.gaps.items()]
