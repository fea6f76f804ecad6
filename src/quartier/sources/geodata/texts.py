"""Attributes as text: codes are text always, and a number that is a code must not become 1.0."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from quartier.sources.geodata.geofile import FieldKind


def text_of(value: Any) -> str | None:
    """The value as a person would write it; None where nothing stands (also NaN)."""
    match value:
        case None:
            return None
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case float():
            return _decimal(value)
        case datetime():
            midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
            return value.date().isoformat() if midnight else value.isoformat()
        case date():
            return value.isoformat()
    return str(value)


def _decimal(value: float) -> str | None:
    if math.isnan(value):
        return None
    return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)


def kind_of(values: Iterable[Any]) -> FieldKind:
    """The kind of a column of JSON values; mixed kinds are text."""
    kinds = {_kind(value) for value in values if value is not None}
    if kinds == {FieldKind.WHOLE, FieldKind.NUMBER}:
        return FieldKind.NUMBER
    if FieldKind.OTHER in kinds:
        return FieldKind.OTHER
    return kinds.pop() if len(kinds) == 1 else FieldKind.TEXT


def _kind(value: Any) -> FieldKind:
    match value:
        case bool():
            return FieldKind.YESNO
        case int():
            return FieldKind.WHOLE
        case float():
            return FieldKind.NUMBER
        case str():
            return FieldKind.TEXT
        case date():
            return FieldKind.DATE
    return FieldKind.OTHER


def arrow_kind(kind: Any) -> FieldKind:
    """The kind of an Arrow column."""
    import pyarrow.types as types

    if types.is_dictionary(kind):
        kind = kind.value_type
    for test, found in (
        (types.is_boolean, FieldKind.YESNO),
        (types.is_integer, FieldKind.WHOLE),
        (types.is_floating, FieldKind.NUMBER),
        (types.is_decimal, FieldKind.NUMBER),
        (types.is_date, FieldKind.DATE),
        (types.is_timestamp, FieldKind.DATE),
        (types.is_string, FieldKind.TEXT),
        (types.is_large_string, FieldKind.TEXT),
        (types.is_string_view, FieldKind.TEXT),
        (types.is_null, FieldKind.TEXT),
    ):
        if test(kind):
            return found
    return FieldKind.OTHER
