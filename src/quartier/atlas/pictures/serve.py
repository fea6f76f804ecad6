"""Pictures as answers: drawn once, kept by checksum, the rights on their figures checked each time."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

import quartier
from quartier.accounts.services import reader_of
from quartier.atlas.pictures import bivariate, change, multiples, render
from quartier.atlas.pictures import map as maps
from quartier.atlas.pictures.charts import boxes, histogram, ranking, scatter, timeline
from quartier.atlas.pictures.layers import laid
from quartier.atlas.pictures.other import other_release
from quartier.atlas.pictures.question import Question, read
from quartier.atlas.pictures.scene import Scene, scene_of
from quartier.atlas.pictures.svg import Picture
from quartier.catalogue.models import Release
from quartier.kernel.errors import NotFound
from quartier.kernel.reader import Audience, Reader

Draw = Callable[[Scene, Reader], Picture]
PICTURES: dict[str, Draw] = {
    "karte": lambda scene, reader: maps.with_layers(scene, reader=reader),
    "rangliste": lambda scene, reader: ranking.draw(scene, reader=reader),
    "zeitreihe": lambda scene, reader: timeline.draw(scene, reader=reader),
    "verteilung": lambda scene, reader: histogram.draw(scene, reader=reader),
    "zusammenhang": lambda scene, reader: scatter.draw(scene, reader=reader),
    "bivariat": lambda scene, reader: bivariate.draw(scene, reader=reader),
    "karten": lambda scene, reader: multiples.draw(scene, reader=reader),
    "streuung": lambda scene, reader: boxes.draw(scene, reader=reader),
    "veraenderung": lambda scene, reader: change.draw(scene, reader=reader),
}
_PAIRS = ("zusammenhang", "bivariat")
"""Pictures of two indicators."""
MEDIA_TYPES = {"svg": "image/svg+xml", "png": "image/png", "pdf": "application/pdf"}
_KEPT = 96


@require_safe
def picture(request: HttpRequest, name: str, ending: str) -> HttpResponse:
    """One picture. Whoever may not read the figures finds nothing; public ones may be kept for five minutes."""
    if name not in PICTURES or ending not in MEDIA_TYPES:
        raise NotFound("There is no such picture.")
    language = "en" if (get_language() or "de").startswith("en") else "de"
    question = read(request.GET, language=language)
    reader = reader_of(request.user)
    scene = scene_of(question, reader=reader)
    further = further_releases(scene, name, reader)
    etag = f'"{key_of(scene, name, ending, further)}"'
    public = all(release.audience == Audience.PUBLIC for release in (scene.release, *further))
    response: HttpResponse
    if public and request.headers.get("If-None-Match") == etag:
        response = HttpResponseNotModified()
    else:
        content = _KEEP.get(etag, lambda: _drawn(PICTURES[name], scene, ending, reader))
        response = HttpResponse(content, content_type=MEDIA_TYPES[ending])
        response.headers["Content-Disposition"] = f'inline; filename="{file_name(scene, name)}.{ending}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=300" if public else "private, no-store"
    return response


def further_releases(scene: Scene, name: str, reader: Reader) -> tuple[Release, ...]:
    """What a picture shows beside the figures of its scene. Raises NotFound for what this reader may not read."""
    if name in _PAIRS:
        return (other_release(scene, reader=reader),)
    layers = laid(scene.question.view.layers, reader=reader) if name == "karte" else ()
    return tuple(one.release for one in layers)


def key_of(scene: Scene, name: str, ending: str, further: tuple[Release, ...] = ()) -> str:
    """Named by all that the picture is drawn from: figures, shapes, words, the question and this version."""
    shapes = scene.geography.current.checksum if scene.geography.current else ""
    if name == "karten":
        every = scene.level.geographies.exclude(current=None).order_by("key")
        shapes = " ".join(every.values_list("current__checksum", flat=True))
    look = scene.workspace.name.as_dict() if scene.workspace else {}
    # the release names the figures; the reader's own (a confidential one) has another checksum
    parts: tuple[object, ...] = (
        quartier.__version__,
        name,
        ending,
        scene.release.checksum,
        shapes,
        scene.question,
        scene.name,
        look,
    )
    parts += tuple(release.checksum for release in further)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def file_name(scene: Scene, name: str) -> str:
    """A name that says what is in the file."""
    return "-".join((name, scene.indicator.key, scene.level.key, scene.period.text.replace("/", "-")))


def _drawn(draw: Draw, scene: Scene, ending: str, reader: Reader) -> bytes:
    made = draw(scene, reader)
    question: Question = scene.question
    if ending == "svg":
        return made.svg(width=float(question.width)).encode()
    if ending == "png":
        return render.png(made, width=question.width * question.scale, language=question.language)
    return render.pdf(made, language=question.language)


class _Keep:
    """The latest pictures of this process; whoever asks for one has shown the right to its release before."""

    def __init__(self) -> None:
        self._items: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], bytes]) -> bytes:
        with self._lock:
            if key in self._items:
                self._items.move_to_end(key)
                return self._items[key]
        made = make()
        with self._lock:
            self._items[key] = made
            while len(self._items) > _KEPT:
                self._items.popitem(last=False)
        return made


_KEEP = _Keep()
