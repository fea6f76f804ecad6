"""Which column is the key, which the name, which names the unit above: judged by the values, helped by the header."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from quartier.kernel.declared import Geography
from quartier.kernel.text import Text
from quartier.sources.geodata.geofile import FieldKind, GeoField
from quartier.sources.geodata.guess import Guess
from quartier.sources.geodata.mapping import ParentMapping, ParentRule

_KEY_WORDS = re.compile(
    r"(^|[^a-zäöü])(id|nr|nummer|schl(ü|ue)ssel|key|code|kennung|ags|ars|rs|gen_?id)($|[^a-zäöü])|_id$|_nr$"
)
_ROW_WORDS = re.compile(r"^(fid|ogc_fid|objectid|object_id|gid|uuid|oid|lfd_?nr|gml_id)$")
_NAME_WORDS = re.compile(r"name|bezeich|^gen$|titel|label")
_LEADING = re.compile(r"^([0-9A-Za-z]+)\s*[-–:.)]?\s")
ENOUGH = 0.9
"""Share of features that must match a known unit before a column is taken for a parent."""


@dataclass(frozen=True)
class Column:
    """One column as stripped texts; None where nothing stands."""

    field: GeoField
    values: tuple[str | None, ...]

    @classmethod
    def of(cls, frame: Any, field: GeoField) -> Column:
        texts = (item.strip() if isinstance(item, str) else None for item in frame[field.name])
        return cls(field, tuple(item or None for item in texts))

    @property
    def name(self) -> str:
        return self.field.name

    @cached_property
    def filled(self) -> tuple[str, ...]:
        return tuple(item for item in self.values if item is not None)

    @cached_property
    def distinct(self) -> frozenset[str]:
        return frozenset(self.filled)

    @property
    def unique(self) -> float:
        """Distinct values by features, 0 to 1."""
        return len(self.distinct) / len(self.values) if self.values else 0.0

    @cached_property
    def widths(self) -> Counter[int]:
        return Counter(map(len, self.filled))

    def share_in(self, known: frozenset[str]) -> float:
        """Share of all features whose value is one of the known."""
        return sum(item in known for item in self.filled) / len(self.values) if self.values else 0.0


def columns_of(frame: Any, fields: Sequence[GeoField]) -> list[Column]:
    return [Column.of(frame, item) for item in fields if item.kind is not FieldKind.OTHER and item.name in frame]


def codes(geography: Geography) -> frozenset[str]:
    return frozenset(geography.units["code"])


@dataclass(frozen=True, slots=True)
class Match:
    """A key column against one known geography; `pad` is the length that lost leading zeros have to be filled to."""

    geography: Geography | None
    share: float
    pad: int = 0


def best_match(column: Column, known: Sequence[Geography]) -> Match:
    """The known geography whose codes the column holds; of equals the later one."""
    best = Match(None, 0.0)
    for geography in known:
        there = codes(geography)
        found = Match(geography, _jaccard(column, there))
        padded = _padded(column, there)
        if padded > 0:
            restored = Column(column.field, tuple(v.zfill(padded) if v else None for v in column.values))
            share = _jaccard(restored, there)
            found = Match(geography, share, padded) if share > found.share else found
        if found.share > 0 and found.share >= best.share:
            best = found
    return best


def _jaccard(column: Column, known: frozenset[str]) -> float:
    """Common codes by all codes: a file of 12 districts does not match 448 planning areas that hold them by chance."""
    return len(column.distinct & known) / len(column.distinct | known) if column.distinct else 0.0


def _padded(column: Column, known: frozenset[str]) -> int:
    """Length of the known codes if it is one, all are digits, and the column has shorter ones; else 0."""
    lengths = {len(item) for item in known}
    digits = all(item.isdigit() for item in column.distinct) and all(item.isdigit() for item in known)
    if len(lengths) != 1 or not digits or not column.widths:
        return 0
    length = lengths.pop()
    return length if min(column.widths) < length >= max(column.widths) else 0


def key_column(columns: Sequence[Column], known: Sequence[Geography]) -> tuple[Guess[str | None], Match]:
    """The key: filled and (nearly) unique, known codes first, then headers and shapes of keys."""
    scored = sorted(((_key_score(item, known), -i, item) for i, item in enumerate(columns)), reverse=True)
    usable = [(score, item) for score, _, item in scored if score > 0]
    if not usable:
        why = Text("Keine Spalte ist überall gefüllt und eindeutig.", "No column is filled and unique throughout.")
        return Guess(None, 0.0, why), Match(None, 0.0)
    score, column = usable[0]
    match = best_match(column, known)
    if match.share >= 0.5:
        why = Text("Enthält Schlüssel, die Quartier kennt.", "Holds codes that Quartier knows.")
        return Guess(column.name, max(match.share, ENOUGH if match.share > 0.8 else 0.0), why), match
    lead = score - (usable[1][0] if len(usable) > 1 else 0.0)
    if column.unique < 1:
        why = Text("Fast eindeutig; einzelne Schlüssel stehen mehrmals.", "Nearly unique; some keys stand twice.")
        return Guess(column.name, min(0.8, 0.5 + lead), why), match
    why = Text("Überall gefüllt, eindeutig und gebaut wie ein Schlüssel.", "Filled, unique and built like a key.")
    return Guess(column.name, min(0.95, 0.6 + lead), why), match


def _key_score(column: Column, known: Sequence[Geography]) -> float:
    if len(column.filled) < 0.9 * len(column.values) or column.unique < 0.8:
        return 0.0
    header = column.name.lower()
    score = column.unique + 2 * best_match(column, known).share
    score += 0.3 * bool(_KEY_WORDS.search(header)) + 0.1 * (len(column.widths) == 1)
    score -= 0.4 * bool(_ROW_WORDS.search(header)) + 0.3 * bool(_NAME_WORDS.search(header))
    score -= 0.5 * (column.field.kind in (FieldKind.NUMBER, FieldKind.DATE))
    return score - 0.3 * (sum(" " in item or item.isalpha() for item in column.filled) > len(column.filled) / 4)


def label_column(columns: Sequence[Column], key: str | None, used: set[str]) -> Guess[str | None]:
    """The name: letters, mostly distinct, a header that says so, related to the header of the key."""
    scored = [(_label_score(item, key or ""), -i, item) for i, item in enumerate(columns)
              if item.name != key and item.name not in used]  # fmt: skip
    scored = sorted((item for item in scored if item[0] > 0.8), reverse=True)
    if not scored:
        why = Text("Keine Spalte liest sich wie ein Name; der Schlüssel steht an seiner Stelle.",
                   "No column reads like a name; the key stands in.")  # fmt: skip
        return Guess(None, 0.5, why)
    score, _, column = scored[0]
    lead = score - (scored[1][0] if len(scored) > 1 else 0.5)
    why = Text("Verschiedene Wörter, je eines je Raumeinheit.", "Different words, one a unit.")
    return Guess(column.name, min(0.95, 0.6 + lead), why)


def _label_score(column: Column, key: str) -> float:
    if column.field.kind is not FieldKind.TEXT or not column.filled or column.unique < 0.5:
        return 0.0
    letters = sum(any(c.isalpha() for c in item) and not _is_code(item) for item in column.filled)
    share = letters / len(column.values)
    header, own = column.name.lower(), key.lower()
    kin = len(own) > 2 and header[:3] == own[:3]
    return 0.6 * share + 0.4 * column.unique + 0.3 * bool(_NAME_WORDS.search(header)) + 0.15 * kin


def _is_code(text: str) -> bool:
    return any(c.isdigit() for c in text) and " " not in text


def parent_rule(columns: Sequence[Column], key: Column | None, above: Geography) -> Guess[ParentMapping] | None:
    """How the unit above follows from the file; None where only the areas can tell (or nothing)."""
    level, known = above.level, codes(above)
    if len(known) == 1:
        why = Text("Die obere Ebene hat nur eine Raumeinheit.", "The level above has one unit only.")
        return Guess(ParentMapping(level, ParentRule.ONLY), 1.0, why)
    others = [item for item in columns if key is None or item.name != key.name]
    by_code = _best(others, known, lambda text: text)
    if by_code and by_code[0] >= ENOUGH:
        why = Text("Die Spalte enthält Schlüssel dieser Ebene.", "The column holds codes of this level.")
        return Guess(ParentMapping(level, ParentRule.CODE, by_code[1]), by_code[0], why)
    if key is not None and (share := prefix_share(key, known)) >= ENOUGH:
        why = Text("Der Schlüssel beginnt mit dem der oberen Ebene.", "The key begins with that of the level above.")
        return Guess(ParentMapping(level, ParentRule.PREFIX), share, why)
    leading = _best(others, known, leading_code)
    if leading and leading[0] >= ENOUGH:
        why = Text("Die Spalte beginnt mit Schlüsseln dieser Ebene.", "The column begins with codes of this level.")
        return Guess(ParentMapping(level, ParentRule.LEADING, leading[1]), leading[0], why)
    return _by_name(others, above)


def _by_name(columns: Sequence[Column], above: Geography) -> Guess[ParentMapping] | None:
    counts = Counter(above.units["name"])
    unique = frozenset(name for name, count in counts.items() if count == 1)
    found = _best(columns, unique, lambda text: text)
    if not found or found[0] < ENOUGH:
        return None
    why = Text("Die Spalte enthält Namen dieser Ebene.", "The column holds names of this level.")
    return Guess(ParentMapping(above.level, ParentRule.NAME, found[1]), min(found[0], 0.9), why)


def _best(columns: Sequence[Column], known: frozenset[str], read: Any) -> tuple[float, str] | None:
    shares = [
        (Column(item.field, tuple(read(v) if v else None for v in item.values)).share_in(known), -i, item.name)
        for i, item in enumerate(columns)
    ]
    if not shares:
        return None
    share, _, name = max(shares)
    return share, name


def leading_code(text: str) -> str | None:
    """``01`` of ``01 - Mitte``."""
    match = _LEADING.match(text)
    return match.group(1) if match else None


def prefix_share(key: Column, known: frozenset[str]) -> float:
    """Share of keys that begin with a known code of one length, shorter than the keys."""
    lengths = {len(item) for item in known}
    if len(lengths) != 1 or not key.filled or min(key.widths) <= min(lengths):
        return 0.0
    length = lengths.pop()
    return sum(item[:length] in known for item in key.filled) / len(key.values)
