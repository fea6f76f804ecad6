"""Convert indicators to another geography: what would happen, then as releases that say so."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from django.db import transaction

from quartier.accounts.models import Person
from quartier.accounts.services import reader_of, record, require_writer
from quartier.catalogue.crosswalks.apply import Carried, Carrying, carried, people, source_rows, walks, without
from quartier.catalogue.crosswalks.make import find_crosswalk
from quartier.catalogue.crosswalks.store import pieces
from quartier.catalogue.models import Conversion, Crosswalk, Indicator, Json, Release
from quartier.catalogue.observations import release_frame
from quartier.catalogue.services.publish import Publication, publish_indicators
from quartier.compute.models import Job
from quartier.compute.services import enqueue
from quartier.kernel.declared import IndicatorKind, Observations
from quartier.kernel.errors import Conflict, InputRejected, NotFound, Problem, QuartierError
from quartier.kernel.jobs import Context
from quartier.kernel.presence import Flag, Presence
from quartier.kernel.reader import PUBLIC, SYSTEM, Audience, Reader
from quartier.methods import crosswalk as cw

CONVERT_JOB = "catalogue.convert"
SUBJECT = "conversion"
_BARE = (IndicatorKind.SHARE, IndicatorKind.RATE, IndicatorKind.MEAN)
_WHOLE = (IndicatorKind.INDEX, IndicatorKind.SCORE, IndicatorKind.CLASS)


@dataclass(frozen=True)
class Wish:
    """How indicators are to be converted: the crosswalk, one of its own for denominators, the count that weights."""

    crosswalk: Crosswalk
    denominator: Crosswalk | None = None
    weighted_by: str = ""

    def carrying(self, indicator: Indicator) -> Carrying:
        return Carrying(indicator, self.crosswalk, self.denominator, self.weighted_by)


@dataclass(frozen=True)
class Preview:
    """What a conversion would do. `obstacle`: why nothing can be converted ("" where something can): "no-figures",
    "whole-units", "no-weights". `gaps`: targets without a value in the latest period, by reason. `error`: see
    `stated_error`."""

    indicator: Indicator
    audience: str
    periods: tuple[str, ...]
    rows: int
    gaps: dict[str, int]
    obstacle: str
    error: Json
    problems: tuple[Problem, ...]


def preview_conversion(*, by: Reader, indicator: Indicator, wish: Wish) -> Preview:
    """Nothing is written. Raises NotPermitted, InputRejected, NotFound (no release)."""
    require_writer(by)
    _check(wish)
    release = _releases(indicator)[0]
    base = _own_rows(release, indicator, by)
    found = carried(base, wish.carrying(indicator), reader=_as(release))
    latest = found.frame[found.frame["period"] == found.periods[-1]] if found.periods else found.frame
    reasons = latest.loc[latest["presence"] == int(Presence.MISSING), "reason"] if len(latest) else pd.Series(dtype=str)
    gaps = {str(reason): int(count) for reason, count in reasons.value_counts().items()}
    error = stated_error(base, wish.carrying(indicator), found, reader=_as(release))
    return Preview(indicator, release.audience, found.periods, len(found.rows), gaps,
                   _obstacle(indicator, found, base, wish), error, found.problems)  # fmt: skip


def _obstacle(indicator: Indicator, found: Carried, base: pd.DataFrame, wish: Wish) -> str:
    if len(found.rows):
        return ""
    if source_rows(base, wish.carrying(indicator)).empty:
        return "no-figures"
    return "whole-units" if indicator.kind in _WHOLE else "no-weights"


def convert_indicator(*, by: Reader, indicator: Indicator, wish: Wish) -> list[Release]:
    """Carry an indicator to the target geography and publish it: beside its own figures stand the converted ones.

    Every audience that has a release is converted from that very release, so that nothing secret gets into a public
    one. Again is no harm: the same figures are no new release. Raises NotPermitted, InputRejected (nothing to convert),
    Conflict (somebody published in between).
    """
    require_writer(by)
    _check(wish)
    done = [_convert_release(by, release, indicator, wish) for release in _releases(indicator)]
    return [release for release in done if release is not None]


def _convert_release(by: Reader, release: Release, indicator: Indicator, wish: Wish) -> Release | None:
    in_force = _in_force(indicator, release.audience)
    # those of all audiences: a public release may hold rows that were derived with a confidential one
    mine = [row for row in _conversions(indicator) if row.crosswalk.target_id == wish.crosswalk.target_id]
    full = release_frame(in_force, reader=by)
    base = without(full, mine)
    found = carried(base, wish.carrying(indicator), reader=_as(in_force))
    if found.rows.empty:
        raise _nothing(indicator, _obstacle(indicator, found, base, wish))
    whole = pd.concat([base.astype(dict.fromkeys(["level", "geography", "unit", "period", "slice"], "object")),
                       found.rows], ignore_index=True)  # fmt: skip
    error = stated_error(base, wish.carrying(indicator), found, reader=_as(in_force))
    observations = Observations(indicator.key, whole, audience=in_force.audience,
                                note=_note(in_force, wish), vintage=in_force.vintage)  # fmt: skip

    def finish(releases: list[Release]) -> None:
        _remember(by, indicator, wish, found, _Made(in_force, releases[0], error), mine)
        detail = {"crosswalk": wish.crosswalk.key, "periods": list(found.periods), "from": str(in_force)}
        record(by=by, action="indicator.convert", subject=str(releases[0]), detail=detail)

    publication = Publication(observations, in_force, _provenance(in_force, wish, found, error))
    return publish_indicators(by=by, publications=[publication], finish=finish)[0]


@dataclass(frozen=True)
class _Made:
    base: Release
    release: Release
    error: Json


def _remember(
    by: Reader, indicator: Indicator, wish: Wish, found: Carried, made: _Made, earlier: list[Conversion]
) -> None:
    for row in earlier:
        if row.crosswalk_id != wish.crosswalk.pk and row.audience == made.base.audience:
            row.delete()
    values = {
        "denominator_crosswalk": wish.denominator, "weighted_by": wish.weighted_by, "error": made.error,
        "periods": list(found.periods), "based_on": made.base, "release": made.release, "made_by": by.name,
    }  # fmt: skip
    Conversion.objects.update_or_create(
        indicator=indicator, crosswalk=wish.crosswalk, audience=made.base.audience, defaults=values
    )


def _note(base: Release, wish: Wish) -> str:
    mark = f"{wish.crosswalk.source.key} → {wish.crosswalk.target.key}: {wish.crosswalk.key}"
    return base.note if mark in base.note else " · ".join(part for part in (base.note, mark) if part)


def _provenance(base: Release, wish: Wish, found: Carried, error: Json) -> Json:
    """What the release before said of itself stays (a public one that was derived is so still)."""
    made = {"crosswalk": wish.crosswalk.key, "sha256": wish.crosswalk.files["weights.parquet"]["sha256"],
            "denominator_crosswalk": wish.denominator.key if wish.denominator else "",
            "weighted_by": wish.weighted_by, "from": str(base), "periods": list(found.periods),
            "error": error}  # fmt: skip
    before = [item for item in base.provenance.get("converted", []) if item["crosswalk"] != wish.crosswalk.key]
    return {**base.provenance, "converted": [*before, made]}


def _check(wish: Wish) -> None:
    if not wish.crosswalk.kept:
        raise Conflict("This crosswalk is a preview; keep it before you use it.")
    below = wish.denominator
    if below is None:
        return
    same = (below.source_id, below.target_id) == (wish.crosswalk.source_id, wish.crosswalk.target_id)
    if not same:
        problem = Problem("the crosswalk of the denominators leads between other geographies", column="denominator",
                          found=below.key)  # fmt: skip
        raise InputRejected([problem], SUBJECT)


def _nothing(indicator: Indicator, obstacle: str) -> InputRejected:
    messages = {
        "no-figures": "there are no figures on the source geography that the target does not have itself",
        "whole-units": "indices, scores and classes are carried to unchanged units alone, and there are none",
        "no-weights": "there are no denominators; name a count (residents) by which to weight",
    }
    return InputRejected([Problem(messages[obstacle], obstacle, column=indicator.key)], SUBJECT)


def _releases(indicator: Indicator) -> list[Release]:
    """The releases in force, the confidential one first. Raises NotFound."""
    row = Indicator.objects.select_related("current_public", "current_confidential").get(pk=indicator.pk)
    found = [one for one in (row.current_confidential, row.current_public) if one is not None and not one.withdrawn_at]
    if not found:
        raise NotFound(f"There is no release of {indicator.key}.")
    return found


def _in_force(indicator: Indicator, audience: str) -> Release:
    """What is in force now: converting the confidential release may have put a new public one in force."""
    row = Indicator.objects.select_related("current_public", "current_confidential").get(pk=indicator.pk)
    found = row.current_public if audience == Audience.PUBLIC else row.current_confidential
    if found is None:
        raise Conflict(f"{indicator.key}: its release was withdrawn meanwhile.")
    return found


def _as(release: Release) -> Reader:
    """Who may see just what everybody who sees this release may."""
    return PUBLIC if release.audience == Audience.PUBLIC else SYSTEM


def _own_rows(release: Release, indicator: Indicator, by: Reader) -> pd.DataFrame:
    """The release without anything that was converted."""
    return without(release_frame(release, reader=by), _conversions(indicator))


def _conversions(indicator: Indicator, audience: str = "") -> list[Conversion]:
    rows = Conversion.objects.filter(indicator=indicator)
    rows = rows.filter(audience=audience) if audience else rows
    return list(rows.select_related("indicator", "crosswalk__source__level", "crosswalk__target__level",
                                    "denominator_crosswalk"))  # fmt: skip


def stated_error(base: pd.DataFrame, carrying: Carrying, found: Carried, *, reader: Reader) -> Json:
    """What the conversion does not know, for the total in the latest period that was carried.

    ``units`` with a value, ``estimated`` of them; ``split``: part of the whole value (of the denominators, for shares)
    that comes from divided units; ``width``: median distance of the bounds that hold however a divided unit is
    distributed, over the estimated units, in the unit of the value, and ``relative`` of it to the value in per cent
    (counts); ``held_out``: of the crosswalk, from small places, where weights were not made of them.
    """
    period = found.periods[-1] if found.periods else None
    given = source_rows(base, carrying)
    given = given[(given["period"] == period) & (given["slice"] == "")]
    if given.empty:
        return {"held_out": carrying.crosswalk.error.get("held_out")}
    walk, below = walks(carrying)
    table = cw.conversion_error(given, walk, carrying.indicator.kind, carrying.indicator.factor or 1.0, below,
                                _of_period(people(carrying, reader), period))  # fmt: skip
    rows = found.frame[(found.frame["period"] == period) & (found.frame["slice"] == "")].set_index("unit")
    value = table["value"].notna()
    estimated = (rows["flags"].reindex(table["unit"]).fillna(0).astype(int) & int(Flag.ESTIMATED)).to_numpy() > 0
    width = (table["highest"] - table["lowest"])[value & estimated]
    amount = rows["denominator"].reindex(table["unit"]).to_numpy(dtype=float)
    amount = table["value"].to_numpy() if carrying.indicator.kind == IndicatorKind.COUNT else amount
    relative = 100 * width / table["value"][value & estimated].replace(0, np.nan)
    return {
        "period": period,
        "units": int(value.sum()),
        "estimated": int((value & estimated).sum()),
        "split": _number(_weighted(table["split"].to_numpy(), amount)),
        "width": _number(width.median()),
        "relative": _number(relative.median()) if carrying.indicator.kind == IndicatorKind.COUNT else None,
        "held_out": carrying.crosswalk.error.get("held_out"),
    }


def _of_period(weights: pd.DataFrame | None, period: str | None) -> pd.DataFrame | None:
    return None if weights is None else weights[weights["period"] == period]


def _weighted(part: Any, amount: Any) -> float:
    there = np.isfinite(part) & np.isfinite(amount)
    total = float(amount[there].sum())
    return float((part[there] * amount[there]).sum() / total) if total > 0 else float("nan")


def _number(value: float) -> float | None:
    return round(float(value), 6) if np.isfinite(value) else None


def figure_error(row: Conversion, unit: str, period: str, slice_key: str, *, reader: Reader) -> dict[str, float | None]:
    """``split, lowest, highest, held_out`` of one converted figure, from what this reader may see."""
    from quartier.catalogue.observations import Asked, observations

    carrying = Carrying.of(row)
    walk, below = walks(carrying)
    place = walk.targets.get_indexer(pd.Index([unit], dtype=object))[0]
    if place < 0:
        return {}
    asked = Asked(carrying.level, row.crosswalk.source.key, None, [period], [slice_key])
    given = observations(row.indicator, reader=reader, asked=asked).astype({"unit": "object", "period": "object"})
    if given.empty:
        return {}
    weights = _of_period(people(carrying, reader), period)
    finer = pieces(row.crosswalk) if row.crosswalk.error.get("held_out") else None
    table = cw.conversion_error(given[["unit", "period", "value", "numerator", "denominator", "presence", "flags",
                                       "confidentiality", "lower", "upper"]], walk, row.indicator.kind,
                                row.indicator.factor or 1.0, below, weights, finer)  # fmt: skip
    found = table[table["unit"] == unit].iloc[0]
    return {name: _number(found[name]) for name in ("split", "lowest", "highest", "held_out") if name in table.columns}


def conversion_of(indicator: Indicator, level: str, geography: str, period: str, audience: str) -> Conversion | None:
    """How a figure came to this geography; None where it was published for it."""
    for row in _conversions(indicator, audience):
        target = row.crosswalk.target
        if (target.level.key, target.key) == (level, geography) and period in row.periods:
            return row
    return None


def converted_periods(indicator: Indicator, audience: str) -> dict[tuple[str, str], set[str]]:
    """Periods that stand on a geography because they were carried there, by (level, geography)."""
    found: dict[tuple[str, str], set[str]] = {}
    for row in _conversions(indicator, audience):
        target = row.crosswalk.target
        found.setdefault((target.level.key, target.key), set()).update(row.periods)
    return found


def enqueue_conversion(*, by: Reader, indicators: list[str], wish: Wish) -> Job:
    """Queue the conversion of several indicators. Raises NotPermitted, InputRejected, Conflict."""
    require_writer(by)
    _check(wish)
    known = set(Indicator.objects.filter(key__in=indicators).values_list("key", flat=True))
    if not indicators or set(indicators) - known:
        lost = ", ".join(sorted(set(indicators) - known)) or None
        raise InputRejected([Problem("no indicator is chosen", "required", column="indicators", found=lost)], SUBJECT)
    arguments = {"indicators": indicators, "crosswalk": wish.crosswalk.key, "weighted_by": wish.weighted_by,
                 "denominator": wish.denominator.key if wish.denominator else "", "person": by.person}  # fmt: skip
    with transaction.atomic():
        record(by=by, action="indicator.convert-asked", subject=wish.crosswalk.key, detail={"indicators": indicators})
        return enqueue(by=by, name=CONVERT_JOB, arguments=arguments)


def convert_job(
    context: Context, *, indicators: list[str], crosswalk: str, weighted_by: str, denominator: str, person: int | None
) -> dict[str, Any]:
    """The job of `enqueue_conversion`: what cannot be converted is told, the others are done."""
    by = SYSTEM if person is None else reader_of(Person.objects.get(pk=person))
    wish = Wish(find_crosswalk(crosswalk), find_crosswalk(denominator) if denominator else None, weighted_by)
    done: list[str] = []
    refused: dict[str, str] = {}
    for number, key in enumerate(indicators):
        context.progress(number, len(indicators), key)
        try:
            row = Indicator.objects.get(key=key)
            done += [str(release) for release in convert_indicator(by=by, indicator=row, wish=wish)]
        except QuartierError as error:
            refused[key] = str(error)
    context.progress(len(indicators), len(indicators))
    if refused and not done:
        raise InputRejected([Problem(text, "refused", column=key) for key, text in refused.items()], SUBJECT)
    return {"releases": done, "refused": refused}


def preview_dict(found: Preview) -> Json:
    """A preview as JSON, for the command line."""
    return {"indicator": found.indicator.key, "audience": found.audience, "periods": list(found.periods),
            "rows": found.rows, "gaps": found.gaps, "obstacle": found.obstacle, "error": found.error,
            "problems": [asdict(item) for item in found.problems]}  # fmt: skip
