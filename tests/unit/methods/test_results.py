"""Results that may be undefined."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from quartier.kernel.errors import InputRejected
from quartier.methods.results import EXPLANATIONS, Column, Reason, Scalar, counts, explain, parts_of


def test_every_reason_is_explained_in_both_languages() -> None:
    assert set(EXPLANATIONS) == set(Reason)
    assert all(explain(reason).de and explain(reason).en for reason in Reason)


def test_a_scalar_has_a_value_or_a_reason_never_both() -> None:
    assert Scalar(0.0).defined
    assert math.isnan(Scalar.undefined(Reason.EMPTY_GROUP).value)
    with pytest.raises(ValueError, match="NaN"):
        Scalar(1.0, Reason.CONSTANT)
    with pytest.raises(ValueError, match="NaN"):
        Scalar(float("nan"))


def test_a_unit_keeps_its_first_reason() -> None:
    column = Column.of(pd.Series([1.0, np.nan, 3.0], index=["a", "b", "c"]))
    column = column.where_not(np.array([False, True, True]), Reason.EXCLUDED)
    assert column.reasons.to_dict() == {"a": "", "b": "missing", "c": "excluded"}
    assert column.values.isna().tolist() == [False, True, True]


def test_a_group_larger_than_its_total_is_told_with_its_units() -> None:
    with pytest.raises(InputRejected, match=r"recipients larger than residents: b, c"):
        parts_of(
            pd.Series([1, 5, 9], index=list("abc")), pd.Series([1, 4, 8], index=list("abc")), "recipients", "residents"
        )


def test_counts_refuse_text_and_negative_numbers() -> None:
    with pytest.raises(InputRejected, match="must be numbers"):
        counts(["a"], "residents")  # type: ignore[list-item]
    with pytest.raises(InputRejected, match="negative"):
        counts([1, -1], "residents")
    assert counts([1, float("nan")], "residents").isna().tolist() == [False, True]
