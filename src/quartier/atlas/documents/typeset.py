"""Typeset a document.

A template (``templates/<name>.typ``) imports ``base.typ`` for page, type and tables and reads what it shows from
``data.json``: texts stay texts there, whatever signs they hold. Numbers come as texts, formatted by us (Typst writes
14.0 as "14"). Pictures are SVG, handed over by name, and need alternative texts in the template (PDF/UA-1).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import typst

from quartier.atlas.documents.compiling import pdf

_HERE = Path(__file__).parent
_TEMPLATES = _HERE / "templates"


@dataclass(frozen=True, slots=True)
class Document:
    """What is printed.

    `data` is what the template reads, JSON all through. `day` is the date of the document (of its figures, not of the
    clock: the same figures give the same bytes). `files`: name (``map.svg``) and content.
    """

    template: str
    title: str
    language: str
    day: date
    data: Mapping[str, Any]
    frame: Mapping[str, str] = field(default_factory=dict)
    """`place`: the municipality, at the head; `address`: where the page stands on the web, at the foot."""
    files: Mapping[str, bytes] = field(default_factory=dict)


def typeset(document: Document) -> bytes:
    """The PDF. Raises ValueError where the template does not fit the data (our fault, never a reader's)."""
    data = {
        "title": document.title,
        "language": document.language,
        "day": [document.day.year, document.day.month, document.day.day],
        "frame": {"place": "", "address": "", **document.frame},
        "data": document.data,
    }
    files: Any = {
        "main": (_TEMPLATES / f"{document.template}.typ").read_bytes(),
        "base.typ": (_TEMPLATES / "base.typ").read_bytes(),
        "data.json": json.dumps(data, ensure_ascii=False).encode(),
        **document.files,
    }
    stamp = int((document.day - date(1970, 1, 1)).total_seconds())
    try:
        return pdf(files, timestamp=stamp)
    except typst.TypstError as error:
        raise ValueError(f"{document.template}: {error}") from error
