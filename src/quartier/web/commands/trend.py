"""`quartier trend`: trends, change points and short forecasts on a plain table."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from quartier.web.commands.table_files import add_out, add_table, read, say, write

if TYPE_CHECKING:
    import pandas as pd


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
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


def run_trend(args: argparse.Namespace) -> int:
    """`quartier trend`: one row a unit."""
    from quartier.methods.time import suspect_breaks, trends

    wide, times, segments = _series(args)
    table = trends(wide, times, segments, args.level)
    table = _with_change_points(table, wide)
    if args.forecast:
        table = _with_forecasts(table, wide, args)
    write(table, args)
    for _, step in suspect_breaks(wide).query("suspect").iterrows():
        say(f"note: {step['count']} of {step['units']} units make their largest jump from {step['before']} to "
            f"{step['after']}: was the method or the boundary changed?")  # fmt: skip
    return 0


def _series(args: argparse.Namespace) -> tuple[pd.DataFrame, list[float], list[int]]:
    """Units x periods in order of time, with dates in years and the number of the segment of each period."""
    from quartier.kernel.errors import InputRejected, Problem
    from quartier.kernel.period import Period, PeriodInvalid

    table = read(args)
    table.require([args.unit, args.period, args.value])
    numbers = table.numbers([args.value])
    file = table.name
    long = table.texts[[args.unit, args.period]].map(lambda cell: str(cell).strip())
    problems, periods = [], {}
    for place, text in enumerate(long[args.period]):
        try:
            periods[text] = Period.parse(text)
        except PeriodInvalid as error:
            problems.append(Problem(str(error), "period", file, table.rows[place], args.period, text))
    double = long.duplicated()
    problems += [
        Problem("This unit and period stand here twice", "double-row", file, table.rows[int(place)])
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
