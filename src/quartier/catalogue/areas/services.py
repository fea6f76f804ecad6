"""Create, change and delete areas of one's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import IntegrityError, transaction

from quartier.accounts.services import record
from quartier.catalogue.areas.shapes import checked_shape, parts_of, way_places
from quartier.catalogue.models import AreaWay, Geography, Indicator, Json, OwnArea, Visibility
from quartier.catalogue.observations import geography_units
from quartier.catalogue.services.declare import fold
from quartier.kernel.declared import IndicatorKind, LevelKind
from quartier.kernel.errors import Conflict, InputRejected, NotFound, NotPermitted, Problem
from quartier.kernel.reader import Reader

SUBJECT = "area of one's own"
_NAMED = 20
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An area as it is to be, not yet checked."""

    name: str
    description: str
    visibility: str
    level: str
    geography: str
    units: tuple[str, ...]
    shape: Json | None
    way: str
    weighted_by: str


def create_area(
    *,
    by: Reader,
    name: str,
    level: str,
    geography: str = "",
    units: Iterable[str] = (),
    shape: Json | None = None,
    way: str = "",
    description: str = "",
    visibility: str = Visibility.OWN,
    weighted_by: str = "",
) -> OwnArea:
    """Save an area: a choice of `units` (codes), or a `shape` (GeoJSON geometry in WGS 84), of one geography.

    Args:
        geography: its key; default: the newest in force of the level.
        way: for a shape, how units that it cuts are divided: "area" (default) or "population".
        visibility: "own", "members" (all who are signed in) or "public" (administrators only).
        weighted_by: key of a count (residents) by which shares that have no denominators are weighted.

    Raises NotPermitted (not signed in; public), InputRejected with all problems at once, NotFound (level, geography).
    """
    _require_person(by)
    chosen = AreaWay.UNITS if shape is None else (way or AreaWay.AREA)
    wanted = _Wanted(name.strip(), description.strip(), visibility, level, geography, tuple(units), shape, chosen,
                     weighted_by)  # fmt: skip
    values = _checked(wanted, by)
    for _ in range(5):
        try:
            with transaction.atomic():
                row = OwnArea.objects.create(key=_free_key(wanted.name), owner=by.person, owner_name=by.name, **values)
                record(by=by, action="own-area.create", subject=row.key, detail=_detail(row))
            return row
        except IntegrityError:  # somebody took the key in between
            continue
    raise Conflict("Somebody saves areas of this name at the same time; try again.")


def change_area(
    *,
    by: Reader,
    area: OwnArea,
    name: str | None = None,
    description: str | None = None,
    visibility: str | None = None,
    units: Iterable[str] | None = None,
    shape: Json | None = None,
    way: str | None = None,
    weighted_by: str | None = None,
) -> OwnArea:
    """Change what is given; the key stays, so that addresses go on to work. Raises as `create_area`, and NotPermitted
    where the area belongs to somebody else."""
    _require_owner(by, area)
    wanted = _Wanted(area.name, area.description, area.visibility, area.level, area.geography,
                     tuple(area.units), area.shape, area.way, area.weighted_by)  # fmt: skip
    given: dict[str, Any] = {"name": name, "description": description, "visibility": visibility, "way": way,
             "weighted_by": weighted_by}  # fmt: skip
    words: dict[str, Any] = {field: str(value).strip() for field, value in given.items() if value is not None}
    wanted = replace(wanted, **words)
    if units is not None:
        wanted = replace(wanted, units=tuple(units), shape=None, way=AreaWay.UNITS)
    if shape is not None:
        wanted = replace(wanted, shape=shape, way=way or (area.way if area.shape else AreaWay.AREA))
    same = units is None and shape is None and way is None
    values = _checked(wanted, by, area if same else None)
    with transaction.atomic():
        for field, value in values.items():
            setattr(area, field, value)
        area.save()
        record(by=by, action="own-area.change", subject=area.key, detail=_detail(area))
    return area


def delete_area(*, by: Reader, area: OwnArea) -> None:
    """Remove an area. Raises NotPermitted where it belongs to somebody else."""
    _require_owner(by, area)
    with transaction.atomic():
        record(by=by, action="own-area.delete", subject=area.key, detail=_detail(area))
        OwnArea.objects.filter(pk=area.pk).delete()


def _require_person(by: Reader) -> None:
    if by.person is None and not by.administrator:
        raise NotPermitted("Sign in to save areas of your own.")


def _require_owner(by: Reader, area: OwnArea) -> None:
    if not area.may_change(by):
        raise NotPermitted("This area belongs to somebody else.")


def _detail(row: OwnArea) -> dict[str, Any]:
    return {"level": row.level, "geography": row.geography, "units": len(row.units), "visibility": row.visibility}


def _checked(wanted: _Wanted, by: Reader, unchanged: OwnArea | None = None) -> dict[str, Any]:
    """The columns of the row. Raises InputRejected, NotPermitted, NotFound."""
    if wanted.visibility == Visibility.PUBLIC and not by.administrator:
        raise NotPermitted("Only an administrator shows an area to the public.")
    geography = _geography(wanted.level, wanted.geography)
    problems = list(_word_problems(wanted))
    if wanted.shape is None and unchanged is None:
        problems += _unit_problems(wanted.units, geography)
    if problems:
        raise InputRejected(problems, SUBJECT)
    values = {"name": wanted.name, "description": wanted.description, "visibility": wanted.visibility,
              "level": wanted.level, "geography": geography.key, "weighted_by": wanted.weighted_by}  # fmt: skip
    if unchanged is not None:
        return values
    return {**values, **_parts(wanted, geography)}


def _parts(wanted: _Wanted, geography: Geography) -> dict[str, Any]:
    if wanted.shape is None:
        return {"units": dict.fromkeys(wanted.units, 1.0), "way": AreaWay.UNITS, "shape": None, "places": {}}
    shape = checked_shape(wanted.shape)
    places = way_places(wanted.way, geography)
    units = parts_of(shape, geography, places)
    origin = places.origin if places is not None else {}
    return {"units": units, "way": wanted.way, "shape": shape, "places": origin}


def _geography(level: str, key: str) -> Geography:
    rows = Geography.objects.filter(level__key=level, current__isnull=False).select_related("level", "current")
    if level and rows.filter(level__kind=LevelKind.REFERENCE).exists():
        raise InputRejected([Problem("reference areas cannot be put together", column="level", found=level)], SUBJECT)
    found = rows.filter(key=key).first() if key else rows.order_by("-valid_from", "-key").first()
    if found is None:
        raise NotFound(f"There is no geography {key!r} of level {level!r}." if key else f"There is no level {level!r}.")
    return found


def _word_problems(wanted: _Wanted) -> Iterable[Problem]:
    if not 1 <= len(wanted.name) <= _LONGEST:
        yield Problem("the area needs a name", "required", column="name", expected=f"1 to {_LONGEST} characters")
    for column, value, known in (("visibility", wanted.visibility, Visibility), ("way", wanted.way, AreaWay)):
        if value not in known.values:
            yield Problem("this is not to be chosen", column=column, found=value, expected=", ".join(known.values))
    if wanted.weighted_by:
        row = Indicator.objects.filter(key=wanted.weighted_by).first()
        if row is None or row.kind != IndicatorKind.COUNT:
            yield Problem("shares are weighted by a count", column="weighted_by", found=wanted.weighted_by,
                          expected="the key of an indicator that is a count")  # fmt: skip


def _unit_problems(units: tuple[str, ...], geography: Geography) -> list[Problem]:
    if not units:
        return [Problem("no areas are chosen", "required", column="units", expected="one code or more")]
    known = set(geography_units(geography)["code"].astype(str))
    lost = [code for code in dict.fromkeys(units) if code not in known]
    problems = [
        Problem("there is no such unit", "unknown-unit", column="units", found=code, expected=f"a code of {geography}")
        for code in lost[:_NAMED]
    ]
    if len(lost) > _NAMED:
        problems.append(Problem(f"{len(lost) - _NAMED} further codes are unknown", "unknown-unit", column="units"))
    return problems


def _free_key(name: str) -> str:
    plain = fold(name.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace("Ä", "ae").replace("Ö", "oe")
                 .replace("Ü", "ue"))  # fmt: skip
    stem = plain.replace(" ", "-")[:50].strip("-") or "gebiet"
    taken = set(OwnArea.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for number in range(1, len(taken) + 3)
                if (key := stem if number == 1 else f"{stem}-{number}") not in taken)  # fmt: skip
