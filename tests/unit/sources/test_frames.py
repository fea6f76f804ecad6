"""Frames of observations: sums follow `kernel.presence.add`, shares their numerator and denominator."""

from __future__ import annotations

import math

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from quartier.kernel.presence import Part, Presence, add
from quartier.sources.frames import figures, quotient, sums

_VALUES = st.integers(0, 1000).map(lambda value: Part(Presence.VALUE, float(value)))
_HIDDEN = st.sampled_from([Part(Presence.SUPPRESSED, None, 0.0, 3.0), Part(Presence.SUPPRESSED, None, 1.0, None)])
_EMPTY = st.sampled_from([Part(Presence.MISSING), Part(Presence.NOT_APPLICABLE)])


def _none(value: float) -> float | None:
    return None if math.isnan(value) else value


@settings(deadline=None, max_examples=50)
@given(st.lists(st.one_of(_VALUES, _HIDDEN, _EMPTY), min_size=1, max_size=8))
def test_sums_are_those_of_the_kernel(parts: list[Part]) -> None:
    frame = figures(
        level="quarter",
        geography="g",
        unit=[str(place) for place in range(len(parts))],
        period="2020",
        value=[math.nan if part.value is None else part.value for part in parts],
        presence=[int(part.presence) for part in parts],
        lower=[math.nan if part.lower is None else part.lower for part in parts],
        upper=[math.nan if part.upper is None else part.upper for part in parts],
    )
    found = sums(frame).iloc[0]
    expected = add(parts)
    assert Presence(int(found["presence"])) is expected.presence
    assert _none(found["value"]) == expected.value
    if expected.presence is Presence.SUPPRESSED:
        assert (_none(found["lower"]), _none(found["upper"])) == (expected.lower, expected.upper)


def _counts(*values: float) -> pd.DataFrame:
    units = [str(place) for place in range(len(values))]
    return figures(level="quarter", geography="g", unit=units, period="2020", value=list(values))


def test_a_share_carries_numerator_and_denominator() -> None:
    share = quotient(_counts(1.0, 0.0), _counts(4.0, 8.0))
    assert share["value"].tolist() == [25.0, 0.0]
    assert share["numerator"].tolist() == [1.0, 0.0]
    assert share["denominator"].tolist() == [4.0, 8.0]


def test_a_share_of_nobody_is_not_applicable_and_never_zero() -> None:
    share = quotient(_counts(0.0), _counts(0.0))
    assert share["presence"].tolist() == [int(Presence.NOT_APPLICABLE)]
    assert share["value"].isna().all()


def test_a_share_of_a_suppressed_number_is_suppressed() -> None:
    hidden = figures(
        level="quarter", geography="g", unit="0", period="2020", value=math.nan, presence=int(Presence.SUPPRESSED)
    )
    assert quotient(hidden, _counts(9.0))["presence"].tolist() == [int(Presence.SUPPRESSED)]
