"""Weights by area: what lives in a unit is taken to be spread evenly over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from quartier.kernel.errors import Problem
from quartier.methods.crosswalk.geometry import Shapes, equal_area_crs, overlaps, shapes_of
from quartier.methods.crosswalk.model import Crosswalk, Method, matrix
from quartier.methods.results import FloatArray, unit_names

if TYPE_CHECKING:
    import geopandas as gpd

SLIVER = 0.001
"""Default: a part below 0.1 % of its source and of its target comes from inaccurate drawing."""


def by_area(
    source: gpd.GeoDataFrame, target: gpd.GeoDataFrame, *, sliver: float = SLIVER, partition: bool = True
) -> Crosswalk:
    """Weights by shared area: w[s, t] = |s ∩ t| / |s| (Goodchild & Lam 1980, Areal interpolation).

    Areas are exact intersections in an equal-area system (m²). What of a source lies in no target is not forced into
    the nearest one: it stays outside and is reported, unless it is a sliver.

    Args:
        source, target: GeoDataFrames with column ``code`` and a reference system; rings that cross themselves are
            repaired, units without polygon take no part, both reported.
        sliver: parts below this share of their source and of their target are dropped; 0 keeps every part.
        partition: every source is meant to be carried whole, so that what is not is a warning.

    Raises InputRejected: no reference system, empty codes, codes that stand twice.
    """
    crs = equal_area_crs(source, target)
    return area_weights(
        shapes_of(source, crs, "source"), shapes_of(target, crs, "target"), sliver=sliver, partition=partition
    )


def area_weights(source: Shapes, target: Shapes, *, sliver: float, partition: bool) -> Crosswalk:
    """As `by_area`, from shapes that are prepared."""
    rows, columns, area = overlaps(source, target)
    shape = (len(source.codes), len(target.codes))
    weights = matrix(rows, columns, area / source.areas[rows], shape)
    weights.data = np.where(weights.data > 1 - 1e-12, 1.0, weights.data)
    inside = np.bincount(columns, weights=area, minlength=shape[1])
    crosswalk = Crosswalk(
        source.codes,
        target.codes,
        weights,
        Method.AREA,
        "area",
        np.where(source.present, source.areas, np.nan),
        np.divide(inside, target.areas, out=np.full(shape[1], np.nan), where=target.areas > 0),
        partition,
        (*source.problems, *target.problems),
    )
    return finished(crosswalk, sliver)


def finished(crosswalk: Crosswalk, sliver: float) -> Crosswalk:
    """Without slivers, inside and along the outer border, and with what is then outside reported."""
    clean = crosswalk
    if sliver > 0:
        clean = crosswalk.without_slivers(sliver).normalised(1 - sliver, 1 + sliver)
    return replace(clean, problems=(*clean.problems, *_carried(clean, sliver)))


def _carried(crosswalk: Crosswalk, sliver: float) -> Iterator[Problem]:
    """Sources that are not carried whole, or to targets that overlap."""
    covered = crosswalk.covered.to_numpy()
    margin = max(sliver, 1e-6)
    double = covered > 1 + margin
    if double.any():
        yield Problem("target units overlap: what lies in several of them counts in each", "targets-overlap",
                      found=unit_names(crosswalk.sources, double), severity="warning")  # fmt: skip
    outside = covered < 1 - margin
    if crosswalk.partition and outside.any():
        share = _share(np.asarray(1 - np.clip(covered, 0, 1), dtype=np.float64), crosswalk.size)
        yield Problem(
            f"{int(outside.sum())} source units lie partly or wholly outside all target units; "
            f"{share:.2%} of the {crosswalk.weight} is not carried",
            "not-carried", found=unit_names(crosswalk.sources, outside), severity="warning",
        )  # fmt: skip


def _share(part: FloatArray, size: FloatArray) -> float:
    known = np.isfinite(size)
    total = float(size[known].sum())
    return float((part[known] * size[known]).sum()) / total if total > 0 else float(part.mean())
