"""SVG as text: elements with escaped attributes and short numbers, nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import numpy.typing as npt

NAMESPACE = "http://www.w3.org/2000/svg"
FONT = "Fira Sans, system-ui, sans-serif"
_WIDTHS = {
    0.22: "‘’", 0.24: "!,.:;·", 0.26: " \u00a0", 0.28: "ij", 0.30: "IJ`l", 0.32: "()[]{}", 0.34: "f", 0.36: "t",
    0.38: "r", 0.40: "\"-|„“”²³", 0.44: "*17z", 0.46: "?s", 0.48: "cx~ç", 0.50: "+235<=>FLvy×−", 0.52: "#/9TZ_gk–°",
    0.54: "$46ESX^aeäéèáà", 0.56: "08CVYåñ", 0.58: "AKPhnouöüø", 0.60: "BRbdpqßÄ", 0.64: "DG", 0.66: "UÜ", 0.68: "HN",
    0.70: "OQÖ", 0.72: "&w", 0.74: "…", 0.78: "M", 0.80: "—", 0.82: "%W", 0.86: "m", 1.02: "@",
}  # fmt: skip
_WIDTH = {sign: width for width, signs in _WIDTHS.items() for sign in signs}
"""Width of each sign of Fira Sans Regular 4.203 as a part of its size (table hmtx, rounded to a fiftieth)."""
_ANY = 0.56


def short(value: float) -> str:
    """A coordinate with a tenth of a pixel, as short as it can be written."""
    text = f"{value:.1f}"
    text = text.removesuffix(".0")
    return "0" if text == "-0" else text


def element(name: str, *content: str, **attributes: object) -> str:
    """One element; `content` is markup. Attributes that are None are left out; ``_`` at the end, ``_`` for ``-``."""
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}={quoteattr(short(value) if isinstance(value, float) else str(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    inner = "".join(content)
    return f"<{name}{written}>{inner}</{name}>" if inner else f"<{name}{written}/>"


def words(text: str) -> str:
    """Text as markup; signs that XML forbids are left out."""
    return escape("".join(sign for sign in text if sign >= " " or sign in "\t\n"))


def group(parts: Iterable[str], **attributes: object) -> str:
    return element("g", *parts, **attributes)


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """About how wide a text is in pixels."""
    return sum(_WIDTH.get(sign, _ANY) for sign in text) * size * (1.02 if bold else 1.0)


def wrap(text: str, size: float, room: float, *, bold: bool = False, most: int = 4) -> list[str]:
    """A text in lines that fit; the last of `most` lines ends with an ellipsis where something is left over."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, bold=bold) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1] + " …"]
    return [fit(line, size, room, bold=bold) for line in lines]


def fit(text: str, size: float, room: float, *, bold: bool = False) -> str:
    """The text, cut with an ellipsis where it is wider than its room."""
    if text_width(text, size, bold=bold) <= room:
        return text
    while len(text) > 1 and text_width(text + "…", size, bold=bold) > room:
        text = text[:-1]
    return text.rstrip() + "…"


def path_of(rings: Iterable[npt.NDArray[np.float64]], *, closed: bool = True) -> str:
    """Path data of rings (each n x 2, in pixels) in tenths of a pixel, relative, without points that do not move."""
    parts: list[str] = []
    for ring in rings:
        points = np.round(ring * 10).astype(np.int64)
        steps = np.diff(points, axis=0)
        moving = steps[(steps != 0).any(axis=1)]
        if not len(moving):
            continue
        drawn = moving[:-1] if closed and len(moving) > 1 else moving
        moves = "l" + " ".join(f"{_tenth(int(x))},{_tenth(int(y))}" for x, y in drawn)
        parts.append(f"M{_tenth(int(points[0][0]))},{_tenth(int(points[0][1]))}{moves}{'z' if closed else ''}")
    return "".join(parts)


def _tenth(value: int) -> str:
    whole, rest = divmod(abs(value), 10)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{rest}" if rest else f"{sign}{whole}"


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn picture: markup, size in pixels, what it is called and what it shows (for those who do not see it)."""

    body: str
    width: float
    height: float
    title: str
    description: str

    def svg(self, *, width: float | None = None) -> str:
        """The whole document; `width` scales it."""
        scale = (width or self.width) / self.width
        return element(
            "svg",
            element("title", words(self.title), id="t"),
            element("desc", words(self.description), id="d"),
            self.body,
            xmlns=NAMESPACE,
            viewBox=f"0 0 {short(self.width)} {short(self.height)}",
            width=float(self.width * scale),
            height=float(self.height * scale),
            role="img",
            aria_labelledby="t d",
            font_family=FONT,
        )
