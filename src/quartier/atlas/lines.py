"""One unit over time: which geography speaks for which period, and what was carried over a reform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pandas as pd

from quartier.atlas import schemas
from quartier.catalogue.areas import composition, visible_areas
from quartier.catalogue.areas.composition import Known
from quartier.catalogue.crosswalks.convert import converted_periods
from quartier.catalogue.models import OWN_LEVEL, Geography, Indicator
from quartier.kernel.period import parse
from quartier.kernel.presence import Flag
from quartier.kernel.reader import Reader

UnitKey = tuple[str, str]


@dataclass(frozen=True)
class Places:
    """`age`: position of each (level, geography) in time. `carried`: periods that were carried to it.
    `levels`: level of each area of one's own. `through`: (area, geography) that an area is known in by a crosswalk."""

    age: dict[UnitKey, int]
    carried: dict[UnitKey, set[str]]
    levels: dict[str, str] = field(default_factory=dict)
    through: frozenset[UnitKey] = frozenset()

    def is_carried(self, unit: UnitKey, geography: str, period: str) -> bool:
        level, code = unit
        if level == OWN_LEVEL:
            if (code, geography) in self.through:
                return True
            level = self.levels.get(code, "")
        return period in self.carried.get((level, geography), ())


def places(indicator: Indicator, audience: str, units: Sequence[UnitKey], *, reader: Reader) -> Places:
    """What the lines of these units need to know."""
    rows = list(Geography.objects.order_by("valid_from", "key").select_related("level"))
    age = {(row.level.key, row.key): position for position, row in enumerate(rows)}
    keys = [code for level, code in units if level == OWN_LEVEL]
    areas = list(visible_areas(reader).filter(key__in=keys)) if keys else []
    through = frozenset(
        (area.key, row.key)
        for area in areas
        for row in rows
        if row.level.key == area.level and row.current_id and composition(area, row).known is Known.CROSSWALK
    )
    return Places(age, converted_periods(indicator, audience), {area.key: area.level for area in areas}, through)


def line(unit: UnitKey, frame: pd.DataFrame | None, name: str, level_name: str, known: Places) -> schemas.Series:
    """Where two geographies have the same period, the newer one speaks; where that one's figure was carried there,
    the figure of the former boundaries stands beside it."""
    by_period: dict[str, list[tuple[int, schemas.SeriesPoint]]] = {}
    for record in frame.to_dict("records") if frame is not None else ():
        found = point({str(name): value for name, value in record.items()})
        by_period.setdefault(found.period, []).append((known.age.get((unit[0], found.geography), -1), found))
    points, former = [], []
    for period in sorted(by_period, key=parse):
        ordered = [found for _, found in sorted(by_period[period], key=lambda pair: -pair[0])]
        first = ordered[0]
        if first.flags & Flag.BREAK and known.is_carried(unit, first.geography, period):
            first.converted = True
            former += ordered[1:2]
        points.append(first)
    return schemas.Series(
        level=unit[0], code=unit[1], name=name, level_name=level_name, points=points, former=former
    )  # fmt: skip


def point(record: dict[str, object]) -> schemas.SeriesPoint:
    """One row of observations as the API tells it."""

    def number(field: str) -> float | None:
        value = record.get(field)
        return None if value is None or pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]

    period = str(record["period"])
    return schemas.SeriesPoint(
        period=period,
        position=round(parse(period).axis_position(), 4),
        geography=str(record["geography"]),
        value=number("value"),
        presence=int(str(record["presence"])),
        flags=int(str(record["flags"])),
        numerator=number("numerator"),
        denominator=number("denominator"),
        lower=number("lower"),
        upper=number("upper"),
    )
