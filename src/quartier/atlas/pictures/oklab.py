"""Colours as the eye orders them: OKLab (Ottosson 2020, "A perceptual color space for image processing").

The browser's twin is frontend/src/model/oklab.ts; the order of operations is the same, so that bytes agree.
"""

from __future__ import annotations

import math

Triple = tuple[float, float, float]


def mix(a: str, b: str, share: float) -> str:
    """`share` of the way from a to b (#rrggbb), straight in OKLab."""
    if share in (0, 1):
        return b if share else a
    x, y = to_lab(a), to_lab(b)
    return _from_lab((x[0] + (y[0] - x[0]) * share, x[1] + (y[1] - x[1]) * share, x[2] + (y[2] - x[2]) * share))


def from_lch(lightness: float, chroma: float, hue: float) -> str:
    """The colour of this lightness, chroma and hue (degrees); chroma gives way where the screen cannot show it."""
    angle = hue * math.pi / 180
    c = chroma
    while c > 0.001:
        lab = (lightness, c * math.cos(angle), c * math.sin(angle))
        if all(-0.0005 <= v <= 1.0005 for v in _to_linear(lab)):
            return _from_lab(lab)
        c *= 0.97
    return _from_lab((lightness, 0.0, 0.0))


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


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2."""
    r, g, b = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _linear(c: float) -> float:
    return float(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4)


def _to_linear(lab: Triple) -> Triple:
    lightness, a, b = lab
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short,
    )


def _from_lab(lab: Triple) -> str:
    return "#" + "".join(f"{_byte(c):02x}" for c in _to_linear(lab))


def _byte(c: float) -> int:
    v = 12.92 * c if c <= 0.0031308 else 1.055 * max(c, 0.0) ** (1 / 2.4) - 0.055
    return math.floor(min(1.0, max(0.0, v)) * 255 + 0.5)
