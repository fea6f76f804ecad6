"""Results that may be undefined: a number, or NaN together with the reason why there is none.

Undefined is never 0 and never an exception: a constant indicator, an empty group, an island are facts about the data.
An input that contradicts itself (a group larger than its total, a negative count) is rejected instead, with all its
problems at once (`kernel.errors.InputRejected`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.text import Text

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


class Reason(StrEnum):
    """Why a result is undefined. The text is stable: it stands in files, in the API and in messages."""

    MISSING = "missing"
    SUPPRESSED = "suppressed"
    EXCLUDED = "excluded"
    CONSTANT = "constant"
    TOO_FEW_UNITS = "too-few-units"
    TOO_FEW_INDICATORS = "too-few-indicators"
    TOO_FEW_PERIODS = "too-few-periods"
    ZERO_DENOMINATOR = "zero-denominator"
    NOT_POSITIVE = "not-positive"
    EMPTY_GROUP = "empty-group"
    WHOLE_POPULATION = "whole-population"
    EQUAL_AREAS = "equal-areas"
    NO_NEIGHBOURS = "no-neighbours"
    NO_TRANSITIONS = "no-transitions"
    NO_REFERENCE = "no-reference"
    NOT_COMPARABLE = "not-comparable"
    SINGULAR = "singular"
    UNBOUNDED = "unbounded"
    NOT_CONVERTIBLE = "not-convertible"
    NO_WEIGHTS = "no-weights"
    NO_SOURCE = "no-source"
    NOT_APPLICABLE = "not-applicable"


EXPLANATIONS: dict[Reason, Text] = {
    Reason.MISSING: Text("Ein Ausgangswert fehlt.", "An input value is missing."),
    Reason.SUPPRESSED: Text("Ein Ausgangswert ist geheim gehalten.", "An input value is suppressed."),
    Reason.EXCLUDED: Text(
        "Die Raumeinheit ist von der Bewertung ausgenommen (z. B. zu wenige Menschen).",
        "The unit is not rated (for instance too few residents).",
    ),
    Reason.CONSTANT: Text(
        "Alle Raumeinheiten haben denselben Wert; Unterschiede lassen sich nicht messen.",
        "All units have the same value; there is no difference to measure.",
    ),
    Reason.TOO_FEW_UNITS: Text("Zu wenige Raumeinheiten für dieses Verfahren.", "Too few units for this method."),
    Reason.TOO_FEW_INDICATORS: Text("Zu wenige Indikatoren liegen vor.", "Too few indicators are available."),
    Reason.TOO_FEW_PERIODS: Text("Zu wenige Zeitpunkte für dieses Verfahren.", "Too few periods for this method."),
    Reason.ZERO_DENOMINATOR: Text("Die Bezugsgröße ist null.", "The denominator is zero."),
    Reason.NOT_POSITIVE: Text(
        "Das Verfahren braucht Werte größer als null.", "The method needs values greater than zero."
    ),
    Reason.EMPTY_GROUP: Text("Die Gruppe hat keine Mitglieder.", "The group has no members."),
    Reason.WHOLE_POPULATION: Text("Alle gehören zur Gruppe; es gibt keinen Rest.", "Everybody belongs to the group."),
    Reason.EQUAL_AREAS: Text("Alle Flächen sind gleich groß.", "All areas are of equal size."),
    Reason.NO_NEIGHBOURS: Text("Die Raumeinheit hat keine Nachbarn.", "The unit has no neighbours."),
    Reason.NO_TRANSITIONS: Text("Aus dieser Klasse gab es keine Übergänge.", "No transition started in this class."),
    Reason.NO_REFERENCE: Text("Ein Vergleichswert fehlt.", "There is no reference value."),
    Reason.NOT_COMPARABLE: Text(
        "Die Werte sind nicht vergleichbar (Definition oder Gebietsstand geändert).",
        "The values are not comparable (definition or boundaries changed).",
    ),
    Reason.SINGULAR: Text("Die Gleichungen haben keine eindeutige Lösung.", "The equations have no unique solution."),
    Reason.UNBOUNDED: Text("Das Ergebnis hat keine Grenze.", "The result has no bound."),
    Reason.NOT_CONVERTIBLE: Text(
        "Diese Art von Kennzahl lässt sich nicht auf andere Gebiete umrechnen; sie ist dort neu zu berechnen.",
        "This kind of figure cannot be carried to other areas; it has to be computed there.",
    ),
    Reason.NO_WEIGHTS: Text(
        "Ohne Bezugsgröße oder Gewichte (z. B. Bevölkerung) lässt sich die Kennzahl nicht zusammenfassen.",
        "Without denominator or weights (for instance population) the figure cannot be aggregated.",
    ),
    Reason.NO_SOURCE: Text("Keine Ausgangsfläche deckt diese Raumeinheit ab.", "No source unit covers this unit."),
    Reason.NOT_APPLICABLE: Text("Die Frage stellt sich hier nicht.", "The question does not arise here."),
}


def explain(reason: Reason | str) -> Text:
    """The reason in a sentence, German and English."""
    return EXPLANATIONS[Reason(reason)]


@dataclass(frozen=True, slots=True)
class Scalar:
    """One number for the whole (an index of segregation): `value` is NaN exactly if `reason` is set."""

    value: float
    reason: Reason | None = None

    def __post_init__(self) -> None:
        if np.isnan(self.value) != (self.reason is not None):
            raise ValueError(f"a value is NaN exactly if it has a reason: {self.value!r}, {self.reason!r}")

    @classmethod
    def undefined(cls, reason: Reason) -> Scalar:
        return cls(float("nan"), reason)

    @property
    def defined(self) -> bool:
        return self.reason is None


@dataclass(frozen=True, slots=True)
class Column:
    """One number a unit: `values` (float64) and `reasons` (text, "" where defined) with the same index as the input."""

    values: pd.Series[float]
    reasons: pd.Series[str]

    @classmethod
    def of(cls, values: pd.Series[float], reason: Reason = Reason.MISSING) -> Column:
        """Values whose gaps all have the same reason."""
        gaps = np.where(values.isna(), reason.value, "")
        return cls(values.astype("float64"), pd.Series(gaps, index=values.index, dtype=object))

    @classmethod
    def undefined(cls, index: pd.Index, reason: Reason) -> Column:
        """No unit has a value, all for the same reason."""
        return cls.of(pd.Series(np.nan, index=index, dtype="float64"), reason)

    def where_not(self, mask: BoolArray | pd.Series[bool], reason: Reason) -> Column:
        """The same, undefined where `mask` holds; a unit that had a reason keeps it."""
        hit = np.asarray(mask, dtype=bool)
        reasons = self.reasons.mask(hit & (self.reasons == "").to_numpy(), reason.value)
        return Column(self.values.mask(hit), reasons)

    def frame(self, name: str = "value") -> pd.DataFrame:
        """Columns `name` and ``reason``, as they go into a file."""
        return pd.DataFrame({name: self.values, "reason": self.reasons})


def numbers(values: pd.Series[float] | pd.DataFrame | Sequence[float]) -> FloatArray:
    """The plain float64 array of a column or table."""
    return np.asarray(values, dtype=np.float64)


def rejected(message: str, code: str, subject: str, found: str | None = None) -> InputRejected:
    """An input that contradicts itself, told in one sentence."""
    return InputRejected([Problem(message, code=code, found=found)], subject)


def unit_names(index: pd.Index, mask: BoolArray, most: int = 5) -> str:
    """The units where `mask` holds, for a message: ``A, B, C and 12 more``."""
    names = [str(name) for name in index[mask]]
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")


def counts(values: pd.Series[float] | Sequence[float], name: str) -> pd.Series[float]:
    """Counts as float64 with their index; NaN stays NaN. Raises InputRejected for text, infinite, negative numbers."""
    try:
        series = pd.Series(values).astype("float64")
    except (TypeError, ValueError):
        raise rejected(f"{name} must be numbers", "not-a-number", name) from None
    array = series.to_numpy()
    with np.errstate(invalid="ignore"):
        wrong = np.isinf(array) | (array < 0)
    if wrong.any():
        units = unit_names(series.index, wrong)
        raise rejected(f"{name} must not be negative or infinite: {units}", "negative-count", name)
    return series


def parts_of(
    part: pd.Series[float] | Sequence[float], whole: pd.Series[float] | Sequence[float], part_name: str, whole_name: str
) -> tuple[pd.Series[float], pd.Series[float]]:
    """A group and its total, checked: same index, no negative count, no group larger than its total.

    Raises InputRejected that names the units.
    """
    x, t = counts(part, part_name), counts(whole, whole_name)
    if not x.index.equals(t.index):
        raise rejected(f"{part_name} and {whole_name} have different units", "different-units", part_name)
    larger = (x > t).to_numpy()
    if larger.any():
        message = f"{part_name} larger than {whole_name}: {unit_names(x.index, larger)}"
        raise rejected(message, "part-exceeds-whole", part_name)
    return x, t
