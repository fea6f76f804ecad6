"""What a person confirmed: which column means what. Frozen, and JSON in and out, to be remembered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from quartier.kernel.text import Text


class ParentRule(StrEnum):
    """Where the unit above is taken from."""

    CODE = "code"
    """A column holds its code."""
    NAME = "name"
    """A column holds its name (only where names are unique)."""
    LEADING = "leading"
    """A column begins with its code: ``01 - Mitte``."""
    PREFIX = "prefix"
    """The unit's own code begins with it."""
    ONLY = "only"
    """The level above has one unit."""
    OVERLAP = "overlap"
    """The largest overlap of areas; stated in the problems."""


@dataclass(frozen=True, slots=True)
class ParentMapping:
    level: str
    rule: ParentRule
    column: str | None = None


@dataclass(frozen=True, slots=True)
class GeoMapping:
    """How a layer becomes a geography. Fields named in `Question.key` are answered here.

    Attributes:
        layer: name of the layer in the file.
        level, key, name, source: of the geography that is made.
        code, label: columns with code and name of a unit (`label` None: the code stands for the name).
        parents: one for each level above.
        crs: reference system of the coordinates as they stand in the file (``EPSG:...`` or WKT).
        target_crs: system in which the geography is kept; empty: as `crs`.
        swapped: the axes have to be swapped.
        valid_from, valid_to: validity of the geography.
        pad: codes are filled with leading zeros to this length; 0: not at all.
        unite: shapes of the same key are parts of one unit and are united.
        allow_overlaps: overlaps are told but do not stop (school catchments may overlap).
        sliver_width: mean width in metres up to which a gap or an overlap is called narrow.
        tolerance: gaps and overlaps below so many square metres are not told.
    """

    layer: str
    level: str
    key: str
    name: Text
    source: str
    code: str
    label: str | None = None
    parents: tuple[ParentMapping, ...] = ()
    crs: str = ""
    target_crs: str = ""
    swapped: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    pad: int = 0
    unite: bool = False
    allow_overlaps: bool = False
    sliver_width: float = 5.0
    tolerance: float = 1.0

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        plain = asdict(self)
        plain["name"] = {"de": self.name.de, "en": self.name.en}
        plain["parents"] = [{**asdict(item), "rule": str(item.rule)} for item in self.parents]
        for field in ("valid_from", "valid_to"):
            plain[field] = plain[field].isoformat() if plain[field] else None
        return plain

    @classmethod
    def from_dict(cls, value: Mapping[str, Any]) -> GeoMapping:
        """Inverse of `as_dict`; unknown keys are an error (ValueError, TypeError)."""
        fields = dict(value)
        fields["name"] = Text.from_dict(fields["name"])
        fields["parents"] = tuple(
            ParentMapping(item["level"], ParentRule(item["rule"]), item.get("column")) for item in fields["parents"]
        )
        for field in ("valid_from", "valid_to"):
            fields[field] = date.fromisoformat(fields[field]) if fields.get(field) else None
        return cls(**fields)
