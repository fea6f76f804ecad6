"""Favourites of people who sign in. Those of others stay in their browser and never come here."""

from __future__ import annotations

import re

from django.db import transaction

from quartier.frame.models import Favourite
from quartier.kernel.errors import InputRejected, NotPermitted, Problem
from quartier.kernel.reader import Reader

MOST = 200
_ITEM = re.compile(r"(indicator|unit|board|area):\S.{0,200}")
_ADDRESS = re.compile(r"/(?!/)[^\s\\]*")


def favourites(reader: Reader) -> list[Favourite]:
    """What this reader starred, oldest first; nothing for the public."""
    return [] if reader.person is None else list(Favourite.objects.filter(person=reader.person))


@transaction.atomic
def star(*, by: Reader, item: str, title: str, address: str) -> None:
    """Keep something. Raises NotPermitted (not signed in), InputRejected. A star is a person's own: no audit event."""
    person = _person(by)
    if not _ITEM.fullmatch(item) or not _ADDRESS.fullmatch(address) or not title.strip():
        raise InputRejected([Problem("This cannot be kept.", "favourite", column="item", found=item[:80])], "favourite")
    if Favourite.objects.filter(person=person).exclude(item=item).count() >= MOST:
        raise InputRejected(
            [Problem("There are too many favourites.", "favourites", expected=f"≤ {MOST}")], "favourite"
        )
    values = {"title": title.strip()[:300], "address": address[:500]}
    Favourite.objects.update_or_create(person_id=person, item=item, defaults=values)


@transaction.atomic
def unstar(*, by: Reader, item: str) -> None:
    """No longer keep it. Raises NotPermitted (not signed in)."""
    Favourite.objects.filter(person=_person(by), item=item).delete()


def _person(by: Reader) -> int:
    if by.person is None:
        raise NotPermitted("Only people who have signed in may do this.")
    return by.person
