"""Which observations sum up to which: units to districts, members to totals, each period for itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from quartier.kernel.declared import slice_key, slice_members
from quartier.methods.disclosure.table import Sum


@dataclass(frozen=True, slots=True)
class Nesting:
    """The units of one geography and the units of a level above that contain them (code -> code)."""

    level: str
    geography: str
    parent_level: str
    parents: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Members:
    """The members of a dimension, each with its parent member ("" for none)."""

    dimension: str
    parents: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Structure:
    """All hierarchies of places (several may be parallel) and of members."""

    nestings: tuple[Nesting, ...] = ()
    dimensions: tuple[Members, ...] = ()


def sums(frame: pd.DataFrame, structure: Structure) -> list[Sum]:
    """All sums between the rows of a frame, by position: (total, its parts).

    Args:
        frame: ``level, geography, unit, period, slice``, index 0 to n-1.
        structure: what contains what. A part that has no row is left out; its total stays a total.

    Returns:
        sums by hierarchy of places, then by dimension. A dimension is summed over within equal members of all others.
    """
    pairs = [_nested(frame, nesting) for nesting in structure.nestings]
    pairs += [_sliced(frame, dimension, structure) for dimension in _dimensions(frame)]
    return [one for found in pairs for one in _grouped(found)]


def _nested(frame: pd.DataFrame, nesting: Nesting) -> pd.DataFrame:
    inside = frame[(frame["level"] == nesting.level) & (frame["geography"] == nesting.geography)]
    parts = pd.DataFrame({"above": inside["unit"].map(nesting.parents), "period": inside["period"],
                          "slice": inside["slice"], "part": inside.index}).dropna()  # fmt: skip
    above = frame[frame["level"] == nesting.parent_level]
    totals = pd.DataFrame({"above": above["unit"], "period": above["period"], "slice": above["slice"],
                           "total": above.index})  # fmt: skip
    return parts.merge(totals, on=["above", "period", "slice"])[["total", "part"]]


def _dimensions(frame: pd.DataFrame) -> list[str]:
    return sorted({dimension for key in frame["slice"].unique() for dimension in slice_members(key)})


def _sliced(frame: pd.DataFrame, dimension: str, structure: Structure) -> pd.DataFrame:
    present = set(frame["slice"].unique())
    parents = next((m.parents for m in structure.dimensions if m.dimension == dimension), {})
    above = {key: _above(key, dimension, parents, present.__contains__) for key in present}
    place = ["level", "geography", "unit", "period"]
    parts = frame[place].assign(above=frame["slice"].map(above), part=frame.index).dropna(subset=["above"])
    totals = frame[place].assign(above=frame["slice"], total=frame.index)
    return parts.merge(totals, on=[*place, "above"])[["total", "part"]]


def _above(key: str, dimension: str, parents: Mapping[str, str], present: Callable[[str], bool]) -> str | None:
    """The slice that this one is a part of along a dimension: the nearest parent member that has figures, or all."""
    members = slice_members(key)
    member = members.get(dimension, "")
    seen = {member}
    while member:
        member = parents.get(member, "")
        if member in seen:
            return None
        seen.add(member)
        others = {name: value for name, value in members.items() if name != dimension}
        above = slice_key({**others, dimension: member} if member else others)
        if present(above):
            return above
    return None


def _grouped(pairs: pd.DataFrame) -> Iterator[Sum]:
    if pairs.empty:
        return
    ordered = pairs.sort_values(["total", "part"], kind="stable")
    total, part = ordered["total"].to_numpy(), ordered["part"].to_numpy()
    starts = np.flatnonzero(np.diff(total, prepend=total[0] - 1))
    for first, members in zip(starts, np.split(part, starts[1:]), strict=True):
        yield int(total[first]), tuple(int(item) for item in members)
