"""Two indicators on one map: both cut in thirds, nine fields (frontend/src/model/bivariate.ts)."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace

from django.utils.translation import gettext, override

from quartier.atlas.pictures import frame, svg
from quartier.atlas.pictures import map as maps
from quartier.atlas.pictures.classes import Classification
from quartier.atlas.pictures.look import Look
from quartier.atlas.pictures.other import compared, dates, other_scene
from quartier.atlas.pictures.palette import bivariate_colours
from quartier.atlas.pictures.scene import Row, Scene
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.reader import Reader
from quartier.kernel.text import LANGUAGES
from quartier.methods.classify import class_of

BOTH_HIGH = 8


def draw(scene: Scene, *, reader: Reader) -> svg.Picture:
    """The picture. Raises NotFound without a second indicator, InputRejected for ordinal classes."""
    other = other_scene(scene, reader=reader)
    # thirds of all units, as the page has them, so that a filter does not move them
    everything = replace(scene, rows=tuple(replace(row, bin=0) for row in scene.rows))
    made = bivariate_scene(scene, other, compared(everything, other, reader=reader).breaks)
    language = scene.question.language
    look = Look(tuple(bivariate_colours(scene.question.theme)), (None,) * 9)
    with override(language):
        notes = (
            gettext("Each indicator is cut into three groups with the same number of areas."),
            gettext("What holds for areas need not hold for the people in them."),
        )
    subtitle = f"{scene.level.plural.get(language)} · {dates(scene, other)}"
    source = frame.credit(other.indicator.source, other.release, language, other.name)
    square = maps.Nine(scene.name, other.name)
    return maps.draw(made, maps.Extras(subtitle, notes, (source,), look, square=square))


def bivariate_scene(scene: Scene, other: Scene, breaks: tuple[list[float], list[float]]) -> Scene:
    """Nine fields as classes of one picture. Where one has no value, its reason shows."""
    rows = tuple(
        replace(a, value=float(at), lower=None, upper=None, bin=at)
        for a, b in zip(scene.rows, other.rows, strict=True)
        for at in [field_of(a, b, breaks)]
    )
    asides = tuple(
        f"{scene.measured(a.value)}; {other.name} {other.measured(b.value)}" if row.known else ""
        for row, a, b in zip(rows, scene.rows, other.rows, strict=True)
    )
    indicator = copy.copy(scene.indicator)
    indicator.kind = IndicatorKind.CLASS
    indicator.classes = [
        {"code": code, "name": {one: field_name(code, scene.name, other.name, one) for one in LANGUAGES}}
        for code in range(9)
    ]
    language = scene.question.language
    n = sum(row.bin == BOTH_HIGH for row in rows)
    with override(language):
        units = (scene.level.name if n == 1 else scene.level.plural).get(language)
        words = {"x": scene.name, "y": other.name, "n": n, "units": units}
        heading = gettext("%(x)s and %(y)s, both high: %(n)s %(units)s") % words
    how = Classification("codes", tuple(float(code) for code in range(9)))
    return replace(scene, indicator=indicator, how=how, rows=rows, heading=heading, asides=asides)


def field_of(a: Row, b: Row, breaks: tuple[Sequence[float], Sequence[float]]) -> int:
    """Field of two figures: across the first, upwards the second, counted row by row; or why there is none."""
    for row in (a, b):
        if not row.known:
            return row.bin
    x, y = (_third(int(class_of([row.value], one)[0]), one) for row, one in zip((a, b), breaks, strict=True))
    return y * 3 + x


def _third(at: int, breaks: Sequence[float]) -> int:
    """With fewer breaks (many equal values) the highest class stays the highest."""
    return at if len(breaks) >= 2 else at * 2 if len(breaks) == 1 else 1


def field_name(code: int, x: str, y: str, language: str) -> str:
    """The two in words: SGB II rate high, turnout low."""
    with override(language):
        steps = [gettext("low"), gettext("medium (of three groups)"), gettext("high")]
    return f"{x} {steps[code % 3]}, {y} {steps[code // 3]}"
