"""`apply`: a layer and a confirmed mapping become a staged geography, with everything that is wrong told at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from quartier.kernel.declared import Geography
from quartier.kernel.errors import InputRejected, Problem
from quartier.sources.geodata import coverage, shapes
from quartier.sources.geodata.context import GeoContext
from quartier.sources.geodata.difference import Difference, against
from quartier.sources.geodata.geofile import GeoFile, GeoLayer
from quartier.sources.geodata.mapping import GeoMapping, ParentRule
from quartier.sources.geodata.measure import Shapes
from quartier.sources.geodata.parents import Parents, Units, find
from quartier.sources.geodata.report import Report
from quartier.sources.geodata.words import problem


@dataclass(frozen=True, slots=True)
class StagedGeography:
    """What would be published.

    Attributes:
        geography: the geography, also where errors remain, so that it can be shown; None where keys or the reference
            system are unusable.
        problems: errors first; `row` is the number of a feature, from 1.
        faults: GeoDataFrame of the faulty places in degrees: kind, units, row, area (m²), length (m), geometry.
        parents: DataFrame unit, level, parent, rule, share (of the unit's area inside; NaN where unknown).
        difference: against the current geography of the level; None where there is none.
    """

    geography: Geography | None
    problems: tuple[Problem, ...]
    faults: Any
    parents: Any
    difference: Difference | None

    @property
    def publishable(self) -> bool:
        """No errors are left."""
        return self.geography is not None and all(item.severity != "error" for item in self.problems)


def apply(geofile: GeoFile, mapping: GeoMapping, context: GeoContext) -> StagedGeography:
    """Make the geography.

    Raises:
        InputRejected: the mapping is incomplete or names a layer or columns that the file does not have.
    """
    layer = geofile.layer(mapping.layer)
    _check_mapping(geofile.name, layer, mapping)
    report = Report(geofile.name)
    report.extend((*layer.problems, *layer.data.problems))
    codes = _codes(layer, mapping, report)
    found = shapes.placed(layer, mapping, context, report)
    if found is None:
        return _staged(None, report, None, [], context)
    raw, crs = found
    sound = shapes.sound(raw, [code or f"#{i + 1}" for i, code in enumerate(codes)], crs, report)
    units = _units(layer, mapping, codes, sound, crs, report)
    if units is None:
        return _staged(None, report, crs, [], context)
    coverage.check(units.shapes, units.codes, units.rows, crs, mapping, report)
    parents = find(units, mapping, context, report)
    return _staged(_geography(units, mapping, parents, report), report, crs, parents, context)


def _check_mapping(file: str, layer: GeoLayer, mapping: GeoMapping) -> None:
    named = {"code": mapping.code, "level": mapping.level, "key": mapping.key}
    problems = [problem("mapping-incomplete", file=file, column=name) for name, value in named.items() if not value]
    needed = [
        item.column for item in mapping.parents if item.rule in (ParentRule.CODE, ParentRule.NAME, ParentRule.LEADING)
    ]
    there = ", ".join(map(str, layer.data.frame.columns.drop("geometry")))
    problems += [
        problem("column-missing", file=file, column=name, found=there)
        for name in (mapping.code or None, mapping.label, *needed)
        if name is not None and (name not in layer.data.frame or name == "geometry")
    ]
    problems += [problem("mapping-incomplete", file=file, column="parents") for name in needed if name is None]
    if mapping.valid_from and mapping.valid_to and mapping.valid_from > mapping.valid_to:
        told = f"{mapping.valid_from} to {mapping.valid_to}"
        problems.append(problem("valid-period", file=file, column="valid_to", found=told))
    if problems:
        raise InputRejected(problems, subject=file)


def _codes(layer: GeoLayer, mapping: GeoMapping, report: Report) -> list[str | None]:
    """Codes as text, trimmed and padded as the mapping says; None where there is none."""
    raw = [value if isinstance(value, str) else None for value in layer.data.frame[mapping.code]]
    trimmed = [value.strip() or None if value is not None else None for value in raw]
    count = sum(a is not None and a != b for a, b in zip(raw, trimmed, strict=True))
    if count:
        report.add("codes-trimmed", "note", column=mapping.code, found=str(count))
    for i, value in enumerate(trimmed):
        if value is None:
            report.add("key-empty", row=i + 1, column=mapping.code)
    padded = [value.zfill(mapping.pad) if value else None for value in trimmed]
    changed = [(a, b) for a, b in zip(trimmed, padded, strict=True) if a != b]
    if changed:
        told = f"{len(changed)}: {changed[0][0]} → {changed[0][1]}"
        report.add("codes-padded", "warning", column=mapping.code, found=told)
    return padded


def _units(layer: GeoLayer, mapping: GeoMapping, codes: list[str | None], sound: Shapes, crs: Any,
           report: Report) -> Units | None:  # fmt: skip
    """One entry a unit, ordered by code; None where keys are missing or stand twice without being united."""
    rows: dict[str, list[int]] = {}
    for i, code in enumerate(codes):
        if code is not None:
            rows.setdefault(code, []).append(i)
    again = {code: where for code, where in rows.items() if len(where) > 1}
    for code, where in again.items():
        _tell_again(layer, mapping, code, where, report)
    if not rows or (again and not mapping.unite):
        return None
    ordered = sorted(rows)
    first = [rows[code][0] for code in ordered]
    united = np.empty(len(ordered), dtype=object)
    united[:] = [_union(sound, rows[code]) for code in ordered]
    columns = layer.data.frame.drop(columns="geometry").iloc[first].reset_index(drop=True)
    return Units(ordered, [row + 1 for row in first], united, crs, columns)


def _union(sound: Shapes, rows: list[int]) -> Any:
    import shapely

    parts = [sound[row] for row in rows if sound[row] is not None]
    return shapely.union_all(parts) if len(parts) > 1 else parts[0] if parts else None


def _tell_again(layer: GeoLayer, mapping: GeoMapping, code: str, where: list[int], report: Report) -> None:
    numbers = ", ".join(str(row + 1) for row in where[:10])
    told = f"{code} (features {numbers})"
    severity = "note" if mapping.unite else "error"
    report.add(
        "parts-united" if mapping.unite else "key-twice", severity, row=where[1] + 1, column=mapping.code, found=told
    )
    if mapping.label:
        names = {str(layer.data.frame[mapping.label].iloc[row]) for row in where}
        if len(names) > 1:
            found = f"{code}: {', '.join(sorted(names))}"
            report.add("key-names-differ", row=where[1] + 1, column=mapping.label, found=found, expected="one name")


def _geography(units: Units, mapping: GeoMapping, parents: list[Parents], report: Report) -> Geography:
    import geopandas as gpd

    columns: dict[str, Any] = {"code": units.codes, "name": _names(units, mapping, report)}
    columns |= {f"parent:{item.level}": item.codes for item in parents}
    frame = gpd.GeoDataFrame(columns, geometry=list(units.shapes), crs=units.crs)
    for name in columns:
        frame[name] = frame[name].astype(object)
    return Geography(
        mapping.level, mapping.key, mapping.name, frame, mapping.source, mapping.valid_from, mapping.valid_to
    )


def _names(units: Units, mapping: GeoMapping, report: Report) -> list[str]:
    if mapping.label is None:
        return list(units.codes)
    names, rows_of = [], dict[str, list[str]]()
    for i, value in enumerate(units.columns[mapping.label]):
        name = value.strip() if isinstance(value, str) else ""
        if not name:
            report.add("name-empty", "warning", row=units.rows[i], column=mapping.label, found=units.codes[i])
        names.append(name or units.codes[i])
        rows_of.setdefault(names[-1], []).append(units.codes[i])
    for name, codes in rows_of.items():
        if len(codes) > 1:
            report.add("name-twice", "note", column=mapping.label, found=f"{name} ({', '.join(codes[:5])})")
    return names


def _staged(geography: Geography | None, report: Report, crs: Any, parents: list[Parents],
            context: GeoContext) -> StagedGeography:  # fmt: skip
    import pandas as pd

    difference = None
    rows: list[dict[str, Any]] = []
    if geography is not None:
        current = _compared(geography, context)
        difference = against(current, geography.units) if current is not None else None
        for item in parents:
            found = zip(geography.units["code"], item.codes, item.shares, strict=True)
            rows += [
                {"unit": unit, "level": item.level, "parent": parent, "rule": str(item.rule), "share": share}
                for unit, parent, share in found
            ]
    table = pd.DataFrame(rows, columns=["unit", "level", "parent", "rule", "share"])
    return StagedGeography(geography, report.problems, report.map(crs), table, difference)


def _compared(geography: Geography, context: GeoContext) -> Geography | None:
    """What the new geography replaces: the one of the same key, else the one that holds on its first day."""
    same = [item for item in context.of_level(geography.level) if item.key == geography.key]
    return same[-1] if same else context.at(geography.level, geography.valid_from)
