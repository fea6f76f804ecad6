"""Does the mapping fit the sheet and the catalogue? Checked before a row is read."""

from __future__ import annotations

from quartier.kernel.declared import slice_key, slice_members
from quartier.kernel.period import PeriodInvalid, parse
from quartier.sources.tables.context import Context
from quartier.sources.tables.head import headers_of
from quartier.sources.tables.mapping import BOUNDS, ONCE, Column, Mapping, Role
from quartier.sources.tables.sheet import Sheet
from quartier.sources.tables.staging.staged import Collector
from quartier.sources.tables.units import index_of


def check_mapping(sheet: Sheet, mapping: Mapping, context: Context, problems: Collector) -> bool:
    """Report everything that keeps the mapping from being applied; True when rows can be read at all."""
    for key in mapping.open:
        problems.add("question-open", column=_concerned(mapping, key), found=key)
    units = mapping.of_role(Role.UNIT)
    if not units and not mapping.unit:
        problems.add("no-unit-column")
    places = [place for place in mapping.geographies if place in context.geographies]
    known = any(mapping.unit in index_of(context, place).by_code for place in places)
    if mapping.unit and not units and places and not known:
        problems.add("unknown-unit", found=mapping.unit)
    if not mapping.geographies:
        problems.add("no-geography")
    for place in mapping.geographies:
        if place not in context.geographies:
            problems.add("unknown-geography", found="/".join(place), expected=_known_places(context))
    measures = [column for column in mapping.columns if column.measures]
    if all(column.role in BOUNDS for column in measures):
        problems.add("no-value-column")
    _once(mapping, problems)
    fits = _columns(sheet, mapping, problems)
    for column in measures:
        _measure(column, mapping, context, problems)
    return bool((units or known) and places and measures and fits)


def _concerned(mapping: Mapping, key: str) -> str | None:
    topic, _, detail = key.partition(":")
    if topic == "marks":
        return ", ".join(column.header for column in mapping.columns if column.doubt == detail) or None
    return mapping.column(int(detail)).header if detail.isdigit() and topic != "marker" else None


def _once(mapping: Mapping, problems: Collector) -> None:
    """Roles that one column alone can have; a column of slices leaves no room for members."""
    for role in ONCE:
        columns = mapping.of_role(role, *([Role.MEMBER] if role is Role.SLICE else []))
        if len(columns) > 1 and mapping.of_role(role):
            problems.add("role-twice", column=columns[1].header, found=f"{role}: {columns[0].header}")


def _known_places(context: Context) -> str:
    return ", ".join("/".join(place) for place in list(context.geographies)[:8])


def _columns(sheet: Sheet, mapping: Mapping, problems: Collector) -> bool:
    """Every column of the mapping exists, with the head that the person saw."""
    used = [column for column in mapping.columns if column.role is not Role.IGNORE]
    missing = [column for column in used if column.number > sheet.width]
    for column in missing:
        problems.add("column-missing", column=column.header, expected=f"column {column.number}")
    if missing:
        return False
    head = _head_of(sheet, mapping)
    for column in used:
        found = head.get(column.number, column.header)
        if found != column.header:
            problems.add("header-changed", column=column.header, found=found, expected=column.header)
    return True


def _head_of(sheet: Sheet, mapping: Mapping) -> dict[int, str]:
    if not mapping.header_rows or max(mapping.header_rows) > sheet.rows:
        return {}
    return {number: " / ".join(parts) for number, parts in enumerate(headers_of(sheet, mapping.header_rows), 1)}


def _measure(column: Column, mapping: Mapping, context: Context, problems: Collector) -> None:
    if column.doubt and f"marks:{column.doubt}" not in mapping.open:
        problems.add("question-open", column=column.header, found=f"marks:{column.doubt}")
    key = column.indicator or mapping.indicator
    if not key and not mapping.of_role(Role.INDICATOR):
        problems.add("no-indicator", column=column.header)
    elif key and context.indicator(key) is None:
        problems.add("unknown-indicator", column=column.header, found=key)
    period = column.period or mapping.period
    if not period and not mapping.of_role(Role.PERIOD):
        problems.add("no-period", column=column.header)
    elif period:
        try:
            parse(period)
        except PeriodInvalid:
            problems.add("not-a-period", column=column.header, found=period, expected="2020, 2020-12-31 ...")
    _slice(column, key, column.slice or mapping.slice, context, problems)


def _slice(column: Column, key: str, text: str, context: Context, problems: Collector) -> None:
    known = context.indicator(key)
    if not text or known is None:
        return
    try:
        members = slice_members(text)
    except ValueError:
        members = {"": ""}
    fits = all(d in known.dimensions and m in context.members(d) for d, m in members.items())
    if not fits or slice_key(members) != text:
        problems.add("unknown-slice", column=column.header, found=text, expected=", ".join(known.dimensions) or "none")
