"""Carry the figures of a release to another geography: rows in, rows out; no release is touched here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from quartier.catalogue import observations as gate
from quartier.catalogue.crosswalks import store
from quartier.catalogue.models import Conversion, Crosswalk, Indicator
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import NotFound, Problem
from quartier.kernel.presence import Flag, Presence
from quartier.kernel.reader import Reader
from quartier.methods import crosswalk as cw

COLUMNS = ["level", "geography", "unit", "period", "slice", "value", "numerator", "denominator", "presence", "flags",
           "confidentiality", "lower", "upper"]  # fmt: skip
_KEYS = ["level", "geography", "unit", "period", "slice"]
_WEIGHTED = (IndicatorKind.SHARE, IndicatorKind.RATE, IndicatorKind.MEAN)


@dataclass(frozen=True)
class Carrying:
    """One conversion as the arithmetic needs it."""

    indicator: Indicator
    crosswalk: Crosswalk
    denominator: Crosswalk | None = None
    weighted_by: str = ""

    @classmethod
    def of(cls, row: Conversion) -> Carrying:
        return cls(row.indicator, row.crosswalk, row.denominator_crosswalk, row.weighted_by)

    @property
    def level(self) -> str:
        return self.crosswalk.source.level.key


@dataclass(frozen=True)
class Carried:
    """`rows`: as `kernel.declared.Observations`, on the target geography, without gaps. `frame`: the result of the
    method whole (reasons, known parts). `periods`: those that were carried."""

    rows: pd.DataFrame
    frame: pd.DataFrame
    periods: tuple[str, ...]
    problems: tuple[Problem, ...]


def carried(base: pd.DataFrame, carrying: Carrying, *, reader: Reader) -> Carried:
    """The rows of `base` on the source geography, carried; periods that the target geography has itself are left out.

    `base`: observations of one release as `reader` may see them; nothing else goes in but the count that weights.
    Flags: ESTIMATED where a divided unit or a weighting by people takes part, BREAK wherever a target is not one whole
    unit of the source. Figures that are kept secret stay so, and no sum with them is told.
    """
    given = source_rows(base, carrying)
    if given.empty:
        empty = pd.DataFrame(columns=COLUMNS)
        return Carried(empty, empty, (), ())
    walk, below = walks(carrying)
    weights = people(carrying, reader)
    result = cw.convert(given, walk, carrying.indicator.kind, carrying.indicator.factor or 1.0, below, weights)
    frame = result.frame.assign(level=carrying.level, geography=carrying.crosswalk.target.key)
    frame = _flagged(frame, walk, below, weighted=weights is not None)
    hidden = frame["presence"] != int(Presence.VALUE)
    frame[["numerator", "denominator"]] = frame[["numerator", "denominator"]].mask(hidden)
    rows = frame.loc[frame["presence"] != int(Presence.MISSING), COLUMNS].reset_index(drop=True)
    return Carried(rows, frame, tuple(dict.fromkeys(rows["period"].astype(str))), result.problems)


def source_rows(base: pd.DataFrame, carrying: Carrying) -> pd.DataFrame:
    """What is to be carried: columns as `methods.crosswalk.convert` wants them."""
    frame = base.astype(dict.fromkeys(_KEYS, "object"))
    own = frame[(frame["level"] == carrying.level) & (frame["geography"] == carrying.crosswalk.source.key)]
    there = frame[(frame["level"] == carrying.level) & (frame["geography"] == carrying.crosswalk.target.key)]
    taken = pd.MultiIndex.from_frame(there[["period", "slice"]].drop_duplicates())
    free = ~pd.MultiIndex.from_frame(own[["period", "slice"]]).isin(taken)
    return own.loc[free, COLUMNS[2:]].reset_index(drop=True)


def walks(carrying: Carrying) -> tuple[cw.Crosswalk, cw.Crosswalk | None]:
    """The crosswalk of the counts (numerators), and that of the denominators where they have their own."""
    below = carrying.denominator
    return store.walk(carrying.crosswalk), None if below is None else store.walk(below)


def people(carrying: Carrying, reader: Reader) -> pd.DataFrame | None:
    """The count that weights shares without denominators: unit, period, value, as the reader may see it."""
    row = Indicator.objects.filter(key=carrying.weighted_by).first() if carrying.weighted_by else None
    if row is None or carrying.indicator.kind not in _WEIGHTED:
        return None
    asked = gate.Asked(level=carrying.level, geography=carrying.crosswalk.source.key, slices=[""])
    try:
        frame = gate.observations(row, reader=reader, asked=asked)
    except NotFound:
        return None
    there = frame[frame["presence"] == int(Presence.VALUE)]
    return there[["unit", "period", "value"]].astype({"unit": "object", "period": "object"})


def _flagged(frame: pd.DataFrame, walk: cw.Crosswalk, below: cw.Crosswalk | None, *, weighted: bool) -> pd.DataFrame:
    same = walk.unchanged() if below is None else walk.unchanged() & below.unchanged()
    broken = ~pd.Series(same, index=walk.targets).reindex(frame["unit"]).to_numpy(dtype=bool)
    there = frame["presence"].isin([int(Presence.VALUE), int(Presence.SUPPRESSED)]).to_numpy()
    flags = frame["flags"].to_numpy(dtype=np.int64) | np.where(broken & there, int(Flag.BREAK), 0)
    bare = weighted & frame["denominator"].isna().to_numpy() & (frame["total"] > 1).to_numpy() & there
    flags = flags | np.where(bare, int(Flag.ESTIMATED), 0)
    return frame.assign(flags=flags.astype("uint16"))


def without(base: pd.DataFrame, conversions: Iterable[Conversion]) -> pd.DataFrame:
    """`base` without the rows that these conversions put there."""
    kept = np.ones(len(base), dtype=bool)
    for row in conversions:
        target = row.crosswalk.target
        kept &= ~((base["level"].astype(str) == target.level.key) & (base["geography"].astype(str) == target.key)
                  & base["period"].astype(str).isin(row.periods)).to_numpy()  # fmt: skip
    return base[kept].reset_index(drop=True)


def with_conversions(base: pd.DataFrame, conversions: Iterable[Conversion], *, reader: Reader) -> pd.DataFrame:
    """`base` (without converted rows) and what these conversions make of it."""
    frames = [base.astype(dict.fromkeys(_KEYS, "object"))]
    for row in conversions:
        found = carried(base, Carrying.of(row), reader=reader).rows
        frames.append(found[found["period"].isin(row.periods)])
    return pd.concat([frame for frame in frames if len(frame)], ignore_index=True)
