"""A file of areas as the gate reads it, with nothing written: geodata with polygons, or a plain list in a table."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

from quartier.catalogue.models import Geography, Level
from quartier.catalogue.observations import units_with_shapes
from quartier.kernel import declared
from quartier.kernel.declared import LevelKind
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.text import Text
from quartier.sources import geodata
from quartier.sources.geodata import GeoContext, GeoFile, GeoMapping
from quartier.sources.geodata.words import problem
from quartier.sources.tables import Sheet, Workbook, open_table
from quartier.sources.tables.head import Head, read_head

ENDINGS = (".geojson", ".json", ".gpkg", ".zip", ".shp", ".fgb", ".parquet", ".geoparquet", ".gml")


@dataclass(frozen=True)
class AreaFile:
    """One of the two: geodata, or a table with a row a unit."""

    name: str
    geo: GeoFile | None = None
    table: Workbook | None = None


@dataclass(frozen=True, slots=True)
class AreaMapping:
    """`only`: (column, text): of a list, only rows with this text in this column are read."""

    geo: GeoMapping
    only: tuple[str, str] = ("", "")

    def to_json(self) -> str:
        return json.dumps({"geo": self.geo.as_dict(), "only": list(self.only)}, ensure_ascii=False, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> AreaMapping:
        """Raises InputRejected."""
        try:
            plain = json.loads(text)
            return cls(GeoMapping.from_dict(plain["geo"]), (plain["only"][0], plain["only"][1]))
        except (ValueError, TypeError, KeyError, IndexError) as error:
            fault = Problem("This is no mapping that Quartier can read.", "mapping-damaged", found=str(error))
            raise InputRejected([fault], subject="mapping") from None


@dataclass(frozen=True)
class StagedAreas:
    """What would be published; `changes`: kind of change -> codes, against the geography that holds now."""

    geography: declared.Geography | None
    problems: tuple[Problem, ...]
    changes: dict[str, list[str]] = field(default_factory=dict)
    against: str = ""


def opened(data: bytes, name: str) -> AreaFile:
    """Open a file of areas; the ending decides between a table and geodata. Raises InputRejected."""
    if name.lower().endswith(ENDINGS):
        return AreaFile(name, geo=geodata.open_geodata(data, name))
    from quartier.catalogue.deliveries.reading import opened as opened_table

    opened_table(data, name)  # one row a person is refused here too
    return AreaFile(name, table=open_table(data, name))


def context() -> GeoContext:
    """Levels and geographies of the workspace, with polygons where there are any; of one level the current one last."""
    rows = Geography.objects.filter(current__isnull=False).exclude(level__kind=LevelKind.BLOCKS)
    chosen = sorted(rows.select_related("level", "current", "source"), key=lambda row: str(row.valid_from or ""))
    return GeoContext(
        levels=tuple(_level(row) for row in Level.objects.prefetch_related("parents")),
        geographies=tuple(_geography(row) for row in chosen),
    )


def _level(row: Level) -> declared.Level:
    parents = tuple(parent.key for parent in row.parents.all())
    return declared.Level(row.key, row.name, row.plural, row.rank, parents, row.hierarchy, LevelKind(row.kind))


def _geography(row: Geography) -> declared.Geography:
    return declared.Geography(
        row.level.key, row.key, row.name, units_with_shapes(row), row.source.key, row.valid_from, row.valid_to
    )


def proposed(
    file: AreaFile, known: GeoContext, *, layer: str | None = None, level: str | None = None
) -> dict[str, Any]:
    """What was recognised, as plain JSON: mapping, findings, questions, columns, problems."""
    if file.geo is not None:
        return _geo_proposal(geodata.recognise(file.geo, known, layer=layer, level=level))
    if file.table is None:
        raise ValueError("a file of areas is one of the two")
    return _list_proposal(file.table, level)


def _geo_proposal(made: geodata.GeoProposal) -> dict[str, Any]:
    found = [
        (what, guess.value, guess.sure, guess.why)
        for what, guess in (
            ("layer", made.layer), ("level", made.level), ("code", made.code), ("label", made.label),
            ("edition", made.key), ("valid_from", made.valid_from), ("pad", made.pad),
        )
        if guess.value not in (None, "", 0)
    ]  # fmt: skip
    found += [
        (f"parent {item.value.level}", item.value.column or str(item.value.rule), item.sure, item.why)
        for item in made.parents
    ]
    if made.placement.value:
        found.append(("crs", made.placement.value.crs, made.placement.sure, made.placement.why))
    return {
        "mapping": AreaMapping(made.mapping()).to_json(),
        "findings": [
            {"what": what, "value": str(value)[:80], "certainty": _certainty(sure), "why": why.as_dict()}
            for what, value, sure, why in found
        ],
        "questions": [
            {"key": item.key, "text": item.text.as_dict(),
             "options": [{"value": option.value, "text": option.label.as_dict()} for option in item.options]}
            for item in made.questions
        ],
        "columns": [item.name for item in made.fields],
        "count": made.count,
        "problems": made.problems,
    }  # fmt: skip


def _certainty(sure: float) -> str:
    return "sure" if sure >= 0.9 else "likely" if sure >= 0.6 else "guess"


def _list_proposal(table: Workbook, level: str | None) -> dict[str, Any]:
    sheet = table.shown[0]
    head = read_head(sheet)
    names, columns = _columns(sheet, head)
    full = [name for name in names if all(cell for cell in columns[name])]
    unique = [name for name in full if len(set(columns[name])) == len(columns[name])]
    code = unique[0] if unique else ""
    wordy = [name for name in names if name != code and _wordy(columns[name])]
    label = next((name for name in wordy if len(set(columns[name])) > 0.8 * len(columns[name])), None)
    mapping = AreaMapping(GeoMapping(sheet.name, level or "", "", Text(""), "", code, label))
    why = Text("Jede Zeile hat hier einen anderen Text.", "Every row has another text here.")
    sure = "likely" if code else "guess"
    return {
        "mapping": mapping.to_json(),
        "findings": [{"what": "code", "value": code or "?", "certainty": sure, "why": why.as_dict()}],
        "questions": [],
        "columns": names,
        "count": len(next(iter(columns.values()), [])),
        "problems": table.problems,
    }


def _columns(sheet: Sheet, head: Head) -> tuple[list[str], dict[str, list[str]]]:
    """Names of the columns (the letter where the head is empty), and their trimmed cells."""
    grid = sheet.grid(head.first_row, head.last_row or None)
    names = [head.text(number) or sheet.letters[number - 1] for number in range(1, sheet.width + 1)]
    return names, {name: [row[i].strip() for row in grid] for i, name in enumerate(names)}


def _wordy(cells: list[str]) -> bool:
    return sum(any(letter.isalpha() for letter in cell) for cell in cells) > 0.8 * len(cells)


def staged(file: AreaFile, mapping: AreaMapping, known: GeoContext) -> StagedAreas:
    """Apply a mapping. Raises InputRejected where it is incomplete."""
    if file.geo is not None:
        made = geodata.apply(file.geo, mapping.geo, known)
        if made.difference is None:
            return StagedAreas(made.geography, made.problems)
        frame = made.difference.frame
        changes = {str(kind): list(rows["code"]) for kind, rows in frame.groupby("change")}
        return StagedAreas(made.geography, made.problems, changes, f"{made.difference.level} {made.difference.key}")
    if file.table is None:
        raise ValueError("a file of areas is one of the two")
    return _listed(file.table, mapping, known)


def _listed(table: Workbook, mapping: AreaMapping, known: GeoContext) -> StagedAreas:
    sheet = table.sheet(mapping.geo.layer) or table.shown[0]
    head = read_head(sheet)
    names, columns = _columns(sheet, head)
    _require(table.name, mapping, names)
    frame = pd.DataFrame(columns, dtype=object)
    frame["row"] = range(head.first_row, head.first_row + len(frame))
    column, text = mapping.only
    if column:
        frame = frame[frame[column] == text]
    frame = frame[(frame[names] != "").any(axis=1)]
    problems = _code_problems(table.name, frame, mapping.geo.code)
    units = pd.DataFrame({"code": frame[mapping.geo.code], "name": frame[mapping.geo.label or mapping.geo.code]})
    parents = {item.level: item for item in mapping.geo.parents}
    for level in parents:
        units[f"parent:{level}"], more = _parents(table.name, frame, mapping, level, known)
        problems += more
    made = replace_units(mapping.geo, units.reset_index(drop=True)) if not problems else None
    changes, place = _changes(units, known.current(mapping.geo.level))
    return StagedAreas(made, (*table.problems, *problems), changes, place)


def replace_units(geo: GeoMapping, units: pd.DataFrame) -> declared.Geography:
    return declared.Geography(geo.level, geo.key, geo.name, units, geo.source, geo.valid_from, geo.valid_to)


def _require(file: str, mapping: AreaMapping, names: list[str]) -> None:
    geo = mapping.geo
    needed = {"level": geo.level, "key": geo.key, "code": geo.code}
    problems = [problem("mapping-incomplete", file=file, column=name) for name, value in needed.items() if not value]
    asked = (geo.code, geo.label or "", mapping.only[0], *(item.column or "" for item in geo.parents))
    problems += [problem("column-missing", file=file, column=name) for name in asked if name and name not in names]
    if problems:
        raise InputRejected(problems, subject=file)


def _code_problems(file: str, frame: pd.DataFrame, code: str) -> list[Problem]:
    empty = frame.loc[frame[code] == "", "row"]
    found = [problem("key-empty", file=file, row=int(row), column=code) for row in empty[:50]]
    again = frame[(frame[code] != "") & frame[code].duplicated()]
    found += [
        problem("key-twice", file=file, row=int(row), column=code, found=text)
        for row, text in zip(again["row"][:50], again[code][:50], strict=True)
    ]
    return found if len(frame) else [Problem("There is no unit.", "empty", file=file)]


def _parents(
    file: str, frame: pd.DataFrame, mapping: AreaMapping, level: str, known: GeoContext
) -> tuple[list[str], list[Problem]]:  # fmt: skip
    """Codes of the containing units, by code, by unique name, or the only one there is."""
    above = known.at(level, mapping.geo.valid_from)
    units = above.units if above is not None else pd.DataFrame({"code": [], "name": []})
    column = next(item.column for item in mapping.geo.parents if item.level == level)
    if column is None:
        only = str(units["code"].iloc[0]) if len(units) == 1 else ""
        return [only] * len(frame), [] if only else [problem("mapping-incomplete", file=file, column=level)]
    unique = units[~units["name"].duplicated(keep=False)]
    by_name = dict(zip(unique["name"].astype(str), unique["code"].astype(str), strict=True))
    codes = set(units["code"].astype(str))
    found = [text if text in codes else by_name.get(text, "") for text in frame[column]]
    lost = [
        Problem("The level above does not have this unit.", "unknown-parent", file, int(row), column, text)
        for row, text, code in zip(frame["row"], frame[column], found, strict=True)
        if not code
    ]
    return found, lost[:50]


def _changes(units: pd.DataFrame, current: declared.Geography | None) -> tuple[dict[str, list[str]], str]:
    if current is None:
        return {}, ""
    before = dict(zip(current.units["code"].astype(str), current.units["name"].astype(str), strict=True))
    after = dict(zip(units["code"].astype(str), units["name"].astype(str), strict=True))
    changes = {
        "added": sorted(set(after) - set(before)),
        "removed": sorted(set(before) - set(after)),
        "renamed": sorted(code for code in set(after) & set(before) if after[code] != before[code]),
        "same": sorted(code for code in set(after) & set(before) if after[code] == before[code]),
    }
    return {kind: codes for kind, codes in changes.items() if codes}, f"{current.level} {current.key}"


def with_source(mapping: AreaMapping, source: str) -> AreaMapping:
    return replace(mapping, geo=replace(mapping.geo, source=source))
