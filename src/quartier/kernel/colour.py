"""Colours as sRGB triples: contrast by WCAG 2.2, and the shade of a colour that can be read on a ground."""

from __future__ import annotations

import re

Colour = tuple[int, int, int]
WHITE: Colour = (255, 255, 255)
NIGHT: Colour = (21, 24, 29)
"""The page of the dark theme (``--page`` in base.css)."""


def parse_colour(text: str) -> Colour | None:
    """``#rrggbb`` as red, green, blue; None where it is something else."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        return None
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def hexadecimal(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2, "relative luminance")."""
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2.2, "contrast ratio")."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def lightened(colour: Colour, ground: Colour, least: float) -> Colour:
    """The colour, mixed with white in steps of 5 % until its contrast to a dark ground is `least`."""
    for step in range(21):
        mixed = tuple(round(part + (255 - part) * step / 20) for part in colour)
        made = (mixed[0], mixed[1], mixed[2])
        if contrast(made, ground) >= least:
            return made
    return WHITE
