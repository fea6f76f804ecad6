"""The map as a picture: title, units in their classes, legend with counts, scale bar, source."""

from __future__ import annotations

import math
from dataclasses import dataclass

from django.utils.translation import gettext, override

from quartier.atlas import wording
from quartier.atlas.pictures import circles, frame, patterns, svg
from quartier.atlas.pictures import layers as overlays
from quartier.atlas.pictures.classes import LegendRow, legend_rows
from quartier.atlas.pictures.ground import Ground, ground
from quartier.atlas.pictures.layers import Laid
from quartier.atlas.pictures.look import Look, ink_on, look_of
from quartier.atlas.pictures.pane import CircleSize, Pane, View, largest_circle, view_of
from quartier.atlas.pictures.scene import Scene
from quartier.kernel.errors import NotFound
from quartier.kernel.reader import Reader

PREFIX = "q"
_LEGEND = 236.0
_GAP = 28.0
_ROW = 22.0
_TALLEST = 1.15
_FLATTEST = 0.4


@dataclass(frozen=True, slots=True)
class Extras:
    """What a map of something computed, or with layers, has more than the figures in their classes."""

    subtitle: str = ""
    notes: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    look: Look | None = None
    """Own colours of the classes."""
    unsure: frozenset[int] = frozenset()
    square: Nine | None = None
    """The legend of two indicators, in place of the list of classes."""
    layers: tuple[Laid, ...] = ()


@dataclass(frozen=True, slots=True)
class Nine:
    """Names of the indicators of a bivariate map: across and upwards."""

    across: str
    upwards: str


PLAIN = Extras()


def draw(scene: Scene, extras: Extras = PLAIN) -> svg.Picture:
    """The picture of a scene. Raises NotFound where the geography is a list without polygons."""
    found = shapes_of(scene)
    sheet = frame.begin(scene, extras.subtitle or frame.subtitle_of(scene))
    rows = legend_rows(scene)
    look = extras.look or look_of(scene.how, scene.indicator.polarity, scene.question.theme)
    sheet.parts.append(definitions(sheet, rows, look, veiled=bool(extras.unsure)))
    beside = sheet.width >= frame.WIDE
    view = _view(sheet, found, beside=beside)
    above = overlays.markup(extras.layers, found, view, scene.question.theme)
    pane = Pane(scene, found, view, look, scene.question.theme, PREFIX, unsure=extras.unsure, above=above)
    sheet.parts.append(pane.markup())
    top, bottom = sheet.y, sheet.y + view.height
    legend = Legend(scene, sheet, view, rows, look, extras.square, layers=extras.layers)
    end = legend.draw(*((legend_x(sheet), top) if beside else (sheet.margin, bottom + 8)))
    sheet.y = max(bottom, end)
    return frame.finish(sheet, scene, describe(scene, rows), notes=extras.notes, sources=extras.sources)


def with_layers(scene: Scene, *, reader: Reader) -> svg.Picture:
    """The map with the layers that the address names and this reader may see; each names its source."""
    found = overlays.laid(scene.question.view.layers, reader=reader)
    language = scene.question.language
    sources = tuple(frame.credit(one.row.source, one.release, language, one.row.name.get(language)) for one in found)
    return draw(scene, Extras(layers=found, sources=sources))


def shapes_of(scene: Scene) -> Ground:
    """The shapes of the units. Raises NotFound where the geography is a list without polygons."""
    found = ground(scene.geography)
    if found is None:
        raise NotFound("These areas have no shapes, so that there is no map of them.")
    return found


def definitions(sheet: frame.Sheet, rows: list[LegendRow], look: Look, *, veiled: bool = False) -> str:
    """All patterns that map and legend use."""
    reasons = [row.bin for row in rows if row.bin in wording.ABSENT]
    used = patterns.definitions(reasons, sheet.colours, PREFIX) + patterns.class_definitions(look, PREFIX)
    used += patterns.veil(sheet.colours, PREFIX) if veiled else ""
    return svg.element("defs", used) if used else ""


def _view(sheet: frame.Sheet, found: Ground, *, beside: bool) -> View:
    width = sheet.room - (legend_room() if beside else 0)
    return view_of(found.bounds, sheet.margin, sheet.y, width, width * aspect_of(found.bounds))


def aspect_of(bounds: tuple[float, float, float, float]) -> float:
    """Height of a map for each pixel of its width."""
    west, south, east, north = bounds
    return min(_TALLEST, max(_FLATTEST, (north - south) / max(east - west, 1.0)))


def legend_room() -> float:
    """What a legend beside the map takes of the width."""
    return _LEGEND + _GAP


def legend_x(sheet: frame.Sheet) -> float:
    """Where a legend beside the map begins."""
    return sheet.width - sheet.margin - _LEGEND


def describe(scene: Scene, rows: list[LegendRow]) -> str:
    """The map in words, for those who do not see it: how many units each class holds, highest and lowest value."""
    language = scene.question.language
    with override(language):
        what = gettext("Map of %(n)s areas") % {"n": wording.number(sum(row.count for row in rows), 0, language)}
        classes = "; ".join(f"{row.name}: {wording.number(row.count, 0, language)}" for row in rows)
        parts = [what, classes, *_ends(scene)]
    return ". ".join(part for part in parts if part) + "."


def _ends(scene: Scene) -> list[str]:
    language = scene.question.language
    known = [row for row in scene.rows if row.known]
    if not known or scene.how.kind == "codes":
        return []
    high, low = max(known, key=lambda row: row.value), min(known, key=lambda row: row.value)
    value = [scene.measured(row.value) for row in (high, low)]
    with override(language):
        return [
            gettext("Highest value: %(name)s, %(value)s") % {"name": high.name, "value": value[0]},
            gettext("Lowest value: %(name)s, %(value)s") % {"name": low.name, "value": value[1]},
        ]


class Legend:
    """Class colours with their words and counts, circles with their values, the scale bar."""

    def __init__(
        self,
        scene: Scene,
        sheet: frame.Sheet,
        view: View,
        rows: list[LegendRow],
        look: Look,
        square: Nine | None = None,
        *,
        counted: bool = True,
        circle: CircleSize | None = None,
        layers: tuple[Laid, ...] = (),
    ) -> None:
        self.scene, self.sheet, self.view, self.rows, self.look = scene, sheet, view, rows, look
        self.square, self.counted = square, counted
        self.layers = layers
        self.circle = circle or largest_circle(scene, view)
        self.width = _LEGEND if sheet.width >= frame.WIDE else sheet.room

    def draw(self, x: float, y: float) -> float:
        """Draws from (x, y) on; where it ends."""
        if self.scene.symbols:
            y = self._circles(x, y)
        if self.square:
            y = self._nine(self.square, x, y)
        for row in [row for row in self.rows if not self.square or row.bin in wording.ABSENT]:
            y = self._row(row, x, y)
        with override(self.scene.question.language):
            kinds = {"sign": gettext("Area of the circles = value")}
            kinds |= {"breaks": gettext("Number of areas at the right")} if self.counted else {}
            kinds |= {"codes": gettext("Figures: number of areas")} if self.square else {}
        note = kinds.get(self.scene.how.kind, "")
        if note:
            self._text(note, x, y + 14, 11.0, self.sheet.colours.muted)
            y += 20
        for one in self.layers:
            y = self._layer(one, x, y + 4 * (one is self.layers[0]))
        return self._scale_bar(x, y + 22)

    def _nine(self, names: Nine, x: float, y: float) -> float:
        """Nine fields, across the first indicator from low to high, upwards the second, each with its count."""
        side, ink = 44.0, self.sheet.colours.ink
        for i, line in enumerate(svg.wrap(f"↑ {names.upwards}", 12.5, self.width, bold=True, most=3)):
            self._text(line, x, y + 14 + 16 * i, 12.5, ink)
            top = y + 22 + 16 * i
        counts = {row.bin: row.count for row in self.rows}
        for code in range(9):
            left, above = x + code % 3 * side, top + (2 - code // 3) * side
            box = {"x": left, "y": above, "width": side, "height": side, "fill": self.look.colours[code]}
            self.sheet.parts.append(svg.element("rect", **box, stroke=self.sheet.colours.page, data_field=code))
            text = wording.number(counts.get(code, 0), 0, self.scene.question.language)
            self._text(text, left + side / 2, above + side / 2 + 5, 13, ink_on(self.look.colours[code]), "middle")
        y = top + 3 * side
        for i, line in enumerate(svg.wrap(f"{names.across} →", 12.5, self.width, bold=True, most=3)):
            self._text(line, x, y + 17 + 16 * i, 12.5, ink)
        return y + 28 + 16 * i

    def _text(self, text: str, x: float, y: float, size: float, colour: str, anchor: str | None = None) -> None:
        self.sheet.parts.append(
            svg.element("text", svg.words(text), x=x, y=y, font_size=size, fill=colour, text_anchor=anchor)
        )

    def _row(self, row: LegendRow, x: float, y: float) -> float:
        colours = self.sheet.colours
        count = wording.number(row.count, 0, self.scene.question.language) if self.counted else ""
        room = self.width - 30 - svg.text_width(count, 13) - 10
        lines = svg.wrap(row.name, 13, room, most=2)
        absent = row.bin in wording.ABSENT
        fill = patterns.fill(row.bin, PREFIX) if absent else patterns.class_fill(row.bin, self.look, PREFIX)
        box = svg.element("rect", x=x, y=y + 3, width=20, height=14, fill=fill, stroke=colours.rule, stroke_width=0.6)
        self.sheet.parts.append(box)
        for i, line in enumerate(lines):
            self._text(line, x + 30, y + 15 + 16 * i, 13, colours.ink)
        if count:
            self._text(count, x + self.width, y + 15, 13, colours.muted, "end")
        return y + _ROW + 16 * (len(lines) - 1)

    def _layer(self, one: Laid, x: float, y: float) -> float:
        question = self.scene.question
        self.sheet.parts.append(overlays.key_markup(one, x, y + 4, question.theme))
        lines = svg.wrap(one.row.name.get(question.language), 13, self.width - 30, most=2)
        for i, line in enumerate(lines):
            self._text(line, x + 30, y + 15 + 16 * i, 13, self.sheet.colours.ink)
        return y + _ROW + 16 * (len(lines) - 1)

    def _circles(self, x: float, y: float) -> float:
        size = self.circle
        values = circles.legend_values(size.largest)
        if not values:
            return y
        big = circles.radius(values[0], size.largest, size.biggest)
        step = max(70.0, 2 * big + 8)
        for i, value in enumerate(values):
            r = circles.radius(value, size.largest, size.biggest)
            cx = x + step / 2 + i * step
            self.sheet.parts.append(
                svg.element("circle", cx=cx, cy=y + 2 * big - r + 2, r=r, fill=self.look.colours[0], fill_opacity="0.7")
            )
            self._text(self._value(value), cx, y + 2 * big + 18, 12, self.sheet.colours.ink, "middle")
        return y + 2 * big + 30

    def _value(self, value: float) -> str:
        unit = self.scene.indicator.unit.get(self.scene.question.language)
        text = wording.number(value, 2 if value < 1 else 0, self.scene.question.language)
        return wording.with_unit(text, "" if len(unit) > 2 else unit, self.scene.question.language)

    def _scale_bar(self, x: float, y: float) -> float:
        """A round length of about a sixth of the map; north is up, as on every map here."""
        metres = round_length(self.view.width / 6 * self.view.metres_per_pixel)
        length = metres * self.view.scale
        colours = self.sheet.colours
        bar = f"M{svg.short(x)},{svg.short(y - 4)}v4h{svg.short(length)}v-4"
        self.sheet.parts.append(svg.element("path", d=bar, fill="none", stroke=colours.muted, stroke_width=1))
        digits = 0 if metres >= 1 else 1
        amount, unit = (metres / 1000, "km") if metres >= 1000 else (metres, "m")
        text = wording.number(amount, digits, self.scene.question.language)
        self._text(f"{text}\u00a0{unit}", x + length + 6, y + 1, 11, colours.muted)
        return y + 8


def round_length(metres: float) -> float:
    """The largest of 1, 2 or 5 times a power of ten that is not longer."""
    power = 10.0 ** math.floor(math.log10(max(metres, 1e-6)))
    return max(m * power for m in (1, 2, 5) if m * power <= metres * 1.000001)
