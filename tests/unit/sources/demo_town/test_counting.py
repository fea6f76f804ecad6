"""Rounding that adds up; secrecy worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from quartier.kernel.presence import Confidentiality, Presence
from quartier.sources.demo_town.counting import drawn, share_out, steady_noise
from quartier.sources.demo_town.quirks import hidden
from quartier.sources.frames import figures


def test_largest_remainder_by_hand() -> None:
    """Ten seats, Hare quota: quotas 4.7, 1.6, 1.58, 1.2, 0.61, 0.31; remainders .7, .61, .6 get the last three."""
    votes = np.array([47_000, 16_000, 15_800, 12_000, 6_100, 3_100.0])
    assert share_out(np.array(10), votes).tolist() == [5, 2, 1, 1, 1, 0]


def test_caps_are_kept_and_the_total_stays() -> None:
    assert share_out(np.array(10), np.array([9.0, 1.0]), np.array([4, 20])).tolist() == [4, 6]
    assert share_out(np.array(3), np.array([0.0, 0.0]), np.array([0, 3])).tolist() == [0, 3]
    with pytest.raises(ValueError, match="less room"):
        share_out(np.array(5), np.array([1.0, 1.0]), np.array([2, 2]))


def test_parts_sum_to_totals_for_many_tables() -> None:
    rng = np.random.Generator(np.random.PCG64(1))
    total = rng.integers(0, 500, (40, 7))
    part = share_out(total, rng.random((40, 7, 5)))
    assert (part.sum(axis=-1) == total).all() and (part >= 0).all()


def test_drawn_stays_within_its_size() -> None:
    noise = steady_noise(np.random.Generator(np.random.PCG64(2)), 50, 4)
    size = np.arange(200).reshape(50, 4) % 13
    hit = drawn(size, np.full(size.shape, 0.9), 4 * noise)
    assert ((hit >= 0) & (hit <= size)).all()


def _quarters(counts: list[int]) -> object:
    return figures(
        level="quarter", geography="2018", unit=[f"1{k:02d}" for k in range(len(counts))], period="2020-12-31",
        value=[float(count) for count in counts],
    )  # fmt: skip


def test_a_lone_small_number_takes_a_second_with_it() -> None:
    """District 1 has 4 + 12 + 30 + 0: 4 is hidden; 12 too, or 46 - 42 would tell. From 46 - 30 = 16 follow 7 to 15."""
    found = hidden(_quarters([4, 12, 30, 0]))
    assert found["presence"].tolist() == [Presence.SUPPRESSED, Presence.SUPPRESSED, Presence.VALUE, Presence.VALUE]
    assert found["confidentiality"].tolist()[:2] == [Confidentiality.PRIMARY, Confidentiality.SECONDARY]
    assert found.loc[0, ["lower", "upper"]].tolist() == [1.0, 9.0]
    assert found.loc[1, ["lower", "upper"]].tolist() == [7.0, 15.0]
    assert found.loc[3, "value"] == 0.0


def test_two_small_numbers_guard_each_other() -> None:
    found = hidden(_quarters([4, 3, 30]))
    assert found["presence"].tolist() == [Presence.SUPPRESSED, Presence.SUPPRESSED, Presence.VALUE]
    assert found["value"].isna().tolist() == [True, True, False]
