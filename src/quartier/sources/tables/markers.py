"""Texts that stand where no number stands. What each means by the rules of official tables, and when it must be asked.

DIN 55301 and the Statistisches Bundesamt: ``–`` nothing there (zero), ``.`` unknown or secret, ``…`` comes later,
``/`` not reliable enough, ``x`` makes no sense. In practice ``-`` also stands for missing and ``.`` for either: these
two are asked.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from quartier.kernel.text import Text
from quartier.sources.tables.mapping import Marker


@dataclass(frozen=True, slots=True)
class KnownMarker:
    """A text, what it most probably means, why, and whether a person has to say."""

    meaning: Marker
    why: Text
    ask: bool = False


_DASH = KnownMarker(
    Marker.MISSING,
    Text(
        "In amtlichen Tabellen heißt der Strich „nichts vorhanden“ (null), anderswo „keine Angabe“.",
        "In official tables a dash means nothing there (zero), elsewhere no data.",
    ),
    ask=True,
)
_POINT = KnownMarker(
    Marker.SUPPRESSED,
    Text("Ein Punkt heißt „unbekannt oder geheim“.", "A point means unknown or secret."),
    ask=True,
)
_LATER = KnownMarker(Marker.MISSING, Text("Die Angabe fällt später an.", "The figure comes later."))
_STAR = KnownMarker(
    Marker.SUPPRESSED,
    Text("Ein Stern steht für geheim gehaltene kleine Zahlen.", "A star stands for small numbers kept secret."),
)
_CROSS = KnownMarker(
    Marker.NOT_APPLICABLE, Text("x heißt: Aussage nicht sinnvoll.", "x means: the figure makes no sense.")
)
_SLASH = KnownMarker(Marker.MISSING, Text("/ heißt: nicht sicher genug.", "/ means: not reliable enough."))
_NONE = KnownMarker(Marker.MISSING, Text("Keine Angabe.", "No data."))
_WITHOUT = KnownMarker(
    Marker.NOT_APPLICABLE, Text("„ohne“: für diese Zeile gibt es keinen Wert.", "“ohne”: this row has no value.")
)
_SENTINEL = KnownMarker(
    Marker.MISSING,
    Text("Eine Zahl, die in Exporten „fehlt“ bedeutet.", "A number that means missing in exports."),
)

_KNOWN: dict[str, KnownMarker] = {
    **dict.fromkeys(("-", "–", "—", "--", "---", "\u2212"), _DASH),
    ".": _POINT,
    **dict.fromkeys(("…", "...", ".."), _LATER),
    **dict.fromkeys(("*", "**", "***", "•"), _STAR),
    **dict.fromkeys(("x", "×"), _CROSS),
    "/": _SLASH,
    "ohne": _WITHOUT,
    **dict.fromkeys(
        ("k.a.", "k. a.", "ka", "keine angabe", "keine angaben", "unbekannt", "n/a", "na", "nan", "null", "none",
         "#n/a", "#nv", "n.v.", "n. v.", "n.a.", "n. a.", "fehlt", "missing", "(null)"),
        _NONE,
    ),
    **dict.fromkeys(("geheim", "suppressed", "anonymisiert"), _STAR),
    **dict.fromkeys(("entfällt", "nicht zutreffend", "not applicable"), _CROSS),
}  # fmt: skip
_SENTINELS = re.compile(r"-9{3,6}(?:[.,]0+)?")
_BELOW = re.compile(r"(?:<|unter|weniger als|below|under|fewer than)\s*(\d{1,3})", re.IGNORECASE)


def known_marker(text: str) -> KnownMarker | None:
    """What a text is known to stand for; None for a number, an empty cell, or any other text."""
    plain = " ".join(text.replace("\u00a0", " ").split()).casefold()
    if _SENTINELS.fullmatch(plain):
        return _SENTINEL
    if _BELOW.fullmatch(plain):
        return KnownMarker(
            Marker.SUPPRESSED,
            Text("Eine kleine Zahl, von der nur die Grenze genannt ist.", "A small number; its bound is told."),
        )
    return _KNOWN.get(plain)


def is_marker(text: str) -> bool:
    """Is this a known text that stands where no number stands?"""
    return known_marker(text) is not None


def upper_bound(text: str) -> int | None:
    """``<5``, ``unter 5`` -> 5 (the number itself is excluded); None for other texts."""
    match = _BELOW.fullmatch(" ".join(text.replace("\u00a0", " ").split()))
    return int(match[1]) if match else None
