"""The figures of areas of one's own, put together from what the reader may see, by what kind of quantity they are.

Secrecy: a figure of an area is computed from nothing but the rows that the gate gives this reader. It therefore tells
nobody more than these rows do, however areas are cut: an area with a suppressed part has an interval (from bounds that
are public) or nothing, and no difference of two areas yields a hidden value.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy import sparse

from quartier.catalogue import observations as gate
from quartier.catalogue.areas.composition import Composition, Known, composition
from quartier.catalogue.areas.find import visible_areas
from quartier.catalogue.models import OWN_LEVEL, Geography, Indicator, OwnArea, Release
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import NotFound
from quartier.kernel.presence import Flag, Presence
from quartier.methods.crosswalk import Crosswalk, Method, convert

if TYPE_CHECKING:
    from quartier.kernel.reader import Reader

COLUMNS = ["level", "geography", "unit", "period", "slice", "value", "numerator", "denominator", "presence", "flags",
           "confidentiality", "lower", "upper"]  # fmt: skip
DETAIL = ["reason", "known", "total"]
_QUOTIENTS = (IndicatorKind.SHARE, IndicatorKind.RATE, IndicatorKind.MEAN)
_GROUP = ["period", "slice"]


def area_observations(
    indicator: Indicator, area: OwnArea, *, reader: Reader, asked: gate.Asked = gate.EVERYTHING
) -> pd.DataFrame:
    """Figures of one indicator for an area of one's own, as this reader may know them.

    Counts add, shares and rates are built from the sums of their numerators and denominators, means are weighted by
    their number of cases; shares without denominators are weighted by the count that the area names
    (`OwnArea.weighted_by`, flag ESTIMATED). Indices, scores and classes have a value only where the area is one whole
    unit. `asked`: periods, slices and one geography may be narrowed; level and units are those of the area.

    Returns: the columns of `kernel.declared.Observations`, level "own", unit the key of the area, `geography` the one
    that the figures are of, and beside them ``reason`` (why there is no value; texts of `methods.results.Reason`, and
    "no-crosswalk", "units-gone", "not-drawn"), ``known`` of ``total`` parts. Where several geographies have figures of
    one period, one row is there: that of the geography of the area if it has a value, else that of the newest.
    Raises NotFound where the reader may not know of the indicator.
    """
    release = gate.current_release(indicator, reader=reader)
    frames = [
        _kept(_stand(release, area, place, reader, asked), partial(_of_place, indicator, area, place, reader, asked))
        for place in _places(release, area)
        if asked.geography is None or asked.geography == place.key
    ]
    whole = pd.concat([_empty(), *(frame for frame in frames if len(frame))], ignore_index=True)
    return _typed(_one_each(whole))


def own_observations(indicator: Indicator, *, reader: Reader, asked: gate.Asked) -> pd.DataFrame:
    """As the gate answers for the pseudo level: the visible areas that `asked.units` names (None: all of them)."""
    rows = visible_areas(reader)
    if asked.units is not None:
        rows = rows.filter(key__in=[str(key) for key in asked.units])
    frames = [area_observations(indicator, area, reader=reader, asked=asked)[COLUMNS] for area in rows]
    return _typed(pd.concat([_empty()[COLUMNS], *frames], ignore_index=True))


def _places(release: Release, area: OwnArea) -> list[Geography]:
    """The geographies of the area's level that have figures, the one of the area first, then the newest."""
    keys = {part["geography"] for part in release.manifest["coverage"] if part["level"] == area.level}
    rows = Geography.objects.filter(level__key=area.level, key__in=keys, current__isnull=False)
    newest = list(rows.select_related("level", "current").order_by("-valid_from", "-key"))
    return sorted(newest, key=lambda row: row.key != area.geography)


_MEMORY: OrderedDict[Hashable, pd.DataFrame] = OrderedDict()
_LOCK = Lock()
_MOST = 1_000
"""Frames that are kept in memory; each has a few rows."""


def _stand(release: Release, area: OwnArea, place: Geography, reader: Reader, asked: gate.Asked) -> Hashable:
    """Everything that figures depend on: which release (as this reader has it), which parts, which weights."""
    found = composition(area, place)
    weights = Indicator.objects.filter(key=area.weighted_by).first() if area.weighted_by else None
    try:
        count = gate.current_release(weights, reader=reader).checksum if weights is not None else ""
    except NotFound:
        count = ""
    narrowed = tuple(None if some is None else tuple(some) for some in (asked.periods, asked.slices))
    parts = (place.key, found.known, found.crosswalk, found.reason, tuple(found.parts.items()))
    return (release.subject_key, release.checksum, area.version, parts, weights.key if weights else "", count, narrowed)


def _kept(stand: Hashable, make: Callable[[], pd.DataFrame]) -> pd.DataFrame:
    """The frame of a stand, from memory where it was made before."""
    with _LOCK:
        if stand in _MEMORY:
            _MEMORY.move_to_end(stand)
            return _MEMORY[stand].copy()
    frame = make()
    with _LOCK:
        _MEMORY[stand] = frame
        while len(_MEMORY) > _MOST:
            _MEMORY.popitem(last=False)
    return frame.copy()


def _of_place(
    indicator: Indicator, area: OwnArea, place: Geography, reader: Reader, asked: gate.Asked
) -> pd.DataFrame:  # fmt: skip
    found = composition(area, place)
    wanted = gate.Asked(area.level, place.key, list(found.parts) or None, asked.periods, asked.slices)
    frame = gate.observations(indicator, reader=reader, asked=wanted)
    if frame.empty:
        return _empty()
    if found.known is Known.NOT:
        return _gaps(frame, area, found)
    bare = indicator.kind in _QUOTIENTS and bool((frame["value"].notna() & frame["denominator"].isna()).any())
    weights = _weights(area, place, reader, found) if bare else None
    together = put_together(frame, found.parts, area.key, indicator.kind, indicator.factor or 1.0, weights)
    if found.known is Known.CROSSWALK:
        there = together["presence"].isin([int(Presence.VALUE), int(Presence.SUPPRESSED)])
        together["flags"] = together["flags"] | np.where(there, int(Flag.BREAK), 0)
    return together.assign(level=OWN_LEVEL, geography=place.key)[[*COLUMNS, *DETAIL]]


def put_together(
    frame: pd.DataFrame,
    parts: Mapping[str, float],
    key: str,
    kind: str,
    factor: float = 1.0,
    weights: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Rows of units (one level and geography) as rows of one area `key`: see `methods.crosswalk.convert`.

    Nothing but `frame` (what a reader sees) and `weights` goes into it.
    """
    units = frame[frame["unit"].isin(list(parts))].astype(dict.fromkeys(["unit", *_GROUP], "object"))
    carried = convert(units[["unit", *COLUMNS[3:]]], walk_of(key, parts), kind, factor, weights=weights).frame
    hidden = carried["presence"] != int(Presence.VALUE)
    carried[["numerator", "denominator"]] = carried[["numerator", "denominator"]].mask(hidden)
    return carried if weights is None else _estimated(carried)


def walk_of(key: str, parts: Mapping[str, float]) -> Crosswalk:
    """The parts as a crosswalk from these units to the one area."""
    codes = pd.Index(list(parts), dtype=object)
    weights = sparse.csr_array(np.fromiter(parts.values(), dtype=np.float64)[:, None])
    unknown = np.full(len(codes), np.nan)
    target = pd.Index([key], dtype=object)
    return Crosswalk(codes, target, weights, Method.SELECTION, "units", unknown, np.ones(1), partition=False)


def _weights(area: OwnArea, place: Geography, reader: Reader, found: Composition) -> pd.DataFrame | None:
    """The count that the area names, by unit and period, as this reader may read it; None where it names none."""
    row = Indicator.objects.filter(key=area.weighted_by).first() if area.weighted_by else None
    if row is None:
        return None
    asked = gate.Asked(area.level, place.key, list(found.parts), None, [""])
    try:
        frame = gate.observations(row, reader=reader, asked=asked)
    except NotFound:
        return None
    there = frame[frame["presence"] == int(Presence.VALUE)]
    return there[["unit", "period", "value"]].astype({"unit": "object", "period": "object"})


def _estimated(carried: pd.DataFrame) -> pd.DataFrame:
    """What was weighted by people, not by its own denominators, is an estimate, a mean too."""
    weighted = carried["denominator"].isna() & (carried["total"] > 1) & carried["value"].notna()
    return carried.assign(flags=np.where(weighted, carried["flags"] | int(Flag.ESTIMATED), carried["flags"]))


def _gaps(frame: pd.DataFrame, area: OwnArea, found: Composition) -> pd.DataFrame:
    """Every period and slice of this geography is a gap, with the reason."""
    groups = frame[_GROUP].drop_duplicates().astype("object")
    missing = groups.assign(
        level=OWN_LEVEL, geography=found.geography, unit=area.key, presence=int(Presence.MISSING), flags=0,
        confidentiality=0, reason=found.reason, known=0, total=len(area.units),
    )  # fmt: skip
    return missing.reindex(columns=[*COLUMNS, *DETAIL])


def _one_each(frame: pd.DataFrame) -> pd.DataFrame:
    """One row a period and slice. Rows come with the geography of the area first, then by age, newest first."""
    gap = (frame["presence"] == int(Presence.MISSING)).astype(int)
    ordered = frame.assign(gap=gap).sort_values("gap", kind="stable").drop_duplicates(_GROUP)
    return ordered.drop(columns="gap").sort_values(["slice", "period"], kind="stable").reset_index(drop=True)


def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series(dtype="object") for name in [*COLUMNS, *DETAIL]})


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    numbers = dict.fromkeys(["value", "numerator", "denominator", "lower", "upper"], "float64")
    codes = {"presence": "uint8", "flags": "uint16", "confidentiality": "uint8"}
    detail = {"known": "int64", "total": "int64"} if "known" in frame.columns else {}
    return frame.astype({**numbers, **codes, **detail})
