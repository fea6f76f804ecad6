"""`recognise`: a sheet becomes a proposed mapping, with how sure each part is and what must be asked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from quartier.kernel.text import Text
from quartier.sources.tables.context import Context
from quartier.sources.tables.head import Head, read_head
from quartier.sources.tables.mapping import AXES, MEASURES, Column, Layout, Mapping, Role, fingerprint
from quartier.sources.tables.names import means_total, similarity
from quartier.sources.tables.periods import Reading, find_period, read_period
from quartier.sources.tables.proposal import Option, Proposal, Question
from quartier.sources.tables.recognition import keys, measures, status
from quartier.sources.tables.recognition.form import form_proposal
from quartier.sources.tables.recognition.own import own_proposal
from quartier.sources.tables.recognition.remember import remember
from quartier.sources.tables.recognition.whole import which_unit
from quartier.sources.tables.sheet import Certainty, Finding, Sheet, column_letters
from quartier.sources.tables.units import index_of
from quartier.sources.tables.words import problem


def recognise(sheet: Sheet, context: Context, remembered: Mapping | None = None) -> Proposal:
    """Propose a mapping for a sheet.

    Args:
        sheet: one sheet of `open_table`.
        context: what the catalogue knows.
        remembered: the mapping of an earlier delivery; its decisions are taken over where the head has the same shape
            (`Mapping.fingerprint`), all but the period.

    Returns:
        a proposal; a delivery form and a long table that Quartier wrote give a complete one.
    """
    if sheet.form:
        own = form_proposal(sheet)
        if own is not None:
            return own
    exported = own_proposal(sheet, context)
    if exported is not None:
        return exported
    work = _Work(sheet, context, read_head(sheet))
    _find_statements(work)
    _find_units(work)
    _find_keys(work)
    _find_measures(work)
    _which_values(work)
    _find_marks(work)
    _settle_periods(work)
    _settle_indicators(work)
    return remember(_proposal(work), remembered) if remembered else _proposal(work)


@dataclass
class _Work:
    """What is known so far while a sheet is being recognised."""

    sheet: Sheet
    context: Context
    head: Head
    columns: dict[int, Column] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    places: tuple[tuple[str, str], ...] = ()
    pad: int = 0
    period: str = ""
    indicator: str = ""
    indicator_texts: dict[str, str] = field(default_factory=dict)
    member_texts: dict[tuple[str, str], str] = field(default_factory=dict)
    markers: dict[str, object] = field(default_factory=dict)
    totals: tuple[str, ...] = ()
    cells: dict[int, list[str]] = field(default_factory=dict)
    readings: dict[int, Reading] = field(default_factory=dict)

    def free(self) -> list[int]:
        return [number for number in range(1, self.sheet.width + 1) if number not in self.columns]

    def of(self, *roles: Role) -> list[Column]:
        return [column for column in self.columns.values() if column.role in roles]

    def find(self, what: str, value: str, certainty: Certainty, de: str, en: str, column: int | None = None) -> None:
        self.findings.append(Finding(what, value, certainty, Text(de, en), column))


def _find_statements(work: _Work) -> None:
    """Columns about the rows and their values come first: nothing of them may be taken for a period or a value."""
    for said in status.said_columns(work.sheet, work.head, work.context):
        work.columns[said.column.number] = said.column
        work.findings.append(said.finding)
        work.questions.extend([said.question] if said.question else [])


def _which_values(work: _Work) -> None:
    """Beside several values of a row it is not known which of them a statement concerns."""
    asked = {question.key for question in work.questions}
    for column in work.of(*AXES) if len(work.of(Role.VALUE)) > 1 else []:
        if f"status:{column.number}" not in asked:
            work.questions.append(status.status_question(column.number, column.header, ()))


def _find_units(work: _Work) -> None:
    named = work.of(Role.LEVEL, Role.GEOGRAPHY)
    places = status.places_named(work.sheet, work.head, work.context, named) if named else ()
    known = {place: work.context.geographies[place] for place in places} or work.context.geographies
    guesses = [
        guess
        for guess in keys.unit_guesses(work.sheet, work.head, replace(work.context, geographies=known))
        if guess.column not in work.columns
    ]
    if not guesses:
        return
    best = guesses[0]
    work.columns[best.column] = Column(best.column, work.head.text(best.column), Role.UNIT, by=best.by)
    work.pad = best.pad
    work.places = places or keys.further_places(work.sheet, work.head, work.context, best)
    label = work.context.label(*best.place)
    certainty = Certainty.SURE if best.rate >= 0.95 else Certainty.LIKELY if best.rate >= 0.6 else Certainty.GUESS
    by = Text("Schlüssel", "code") if best.by == "code" else Text("Name", "name")
    work.find("unit", work.head.text(best.column) or column_letters(best.column), certainty,
              f"{best.rate:.0%} der Zellen sind Raumeinheiten nach {by.de}: {label.de}.",
              f"{best.rate:.0%} of the cells are units by {by.get('en')}: {label.get('en')}.", best.column)  # fmt: skip
    if best.pad:
        work.find("pad", str(best.pad), Certainty.LIKELY, "Führende Nullen sind verloren gegangen; sie werden ergänzt.",
                  "Leading zeros were lost; they are restored.", best.column)  # fmt: skip
    if best.rate < 0.5 <= best.coverage:
        work.questions.append(_others(best))
    rivals = [item.place for item in guesses
              if item.column == best.column and item.place[0] == best.place[0] and item.rate == best.rate
              and item.coverage >= 0.9 * best.coverage]  # fmt: skip
    rivals = list(dict.fromkeys(rivals))
    if len(rivals) > 1 and not work.of(Role.GEOGRAPHY):
        work.questions.append(_which_geography(work, rivals))
    texts = keys.body(work.sheet, work.head, best.column)
    work.totals = tuple(sorted({text.strip() for text in texts if means_total(text)}))[:20]


def _others(best: keys.UnitGuess) -> Question:
    return Question(
        "others",
        Text(f"Nur {best.rate:.0%} der Zeilen gehören zu bekannten Raumeinheiten. Was geschieht mit den anderen?",
             f"Only {best.rate:.0%} of the rows belong to known units. What about the others?"),
        (Option("skip", Text("andere Orte: weglassen", "other places: leave out")),
         Option("refuse", Text("Fehler: einzeln melden", "errors: report each"))),
        (best.column,),
    )  # fmt: skip


def _which_geography(work: _Work, rivals: list[tuple[str, str]]) -> Question:
    options = tuple(Option("/".join(place), work.context.label(*place)) for place in rivals)
    return Question(
        "geography",
        Text("Die Schlüssel gibt es in mehreren Gebietsständen. Welcher gilt?",
             "Several geographies have these codes. Which one holds?"),
        options,
        suggestion=options[0].value,
    )  # fmt: skip


def _find_keys(work: _Work) -> None:
    sheet, head, context = work.sheet, work.head, work.context
    for number in work.free():
        found = keys.period_column(sheet, head, number)
        if found and not work.of(Role.PERIOD):
            work.columns[number] = found[0]
            work.findings.append(found[1])
    for number in work.free():
        texts = keys.indicator_column(sheet, head, number, context) if not work.of(Role.INDICATOR) else None
        if texts:
            work.columns[number] = Column(number, head.text(number), Role.INDICATOR)
            work.indicator_texts = texts
            work.find("indicator", head.text(number), Certainty.SURE, "Die Zellen nennen bekannte Indikatoren.",
                      "The cells name known indicators.", number)  # fmt: skip
    for number in work.free():
        member = keys.member_column(sheet, head, number, context)
        if member and member[0] not in {column.dimension for column in work.columns.values()}:
            work.columns[number] = Column(number, head.text(number), Role.MEMBER, dimension=member[0])
            work.member_texts.update({(member[0], text): key for text, key in member[1].items()})
            work.find("member", member[0], Certainty.LIKELY, "Die Zellen nennen Ausprägungen dieses Merkmals.",
                      "The cells name members of this dimension.", number)  # fmt: skip
    if work.places and work.columns and work.of(Role.UNIT)[0].by == "code":
        index = index_of(context, work.places[0])
        for number in work.free():
            if keys.name_column(sheet, head, number, index):
                work.columns[number] = Column(number, head.text(number), Role.UNIT_NAME)
                break


def _find_measures(work: _Work) -> None:
    for number in work.free():
        parts = work.head.headers[number - 1]
        if number not in work.head.numeric and not parts:
            continue
        heading = measures.read_heading(parts, work.context)
        if number not in work.head.numeric and not (
            heading.indicator and heading.certainty is Certainty.SURE and measures.any_number(work.sheet, number)
        ):
            continue
        column = Column(number, work.head.text(number), Role.IGNORE, indicator=heading.indicator, slice=heading.slice)
        if heading.reading:
            work.readings[number] = heading.reading
            column = replace(column, period=heading.reading.period)
        if heading.indicator or heading.slice or heading.role is not Role.VALUE:
            column = replace(column, role=heading.role)
        elif (heading.reading and not heading.rest) or (measures.total_head(parts) and len(work.head.headers) > 1):
            column = replace(column, role=Role.VALUE)
        work.columns[number] = column
        if heading.indicator:
            work.find("indicator", heading.indicator, heading.certainty, f"Nach der Überschrift „{column.header}“.",
                      f"By the head “{column.header}”.", number)  # fmt: skip
    _lone_measure(work)


def _lone_measure(work: _Work) -> None:
    """Without a recognised head a single column of numbers is the value, or the single one called so."""
    if work.of(Role.VALUE):
        return
    unused = [column for column in work.of(Role.IGNORE) if column.number in work.head.numeric]
    named = [column for column in unused if measures.total_head([column.header]) or _value_word(column.header)]
    chosen = unused if len(unused) == 1 else named if len(named) == 1 else []
    if not chosen and len(unused) > 1 and work.of(Role.INDICATOR):
        work.questions.append(_which_value(unused))
    for column in chosen:
        work.columns[column.number] = replace(column, role=Role.VALUE)
        work.find("value", column.header or column_letters(column.number), Certainty.LIKELY,
                  "Die einzige Spalte mit Zahlen, die ein Wert sein kann.", "The only column of numbers.",
                  column.number)  # fmt: skip


def _which_value(columns: list[Column]) -> Question:
    options = tuple(Option(str(column.number), Text(column.header or column_letters(column.number)))
                    for column in columns)  # fmt: skip
    ask = Text("In welcher Spalte stehen die Werte?", "Which column holds the values?")
    return Question("value", ask, options, tuple(column.number for column in columns))


def _value_word(header: str) -> bool:
    return header.casefold().strip() in {"wert", "werte", "value", "anzahl", "zahl", "obs_value", "betrag", "menge"}


def _find_marks(work: _Work) -> None:
    texts: list[str] = []
    for column in work.of(*MEASURES, Role.IGNORE):
        if column.number not in work.head.numeric and not column.measures:
            continue
        cells = measures.figures(work.sheet, work.head, column.number)
        work.cells[column.number] = cells
        marks = measures.doubted(measures.marks_of(cells), work.context.indicator(column.indicator))
        work.columns[column.number] = measures.with_marks(column, marks)
        if column.role is Role.IGNORE:
            continue
        texts.extend(cells)
        finding = measures.marks_finding(column, marks)
        if finding:
            work.findings.append(finding)
    markers, findings, questions = measures.marker_findings(texts)
    work.markers.update(markers)
    work.findings.extend(findings)
    work.questions.extend(questions)
    used = [column for column in work.columns.values() if column.measures]
    work.questions.extend(measures.marks_question(used, work.cells, work.context))
    for column in used:
        known = work.context.indicator(column.indicator or work.indicator)
        if known and known.per_cent and not column.doubt and column.role is Role.VALUE:
            asked = measures.scale_question(work.sheet, work.head, column, work.cells.get(column.number, []))
            if asked:
                work.questions.append(asked)


def _settle_periods(work: _Work) -> None:
    doubts = {reading.doubt for reading in work.readings.values() if reading.doubt}
    for column in work.of(Role.PERIOD):
        for text in keys.body(work.sheet, work.head, column.number)[:2_000]:
            reading = read_period(text)
            if reading and reading.doubt:
                doubts.add(reading.doubt)
    if "school-years" in doubts:
        work.questions.append(_school_years(work))
    if "day-first" in doubts:
        work.questions.append(_day_first(work))
    values = work.of(*MEASURES)
    if work.of(Role.PERIOD) or not values or all(column.period for column in values):
        return
    found = [(reading, text) for text in (*work.head.titles, work.sheet.name)
             if (inside := find_period(text)) for reading in (inside[0],)]  # fmt: skip
    periods = {reading.period for reading, _ in found if not reading.doubt}
    if len(periods) == 1 and found[0][1] != work.sheet.file:
        work.period = found[0][0].period
        work.find("period", work.period, Certainty.LIKELY, f"Steht über der Tabelle: „{found[0][1]}“.",
                  f"Stands above the table: “{found[0][1]}”.")  # fmt: skip
        return
    options = tuple(Option(text, Text(text)) for text in sorted(periods))
    work.questions.append(
        Question("period", Text("Für welchen Zeitbezug gelten die Werte?", "For which period do the values hold?"),
                 options if len(options) > 1 else (), suggestion=options[0].value if len(options) == 1 else "")
    )  # fmt: skip


def _school_years(work: _Work) -> Question:
    return Question(
        "school-years",
        Text("Sind Angaben wie 2020/21 Schuljahre?", "Are periods such as 2020/21 school years?"),
        (Option("yes", Text("Schuljahr (August bis Juli)", "School year (August to July)")),
         Option("no", Text("Zeitraum vom Anfang des ersten bis zum Ende des zweiten Jahres",
                           "Span from the start of the first to the end of the second year"))),
        tuple(work.readings),
    )  # fmt: skip


def _day_first(work: _Work) -> Question:
    return Question(
        "day-first",
        Text("Was steht in 01/02/2020 zuerst?", "What stands first in 01/02/2020?"),
        (Option("yes", Text("der Tag", "the day")), Option("no", Text("der Monat", "the month"))),
        tuple(work.readings),
    )


def _settle_indicators(work: _Work) -> None:
    values = work.of(*MEASURES)
    if work.of(Role.INDICATOR):
        return
    without = [column for column in values if not column.indicator]
    if without:
        named = {column.indicator for column in values if column.indicator}
        guess = next(iter(named)) if len(named) == 1 else _named_above(work)
        if guess and len(named) != 1:
            work.indicator = guess
            work.find("indicator", guess, Certainty.LIKELY, "Steht über der Tabelle.", "Stands above the table.")
        elif not guess:
            work.questions.append(_which_indicator(work, without[0].header))
        else:
            for column in without:
                work.columns[column.number] = replace(column, indicator=guess)
    elif not values:
        for column in [item for item in work.of(Role.IGNORE) if item.number in work.head.numeric][:12]:
            work.questions.append(_which_indicator(work, column.header, column.number))
    _tell_unused(work)


def _named_above(work: _Work) -> str:
    for text in (*work.head.titles, work.sheet.name):
        inside = find_period(text)
        heading = measures.read_heading([inside[1] if inside else text], work.context)
        if heading.indicator:
            return heading.indicator
    return ""


def _which_indicator(work: _Work, header: str, column: int | None = None) -> Question:
    known = sorted(work.context.indicators, key=lambda item: -similarity(header, item.name.de))[:50]
    options = [Option(item.key, item.name) for item in known]
    if column is None:
        ask = Text("Welcher Indikator steht in der Tabelle?", "Which indicator does the table hold?")
        return Question("indicator", ask, tuple(options))
    ask = Text(f"Welcher Indikator steht in „{header}“?", f"Which indicator does “{header}” hold?")
    options.append(Option("", Text("keiner, nicht lesen", "none, do not read")))
    return Question(f"indicator:{column}", ask, tuple(options), (column,))


def _tell_unused(work: _Work) -> None:
    for column in work.of(Role.IGNORE):
        if column.number in work.head.numeric:
            work.find("unused", column.header or column_letters(column.number), Certainty.GUESS,
                      "Kein bekannter Indikator; die Spalte wird nicht gelesen.",
                      "No known indicator; the column is not read.", column.number)  # fmt: skip


def _layout(work: _Work) -> Layout:
    values = work.of(Role.VALUE)
    if work.of(Role.INDICATOR) or (len(values) == 1 and work.of(Role.PERIOD, Role.MEMBER)):
        return Layout.LONG
    if len({column.period for column in values}) > 1:
        return Layout.WIDE_PERIOD
    if len({column.slice for column in values}) > 1:
        return Layout.WIDE_MEMBER
    return Layout.WIDE_INDICATOR


def _proposal(work: _Work) -> Proposal:
    head = work.head
    whole = None if work.of(Role.UNIT) else which_unit(work.context)
    work.questions.extend([whole] if whole else [])
    for number in work.free():
        work.columns[number] = Column(number, head.text(number))
    columns = tuple(work.columns[number] for number in sorted(work.columns))
    mapping = Mapping(
        sheet=work.sheet.name,
        header_rows=head.header_rows,
        first_row=head.first_row,
        last_row=head.last_row,
        columns=columns,
        layout=_layout(work),
        geographies=work.places,
        markers=tuple(sorted(work.markers.items())),  # type: ignore[arg-type]
        period=work.period,
        indicator=work.indicator,
        indicator_texts=tuple(sorted(work.indicator_texts.items())),
        member_texts=tuple(sorted((d, text, key) for (d, text), key in work.member_texts.items())),
        totals=work.totals,
        pad=work.pad,
        open=tuple(question.key for question in work.questions),
        fingerprint=fingerprint(column.header for column in columns),
    )
    rows = ", ".join(map(str, head.header_rows)) or "–"
    findings = [
        Finding("header", rows, Certainty.SURE if head.header_rows else Certainty.GUESS,
                Text("Darunter beginnen die Zahlen.", "The numbers begin below.")),
        Finding("layout", str(mapping.layout), Certainty.LIKELY, Text("Nach den Spalten.", "By the columns.")),
        *work.findings,
    ]  # fmt: skip
    problems = [] if work.of(Role.UNIT) or whole else [problem("no-unit-column", file=work.sheet.file)]
    if work.sheet.form:
        problems.append(problem("form-damaged", file=work.sheet.file, severity="warning"))
    return Proposal(mapping, tuple(findings), tuple(work.questions), tuple(problems))
