"""Use-cases of the workspace itself: its name, its words, how it looks, how it opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from quartier.accounts.services import record, require_writer
from quartier.catalogue.models import Indicator, Level, WorkspaceProfile
from quartier.kernel.colour import contrast, parse_colour
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.reader import Reader
from quartier.kernel.text import Text
from quartier.sources.logos import Logo

LEAST_CONTRAST = 4.5
"""Text on white, WCAG 2.2, success criterion 1.4.3."""


@dataclass(frozen=True, slots=True)
class WorkspaceWords:
    """What an administrator may choose. Empty plurals are made from the word; an empty accent is Quartier's own."""

    name: Text
    unit_word: Text
    unit_plural: Text = Text("")
    accent: str = ""
    default_indicator: str = ""
    default_level: str = ""


@transaction.atomic
def settle_workspace(*, by: Reader, words: WorkspaceWords) -> WorkspaceProfile:
    """Name, word for a unit, colour, start of the map. Raises NotPermitted, InputRejected with all that is wrong."""
    require_writer(by)
    problems = _problems(words)
    if problems:
        raise InputRejected(problems, subject="workspace")
    values: dict[str, Any] = {
        "name": words.name,
        "unit_word": words.unit_word,
        "unit_plural": words.unit_plural,
        "accent": words.accent.lower(),
        "default_indicator": words.default_indicator,
        "default_level": words.default_level,
        "settled": True,
    }
    row, _ = WorkspaceProfile.objects.update_or_create(pk=1, defaults=values)
    record(by=by, action="workspace.settle", subject=words.name.de)
    return row


def _problems(words: WorkspaceWords) -> list[Problem]:
    needed = {"name": words.name.de, "unit-word": words.unit_word.de}
    found = [Problem("This field is needed.", "required", column=key) for key, text in needed.items() if not text]
    if words.accent:
        colour = parse_colour(words.accent)
        if colour is None:
            found.append(Problem("This is no colour.", "colour", column="accent", found=words.accent))
        elif (ratio := contrast(colour, (255, 255, 255))) < LEAST_CONTRAST:
            found.append(Problem("Too pale.", "contrast", column="accent", found=f"{ratio:.1f}", expected="4.5"))
    if words.default_indicator and not Indicator.objects.filter(key=words.default_indicator).exists():
        found.append(Problem("There is no such indicator.", "indicator", column="indicator"))
    if words.default_level and not Level.objects.filter(key=words.default_level).exists():
        found.append(Problem("There is no such level.", "level", column="level"))
    return found


@transaction.atomic
def set_logo(*, by: Reader, logo: Logo | None) -> None:
    """Keep a checked logo (`sources.logos.checked`), or take it away. Raises NotPermitted."""
    require_writer(by)
    row, _ = WorkspaceProfile.objects.get_or_create(pk=1, defaults={"name": Text(""), "unit_word": Text("")})
    row.logo, row.logo_type = (logo.data, logo.media_type) if logo else (b"", "")
    row.save(update_fields=["logo", "logo_type"])
    record(by=by, action="workspace.logo", subject=row.logo_type or "none")
