"""Everything one picture needs, all of it for the same choice: the defaults of the page filled in, rights checked.

The rules of choosing are those of the browser (frontend/src/model/place.ts, data/scene.ts): a picture that is
downloaded shows what the page shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from quartier.atlas import wording
from quartier.atlas.pictures.classes import Bins, Classification, bins_of, classification
from quartier.atlas.pictures.filter import Filter, in_range, inside
from quartier.atlas.pictures.ground import label_points
from quartier.atlas.pictures.question import Question
from quartier.atlas.wording import MISSING, OUTSIDE
from quartier.catalogue import listing
from quartier.catalogue.models import Geography, Indicator, Level, Release, WorkspaceProfile
from quartier.catalogue.observations import Asked, current_release, geography_units, observations
from quartier.kernel.declared import LevelKind
from quartier.kernel.errors import NotFound
from quartier.kernel.period import Period, parse
from quartier.kernel.reader import Reader

Coverage = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """One unit with its figure; `bin` is its class from 0, or the reason why it has none (`wording.ABSENT`)."""

    code: str
    name: str
    value: float
    """NaN where `bin` is a reason."""
    lower: float | None
    upper: float | None
    bin: int

    @property
    def known(self) -> bool:
        return self.bin < MISSING


@dataclass(frozen=True, slots=True)
class Scene:
    """`rows`: the units in their order."""

    question: Question
    workspace: WorkspaceProfile | None
    indicator: Indicator
    release: Release
    level: Level
    geography: Geography
    period: Period
    coverage: Coverage
    how: Classification
    rows: tuple[Row, ...]
    heading: str = ""
    """What a picture of something computed says above itself; else the name of the indicator."""
    signed: bool = False
    """Values are changes: a plus is written."""
    asides: tuple[str, ...] = ()
    """What stands behind the value of each row, e.g. the two figures that a change lies between."""

    @property
    def name(self) -> str:
        if self.heading:
            return self.heading
        name: str = self.indicator.wording(self.period.end).name.get(self.question.language)
        return name

    @property
    def symbols(self) -> bool:
        """Counts are circles, not filled areas."""
        return self.how.kind == "sign"

    def measured(self, value: float) -> str:
        """A value with its unit, as this picture writes it."""
        language = self.question.language
        text = wording.measured(value, self.indicator, language)
        plus = self.signed and value > 0 and wording.signed(value, self.indicator.decimals, language).startswith("+")
        return f"+{text}" if plus else text


def scene_of(question: Question, *, reader: Reader) -> Scene:
    """The scene of a question. Raises NotFound, in words, where there is nothing to show for this reader."""
    workspace = WorkspaceProfile.objects.filter(pk=1).first()
    key = question.indicator or (workspace.default_indicator if workspace else "")
    if not key:
        raise NotFound("No indicator is named, and the workspace has none of its own.")
    indicator = listing.indicator_by_key(key, reader=reader)
    release = current_release(indicator, reader=reader)
    level, coverage = _covered(question, release, workspace)
    period = parse(question.period if question.period in coverage["periods"] else coverage["periods"][-1])
    geography = listing.geography_by_key(level.key, coverage["geography"])
    frame = figures_of(indicator, geography, coverage, period, reader=reader)
    how = classification(indicator, coverage, period.text, question, reader=reader)
    rows = rows_of(frame, _filtered(frame, bins_of(frame, how), geography, question.filter))
    return Scene(question, workspace, indicator, release, level, geography, period, coverage, how, rows)


def _covered(question: Question, release: Release, workspace: WorkspaceProfile | None) -> tuple[Level, Coverage]:
    every: list[Coverage] = release.manifest["coverage"]
    rows = [part for part in every if part["slice"] == question.slice]
    if not rows and every:
        rows = [part for part in every if part["slice"] == every[0]["slice"]]
    level = _level(question.level, rows, workspace)
    return level, _coverage(question, [part for part in rows if part["level"] == level.key])


def _level(wanted: str, rows: list[Coverage], workspace: WorkspaceProfile | None) -> Level:
    keys = {part["level"] for part in rows}
    covered = list(Level.objects.filter(key__in=keys).exclude(kind=LevelKind.REFERENCE).order_by("rank", "key"))
    if not covered:
        raise NotFound("There are no figures for areas.")
    by_key = {level.key: level for level in covered}
    named = [level for level in covered if level.kind == LevelKind.AREAS]
    default = by_key.get(workspace.default_level) if workspace else None
    return by_key.get(wanted) or default or (named or covered)[-1]


def _coverage(question: Question, rows: list[Coverage]) -> Coverage:
    asked = next((part for part in rows if part["geography"] == question.geography), None)
    if asked and (not question.period or question.period in asked["periods"]):
        return asked
    with_period = [part for part in rows if question.period in part["periods"]]
    return with_period[-1] if with_period else asked or rows[-1]


def figures_of(
    indicator: Indicator, geography: Geography, coverage: Coverage, period: Period, *, reader: Reader
) -> pd.DataFrame:
    """The figures of one period in the order of the units of the geography; a unit without row is missing."""
    asked = Asked(geography.level.key, geography.key, periods=[period.text], slices=[coverage["slice"]])
    figures = observations(indicator, reader=reader, asked=asked)
    fields = ["value", "numerator", "denominator", "presence", "flags", "lower", "upper"]
    units = geography_units(geography)
    found = figures.assign(code=figures["unit"].astype(str)).set_index("code")[fields]
    frame = units.assign(code=units["code"].astype(str)).join(found, on="code")
    frame["presence"] = frame["presence"].fillna(1).astype(int)  # a unit without row is missing
    frame["flags"] = frame["flags"].fillna(0).astype(int)
    frame.loc[frame["presence"] != 0, "value"] = float("nan")
    return frame.reset_index(drop=True)


def _filtered(frame: pd.DataFrame, bins: Bins, geography: Geography, filters: Filter) -> Bins:
    """Units that the reader's filter leaves out are counted nowhere."""
    if filters.empty:
        return bins
    kept = np.ones(len(frame), dtype=bool)
    if filters.within:
        lies = [
            frame.get(f"parent:{level}", pd.Series("", frame.index)).astype(str) == code
            for level, code in filters.within
        ]
        kept &= np.logical_or.reduce([one.to_numpy() for one in lies])
    if filters.only:
        kept &= frame["code"].isin(list(filters.only)).to_numpy()
    contains = inside(filters.shape)
    if contains is not None:
        kept &= np.array([contains(x, y) for x, y in label_points(geography)] or kept)
    if filters.range is not None:
        kept &= np.array([in_range(value, filters.range) for value in frame["value"]])
    return np.where(kept, bins, OUTSIDE).astype(np.int64)


def _lies_in(frame: pd.DataFrame, level: str, code: str) -> npt.NDArray[np.bool_]:
    above = f"parent:{level}"
    lies = frame[above].astype(str) == code if above in frame else pd.Series(False, index=frame.index)
    return lies.to_numpy()


def rows_of(frame: pd.DataFrame, bins: Bins) -> tuple[Row, ...]:
    """The same as rows, each with its class."""
    columns = [frame[name].tolist() for name in ("code", "name", "value", "lower", "upper")]
    return tuple(
        Row(str(code), str(name or code), float(value), _bound(lower), _bound(upper), at)
        for code, name, value, lower, upper, at in zip(*columns, bins.tolist(), strict=True)
    )


def _bound(value: Any) -> float | None:
    return None if pd.isna(value) else float(value)
