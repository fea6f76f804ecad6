"""A small, tolerant reader of SQL dumps: the rows of ``INSERT INTO ... VALUES`` and the columns of ``CREATE TABLE``.

Nothing is executed. Other statements are passed over. What is cut off or does not fit is a problem with its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeAlias

from quartier.kernel.errors import Problem

Value: TypeAlias = str | int | float | None

_TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?\*/)
      | (?P<text>'(?:[^']|'')*')
      | (?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
      | (?P<word>"(?:[^"]|"")*"|[^\W\d]\w*)
      | (?P<sign>[(),;])
      | (?P<other>.)""",
    re.S | re.X,
)
_NO_COLUMN = {"PRIMARY", "FOREIGN", "UNIQUE", "CHECK", "CONSTRAINT"}


@dataclass(slots=True)
class Table:
    """Rows of one table; `lines` are the lines of the file, counted from 1, one a row."""

    name: str
    columns: list[str]
    rows: list[tuple[Value, ...]] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int


def read(text: str, file: str) -> tuple[dict[str, Table], list[Problem]]:
    """All tables with rows, and what was wrong, in the order of the file."""
    tables: dict[str, Table] = {}
    declared: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for statement, whole in _statements(_tokens(text)):
        words = [token.text.upper() for token in statement[:2]]
        if words == ["INSERT", "INTO"]:
            _insert(statement, whole, tables, declared, problems, file)
        elif words == ["CREATE", "TABLE"]:
            name, columns = _declaration(statement)
            declared[name] = columns
    return tables, problems


def _tokens(text: str) -> Iterator[_Token]:
    line = 1
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "other"
        if kind != "space":
            yield _Token(kind, match.group(), line)
        line += match.group().count("\n")


def _statements(tokens: Iterator[_Token]) -> Iterator[tuple[list[_Token], bool]]:
    """Statements and whether each was closed by its semicolon."""
    statement: list[_Token] = []
    for token in tokens:
        if token.kind == "sign" and token.text == ";":
            if statement:
                yield statement, True
            statement = []
        else:
            statement.append(token)
    if statement:
        yield statement, False


def _name(token: _Token) -> str:
    return token.text.strip('"')


def _declaration(statement: list[_Token]) -> tuple[str, list[str]]:
    """Name and columns of CREATE TABLE [IF NOT EXISTS] name (...)."""
    opening = next((place for place, token in enumerate(statement) if token.text == "("), len(statement))
    columns, depth, first = [], 0, False
    for token in statement[opening:]:
        if first and token.kind == "word" and token.text.upper() not in _NO_COLUMN:
            columns.append(_name(token))
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        first = depth == 1 and token.text in "(,"
    return _name(statement[opening - 1]), columns


def _insert(
    statement: list[_Token],
    whole: bool,
    tables: dict[str, Table],
    declared: dict[str, list[str]],
    problems: list[Problem],
    file: str,
) -> None:
    name = _name(statement[2]) if len(statement) > 2 else "?"
    start = next((place for place, token in enumerate(statement) if token.text.upper() == "VALUES"), len(statement))
    columns = [_name(token) for token in statement[3:start] if token.kind == "word"] or declared.get(name, [])
    if not whole:
        problems.append(
            Problem(
                f"the file is cut off inside the table {name}",
                "cut-off",
                file,
                statement[-1].line,
                expected="a closing ;",
            )
        )
    table = tables.setdefault(name, Table(name, columns))
    for tokens in _tuples(statement[start + 1 :]):
        values = [_value(token) for token in tokens if token.text != ","]
        wrong = next(
            (token for token in tokens if token.kind in ("other", "word") and token.text.upper() != "NULL"), None
        )
        if wrong is not None or len(values) != len(columns):
            problems.append(_bad_row(name, tokens, values, columns, file))
            continue
        table.rows.append(tuple(values))
        table.lines.append(tokens[0].line)


def _bad_row(name: str, tokens: list[_Token], values: list[Value], columns: list[str], file: str) -> Problem:
    return Problem(
        f"a row of {name} does not fit its columns",
        "row",
        file,
        tokens[0].line if tokens else None,
        found=" ".join(token.text for token in tokens)[:80],
        expected=f"{len(columns)} values ({', '.join(columns)}), there are {len(values)}",
    )


def _tuples(tokens: list[_Token]) -> Iterator[list[_Token]]:
    inside: list[_Token] | None = None
    for token in tokens:
        if token.kind == "sign" and token.text == "(":
            inside = []
        elif token.kind == "sign" and token.text == ")" and inside is not None:
            yield inside
            inside = None
        elif inside is not None:
            inside.append(token)


def _value(token: _Token) -> Value:
    if token.kind == "text":
        return token.text[1:-1].replace("''", "'")
    if token.kind == "number":
        return int(token.text) if re.fullmatch(r"[-+]?\d+", token.text) else float(token.text)
    return None
