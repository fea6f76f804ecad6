"""Use-cases of the first steps: a plain list of areas becomes a level; columns of a table become indicators."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd
from django.db import transaction
from django.utils import timezone

from quartier.accounts.services import require_writer
from quartier.catalogue.deliveries import editing
from quartier.catalogue.deliveries import services as deliveries
from quartier.catalogue.deliveries.services import NewIndicator
from quartier.catalogue.deliveries.services.indicators import free_key
from quartier.catalogue.models import Delivery, Geography, Indicator, Level, WorkspaceProfile
from quartier.catalogue.services import WorkspaceWords, publish_collection, settle_workspace
from quartier.catalogue.services.declare import fold
from quartier.catalogue.workspace import unit_words
from quartier.kernel import declared
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.reader import Reader
from quartier.kernel.text import Text
from quartier.sources.lebenslagen import topics
from quartier.sources.tables import Mapping, Role
from quartier.sources.tables.names import means_total
from quartier.sources.tables.periods import read_period

MOST_AREAS = 2000
WHOLE = "gesamt"
_LICENCE = declared.Licence("eigene-daten", "Eigene Daten der Kommune")
_HEADS = {"name", "gebiet", "bezeichnung", "ortsteil", "stadtteil", "quartier", "sozialraum", "area", "code",
          "nummer", "nr", "schlussel", "bezirk", "veedel", "viertel", "kiez", "ortsteile", "stadtteile"}  # fmt: skip


_HEAD = re.compile(rf"^(?:{'|'.join(sorted(_HEADS))})\b|\b(?:name|nummer|nr|code)$|(?:name|nummer|bezirk|teil)$")
"""The head of a column with names or numbers of areas, folded: "Ortsteil", "Nr", "Ortsteil Nr", "Stadtteilname"."""
_HEAD_WITHIN = 30
_CODE = re.compile(r"(?=.*\d)[\w.-]{1,20}")
"""A word with a digit in it."""


@dataclass(frozen=True, slots=True)
class Area:
    code: str
    name: str


def read_areas(text: str) -> list[Area]:
    """Areas of a pasted list: one a line, with a code before or behind the name where there is one (tab, ; or |).

    A total among them is left out: the whole municipality is there anyway.
    Raises InputRejected with every line that cannot be: names or codes that stand twice, nothing at all.
    """
    rows = [(number, _cells(line)) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if rows and all(fold(cell) in _HEADS for cell in rows[0][1]):
        rows = rows[1:]
    rows = [row for row in rows if len(rows) == 1 or not any(means_total(cell) for cell in row[1])]
    coded = bool(rows) and all(len(cells) > 1 for _, cells in rows)
    first = coded and all(_CODE.fullmatch(cells[0]) for _, cells in rows)
    width = max(2, len(str(len(rows))))
    found = [
        Area(cells[0 if first else 1] if coded else f"{place:0{width}d}", cells[1 if first else 0])
        for place, (_, cells) in enumerate(rows, 1)
    ]
    problems = _area_problems([number for number, _ in rows], found)
    if problems:
        raise InputRejected(problems, subject="areas")
    return found


def listed(grid: list[list[str]]) -> str:
    """The areas of a sheet as a pasted list: below its head, without titles above, a total and notes under it.

    A head is the first row of two cells or more with a word for areas, names or numbers; a sheet without one is taken
    as it is.
    """
    head = next((place for place, row in enumerate(grid[:_HEAD_WITHIN]) if _is_head(row)), None)
    if head is None:
        return "\n".join("\t".join(cell for cell in row if cell.strip()) for row in grid)
    columns = [place for place, cell in enumerate(grid[head]) if _HEAD.search(fold(cell))][:2]
    lines = []
    for row in grid[head + 1 :]:
        cells = [row[place].strip() if place < len(row) else "" for place in columns]
        if not any(cells):
            break
        if all(cells) and not any(means_total(cell) for cell in cells):
            lines.append("\t".join(cells))
    return "\n".join(lines)


def _is_head(row: list[str]) -> bool:
    return sum(bool(cell.strip()) for cell in row) > 1 and any(_HEAD.search(fold(cell)) for cell in row)


def _cells(line: str) -> list[str]:
    return [cell.strip().strip('"') for cell in re.split(r"[\t;|]", line) if cell.strip()][:2]


def _area_problems(numbers: list[int], found: list[Area]) -> list[Problem]:
    problems, names, codes = [], set[str](), set[str]()
    if not found:
        problems.append(Problem("The list is empty.", "areas-empty", column="areas"))
    if len(found) > MOST_AREAS:
        expected = f"≤ {MOST_AREAS}"
        problems.append(Problem("The list is too long.", "areas-many", column="areas", expected=expected))
    for number, area in zip(numbers, found, strict=True):
        if area.name.casefold() in names or area.code in codes:
            problems.append(Problem("It stands twice.", "areas-twice", row=number, column="areas", found=area.name))
        names.add(area.name.casefold())
        codes.add(area.code)
    return problems


def put_areas(*, by: Reader, areas: list[Area], word: str, plural: str) -> Level:
    """Publish a list as a level below the whole municipality. Raises NotPermitted, InputRejected, Conflict."""
    require_writer(by)
    profile = WorkspaceProfile.objects.get(pk=1)
    key = _level_key(word)
    frame = pd.DataFrame({"code": [a.code for a in areas], "name": [a.name for a in areas]})
    frame[f"parent:{WHOLE}"] = "0"
    whole = pd.DataFrame({"code": ["0"], "name": [profile.name.de]})
    stand = str(timezone.localdate().year)
    source = declared.Source(
        "eigene-liste", Text(f"{profile.name.de}: Liste der Gebiete"), profile.name.de, _LICENCE.key
    )
    collection = declared.Collection(
        key="erste-schritte",
        name=profile.name,
        place=profile.name,
        licences=(_LICENCE,),
        sources=(source,),
        levels=(
            declared.Level(WHOLE, Text("Gesamtgebiet", "Whole area"), Text("Gesamtgebiet", "Whole area"), 0),
            declared.Level(key, Text(word), Text(plural or word), 1, parents=(WHOLE,)),
        ),
        geographies=(
            declared.Geography(WHOLE, stand, Text(stand), whole, source.key),
            declared.Geography(key, stand, Text(stand), frame, source.key),
        ),
        topics=topics(),
    )
    publish_collection(by=by, collection=collection)
    _open_with(by, level=key)
    return Level.objects.get(key=key)


def _level_key(word: str) -> str:
    """The key of the level that the list made before, so that a mended list replaces it; else a new one."""
    there = Geography.objects.filter(source__key="eigene-liste").exclude(level__key=WHOLE).first()
    return there.level.key if there else free_key(Level.objects, word)


def _open_with(by: Reader, *, level: str = "", indicator: str = "") -> None:
    """The map opens with what came first, unless somebody chose otherwise."""
    row = WorkspaceProfile.objects.get(pk=1)
    level, indicator = row.default_level or level, row.default_indicator or indicator
    if (level, indicator) != (row.default_level, row.default_indicator):
        words = WorkspaceWords(row.name, row.unit_word, row.unit_plural, row.accent, indicator, level)
        settle_workspace(by=by, words=words)


@dataclass(frozen=True, slots=True)
class ColumnWish:
    """What a column of the table is to become. `kind`: count, share or rate; `of`: the denominator in words."""

    number: int
    name: str
    kind: str
    topic: str
    of: str = ""


def put_columns(*, by: Reader, delivery: Delivery, columns: list[ColumnWish], period: str) -> Delivery:
    """Make indicators of columns and check the table with them. Raises NotPermitted, InputRejected (all at once)."""
    require_writer(by)
    mapping = Mapping.from_json(delivery.mapping)
    mapping = mapping.answered("period", _period(period))
    if not columns:
        raise InputRejected([Problem("No column is chosen.", "columns", column="columns")], subject="columns")
    wanted = {wish.number for wish in columns}
    for number, key in _made(by, columns).items():
        mapping = editing.with_role(mapping, number, Role.VALUE, indicator=key)
    for column in mapping.of_role(Role.VALUE):
        if column.number not in wanted:
            mapping = editing.with_role(mapping, column.number, Role.IGNORE)
    mapping = editing.without(mapping, [key for key in mapping.open if key.partition(":")[0] == "indicator"])
    delivery = deliveries.decide(by=by, delivery=delivery, mapping=mapping)
    return deliveries.check_soon(by=by, delivery=delivery)


def _period(text: str) -> str:
    """A year, a day, a quarter, as people write it. Raises InputRejected."""
    reading = read_period(text)
    if reading is None or reading.doubt:
        problem = Problem("This is no year, day or quarter.", "answer", column="period", found=text)
        raise InputRejected([problem], subject="columns")
    return reading.period


@transaction.atomic
def _made(by: Reader, columns: list[ColumnWish]) -> dict[int, str]:
    """Column: key of its indicator; all or none. One that was made before and has no figures yet is taken again."""
    source = WorkspaceProfile.objects.get(pk=1).name.de
    empty = Indicator.objects.filter(current_public=None, current_confidential=None).prefetch_related("wordings")
    known = {(row.wording().name.de, row.kind): row.key for row in empty}
    keys = {}
    for wish in columns:
        there = known.get((wish.name, wish.kind))
        keys[wish.number] = there or deliveries.create_indicator(by=by, words=_indicator(wish, source)).key
    _open_with(by, indicator=next(iter(keys.values())))
    return keys


def _indicator(wish: ColumnWish, source: str) -> NewIndicator:
    share = wish.kind == "share"
    unit = "" if share else unit_of(wish.name)
    definition = f"{wish.name}, {'Anteil an: ' + wish.of + ', ' if wish.of else ''}nach {unit_words('de').one}."
    return NewIndicator(
        name=wish.name, definition=definition, kind=wish.kind, unit=unit, topic=wish.topic, source=source,
        licence=_LICENCE.key, numerator=wish.name if share else "", denominator=wish.of,
        factor=1000.0 if wish.kind == "rate" else 1.0,
    )  # fmt: skip


def unit_of(name: str) -> str:
    """What stands behind the number, as far as the head of the column tells."""
    for pattern, unit in ((r"je 1\.?000", "je 1.000"), (r"€|euro", "€"), (r"m²|qm", "m²")):
        if re.search(pattern, name, re.IGNORECASE):
            return unit
    return ""
