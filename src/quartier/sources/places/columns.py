"""Which columns of a list name street, house number, coordinates: by the words of their heads."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from quartier.sources.tables.names import normal

_WORDS = {
    "street": r"(str(a(ss|s)e)?n?(name|nname|bez(eichnung)?)?|street(name)?|lage|strnam)",
    "address": r"(adresse|anschrift|address|strasse(und|u)?(haus)?(nr|nummer)|strassehausnummer|strhnr)",
    "number": r"((haus|hs|h)(nr|nummer|no)|nr|housenumber|hnr|hsnr|hausnr)",
    "suffix": r"((haus)?(nr|nummer)?(n)?zusatz|adz|hnrz|hsnrz(us)?|buchstabe|suffix|hausnummernzusatz)",
    "first": r"((haus|hs|h)?(nr|nummer)?(von|from|ab|beginn))",
    "last": r"((haus|hs|h)?(nr|nummer)?(bis|to|ende))",
    "first_left": r"(haus|hs|h)?(nr|nummer)?(v|von|from)(l|li|links|left)",
    "last_left": r"(haus|hs|h)?(nr|nummer)?(b|bis|to)(l|li|links|left)",
    "first_right": r"(haus|hs|h)?(nr|nummer)?(v|von|from)(r|re|rechts|right)",
    "last_right": r"(haus|hs|h)?(nr|nummer)?(b|bis|to)(r|re|rechts|right)",
    "side": r"(geradeungerade|gerade|seite|gu|parity|side|oddeven)",
    "x": r"(x|lon|lng|long|longitude|laenge|geolaenge|laengengrad|rechtswert|utmrechtswert|easting|ostwert|utmx"
    r"|xkoord(inate)?|koordx|ost|east|xcoord|geographischelaenge)",
    "y": r"(y|lat|latitude|breite|geobreite|breitengrad|hochwert|utmhochwert|northing|nordwert|utmy|ykoord(inate)?"
    r"|koordy|nord|north|ycoord|geographischebreite)",
    "epsg": r"(epsg|srid|crs)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Columns:
    """Positions (from 0) of the columns by their meaning; a meaning that no head has is absent."""

    at: dict[str, int]

    def has(self, *names: str) -> bool:
        return all(name in self.at for name in names)

    def cell(self, row: Sequence[str], name: str) -> str:
        """The trimmed cell of a row; "" where there is no such column."""
        return row[self.at[name]].strip() if name in self.at and self.at[name] < len(row) else ""

    @property
    def points(self) -> bool:
        return self.has("x", "y")

    @property
    def addresses(self) -> bool:
        return self.has("street") or self.has("address")


def columns_of(heads: Sequence[str]) -> Columns:
    """The first column of each meaning."""
    plain = [normal(head) for head in heads]
    at: dict[str, int] = {}
    for name, pattern in _WORDS.items():
        for position, head in enumerate(plain):
            if head and position not in at.values() and re.fullmatch(pattern, head):
                at[name] = position
                break
    return Columns(at)
