"""Settings of the workspace: its name and look, people and roles, texts of the foot."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quartier.accounts import invitations
from quartier.accounts.models import Invitation, Person
from quartier.accounts.services import change_person, reader_of
from quartier.catalogue import services as catalogue_services
from quartier.catalogue.models import Indicator, Level, WorkspaceProfile
from quartier.catalogue.services import WorkspaceWords
from quartier.catalogue.workspace import profile, unit_words
from quartier.frame import footer, services
from quartier.frame.models import Feedback
from quartier.frame.pages.access import administrator, in_words
from quartier.kernel.errors import Conflict, InputRejected, NotFound
from quartier.kernel.text import Text
from quartier.sources.logos import MOST, checked

WORDS = ("Quartier", "Sozialraum", "Stadtteil", "Ortsteil", "Veedel", "Planungsraum", "Kiez", "Viertel")


def settings_frame(tab: str) -> dict[str, Any]:
    waiting = Feedback.objects.filter(state=Feedback.State.NEW).count()
    return {"tab": tab, "waiting": waiting, "incomplete_count": len(footer.incomplete())}


@require_http_methods(["GET", "HEAD", "POST"])
@administrator
def workspace(request: HttpRequest) -> HttpResponse:
    """Name, word for a unit, colour, start of the map."""
    if request.method != "POST":
        return _workspace_page(request, _known())
    sent = {key: str(value).strip() for key, value in request.POST.items()}
    try:
        catalogue_services.settle_workspace(by=reader_of(request.user), words=words_of(sent))
    except InputRejected as refused:
        return _workspace_page(request, sent, in_words(refused.problems))
    return redirect(f"{reverse('settings')}?saved=1")


def words_of(sent: dict[str, str]) -> WorkspaceWords:
    """What the form says."""

    def text(name: str) -> Text:
        return Text(sent.get(name, ""), sent.get(f"{name}-en", ""))

    accent = sent.get("accent", "") if sent.get("accent-own") else ""
    return WorkspaceWords(
        text("name"), text("unit-word"), text("unit-plural"), accent, sent.get("indicator", ""), sent.get("level", "")
    )


def _known() -> dict[str, str]:
    row = profile() or WorkspaceProfile(name=Text(""), unit_word=Text(""), unit_plural=Text(""))
    texts = {"name": row.name, "unit-word": row.unit_word, "unit-plural": row.unit_plural}
    found = {key: text.de for key, text in texts.items()}
    found |= {f"{key}-en": text.en for key, text in texts.items()}
    own = {"accent": row.accent or "#12325e", "accent-own": row.accent}
    return found | own | {"indicator": row.default_indicator, "level": row.default_level}


def _workspace_page(request: HttpRequest, sent: dict[str, str], faults: dict[str, str] | None = None) -> HttpResponse:
    language = get_language() or "de"
    indicators = [(row.key, row.wording().name.get(language)) for row in Indicator.objects.prefetch_related("wordings")]
    context = {
        **settings_frame("workspace"),
        "sent": {key.replace("-", "_"): value for key, value in sent.items()},
        "faults": {key.replace("-", "_"): value for key, value in (faults or {}).items()},
        "words": WORDS,
        "plural": unit_words("de"),
        "indicators": sorted(indicators, key=lambda pair: pair[1].casefold()),
        "levels": [(row.key, row.name.get(language)) for row in Level.objects.all()],
        "most": MOST // 1000,
        "saved": "saved" in request.GET,
    }
    return render(request, "frame/settings_workspace.html", context, status=422 if faults else 200)


@require_POST
@administrator
def logo(request: HttpRequest) -> HttpResponse:
    """A new logo, or none."""
    by, sent = reader_of(request.user), request.FILES.get("logo")
    if request.POST.get("do") == "remove":
        catalogue_services.set_logo(by=by, logo=None)
        return redirect(f"{reverse('settings')}?saved=1")
    try:
        if sent is None or isinstance(sent, list):
            return _workspace_page(request, _known(), {"logo": gettext("No file was chosen.")})
        catalogue_services.set_logo(by=by, logo=checked(sent.read(MOST + 1), sent.name or "logo"))
    except InputRejected as refused:
        return _workspace_page(request, _known(), {"logo": next(iter(in_words(refused.problems).values()))})
    return redirect(f"{reverse('settings')}?saved=1")


@require_safe
def logo_file(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django hands it over)
    """The logo as we serve it; nothing in it can act (`sources.logos`)."""
    row = WorkspaceProfile.objects.filter(pk=1).exclude(logo_type="").first()
    if row is None:
        raise NotFound(gettext("There is no page at this address."))
    response = HttpResponse(bytes(row.logo), content_type=row.logo_type)
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@administrator
def people(request: HttpRequest) -> HttpResponse:
    """Who has an account, who is invited."""
    return _people_page(request)


@require_POST
@administrator
def invite(request: HttpRequest) -> HttpResponse:
    """A new invitation; its link is shown once."""
    by, name = reader_of(request.user), request.POST.get("name", "")
    word = invitations.invite(by=by, name=name, role=request.POST.get("role", ""))
    link = request.build_absolute_uri(reverse("invitation", args=[word]))
    return _people_page(request, link=link, invited=name)


@require_POST
@administrator
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    invitations.revoke(by=reader_of(request.user), invitation=pk)
    return redirect("settings-people")


@require_POST
@administrator
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Another role; switched off or on."""
    wish = request.POST.get("do", "")
    active = {"off": False, "on": True}.get(wish)
    try:
        change_person(by=reader_of(request.user), person=pk, role=wish if active is None else None, active=active)
    except Conflict:
        return _people_page(request, fault=gettext("One administrator has to stay."))
    return redirect("settings-people")


def _people_page(request: HttpRequest, *, link: str = "", invited: str = "", fault: str = "") -> HttpResponse:
    open_ones = Invitation.objects.filter(used_at=None, setup=False, expires_at__gt=timezone.now())
    context = {
        **settings_frame("people"),
        "people": Person.objects.select_related("actor").order_by("-is_active", "login"),
        "invitations": open_ones,
        "link": link,
        "invited": invited,
        "fault": fault,
    }
    return render(request, "frame/settings_people.html", context, status=409 if fault else 200)


@require_safe
@administrator
def footer_pages(request: HttpRequest) -> HttpResponse:
    """The pages of the foot, and which of them are complete."""
    missing = set(footer.incomplete())
    rows = [
        {"key": key, "title": footer.title(key),
         "languages": [{"code": code, "complete": (key, code) not in missing} for code in ("de", "en")]}
        for key in footer.KEYS
    ]  # fmt: skip
    return render(request, "frame/settings_pages.html", {**settings_frame("pages"), "pages": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@administrator
def footer_page(request: HttpRequest, key: str, language: str) -> HttpResponse:
    """Edit one text."""
    if key not in footer.KEYS or language not in ("de", "en"):
        raise NotFound(gettext("There is no page at this address."))
    faults: dict[str, str] = {}
    shown = footer.page(key, language)
    text, complete = shown.text, shown.complete
    if request.method == "POST":
        text, complete = request.POST.get("text", ""), request.POST.get("complete") == "on"
        by = reader_of(request.user)
        try:
            services.put_footer_page(by=by, key=key, language=language, text=text, complete=complete)
            return redirect("settings-pages")
        except InputRejected as refused:
            faults = in_words(refused.problems)
    context = {**settings_frame("pages"), "key": key, "code": language, "page_title": footer.title(key), "text": text,
               "complete": complete, "faults": faults, "gaps": footer.gaps(text), "own": shown.own}  # fmt: skip
    return render(request, "frame/settings_page.html", context, status=422 if faults else 200)
