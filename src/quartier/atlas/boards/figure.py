"""One figure as a tile or an embedded page shows it: the number, of what, compared with the town, since when."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import unquote

from django.utils.translation import gettext, override

from quartier.atlas import figures, schemas
from quartier.atlas.figures import slice_label, value_text
from quartier.catalogue import listing
from quartier.catalogue.models import Indicator
from quartier.kernel.errors import NotFound
from quartier.kernel.period import parse
from quartier.kernel.reader import Reader


@dataclass(frozen=True, slots=True)
class FigureShown:
    """All words, in one language."""

    indicator: str
    slice: str
    unit: str
    value: str
    period: str
    compared: str
    change: str
    source: str


def figure_of(words: dict[str, str], *, reader: Reader, language: str) -> FigureShown:
    """The figure that the words of an address name: the first of its units, else the whole town.

    Raises NotFound: no such indicator, unit or figure for this reader.
    """
    row = listing.indicator_by_key(words.get("indicator", ""), reader=reader)
    codes = [unquote(code) for code in words.get("units", "").split(",") if code]
    unit = [(words.get("level", ""), codes[0])] if codes and words.get("level") else []
    answer = figures.series(row.key, words.get("slice", ""), unit, reader=reader, language=language)
    shown = [*answer.series, *answer.references]
    series = next((one for one in shown if one.points), None)
    if series is None:
        raise NotFound("There is no such figure.")
    period = words.get("period") or series.points[-1].period
    point = next((one for one in series.points if one.period == period), None)
    if point is None:
        raise NotFound("There is no figure for this period.")
    with override(language):
        return FigureShown(
            indicator=row.wording(parse(period).end).name.get(language),
            slice=slice_label(words.get("slice", ""), language),
            unit=series.name,
            value=value_text(row, point, language),
            period=parse(period).label(language),
            compared=_compared(row, series, answer, period, language),
            change=_change(row, series, point, language),
            source=row.source.name.get(language),
        )


def _compared(row: Indicator, series: schemas.Series, answer: schemas.SeriesAnswer, period: str, language: str) -> str:
    """The town's figure beside it, for what can be compared."""
    town = next((one for one in answer.references if (one.level, one.code) != (series.level, series.code)), None)
    point = next((one for one in town.points if one.period == period), None) if town else None
    if town is None or point is None or point.value is None or row.kind == "count":
        return ""
    return f"{town.name}: {value_text(row, point, language)}"


def _change(row: Indicator, series: schemas.Series, point: schemas.SeriesPoint, language: str) -> str:
    """The value before it, so that the reader sees the direction; no word of significance."""
    before = [one for one in series.points if one.value is not None and one.position < point.position]
    if not before or point.value is None:
        return ""
    earlier = before[-1]
    words = {"value": value_text(row, earlier, language), "period": parse(earlier.period).label(language)}
    return gettext("before: %(value)s (%(period)s)") % words
