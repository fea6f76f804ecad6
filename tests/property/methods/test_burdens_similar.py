"""Burdens and similar areas against naive versions."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartier.methods.burdens import multiple_burden
from quartier.methods.similar import similar_units, similarity_matrix

classes = st.lists(st.lists(st.integers(1, 3), min_size=4, max_size=4), min_size=1, max_size=10)
numbers = st.lists(st.lists(st.integers(0, 20), min_size=3, max_size=3), min_size=2, max_size=10)


@given(classes)
def test_the_mask_says_which_burdens_were_counted(rows: list[list[int]]) -> None:
    table = multiple_burden(pd.DataFrame(rows, columns=list("abcd"), dtype="float64"))
    for row, (_, found) in zip(rows, table.iterrows(), strict=True):
        assert found["environment"] == row.count(3) == bin(found["mask"]).count("1")
        assert found["which"] == "+".join(name for name, level in zip("abcd", row, strict=True) if level == 3)


@given(numbers)
def test_distances_against_a_loop(rows: list[list[int]]) -> None:
    frame = pd.DataFrame(rows, dtype="float64", index=[f"u{n}" for n in range(len(rows))])
    spoken = [name for name in frame if frame[name].nunique() > 1]
    if not spoken:
        assert similar_units(frame, "u0").empty
        return
    z = (frame[spoken] - frame[spoken].mean()) / frame[spoken].std(ddof=0)
    found = similar_units(frame, "u0", count=99)
    assert len(found) == len(rows) - 1
    assert found["distance"].is_monotonic_increasing
    for unit, row in found.iterrows():
        naive = math.sqrt(sum((z.loc[unit] - z.loc["u0"]) ** 2) / len(spoken))
        assert row["distance"] == pytest.approx(naive)


@given(numbers)
def test_the_matrix_is_symmetric_and_agrees_with_the_list(rows: list[list[int]]) -> None:
    frame = pd.DataFrame(rows, dtype="float64", index=[f"u{n}" for n in range(len(rows))])
    if all(frame[name].nunique() == 1 for name in frame):
        return
    matrix = similarity_matrix(frame)
    assert np.allclose(matrix, matrix.T)
    listed = similar_units(frame, "u0", count=99)["distance"]
    assert np.allclose(matrix.loc["u0", listed.index], listed, atol=1e-6)
