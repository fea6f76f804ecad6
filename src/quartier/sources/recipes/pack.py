"""Catalogue packs: indicators with definitions and dated names, without weights; beside the recipes, with a schema."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from importlib import resources
from typing import Any

from quartier.kernel.declared import Indicator, IndicatorKind, Polarity
from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.kernel.text import Text
from quartier.sources.lebenslagen import topics
from quartier.sources.recipes.build import text_of
from quartier.sources.recipes.located import Located, problem_at, read_yaml
from quartier.sources.recipes.schema import schema_problems

SCHEMA = "pack.schema.json"


@dataclass(frozen=True, slots=True)
class DatedName:
    """A name and the day from which it holds; None: since ever."""

    name: Text
    valid_from: date | None = None


@dataclass(frozen=True, slots=True)
class PackIndicator:
    """One definition. `supplier` is who holds the figures, `dates` the usual reference days, `law` what it rests on."""

    key: str
    names: tuple[DatedName, ...]
    definition: Text
    kind: IndicatorKind
    unit: Text
    topics: tuple[str, ...]
    polarity: Polarity
    supplier: str
    numerator: Text = Text("")
    denominator: Text = Text("")
    factor: float = 1.0
    decimals: int = 1
    law: str = ""
    dates: str = ""
    synonyms: tuple[str, ...] = ()
    notes: Text = Text("")

    def name_on(self, day: date) -> Text:
        """What the indicator was called on a day."""
        held = [dated.name for dated in self.names if dated.valid_from is None or dated.valid_from <= day]
        return held[-1]

    def declared(self, source: str, day: date) -> Indicator:
        """The indicator as the catalogue takes it, under its name of a day, with other names as synonyms."""
        name = self.name_on(day)
        others = tuple(dated.name.de for dated in self.names if dated.name != name)
        return Indicator(
            key=self.key, name=name, definition=self.definition, kind=self.kind, unit=self.unit, source=source,
            topics=self.topics, polarity=self.polarity, numerator=self.numerator, denominator=self.denominator,
            factor=self.factor, decimals=self.decimals, synonyms=(*self.synonyms, *others), notes=self.notes,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pack:
    key: str
    name: Text
    description: Text
    indicators: tuple[PackIndicator, ...]

    def indicator(self, key: str) -> PackIndicator:
        """Raises NotFound."""
        for one in self.indicators:
            if one.key == key:
                return one
        raise NotFound(f"The pack {self.key} has no indicator {key!r}")


def shipped_pack(name: str = "core-indicators-de") -> Pack:
    """A pack that comes with Quartier. Raises NotFound."""
    file = resources.files("quartier.sources.recipes").joinpath("packs", f"{name}.yaml")
    if not file.is_file():
        raise NotFound(f"There is no pack {name!r}")
    return read_pack(file.read_text(encoding="utf-8"), f"{name}.yaml")


def read_pack(text: str, file: str) -> Pack:
    """A pack from its text. Raises InputRejected with all problems, with line and column."""
    document = read_yaml(text, file)
    problems = schema_problems(document, SCHEMA, file) or _meaning(document, file)
    if problems:
        raise InputRejected(problems, file)
    fields = document.plain()
    return Pack(
        key=fields["key"],
        name=text_of(fields["name"]),
        description=text_of(fields.get("description")),
        indicators=tuple(_indicator(key, part) for key, part in fields["indicators"].items()),
    )


def _meaning(document: Located, file: str) -> list[Problem]:
    """Unknown topics, dates that are none or do not rise, rates without numerator and denominator."""
    known = {topic.key for topic in topics()}
    found = []
    for key, node in document.value["indicators"].value.items():
        for topic in node.value["topics"].value:
            if topic.value not in known:
                found.append((topic, f"Indicator {key!r}: there is no topic {topic.value!r}", "unknown-topic"))
        found += [(node.value["names"], message, "dates") for message in _date_faults(key, node.plain()["names"])]
        if node.value["kind"].value in ("share", "rate") and not {"numerator", "denominator"} <= node.value.keys():
            message = f"Indicator {key!r}: a {node.value['kind'].value} needs numerator and denominator"
            found.append((node, message, "half-rate"))
    return [problem_at(node.place, message, code, file) for node, message, code in found]


def _date_faults(key: str, names: list[dict[str, Any]]) -> list[str]:
    try:
        days = [date.fromisoformat(part["from"]) for part in names if "from" in part]
    except ValueError as error:
        return [f"Indicator {key!r}: {error}"]
    faults = []
    if days != sorted(set(days)):
        faults.append(f"Indicator {key!r}: the dates of its names must rise")
    if any("from" not in part for part in names[1:]):
        faults.append(f"Indicator {key!r}: every name but the first needs a date")
    return faults


def _indicator(key: str, fields: dict[str, Any]) -> PackIndicator:
    return PackIndicator(
        key=key,
        names=tuple(_dated(part) for part in fields["names"]),
        definition=text_of(fields["definition"]),
        kind=IndicatorKind(fields["kind"]),
        unit=text_of(fields["unit"]),
        topics=tuple(fields["topics"]),
        polarity=Polarity(fields["polarity"]),
        supplier=fields["supplier"],
        numerator=text_of(fields.get("numerator")),
        denominator=text_of(fields.get("denominator")),
        factor=float(fields.get("factor", 1.0)),
        decimals=fields.get("decimals", 1),
        law=fields.get("law", ""),
        dates=fields.get("dates", ""),
        synonyms=tuple(fields.get("synonyms", ())),
        notes=text_of(fields.get("notes")),
    )


def _dated(fields: dict[str, Any]) -> DatedName:
    return DatedName(text_of(fields["name"]), date.fromisoformat(fields["from"]) if "from" in fields else None)
