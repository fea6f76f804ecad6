"""Spreadsheet files are archives of XML: bombs and foreign parts are found here, before a reader unpacks them.

Checked while unpacking piece by piece, never by what the archive says of itself: total size, growth of each part,
DOCTYPE and ENTITY, and the corner cells of each sheet (a reader allocates the whole rectangle up to the last cell).
"""

from __future__ import annotations

import re
import zipfile
from xml.parsers import expat

from quartier.sources import zipsafe
from quartier.sources.limits import Limits
from quartier.sources.tables.limits import check_shape
from quartier.sources.tables.sheet import Merge
from quartier.sources.tables.words import KINDS, rejected

_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]*)(\d+)["']""")
_DIMENSION = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*ref\s*=\s*["'](?:[A-Za-z]+\d+:)?([A-Za-z]+)(\d+)["']""")


def inspect(data: bytes, name: str, limits: Limits) -> tuple[str, dict[str, tuple[Merge, ...]]]:
    """Kind of the file (xlsx, ods, xlsb) and, for ODS, the merged ranges of each sheet. Raises InputRejected."""
    with zipsafe.opened(data, name, limits, rejected) as archive:
        names = set(archive.names())
        for part in archive.members:
            _inspect_part(archive, part, name, limits)
        if "content.xml" in names:
            return "ods", _ods_spans(archive.read("content.xml"), name, limits)
    if "xl/workbook.xml" not in names and "xl/workbook.bin" not in names:
        raise rejected("file-format", name, None, KINDS)
    return ("xlsx" if "xl/workbook.xml" in names else "xlsb"), {}


def inspect_xls(data: bytes, name: str) -> None:
    """Refuse encrypted OLE containers that hold a new format (password). Raises InputRejected."""
    if "EncryptedPackage".encode("utf-16-le") in data[:100_000] + data[-100_000:]:
        raise rejected("file-password", name)


def _inspect_part(archive: zipsafe.Archive, part: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    """Look at each piece of a part; raises InputRejected when it grows out of proportion or holds entities."""
    corner = [0, 0]
    xml = part.filename.endswith((".xml", ".rels")) and not part.filename.startswith("customXml/")  # nobody reads these
    sheet = part.filename.startswith("xl/worksheets/") and xml
    tail = b""
    for piece in archive.pieces(part):
        if xml:
            window = tail + piece
            _refuse_entities(window, part.filename, name)
            if sheet:
                _stretch(corner, window)
                check_shape(corner[0], corner[1], name, limits, part.filename)
            tail = window[-200:]


def _refuse_entities(window: bytes, part: str, name: str) -> None:
    upper = window.upper()
    if b"<!DOCTYPE" in upper or b"<!ENTITY" in upper:
        raise rejected("xml-entities", name, part)
    if b"\x00" in window:
        raise rejected("file-damaged", name, f"{part}: not UTF-8")


def _stretch(corner: list[int], window: bytes) -> None:
    """Largest row and column named by cells, rows and merged ranges."""
    for pattern in (_REFERENCE, _DIMENSION):
        for letters, digits in pattern.findall(window):
            corner[0] = max(corner[0], int(digits[:9]))
            corner[1] = max(corner[1], _column(letters))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - 64
    return number


class _OdsReader:
    """Walks content.xml: merged ranges, and the last cell that holds something (repeated cells counted)."""

    def __init__(self, name: str, limits: Limits) -> None:
        self.name, self.limits = name, limits
        self.spans: dict[str, list[Merge]] = {}
        self.sheet = ""
        self.row = self.column = self.repeat = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table:table":
            self.sheet, self.row = attributes.get("table:name", ""), 0
            self.spans[self.sheet] = []
        elif tag == "table:table-row":
            self.repeat, self.column = _count(attributes, "table:number-rows-repeated"), 0
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell(attributes)

    def end(self, tag: str) -> None:
        if tag == "table:table-row":
            self.row += self.repeat

    def _cell(self, attributes: dict[str, str]) -> None:
        repeated = _count(attributes, "table:number-columns-repeated")
        wide, high = (_count(attributes, f"table:number-{side}-spanned") for side in ("columns", "rows"))
        if wide * high > 1:
            merge = Merge(self.row + 1, self.column + 1, self.row + high, self.column + wide)
            self.spans[self.sheet].append(merge)
        self.column += repeated
        if "office:value-type" in attributes or wide * high > 1:
            check_shape(self.row + self.repeat, self.column, self.name, self.limits, self.sheet)


def _count(attributes: dict[str, str], key: str) -> int:
    text = attributes.get(key, "1")
    return min(int(text), 10_000_000) if text.isdigit() else 1


def _ods_spans(content: bytes, name: str, limits: Limits) -> dict[str, tuple[Merge, ...]]:
    reader = _OdsReader(name, limits)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise rejected("file-damaged", name, str(error)) from None
    return {sheet: tuple(spans) for sheet, spans in reader.spans.items()}
