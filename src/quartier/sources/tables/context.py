"""What the catalogue knows and the gate may match against. Built by the caller; nothing here reads a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from quartier.kernel.declared import Dimension, Indicator, IndicatorKind
from quartier.kernel.text import Text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class KnownIndicator:
    """What recognition and checks need of an indicator; `of` makes one from a declared indicator."""

    key: str
    name: Text
    kind: IndicatorKind
    unit: Text = Text("")
    decimals: int = 1
    factor: float = 1.0
    synonyms: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    classes: tuple[float, ...] = ()
    """For kind class: the codes that exist."""

    @classmethod
    def of(cls, indicator: Indicator) -> KnownIndicator:
        """The same indicator, reduced to what the gate needs."""
        return cls(
            indicator.key, indicator.name, indicator.kind, indicator.unit, indicator.decimals, indicator.factor,
            indicator.synonyms, indicator.dimensions, tuple(code for code, _ in indicator.classes),
        )  # fmt: skip

    @property
    def per_cent(self) -> bool:
        """Its values are per cent (34.0, never 0.34)."""
        return self.kind is IndicatorKind.SHARE or self.unit.de.strip() == "%"


@dataclass(frozen=True)
class Context:
    """The catalogue as the gate sees it.

    Attributes:
        geographies: (level key, geography key) -> units with the text columns ``code`` and ``name``; newest first
            where several geographies of a level know the same codes.
        indicators: all that may be delivered to.
        dimensions: with their members.
        level_names: level key -> name, for headers such as "Stadtteil" and for questions.
        geography_names: (level, geography) -> name, for questions.
    """

    geographies: Mapping[tuple[str, str], pd.DataFrame]
    indicators: tuple[KnownIndicator, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    level_names: Mapping[str, Text] = field(default_factory=dict)
    geography_names: Mapping[tuple[str, str], Text] = field(default_factory=dict)
    memo: dict[tuple[str, str], object] = field(default_factory=dict, repr=False, compare=False)
    """What was computed of the units of a place (`units.index_of`)."""

    def indicator(self, key: str) -> KnownIndicator | None:
        """The indicator of this key."""
        return next((item for item in self.indicators if item.key == key), None)

    def members(self, dimension: str) -> tuple[str, ...]:
        """Keys of the members of a dimension; empty when it is not known."""
        return tuple(
            member.key for item in self.dimensions if item.key == dimension for member in item.members
        )  # fmt: skip

    def label(self, level: str, geography: str) -> Text:
        """A geography as a person calls it."""
        name = self.geography_names.get((level, geography))
        if name:
            return name
        level_name = self.level_names.get(level, Text(level))
        return Text(f"{level_name.de} ({geography})", f"{level_name.get('en')} ({geography})")
