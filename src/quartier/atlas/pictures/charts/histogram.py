"""The distribution: how many units have which value, in the colours of the classes (the browser's: histogram.ts)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from django.utils.translation import gettext, override

from quartier.atlas import wording
from quartier.atlas.pictures import frame, svg
from quartier.atlas.pictures.charts.ranking import town_value
from quartier.atlas.pictures.charts.scales import Scale, ticks
from quartier.atlas.pictures.classes import legend_rows
from quartier.atlas.pictures.look import look_of
from quartier.atlas.pictures.map import describe
from quartier.atlas.pictures.scene import Scene
from quartier.kernel.errors import NotFound
from quartier.kernel.reader import Reader
from quartier.methods.classify import class_of

_BARS = 36


def edges_of(breaks: Sequence[float], low: float, high: float, wanted: int = _BARS) -> list[float]:
    """Edges of bars of about equal width, cut at the breaks, so that each bar lies in one class."""
    if not high > low:
        return [low, low + 1]
    stops = [low, *(b for b in breaks if low < b < high), high]
    width = (high - low) / wanted
    edges = [low]
    for start, end in pairwise(stops):
        parts = max(1, round((end - start) / width))
        edges += [end if k == parts else start + (end - start) * k / parts for k in range(1, parts + 1)]
    return edges


def counts_of(values: Sequence[float], edges: Sequence[float]) -> list[int]:
    """Units in each bar [from, to); the last one holds its upper end."""
    inner = class_of(values, edges[1:-1])
    counts: list[int] = np.bincount(inner[inner >= 0], minlength=len(edges) - 1).tolist()
    return counts


def draw(scene: Scene, *, reader: Reader) -> svg.Picture:
    """The picture. Raises NotFound where no unit has a value or values are names of classes."""
    known = [row.value for row in scene.rows if row.known]
    if not known or scene.how.kind == "codes":
        raise NotFound("There is no distribution of these figures.")
    sheet = frame.begin(scene, frame.subtitle_of(scene))
    _Bars(scene, sheet, known, town_value(scene, reader)).draw()
    return frame.finish(sheet, scene, describe(scene, legend_rows(scene)))


class _Bars:
    def __init__(self, scene: Scene, sheet: frame.Sheet, values: list[float], town: tuple[str, float] | None) -> None:
        self.scene, self.sheet, self.town = scene, sheet, town
        breaks = scene.how.steps if scene.how.kind == "breaks" else ()
        low = min([*values, *([town[1]] if town else [])])
        high = max([*values, *([town[1]] if town else [])])
        self.edges = edges_of(breaks, low, high)
        self.counts = counts_of(values, self.edges)
        self.bins = [int(class_of([(a + b) / 2], breaks)[0]) for a, b in pairwise(self.edges)]
        height = max(180.0, min(320.0, sheet.width * 0.32))
        most = max(self.counts)
        self.x = Scale(self.edges[0], self.edges[-1], sheet.margin + 34, sheet.width - sheet.margin)
        self.y = Scale(0, most, sheet.y + height, sheet.y + 32)

    def draw(self) -> None:
        colours, language = self.sheet.colours, self.scene.question.language
        for step in [step for step in ticks(0, self.y.high, 4) if step == int(step)]:
            y = self.y(step)
            d = f"M{svg.short(self.x.start)},{svg.short(y)}H{svg.short(self.x.end)}"
            self.sheet.parts.append(svg.element("path", d=d, stroke=colours.rule, stroke_width=0.8))
            self._text(wording.number(step, 0, language), self.x.start - 8, y + 4, text_anchor="end")
        shades = look_of(self.scene.how, self.scene.indicator.polarity, self.scene.question.theme).colours
        for (a, b), count, at in zip(pairwise(self.edges), self.counts, self.bins, strict=True):
            left, right = self.x(a), self.x(b)
            box = {"x": left + 0.5, "width": max(right - left - 1, 0.5), "y": self.y(count)}
            tall = self.y(0) - self.y(count)
            self.sheet.parts.append(
                svg.element(
                    "rect",
                    **box,
                    height=tall,
                    fill=shades[at],
                    stroke=colours.muted,
                    stroke_width=0.3,
                    data_count=count,
                )
            )
        self._axis()
        if self.town:
            self._mark(*self.town)

    def _text(self, text: str, x: float, y: float, **style: object) -> None:
        given = {"font_size": 12.0, "fill": self.sheet.colours.muted, **style}
        self.sheet.parts.append(svg.element("text", svg.words(text), x=x, y=y, **given))

    def _axis(self) -> None:
        language = self.scene.question.language
        steps = ticks(self.edges[0], self.edges[-1], 6)
        digits = wording.decimals_for(steps, 4)
        for step in steps:
            self._text(wording.number(step, digits, language), self.x(step), self.y(0) + 18, text_anchor="middle")
        with override(language):
            self._text(gettext("Number of areas"), self.sheet.margin, self.sheet.y + 10, font_size=11.0)
        self.sheet.y = self.y(0) + 28

    def _mark(self, name: str, value: float) -> None:
        x, ink = self.x(value), self.sheet.colours.ink
        d = f"M{svg.short(x)},{svg.short(self.y(self.y.high) - 18)}V{svg.short(self.y(0))}"
        self.sheet.parts.append(svg.element("path", d=d, stroke=ink, stroke_dasharray="3 2"))
        text = f"{name} {wording.bare(value, self.scene.indicator, self.scene.question.language)}"
        right = x + svg.text_width(text, 12) + 8 > self.x.end
        at = {"x": x - 5, "text_anchor": "end"} if right else {"x": x + 5}
        self._text(text, at.pop("x"), self.y(self.y.high) - 8, fill=ink, **at)  # type: ignore[arg-type]
