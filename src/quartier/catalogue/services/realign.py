"""What stands on a geography follows it: figures in its unit order, and the units of the levels below.

The vectors of an indicator lie in the unit order of the geography. When a new release of the geography has another
order, every release in force that names it is written again in the new one, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from quartier.catalogue.models import Geography, Indicator, Level, Release
from quartier.catalogue.observations import geography_shapes, geography_units, release_frame
from quartier.kernel import declared
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.presence import Part, Presence, add
from quartier.kernel.reader import SYSTEM

Lineage = Mapping[str, Sequence[str]]
"""New code -> codes of the units that it was made of, whole. What is not named keeps its code."""
POINTERS = ("current_confidential", "current_public")
_GROUP = ["period", "slice"]


def standing_on(level: str, key: str) -> Iterator[tuple[Indicator, str, Release]]:
    """(indicator, name of the pointer, release) of every release in force that names the geography."""
    for row in Indicator.objects.select_related(*POINTERS):
        for name in POINTERS:
            release: Release | None = getattr(row, name)
            if release is not None and covers(release, level, key):
                yield row, name, release


def covers(release: Release, level: str, key: str) -> bool:
    coverage = release.manifest.get("coverage", [])
    return any(item["level"] == level and item["geography"] == key for item in coverage)


def carried(release: Release, geography: declared.Geography, lineage: Lineage, row: Indicator) -> pd.DataFrame:
    """All observations of a release with the units that the geography has now.

    A unit whose code changed keeps its figures; a merged one gets them by the kind of the indicator (`merged_rows`);
    figures of units that are gone go with them. Where nothing at all is left, the first unit is told missing.
    """
    frame = release_frame(release, reader=SYSTEM)
    frame = frame.astype(dict.fromkeys(("level", "geography", "unit", "period", "slice"), "object"))
    here = (frame["level"] == geography.level) & (frame["geography"] == geography.key)
    codes = [str(code) for code in geography.units["code"]]
    parts = [frame[~here], *_moved(frame[here], codes, lineage, row)]
    full = pd.concat([part for part in parts if len(part)] or [_nothing(frame[here], codes[0])], ignore_index=True)
    return full


def _moved(rows: pd.DataFrame, codes: Sequence[str], lineage: Lineage, row: Indicator) -> Iterator[pd.DataFrame]:
    kept = [code for code in codes if code not in lineage]
    yield rows[rows["unit"].isin(kept)]
    for code in codes:
        origins = list(lineage.get(code, ()))
        if len(origins) == 1:
            yield rows[rows["unit"] == origins[0]].assign(unit=code)
        elif origins:
            yield merged_rows(rows, code, origins, kind=IndicatorKind(row.kind), factor=row.factor)


def _nothing(rows: pd.DataFrame, code: str) -> pd.DataFrame:
    empty = rows.drop_duplicates(["level", "geography", *_GROUP]).copy()
    empty[["value", "numerator", "denominator", "lower", "upper"]] = float("nan")
    return empty.assign(unit=code, presence=int(Presence.MISSING), flags=0, confidentiality=0)


def merged_rows(
    rows: pd.DataFrame, code: str, origins: Sequence[str], *, kind: IndicatorKind, factor: float
) -> pd.DataFrame:
    """Observations of a unit made of several: counts by their sum, quotients by numerator and denominator.

    A mean, index, score or class without numerator and denominator has no value for the union: it is missing. A
    suppressed part makes the whole suppressed, a missing one missing (`kernel.presence.add`).
    """
    made = []
    for _, group in rows[rows["unit"].isin(list(origins))].groupby(_GROUP, observed=True, sort=False):
        records = [{str(name): value for name, value in item.items()} for item in group.to_dict("records")]
        merged = _count(records, len(origins)) if kind is IndicatorKind.COUNT else _quotient(
            records, len(origins), factor)  # fmt: skip
        flags = 0
        for item in records:
            flags |= int(item["flags"])
        secrecy = max(int(item["confidentiality"]) for item in records)
        made.append({**records[0], **_EMPTY, **merged, "unit": code, "flags": flags, "confidentiality": secrecy})
    return pd.DataFrame(made, columns=rows.columns)


_EMPTY: dict[str, Any] = dict.fromkeys(("value", "numerator", "denominator", "lower", "upper"), float("nan"))


def _parts(records: Sequence[Mapping[str, Any]], count: int, column: str) -> list[Part]:
    """One part a unit; a unit without a row is missing."""
    made = [
        Part(Presence(int(item["presence"])), _number(item[column]), _number(item["lower"]), _number(item["upper"]))
        for item in records
    ]
    return made + [Part(Presence.MISSING)] * (count - len(made))


def _number(value: Any) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def _count(records: Sequence[Mapping[str, Any]], count: int) -> dict[str, Any]:
    total = add(_parts(records, count, "value"))
    if total.presence is Presence.SUPPRESSED:
        return {"presence": int(total.presence), "lower": total.lower, "upper": total.upper}
    return {"presence": int(total.presence), "value": total.value}


def _quotient(records: Sequence[Mapping[str, Any]], count: int, factor: float) -> dict[str, Any]:
    above, below = (add(_parts(records, count, column)) for column in ("numerator", "denominator"))
    if above.presence is not Presence.VALUE:
        return {"presence": int(above.presence)}
    known = [item for item in records if int(item["presence"]) == Presence.VALUE]
    if not below.value or above.value is None or not all(_is_quotient(item, factor) for item in known):
        return {"presence": int(Presence.MISSING)}
    value = factor * above.value / below.value
    return {"presence": int(Presence.VALUE), "value": value, "numerator": above.value, "denominator": below.value}


def _is_quotient(item: Mapping[str, Any], factor: float) -> bool:
    """Does the value follow from numerator and denominator (else they may not be added up)?"""
    value, above, below = (_number(item[name]) for name in ("value", "numerator", "denominator"))
    if value is None or above is None or below is None:
        return False
    return below == 0 or abs(factor * above / below - value) <= 0.01 * max(1.0, abs(value))


def children_of(geography: declared.Geography, lineage: Lineage) -> Iterator[declared.Geography]:
    """Geographies of levels below whose units named a unit that has another code now, with the new code."""
    moved = {old: new for new, origins in lineage.items() for old in origins if old != new}
    column = f"parent:{geography.level}"
    rows = Geography.objects.filter(current__isnull=False).exclude(level__key=geography.level)
    for row in rows.select_related("level", "current", "source") if moved else ():
        if not _at_the_same_time(row, geography):
            continue
        units = geography_units(row)
        if column not in units or not units[column].isin(list(moved)).any():
            continue
        shaped: pd.DataFrame | None = geography_shapes(row)
        full = (units if shaped is None else shaped).copy()
        full[column] = [moved.get(code, code) for code in full[column]]
        yield declared.Geography(row.level.key, row.key, row.name, full, row.source.key, row.valid_from, row.valid_to)


def _at_the_same_time(row: Geography, geography: declared.Geography) -> bool:
    """Same key, or valid on a common day, and no better geography of the parent level for the child's key."""
    if row.key == geography.key:
        return True
    level = Level.objects.get(key=geography.level)
    if level.geographies.filter(key=row.key).exists():
        return False
    begins, ends = row.valid_from, geography.valid_to
    starts, closes = geography.valid_from, row.valid_to
    return not ((begins and ends and begins > ends) or (starts and closes and starts > closes))
