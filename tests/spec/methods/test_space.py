"""Space: small tables, test and manual at once."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from manual import Row, Spec, cases, check
from shapely import Point, box

from quartier.methods import space
from quartier.methods.results import Reason

TITLE = "Space"
ORDER = 50
INTRODUCTION = """Neighbours, and whether neighbours are alike. Contiguity works with a tolerance in
metres, so that slivers, gaps and overlaps lose no neighbour.
Units without neighbours are named and never tested. Local statistics are tested by
conditional permutation with a seed; p-values are two-sided unless asked otherwise and corrected for their number."""

BY_HAND = "by hand"
NAN = float("nan")


def _row_of(values: list[float]) -> tuple[pd.Series, space.Weights]:
    """Units A, B, C ... in a row, each the neighbour of the next."""
    names = [chr(65 + i) for i in range(len(values))]
    pairs = [(i, i + 1) for i in range(len(names) - 1)]
    both = pairs + [(j, i) for i, j in pairs]
    weights = space.from_pairs(pd.Index(names), [i for i, _ in both], [j for _, j in both])
    return pd.Series(values, index=names, dtype=float), weights


def _neighbours(weights: space.Weights) -> dict[str, list[str]]:
    matrix = weights.matrix
    return {
        str(unit): [str(weights.index[j]) for j in matrix.indices[matrix.indptr[i] : matrix.indptr[i + 1]]]
        for i, unit in enumerate(weights.index)
    }


PIECES = {
    "A": box(0, 0, 100, 100),
    "B, 40 cm from A": box(100.4, 0, 200, 100),
    "C, overlapping B by 30 cm": box(199.7, 0, 300, 100),
    "D, corner to corner with A": box(-100, -100, 0, 0),
    "E, 5 km away": box(5000, 0, 5100, 100),
}


def _touching(kind: str) -> dict[str, list[str]]:
    geometry = gpd.GeoSeries(list(PIECES.values()), index=[name[0] for name in PIECES], crs="EPSG:25832")
    return _neighbours(space.contiguity(geometry, kind))


def _nearest(k: int) -> dict[str, list[str]]:
    points = gpd.GeoSeries([Point(0, 0), Point(1, 0), Point(3, 0), Point(7, 0)], index=list("ABCD"), crs="EPSG:25832")
    return _neighbours(space.k_nearest(points, k))


def _within(metres: float, decay: str) -> list[float]:
    points = gpd.GeoSeries([Point(0, 0), Point(2, 0), Point(4, 0)], index=list("ABC"), crs="EPSG:25832")
    return space.distance_band(points, metres, decay).matrix.toarray().ravel().tolist()


def _local(values: list[float]) -> dict[str, list]:
    series, weights = _row_of(values)
    return {"statistic": space.local_moran(series, weights).table["statistic"].tolist()}


def _reason(values: list[float]) -> str:
    series, weights = _row_of(values)
    return space.local_moran(series, weights).table["reason"].iloc[0]


def _star(values: list[float]) -> dict[str, list]:
    series, weights = _row_of(values)
    return {"z_score": space.getis_ord(series, weights).table["z_score"].tolist()}


SPECS = [
    Spec(
        space.contiguity,
        [
            Row(
                {"kind": "queen"},
                {"A": ["B", "D"], "B": ["A", "C"], "C": ["B"], "D": ["A"], "E": []},
                "by hand: squares of 100 m with a gap of 40 cm, an overlap of 30 cm, a corner",
            ),
            Row(
                {"kind": "rook"},
                {"A": ["B"], "B": ["A", "C"], "C": ["B"], "D": [], "E": []},
                "by hand: a corner is no border",
            ),
        ],
        call=_touching,
    ),
    Spec(
        space.k_nearest,
        [
            Row({"k": 1}, {"A": ["B"], "B": ["A"], "C": ["B"], "D": ["C"]}, "points at 0, 1, 3, 7 m, by hand"),
            Row({"k": 2}, {"A": ["B", "C"], "B": ["A", "C"], "C": ["A", "B"], "D": ["B", "C"]}, BY_HAND),
        ],
        call=_nearest,
    ),
    Spec(
        space.distance_band,
        [
            Row({"metres": 3, "decay": "binary"}, [0, 1, 0, 1, 0, 1, 0, 1, 0], "points at 0, 2, 4 m, by hand"),
            Row({"metres": 5, "decay": "inverse"}, [0, 0.5, 0.25, 0.5, 0, 0.5, 0.25, 0.5, 0], "1/d by hand"),
            Row({"metres": 5, "decay": "triangular"}, [0, 0.6, 0.2, 0.6, 0, 0.6, 0.2, 0.6, 0], "1 - d/5 by hand"),
        ],
        call=_within,
    ),
    Spec(
        space.moran,
        [
            Row(
                {"values": [1.0, 2.0, 3.0, 4.0]},
                {"statistic": 0.4, "expected": -0.3333333, "units": 4},
                "z = -1.5 -.5 .5 1.5, lags -.5 -.5 .5 .5: (.75 + .25 + .25 + .75)/5 by hand",
            ),
            Row({"values": [2.0, 2.0, 2.0, 2.0]}, {"reason": Reason.CONSTANT, "statistic": NAN}, BY_HAND),
            Row({"values": [1.0, NAN, 3.0, 4.0]}, {"reason": Reason.TOO_FEW_UNITS}, "A has no neighbour left"),
        ],
        call=lambda values: space.moran(*_row_of(values)),
    ),
    Spec(
        space.geary,
        [
            Row(
                {"values": [1.0, 2.0, 3.0, 4.0]},
                {"statistic": 0.3, "expected": 1.0},
                "weighted squares 4 (rows sum to 1): 3/(2*4) * 4/5 by hand",
            )
        ],
        call=lambda values: space.geary(*_row_of(values)),
    ),
    Spec(
        space.local_moran,
        [
            Row(
                {"values": [1.0, 2.0, 3.0, 4.0]},
                {"statistic": [0.45, 0.15, 0.15, 0.45]},
                "3 z lag/5 by hand; their sum/(n-1) is Moran's I = .4",
            )
        ],
        call=_local,
    ),
    Spec(
        space.local_moran,
        [
            Row({"values": [1.0, 1.0, 1.0, 1.0]}, "constant", BY_HAND),
            Row({"values": [1.0, 2.0]}, "too-few-units", BY_HAND),
            Row({"values": [NAN, NAN, NAN, NAN, NAN]}, "missing", "the first unit's own reason"),
            Row({"values": [1.0, NAN, 3.0, 5.0, 4.0]}, "no-neighbours", "the only neighbour has no value"),
        ],
        call=_reason,
        name="local_moran, where it is undefined",
    ),
    Spec(
        space.getis_ord,
        [
            Row(
                {"values": [0.0, 0.0, 6.0, 6.0]},
                {"z_score": [-1.7320508, -1.0, 1.0, 1.7320508]},
                "mean 3, s 3: (sum - 3 W)/(3 sqrt((4 W - W²)/3)) with W = 2, 3, 3, 2, by hand",
            )
        ],
        call=_star,
    ),
    Spec(
        space.corrected,
        [
            Row(
                {"p": [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]},
                {
                    "significant": [True] * 2 + [False] * 8,
                    "threshold": 0.008,
                    "adjusted": [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.1057143, 0.216, 0.216, 0.216],
                },
                "Benjamini & Hochberg's rule; statsmodels.stats.multitest 0.15 equal",
            ),
            Row(
                {"p": [0.01, NAN, 0.02], "correction": "bonferroni"},
                {"significant": [True, False, True], "adjusted": [0.02, NAN, 0.04]},
                "two tests were made, by hand",
            ),
        ],
        call=lambda p, **more: space.corrected(np.array(p), **more),
    ),
    Spec(
        space.rate_deviation,
        [
            Row(
                {"events": [1, 3], "population": [10, 10]},
                [-1.0, 1.0],
                "b .2, s² .01, a = .01 - .02 < 0, v = a + .02 = .01: ∓.1/.1 by hand",
            ),
            Row({"events": [1, 3, 0], "population": [10, 10, 0]}, [-1.0, 1.0, Reason.ZERO_DENOMINATOR], BY_HAND),
        ],
        call=lambda events, population: space.rate_deviation(pd.Series(events), pd.Series(population)),
    ),
]


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_space(spec: Spec, row: Row) -> None:
    check(spec, row)
