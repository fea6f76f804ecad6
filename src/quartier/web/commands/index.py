"""`quartier index`: composite indices from recipes, on a plain table."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from quartier.kernel.errors import InputRejected, Problem
from quartier.web.commands.common import add_workspace, workspace_folder
from quartier.web.commands.table_files import add_out, add_table, read, recipe_frame, say, write

if TYPE_CHECKING:
    import pandas as pd

    from quartier.methods.composite.recipe import Recipe
    from quartier.methods.composite.run import IndexResult


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    index = subparsers.add_parser("index", help="composite indices from recipes")
    actions = index.add_subparsers(title="actions", required=True, metavar="ACTION")
    run = actions.add_parser("run", help="compute an index from a table")
    run.add_argument(
        "recipe", metavar="RECIPE", help="a shipped name or a file, with an edition: mss, mss:2015, own.yaml"
    )
    add_table(run, required=False)
    add_out(run)
    _add_catalogue(run)
    run.add_argument("--steps", action="store_true", help="add the normalised indicators to the result")
    run.add_argument(
        "--variants", type=int, default=0, metavar="N", help="add rank intervals over N variants of the index"
    )
    run.add_argument("--sampling", choices=["none", "beta", "normal"], default="none", help="draw chance in rates too")
    run.add_argument("--seed", type=int, default=0)
    run.add_argument("--language", choices=["de", "en"], default="de", help="language of the class labels")
    run.set_defaults(func=run_index)
    explain = actions.add_parser("explain", help="what makes one unit's rank, and what would move it")
    explain.add_argument("recipe", metavar="RECIPE")
    explain.add_argument("--unit", required=True, metavar="CODE")
    add_table(explain)
    add_out(explain)
    explain.set_defaults(func=explain_unit)
    listing = actions.add_parser("list", help="the shipped recipes and their editions")
    listing.set_defaults(func=list_recipes)
    show = actions.add_parser("show", help="print a shipped recipe, to start your own from")
    show.add_argument("recipe", metavar="RECIPE")
    show.set_defaults(func=show_recipe)
    check = actions.add_parser("check", help="check a recipe of your own, in all its editions")
    check.add_argument("recipe", metavar="FILE")
    check.set_defaults(func=check_recipe)


def _add_catalogue(run: argparse.ArgumentParser) -> None:
    """Instead of a table: the figures of the workspace."""
    run.add_argument("--level", metavar="KEY", help="compute from the catalogue, for the units of this level")
    run.add_argument("--period", metavar="PERIOD", help="2020-12-31, 2020 ... (with --level)")
    run.add_argument("--geography", default="", metavar="KEY", help="default: the newest with figures of that time")
    run.add_argument(
        "--column", action="append", default=[], metavar="COLUMN=FIGURE",
        help="which figure fills a column of the recipe: residents=population, kids=population[age=0-14], "
        "recipients=sgb2-rate.numerator, other=- (left empty)",
    )  # fmt: skip
    run.add_argument("--publish", action="store_true", help="publish the scores as indicators (with --level)")
    add_workspace(run)


def run_index(args: argparse.Namespace) -> int:
    """`quartier index run`."""
    from quartier.sources.recipes import find_recipe

    recipe, frame, result = _computed(find_recipe(args.recipe), args)
    table = index_table(result, frame, args.language, args.steps)
    if args.variants:
        table = _with_uncertainty(table, recipe, frame, args)
    write(table.set_index(table.columns[0]), args, **_about(result))
    say(*(f"note: {note}" for note in result.notes))
    rated = int((result.table["reason"] == "").sum())
    say(f"{recipe.key}{':' + recipe.edition if recipe.edition else ''}: {rated} of {len(frame)} units have an index")
    return 0


def _computed(recipe: Recipe, args: argparse.Namespace) -> tuple[Recipe, pd.DataFrame, IndexResult]:
    """From the table or from the catalogue, whichever was named. Raises InputRejected when it is not exactly one."""
    from quartier.methods.composite.run import run_recipe

    if (args.table is None) == (args.level is None) or (args.level is None) != (args.period is None):
        wanted = Problem("name either --table, or --level and --period", "usage")
        raise InputRejected([wanted], "quartier index run")
    if args.table is None:
        return _from_catalogue(recipe, args)
    recipe, frame = recipe_frame(recipe, read(args))
    return recipe, frame, run_recipe(recipe, frame)


def _from_catalogue(recipe: Recipe, args: argparse.Namespace) -> tuple[Recipe, pd.DataFrame, IndexResult]:
    from quartier.web.bootstrap import prepare

    if args.out is not None:
        from quartier.web.commands.plain_files import check_table_target

        check_table_target(args.out)
    columns = dict(text.partition("=")[::2] for text in args.column)
    prepare(workspace_folder(), create=False)
    from quartier.analysis.ingredients import Place
    from quartier.analysis.services import publish_index, run_index
    from quartier.kernel.reader import SYSTEM

    run = run_index(recipe, Place(args.level, args.period, args.geography), columns, reader=SYSTEM)
    say(*(f"note: {note}" for note in run.ingredients.notes))
    if args.publish:
        say(*(f"published: {release}" for release in publish_index(by=SYSTEM, run=run)))
    return recipe, run.ingredients.table, run.result


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
    units = frame[names].map(lambda cell: cell.strip() if isinstance(cell, str) else cell)
    return pd.concat([units.reset_index(drop=True), table.reset_index(drop=True)], axis=1)


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


def _about(result: IndexResult) -> dict[str, Any]:
    """What a reader of the result needs to know of how it was made."""
    recipe = result.recipe
    return {
        "recipe": recipe.key,
        "edition": recipe.edition,
        "name": recipe.name.as_dict(),
        "source": recipe.source,
        "weights": result.weights.to_dict("records"),
        "notes": [str(note) for note in result.notes],
    }


def explain_unit(args: argparse.Namespace) -> int:
    """`quartier index explain`: contributions of the indicators, and the rank after one change at a time."""
    from quartier.kernel.errors import QuartierError
    from quartier.methods.composite.influence import contributions, what_moves
    from quartier.methods.composite.matrix import matrix_of_recipe
    from quartier.sources.recipes import find_recipe

    recipe, frame = recipe_frame(find_recipe(args.recipe), read(args))
    if recipe.unit in frame:
        frame = frame.set_index(frame[recipe.unit].astype(str).str.strip().rename(None))
    matrix, _ = matrix_of_recipe(recipe, frame)
    moves = what_moves(matrix, args.unit)
    if "reason" in moves.attrs:
        raise QuartierError(f"Unit {args.unit} has no complete set of indicators ({moves.attrs['reason']})")
    parts = contributions(matrix, args.unit)
    rank, moves.attrs = moves.attrs["rank"], {}
    write(moves.set_index("change"), args, rank=rank, contributions=parts.to_dict("index"))
    say(f"{args.unit} has rank {rank} of {len(matrix.values)} in {recipe.key}", parts.round(3).to_string())
    return 0


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
