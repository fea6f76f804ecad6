"""The same map for every period, small, with one legend and the same classes (frontend/src/charts/q-multiples.ts)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext, override

from quartier.atlas import wording
from quartier.atlas.figures import series, slice_label
from quartier.atlas.pictures import frame, svg
from quartier.atlas.pictures import map as maps
from quartier.atlas.pictures.circles import biggest
from quartier.atlas.pictures.classes import LegendRow, bins_of, legend_rows
from quartier.atlas.pictures.ground import Ground, ground
from quartier.atlas.pictures.look import look_of
from quartier.atlas.pictures.pane import CircleSize, Pane, View, view_of
from quartier.atlas.pictures.scene import Coverage, Scene, figures_of, rows_of
from quartier.catalogue import listing
from quartier.catalogue.models import Geography
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import NotFound
from quartier.kernel.period import parse
from quartier.kernel.reader import Reader

_NARROWEST = 210.0
_GAP = 18.0
_HEAD = 40.0


@dataclass(frozen=True, slots=True)
class Small:
    scene: Scene
    ground: Ground


def draw(scene: Scene, *, reader: Reader) -> svg.Picture:
    """The picture. Raises NotFound where no geography of the level has shapes."""
    every = small_scenes(scene, reader=reader)
    found = [Small(one, shapes) for one in every if (shapes := ground(one.geography)) is not None]
    if not found:
        raise NotFound("These areas have no shapes, so that there is no map of them.")
    rows = _legend_rows(scene, found)
    sheet = frame.begin(scene, _subtitle(scene), title=_heading(scene, found))
    look = look_of(scene.how, scene.indicator.polarity, scene.question.theme)
    sheet.parts.append(maps.definitions(sheet, rows, look))
    beside = sheet.width >= frame.WIDE
    grid = _grid(sheet, found, beside=beside)
    size = _circles(found, grid[0])
    towns = _towns(scene, reader)
    for one, view in zip(found, grid, strict=True):
        _head(sheet, one.scene, towns.get(one.scene.period.text, ""), view)
        pane = Pane(
            one.scene, one.ground, view, look, scene.question.theme, maps.PREFIX, small=True, circle=size
        )  # fmt: skip
        sheet.parts.append(svg.group([pane.markup()], data_period=one.scene.period.text))
    bottom = grid[-1].y0 + grid[-1].height
    legend = maps.Legend(scene, sheet, grid[-1], rows, look, counted=False, circle=size)
    end = legend.draw(*((maps.legend_x(sheet), sheet.y) if beside else (sheet.margin, bottom + 14)))
    sheet.y = max(bottom, end)
    return frame.finish(sheet, scene, _describe(found), notes=_boundaries(found))


def small_scenes(scene: Scene, *, reader: Reader) -> list[Scene]:
    """One scene a period, in time. Where two geographies have a period, the shown one speaks, else the newer."""
    by_period: dict[str, Coverage] = {}
    for part in scene.release.manifest["coverage"]:
        if part["level"] != scene.level.key or part["slice"] != scene.coverage["slice"]:
            continue
        for period in part["periods"]:
            held = by_period.get(period)
            if held is None or held["geography"] != scene.geography.key:
                by_period[period] = part
    places = {
        key: listing.geography_by_key(scene.level.key, key) for key in {p["geography"] for p in by_period.values()}
    }
    ordered = sorted(by_period, key=lambda one: parse(one).axis_position())
    return [_scene(scene, places[by_period[one]["geography"]], by_period[one], one, reader) for one in ordered]


def _scene(scene: Scene, place: Geography, part: Coverage, period: str, reader: Reader) -> Scene:
    figures = figures_of(scene.indicator, place, part, parse(period), reader=reader)
    rows = rows_of(figures, bins_of(figures, scene.how))
    if place == scene.geography:
        left_out = {row.code for row in scene.rows if row.bin == wording.OUTSIDE}
        rows = tuple(replace(row, bin=wording.OUTSIDE) if row.code in left_out else row for row in rows)
    return replace(scene, geography=place, coverage=part, period=parse(period), rows=rows)


def _legend_rows(scene: Scene, found: Sequence[Small]) -> list[LegendRow]:
    """One legend for all: every class, and each reason that occurs in one of the maps; counts over all of them."""
    everything = replace(scene, rows=tuple(row for one in found for row in one.scene.rows))
    return legend_rows(everything)


def _grid(sheet: frame.Sheet, found: Sequence[Small], *, beside: bool) -> list[View]:
    """Where each map lies; all of one reference system show the same field at the same scale."""
    room = sheet.room - (maps.legend_room() if beside else 0)
    columns = max(1, min(len(found), int((room + _GAP) // (_NARROWEST + _GAP))))
    width = (room - _GAP * (columns - 1)) / columns
    bounds = [one.ground.bounds for one in found]
    if len({one.ground.crs for one in found}) == 1:
        wests, souths, easts, norths = zip(*bounds, strict=True)
        bounds = [(min(wests), min(souths), max(easts), max(norths))] * len(found)
    height = max(width * maps.aspect_of(one) for one in bounds)
    places = [
        (sheet.margin + i % columns * (width + _GAP), sheet.y + i // columns * (height + _HEAD + _GAP) + _HEAD)
        for i in range(len(bounds))
    ]
    return [view_of(one, *at, width, height) for one, at in zip(bounds, places, strict=True)]


def _circles(found: Sequence[Small], view: View) -> CircleSize:
    """One measure for all maps: the largest value of all geographies, the most units."""
    edges = [abs(one.scene.coverage[edge] or 0.0) for one in found for edge in ("min", "max")]
    return CircleSize(max(edges), biggest(max(len(one.scene.rows) for one in found), view.width * view.height))


def _towns(scene: Scene, reader: Reader) -> dict[str, str]:
    """The whole town in each period, in words; sums of a town say nothing about its quarters."""
    if scene.indicator.kind in (IndicatorKind.COUNT, IndicatorKind.CLASS):
        return {}
    language = scene.question.language
    answer = series(scene.indicator.key, scene.coverage["slice"], [], reader=reader, language=language)
    return {
        point.period: f"{line.name} {wording.measured(point.value, scene.indicator, language)}"
        for line in answer.references[:1]
        for point in line.points
        if point.value is not None
    }


def _head(sheet: frame.Sheet, one: Scene, town: str, view: View) -> None:
    colours = sheet.colours
    label = svg.words(one.period.label(one.question.language))
    x = view.x0
    sheet.parts.append(
        svg.element("text", label, x=x, y=view.y0 - 24, font_size=13.5, font_weight=600, fill=colours.ink)
    )
    if town:
        sheet.parts.append(svg.element("text", svg.words(town), x=x, y=view.y0 - 8, font_size=12.0, fill=colours.muted))


def _heading(scene: Scene, found: Sequence[Small]) -> str:
    language = scene.question.language
    first, last = (found[i].scene.period.label(language) for i in (0, -1))
    if first == last:
        return scene.name
    with override(language):
        return gettext("%(indicator)s from %(first)s to %(last)s") % {
            "indicator": scene.name, "first": first, "last": last,
        }  # fmt: skip


def _subtitle(scene: Scene) -> str:
    language = scene.question.language
    members = slice_label(scene.coverage["slice"], language)
    with override(language):
        same = gettext("the same measure everywhere") if scene.symbols else gettext("the same classes everywhere")
    unit, plural = scene.indicator.unit.get(language), scene.level.plural.get(language)
    return " · ".join(part for part in (unit, members, plural, same) if part)


def _boundaries(found: Sequence[Small]) -> list[str]:
    """Which boundaries each map has, where they are not the same ones throughout."""
    language = found[0].scene.question.language
    periods: dict[str, list[str]] = {}
    for one in found:
        periods.setdefault(one.scene.geography.name.get(language), []).append(one.scene.period.label(language))
    if len(periods) == 1:
        return []
    parts = [f"{name}: {' – '.join(dict.fromkeys((held[0], held[-1])))}" for name, held in periods.items()]
    with override(language):
        return [gettext("Boundaries differ: %(list)s.") % {"list": "; ".join(parts)}]


def _describe(found: Sequence[Small]) -> str:
    """Each map in words: how many units each class holds."""
    parts = []
    for one in found:
        language = one.scene.question.language
        counts = Counter(row.bin for row in one.scene.rows)
        classes = "; ".join(f"{row.name}: {counts[row.bin]}" for row in legend_rows(one.scene) if counts[row.bin])
        parts.append(f"{one.scene.period.label(language)}: {classes}")
    return ". ".join(parts) + "."
