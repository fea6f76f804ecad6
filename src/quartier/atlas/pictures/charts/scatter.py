"""Two indicators of the same units: points, the line that fits them with its band, its numbers (q-scatter.ts)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import shapely
from django.utils.translation import gettext, ngettext, override

from quartier.atlas import schemas, wording
from quartier.atlas.figures import slice_label
from quartier.atlas.pictures import frame, svg
from quartier.atlas.pictures.charts.ranking import town_value
from quartier.atlas.pictures.charts.scales import Scale, ticks
from quartier.atlas.pictures.ground import lines, rings
from quartier.atlas.pictures.look import look_of
from quartier.atlas.pictures.other import compared, dates, other_scene
from quartier.atlas.pictures.scene import Row, Scene
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import NotFound
from quartier.kernel.reader import Reader

_MOST_NAMED = 3
"""Of the units far from the line; more would hide the points."""
Pairs = list[tuple[Row, Row]]


def draw(scene: Scene, *, reader: Reader) -> svg.Picture:
    """The picture. Raises NotFound without a second indicator or without units that have both figures."""
    other = other_scene(scene, reader=reader)
    answer = compared(scene, other, reader=reader)
    pairs = [(a, b) for a, b in zip(scene.rows, other.rows, strict=True) if a.known and b.known]
    if not pairs:
        with override(scene.question.language):
            raise NotFound(gettext("No area has a figure of both indicators."))
    title = _title(answer, scene, other)
    sheet = frame.begin(scene, _subtitle(scene, other), title=title)
    _Plot(scene, other, sheet, pairs, answer).draw((town_value(scene, reader), town_value(other, reader)))
    language = scene.question.language
    source = frame.credit(other.indicator.source, other.release, language, other.name)
    notes = _notes(answer, scene, other)
    described = ". ".join((title, *notes[:1]))
    return frame.finish(sheet, scene, described, notes=notes, sources=(source,))


def _subtitle(scene: Scene, other: Scene) -> str:
    language = scene.question.language
    members = [slice_label(one.coverage["slice"], language) for one in (scene, other)]
    parts = [scene.level.plural.get(language), dates(scene, other), " / ".join(dict.fromkeys(filter(None, members)))]
    return " · ".join(part for part in parts if part)


def _title(answer: schemas.PairAnswer, scene: Scene, other: Scene) -> str:
    """What the picture shows, as a sentence; steps of strength as Cohen (1988) has them, and .8 for very strong."""
    r, p = answer.pearson.value, answer.pearson.p_value
    words = {"x": scene.name, "y": other.name}
    with override(scene.question.language):
        if r is None or p is None:
            return gettext("%(x)s and %(y)s") % words
        if p >= 0.05 or abs(r) < 0.1:
            return gettext("“%(x)s” and “%(y)s” show no relationship") % words
        size = abs(r)
        words["strength"] = (
            gettext("weak") if size < 0.3 else gettext("medium") if size < 0.5
            else gettext("strong") if size < 0.8 else gettext("very strong")
        )  # fmt: skip
        if r > 0:
            return gettext("The higher “%(x)s”, the higher “%(y)s”: %(strength)s relationship") % words
        return gettext("The higher “%(x)s”, the lower “%(y)s”: %(strength)s relationship") % words


def padded(values: Sequence[float]) -> tuple[float, float]:
    """A little room around the points; from zero where zero is near."""
    low, high = min(values), max(values)
    room = (high - low or abs(high) or 1) * 0.04
    return (0.0 if 0 <= low < (high - low) * 0.35 else low - room), high + room


class _Plot:
    def __init__(
        self, scene: Scene, other: Scene, sheet: frame.Sheet, pairs: Pairs, answer: schemas.PairAnswer
    ) -> None:
        self.scene, self.other, self.sheet, self.pairs, self.answer = scene, other, sheet, pairs, answer
        height = max(260.0, min(560.0, sheet.width * 0.56))
        self.xs, self.ys = [a.value for a, _ in pairs], [b.value for _, b in pairs]
        left, right = sheet.margin + 52, sheet.width - sheet.margin
        self.x = Scale(*padded(self.xs), left, right)
        self.y = Scale(*padded(self.ys), sheet.y + height - 8, sheet.y + 26)
        self.radius = 2.2 if len(pairs) > 800 else 3.4 if len(pairs) > 250 else 4.6

    def draw(self, towns: tuple[tuple[str, float] | None, tuple[str, float] | None]) -> None:
        self._grid()
        self._town(towns)
        self._dots()
        self._fit()
        self._named()
        language = self.scene.question.language
        names = [f"{one.name} ({u})" if (u := one.indicator.unit.get(language)) else one.name for one in self._both()]
        half = {"font_size": 12.5, "font_weight": 600, "fill": self.sheet.colours.ink}
        room = self.sheet.room
        self._text(svg.fit(f"↑ {names[1]}", 12.5, room, bold=True), self.sheet.margin, self.sheet.y + 10, **half)
        below = self.y.start + 40
        self._text(svg.fit(f"{names[0]} →", 12.5, room, bold=True), self.x.end, below, text_anchor="end", **half)
        self.sheet.y = below + 8

    def _both(self) -> tuple[Scene, Scene]:
        return self.scene, self.other

    def _text(self, text: str, x: float, y: float, **style: object) -> None:
        given = {"font_size": 12.0, "fill": self.sheet.colours.muted, **style}
        self.sheet.parts.append(svg.element("text", svg.words(text), x=x, y=y, **given))

    def _path(self, d: str, **style: object) -> None:
        self.sheet.parts.append(svg.element("path", d=d, fill=style.pop("fill", "none"), **style))

    def _grid(self) -> None:
        rule, language = self.sheet.colours.rule, self.scene.question.language
        across = ticks(self.x.low, self.x.high, max(3, round((self.x.end - self.x.start) / 120)))
        upwards = ticks(self.y.low, self.y.high, max(3, round((self.y.start - self.y.end) / 70)))
        for value in upwards:
            y = self.y(value)
            self._path(f"M{svg.short(self.x.start)},{svg.short(y)}H{svg.short(self.x.end)}", stroke=rule)
            text = wording.number(value, wording.decimals_for(upwards, 4), language)
            self._text(text, self.x.start - 8, y + 4, text_anchor="end")
        for value in across:
            x = self.x(value)
            self._path(f"M{svg.short(x)},{svg.short(self.y.start)}V{svg.short(self.y.end)}", stroke=rule)
            text = wording.number(value, wording.decimals_for(across, 4), language)
            self._text(text, x, self.y.start + 18, text_anchor="middle")

    def _town(self, towns: tuple[tuple[str, float] | None, tuple[str, float] | None]) -> None:
        """The whole town as a cross of lines, where it lies within the axes."""
        first, second = towns
        if first is None or second is None:
            return
        x, y, ink = self.x(first[1]), self.y(second[1]), self.sheet.colours.ink
        if not (self.x.start <= x <= self.x.end and self.y.end <= y <= self.y.start):
            return
        cross = f"M{svg.short(x)},{svg.short(self.y.start)}V{svg.short(self.y.end)}"
        cross += f"M{svg.short(self.x.start)},{svg.short(y)}H{svg.short(self.x.end)}"
        self._path(cross, stroke=ink, stroke_dasharray="3 2", stroke_width=0.8)
        self._text(first[0], self.x.end - 2, y - 5, text_anchor="end", fill=ink)

    def _dots(self) -> None:
        look = look_of(self.scene.how, self.scene.indicator.polarity, self.scene.question.theme)
        dots = [
            svg.element(
                "circle",
                svg.element("title", svg.words(self._spoken(a, b))),
                cx=self.x(a.value), cy=self.y(b.value), r=self.radius, fill=look.colours[a.bin],
            )
            for a, b in self.pairs
        ]  # fmt: skip
        self.sheet.parts.append(
            svg.group(dots, stroke=self.sheet.colours.muted, stroke_width=0.5, data_points=len(dots))
        )

    def _spoken(self, a: Row, b: Row) -> str:
        return f"{a.name}: {self.scene.measured(a.value)}, {self.other.measured(b.value)}"

    def _fit(self) -> None:
        """The line from the least to the greatest x with the band of its mean, cut at the axes."""
        fit = self.answer.fit
        if fit is None:
            return
        low, high = min(self.xs), max(self.xs)
        steps = [low + (high - low) * i / 40 for i in range(41)]
        edges = [[self._at(fit, at, side) for at in steps] for side in (1, -1)]
        field = shapely.box(self.x.start, self.y.end, self.x.end, self.y.start)
        band = shapely.intersection(shapely.Polygon([*edges[0], *reversed(edges[1])]), field)
        line = shapely.intersection(shapely.LineString([self._at(fit, at, 0) for at in (low, high)]), field)
        ink = self.sheet.colours.ink
        self._path(svg.path_of(rings(band)), fill=ink, fill_opacity="0.1", data_band="95")
        for style in ({"stroke": self.sheet.colours.halo, "stroke_width": 4.5}, {"stroke": ink, "stroke_width": 2.2}):
            self._path(svg.path_of(lines(line), closed=False), **style)

    def _at(self, fit: schemas.FitAnswer, at: float, side: int) -> tuple[float, float]:
        """The line (`side` 0) or an edge of its band in pixels."""
        half = fit.t * fit.sigma * math.sqrt(1 / fit.weight + (at - fit.mean_x) ** 2 / fit.sxx) if side else 0.0
        return self.x(at), self.y(fit.intercept + fit.slope * at + side * half)

    def _named(self) -> None:
        """Rings and names of what is chosen, then of the units far from the line."""
        question, colours = self.scene.question, self.sheet.colours
        by_code = {a.code: (a, b) for a, b in self.pairs}
        chosen = [(code, colours.selected[i]) for i, code in enumerate(question.units) if code in by_code]
        far = [(code, colours.ink) for code in self.answer.far if code not in question.units and code in by_code]
        taken: list[tuple[float, float]] = []
        named = [*chosen, *far[:_MOST_NAMED]]
        for code, shade in named:
            x, y = self.x(by_code[code][0].value), self.y(by_code[code][1].value)
            ring = {"r": self.radius + 2.2, "fill": "none", "stroke": shade, "stroke_width": 1.8}
            self.sheet.parts.append(svg.element("circle", cx=x, cy=y, **ring))
        for code, shade in named:
            a, b = by_code[code]
            x, y = self.x(a.value), self.y(b.value)
            at = y + 4
            while any(abs(at - ty) < 15 and abs(x - tx) < 170 for tx, ty in taken):
                at += 15
            taken.append((x, at))
            left = x > self.x.start + (self.x.end - self.x.start) * 0.66
            side = {"x": x - self.radius - 6, "text_anchor": "end"} if left else {"x": x + self.radius + 6}
            self._text(
                a.name, y=at, fill=shade, font_weight=600, stroke=colours.halo, stroke_width=2.6, paint_order="stroke",
                **side,
            )  # fmt: skip


def _notes(answer: schemas.PairAnswer, scene: Scene, other: Scene) -> list[str]:
    language = scene.question.language
    with override(language):
        parts = [_figures(answer, language), _particulars(answer, scene)]
        if scene.indicator.kind == IndicatorKind.COUNT and other.indicator.kind == IndicatorKind.COUNT:
            parts.append(
                gettext("Both are counts: large areas have more of both, even where neither has to do with the other.")
            )
        parts.append(gettext("What holds for areas need not hold for the people in them."))
        return [part for part in parts if part]


def _figures(answer: schemas.PairAnswer, language: str) -> str:
    """r, R², n, p; or why there are none."""
    r, p, fit = answer.pearson.value, answer.pearson.p_value, answer.fit
    if r is None or p is None or fit is None:
        return answer.reason or gettext(
            "One of the indicators has the same value everywhere; no relationship can be measured."
        )
    small = p < 0.001
    parts = [
        gettext("Correlation r = %(r)s") % {"r": wording.number(r, 2, language)},
        f"R² = {wording.number(fit.r_squared, 2, language)}" if fit.r_squared is not None else "",
        gettext("n = %(n)s areas") % {"n": wording.number(answer.n, 0, language)},
        f"p {'<' if small else '='} {wording.number(0.001 if small else p, 3, language)}",
    ]
    if answer.spearman.value is not None:
        parts.append(
            gettext("rank correlation (Spearman) %(rho)s") % {"rho": wording.number(answer.spearman.value, 2, language)}
        )
    weighted = gettext("weighted by: %(name)s") % {"name": answer.weight_name} if answer.weight_name else ""
    return " · ".join(part for part in (*parts, weighted) if part)


def _particulars(answer: schemas.PairAnswer, scene: Scene) -> str:
    """Who takes no part, and how much hangs on single units."""
    language, absent = scene.question.language, answer.absent
    counts = [
        (absent.missing, wording.MISSING), (absent.suppressed, wording.SUPPRESSED),
        (absent.not_applicable, wording.NOT_APPLICABLE), (absent.not_rated, wording.NOT_RATED),
    ]  # fmt: skip
    out = ", ".join(f"{wording.number(n, 0, language)} {wording.absence_word(at, language)}" for n, at in counts if n)
    parts = [gettext("Not included: %(list)s.") % {"list": out}] if out else []
    if answer.far and answer.without_far.value is not None:
        names = [row.name for row in scene.rows if row.code in answer.far[:_MOST_NAMED]]
        shown = ", ".join(names) + (" …" if len(answer.far) > _MOST_NAMED else "")
        words = {"n": len(answer.far), "names": shown, "r": wording.number(answer.without_far.value, 2, language)}
        one = "%(names)s lies far from the line; without it r would be %(r)s."
        many = "%(n)s areas lie far from the line (%(names)s); without them r would be %(r)s."
        parts.append(ngettext(one, many, len(answer.far)) % words)
    return " ".join(parts)
