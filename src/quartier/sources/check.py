"""Do the parts of a collection fit each other? Run by every loader and by the demo town before they hand over.

Vectorised: each check looks at distinct values, never at rows one by one. A kind of fault is one problem with its
count and some examples, so that a thousand wrong rows stay readable.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TYPE_CHECKING

from quartier.kernel.declared import Collection, Geography, Indicator, IndicatorKind, slice_key, slice_members
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.period import PeriodInvalid, parse
from quartier.kernel.presence import Confidentiality, Presence

if TYPE_CHECKING:
    import pandas as pd

REQUIRED = ("level", "geography", "unit", "period", "value")
ROW_KEY = ("level", "geography", "unit", "period", "slice")


def problems(collection: Collection) -> list[Problem]:
    """All faults in the references between the parts; empty when the collection can be published."""
    return list(
        chain(
            _keys(collection),
            _catalogue(collection),
            chain.from_iterable(_geography(collection, item) for item in collection.geographies),
            _indicators(collection),
            _groups_and_events(collection),
            _observations(collection),
        )
    )


def checked(collection: Collection) -> Collection:
    """The same collection. Raises InputRejected with all faults at once."""
    found = problems(collection)
    if found:
        raise InputRejected(found, subject=f"collection {collection.key}")
    return collection


def _problem(code: str, message: str, found: Iterable[object] = (), expected: str | None = None) -> Problem:
    items = sorted({str(item) for item in found})
    shown = ", ".join(items[:8]) + (f" and {len(items) - 8} more" if len(items) > 8 else "")
    return Problem(message, code=code, found=shown or None, expected=expected)


def _unknown(what: str, used: Iterable[str], known: Iterable[str]) -> Iterator[Problem]:
    lost = set(used) - set(known)
    if lost:
        yield _problem(f"unknown-{what.split()[-1]}", f"{what} is not declared", lost)


def _twice(what: str, keys: Iterable[object]) -> Iterator[Problem]:
    again = [key for key, count in Counter(keys).items() if count > 1]
    if again:
        yield _problem("key-twice", f"{what}: the same key is declared twice", again)


def _keys(collection: Collection) -> Iterator[Problem]:
    for what, items in (
        ("licences", collection.licences),
        ("sources", collection.sources),
        ("levels", collection.levels),
        ("topics", collection.topics),
        ("dimensions", collection.dimensions),
        ("target groups", collection.target_groups),
        ("indicators", collection.indicators),
        ("events", collection.events),
        ("map layers", collection.layers),
    ):
        yield from _twice(what, (item.key for item in items))
    yield from _twice("geographies", ((item.level, item.key) for item in collection.geographies))
    yield from _twice("observations", (item.indicator for item in collection.observations))
    for dimension in collection.dimensions:
        yield from _twice(f"members of {dimension.key}", (member.key for member in dimension.members))


def _catalogue(collection: Collection) -> Iterator[Problem]:
    yield from _unknown(
        "licence", (item.licence for item in collection.sources), (item.key for item in collection.licences)
    )
    sources = [item.key for item in collection.sources]
    yield from _unknown("map layer: source", (item.source for item in collection.layers), sources)
    named = (item.topic for item in collection.layers if item.topic)
    yield from _unknown("map layer: topic", named, (item.key for item in collection.topics))
    ranks: dict[str, int] = {}
    for level in collection.levels:
        yield from _unknown(f"level {level.key}: parent", level.parents, ranks)
        if any(ranks.get(parent, -1) >= level.rank for parent in level.parents):
            yield _problem("rank", f"level {level.key}: a parent must have a smaller rank", level.parents)
        ranks[level.key] = level.rank
    yield from _tree("topic", ((topic.key, topic.parent) for topic in collection.topics))
    for dimension in collection.dimensions:
        yield from _tree(f"{dimension.key} member", ((member.key, member.parent) for member in dimension.members))
    if collection.default_level:
        yield from _unknown("default level", [collection.default_level], ranks)
    if collection.default_indicator:
        yield from _unknown(
            "default indicator", [collection.default_indicator], (item.key for item in collection.indicators)
        )


def _tree(what: str, items: Iterable[tuple[str, str | None]]) -> Iterator[Problem]:
    seen: set[str] = set()
    for key, parent in items:
        if parent is not None and parent not in seen:
            yield _problem("unknown-parent", f"{what} {key}: its parent is not declared before it", [parent])
        seen.add(key)


def _geography(collection: Collection, geography: Geography) -> Iterator[Problem]:
    place = f"geography {geography.level}/{geography.key}"
    levels = {level.key: level for level in collection.levels}
    yield from _unknown(f"{place}: level", [geography.level], levels)
    yield from _unknown(f"{place}: source", [geography.source], (source.key for source in collection.sources))
    start, end = geography.valid_from, geography.valid_to
    if start and end and start > end:
        yield _problem("validity", f"{place}: it ends before it begins", [f"{start} to {end}"])
    units = geography.units
    missing = [column for column in ("code", "name") if column not in units.columns]
    if missing:
        yield _problem("column-missing", f"{place}: columns are missing", missing)
        return
    yield from _texts(place, units)
    yield from _shapes(place, units)
    if geography.level in levels:
        for parent in levels[geography.level].parents:
            yield from _parents(collection, geography, parent)


def _texts(place: str, units: pd.DataFrame) -> Iterator[Problem]:
    for column in ("code", "name"):
        bad = units.loc[[not isinstance(item, str) or not item.strip() for item in units[column]], column]
        if len(bad):
            yield _problem("no-text", f"{place}: {column} is empty or no text", bad, "text")
    again = units.loc[units["code"].duplicated(), "code"]
    if len(again):
        yield _problem("code-twice", f"{place}: a code stands twice", again)


def _shapes(place: str, units: pd.DataFrame) -> Iterator[Problem]:
    if "geometry" not in units.columns:
        return
    if getattr(units, "crs", None) is None:
        yield _problem("no-crs", f"{place}: the polygons have no coordinate reference system")
    shapes = units.loc[units["geometry"].notna()]
    broken = shapes.loc[~shapes["geometry"].is_valid, "code"]
    if len(broken):
        yield _problem("invalid-polygon", f"{place}: polygons are invalid", broken)


def _parents(collection: Collection, geography: Geography, parent: str) -> Iterator[Problem]:
    place, column = f"geography {geography.level}/{geography.key}", f"parent:{parent}"
    if column not in geography.units.columns:
        yield _problem("column-missing", f"{place}: the column {column!r} is missing")
        return
    above = [item for item in collection.geographies if item.level == parent and _overlap(item, geography)]
    known = set(chain.from_iterable(item.units["code"] for item in above))
    yield from _unknown(f"{place}: parent ({parent}) unit", geography.units[column], known)


def _overlap(one: Geography, other: Geography) -> bool:
    starts = [item.valid_from for item in (one, other) if item.valid_from]
    ends = [item.valid_to for item in (one, other) if item.valid_to]
    return not (starts and ends and max(starts) > min(ends))


def _indicators(collection: Collection) -> Iterator[Problem]:
    sources = {source.key for source in collection.sources}
    topics = {topic.key for topic in collection.topics}
    dimensions = {dimension.key for dimension in collection.dimensions}
    for indicator in collection.indicators:
        place = f"indicator {indicator.key}"
        yield from _unknown(f"{place}: source", [indicator.source], sources)
        yield from _unknown(f"{place}: topic", indicator.topics, topics)
        yield from _unknown(f"{place}: dimension", indicator.dimensions, dimensions)
        if not indicator.topics:
            yield _problem("no-topic", f"{place} has no topic and could not be found")
        if not indicator.definition.de:
            yield _problem("no-definition", f"{place} has no definition")
        if (indicator.kind is IndicatorKind.CLASS) != bool(indicator.classes):
            yield _problem("classes", f"{place}: classes are declared for kind class and for no other")


def _groups_and_events(collection: Collection) -> Iterator[Problem]:
    members = {item.key: {member.key for member in item.members} for item in collection.dimensions}
    for group in collection.target_groups:
        yield from _unknown(f"target group {group.key}: dimension", group.members, members)
        for dimension, chosen in group.members.items():
            if dimension in members:
                yield from _unknown(f"target group {group.key}: member", chosen, members[dimension])
    indicators = {indicator.key for indicator in collection.indicators}
    units = {(item.level, code) for item in collection.geographies for code in item.units["code"]}
    for event in collection.events:
        yield from _unknown(f"event {event.key}: indicator", event.indicators, indicators)
        if event.level:
            yield from _unknown(f"event {event.key}: level", [event.level], {item.key for item in collection.levels})
        if event.unit and (event.level, event.unit) not in units:
            yield _problem("unknown-unit", f"event {event.key}: its unit is not declared", [event.unit])


def _observations(collection: Collection) -> Iterator[Problem]:
    indicators = {indicator.key: indicator for indicator in collection.indicators}
    members = {item.key: {member.key for member in item.members} for item in collection.dimensions}
    units = {(item.level, item.key): set(item.units["code"]) for item in collection.geographies}
    for item in collection.observations:
        place = f"observations of {item.indicator}"
        if item.indicator not in indicators:
            yield _problem("unknown-indicator", f"{place}: the indicator is not declared")
            continue
        missing = [column for column in REQUIRED if column not in item.frame.columns]
        if missing:
            yield _problem("column-missing", f"{place}: columns are missing", missing, ", ".join(REQUIRED))
            continue
        yield from _rows(place, item.frame, units)
        yield from _slices(place, item.frame, indicators[item.indicator], members)
        yield from _values(place, item.frame, indicators[item.indicator])


def _rows(place: str, frame: pd.DataFrame, units: dict[tuple[str, str], set[str]]) -> Iterator[Problem]:
    key = [column for column in ROW_KEY if column in frame.columns]
    again = frame.duplicated(key)
    if again.any():
        rows = frame.loc[again, key].head(8).astype(str).agg(" / ".join, axis=1)
        yield _problem("row-twice", f"{place}: {int(again.sum())} rows stand twice", rows)
    for name, codes in frame.groupby(["level", "geography"], observed=True)["unit"]:
        level, geography = (str(part) for part in name)
        if (level, geography) not in units:
            yield _problem("unknown-geography", f"{place}: geography {level}/{geography} is not declared")
            continue
        lost = set(codes.unique()) - units[level, geography]
        if lost:
            yield _problem("unknown-unit", f"{place}: units that {level}/{geography} does not have", lost)
    yield from _periods(place, frame["period"].unique())


def _periods(place: str, texts: Iterable[object]) -> Iterator[Problem]:
    wrong = []
    for text in texts:
        try:
            parse(str(text))
        except PeriodInvalid:
            wrong.append(text)
    if wrong:
        yield _problem("period", f"{place}: no time references", wrong, "e.g. 2020, 2020-12-31")


def _slices(place: str, frame: pd.DataFrame, indicator: Indicator, members: dict[str, set[str]]) -> Iterator[Problem]:
    if "slice" not in frame.columns:
        return
    wrong = []
    for text in frame["slice"].unique():
        try:
            chosen = slice_members(text)
        except (ValueError, AttributeError):
            wrong.append(text)
            continue
        known = all(key in indicator.dimensions and value in members.get(key, ()) for key, value in chosen.items())
        if not known or slice_key(chosen) != text:
            wrong.append(text)
    if wrong:
        yield _problem(
            "slice",
            f"{place}: slices that its dimensions do not have",
            wrong,
            ", ".join(indicator.dimensions) or "none",
        )


def _values(place: str, frame: pd.DataFrame, indicator: Indicator) -> Iterator[Problem]:
    import numpy as np
    import pandas as pd

    value = pd.to_numeric(frame["value"], errors="coerce").to_numpy(dtype=float)
    presence = frame["presence"].to_numpy() if "presence" in frame.columns else np.where(np.isnan(value), 1, 0)
    unknown = set(np.unique(presence)) - {int(item) for item in Presence}
    if unknown:
        yield _problem("presence", f"{place}: presence codes that do not exist", unknown)
    there = presence == Presence.VALUE
    if (there & ~np.isfinite(value)).any():
        yield _problem("no-value", f"{place}: {int((there & ~np.isfinite(value)).sum())} rows say VALUE and have none")
    if (~there & ~np.isnan(value)).any():
        yield _problem("a-value", f"{place}: {int((~there & ~np.isnan(value)).sum())} rows have a value and deny it")
    if "confidentiality" in frame.columns:
        known = {int(item) for item in Confidentiality}
        yield from _unknown(
            f"{place}: confidentiality",
            map(str, frame["confidentiality"].unique()),
            map(str, known),
        )
    yield from _quotients(place, frame, value, indicator)
    yield from _bounds(place, frame)


def _quotients(place: str, frame: pd.DataFrame, value: object, indicator: Indicator) -> Iterator[Problem]:
    """Value, numerator and denominator must say the same, within the rounding that is shown."""
    import numpy as np

    if indicator.kind not in (IndicatorKind.SHARE, IndicatorKind.RATE):
        return
    if not {"numerator", "denominator"} <= set(frame.columns):
        return
    numerator = frame["numerator"].to_numpy(dtype=float)
    denominator = frame["denominator"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        computed = indicator.factor * numerator / denominator
    away = np.abs(np.asarray(value, dtype=float) - computed) > 0.5 * 10.0**-indicator.decimals + 1e-9
    if away.any():
        rows = frame.loc[away, ["unit", "period"]].astype(str).agg(" ".join, axis=1)
        yield _problem(
            "quotient",
            f"{place}: {int(away.sum())} values differ from factor x numerator / denominator",
            rows,
            f"factor {indicator.factor:g}",
        )


def _bounds(place: str, frame: pd.DataFrame) -> Iterator[Problem]:
    if {"lower", "upper"} <= set(frame.columns):
        crossed = frame["lower"] > frame["upper"]
        if crossed.any():
            yield _problem("bounds", f"{place}: {int(crossed.sum())} rows have a lower bound above the upper")
