"""Writes docs/methods.md from the spec tables in tests/spec/methods and the docstrings of the methods they call.

``python docs/build_methods.py`` writes, ``python docs/build_methods.py --check`` says whether the file is current.
"""

from __future__ import annotations

import argparse
import importlib.util
import inspect
import sys
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SPECS = ROOT / "tests" / "spec"
TARGET = ROOT / "docs" / "methods.md"
HEAD = """\
# Methods

This page is built from the spec tables in `tests/spec/methods` by `python docs/build_methods.py`: each row below is a
test that runs with every change. A result that is undefined is a gap with a reason code, never 0.
"""


def load(path: Path) -> ModuleType:
    """A spec module, imported by its path."""
    spec = importlib.util.spec_from_file_location(f"spec_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"{path} cannot be imported")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def value_text(value: Any) -> str:
    """A number, list or mapping as a reader of the manual wants it."""
    if isinstance(value, bool) or value is None:
        return str(value).lower()
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float | int):
        return f"{value:.10g}"
    if isinstance(value, Mapping):
        return "; ".join(f"{key} = {value_text(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return "[" + ", ".join(value_text(part) for part in value) + "]"
    return getattr(value, "__name__", "") or str(value)


def cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def section(spec: Any) -> str:
    """One method: heading, signature, docstring, table."""
    module = spec.method.__module__
    lines = [f"### {spec.title()}", "", f"`{module}.{spec.method.__qualname__}`", ""]
    lines += [inspect.cleandoc(spec.method.__doc__ or ""), "", "| given | result | source |", "| --- | --- | --- |"]
    for row in spec.rows:
        given = row.shown or value_text(row.given)
        lines.append(f"| {cell(given)} | {cell(value_text(row.expected))} | {cell(row.source)} |")
    return "\n".join(lines) + "\n"


def build() -> str:
    """The whole page, families in the order they ask for."""
    sys.path.insert(0, str(SPECS))
    modules = [load(path) for path in sorted((SPECS / "methods").glob("test_*.py"))]
    families = sorted((m for m in modules if hasattr(m, "SPECS")), key=lambda m: (m.ORDER, m.TITLE))
    parts = [HEAD]
    for family in families:
        parts.append(f"## {family.TITLE}\n\n{inspect.cleandoc(family.INTRODUCTION)}\n")
        parts += [section(spec) for spec in family.SPECS]
    return "\n".join(parts)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when docs/methods.md is not current")
    text = build()
    if parser.parse_args().check:
        current = TARGET.read_text(encoding="utf-8") if TARGET.exists() else ""
        if current != text:
            sys.stderr.write("docs/methods.md is not current: run python docs/build_methods.py\n")
            return 1
        return 0
    TARGET.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
