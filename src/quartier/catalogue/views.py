"""Files of the lake at addresses named by their checksum, with HTTP Range (PMTiles needs it)."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_safe

from quartier.accounts.services import reader_of
from quartier.catalogue import observations
from quartier.catalogue.exports.download import answer, selection_of
from quartier.catalogue.models import ReleaseFile
from quartier.kernel.reader import Audience

_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


@require_safe
def data(request: HttpRequest, sha256: str) -> HttpResponse:
    """One file. Public ones may be kept for ever; the rights on others are checked each time."""
    file, audience = observations.file_by_checksum(sha256, reader=reader_of(request.user))
    response = _answer(request, file, etag=f'"{sha256}"')
    response.headers["ETag"] = f'"{sha256}"'
    response.headers["Vary"] = "Accept-Encoding"
    public = audience is Audience.PUBLIC
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if public else "private, no-store"
    return response


@require_safe
def layer_tile(request: HttpRequest, key: str, z: int, x: int, y: int) -> HttpResponse:
    """One tile of a registered service; kept for an hour, by others only where the layer is public."""
    from quartier.catalogue.pictures import layer_picture

    body, kind, audience = layer_picture(key, z, x, y, reader=reader_of(request.user))
    response = HttpResponse(body, content_type=kind)
    keeping = "public" if audience is Audience.PUBLIC else "private"
    response.headers["Cache-Control"] = f"{keeping}, max-age=3600"
    return response


@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The address behind the menu "download": the same as the API, without a version in it. HEAD checks only."""
    query = request.GET
    return answer(request, selection_of(query), query.get("format", "csv"), query.get("lang"))


def _answer(request: HttpRequest, file: ReleaseFile, etag: str) -> HttpResponse:
    if request.headers.get("If-None-Match") == etag:
        return HttpResponseNotModified()
    # only what is stored as it is can be served in parts; whole files that are packed are small
    asked = None if file.encoding else _range(request.headers.get("Range", ""), file.size)
    if asked is not None:
        return _partial(file, *asked)
    packed = bool(file.encoding) and "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(observations.file_content(file, packed=packed), content_type=file.media_type)
    if packed:
        response.headers["Content-Encoding"] = file.encoding
    response.headers["Accept-Ranges"] = "none" if file.encoding else "bytes"
    return response


def _partial(file: ReleaseFile, start: int, end: int) -> HttpResponse:
    if start > end:
        response = HttpResponse(status=416)
        response.headers["Content-Range"] = f"bytes */{file.size}"
        return response
    content = observations.file_content(file, start=start, length=end - start + 1)
    response = HttpResponse(content, status=206, content_type=file.media_type)
    response.headers["Content-Range"] = f"bytes {start}-{end}/{file.size}"
    response.headers["Accept-Ranges"] = "bytes"
    return response


def _range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None where the whole file is (RFC 9110, 14.1.2; several ranges are not served)."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        return max(size - int(last), 0), size - 1
    start = int(first)
    if start >= size:
        return 1, 0
    return start, min(int(last), size - 1) if last else size - 1
