"""What a person sent: a changed mapping, answers, a new indicator, the wish to publish."""

from __future__ import annotations

from collections.abc import Mapping as Words
from dataclasses import replace

from quartier.catalogue.deliveries import editing
from quartier.catalogue.deliveries.services import NewIndicator
from quartier.catalogue.deliveries.services.publish import Wish
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.period import PeriodInvalid, parse
from quartier.sources.tables import Column, Mapping, Marker, Role

_MARKS = {"": ("", ""), ",": (",", ""), ".": (".", ""), ",.": (",", "."), ".,": (".", ","), ", ": (",", " ")}


def mapping(posted: Words[str, str], before: Mapping) -> Mapping:
    """The mapping after the form of step 2: columns first, then answers. Raises InputRejected."""
    made, problems = before, list[Problem]()
    for column in before.columns:
        if f"role-{column.number}" in posted:
            made = _column(posted, made, made.column(column.number), problems)
    made = _whole(posted, made, problems)
    answers = {
        key.removeprefix("answer-"): value
        for key, value in posted.items()
        if key.startswith("answer-") and (value or key.startswith("answer-indicator:"))
    }
    answers = {key: value for key, value in answers.items() if key in made.open and value != _LATER}
    if problems:
        raise InputRejected(problems, subject="mapping")
    return _settled(editing.answered(made, answers))


_LATER = "?"
"""An answer that is not given yet."""


def _column(posted: Words[str, str], made: Mapping, column: Column, problems: list[Problem]) -> Mapping:
    number = column.number

    def sent(name: str, old: str) -> str:
        return posted.get(f"{name}-{number}", old).strip()

    role = Role(sent("role", column.role))
    period = sent("period", column.period)
    if period and period != column.period:
        try:
            period = parse(period).text
        except PeriodInvalid as error:
            problems.append(Problem(str(error), "not-a-period", column=column.header, found=period))
    changed = replace(
        column, by=sent("by", column.by), indicator=sent("indicator", column.indicator), period=period,
        slice=sent("slice", column.slice), dimension=sent("dimension", column.dimension),
        scale=float(sent("scale", f"{column.scale:g}")),
    )  # fmt: skip
    marks = posted.get(f"marks-{number}", "doubt" if column.doubt else column.decimal + column.thousands)
    if marks in _MARKS:
        decimal, thousands = _MARKS[marks]
        changed = replace(changed, decimal=decimal, thousands=thousands, doubt="")
    if role is Role.UNIT and not changed.by:
        changed = replace(changed, by="code")
    if role is column.role and changed == column:
        return made
    return editing.with_role(made.with_column(changed), number, role)


def _whole(posted: Words[str, str], made: Mapping, problems: list[Problem]) -> Mapping:
    period = posted.get("period", made.period).strip()
    if period and period != made.period:
        try:
            period = parse(period).text
        except PeriodInvalid as error:
            problems.append(Problem(str(error), "not-a-period", column="period", found=period))
    made = replace(made, period=period)
    place = posted.get("geography", "")
    if "/" in place and tuple(place.split("/", 1)) not in made.geographies:
        level, key = place.split("/", 1)
        made = replace(made, geographies=((level, key),))
    markers = tuple(
        (text, Marker(posted.get(f"marker-{position}", kind))) for position, (text, kind) in enumerate(made.markers)
    )
    first, last = posted.get("first_row", ""), posted.get("last_row", "")
    return replace(
        made,
        markers=markers,
        first_row=int(first) if first.isdecimal() and int(first) else made.first_row,
        last_row=int(last) if last.isdecimal() else made.last_row,
    )


def _settled(made: Mapping) -> Mapping:
    """Questions that a changed column or field has answered are no longer open."""
    values = [column for column in made.columns if column.role is Role.VALUE]
    done = set()
    if made.period or (values and all(column.period for column in values)) or made.of_role(Role.PERIOD):
        done.add("period")
    if made.indicator or (values and all(column.indicator for column in values)) or made.of_role(Role.INDICATOR):
        done.add("indicator")
    if values and any(column.indicator for column in values):
        chosen = {f"indicator:{column.number}" for column in made.columns if column.role is not Role.IGNORE}
        done |= chosen
    if made.of_role(Role.UNIT):
        done.add("whole")
    for mark in (".", ","):
        if not any(column.doubt == mark for column in made.columns if column.measures):
            done.add(f"marks:{mark}")
    return editing.without(made, done)


def indicator(posted: Words[str, str]) -> NewIndicator:
    """The short form of a new indicator."""

    def text(name: str, other: str = "") -> str:
        return posted.get(f"{name}-new", "").strip() or posted.get(name, other).strip()

    factor, decimals = posted.get("factor", "1").strip(), posted.get("decimals", "1").strip()
    return NewIndicator(
        name=text("name"), definition=text("definition"), kind=text("kind"), unit=text("unit"), topic=text("topic"),
        source=text("source"), licence=text("licence"), numerator=text("numerator"), denominator=text("denominator"),
        factor=float(factor) if factor in {"1", "100", "1000", "10000", "100000"} else 1.0,
        decimals=int(decimals) if decimals in {"0", "1", "2", "3"} else 1,
        polarity=text("polarity", "neutral"),
    )  # fmt: skip


def wish(posted: Words[str, str]) -> Wish:
    return Wish(
        basis=posted.get("basis", ""),
        accept_partial=posted.get("accept-partial") == "on",
        audience=posted.get("audience", ""),
        note=posted.get("note", "").strip()[:1000],
        vintage=posted.get("vintage", "").strip()[:100],
    )
