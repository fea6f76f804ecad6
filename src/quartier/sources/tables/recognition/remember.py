"""Decisions of an earlier delivery, taken over where the head has the same shape."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

from quartier.kernel.text import Text
from quartier.sources.tables.mapping import Column, Mapping
from quartier.sources.tables.proposal import Proposal
from quartier.sources.tables.sheet import Certainty, Finding


def remember(proposal: Proposal, earlier: Mapping) -> Proposal:
    """The proposal with the roles, marks, markers and answers of the earlier mapping.

    Rows, and the period where the head or a title names it, come from the new sheet. A fixed period is never carried
    over: the new delivery is of another time. Another shape of the head leaves the proposal as it is.
    """
    new = proposal.mapping
    if earlier.fingerprint != new.fingerprint:
        return proposal
    before: defaultdict[str, list[Column]] = defaultdict(list)
    for column in earlier.columns:
        before[_shape(column.header)].append(column)
    columns = tuple(_column(column, before[_shape(column.header)]) for column in new.columns)
    mapping = replace(
        new,
        columns=columns,
        layout=earlier.layout,
        geographies=earlier.geographies or new.geographies,
        unit=earlier.unit,
        markers=tuple(dict([*new.markers, *earlier.markers]).items()),
        indicator=earlier.indicator or new.indicator,
        slice=earlier.slice,
        period_texts=earlier.period_texts,
        indicator_texts=tuple(dict([*new.indicator_texts, *earlier.indicator_texts]).items()),
        member_texts=tuple(sorted({*new.member_texts, *earlier.member_texts})),
        totals=tuple(dict.fromkeys([*earlier.totals, *new.totals])),
        skip_units=earlier.skip_units,
        renames=earlier.renames,
        pad=earlier.pad or new.pad,
        others=earlier.others,
        school_years=earlier.school_years,
        day_first=earlier.day_first,
    )
    settled = {key for key, _ in earlier.answers if key != "period"}
    settled |= {f"marker:{text}" for text, _ in earlier.markers}
    if mapping.indicator:
        settled.add("indicator")
    questions = tuple(item for item in proposal.questions if item.key not in settled)
    why = Text("Gleicher Kopf wie bei der letzten Lieferung.", "Same head as the last delivery.")
    return replace(
        proposal,
        mapping=replace(mapping, open=tuple(item.key for item in questions), answers=earlier.answers),
        findings=(Finding("remembered", earlier.sheet, Certainty.SURE, why), *proposal.findings),
        questions=questions,
        problems=tuple(item for item in proposal.problems if item.code != "no-unit-column"),
        remembered=True,
    )


def _shape(header: str) -> str:
    return re.sub(r"\d", "#", " ".join(header.split()).casefold())


def _column(new: Column, before: list[Column]) -> Column:
    """The earlier decision about a column of this head (the first not yet used); period and clear marks are new."""
    if not before:
        return new
    old = before.pop(0)
    kept = replace(old, number=new.number, header=new.header, period=new.period)
    if new.doubt and not old.doubt and (old.decimal or old.thousands):
        return kept
    clear = bool(new.decimal or new.thousands)
    return replace(kept, decimal=new.decimal, thousands=new.thousands, doubt=new.doubt) if clear or new.doubt else kept
