"""`quartier index`, `quartier rates`, `quartier trend`: the methods on a plain table, without a workspace."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from quartier.web.commands.table_files import add_out, add_table, check_out, read_table, say, write_table

if TYPE_CHECKING:
    import pandas as pd

    from quartier.methods.composite.recipe import Recipe
    from quartier.methods.composite.run import IndexResult

Handler = Callable[[argparse.Namespace], int]


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the commands to the main parser."""
    _register_index(subparsers)
    _register_rates(subparsers)
    _register_trend(subparsers)


def _register_index(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    index = subparsers.add_parser("index", help="composite indices from recipes")
    actions = index.add_subparsers(title="actions", required=True, metavar="ACTION")
    run = actions.add_parser("run", help="compute an index from a table")
    run.add_argument(
        "recipe", metavar="RECIPE", help="a shipped name or a file, with an edition: mss, mss:2015, own.yaml"
    )
    add_table(run)
    add_out(run)
    run.add_argument("--steps", action="store_true", help="add the normalised indicators to the result")
    run.add_argument(
        "--variants", type=int, default=0, metavar="N", help="add rank intervals over N variants of the index"
    )
    run.add_argument("--sampling", choices=["none", "beta", "normal"], default="none", help="draw chance in rates too")
    run.add_argument("--seed", type=int, default=0)
    run.add_argument("--language", choices=["de", "en"], default="de", help="language of the class labels")
    run.set_defaults(func=run_index)
    listing = actions.add_parser("list", help="the shipped recipes and their editions")
    listing.set_defaults(func=list_recipes)
    show = actions.add_parser("show", help="print a shipped recipe, to start your own from")
    show.add_argument("recipe", metavar="RECIPE")
    show.set_defaults(func=show_recipe)
    check = actions.add_parser("check", help="check a recipe of your own, in all its editions")
    check.add_argument("recipe", metavar="FILE")
    check.set_defaults(func=check_recipe)


def _register_rates(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
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


def _register_trend(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    trend = subparsers.add_parser("trend", help="trends, change points and short forecasts of series")
    add_table(trend)
    add_out(trend)
    trend.add_argument("--unit", default="unit", metavar="COLUMN")
    trend.add_argument("--period", default="period", metavar="COLUMN", help="2020, 2020-Q3, 2020-12-31 ...")
    trend.add_argument("--value", default="value", metavar="COLUMN")
    trend.add_argument("--break", dest="breaks", action="append", default=[], metavar="PERIOD",
                       help="first period of a new method or boundary; may be given several times")  # fmt: skip
    trend.add_argument("--forecast", type=int, default=0, metavar="N", help="add forecasts for N periods (at most 5)")
    trend.add_argument("--level", type=float, default=0.95)
    trend.set_defaults(func=run_trend)


# --- index


def run_index(args: argparse.Namespace) -> int:
    """`quartier index run`."""
    from quartier.methods.composite.run import run_recipe
    from quartier.sources.recipes import find_recipe

    recipe = find_recipe(args.recipe)
    frame = read_table(args)
    result = run_recipe(recipe, frame)
    table = index_table(result, frame, args.language, args.steps)
    if args.variants:
        table = _with_uncertainty(table, recipe, frame, args)
    write_table(table, args.out, {"weights": result.weights, "recipe": _passport(recipe)})
    say(*(f"note: {note}" for note in result.notes))
    rated = int((result.table["reason"] == "").sum())
    say(f"{recipe.key}{':' + recipe.edition if recipe.edition else ''}: {rated} of {len(frame)} units have an index")
    return 0


def index_table(result: IndexResult, frame: pd.DataFrame, language: str, steps: bool = False) -> pd.DataFrame:
    """The result as a file holds it: unit, group, scores, ranks, classes with labels, reasons."""
    import pandas as pd

    recipe = result.recipe
    table = result.table.copy()
    for score in recipe.scores:
        for rule in score.classes:
            if rule.labels:
                labels = {number: label.get(language) for number, label in enumerate(rule.labels, start=1)}
                name = f"{score.key}_{rule.key}"
                table.insert(list(table).index(name) + 1, f"{name}_label", table[name].map(labels))
    if (result.excluded != "").any():
        table["excluded_because"] = result.excluded
    if steps:
        table = pd.concat([table, result.normalised.add_prefix("normalised_")], axis=1)
    names = [name for name in (recipe.unit, recipe.by) if name is not None and name in frame]
    if not names:
        names = [str(frame.columns[0])]
    return pd.concat([frame[names].reset_index(drop=True), table.reset_index(drop=True)], axis=1)


def _with_uncertainty(
    table: pd.DataFrame, recipe: Recipe, frame: pd.DataFrame, args: argparse.Namespace
) -> pd.DataFrame:
    from quartier.methods.composite.matrix import matrix_of_recipe
    from quartier.methods.composite.uncertainty import Choices, uncertainty

    matrix, _ = matrix_of_recipe(recipe, frame)
    found = uncertainty(matrix, Choices(sampling=args.sampling), args.variants, args.seed).table.reset_index(drop=True)
    for name in ("rank_low", "rank_median", "rank_high", "priority_share"):
        table[f"{recipe.main}_{name}"] = found[name]
    return table


def _passport(recipe: Recipe) -> pd.DataFrame:
    import pandas as pd

    rows = {"recipe": recipe.key, "edition": recipe.edition, "name": recipe.name.de, "source": recipe.source}
    return pd.DataFrame(rows.items(), columns=["field", "value"])


def list_recipes(_args: argparse.Namespace) -> int:
    """`quartier index list`."""
    from quartier.sources.recipes import editions, find_recipe, shipped_names, shipped_text

    for name in shipped_names():
        found = editions(shipped_text(name), name)
        print(f"{name:12} {find_recipe(name).name.en}" + (f" ({', '.join(found)})" if found else ""))
    return 0


def show_recipe(args: argparse.Namespace) -> int:
    """`quartier index show`."""
    from quartier.sources.recipes import shipped_text

    print(shipped_text(args.recipe), end="")
    return 0


def check_recipe(args: argparse.Namespace) -> int:
    """`quartier index check`: every edition, all problems."""
    from quartier.sources.recipes import check_all

    for edition, recipe in check_all(args.recipe).items():
        print(f"{recipe.key}{':' + edition if edition else ''}: fine; columns {', '.join(recipe.columns)}")
    return 0


# --- rates


def _counts(args: argparse.Namespace, *more: str) -> pd.DataFrame:
    from quartier.sources.plain_table import number_columns

    columns = [args.numerator, args.denominator, *more]
    return number_columns(read_table(args), columns, Path(args.table).name, args.unit)


def _write_rates(table: pd.DataFrame, args: argparse.Namespace, scaled: tuple[str, ...]) -> int:
    table = table.copy()
    for name in table:
        if name in scaled or str(name).startswith(("lower_", "upper_")):
            table[name] = table[name] * args.per
    table.attrs = {}
    write_table(table.reset_index(), args.out)
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
    from quartier.sources.plain_table import read_plain_table

    pairs = read_plain_table(Path(file)).iloc[:, :2].astype(str)
    codes = [[str(code).strip() for code in pairs.iloc[:, side]] for side in range(pairs.shape[1])]
    places = [units.get_indexer(pd.Index(column)) for column in codes]
    if len(places) < 2:
        raise InputRejected([Problem("Two columns are needed: unit, neighbour", "columns", Path(file).name)], file)
    problems = [
        Problem("There is no such unit", "unknown-unit", Path(file).name, int(row) + 2, found=codes[side][row])
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


# --- trend


def run_trend(args: argparse.Namespace) -> int:
    """`quartier trend`: one row a unit."""
    from quartier.methods.time import suspect_breaks, trends

    check_out(args.out)
    wide, times, segments = _series(args)
    table = trends(wide, times, segments, args.level)
    table = _with_change_points(table, wide)
    if args.forecast:
        table = _with_forecasts(table, wide, args)
    write_table(table.reset_index(), args.out)
    for _, step in suspect_breaks(wide).query("suspect").iterrows():
        say(f"note: {step['count']} of {step['units']} units make their largest jump from {step['before']} to "
            f"{step['after']}: was the method or the boundary changed?")  # fmt: skip
    return 0


def _series(args: argparse.Namespace) -> tuple[pd.DataFrame, list[float], list[int]]:
    """Units x periods in order of time, with dates in years and the number of the segment of each period."""
    from quartier.kernel.errors import InputRejected, Problem
    from quartier.kernel.period import Period, PeriodInvalid
    from quartier.sources.plain_table import number_columns

    raw = read_table(args)
    file = Path(args.table).name
    numbers = number_columns(raw, [args.value], file)
    number_columns(raw, [], file, args.unit)
    number_columns(raw, [], file, args.period)
    long = raw[[args.unit, args.period]].astype(str).apply(lambda column: column.str.strip())
    problems, periods = [], {}
    for place, text in enumerate(long[args.period]):
        try:
            periods[text] = Period.parse(text)
        except PeriodInvalid as error:
            problems.append(Problem(str(error), "period", file, place + 2, args.period, text))
    double = long.duplicated()
    problems += [
        Problem("This unit and period stand here twice", "double-row", file, int(place) + 2)
        for place in double.to_numpy().nonzero()[0]
    ]
    if problems:
        raise InputRejected(problems, file)
    order = sorted(periods.values())
    wide = long.assign(value=numbers[args.value]).pivot(index=args.unit, columns=args.period, values="value")
    wide = wide[[str(period) for period in order]]
    starts = [Period.parse(text) for text in args.breaks]
    segments = [sum(period >= start for start in starts) for period in order]
    return wide, [period.axis_position() for period in order], segments


def _with_change_points(table: pd.DataFrame, wide: pd.DataFrame) -> pd.DataFrame:
    from quartier.methods.time import pettitt

    found = [pettitt(row.tolist()) for _, row in wide.iterrows()]
    names = list(wide.columns)
    table["change_after"] = ["" if point.position is None else names[point.position] for point in found]
    table["change_p_value"] = [point.p_value for point in found]
    return table


def _with_forecasts(table: pd.DataFrame, wide: pd.DataFrame, args: argparse.Namespace) -> pd.DataFrame:
    from quartier.methods.time import forecast

    found = [forecast(row.tolist(), args.forecast, args.level) for _, row in wide.iterrows()]
    table["forecast_method"] = [one.method for one in found]
    for ahead in range(1, args.forecast + 1):
        for name in ("value", "lower", "upper"):
            table[f"forecast_{ahead}_{name}"] = [float(one.table[name][ahead]) for one in found]
    return table
