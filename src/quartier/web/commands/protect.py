"""`quartier protect INDICATOR ...`: rule sets, and public releases derived by them."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.web.commands.common import add_workspace, workspace_folder

if TYPE_CHECKING:
    from quartier.catalogue.models import Indicator, RuleSet

_THRESHOLDS = ("numerator", "complement", "denominator")


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = subparsers.add_parser(
        "protect", help="derive the public release of an indicator from its confidential one, small numbers hidden"
    )
    parser.add_argument("indicators", nargs="*", metavar="INDICATOR", help="key of an indicator")
    parser.add_argument("--rules", metavar="KEY", help="rule set (default: the indicator's, else the workspace's)")
    parser.add_argument("--try", dest="trial", action="store_true", help="say what would be hidden, write nothing")
    define = parser.add_argument_group("define or change the rule set named by --rules")
    define.add_argument("--name", metavar="TEXT", help="name of the rule set")
    define.add_argument("--demanded-by", default="", metavar="WHO", help="who demands it, e.g. a law or a supplier")
    for name in _THRESHOLDS:
        define.add_argument(f"--{name}", type=int, metavar="N", help=f"hide where the {name} is below N")
    define.add_argument("--zeros", action="store_true", help='hide "nobody" and "everybody", too')
    define.add_argument("--default", action="store_true", help="for all indicators without a rule set of their own")
    add_workspace(parser)
    parser.set_defaults(func=_protect)


def _protect(args: argparse.Namespace) -> int:
    from quartier.web.bootstrap import prepare

    prepare(workspace_folder(), create=False)
    from quartier.catalogue.models import Indicator
    from quartier.catalogue.services import assign_rule_set
    from quartier.kernel.reader import SYSTEM

    chosen = _rule_set(args)
    found = {row.key: row for row in Indicator.objects.filter(key__in=args.indicators)
             .select_related("current_public", "current_confidential")}  # fmt: skip
    unknown = [key for key in args.indicators if key not in found]
    if unknown:
        raise NotFound(f"There is no indicator {', '.join(map(repr, unknown))}.")
    for key in args.indicators:
        if chosen is not None and not args.trial:
            assign_rule_set(by=SYSTEM, indicator=found[key], rule_set=chosen)
        _one(found[key], chosen, trial=args.trial)
    return 0


def _rule_set(args: argparse.Namespace) -> RuleSet | None:
    from quartier.catalogue.models import RuleSet
    from quartier.catalogue.services import Thresholds, define_rule_set
    from quartier.kernel.reader import SYSTEM

    given = {name: getattr(args, name) for name in _THRESHOLDS if getattr(args, name) is not None}
    if not args.rules:
        if given or args.default or args.zeros:
            raise _refused("thresholds belong to a rule set; name it with --rules KEY", "--rules")
        return None
    if given and args.trial:  # nothing is written: the rule set lives as long as this command
        return RuleSet(key=args.rules, name=args.name or args.rules, zeros=args.zeros, **given)
    if given:
        wanted = Thresholds(zeros=args.zeros, **given)
        row = define_rule_set(by=SYSTEM, key=args.rules, name=args.name or args.rules, thresholds=wanted,
                              demanded_by=args.demanded_by, default=args.default)  # fmt: skip
        print(f"Rule set {row.key} is defined.", file=sys.stderr)
        return row
    found = RuleSet.objects.filter(key=args.rules).first()
    if found is None:
        known = ", ".join(RuleSet.objects.values_list("key", flat=True)) or "none"
        raise NotFound(f"There is no rule set {args.rules!r} (known: {known}); give it thresholds to define it.")
    return found


def _one(indicator: Indicator, chosen: RuleSet | None, *, trial: bool) -> None:
    from quartier.catalogue.protection import rule_set_for
    from quartier.catalogue.services import derive_public, try_rules
    from quartier.kernel.reader import SYSTEM

    rule_set = chosen or rule_set_for(indicator)
    if rule_set is None:
        raise _refused(f"{indicator.key} has no rule set and the workspace no default", "--rules")
    if trial:
        report = try_rules(by=SYSTEM, indicator=indicator, rule_set=rule_set).as_dict()
    else:
        release = derive_public(by=SYSTEM, indicator=indicator, rule_set=rule_set)
        report = release.provenance["report"]
        print(f"{release} is in force for the public.", file=sys.stderr)
    print("\n".join(report_lines(indicator.key, report)))


def report_lines(indicator: str, report: dict[str, Any]) -> list[str]:
    """The report as a table of text; numbers of figures, never a figure."""
    columns = ("level", "period", "figures", "shown", "primary", "secondary", "delivered")
    kept = "" if report["kept"] is None else f", {100 * report['kept']:.1f} % of the figures are shown"
    rows = [columns, *(tuple(str(row[name]) for name in columns) for row in report["by_level_and_period"])]
    widths = [max(len(row[place]) for row in rows) for place in range(len(columns))]
    lines = [f"{indicator}: rule set {report['rules']}{kept}"]
    lines += ["  " + "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows]
    notes = {
        "unjudged": "hidden because numerator or denominator is not known",
        "known_before": "hidden now, but shown by an earlier public release (withdraw it to take it back)",
        "narrowed": "hidden, but the sums alone tell more of them than the rules do",
        "exposed": "hidden, but computable whatever else is hidden",
    }
    return lines + [f"  {report[name]} {text}" for name, text in notes.items() if report[name]]


def _refused(message: str, column: str) -> InputRejected:
    return InputRejected([Problem(message, column=column)], subject="quartier protect")
