"""Exports of any selection of figures, always through the gate, with source, licence and release, in many formats."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext

from quartier.accounts.services import record
from quartier.catalogue.exports.formats import FORMATS, Format
from quartier.catalogue.exports.notes import notes
from quartier.catalogue.exports.order import Order
from quartier.catalogue.exports.selection import Plan, Selection, resolve
from quartier.kernel.errors import InputRejected, Problem, StoreFull
from quartier.kernel.numbers import format_number
from quartier.kernel.reader import Audience, Reader
from quartier.lake.store import FULL

__all__ = ["FORMATS", "MOST_ANONYMOUS", "Export", "Selection", "prepare", "write"]

MOST_ANONYMOUS = 500_000
"""Rows that leave at once for somebody who has not signed in."""


@dataclass(frozen=True)
class Export:
    """A selection that may leave in a format; nothing is written yet."""

    order: Order
    format: Format

    @property
    def name(self) -> str:
        """A file name that says what is in it: indicator, level, period."""
        return file_name(self.order.plan, self.format)

    @property
    def confidential(self) -> bool:
        """It holds figures that are not for the public."""
        return _confidential(self.order.plan)


def prepare(selection: Selection, format_key: str, *, reader: Reader, language: str) -> Export:
    """Check what is asked for. Raises NotFound, InputRejected (unknown values, no such format, too large)."""
    chosen = FORMATS.get(format_key)
    if chosen is None:
        message = gettext("There is no such format.")
        raise _rejected(
            Problem(message, "unknown-format", column="format", found=format_key, expected=", ".join(FORMATS))
        )
    plan = resolve(selection, reader=reader)
    _check_size(plan, chosen, reader, language)
    return Export(Order(plan, notes(plan, language), reader), chosen)


def write(export: Export, folder: Path) -> Path:
    """Write the file into an empty folder and return its path; exports of confidential figures are recorded.

    Raises InputRejected (the selection does not fit the format), StoreFull; then the folder may hold parts, which the
    caller removes with it.
    """
    target = folder / export.name
    try:
        export.format.write(export.order, target)
    except OSError as error:
        if error.errno in FULL:
            raise StoreFull(gettext("The disk is full; the export was not finished.")) from error
        raise
    if export.confidential:
        plan = export.order.plan
        subject = ", ".join(str(release) for release in plan.releases.values())[:400]
        record(
            by=export.order.reader, action="export.confidential", subject=subject, detail={"format": export.format.key}
        )
    return target


def file_name(plan: Plan, chosen: Format) -> str:
    """For example ``sgb2-rate_quarter-2020_2022-12-31--2023-12-31.csv``: plain characters, no path."""
    indicators = [row.key for row in plan.indicators]
    places = [f"{place.level}-{place.geography}" for place in plan.places]
    periods = [plan.periods[0], *([plan.periods[-1]] if len(plan.periods) > 1 else [])]
    parts = [
        indicators[0] if len(indicators) == 1 else f"{len(indicators)}-indicators",
        places[0] if len(places) == 1 else f"{len(places)}-geographies",
        *([plan.slices[0]] if len(plan.slices) == 1 and plan.slices[0] else []),
        "--".join(periods),
        *(["confidential"] if _confidential(plan) else []),
    ]
    plain = [re.sub(r"[^A-Za-z0-9=.-]+", "-", part).strip("-.")[:60] for part in parts]
    return f"{'_'.join(plain)}.{chosen.ending}"


def _confidential(plan: Plan) -> bool:
    return any(release.audience != Audience.PUBLIC for release in plan.releases.values())


def _check_size(plan: Plan, chosen: Format, reader: Reader, language: str) -> None:
    found = format_number(plan.rows, 0, language)
    problems = []
    if chosen.most_rows and plan.rows > chosen.most_rows:
        text = gettext("This selection has %(found)s rows, this format holds %(most)s: choose less, or Parquet.")
        problems.append(_too_large(text, found, chosen.most_rows, language))
    if reader.person is None and not reader.administrator and plan.rows > MOST_ANONYMOUS:
        text = gettext(
            "This selection has %(found)s rows; without signing in %(most)s leave at once: choose less, or sign in."
        )
        problems.append(_too_large(text, found, MOST_ANONYMOUS, language))
    if problems:
        raise InputRejected(problems, subject=gettext("The selection cannot be exported"))


def _too_large(text: str, found: str, most: int, language: str) -> Problem:
    shown = format_number(most, 0, language)
    return Problem(text % {"found": found, "most": shown}, "selection-too-large", found=found, expected=shown)


def _rejected(problem: Problem) -> InputRejected:
    return InputRejected([problem], subject=gettext("The selection cannot be exported"))
