"""Errors, named as facts. They know nothing of HTTP: one table at the edge (web.problems) maps them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class QuartierError(Exception):
    """Base of all errors that are told to a person, without a stack trace."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input, as a planner needs it to mend the file.

    Attributes:
        message: what is wrong, one sentence in English; `code` is the key for other languages.
        code: stable key of the kind of problem, e.g. ``unknown-unit``.
        file: name of the file, as the person knows it.
        row: row as a spreadsheet counts it (first row is 1).
        column: name of the column.
        found: what stood there.
        expected: what should stand there.
        severity: ``error`` stops the publication, ``warning`` is shown, ``note`` is kept.
    """

    message: str
    code: str = "problem"
    file: str | None = None
    row: int | None = None
    column: str | None = None
    found: str | None = None
    expected: str | None = None
    severity: str = "error"

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"row {self.row}" if self.row is not None else None,
                f"column {self.column}" if self.column else None,
            )
            if part
        )
        detail = "; ".join(
            part
            for part in (
                f"found {self.found!r}" if self.found is not None else None,
                f"expected {self.expected}" if self.expected else None,
            )
            if part
        )
        text = f"{place}: {self.message}" if place else self.message
        return f"{text} ({detail})" if detail else text


class InputRejected(QuartierError):
    """An input has problems; all of them are collected before this is raised."""

    def __init__(self, problems: Iterable[Problem], subject: str = "input") -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        self.subject = subject
        shown = "\n".join(f"  - {problem}" for problem in self.problems[:50])
        more = len(self.problems) - 50
        tail = f"\n  ... and {more} more" if more > 0 else ""
        count = len(self.problems)
        super().__init__(f"{subject}: {count} problem{'s' if count != 1 else ''}\n{shown}{tail}")


class NotFound(QuartierError):
    """What was asked for does not exist, or the reader may not know that it does."""


class NotPermitted(QuartierError):
    """The person lacks the right for this."""


class Conflict(QuartierError):
    """Somebody else changed the same thing in between; nothing was written."""


class Withdrawn(QuartierError):
    """The release was withdrawn or legally deleted; the reason is kept."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class StoreFull(QuartierError):
    """The disk (or the quota) is full; nothing was half-written."""


class WorkspaceError(QuartierError):
    """The workspace cannot be used: absent, made by a newer version, damaged, locked."""
