"""Data Package (datapackage.org, v1 and v2): a zip with tables as CSV and the descriptor that says what they hold."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import Any

from quartier.kernel.errors import InputRejected, Problem
from quartier.sources import zipsafe
from quartier.sources.limits import Limits
from quartier.sources.tables.sheet import Finding, Sheet, Workbook
from quartier.sources.tables.textfile import open_text
from quartier.sources.tables.words import rejected

_ENCODINGS = {"utf-8": "utf-8", "utf8": "utf-8", "windows-1252": "cp1252", "cp1252": "cp1252", "iso-8859-1": "cp1252",
              "latin1": "cp1252", "cp850": "cp850"}  # fmt: skip
_TABLES = (".csv", ".tsv", ".txt")
_TYPED = frozenset({"number", "integer"})


def open_datapackage(data: bytes, name: str, limits: Limits) -> Workbook:
    """A sheet for each table of the package; files that lie elsewhere are not fetched.

    Raises InputRejected: damaged, no table inside, or a table whose checksum is not the one that is declared.
    """
    with zipsafe.opened(data, name, limits, rejected) as archive:
        resources = _resources(archive, name)
        opened = [(item, _open(archive, item, name, limits)) for item in resources]
    sheets = [_sheet(item, book) for item, book in opened]
    findings = tuple(finding for _, book in opened[:1] for finding in book.findings)
    problems = tuple(replace(found, file=name) for _, book in opened for found in book.problems)
    return _workbook(name, sheets, findings, problems)


def open_values(data: bytes, name: str, limits: Limits) -> Workbook:
    """The exact figures (values.csv) that Quartier puts beside the Shapefile of an export. Raises InputRejected."""
    with zipsafe.opened(data, name, limits, rejected) as archive:
        book = open_text(archive.read("values.csv"), name, limits, "utf-8")
    return _workbook(name, list(book.sheets), book.findings, book.problems)


def _workbook(
    name: str, sheets: list[Sheet], findings: tuple[Finding, ...], problems: tuple[Problem, ...]
) -> Workbook:  # fmt: skip
    return Workbook(name, "csv", tuple(replace(item, file=name) for item in sheets), findings, problems, "utf-8")


def _resources(archive: zipsafe.Archive, name: str) -> list[dict[str, Any]]:
    """The tables of the package that lie in it."""
    try:
        descriptor = json.loads(archive.read("datapackage.json").decode("utf-8-sig"))
        resources = descriptor["resources"]
        tables = [item for item in resources if _path(item).lower().endswith(_TABLES)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise rejected("package-damaged", name, found=str(error)[:120]) from None
    if not tables:
        raise rejected("package-damaged", name, found=f"{len(resources)} resources", expected="a table as CSV")
    absent = [_path(item) for item in tables if _path(item) not in archive.names()]
    if absent:
        raise rejected("package-damaged", name, found=", ".join(absent), expected=", ".join(archive.names()[:8]))
    return tables


def _path(resource: dict[str, Any]) -> str:
    """One file inside the package; "" for several, for data in the descriptor, and for what lies elsewhere."""
    path = resource.get("path")
    path = path[0] if isinstance(path, list) and len(path) == 1 else path
    return path if isinstance(path, str) and "://" not in path else ""


def _open(archive: zipsafe.Archive, resource: dict[str, Any], name: str, limits: Limits) -> Workbook:
    path = _path(resource)
    content = archive.read(path)
    _same(resource, content, name)
    encoding = _ENCODINGS.get(str(resource.get("encoding", "")).lower())
    try:
        return open_text(content, path, limits, encoding)
    except InputRejected as refused:
        raise InputRejected([replace(item, file=f"{name}: {path}") for item in refused.problems], name) from None


def _same(resource: dict[str, Any], content: bytes, name: str) -> None:
    """Refuse a table that is not the one that was packed: its checksum is declared (MD5 where no method is named)."""
    declared = str(resource.get("hash") or "")
    method, _, digest = declared.rpartition(":")
    method = method.lower() or "md5"
    if not declared or method not in ("md5", "sha1", "sha256", "sha512"):
        return
    found = hashlib.new(method, content, usedforsecurity=False).hexdigest()
    if found != digest.lower():
        raise rejected("checksum-differs", name, found=f"{_path(resource)}: {found}", expected=digest)


def _sheet(resource: dict[str, Any], book: Workbook) -> Sheet:
    sheet = replace(book.sheets[0], name=str(resource.get("name") or _path(resource)))
    missing = _missing(resource)
    return _blanked(sheet, missing) if missing else sheet


def _missing(resource: dict[str, Any]) -> dict[str, list[str]]:
    """Field -> texts that the package declares to mean "no value"; of fields of numbers only."""
    schema = resource.get("schema")
    if not isinstance(schema, dict):
        return {}
    general = schema.get("missingValues", [""])
    found = {}
    for field in schema.get("fields") or []:
        if isinstance(field, dict) and field.get("type") in _TYPED:
            texts = [_text(item) for item in field.get("missingValues", general) or []]
            if any(texts):
                found[str(field.get("name"))] = [text for text in texts if text]
    return found


def _text(item: Any) -> str:
    return str(item.get("value", "")) if isinstance(item, dict) else str(item)


def _blanked(sheet: Sheet, missing: dict[str, list[str]]) -> Sheet:
    """What the package declares as "no value" is empty: it says so itself."""
    import pyarrow as pa
    import pyarrow.compute as pc

    table = sheet.table
    for position, head in enumerate(sheet.grid(1, 1)[0] if sheet.rows else []):
        if head in missing:
            column = pc.cast(table.column(position), pa.string())
            hit = pc.is_in(column, value_set=pa.array(missing[head], pa.string()))
            empty = pc.if_else(hit, pa.scalar("", pa.string()), column)
            table = table.set_column(position, table.column_names[position], empty)
    return replace(sheet, table=table)
