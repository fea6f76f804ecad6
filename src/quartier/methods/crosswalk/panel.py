"""Observations as arrays: one row a source unit, one column a group (period, slice)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.presence import Presence
from quartier.methods.results import BoolArray, FloatArray, IntArray, unit_names

KEYS = ("period", "slice")
_NUMBERS = ("value", "numerator", "denominator", "lower", "upper")


@dataclass(frozen=True)
class Panel:
    """Figures of all sources; what has no row is missing.

    `groups` has one row a group with its keys; the arrays have the shape (sources, groups).
    """

    groups: pd.DataFrame
    value: FloatArray
    numerator: FloatArray
    denominator: FloatArray
    lower: FloatArray
    upper: FloatArray
    presence: npt.NDArray[np.uint8]
    flags: IntArray
    confidentiality: IntArray

    @property
    def known(self) -> BoolArray:
        return np.asarray(self.presence == int(Presence.VALUE))

    @property
    def hidden(self) -> BoolArray:
        return np.asarray(self.presence == int(Presence.SUPPRESSED))

    @property
    def missing(self) -> BoolArray:
        return np.asarray(self.presence == int(Presence.MISSING))

    @property
    def applicable(self) -> BoolArray:
        return np.asarray(self.presence != int(Presence.NOT_APPLICABLE))


def panel_of(observations: pd.DataFrame, sources: pd.Index) -> Panel:
    """Arrays of `observations` in the order of `sources`.

    Raises InputRejected with all problems: columns that are missing, units that the crosswalk does not know, figures of
    several geographies, keys that stand twice, values that are no finite numbers or do not fit their presence.
    """
    absent = [name for name in ("unit", "value") if name not in observations.columns]
    if absent:
        raise InputRejected(
            [Problem("the column is missing", "column-missing", column=name) for name in absent], "figures"
        )
    frame = _complete(observations)
    problems = list(_problems(frame, observations, sources))
    if problems:
        raise InputRejected(problems, "figures")
    keys = [name for name in KEYS if name in frame.columns]
    return _filled(frame, keys, sources)


def _complete(observations: pd.DataFrame) -> pd.DataFrame:
    """Missing optional columns filled as `kernel.declared.Observations` says."""
    frame = observations.reset_index(drop=True).copy()
    for name in _NUMBERS:
        given = frame[name] if name in frame.columns else pd.Series(np.nan, index=frame.index)
        frame[name] = pd.to_numeric(given, errors="coerce").astype(float)
    gap = np.where(frame["value"].isna(), int(Presence.MISSING), int(Presence.VALUE))
    frame["presence"] = frame["presence"] if "presence" in frame.columns else gap
    for name in ("flags", "confidentiality"):
        frame[name] = frame[name] if name in frame.columns else 0
    return frame


def _problems(frame: pd.DataFrame, given: pd.DataFrame, sources: pd.Index) -> Iterator[Problem]:
    unknown = pd.Index(frame.loc[~frame["unit"].isin(sources), "unit"].astype(str).unique())
    if len(unknown):
        found = unit_names(unknown, np.ones(len(unknown), dtype=bool))
        yield Problem("units are not in the crosswalk", "unknown-unit", column="unit", found=found)
    for name in ("level", "geography"):
        if name in frame.columns and frame[name].nunique() > 1:
            found = ", ".join(sorted(map(str, frame[name].unique())))
            yield Problem(f"figures of several {name}s at once", "several-geographies", column=name, found=found)
    keys = ["unit", *(name for name in KEYS if name in frame.columns)]
    twice = frame.duplicated(keys)
    if twice.any():
        first = ", ".join(str(frame.loc[twice, name].iloc[0]) for name in keys)
        yield Problem(f"{int(twice.sum())} figures stand twice", "row-twice", found=first)
    yield from _wrong_values(frame, given)


def _wrong_values(frame: pd.DataFrame, given: pd.DataFrame) -> Iterator[Problem]:
    for name in _NUMBERS:
        if name not in given.columns:
            continue
        raw = given[name].reset_index(drop=True)
        wrong = (frame[name].isna() & raw.notna()) | np.isinf(frame[name])
        if wrong.any():
            found = str(raw[wrong].iloc[0])
            yield Problem(f"{int(wrong.sum())} figures are no finite numbers", "not-a-number", column=name, found=found)
    contradiction = frame["value"].isna() == (frame["presence"] == Presence.VALUE)
    if contradiction.any():
        units = ", ".join(frame.loc[contradiction, "unit"].astype(str).head(5))
        yield Problem("a value stands exactly where presence says so", "presence", column="presence", found=units)


def _filled(frame: pd.DataFrame, keys: list[str], sources: pd.Index) -> Panel:
    row = sources.get_indexer(pd.Index(frame["unit"]))
    if keys:
        column, groups = _groups(frame, keys)
    else:
        column, groups = np.zeros(len(frame), dtype=np.int64), pd.DataFrame(index=pd.RangeIndex(1))
    shape = (len(sources), len(groups))

    def spread(name: str, empty: float, kind: type) -> Any:
        array: Any = np.full(shape, empty, dtype=kind)
        array[row, column] = frame[name].to_numpy(dtype=kind)
        return array

    numbers = {name: spread(name, np.nan, np.float64) for name in _NUMBERS}
    return Panel(
        groups,
        **numbers,
        presence=spread("presence", int(Presence.MISSING), np.uint8),
        flags=spread("flags", 0, np.int64),
        confidentiality=spread("confidentiality", 0, np.int64),
    )


def _groups(frame: pd.DataFrame, keys: list[str]) -> tuple[IntArray, pd.DataFrame]:
    grouped = frame.groupby(keys, sort=False, observed=True, dropna=False)
    groups = frame.loc[~frame.duplicated(keys), keys].reset_index(drop=True)
    return np.asarray(grouped.ngroup(), dtype=np.int64), groups
