"""The crosswalk: which part of each source unit belongs to which target unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from quartier.kernel.errors import Problem
from quartier.methods.results import BoolArray, FloatArray, IntArray, rejected, unit_names

WHOLE = 1e-9
"""A weight that differs from 1 (or 0) by less is that of a whole (or no) unit."""


class Method(StrEnum):
    """Where the weights come from."""

    IDENTITY = "identity"
    AREA = "area"
    POINTS = "points"
    CELLS = "cells"
    TABLE = "table"
    HIERARCHY = "hierarchy"
    SELECTION = "selection"
    COMPOSED = "composed"


@dataclass(frozen=True, slots=True, eq=False)
class Crosswalk:
    """Weights that carry counts from `sources` to `targets` (Umsteigeschlüssel).

    Attributes:
        sources, targets: codes, text, unique; the order of rows and columns.
        weights: sparse (sources x targets); w[s, t] is the part of a count in s that belongs to t, 0 < w <= 1. A row
            that sums to less than 1 lies partly outside all targets, one that sums to more lies in targets that
            overlap.
        method: where the weights come from.
        weight: what they measure, in a word: ``area``, ``population``, ``children``, ``units``.
        size: (sources) how much of it each source holds (m², people); NaN where it is not known.
        target_covered: (targets) part of the area of each target that sources cover; NaN where it is not known.
        partition: True if every source is meant to be carried whole; False for a selection, where most stay behind.
        problems: what was noticed while the weights were computed (warnings and notes).
    """

    sources: pd.Index
    targets: pd.Index
    weights: Any
    method: Method
    weight: str
    size: FloatArray
    target_covered: FloatArray
    partition: bool = True
    problems: tuple[Problem, ...] = field(default=())

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.sources), len(self.targets)

    @property
    def covered(self) -> pd.Series[float]:
        """Part of each source that is carried (sum of its weights)."""
        return pd.Series(np.asarray(self.weights.sum(axis=1)).ravel(), index=self.sources, name="covered")

    @property
    def parts(self) -> pd.Series[int]:
        """Number of targets each source goes to."""
        return pd.Series(np.diff(self.weights.indptr), index=self.sources, name="parts")

    @property
    def split(self) -> pd.Series[bool]:
        """Sources of which only a part goes to some target: what they carry is an estimate."""
        return pd.Series(np.asarray(self.split_weights().sum(axis=1)).ravel() > 0, index=self.sources, name="split")

    def split_weights(self) -> Any:
        """The weights of parts of sources alone (those of whole sources removed)."""
        kept = self.weights.copy()
        kept.data = np.where(kept.data < 1 - WHOLE, kept.data, 0.0)
        kept.eliminate_zeros()
        return kept

    def unchanged(self) -> BoolArray:
        """(targets) True where the target is one whole source and nothing else: any value may be carried as it is."""
        columns = self.weights.tocsc()
        one = np.diff(columns.indptr) == 1
        whole = np.zeros(len(self.targets), dtype=bool)
        whole[one] = columns.data[columns.indptr[:-1][one]] >= 1 - WHOLE
        return whole

    def table(self) -> pd.DataFrame:
        """Columns ``source, target, weight``, one row a part, as a file holds it (`by_table` reads it back)."""
        found = self.weights.tocoo()
        frame = pd.DataFrame({"source": self.sources[found.row], "target": self.targets[found.col]})
        return frame.assign(weight=found.data)

    def report(self) -> pd.DataFrame:
        """One row a source: size, covered, outside (part that lies in no target), parts, split."""
        covered = self.covered
        outside = (1.0 - covered).clip(lower=0.0)
        return pd.DataFrame(
            {"size": self.size, "covered": covered, "outside": outside, "parts": self.parts, "split": self.split}
        )

    def normalised(self, at_least: float = 0.0, at_most: float = np.inf) -> Crosswalk:
        """Each source that is carried to between `at_least` and `at_most` is carried whole: its weights sum to 1.

        Counts then keep their sum ("pycnophylactic", Tobler 1979). A source that no target touches stays behind.
        """
        covered = self.covered.to_numpy()
        chosen = (covered > 0) & (covered >= at_least) & (covered <= at_most)
        factor = np.divide(1.0, covered, out=np.ones_like(covered), where=chosen)
        return replace(self, weights=scaled(self.weights, factor))

    def without_slivers(self, share: float) -> Crosswalk:
        """Parts below `share` of their source and of what is carried to their target are dropped.

        What they held goes to the other parts of the source in proportion, so that its sum stays. A source is never
        left without its largest part. Boundaries that were drawn twice, or simplified, cross each other by such parts.
        """
        found = self.weights.tocoo()
        amount = found.data * np.nan_to_num(self.size, nan=1.0)[found.row]
        into = np.bincount(found.col, weights=amount, minlength=len(self.targets))
        part = np.divide(amount, into[found.col], out=np.ones_like(amount), where=into[found.col] > 0)
        largest = np.zeros(len(self.sources))
        np.maximum.at(largest, found.row, found.data)
        keep = (found.data >= share) | (part >= share) | (found.data >= largest[found.row])
        if keep.all():
            return self
        shape = self.shape
        weights = sparse.csr_array((found.data[keep], (found.row[keep], found.col[keep])), shape=shape)
        left = np.asarray(weights.sum(axis=1)).ravel()
        factor = np.divide(self.covered.to_numpy(), left, out=np.ones_like(left), where=left > 0)
        note = Problem(
            f"{int((~keep).sum())} parts smaller than {share:.4g} of their source and of their target are taken as "
            "inaccuracies of drawing and went to the other parts of their source",
            code="slivers",
            found=f"{float((found.data * ~keep).max()):.2g} of a source at most",
            severity="note",
        )
        return replace(self, weights=scaled(weights, factor), problems=(*self.problems, note))

    def then(self, other: Crosswalk) -> Crosswalk:
        """This crosswalk and `other` after it. Raises InputRejected if `other` lacks one of the targets in use."""
        position = other.sources.get_indexer(self.targets)
        used = np.asarray(self.weights.sum(axis=0)).ravel() > 0
        lost = used & (position < 0)
        if lost.any():
            names = unit_names(self.targets, lost)
            raise rejected("units of the first crosswalk are not in the second", "unknown-unit", "crosswalk", names)
        middle = other.weights[np.where(position < 0, 0, position)]
        weights = sparse.csr_array(self.weights @ middle)
        weights.eliminate_zeros()
        return Crosswalk(
            self.sources,
            other.targets,
            weights,
            Method.COMPOSED,
            self.weight if self.weight == other.weight else f"{self.weight}, then {other.weight}",
            self.size,
            np.full(len(other.targets), np.nan),
            self.partition and other.partition,
            (*self.problems, *other.problems),
        )


def scaled(weights: Any, factor: FloatArray) -> Any:
    """Rows multiplied by `factor`."""
    result = weights.tocsr(copy=True)
    result.data = result.data * np.repeat(factor, np.diff(result.indptr))
    return result


def matrix(rows: IntArray, columns: IntArray, data: FloatArray, shape: tuple[int, int]) -> Any:
    """Sparse weights from triples; the same place twice is added, zeros are left out."""
    weights = sparse.csr_array((data, (rows, columns)), shape=shape)
    weights.sum_duplicates()
    weights.eliminate_zeros()
    return weights


def code_index(codes: Sequence[str] | pd.Series[Any] | pd.Index, subject: str) -> pd.Index:
    """Codes as text. Raises InputRejected for empty codes and codes that stand twice."""
    index = pd.Index(pd.Series(list(codes), dtype=object))
    empty = np.asarray([not isinstance(code, str) or not code.strip() for code in index], dtype=bool)
    if empty.any():
        found = repr(index[empty][0])
        raise rejected(f"{subject}: {int(empty.sum())} units have no code (text)", "no-code", subject, found)
    twice = index.duplicated()
    if twice.any():
        raise rejected(f"{subject}: codes stand twice", "code-twice", subject, unit_names(index, twice))
    return index


def identity(codes: Sequence[str] | pd.Series[Any] | pd.Index) -> Crosswalk:
    """Every unit goes to itself."""
    index = code_index(codes, "units")
    unknown = np.full(len(index), np.nan)
    weights = sparse.csr_array(sparse.eye_array(len(index)))
    return Crosswalk(index, index, weights, Method.IDENTITY, "units", unknown, unknown)
