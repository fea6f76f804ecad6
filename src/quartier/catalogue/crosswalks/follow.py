"""What was converted may be replaced by what was counted: a delivery for the new boundaries, an edit, a withdrawal."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quartier.catalogue.models import Conversion, Indicator, Release
from quartier.catalogue.observations import release_frame
from quartier.kernel.reader import SYSTEM, Audience

_NUMBERS = ["value", "numerator", "denominator"]


def reconcile(release: Release) -> None:
    """A release of an indicator came into force or was withdrawn: periods whose converted rows are not in force any
    more are no longer said to be converted. Public releases that are derived follow the confidential one.
    """
    if release.subject != Release.Subject.INDICATOR:
        return
    rows = Conversion.objects.filter(indicator__key=release.subject_key, audience=release.audience)
    for row in rows.select_related("release", "crosswalk__target__level", "indicator"):
        if not _derived(row):
            _check(row)


def _derived(row: Conversion) -> bool:
    same = Conversion.objects.filter(indicator=row.indicator_id, crosswalk=row.crosswalk_id)
    return row.audience == Audience.PUBLIC and same.filter(audience=Audience.CONFIDENTIAL).exists()


def _check(row: Conversion) -> None:
    indicator = Indicator.objects.select_related("current_public", "current_confidential").get(pk=row.indicator_id)
    public = row.audience == Audience.PUBLIC
    in_force = indicator.current_public if public else indicator.current_confidential
    if in_force is None or row.release is None or row.release.withdrawn_at is not None:
        _keep(row, [])
    elif in_force.pk != row.release.pk:
        made, now = (_target_rows(row, one) for one in (row.release, in_force))
        _keep(row, [period for period in row.periods if _same(made, now, period)])


def _target_rows(row: Conversion, release: Release) -> pd.DataFrame:
    frame, target = release_frame(release, reader=SYSTEM), row.crosswalk.target
    return frame[(frame["level"].astype(str) == target.level.key) & (frame["geography"].astype(str) == target.key)]


def _same(made: pd.DataFrame, now: pd.DataFrame, period: str) -> bool:
    one, two = (frame[frame["period"].astype(str) == period].set_index(["unit", "slice"])[_NUMBERS].sort_index()
                for frame in (made, now))  # fmt: skip
    if not one.index.equals(two.index):
        return False
    return bool(np.allclose(one.to_numpy(dtype=float), two.to_numpy(dtype=float), rtol=1e-12, equal_nan=True))


def _keep(row: Conversion, periods: list[str]) -> None:
    """The row and its public twin."""
    if periods == row.periods:
        return
    twins = Conversion.objects.filter(indicator=row.indicator_id, crosswalk=row.crosswalk_id)
    for twin in twins if row.audience == Audience.CONFIDENTIAL else [row]:
        left = [period for period in twin.periods if period in periods]
        if left:
            Conversion.objects.filter(pk=twin.pk).update(periods=left)
        else:
            twin.delete()
