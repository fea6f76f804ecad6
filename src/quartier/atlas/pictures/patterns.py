"""One pattern for each reason why there is no value: told apart by shape, not by colour (as in map/patterns.ts)."""

from __future__ import annotations

from collections.abc import Iterable

from quartier.atlas import wording
from quartier.atlas.pictures import svg
from quartier.atlas.pictures.palette import Colours

_NAMES = {
    wording.MISSING: "missing",
    wording.NOT_APPLICABLE: "not-applicable",
    wording.SUPPRESSED: "suppressed",
    wording.NOT_RATED: "not-rated",
}
_LINES = {
    wording.NOT_APPLICABLE: "M0,2H8M0,6H8",
    wording.SUPPRESSED: "M0,0L8,8M8,0L0,8",
    wording.NOT_RATED: "M-1,5L5,-1M3,9L9,3",
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
