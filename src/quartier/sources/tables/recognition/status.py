"""Columns that say something about the rows or their values: level, geography, slice, presence, flags, confidentiality.

Found by their head and by what stands in the cells, both; a column whose head promises what its cells do not keep is
asked about or left out with a finding, never taken for something else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from quartier.kernel import wire
from quartier.kernel.text import Text
from quartier.sources.tables.axes import confidentiality_of, flags_of, presence_of
from quartier.sources.tables.context import Context
from quartier.sources.tables.head import Head
from quartier.sources.tables.mapping import AXES, Column, Role
from quartier.sources.tables.names import normal
from quartier.sources.tables.proposal import Option, Question
from quartier.sources.tables.recognition.keys import body
from quartier.sources.tables.sheet import Certainty, Finding, Sheet
from quartier.sources.tables.staging.fields import slice_of
from quartier.sources.tables.staging.places import names

_MORE = {
    Role.LEVEL: ("Ebene", "Gebietsebene", "spatial level"),
    Role.GEOGRAPHY: ("Gebietsstand (Schlüssel)", "geography key"),
    Role.SLICE: (),
    Role.PRESENCE: ("OBS_STATUS", "Wertstatus", "Status", "value status"),
    Role.FLAGS: ("flag", "OBS_FLAG", "Kennzeichen"),
    Role.CONFIDENTIALITY: ("CONF_STATUS", "Geheimhaltungsstatus", "confidentiality status"),
}
_HEADS = {
    role: frozenset(normal(name) for name in (role, text.de, text.get("en"), *more))
    for role, more in _MORE.items()
    for text in (wire.COLUMNS[str(role)],)
}
_MOST = 5_000


@dataclass(frozen=True, slots=True)
class Said:
    """What was found about one column; `column` has role IGNORE where nobody should guess."""

    column: Column
    finding: Finding
    question: Question | None = None


def said_columns(sheet: Sheet, head: Head, context: Context) -> list[Said]:
    """All such columns; of two with the same role the first that can be read (presence before OBS_STATUS)."""
    found: list[Said] = []
    for number in range(1, sheet.width + 1):
        role = next((role for role, heads in _HEADS.items() if normal(head.text(number)) in heads), None)
        if role is not None and len(sheet.distinct(number).texts) <= _MOST:
            taken = role in {item.column.role for item in found}
            said = _said(sheet, head, context, number, role, taken)
            if said is not None:
                found.append(said)
    return found


def _said(sheet: Sheet, head: Head, context: Context, number: int, role: Role, taken: bool) -> Said | None:
    text = head.text(number)
    cells = [cell for cell in body(sheet, head, number) if cell.strip()]
    known = [cell for cell in cells if _reader(role, context)(cell)]
    share = f"{len(known)} / {len(cells)}"
    if taken or not cells or (not known and role not in (Role.GEOGRAPHY, Role.LEVEL)):
        if taken or role in (Role.SLICE, Role.FLAGS, *AXES):
            why = Text("Nicht lesbar oder schon durch eine andere Spalte gesagt.",
                       "Cannot be read, or another column says it already.")  # fmt: skip
            return Said(Column(number, text), Finding("unused", text, Certainty.GUESS, why, number))
        return None
    why = Text(f"Nach der Überschrift; {share} Angaben sind bekannt.", f"By its head; {share} texts are known.")
    if len(known) == len(cells):
        return Said(Column(number, text, role), Finding(str(role), text, Certainty.SURE, why, number))
    if role is Role.LEVEL and not known:
        return None
    unknown = [cell for cell in cells if cell not in set(known)]
    question = status_question(number, text, unknown)
    return Said(Column(number, text, role), Finding(str(role), text, Certainty.GUESS, why, number), question)


def status_question(number: int, head: str, found: Iterable[str]) -> Question:
    """Shall a column that cannot be read whole, or not be tied to one value, be used?"""
    return Question(
        f"status:{number}",
        Text(f"Gilt „{head}“ für die Werte der Zeile?", f"Does “{head}” hold for the values of the row?"),
        (
            Option("use", Text("ja; was Quartier nicht kennt, wird als Fehler gemeldet",
                               "yes; what Quartier does not know is told as an error")),
            Option("ignore", Text("nein, nicht lesen", "no, do not read")),
        ),
        (number,),
        tuple(found)[:6],
    )  # fmt: skip


def places_named(
    sheet: Sheet, head: Head, context: Context, columns: Iterable[Column]
) -> tuple[tuple[str, str], ...]:  # fmt: skip
    """Geographies of the catalogue that the columns of levels and geographies name, newest first."""
    places = list(context.geographies)
    for column in columns:
        if column.role in (Role.LEVEL, Role.GEOGRAPHY):
            cells = body(sheet, head, column.number)
            places = [place for place in places if any(names(cell, column.role, place, context) for cell in cells)]
    return tuple(places)


def _reader(role: Role, context: Context) -> Callable[[str], bool]:
    match role:
        case Role.LEVEL | Role.GEOGRAPHY:
            return lambda text: any(names(text, role, place, context) for place in context.geographies)
        case Role.SLICE:
            return lambda text: slice_of(text, context) is not None
        case Role.PRESENCE:
            return lambda text: presence_of(text) is not None
        case Role.FLAGS:
            return lambda text: flags_of(text) is not None
    return lambda text: confidentiality_of(text) is not None
