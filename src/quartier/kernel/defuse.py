"""Texts that a spreadsheet program would run as formulas are made harmless, and can be read back.

The characters are those of OWASP, "CSV Injection" (2023), with the full-width forms that some editions of Excel run.
An apostrophe before a text makes it text; a text that begins with apostrophes before such a character gets one more,
so that taking one away is exact.
"""

from __future__ import annotations

import re

DANGEROUS = r"^'*[=+\-@\t\r\n＝＋－＠]"
_DANGEROUS = re.compile(DANGEROUS)
_NUMBER = re.compile(r"'*[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d+)?")


def dangerous(text: str) -> bool:
    """Would a spreadsheet program take this cell for a formula (or was it defused already)? Numbers are none."""
    return bool(_DANGEROUS.match(text)) and not _NUMBER.fullmatch(text)


def defuse(text: str) -> str:
    """The text with an apostrophe before it where it is dangerous."""
    return f"'{text}" if dangerous(text) else text


def restore(text: str) -> str:
    """Inverse of `defuse`."""
    return text[1:] if text.startswith("'") and dangerous(text) else text
