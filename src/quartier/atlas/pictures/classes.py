"""How the values of a picture become classes: the breaks of the server, the rules of the browser (classify.ts)."""

from __future__ import annotations

import bisect
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.atlas import class_words, classes, wording
from quartier.atlas.class_words import DEFAULT_K, OWN, TARGET, ClassWords, Target
from quartier.atlas.models import MapDefault
from quartier.atlas.pictures.question import Question
from quartier.catalogue.models import Indicator
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.reader import Reader
from quartier.methods import classify
from quartier.methods.schemes import Method

if TYPE_CHECKING:
    from quartier.atlas.pictures.scene import Scene

Bins = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Classification:
    """`kind`: "breaks" (class i is [b[i-1], b[i])), "codes" (an ordinal indicator) or "sign" (counts as circles).

    Behind the classes between the breaks stand special ones: zero, outliers below and above the fences.
    """

    kind: str
    steps: tuple[float, ...]
    palette: str = ""
    """Word of the address: name of a palette, reversed, hatched; "" is what goes with the indicator."""
    zero: bool = False
    fences: tuple[float, float] | None = None
    mid: float | None = None
    target: float | None = None
    at_most: bool = False

    @property
    def plain(self) -> int:
        """Classes without the special ones."""
        return {"breaks": len(self.steps) + 1, "codes": len(self.steps), "sign": 2}[self.kind]

    @property
    def special(self) -> dict[str, int]:
        """Bins of the special classes."""
        if self.kind != "breaks":
            return {}
        names = [*(["zero"] if self.zero else []), *(["low", "high"] if self.fences else [])]
        return {name: self.plain + i for i, name in enumerate(names)}

    @property
    def turn(self) -> int | None:
        """How many classes lie below midpoint or target; None where there is neither."""
        at = self.target if self.target is not None else self.mid
        if self.kind != "breaks" or at is None:
            return None
        found = bisect.bisect_left(self.steps, at)
        return len(self.steps) if found == len(self.steps) else found + 1

    @property
    def order(self) -> list[int]:
        """All classes in the order of their values, for a legend."""
        plain = list(range(self.plain))
        special = self.special
        if "zero" in special:
            plain.insert(bisect.bisect_right(self.steps, 0.0), special["zero"])
        return [
            *([special["low"]] if "low" in special else []),
            *plain,
            *([special["high"]] if "high" in special else []),
        ]


def classification(
    indicator: Indicator, coverage: dict[str, Any], period: str, question: Question, *, reader: Reader
) -> Classification:
    """The classes that the page would show for this question. Raises InputRejected for words that make none."""
    asked = dict(class_words_of(indicator, question))
    words, palette = class_words.parse(asked), asked.get("palette", "")
    if indicator.kind == IndicatorKind.COUNT:
        return Classification("sign", ())
    if indicator.kind == IndicatorKind.CLASS:
        return Classification("codes", tuple(float(member["code"]) for member in indicator.classes), palette)
    if _proposal(words):
        return Classification("breaks", tuple(coverage["breaks"]), palette)
    place = (indicator.key, coverage["level"], coverage["geography"], coverage["slice"])
    answer = classes.breaks(classes.Scope(*place, "" if words.fixed else period), words, reader=reader)
    own = words.method == OWN and answer.mid is not None and answer.mid not in answer.breaks
    steps = sorted([*answer.breaks, answer.mid]) if own and answer.mid is not None else answer.breaks
    target = _target(words, indicator)
    return Classification(
        "breaks", tuple(steps), palette, "zero" in words.apart, answer.fences, answer.mid,
        target.value if target else None, target.at_most(indicator.polarity) if target else False,
    )  # fmt: skip


def _proposal(words: ClassWords) -> bool:
    """Nothing has to be computed: the breaks that stand at the release."""
    usual = words.method in ("", Method.ROUNDED) and words.k == DEFAULT_K and words.fixed
    return usual and words.mid == "" and not words.apart


def _target(words: ClassWords, indicator: Indicator) -> Target | None:
    if words.method != TARGET and words.mid != TARGET:
        return None
    return words.target or (Target(indicator.target) if indicator.target is not None else None)


def class_words_of(indicator: Indicator, question: Question) -> tuple[tuple[str, str], ...]:
    """The words of the address, else those that an administrator saved for the indicator."""
    if question.words:
        return question.words
    saved = MapDefault.objects.filter(indicator=indicator).first()
    return tuple(sorted(saved.words.items())) if saved else ()


def bins_of(frame: pd.DataFrame, how: Classification) -> Bins:
    """Class of each unit, or the reason why it has none (`wording.ABSENT`)."""
    values = frame["value"].to_numpy(dtype=np.float64)
    found = np.where(np.isfinite(values), _classes(values, how), wording.MISSING)
    reasons = [wording.absence(int(p), int(f)) for p, f in zip(frame["presence"], frame["flags"], strict=True)]
    absent = np.array([-1 if reason is None else reason for reason in reasons], dtype=np.int64)
    return np.where(absent >= 0, absent, found).astype(np.int64)


def _classes(values: npt.NDArray[np.float64], how: Classification) -> Bins:
    if how.kind == "sign":
        return (values < 0).astype(np.int64)
    if how.kind == "codes":
        at = {code: i for i, code in enumerate(how.steps)}
        return np.array([at.get(value, wording.MISSING) for value in values], dtype=np.int64)
    found, special = classify.class_of(values, how.steps), how.special
    if how.fences:
        found = np.where(values < how.fences[0], special["low"], found)
        found = np.where(values > how.fences[1], special["high"], found)
    # zero goes before an outlier: it is a statement of its own
    return np.where(values == 0, special["zero"], found) if how.zero else found


@dataclass(frozen=True, slots=True)
class LegendRow:
    """One line of a legend: class or reason, its words, how many units it holds."""

    bin: int
    name: str
    count: int


def legend_rows(scene: Scene) -> list[LegendRow]:
    """All classes, then what has no value and occurs; the counts sum up to the units that are looked at."""
    found = Counter(row.bin for row in scene.rows)
    shown: Iterable[int] = scene.how.order
    if scene.how.kind == "sign":
        shown = [0, 1] if 1 in found else [0] if 0 in found else []
    absent = [reason for reason in wording.ABSENT if reason in found]
    return [LegendRow(at, class_name(scene, at), found[at]) for at in [*shown, *absent]]


def class_name(scene: Scene, at: int) -> str:
    """A class or a reason in words."""
    language, how = scene.question.language, scene.how
    if at >= wording.MISSING:
        return wording.absence_word(at, language)
    if how.kind == "codes":
        return wording.class_name_of_code(how.steps[at], scene.indicator, language)
    if how.kind == "sign":
        return wording.sign_word(at, language)
    special = next((name for name, one in how.special.items() if one == at), "")
    if special:
        edge = 0.0 if special == "zero" or how.fences is None else how.fences[special == "high"]
        return wording.special_name(special, edge, scene.indicator, language)
    return wording.range_name(
        at, how.steps, scene.indicator, language, target=how.target, at_most=how.at_most, plus=scene.signed
    )
