"""Texts that mean the same: names without case, umlauts and marks; age groups; what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

_FOLD = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "é": "e", "è": "e", "á": "a", "ç": "c"})


@lru_cache(maxsize=200_000)
def normal(text: str) -> str:
    """Lower case, umlauts written out, letters and digits alone: Altstadt/Süd and Altstadt-Süd are the same."""
    return re.sub(r"[^a-z0-9]+", "", text.casefold().translate(_FOLD))


def words(text: str) -> frozenset[str]:
    """Normalised words of a text."""
    return frozenset(re.findall(r"[a-z0-9]+", text.casefold().translate(_FOLD)))


@lru_cache(maxsize=20_000)
def age_range(text: str) -> tuple[int, int | None] | None:
    """First and last year of an age group as it is written: ``0 - 2``, ``6 bis unter 15``, ``80 u. älter``, ``<6``."""
    plain = " ".join(text.casefold().replace("–", "-").replace("jahre", "").replace("years", "").split())
    plain = plain.removeprefix("alter ").removeprefix("age ").strip(" .")
    below = re.fullmatch(r"(?:<|unter|below|under) ?(\d{1,3})", plain)
    if below:
        return 0, int(below[1]) - 1
    above = re.fullmatch(
        r"(\d{1,3}) ?(?:\+|u\. ?(?:ä\.?|älter|mehr)|und (?:älter|mehr|darüber)|and (?:over|older|more))", plain
    )
    if above:
        return int(above[1]), None
    between = re.fullmatch(r"(\d{1,3}) ?(-|bis unter|bis|to under|to) ?(\d{1,3})", plain)
    if not between or int(between[3]) < int(between[1]):
        return None
    last = int(between[3]) - (1 if "unter" in between[2] or "under" in between[2] else 0)
    return int(between[1]), last


def similarity(one: str, other: str) -> float:
    """0 to 1, of normalised texts: the ratio of matching letters, or of shared words if that is higher."""
    a, b = normal(one), normal(other)
    if not a or not b:
        return 0.0
    letters = SequenceMatcher(None, a, b, autojunk=False).ratio()
    left, right = words(one), words(other)
    shared = 2 * len(left & right) / (len(left) + len(right)) if left and right else 0.0
    return max(letters, shared)


def closest(text: str, candidates: Sequence[str], count: int = 3, least: float = 0.7) -> list[str]:
    """Candidates most like a text, best first; equal ones in their order."""
    wanted = normal(text)
    if not wanted:
        return []
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(wanted)
    scored = []
    for position, candidate in enumerate(candidates):
        matcher.set_seq1(normal(candidate))
        if matcher.real_quick_ratio() >= least and matcher.quick_ratio() >= least:
            ratio = matcher.ratio()
            if ratio >= least:
                scored.append((-ratio, position, candidate))
    return [candidate for _, _, candidate in sorted(scored)[:count]]


_TOTAL = re.compile(
    r"(?:^|\b)(insgesamt|gesamt|gesamtsumme|summe|gesamtstadt|stadtgesamt|total|zusammen|alle|sum|overall)(?:\b|$)"
)


def means_total(text: str) -> bool:
    """Does a text of the unit column name a total (Insgesamt, Summe, Köln insgesamt)?"""
    plain = " ".join(text.casefold().replace(":", " ").split())
    return bool(plain) and len(plain) <= 60 and bool(_TOTAL.search(plain))


def first_match(texts: Iterable[str], wanted: Iterable[str]) -> str | None:
    """The first of `texts` whose normal form is among the normal forms of `wanted`."""
    known = {normal(item) for item in wanted if item}
    return next((text for text in texts if normal(text) in known), None)
