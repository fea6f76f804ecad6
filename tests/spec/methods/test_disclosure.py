"""Confidentiality: what may not be shown, what an attacker computes, what is hidden for it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from manual import Row, Spec, cases, check

from quartier.methods import disclosure
from quartier.methods.disclosure import Members, Nesting, Rules, Structure
from quartier.sources.frames import figures

TITLE = "Confidentiality"
ORDER = 60
INTRODUCTION = """
Small numbers are hidden by the rules of whoever demands it (numerator, denominator, complement). A hidden number must
not be computable from what is still shown: sums over units, districts and city, sums over members, numerator against
denominator. The attacker in mind knows all that is shown, all denominators and the rules; what is left to him is an
interval, and it must hold all that the rules hide. Suppressed is never zero.
"""
GAP = float("nan")
HAND = "by hand"
FISCHETTI = "Fischetti and Salazar-Gonzalez, Management Science 47 (2001), table of 3 x 3; optimum by all patterns"
TAU = "pattern of tau-argus (pytauargus 0.6, modular, frequency rule 10), audited by linear programmes"
GRID = "Destatis and BA, SGB II rates of grid cells: numerator at least 3, denominator at least 100"

BODY = [20, 50, 10, 8, 19, 22, 17, 32, 12, 80, 49, 61, 45, 101, 44, 190]
MARGINS = [(9, (0, 1, 2)), (10, (3, 4, 5)), (11, (6, 7, 8)), (12, (0, 3, 6)), (13, (1, 4, 7)), (14, (2, 5, 8)),
           (15, (9, 10, 11)), (15, (12, 13, 14))]  # fmt: skip
MEN = {"A1": 20, "A2": 7, "A3": 11, "A4": 25, "A5": 13, "A6": 30}
WOMEN = {"A1": 12, "A2": 15, "A3": 14, "A4": 9, "A5": 18, "A6": 4}
TAU_HIDES = ("A2", "A3", "A4", "A6")


def without(*hidden: int) -> list[float]:
    """The table of Fischetti and Salazar-Gonzalez with its margins, some cells hidden."""
    return [GAP if cell in hidden else value for cell, value in enumerate(BODY)]


def hierarchy_sums() -> list[tuple[int, tuple[int, ...]]]:
    """Cells: men A1-A6, women A1-A6, both A1-A6; men and women of B1, B2; B1 and B2; men, women, all."""
    sums: list[tuple[int, tuple[int, ...]]] = [(12 + k, (k, 6 + k)) for k in range(6)]
    sums += [(18 + 2 * sex + b, tuple(6 * sex + 3 * b + k for k in range(3))) for sex in (0, 1) for b in (0, 1)]
    return [*sums, (22, (18, 20)), (23, (19, 21)), (24, (18, 19)), (25, (20, 21)), (26, (24, 25))]


def hierarchy_cells() -> list[float]:
    men, women = list(MEN.values()), list(WOMEN.values())
    cells: list[float] = [*men, *women, *(m + w for m, w in zip(men, women, strict=True))]
    cells += [sum(men[:3]), sum(men[3:]), sum(women[:3]), sum(women[3:])]
    return [*cells, sum(men[:3]) + sum(women[:3]), sum(men[3:]) + sum(women[3:]), sum(men), sum(women),
            sum(men) + sum(women)]  # fmt: skip


def audited(knows_the_rule: bool) -> dict[str, list[float]]:
    """The pattern of tau-argus under attack: A2 men, A4 women, A6 women, each as [lower, upper]."""
    numbers = hierarchy_cells()
    hidden = [sex * 6 + list(MEN).index(unit) for sex in (0, 1) for unit in TAU_HIDES]
    shown = [GAP if cell in hidden else value for cell, value in enumerate(numbers)]
    small = [numbers[cell] < 10 for cell in range(len(numbers))]
    low = np.where(small, 0.0, 10.0) if knows_the_rule else np.zeros(len(numbers))
    high = np.where(small, 9.0, np.inf) if knows_the_rule else np.full(len(numbers), np.inf)
    found = disclosure.attack(shown, hierarchy_sums(), low.tolist(), high.tolist())
    wanted = {"A2 men": 1, "A4 women": 9, "A6 women": 11}
    return {name: found.loc[cell, ["lower", "upper"]].tolist() for name, cell in wanted.items()}


def attacked(shown: list[float], of: int, low: float = 0.0) -> list[float]:
    ends: list[float] = disclosure.attack(shown, MARGINS, low).loc[of, ["lower", "upper"]].tolist()
    return ends


def judged(counts: list[float], people: list[float], kind: str = "share", **thresholds: Any) -> pd.DataFrame:
    rules = Rules("spec", **thresholds)
    return disclosure.judge(pd.Series(counts), pd.Series(people), rules, kind=kind).frame()


def city(quarters: list[float], **thresholds: Any) -> list[float]:
    """The quarters of one city, and the city itself, as the public sees them."""
    codes = [f"q{k}" for k in range(len(quarters))]
    frame = figures(level=["quarter"] * len(codes) + ["city"], geography="g", unit=[*codes, "c"], period="2020",
                    value=[*quarters, float(sum(quarters))])  # fmt: skip
    structure = Structure((Nesting("quarter", "g", "city", dict.fromkeys(codes, "c")),))
    shown: list[float] = (
        disclosure.protect(frame, Rules("spec", **thresholds), structure, kind="count").frame["value"].tolist()
    )
    return shown


def by_sex(women: list[float], men: list[float], unknown: list[float], **thresholds: Any) -> dict[str, list[float]]:
    """Quarters by sex with "nicht zuordenbar", their totals, and the city: one list a slice, the city last."""
    codes = [f"q{k}" for k in range(len(women))]
    total = [sum(parts) for parts in zip(women, men, unknown, strict=True)]
    slices = {"sex=f": women, "sex=m": men, "sex=u": unknown, "": total}
    frames = [figures(level=["quarter"] * len(codes) + ["city"], geography="g", unit=[*codes, "c"], period="2020",
                      slice=key, value=[*counts, float(sum(counts))]) for key, counts in slices.items()]  # fmt: skip
    structure = Structure((Nesting("quarter", "g", "city", dict.fromkeys(codes, "c")),),
                          (Members("sex", {"f": "", "m": "", "u": ""}),))  # fmt: skip
    frame = pd.concat(frames, ignore_index=True)
    public = disclosure.protect(frame, Rules("spec", **thresholds), structure, kind="count").frame
    names = {"sex=f": "women", "sex=m": "men", "sex=u": "unknown", "": "all"}
    return {name: public.loc[public["slice"] == key, "value"].tolist() for key, name in names.items()}


def fischetti(needs: list[float]) -> list[int]:
    """Cells hidden beside the sensitive 22, its interval to be at least as wide as `needs`."""
    from quartier.methods.disclosure.table import State, Table, sum_matrix

    size, secret = len(BODY), np.arange(len(BODY)) == 5
    none = np.zeros(size, dtype=bool)
    table = Table(
        values=np.array(BODY, dtype=float), low=np.zeros(size), high=np.full(size, np.inf),
        need_low=np.where(secret, needs[0], np.nan), need_high=np.where(secret, needs[1], np.nan),
        hidden=none, may_hide=~secret, reserve=none, known=none, cost=np.array(BODY, dtype=float),
        sums=sum_matrix(MARGINS, size),
    )  # fmt: skip
    hidden = disclosure.suppress(table).state != int(State.SHOWN)
    return sorted(np.array(BODY)[hidden].tolist())


SPECS = [
    Spec(
        disclosure.judge,
        [
            Row(
                {"counts": [0, 1, 2, 3], "people": [50, 50, 50, 50], "numerator": 3},
                {"hidden": [False, True, True, False], "lower": [GAP, 1, 1, GAP], "upper": [GAP, 2, 2, GAP]},
                HAND,
            ),
            Row(
                {"counts": [0, 9, 10], "people": [50, 50, 50], "numerator": 10, "zeros": True},
                {"hidden": [True, True, False], "lower": [0, 0, GAP], "upper": [9, 9, GAP]},
                HAND,
            ),
            Row(
                {"counts": [48, 50, 47, 2], "people": [50, 50, 50, 50], "complement": 3},
                {"hidden": [True, False, False, False], "lower": [48, GAP, GAP, GAP], "upper": [49, GAP, GAP, GAP]},
                HAND,
            ),
            Row(
                {"counts": [2, 2, 3, 30], "people": [99, 100, 100, 99], "numerator": 3, "denominator": 100},
                {"hidden": [True, True, False, True]},
                GRID,
            ),
            Row(
                {"counts": [2, 0], "people": [4, 4], "numerator": 3, "complement": 3},
                {"hidden": [True, False], "lower": [1, GAP], "upper": [3, GAP]},
                HAND,
            ),
            Row(
                {"counts": [1, 0], "people": [1, 1], "numerator": 3},
                {"hidden": [True, True], "lower": [0, 0], "upper": [1, 1]},
                HAND + ": where one person lives a gap would tell the number, so nobody is hidden as well",
            ),
        ],
        judged,
    ),
    Spec(
        disclosure.attack,
        [
            Row({"shown": without(3, 5, 6, 8), "of": 5}, [5.0, 30.0], FISCHETTI, shown="22, 8, 17 and 12 hidden"),
            Row({"shown": without(5), "of": 5}, [22.0, 22.0], FISCHETTI, shown="22 alone hidden"),
            Row({"shown": without(3, 5), "of": 5}, [22.0, 22.0], FISCHETTI, shown="22 and 8 hidden"),
        ],
        attacked,
    ),
    Spec(
        disclosure.attack,
        [
            Row(
                {"knows_the_rule": False},
                {"A2 men": [0.0, 18.0], "A4 women": [0.0, 13.0], "A6 women": [0.0, 13.0]},
                TAU,
            ),
            Row(
                {"knows_the_rule": True},
                {"A4 women": [4.0, 9.0], "A6 women": [4.0, 9.0]},
                TAU + "; who knows that counts below 10 are hidden knows more",
            ),
        ],
        audited,
        name="attack on a hierarchy, with and without knowledge of the rule",
    ),
    Spec(
        disclosure.suppress,
        [Row({"needs": [5.0, 30.0]}, [8, 12, 17, 22], FISCHETTI + ", cost 59")],
        fischetti,
    ),
    Spec(
        disclosure.protect,
        [
            Row(
                {"quarters": [12, 7, 2, 0], "numerator": 3},
                [12, GAP, GAP, 0, 21],
                HAND + ": 2 by rule; 7 is the smallest that keeps 21 - 12 - 7 from telling; zero is a value",
            ),
            Row(
                {"quarters": [12, 1, 2, 9], "numerator": 3},
                [12, GAP, GAP, 9, 24],
                HAND + ": 1 and 2 might as well be 2 and 1; nothing else need be hidden",
            ),
            Row(
                {"quarters": [12, 1, 1, 9], "numerator": 3},
                [12, GAP, GAP, GAP, 23],
                HAND + ": two hidden counts of at least 1 that sum up to 2 are 1 and 1, so 9 hides their sum",
            ),
            Row(
                {"quarters": [12, 1, 1, 0, 0], "numerator": 3, "zeros": True},
                [12, GAP, GAP, GAP, GAP, 14],
                HAND + ": with zeros hidden four counts sum up to 2, each may be 0, 1 or 2",
            ),
            Row({"quarters": [12, 30], "numerator": 3}, [12, 30, 42], HAND + ": nothing is small, nothing is hidden"),
        ],
        city,
    ),
    Spec(
        disclosure.protect,
        [
            Row(
                {"women": [20.0, 30.0], "men": [25.0, 28.0], "unknown": [1.0, 4.0], "numerator": 3},
                {"women": [GAP, GAP, 50], "men": [25, 28, 53], "unknown": [GAP, GAP, 5], "all": [46, 62, 108]},
                HAND + ": 1 needs a partner in its row and its column; women (20 + 30) cost less than men (25 + 28)",
            ),
        ],
        by_sex,
        name="protect, units by sex with nicht zuordenbar",
    ),
]


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_confidentiality(spec: Spec, row: Row) -> None:
    check(spec, row)
