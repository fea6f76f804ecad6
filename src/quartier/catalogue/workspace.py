"""What the workspace is called, and the everyday word for a unit that the whole interface uses."""

from __future__ import annotations

from dataclasses import dataclass

from quartier.catalogue.models import WorkspaceProfile
from quartier.kernel.text import Text

_PLURALS = {
    "quartier": "Quartiere",
    "sozialraum": "Sozialräume",
    "planungsraum": "Planungsräume",
    "stadtteil": "Stadtteile",
    "ortsteil": "Ortsteile",
    "stadtbezirk": "Stadtbezirke",
    "bezirk": "Bezirke",
    "veedel": "Veedel",
    "kiez": "Kieze",
    "viertel": "Viertel",
    "dorf": "Dörfer",
    "gemeinde": "Gemeinden",
    "raumeinheit": "Raumeinheiten",
}
_DEFAULT = Text("Quartier", "quarter")


@dataclass(frozen=True, slots=True)
class UnitWords:
    """The everyday word: one unit, several units (``Quartier``, ``Quartiere``)."""

    one: str
    many: str

    @property
    def title(self) -> str:
        """The plural as a heading: ``Quartiere``, ``Planning areas``."""
        return self.many[:1].upper() + self.many[1:]


def profile() -> WorkspaceProfile | None:
    """The one row, without the picture; None in an empty workspace."""
    return WorkspaceProfile.objects.defer("logo").filter(pk=1).first()


def unit_words(language: str, row: WorkspaceProfile | None = None) -> UnitWords:
    """The word that this workspace chose, in a language; "Quartier" before it chose."""
    row = row or profile()
    word = row.unit_word if row and row.unit_word.de else _DEFAULT
    plural = row.unit_plural if row else Text("")
    one = word.get(language)
    return UnitWords(one, (plural.en if language == "en" else plural.de) or plural_of(one, language))


def plural_of(word: str, language: str) -> str:
    """A sensible plural where none was given: known German words, -s or -ies in English."""
    if language != "en":
        return _PLURALS.get(word.casefold(), word)
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}s"
