"""Recipes: files that define an index, read into the frozen words of `methods.composite.recipe` (docs/recipes.md).

A recipe is a YAML file. What is wrong with it is told with line and column, all at once. Shipped recipes have a name
(``mss``), files of one's own a path; an edition follows after a colon (``mss:2015``).
"""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.methods.composite.recipe import Recipe
from quartier.sources.recipes.build import build
from quartier.sources.recipes.located import Located, merge, problem_at, read_yaml
from quartier.sources.recipes.meaning import meaning_problems, score_order
from quartier.sources.recipes.schema import schema_problems

SCHEMA = "recipe.schema.json"
_ENDINGS = (".yaml", ".yml")


def shipped_names() -> tuple[str, ...]:
    """Names of the recipes that come with Quartier."""
    folder = resources.files(__name__).joinpath("shipped")
    return tuple(sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml")))


def shipped_text(name: str) -> str:
    """The text of a shipped recipe, to start one's own from. Raises NotFound."""
    if name not in shipped_names():
        raise NotFound(f"There is no shipped recipe {name!r}; there are: {', '.join(shipped_names())}")
    return resources.files(__name__).joinpath("shipped", f"{name}.yaml").read_text(encoding="utf-8")


def find_recipe(reference: str) -> Recipe:
    """A shipped recipe by name or a file by path, perhaps with an edition: ``mss``, ``mss:2015``, ``own.yaml:2030``.

    Raises NotFound, InputRejected (all problems with line and column).
    """
    name, _, edition = reference.partition(":") if not Path(reference).exists() else (reference, "", "")
    path = Path(name)
    if name in shipped_names() and not path.is_file():
        return read_recipe(shipped_text(name), f"{name}.yaml", edition or None)
    if not path.is_file():
        known = ", ".join(shipped_names())
        raise NotFound(f"There is no recipe {name!r}: it is neither a file nor one of {known}")
    return read_recipe(_file_text(path), path.name, edition or None)


def _file_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        problem = Problem("The file is not encoded as UTF-8", "encoding", file=path.name)
        raise InputRejected([problem], path.name) from None


def read_recipe(text: str, file: str, edition: str | None = None) -> Recipe:
    """The recipe of one edition (default: the one the file names). Raises InputRejected with all problems at once."""
    document = read_yaml(text, file)
    name, whole = _edition(document, file, edition)
    problems = schema_problems(whole, SCHEMA, file)
    problems = problems or meaning_problems(whole, file)
    if problems:
        raise InputRejected(problems, file)
    return build(whole, name, score_order(whole))


def check_all(file: str) -> dict[str, Recipe]:
    """Every edition of a recipe file. Raises NotFound, InputRejected with the problems of all editions at once."""
    path = Path(file)
    if not path.is_file():
        raise NotFound(f"There is no file {file}")
    text = _file_text(path)
    found: dict[str, Recipe] = {}
    problems: list[Problem] = []
    for edition in editions(text, path.name) or (None,):
        try:
            found[edition or ""] = read_recipe(text, path.name, edition)
        except InputRejected as error:
            problems += error.problems
    if problems:
        raise InputRejected(dict.fromkeys(problems), path.name)
    return found


def editions(text: str, file: str) -> tuple[str, ...]:
    """Names of the editions of a file, in its order; empty if it has none."""
    document = read_yaml(text, file)
    found = document.value.get("editions")
    return tuple(found.value) if found is not None and isinstance(found.value, dict) else ()


def _edition(document: Located, file: str, edition: str | None) -> tuple[str, Located]:
    """The document of one edition: the common fields, then what the edition says otherwise."""
    plain = Located(
        {key: part for key, part in document.value.items() if key not in ("edition", "editions")},
        document.place,
        keys=document.keys,
    )
    every = document.value.get("editions")
    if every is None or not isinstance(every.value, dict):
        if edition is not None:
            raise InputRejected([problem_at(document.place, "This recipe has no editions", "no-edition", file)], file)
        return "", document
    default = document.value.get("edition")
    wanted = edition or (default.text if default is not None else next(iter(every.value), ""))
    if wanted not in every.value:
        message = f"There is no edition {wanted!r}; there are: {', '.join(every.value)}"
        raise InputRejected([problem_at(every.place, message, "no-edition", file, found=wanted)], file)
    return wanted, merge(plain, every.value[wanted])
