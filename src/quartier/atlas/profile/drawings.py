"""Small drawings of the profile: where a unit lies, where its value stands among all, how it got there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import shapely
from django.utils.translation import gettext, override

from quartier.atlas import describe, wording
from quartier.atlas.pictures import svg
from quartier.atlas.pictures.charts.lines import break_positions, known
from quartier.atlas.pictures.charts.scales import Scale
from quartier.atlas.pictures.charts.sparkline import Spark, inline
from quartier.atlas.pictures.ground import DETAIL, Ground, Shapes, ground, outline_level, outline_of, rings, simplified
from quartier.atlas.pictures.palette import Colours
from quartier.atlas.pictures.pane import View, view_of
from quartier.atlas.profile.gather import Figure
from quartier.atlas.profile.lead import name_of
from quartier.catalogue.models import Geography
from quartier.kernel.declared import Polarity

_MOST_TICKS = 600


def locator(
    geography: Geography | None, units: Iterable[str], *, name: str, colours: Colours, width: float = 320.0
) -> str:
    """The town with its districts, the units filled; "" for a plain list. `name` says it in words."""
    found = ground(geography) if geography else None
    if found is None or geography is None:
        return ""
    view, height = _fitted(found, width)
    shapes = _drawn(geography, view)
    here = [found.codes.index(code) for code in units if code in found.codes]
    body = _background(found, shapes, colours) + _marked(shapes[here], colours)
    return svg.element(
        "svg", body, viewBox=f"0 0 {width:g} {height:g}", width=width, height=round(height, 1), role="img",
        aria_label=name, class_="q-locator", xmlns=svg.NAMESPACE,
    )  # fmt: skip


def _fitted(found: Ground, width: float) -> tuple[View, float]:
    west, south, east, north = found.bounds
    height = min(1.1 * width, max(0.4 * width, width * (north - south) / max(east - west, 1.0)))
    return view_of(found.bounds, 2.0, 2.0, width - 4, height - 4), height


def _drawn(geography: Geography, view: View) -> Shapes:
    simple = simplified(geography, 1.5 * DETAIL * view.metres_per_pixel)
    moved: Shapes = shapely.transform(simple, view.pixels)
    return moved


def _background(found: Ground, shapes: Shapes, colours: Colours) -> str:
    level = outline_level(found)
    areas = shapes if level is None else outline_of(shapes, found.parents[level.key])
    d = "".join(svg.path_of(rings(area)) for area in areas)
    return svg.element("path", d=d, fill=colours.empty, stroke=colours.border, stroke_width=1.2)


def _marked(shapes: Shapes, colours: Colours) -> str:
    """What is shown, with a ring around it where it is too small to be seen."""
    if not len(shapes):
        return ""
    whole = shapely.union_all(shapes)
    d = svg.path_of([ring for part in shapely.get_parts(whole) for ring in rings(part)])
    west, south, east, north = shapely.bounds(whole)
    mark = svg.element("path", d=d, fill=colours.selected[1], stroke=colours.selected[1], stroke_width=0.8)
    if max(east - west, north - south) < 14:
        x, y = (west + east) / 2, (south + north) / 2
        mark += svg.element(
            "circle", cx=float(x), cy=float(y), r=12, fill="none", stroke=colours.selected[1], stroke_width=1.5
        )
    return mark


def chooser(
    geography: Geography | None, links: dict[str, tuple[str, str]], *, name: str, colours: Colours, width: float = 480.0
) -> str:
    """A map whose areas are links: code -> (address, name). "" for a plain list."""
    found = ground(geography) if geography else None
    if found is None or geography is None:
        return ""
    view, height = _fitted(found, width)
    shapes = _drawn(geography, view)
    parts = []
    for code, shape in zip(found.codes, shapes, strict=True):
        if code not in links:
            continue
        address, called = links[code]
        path = svg.element("path", svg.element("title", svg.words(called)), d=svg.path_of(rings(shape)))
        # the list beside it is the way for the keyboard: five hundred stops would be none
        parts.append(svg.element("a", path, href=address, tabindex="-1", aria_label=called))
    level = outline_level(found)
    lines = ""
    if level is not None:
        d = "".join(svg.path_of(rings(area)) for area in outline_of(shapes, found.parents[level.key]))
        lines = svg.element(
            "path", d=d, fill="none", stroke=colours.outline, stroke_width=1.2, class_="q-chooser-lines"
        )
    return svg.element(
        "svg", svg.group(parts, class_="q-chooser-areas"), lines, viewBox=f"0 0 {width:g} {height:g}", width=width,
        height=round(height, 1), aria_label=name, role="group", class_="q-chooser",
    )  # fmt: skip


def sparkline(figure: Figure, colours: Colours, language: str, *, width: float = 220.0, height: float = 44.0) -> str:
    """How the value got to where it is; "" with fewer than two known points."""
    held = [point for point in figure.points if known(point)]
    if len(held) < 2:
        return ""
    beside = figure.beside[0].points if figure.beside and figure.indicator.kind != "count" else ()
    marks = [event.position for event in describe.events_of(figure.indicator, language)]
    spark = Spark(figure.points, beside, figure.point.period, marks)
    line = colours.selected[1] if figure.indicator.polarity == Polarity.BURDEN else colours.accent
    return inline(spark, colours, name=spark_words(figure, language), width=width, height=height, line=line)


def spark_words(figure: Figure, language: str) -> str:
    """The sparkline in words: first and last value, breaks, gaps, what is dashed."""
    held = [point for point in figure.points if known(point)]
    labels = describe.period_labels([held[0].period, held[-1].period], language)
    values = [wording.measured(point.value or 0.0, figure.indicator, language) for point in (held[0], held[-1])]
    with override(language):
        text = gettext("%(name)s: %(first)s (%(start)s), %(last)s (%(end)s)") % {
            "name": name_of(figure, language), "first": values[0], "start": labels[0], "last": values[1],
            "end": labels[1],
        }  # fmt: skip
        breaks = len(break_positions(figure.points))
        if breaks:
            text += "; " + gettext("breaks in the series: %(n)s") % {"n": breaks}
        gaps = sum(not known(point) for point in figure.points)
        if gaps:
            text += "; " + gettext("periods without a value: %(n)s") % {"n": gaps}
        if figure.beside and figure.indicator.kind != "count":
            text += "; " + gettext("dashed: %(name)s") % {"name": figure.beside[0].named.name}
    return text


def strip(figure: Figure, colours: Colours, language: str, *, width: float = 220.0, height: float = 22.0) -> str:
    """All units of the level as fine strokes, the unit as a dot, what it stands beside as marks; "" without peers."""
    if not figure.ranks or figure.indicator.kind == "count":
        return ""
    marks = [
        (n == 0, b.point.value)
        for n, b in enumerate(figure.beside[:2])
        if b.point and known(b.point) and b.point.value is not None
    ]
    every = [*figure.values, figure.value, *(value for _, value in marks)]
    x, middle = Scale(min(every), max(every), 6, width - 6), height / 2
    ticks = _ticks(figure.values, x, middle)
    parts = [
        svg.element("path", d=f"M6,{svg.short(middle)}H{svg.short(width - 6)}", stroke=colours.rule),
        svg.element("path", d=ticks, stroke=colours.muted, stroke_width=1, stroke_opacity="0.45"),
    ]
    parts += [_mark(x(value), middle, height, colours, first=first) for first, value in marks]
    shade = colours.selected[1] if figure.indicator.polarity == Polarity.BURDEN else colours.accent
    dot = {"fill": shade, "stroke": colours.page, "stroke_width": 1.5}
    parts.append(svg.element("circle", cx=x(figure.value), cy=middle, r=5, **dot))
    return svg.element(
        "svg", *parts, viewBox=f"0 0 {width:g} {height:g}", width=width, height=height, role="img",
        aria_label=_strip_words(figure, language), class_="q-fig-strip", xmlns=svg.NAMESPACE,
    )  # fmt: skip


def _ticks(values: Sequence[float], x: Scale, middle: float) -> str:
    """Fine strokes; where there are very many, those that would fall on each other are drawn once."""
    places = sorted({round(x(value), 1) for value in values}) if len(values) > _MOST_TICKS else map(x, values)
    return "".join(f"M{svg.short(at)},{svg.short(middle - 4)}v8" for at in places)


def _mark(at: float, middle: float, height: float, colours: Colours, *, first: bool) -> str:
    """The comparison area is a full stroke, the containing area a triangle below the line."""
    if first:
        d = f"M{svg.short(at)},1V{svg.short(height - 1)}"
        return svg.element("path", d=d, stroke=colours.ink, stroke_width=2)
    d = f"M{svg.short(at)},{svg.short(middle + 3)}l4,7h-8z"
    return svg.element("path", d=d, fill=colours.ink)


def _strip_words(figure: Figure, language: str) -> str:
    low, high = (wording.measured(value, figure.indicator, language) for value in (figure.values[0], figure.values[-1]))
    with override(language):
        return gettext("Among %(n)s areas from %(low)s to %(high)s: %(value)s, rank %(rank)s") % {
            "n": len(figure.values), "low": low, "high": high, "rank": figure.rank,
            "value": wording.measured(figure.value, figure.indicator, language),
        }  # fmt: skip
