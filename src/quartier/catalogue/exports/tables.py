"""The long table (one figure a row) in Arrow batches, and its files: CSV in two dialects, Parquet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from quartier.catalogue.exports.figures import MEASURES, Block
from quartier.catalogue.exports.notes import Notes, licence_line, release_line
from quartier.catalogue.exports.selection import Place
from quartier.kernel import wire as words
from quartier.kernel.defuse import DANGEROUS, defuse

if TYPE_CHECKING:
    from quartier.catalogue.exports.order import Order

CREDITS = ("source", "licence", "release")
LONG = tuple(key for key in words.COLUMNS if key not in CREDITS)
_GROUP = 100_000
"""Rows (about) that are written at once."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written. `language` "" gives stable keys as headings and words, else those of people."""

    delimiter: str
    decimal: str
    language: str
    mark: bool
    """Begins with a byte order mark, by which Excel knows UTF-8."""


INTERNATIONAL = Dialect(",", ".", "", mark=False)
GERMAN = Dialect(";", ",", "de", mark=True)


def schema(columns: Iterable[str]) -> pa.Schema:
    """Types of the long table: numbers as 64 bit floats, everything else (codes, periods) as text."""
    return pa.schema([(name, pa.float64() if name in MEASURES else pa.string()) for name in columns])


def tables(
    found: Iterable[Block], notes: Notes, columns: tuple[str, ...] = LONG, language: str = ""
) -> Iterator[pa.Table]:
    """The long table in pieces of some 100,000 rows. `language` as in `Dialect`."""
    waiting: list[pa.Table] = []
    rows = 0
    for block in found:
        waiting.append(_table(block, notes, columns, language))
        rows += waiting[-1].num_rows
        if rows >= _GROUP:
            yield pa.concat_tables(waiting).combine_chunks()
            waiting, rows = [], 0
    if waiting:
        yield pa.concat_tables(waiting).combine_chunks()


def _table(block: Block, notes: Notes, columns: tuple[str, ...], language: str) -> pa.Table:
    part = block.part
    about = next(item for item in notes["indicators"] if item["key"] == part.indicator.key)
    same = {
        "indicator": about["key"],
        "indicator_name": about["name"],
        "unit_of_measure": about["unit"],
        "level": part.place.level,
        "geography": part.place.geography,
        "period": block.period,
        "slice": block.slice,
        "source": about["source"]["attribution"],
        "licence": licence_line(about["source"]),
        "release": release_line(about["release"]),
    }
    arrays = {name: _column(name, block, same, language) for name in columns}
    return pa.table(arrays, schema=schema(columns))


def _column(name: str, block: Block, same: dict[str, str], language: str) -> Any:
    codes = block.codes
    if name in same:
        return pa.repeat(pa.scalar(same[name], pa.string()), len(codes["presence"]))
    if name in MEASURES:
        return pa.array(block.numbers[name], from_pandas=True)
    match name:
        case "unit":
            return _texts(block.part.place, "code")
        case "unit_name":
            return _texts(block.part.place, "name")
        case "presence":
            return _worded(codes["presence"], lambda code: words.presence_word(code, language))
        case "flags":
            return _worded(codes["flags"], lambda code: words.flag_words(code, language))
        case "confidentiality":
            return _worded(codes["confidentiality"], lambda code: words.confidentiality_word(code, language))
        case "obs_status":
            both = codes["flags"] * 8 + codes["presence"]
            return _worded(both, lambda code: words.obs_status(code % 8, code // 8))
        case _:
            return _worded(codes["confidentiality"], words.conf_status)


def _texts(place: Place, column: str) -> Any:
    return pa.array(place.units[column], pa.string(), from_pandas=True)


def _worded(codes: npt.NDArray[np.int64], word: Callable[[int], str]) -> Any:
    """A text for each code; each distinct code is worded once."""
    distinct, index = np.unique(codes, return_inverse=True)
    names = pa.array([word(int(code)) for code in distinct], pa.string())
    return names.take(pa.array(index))


def write_csv(order: Order, path: Path, dialect: Dialect) -> None:
    """CSV that stands alone: source, licence and release are its last columns."""
    with path.open("wb") as target:
        stream_csv(order, target, dialect, (*LONG, *CREDITS))


def stream_csv(order: Order, target: BinaryIO, dialect: Dialect, columns: tuple[str, ...]) -> None:
    """Write the long table as CSV, piece by piece; texts that would run as formulas are defused."""
    from pyarrow import csv

    if dialect.mark:
        target.write("\ufeff".encode())
    headings = [words.COLUMNS[name].get(dialect.language) if dialect.language else name for name in columns]
    options = csv.WriteOptions(delimiter=dialect.delimiter)
    types = [_printed_type(kind, dialect) for kind in schema(columns).types]
    named = pa.schema(list(zip(headings, types, strict=True)))
    with csv.CSVWriter(target, named, write_options=options) as writer:
        for table in tables(order.blocks(), order.notes, columns, dialect.language):
            writer.write_table(pa.table([_printed(column, dialect) for column in table.columns], schema=named))


def _printed_type(kind: Any, dialect: Dialect) -> Any:
    return pa.string() if dialect.decimal != "." else kind


def _printed(column: Any, dialect: Dialect) -> Any:
    if pa.types.is_string(column.type):
        return _defused(column)
    if dialect.decimal == ".":
        return column
    return pc.replace_substring(pc.cast(column, pa.string()), ".", dialect.decimal)


def _defused(column: Any) -> Any:
    if not pc.any(pc.match_substring_regex(column, DANGEROUS)).as_py():
        return column
    texts = column.combine_chunks().dictionary_encode()
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    safe = pa.array([None if text is None else defuse(text) for text in texts.dictionary.to_pylist()], pa.string())
    return safe.take(texts.indices)


def write_parquet(order: Order, path: Path) -> None:
    """Parquet with the notes as JSON in its metadata (key "quartier")."""
    from pyarrow import parquet

    named = schema(LONG).with_metadata({"quartier": json.dumps(order.notes, ensure_ascii=False)})
    with parquet.ParquetWriter(path, named, compression="zstd") as writer:
        for table in tables(order.blocks(), order.notes):
            writer.write_table(table.cast(named))
