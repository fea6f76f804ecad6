"""Files from the browser: refused in words when they are too large, before anything large is read or kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import PurePath
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from quartier.catalogue.deliveries.areas import ENDINGS
from quartier.kernel.errors import InputRejected, Problem
from quartier.sources.limits import LIMITS
from quartier.sources.tables.carriers import carries_figures

MOST = LIMITS.size


class TooLarge(FileUploadHandler):
    """Ends an upload that grows beyond the limit, whatever its head says."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.read = 0
        self.exceeded = False

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 (Django calls it)
        self.read += len(raw_data)
        if self.read > MOST:
            self.exceeded = True
            raise StopUpload(connection_reset=True)
        return raw_data

    def file_complete(self, file_size: int) -> None:  # noqa: ARG002 (Django calls it)
        return None


def guard(request: HttpRequest) -> TooLarge:
    """Watch the size of what is sent; call before the body is looked at. Raises InputRejected."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if announced.isdigit() and int(announced) > MOST + (1 << 20):
        raise too_large(int(announced))
    handler = TooLarge(request)
    request.upload_handlers.insert(0, handler)
    return handler


def guarded(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A form with a file: `view(request, handler, ...)` gets the guard of what is sent, None where nothing is.

    The guard has to stand before the body is read, which the check of the form's token would do; that comes after it.
    """
    checked = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def outer(request: HttpRequest, **named: Any) -> HttpResponse:
        handler = guard(request) if request.method == "POST" else None
        response: HttpResponse = checked(request, handler, **named)
        return response

    return outer


def too_large(size: int) -> InputRejected:
    problem = Problem(
        gettext("The file is too large."), "file-too-large", found=f"{size / 1e6:,.0f} MB",
        expected=f"≤ {MOST / 1e6:,.0f} MB",
    )  # fmt: skip
    return InputRejected([problem], subject="upload")


def holds_areas(said: str, data: bytes, name: str) -> bool:
    """Areas or figures? What a person said, else what the file is: geodata are areas unless they carry figures."""
    if said in ("areas", "values"):
        return said == "areas"
    return name.lower().endswith(ENDINGS) and not carries_figures(data, name, LIMITS)


def sent_file(request: HttpRequest, handler: TooLarge) -> tuple[bytes, str]:
    """Content and name of the field ``file``. Raises InputRejected (none, too large)."""
    files: Any = request.FILES
    if handler.exceeded:
        raise too_large(handler.read)
    sent = files.get("file")
    if sent is None:
        problem = Problem(gettext("No file was chosen."), "file-absent", expected="CSV, TSV, XLSX, ODS")
        raise InputRejected([problem], subject="upload")
    return bytes(sent.read()), PurePath(str(sent.name or "file")).name
