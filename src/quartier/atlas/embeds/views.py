"""Pages that others may frame. They show what the public may read, name the source and lead back to Quartier."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from quartier.atlas.boards import services, show
from quartier.atlas.boards.figure import figure_of
from quartier.atlas.boards.tiles import shown_query
from quartier.atlas.pictures.question import read
from quartier.atlas.pictures.scene import scene_of
from quartier.atlas.pictures.serve import PICTURES
from quartier.atlas.profile.portrait import gathered
from quartier.atlas.profile.views import place_asked
from quartier.kernel.errors import NotFound
from quartier.kernel.panels import panels
from quartier.kernel.reader import PUBLIC


def _language(request: HttpRequest) -> str:
    asked = request.GET.get("lang", "")
    if asked in ("de", "en"):
        return asked
    return "en" if (get_language() or "de").startswith("en") else "de"


@require_safe
def karte(request: HttpRequest) -> HttpResponse:
    """The map with its legend, alive; its state is the query of the map."""
    context = {"back": f"{reverse('karte')}?{shown_query(request.GET.urlencode())}"}
    return render(request, "atlas/embed_map.html", context)


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture of the server, with words for those who do not see it."""
    if name not in PICTURES:
        raise NotFound("There is no such picture.")
    language = _language(request)
    scene = scene_of(read(request.GET, language=language), reader=PUBLIC)
    query = request.GET.copy()
    query.setdefault("lang", language)
    query.setdefault("width", "760")
    query.setdefault("scale", "2")
    context = {
        "title": scene.name,
        "picture": f"{reverse('picture', args=[name, 'png'])}?{query.urlencode()}",
        "back": f"{reverse('karte')}?{shown_query(request.GET.urlencode())}",
    }
    return render(request, "atlas/embed_picture.html", context)


@require_safe
def figure(request: HttpRequest) -> HttpResponse:
    """One figure, of the first of its units or of the whole town."""
    language = _language(request)
    words = {key: str(value) for key, value in request.GET.dict().items()}
    context = {
        "figure": figure_of(words, reader=PUBLIC, language=language),
        "back": f"{reverse('karte')}?{shown_query(request.GET.urlencode())}",
    }
    return render(request, "atlas/embed_figure.html", context)


@require_safe
def profile(request: HttpRequest, level: str, code: str) -> HttpResponse:
    """The profile of an area, without the frame of the site around it."""
    place, subject = place_asked(request, level, code, whoever=PUBLIC)
    with gathered(), override(place.language):
        blocks = [(panel, panel.title(), html) for panel in panels() if (html := panel.render(place))]
        context = {"subject": subject, "blocks": blocks, "back": reverse("quarter", args=[level, code])}
        return render(request, "atlas/embed_profile.html", context)


@require_safe
def board(request: HttpRequest, key: str) -> HttpResponse:
    """A board that is shared with everybody."""
    row = services.find(key, reader=PUBLIC)
    tiles = show.shown(row, reader=PUBLIC, language=_language(request))
    context = {"board": row, "tiles": tiles, "back": reverse("board", args=[key])}
    return render(request, "atlas/embed_board.html", context)
