"""Logos of strangers: what draws stays, what acts or reaches out goes."""

from __future__ import annotations

import struct
import zlib

import pytest

from quartier.kernel.errors import InputRejected
from quartier.sources.logos import checked

_NS = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


def _svg(inner: str, attributes: str = "") -> str:
    return checked(f"<svg {_NS} viewBox='0 0 10 10' {attributes}>{inner}</svg>".encode()).data.decode()


def test_a_drawing_survives() -> None:
    made = _svg("<path d='M0 0h10v10z' style='fill:#123456;stroke:none'/><use href='#a'/>")
    assert 'd="M0 0h10v10z"' in made
    assert 'fill="#123456"' in made
    assert 'href="#a"' in made


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        "<foreignObject><body xmlns='http://www.w3.org/1999/xhtml'/></foreignObject>",
        "<image href='https://elsewhere.example/x.png'/>",
        "<use xlink:href='https://elsewhere.example/x.svg#a'/>",
        "<rect onclick='alert(1)'/>",
        "<rect fill='url(https://elsewhere.example/#a)'/>",
        "<rect style='fill:url(//elsewhere.example/#a)'/>",
        "<style>@import 'https://elsewhere.example/x.css'</style>",
        "<a href='javascript:alert(1)'><text>x</text></a>",
        "<animate attributeName='href' to='javascript:alert(1)'/>",
    ],
)
def test_what_acts_or_reaches_out_is_gone(evil: str) -> None:
    made = _svg(evil).replace("http://www.w3.org/2000/svg", "")
    for word in ("script", "alert", "elsewhere", "foreignObject", "onclick", "import", "animate"):
        assert word not in made


@pytest.mark.parametrize(
    "data", [b"GIF89a", b"<html/>", b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg xmlns='http://www.w3.org/2000/svg'/>", b""]
)
def test_other_files_are_refused(data: bytes) -> None:
    with pytest.raises(InputRejected):
        checked(data)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png(*more: bytes, width: int = 1) -> bytes:
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0))
    picture = _chunk(b"IDAT", zlib.compress(b"\x00\x00"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(more) + picture + _chunk(b"IEND", b"")


def test_a_png_loses_its_comments_and_what_follows_its_end() -> None:
    made = checked(_png(_chunk(b"tEXt", b"Author\x00Somebody")) + b"<script>")
    assert made.media_type == "image/png"
    assert made.data == _png()


def test_damaged_and_huge_pictures_are_refused() -> None:
    with pytest.raises(InputRejected):
        checked(_png()[:-6])
    with pytest.raises(InputRejected):
        checked(_png(width=100_000))
