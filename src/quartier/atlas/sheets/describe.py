"""All that is known about one indicator, in sections; page and PDF show the same."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext, override

from quartier.atlas import describe
from quartier.atlas.sheets import words
from quartier.atlas.sheets.coverage import coverage_section, downloads
from quartier.atlas.sheets.model import Fact, Section, Sheet
from quartier.catalogue import listing
from quartier.catalogue.models import Event, Indicator, Release
from quartier.catalogue.observations import current_release
from quartier.catalogue.protection import rule_set_for
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.reader import Reader


def sheet(key: str, *, reader: Reader, language: str) -> Sheet:
    """The sheet of an indicator for this reader. Raises NotFound."""
    row = listing.indicator_by_key(key, reader=reader)
    release = current_release(row, reader=reader)
    with override(language):
        sections = (
            _meaning(row, language),
            _source(row, release, language),
            coverage_section(row, release, reader, language),
            _quality(row, language),
            _protection(row),
            _graph(row, release, reader, language),
            _wordings(row, language),
            _releases(row, reader),
            _events(row, language),
            downloads(row, release, language),
        )
    shown = tuple(part for part in sections if part.facts or part.texts or part.rows or part.links)
    words_now = row.wording()
    return Sheet(
        row.key, words_now.name.get(language), words_now.definition.get(language), release.published_at.date(), shown
    )


def _meaning(row: Indicator, language: str) -> Section:
    now = row.wording()
    topics = ", ".join(topic.name.get(language) for topic in row.topics.all())
    groups = ", ".join(group.name.get(language) for group in row.target_groups.all())
    dimensions = ", ".join(item.name.get(language) for item in row.dimensions.all())
    classes = ", ".join(item["name"].get(language) or item["name"]["de"] for item in row.classes)
    facts = (
        Fact(gettext("Kind"), words.kind(row.kind)),
        Fact(gettext("Unit of measure"), row.unit.get(language)),
        Fact(gettext("Numerator"), now.numerator.get(language)),
        Fact(gettext("Denominator"), now.denominator.get(language)),
        Fact(gettext("Formula"), _formula(row)),
        Fact(gettext("Classes"), classes),
        Fact(gettext("More of it is"), words.polarity(row.polarity)),
        Fact(gettext("Topics"), topics),
        Fact(gettext("Target groups"), groups),
        Fact(gettext("Broken down by"), dimensions),
        Fact(gettext("Key"), row.key),
    )
    return Section("meaning", gettext("What it means"), tuple(fact for fact in facts if fact.text))


def _formula(row: Indicator) -> str:
    if row.kind not in (IndicatorKind.SHARE, IndicatorKind.RATE):
        return ""
    factor = f"{row.factor:g} × " if row.factor != 1 else ""
    return f"{factor}{gettext('numerator')} ÷ {gettext('denominator')}"


def _source(row: Indicator, release: Release, language: str) -> Section:
    source = describe.source(row.source, language)
    facts = (
        Fact(gettext("Source"), source.name, source.url),
        Fact(gettext("Publisher"), source.publisher if source.publisher != source.name else ""),
        Fact(gettext("Licence"), source.licence, source.licence_url),
        Fact(gettext("Attribution"), source.attribution),
        Fact(gettext("State of the data"), release.vintage),
        Fact(gettext("Who may read it"), words.audience(release.audience)),
    )
    return Section("source", gettext("Source and licence"), tuple(fact for fact in facts if fact.text))


def _quality(row: Indicator, language: str) -> Section:
    notes = row.wording().notes.get(language)
    texts = [notes] if notes else []
    if row.sampled:
        texts.append(gettext("The figures come from a sample; their intervals mean sampling error."))
    return Section("quality", gettext("Quality"), texts=tuple(texts))


def _protection(row: Indicator) -> Section:
    rules = rule_set_for(row)
    if rules is None:
        text = gettext(
            "No rule of this workspace hides figures of this indicator; they stand here as they were delivered."
        )
        return Section("protection", gettext("Secrecy"), texts=(text,))
    texts = [gettext("%(name)s applies.") % {"name": rules.name}]
    if rules.numerator:
        texts.append(gettext("Figures that stand on fewer than %(n)s cases are hidden.") % {"n": rules.numerator})
    if rules.complement:
        least = {"n": rules.complement}
        texts.append(gettext("So are those where fewer than %(n)s people are not concerned.") % least)
    if rules.denominator:
        least = {"n": rules.denominator}
        texts.append(gettext("So are shares of fewer than %(n)s people.") % least)
    if rules.zeros:
        texts.append(gettext("“Nobody” and “everybody” are hidden, too."))
    texts.append(gettext("Further figures are hidden where a hidden one could be computed from sums."))
    return Section("protection", gettext("Secrecy"), texts=(" ".join(texts),))


def _graph(row: Indicator, release: Release, reader: Reader, language: str) -> Section:
    """What it was computed from, and what is computed from it; only what this reader may know of."""
    visible = listing.visible_indicators(reader).select_related("current_public", "current_confidential")
    known = {other.key: other for other in visible.prefetch_related("wordings")}
    below = [key for key in _ingredients(release) if key in known]
    above = [
        key
        for key, other in known.items()
        if key != row.key and row.key in _ingredients(current_release(other, reader=reader))
    ]

    def links(term: str, keys: list[str]) -> list[Fact]:
        return [
            Fact(term, known[key].wording().name.get(language), reverse("indicator-sheet", args=[key])) for key in keys
        ]

    facts = [*links(gettext("stands on"), below), *links(gettext("is used by"), above)]
    return Section("graph", gettext("Connected with"), tuple(facts))


def _ingredients(release: Release) -> list[str]:
    return [str(part.get("subject", "")) for part in release.provenance.get("releases", ()) if isinstance(part, dict)]


def _wordings(row: Indicator, language: str) -> Section:
    rows = sorted(row.wordings.all(), key=lambda wording: wording.valid_from)
    if len(rows) < 2:
        return Section("wordings", "")
    table = tuple((words.day(item.valid_from), item.name.get(language), item.definition.get(language)) for item in rows)
    head = (gettext("Valid from"), gettext("Name"), gettext("Definition"))
    return Section("wordings", gettext("How it was called"), head=head, rows=table)


def _releases(row: Indicator, reader: Reader) -> Section:
    rows = Release.objects.visible_to(reader).filter(subject=Release.Subject.INDICATOR, subject_key=row.key)
    table = tuple(
        (
            str(item.number),
            words.day(item.published_at.date()),
            words.audience(item.audience),
            item.note,
        )
        for item in rows.order_by("-number")[:20]
    )
    head = (gettext("No."), gettext("Published"), gettext("Readers"), gettext("Why"))
    return Section("releases", gettext("Releases"), head=head, rows=table)


def _events(row: Indicator, language: str) -> Section:
    rows = (Event.objects.filter(indicators=None) | Event.objects.filter(indicators=row)).distinct()
    table = tuple(
        (words.day(item.start), item.name.get(language), item.text.get(language)) for item in rows.order_by("start")
    )
    head = (gettext("Date"), gettext("Event"), gettext("What happened"))
    return Section("events", gettext("Events to know"), head=head, rows=table)
