"""The rank order: units as bars in the colours of the map, highest value first, the town as a mark."""

from __future__ import annotations

import pandas as pd
from django.utils.translation import gettext, override

from quartier.atlas import wording
from quartier.atlas.figures import series
from quartier.atlas.pictures import frame, svg
from quartier.atlas.pictures.charts.scales import Scale, span
from quartier.atlas.pictures.classes import colours_of
from quartier.atlas.pictures.scene import Scene
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import NotFound
from quartier.kernel.reader import Reader

MOST = 40
"""More bars are shortened to the ends and what is chosen."""
_ENDS = 15
_ROW = 20.0


def draw(scene: Scene, *, reader: Reader) -> svg.Picture:
    """The picture. Raises NotFound where no unit has a value or values have no order."""
    ranked = ranked_units(scene.frame)
    if ranked.empty or scene.how.kind == "codes":
        raise NotFound("There is no rank order of these figures.")
    with override(scene.question.language):
        more = gettext("rank 1 = highest value")
    sheet = frame.begin(scene, frame.subtitle_of(scene, more))
    rows = _shown(ranked, scene.question.units)
    _Bars(scene, sheet, ranked, town_value(scene, reader)).draw(rows)
    return frame.finish(sheet, scene, _describe(scene, ranked))


def ranked_units(units: pd.DataFrame) -> pd.DataFrame:
    """Units with a value by falling value, with `rank`: equal values share the better one (1, 2, 2, 4)."""
    known = units[units["bin"] < wording.MISSING]
    ordered = known.sort_values("value", ascending=False, kind="stable")
    return ordered.assign(rank=ordered["value"].rank(method="min", ascending=False).astype(int))


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


def _shown(ranked: pd.DataFrame, chosen: tuple[str, ...]) -> list[int | None]:
    """Positions to be drawn; None is a gap."""
    n = len(ranked)
    if n <= MOST:
        return list(range(n))
    wanted = {*range(_ENDS), *range(n - _ENDS, n)}
    wanted |= {i for i, code in enumerate(ranked["code"]) if code in chosen}
    rows: list[int | None] = []
    for i in sorted(wanted):
        if rows and rows[-1] is not None and i != rows[-1] + 1:
            rows.append(None)
        rows.append(i)
    return rows


class _Bars:
    def __init__(self, scene: Scene, sheet: frame.Sheet, ranked: pd.DataFrame, town: tuple[str, float] | None) -> None:
        self.scene, self.sheet, self.ranked, self.town = scene, sheet, ranked, town
        self.shades = colours_of(scene, scene.question.theme)
        rank_room = svg.text_width(str(len(ranked)), 12) + 10
        self.names = sheet.margin + rank_room
        name_room = min(220.0, sheet.room * 0.34)
        left = self.names + name_room + 8
        low, high = span([*ranked["value"], town[1] if town else 0.0])
        self.name_room = name_room
        self.x = Scale(low, high, left, sheet.width - sheet.margin - 84)

    def draw(self, rows: list[int | None]) -> None:
        top = self.sheet.y + (22 if self.town else 0)
        for n, at in enumerate(rows):
            y = top + n * _ROW
            if at is None:
                self._text("⋮", self.names, y + 13, self.sheet.colours.muted)
            else:
                self._bar(self.ranked.iloc[at], y)
        self.sheet.y = top + len(rows) * _ROW
        if self.town:
            self._town(*self.town, top - 4, self.sheet.y)

    def _text(self, text: str, x: float, y: float, colour: str, **style: object) -> None:
        self.sheet.parts.append(svg.element("text", svg.words(text), x=x, y=y, font_size=12.5, fill=colour, **style))

    def _bar(self, row: pd.Series, y: float) -> None:
        ink, muted = self.sheet.colours.ink, self.sheet.colours.muted
        value = float(row["value"])
        bold = 600 if row["code"] in self.scene.question.units else None
        self._text(str(row["rank"]), self.names - 8, y + 13, muted, text_anchor="end")
        name = svg.fit(str(row["name"] or row["code"]), 12.5, self.name_room)
        self._text(name, self.names, y + 13, ink, font_weight=bold)
        zero, end = self.x(0.0), self.x(value)
        bar = {"x": min(zero, end), "y": y + 3, "width": abs(end - zero), "height": _ROW - 7}
        self.sheet.parts.append(
            svg.element("rect", **bar, fill=self.shades[int(row["bin"])], stroke=muted, stroke_width=0.4)
        )
        self._interval(row, y + 9.5)
        text = wording.bare(value, self.scene.indicator, self.scene.question.language)
        self._text(text, self.sheet.width - self.sheet.margin, y + 13, ink, text_anchor="end", font_weight=bold)

    def _interval(self, row: pd.Series, y: float) -> None:
        if pd.isna(row["lower"]) or pd.isna(row["upper"]):
            return
        low, high = (min(max(self.x(float(row[edge])), self.x.start), self.x.end) for edge in ("lower", "upper"))
        d = f"M{svg.short(low)},{svg.short(y)}H{svg.short(high)}"
        self.sheet.parts.append(svg.element("path", d=d, stroke=self.sheet.colours.ink, stroke_width=1.2))

    def _town(self, name: str, value: float, top: float, bottom: float) -> None:
        x = self.x(value)
        d = f"M{svg.short(x)},{svg.short(top)}V{svg.short(bottom)}"
        self.sheet.parts.append(svg.element("path", d=d, stroke=self.sheet.colours.ink, stroke_dasharray="3 2"))
        text = f"{name} {wording.bare(value, self.scene.indicator, self.scene.question.language)}"
        self._text(text, x + 4, top + 2, self.sheet.colours.ink)


def _describe(scene: Scene, ranked: pd.DataFrame) -> str:
    """The five highest and the lowest in words."""
    language = scene.question.language
    parts = [
        f"{row['rank']}. {row['name']}: {wording.measured(float(row['value']), scene.indicator, language)}"
        for _, row in pd.concat([ranked.head(5), ranked.iloc[5:].tail(1)]).iterrows()
    ]
    return "; ".join(parts) + "."
