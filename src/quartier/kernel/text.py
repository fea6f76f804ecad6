"""Text in several languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LANGUAGES = ("de", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in German and English; German stands in where English is empty."""

    de: str
    en: str = ""

    def get(self, language: str) -> str:
        return self.en if language == "en" and self.en else self.de

    def as_dict(self) -> dict[str, str]:
        return {"de": self.de, "en": self.en or self.de}

    @classmethod
    def from_dict(cls, value: Mapping[str, str]) -> Text:
        return cls(de=value.get("de", ""), en=value.get("en", ""))
