"""The JSON API of the catalogue: exports."""

from __future__ import annotations

from typing import Annotated, Literal

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from ninja import Query, Router

from quartier.catalogue.exports import FORMATS, Selection
from quartier.catalogue.exports.download import answer

router = Router(tags=["catalogue"], by_alias=True)

Texts = Annotated[list[str], Query(max_length=10_000)]


@router.get(
    "/export",
    summary="Figures as a file",
    description="Any selection in one of the formats " + ", ".join(FORMATS) + ". Parameters may stand several times; "
    'what is not named is not narrowed (slice "" is the total alone). Suppressed and missing values say so.',
)
def export(
    request: HttpRequest,
    indicator: Annotated[list[str], Query(min_length=1, max_length=100, description="keys of indicators")],
    format: Annotated[str, Query(max_length=40, description=", ".join(FORMATS))] = "csv",  # noqa: A002
    level: Texts = [],  # noqa: B006
    geography: Texts = [],  # noqa: B006
    period: Texts = [],  # noqa: B006
    slice: Texts = [],  # noqa: A002, B006
    unit: Texts = [],  # noqa: B006
    lang: Annotated[Literal["de", "en"] | None, Query(description="language of the texts in the file")] = None,
) -> HttpResponseBase:
    chosen = Selection(tuple(indicator), tuple(level), tuple(geography), tuple(period), tuple(slice), tuple(unit))
    return answer(request, chosen, format, lang)
