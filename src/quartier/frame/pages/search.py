"""The page of results, which works without JavaScript, and the star."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_POST, require_safe

from quartier.accounts.services import reader_of
from quartier.frame import services
from quartier.frame.search import LONGEST, search

_HITS = 20


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What was found, in groups; without a query, what was starred."""
    reader = reader_of(request.user)
    query = request.GET.get("q", "")[:LONGEST].strip()
    starred = services.favourites(reader)
    groups = search(query, reader=reader, language=get_language() or "de", limit=_HITS)
    context = {
        "query": query,
        "groups": groups,
        "count": sum(len(group.hits) for group in groups),
        "favourites": starred,
        "starred": {row.item for row in starred},
        "longest": LONGEST,
    }
    return render(request, "frame/search.html", context)


@require_POST
def star(request: HttpRequest) -> HttpResponse:
    """Keep or no longer keep something; the browser asks for JSON, a form gets back to its page."""
    by, item = reader_of(request.user), request.POST.get("item", "")
    if request.POST.get("do") == "remove":
        services.unstar(by=by, item=item)
    else:
        title, address = request.POST.get("title", ""), request.POST.get("address", "")
        services.star(by=by, item=item, title=title, address=address)
    if "application/json" in request.headers.get("Accept", ""):
        return JsonResponse({"items": [row.item for row in services.favourites(by)]})
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "search")
