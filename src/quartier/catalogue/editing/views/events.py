"""Pages of events: the list, the form of one."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods

from quartier.accounts.services import reader_of, require_writer
from quartier.catalogue.editing import events as editing
from quartier.catalogue.editing.events import EventWords
from quartier.catalogue.models import Event, Indicator, Level
from quartier.catalogue.pages import words
from quartier.catalogue.pages.sections import page
from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.kernel.text import Text

KINDS = {
    "reform": gettext_noop("reform"),
    "pandemic": gettext_noop("pandemic"),
    "arrival": gettext_noop("arrival of people"),
    "method": gettext_noop("change of method"),
    "other": gettext_noop("other"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """All events; sending deletes one."""
    by = reader_of(request.user)
    require_writer(by)
    if request.method == "POST":
        editing.delete_event(by=by, key=request.POST.get("delete", ""))
        return redirect("edit-events")
    language = words.language()
    rows = [
        {"row": row, "name": row.name.get(language), "kind": gettext(KINDS.get(row.kind, row.kind)),
         "count": row.indicators.count()}
        for row in Event.objects.order_by("-start")
    ]  # fmt: skip
    return page(request, "editing", "catalogue/editing/events.html", {"events": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def form(request: HttpRequest, key: str = "") -> HttpResponse:
    """One event: a new one, or one that is there."""
    by = reader_of(request.user)
    require_writer(by)
    row = Event.objects.filter(key=key).first() if key else None
    if key and row is None:
        raise NotFound(f"There is no event {key!r}.")
    if request.method != "POST":
        return _form(request, row, editing.words_of(row) if row else None)
    made = None
    try:
        made = _posted(request.POST)
        editing.put_event(by=by, words=made, key=key)
    except InputRejected as refused:
        return _form(request, row, made, refused)
    return redirect("edit-events")


def _posted(sent: QueryDict) -> EventWords:
    """Raises InputRejected."""

    def text(name: str) -> str:
        return sent.get(name, "").strip()

    return EventWords(
        name=Text(text("name_de")[:300], text("name_en")[:300]), start=_day(text("start"), "start"), kind=text("kind"),
        text=Text(text("text_de"), text("text_en")), end=_day(text("end"), "end"), level=text("level"),
        unit=text("unit"), indicators=tuple(sent.getlist("indicators")),
    )  # fmt: skip


def _day(text: str, column: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise InputRejected([Problem("This is no day.", "day", column=column, found=text)], "event") from None


def _form(
    request: HttpRequest, row: Event | None, shown: EventWords | None, refused: InputRejected | None = None
) -> HttpResponse:  # fmt: skip
    language = words.language()
    chosen = set(shown.indicators) if shown else set()
    indicators = [
        (item.key, item.wording().name.get(language), item.key in chosen)
        for item in Indicator.objects.prefetch_related("wordings")
    ]
    context = {
        "row": row,
        "shown": shown,
        "name_en": shown.name.en if shown and shown.name.en != shown.name.de else "",
        "text_en": shown.text.en if shown and shown.text.en != shown.text.de else "",
        "kinds": words.choices(KINDS, shown.kind if shown else "other"),
        "levels": [
            (item.key, item.name.get(language), bool(shown and shown.level == item.key)) for item in Level.objects.all()
        ],
        "indicators": sorted(indicators, key=lambda item: str(item[1])),
        "missing": {item.column for item in refused.problems} if refused else set(),
    }
    return page(request, "editing", "catalogue/editing/event.html", context, status=422 if refused else 200)
