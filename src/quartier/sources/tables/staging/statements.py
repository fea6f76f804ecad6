"""What columns say about the values of a row (presence, flags, confidentiality), held against the values themselves."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from quartier.kernel.presence import Presence
from quartier.sources.tables.axes import confidentiality_of, flags_of, presence_of
from quartier.sources.tables.mapping import Column, Mapping, Role
from quartier.sources.tables.sheet import Sheet
from quartier.sources.tables.staging.cells import Cells
from quartier.sources.tables.staging.fields import translated
from quartier.sources.tables.staging.staged import SHOWN, Collector

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

_UNSAID = 255
_EXPECTED = {
    Role.PRESENCE: "value, missing, not-applicable, suppressed; SDMX OBS_STATUS",
    Role.FLAGS: "provisional, estimated, imputed, forecast, break, unreliable, outlier, not-rated",
    Role.CONFIDENTIALITY: "free, primary, secondary; SDMX CONF_STATUS",
}


@dataclass(frozen=True)
class Statements:
    """For each row what is said; None where no column says it. `presence` 255: not said in this row."""

    column: Column | None = None
    presence: NDArray[np.uint8] | None = None
    flags: NDArray[np.uint16] | None = None
    confidentiality: NDArray[np.uint8] | None = None
    bad: NDArray[np.bool_] | None = None
    """Rows with a statement that is not known."""


def read_statements(
    sheet: Sheet, mapping: Mapping, positions: NDArray[np.int64], problems: Collector
) -> Statements:  # fmt: skip
    """Read the columns; every text that is not known is a problem, and its rows are not read."""
    found = Statements()
    for column in mapping.of_role(Role.PRESENCE):
        numbers = _read(sheet, column, positions, _presence_number, problems)
        found = replace(found, column=column, presence=(numbers & 255).astype(np.uint8), bad=_bad(found, numbers))
        if (numbers >> 8).any():
            found = replace(found, flags=(np.maximum(numbers, 0) >> 8).astype(np.uint16))
    for column in mapping.of_role(Role.FLAGS):
        numbers = _read(sheet, column, positions, flags_of, problems)
        flags = np.maximum(numbers, 0).astype(np.uint16)
        found = replace(found, flags=flags if found.flags is None else found.flags | flags, bad=_bad(found, numbers))
    for column in mapping.of_role(Role.CONFIDENTIALITY):
        numbers = _read(sheet, column, positions, confidentiality_of, problems)
        secret = np.maximum(numbers, 0).astype(np.uint8)
        found = replace(found, confidentiality=secret, bad=_bad(found, numbers))
    return found


def _presence_number(text: str) -> int | None:
    """Presence in the low byte (255: not said), flags above it."""
    said = presence_of(text)
    return None if said is None else (_UNSAID if said[0] is None else int(said[0])) | int(said[1]) << 8


def _read(
    sheet: Sheet, column: Column, positions: NDArray[np.int64], read: Callable[[str], int | None], problems: Collector
) -> NDArray[np.int64]:
    """A number for each row, -1 where the text is not known."""

    def text_of(text: str) -> str | None:
        number = read(text)
        return None if number is None else str(int(number))

    texts = translated(sheet, column, positions, text_of, "unknown-status", _EXPECTED[column.role], problems)
    numbers = np.array([*(int(value) for value in texts.values), -1], dtype=np.int64)
    return numbers[texts.codes]


def _bad(found: Statements, numbers: NDArray[np.int64]) -> NDArray[np.bool_]:
    return numbers < 0 if found.bad is None else found.bad | (numbers < 0)


def stated(
    cells: Cells, said: Statements, positions: NDArray[np.int64], name: str, problems: Collector
) -> Cells:  # fmt: skip
    """The cells with the presence that is said of them; rows in which cell and statement differ are told, not read."""
    good = cells.good if said.bad is None else cells.good & ~said.bad
    if said.presence is None or said.column is None:
        return replace(cells, good=good)
    presence, told = cells.presence, said.presence != _UNSAID
    value, absent = said.presence == Presence.VALUE, told & (said.presence != Presence.VALUE)
    reason = presence > Presence.MISSING  # a marker that says why there is none
    differs = (value & (presence != Presence.VALUE)) | (
        absent & ((presence == Presence.VALUE) | (reason & (presence != said.presence)))
    )
    differs &= good
    _tell(differs, said, cells, positions, name, problems)
    return replace(cells, presence=np.where(absent, said.presence, presence), good=good & ~differs)


def _tell(
    differs: NDArray[np.bool_], said: Statements, cells: Cells, positions: NDArray[np.int64], name: str,
    problems: Collector,
) -> None:  # fmt: skip
    at = np.flatnonzero(differs)
    if not len(at) or said.presence is None or said.column is None:
        return
    found = []
    for row in at[:SHOWN]:
        cell = f"{cells.value[row]:.15g}" if cells.presence[row] == Presence.VALUE else _word(cells.presence[row])
        found.append(f"{_word(said.presence[row])}; {name}: {cell}")
    problems.add_rows("presence-differs", positions[at] + 1, column=said.column.header, found=found)


def _word(code: np.uint8) -> str:
    return str(Presence(int(code)).name).lower().replace("_", "-")
