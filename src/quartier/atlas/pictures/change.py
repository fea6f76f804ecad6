"""The map of change: what each unit gained or lost since another date, in classes around zero (model/change.ts)."""

from __future__ import annotations

import copy
from dataclasses import replace

from django.utils.translation import gettext, ngettext, override

from quartier.atlas import schemas, wording
from quartier.atlas.pictures import frame, svg
from quartier.atlas.pictures import map as maps
from quartier.atlas.pictures.classes import Classification
from quartier.atlas.pictures.look import Look
from quartier.atlas.pictures.palette import change_colours
from quartier.atlas.pictures.scene import Row, Scene
from quartier.atlas.statistics.change import ChangeKey, change
from quartier.atlas.statistics.figures import Place
from quartier.catalogue.models import Indicator
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import NotFound
from quartier.kernel.period import parse
from quartier.kernel.presence import Flag
from quartier.kernel.reader import Reader
from quartier.kernel.text import Text
from quartier.methods.classify import class_of
from quartier.methods.results import Reason

_BINS = {
    Reason.MISSING: wording.MISSING,
    Reason.SUPPRESSED: wording.SUPPRESSED,
    Reason.NOT_APPLICABLE: wording.NOT_APPLICABLE,
    Reason.EXCLUDED: wording.NOT_RATED,
    Reason.NOT_COMPARABLE: wording.NOT_COMPARABLE,
    Reason.ZERO_DENOMINATOR: wording.ZERO_BASE,
    Reason.NOT_POSITIVE: wording.ZERO_BASE,
}
"""The reasons of the method as looks of the map."""


def draw(scene: Scene, *, reader: Reader) -> svg.Picture:
    """The picture. Raises NotFound where no earlier date can be compared, InputRejected for ordinal classes."""
    since = since_of(scene, reader)
    relative = scene.question.view.relative
    key = ChangeKey(
        scene.indicator.key, scene.coverage["slice"], scene.level.key, scene.geography.key, since, scene.period.text,
        relative,
    )  # fmt: skip
    answer = change(key, reader=reader)
    made = change_scene(scene, _before(scene, since, reader), answer, since)
    unsure = frozenset(
        i for i, one in enumerate(answer.unsure or ()) if one and made.rows[i].known and not made.symbols
    )
    look = None if made.symbols else _look(made)
    extras = maps.Extras(_subtitle(made, since), _notes(made, answer, len(unsure)), look=look, unsure=unsure)
    return maps.draw(made, extras)


def since_of(scene: Scene, reader: Reader) -> str:
    """The date from which change is counted: as asked, else the first after the last break of most units."""
    periods: list[str] = scene.coverage["periods"]
    choices = periods[: periods.index(scene.period.text)]
    if not choices:
        with override(scene.question.language):
            raise NotFound(gettext("There is no earlier period with the same boundaries, so no change can be shown."))
    if scene.question.view.since in choices:
        return scene.question.view.since
    place = Place.of(scene.level.key, scene.geography.key)
    figures = place.read(scene.indicator, scene.coverage["slice"], choices, reader=reader)
    broken = figures[(figures["flags"].fillna(0).astype("int64") & int(Flag.BREAK)) > 0]["period"].value_counts()
    return next((one for one in reversed(choices) if 2 * int(broken.get(one, 0)) > len(scene.rows)), choices[0])


def _before(scene: Scene, since: str, reader: Reader) -> list[float]:
    place = Place.of(scene.level.key, scene.geography.key)
    return place.at(scene.indicator, scene.coverage["slice"], since, reader=reader)["value"].tolist()


def change_scene(scene: Scene, before: list[float], answer: schemas.ChangeAnswer, since: str) -> Scene:
    """The change as a scene of its own: everything that draws figures draws this too."""
    changed = _measure(scene.indicator, relative=scene.question.view.relative)
    counted = changed.kind == IndicatorKind.COUNT
    how = Classification("sign", ()) if counted else Classification("breaks", tuple(answer.breaks))
    rows = tuple(_row(row, answer, i, how) for i, row in enumerate(scene.rows))
    language = scene.question.language
    asides = tuple(
        " → ".join(wording.measured(one, scene.indicator, language) for one in (before[i], scene.rows[i].value))
        if row.known
        else ""
        for i, row in enumerate(rows)
    )
    coverage = {**scene.coverage, "min": answer.min, "max": answer.max, "breaks": answer.breaks}
    heading = _heading(scene, changed, answer.town, since)
    return replace(
        scene, indicator=changed, coverage=coverage, how=how, rows=rows, heading=heading, signed=True, asides=asides
    )


def _measure(indicator: Indicator, *, relative: bool) -> Indicator:
    """What a change is measured in. Sums change by sums and stay circles; all else is coloured around zero."""
    changed = copy.copy(indicator)
    if not (indicator.kind == IndicatorKind.COUNT and not relative):
        changed.kind = IndicatorKind.INDEX
    if relative:
        changed.unit, changed.decimals = Text("%", "%"), 1
    elif indicator.unit.get("de") == "%":
        changed.unit = Text(*(_points(language) for language in ("de", "en")))
    return changed


def _points(language: str) -> str:
    with override(language):
        return gettext("percentage points")


def _row(row: Row, answer: schemas.ChangeAnswer, i: int, how: Classification) -> Row:
    value = answer.values[i]
    if row.bin == wording.OUTSIDE:
        at = wording.OUTSIDE
    elif value is None:
        at = _BINS.get(Reason(answer.reasons[i]), wording.MISSING)
    else:
        at = int(value < 0) if how.kind == "sign" else int(class_of([value], how.steps)[0])
    return Row(row.code, row.name, float("nan") if value is None else value, None, None, at)


def _look(made: Scene) -> Look:
    n = made.how.plain
    return Look(tuple(change_colours(n, made.indicator.polarity, made.question.theme)), (None,) * n)


def _heading(scene: Scene, changed: Indicator, town: schemas.TownChange | None, since: str) -> str:
    """What the town did, else what is shown."""
    language = scene.question.language
    words = {"indicator": scene.name, "since": parse(since).label(language)}
    with override(language):
        if town is None or town.value is None:
            return gettext("%(indicator)s: change since %(since)s") % words
        size = abs(town.value)
        if wording.number(size, changed.decimals, language) == wording.number(0, changed.decimals, language):
            return gettext("%(indicator)s: in %(town)s unchanged since %(since)s") % {**words, "town": town.name}
        words |= {"town": town.name, "by": wording.measured(size, changed, language)}
        if town.value > 0:
            return gettext("%(indicator)s: in %(town)s up by %(by)s since %(since)s") % words
        return gettext("%(indicator)s: in %(town)s down by %(by)s since %(since)s") % words


def _subtitle(made: Scene, since: str) -> str:
    language = made.question.language
    dates = f"{parse(since).label(language)} – {made.period.label(language)}"
    return frame.subtitle_of(made).replace(made.period.label(language), dates)


def _notes(made: Scene, answer: schemas.ChangeAnswer, unsure: int) -> tuple[str, ...]:
    """How many went up, stayed, went down, and of how many it cannot be told; what may be chance."""
    seen = [row for row in made.rows if row.bin != wording.OUTSIDE]
    up, down = sum(row.value > 0 for row in seen), sum(row.value < 0 for row in seen)
    same, unknown = sum(row.value == 0 for row in seen), sum(not row.known for row in seen)
    with override(made.question.language):
        parts = [
            ngettext("%(n)s area up", "%(n)s areas up", up) % {"n": up},
            gettext("%(n)s down") % {"n": down},
            gettext("%(n)s unchanged") % {"n": same} if same else "",
            gettext("%(n)s cannot be told") % {"n": unknown} if unknown else "",
        ]
        tally = ", ".join(part for part in parts if part) + "."
        if answer.unsure is None or made.symbols:
            return (tally,)
        chance = ngettext(
            "Hatched: %(n)s area whose change may be chance.",
            "Hatched: %(n)s areas whose change may be chance.",
            unsure,
        ) % {"n": unsure}
        return (tally, chance if unsure else gettext("None of the changes can be explained by chance."))
