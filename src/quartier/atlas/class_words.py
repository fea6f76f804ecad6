"""The words of an address that say how values become classes: `frontend/src/state/class-words.ts` in Python.

Strict where the browser is lenient: an API tells what it does not understand.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, cast, get_args

from quartier.kernel.errors import InputRejected, Problem
from quartier.methods.schemes import Method

OWN, TARGET = "own", "target"
METHODS = (*Method, OWN, TARGET)
FEWEST, MOST = 2, 9
DEFAULT_K = 5
Apart = Literal["zero", "outliers"]
Side = Literal["", "most", "least"]
WORDS = ("method", "k", "breaks", "fixed", "mid", "target", "palette", "apart")


@dataclass(frozen=True, slots=True)
class Target:
    value: float
    side: Side = ""
    """"most": reached by values up to it, "least": from it on, "": as the polarity of the indicator says."""

    def at_most(self, polarity: str) -> bool:
        return self.side == "most" or (self.side == "" and polarity == "burden")


@dataclass(frozen=True, slots=True)
class ClassWords:
    """How values become classes. An empty method is the default of the indicator."""

    method: str = ""
    k: int = DEFAULT_K
    breaks: tuple[float, ...] = ()
    fixed: bool = True
    mid: str | float = ""
    """A number, "mean" (the value of the whole town), "target" or ""."""
    target: Target | None = None
    apart: tuple[Apart, ...] = ()


def parse(words: Mapping[str, str]) -> ClassWords:
    """Class words from the query of an address. Raises InputRejected with all that is wrong."""
    problems: list[Problem] = []
    found = ClassWords(
        method=_method(words.get("method", ""), problems),
        k=_k(words.get("k", ""), problems),
        breaks=_breaks(words.get("breaks", ""), problems),
        fixed=words.get("fixed", "") != "no",
        mid=_mid(words.get("mid", ""), problems),
        target=_target(words.get("target", ""), problems),
        apart=_apart(words.get("apart", ""), problems),
    )
    if problems:
        raise InputRejected(problems, subject="classes")
    return found


def with_target(words: ClassWords, target: float | None) -> ClassWords:
    """The words with the indicator's own target where they name none. Raises InputRejected where one is needed."""
    if words.target is not None or (words.method != TARGET and words.mid != TARGET):
        return words
    if target is None:
        problem = Problem("this indicator has no target of its own", column="target", expected="target=...")
        raise InputRejected([problem], subject="classes")
    return replace(words, target=Target(target))


def _method(text: str, problems: list[Problem]) -> str:
    if text and text not in METHODS:
        problems.append(Problem("unknown method", column="method", found=text, expected=", ".join(METHODS)))
    return text


def _k(text: str, problems: list[Problem]) -> int:
    if not text:
        return DEFAULT_K
    if text.isascii() and text.isdigit() and FEWEST <= int(text[:3]) <= MOST:
        return int(text)
    problems.append(Problem("wrong number of classes", column="k", found=text, expected=f"{FEWEST} to {MOST}"))
    return DEFAULT_K


def _breaks(text: str, problems: list[Problem]) -> tuple[float, ...]:
    if not text:
        return ()
    numbers = [_number(part) for part in text.split(",")]
    known = [number for number in numbers if number is not None]
    ascend = all(before < after for before, after in pairwise(known))
    if len(known) < len(numbers) or not ascend or len(known) >= MOST:
        expected = f"up to {MOST - 1} ascending numbers, parted by commas"
        problems.append(Problem("these are no class breaks", column="breaks", found=text, expected=expected))
        return ()
    return tuple(known)


def _mid(text: str, problems: list[Problem]) -> str | float:
    if text in ("", "mean", TARGET):
        return text
    number = _number(text)
    if number is None:
        problems.append(Problem("this is no midpoint", column="mid", found=text, expected="a number, mean or target"))
    return "" if number is None else number


def _target(text: str, problems: list[Problem]) -> Target | None:
    if not text:
        return None
    side, colon, value = text.rpartition(":")
    number = _number(value)
    if number is None or side not in get_args(Side) or (colon and not side):
        expected = "a number, most:number or least:number"
        problems.append(Problem("this is no target", column="target", found=text, expected=expected))
        return None
    return Target(number, cast(Side, side))


def _apart(text: str, problems: list[Problem]) -> tuple[Apart, ...]:
    parts = [part for part in text.split(",") if part]
    known = get_args(Apart)
    for part in parts:
        if part not in known:
            problems.append(Problem("unknown", column="apart", found=part, expected=", ".join(known)))
    return tuple(name for name in known if name in parts)


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in text else None
