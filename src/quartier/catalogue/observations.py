"""The one gate through which a figure leaves, always with `reader=`. Nothing else may import `lake.read`."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
from django.db.models import Q
from django.utils import timezone

from quartier.catalogue.models import (
    OWN_LEVEL,
    Crosswalk,
    Delivery,
    Geography,
    Indicator,
    OwnArea,
    Release,
    ReleaseFile,
)
from quartier.catalogue.store import lake_store
from quartier.kernel.errors import NotFound, Problem, Withdrawn
from quartier.kernel.reader import Audience, Reader
from quartier.lake import read as lake_read
from quartier.lake.write import UnitOrder, WrittenFile

if TYPE_CHECKING:
    import geopandas as gpd


@dataclass(frozen=True, slots=True)
class Asked:
    """Which observations are asked for; None means all."""

    level: str | None = None
    geography: str | None = None
    units: Collection[str] | None = None
    periods: Collection[str] | None = None
    slices: Collection[str] | None = None


EVERYTHING = Asked()


def current_release(indicator: Indicator, *, reader: Reader) -> Release:
    """The release in force for this reader: the confidential one where it may be read, else the public one.

    Raises NotFound when there is none that this reader may know of.
    """
    for release in (indicator.current_confidential, indicator.current_public):
        if release is not None and release.withdrawn_at is None and reader.may_read(Audience(release.audience)):
            return release
    raise NotFound(f"There is no release of {indicator.key} that you may read.")


def observations(indicator: Indicator, *, reader: Reader, asked: Asked = EVERYTHING) -> pd.DataFrame:
    """Observations of the release in force for this reader, with all three axes of "not there".

    Areas of one's own (level "own") that the reader may see answer like units: where they are asked for by level, or
    by their key among the units of all levels. They are put together from these very observations.
    """
    release = current_release(indicator, reader=reader)
    if asked.level == OWN_LEVEL:
        return _own(indicator, reader, asked)
    frame = _stored(release, asked)
    if asked.level is None and asked.units is not None and OwnArea.objects.filter(key__in=list(asked.units)).exists():
        return pd.concat([frame, _own(indicator, reader, asked)], ignore_index=True)
    return frame


def _own(indicator: Indicator, reader: Reader, asked: Asked) -> pd.DataFrame:
    from quartier.catalogue.areas.figures import own_observations  # it reads through this gate itself

    return own_observations(indicator, reader=reader, asked=asked)


def _stored(release: Release, asked: Asked) -> pd.DataFrame:
    file = release.files.get(name="observations.parquet")
    return lake_read.observations(
        lake_store(),
        file.key,
        level=asked.level,
        geography=asked.geography,
        units=asked.units,
        periods=asked.periods,
        slices=asked.slices,
    )


def release_frame(release: Release, *, reader: Reader) -> pd.DataFrame:
    """All observations of one release of an indicator. Raises NotFound where this reader may not know of it."""
    if release.withdrawn_at is not None or not reader.may_read(Audience(release.audience)):
        raise NotFound("There is no such release.")
    return lake_read.observations(lake_store(), release.files.get(name="observations.parquet").key)


def units(geography: Geography) -> pd.DataFrame:
    """Units of a geography in force, in their order: code, name and parents, no shapes. Raises NotFound."""
    if geography.current is None:
        raise NotFound(f"{geography} has no release.")
    return lake_read.units(lake_store(), geography.current.files.get(name="units.parquet").key)


def release_units(release: Release) -> pd.DataFrame:
    """Units of any release of a geography, in their order, no shapes."""
    return lake_read.units(lake_store(), release.files.get(name="units.parquet").key)


def has_shapes(geography: Geography) -> bool:
    """Does the release in force have polygons, or is it a plain list?"""
    shapes = geography.current.manifest.get("shapes", {}) if geography.current else {}
    return bool(shapes.get("kind", "none") != "none")


def units_with_shapes(geography: Geography) -> pd.DataFrame:
    """Like `units`, as a GeoDataFrame with the polygons where the geography has any. Raises NotFound."""
    if not has_shapes(geography) or geography.current is None:
        return units(geography)
    shaped: pd.DataFrame = lake_read.geometry(lake_store(), geography.current.files.get(name="units.parquet").key)
    return shaped


def file_by_checksum(sha256: str, *, reader: Reader) -> tuple[ReleaseFile, Audience]:
    """The file at an address, and whether anybody may keep it (public) or not.

    Raises NotFound (absent, or not for this reader: both look alike), Withdrawn (410, with the reason).
    """
    files = list(ReleaseFile.objects.filter(sha256=sha256).select_related("release"))
    readable = [file for file in files if reader.may_read(Audience(file.release.audience))]
    if not readable:
        raise NotFound("There is no such file.")
    in_force = [file for file in readable if file.release.withdrawn_at is None]
    if not in_force:
        raise Withdrawn(readable[0].release.withdrawn_reason)
    public = next((file for file in in_force if file.release.audience == Audience.PUBLIC), None)
    return (public, Audience.PUBLIC) if public else (in_force[0], Audience.CONFIDENTIAL)


def file_content(file: ReleaseFile, *, start: int = 0, length: int | None = None, packed: bool = False) -> bytes:
    """Content of a file that `file_by_checksum` handed out; `packed` leaves its gzip as it is stored."""
    encoding = "" if packed else file.encoding
    return lake_read.content(lake_store(), file.key, encoding=encoding, start=start, length=length)


def unit_orders(geographies: Iterable[tuple[str, str]]) -> dict[tuple[str, str], UnitOrder]:
    """Unit order of each (level, geography) in force; unknown ones are left out."""
    orders: dict[tuple[str, str], UnitOrder] = {}
    for level, key in geographies:
        row = Geography.objects.filter(level__key=level, key=key, current__isnull=False).first()
        if row is not None and row.current is not None:
            file = row.current.files.get(name="units.parquet")
            orders[level, key] = lake_read.unit_order(lake_store(), file.key)
    return orders


def geography_units(row: Geography) -> pd.DataFrame:
    """Units of a geography in force, in their order: code, name, parents (text). Raises NotFound."""
    return lake_read.units(lake_store(), _units_key(row))


def geography_shapes(row: Geography) -> gpd.GeoDataFrame | None:
    """Units of a geography in force with their polygons in the CRS of the source; None for a plain list."""
    key = _units_key(row)
    if row.current is None or row.current.manifest["shapes"]["kind"] == "none":
        return None
    return lake_read.geometry(lake_store(), key)


def _units_key(row: Geography) -> str:
    if row.current is None:
        raise NotFound(f"There is no geography {row.key!r} of level {row.level.key!r}.")
    return row.current.files.get(name="units.parquet").key


def named_keys() -> set[str]:
    """Keys of all files that a release, a crosswalk or a delivery that has not expired names (what a sweep keeps)."""
    staged = Delivery.objects.filter(expires_at__gt=timezone.now()).values_list("files", flat=True)
    walks = Crosswalk.objects.values_list("files", flat=True)
    return {
        *ReleaseFile.objects.values_list("key", flat=True),
        *(key for keys in staged for key in keys),
        *(file["key"] for files in walks for file in files.values()),
    }


def damaged(release: Release) -> list[Problem]:
    """Check every file of a release against its checksum."""
    written = [
        WrittenFile(file.name, file.key, file.sha256, file.size, file.media_type, file.encoding)
        for file in release.files.all()
    ]
    return lake_read.verify(lake_store(), written)


def indicators_for(reader: Reader) -> Q:
    """Filter: indicators of which this reader may read a release."""
    public = Q(current_public__isnull=False)
    return public | Q(current_confidential__isnull=False) if reader.confidential else public
