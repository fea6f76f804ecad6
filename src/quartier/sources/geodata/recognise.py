"""`recognise`: a proposal how a file becomes a geography, with questions where the file does not say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from quartier.kernel.declared import Geography, LevelKind
from quartier.kernel.errors import Problem
from quartier.kernel.text import Text
from quartier.sources.geodata import crs as systems
from quartier.sources.geodata.columns import Column, Match, columns_of, key_column, label_column, parent_rule
from quartier.sources.geodata.context import GeoContext, shaped
from quartier.sources.geodata.crs import Placement
from quartier.sources.geodata.dates import validity
from quartier.sources.geodata.degrees import box_in_degrees
from quartier.sources.geodata.geofile import GeoFile, GeoLayer
from quartier.sources.geodata.guess import SURE, Guess, Option, Question
from quartier.sources.geodata.mapping import ParentMapping, ParentRule
from quartier.sources.geodata.proposal import GeoProposal
from quartier.sources.geodata.words import problem


def recognise(
    geofile: GeoFile, context: GeoContext, *, layer: str | None = None, level: str | None = None
) -> GeoProposal:
    """Propose a mapping.

    Args:
        geofile: an opened file.
        context: what is known already.
        layer: chosen by a person; else the layer with the most areas.
        level: chosen by a person; else guessed by the codes.

    Raises:
        InputRejected: the features cannot be read, or there is no such layer.
    """
    chosen, ask_layer = _layer(geofile, layer)
    data = chosen.data
    columns = columns_of(data.frame, chosen.fields)
    known = [item for item in context.geographies if level is None or item.level == level]
    code, match = key_column(columns, known)
    guessed, ask_level = _level(code, match, context, level)
    placement, ask_crs = systems.place(chosen.crs, data.frame.total_bounds, context)
    key = next((item for item in columns if item.name == code.value), None)
    start, end = validity(columns, geofile.name, chosen.name)
    parents = _parents(columns, key, guessed.value, _day(start.value, end.value, match), context)
    used = {item.value.column for item in parents if item.value.column}
    label = label_column(columns, code.value, used)
    target, problems = _system_problems(geofile.name, chosen, placement)
    edition, ask_key = _edition(start, end)
    questions = [*ask_layer, *ask_level, *_ask_code(code, columns), *ask_crs, *ask_key, *_ask_unite(key)]
    return GeoProposal(
        geofile.name, Guess(chosen.name, 0.5 if ask_layer else 1.0, Text("Flächen", "areas")), chosen.fields,
        chosen.count, _matched(key, match), guessed, edition, code, label, parents, placement, target, start, end,
        _pad(match), tuple(questions), (*geofile.problems, *data.problems, *problems),
    )  # fmt: skip


def _layer(geofile: GeoFile, name: str | None) -> tuple[GeoLayer, list[Question]]:
    if name is not None:
        return geofile.layer(name), []
    areas = [item for item in geofile.layers if "Polygon" in item.geometry or item.geometry == "Unknown"]
    usable = sorted(areas or geofile.layers, key=lambda item: -item.count)
    if len(usable) == 1:
        return usable[0], []
    options = tuple(Option(item.name, Text(f"{item.name} ({item.count})")) for item in usable)
    text = Text("Welche Ebene der Datei soll gelesen werden?", "Which layer of the file is to be read?")
    return usable[0], [Question("layer", text, options)]


def _level(
    code: Guess[str | None], match: Match, context: GeoContext, chosen: str | None
) -> tuple[Guess[str | None], list[Question]]:
    if chosen is not None:
        return Guess(chosen, 1.0, Text("Von Ihnen gewählt.", "Chosen by you.")), []
    options = tuple(Option(item.key, item.name) for item in context.levels if item.kind is not LevelKind.REFERENCE)
    text = Text("Zu welcher Raumebene gehören die Flächen?", "To which level do the areas belong?")
    if match.geography is None or code.value is None:
        why = Text("Kein Schlüssel ist schon bekannt.", "No key is known yet.")
        return Guess(None, 0.0, why), [Question("level", text, options)]
    share = f"{match.share:.0%}"
    place = f"{match.geography.level} {match.geography.key}"
    why = Text(f"{share} der Schlüssel stimmen mit {place} überein.", f"{share} of the keys are those of {place}.")
    asked = [] if match.share >= 0.5 else [Question("level", text, options)]
    return Guess(match.geography.level, max(match.share, SURE if match.share >= 0.8 else 0.0), why), asked


def _matched(key: Column | None, match: Match) -> int:
    if key is None or match.geography is None:
        return 0
    known = set(match.geography.units["code"])
    return sum((item.zfill(match.pad) if match.pad else item) in known for item in key.filled)


def _pad(match: Match) -> Guess[int]:
    if match.pad:
        why = Text("Mit führenden Nullen sind die Schlüssel bekannt.", "With leading zeros the keys are known.")
        return Guess(match.pad, match.share, why)
    return Guess(0, 1.0, Text("Die Schlüssel sind vollständig.", "The keys are complete."))


def _day(start: date | None, end: date | None, match: Match) -> date | None:
    """A day on which the borders hold, to look up the levels above as they were then."""
    known = match.geography
    return start or end or ((known.valid_from or known.valid_to) if known else None)


def _parents(
    columns: Sequence[Column], key: Column | None, level: str | None, day: date | None, context: GeoContext
) -> tuple[Guess[ParentMapping], ...]:
    """One rule for each level above that is known: by column or key, else by the largest overlap."""
    own = context.level(level) if level else None
    found = []
    for parent in own.parents if own else ():
        above = context.at(parent, day)
        if above is None:
            continue
        rule = parent_rule(columns, key, above) or _by_overlap(above)
        if rule is not None:
            found.append(rule)
    return tuple(found)


def _by_overlap(above: Geography) -> Guess[ParentMapping] | None:
    if not shaped(above.units):
        return None
    why = Text("Keine Spalte nennt sie; die Lage entscheidet.", "No column names it; the place decides.")
    return Guess(ParentMapping(above.level, ParentRule.OVERLAP), 0.7, why)


def _system_problems(file: str, layer: GeoLayer, placement: Guess[Placement | None]) -> tuple[str, list[Problem]]:
    """A listed system for an unlisted one, and what has to be told about systems."""
    from pyproj import CRS

    problems: list[Problem] = []
    if layer.crs is None:
        problems.append(problem("crs-absent", file=file, expected="e.g. EPSG:25832", severity="warning"))
    placed = placement.value
    if placed is None:
        return "", problems
    if placed.swapped:
        problems.append(problem("coordinates-swapped", file=file, severity="warning"))
    used = CRS.from_user_input(placed.crs)
    target = ""
    if not placed.crs.startswith("EPSG:"):
        bounds = layer.data.frame.total_bounds
        box = box_in_degrees(bounds, used, swapped=placed.swapped)
        target = systems.listed(used, box) if box else ""
        problems.append(problem("crs-unlisted", file=file, found=used.name, expected=target or None, severity="note"))
    grids = systems.missing_grids(used)
    if grids is not None:
        names, accuracy = grids
        problems.append(problem("grid-absent", file=file, found=names, expected=accuracy, severity="warning"))
    return target, problems


def _edition(start: Guess[date | None], end: Guess[date | None]) -> tuple[Guess[str], list[Question]]:
    """A key for the geography: the year from which it holds (or until which)."""
    day = start.value or end.value
    if day is not None:
        sure = start.sure if start.value else end.sure
        guess = Guess(str(day.year), sure, Text("Jahr der Gültigkeit.", "Year of validity."))
    else:
        guess = Guess("", 0.0, Text("Nichts in der Datei sagt es.", "Nothing in the file tells."))
    text = Text("Ab wann gelten diese Grenzen?", "Since when do these borders hold?")
    return guess, [] if guess.certain else [Question("valid_from", text)]


def _ask_code(code: Guess[str | None], columns: Sequence[Column]) -> list[Question]:
    if code.certain:
        return []
    options = tuple(Option(item.name, Text(f"{item.name}: {', '.join(item.filled[:3])}")) for item in columns)
    return [Question("code", Text("Welche Spalte enthält den Schlüssel?", "Which column holds the key?"), options)]


def _ask_unite(key: Column | None) -> list[Question]:
    if key is None or len(key.distinct) == len(key.filled):
        return []
    again = sorted(item for item in key.distinct if key.filled.count(item) > 1)[:5]
    listed = ", ".join(again)
    text = Text(
        f"Schlüssel stehen mehrmals ({listed}). Sind es Teile derselben Raumeinheit?",
        f"Keys stand more than once ({listed}). Are they parts of one unit?",
    )
    yes = Option("true", Text("Ja, zu einer Fläche vereinigen", "Yes, unite them"))
    no = Option("false", Text("Nein, das ist ein Fehler der Datei", "No, this is an error of the file"))
    return [Question("unite", text, (yes, no))]
