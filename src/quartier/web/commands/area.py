"""`quartier area create | list | figures | delete`: areas of one's own in a workspace."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.web.commands.common import add_workspace, workspace_folder

SUBJECT = "quartier area"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("area", help="areas of one's own: any units or a drawn shape, with a name")
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    _register_create(actions.add_parser("create", help="save an area"))
    listed = actions.add_parser("list", help="all areas of the workspace")
    listed.set_defaults(func=_list)
    figures = actions.add_parser("figures", help="figures of an area as CSV")
    figures.add_argument("area", metavar="AREA", help="its key")
    figures.add_argument("indicators", nargs="+", metavar="INDICATOR")
    figures.add_argument("--slice", default="", metavar="TEXT", help='members, e.g. "age=0-5"; default: the total')
    figures.add_argument("--confidential", action="store_true", help="with the rights of somebody who may read all")
    figures.set_defaults(func=_figures)
    deleted = actions.add_parser("delete", help="remove an area")
    deleted.add_argument("area", metavar="AREA", help="its key")
    deleted.set_defaults(func=_delete)
    for action in (listed, figures, deleted):
        add_workspace(action)


def _register_create(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("level", metavar="LEVEL[@GEOGRAPHY]", help="what it is made of; default: the newest geography")
    parser.add_argument("units", nargs="*", metavar="CODE", help="codes of whole units")
    parser.add_argument("--shape", type=Path, metavar="FILE", help="a drawn shape (GeoJSON, WGS 84) instead of units")
    parser.add_argument("--way", choices=["area", "population"], default="area", help="how cut units are divided")
    parser.add_argument("--description", default="", metavar="TEXT")
    parser.add_argument("--visibility", choices=["own", "members", "public"], default="members")
    parser.add_argument("--weighted-by", default="", metavar="COUNT", help="weights shares without denominators")
    add_workspace(parser)
    parser.set_defaults(func=_create)


def _start() -> None:
    from quartier.web.bootstrap import prepare

    prepare(workspace_folder(), create=False)


def _create(args: argparse.Namespace) -> int:
    _start()
    from quartier.catalogue.areas import create_area
    from quartier.catalogue.areas.shapes import shape_of
    from quartier.kernel.reader import SYSTEM

    level, _, geography = args.level.partition("@")
    shape = None
    if args.shape is not None:
        if args.units:
            raise InputRejected([Problem("name units or a shape, not both", column="--shape")], SUBJECT)
        shape = shape_of(_text(args.shape))
    row = create_area(
        by=SYSTEM, name=args.name, level=level, geography=geography, units=args.units, shape=shape, way=args.way,
        description=args.description, visibility=args.visibility, weighted_by=args.weighted_by,
    )  # fmt: skip
    print(f"own:{row.key}")
    print(f"{len(row.units)} units of {row.level}@{row.geography}.", file=sys.stderr)
    return 0


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputRejected([Problem(f"the file cannot be read: {error}", file=path.name)], SUBJECT) from None


def _list(_: argparse.Namespace) -> int:
    _start()
    from quartier.catalogue.areas import visible_areas
    from quartier.kernel.reader import SYSTEM

    for row in visible_areas(SYSTEM):
        print(f"own:{row.key}  {row.name}  {len(row.units)} units of {row.level}@{row.geography}  {row.visibility}")
    return 0


def _figures(args: argparse.Namespace) -> int:
    _start()
    from quartier.catalogue.areas import area_by_key, area_observations
    from quartier.catalogue.models import Indicator
    from quartier.catalogue.observations import Asked
    from quartier.kernel.reader import PUBLIC, SYSTEM
    from quartier.kernel.wire import flag_words, presence_word

    area = area_by_key(args.area.removeprefix("own:"), reader=SYSTEM)
    print("indicator,period,geography,value,numerator,denominator,lower,upper,presence,flags,known,total,reason")
    for key in args.indicators:
        row = Indicator.objects.filter(key=key).first()
        if row is None:
            raise NotFound(f"There is no indicator {key!r}.")
        reader = SYSTEM if args.confidential else PUBLIC
        frame = area_observations(row, area, reader=reader, asked=Asked(slices=[args.slice]))
        for found in frame.to_dict("records"):
            numbers = ["" if found[name] != found[name] else f"{found[name]:.10g}"
                       for name in ("value", "numerator", "denominator", "lower", "upper")]  # fmt: skip
            words = [presence_word(int(found["presence"])), flag_words(int(found["flags"]))]
            parts = [key, str(found["period"]), str(found["geography"]), *numbers, *words, str(found["known"]),
                     str(found["total"]), str(found["reason"])]  # fmt: skip
            print(",".join(parts))
    return 0


def _delete(args: argparse.Namespace) -> int:
    _start()
    from quartier.catalogue.areas import area_by_key, delete_area
    from quartier.kernel.reader import SYSTEM

    delete_area(by=SYSTEM, area=area_by_key(args.area.removeprefix("own:"), reader=SYSTEM))
    return 0
