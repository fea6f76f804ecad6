"""The unit above: read from a column or the key, or derived from the largest overlap, and checked by the place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from quartier.kernel.declared import Geography
from quartier.sources.geodata.columns import leading_code
from quartier.sources.geodata.context import GeoContext, shaped
from quartier.sources.geodata.mapping import GeoMapping, ParentMapping, ParentRule
from quartier.sources.geodata.measure import Shapes, square_metres
from quartier.sources.geodata.report import Report

WHOLE = 0.99
"""From this share on a unit counts as lying wholly inside of the one above."""
MOST = 0.5


@dataclass(frozen=True, slots=True)
class Units:
    """What is known of the units when parents are looked for; all lists have one entry a unit."""

    codes: list[str]
    rows: list[int]
    shapes: Shapes
    crs: Any
    columns: Any
    """DataFrame of the attributes, a row a unit."""


@dataclass(frozen=True, slots=True)
class Parents:
    """Codes of the level above (None where unknown) and the share of each unit that lies inside (NaN: no areas)."""

    level: str
    rule: ParentRule
    codes: list[str | None]
    shares: list[float]


def find(units: Units, mapping: GeoMapping, context: GeoContext, report: Report) -> list[Parents]:
    """The parents of every level of the mapping; what is wrong goes to the report."""
    found = []
    for item in mapping.parents:
        above = context.at(item.level, mapping.valid_from or mapping.valid_to)
        if above is None:
            report.add("parent-unknown", column=item.column, expected=item.level)
            continue
        derived = item.rule is ParentRule.OVERLAP
        found.append(_derived(units, above, report) if derived else _read(units, item, above, report))
    return found


def _read(units: Units, item: ParentMapping, above: Geography, report: Report) -> Parents:
    known = list(above.units["code"])
    codes = _codes(units, item, above)
    for i, code in enumerate(codes):
        if code not in set(known):
            told = f"{units.codes[i]}: {code or ''}"
            report.add("parent-unknown", row=units.rows[i], column=item.column, found=told, expected=above.level)
    checked: list[str | None] = [code if code in known else None for code in codes]
    if not shaped(above.units):
        return Parents(above.level, item.rule, checked, [float("nan")] * len(codes))
    shares = _shares(units, above, known, checked)
    _tell_outside(units, above, checked, shares, report)
    return Parents(above.level, item.rule, checked, shares)


def _codes(units: Units, item: ParentMapping, above: Geography) -> list[str | None]:
    if item.rule is ParentRule.ONLY:
        return [above.units["code"].iloc[0]] * len(units.codes)
    if item.rule is ParentRule.PREFIX:
        lengths = {len(code) for code in above.units["code"]}
        return [code[: min(lengths)] if len(lengths) == 1 else None for code in units.codes]
    texts = [value.strip() if isinstance(value, str) else None for value in units.columns[item.column]]
    if item.rule is ParentRule.LEADING:
        return [leading_code(text) if text else None for text in texts]
    if item.rule is ParentRule.NAME:
        once = ~above.units["name"].duplicated(keep=False)
        named = dict(zip(above.units.loc[once, "name"], above.units.loc[once, "code"], strict=True))
        return [named.get(text) if text else None for text in texts]
    return texts


def _above(units: Units, above: Geography) -> Shapes:
    """Areas of the level above in the system of the units, valid."""
    import shapely

    raw = np.asarray(above.units.geometry.to_crs(units.crs).values, dtype=object)
    broken = ~shapely.is_missing(raw) & ~shapely.is_valid(raw)
    raw = raw.copy()
    raw[broken] = shapely.make_valid(raw[broken], method="structure", keep_collapsed=False)
    return raw


def _shares(units: Units, above: Geography, known: list[str], codes: list[str | None]) -> list[float]:
    import shapely

    shapes = _above(units, above)
    position = {code: number for number, code in enumerate(known)}
    own = square_metres(units.shapes, units.crs)
    result = np.full(len(codes), np.nan)
    there = [i for i, code in enumerate(codes) if code is not None and units.shapes[i] is not None]
    there = [i for i in there if shapes[position[str(codes[i])]] is not None and own[i] > 0]
    if there:
        containing = shapes[[position[str(codes[i])] for i in there]]
        common = shapely.intersection(units.shapes[there], containing)
        result[there] = square_metres(common, units.crs) / own[there]
    return [float(value) for value in result]


def _tell_outside(units: Units, above: Geography, codes: list[str | None], shares: list[float], report: Report) -> None:
    for i, share in enumerate(shares):
        if share >= WHOLE or share != share:
            continue
        code, severity = ("parent-elsewhere", "error") if share < MOST else ("parent-outside", "warning")
        told = f"{units.codes[i]} in {above.level} {codes[i]}: {share:.1%}"
        report.add(code, severity, row=units.rows[i], column="geometry", found=told, expected=f"at least {WHOLE:.0%}")
        report.fault(code, units.codes[i], units.shapes[i], row=units.rows[i])


def _derived(units: Units, above: Geography, report: Report) -> Parents:
    """The unit above with the largest common area, for each unit; ties go to the smaller code."""
    if not shaped(above.units):
        report.add("parent-no-shapes", found=above.level)
        nothing: list[str | None] = [None] * len(units.codes)
        return Parents(above.level, ParentRule.OVERLAP, nothing, [float("nan")] * len(nothing))
    parts = _parts(units, above)
    codes: list[str | None] = []
    shares: list[float] = []
    for i, code in enumerate(units.codes):
        best = sorted(parts.get(i, ()), key=lambda item: (-item[0], item[1]))
        codes.append(best[0][1] if best else None)
        shares.append(best[0][0] if best else float("nan"))
        if not best:
            report.add("parent-none", row=units.rows[i], column="geometry", found=code, expected=above.level)
        elif best[0][0] < WHOLE:
            told = ", ".join(f"{parent} {share:.1%}" for share, parent in best[:3])
            report.add("parent-split", "warning", row=units.rows[i], column="geometry", found=f"{code}: {told}")
            report.fault("parent-split", code, units.shapes[i], row=units.rows[i])
    known = [share for share in shares if share == share]
    least = f"{min(known):.1%}" if known else "-"
    report.add("parent-derived", "note", found=f"{above.level}: {len(known)} units, smallest share {least}")
    return Parents(above.level, ParentRule.OVERLAP, codes, shares)


def _parts(units: Units, above: Geography) -> dict[int, list[tuple[float, str]]]:
    """For each unit the shares of its area in units above, those over a thousandth."""
    import shapely

    shapes = _above(units, above)
    names = list(above.units["code"])
    one, other = shapely.STRtree(shapes).query(units.shapes, predicate="intersects")
    own = square_metres(units.shapes, units.crs)
    common = square_metres(shapely.intersection(units.shapes[one], shapes[other]), units.crs)
    found: dict[int, list[tuple[float, str]]] = {}
    for i, k, area in zip(one, other, common, strict=True):
        if own[i] > 0 and area / own[i] > 0.001:
            found.setdefault(int(i), []).append((float(area / own[i]), str(names[k])))
    return found
