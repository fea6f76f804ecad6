"""What recognition hands to a person: a mapping, how sure each part is, and what only the person can say."""

from __future__ import annotations

from dataclasses import dataclass

from quartier.kernel.errors import Problem
from quartier.kernel.text import Text
from quartier.sources.tables.mapping import Mapping
from quartier.sources.tables.sheet import Finding


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer."""

    value: str
    text: Text


@dataclass(frozen=True, slots=True)
class Question:
    """Something that is not guessed. `Mapping.answered(key, value)` settles it.

    `options` empty: any text (for ``period``: a period). `suggestion` is the answer that is more probable, "" if none;
    it must not be taken without the person. `found` are cells that show the doubt, `columns` the spreadsheet columns.
    """

    key: str
    text: Text
    options: tuple[Option, ...] = ()
    columns: tuple[int, ...] = ()
    found: tuple[str, ...] = ()
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed mapping; `complete` when nothing is left to ask and it can be applied."""

    mapping: Mapping
    findings: tuple[Finding, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Problem, ...] = ()
    remembered: bool = False
    """The mapping of an earlier delivery of the same shape (or of a delivery form) was used."""

    @property
    def complete(self) -> bool:
        """No question is open and nothing that is needed is missing."""
        return not self.questions and not any(item.severity == "error" for item in self.problems)
