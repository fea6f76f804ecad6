"""The JSON API, assembled from the floors; errors by the one table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.utils import check_csrf

from quartier.atlas.api import router as atlas_router
from quartier.catalogue.api import router as catalogue_router
from quartier.catalogue.areas.api import router as areas_router
from quartier.frame.api import router as frame_router
from quartier.kernel.errors import NotPermitted, QuartierError
from quartier.web.problems import json_problem


def _from_this_site(request: HttpRequest) -> bool:
    """What changes something has to come from a page of ours: the session's cookie alone would let others do it."""
    if request.method not in ("GET", "HEAD", "OPTIONS") and check_csrf(request) is not None:
        raise NotPermitted("The request does not come from a page of this workspace. Please reload the page.")
    return True


api = NinjaAPI(
    title="Quartier",
    version="1",
    description="Areas, indicators and figures of one workspace. Texts come in German or English (?lang=de|en).",
    docs_url=None,
    urls_namespace="api",
    auth=_from_this_site,
)
api.add_router("", atlas_router)
api.add_router("", catalogue_router)
api.add_router("", areas_router)
api.add_router("", frame_router)


@api.exception_handler(QuartierError)
def _known(request: HttpRequest, error: QuartierError) -> HttpResponse:
    return json_problem(error)


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    problems = [
        {"message": str(found.get("msg", "")), "column": ".".join(str(part) for part in found.get("loc", ())[1:])}
        for found in error.errors
    ]
    title = gettext("The request has problems")
    body = {"type": "about:blank", "title": title, "status": 422, "detail": title, "problems": problems}
    return JsonResponse(body, status=422, content_type="application/problem+json")
