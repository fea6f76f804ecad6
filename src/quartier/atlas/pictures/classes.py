"""How the values of a picture become classes; the same breaks and the same rules as in the browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.atlas import classes, wording
from quartier.atlas.class_words import ClassWords, parse
from quartier.atlas.models import MapDefault
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
from quartier.atlas.pictures.question import Question
from quartier.catalogue.models import Indicator
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.reader import Reader
from quartier.methods import classify

if TYPE_CHECKING:
    from quartier.atlas.pictures.scene import Scene

Bins = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Classification:
    """`kind`: "breaks" (class i is [b[i-1], b[i])), "codes" (an ordinal indicator) or "sign" (counts as circles)."""

    kind: str
    steps: tuple[float, ...]
    palette: str = ""
    """Word of the address: name of a palette, reversed; "" is the one that goes with the indicator."""
    middle: int | None = None
    """How many classes lie below the midpoint, where there is one."""

    @property
    def count(self) -> int:
        return {"breaks": len(self.steps) + 1, "codes": len(self.steps), "sign": 2}[self.kind]


def classification(
    indicator: Indicator, coverage: dict[str, Any], period: str, question: Question, *, reader: Reader
) -> Classification:
    """The classes that the page would show for this question. Raises InputRejected for words that make none."""
    if indicator.kind == IndicatorKind.COUNT:
        return Classification("sign", ())
    if indicator.kind == IndicatorKind.CLASS:
        palette = dict(class_words(indicator, question)).get("palette", "")
        return Classification("codes", tuple(float(member["code"]) for member in indicator.classes), palette)
    asked = dict(class_words(indicator, question))
    words, palette = parse(asked), asked.get("palette", "")
    if words == ClassWords():
        return Classification("breaks", tuple(coverage["breaks"]), palette)
    place = (indicator.key, coverage["level"], coverage["geography"], coverage["slice"])
    answer = classes.breaks(classes.Scope(*place, "" if words.fixed else period), words, reader=reader)
    middle = answer.breaks.index(answer.mid) + 1 if answer.mid in answer.breaks else None
    return Classification("breaks", tuple(answer.breaks), palette, middle)


def class_words(indicator: Indicator, question: Question) -> tuple[tuple[str, str], ...]:
    """The words of the address, else those that an administrator saved for the indicator."""
    if question.words:
        return question.words
    saved = MapDefault.objects.filter(indicator=indicator).first()
    return tuple(sorted(saved.words.items())) if saved else ()


def bins_of(frame: pd.DataFrame, how: Classification) -> Bins:
    """Class of each unit, or the reason why it has none (`wording.ABSENT`)."""
    values = frame["value"].to_numpy(dtype=np.float64)
    found = _classes(values, how)
    reasons = [wording.absence(int(p), int(f)) for p, f in zip(frame["presence"], frame["flags"], strict=True)]
    absent = np.array([-1 if reason is None else reason for reason in reasons], dtype=np.int64)
    found = np.where(np.isfinite(values), found, wording.MISSING)
    return np.where(absent >= 0, absent, found).astype(np.int64)


def _classes(values: npt.NDArray[np.float64], how: Classification) -> Bins:
    if how.kind == "sign":
        return (values < 0).astype(np.int64)
    if how.kind == "breaks":
        return classify.class_of(values, how.steps)
    at = {code: i for i, code in enumerate(how.steps)}
    return np.array([at.get(value, wording.MISSING) for value in values], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class LegendRow:
    """One line of a legend: class or reason, its colour (None: a pattern), its words, how many units it holds."""

    bin: int
    colour: str | None
    name: str
    count: int


def legend_rows(scene: Scene, theme: Theme) -> list[LegendRow]:
    """All classes, then what has no value and occurs; the counts sum up to the number of units."""
    found = Counter(row.bin for row in scene.rows)
    colours = colours_of(scene, theme)
    language = scene.question.language
    shown: Sequence[int] = range(scene.how.count)
    if scene.how.kind == "sign":
        shown = [0, 1] if 1 in found else [0] if 0 in found else []
    rows = [LegendRow(i, colours[i], class_name(scene, i), found[i]) for i in shown]
    absent = [reason for reason in wording.ABSENT if reason in found]
    return rows + [LegendRow(r, None, wording.absence_word(r, language), found[r]) for r in absent]


def colours_of(scene: Scene, theme: Theme) -> list[str]:
    """A colour a class: the palette of the address, else the one that goes with the indicator."""
    indicator, n = scene.indicator, scene.how.count
    if scene.how.kind == "sign":
        return symbol_colours(indicator.polarity, theme)
    looks = [look for look in scene.how.palette.split(",") if look]
    signed = scene.how.middle is not None
    named = next((look for look in looks if look in PALETTES), "")
    palette = named or palette_of(indicator.polarity, signed=signed)
    if palette == "varied":
        shades = varied(n)
    elif palette in DIVERGING:
        shades = diverging(palette, n, scene.how.middle, theme)
    else:
        shades = sequential(palette, n, theme)
    return shades[::-1] if "reversed" in looks else shades


def class_name(scene: Scene, at: int) -> str:
    language = scene.question.language
    if scene.how.kind == "breaks":
        return wording.range_name(at, scene.how.steps, scene.indicator, language)
    if scene.how.kind == "codes":
        return wording.class_name_of_code(scene.how.steps[at], scene.indicator, language)
    return wording.sign_word(at, language)
