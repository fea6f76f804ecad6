"""Two to five areas side by side: values, differences from the town, small charts. The address is the state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.utils.translation import gettext, override

from quartier.atlas import wording
from quartier.atlas.pictures import svg
from quartier.atlas.pictures.charts.lines import known, path, runs_of
from quartier.atlas.pictures.charts.scales import Scale
from quartier.atlas.pictures.palette import Colours
from quartier.atlas.profile.cards import passport_address, value_text
from quartier.atlas.profile.gather import Figure, figures_of
from quartier.atlas.profile.lead import name_of
from quartier.atlas.profile.portrait import first_root, root_topics
from quartier.atlas.profile.subject import Named, Subject, subject_of, town_of
from quartier.catalogue import listing
from quartier.catalogue.models import Topic
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import InputRejected, Problem
from quartier.kernel.reader import Reader

FEWEST, MOST = 2, 5


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the table; `difference` from the town, "" where there is none to tell."""

    value: str
    absent: bool
    difference: str
    passport: str
    period: str


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    town: str
    period: str
    """"" where the areas have figures of different periods: then each cell names its own."""
    cells: tuple[Cell | None, ...]
    chart: str
    spark: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`groups`: (Lebenslage, rows). `subjects` in the order of the address."""

    subjects: tuple[Subject, ...]
    town: Named | None
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    sources: tuple[str, ...]


def pairs_of(texts: Sequence[str]) -> list[tuple[str, str]]:
    """(level, code) of "level:code", each once. Raises InputRejected."""
    pairs = [text.split(":", 1) for text in dict.fromkeys(texts)]
    problems = [
        Problem("an area is named by its level and code", column="unit", found=":".join(pair), expected="level:code")
        for pair in pairs
        if len(pair) != 2 or not all(pair)
    ]
    if len(pairs) > MOST:
        problems.append(Problem("too many areas", column="unit", found=str(len(pairs)), expected=f"up to {MOST}"))
    if problems:
        raise InputRejected(problems, subject="comparison")
    return [(pair[0], pair[1]) for pair in pairs]


def address_of(pairs: Sequence[tuple[str, str]], as_of: str = "") -> str:
    """The query that brings these areas back."""
    query = [("unit", f"{level}:{code}") for level, code in pairs]
    return "?" + urlencode([*query, *([("as-of", as_of)] if as_of else [])])


def comparison(
    pairs: Sequence[tuple[str, str]], *, as_of: date | None, reader: Reader, language: str, colours: Colours
) -> Comparison:
    """The table. Raises NotFound."""
    subjects = tuple(subject_of(*pair, as_of=as_of, reader=reader, language=language) for pair in pairs)
    town = town_of(listing.level_names(language))
    columns = [
        {figure.indicator.key: figure for figure in figures_of(subject, reader=reader, as_of=as_of, compare=town)}
        for subject in subjects
    ]
    order = {figure.indicator.key: figure for column in columns for figure in column.values()}
    keys = sorted(order, key=lambda key: (order[key].indicator.position, key))
    roots = root_topics()
    by_root: dict[str, list[Row]] = {}
    for key in keys:
        row = _row([column.get(key) for column in columns], subjects, town, colours, language)
        by_root.setdefault(first_root(order[key], roots), []).append(row)
    sources = sorted({source_words(figure, language) for figure in order.values()})
    return Comparison(subjects, town, tuple(_titled(by_root, language)), tuple(sources))


def source_words(figure: Figure, language: str) -> str:
    """Source, publisher and licence of a figure, once."""
    source = figure.indicator.source
    named = dict.fromkeys((source.name.get(language), source.publisher, source.licence.name))
    return ", ".join(part for part in named if part)


def _titled(by_root: dict[str, list[Row]], language: str) -> list[tuple[str, tuple[Row, ...]]]:
    titles = {topic.key: topic.name.get(language) for topic in Topic.objects.filter(parent=None)}
    with override(language):
        titles[""] = gettext("Other indicators")
    return [(titles[key], tuple(by_root[key])) for key in titles if key in by_root]


def _row(
    figures: Sequence[Figure | None], subjects: Sequence[Subject], town: Named | None, colours: Colours, language: str
) -> Row:
    held = [figure for figure in figures if figure is not None]
    periods = {figure.period.text for figure in held}
    same = len(periods) == 1
    cells = [
        None if figure is None else _cell(subject, figure, language, same=same)
        for subject, figure in zip(subjects, figures, strict=True)
    ]
    first = held[0]
    return Row(
        name=name_of(first, language),
        town=_town_text(first, town, language) if same else "",
        period=first.period.label(language) if same else "",
        cells=tuple(cells),
        chart=_dots(figures, subjects, colours, language) if same else "",
        spark=_lines(figures, subjects, colours, language),
    )


def _cell(subject: Subject, figure: Figure, language: str, *, same: bool) -> Cell:
    return Cell(
        value=value_text(figure, language),
        absent=not figure.known,
        difference=_difference(figure, language),
        passport=passport_address(subject, figure),
        period="" if same else figure.period.label(language),
    )


def _town_value(figure: Figure) -> float | None:
    """The town's value of the same period, where the figure stands beside the town."""
    point = figure.beside[0].point if figure.beside else None
    return point.value if point is not None and known(point) else None


def _town_text(figure: Figure, town: Named | None, language: str) -> str:
    if town is None or not figure.beside or figure.beside[0].named.pair != town.pair:
        return ""
    value = _town_value(figure)
    return "" if value is None else wording.measured(value, figure.indicator, language)


def _difference(figure: Figure, language: str) -> str:
    """ "+3.2 percentage points"; of counts the part of the town."""
    town = _town_value(figure)
    if town is None or not figure.known or figure.indicator.kind == IndicatorKind.CLASS:
        return ""
    if figure.indicator.kind == IndicatorKind.COUNT:
        if not town > 0:
            return ""
        return wording.with_unit(wording.number(100 * figure.value / town, 1, language), "%", language)
    gap = figure.value - town
    text = wording.difference(gap, figure.indicator, language)
    if wording.bare(gap, figure.indicator, language) == wording.bare(0.0, figure.indicator, language):
        return f"±{text}"
    return f"{'+' if gap > 0 else wording.MINUS}{text}"


def _dots(
    figures: Sequence[Figure | None], subjects: Sequence[Subject], colours: Colours, language: str,
    width: float = 200.0, height: float = 22.0,
) -> str:  # fmt: skip
    """The areas as dots on one line, the town as a stroke."""
    held = [(i, figure) for i, figure in enumerate(figures) if figure is not None and figure.known]
    if not held or held[0][1].indicator.kind in (IndicatorKind.COUNT, IndicatorKind.CLASS):
        return ""
    town = _town_value(held[0][1])
    every = [*(figure.value for _, figure in held), *([town] if town is not None else []), 0.0]
    x, middle = Scale(min(every), max(every), 7, width - 7), height / 2
    parts = [svg.element("path", d=f"M7,{svg.short(middle)}H{svg.short(width - 7)}", stroke=colours.rule)]
    if town is not None:
        d = f"M{svg.short(x(town))},1V{svg.short(height - 1)}"
        parts.append(svg.element("path", d=d, stroke=colours.ink, stroke_width=2))
    parts += [
        svg.element("circle", cx=x(figure.value), cy=middle, r=5, fill=colours.selected[i], stroke=colours.page)
        for i, figure in held
    ]
    told = "; ".join(f"{subjects[i].named.name}: {value_text(figure, language)}" for i, figure in held)
    return svg.element(
        "svg", *parts, viewBox=f"0 0 {width:g} {height:g}", width=width, height=height, role="img", aria_label=told,
        class_="q-fig-strip", xmlns=svg.NAMESPACE,
    )  # fmt: skip


def _lines(
    figures: Sequence[Figure | None], subjects: Sequence[Subject], colours: Colours, language: str,
    width: float = 160.0, height: float = 44.0,
) -> str:  # fmt: skip
    """The areas over time, each in its colour; gaps and breaks stay open."""
    held = [(i, figure) for i, figure in enumerate(figures) if figure is not None]
    points = [p for _, figure in held for p in figure.points if known(p) and p.value is not None]
    if len({point.period for point in points}) < 2:
        return ""
    values = [point.value for point in points if point.value is not None]
    x = Scale(min(p.position for p in points), max(p.position for p in points), 4, width - 4)
    y = Scale(min(values), max(values), height - 5, 5)
    parts = [
        svg.element("path", d=path(run, x, y), fill="none", stroke=colours.selected[i], stroke_width=1.8)
        for i, figure in held
        for run in runs_of(figure.points)
        if len(run) > 1
    ]
    with override(language):
        told = gettext("Over time: %(names)s") % {"names": ", ".join(subjects[i].named.name for i, _ in held)}
    return svg.element(
        "svg", *parts, viewBox=f"0 0 {width:g} {height:g}", width=width, height=height, role="img", aria_label=told,
        class_="q-fig-spark", xmlns=svg.NAMESPACE,
    )  # fmt: skip
