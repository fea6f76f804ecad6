"""Keys of the store: relative, portable text, the same on every file system and in object storage."""

from __future__ import annotations

import re

from quartier.lake.errors import KeyInvalid

_PART = re.compile(r"[A-Za-z0-9_%=@,+~() .-]+")
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)
_PLAIN = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_=+")
LONGEST_PART = 200


def check(key: str) -> tuple[str, ...]:
    """The parts of a key. Raises KeyInvalid with the reason.

    A part is plain ASCII without characters that a file system gives a meaning to; it does not begin with a dot
    (such names are the store's own) and does not end with a dot or a space (Windows drops them).
    """
    parts = tuple(key.split("/"))
    for part in parts:
        reason = _fault(part)
        if reason:
            raise KeyInvalid(key, reason)
    return parts


def _fault(part: str) -> str:
    if not part:
        return "it is empty, absolute, or holds an empty part"
    if part.startswith("."):
        return f"the part {part!r} begins with a dot"
    if not _PART.fullmatch(part):
        return f"the part {part!r} holds characters other than letters, digits and _ % = @ , + ~ ( ) - . and space"
    if part[-1] in " .":
        return f"the part {part!r} ends with a dot or a space"
    if _RESERVED.fullmatch(part.split(".", 1)[0]):
        return f"{part!r} is a reserved name on Windows"
    if len(part) > LONGEST_PART:
        return f"the part {part[:40]!r}... is longer than {LONGEST_PART} characters"
    return ""


def encode(text: str) -> str:
    """Any text as one part of a key: readable, reversible, and distinct also where case is not told apart.

    Small letters, digits, ``- _ = +`` stand for themselves, ``;`` becomes ``,``; every other character is
    percent-encoded as UTF-8, capitals too (``A`` and ``a`` would be one file on Windows and macOS).
    """
    coded = "".join(char if char in _PLAIN else "," if char == ";" else _percent(char) for char in text)
    return _percent(coded[0]) + coded[1:] if _RESERVED.fullmatch(coded) else coded


def _percent(char: str) -> str:
    return "".join(f"%{byte:02x}" for byte in char.encode("utf-8", "surrogatepass"))


def decode(part: str) -> str:
    """Inverse of `encode`."""
    raw = re.sub(rb"%([0-9a-f]{2})", lambda found: bytes([int(found[1], 16)]), part.replace(",", ";").encode())
    return raw.decode("utf-8", "surrogatepass")
