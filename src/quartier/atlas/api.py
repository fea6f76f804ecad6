"""The JSON API of the map: thin, every read with `reader=`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Path, Query, Router, Status

from quartier.accounts.services import reader_of
from quartier.atlas import classes, describe, describe_layers, figures, schemas, services, statistics
from quartier.atlas.class_words import METHODS, parse
from quartier.catalogue.models import Sketch
from quartier.kernel.errors import InputRejected, Problem

router = Router(tags=["atlas"], by_alias=True)

Lang = Annotated[Literal["de", "en"] | None, Query(description="language of the texts; default: that of the page")]
Key = Annotated[str, Path(max_length=100)]
MOST_UNITS = 20


def _language(lang: str | None) -> str:
    return lang or get_language() or "de"


@router.get("/catalogue", response=schemas.CatalogueAnswer, summary="Workspace, topics, levels")
def catalogue(request: HttpRequest, lang: Lang = None) -> Any:
    return describe.catalogue(reader=reader_of(request.user), language=_language(lang))


@router.get("/indicators", response=schemas.IndicatorListAnswer, summary="Find indicators")
def indicators(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=200, description="words; synonyms and typing errors are understood")] = "",
    topic: Annotated[str, Query(max_length=100)] = "",
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    lang: Lang = None,
) -> Any:
    return describe.indicators(
        reader=reader_of(request.user),
        language=_language(lang),
        query=q,
        topic=topic,
        offset=offset,
        limit=limit,
    )


@router.get("/indicators/{key}", response=schemas.IndicatorAnswer, summary="One indicator, with its coverage")
def indicator(request: HttpRequest, key: str, lang: Lang = None) -> Any:
    return describe.indicator(key, reader=reader_of(request.user), language=_language(lang))


@router.get(
    "/geographies/{level}/{key}",
    response=schemas.GeographyAnswer,
    exclude_none=False,
    summary="One dated version of a level",
)
def geography(request: HttpRequest, level: str, key: str, lang: Lang = None) -> Any:
    return describe.geography(level, key, language=_language(lang))


@router.get("/sketch", summary="Lines and areas for orientation (GeoJSON)")
def sketch(request: HttpRequest) -> dict[str, Any]:
    features = [
        {**feature, "properties": {"kind": row.kind, "name": (feature.get("properties") or {}).get("name")}}
        for row in Sketch.objects.order_by("kind")
        for feature in row.geojson["features"]
    ]
    return {"type": "FeatureCollection", "features": features}


@router.get("/breaks", response=schemas.BreaksAnswer, summary="Class breaks of a map")
def breaks(
    request: HttpRequest,
    indicator: str,
    level: str,
    geography: str,
    slice: str = "",  # noqa: A002
    period: Annotated[str, Query(description='"all" (the same classes for all periods) or one period')] = "all",
    method: Annotated[str, Query(max_length=20, description=", ".join(METHODS))] = "",
    k: Annotated[str, Query(max_length=3, description="number of classes, 2 to 9")] = "",
    breaks: Annotated[str, Query(max_length=500, description="method own: 10,20,30")] = "",
    mid: Annotated[str, Query(max_length=40, description="midpoint of two colours: a number, mean or target")] = "",
    target: Annotated[str, Query(max_length=40, description="20, most:20 or least:20")] = "",
    apart: Annotated[str, Query(max_length=40, description="classes of their own: zero, outliers")] = "",
    within: Annotated[list[str], Query(max_length=50, description="level:code of containing areas")] = [],  # noqa: B006
) -> Any:
    shown = "" if period == "all" else period
    asked = {"method": method, "k": k, "breaks": breaks, "mid": mid, "target": target, "apart": apart}
    scope = classes.Scope(indicator, level, geography, slice, shown, tuple(_pairs(within, "within")))
    return classes.breaks(scope, parse(asked), reader=reader_of(request.user))


@router.put("/indicators/{key}/map-default", response={204: None}, summary="Save classes as the indicator's default")
def save_map_default(request: HttpRequest, key: Key, words: schemas.MapDefaultWords) -> Status[None]:
    services.save_map_default(by=reader_of(request.user), indicator=key, words=words.dict())
    return Status(204, None)


@router.delete("/indicators/{key}/map-default", response={204: None}, summary="Go back to the proposed classes")
def drop_map_default(request: HttpRequest, key: Key) -> Status[None]:
    services.drop_map_default(by=reader_of(request.user), indicator=key)
    return Status(204, None)


@router.get("/layers", response=list[schemas.MapLayerAnswer], summary="Layers that can be laid over the map")
def layers(request: HttpRequest, lang: Lang = None) -> Any:
    return describe_layers.layers(reader=reader_of(request.user), language=_language(lang))


@router.get("/series", response=schemas.SeriesAnswer, summary="Units over time, beside their surroundings")
def series(
    request: HttpRequest,
    indicator: str,
    unit: Annotated[list[str], Query(description="level:code, several allowed")] = [],  # noqa: B006
    slice: Annotated[str, Query(description='"" is the total, else age=0-5;sex=f')] = "",  # noqa: A002
    lang: Lang = None,
) -> Any:
    return figures.series(indicator, slice, _units(unit), reader=reader_of(request.user), language=_language(lang))


def _units(texts: list[str]) -> list[tuple[str, str]]:
    if len(texts) > MOST_UNITS:
        problem = Problem("too many units", column="unit", found=str(len(texts)), expected=f"up to {MOST_UNITS}")
        raise InputRejected([problem], subject="series")
    return _pairs(texts, "unit")


def _pairs(texts: list[str], column: str) -> list[tuple[str, str]]:
    pairs = [tuple(text.split(":", 1)) for text in texts]
    problems = [
        Problem("a unit is named by its level and code", column=column, found=text, expected="level:code")
        for text, pair in zip(texts, pairs, strict=True)
        if len(pair) != 2 or not all(pair)
    ]
    if problems:
        raise InputRejected(problems, subject=column)
    return [(pair[0], pair[1]) for pair in pairs]


@router.get("/passport", response=schemas.PassportAnswer, summary="Where one figure comes from")
def passport(
    request: HttpRequest,
    indicator: str,
    level: str,
    geography: str,
    unit: str,
    period: str,
    slice: str = "",  # noqa: A002
    lang: Lang = None,
) -> Any:
    key = figures.FigureKey(indicator, slice, level, geography, unit, period)
    return figures.passport(key, reader=reader_of(request.user), language=_language(lang))


@router.get("/pair", response=schemas.PairAnswer, summary="Two indicators together: correlation, line, classes")
def pair(
    request: HttpRequest,
    indicator: str,
    period: str,
    level: str,
    geography: str,
    other: Annotated[str, Query(alias="with", description="key of the second indicator")],
    other_period: Annotated[str, Query(alias="with-period")],
    slice: str = "",  # noqa: A002
    other_slice: Annotated[str, Query(alias="with-slice")] = "",
    weighted: bool = False,
    units: Annotated[str, Query(max_length=20_000, description="codes of the units that take part; empty: all")] = "",
    lang: Lang = None,
) -> Any:
    key = statistics.PairKey(
        indicator, slice, period, other, other_slice, other_period, level, geography, weighted, _codes(units)
    )
    return statistics.pair(key, reader=reader_of(request.user), language=_language(lang))


def _codes(text: str) -> frozenset[str]:
    """Codes parted by commas; a comma in a code is written %2C, a per cent sign %25 (as in the address of the map)."""
    return frozenset(code.replace("%2C", ",").replace("%25", "%") for code in text.split(",") if code)


@router.get("/change", response=schemas.ChangeAnswer, summary="Change of every unit between two dates")
def change(
    request: HttpRequest,
    indicator: str,
    level: str,
    geography: str,
    since: str,
    period: str,
    slice: str = "",  # noqa: A002
    relative: bool = False,
) -> Any:
    key = statistics.ChangeKey(indicator, slice, level, geography, since, period, relative)
    return statistics.change(key, reader=reader_of(request.user))
