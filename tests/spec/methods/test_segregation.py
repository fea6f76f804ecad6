"""Segregation: small tables, test and manual at once."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from manual import Row, Spec, cases, check
from shapely import box

from quartier.methods import segregation as seg
from quartier.methods.results import Reason
from quartier.methods.space.contiguity import contiguity, shared_borders

TITLE = "Segregation"
ORDER = 40
INTRODUCTION = """Who lives apart from whom. Group and total are counts per unit. All indices depend on
the kind of units: compare cities only over the same ones. Proximities
 are exp(-d) with d in kilometres, so that near counts more than far (PySAL
segregation 2.5 lets the weight grow with distance). An empty group, a group that is everybody, a single inhabited unit
have no index, and the reason stands in the result."""

X, T = [50, 120, 150, 160, 120], [1000, 800, 600, 400, 200]
TOY = {"group": X, "total": T}
PYSAL = "PySAL segregation 2.5.4 and by hand, Quartier design notes"
BY_HAND = "by hand"
GROUPS = pd.DataFrame(
    [[500, 200, 100], [400, 100, 50], [150, 250, 200], [100, 100, 300]], columns=["first", "second", "third"]
)
SHOWN_GROUPS = "groups 500 200 100 / 400 100 50 / 150 250 200 / 100 100 300"

# a town of 4 x 4 unit squares with 100 people each, the group 90 % or 10 %: as two blocks, or as a chessboard
CLUSTERED = [90] * 8 + [10] * 8
CHESSBOARD = [90 if (row + column) % 2 else 10 for row in range(4) for column in range(4)]
GRID = seg.Places(np.array([(c, r) for r in range(4) for c in range(4)], dtype=float), np.ones(16))
SQUARES = gpd.GeoSeries([box(c, r, c + 1, r + 1) for r in range(4) for c in range(4)], crs="EPSG:25832")


def _town(layout: str) -> dict[str, list[int]]:
    return {"group": CLUSTERED if layout == "two blocks" else CHESSBOARD, "total": [100] * 16}


def _two_groups(method, value, **more):
    rows = [
        Row({**TOY, **more}, value, PYSAL),
        Row({"group": [0, 0], "total": [10, 10], **more}, Reason.EMPTY_GROUP, BY_HAND),
        Row({"group": [10, 10], "total": [10, 10], **more}, Reason.WHOLE_POPULATION, BY_HAND),
        Row({"group": [5, 0], "total": [10, 0], **more}, Reason.TOO_FEW_UNITS, BY_HAND),
    ]
    return Spec(method, rows)


def _on_grid(method, clustered, chessboard):
    rows = [
        Row({"layout": "two blocks"}, clustered, "Massey & Denton (1988), formula evaluated by hand on a 4 x 4 grid"),
        Row({"layout": "chessboard"}, chessboard, "as above"),
    ]
    return Spec(method, rows, call=lambda layout: method(**_town(layout), places=GRID))


def _adjusted(layout: str, neighbours: str):
    return seg.adjusted_dissimilarity(**_town(layout), weights=contiguity(SQUARES, neighbours, tolerance=0))


def _boundary(layout: str, row_standardised: bool):
    borders = shared_borders(SQUARES, tolerance=0)
    return seg.boundary_dissimilarity(**_town(layout), borders=borders, row_standardised=row_standardised)


def _shape(layout: str):
    borders = shared_borders(SQUARES, tolerance=0)
    return seg.shape_dissimilarity(**_town(layout), borders=borders, perimeter=[4.0] * 16, area=[1.0] * 16)


def _groups(method, value, **more):
    return Spec(method, [Row({"groups": GROUPS, **more}, value, PYSAL, shown=SHOWN_GROUPS)])


ACO = {"group": [100, 80, 40, 20], "total": [200, 200, 300, 300], "area": [1, 2, 3, 4]}
EQUAL = {**ACO, "area": [1, 1, 1, 1]}
LATER = {"group2": [60, 130, 190, 220, 150], "total2": [1100, 850, 600, 420, 210]}
FROM_TO = {"group1": X, "total1": T, **LATER}

SPECS = [
    _two_groups(seg.dissimilarity, 0.3958333),
    Spec(seg.movers, [Row(TOY, 237.5, "D .3958333 of 600 people", tolerance=1e-4)]),
    _two_groups(seg.gini, 0.5166667),
    _two_groups(seg.isolation, 0.3233333),
    _two_groups(seg.exposure, 0.6766667),
    _two_groups(seg.correlation_ratio, 0.1541667),
    _two_groups(seg.information_theory, 0.1487581),
    _two_groups(seg.min_max, 0.5671642),
    Spec(
        seg.atkinson,
        [
            Row({**TOY, "b": 0.1}, 0.0493113, "formula by hand (PySAL segregation 2.5.4 ignores b)"),
            Row({**TOY, "b": 0.5}, 0.2236210, PYSAL),
            Row({**TOY, "b": 0.9}, 0.3601629, "formula by hand (PySAL segregation 2.5.4 ignores b)"),
        ],
    ),
    Spec(
        seg.concentration_profile,
        [
            Row({"group": [0, 10], "total": [10, 10], "steps": 100_000}, 1.0, "fully separate: 1", tolerance=1e-4),
            Row({"group": [5, 5], "total": [10, 10], "steps": 100_000}, 0.0, "even: 0", tolerance=1e-4),
        ],
    ),
    Spec(
        seg.delta,
        [
            Row({**TOY, "area": [1, 1, 1, 1, 1]}, 0.1166667, PYSAL),
            Row(ACO, 0.45, BY_HAND),
        ],
    ),
    Spec(
        seg.absolute_concentration,
        [Row(ACO, 0.8333333, BY_HAND), Row(EQUAL, Reason.EQUAL_AREAS, "denominator 0 (PySAL: nan without reason)")],
    ),
    Spec(seg.relative_concentration, [Row(ACO, 0.5595238, BY_HAND), Row(EQUAL, Reason.EQUAL_AREAS, BY_HAND)]),
    Spec(
        seg.absolute_centralization,
        [Row({"group": [10, 0], "total": [10, 10], "area": [1, 1], "distance": [0, 1]}, 0.5, BY_HAND)],
    ),
    Spec(
        seg.relative_centralization,
        [
            Row({"group": [10, 0], "total": [10, 10], "distance": [0, 1]}, 1.0, BY_HAND),
            Row({"group": [10, 0], "total": [10, 10], "distance": [1, 0]}, -1.0, BY_HAND),
        ],
    ),
    _on_grid(seg.spatial_proximity, 1.2557080, 0.9787547),
    _on_grid(seg.distance_decay_isolation, 0.6344207, 0.4902760),
    _on_grid(seg.distance_decay_exposure, 0.3655793, 0.5097240),
    # equal halves, everything symmetric: ACL = SP - 1, and neither group is nearer to its own than the other
    _on_grid(seg.absolute_clustering, 0.2557080, -0.0212453),
    _on_grid(seg.relative_clustering, 0.0, 0.0),
    Spec(
        seg.adjusted_dissimilarity,
        [
            Row(
                {"layout": "two blocks", "neighbours": "rook"}, 0.6666667, "24 borders, 4 with |p-p| = .8: .8 - 4*.8/24"
            ),
            Row({"layout": "chessboard", "neighbours": "rook"}, 0.0, "all borders differ by .8"),
            Row({"layout": "two blocks", "neighbours": "queen"}, 0.6095238, PYSAL),
            Row({"layout": "chessboard", "neighbours": "queen"}, 0.3428571, PYSAL),
        ],
        call=_adjusted,
    ),
    Spec(
        seg.boundary_dissimilarity,
        [
            Row({"layout": "two blocks", "row_standardised": True}, 0.6833333, "PySAL segregation 2.5.4"),
            Row({"layout": "two blocks", "row_standardised": False}, 0.6666667, "equal borders: as D(adj), rook"),
            Row({"layout": "chessboard", "row_standardised": False}, 0.0, "all borders differ by .8"),
        ],
        call=_boundary,
    ),
    Spec(
        seg.shape_dissimilarity,
        [
            Row({"layout": "two blocks"}, 0.6666667, "PySAL segregation 2.5.4; equal shapes: as D(w)"),
            Row({"layout": "chessboard"}, 0.0, "PySAL segregation 2.5.4"),
        ],
        call=_shape,
    ),
    _groups(seg.multigroup_dissimilarity, 0.3611473),
    _groups(seg.multigroup_gini, 0.4159061),
    _groups(seg.multigroup_information_theory, 0.1291407),
    _groups(seg.divergence, 0.1367683),
    _groups(seg.diversity, 1.0590642),
    _groups(seg.normalised_exposure, 0.1549210),
    _groups(seg.relative_diversity, 0.1483900),
    _groups(seg.squared_coefficient_of_variation, 0.1381676),
    _groups(seg.simpson_interaction, 0.6389005),
    _groups(seg.simpson_concentration, 0.3610995),
    Spec(
        seg.location_quotient,
        [
            Row(
                {"group": [500, 400, 150, 100], "total": [800, 550, 600, 500]},
                [1.331522, 1.549407, 0.532609, 0.426087],
                "first value PySAL; the others (x/t)/(1150/2450) by hand",
            ),
            Row({"group": [0, 1], "total": [0, 2]}, [Reason.ZERO_DENOMINATOR, 1.0], BY_HAND),
        ],
    ),
    Spec(
        seg.local_entropy,
        [Row({"groups": GROUPS}, [0.819448, 0.691370, 0.980834, 0.864974], PYSAL, shown=SHOWN_GROUPS)],
    ),
    Spec(
        seg.dissimilarity_parts,
        [Row({"group": [9, 1], "total": [10, 10]}, [0.4, -0.4], "D = .8 by hand: ½(.9 - .1) and its opposite")],
    ),
    Spec(
        seg.decompose,
        [
            Row(
                {**FROM_TO, "approach": "composition"},
                {"first": 0.3958333, "second": 0.4709465, "structure": 0.0073216, "composition": 0.0677915},
                "PySAL segregation.decomposition 2.5.4, signs as second - first",
            ),
            Row(
                {**FROM_TO, "approach": "share"},
                {"structure": 0.0101422, "composition": 0.0649710},
                "PySAL segregation.decomposition 2.5.4, signs as second - first",
            ),
        ],
    ),
    Spec(
        seg.expected_under_evenness,
        [
            Row({**TOY, "draws": 4000}, 0.0349, "own simulation with other draws, design notes", tolerance=0.001),
            Row(
                {"group": [5, 12, 15, 16, 12], "total": [100, 80, 60, 40, 20], "draws": 4000},
                0.1095,
                "the same with a tenth of the people",
                tolerance=0.003,
            ),
        ],
    ),
    Spec(
        seg.modified_index,
        [
            Row(
                {**TOY, "draws": 4000},
                0.37398,
                "(.3958333 - .0349)/(1 - .0349) by hand",
                tolerance=0.002,
            )
        ],
    ),
    Spec(
        seg.chance_test,
        [
            Row({**TOY, "draws": 999}, {"p_value": 0.001, "observed": 0.3958333}, "p = (1 + 0)/(1 + 999)"),
            Row(
                {"group": [1, 1], "total": [2, 2], "draws": 99},
                {"p_value": 1.0, "observed": 0.0},
                "no draw can be more even than even",
            ),
        ],
    ),
]


@pytest.mark.parametrize(("spec", "row"), cases(SPECS))
def test_segregation(spec: Spec, row: Row) -> None:
    check(spec, row)
