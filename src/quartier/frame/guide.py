"""Short texts that help, in the tiny markup of `frame.markup`; one file a language, topics under ``# key Title``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    title: str
    text: str

    @property
    def lead(self) -> str:
        """The first sentence."""
        return re.split(r"(?<=[.?!])\s", self.text.strip(), maxsplit=1)[0][:160]


@cache
def topics(language: str) -> tuple[Topic, ...]:
    """All topics of a language, in order."""
    whole = (_TEXTS / f"help.{'en' if language == 'en' else 'de'}.txt").read_text(encoding="utf-8")
    parts = re.split(r"^# (\S+) (.+)$", whole, flags=re.MULTILINE)[1:]
    return tuple(Topic(*(part.strip() for part in parts[at : at + 3])) for at in range(0, len(parts), 3))
