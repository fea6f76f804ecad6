"""Values that are not there: presence, flags, confidentiality (three axes on every observation).

The wire codes are those of SDMX: CL_OBS_STATUS 2.2 and CL_CONF_STATUS 1.3 (SDMX, 2021/2017).
Zero is a value. No operation maps a non-value to a number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, IntFlag


class Presence(IntEnum):
    """Is there a value, and if not, why. Stored as one unsigned byte."""

    VALUE = 0
    MISSING = 1
    NOT_APPLICABLE = 2
    SUPPRESSED = 3


class Flag(IntFlag):
    """What is special about a value. Stored as unsigned 16 bit."""

    NONE = 0
    PROVISIONAL = 1
    ESTIMATED = 2
    IMPUTED = 4
    FORECAST = 8
    BREAK = 16
    UNRELIABLE = 32
    OUTLIER = 64
    NOT_RATED = 128


class Confidentiality(IntEnum):
    FREE = 0
    PRIMARY = 1
    SECONDARY = 2


SDMX_OBS_STATUS: dict[Presence, str] = {
    Presence.VALUE: "A",
    Presence.MISSING: "O",
    Presence.NOT_APPLICABLE: "M",
    Presence.SUPPRESSED: "Q",
}
SDMX_CONF_STATUS: dict[Confidentiality, str] = {
    Confidentiality.FREE: "F",
    Confidentiality.PRIMARY: "C",
    Confidentiality.SECONDARY: "D",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One summand: a value, or the reason why there is none; a suppressed one may have known bounds."""

    presence: Presence
    value: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True, slots=True)
class Sum:
    """A sum that stays honest.

    `value` is None unless every applicable part is known; `lower` and `upper` bound the sum where parts are
    suppressed (upper is None where a part has no known upper bound); `known` of `total` applicable parts.
    """

    presence: Presence
    value: float | None
    lower: float | None
    upper: float | None
    known: int
    total: int


def add(parts: Iterable[Part]) -> Sum:
    """Sum of counts by the written rules of docs/architecture.md, "Values that are not there".

    Not applicable is skipped; with a missing part the sum is missing ("n of m known"); with a suppressed part
    it is an interval; an empty sum is not applicable.
    """
    applicable = [part for part in parts if part.presence is not Presence.NOT_APPLICABLE]
    known = [part for part in applicable if part.presence is Presence.VALUE]
    count, total = len(known), len(applicable)
    if not applicable:
        return Sum(Presence.NOT_APPLICABLE, None, None, None, 0, 0)
    if any(part.presence is Presence.MISSING for part in applicable):
        return Sum(Presence.MISSING, None, None, None, count, total)
    base = sum(part.value or 0.0 for part in known)
    hidden = [part for part in applicable if part.presence is Presence.SUPPRESSED]
    if not hidden:
        return Sum(Presence.VALUE, base, base, base, count, total)
    lower = base + sum(part.lower or 0.0 for part in hidden)
    uppers = [part.upper for part in hidden]
    upper = None if any(bound is None for bound in uppers) else base + sum(bound or 0.0 for bound in uppers)
    return Sum(Presence.SUPPRESSED, None, lower, upper, count, total)
