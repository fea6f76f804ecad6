"""Pages of boards: the list, one board, composing it, a wall."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quartier.accounts.services import reader_of
from quartier.atlas.boards import services, show
from quartier.atlas.boards.tiles import COLUMNS, TileKind
from quartier.atlas.models import Board
from quartier.catalogue import listing
from quartier.kernel.errors import Conflict, InputRejected

_Words = dict[str, Any]


def _language() -> str:
    return "en" if (get_language() or "de").startswith("en") else "de"


@require_http_methods(["GET", "HEAD", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """The boards that there are; a new one by its title."""
    reader, refused = reader_of(request.user), None
    if request.method == "POST":
        try:
            made = services.create(by=reader, title=request.POST.get("title", ""))
            return redirect("board-compose", key=made.key)
        except InputRejected as error:
            refused = error
    rows = [
        {"row": row, "own": row.person == reader.person, "circle": _circles()[row.shared_with]}
        for row in services.boards(reader)
    ]
    context = {"boards": rows, "may_make": reader.person is not None, "refused": refused}
    return render(request, "atlas/boards.html", context, status=422 if refused else 200)


@require_safe
def board(request: HttpRequest, key: str) -> HttpResponse:
    """One board. ``?wand`` shows it alone, for a screen on a wall."""
    reader = reader_of(request.user)
    row = services.find(key, reader=reader)
    context = {**_context(row, request), "wall": "wand" in request.GET}
    return render(request, "atlas/board_wall.html" if context["wall"] else "atlas/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def compose(request: HttpRequest, key: str) -> HttpResponse:
    """Tiles are added, moved, widened, named and removed; each step is one form, so that it works without a mouse."""
    by = reader_of(request.user)
    row = services.find(key, reader=by)
    if not services.may_change(row, by):
        return redirect("board", key=key)
    refused: InputRejected | Conflict | None = None
    if request.method == "POST":
        try:
            _act(request, row)
            return JsonResponse({"done": True}) if request.POST.get("quiet") else redirect("board-compose", key=key)
        except (InputRejected, Conflict) as error:
            refused = error
    if refused and request.POST.get("quiet"):
        return JsonResponse({"detail": _told(refused)}, status=409 if isinstance(refused, Conflict) else 422)
    context = {**_context(Board.objects.get(pk=row.pk), request), **_choices(request), "refused": _told(refused)}
    return render(request, "atlas/board_compose.html", context, status=422 if refused else 200)


def _told(refused: InputRejected | Conflict | None) -> str:
    if refused is None:
        return ""
    if isinstance(refused, InputRejected):
        return " ".join(gettext(item.message) for item in refused.problems)
    return gettext(str(refused))


def _act(request: HttpRequest, row: Board) -> None:
    by, sent = reader_of(request.user), request.POST
    seen = sent.get("version", "")
    version = int(seen) if seen.isascii() and seen.isdigit() else None
    tile = sent.get("tile", "")
    do, _, number = sent.get("do", "").partition(":")
    match do:
        case "add":
            services.add_tile(
                by=by, key=row.key, kind=sent.get("kind", ""), query=_query(sent), title=sent.get("title", ""),
                text=sent.get("text", ""), latest=sent.get("latest") == "on",
            )  # fmt: skip
        case "move":
            services.move_tile(by=by, key=row.key, tile=tile, to=_number(number), version=version)
        case "width":
            services.change_tile(by=by, key=row.key, tile=tile, width=_number(number), version=version)
        case "name":
            words = {name: sent[name].strip() for name in ("title", "text") if name in sent}
            services.change_tile(by=by, key=row.key, tile=tile, version=version, **words)
        case "remove":
            services.remove_tile(by=by, key=row.key, tile=tile, version=version)
        case _:
            services.describe(
                by=by, key=row.key, title=sent.get("title", ""), description=sent.get("description", ""),
                shared_with=sent.get("shared-with", ""),
            )  # fmt: skip


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0


def _query(sent: Any) -> str:
    """The address of the map as it was copied, or an indicator from the list."""
    copied = sent.get("address", "").strip()
    return copied or (f"indicator={sent.get('indicator', '')}" if sent.get("indicator") else "")


@require_POST
@login_required
def remove(request: HttpRequest, key: str) -> HttpResponse:
    services.remove(by=reader_of(request.user), key=key)
    return redirect("boards")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def collect(request: HttpRequest) -> HttpResponse:
    """From the map onto a board: which one, as what."""
    by = reader_of(request.user)
    own = [row for row in services.boards(by) if services.may_change(row, by)]
    sent = request.POST if request.method == "POST" else request.GET
    context = {"own": own, "kinds": _kinds(sent.get("kind", "map")), "query": sent.get("query", ""), "refused": ""}
    if request.method == "POST":
        try:
            key = sent.get("board", "") or services.create(by=by, title=sent.get("title", "")).key
            services.add_tile(
                by=by,
                key=key,
                kind=sent.get("kind", ""),
                query=sent.get("query", ""),
                latest=sent.get("latest") == "on",
            )
            return redirect("board", key=key)
        except InputRejected as refused:
            context["refused"] = _told(refused)
    return render(request, "atlas/board_collect.html", context, status=422 if context["refused"] else 200)


def _context(row: Board, request: HttpRequest) -> _Words:
    reader = reader_of(request.user)
    return {
        "board": row,
        "tiles": show.shown(row, reader=reader, language=_language()),
        "may_change": services.may_change(row, reader),
        "circles": [
            {"value": value, "text": text, "chosen": value == row.shared_with} for value, text in _circles().items()
        ],
    }


def _choices(request: HttpRequest) -> _Words:
    rows = listing.visible_indicators(reader_of(request.user)).prefetch_related("wordings")
    language = _language()
    return {
        "kinds": _kinds(""),
        "indicators": [(row.key, row.wording().name.get(language)) for row in rows],
        "widths": range(1, COLUMNS + 1),
    }


def _circles() -> dict[str, str]:
    return {
        Board.Circle.ME: gettext("only me"),
        Board.Circle.SIGNED_IN: gettext("everybody who signs in"),
        Board.Circle.EVERYBODY: gettext("everybody"),
    }


def _kinds(chosen: str) -> list[_Words]:
    names = {
        TileKind.MAP: gettext("map"),
        TileKind.FIGURE: gettext("figure"),
        TileKind.TIMELINE: gettext("time line"),
        TileKind.RANKING: gettext("ranking"),
        TileKind.DISTRIBUTION: gettext("distribution"),
        TileKind.TEXT: gettext("words"),
    }
    return [{"value": kind, "text": name, "chosen": kind == chosen} for kind, name in names.items()]
