"""YAML as plain data that knows where each part stood, so that every problem names line and column."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from quartier.kernel.errors import InputRejected, Problem

Path = tuple[Hashable, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Line and column as an editor counts them, from 1."""

    line: int
    column: int


@dataclass(slots=True)
class Located:
    """A YAML node as plain data: mapping, list or scalar, with its place and those of its keys."""

    value: Any
    place: Place
    text: str = ""
    """A scalar as it was written: 01011101 is a code, not an octal number."""
    keys: dict[str, Place] = field(default_factory=dict)

    def plain(self) -> Any:
        if isinstance(self.value, dict):
            return {key: part.plain() for key, part in self.value.items()}
        if isinstance(self.value, list):
            return [part.plain() for part in self.value]
        return self.value

    def at(self, path: Path) -> Located:
        """The node at a path; the nearest one above it if the path ends in something that is not there."""
        node = self
        for step in path:
            inside = node.value
            mapped = isinstance(inside, dict) and step in inside
            listed = isinstance(inside, list) and isinstance(step, int) and step < len(inside)
            if not (mapped or listed):
                return node
            node = inside[step]
        return node


def read_yaml(text: str, file: str) -> Located:
    """The one document of a YAML text. Raises InputRejected: broken YAML, double keys, anchors, no mapping."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise InputRejected([_syntax(error, file)], file) from None
    except yaml.YAMLError as error:
        raise InputRejected([Problem(f"This is no YAML: {error}", "yaml", file=file)], file) from None
    if node is None or not isinstance(node, yaml.MappingNode):
        raise InputRejected([Problem("The file must be a mapping of fields", "yaml", file=file, row=1)], file)
    problems = [problem_at(place, message, code, file) for place, message, code in _faults(node, set())]
    if problems:
        raise InputRejected(problems, file)
    return _located(node, yaml.SafeLoader(""))


def problem_at(
    place: Place, message: str, code: str, file: str, found: str | None = None, expected: str | None = None
) -> Problem:
    """A problem of a text file: row and column are line and column of the text."""
    return Problem(message, code, file, place.line, str(place.column), found, expected)


def _place(node: yaml.Node) -> Place:
    return Place(node.start_mark.line + 1, node.start_mark.column + 1)


def _syntax(error: yaml.MarkedYAMLError, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
    return problem_at(place, f"This is no YAML: {error.problem or error.context or 'unreadable'}", "yaml", file)


def _faults(node: yaml.Node, seen: set[int]) -> Iterator[tuple[Place, str, str]]:
    """Anchors could blow a small file up to gigabytes; a double key hides what was written first."""
    if id(node) in seen:
        yield _place(node), "Anchors and aliases are not allowed", "alias"
        return
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        keys: set[str] = set()
        for key, value in node.value:
            if key.value in keys:
                yield _place(key), f"The field {key.value!r} stands here twice", "double-field"
            keys.add(str(key.value))
            yield from _faults(value, seen)
    elif isinstance(node, yaml.SequenceNode):
        for part in node.value:
            yield from _faults(part, seen)


def _located(node: yaml.Node, loader: yaml.SafeLoader) -> Located:
    place = _place(node)
    if isinstance(node, yaml.MappingNode):
        pairs = [(str(key.value), _place(key), _located(value, loader)) for key, value in node.value]
        return Located({key: value for key, _, value in pairs}, place, keys={key: at for key, at, _ in pairs})
    if isinstance(node, yaml.SequenceNode):
        return Located([_located(part, loader) for part in node.value], place)
    value = loader.construct_object(node)
    simple = isinstance(value, str | int | float | bool) or value is None
    return Located(value if simple else node.value, place, text=node.value)


def merge(base: Located, over: Located) -> Located:
    """`over` wins, field by field; an empty field takes the one below away. Places stay those of the text."""
    if not (isinstance(base.value, dict) and isinstance(over.value, dict)):
        return over
    value, keys = dict(base.value), dict(base.keys)
    for key, part in over.value.items():
        keys[key] = over.keys[key]
        if part.value is None:
            value.pop(key, None)
        else:
            value[key] = merge(value[key], part) if key in value else part
    return Located(value, base.place, keys=keys)
