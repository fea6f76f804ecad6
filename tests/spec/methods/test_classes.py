"""Classes of a map: breaks by method, around a midpoint, around a target; the cases that break other tools."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pytest
from manual import Row, Spec, cases, check

from quartier.methods.classify import class_counts
from quartier.methods.schemes import Method, breaks_around, breaks_by, fences, rounded_apart, target_breaks, tidy

TITLE = "Classes of a map"
ORDER = 5
INTRODUCTION = (
    "How values become colours. Class i is [b(i-1), b(i)): a value on a break lies in the class above it, the first "
    "class is open below, the last open above, so that every number has exactly one class."
)
GAP = float("nan")
ONE_TO_TEN = list(range(1, 11))


def by(method: str, values: Sequence[float], k: int = 5) -> dict[str, Any]:
    found = breaks_by(Method(method), values, k)
    return {"breaks": found, "counts": class_counts(values, found)}


def around(method: str, values: Sequence[float], middle: float, k: int) -> list[float]:
    return breaks_around(Method(method), values, middle, k)


def bounds(values: Sequence[float]) -> list[float] | None:
    found = fences(values)
    return None if found is None else [found.low, found.high]


SPECS = [
    Spec(
        breaks_by,
        [
            Row({"method": "quantile", "values": ONE_TO_TEN}, {"breaks": [2.8, 4.6, 6.4, 8.2], "counts": [2] * 5},
                "by hand: type 7, 1 + 9 i / 5"),
            Row({"method": "equal", "values": [0, 1, 10], "k": 5}, {"breaks": [2, 4, 6, 8], "counts": [2, 0, 0, 0, 1]},
                "by hand: ten parted by five"),
            Row({"method": "natural", "values": [1, 2, 3, 20, 21, 22], "k": 2}, {"breaks": [20], "counts": [3, 3]},
                "by hand: any other cut leaves more deviation"),
            Row({"method": "deviation", "values": [0, 2], "k": 4}, {"breaks": [1, 2], "counts": [1, 0, 1]},
                "by hand: mean 1, standard deviation 1: breaks 0 (the minimum, falls away), 1, 2"),
            Row({"method": "head-tail", "values": [1, 1, 1, 1, 1, 1, 1, 9], "k": 5}, {"breaks": [2], "counts": [7, 1]},
                "by hand: the mean is 2, one of eight lies above, and one value alone is not parted"),
            Row({"method": "pretty", "values": [3, 47]}, {"breaks": [10, 20, 30, 40], "counts": [1, 0, 0, 0, 1]},
                "R 4.3: pretty(c(3, 47), 5) is 0 10 20 30 40 50"),
            *(Row({"method": method, "values": [4.0, 4.0, 4.0]}, {"breaks": [], "counts": [3]}, "all values equal")
              for method in Method),
            *(Row({"method": method, "values": [7.5]}, {"breaks": [], "counts": [1]}, "one unit") for method in Method),
            *(Row({"method": method, "values": [GAP, GAP]}, {"breaks": [], "counts": [0]}, "all missing")
              for method in Method),
            *(Row({"method": method, "values": [-3, -2, -1, 0], "k": 1}, {"breaks": [], "counts": [4]}, "one class")
              for method in Method),
            Row({"method": "equal", "values": [-4, -3, 0, 4], "k": 2}, {"breaks": [0], "counts": [2, 2]},
                "negative values; zero stands on the break and lies above it"),
        ],
        by,
    ),
    Spec(
        breaks_around,
        [
            Row({"method": "equal", "values": [-4, -2, 2, 4], "middle": 0, "k": 4}, [-3, 0, 3],
                "by hand: two classes on each side"),
            Row({"method": "equal", "values": [-4, -3, -2, 2, 4], "middle": 0, "k": 5}, [-3.3333333, -2.6666667, 0, 3],
                "by hand: the third class of an odd number goes to the side with more values"),
            Row({"method": "quantile", "values": [1, 2, 3, 4], "middle": 0, "k": 4}, [0, 2.5],
                "nothing below: that side is one empty class, the midpoint stands"),
            Row({"method": "natural", "values": [GAP], "middle": 5, "k": 5}, [5], "all missing"),
            Row({"method": "quantile", "values": [3, 3, 3], "middle": 3, "k": 5}, [3], "all equal to the midpoint"),
        ],
        around,
    ),
    Spec(
        target_breaks,
        [
            Row({"values": [2, 9, 31], "target": 20, "at_most": False, "k": 5}, [5, 10, 15, 20, 25, 30],
                "by hand: 29 covered in about five steps are steps of 5"),
            Row({"values": [2, 9, 31], "target": 20, "at_most": True, "k": 5},
                [5, 10, 15, math.nextafter(20, math.inf), 25, 30],
                "an at-most target is reached by the value itself: its break is the next larger number", 0),
            Row({"values": [20, 20], "target": 20, "at_most": False}, [20], "everybody stands at the target"),
            Row({"values": [GAP], "target": 20, "at_most": False}, [20], "all missing"),
        ],
    ),
    Spec(
        tidy,
        [
            Row({"breaks": [9.2409], "values": [8.71, 9.2409]}, [9], "by hand: the roundest in (8.71, 9.2409]"),
            Row({"breaks": [17.5497, 26.9912], "values": [3, 17.51, 17.5497, 26.9, 26.9912]}, [17.54, 26.95],
                "by hand: only 17.52, 17.53, 17.54 have two digits; 26.95 is the last half tenth"),
            Row({"breaks": [25.37], "values": [20, 30], "keep": [25.37]}, [25.37], "a midpoint stays"),
            Row({"breaks": [5], "values": []}, [5], "no values"),
        ],
    ),
    Spec(
        rounded_apart,
        [
            Row({"value": 9.4273, "values": [8.1, 9.9], "digits": 1}, 9.4, "by hand: nobody lies in between"),
            Row({"value": 9.4273, "values": [9.41, 9.9], "digits": 1}, 9.43,
                "by hand: 9.4 would put 9.41 on the other side, 9.43 does not"),
        ],
    ),
    Spec(
        fences,
        [
            Row({"values": [1, 2, 3, 4, 5, 6, 7, 8, 9]}, [-9, 19], "by hand: quartiles 3 and 7, three times 4 beyond"),
            Row({"values": [5, 5, 5, 5, 900]}, None, "no spread between the quartiles: nothing can be called extreme"),
            Row({"values": [1, 2, 900]}, None, "fewer than four values"),
        ],
        bounds,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_classes(spec: Spec, row: Row) -> None:
    check(spec, row)
