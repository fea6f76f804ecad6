"""Colours of the server's pictures: the very ones of the browser (frontend/src/model/palette.ts, map/theme.ts).

tests/unit/atlas/test_palette.py runs both and compares.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from quartier.atlas.pictures.oklab import from_lch, mix
from quartier.kernel.declared import Polarity

Stops = tuple[str, ...]


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"
    PRINT = "print"
    """Like light, on white, with nothing that only a screen needs."""


SEQUENTIAL: dict[str, tuple[tuple[float, float], ...]] = {
    "rust": ((0.025, 85), (0.075, 78), (0.105, 58), (0.12, 25), (0.115, 350)),
    "ocean": ((0.02, 150), (0.05, 180), (0.07, 205), (0.09, 230), (0.1, 252)),
    "violet": ((0.015, 330), (0.06, 325), (0.1, 318), (0.125, 308), (0.12, 295)),
    "moss": ((0.03, 110), (0.08, 115), (0.1, 125), (0.1, 140), (0.075, 155)),
    "grey": ((0.004, 250), (0.004, 250), (0.004, 250), (0.004, 250), (0.004, 250)),
}
"""Five stops of chroma and hue, light to dark, with even steps of lightness."""
_LIGHTNESS = {"light": (0.92, 0.32), "dark": (0.85, 0.42)}
DIVERGING = {
    "ocean-rust": ("ocean", "rust"),
    "rust-ocean": ("rust", "ocean"),
    "moss-violet": ("moss", "violet"),
    "violet-moss": ("violet", "moss"),
}
_VARIED = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#5e3c1c", "#b8b8b8")
"""Okabe and Ito (2008), "Color universal design", for classes without an order."""
PALETTES = (*SEQUENTIAL, *DIVERGING, "varied")


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
    veil: str
    """Lines over a class whose figure may be chance; the last two digits are the opacity."""
    selected: tuple[str, ...]
    water: str
    rail: str
    road: str
    green: str


_LIGHT = Colours(
    page="#ffffff", ink="#171a2b", muted="#545b6b", rule="#dfe3e8", accent="#12325e", ground="#f6f8fa",
    border="#ffffff", outline="#5d6470", halo="#ffffff", text="#20252e", empty="#eceff3", hatch="#9aa5b4",
    hatch_ground="#f2f4f6", veil="#20252ea0", selected=("#12325e", "#a32a38", "#00695f", "#7a3fa0", "#8a5a00"),
    water="#a9c9dd", rail="#6f7885", road="#9aa2ad", green="#cfdcc6",
)  # fmt: skip
_DARK = Colours(
    page="#15181d", ink="#eef1f5", muted="#a9b1be", rule="#333943", accent="#9cc2ff", ground="#0e1116",
    border="#0e1116", outline="#0a0c10", halo="#0f1217", text="#eef1f5", empty="#272d36", hatch="#6f7a89",
    hatch_ground="#20262e", veil="#0d1017b0", selected=("#9cc2ff", "#ff9aa0", "#6fd8c8", "#d3a8f5", "#f0c060"),
    water="#3f6f8d", rail="#8b94a2", road="#5a626e", green="#33402f",
)  # fmt: skip


PAGE = Colours(
    page="var(--page)", ink="var(--ink)", muted="var(--muted)", rule="var(--rule)", accent="var(--accent)",
    ground="var(--quiet)", border="var(--page)", outline="var(--muted)", halo="var(--page)", text="var(--ink)",
    empty="var(--map-empty)", hatch="var(--muted)", hatch_ground="var(--quiet)", veil="#545b6ba0",
    selected=tuple(f"var(--chosen-{i})" for i in range(5)), water="var(--rule)", rail="var(--rule)",
    road="var(--rule)", green="var(--rule)",
)  # fmt: skip
"""For drawings within a page: they follow its theme."""


def colours(theme: Theme) -> Colours:
    return _DARK if theme is Theme.DARK else _LIGHT


def _side(theme: Theme) -> str:
    return "dark" if theme is Theme.DARK else "light"


def palette_of(polarity: str, *, signed: bool) -> str:
    """What goes with an indicator: warm for burden alone; with a midpoint the warm side is the one of burden."""
    if not signed:
        return "rust" if polarity == Polarity.BURDEN else "ocean"
    return {Polarity.BURDEN: "ocean-rust", Polarity.RELIEF: "rust-ocean"}.get(Polarity(polarity), "moss-violet")


def sequential(palette: str, n: int, theme: Theme) -> list[str]:
    """`n` colours, light to dark."""
    stops = _stops(palette, _side(theme))
    if n == 1:
        return [stops[2]]
    return [_along(stops, i / (n - 1)) for i in range(n)]


def diverging(palette: str, n: int, below: int | None, theme: Theme) -> list[str]:
    """`n` colours, the first `below` of them on the lower arm; both arms grow darker with the distance from the middle.

    Without `below` the middle of an odd number is neutral.
    """
    lower, upper = (_stops(arm, _side(theme)) for arm in DIVERGING[palette])
    if below is None:
        return [_apart(lower, upper, i, n) for i in range(n)]
    far = max(below, n - below, 2)
    return [_along(lower, (below - i) / far) if i < below else _along(upper, (i - below + 1) / far) for i in range(n)]


def _apart(lower: Stops, upper: Stops, i: int, n: int) -> str:
    away, far, shift = i - (n - 1) / 2, max(1.0, (n - 1) / 2), 0.0 if n % 2 else 0.5
    if away == 0:
        return mix(lower[0], upper[0], 0.5)
    return _along(lower if away < 0 else upper, (abs(away) + shift) / (far + shift))


def varied(n: int) -> list[str]:
    """`n` colours without an order."""
    return [_VARIED[i % len(_VARIED)] for i in range(n)]


def change_colours(n: int, polarity: str, theme: Theme) -> list[str]:
    """Classes of change, from much less to much more, around a neutral middle; the warm side is that of burden."""
    return diverging(palette_of(polarity, signed=True), n, None, theme)


_NINE = ("#e8e8e8", "#ace4e4", "#5ac8c8", "#dfb0d6", "#a5add3", "#5698b9", "#be64ac", "#8c62aa", "#3b4994")
_NINE_DARK = ("#c3c6c9", "#92c6c6", "#47a9a9", "#c394ba", "#8a93ba", "#447f9e", "#a34f92", "#754f91", "#2c3a80")


def bivariate_colours(theme: Theme) -> Stops:
    """Nine fields, row by row: across the first indicator from low to high, upwards the second (after Stevens 2015)."""
    return _NINE_DARK if theme is Theme.DARK else _NINE


def symbol_colours(polarity: str, theme: Theme) -> list[str]:
    """Colour of the circles of counts, and of negative ones."""
    warm, cool = _stops("rust", _side(theme))[3], _stops("ocean", _side(theme))[3]
    return [warm, cool] if polarity == Polarity.BURDEN else [cool, warm]


@cache
def _stops(palette: str, side: str) -> Stops:
    start, end = _LIGHTNESS[side]
    stops = SEQUENTIAL[palette]
    return tuple(from_lch(start + ((end - start) * i) / 4, chroma, hue) for i, (chroma, hue) in enumerate(stops))


def _along(stops: Stops, share: float) -> str:
    at = share * (len(stops) - 1)
    low = min(math.floor(at), len(stops) - 2)
    return mix(stops[low], stops[low + 1], at - low)
