"""The pages of the foot: what is shipped, what an administrator made of it, what is still missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext, gettext_noop

from quartier.frame.models import FooterPage

KEYS: dict[str, tuple[str, str]] = {
    "imprint": ("impressum", gettext_noop("Imprint")),
    "privacy": ("datenschutz", gettext_noop("Privacy")),
    "accessibility": ("barrierefreiheit", gettext_noop("Accessibility")),
    "plain": ("leichte-sprache", gettext_noop("Plain language")),
}
"""Key: part of the address, title in English."""
LONGEST = 60_000
_GAP = re.compile(r"\[\[([^\]\n]{1,200})\]\]")
_TEXTS = Path(__file__).parent / "texts"


@dataclass(frozen=True, slots=True)
class FooterText:
    """A page as it is shown. `complete`: an administrator says that nothing is missing."""

    key: str
    language: str
    text: str
    complete: bool
    own: bool

    @property
    def gaps(self) -> list[str]:
        return gaps(self.text)


def gaps(text: str) -> list[str]:
    """What is still to be filled in, in order, each once."""
    return list(dict.fromkeys(_GAP.findall(text)))


@cache
def shipped(key: str, language: str) -> str:
    """The text that Quartier brings along."""
    return (_TEXTS / f"{key}.{language}.txt").read_text(encoding="utf-8").strip()


def page(key: str, language: str) -> FooterText:
    """A page of the foot in one language."""
    row = FooterPage.objects.filter(key=key, language=language).first()
    if row is None:
        return FooterText(key, language, shipped(key, language), False, False)
    return FooterText(key, language, row.text, row.complete, True)


def title(key: str) -> str:
    return gettext(KEYS[key][1])


def incomplete() -> list[tuple[str, str]]:
    """Key and language of the pages that are not complete."""
    done = set(FooterPage.objects.filter(complete=True).values_list("key", "language"))
    return [(key, language) for key in KEYS for language in ("de", "en") if (key, language) not in done]
