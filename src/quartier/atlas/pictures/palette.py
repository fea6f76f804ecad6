"""Colours of the server's pictures: the very ones of the browser (frontend/src/model/palette.ts, map/theme.ts).

Each ramp runs light to dark in even steps of lightness in OKLab (Ottosson 2020, "A perceptual color space for image
processing"). tests/unit/atlas/test_palette.py runs both and compares.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from quartier.kernel.declared import IndicatorKind, Polarity

Triple = tuple[float, float, float]


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"
    PRINT = "print"
    """Like light, on white, with nothing that only a screen needs."""


RAMPS: dict[str, dict[str, tuple[str, ...]]] = {
    "burden": {
        "light": ("#f3ecdd", "#d2b78f", "#ba7c4f", "#97403e", "#60123d"),
        "dark": ("#c6bdaa", "#ab936d", "#9a6239", "#803130", "#520e33"),
    },
    "other": {
        "light": ("#e5f0e7", "#a2c8c0", "#609fa6", "#287390", "#1a446f"),
        "dark": ("#b4c2b6", "#7da199", "#457f86", "#145a74", "#0b345c"),
    },
}


@dataclass(frozen=True, slots=True)
class Colours:
    """Everything in a picture that is not a class."""

    page: str
    ink: str
    muted: str
    rule: str
    accent: str
    ground: str
    border: str
    outline: str
    halo: str
    text: str
    empty: str
    hatch: str
    hatch_ground: str
    selected: tuple[str, ...]
    water: str
    rail: str
    road: str
    green: str


_LIGHT = Colours(
    page="#ffffff", ink="#171a2b", muted="#545b6b", rule="#dfe3e8", accent="#12325e", ground="#f4f6f8",
    border="#ffffff", outline="#5d6470", halo="#ffffff", text="#20252e", empty="#e9ecf0", hatch="#9aa5b4",
    hatch_ground="#f2f4f6", selected=("#12325e", "#a32a38", "#00695f", "#7a3fa0", "#8a5a00"),
    water="#a9c9dd", rail="#6f7885", road="#9aa2ad", green="#cfdcc6",
)  # fmt: skip
_DARK = Colours(
    page="#15181d", ink="#eef1f5", muted="#a9b1be", rule="#333943", accent="#9cc2ff", ground="#1f242c",
    border="#14171c99", outline="#0a0c10", halo="#0f1217", text="#eef1f5", empty="#343b46", hatch="#6f7a89",
    hatch_ground="#2a303a", selected=("#9cc2ff", "#ff9aa0", "#6fd8c8", "#d3a8f5", "#f0c060"),
    water="#3f6f8d", rail="#8b94a2", road="#5a626e", green="#33402f",
)  # fmt: skip


def colours(theme: Theme) -> Colours:
    return _DARK if theme is Theme.DARK else _LIGHT


def _side(theme: Theme) -> str:
    return "dark" if theme is Theme.DARK else "light"


def ramp(n: int, polarity: str, theme: Theme) -> list[str]:
    """`n` colours, light to dark."""
    anchors = RAMPS["burden" if polarity == Polarity.BURDEN else "other"][_side(theme)]
    if n == 1:
        return [anchors[2]]
    return [_along(anchors, i / (n - 1) * (len(anchors) - 1)) for i in range(n)]


def symbol_colours(polarity: str, theme: Theme) -> list[str]:
    """Colour of the circles of counts, and of negative ones."""
    warm, cool = RAMPS["burden"][_side(theme)][3], RAMPS["other"][_side(theme)][3]
    return [warm, cool] if polarity == Polarity.BURDEN else [cool, warm]


def class_colours(kind: str, polarity: str, n: int, theme: Theme) -> list[str]:
    return symbol_colours(polarity, theme) if kind == IndicatorKind.COUNT else ramp(n, polarity, theme)


def _along(anchors: tuple[str, ...], at: float) -> str:
    low = min(math.floor(at), len(anchors) - 2)
    return _mix(anchors[low], anchors[low + 1], at - low)


def _mix(a: str, b: str, share: float) -> str:
    if share in (0, 1):
        return b if share else a
    x, y = to_lab(a), to_lab(b)
    return _from_lab((x[0] + (y[0] - x[0]) * share, x[1] + (y[1] - x[1]) * share, x[2] + (y[2] - x[2]) * share))


def to_lab(colour: str) -> Triple:
    """sRGB (#rrggbb) to OKLab."""
    r, g, b = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    long = math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    medium = math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    short = math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
        0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
    )


def _linear(c: float) -> float:
    return c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4


def _from_lab(lab: Triple) -> str:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    )
    return "#" + "".join(f"{_byte(c):02x}" for c in linear)


def _byte(c: float) -> int:
    v = 12.92 * c if c <= 0.0031308 else 1.055 * max(c, 0.0) ** (1 / 2.4) - 0.055
    return math.floor(min(1.0, max(0.0, v)) * 255 + 0.5)
