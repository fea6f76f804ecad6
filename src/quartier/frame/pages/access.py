"""Who gets to the pages of the settings, and what was wrong with what was sent, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, gettext_noop

from quartier.accounts.services import reader_of
from quartier.kernel.errors import NotPermitted, Problem

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

_WORDS = {
    "required": gettext_noop("Please fill in this field."),
    "colour": gettext_noop("Please give a colour such as #12325e."),
    "contrast": gettext_noop("This colour is too pale to be read on white."),
    "gaps": gettext_noop("There are still gaps in double square brackets; fill them in or delete them."),
    "long": gettext_noop("This text is too long."),
    "rate": gettext_noop("Too many messages arrived within an hour. Please try again later."),
    "file-too-large": gettext_noop("The file is too large."),
    "logo-format": gettext_noop("Please choose a picture in SVG or PNG."),
    "logo-damaged": gettext_noop("The picture is damaged."),
    "logo-pixels": gettext_noop("The picture has too many pixels."),
}


def administrator(view: View[P]) -> View[P]:
    """Signed in, as an administrator."""

    def checked(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not reader_of(request.user).administrator:
            raise NotPermitted(gettext("Only administrators of this workspace get here."))
        return view(request, *args, **kwargs)

    update_wrapper(checked, view)
    return login_required(checked)


def in_words(problems: Iterable[Problem]) -> dict[str, str]:
    """Field: what is wrong there, in the language of the page."""
    found: dict[str, str] = {}
    for problem in problems:
        words = gettext(_WORDS[problem.code]) if problem.code in _WORDS else problem.message
        detail = f" ({problem.found})" if problem.found and problem.code in ("contrast", "gaps") else ""
        found.setdefault(problem.column or "file", f"{words}{detail}")
    return found
