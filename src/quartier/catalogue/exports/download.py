"""An export as the answer to a request: written to a temporary folder, sent from there, gone when it is sent."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils.translation import get_language

from quartier.accounts.services import reader_of
from quartier.catalogue.exports import Export, Selection, prepare, write


def answer(request: HttpRequest, selection: Selection, format_key: str, language: str | None) -> HttpResponseBase:
    """The file; for HEAD only what it would be (the checks are made, nothing is written).

    Raises NotFound, InputRejected, StoreFull.
    """
    reader = reader_of(request.user)
    spoken = language or ("en" if (get_language() or "de").startswith("en") else "de")
    export = prepare(selection, format_key, reader=reader, language=spoken)
    response = _promised(export) if request.method == "HEAD" else _sent(export)
    response.headers["Cache-Control"] = "private, no-store" if export.confidential else "no-cache"
    return response


def selection_of(query: QueryDict) -> Selection:
    """The selection that an address names; each parameter may stand several times."""
    names = ("indicator", "level", "geography", "period", "slice", "unit")
    return Selection(*(tuple(query.getlist(name)) for name in names))


def _promised(export: Export) -> HttpResponseBase:
    disposition = f'attachment; filename="{export.name}"'
    return HttpResponse(content_type=export.format.media_type, headers={"Content-Disposition": disposition})


def _sent(export: Export) -> FileResponse:
    folder = tempfile.TemporaryDirectory(prefix="quartier-export-")
    try:
        file = _Passing(write(export, Path(folder.name)), folder)
    except BaseException:
        folder.cleanup()
        raise
    return FileResponse(file, as_attachment=True, filename=export.name, content_type=export.format.media_type)


class _Passing(io.FileIO):
    """A file whose folder goes when it is closed."""

    def __init__(self, path: Path, folder: tempfile.TemporaryDirectory[str]) -> None:
        super().__init__(path)
        self._folder = folder

    def close(self) -> None:
        super().close()
        self._folder.cleanup()
