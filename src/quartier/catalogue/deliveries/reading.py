"""A file as the gate reads it, with nothing written: opened, refused, recognised, checked against the catalogue."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

import pandas as pd

from quartier.catalogue.deliveries import plain
from quartier.catalogue.deliveries.difference import Difference, Series, difference, swapped
from quartier.catalogue.models import Indicator, Release, RememberedMapping
from quartier.catalogue.observations import release_frame
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import InputRejected, NotFound
from quartier.kernel.period import parse
from quartier.kernel.presence import Presence
from quartier.kernel.reader import Audience, Reader
from quartier.sources.tables import Context, Mapping, Proposal, Sheet, Staged, Workbook, apply, open_table, recognise
from quartier.sources.tables.recognition.remember import remember


@dataclass(frozen=True)
class Checked:
    """A delivery read by a mapping, beside the releases in force."""

    staged: Staged
    frames: dict[str, pd.DataFrame]
    based_on: dict[str, Release | None]
    differences: dict[str, Difference] = field(default_factory=dict)
    swaps: tuple[tuple[str, str], ...] = ()


def opened(data: bytes, name: str, encoding: str = "") -> Workbook:
    """Open a table and refuse one row a person. Raises InputRejected; nothing was stored."""
    from quartier.sources.privacy import person_rows

    workbook = open_table(data, name, encoding=encoding or None)
    found = [problem for sheet in workbook.sheets for problem in person_rows(sheet)]
    if found:
        raise InputRejected(found, subject=name)
    return workbook


def proposed(workbook: Workbook, context: Context, sheet: str = "") -> Proposal:
    """What the gate makes of a sheet (default: the first one shown), with what was decided for the same head before."""
    chosen: Sheet = (workbook.sheet(sheet) if sheet else None) or workbook.shown[0]
    made = recognise(chosen, context)
    earlier = RememberedMapping.objects.filter(fingerprint=made.mapping.fingerprint).first()
    if chosen.form or earlier is None or not made.mapping.fingerprint:
        return made
    return remember(made, Mapping.from_json(earlier.mapping))


def checked(
    workbook: Workbook, mapping: Mapping, context: Context, *, reader: Reader, edited: bool = False
) -> Checked:  # fmt: skip
    """Apply a mapping and compare with the releases in force. `edited` as in `difference`."""
    staged = apply(workbook, mapping, context)
    frames = {item.indicator: item.frame for item in staged.observations if len(item.frame)}
    based_on = {key: base_release(key) for key in frames}
    bases = {key: _frame(release, reader) for key, release in based_on.items()}
    counts = {item.key for item in context.indicators if item.kind is IndicatorKind.COUNT}
    differences = {
        key: difference(bases[key], frame, count=key in counts, edited=edited) for key, frame in frames.items()
    }
    return Checked(staged, frames, based_on, differences, tuple(swapped(_series(frames, bases))))


def base_release(key: str) -> Release | None:
    """The release that a delivery is merged into: the fullest one in force (the confidential one, else the public)."""
    row = Indicator.objects.select_related("current_public", "current_confidential").get(key=key)
    return row.current_confidential or row.current_public


def basis(mapping: Mapping, based_on: dict[str, Release | None]) -> str:
    """Name of what was previewed: the decisions and the releases that they were compared with."""
    parts = [f"{key}:{release.pk if release else 0}" for key, release in sorted(based_on.items())]
    return hashlib.sha256("\x1f".join([mapping.to_json(), *parts]).encode()).hexdigest()


def audience_of(release: Release | None) -> Audience | None:
    return Audience(release.audience) if release else None


def _frame(release: Release | None, reader: Reader) -> pd.DataFrame | None:
    if release is None:
        return None
    try:
        return release_frame(release, reader=reader)
    except NotFound:
        return None


def _series(frames: dict[str, pd.DataFrame], bases: dict[str, pd.DataFrame | None]) -> list[Series]:
    """Newest delivered period of each indicator and slice, beside the nearest period in force up to then."""
    made: list[Series] = []
    for key, frame in frames.items():
        base = bases[key]
        if base is None:
            continue
        known, before = (rows[rows["presence"] == Presence.VALUE] for rows in (frame, base))
        for (level, geography, part), rows in known.groupby(["level", "geography", "slice"], observed=True, sort=False):
            here = before[(before["level"] == level) & (before["geography"] == geography) & (before["slice"] == part)]
            period = max(rows["period"].unique(), key=parse)
            earlier = [item for item in here["period"].unique() if parse(item) <= parse(period)]
            if earlier:
                old = here[here["period"] == max(earlier, key=parse)]
                made.append(Series(f"{key} {part}".strip(), _by_unit(rows, period), _by_unit(old)))
    return made


def _by_unit(rows: pd.DataFrame, period: str = "") -> pd.Series[float]:
    chosen = rows[rows["period"] == period] if period else rows
    values: pd.Series[float] = chosen.set_index("unit")["value"].astype(float)
    return values


def report(made: Checked, names: dict[tuple[str, str], str]) -> plain.Json:
    """What the preview shows; `names`: (level, code) -> name of a unit."""
    return {
        **plain.staged(made.staged),
        "publishable": made.staged.publishable,
        "swaps": [list(pair) for pair in made.swaps],
        "indicators": [_indicator(key, made, names) for key in made.frames],
    }


def _indicator(key: str, made: Checked, names: dict[tuple[str, str], str]) -> plain.Json:
    frame, release = made.frames[key], made.based_on[key]
    places = frame[["level", "geography"]].drop_duplicates().itertuples(index=False, name=None)
    return {
        "key": key,
        "rows": len(frame),
        "places": [list(place) for place in places],
        "periods": sorted(frame["period"].unique(), key=parse),
        "slices": sorted(frame["slice"].unique()),
        "presence": {str(code): int(count) for code, count in frame["presence"].value_counts().items()},
        "release": release.pk if release else None,
        "audience": release.audience if release else "",
        "difference": plain.difference(made.differences[key], names),
    }
