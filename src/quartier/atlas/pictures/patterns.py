"""Patterns of map and legend: reasons why there is no value, and textures over classes (as in map/patterns.ts)."""

from __future__ import annotations

from collections.abc import Iterable

from quartier.atlas import wording
from quartier.atlas.pictures import svg
from quartier.atlas.pictures.look import Look, Texture
from quartier.atlas.pictures.palette import Colours

_NAMES = {
    wording.MISSING: "missing",
    wording.NOT_APPLICABLE: "not-applicable",
    wording.SUPPRESSED: "suppressed",
    wording.NOT_RATED: "not-rated",
    wording.ZERO_BASE: "zero-base",
    wording.NOT_COMPARABLE: "not-comparable",
}
_LINES = {
    wording.NOT_APPLICABLE: "M0,2H8M0,6H8",
    wording.SUPPRESSED: "M0,0L8,8M8,0L0,8",
    wording.NOT_RATED: "M-1,5L5,-1M3,9L9,3",
    wording.ZERO_BASE: "M2,0V8M6,0V8",
    wording.NOT_COMPARABLE: "M0,2H3.2M4,6H7.2",
}


def fill(reason: int, prefix: str) -> str:
    """What a shape with this reason is filled with."""
    return f"url(#{prefix}-{_NAMES[reason]})"


def definitions(reasons: Iterable[int], colours: Colours, prefix: str) -> str:
    """The patterns that a picture uses."""
    return "".join(_pattern(reason, colours, prefix) for reason in reasons)


def _pattern(reason: int, colours: Colours, prefix: str) -> str:
    field = svg.element("rect", width=8, height=8, fill=colours.hatch_ground)
    if reason == wording.MISSING:
        dots = [svg.element("circle", cx=x, cy=x, r=0.75, fill=colours.hatch) for x in (2, 6)]
        drawn = "".join(dots)
    else:
        drawn = svg.element("path", d=_LINES[reason], stroke=colours.hatch, stroke_width=0.75, fill="none")
    return svg.element(
        "pattern", field, drawn, id=f"{prefix}-{_NAMES[reason]}", width=8, height=8, patternUnits="userSpaceOnUse"
    )


def veil(colours: Colours, prefix: str) -> str:
    """The pattern over a colour that may be chance: the lines of what is not rated, without their field."""
    lines = svg.element(
        "path", d=_LINES[wording.NOT_RATED], fill="none", stroke=colours.veil[:7], stroke_width=0.75,
        stroke_opacity=f"{int(colours.veil[7:], 16) / 255:.2f}",
    )  # fmt: skip
    return svg.element("pattern", lines, id=f"{prefix}-veil", width=8, height=8, patternUnits="userSpaceOnUse")


def class_fill(at: int, look: Look, prefix: str) -> str:
    """What a class is filled with: its colour, or the texture over it."""
    return f"url(#{prefix}-class-{at})" if look.textures[at] else look.colours[at]


def class_definitions(look: Look, prefix: str) -> str:
    """The textures that a picture uses, each on the colour of its class."""
    return "".join(
        svg.element(
            "pattern", svg.element("rect", width=16, height=16, fill=shade), _marks(texture), id=f"{prefix}-class-{at}",
            width=8, height=8, viewBox="0 0 16 16", patternUnits="userSpaceOnUse",
        )
        for at, (shade, texture) in enumerate(zip(look.colours, look.textures, strict=True))
        if texture
    )  # fmt: skip


_SPECIAL = {"low": "M3.2,5.6L8,11.2L12.8,5.6", "high": "M3.2,10.4L8,4.8L12.8,10.4"}


def _marks(texture: Texture) -> str:
    kind, _, density = texture.name.partition("-")
    if kind == "zero":
        return svg.element("circle", cx=8, cy=8, r=3.2, fill="none", stroke=texture.ink, stroke_width=1.6)
    if kind in _SPECIAL:
        return svg.element("path", d=_SPECIAL[kind], fill="none", stroke=texture.ink, stroke_width=1.6)
    if not int(density):
        return ""
    lines = 2 if int(density) > 4 else 1
    shifts = [i * 16 / lines for i in range(-lines, lines + 1)]
    ends = (-2, 18) if kind == "fall" else (18, -2)
    d = "".join(f"M{svg.short(s - 2)},{ends[0]}L{svg.short(s + 18)},{ends[1]}" for s in shifts)
    width = 0.7 + 0.28 * int(density)
    return svg.element("path", d=d, stroke=texture.ink, stroke_width=f"{width:.2f}", stroke_opacity="0.75")
