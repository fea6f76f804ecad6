"""A spec table is a test and a page of the manual at once: `docs/build_methods.py` writes docs/methods.md from it.

A module ``tests/spec/methods/test_<family>.py`` holds ``TITLE``, ``ORDER``, ``INTRODUCTION`` and ``SPECS``, and one
test function over ``cases(SPECS)`` that calls ``check``. Expected values come from outside: every row names its source.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from quartier.methods.results import Column, Reason, Scalar


@dataclass(frozen=True)
class Row:
    """One line: what goes in, what comes out, who says so.

    `expected`: a number, a text, a Reason (undefined), a list of those, or a mapping from the name of a column or
    attribute of the result to those. `shown` replaces the words of `given` where they are too long to read.
    """

    given: Mapping[str, Any]
    expected: Any
    source: str
    tolerance: float = 1e-6
    shown: str = ""


@dataclass(frozen=True)
class Spec:
    """A published method with its rows. `call` adapts plain lists of the table to the method, default the method."""

    method: Callable[..., Any]
    rows: Sequence[Row]
    call: Callable[..., Any] | None = None
    name: str = ""

    def title(self) -> str:
        return self.name or self.method.__name__


def cases(specs: Sequence[Spec]) -> list[Any]:
    """Parameters for ``@pytest.mark.parametrize(("spec", "row"), cases(SPECS))``."""
    return [
        pytest.param(spec, row, id=f"{spec.title()}-{number}")
        for spec in specs
        for number, row in enumerate(spec.rows, start=1)
    ]


def check(spec: Spec, row: Row) -> None:
    """Run one row and compare; the message names the place of the difference."""
    result = (spec.call or spec.method)(**row.given)
    differences = list(_differences(result, row.expected, row.tolerance, spec.title()))
    assert not differences, "\n".join(differences)


def _differences(result: Any, expected: Any, tolerance: float, place: str) -> Iterator[str]:
    if isinstance(expected, Mapping):
        for key, value in expected.items():
            yield from _differences(_part(result, key), value, tolerance, f"{place}.{key}")
        return
    plain = _plain(result)
    if isinstance(expected, list):
        if not isinstance(plain, list) or len(plain) != len(expected):
            yield f"{place}: {plain!r} is no list of {len(expected)}"
            return
        for number, (left, right) in enumerate(zip(plain, expected, strict=True)):
            yield from _differences(left, right, tolerance, f"{place}[{number}]")
        return
    if not _same(plain, expected, tolerance):
        yield f"{place}: {plain!r} instead of {expected!r}"


def _part(result: Any, key: str) -> Any:
    if isinstance(result, pd.DataFrame | pd.Series | Mapping) and key in result:
        return result[key]
    return getattr(result, key)


def _plain(result: Any) -> Any:
    if isinstance(result, Column):
        pairs = zip(result.values, result.reasons, strict=True)
        return [Reason(reason) if reason else float(value) for value, reason in pairs]
    if isinstance(result, Scalar):
        return result.reason if result.reason is not None else result.value
    if isinstance(result, pd.DataFrame):
        return result.to_numpy().tolist()
    if isinstance(result, pd.Series | np.ndarray | tuple):
        return list(result.tolist() if isinstance(result, np.ndarray) else result)
    return result.item() if isinstance(result, np.generic) else result


def _same(found: Any, expected: Any, tolerance: float) -> bool:
    if isinstance(expected, str | bool) or expected is None:
        return bool(found == expected)
    if found is None or isinstance(found, str):
        return False
    if math.isnan(expected):
        return math.isnan(found)
    return math.isclose(found, expected, rel_tol=0.0, abs_tol=tolerance)
