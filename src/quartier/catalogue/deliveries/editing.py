"""Changes of a mapping, as the page makes them. Pure: a mapping in, another one out."""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping as Words
from dataclasses import replace

from quartier.kernel.declared import slice_key
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.period import PeriodInvalid
from quartier.kernel.period import parse as parse_period
from quartier.sources.tables import Context, Mapping, Question, Role, Workbook
from quartier.sources.tables.head import read_head
from quartier.sources.tables.mapping import ONCE
from quartier.sources.tables.periods import read_period
from quartier.sources.tables.recognition import measures


def answered(mapping: Mapping, answers: Words[str, str]) -> Mapping:
    """The mapping after answers to questions. Raises InputRejected with every answer that cannot be."""
    wrong = []
    for key, answer in answers.items():
        try:
            if key == "period":
                answer = period_of(answer)
            mapping = mapping.answered(key, answer)
        except (ValueError, KeyError, PeriodInvalid):
            expected = "2024, 31.12.2024, 2024-Q3, 2023/2024" if key == "period" else None
            wrong.append(Problem("This answer is not possible.", "answer", column=key, found=answer, expected=expected))
    if wrong:
        raise InputRejected(wrong, subject="answers")
    return mapping


def period_of(text: str) -> str:
    """The period that a person writes: as SDMX has it, or as people do (31.12.2024, Dezember 2024, 3. Quartal 2024).

    Raises PeriodInvalid, also for what has two meanings.
    """
    plain = text.strip()
    try:
        return parse_period(plain).text
    except PeriodInvalid:
        reading = read_period(plain, day_first=True)
        if reading is None or reading.doubt:
            raise
        return reading.period


def renamed(mapping: Mapping, text: str, code: str) -> Mapping:
    """`text` of the unit column counts as the unit `code`."""
    others = tuple(item for item in mapping.renames if item[0] != text)
    return replace(mapping, renames=(*others, (text, code)))


def left_out(mapping: Mapping, text: str) -> Mapping:
    """Rows whose unit is called `text` are not read, by decision."""
    return replace(mapping, skip_units=tuple(dict.fromkeys([*mapping.skip_units, text])))


def as_total(mapping: Mapping, text: str) -> Mapping:
    """Rows whose unit is called `text` are delivered totals."""
    return replace(mapping, totals=tuple(dict.fromkeys([*mapping.totals, text])))


def with_role(mapping: Mapping, number: int, role: Role, **values: str) -> Mapping:
    """Another decision about a column; a role of which there may be one only is taken from the others."""
    if role is Role.UNIT_NAME or role in ONCE:
        for other in mapping.of_role(role):
            if other.number != number:
                mapping = mapping.with_column(replace(other, role=Role.IGNORE))
    return mapping.with_column(replace(mapping.column(number), role=role, **values))  # type: ignore[arg-type]


def member_slice(dimension: str, member: str) -> str:
    return slice_key({dimension: member}) if dimension and member else ""


def further_questions(workbook: Workbook, mapping: Mapping, context: Context) -> tuple[Mapping, list[Question]]:
    """Questions of columns that were not read before: marks that are not decided, shares as 0.34 or 34, texts that
    stand where no number stands and have two meanings. Texts with one meaning ("*") are taken to mean it."""
    sheet = workbook.sheet(mapping.sheet)
    if sheet is None:
        return mapping, []
    head = read_head(sheet)
    done = {key for key, _ in mapping.answers} | set(mapping.open)
    used = [column for column in mapping.columns if column.measures]
    cells = {column.number: measures.figures(sheet, head, column.number) for column in used}
    asked = list(measures.marks_question(used, cells, context))
    meanings, _, unclear = measures.marker_findings(text for texts in cells.values() for text in texts)
    asked += unclear
    mapping = replace(mapping, markers=tuple(sorted({**meanings, **dict(mapping.markers)}.items())))
    for column in used:
        known = context.indicator(column.indicator or mapping.indicator)
        if known and known.per_cent and not column.doubt and column.role is Role.VALUE and column.scale == 1.0:
            question = measures.scale_question(sheet, head, column, cells[column.number])
            asked += [question] if question else []
    new = [item for item in asked if item.key not in done]
    return replace(mapping, open=(*mapping.open, *(item.key for item in new))), new


def without(mapping: Mapping, keys: Collection[str]) -> Mapping:
    """The mapping with some questions no longer open."""
    return replace(mapping, open=tuple(key for key in mapping.open if key not in keys))
