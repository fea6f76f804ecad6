"""Shapes of the JSON answers; frontend/src/api/types.ts is the same contract seen from the browser."""

from __future__ import annotations

from ninja import Schema
from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel


class Answer(Schema):
    """Snake case here, camel case on the wire."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class WorkspaceRef(Answer):
    name: str
    fictitious: bool
    unit_word: str
    default_indicator: str
    default_level: str
    indicators: int


class TopicAnswer(Answer):
    key: str
    name: str
    parent: str | None
    indicators: int


class GeographyRef(Answer):
    key: str
    name: str
    valid_from: str | None
    valid_to: str | None
    count: int


class LevelAnswer(Answer):
    key: str
    name: str
    plural: str
    rank: int
    kind: str
    hierarchy: str
    parents: list[str]
    geographies: list[GeographyRef]


class CatalogueAnswer(Answer):
    workspace: WorkspaceRef
    topics: list[TopicAnswer]
    levels: list[LevelAnswer]


class IndicatorRef(Answer):
    key: str
    name: str
    kind: str
    unit: str
    polarity: str
    topics: list[str]


class IndicatorListAnswer(Answer):
    total: int
    items: list[IndicatorRef]


class ClassAnswer(Answer):
    code: float
    name: str


class SourceRef(Answer):
    name: str
    publisher: str
    url: str
    attribution: str
    licence: str
    licence_url: str


class ReleaseRef(Answer):
    checksum: str
    number: int
    published_at: str
    published_by: str
    audience: str
    note: str
    vintage: str


class MemberAnswer(Answer):
    key: str
    name: str
    parent: str | None
    unattributed: bool


class DimensionAnswer(Answer):
    key: str
    name: str
    members: list[MemberAnswer]


class PeriodRef(Answer):
    label: str
    short: str
    position: float


class VectorFile(Answer):
    url: str
    periods: list[str]


class CoverageAnswer(Answer):
    level: str
    geography: str
    slice: str
    periods: list[str]
    files: list[VectorFile]
    breaks: list[float]
    min: float | None
    max: float | None


class EventAnswer(Answer):
    key: str
    start: str
    end: str | None
    position: float
    kind: str
    name: str
    text: str


class RateRef(Answer):
    key: str
    name: str


class IndicatorAnswer(IndicatorRef):
    definition: str
    decimals: int
    factor: float
    numerator: str
    denominator: str
    notes: str
    sampled: bool
    target: float | None
    classes: list[ClassAnswer]
    topic_names: list[str]
    source: SourceRef
    dimensions: list[DimensionAnswer]
    release: ReleaseRef
    periods: dict[str, PeriodRef]
    coverage: list[CoverageAnswer]
    events: list[EventAnswer]
    map_default: dict[str, str]
    rates: list[RateRef]


class MapDefaultWords(Schema):
    """Class words of the address, each as it stands there; what is not said is the default."""

    model_config = ConfigDict(extra="forbid")
    method: str = ""
    k: str = ""
    breaks: str = ""
    fixed: str = ""
    mid: str = ""
    target: str = ""
    palette: str = Field("", max_length=60, pattern="^[a-z,-]*$")
    apart: str = ""


class BreaksAnswer(Answer):
    method: str
    k: int
    fixed: bool
    breaks: list[float]
    mid: float | None
    mid_period: str
    target: float | None
    at_most: bool
    fences: tuple[float, float] | None
    values: int
    min: float | None
    max: float | None


class ShapesAnswer(Answer):
    kind: str
    url: str | None = None
    layer: str | None = None
    minzoom: int | None = None
    maxzoom: int | None = None


class GeographyAnswer(Answer):
    level: str
    key: str
    name: str
    valid_from: str | None
    valid_to: str | None
    count: int
    order: str
    bounds: tuple[float, float, float, float] | None
    units: str
    shapes: ShapesAnswer
    source: SourceRef


class SeriesPoint(Answer):
    """`converted`: carried here from other boundaries; to be drawn apart from what was counted in these."""

    period: str
    position: float
    geography: str
    value: float | None
    presence: int
    flags: int
    numerator: float | None
    denominator: float | None
    lower: float | None
    upper: float | None
    converted: bool = False


class Series(Answer):
    """`former`: what was counted in the former boundaries of a unit, where `points` has the converted figure."""

    level: str
    code: str
    name: str
    level_name: str
    points: list[SeriesPoint]
    former: list[SeriesPoint] = []


class SeriesAnswer(Answer):
    series: list[Series]
    parents: list[Series]
    references: list[Series]


class MadeOfPart(Answer):
    code: str
    name: str
    part: float


class MadeOf(Answer):
    """How a figure of an area of one's own was put together."""

    way: str
    formula: str
    known: int
    total: int
    known_text: str
    reason: str
    parts: list[MadeOfPart]


class PassportConversion(Answer):
    """How a figure came from other boundaries to these, and what is not known of it."""

    text: str
    source: str
    crosswalk: str
    split_text: str
    bounds_text: str
    error_text: str


class PassportUnit(Answer):
    code: str
    name: str
    level: str
    level_name: str
    geography: str


class PassportAnswer(Answer):
    indicator: str
    name: str
    definition: str
    slice_label: str
    unit: PassportUnit
    period_label: str
    value_text: str
    point: SeriesPoint
    numerator: str
    denominator: str
    interval_text: str
    rank: int | None
    ranked: int
    flags: list[str]
    notes: str
    method: str
    source: SourceRef
    release: ReleaseRef
    made_of: MadeOf | None = None
    conversion: PassportConversion | None = None


class Coefficient(Answer):
    """Null where it is undefined."""

    value: float | None
    p_value: float | None
    n: int


class FitAnswer(Answer):
    """Line and band: intercept + slope x +- t sigma sqrt(1 / weight + (x - meanX)^2 / sxx)."""

    slope: float
    intercept: float
    r_squared: float | None
    slope_lower: float
    slope_upper: float
    sigma: float
    mean_x: float
    sxx: float
    weight: float
    t: float


class AbsentCounts(Answer):
    """Units that take no part because one of the two figures is not there, by reason."""

    missing: int
    suppressed: int
    not_applicable: int
    not_rated: int


class PairAnswer(Answer):
    n: int
    units: int
    absent: AbsentCounts
    zeros: tuple[int, int]
    weight_name: str
    weightable: bool
    pearson: Coefficient
    spearman: Coefficient
    fit: FitAnswer | None
    reason: str
    far: list[str]
    without_far: Coefficient
    breaks: tuple[list[float], list[float]]


class TownChange(Answer):
    name: str
    value: float | None
    reason: str


class ChangeAnswer(Answer):
    """Values in the unit order named by `order`; a reason stands exactly where a value is null."""

    order: str
    values: list[float | None]
    reasons: list[str]
    unsure: list[bool] | None
    breaks: list[float]
    min: float | None
    max: float | None
    town: TownChange | None


class MapLayerAnswer(Answer):
    key: str
    name: str
    kind: str
    description: str
    topic: str
    colour: str
    symbol: str
    url: str
    """GeoJSON, or a template with {z}, {x}, {y} for pictures."""
    tile_size: int | None
    minzoom: int
    maxzoom: int
    bounds: list[float] | None
    count: int | None
    attribution: str
    source: SourceRef
