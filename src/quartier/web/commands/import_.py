"""`quartier import values FILE` and `quartier import geography FILE`: the same gate as the page Daten.

FILE may be an address (https://...): of a file, or of a service with ``--offer`` (see `commands.web_addresses`).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quartier.kernel.errors import InputRejected, Problem
from quartier.web.commands import import_places, web_addresses
from quartier.web.commands.common import add_workspace, content, workspace_folder

if TYPE_CHECKING:
    from quartier.catalogue.deliveries.areas import AreaMapping
    from quartier.catalogue.models import Delivery
    from quartier.sources.tables import Mapping, Proposal, Workbook


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser("import", help="check a file of values or areas, show what changes, publish it")
    actions = parser.add_subparsers(required=True, metavar="WHAT")
    values = actions.add_parser("values", help="a table of figures: CSV, XLSX, ODS")
    _add_common(values)
    values.add_argument("--sheet", default="", help="name of the sheet (default: the first one shown)")
    values.add_argument("--answer", action="append", default=[], metavar="KEY=ANSWER", help="answer to a question")
    values.add_argument("--encoding", default="", help="of a text file, instead of the recognised one")
    values.add_argument("--accept-partial", action="store_true", help="publish what was read without error")
    values.add_argument("--audience", choices=("public", "confidential"), default="", help="of a new indicator")
    values.add_argument("--note", default="", help="reason for this release")
    values.set_defaults(func=_values)
    areas = actions.add_parser("geography", help="areas: GeoJSON, GeoPackage, Shapefile (zip) ..., or a plain list")
    _add_common(areas)
    options = {
        "level": "key of the level",
        "key": "of this geography, such as the year",
        "name": "of this geography",
        "source": "key of its source",
        "code": "column with the code",
        "label": "column with the name",
        "layer": "layer of the file",
    }
    for name, words in options.items():
        areas.add_argument(f"--{name}", default="", help=words)
    areas.set_defaults(func=_areas)
    import_places.add(actions)


def _add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="a file, or an address (https://...)")
    web_addresses.add_options(parser)
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="decisions (JSON) instead of the proposed ones")
    parser.add_argument("--write-mapping", type=Path, metavar="FILE", help="keep the decisions as JSON")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    add_workspace(parser)


def _values(args: argparse.Namespace) -> int:
    data = _taken(args)
    from quartier.catalogue.deliveries.context import gate_context
    from quartier.catalogue.deliveries.reading import opened, proposed

    workbook = opened(data, args.name_of_file, args.encoding)
    context = gate_context()
    proposal = proposed(workbook, context, args.sheet)
    mapping = _mapping(args, proposal)
    _say_findings(workbook, proposal)
    if args.write_mapping:
        args.write_mapping.write_text(mapping.to_json() + "\n", encoding="utf-8")
    _require_answers(proposal, mapping, args.name_of_file)
    if args.dry_run:
        return _try(workbook, mapping)
    return _publish(args, data, mapping)


def _areas(args: argparse.Namespace) -> int:
    data = _taken(args)
    from quartier.catalogue.deliveries import areas

    file, known = areas.opened(data, args.name_of_file), areas.context()
    proposal = areas.proposed(file, known, layer=args.layer or None, level=args.level or None)
    mapping = _area_mapping(args, proposal["mapping"])
    for item in proposal["findings"]:
        print(f"{item['certainty']:>7}  {item['what']}: {item['value']}  ({item['why']['en']})", file=sys.stderr)
    if args.write_mapping:
        args.write_mapping.write_text(mapping.to_json() + "\n", encoding="utf-8")
    made = areas.staged(file, mapping, known)
    for problem in made.problems:
        print(f"  {problem.severity}: {problem}", file=sys.stderr)
    for kind, codes in made.changes.items():
        print(f"{kind}: {len(codes)} units (against {made.against})", file=sys.stderr)
    errors = [problem for problem in made.problems if problem.severity == "error"]
    if errors or made.geography is None:
        raise InputRejected(errors, subject=args.name_of_file)
    if args.dry_run:
        print("Nothing was written (--dry-run).", file=sys.stderr)
        return 0
    return _publish_areas(args, data, mapping)


def _area_mapping(args: argparse.Namespace, proposed: str) -> AreaMapping:
    """The decisions of the file, else those proposed; each option overrides its part."""
    from dataclasses import replace

    from quartier.catalogue.deliveries.areas import AreaMapping
    from quartier.kernel.text import Text

    mapping = AreaMapping.from_json(args.mapping.read_text(encoding="utf-8") if args.mapping else proposed)
    said = {name: getattr(args, name) for name in ("level", "key", "source", "code", "label") if getattr(args, name)}
    geo = replace(mapping.geo, **said)
    if args.name or not geo.name.de:
        geo = replace(geo, name=Text(args.name or geo.key))
    if not geo.source:
        raise InputRejected(
            [Problem("A geography names its source.", "required", column="--source")], args.name_of_file
        )
    return replace(mapping, geo=geo)


def _publish_areas(args: argparse.Namespace, data: bytes, mapping: AreaMapping) -> int:
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.deliveries.services.publish import Wish
    from quartier.kernel.reader import SYSTEM

    delivery = services.receive_areas(by=SYSTEM, data=data, file_name=args.name_of_file)
    try:
        delivery = services.decide_areas(by=SYSTEM, delivery=delivery, mapping=mapping)
        wish = Wish(delivery.basis)
        if services.four_eyes():
            services.hand_on(by=SYSTEM, delivery=delivery, wish=wish)
            print(f"Delivery {delivery.key} waits for an administrator to publish it (page Daten).", file=sys.stderr)
            return 0
        print(f"published: {services.publish_areas(by=SYSTEM, delivery=delivery, wish=wish)}")
        return 0
    except BaseException:
        if delivery.state == "open":
            services.discard(by=SYSTEM, delivery=delivery)
        raise


def _taken(args: argparse.Namespace) -> bytes:
    """The bytes of the file or address, with the workspace opened. Raises InputRejected."""
    from quartier.web.bootstrap import prepare

    if web_addresses.is_address(args.file):
        prepare(workspace_folder(), create=False)
        args.name_of_file, data = web_addresses.fetched(args)
        return data
    args.name_of_file, data = Path(args.file).name, content(Path(args.file))
    prepare(workspace_folder(), create=False)
    return data


def _mapping(args: argparse.Namespace, proposal: Proposal) -> Mapping:
    from quartier.catalogue.deliveries.editing import answered
    from quartier.sources.tables import Mapping

    mapping = Mapping.from_json(args.mapping.read_text(encoding="utf-8")) if args.mapping else proposal.mapping
    return answered(mapping, pairs(args.answer))


def pairs(texts: Iterable[str]) -> dict[str, str]:
    """KEY=ANSWER texts. Raises InputRejected."""
    wrong = [text for text in texts if "=" not in text]
    if wrong:
        raise InputRejected(
            [Problem("An answer is KEY=ANSWER.", "answer", found=text) for text in wrong], subject="--answer"
        )
    # the key may hold an equals sign (marker:=), the answer never does
    return {key: answer for key, _, answer in (text.rpartition("=") for text in texts)}


def _say_findings(workbook: Workbook, proposal: Proposal) -> None:
    for item in (*workbook.findings, *proposal.findings):
        print(f"{item.certainty:>7}  {item.what}: {item.value}  ({item.why.get('en')})", file=sys.stderr)


def _require_answers(proposal: Proposal, mapping: Mapping, name: str) -> None:
    """Nothing is guessed: open questions end the command, with the answers that are possible."""
    texts = {item.key: item for item in proposal.questions}
    problems = []
    for key in mapping.open:
        question = texts.get(key)
        options = ", ".join(option.value for option in question.options[:20]) if question else ""
        message = question.text.get("en") if question else "A question is not answered yet."
        problems.append(
            Problem(f'{message} Answer with --answer "{key}=..."', "question-open", expected=options or None)
        )
    if problems:
        raise InputRejected(problems, subject=name)


def _try(workbook: Workbook, mapping: Mapping) -> int:
    from quartier.catalogue.deliveries.context import gate_context
    from quartier.catalogue.deliveries.reading import checked, report
    from quartier.kernel.reader import SYSTEM

    made = checked(workbook, mapping, gate_context(), reader=SYSTEM)
    _say_report(report(made, {}))
    print("Nothing was written (--dry-run).", file=sys.stderr)
    return 0 if made.staged.publishable else 2


def _publish(args: argparse.Namespace, data: bytes, mapping: Mapping) -> int:
    from quartier.catalogue.deliveries import services
    from quartier.kernel.reader import SYSTEM

    delivery = services.receive(by=SYSTEM, data=data, file_name=args.name_of_file)
    try:
        if args.encoding or args.sheet:
            delivery = services.choose_source(by=SYSTEM, delivery=delivery, sheet=args.sheet, encoding=args.encoding)
        delivery = services.decide(by=SYSTEM, delivery=delivery, mapping=mapping)
        delivery = services.check(by=SYSTEM, delivery=delivery)
        _say_report(delivery.report)
        return _finish(args, delivery)
    except BaseException:
        if delivery.state == "open":
            services.discard(by=SYSTEM, delivery=delivery)
        raise


def _finish(args: argparse.Namespace, delivery: Delivery) -> int:
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.deliveries.services.publish import Wish
    from quartier.kernel.reader import SYSTEM

    wish = Wish(delivery.basis, accept_partial=args.accept_partial, audience=args.audience, note=args.note)
    if services.four_eyes():
        services.hand_on(by=SYSTEM, delivery=delivery, wish=wish)
        print(f"Delivery {delivery.key} waits for an administrator to publish it (page Daten).", file=sys.stderr)
        return 0
    releases = services.publish(by=SYSTEM, delivery=delivery, wish=wish)
    for release in releases:
        print(f"published: {release}")
    if not releases:
        print("The figures were in force already; nothing had to change.")
    return 0


def _say_report(report: dict[str, Any]) -> None:
    for item in report["matched"]:
        print(f"{item['level']} {item['geography']}: {item['units']} of {item['of']} units", file=sys.stderr)
    for item in report["unmatched"]:
        meant = ", ".join(f"{code} {name}" for code, name in item["suggestions"])
        print(
            f"  not matched: {item['text']!r} (row {item['first_row']}){'; ' + meant if meant else ''}", file=sys.stderr
        )
    for item in report["problems"]:
        plain = Problem(**{**item, "message": item["message"]["en"]})
        print(f"  {item['severity']}: {plain}", file=sys.stderr)
    for item in report["indicators"]:
        found = item["difference"]
        print(f"{item['key']}: {found['added']} added, {found['changed']} changed, {found['removed']} removed, "
              f"{found['equal']} as before; {len(found['outliers'])} unusual changes", file=sys.stderr)  # fmt: skip
    for one, other in report["swaps"]:
        print(f"  warning: {one} and {other} may have swapped their meaning", file=sys.stderr)
