"""The house stands: what import contracts cannot see, sizes, settings that are documented."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

import quartier

SOURCE = Path(quartier.__file__).parent
ROOT = SOURCE.parent.parent
FLOORS = ("compute", "accounts", "catalogue", "atlas", "analysis", "frame", "web")
LONGEST_FILE, LONGEST_FUNCTION, USUAL_FUNCTION, USUAL_SHARE = 500, 60, 25, 0.9


def python_files() -> list[Path]:
    return [file for file in SOURCE.rglob("*.py") if "migrations" not in file.parts]


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("quartier.")]


def test_foreign_keys_point_downstairs() -> None:
    """Foreign keys by string escape the import contracts."""
    for model in own_models():
        for field in model._meta.get_fields():
            related = field.related_model if field.is_relation and not field.auto_created else None
            if isinstance(related, type) and related.__module__.startswith("quartier."):
                above, below = model._meta.app_label, related._meta.app_label
                assert FLOORS.index(below) <= FLOORS.index(above), f"{model.__name__}.{field.name} points upstairs"


@pytest.mark.parametrize("app", FLOORS)
def test_migrations_depend_on_floors_below(app: str) -> None:
    for file in (SOURCE / app / "migrations").glob("0*.py"):
        named = re.findall(r'\(\s*"(\w+)",\s*"\w+"\s*\)', file.read_text(encoding="utf-8"))
        for other in set(named) & set(FLOORS):
            assert FLOORS.index(other) <= FLOORS.index(app), f"{file.name} of {app} depends on {other}"


def functions(file: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            body = node.body[1:] if ast.get_docstring(node) and len(node.body) > 1 else node.body
            yield node.name, (body[-1].end_lineno or 0) - body[0].lineno + 1


def test_no_file_that_nobody_dares_open() -> None:
    long = {
        str(f.relative_to(SOURCE)): n for f in python_files() if (n := f.read_text("utf-8").count("\n")) > LONGEST_FILE
    }
    assert long == {}


def test_functions_are_small() -> None:
    sizes = [(file.name, name, lines) for file in python_files() for name, lines in functions(file)]
    assert [size for size in sizes if size[2] > LONGEST_FUNCTION] == []
    usual = sum(lines <= USUAL_FUNCTION for _, _, lines in sizes)
    assert usual / len(sizes) >= USUAL_SHARE


def test_every_setting_is_documented() -> None:
    documented = set(re.findall(r"QUARTIER_[A-Z_]+", (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")))
    read = set()
    for file in python_files():
        read |= set(re.findall(r'"(QUARTIER_[A-Z_]+)"', file.read_text(encoding="utf-8")))
    assert read - documented == set()


def test_environment_is_read_in_one_place() -> None:
    allowed = {"environment.py", "bootstrap.py", "cli.py", "serve.py"}
    readers = {f.name for f in python_files() if re.search(r"os\.environ|os\.getenv", f.read_text(encoding="utf-8"))}
    assert readers <= allowed | {"wsgi.py", "child.py", "worker.py"}


def test_observations_are_read_through_the_gate_with_a_reader() -> None:
    """Each public function of the gate that hands out figures takes `reader=`, as a keyword without default."""
    tree = ast.parse((SOURCE / "catalogue" / "observations.py").read_text(encoding="utf-8"))
    for name in ("current_release", "observations", "file_by_checksum"):
        node = next(n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name)
        keyword = [a.arg for a, d in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True) if d is None]
        assert "reader" in keyword, name


def test_services_name_who_acts() -> None:
    """Every public service function is keyword-only and takes `by=`."""
    for file in (SOURCE / "catalogue" / "services").glob("*.py"):
        for node in ast.parse(file.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and node.name.startswith(("publish", "declare", "withdraw")):
                assert not node.args.args, f"{node.name} takes positional arguments"
                assert "by" in {a.arg for a in node.args.kwonlyargs}, node.name
