"""Composite indices: normalisation, weights, aggregation, classes, shrinkage, summaries."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import pytest
from manual import Row, Spec, cases, check

from quartier.methods.composite.aggregate import (
    arithmetic_mean,
    copeland,
    geometric_mean,
    harmonic_mean,
    mazziotta_pareto,
    power_mean,
    weighted_sum,
)
from quartier.methods.composite.classes import (
    classes_by_breaks,
    classes_by_group,
    classes_by_quantile,
    classes_by_rank,
    classes_by_sd,
)
from quartier.methods.composite.envelopment import benefit_of_the_doubt
from quartier.methods.composite.impute import fill_by_regression, fill_with_centre
from quartier.methods.composite.normalise import (
    adjusted_mpi_scale,
    distance_to_reference,
    imd_exponential,
    min_max,
    percent_rank,
    rank,
    z_score,
)
from quartier.methods.composite.outliers import kurtosis, skewness, winsorise
from quartier.methods.composite.shrinkage import shrink
from quartier.methods.composite.summaries import area_summaries, extent_weights
from quartier.methods.composite.weights import budget_weights, equal_weights, first_component
from quartier.methods.results import Reason, numbers

TITLE = "Composite indices"
ORDER = 20
INTRODUCTION = """
An index is built from indicators in steps: gaps are filled, outliers moved in, values normalised, parts aggregated with
weights, scores classed. Every step is a function of its own; a recipe (`docs/recipes.md`) puts them together.
"""
GAP = float("nan")
TOY = [[10, 20, 30], [20, 10, 60], [30, 40, 50], [40, 30, 20], [15, 35, 45]]
HAND = "by hand"
DESIGN = "five areas, three indicators; NumPy, independent of this code"


def column(values: Sequence[float]) -> pd.Series[float]:
    return pd.Series(list(values), dtype="float64")


def table(rows: Sequence[Sequence[float]]) -> pd.DataFrame:
    return pd.DataFrame([list(map(float, row)) for row in rows], columns=[f"x{n + 1}" for n in range(len(rows[0]))])


def on_column(method: Callable[..., Any]) -> Callable[..., Any]:
    return lambda values, **options: method(column(values), **options)


def on_table(method: Callable[..., Any]) -> Callable[..., Any]:
    def call(rows: Sequence[Sequence[float]], weights: Sequence[float] | None = None, **options: Any) -> Any:
        frame = table(rows)
        given = {} if weights is None else {"weights": dict(zip(frame.columns, weights, strict=True))}
        return method(frame, **given, **options)

    return call


def toy(normalised: Callable[[pd.Series[float]], Any]) -> list[list[float]]:
    """The toy table, normalised column by column."""
    frame = table(TOY)
    done = pd.DataFrame({name: normalised(frame[name]).values for name in frame})
    return [list(row) for row in done.to_numpy()]


def shrunk(numerator: Sequence[float], denominator: Sequence[float], **options: Any) -> pd.DataFrame:
    return shrink(column(numerator), column(denominator), **options)


def regressed(rows: Sequence[Sequence[float]]) -> pd.DataFrame:
    return fill_by_regression(table(rows))


def filled(values: Sequence[float], centre: str = "mean", groups: Sequence[str] | None = None) -> pd.Series[float]:
    return fill_with_centre(column(values), centre, None if groups is None else pd.Series(groups))


def weights_of(points: Mapping[str, Sequence[float]]) -> list[float]:
    return list(budget_weights(points).values())


def summaries(score: Sequence[float], population: Sequence[float], area: Sequence[str]) -> pd.DataFrame:
    return area_summaries(column(score), column(population), pd.Series(list(area)))


SPECS = [
    Spec(
        z_score,
        [
            Row({"values": [1, 2, 3, 4]}, [-1.3416408, -0.4472136, 0.4472136, 1.3416408], HAND),
            Row({"values": [1, 2, 3, 4], "ddof": 1}, [-1.1618950, -0.3872983, 0.3872983, 1.1618950], HAND),
            Row({"values": [1, GAP, 3]}, [-1.0, Reason.MISSING, 1.0], HAND),
            Row({"values": [1, 2, 3], "mean": 100, "sd": 10}, [87.7525513, 100.0, 112.2474487], HAND),
            Row({"values": [5, 5, 5]}, [Reason.CONSTANT] * 3, "zero variance: z is undefined, not 0"),
            Row({"values": [0.1, 0.1, 0.1]}, [Reason.CONSTANT] * 3, "also where rounding leaves a trace"),
            Row({"values": [7], "ddof": 1}, [Reason.TOO_FEW_UNITS], "one unit"),
            Row({"values": [GAP, GAP]}, [Reason.MISSING] * 2, "all missing"),
        ],
        on_column(z_score),
    ),
    Spec(
        min_max,
        [
            Row({"values": [2, 4, 10]}, [0.0, 0.25, 1.0], HAND),
            Row({"values": [2, 4, 10], "lower": 1, "upper": 100}, [1.0, 25.75, 100.0], HAND),
            Row({"values": [3, 3]}, [Reason.CONSTANT] * 2, HAND),
        ],
        on_column(min_max),
    ),
    Spec(
        rank,
        [
            Row({"values": [30, 10, 10, 20]}, [4, 1, 1, 3], HAND),
            Row({"values": [30, 10, 10, 20], "highest_first": True}, [1, 3, 3, 2], HAND),
            Row({"values": [30, 10, 10, 20], "ties": "average"}, [4, 1.5, 1.5, 3], HAND),
            Row({"values": [30, GAP, 10], "ties": "dense"}, [2, Reason.MISSING, 1], HAND),
            Row({"values": [0.1 + 0.2, 0.3]}, [1, 1], "0.1 + 0.2 and 0.3 differ by rounding noise alone"),
        ],
        on_column(rank),
    ),
    Spec(
        percent_rank,
        [
            Row(
                {"values": [3, 1, 4, 1, 5, 9, 2, 6], "decimals": 4},
                [0.4286, 0.0, 0.5714, 0.0, 0.7143, 1.0, 0.2857, 0.8571],
                "Excel, PERCENTRANK.INC",
            ),
            Row({"values": [3]}, [Reason.TOO_FEW_UNITS], "one unit"),
        ],
        on_column(percent_rank),
    ),
    Spec(
        imd_exponential,
        [
            Row(
                {"values": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]},
                [2.39026, 5.058046, 8.076375, 11.551504, 15.64679, 20.632707, 27.007471, 35.856824, 50.426654, 100.0],
                "R = .5 gives 15.646790, .9 gives 50.426654, 1 gives 100 (MHCLG 2019); the others with 30 digits",
            ),
        ],
        on_column(imd_exponential),
    ),
    Spec(
        distance_to_reference,
        [
            Row({"values": [8, 10, 15], "reference": 10}, [-0.2, 0.0, 0.5], HAND),
            Row({"values": [8, 10, 15], "reference": "mean"}, [-0.2727273, -0.0909091, 0.3636364], HAND),
            Row({"values": [8, 10, 15], "reference": 10, "form": "ratio"}, [0.8, 1.0, 1.5], HAND),
            Row({"values": [-1, 1], "reference": "mean"}, [Reason.ZERO_DENOMINATOR] * 2, "a reference of 0"),
        ],
        on_column(distance_to_reference),
    ),
    Spec(
        adjusted_mpi_scale,
        [
            Row({"values": [10, 20, 30, 40, 15]}, [74.0, 94.0, 114.0, 134.0, 84.0], "by hand: mean 23, D 15"),
            Row({"values": [10, 20], "reference": 10}, [100.0, 160.0], "the reference is 100, the range 60"),
        ],
        on_column(adjusted_mpi_scale),
    ),
    Spec(
        fill_with_centre,
        [
            Row({"values": [1, GAP, 3, 8]}, [1.0, 4.0, 3.0, 8.0], HAND),
            Row({"values": [1, GAP, 3, 8], "centre": "median"}, [1.0, 3.0, 3.0, 8.0], HAND),
            Row({"values": [1, GAP, 3, 8], "groups": ["a", "a", "b", "b"]}, [1.0, 1.0, 3.0, 8.0], HAND),
            Row({"values": [1, GAP, GAP, 8], "groups": ["a", "b", "b", "a"]}, [1.0, 4.5, 4.5, 8.0], "an empty group"),
        ],
        filled,
    ),
    Spec(
        fill_by_regression,
        [
            Row(
                {"rows": [[1, 2], [2, 4], [3, 6], [4, 8], [2.5, GAP]]},
                [[1, 2], [2, 4], [3, 6], [4, 8], [2.5, 5]], HAND
            ),
            Row(
                {"rows": [[1, 2], [2, 4], [3, 6], [9, GAP]]},
                [[1, 2], [2, 4], [3, 6], [9, 6]], "clipped to what is known"
            ),
            Row({"rows": [[1, GAP], [GAP, 4]]}, [[1, GAP], [GAP, 4]], "no complete column"),
        ],
        regressed,
    ),
    Spec(
        skewness,
        [Row({"values": [1, 2, 3, 4, 10]}, 1.6970563, "Excel, SKEW; scipy.stats.skew(bias=False)", 1e-6)],
        lambda values: skewness(numbers(values)),
    ),
    Spec(
        kurtosis,
        [Row({"values": [1, 2, 3, 4, 10]}, 3.152, "Excel, KURT; scipy.stats.kurtosis(bias=False)", 1e-6)],
        lambda values: kurtosis(numbers(values)),
    ),
    Spec(
        winsorise,
        [
            Row(
                {"values": [1, 2, 3, 4, 5, 6, 7, 8, 9, 100]},
                {"high": 1, "values": [1, 2, 3, 4, 5, 6, 7, 8, 9, 9]},
                "one point moved in; COINr's rule, by hand",
            ),
            Row({"values": [1, 2, 3, 4]}, {"high": 0, "low": 0, "logarithm": False}, "nothing to do"),
        ],
        on_column(winsorise),
    ),
    Spec(equal_weights, [Row({"names": ["a", "b"]}, {"a": 0.5, "b": 0.5}, HAND)]),
    Spec(
        budget_weights,
        [
            Row({"points": {"a": [50, 20], "b": [50, 80]}}, [0.35, 0.65], HAND),
            Row({"points": {"a": [1, 20], "b": [1, 80]}}, [0.35, 0.65], "nobody counts more by giving more points"),
        ],
        weights_of,
    ),
    Spec(
        first_component,
        [
            Row({"rows": TOY}, {"eigenvalues": [1.604909, 0.797925, 0.597166]}, DESIGN),
            Row({"rows": [[1, 1], [1, 2], [1, 3]]}, {"reason": Reason.CONSTANT}, "a constant indicator"),
            Row({"rows": [[1, 2], [2, 3]]}, {"reason": Reason.TOO_FEW_UNITS}, "two units"),
        ],
        on_table(first_component),
    ),
    Spec(
        weighted_sum,
        [
            Row({"rows": [[10, 20], [30, 40]], "weights": [0.5, 0.499]}, [14.98, 34.96], "weights stay as given"),
            Row({"rows": [[10, GAP], [30, 40]], "weights": [1, 1]}, [Reason.TOO_FEW_INDICATORS, 70.0], HAND),
            Row(
                {"rows": [[10, GAP], [30, 40]], "weights": [1, 1], "minimum_share": 0.5}, [20.0, 70.0],
                "the weight of the gap goes to what is known",
            ),
        ],
        on_table(weighted_sum),
    ),
    Spec(
        arithmetic_mean,
        [
            Row({"rows": toy(z_score)}, [-0.875702, -0.175562, 0.829026, 0.128886, 0.093352], f"mean of z; {DESIGN}"),
            Row(
                {"rows": toy(min_max)},
                [0.194444, 0.444444, 0.805556, 0.555556, 0.541667], f"mean of min-max; {DESIGN}"
            ),
            Row({"rows": [[1, 2, 6]], "weights": [1, 1, 2]}, [3.75], HAND),
        ],
        on_table(arithmetic_mean),
    ),
    Spec(
        geometric_mean,
        [
            Row(
                {"rows": toy(lambda x: min_max(x, 1, 100))}, [9.566477, 15.036946, 79.590354, 18.852036, 45.123299],
                f"of min-max 1 to 100; {DESIGN}",
            ),
            Row({"rows": [[2, 8], [0, 5], [-1, 5]]}, [4.0, Reason.NOT_POSITIVE, Reason.NOT_POSITIVE], HAND),
        ],
        on_table(geometric_mean),
    ),
    Spec(
        harmonic_mean,
        [Row({"rows": [[40, 60]]}, [48.0], HAND), Row({"rows": [[40, 0]]}, [Reason.NOT_POSITIVE], HAND)],
        on_table(harmonic_mean),
    ),
    Spec(
        power_mean,
        [
            Row({"rows": [[1, 7]], "power": 2}, [5.0], HAND),
            Row({"rows": [[2, 8]], "power": 0}, [4.0], "p = 0 is the geometric mean"),
        ],
        on_table(power_mean),
    ),
    Spec(
        mazziotta_pareto,
        [
            Row(
                {"rows": toy(lambda x: z_score(x, 0, 100, 10)), "penalty": 1},
                [91.305768, 99.685037, 108.356295, 102.829308, 101.315202], f"of 100 + 10 z; {DESIGN}",
            ),
            Row(
                {"rows": toy(lambda x: z_score(x, 0, 100, 10)), "penalty": -1},
                [91.180182, 96.803714, 108.224234, 99.748420, 100.551838], f"of 100 + 10 z; {DESIGN}",
            ),
            Row(
                {"rows": toy(adjusted_mpi_scale), "penalty": 1},
                [81.495893, 102.961005, 118.116690, 109.835494, 103.751634], f"adjusted, reference the mean; {DESIGN}",
            ),
            Row({"rows": [[1, -1]]}, [Reason.ZERO_DENOMINATOR], "a mean of 0"),
        ],
        on_table(mazziotta_pareto),
    ),
    Spec(
        benefit_of_the_doubt,
        [
            Row({"rows": TOY}, [0.578947, 1.0, 1.0, 1.0, 0.894737], DESIGN),
            Row(
                {"rows": TOY, "share_bounds": (0.2, 0.5)}, [0.491803, 0.6, 1.0, 0.784314, 0.770171],
                f"each part 20 to 50 % of the own score; {DESIGN}",
            ),
            Row({"rows": [[1, 2], [-1, 2], [1, GAP]]}, [1.0, Reason.NOT_POSITIVE, Reason.TOO_FEW_INDICATORS], HAND),
        ],
        on_table(benefit_of_the_doubt),
    ),
    Spec(
        copeland,
        [
            Row({"rows": TOY}, [-4.0, 0.0, 4.0, 0.0, 0.0], DESIGN),
            Row({"rows": [[1, 2], [2, 1]]}, [0.0, 0.0], "a draw"),
        ],
        on_table(copeland),
    ),
    Spec(
        classes_by_breaks,
        [
            Row({"values": [-2, -1, 0, 1, 2], "breaks": [-1, 1]}, [1, 1, 2, 2, 3], HAND),
            Row({"values": [-2, -1, 0, 1, 2], "breaks": [-1, 1], "closed": "left"}, [1, 2, 2, 3, 3], HAND),
            Row({"values": [-2, -1, 0, 1, 2], "breaks": [-1, 1], "closed": "centre"}, [1, 2, 2, 2, 3], "Berlin MSS"),
            Row({"values": [GAP], "breaks": [0]}, [Reason.MISSING], HAND),
        ],
        on_column(classes_by_breaks),
    ),
    Spec(
        classes_by_sd,
        [
            Row({"values": [0, 0, 0, 0, 0, 0, 0, 0, 0, 10]}, [2, 2, 2, 2, 2, 2, 2, 2, 2, 4], "z = -1/3 and 3"),
            Row({"values": [4, 4]}, [Reason.CONSTANT] * 2, HAND),
        ],
        on_column(classes_by_sd),
    ),
    Spec(
        classes_by_quantile,
        [
            Row({"values": [1, 2, 3, 4, 5], "count": 5}, [1, 2, 3, 4, 5], HAND),
            Row(
                {"values": [1, 2, 3, 4, 5, 6], "count": 4, "quantile_type": 7},
                [1, 1, 2, 3, 4, 4], "breaks 2.25 3.5 4.75"
            ),
            Row(
                {"values": [1, 2, 3, 4, 5, 6], "count": 4, "quantile_type": 6},
                [1, 2, 2, 3, 3, 4], "breaks 1.75 3.5 5.25"
            ),
            Row({"values": [1, 2], "count": 5}, [Reason.TOO_FEW_UNITS] * 2, HAND),
        ],
        on_column(classes_by_quantile),
    ),
    Spec(
        classes_by_rank,
        [
            Row({"values": [5, 4, 3, 2, 1], "count": 5}, [1, 2, 3, 4, 5], "class 1 is the highest"),
            Row({"values": [7, 7, 1, 2], "count": 2}, [1, 1, 2, 2], HAND),
        ],
        on_column(classes_by_rank),
    ),
    Spec(
        classes_by_group,
        [Row({"values": [1, 2, 4, 5, GAP], "groups": [[1], [2, 3, 4], [5]]}, [1, 2, 2, 3, Reason.MISSING], "GISD")],
        on_column(classes_by_group),
    ),
    Spec(
        shrink,
        [
            Row(
                {"numerator": [2, 15, 40, 8, 60], "denominator": [20, 100, 200, 150, 300]},
                {
                    "weight": [0.507084, 0.847759, 0.931301, 0.778106, 0.952891],
                    "rate": [0.139173, 0.154854, 0.198626, 0.071951, 0.199055],
                    "raw": [0.1, 0.15, 0.2, 0.0533333, 0.2],
                },
                "formulas of the English indices; NumPy, independent of this code",
            ),
            Row({"numerator": [0, 3], "denominator": [0, 10]}, {"reason": ["zero-denominator", "too-few-units"]}, HAND),
        ],
        shrunk,
    ),
    Spec(
        extent_weights,
        [
            Row(
                {"order": [1, 10, 11, 12, 20, 30, 31, 100], "total": 100},
                [1.0, 1.0, 0.95, 0.902632, 0.523684, 0.05, 0.0, 0.0], "MHCLG 2019: .95 falling to .05 by .9/19",
            )
        ],
        lambda order, total: extent_weights(numbers(order), total),
    ),
    Spec(
        area_summaries,
        [
            Row(
                {
                    "score": [100, 90, 80, 70, 60, 50, 40, 30, 20, 10],
                    "population": [100, 100, 100, 100, 100, 300, 100, 100, 100, 100], "area": list("aabbbbbbbb"),
                },
                {
                    "average_score": [95.0, 46.0], "average_rank": [1.5, 6.4], "worst_tenth": [0.5, 0.0],
                    "extent": [0.7618421, 0.005], "local_concentration": [1.0, 3.0],
                },
                "by hand: ranks 1, 2 of 10 lie in percentiles 10 and 20, rank 3 in 30",
            )
        ],
        summaries,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_composite(spec: Spec, row: Row) -> None:
    check(spec, row)
