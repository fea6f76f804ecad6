"""What Quartier read out of a file, each point with how sure it is and why; nothing is decided by it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from quartier.kernel.errors import Problem
from quartier.kernel.text import Text
from quartier.sources.geodata.crs import Placement
from quartier.sources.geodata.geofile import GeoField
from quartier.sources.geodata.guess import Guess, Question
from quartier.sources.geodata.mapping import GeoMapping, ParentMapping


@dataclass(frozen=True, slots=True)
class GeoProposal:
    """Guesses for every field of a `GeoMapping`, questions where one is not sure, problems met on the way.

    Attributes:
        fields: the columns of the layer, to choose from.
        count: features of the layer; `matched` of them carry a code of the current geography of the guessed level.
        target_crs: system to keep the polygons in, where that of the file is not listed; else empty.
    """

    file: str
    layer: Guess[str]
    fields: tuple[GeoField, ...]
    count: int
    matched: int
    level: Guess[str | None]
    key: Guess[str]
    code: Guess[str | None]
    label: Guess[str | None]
    parents: tuple[Guess[ParentMapping], ...]
    placement: Guess[Placement | None]
    target_crs: str
    valid_from: Guess[date | None]
    valid_to: Guess[date | None]
    pad: Guess[int]
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]

    def mapping(self, *, source: str = "", name: Text | None = None) -> GeoMapping:
        """The mapping if everything guessed were right; what is not known stays empty and `apply` says so."""
        placed = self.placement.value
        return GeoMapping(
            layer=self.layer.value,
            level=self.level.value or "",
            key=self.key.value,
            name=name or Text(f"{self.level.value or self.layer.value} {self.key.value}".strip()),
            source=source,
            code=self.code.value or "",
            label=self.label.value,
            parents=tuple(item.value for item in self.parents),
            crs=placed.crs if placed else "",
            target_crs=self.target_crs,
            swapped=placed.swapped if placed else False,
            valid_from=self.valid_from.value,
            valid_to=self.valid_to.value,
            pad=self.pad.value,
        )
