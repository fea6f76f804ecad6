"""SVG into PNG and PDF through Typst, with the page's own type; the same input gives the same bytes."""

from __future__ import annotations

from typing import Any

from quartier.atlas.documents import compiling
from quartier.atlas.pictures.svg import Picture

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
    return compiling.pdf(_source(picture).encode(), inputs=_inputs(picture, language))


def _source(picture: Picture) -> str:
    return _SHEET.format(width=picture.width * _POINTS, height=picture.height * _POINTS)


def _inputs(picture: Picture, language: str) -> dict[str, str]:
    return {"svg": picture.svg(), "title": picture.title, "alt": picture.description, "lang": language}


def _compile(picture: Picture, language: str, **options: Any) -> bytes:
    import typst

    made = typst.compile(
        _source(picture).encode(), font_paths=compiling.fonts(), sys_inputs=_inputs(picture, language), **options
    )
    return bytes(made)
