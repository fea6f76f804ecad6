"""The spread within upper areas, as box plots that name who lies far out (frontend/src/charts/q-boxes.ts)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.utils.translation import gettext, override

from quartier.atlas import wording
from quartier.atlas.pictures import frame, svg
from quartier.atlas.pictures.charts.ranking import town_value
from quartier.atlas.pictures.charts.scales import Scale, ticks
from quartier.atlas.pictures.scene import Row, Scene
from quartier.catalogue import listing
from quartier.catalogue.models import Level
from quartier.catalogue.observations import geography_units
from quartier.kernel.errors import NotFound
from quartier.kernel.reader import Reader

MOST = 40
_REACH = 1.5
_STEP = 46.0
_HALF = 11.0
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True)
class Box:
    """Five numbers of a box plot (quartiles of type 7, Hyndman and Fan 1996) and who lies beyond the whiskers.

    `low` and `high`: the last values within 1.5 interquartile ranges of the box (Tukey 1977).
    """

    name: str
    rows: tuple[Row, ...]
    low: float
    q1: float
    median: float
    q3: float
    high: float
    outliers: tuple[Row, ...]


def box_of(name: str, rows: Sequence[Row]) -> Box:
    """The box of rows that all have a value; at least one."""
    values = np.array([row.value for row in rows])
    q1, median, q3 = (float(one) for one in np.quantile(values, (0.25, 0.5, 0.75)))
    lowest, highest = q1 - _REACH * (q3 - q1), q3 + _REACH * (q3 - q1)
    inside = values[(values >= lowest) & (values <= highest)]
    outliers = tuple(row for row in rows if not lowest <= row.value <= highest)
    return Box(name, tuple(rows), float(inside.min()), q1, median, q3, float(inside.max()), outliers)


def draw(scene: Scene, *, reader: Reader) -> svg.Picture:
    """The picture. Raises NotFound where no unit has a value, values have no distance or no upper area holds them."""
    language = scene.question.language
    level, found = boxes_of(scene, reader=reader)
    if not found or scene.how.kind == "codes":
        raise NotFound("There is no spread of these figures.")
    widest = max(found, key=lambda one: one.q3 - one.q1)
    with override(language):
        title = gettext("%(indicator)s: values lie furthest apart in %(area)s") % {
            "indicator": scene.name, "area": widest.name,
        }  # fmt: skip
        by = gettext("by %(level)s") % {"level": level.name.get(language)} if level else ""
        how = gettext(
            "Box: middle half of the areas, line: median (quartiles of type 7). Whiskers reach to the last value "
            "within 1.5 box lengths; what lies further out is an outlier. Every area counts the same, whatever its "
            "population."
        )
    sheet = frame.begin(scene, frame.subtitle_of(scene, by), title=title if len(found) > 1 else "")
    _Boxes(scene, sheet, found).draw(town_value(scene, reader))
    return frame.finish(sheet, scene, _describe(scene, found), notes=(how,))


def boxes_of(scene: Scene, *, reader: Reader) -> tuple[Level | None, list[Box]]:
    """One box for each unit of the finest containing level (below the town) by falling median; else one of all.

    A level with more than MOST units gives way to the next coarser one: a page has no room for its boxes.
    """
    known = [row for row in scene.rows if row.known]
    units = geography_units(scene.geography)
    above = [name.removeprefix("parent:") for name in map(str, units.columns) if name.startswith("parent:")]
    for level in Level.objects.filter(key__in=above, rank__gt=0).order_by("-rank", "-key"):
        parents = dict(zip(units["code"].astype(str), units[f"parent:{level.key}"].astype(str), strict=True))
        groups: dict[str, list[Row]] = {}
        for row in known:
            groups.setdefault(parents.get(row.code, ""), []).append(row)
        named = {code: rows for code, rows in groups.items() if code not in ("", "None", "nan")}
        if len(named) <= MOST:
            found = [box_of(listing.unit_name(level.key, code, reader=reader), rows) for code, rows in named.items()]
            return level, sorted(found, key=lambda one: -one.median)
    return None, [box_of(scene.level.plural.get(scene.question.language), known)] if known else []


class _Boxes:
    def __init__(self, scene: Scene, sheet: frame.Sheet, found: list[Box]) -> None:
        self.scene, self.sheet, self.found = scene, sheet, found
        values = [row.value for box in found for row in box.rows]
        widest = max(svg.text_width(box.name, 12.5) for box in found)
        self.left = sheet.margin + min(widest + 4, sheet.room * 0.34)
        self.x = Scale(min(values), max(values), self.left + 16, sheet.width - sheet.margin - 14)
        self.top = sheet.y + 24
        self.bottom = self.top + _STEP * len(found)

    def draw(self, town: tuple[str, float] | None) -> None:
        self._grid()
        if town and self.x.low <= town[1] <= self.x.high:
            self._town(*town)
        for i, box in enumerate(self.found):
            self._box(box, self.top + _STEP * (i + 0.6))
        self.sheet.y = self.bottom + 24

    def _text(self, text: str, x: float, y: float, **style: object) -> None:
        given = {"font_size": 12.0, "fill": self.sheet.colours.muted, **style}
        self.sheet.parts.append(svg.element("text", svg.words(text), x=x, y=y, **given))

    def _path(self, d: str, **style: object) -> None:
        self.sheet.parts.append(svg.element("path", d=d, fill="none", **style))

    def _grid(self) -> None:
        steps = ticks(self.x.low, self.x.high, max(3, round((self.x.end - self.x.start) / 110)))
        for step in steps:
            x = self.x(step)
            d = f"M{svg.short(x)},{svg.short(self.top)}V{svg.short(self.bottom)}"
            self._path(d, stroke=self.sheet.colours.rule, stroke_width=0.8)
            text = wording.number(step, wording.decimals_for(steps, 4), self.scene.question.language)
            self._text(text, x, self.bottom + 18, text_anchor="middle")

    def _town(self, name: str, value: float) -> None:
        x, ink = self.x(value), self.sheet.colours.ink
        d = f"M{svg.short(x)},{svg.short(self.top - 4)}V{svg.short(self.bottom)}"
        self._path(d, stroke=ink, stroke_dasharray="3 2")
        text = f"{name} {wording.bare(value, self.scene.indicator, self.scene.question.language)}"
        end = x + svg.text_width(text, 12) + 8 > self.sheet.width - self.sheet.margin
        self._text(text, x - 4 if end else x + 4, self.top - 8, fill=ink, text_anchor="end" if end else None)

    def _box(self, box: Box, y: float) -> None:
        colours, x = self.sheet.colours, self.x
        name = svg.fit(box.name, 12.5, self.left - self.sheet.margin)
        self._text(name, self.left, y + 4, text_anchor="end", font_size=12.5, fill=colours.ink)
        whisker = f"M{svg.short(x(box.low))},{svg.short(y)}H{svg.short(x(box.high))}"
        whisker += "".join(f"M{svg.short(x(end))},{svg.short(y - 4)}v8" for end in (box.low, box.high))
        self._path(whisker, stroke=colours.muted, stroke_width=1.2)
        style = {"fill": colours.empty, "stroke": colours.muted, "stroke_width": 1.2, "data_areas": len(box.rows)}
        field = {"x": x(box.q1), "y": y - _HALF, "width": max(1.0, x(box.q3) - x(box.q1)), "height": 2 * _HALF}
        self.sheet.parts.append(
            svg.element("rect", svg.element("title", svg.words(_said(box, self.scene))), **field, **style)
        )
        median = f"M{svg.short(x(box.median))},{svg.short(y - _HALF)}V{svg.short(y + _HALF)}"
        self._path(median, stroke=colours.ink, stroke_width=2.6)
        for row in box.outliers:
            title = svg.element("title", svg.words(f"{row.name}: {self.scene.measured(row.value)}"))
            ring = {
                "cx": x(row.value),
                "cy": y,
                "r": 3.2,
                "fill": colours.page,
                "stroke": colours.ink,
                "stroke_width": 1.2,
            }
            self.sheet.parts.append(svg.element("circle", title, **ring))
        self._outliers(box, y - _HALF - 4)
        self._chosen(box, y)

    def _outliers(self, box: Box, y: float) -> None:
        """The farthest are named, as far as there is room beside each other."""
        taken: list[tuple[float, float]] = []
        for row in sorted(box.outliers, key=lambda one: -abs(one.value - box.median))[:_MOST_NAMED]:
            name = svg.fit(row.name, 11, 170)
            wide = svg.text_width(name, 11)
            end = min(self.x(row.value) + wide / 2, self.sheet.width - 4)
            if end - wide < self.left or any(end - wide < to + 8 and end > at - 8 for at, to in taken):
                continue
            taken.append((end - wide, end))
            self._text(name, end, y, text_anchor="end", font_size=11.0)

    def _chosen(self, box: Box, y: float) -> None:
        chosen, colours = self.scene.question.units, self.sheet.colours
        for row in [row for row in box.rows if row.code in chosen]:
            shade, x = colours.selected[chosen.index(row.code)], self.x(row.value)
            self.sheet.parts.append(
                svg.element("circle", cx=x, cy=y, r=5.0, fill=shade, stroke=colours.page, stroke_width=1.4)
            )
            end = x + svg.text_width(row.name, 12) + 10 > self.sheet.width - self.sheet.margin
            at = {"x": x - 9, "text_anchor": "end"} if end else {"x": x + 9, "text_anchor": None}
            self._text(row.name, y=y + _HALF + 12, fill=shade, font_weight=600, **at)


def _said(box: Box, scene: Scene) -> str:
    """A box in words: "Nord: n = 12, 1,0 – 2,0 – 3,0 – 4,0 – 5,0 %"."""
    numbers = (box.low, box.q1, box.median, box.q3, box.high)
    language = scene.question.language
    shown = " – ".join(wording.bare(one, scene.indicator, language) for one in numbers)
    return f"{box.name}: n = {len(box.rows)}, {wording.with_unit(shown, scene.indicator.unit.get(language), language)}"


def _describe(scene: Scene, found: Sequence[Box]) -> str:
    return "; ".join(_said(box, scene) for box in found) + "."
