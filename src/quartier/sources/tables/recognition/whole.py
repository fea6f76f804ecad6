"""A table without a column of units is perhaps about one unit as a whole: the town, a quarter."""

from __future__ import annotations

from quartier.kernel.text import Text
from quartier.sources.tables.context import Context
from quartier.sources.tables.proposal import Option, Question

_MOST_UNITS = 400


def which_unit(context: Context) -> Question | None:
    """The question which unit the whole table is about; levels of a single unit come first. None without any unit."""
    places = sorted(context.geographies.items(), key=lambda item: len(item[1]))
    options = [
        Option(f"{level}/{geography}/{code}", _named(context, level, str(name)))
        for (level, geography), units in places
        for code, name in zip(units["code"], units["name"], strict=True)
    ]
    if not options:
        return None
    return Question(
        "whole",
        Text("Keine Spalte nennt die Raumeinheit. Wovon handelt die ganze Tabelle? (Steht sie doch in einer Spalte, "
             "wählen Sie diese unten unter „Alle Spalten“.)",
             "No column names the unit. What is the whole table about? (If a column names it after all, choose that "
             "below under “All columns”.)"),
        tuple(options[:_MOST_UNITS]),
        suggestion=options[0].value if len(places[0][1]) == 1 else "",
    )  # fmt: skip


def _named(context: Context, level: str, name: str) -> Text:
    kind = context.level_names.get(level, Text(level))
    return Text(f"{kind.de}: {name}", f"{kind.get('en')}: {name}")
