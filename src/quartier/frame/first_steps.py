"""Where an empty workspace stands on its way to a first printed page. The state is what exists; nothing is ticked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from quartier.accounts.models import Invitation, Person
from quartier.catalogue.finding import Entry, rank
from quartier.catalogue.models import Geography, Indicator, Topic, WorkspaceProfile
from quartier.kernel.declared import LevelKind

ENOUGH = 3
"""Indicators after which the first steps are done."""


@dataclass(frozen=True, slots=True)
class Progress:
    """What there is already."""

    named: bool
    areas: int
    people: int
    indicators: int

    @property
    def done(self) -> bool:
        return self.named and self.areas > 0 and self.indicators >= ENOUGH

    @property
    def next(self) -> str:
        """Key of the step to take now."""
        if not self.named:
            return "name"
        if not self.areas:
            return "areas"
        if self.people < 2 and not self.indicators:
            return "person"
        return "figures" if self.indicators < ENOUGH else "page"


def progress() -> Progress:
    named = WorkspaceProfile.objects.filter(pk=1).values_list("name", flat=True).first()
    areas = Geography.objects.filter(current__isnull=False, level__rank__gt=0, level__kind=LevelKind.AREAS)
    newest = areas.order_by("valid_from", "pk").last()
    people = (
        Person.objects.filter(is_active=True).count() + Invitation.objects.filter(setup=False, used_at=None).count()
    )
    return Progress(bool(named and named.de), newest.units.count() if newest else 0, people, _published())


def steps_left() -> bool:
    """Whether the entry stands in the navigation; asked at every page of an administrator."""
    return _published() < 2 * ENOUGH


def _published() -> int:
    """How many indicators have figures, counted as far as it matters here."""
    rows = Indicator.objects.exclude(current_public=None, current_confidential=None)
    return rows[: 2 * ENOUGH].count()


def guess(header: str) -> dict[str, Any]:
    """What a column of numbers probably is, by its head: name, kind, topic, denominator."""
    name = re.sub(r"\s*\((in )?(%|prozent)\)|\s+in (%|prozent)\s*$", "", header, flags=re.IGNORECASE).strip()
    share = bool(re.search(r"%|prozent|anteil|quote", header, re.IGNORECASE))
    rate = bool(re.search(r"je 1\.?000", header, re.IGNORECASE))
    return {
        "name": name or header,
        "kind": "share" if share else "rate" if rate else "count",
        "topic": _topic(name),
        "of": _whole(name) if share or rate else "",
    }


_TOPICS = (
    ("unemployment", r"arbeitslos|erwerbslos|sgb iii"),
    ("minimum-income", r"sgb|bürgergeld|grundsicherung|hartz|transfer|sozialhilfe|asylb"),
    ("early-education", r"kita|krippe|betreu"),
    ("school", r"schul|abitur|abschl"),
    ("single-parents", r"alleinerz"),
    ("youth-welfare", r"jugendhilfe|hilfen zur erz"),
    ("origin", r"ausländ|migration|staatsang|nichtdeutsch|einwander"),
    ("elections", r"wahl"),
    ("housing-cost", r"miet|wohnkosten|wohngeld"),
    ("housing-stock", r"wohnung|wohnfl|gebäude"),
    ("care", r"pflege"),
    ("age", r"unter \d|ab \d|alter|jährig|senior|kinder|jugend|\d+ jahre"),
    ("households", r"haushalt|single"),
    ("mobility", r"zuz|fortz|umz|wander"),
)


def _topic(name: str) -> str:
    """A topic of the shipped tree; the topics of another tree by their names; population where nothing fits."""
    text = name.casefold()
    for key, pattern in _TOPICS:
        if re.search(pattern, text) and Topic.objects.filter(key=key).exists():
            return key
    rows = list(Topic.objects.all())
    best = rank(name, [Entry(f"{row.name.de} {row.name.en}", "", row.key) for row in rows], 1)
    if best:
        return best[0].item
    return "population" if any(row.key == "population" for row in rows) else rows[0].key if rows else ""


def _whole(name: str) -> str:
    """Of what a share probably is one; a person looks at it."""
    if re.search(r"haushalt|alleinerz|single", name, re.IGNORECASE):
        return "alle Haushalte"
    if re.search(r"arbeitslos", name, re.IGNORECASE):
        return "Bevölkerung von 15 bis unter 65 Jahren"
    if re.search(r"wahl", name, re.IGNORECASE):
        return "Wahlberechtigte"
    return "Bevölkerung"
