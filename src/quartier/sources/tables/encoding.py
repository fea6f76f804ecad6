"""Which encoding is it? Order marks and valid UTF-8 are certain; between the code pages the German letters decide."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from quartier.kernel.errors import Problem
from quartier.kernel.text import Text
from quartier.sources.tables.sheet import Certainty, Finding
from quartier.sources.tables.words import problem

ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "cp850", "utf-16-le", "utf-16-be")
"""What a person may choose from."""

_NAMES = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8 (BOM)",
    "cp1252": "Windows-1252",
    "cp850": "DOS (850)",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
}
_GERMAN = "äöüÄÖÜß"
_OTHER = "éèêáàâçñóôúëïÉøåæşğıŠšŽž§°²³µ€"
_FIRST_DOUBLED = "Ãâ"
_DOUBLED = re.compile("Ã[¤¶¼„–œŸ]|â‚¬|â€“")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file, how it was decoded, and letters that were lost."""

    text: str
    encoding: str
    finding: Finding
    problems: tuple[Problem, ...] = ()


def decode(data: bytes, name: str, chosen: str | None = None) -> Decoded:
    """Text of a file, by the recognised or the chosen encoding. Never raises: bytes without letter are reported."""
    if chosen is not None:
        finding = Finding("encoding", _NAMES.get(chosen, chosen), Certainty.SURE, Text("So gewählt.", "As chosen."))
        encoding = chosen
    else:
        encoding, finding = recognise_encoding(data)
    text = data.decode(encoding, errors="replace").removeprefix("\ufeff")
    return Decoded(text, encoding, finding, tuple(_letters(text, name)))


def recognise_encoding(data: bytes) -> tuple[str, Finding]:
    """Name of the codec and how sure that is."""
    marked = _by_order_mark(data)
    if marked:
        return marked, _finding(marked, Certainty.SURE, "Die Datei sagt es selbst (Byte Order Mark).",
                                "The file says so itself (byte order mark).")  # fmt: skip
    wide = _utf16_without_mark(data[:4096])
    if wide:
        return wide, _finding(wide, Certainty.LIKELY, "Jedes zweite Byte ist leer.", "Every other byte is empty.")
    if _is_utf8(data):
        if data.isascii():
            return "utf-8", _finding("utf-8", Certainty.SURE, "Nur einfache Zeichen, in allen Kodierungen gleich.",
                                     "Plain characters only, the same in all encodings.")  # fmt: skip
        return "utf-8", _finding("utf-8", Certainty.SURE, "Alle Sonderzeichen sind gültiges UTF-8.",
                                 "All special characters are valid UTF-8.")  # fmt: skip
    return _code_page(data)


def _by_order_mark(data: bytes) -> str | None:
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return codec
    return None


def _utf16_without_mark(head: bytes) -> str | None:
    half = len(head) // 2
    if half < 2:
        return None
    if head[1::2].count(0) > 0.7 * half and head[0::2].count(0) < 0.1 * half:
        return "utf-16-le"
    if head[0::2].count(0) > 0.7 * half and head[1::2].count(0) < 0.1 * half:
        return "utf-16-be"
    return None


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        # a file cut within its last letter is still UTF-8 if it held others
        return error.end >= len(data) and error.start >= len(data) - 3 and not data[: error.start].isascii()
    return True


def _code_page(data: bytes) -> tuple[str, Finding]:
    scores = {codec: _score(data, codec) for codec in ("cp1252", "cp850")}
    best, other = sorted(scores, key=lambda codec: scores[codec], reverse=True)
    high, low = scores[best], scores[other]
    if high <= 0 or high == low:
        return "cp1252", _finding(
            "cp1252", Certainty.GUESS, "Keine deutschen Buchstaben, an denen sich die Kodierung erkennen ließe.",
            "No German letters by which the encoding could be told.",
        )  # fmt: skip
    certainty = Certainty.SURE if high >= 10 * max(low, 1) else Certainty.LIKELY
    if high < 3:
        certainty = Certainty.GUESS
    return best, _finding(best, certainty, f"So gelesen stehen Umlaute in Wörtern ({high} zu {max(low, 0)}).",
                          f"Read so, umlauts stand in words ({high} to {max(low, 0)}).")  # fmt: skip


def _score(data: bytes, codec: str) -> int:
    """German letters beside a Latin letter count 3, other known letters 1; unlikely ones count against the codec."""
    text = data.decode(codec, errors="replace")
    inside = len(re.findall(f"(?<=[A-Za-z{_GERMAN}])[äöüß]|[äöüÄÖÜ](?=[a-zäöüß])", text))
    known = len(re.findall(f"[{_OTHER}]", text))
    strange = len(re.findall("[\u2500-\u25ff\ufffd¤¦¬¯¸×÷ÐþÞ¹¾½¼õÕ„”™‡](?=[a-zA-Z])", text))
    return 3 * inside + known - 3 * strange


def _finding(codec: str, certainty: Certainty, de: str, en: str) -> Finding:
    return Finding("encoding", _NAMES[codec], certainty, Text(de, en))


def _letters(text: str, name: str) -> list[Problem]:
    if text.isascii():
        return []
    found = []
    for code, at in (("letters-lost", text.find("\ufffd")), ("letters-doubled", _position(_DOUBLED, text))):
        if at >= 0:
            around = text[max(0, at - 20) : at + 20].splitlines()
            found.append(
                problem(
                    code,
                    file=name,
                    row=text.count("\n", 0, at) + 1,
                    found=max(around, key=len).strip() or None,
                    severity="warning",
                )
            )
    return found


def _position(pattern: re.Pattern[str], text: str) -> int:
    if not any(letter in text for letter in _FIRST_DOUBLED):
        return -1  # a search for single letters is many times quicker than the pattern
    match = pattern.search(text)
    return match.start() if match else -1
