"""CSV and TSV: ``sep=`` lines, delimiter, line ends, and all cells as text, by pyarrow where the rows are even."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.text import Text
from quartier.sources.limits import Limits
from quartier.sources.tables.encoding import Decoded, decode
from quartier.sources.tables.limits import check_shape
from quartier.sources.tables.sheet import Certainty, Finding, Sheet, Workbook
from quartier.sources.tables.words import KINDS, problem, rejected

if TYPE_CHECKING:
    import pyarrow as pa

_DELIMITERS = (";", "\t", "|", ",")
_NAMES = {";": ";", "\t": "Tab", "|": "|", ",": ",", "": "–"}
_SEP_LINE = re.compile(r'"?sep=(.)"?[;,\t|]*\r?\n?', re.IGNORECASE)
_AFTER_QUOTE = re.compile(r'"(?:[^"]|"")*"([;\t|,])')
_HEAD = 400
_BLOCK = 8 << 20
"""Bytes that pyarrow parses at a time: measured as the quickest for a million rows."""


def open_text(data: bytes, name: str, limits: Limits, encoding: str | None = None) -> Workbook:
    """Read a text table. Raises InputRejected when it is no text or too large."""
    decoded = decode(data, name, encoding)
    text = decoded.text.rstrip("\x1a\r\n")
    _refuse_binary(decoded.text, name)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    delimiter, skipped, finding = _delimiter(text)
    raw = _raw(data, decoded, text) if not skipped else None
    table, oddities = _table(text, skipped, delimiter, name, limits, raw)
    sheet = Sheet(name=name, table=table, file=name, kind="csv")
    return Workbook(
        name=name,
        kind="csv",
        sheets=(sheet,),
        findings=(decoded.finding, finding),
        problems=(*decoded.problems, *oddities),
        encoding=decoded.encoding,
    )


def _raw(data: bytes, decoded: Decoded, text: str) -> pa.Buffer | None:
    """The bytes of a text as they came, where they are what a parser of UTF-8 wants: nothing is copied."""
    import pyarrow as pa

    if decoded.encoding not in ("utf-8", "utf-8-sig") or "\r" in decoded.text or "\ufffd" in text:
        return None
    start = 3 if data.startswith(b"\xef\xbb\xbf") else 0
    ended = len(decoded.text) - len(text)  # line ends, a byte each
    return pa.py_buffer(data).slice(start, len(data) - start - ended)


def _refuse_binary(text: str, name: str) -> None:
    head = text[:20_000]
    odd = sum(1 for letter in head if (ord(letter) < 32 and letter not in "\t\r\n\x1a\x0c\x00") or letter == "\ufffd")
    if head.count("\x00") > len(head) // 50 or odd > max(20, len(head) // 20):
        raise rejected("file-format", name, expected=KINDS)


def _delimiter(text: str) -> tuple[str, int, Finding]:
    """Delimiter, length of a leading ``sep=`` line, and how sure that is."""
    line = _SEP_LINE.match(text)
    if line:
        return line[1], line.end(), Finding("delimiter", _NAMES.get(line[1], line[1]), Certainty.SURE,
                                            Text("Die Datei sagt es selbst (Zeile sep=).",
                                                 "The file says so itself (line sep=)."))  # fmt: skip
    quoted = _AFTER_QUOTE.match(text[:10_000])
    if quoted:
        return quoted[1], 0, Finding("delimiter", _NAMES[quoted[1]], Certainty.SURE,
                                     Text("Es folgt dem ersten Anführungszeichen, das schließt (RFC 4180).",
                                          "It follows the first closing quotation mark (RFC 4180)."))  # fmt: skip
    head = text[:200_000]
    scored = sorted(((_evenness(head, mark), mark) for mark in _DELIMITERS), key=lambda item: -item[0])
    score, best = scored[0]
    if score <= 0:
        return "", 0, Finding("delimiter", "–", Certainty.LIKELY, Text("Eine einzige Spalte.", "A single column."))
    certainty = Certainty.SURE if scored[1][0] < 0.5 * score else Certainty.LIKELY
    return best, 0, Finding("delimiter", _NAMES[best], certainty,
                            Text("Damit haben die Zeilen gleich viele Spalten.",
                                 "With it the rows have the same number of columns."))  # fmt: skip


def _evenness(head: str, mark: str) -> float:
    """Share of rows with the most frequent number of fields, if that is above one; wider tables win slightly."""
    if mark not in head:
        return 0.0
    widths = Counter(len(row) for row in islice(_records(head, mark), _HEAD) if row)
    widths.pop(1, None)
    if not widths:
        return 0.0
    width, count = widths.most_common(1)[0]
    rows = min(_HEAD, max(1, head.count("\n")))
    return min(1.0, count / rows) + 0.01 * min(width, 50) / 50 + (0.005 if mark != "," else 0.0)


def _records(text: str, delimiter: str) -> csv._reader:  # type: ignore[name-defined]
    csv.field_size_limit(10_000_000)
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or "\x1f")


def _table(
    text: str, skipped: int, delimiter: str, name: str, limits: Limits, raw: pa.Buffer | None
) -> tuple[pa.Table, list[Problem]]:  # fmt: skip
    """All cells; a ``sep=`` line stays as an empty row 1, so that row numbers are those of a text editor."""
    lead = 1 if skipped else 0
    rows = text.count("\n") + 1
    if rows > limits.rows * 2:
        check_shape(rows, 1, name, limits)
    body = text[skipped:]
    table = _fast(body, delimiter, name, limits, raw)
    oddities: list[Problem] = []
    if table is None:
        table, oddities = _slow(body, delimiter, name, limits)
    check_shape(table.num_rows, table.num_columns, name, limits)
    return (_with_lead(table) if lead else table), oddities


def _with_lead(table: pa.Table) -> pa.Table:
    import pyarrow as pa

    empty = pa.table(
        {name: pa.array([""], pa.string()).cast(table.schema.field(name).type) for name in table.column_names}
    )
    return pa.concat_tables([empty, table])


def _fast(body: str, delimiter: str, name: str, limits: Limits, raw: pa.Buffer | None) -> pa.Table | None:
    """By pyarrow, each different text once; None where rows are uneven (it would drop or refuse them)."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    first: list[str] = next(iter(_records(body[:1_000_000], delimiter)), [])
    check_shape(1, len(first), name, limits)
    if not first or not delimiter or body.startswith("\n") or "\n\n" in body or body.count('"') % 2:
        return None
    try:
        return arrow.read_csv(
            pa.BufferReader(raw if raw is not None else body.encode("utf-8", "replace")),
            read_options=arrow.ReadOptions(column_names=[str(i + 1) for i in range(len(first))], block_size=_BLOCK),
            parse_options=arrow.ParseOptions(
                delimiter=delimiter, newlines_in_values='"' in body, ignore_empty_lines=False
            ),
            convert_options=arrow.ConvertOptions(
                column_types={str(i + 1): pa.dictionary(pa.int32(), pa.string()) for i in range(len(first))},
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )
    except (pa.ArrowInvalid, ValueError):
        return None


def _slow(body: str, delimiter: str, name: str, limits: Limits) -> tuple[pa.Table, list[Problem]]:
    """By the csv module: short rows are filled with empty cells, an open quotation mark is told."""
    import pyarrow as pa

    try:
        rows = list(islice(_records(body, delimiter), limits.rows + 1))
    except csv.Error as error:
        raise InputRejected([problem("file-damaged", file=name, found=str(error))], subject=name) from None
    width = max((len(row) for row in rows), default=0)
    check_shape(len(rows), width, name, limits)
    for row in rows:
        if len(row) < width:
            row.extend([""] * (width - len(row)))
    columns = zip(*rows, strict=True)
    table = pa.table({str(i + 1): pa.array(column, pa.string()) for i, column in enumerate(columns)})
    return table, _open_quote(body, rows, name)


def _open_quote(body: str, rows: list[list[str]], name: str) -> list[Problem]:
    if not rows or body.count('"') % 2 == 0 or "\n" not in rows[-1][-1] + "".join(rows[-1]):
        return []
    start = next(cell for cell in rows[-1] if "\n" in cell)
    return [problem("quote-open", file=name, row=len(rows), found=start[:60], severity="error")]
