"""Since when do the borders hold: a column with one date, or a year in the name of the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from quartier.kernel.text import Text
from quartier.sources.geodata.columns import Column
from quartier.sources.geodata.guess import Guess

_FROM = re.compile(r"valid|g(ü|ue)ltig|lifecycle|beginn|stand|start|seit|_von$|_ab$|^ab$|^von$")
_TO = re.compile(r"bis|ende|(^|_)end|_to$|until")
_YEAR = re.compile(r"(?<!\d)(19[5-9]\d|20\d\d)(?!\d)")
_UNTIL = re.compile(r"(bis|until|to)[ _-]*$", re.IGNORECASE)


def day_of(text: str) -> date | None:
    """A day written as 2021-01-01, 2021-01-01T00:00:00Z, 01.01.2021 or 20210101."""
    for pattern in ("%Y-%m-%d", "%d.%m.%Y", "%Y%m%d"):
        try:
            return datetime.strptime(text[:10] if "-" in text else text, pattern).date()  # noqa: DTZ007 (a day)
        except ValueError:
            continue
    return None


def validity(columns: Sequence[Column], file: str, layer: str) -> tuple[Guess[date | None], Guess[date | None]]:
    """Since when and until when; None where nothing tells."""
    unknown = Text("Nichts in der Datei sagt es.", "Nothing in the file tells.")
    start = _from_column(columns, _FROM, without=_TO)
    end = _from_column(columns, _TO)
    named = _from_names(file, layer)
    if start is None and end is None and named is not None:
        return named
    return start or Guess(None, 0.5, unknown), end or Guess(None, 0.5, unknown)


def _from_column(columns: Sequence[Column], words: re.Pattern[str], *, without: re.Pattern[str] | None = None) -> (
    Guess[date | None] | None
):  # fmt: skip
    for column in columns:
        header = column.name.lower()
        if not words.search(header) or (without and without.search(header)) or len(column.distinct) != 1:
            continue
        day = day_of(column.filled[0])
        if day is not None and len(column.filled) == len(column.values):
            why = f"{column.name}: {column.filled[0]}"
            return Guess(day, 0.9, Text(f"In allen Zeilen gleich: {why}", f"The same in all rows: {why}"))
    return None


def _from_names(file: str, layer: str) -> tuple[Guess[date | None], Guess[date | None]] | None:
    for text in (layer, file):
        years = list(_YEAR.finditer(text))
        if len(years) != 1:
            continue
        year = int(years[0].group())
        why = Text(f"Jahreszahl im Namen: {text}", f"Year in the name: {text}")
        none: Guess[date | None] = Guess(None, 0.5, why)
        if _UNTIL.search(text[: years[0].start()]):
            return none, Guess(date(year, 12, 31), 0.6, why)
        return Guess(date(year, 1, 1), 0.5, why), none
    return None
