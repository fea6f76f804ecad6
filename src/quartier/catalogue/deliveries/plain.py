"""Proposals and reports as plain JSON: what the pages show and the lake does not keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from quartier.catalogue.deliveries.difference import Change, Difference
from quartier.kernel.errors import Problem
from quartier.kernel.text import Text
from quartier.sources.tables import Finding, Proposal, Question, Staged, message_of

Json = dict[str, Any]
LISTED = 500
"""Entries of one list of a report; the whole count stands beside it."""


def problem(item: Problem) -> Json:
    """A problem with its sentence in both languages."""
    plain = asdict(item)
    plain["message"] = {"de": message_of(item, "de"), "en": message_of(item, "en")}
    return plain


def problems(items: Iterable[Problem]) -> list[Json]:
    return [problem(item) for item in items]


def proposal(made: Proposal, findings: Iterable[Finding] = ()) -> Json:
    return {
        "findings": [_finding(item) for item in (*findings, *made.findings)],
        "questions": questions(made.questions),
        "problems": problems(made.problems),
        "remembered": made.remembered,
    }


def questions(items: Iterable[Question]) -> list[Json]:
    return [_question(item) for item in items]


def _finding(item: Finding) -> Json:
    return {"what": item.what, "value": item.value, "certainty": str(item.certainty), "why": _text(item.why),
            "column": item.column}  # fmt: skip


def _question(item: Question) -> Json:
    return {
        "key": item.key,
        "text": _text(item.text),
        "options": [{"value": option.value, "text": _text(option.text)} for option in item.options],
        "columns": list(item.columns),
        "found": list(item.found[:12]),
        "suggestion": item.suggestion,
    }


def staged(made: Staged) -> Json:
    """The report of a check, without its frames."""
    return {
        "rows": made.rows,
        "skipped_rows": made.skipped_rows,
        "skipped": [
            {"row": item.row, "text": item.text, "reason": _text(item.reason)} for item in made.skipped[:LISTED]
        ],
        "changed": [_text(item) for item in made.changed],
        "matched": [{**asdict(item), "absent": list(item.absent[:LISTED])} for item in made.matched],
        "unmatched": [asdict(item) for item in made.unmatched[:LISTED]],
        "unmatched_count": len(made.unmatched),
        "problems": problems(made.problems),
        "totals": [{**asdict(item), "difference": item.difference} for item in made.totals[:LISTED]],
    }


def difference(made: Difference, names: Mapping[tuple[str, str], str]) -> Json:
    """A difference; units bear their names."""

    def listed(items: Iterable[Change]) -> list[Json]:
        return [{**asdict(item), "name": names.get((item.level, item.unit), item.unit)} for item in items]

    return {
        "added": made.added,
        "changed": made.changed,
        "removed": made.removed,
        "equal": made.equal,
        "largest": listed(made.largest),
        "gone": listed(made.gone),
        "outliers": listed(made.outliers),
        "breaks": [asdict(item) for item in made.breaks],
    }


def _text(item: Text) -> dict[str, str]:
    return item.as_dict()
