"""One export under way: what is to leave, for whom, in which language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quartier.catalogue.exports import figures
from quartier.catalogue.exports.notes import Notes
from quartier.catalogue.exports.selection import Place, Plan
from quartier.kernel.reader import Reader


@dataclass(frozen=True)
class Order:
    """What a format gets to write."""

    plan: Plan
    notes: Notes
    reader: Reader

    @property
    def language(self) -> str:
        return str(self.notes["language"])

    def blocks(self, place: Place | None = None) -> Iterator[figures.Block]:
        """The figures, of the whole plan or of one place."""
        return figures.blocks(self.plan, reader=self.reader, place=place)
