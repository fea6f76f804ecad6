"""What a proposal is made of: guesses, each with how sure it is and why, and questions where it is not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from quartier.kernel.text import Text

T_co = TypeVar("T_co", covariant=True)

SURE = 0.9
"""From here on nothing is asked."""


@dataclass(frozen=True, slots=True)
class Guess(Generic[T_co]):
    """A value, how sure it is (0 to 1), and why, in a short sentence."""

    value: T_co
    sure: float
    why: Text

    @property
    def certain(self) -> bool:
        return self.sure >= SURE


@dataclass(frozen=True, slots=True)
class Option:
    """One possible answer; `value` goes into the field of the mapping that the question names."""

    value: str
    label: Text


@dataclass(frozen=True, slots=True)
class Question:
    """Something only a person can decide. `key` is the field of `GeoMapping` that the answer fills."""

    key: str
    text: Text
    options: tuple[Option, ...] = ()
