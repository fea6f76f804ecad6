"""`open_table`: bytes of a file become a workbook of text cells, or a refusal in words."""

from __future__ import annotations

from quartier.sources.limits import LIMITS, Limits
from quartier.sources.tables.carriers import carrier_of
from quartier.sources.tables.limits import check_size
from quartier.sources.tables.sheet import Workbook
from quartier.sources.tables.textfile import open_text
from quartier.sources.tables.words import KINDS, rejected

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
)


def open_table(data: bytes, name: str, *, encoding: str | None = None, limits: Limits = LIMITS) -> Workbook:
    """Open CSV, TSV, XLSX, ODS or XLS, or another format that carries figures; the content decides, not the name.

    Args:
        data: the whole file.
        name: its name, as the person knows it (for messages).
        encoding: chosen by a person instead of the recognised one (text files); one of `encoding.ENCODINGS`.
        limits: largest sizes.

    Raises:
        InputRejected: the file is empty, too large, damaged, a bomb, protected by a password, or no table.
    """
    check_size(data, name, limits)
    carrier = carrier_of(data, name, limits)
    if carrier is not None:
        return carrier(data, name, limits)
    if data.startswith((_ZIP, _OLE)):
        from quartier.sources.tables.spreadsheet import open_spreadsheet

        return open_spreadsheet(data, name, limits)
    if data.startswith(_OTHERS):
        raise rejected("file-format", name, expected=KINDS)
    return open_text(data, name, limits, encoding)
