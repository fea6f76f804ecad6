"""Inequality: small tables, test and manual at once."""

from __future__ import annotations

import pytest
from manual import Row, Spec, cases, check

from quartier.methods import inequality as ineq
from quartier.methods.results import Reason

TITLE = "Inequality"
ORDER = 45
INTRODUCTION = """Inequality of a continuous value between units or people, split between and within districts, and its
slope by rank: is there less of an offer where the burden is greater?"""

FIVE = [1, 2, 3, 4, 10]
TOWN = {"values": [30, 25, 20, 15, 10], "weights": [100, 200, 300, 400, 500]}
GROUPED = {**TOWN, "groups": ["north", "north", "north", "south", "south"]}
PYSAL = "PySAL inequality 1.1.2 and by hand, design notes"
BY_HAND = "by hand"
PHE = {
    "values": [
        75.933459,
        78.344238,
        83.836063,
        83.637540,
        80.465503,
        81.115676,
        81.693084,
        84.190006,
        80.595564,
        86.289435,
    ],
    "population": [7291, 7997, 6105, 7666, 5790, 6934, 5918, 5974, 7147, 7534],
}

SPECS = [
    Spec(
        ineq.gini,
        [
            Row({"values": FIVE}, 0.4, PYSAL),
            Row(TOWN, 0.2053333, PYSAL),
            Row({"values": [0, 0, 0, 8]}, 0.75, "one has all: 1 - 1/n"),
            Row({"values": [5]}, Reason.TOO_FEW_UNITS, BY_HAND),
            Row({"values": [-1, 2]}, Reason.NOT_POSITIVE, "negative values have no Gini between 0 and 1"),
        ],
    ),
    Spec(
        ineq.theil,
        [
            Row({"values": FIVE}, {"total": 0.2763636}, PYSAL),
            Row(GROUPED, {"total": 0.0679329, "between": 0.0519563, "within": 0.0159767}, "PySAL inequality 1.1.2"),
        ],
    ),
    Spec(
        ineq.mean_log_deviation,
        [
            Row({"values": FIVE}, 0.2901666, PYSAL),
            Row({"values": [0, 1]}, Reason.NOT_POSITIVE, "ln 0"),
        ],
    ),
    Spec(
        ineq.atkinson,
        [
            Row({"values": FIVE, "epsilon": 0.5}, 0.1335105, PYSAL),
            Row({"values": FIVE, "epsilon": 1}, 0.2518611, PYSAL),
            Row({"values": FIVE, "epsilon": 2}, 0.4274809, PYSAL),
        ],
    ),
    Spec(
        ineq.equally_distributed_equivalent,
        [
            Row({**TOWN, "epsilon": 0.5}, 16.105215, PYSAL),
            Row({**TOWN, "epsilon": 1}, 15.560746, PYSAL),
            Row({**TOWN, "epsilon": 2}, 14.563107, PYSAL),
        ],
    ),
    Spec(
        ineq.percentile_ratio,
        [
            Row({"values": FIVE, "quantile_type": 7}, 5.4285714, "(4 + .6*6)/(1 + .4*1) by hand"),
            Row({"values": FIVE, "quantile_type": 6}, 10.0, "R quantile type 6: the extremes"),
            Row({"values": [0, 0, 0, 1, 2]}, Reason.ZERO_DENOMINATOR, BY_HAND),
        ],
    ),
    Spec(
        ineq.concentration_index,
        [
            Row({"values": [0, 0, 0, 8], "rank_by": [1, 2, 3, 4]}, 0.75, "all at the top: 1 - 1/n"),
            Row({"values": [0, 0, 0, 8], "rank_by": [4, 3, 2, 1]}, -0.75, "all at the bottom"),
            Row({"values": FIVE, "rank_by": FIVE}, 0.4, "ranked by itself: the Gini"),
            Row({"values": FIVE, "rank_by": [1, 1, 1, 1, 1]}, 0.0, "no ranking, no concentration"),
        ],
    ),
    Spec(
        ineq.slope_index,
        [
            Row(PHE, {"sii": 6.934616, "rii": 1.088818}, "Public Health England, test data of PHEindicatormethods"),
            Row(
                {"values": [2.0, 4.0], "population": [1, 1], "standard_errors": [0.1, 0.1]},
                {"sii": 4.0, "rii": 5.0, "lower": 3.4456390, "upper": 4.5543610},
                "ridits .25, .75: b 4, a 1; b ± 1.959964 sqrt(2 (2 * .1)²) by hand",
            ),
        ],
    ),
]


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_inequality(spec: Spec, row: Row) -> None:
    check(spec, row)
