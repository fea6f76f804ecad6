"""The pages of the foot and the help, as everybody reads them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from quartier.accounts.services import reader_of
from quartier.frame import footer, guide
from quartier.frame.markup import to_html
from quartier.frame.tours import tours


def shown(key: str) -> Callable[[HttpRequest], HttpResponse]:
    """The view of one page of the foot."""

    @require_safe
    def view(request: HttpRequest) -> HttpResponse:
        page = footer.page(key, get_language() or "de")
        text = mark_safe(to_html(page.text))  # noqa: S308 (to_html escapes)
        context = {"page": page, "page_title": footer.title(key), "text": text}
        return render(request, "frame/footer_page.html", context)

    return view


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """Short texts on how things work here; the tour begins anew from here."""
    topics = [
        {"key": topic.key, "title": topic.title, "text": mark_safe(to_html(topic.text))}  # noqa: S308 (escaped)
        for topic in guide.topics(get_language() or "de")
    ]
    found = tours(signed_in=reader_of(request.user).person is not None)
    return render(request, "frame/help.html", {"topics": topics, "tours": found})
