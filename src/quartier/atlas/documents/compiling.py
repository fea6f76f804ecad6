"""Typst with our type: the same input gives the same bytes on every machine."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders

if TYPE_CHECKING:
    import typst

Source = bytes | dict[str, bytes]
_UNSHOWN = ("could not be displayed", "codepoint")


@cache
def fonts() -> typst.Fonts:
    """Fira Sans of the built front end (whole, so that every name of a place has its signs), and the fonts within
    Typst for what it lacks or where the front end is not built; nothing of the machine."""
    import typst

    found = finders.find("quartier/build/fonts/FiraSans-Regular.ttf")
    folders: list[Any] = [str(Path(str(found)).parent)] if found else []
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def pdf(source: Source, *, inputs: dict[str, str] | None = None, timestamp: int | None = None) -> bytes:
    """A tagged PDF (PDF/UA-1). Where a text holds a sign that no font here has, it is tagged but claims no standard.

    Raises typst.TypstError where the template does not fit its data.
    """
    import typst

    given: dict[str, Any] = {"font_paths": fonts(), "sys_inputs": inputs or {}, "format": "pdf", "timestamp": timestamp}
    try:
        return bytes(typst.compile(source, pdf_standards="ua-1", **given))
    except typst.TypstError as error:
        if not any(words in str(error) for words in _UNSHOWN):
            raise
        return bytes(typst.compile(source, **given))
