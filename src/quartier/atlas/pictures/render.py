"""SVG into PNG and PDF through Typst, with the page's own type; the same input gives the same bytes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.staticfiles import finders

from quartier.atlas.pictures.svg import Picture

if TYPE_CHECKING:
    import typst

FONT_FAMILY = "Fira Sans"
_POINTS = 0.75
"""A pixel of CSS in points."""
_SHEET = """
#set document(title: sys.inputs.title)
#set text(lang: sys.inputs.lang)
#set page(width: {width}pt, height: {height}pt, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: {width}pt, height: {height}pt, alt: sys.inputs.alt)
"""


def png(picture: Picture, *, width: float, language: str) -> bytes:
    """The picture in pixels, `width` of them from left to right."""
    return _compile(picture, language, format="png", ppi=72 / _POINTS * width / picture.width)


def pdf(picture: Picture, *, language: str) -> bytes:
    """One tagged page of the picture's size (PDF/UA-1), its description as the alternative text."""
    return document(_source(picture), _inputs(picture, language))


def document(source: str, inputs: dict[str, str]) -> bytes:
    """A tagged PDF. Where a name holds a sign that no font here has, it is tagged but does not claim PDF/UA-1."""
    import typst

    compile_: dict[str, Any] = {"font_paths": fonts(), "sys_inputs": inputs, "format": "pdf"}
    try:
        return bytes(typst.compile(source.encode(), pdf_standards="ua-1", **compile_))
    except typst.TypstError as error:
        if "could not be displayed" not in str(error) and "codepoint" not in str(error):
            raise
        return bytes(typst.compile(source.encode(), **compile_))


@cache
def fonts() -> typst.Fonts:
    """Fira Sans of the built front end, and the fonts within Typst; nothing of the machine, so that all look alike."""
    import typst

    found = finders.find("quartier/build/fonts/FiraSans-Regular.ttf")
    folders: list[Any] = [str(Path(str(found)).parent)] if found else []
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=folders)


def _source(picture: Picture) -> str:
    return _SHEET.format(width=picture.width * _POINTS, height=picture.height * _POINTS)


def _inputs(picture: Picture, language: str) -> dict[str, str]:
    return {"svg": picture.svg(), "title": picture.title, "alt": picture.description, "lang": language}


def _compile(picture: Picture, language: str, **options: Any) -> bytes:
    import typst

    made = typst.compile(
        _source(picture).encode(), font_paths=fonts(), sys_inputs=_inputs(picture, language), **options
    )
    return bytes(made)
