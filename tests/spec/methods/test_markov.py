"""Mobility between classes: small tables, test and manual at once."""

from __future__ import annotations

import pandas as pd
import pytest
from manual import Row, Spec, cases, check

from quartier.methods import markov as mk
from quartier.methods.results import Reason

TITLE = "Mobility"
ORDER = 65
INTRODUCTION = """Do quarters rise and fall, and do neighbours matter? Classes 0 (lowest) upwards, cut over all periods
together, periods at equal distances. A class in which no transition started has no probabilities: a gap, not 0."""

BY_HAND = "by hand"
NAN = float("nan")


def _chain(rows: list[list[float]], k: int) -> dict[str, list]:
    chain = mk.markov(pd.DataFrame(rows), k)
    steady = chain.steady_reason or chain.steady.tolist()
    return {
        "probabilities": chain.probabilities.to_numpy().ravel().tolist(),
        "steady": steady,
        "stay": chain.stay.tolist(),
    }


SPECS = [
    Spec(
        mk.markov,
        [
            Row(
                {"rows": [[0, 0, 1], [1, 1, 0]], "k": 2},
                {"probabilities": [0.5, 0.5, 0.5, 0.5], "steady": [0.5, 0.5], "stay": [2.0, 2.0]},
                "0-0 0-1 1-1 1-0 by hand",
            ),
            Row(
                {"rows": [[0, 0, 0, 1], [1, 0, 0, 0]], "k": 2},
                {"probabilities": [0.8, 0.2, 1.0, 0.0], "steady": [0.8333333, 0.1666667], "stay": [5.0, 1.0]},
                "s0 = .8 s0 + s1, s0 + s1 = 1 by hand",
            ),
            Row(
                {"rows": [[0, 0], [1, 1]], "k": 2},
                {"probabilities": [1.0, 0.0, 0.0, 1.0], "steady": Reason.SINGULAR, "stay": [float("inf")] * 2},
                "both classes trap: what comes depends on the start",
            ),
            Row(
                {"rows": [[0, 0], [0, 1]], "k": 2},
                {"probabilities": [0.5, 0.5, NAN, NAN], "steady": Reason.NO_TRANSITIONS},
                "nothing is known about leaving class 1",
            ),
            Row(
                {"rows": [[0, NAN, 0], [0, 0, 0]], "k": 1},
                {"probabilities": [1.0], "steady": [1.0]},
                "a gap is no transition",
            ),
        ],
        call=lambda rows, k: pd.Series(_chain(rows, k)),
    ),
    Spec(
        mk.pooled_classes,
        [
            Row(
                {"values": [[1.0, 2.0], [3.0, 4.0]], "k": 2},
                [0, 0, 1, 1],
                "the median of all four is 2.5",
            ),
            Row(
                {"values": [[1.0, 3.0], [2.0, 4.0]], "k": 2},
                [0, 1, 0, 1],
                "everybody rises: cut anew in each year nobody would",
            ),
        ],
        call=lambda values, k: mk.pooled_classes(pd.DataFrame(values), k)[0].to_numpy(dtype=int).ravel(),
    ),
    Spec(
        mk.homogeneity,
        [
            Row(
                {"counts": [[[10, 0], [5, 5]], [[0, 10], [5, 5]]]},
                {"chi_square": 20.0, "likelihood_ratio": 27.7258872, "dof": 2, "p_chi_square": 0.0000454},
                "row 0: expected 5 in each of four cells, 4 * 25/5 and 2 * 20 ln 2 by hand; row 1 adds 0",
            ),
            Row({"counts": [[[1, 0], [0, 0]]]}, {"dof": 0, "chi_square": NAN}, "one table has nothing to differ from"),
        ],
    ),
]


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_markov(spec: Spec, row: Row) -> None:
    check(spec, row)
