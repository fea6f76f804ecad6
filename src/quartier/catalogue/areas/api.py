"""The JSON API of areas of one's own. Writing needs a session and its CSRF token."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Path, Query, Router, Schema, Status
from ninja.security import django_auth
from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from quartier.accounts.services import reader_of
from quartier.catalogue.areas import area_by_key, change_area, create_area, delete_area, outline, visible_areas
from quartier.catalogue.models import OWN_LEVEL, OwnArea
from quartier.kernel.reader import Reader

router = Router(tags=["areas"], by_alias=True)

MOST_UNITS = 20_000
Key = Annotated[str, Path(max_length=60)]


class _Wire(Schema):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class UnitPart(_Wire):
    code: str
    part: float


class AreaAnswer(_Wire):
    key: str
    unit: str
    """As other addresses name it: own:<key>."""
    name: str
    description: str
    owner: str
    visibility: str
    level: str
    geography: str
    way: str
    weighted_by: str
    units: list[UnitPart]
    may_change: bool
    drawn: bool


class AreaListAnswer(_Wire):
    areas: list[AreaAnswer]


class NewArea(_Wire):
    name: str = Field(max_length=200)
    level: str = Field(max_length=100)
    geography: str = Field("", max_length=100)
    units: list[str] = Field([], max_length=MOST_UNITS)
    shape: dict[str, Any] | None = None
    way: str = Field("", max_length=20)
    description: str = Field("", max_length=5000)
    visibility: str = Field("own", max_length=20)
    weighted_by: str = Field("", max_length=100)


class AreaChange(_Wire):
    name: str | None = Field(None, max_length=200)
    description: str | None = Field(None, max_length=5000)
    visibility: str | None = Field(None, max_length=20)
    units: list[str] | None = Field(None, max_length=MOST_UNITS)
    shape: dict[str, Any] | None = None
    way: str | None = Field(None, max_length=20)
    weighted_by: str | None = Field(None, max_length=100)


@router.get("/areas", response=AreaListAnswer, summary="Areas of one's own")
def areas(
    request: HttpRequest, level: Annotated[str, Query(max_length=100, description="only those of this level")] = ""
) -> Any:
    reader = reader_of(request.user)
    rows = visible_areas(reader).filter(level=level) if level else visible_areas(reader)
    return AreaListAnswer(areas=[_answer(row, reader) for row in rows])


@router.get("/areas/outlines", summary="Borders of areas of one's own (GeoJSON)")
def outlines(
    request: HttpRequest, key: Annotated[list[str], Query(max_length=100, description="none: all you may see")] = []  # noqa: B006
) -> dict[str, Any]:  # fmt: skip
    rows = visible_areas(reader_of(request.user))
    return _collection(list(rows.filter(key__in=key) if key else rows))


@router.get("/areas/{key}", response=AreaAnswer, summary="One area of one's own")
def area(request: HttpRequest, key: Key) -> Any:
    reader = reader_of(request.user)
    return _answer(area_by_key(key, reader=reader), reader)


@router.get("/areas/{key}/outline", summary="Border of one area of one's own (GeoJSON)")
def area_outline(request: HttpRequest, key: Key) -> dict[str, Any]:
    return _collection([area_by_key(key, reader=reader_of(request.user))])


@router.post("/areas", response={201: AreaAnswer}, auth=django_auth, summary="Save an area of one's own")
def create(request: HttpRequest, wanted: NewArea) -> Any:
    reader = reader_of(request.user)
    return Status(201, _answer(create_area(by=reader, **wanted.model_dump()), reader))


@router.patch("/areas/{key}", response=AreaAnswer, auth=django_auth, summary="Change an area of one's own")
def change(request: HttpRequest, key: Key, wanted: AreaChange) -> Any:
    reader = reader_of(request.user)
    row = area_by_key(key, reader=reader)
    return _answer(change_area(by=reader, area=row, **wanted.model_dump(exclude_unset=True)), reader)


@router.delete("/areas/{key}", response={204: None}, auth=django_auth, summary="Delete an area of one's own")
def delete(request: HttpRequest, key: Key) -> Any:
    reader = reader_of(request.user)
    delete_area(by=reader, area=area_by_key(key, reader=reader))
    return Status(204, None)


def _answer(row: OwnArea, reader: Reader) -> AreaAnswer:
    return AreaAnswer(
        key=row.key,
        unit=f"{OWN_LEVEL}:{row.key}",
        name=row.name,
        description=row.description,
        owner=row.owner_name if reader.person is not None or reader.administrator else "",
        visibility=row.visibility,
        level=row.level,
        geography=row.geography,
        way=row.way,
        weighted_by=row.weighted_by,
        units=[UnitPart(code=code, part=part) for code, part in row.units.items()],
        may_change=row.may_change(reader),
        drawn=row.shape is not None,
    )


def _collection(rows: list[OwnArea]) -> dict[str, Any]:
    features = [
        {"type": "Feature", "id": row.key, "geometry": border,
         "properties": {"key": row.key, "name": row.name, "level": row.level}}
        for row in rows if (border := outline(row)) is not None
    ]  # fmt: skip
    return {"type": "FeatureCollection", "features": features}
