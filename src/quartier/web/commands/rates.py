"""`quartier rates`: rates of small areas on a plain table."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from quartier.web.commands.table_files import add_out, add_table, read, say, write

if TYPE_CHECKING:
    import pandas as pd


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    rates = subparsers.add_parser("rates", help="rates of small areas: intervals, funnel, smoothing, differences")
    actions = rates.add_subparsers(title="actions", required=True, metavar="ACTION")
    for name, handler, text in (
        ("interval", rates_interval, "shares or rates with their intervals"),
        ("funnel", rates_funnel, "which units differ from the whole by more than chance"),
        ("smooth", rates_smooth, "empirical Bayes: small units are drawn towards the whole or their neighbours"),
        ("rest", rates_rest, "every unit against the rest of the whole"),
        ("change", rates_change, "change of a share between two dates of largely the same people"),
    ):
        action = actions.add_parser(name, help=text)
        _rates_arguments(action)
        if name == "interval":
            methods = ["wilson", "exact", "byar", "poisson"]
            action.add_argument(
                "--method", choices=methods, default="wilson", help="wilson, exact: shares; byar, poisson: events"
            )
        if name == "smooth":
            action.add_argument("--neighbours", metavar="FILE", help="table with two columns: unit, neighbour")
        if name == "change":
            action.add_argument("--numerator-after", required=True, metavar="COLUMN")
            action.add_argument("--denominator-after", required=True, metavar="COLUMN")
            action.add_argument(
                "--stay", type=float, help="share of the group at the first date still in it at the second"
            )
        action.set_defaults(func=handler)


def _rates_arguments(parser: argparse.ArgumentParser) -> None:
    add_table(parser)
    add_out(parser)
    parser.add_argument("--unit", default="unit", metavar="COLUMN", help="column with the code of the unit")
    parser.add_argument("--numerator", required=True, metavar="COLUMN")
    parser.add_argument("--denominator", required=True, metavar="COLUMN")
    parser.add_argument("--per", type=float, default=100.0, help="result per so many persons (default 100)")
    parser.add_argument("--level", type=float, default=0.95, help="level of the interval (default 0.95)")


def _counts(args: argparse.Namespace, *more: str) -> pd.DataFrame:
    table = read(args)
    table.require([args.numerator, args.denominator, *more, args.unit])
    return table.numbers([args.numerator, args.denominator, *more]).set_axis(table.indexed(args.unit))


def _write_rates(table: pd.DataFrame, args: argparse.Namespace, scaled: tuple[str, ...]) -> int:
    table = table.copy()
    for name in table:
        if name in scaled or str(name).startswith(("lower_", "upper_")):
            table[name] = table[name] * args.per
    table.attrs = {}
    write(table, args)
    reasons = sorted(set(table["reason"]) - {""})
    gaps = int((table["reason"] != "").sum())
    say(f"{len(table)} units, {gaps} without a result" + (f" ({', '.join(reasons)})" if gaps else ""))
    return 0


def rates_interval(args: argparse.Namespace) -> int:
    """`quartier rates interval`."""
    from quartier.methods import rates

    frame = _counts(args)
    k, n = frame[args.numerator], frame[args.denominator]
    match args.method:
        case "wilson":
            table = rates.wilson(k, n, args.level)
        case "exact":
            table = rates.exact_share(k, n, args.level)
        case other:
            table = rates.rate(k, n, 1.0, args.level, "byar" if other == "byar" else "exact")
    return _write_rates(table, args, ("value", "lower", "upper"))


def rates_funnel(args: argparse.Namespace) -> int:
    """`quartier rates funnel`."""
    from quartier.methods.rates import funnel_of_shares

    frame = _counts(args)
    table = funnel_of_shares(frame[args.numerator], frame[args.denominator], (args.level, 0.998))
    say(f"over-dispersion factor {table['phi'].iloc[0]:.2f}")
    return _write_rates(table, args, ("value", "baseline"))


def rates_smooth(args: argparse.Namespace) -> int:
    """`quartier rates smooth`."""
    from quartier.methods.rates import empirical_bayes, spatial_empirical_bayes

    frame = _counts(args)
    e, b = frame[args.numerator], frame[args.denominator]
    if args.neighbours is None:
        return _write_rates(empirical_bayes(e, b), args, ("value", "raw"))
    return _write_rates(
        spatial_empirical_bayes(e, b, _neighbours(args.neighbours, frame.index)), args, ("value", "raw")
    )


def _neighbours(file: str, units: pd.Index) -> object:
    """A square matrix from pairs of codes; pairs count in both directions."""
    import numpy as np
    import pandas as pd
    from scipy import sparse

    from quartier.kernel.errors import InputRejected, Problem
    from quartier.web.commands.plain_files import read_table

    table = read_table(file)
    pairs = table.texts.iloc[:, :2]
    codes = [[str(code).strip() for code in pairs.iloc[:, side]] for side in range(pairs.shape[1])]
    places = [units.get_indexer(pd.Index(column)) for column in codes]
    if len(places) < 2:
        raise InputRejected([Problem("Two columns are needed: unit, neighbour", "columns", Path(file).name)], file)
    problems = [
        Problem("There is no such unit", "unknown-unit", Path(file).name, table.rows[int(row)], found=codes[side][row])
        for side in (0, 1)
        for row in np.flatnonzero(places[side] < 0)
    ]
    if problems:
        raise InputRejected(problems, Path(file).name)
    matrix = sparse.coo_array((np.ones(len(pairs)), (places[0], places[1])), shape=(len(units), len(units))).tocsr()
    return matrix + matrix.T


def rates_rest(args: argparse.Namespace) -> int:
    """`quartier rates rest`."""
    from quartier.methods.rates import difference_from_rest

    frame = _counts(args)
    table = difference_from_rest(frame[args.numerator], frame[args.denominator], args.level)
    return _write_rates(table, args, ("value", "lower", "upper", "rest"))


def rates_change(args: argparse.Namespace) -> int:
    """`quartier rates change`; without --stay the usual variation of all units' changes is taken."""
    import pandas as pd

    from quartier.kernel.errors import QuartierError
    from quartier.methods.rates import change_of_stock, variance_ratio

    frame = _counts(args, args.numerator_after, args.denominator_after)
    before, before_of = frame[args.numerator], frame[args.denominator]
    after, after_of = frame[args.numerator_after], frame[args.denominator_after]
    ratio = None
    if args.stay is None:
        found = variance_ratio(
            pd.DataFrame({"before": before, "after": after}), pd.DataFrame({"before": before_of, "after": after_of})
        )
        if found.reason is not None:
            raise QuartierError(f"The usual variation cannot be told ({found.reason}): give --stay")
        ratio = found.value
        say(f"usual changes vary {ratio:.3f} times as much as independent samples would")
    table = change_of_stock(before, before_of, after, after_of, args.stay, ratio, args.level)
    return _write_rates(table, args, ("value", "lower", "upper", "se"))
