"""What a loader or a demo-town part hands over: a catalogue and its figures, declared, checked, not yet written.

`sources` builds a `Collection`; `catalogue.services.publish_collection` writes it. Codes are text, always.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING

from quartier.kernel.errors import Problem
from quartier.kernel.text import Text

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


class LevelKind(StrEnum):
    AREAS = "areas"
    """Units with names, shown in searches, rankings, profiles; polygons or none."""
    BLOCKS = "blocks"
    """Very many small units without names of their own (blocks, grid cells); they live in the lake alone."""
    REFERENCE = "reference"
    """Reference areas (county, Land, Bund): values without geometry, for comparison only."""


class IndicatorKind(StrEnum):
    COUNT = "count"
    SHARE = "share"
    RATE = "rate"
    MEAN = "mean"
    INDEX = "index"
    SCORE = "score"
    CLASS = "class"


class Polarity(StrEnum):
    BURDEN = "burden"
    RELIEF = "relief"
    NEUTRAL = "neutral"


class LayerKind(StrEnum):
    """What a layer of the map holds: features of its own, or pictures of a service."""

    POINTS = "points"
    LINES = "lines"
    AREAS = "areas"
    WMS = "wms"
    WMTS = "wmts"


@dataclass(frozen=True, slots=True)
class Licence:
    key: str
    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    key: str
    name: Text
    publisher: str
    licence: str
    url: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Level:
    """`parents`: keys of levels whose units contain whole units of this one (several hierarchies may be parallel)."""

    key: str
    name: Text
    plural: Text
    rank: int
    """0 is the whole town; larger is finer. Levels of parallel hierarchies may share a rank."""
    parents: tuple[str, ...] = ()
    hierarchy: str = "statistical"
    kind: LevelKind = LevelKind.AREAS


@dataclass(frozen=True, slots=True)
class Geography:
    """One dated version of a level.

    `units`: a DataFrame (a list) or GeoDataFrame (with CRS) with the text columns ``code`` and ``name`` and, for each
    parent level, a text column ``parent:<level key>`` (code of the containing unit). Codes are unique. Row order is the
    unit order that vectors follow. `level` + `key` identify it, e.g. ("planning-area", "2021").
    """

    level: str
    key: str
    name: Text
    units: pd.DataFrame
    source: str
    valid_from: date | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    key: str
    name: Text
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    key: str
    name: Text
    parent: str | None = None
    unattributed: bool = False
    """"Nicht zuordenbar": a member of its own, so that sums hold."""


@dataclass(frozen=True, slots=True)
class Dimension:
    """Merkmal with its code list. The total is no member: it is the absence of the dimension from a slice."""

    key: str
    name: Text
    members: tuple[Member, ...]


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """Members of dimensions plus a life situation, e.g. members={"age": ("0-5",)}."""

    key: str
    name: Text
    members: dict[str, tuple[str, ...]]
    situation: Text = Text("")


@dataclass(frozen=True, slots=True)
class Indicator:
    """A defined quantity.

    For kind share/rate: value = factor * numerator / denominator; factor is 100 for shares in per cent. Shares are in
    per cent (34.0, never 0.34). `unit` is what stands behind the number: "%", "m²", "€/m²", "je 1.000", "Personen".
    """

    key: str
    name: Text
    definition: Text
    kind: IndicatorKind
    unit: Text
    source: str
    topics: tuple[str, ...]
    polarity: Polarity = Polarity.NEUTRAL
    numerator: Text = Text("")
    denominator: Text = Text("")
    factor: float = 1.0
    decimals: int = 1
    dimensions: tuple[str, ...] = ()
    synonyms: tuple[str, ...] = ()
    notes: Text = Text("")
    """Breaks, caveats, what the figure does not say; shown in the passport."""
    sampled: bool = False
    """True for surveys: intervals mean sampling error."""
    classes: tuple[tuple[float, Text], ...] = ()
    """For kind class: (code as number, name), in order."""


@dataclass(frozen=True, slots=True)
class MapLayer:
    """A layer of points, lines or areas that is laid over the map (schools, bus lines, programme areas).

    `features`: GeoDataFrame with a CRS; column ``title`` names a feature, further columns are shown as they are.
    """

    key: str
    name: Text
    kind: LayerKind
    features: gpd.GeoDataFrame
    source: str
    colour: str = "blue"
    """Name of a colour of the map's layers (`LAYER_COLOURS`)."""
    symbol: str = "dot"
    """Name of a point's symbol (`LAYER_SYMBOLS`)."""
    description: Text = Text("")
    topic: str = ""
    audience: str = "public"
    vintage: str = ""


LAYER_COLOURS = ("blue", "green", "orange", "purple", "red", "brown", "black")
LAYER_SYMBOLS = ("dot", "square", "triangle", "diamond", "cross", "star")
"""Told apart by shape too, not by colour alone."""


@dataclass(frozen=True, slots=True)
class Event:
    key: str
    start: date
    name: Text
    text: Text
    kind: str
    """reform | pandemic | arrival | method | other"""
    end: date | None = None
    level: str | None = None
    unit: str | None = None
    indicators: tuple[str, ...] = ()
    """Only these are affected; empty: all."""


@dataclass(frozen=True, slots=True)
class Observations:
    """All figures of one indicator: its next release, whole.

    `frame`: columns ``level, geography, unit, period, slice, value, numerator, denominator, presence, flags,
    confidentiality, lower, upper`` (missing optional ones are filled: slice "", presence from value, flags 0,
    confidentiality 0; numerator, denominator, lower, upper NaN). ``slice`` is the canonical member text: "" for the
    total, else ``age=0-5`` or ``age=0-5;sex=f`` with dimension keys sorted. A row with presence other than VALUE has a
    NaN value; a unit without row is missing. `lower`/`upper` on a suppressed value are its known bounds; on a value its
    interval. Row key: (level, geography, unit, period, slice), unique.
    """

    indicator: str
    frame: pd.DataFrame
    audience: str = "public"
    note: str = ""
    vintage: str = ""
    """Stand of the data, as the supplier dates it."""


@dataclass(frozen=True, slots=True)
class Collection:
    """Everything a loader hands over, in an order in which later parts may refer to earlier ones."""

    key: str
    name: Text
    place: Text = Text("")
    """The municipality, as the page's head names it; empty: the name of the collection."""
    fictitious: bool = False
    licences: tuple[Licence, ...] = ()
    sources: tuple[Source, ...] = ()
    levels: tuple[Level, ...] = ()
    geographies: tuple[Geography, ...] = ()
    topics: tuple[Topic, ...] = ()
    dimensions: tuple[Dimension, ...] = ()
    target_groups: tuple[TargetGroup, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    observations: tuple[Observations, ...] = ()
    events: tuple[Event, ...] = ()
    layers: tuple[MapLayer, ...] = ()
    problems: tuple[Problem, ...] = field(default=())
    """Warnings and notes met while loading (errors raise InputRejected instead)."""
    default_indicator: str = ""
    default_level: str = ""
    unit_word: Text = Text("Quartier", "quarter")
    """The everyday word for a unit in this workspace."""
    sketch: tuple[tuple[str, gpd.GeoDataFrame], ...] = ()
    """Lines and areas for orientation on the map (river, railway, streets): (kind, GeoDataFrame with ``name``)."""


def slice_key(members: dict[str, str]) -> str:
    """Canonical text of a combination of members: ``age=0-5;sex=f``, dimensions sorted; "" is the total."""
    return ";".join(f"{dimension}={members[dimension]}" for dimension in sorted(members))


def slice_members(key: str) -> dict[str, str]:
    """Inverse of `slice_key`."""
    return dict(part.split("=", 1) for part in key.split(";")) if key else {}
