"""Crosswalks that somebody else computed, or that a hierarchy gives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from quartier.kernel.errors import InputRejected, Problem
from quartier.methods.crosswalk.model import Crosswalk, Method, code_index, matrix
from quartier.methods.results import FloatArray, unit_names

EXAMPLES = 5


def by_table(
    rows: pd.DataFrame,
    *,
    sources: Sequence[str] | None = None,
    targets: Sequence[str] | None = None,
    weight: str = "table",
    tolerance: float = 0.001,
    partial: bool = False,
    first_row: int = 2,
) -> Crosswalk:
    """A crosswalk from a table of parts.

    Args:
        rows: columns ``source, target, weight``; weight is the part of the source that goes to the target (0 to 1).
        sources, targets: all units of the two geographies in their order, where they are known; the table must not
            name others. A source that the table leaves out is reported.
        weight: what the weights measure.
        tolerance: how far from 1 the weights of a source may sum; they are then scaled to exactly 1.
        partial: sources may sum to less than 1 (a part lies outside all targets).
        first_row: number of the first row in the person's file, for messages.

    Raises InputRejected with all problems: columns that are missing, empty codes, parts that stand twice, weights that
    are no numbers or not between 0 and 1, sums that are not 1, units that are not known.
    """
    missing = [name for name in ("source", "target", "weight") if name not in rows.columns]
    if missing:
        found = ", ".join(map(str, rows.columns))
        absent = [Problem("the column is missing", "column-missing", column=name, found=found) for name in missing]
        raise InputRejected(absent, "crosswalk")
    table = rows[["source", "target"]].astype(object).reset_index(drop=True)
    table["weight"] = pd.to_numeric(rows["weight"].reset_index(drop=True), errors="coerce").astype(float)
    problems = [
        *_row_problems(table, rows, tolerance, first_row),
        *_unknown(table["source"], sources, "source"),
        *_unknown(table["target"], targets, "target"),
    ]
    if not problems:
        problems = list(_sum_problems(table, tolerance, partial=partial))
    if problems:
        raise InputRejected(problems, "crosswalk")
    return _built(table, sources, targets, weight, tolerance)


def _row_problems(table: pd.DataFrame, rows: pd.DataFrame, tolerance: float, first: int) -> Iterator[Problem]:
    for column in ("source", "target"):
        empty = [not isinstance(item, str) or not item.strip() for item in table[column]]
        for place in np.flatnonzero(empty)[:EXAMPLES]:
            yield Problem("no code", "no-code", row=int(place) + first, column=column,
                          found=str(table[column][place]), expected="text")  # fmt: skip
    given = rows["weight"].to_numpy()
    weight = table["weight"].to_numpy()
    wrong = ~((weight >= 0) & (weight <= 1 + tolerance))
    for place in np.flatnonzero(wrong)[:EXAMPLES]:
        yield Problem("no weight", "weight", row=int(place) + first, column="weight",
                      found=str(given[place]), expected="a number from 0 to 1")  # fmt: skip
    twice = table.duplicated(["source", "target"]).to_numpy()
    for place in np.flatnonzero(twice)[:EXAMPLES]:
        yield Problem("the part stands twice", "row-twice", row=int(place) + first,
                      found=f"{table['source'][place]} to {table['target'][place]}")  # fmt: skip
    for code, hits in (("weight", wrong), ("row-twice", twice)):
        if hits.sum() > EXAMPLES:
            yield Problem(f"{int(hits.sum()) - EXAMPLES} further rows have the same fault ({code})", code)


def _unknown(used: pd.Series[str], known: Sequence[str] | None, column: str) -> Iterator[Problem]:
    if known is None:
        return
    names = pd.Index(sorted({str(item) for item in used} - set(known)))
    if len(names):
        found = unit_names(names, np.ones(len(names), dtype=bool))
        yield Problem("units are not in the geography", "unknown-unit", column=column, found=found)


def _sum_problems(table: pd.DataFrame, tolerance: float, *, partial: bool) -> Iterator[Problem]:
    sums = table.groupby("source", sort=False)["weight"].sum()
    wrong = sums[(sums > 1 + tolerance) | ((sums < 1 - tolerance) & (not partial))]
    for code, value in wrong.head(EXAMPLES).items():
        yield Problem(f"the weights of source {code} do not sum to 1", "weight-sum", column="weight",
                      found=f"{value:.6g}", expected=f"1 (tolerance {tolerance:g})")  # fmt: skip
    if len(wrong) > EXAMPLES:
        yield Problem(f"{len(wrong) - EXAMPLES} further sources do not sum to 1", "weight-sum")


def _built(
    table: pd.DataFrame, sources: Sequence[str] | None, targets: Sequence[str] | None, weight: str, tolerance: float
) -> Crosswalk:
    rows = code_index(list(dict.fromkeys(table["source"])) if sources is None else sources, "source")
    columns = code_index(list(dict.fromkeys(table["target"])) if targets is None else targets, "target")
    shape = (len(rows), len(columns))
    found = matrix(
        rows.get_indexer(pd.Index(table["source"])),
        columns.get_indexer(pd.Index(table["target"])),
        table["weight"].to_numpy(),
        shape,
    )
    crosswalk = Crosswalk(
        rows, columns, found, Method.TABLE, weight, _unknown_size(shape[0]), _unknown_size(shape[1]),
        problems=tuple(_left_out(rows, found)),
    )  # fmt: skip
    return crosswalk.normalised(1 - tolerance - 1e-12, 1 + tolerance + 1e-12)


def _left_out(rows: pd.Index, weights: object) -> Iterator[Problem]:
    absent = np.diff(weights.indptr) == 0  # type: ignore[attr-defined]
    if absent.any():
        yield Problem("source units are not in the table; what they hold is not carried", "not-carried",
                      found=unit_names(rows, absent), severity="warning")  # fmt: skip


def _unknown_size(length: int) -> FloatArray:
    return np.full(length, np.nan)


def by_hierarchy(parents: pd.Series[str]) -> Crosswalk:
    """Whole units into the units that contain them.

    Args:
        parents: code of the containing unit, indexed by the code of the unit (column ``parent:<level>`` of a
            geography).

    Raises InputRejected if a code stands twice or a unit has no parent.
    """
    rows = code_index(parents.index, "units")
    empty = np.array([not str(item).strip() for item in parents.fillna("")], dtype=np.bool_)
    if empty.any():
        found = unit_names(rows, empty)
        raise InputRejected([Problem("units have no parent", "no-parent", found=found)], "hierarchy")
    columns = pd.Index(sorted(set(parents)))
    weights = matrix(
        np.arange(len(rows)), columns.get_indexer(pd.Index(parents)), np.ones(len(rows)), (len(rows), len(columns))
    )
    return Crosswalk(rows, columns, weights, Method.HIERARCHY, "units", _unknown_size(len(rows)), np.ones(len(columns)))
