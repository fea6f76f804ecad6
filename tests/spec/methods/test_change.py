"""Change between two dates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from manual import Row, Spec, cases, check

from quartier.methods import change as methods
from quartier.methods.results import Column, Reason

TITLE = "Change between two dates"
ORDER = 74
INTRODUCTION = """
Shares change by percentage points; counts, rates and means may also be told in per cent of the first value. What cannot
be compared has no change, and a reason.
"""
GAP = float("nan")
WORDS = {"missing": 1, "not applicable": 2, "suppressed": 3}


def column(cells: list[Any]) -> pd.DataFrame:
    """Numbers are values; words say why there is none; ("not rated", 3) is a value that is not rated."""
    rows = []
    for cell in cells:
        flags = 128 if isinstance(cell, tuple) else 0
        value = cell[1] if isinstance(cell, tuple) else cell
        absent = WORDS.get(value, 0) if isinstance(value, str) else 0
        rows.append({"value": GAP if absent else value, "presence": absent, "flags": flags})
    return pd.DataFrame(rows)


def changed(before: list[Any], after: list[Any], relative: bool = False, broken: list[bool] | None = None) -> Column:
    hit = None if broken is None else np.array(broken)
    return methods.change(column(before), column(after), relative, hit)


SPECS = [
    Spec(
        methods.change,
        [
            Row({"before": [20.0, 20.0, 20.0], "after": [25.0, 20.0, 15.0]}, [5.0, 0.0, -5.0], "by hand, points"),
            Row({"before": [20.0, 40.0], "after": [25.0, 10.0], "relative": True}, [25.0, -75.0], "by hand, per cent"),
            Row({"before": [0.0], "after": [5.0]}, [5.0], "from zero the points are known"),
            Row({"before": [0.0, 0.0], "after": [5.0, 0.0], "relative": True}, [Reason.ZERO_DENOMINATOR] * 2,
                "nothing grows from nothing by a percentage"),
            Row({"before": [5.0], "after": [0.0], "relative": True}, [-100.0], "down to zero is a value"),
            Row({"before": [-2.0], "after": [1.0], "relative": True}, [Reason.NOT_POSITIVE], "no base below zero"),
            Row({"before": ["missing", 1.0], "after": [1.0, "missing"]}, [Reason.MISSING] * 2, "either date"),
            Row({"before": ["suppressed", 3.0, "suppressed"], "after": [1.0, "suppressed", "missing"]},
                [Reason.SUPPRESSED] * 3, "a secret on either date; it outranks a gap"),
            Row({"before": ["not applicable"], "after": [1.0]}, [Reason.NOT_APPLICABLE], "the question did not arise"),
            Row({"before": [1.0], "after": [("not rated", 2.0)]}, [Reason.EXCLUDED], "not rated on either date"),
            Row({"before": [1.0, 1.0], "after": [2.0, 2.0], "broken": [True, False]}, [Reason.NOT_COMPARABLE, 1.0],
                "the method or the boundaries changed in between"),
        ],
        changed,
    ),
    Spec(
        methods.diverging_breaks,
        [
            Row({"values": [-9, -6, -3, 0, 3, 6, 9]}, [-6.0, -2.0, 2.0, 6.0],
                "by hand: sizes 0 3 3 6 6 9 9, the last third from 6 on; a third of 6"),
            Row({"values": [2, 2, -2]}, [-1.0, 1.0], "one single size: halfway to zero"),
            Row({"values": [0, 0, GAP]}, [], "nothing changed"),
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_change(spec: Spec, row: Row) -> None:
    check(spec, row)
