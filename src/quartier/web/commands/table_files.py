"""What `index`, `rates` and `trend` share: arguments, a table for a recipe, results to a file or to the screen."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from quartier import __version__

if TYPE_CHECKING:
    import pandas as pd

    from quartier.methods.composite.recipe import Recipe
    from quartier.web.commands.plain_files import PlainTable

_HIDDEN = "*"


def add_table(parser: argparse.ArgumentParser, *, required: bool = True) -> None:
    parser.add_argument("--table", metavar="FILE", help="CSV, XLSX, ODS or Parquet, a row a unit", required=required)


def add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", metavar="FILE", help="CSV, XLSX or Parquet; without it the table is printed as CSV")


def read(args: argparse.Namespace) -> PlainTable:
    """The table; a result file that cannot be written is refused before anything is computed."""
    from quartier.web.commands import plain_files

    if args.out is not None:
        plain_files.check_table_target(args.out)
    return plain_files.read_table(args.table)


def recipe_frame(recipe: Recipe, table: PlainTable) -> tuple[Recipe, pd.DataFrame]:
    """The table as a recipe wants it: numbers read, secret cells marked, other columns as text.

    Marks that the recipe names come first; other known marks (``.``, ``x``, ``<5``) mean what they mean in official
    tables. Returns the recipe with the mark of secrecy that the frame uses. Raises InputRejected with all cells that
    are neither numbers nor marks.
    """
    from quartier.sources.tables.mapping import Marker
    from quartier.sources.tables.markers import known_marker

    columns = [name for name in recipe.number_columns if name in table.texts.columns]
    texts = table.texts[columns].map(lambda cell: str(cell).strip())
    named = texts.isin([*recipe.missing, *recipe.suppressed])
    meanings = {text: known_marker(text) for column in columns for text in texts[column].unique()}
    secret = {text for text, known in meanings.items() if known is not None and known.meaning is Marker.SUPPRESSED}
    hidden = texts.isin([*(secret - set(recipe.missing)), *recipe.suppressed])
    frame = table.texts.copy()
    numbers = _numbers(recipe, replace(table, texts=table.texts.assign(**texts.mask(named, ""))), columns)
    for name in columns:
        frame[name] = numbers[name].astype(object).mask(hidden[name], _HIDDEN)
    return replace(recipe, suppressed=(*recipe.suppressed, _HIDDEN)), frame


def _numbers(recipe: Recipe, table: PlainTable, columns: list[str]) -> pd.DataFrame:
    """The columns as numbers; missing columns and cells that are no numbers are told together."""
    from quartier.kernel.errors import InputRejected
    from quartier.methods.composite.ingredients import missing_columns

    problems = [replace(problem, file=table.name) for problem in missing_columns(recipe, list(table.texts.columns))]
    try:
        numbers = table.numbers(columns)
    except InputRejected as error:
        raise InputRejected([*problems, *error.problems], table.name) from None
    if problems:
        raise InputRejected(problems, table.name)
    return numbers


def write(frame: pd.DataFrame, args: argparse.Namespace, **about: Any) -> None:
    """A table with the unit as its index: to the file, with how it was made beside it, or to the screen."""
    from quartier.web.commands import plain_files

    if args.out is None:
        sys.stdout.write(frame.to_csv(lineterminator="\n"))
        return
    asked = {name: value for name, value in vars(args).items() if name != "func" and value is not None}
    plain_files.write_table(frame, args.out, {"quartier": __version__, "parameters": asked, **about})


def say(*lines: str) -> None:
    """Notes go to the error stream, so that the result can be piped."""
    for line in lines:
        print(line, file=sys.stderr)
