"""The JSON API of the search and of favourites."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Query, Router, Schema

from quartier.accounts.services import reader_of
from quartier.frame import services
from quartier.frame.search import LONGEST, search

router = Router(tags=["search"])


class HitAnswer(Schema):
    title: str
    subtitle: str
    address: str
    item: str
    score: float


class GroupAnswer(Schema):
    key: str
    label: str
    hits: list[HitAnswer]


class SearchAnswer(Schema):
    query: str
    groups: list[GroupAnswer]


class FavouriteAnswer(Schema):
    item: str
    title: str
    address: str


@router.get("/search", response=SearchAnswer, summary="Search over everything")
def find(
    request: HttpRequest,
    q: Annotated[str, Query(max_length=LONGEST, description="words; everyday words and typing errors are understood")],
    limit: Annotated[int, Query(ge=1, le=50, description="hits of a group")] = 6,
    lang: Literal["de", "en"] | None = None,
) -> Any:
    language = lang or get_language() or "de"
    return {"query": q, "groups": search(q, reader=reader_of(request.user), language=language, limit=limit)}


@router.get("/favourites", response=list[FavouriteAnswer], summary="What the signed-in person starred")
def favourites(request: HttpRequest) -> Any:
    return services.favourites(reader_of(request.user))
