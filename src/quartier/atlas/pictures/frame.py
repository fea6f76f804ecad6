"""What stands around every picture: title above, source below, in a column that fits its width."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext, override

from quartier.atlas.figures import slice_label
from quartier.atlas.pictures import svg
from quartier.atlas.pictures.palette import Colours, colours
from quartier.atlas.pictures.scene import Scene
from quartier.catalogue.models import Release, Source
from quartier.kernel.period import parse

WIDE = 640
"""From this width on the legend stands beside the map."""
MOST_WIDTH = 1200
"""Wider pictures are larger, not fuller."""
_TITLE, _SUBTITLE, _NOTE, _FOOT = 22.0, 14.0, 12.5, 11.0


@dataclass(slots=True)
class Sheet:
    """A page that fills from top to bottom; `y` is where the next thing goes."""

    width: float
    colours: Colours
    parts: list[str] = field(default_factory=list)
    y: float = 0.0

    @property
    def margin(self) -> float:
        return 24.0 if self.width >= WIDE else 14.0

    @property
    def room(self) -> float:
        return self.width - 2 * self.margin

    def line(self, text: str, size: float, *, colour: str = "", bold: bool = False, most: int = 3) -> None:
        """A text in as many lines as it needs."""
        for one in svg.wrap(text, size, self.room, bold=bold, most=most):
            self.y += size * 1.25
            self.parts.append(
                svg.element(
                    "text", svg.words(one), x=self.margin, y=self.y, font_size=size,
                    font_weight=600 if bold else None, fill=colour or self.colours.ink,
                )
            )  # fmt: skip

    def done(self, *, title: str, description: str) -> svg.Picture:
        height = round(self.y + self.margin)
        ground = svg.element("rect", width=self.width, height=height, fill=self.colours.page)
        return svg.Picture(ground + "".join(self.parts), self.width, float(height), title, description)


def begin(scene: Scene, subtitle: str, *, title: str = "") -> Sheet:
    """A sheet with the title of a scene, or another."""
    sheet = Sheet(float(min(scene.question.width, MOST_WIDTH)), colours(scene.question.theme))
    sheet.y = sheet.margin * 0.6
    narrow = sheet.width < WIDE
    sheet.line(title or scene.name, _TITLE - 4 * narrow, bold=True)
    sheet.y += 2
    sheet.line(subtitle, _SUBTITLE - narrow, colour=sheet.colours.muted)
    sheet.y += 12
    return sheet


def subtitle_of(scene: Scene, *more: str, units: bool = True) -> str:
    """Unit of measure, members, which units, period, and what else the picture is of."""
    language = scene.question.language
    unit = scene.indicator.unit.get(language)
    members = slice_label(scene.coverage["slice"], language)
    plural = scene.level.plural.get(language) if units else ""
    parts = [unit, members, plural, scene.period.label(language), *more]
    return " · ".join(part for part in parts if part)


def finish(
    sheet: Sheet, scene: Scene, description: str, *, notes: Sequence[str] = (), sources: Sequence[str] = ()
) -> svg.Picture:
    """How it is to be read, source, release (of what else is shown: `sources`), a made-up town, then the whole."""
    sheet.y += 8
    for text in notes:
        sheet.line(text, _NOTE, colour=sheet.colours.ink, most=4)
    sheet.y += 4 if notes else 0
    first, *rest = footnotes(scene)
    for text in (first, *sources, *rest):
        sheet.line(text, _FOOT, colour=sheet.colours.muted)
    return sheet.done(title=title_of(scene), description=description)


def title_of(scene: Scene) -> str:
    language = scene.question.language
    place = scene.workspace.name.get(language) if scene.workspace else ""
    return ", ".join(part for part in (scene.name, place, scene.period.label(language)) if part)


def footnotes(scene: Scene) -> list[str]:
    """Source with licence, release, and whether the town is made up."""
    language = scene.question.language
    with override(language):
        place = scene.workspace.name.get(language) if scene.workspace else ""
        geography = scene.geography.name.get(language)
        first = credit(scene.indicator.source, scene.release, language)
        notes = [
            first,
            " · ".join(part for part in (gettext("Geography") + ": " + geography, place, "Quartier") if part),
        ]
        if scene.workspace and scene.workspace.fictitious:
            notes.append(
                gettext("%(name)s is a made-up town: names, areas and figures are invented.") % {"name": place}
            )
        return notes


def credit(source: Source, release: Release, language: str, what: str = "") -> str:
    """Who the figures (`what`: of which part of the picture) are from, under which licence, which release."""
    with override(language):
        named = [source.name.get(language), source.publisher, source.licence.name]
        date = parse(release.published_at.date().isoformat()).label(language)
        words = gettext("release %(number)s of %(date)s") % {"number": release.number, "date": date}
        head = gettext("Source") + (f" ({what})" if what else "")
    return f"{head}: {', '.join(dict.fromkeys(part for part in named if part))}; {words}"
