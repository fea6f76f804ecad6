"""The profile's own panels, registered like those of any other app."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, override

from quartier.atlas import describe
from quartier.atlas.pictures.palette import PAGE, Theme, colours
from quartier.atlas.profile import cards, lead
from quartier.atlas.profile.drawings import locator
from quartier.atlas.profile.kin import Kin, kin_of
from quartier.atlas.profile.portrait import Portrait, portrait
from quartier.atlas.profile.subject import Named, Subject
from quartier.catalogue.models import Event, Level, Unit, WorkspaceProfile
from quartier.kernel.declared import LevelKind
from quartier.kernel.panels import PANELS, Block, Drawing, Number, Numbers, Panel, Paragraph, Place, Table
from quartier.kernel.period import parse


def register() -> None:
    """Called once, when the apps are ready."""
    for panel in (
        Panel("situation", lambda: gettext("Situation"), 10, situation, situation_paper),
        Panel("indicators", lambda: gettext("Life situations"), 20, indicators, indicators_paper),
        Panel("inside", lambda: gettext("Areas inside"), 60, inside),
        Panel("events", lambda: gettext("Events"), 70, events, events_paper),
        Panel("sources", lambda: gettext("Sources"), 90, sources, sources_paper),
    ):
        PANELS.register(panel.key, panel)


def drawn(svg: str) -> SafeString:
    """Markup of our own drawings: every text and attribute in it is escaped where it is written (pictures.svg)."""
    return mark_safe(svg)  # noqa: S308


def _lead(place: Place, found: Portrait) -> list[str]:
    workspace = WorkspaceProfile.objects.filter(pk=1).first()
    opening = workspace.default_indicator if workspace else ""
    return lead.lead(found.subject, found.everything, opening=opening, language=place.language)


def strong_parts(sentence: str) -> list[tuple[str, bool]]:
    """A sentence in parts: text, and whether it is strong (it stands between ``**``)."""
    return [(part, i % 2 == 1) for i, part in enumerate(sentence.split("**")) if part]


def situation(place: Place) -> str | None:
    found = portrait(place)
    subject = found.subject
    context = {
        "sentences": [strong_parts(sentence) for sentence in _lead(place, found)],
        "locator": drawn(locator(subject.geography, subject.units, name=locator_words(place, subject), colours=PAGE)),
        "kin": [(kin_words(subject, kin, place.language), _kin_links(kin)) for kin in kin_of(subject)],
        "subject": subject,
    }
    return render_to_string("atlas/profile/situation.html", context)


def _kin_links(kin: Kin) -> list[tuple[Named, int]]:
    return [(named, round(100 * part)) for named, part in kin.units]


def situation_paper(place: Place) -> Sequence[Block]:
    found = portrait(place)
    subject = found.subject
    name = locator_words(place, subject)
    shades = colours(Theme.PRINT)
    picture = locator(subject.geography, subject.units, name=name, colours=shades)
    told: list[Block] = [Paragraph(" ".join(_lead(place, found)))]
    told += [Paragraph(kin_sentence(subject, kin, place.language)) for kin in kin_of(subject)]
    return [*told, Drawing(picture, name, 0.35)] if picture else told


def locator_words(place: Place, subject: Subject) -> str:
    """The small map in words."""
    with override(place.language):
        if subject.town is None:
            return gettext("Map of %(name)s") % {"name": subject.named.name}
        where = subject.parents[0].name if subject.parents else subject.town.name
        return gettext("Where %(name)s lies in %(where)s") % {"name": subject.named.name, "where": where}


def kin_words(subject: Subject, kin: Kin, language: str) -> str:
    """What a boundary reform did; the names of the other areas follow."""
    with override(language):
        words = {"geography": kin.geography.name.get(language), "name": subject.named.name}
        if not kin.units:
            return gettext("This area does not exist in the geography “%(geography)s”.") % words
        if kin.later and kin.alone:
            text = gettext("This area exists no more. In the geography “%(geography)s” its surface lies in:")
        elif kin.later:
            text = gettext("In the later geography “%(geography)s” its surface lies in:")
        elif kin.alone:
            text = gettext("This area is new. In the geography “%(geography)s” its surface lay in:")
        else:
            text = gettext("Its boundaries have changed. In the geography “%(geography)s” its surface lay in:")
        return text % words


def kin_sentence(subject: Subject, kin: Kin, language: str) -> str:
    """The same with the names and their parts."""
    listed = [f"{named.name} ({round(100 * part)}\u00a0%)" for named, part in kin.units]
    return f"{kin_words(subject, kin, language)} {', '.join(listed)}".strip()


def indicators(place: Place) -> str | None:
    found = portrait(place)
    groups = cards.groups_of(found.subject, found.figures, PAGE, place.language)
    shown = [(group, [(card, drawn(card.spark), drawn(card.strip)) for card in group.cards]) for group in groups]
    return render_to_string("atlas/profile/indicators.html", {"groups": shown, "subject": found.subject})


def indicators_paper(place: Place) -> Sequence[Block]:
    found = portrait(place)
    groups = cards.groups_of(found.subject, found.figures, colours(Theme.PRINT), place.language)
    with override(place.language):
        blocks: list[Block] = [Paragraph(gettext("Rank 1 is the highest value of all areas of the level."))]
    return [*blocks, *(Numbers(group.title, tuple(map(_number, group.cards))) for group in groups)]


def _number(card: cards.Card) -> Number:
    name = f"{card.name}, {card.members}" if card.members else card.name
    marks = " · ".join(f"{mark.name} {mark.value}" for mark in card.marks)
    first = " · ".join(part for part in (card.ratio, card.interval, card.flags) if part)
    second = " · ".join(part for part in (card.rank, card.change) if part)
    lines = tuple(line for line in (first, marks, second, f"{card.period} · {card.source}") if line)
    drawings = (Drawing(card.spark, card.name, 0.5),) if card.spark else ()
    return Number(name, card.value, lines, drawings)


def inside(place: Place) -> str | None:
    """Units of the finer levels that lie in this one, by level."""
    subject = portrait(place).subject
    if subject.own:
        return None
    groups = [(level, units) for level, units in _children(subject, place.language) if units]
    return render_to_string("atlas/profile/inside.html", {"groups": groups}) if groups else None


def _children(subject: Subject, language: str) -> list[tuple[str, list[Named]]]:
    """(plural of the level, its units) for each finer level of areas in its newest geography."""
    level, code = subject.named.pair
    found = []
    for row in Level.objects.filter(kind=LevelKind.AREAS).exclude(key=level).order_by("rank", "key"):
        newest = row.geographies.filter(current__isnull=False).order_by("-valid_from", "-key").first()
        if newest is None:
            continue
        units = Unit.objects.filter(geography=newest, **{f"parents__{level}": code}).order_by("name")
        name = row.name.get(language)
        found.append((row.plural.get(language), [Named(row.key, u.code, u.name or u.code, name) for u in units]))
    return found


def events(place: Place) -> str | None:
    rows = _events(place)
    return render_to_string("atlas/profile/events.html", {"events": rows}) if rows else None


def _events(place: Place) -> list[tuple[str, str, str]]:
    """(date, name, text) of what happened to the shown indicators, or here."""
    found = portrait(place)
    keys = {event.key for figure in found.figures for event in describe.events_of(figure.indicator, place.language)}
    pairs = {found.subject.named.pair, *(parent.pair for parent in found.subject.parents)}
    if found.subject.town:
        pairs.add(found.subject.town.pair)
    rows = [
        event for event in Event.objects.filter(key__in=keys) if not event.unit or (event.level, event.unit) in pairs
    ]
    language = place.language
    return [
        (parse(event.start.isoformat()).label(language), event.name.get(language), event.text.get(language))
        for event in rows
    ]


def events_paper(place: Place) -> Sequence[Block]:
    rows = _events(place)
    with override(place.language):
        head = (gettext("Date"), gettext("Event"), gettext("What happened"))
    return [Table(head, tuple(rows))] if rows else []


def sources(place: Place) -> str | None:
    rows = _sources(place)
    return render_to_string("atlas/profile/sources.html", {"sources": rows}) if rows else None


def _sources(place: Place) -> list[tuple[str, str, str, str]]:
    """(name, publisher, licence, address) of every source on the page, once."""
    rows = {
        figure.indicator.source.key: (
            figure.indicator.source.name.get(place.language),
            figure.indicator.source.publisher,
            figure.indicator.source.licence.name,
            figure.indicator.source.url,
        )
        for figure in portrait(place).figures
    }
    return sorted(rows.values())


def sources_paper(place: Place) -> Sequence[Block]:
    with override(place.language):
        head = (gettext("Source"), gettext("Publisher"), gettext("Licence"))
    rows = tuple(row[:3] for row in _sources(place))
    return [Table(head, rows)] if rows else []
