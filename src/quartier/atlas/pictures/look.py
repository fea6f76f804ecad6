"""What a class looks like: a colour, and a texture over it where one is wanted (the browser's twin: look.ts)."""

from __future__ import annotations

import math
from dataclasses import dataclass

from quartier.atlas.pictures.classes import Classification
from quartier.atlas.pictures.oklab import luminance
from quartier.atlas.pictures.palette import (
    DIVERGING,
    PALETTES,
    Theme,
    diverging,
    palette_of,
    sequential,
    symbol_colours,
    varied,
)

_DARK_INK, _LIGHT_INK = "#171a2b", "#ffffff"
_DENSEST = 8


@dataclass(frozen=True, slots=True)
class Texture:
    """By name: "step-0" to "step-8" grow denser with the class, "fall-..." lean the other way; others are special."""

    name: str
    ink: str


@dataclass(frozen=True, slots=True)
class Look:
    """Index = bin."""

    colours: tuple[str, ...]
    textures: tuple[Texture | None, ...]


def look_of(how: Classification, polarity: str, theme: Theme) -> Look:
    """Colours and textures of all classes, the special ones behind the others."""
    if how.kind == "sign":
        return Look(tuple(symbol_colours(polarity, theme)), (None, None))
    words = [word for word in how.palette.split(",") if word]
    colours = _colours(how, words, polarity, theme)
    n = how.plain
    textures = [_step(i, n, how.turn, shade) if "hatched" in words else None for i, shade in enumerate(colours)]
    first, last = colours[0], colours[-1]
    zero = "#e8ebef" if theme is Theme.DARK else "#ffffff"
    for name in how.special:
        shade = {"zero": zero, "low": first, "high": last}[name]
        colours.append(shade)
        textures.append(Texture(name, ink_on(shade)))
    return Look(tuple(colours), tuple(textures))


def _colours(how: Classification, words: list[str], polarity: str, theme: Theme) -> list[str]:
    signed = how.kind == "breaks" and (how.mid is not None or how.target is not None)
    named = next((word for word in words if word in PALETTES), "")
    palette, n = named or palette_of(polarity, signed=signed), how.plain
    backwards = "reversed" in words
    if palette == "varied":
        return varied(n)
    if palette not in DIVERGING:
        shades = sequential(palette, n, theme)
        return shades[::-1] if backwards else shades
    # reversed, the arms change sides; how far a class is from the middle stays
    arms = "-".join(reversed(palette.split("-"))) if backwards else palette
    return diverging(arms, n, how.turn, theme)


def _step(i: int, n: int, below: int | None, shade: str) -> Texture:
    """The darker the class, the denser; on each side of a midpoint from the middle outwards."""
    ink = ink_on(shade)
    if below is None:
        return Texture(f"step-{_density(i, n - 1)}", ink)
    far = max(below, n - below, 2) - 1
    if i < below:
        return Texture(f"fall-{_density(below - 1 - i, far)}", ink)
    return Texture(f"step-{_density(i - below, far)}", ink)


def _density(i: int, far: int) -> int:
    return math.floor(_DENSEST * i / max(1, far) + 0.5)


def ink_on(shade: str) -> str:
    """Ink that shows on a colour."""
    return _DARK_INK if luminance(shade) > 0.3 else _LIGHT_INK
