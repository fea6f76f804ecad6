"""What protecting an indicator needs to know: its rule set, what sums up to what, what was public before."""

from __future__ import annotations

from typing import Any

import pandas as pd

from quartier.catalogue.models import Dimension, Geography, Indicator, Level, Release, RuleSet
from quartier.catalogue.observations import geography_units, release_frame
from quartier.kernel.declared import LevelKind, slice_members
from quartier.kernel.reader import PUBLIC, Audience
from quartier.methods.disclosure import Members, Nesting, Rules, Structure

_SHOWN = ["level", "geography", "unit", "period", "slice", "value"]
_PARENT = "parent:"


def rule_set_for(indicator: Indicator) -> RuleSet | None:
    """The rule set of the indicator, else that of its source, else the default of the workspace, else none."""
    own = RuleSet.objects.filter(uses__indicator=indicator).first()
    own = own or RuleSet.objects.filter(sources__source=indicator.source_id).first()
    return own or RuleSet.objects.filter(default=True).first()


def rules_of(row: RuleSet) -> Rules:
    """Thresholds as the method wants them; reference areas (Land, Bund) are public already and exempt."""
    exempt = Level.objects.filter(kind=LevelKind.REFERENCE).values_list("key", flat=True)
    return Rules(row.name, row.numerator, row.complement, row.denominator, row.zeros, tuple(exempt))


def thresholds(row: RuleSet) -> dict[str, Any]:
    """What a rule set says, as the provenance of a release keeps it."""
    return {"key": row.key, "name": row.name, "demanded_by": row.demanded_by, "numerator": row.numerator,
            "complement": row.complement, "denominator": row.denominator, "zeros": row.zeros}  # fmt: skip


def structure_of(frame: pd.DataFrame) -> Structure:
    """All hierarchies of places and members between the observations of a frame."""
    return Structure(tuple(_nestings(frame)), tuple(_dimensions(frame)))


def published_before(indicator: Indicator) -> pd.DataFrame:
    """Every figure that a public release of the indicator shows or showed (withdrawn ones can be had no more)."""
    rows = Release.objects.visible_to(PUBLIC).filter(
        subject=Release.Subject.INDICATOR, subject_key=indicator.key, audience=Audience.PUBLIC
    )
    frames = [release_frame(release, reader=PUBLIC)[_SHOWN] for release in rows]
    shown = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=_SHOWN)
    return shown.dropna(subset=["value"]).drop_duplicates()


def _nestings(frame: pd.DataFrame) -> list[Nesting]:
    found = []
    for level, key in frame[["level", "geography"]].drop_duplicates().itertuples(index=False):
        row = Geography.objects.filter(level__key=level, key=key, current__isnull=False).first()
        units = geography_units(row) if row is not None else pd.DataFrame()
        for column in (name for name in units.columns if name.startswith(_PARENT)):
            inside = units[units[column].notna()]
            parents = dict(zip(inside["code"].astype(str), inside[column].astype(str), strict=True))
            found.append(Nesting(level, key, column.removeprefix(_PARENT), parents))
    return found


def _dimensions(frame: pd.DataFrame) -> list[Members]:
    named = {dimension for key in frame["slice"].unique() for dimension in slice_members(key)}
    rows = Dimension.objects.filter(key__in=named).prefetch_related("members")
    return [Members(row.key, {member.key: member.parent_key for member in row.members.all()}) for row in rows]
