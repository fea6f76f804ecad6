"""What there is in the catalogue, for a reader: lists, searches, look-ups by key."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Case, IntegerField, Q, QuerySet, When

from quartier.catalogue.finding import Entry, rank
from quartier.catalogue.models import OWN_LEVEL, Geography, Indicator, Level, Member, OwnArea, Topic, Unit, Wording
from quartier.catalogue.observations import indicators_for
from quartier.kernel.declared import LevelKind, slice_members
from quartier.kernel.errors import NotFound
from quartier.kernel.reader import PUBLIC, Reader
from quartier.kernel.text import Text


def visible_indicators(reader: Reader) -> QuerySet[Indicator]:
    return Indicator.objects.filter(indicators_for(reader))


def indicator_by_key(key: str, *, reader: Reader) -> Indicator:
    """One indicator with what its page needs. Raises NotFound."""
    rows = visible_indicators(reader).select_related("source__licence", "current_public", "current_confidential")
    found = rows.prefetch_related("wordings", "topics", "dimensions__members").filter(key=key).first()
    if found is None:
        raise NotFound(f"There is no indicator {key!r}.")
    return found


def geography_by_key(level: str, key: str) -> Geography:
    """One geography in force. Raises NotFound."""
    rows = Geography.objects.filter(level__key=level, key=key, current__isnull=False)
    found = rows.select_related("level", "current", "source__licence").first()
    if found is None:
        raise NotFound(f"There is no geography {key!r} of level {level!r}.")
    return found


def search_indicators(query: str, topic: str, *, reader: Reader) -> QuerySet[Indicator]:
    """Indicators of a topic (and below it) that hold every word of the query, everyday words and typing errors
    understood; best first."""
    rows = visible_indicators(reader)
    if topic:
        rows = rows.filter(topics__key__in=_with_descendants(topic)).distinct()
    if not query.strip():
        return rows
    places = {found.item: place for place, found in enumerate(rank(query, indicator_entries(rows)))}
    if not places:
        return rows.none()
    order = Case(*(When(pk=pk, then=place) for pk, place in places.items()), output_field=IntegerField())
    return visible_indicators(reader).filter(pk__in=places).order_by(order)


def indicator_entries(rows: QuerySet[Indicator]) -> list[Entry[int]]:
    """What a search may find of indicators: the names in all languages and wordings, everything else beside them."""
    names: dict[int, list[str]] = {}
    for pk, name in Wording.objects.values_list("indicator_id", "name"):
        names.setdefault(pk, []).append(f"{name.de} {name.en}")
    return [
        Entry(" ".join(names.get(pk, ())), text, pk) for pk, text in rows.values_list("pk", "search_text").order_by()
    ]


def _with_descendants(topic: str) -> set[str]:
    children: dict[str | None, list[str]] = {}
    for key, parent in Topic.objects.values_list("key", "parent__key"):
        children.setdefault(parent, []).append(key)
    found, queue = {topic}, [topic]
    while queue:
        for child in children.get(queue.pop(), ()):
            if child not in found:
                found.add(child)
                queue.append(child)
    return found


def topic_counts(reader: Reader) -> dict[str, int]:
    """How many indicators this reader finds in each topic and below it."""
    pairs = set(visible_indicators(reader).values_list("topics__key", "pk"))
    counts = {}
    for key in Topic.objects.values_list("key", flat=True):
        inside = _with_descendants(key)
        counts[key] = len({pk for topic, pk in pairs if topic in inside})
    return counts


OWN_NAME = Text("Eigenes Gebiet", "Area of one's own")


def level_names(language: str) -> dict[str, str]:
    """Name of each level by key, the pseudo level of areas of one's own among them."""
    return {**{row.key: row.name.get(language) for row in Level.objects.all()}, OWN_LEVEL: OWN_NAME.get(language)}


def containing_units(level: str, code: str, *, reader: Reader = PUBLIC) -> list[tuple[str, str]]:
    """(level, code) of all units that contain this one, finest first; by the newest geography that knows the code.

    What contains an area of one's own is what contains each of its units.
    """
    if level == OWN_LEVEL:
        return _containing_own(code, reader)
    found: list[tuple[str, str]] = []
    queue = [(level, code)]
    while queue:
        unit = _newest_unit(*queue.pop(0))
        for pair in unit.parents.items() if unit else ():
            if pair not in found:
                found.append(pair)
                queue.append(pair)
    return _finest_first(found)


def _containing_own(key: str, reader: Reader) -> list[tuple[str, str]]:
    area = OwnArea.objects.visible_to(reader).filter(key=key).first()
    if area is None:
        return []
    rows = Unit.objects.filter(geography__level__key=area.level, geography__key=area.geography, code__in=area.units)
    parents = [set(unit.parents.items()) for unit in rows]
    shared = set.intersection(*parents) if parents and len(parents) == len(area.units) else set()
    found = list(shared)
    for pair in shared:
        found += [above for above in containing_units(*pair) if above not in found]
    return _finest_first(found)


def _finest_first(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    ranks = dict(Level.objects.values_list("key", "rank"))
    return sorted(pairs, key=lambda pair: -ranks.get(pair[0], 0))


def reference_units() -> list[tuple[str, str]]:
    """(level, code) of the whole town and of the reference areas (county, Land, Bund)."""
    rows = Unit.objects.filter(Q(geography__level__rank=0) | Q(geography__level__kind=LevelKind.REFERENCE))
    found = rows.order_by("-geography__level__rank").values_list("geography__level__key", "code")
    return list(dict.fromkeys(found))


def unit_name(level: str, code: str, *, reader: Reader = PUBLIC) -> str:
    """Name of a unit or of an area of one's own that the reader may see; else its code."""
    if level == OWN_LEVEL:
        area = OwnArea.objects.visible_to(reader).filter(key=code).first()
        return area.name if area else code
    unit = _newest_unit(level, code)
    return unit.name if unit else code


def slice_names(keys: Iterable[str], language: str) -> dict[str, str]:
    """Members in words by slice: "unter 6 Jahre, weiblich"; "" for the total."""
    names = {
        (dimension, key): name.get(language)
        for dimension, key, name in Member.objects.values_list("dimension__key", "key", "name")
    }
    return {key: ", ".join(names.get(pair, pair[1]) for pair in slice_members(key).items()) for key in keys}


def _newest_unit(level: str, code: str) -> Unit | None:
    rows = Unit.objects.filter(geography__level__key=level, code=code)
    return rows.order_by("-geography__valid_from", "-geography__key").first()
