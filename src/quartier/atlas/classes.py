"""Class breaks for one reader: what a map needs to colour an indicator, computed from what this reader may read."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import numpy as np
import pandas as pd

from quartier.atlas import schemas
from quartier.atlas.class_words import OWN, TARGET, ClassWords, with_target
from quartier.catalogue import listing
from quartier.catalogue.models import Geography, Indicator
from quartier.catalogue.observations import Asked, current_release, geography_units, observations
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.kernel.period import parse
from quartier.kernel.presence import Flag, Presence
from quartier.kernel.reader import Reader
from quartier.methods import schemes
from quartier.methods.classify import Floats
from quartier.methods.schemes import Fences, Method

_KEPT = 512
_NO_CLASSES = (IndicatorKind.COUNT, IndicatorKind.CLASS)


@dataclass(frozen=True, slots=True)
class Scope:
    """Which values are classified: all periods where `period` is empty, all units where `within` is."""

    indicator: str
    level: str
    geography: str
    slice: str = ""
    period: str = ""
    within: tuple[tuple[str, str], ...] = ()


class _Answers:
    """Answers that were given. A release never changes: its checksum is part of the key, nothing goes stale."""

    def __init__(self) -> None:
        self._found: OrderedDict[tuple[object, ...], schemas.BreaksAnswer] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...]) -> schemas.BreaksAnswer | None:
        with self._lock:
            found = self._found.get(key)
            if found is not None:
                self._found.move_to_end(key)
            return found

    def keep(self, key: tuple[object, ...], answer: schemas.BreaksAnswer) -> None:
        with self._lock:
            self._found[key] = answer
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)


_answers = _Answers()


def breaks(scope: Scope, words: ClassWords, *, reader: Reader) -> schemas.BreaksAnswer:
    """Breaks, midpoint and fences of a scheme. Raises NotFound, InputRejected (a count, an ordinal indicator)."""
    row = listing.indicator_by_key(scope.indicator, reader=reader)
    release = current_release(row, reader=reader)
    geography = listing.geography_by_key(scope.level, scope.geography)
    _refuse_unclassed(row)
    words = with_target(words, row.target)
    state = geography.current.checksum if geography.current else ""
    key = (release.checksum, state, scope, words)
    answer = _answers.get(key)
    if answer is None:
        answer = _computed(row, geography, scope, words, reader)
        _answers.keep(key, answer)
    return answer


def _refuse_unclassed(row: Indicator) -> None:
    if row.kind in _NO_CLASSES:
        reason = "a count is shown by the size of symbols" if row.kind == IndicatorKind.COUNT else "it has its own"
        problem = Problem(f"{row.key} is not divided into classes: {reason}", column="indicator", found=row.kind)
        raise InputRejected([problem], subject="classes")


def _computed(
    row: Indicator, geography: Geography, scope: Scope, words: ClassWords, reader: Reader
) -> schemas.BreaksAnswer:
    frame = _frame(row, geography, scope, reader)
    values = frame["value"].to_numpy(dtype=np.float64)
    bounds = schemes.fences(values) if "outliers" in words.apart else None
    bounds = schemes.tidy_fences(bounds, values) if bounds else None
    used = schemes.inside(values, bounds, without_zero="zero" in words.apart)
    mid, mid_period = _midpoint(row, scope, words, reader)
    if mid is not None and words.mid == "mean":
        mid = schemes.rounded_apart(mid, used, row.decimals)
    at_most = words.target.at_most(row.polarity) if words.target else False
    return schemas.BreaksAnswer(
        method=words.method or Method.ROUNDED,
        k=words.k,
        fixed=not scope.period,
        breaks=_breaks(used, words, mid, at_most=at_most),
        mid=mid,
        mid_period=mid_period,
        target=words.target.value if words.target else None,
        at_most=at_most,
        fences=_fences(bounds),
        values=len(values),
        min=float(values.min()) if len(values) else None,
        max=float(values.max()) if len(values) else None,
    )


def _breaks(values: Floats, words: ClassWords, mid: float | None, *, at_most: bool) -> list[float]:
    if words.method == OWN:
        return list(words.breaks)
    if words.method == TARGET and words.target is not None:
        return schemes.target_breaks(values, words.target.value, at_most=at_most, k=words.k)
    method = Method(words.method or Method.ROUNDED)
    if mid is not None:
        return schemes.tidy(schemes.breaks_around(method, values, mid, words.k), values, keep=[mid])
    # classes of equal width and round numbers are what they are; the others part values, wherever between them
    found = schemes.breaks_by(method, values, words.k)
    return found if method in (Method.EQUAL, Method.PRETTY) else schemes.tidy(found, values)


def _fences(bounds: Fences | None) -> tuple[float, float] | None:
    return (bounds.low, bounds.high) if bounds else None


def _frame(row: Indicator, geography: Geography, scope: Scope, reader: Reader) -> pd.DataFrame:
    """Rows with a value that counts, of the units asked for."""
    asked = Asked(
        level=scope.level,
        geography=scope.geography,
        periods=[scope.period] if scope.period else None,
        slices=[scope.slice],
        units=_members(geography, scope.within) if scope.within else None,
    )
    frame = observations(row, reader=reader, asked=asked)
    rated = (frame["flags"].to_numpy(dtype=np.int64) & int(Flag.NOT_RATED)) == 0
    counts: pd.DataFrame = frame[rated & (frame["presence"] == int(Presence.VALUE)).to_numpy()]
    return counts


def _members(geography: Geography, within: tuple[tuple[str, str], ...]) -> list[str]:
    """Codes of the units that lie in one of the areas. Raises NotFound for a level that contains none."""
    units = geography_units(geography)
    chosen = pd.Series(False, index=units.index)
    for level, code in within:
        if f"parent:{level}" not in units:
            raise NotFound(f"Units of {geography} do not lie in units of level {level!r}.")
        chosen |= units[f"parent:{level}"].astype(str) == code
    return [str(code) for code in units.loc[chosen, "code"]]


def _midpoint(row: Indicator, scope: Scope, words: ClassWords, reader: Reader) -> tuple[float | None, str]:
    """The midpoint as a number; of the town's value also its period. None where it is not known."""
    if isinstance(words.mid, float):
        return words.mid, ""
    if words.mid == TARGET:
        return (words.target.value if words.target else None), ""
    return _town_value(row, scope, reader) if words.mid == "mean" else (None, "")


def _town_value(row: Indicator, scope: Scope, reader: Reader) -> tuple[float | None, str]:
    """The value of the whole town, in the asked period or in the newest that has one."""
    town = next(iter(listing.reference_units()), None)
    if town is None:
        return None, ""
    periods = [scope.period] if scope.period else None
    asked = Asked(level=town[0], units=[town[1]], slices=[scope.slice], periods=periods)
    frame = observations(row, reader=reader, asked=asked)
    known = frame[frame["presence"] == int(Presence.VALUE)]
    if not len(known):
        return None, ""
    newest = max(known["period"].astype(str), key=parse)
    value = known.loc[known["period"].astype(str) == newest, "value"].iloc[-1]
    return float(value), newest
