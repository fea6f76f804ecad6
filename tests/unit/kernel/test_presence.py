"""Sums that stay honest, as small tables (architecture.md, "Values that are not there")."""

from __future__ import annotations

import pytest

from quartier.kernel.presence import Part, Presence, Sum, add

VALUE, MISSING, NOT_APPLICABLE, SUPPRESSED = Presence


def value(number: float) -> Part:
    return Part(VALUE, number)


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([value(3), value(0)], Sum(VALUE, 3, 3, 3, 2, 2)),
        ([value(0)], Sum(VALUE, 0, 0, 0, 1, 1)),
        ([value(3), Part(NOT_APPLICABLE)], Sum(VALUE, 3, 3, 3, 1, 1)),
        ([value(3), Part(MISSING)], Sum(MISSING, None, None, None, 1, 2)),
        ([value(3), Part(SUPPRESSED, lower=1, upper=4)], Sum(SUPPRESSED, None, 4, 7, 1, 2)),
        ([value(3), Part(SUPPRESSED)], Sum(SUPPRESSED, None, 3, None, 1, 2)),
        ([Part(SUPPRESSED, lower=1, upper=4), Part(MISSING)], Sum(MISSING, None, None, None, 0, 2)),
        ([Part(NOT_APPLICABLE)], Sum(NOT_APPLICABLE, None, None, None, 0, 0)),
        ([], Sum(NOT_APPLICABLE, None, None, None, 0, 0)),
    ],
)
def test_sum(parts: list[Part], expected: Sum) -> None:
    assert add(parts) == expected
