"""`quartier import addresses FILE`: a list of places becomes counts by unit; of the places nothing is stored."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from quartier.web.commands.common import add_workspace, workspace_folder

if TYPE_CHECKING:
    from quartier.catalogue.deliveries.services import PlacesFound


def add(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    places = actions.add_parser("addresses", help="count a list of addresses or coordinates by unit, in memory")
    places.add_argument("file", type=Path, metavar="FILE")
    places.add_argument("--register", type=Path, metavar="FILE", help="street register, house coordinates or sections")
    places.add_argument("--place", required=True, metavar="LEVEL/KEY", help="geography, such as quarter/2020")
    places.add_argument("--total-of", default="", metavar="HEAD", help="sum this column instead of counting rows")
    places.add_argument("--only", default="", metavar="HEAD=TEXT", help="read only rows with this text in this column")
    places.add_argument("--out", type=Path, metavar="FILE", help="write the counts as CSV (default: print them)")
    places.add_argument("--indicator", default="", metavar="KEY", help="publish the counts of this indicator ...")
    places.add_argument("--period", default="", metavar="PERIOD", help="... for this period, as confidential")
    add_workspace(places)
    places.set_defaults(func=_addresses)


def _addresses(args: argparse.Namespace) -> int:
    from quartier.web.bootstrap import prepare
    from quartier.web.commands.common import content

    data = content(args.file)
    register = (content(args.register), args.register.name) if args.register else None
    prepare(workspace_folder(), create=False)
    from quartier.catalogue.deliveries import services
    from quartier.kernel.reader import SYSTEM

    head, _, text = args.only.partition("=")
    wish = services.PlacesWish(args.place, args.total_of, (head, text))
    found = services.count_places(by=SYSTEM, data=data, file_name=args.file.name, wish=wish, register=register)
    _say(found)
    if args.indicator and args.period:
        return _publish(args, found)
    csv = found.counted.csv().decode()
    if args.out:
        args.out.write_text(csv + "\n", encoding="utf-8")
    else:
        print(csv)
    return 0


def _say(found: PlacesFound) -> None:
    counted = found.counted
    print(f"{counted.placed} of {counted.of} places found their unit", file=sys.stderr)
    for item in counted.lost:
        meant = f"; perhaps {', '.join(item.suggestions)}" if item.suggestions else ""
        print(f"  row {item.row}: {item.text!r}: {item.why}{meant}", file=sys.stderr)


def _publish(args: argparse.Namespace, found: PlacesFound) -> int:
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.deliveries.editing import answered
    from quartier.catalogue.deliveries.services.publish import Wish
    from quartier.kernel.reader import SYSTEM
    from quartier.sources.tables import Mapping

    name = f"{args.file.stem}-counts.csv"
    delivery = services.receive_counts(
        by=SYSTEM, csv=found.counted.csv(), file_name=name, place=args.place, homes=found.homes
    )
    try:
        mapping = Mapping.from_json(delivery.mapping)
        wanted = {"period": args.period, "indicator": args.indicator}
        mapping = answered(mapping, {key: text for key, text in wanted.items() if key in mapping.open})
        delivery = services.decide(by=SYSTEM, delivery=delivery, mapping=mapping)
        delivery = services.check(by=SYSTEM, delivery=delivery)
        wish = Wish(delivery.basis, audience="confidential")
        if services.four_eyes():
            services.hand_on(by=SYSTEM, delivery=delivery, wish=wish)
            print(f"Delivery {delivery.key} waits for an administrator to publish it (page Daten).", file=sys.stderr)
            return 0
        for release in services.publish(by=SYSTEM, delivery=delivery, wish=wish):
            print(f"published: {release}")
        return 0
    except BaseException:
        if delivery.state == "open":
            services.discard(by=SYSTEM, delivery=delivery)
        raise
