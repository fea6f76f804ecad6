"""Addresses as people write them: Str. and Straße, ß and ss, 12a and 12 A, house numbers from-to on one side."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "á": "a", "ç": "c", "ø": "oe"})
_TOWN = re.compile(r"[,;]?\s+\d{5}\s+\D+$|[,;]\s*\d{5}\b.*$|,[^\d,]*$")
"""Postcode and town behind an address."""
_NUMBER = re.compile(
    r"^(?P<street>.*?\D)[\s,]*(?P<number>\d{1,4})\s*(?P<letter>[a-zA-Z](?![a-zA-Z]))?"
    r"(?:\s*(?:[-–/+&]|bis|u\.|und)\s*\d{0,4}\s*[a-zA-Z]?)?\s*$"
)
_ONLY_NUMBER = re.compile(
    r"^\s*0*(?P<number>\d{1,4})(?:\.0)?\s*(?P<letter>[a-zA-Z](?![a-zA-Z]))?(?:\s*[-–/+&].*)?\s*$"
)  # fmt: skip
LAST = "\uffff"
"""Behind every letter: the end of a range takes all letters of its number in."""


@dataclass(frozen=True, slots=True, order=True)
class HouseNumber:
    """12a is (12, "a"); 12 is (12, "")."""

    number: int
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """A street as its key, its spelling, and the house number if one was given."""

    street: str
    spelling: str
    house: HouseNumber | None


@lru_cache(maxsize=100_000)
def street_key(text: str) -> str:
    """The same for spellings that mean the same: ``Bonner Str.``, ``Bonner Straße``, ``BONNER STRASSE``."""
    plain = " ".join(text.casefold().translate(_FOLD).split())
    plain = re.sub(r"\bst\.\s?|\bst\b\s", "sankt ", plain)
    plain = re.sub(r"str(?:\.|asse)?(?=$|[\s\-(])", "str", plain)
    plain = re.sub(r"\bpl(?:\.|(?=$))", "platz", plain)
    plain = re.sub(r"\bdr\.?\s", "doktor ", plain)
    return re.sub(r"[^a-z0-9]+", "", plain)


def house_number(text: str, suffix: str = "") -> HouseNumber | None:
    """``0012``, ``12 A``, ``12-14`` (its first); the letter may stand in a column of its own."""
    found = _ONLY_NUMBER.match(text)
    if found is None or not int(found["number"]):
        return None
    letter = (found["letter"] or suffix.strip()[:1]).casefold()
    return HouseNumber(int(found["number"]), letter if letter.isalpha() else "")


def address(text: str) -> Address:
    """Street and house number of ``Hauptstr. 12 a, 50667 Köln``; of ``Straße des 17. Juni 135`` the last number."""
    plain = _TOWN.sub("", " ".join(text.split())).strip(" ,;")
    found = _NUMBER.match(plain)
    if found is None:
        return Address(street_key(plain), plain, None)
    street = found["street"].strip(" ,")
    return Address(street_key(street), street, house_number(found["number"], found["letter"] or ""))
