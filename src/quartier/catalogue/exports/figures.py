"""The figures of a plan, read through the gate in batches, so that large selections never lie in memory whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.catalogue.exports.selection import Part, Place, Plan
from quartier.catalogue.observations import Asked, observations
from quartier.kernel.presence import Presence
from quartier.kernel.reader import Reader

Floats: TypeAlias = npt.NDArray[np.float64]
MEASURES = ("value", "numerator", "denominator", "lower", "upper")
CODES = ("presence", "flags", "confidentiality")
BATCH = 200_000
"""Rows (about) that are read at once."""


@dataclass(frozen=True, slots=True)
class Block:
    """One indicator, slice and period: an entry for each chosen unit of the place, in their order.

    A unit that the release has no row for is missing, as everywhere. `numbers` by measure (NaN: none), `codes` by axis
    (presence, flags, confidentiality).
    """

    part: Part
    slice: str
    period: str
    numbers: dict[str, Floats]
    codes: dict[str, npt.NDArray[np.int64]]


def blocks(plan: Plan, *, reader: Reader, place: Place | None = None) -> Iterator[Block]:
    """All figures of a plan (or of one of its places), block by block."""
    for part in plan.parts:
        if place is None or part.place is place:
            size = max(1, BATCH // len(part.place.units))
            for start in range(0, len(part.pairs), size):
                yield from _batch(part, part.pairs[start : start + size], reader)


def _batch(part: Part, pairs: tuple[tuple[str, str], ...], reader: Reader) -> Iterator[Block]:
    place = part.place
    slices = list(dict.fromkeys(slice_ for slice_, _ in pairs))
    periods = list(dict.fromkeys(period for _, period in pairs))
    asked = Asked(place.level, place.geography, None if place.whole else list(place.codes), periods, slices)
    frame = observations(part.indicator, reader=reader, asked=asked)
    number = np.full((len(slices), len(periods)), -1)
    for position, (slice_, period) in enumerate(pairs):
        number[slices.index(slice_), periods.index(period)] = position
    pair = number[_positions(pd.Index(slices), frame["slice"]), _positions(pd.Index(periods), frame["period"])]
    unit = _positions(place.codes, frame["unit"])
    rows = np.flatnonzero((pair >= 0) & (unit >= 0))
    where = pair[rows], unit[rows]
    shape = (len(pairs), len(place.units))
    numbers = {name: _spread(frame, name, rows, where, np.full(shape, np.nan)) for name in MEASURES}
    absent = {"presence": int(Presence.MISSING), "flags": 0, "confidentiality": 0}
    codes = {name: _spread(frame, name, rows, where, np.full(shape, fill)) for name, fill in absent.items()}
    for position, (slice_, period) in enumerate(pairs):
        own = {name: array[position] for name, array in numbers.items()}
        yield Block(part, slice_, period, own, {name: array[position] for name, array in codes.items()})


def _positions(known: pd.Index[Any], column: pd.Series[Any]) -> npt.NDArray[np.intp]:
    return known.astype(object).get_indexer(pd.Index(column.to_numpy(dtype=object)))


def _spread(frame: pd.DataFrame, name: str, rows: npt.NDArray[np.intp],
            where: tuple[npt.NDArray[Any], npt.NDArray[Any]], into: npt.NDArray[Any]) -> npt.NDArray[Any]:  # fmt: skip
    into[where] = frame[name].to_numpy(dtype=into.dtype)[rows]
    return into
