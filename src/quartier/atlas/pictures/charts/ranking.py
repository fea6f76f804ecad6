"""The rank order: units as bars in the colours of the map, highest value first, the town as a mark."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext, override

from quartier.atlas import wording
from quartier.atlas.figures import series
from quartier.atlas.pictures import frame, svg
from quartier.atlas.pictures.charts.scales import Scale, span
from quartier.atlas.pictures.look import look_of
from quartier.atlas.pictures.scene import Row, Scene
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import NotFound
from quartier.kernel.reader import Reader

Ranked = list[tuple[int, Row]]

MOST = 40
"""More bars are shortened to the ends and what is chosen."""
_ENDS = 15
_ROW = 20.0


def draw(scene: Scene, *, reader: Reader) -> svg.Picture:
    """The picture. Raises NotFound where no unit has a value or values have no order."""
    ranked = ranked_units(scene.rows)
    if not ranked or scene.how.kind == "codes":
        raise NotFound("There is no rank order of these figures.")
    with override(scene.question.language):
        more = gettext("rank 1 = highest value")
    sheet = frame.begin(scene, frame.subtitle_of(scene, more))
    rows = _shown(ranked, scene.question.units)
    _Bars(scene, sheet, ranked, town_value(scene, reader)).draw(rows)
    return frame.finish(sheet, scene, _describe(scene, ranked))


def ranked_units(rows: Sequence[Row]) -> list[tuple[int, Row]]:
    """Units with a value by falling value, with their rank: equal values share the better one (1, 2, 2, 4)."""
    ordered = sorted((row for row in rows if row.known), key=lambda row: -row.value)
    ranked: list[tuple[int, Row]] = []
    for at, row in enumerate(ordered, start=1):
        tied = bool(ranked) and ranked[-1][1].value == row.value
        ranked.append((ranked[-1][0] if tied else at, row))
    return ranked


def town_value(scene: Scene, reader: Reader) -> tuple[str, float] | None:
    """Name and value of the whole town in the shown period; None for counts and where it is not known."""
    if scene.indicator.kind == IndicatorKind.COUNT:
        return None
    language = scene.question.language
    answer = series(scene.indicator.key, scene.coverage["slice"], [], reader=reader, language=language)
    for line in answer.references[:1]:
        for point in line.points:
            if point.period == scene.period.text and point.value is not None:
                return line.name, point.value
    return None


def _shown(ranked: Ranked, chosen: tuple[str, ...]) -> list[int | None]:
    """Positions to be drawn; None is a gap."""
    n = len(ranked)
    if n <= MOST:
        return list(range(n))
    wanted = {*range(_ENDS), *range(n - _ENDS, n)}
    wanted |= {i for i, (_, row) in enumerate(ranked) if row.code in chosen}
    rows: list[int | None] = []
    for i in sorted(wanted):
        if rows and rows[-1] is not None and i != rows[-1] + 1:
            rows.append(None)
        rows.append(i)
    return rows


class _Bars:
    def __init__(self, scene: Scene, sheet: frame.Sheet, ranked: Ranked, town: tuple[str, float] | None) -> None:
        self.scene, self.sheet, self.ranked, self.town = scene, sheet, ranked, town
        self.shades = look_of(scene.how, scene.indicator.polarity, scene.question.theme).colours
        rank_room = svg.text_width(str(len(ranked)), 12) + 10
        self.names = sheet.margin + rank_room
        name_room = min(220.0, sheet.room * 0.34)
        left = self.names + name_room + 8
        low, high = span([*(row.value for _, row in ranked), town[1] if town else 0.0])
        self.name_room = name_room
        self.x = Scale(low, high, left, sheet.width - sheet.margin - 84)

    def draw(self, rows: list[int | None]) -> None:
        top = self.sheet.y + (22 if self.town else 0)
        for n, at in enumerate(rows):
            y = top + n * _ROW
            if at is None:
                self._text("⋮", self.names, y + 13, self.sheet.colours.muted)
            else:
                self._bar(*self.ranked[at], y)
        self.sheet.y = top + len(rows) * _ROW
        if self.town:
            self._town(*self.town, top - 4, self.sheet.y)

    def _text(self, text: str, x: float, y: float, colour: str, **style: object) -> None:
        self.sheet.parts.append(svg.element("text", svg.words(text), x=x, y=y, font_size=12.5, fill=colour, **style))

    def _bar(self, rank: int, row: Row, y: float) -> None:
        ink, muted = self.sheet.colours.ink, self.sheet.colours.muted
        bold = 600 if row.code in self.scene.question.units else None
        self._text(str(rank), self.names - 8, y + 13, muted, text_anchor="end")
        name = svg.fit(row.name, 12.5, self.name_room)
        self._text(name, self.names, y + 13, ink, font_weight=bold)
        zero, end = self.x(0.0), self.x(row.value)
        bar = {"x": min(zero, end), "y": y + 3, "width": abs(end - zero), "height": _ROW - 7}
        self.sheet.parts.append(svg.element("rect", **bar, fill=self.shades[row.bin], stroke=muted, stroke_width=0.4))
        self._interval(row, y + 9.5)
        text = wording.bare(row.value, self.scene.indicator, self.scene.question.language)
        self._text(text, self.sheet.width - self.sheet.margin, y + 13, ink, text_anchor="end", font_weight=bold)

    def _interval(self, row: Row, y: float) -> None:
        if row.lower is None or row.upper is None:
            return
        low, high = (min(max(self.x(edge), self.x.start), self.x.end) for edge in (row.lower, row.upper))
        d = f"M{svg.short(low)},{svg.short(y)}H{svg.short(high)}"
        self.sheet.parts.append(svg.element("path", d=d, stroke=self.sheet.colours.ink, stroke_width=1.2))

    def _town(self, name: str, value: float, top: float, bottom: float) -> None:
        x = self.x(value)
        d = f"M{svg.short(x)},{svg.short(top)}V{svg.short(bottom)}"
        self.sheet.parts.append(svg.element("path", d=d, stroke=self.sheet.colours.ink, stroke_dasharray="3 2"))
        text = f"{name} {wording.bare(value, self.scene.indicator, self.scene.question.language)}"
        self._text(text, x + 4, top + 2, self.sheet.colours.ink)


def _describe(scene: Scene, ranked: Ranked) -> str:
    """The five highest and the lowest in words."""
    language = scene.question.language
    parts = [
        f"{rank}. {row.name}: {wording.measured(row.value, scene.indicator, language)}"
        for rank, row in [*ranked[:5], *ranked[5:][-1:]]
    ]
    return "; ".join(parts) + "."
