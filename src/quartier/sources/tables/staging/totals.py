"""Delivered totals beside the sums of the units: told, never mended."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from quartier.kernel.declared import IndicatorKind
from quartier.kernel.presence import Presence
from quartier.sources.frames import sums
from quartier.sources.tables.context import Context
from quartier.sources.tables.mapping import Mapping, Role
from quartier.sources.tables.sheet import Sheet
from quartier.sources.tables.staging.build import blocks
from quartier.sources.tables.staging.rows import Kind, Rows
from quartier.sources.tables.staging.staged import Collector, Total

if TYPE_CHECKING:
    import pandas as pd


def compare_totals(
    sheet: Sheet, mapping: Mapping, context: Context, rows: Rows, frames: dict[str, pd.DataFrame], problems: Collector
) -> tuple[Total, ...]:
    """Totals in rows of their own, and values of a level of one unit (the town), against the sums of each level."""
    delivered = _total_rows(sheet, mapping, context, rows, problems)
    single = {place[0] for place in rows.places if len(context.geographies[place]) == 1}
    found: list[Total] = []
    for indicator, frame in frames.items():
        if not single and not delivered:
            break  # nothing to compare with: a million rows need no sums
        known = context.indicator(indicator)
        computed = _sums(frame[~frame["level"].isin(single)]) if known and known.kind is IndicatorKind.COUNT else {}
        whole = frame[frame["level"].isin(single) & (frame["presence"] == Presence.VALUE)]
        here = [item for item in delivered if item[0] == indicator]
        here += [
            (indicator, period, text, 0, unit, value)
            for unit, period, text, value in whole[["unit", "period", "slice", "value"]].itertuples(index=False)
        ]
        for item in here:
            found.extend(_against(item, computed))
    _tell(found, problems)
    return tuple(found)


_Delivered = tuple[str, str, str, int, str, float]


def _total_rows(
    sheet: Sheet, mapping: Mapping, context: Context, rows: Rows, problems: Collector
) -> list[_Delivered]:  # fmt: skip
    positions = rows.of(Kind.TOTAL)
    if not len(positions):
        return []
    found: list[_Delivered] = []
    named = [column.number for column in mapping.of_role(Role.UNIT, Role.UNIT_NAME)]
    for block in blocks(sheet, mapping, context, positions, problems):
        for at in np.flatnonzero(block.presence == Presence.VALUE).tolist():
            row = int(block.rows[at])
            text = next((cell for number in named if (cell := sheet.cell(row, number).strip())), "Σ")
            found.append((block.indicator, block.period.values[block.period.codes[at]],
                          block.slice.values[block.slice.codes[at]], row, text, float(block.value[at])))  # fmt: skip
    return found


def _sums(frame: pd.DataFrame) -> dict[tuple[str, str], list[tuple[str, pd.Series]]]:
    """(period, slice) -> (level, sum) of each level."""
    if frame.empty:
        return {}
    total = sums(frame, ("level", "period", "slice"))
    known = frame.assign(there=frame["presence"] == Presence.VALUE).groupby(["level", "period", "slice"], sort=False)[
        "there"
    ]
    counts = known.agg(["sum", "size"]).reset_index()
    total = total.merge(counts, on=["level", "period", "slice"])
    made: dict[tuple[str, str], list[tuple[str, pd.Series]]] = {}
    for _, row in total.iterrows():
        made.setdefault((row["period"], row["slice"]), []).append((row["level"], row))
    return made


def _against(item: _Delivered, computed: dict[tuple[str, str], list[tuple[str, pd.Series]]]) -> list[Total]:
    indicator, period, slice_, row, text, delivered = item
    sums_here = computed.get((period, slice_), [])
    if not sums_here:
        return [Total(indicator, "", period, slice_, row, text, delivered, None)]
    made = []
    for level, total in sums_here:
        known, of = int(total["sum"]), int(total["size"])
        if total["presence"] == Presence.VALUE:
            value = float(total["value"])
            agrees: bool | None = abs(value - delivered) <= 1e-9 * max(1.0, abs(delivered))
            made.append(
                Total(indicator, level, period, slice_, row, text, delivered, value, value, value, known, of, agrees)
            )
        else:
            lower = _number(total["lower"])
            upper = _number(total["upper"])
            agrees = None
            if (lower is not None and delivered < lower - 1e-9) or (upper is not None and delivered > upper + 1e-9):
                agrees = False
            made.append(
                Total(indicator, level, period, slice_, row, text, delivered, None, lower, upper, known, of, agrees)
            )
    return made


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _tell(totals: list[Total], problems: Collector) -> None:
    for total in totals:
        if total.agrees is False:
            bounds = ("?" if bound is None else f"{bound:.15g}" for bound in (total.lower, total.upper))
            computed = f"{total.computed:.15g}" if total.computed is not None else " … ".join(bounds)
            problems.add(
                "total-differs", row=total.row or None,
                found=f"{_place(total)}: {total.delivered:.15g}",
                expected=f"{computed} (Σ {total.known}, {total.level})", severity="warning",
            )  # fmt: skip


def _place(total: Total) -> str:
    return ", ".join(part for part in (total.text, total.indicator, total.period, total.slice) if part)
