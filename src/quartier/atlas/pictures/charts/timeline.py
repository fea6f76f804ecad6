"""The time line: chosen units, the area that contains them and the town over all periods, with events and breaks."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, override

from quartier.atlas import describe, wording
from quartier.atlas.figures import series
from quartier.atlas.pictures import frame, svg
from quartier.atlas.pictures.charts.lines import band, break_positions, known, path, runs_of
from quartier.atlas.pictures.charts.scales import Scale, span, sparse, spread, ticks
from quartier.atlas.pictures.scene import Scene
from quartier.atlas.schemas import EventAnswer, Series
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import NotFound
from quartier.kernel.reader import Reader

_LABELS = 150.0


@dataclass(frozen=True, slots=True)
class Line:
    series: Series
    colour: str
    dash: str | None = None
    chosen: bool = False


def draw(scene: Scene, *, reader: Reader) -> svg.Picture:
    """The picture; without chosen units the town alone. Raises NotFound where nothing is known over time."""
    sheet = frame.begin(
        scene, frame.subtitle_of(scene).replace(f" · {scene.level.plural.get(scene.question.language)}", "")
    )
    lines = _lines(scene, reader, sheet)
    if not any(known(point) for line in lines for point in line.series.points):
        raise NotFound("There is no figure over time for these areas.")
    plot = _Plot(scene, sheet, lines)
    plot.draw()
    sheet.y += plot.height
    return frame.finish(sheet, scene, _describe(scene, lines))


def _lines(scene: Scene, reader: Reader, sheet: frame.Sheet) -> list[Line]:
    """Sums of a whole town would press the lines of its quarters flat: counts stand alone."""
    question = scene.question
    units = [(scene.level.key, code) for code in question.units if code in {row.code for row in scene.rows}]
    answer = series(scene.indicator.key, scene.coverage["slice"], units, reader=reader, language=question.language)
    chosen = [Line(s, sheet.colours.selected[i], chosen=True) for i, s in enumerate(answer.series)]
    if scene.indicator.kind == IndicatorKind.COUNT and chosen:
        return chosen
    parents = [Line(s, sheet.colours.muted, "6 3") for s in answer.parents[:1]]
    town = [Line(s, sheet.colours.ink, "2 3") for s in answer.references[: 1 if chosen else 4]]
    return [line for line in (*chosen, *parents, *town) if any(known(p) for p in line.series.points)]


class _Plot:
    """Axes, events, lines with their names at their ends."""

    def __init__(self, scene: Scene, sheet: frame.Sheet, lines: list[Line]) -> None:
        self.scene, self.sheet, self.lines = scene, sheet, lines
        self.height = max(240.0, min(420.0, sheet.width * 0.42))
        points = [point for line in lines for point in line.series.points]
        positions = {point.period: point.position for point in points}
        self.periods = sorted(positions.items(), key=lambda item: item[1])
        bounds = [b for p in points if known(p) for b in (p.value, p.lower, p.upper) if b is not None]
        low, high = span(bounds)
        steps = ticks(low, high, 5)
        top = high if steps[-1] >= high else steps[-1] + (steps[1] - steps[0] if len(steps) > 1 else 0)
        self.steps = ticks(low, top, 5)
        labels = min(_LABELS, sheet.room * 0.3)
        left = sheet.margin + max(svg.text_width(self._tick(step), 12) for step in self.steps) + 10
        first, last = self.periods[0][1], self.periods[-1][1]
        self.x = Scale(first, last, left, sheet.width - sheet.margin - labels)
        self.y = Scale(low, top, sheet.y + self.height - 40, sheet.y + 22)

    def _tick(self, value: float) -> str:
        return wording.number(value, wording.decimals_for([value], 4), self.scene.question.language)

    def _text(self, text: str, x: float, y: float, **style: object) -> None:
        given = {"font_size": 12.0, "fill": self.sheet.colours.muted, **style}
        self.sheet.parts.append(svg.element("text", svg.words(text), x=x, y=y, **given))

    def _path(self, d: str, **style: object) -> None:
        self.sheet.parts.append(svg.element("path", d=d, fill=style.pop("fill", "none"), **style))

    def draw(self) -> None:
        self._axes()
        self._events()
        for line in self.lines:
            self._line(line)
        self._names()

    def _axes(self) -> None:
        for step in self.steps:
            y = self.y(step)
            shade = self.sheet.colours.muted if step == 0 else self.sheet.colours.rule
            self._path(
                f"M{svg.short(self.x.start)},{svg.short(y)}H{svg.short(self.x.end)}", stroke=shade, stroke_width=0.8
            )
            self._text(self._tick(step), self.x.start - 8, y + 4, text_anchor="end")
        named = describe.period_names([period for period, _ in self.periods], self.scene.question.language)
        places = [self.x(position) for _, position in self.periods]
        for i in sparse(places, 44):
            self._text(named[i], places[i], self.y.start + 18, text_anchor="middle")

    def _events(self) -> None:
        """Events stand above the lines, each with a hair line and, where there is room, its name."""
        taken = -1e9
        for event in self._shown_events():
            x = self.x(event.position)
            self._path(
                f"M{svg.short(x)},{svg.short(self.y.end - 4)}V{svg.short(self.y.start)}",
                stroke=self.sheet.colours.rule, stroke_dasharray="1 3",
            )  # fmt: skip
            name = svg.fit(event.name, 10.5, 170)
            if x >= taken and x + svg.text_width(name, 10.5) < self.sheet.width - self.sheet.margin:
                self._text(name, x + 3, self.y.end - 8, font_size=10.5)
                taken = x + svg.text_width(name, 10.5) + 10
        for line in self.lines[:1]:
            for at in break_positions(line.series.points):
                d = f"M{svg.short(self.x(at))},{svg.short(self.y.end)}V{svg.short(self.y.start)}"
                self._path(d, stroke=self.sheet.colours.muted, stroke_dasharray="4 3", class_="gap")

    def _shown_events(self) -> list[EventAnswer]:
        events = describe.events_of(self.scene.indicator, self.scene.question.language)
        return [event for event in events if self.x.low <= event.position <= self.x.high]

    def _line(self, line: Line) -> None:
        width = 2.4 if line.chosen else 1.4
        for run in runs_of(line.series.points):
            if line.chosen and (area := band(run, self.x, self.y)):
                self._path(area, fill=line.colour, fill_opacity="0.14")
            if len(run) > 1:
                d = path(run, self.x, self.y)
                self._path(
                    d, stroke=line.colour, stroke_width=width, stroke_dasharray=line.dash, stroke_linejoin="round"
                )
            for point in run if line.chosen or len(run) == 1 else ():
                y = self.y(point.value or 0.0)
                r = 4.0 if point.period == self.scene.period.text else 2.2
                self.sheet.parts.append(svg.element("circle", cx=self.x(point.position), cy=y, r=r, fill=line.colour))

    def _names(self) -> None:
        """Direct labels at the right: name and value of the last known point."""
        ends = [next(p for p in reversed(line.series.points) if known(p)) for line in self.lines]
        wanted = [self.y(point.value or 0.0) + 4 for point in ends]
        for line, point, y in zip(self.lines, ends, spread(wanted, 17, self.y.end, self.y.start + 4), strict=True):
            value = wording.bare(point.value or 0.0, self.scene.indicator, self.scene.question.language)
            room = self.sheet.width - self.x.end - self.sheet.margin - 8 - svg.text_width(value, 12.5) - 6
            name = svg.fit(line.series.name, 12.5, room)
            weight = 600 if line.chosen else None
            self._text(f"{name} {value}", self.x.end + 10, y, font_size=12.5, fill=line.colour, font_weight=weight)


def _describe(scene: Scene, lines: list[Line]) -> str:
    """Each line in words: its first and its last known value."""
    language = scene.question.language
    parts = []
    for line in lines:
        held = [p for p in line.series.points if known(p)]
        first, last = held[0], held[-1]
        labels = describe.period_labels([first.period, last.period], language)
        values = [wording.measured(p.value or 0.0, scene.indicator, language) for p in (first, last)]
        told = {"first": values[0], "start": labels[0], "last": values[1], "end": labels[1]}
        with override(language):
            text = gettext("%(name)s: %(first)s (%(start)s), %(last)s (%(end)s)")
            parts.append(text % {"name": line.series.name, **told})
    return ". ".join(parts) + "."
