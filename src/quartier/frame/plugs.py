"""What the frame hands to the registries of the kernel: first steps in the navigation, pages and help in the search."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from quartier.catalogue.finding import Entry, rank
from quartier.kernel.pages import NAVIGATION, SEARCH, Hit, Page, Provider, navigation
from quartier.kernel.reader import Reader


def register() -> None:
    """Called once, when the apps are ready."""
    steps = Page("erste-schritte", lambda: gettext("First steps"), "first-steps", 5, visible=_steps_left)
    NAVIGATION.register(steps.key, steps)
    SEARCH.register("pages", Provider("pages", lambda: gettext("Pages"), 80, _pages))
    SEARCH.register("help", Provider("help", lambda: gettext("Help"), 90, _help))


def _steps_left(reader: Reader) -> bool:
    from quartier.frame.first_steps import steps_left

    return reader.administrator and steps_left()


def _pages(query: str, reader: Reader, _language: str, limit: int) -> list[Hit]:
    from quartier.frame.footer import KEYS, title

    found = [(page.label(), "", reverse(page.address)) for page in navigation(reader)]
    found += [(title(key), "", reverse(f"footer-{key}")) for key in KEYS]
    found += [(gettext("Feedback"), "", reverse("feedback"))]
    if reader.administrator:
        found += [
            (gettext("Settings"), gettext("Name, word for a unit, logo, colour"), reverse("settings")),
            (gettext("People and roles"), gettext("Settings"), reverse("settings-people")),
            (gettext("Feedback inbox"), gettext("Settings"), reverse("settings-feedback")),
            (gettext("First steps"), "", reverse("first-steps")),
        ]
    entries = [
        Entry(name, f"{beside} {address}", (name, beside, address)) for name, beside, address in dict.fromkeys(found)
    ]
    return [Hit(*one.item, score=one.score) for one in rank(query, entries, limit)]


def _help(query: str, _reader: Reader, language: str, limit: int) -> list[Hit]:
    from quartier.frame.guide import topics

    entries = [Entry(topic.title, topic.lead, topic) for topic in topics(language)]
    return [
        Hit(one.item.title, one.item.lead, f"{reverse('help')}#{one.item.key}", one.score)
        for one in rank(query, entries, limit)
    ]
