"""Make crosswalks: compute or take over the weights, say what they do and how far they err, keep or discard them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from django.db import transaction
from django.db.models import ProtectedError

from quartier.accounts.services import record, require_writer
from quartier.catalogue.areas.shapes import Places, places_for
from quartier.catalogue.crosswalks import store
from quartier.catalogue.models import Crosswalk, CrosswalkWay, Geography, Json
from quartier.catalogue.observations import geography_shapes
from quartier.kernel.errors import Conflict, InputRejected, NotFound, Problem
from quartier.kernel.reader import Reader
from quartier.methods import crosswalk as cw
from quartier.methods.crosswalk.model import WHOLE

if TYPE_CHECKING:
    import geopandas as gpd

SUBJECT = "crosswalk"
SLIVER = 0.02
"""Default: parts below 2 % of their source and of their target are where two drawings of one border cross."""


@dataclass(frozen=True)
class Delivered:
    """A table that was handed in, its columns found (``source, target, weight``), and where it comes from."""

    rows: pd.DataFrame
    origin: Json


def draft_crosswalk(
    *,
    by: Reader,
    source: Geography,
    target: Geography,
    way: str,
    name: str = "",
    places: Places | None = None,
    delivered: Delivered | None = None,
    weight: str = "population",
    sliver: float | None = None,
) -> Crosswalk:
    """Compute a crosswalk and put it down as a preview (`kept` False): nothing uses it before it is kept.

    Args:
        way: "area"; "points" or "cells" (residents of `places`, by default the finest places of the catalogue with a
            public count); "table" (`delivered`).
        weight: what the weights measure, in a word; numerator and denominator may have crosswalks of their own.
        sliver: parts below this share of their source and of their target count as inaccuracies of drawing and go to
            the other parts of their source; default 2 %, for a table 0 (it is taken as it was delivered).

    Where residents of small places are known the error of weights by area or by a table is stated from them (hold-out).
    Raises NotPermitted, InputRejected (same geography; no polygons; no places; all problems of a table at once).
    """
    require_writer(by)
    sliver = (0.0 if way == CrosswalkWay.TABLE else SLIVER) if sliver is None else sliver
    _check(source, target, way, sliver)
    if way in (CrosswalkWay.POINTS, CrosswalkWay.CELLS):
        places = places or _places(source)
    known = places if places is not None else places_for(source)
    walk, pieces = _computed(source, target, way, known, delivered, weight, sliver)
    by_what = weight if way in (CrosswalkWay.POINTS, CrosswalkWay.CELLS) else ("area" if way == "area" else weight)
    frames = {store.WEIGHTS: walk.table(), **({store.PIECES: pieces} if pieces is not None else {})}
    provenance = {"sliver": sliver, "places": known.origin if known is not None else {},
                  "table": delivered.origin if delivered is not None else {},
                  "releases": {"source": source.current.checksum if source.current else "",
                               "target": target.current.checksum if target.current else ""}}  # fmt: skip
    with transaction.atomic():
        row = Crosswalk.objects.create(
            key=_free_key(source, target, way), name=name.strip() or _default_name(source, target), source=source,
            target=target, way=_way_of(walk, way), weight=by_what, files=store.keep(frames), summary=summary(walk),
            error=stated_error(walk, pieces, source, target, way, sliver), problems=[asdict(item) for item in
            walk.problems], provenance=provenance, made_by=by.name,
        )  # fmt: skip
        record(by=by, action="crosswalk.draft", subject=row.key, detail={"way": way, "parts": row.summary["parts"]})
    return row


def keep_crosswalk(*, by: Reader, crosswalk: Crosswalk) -> Crosswalk:
    """The preview was looked at: areas of one's own and conversions may use it."""
    require_writer(by)
    with transaction.atomic():
        Crosswalk.objects.filter(pk=crosswalk.pk).update(kept=True)
        record(by=by, action="crosswalk.keep", subject=crosswalk.key)
    crosswalk.kept = True
    return crosswalk


def remove_crosswalk(*, by: Reader, crosswalk: Crosswalk) -> None:
    """Discard a preview, or remove a crosswalk that nothing was converted with. Raises Conflict."""
    require_writer(by)
    try:
        with transaction.atomic():
            record(by=by, action="crosswalk.remove", subject=crosswalk.key)
            Crosswalk.objects.get(pk=crosswalk.pk).delete()
    except ProtectedError:
        raise Conflict(
            "Figures were converted with this crosswalk; it is kept so that they can be explained."
        ) from None


def find_crosswalk(key: str) -> Crosswalk:
    """A crosswalk by its key. Raises NotFound."""
    row = Crosswalk.objects.select_related("source__level", "target__level", "source__current", "target__current")
    found = row.filter(key=key).first()
    if found is None:
        raise NotFound(f"There is no crosswalk {key!r}.")
    return found


def _check(source: Geography, target: Geography, way: str, sliver: float) -> None:
    problems = []
    if source.pk == target.pk:
        problems.append(Problem("the two geographies are the same one", column="target", found=str(target)))
    elif source.level_id != target.level_id:
        problems.append(Problem("a crosswalk leads between two geographies of one level", column="target",
                                found=str(target), expected=source.level.key))  # fmt: skip
    if way not in CrosswalkWay.values:
        problems.append(Problem("there is no such way", column="way", found=way,
                                expected=", ".join(CrosswalkWay.values)))  # fmt: skip
    if not 0 <= sliver < 0.5:
        problems.append(Problem("this is no small part", column="sliver", found=f"{sliver:g}", expected="0 to 0.5"))
    if problems:
        raise InputRejected(problems, SUBJECT)


def _places(source: Geography) -> Places:
    found = places_for(source)
    if found is None:
        message = "no places with residents are known; hand in a table, for instance the census cells of 100 m"
        raise InputRejected([Problem(message, "no-places", column="places")], SUBJECT)
    return found


def _computed(
    source: Geography, target: Geography, way: str, places: Places | None, delivered: Delivered | None, weight: str,
    sliver: float,
) -> tuple[cw.Crosswalk, pd.DataFrame | None]:  # fmt: skip
    if way == CrosswalkWay.TABLE:
        if delivered is None:
            raise InputRejected([Problem("no table was handed in", "required", column="file")], SUBJECT)
        walk = cw.by_table(delivered.rows, sources=list(store.codes(source)), targets=list(store.codes(target)),
                           weight=weight)  # fmt: skip
        walk = walk.without_slivers(sliver).normalised(1 - sliver, 1 + sliver) if sliver else walk
        return walk, _pieces(geography_shapes(source), geography_shapes(target), places)
    one, two = _shapes(source), _shapes(target)
    pieces = _pieces(one, two, places)
    if way == CrosswalkWay.AREA or places is None:
        return cw.by_area(one, two, sliver=sliver), pieces
    shapes = places.shapes if way == CrosswalkWay.CELLS else places.shapes.geometry.centroid
    return cw.by_points(one, two, shapes, places.people, weight=weight, sliver=sliver), pieces


def _shapes(place: Geography) -> gpd.GeoDataFrame:
    shapes = geography_shapes(place)
    if shapes is None:
        message = "these areas have no polygons; hand in a table with weights"
        raise InputRejected([Problem(message, "no-polygon", found=str(place))], SUBJECT)
    return shapes


def _pieces(
    one: gpd.GeoDataFrame | None, two: gpd.GeoDataFrame | None, places: Places | None
) -> pd.DataFrame | None:  # fmt: skip
    """What small places say about the pieces that both geographies cut out; by centres, which is quick."""
    if places is None or one is None or two is None:
        return None
    return cw.located(one, two, places.shapes.geometry.centroid, places.people).table()


def _way_of(walk: cw.Crosswalk, way: str) -> str:
    return str(walk.method) if way in (CrosswalkWay.POINTS, CrosswalkWay.CELLS) else way


def summary(walk: cw.Crosswalk) -> Json:
    """How many units are unchanged, divided and merged, and how much is carried."""
    unchanged, split = walk.unchanged(), walk.split.to_numpy()
    columns = walk.weights.tocsc()
    several = np.diff(columns.indptr) > 1
    smallest = np.array([columns.data[start:end].min() if end > start else 0.0
                         for start, end in zip(columns.indptr[:-1], columns.indptr[1:], strict=True)])  # fmt: skip
    covered = walk.covered.to_numpy()
    return {
        "sources": walk.shape[0],
        "targets": walk.shape[1],
        "parts": int(walk.weights.nnz),
        "unchanged": int(unchanged.sum()),
        "merged": int((several & (smallest >= 1 - WHOLE)).sum()),
        "mixed": int((~unchanged & ~(several & (smallest >= 1 - WHOLE)) & (np.diff(columns.indptr) > 0)).sum()),
        "empty": int((np.diff(columns.indptr) == 0).sum()),
        "split": int(split.sum()),
        "whole": int((np.abs(covered - 1) < 1e-6).sum()),
        "not_whole": [str(code) for code in walk.sources[np.abs(covered - 1) >= 1e-6][:50]],
    }


def stated_error(
    walk: cw.Crosswalk, pieces: pd.DataFrame | None, source: Geography, target: Geography, way: str, sliver: float
) -> Json:
    """Hold-out: small places are summed to the sources, carried, and compared with what they say on the targets.

    ``held_out`` for weights by area or from a table. Weights that were made of these very places cannot be tested by
    them; for these ``area`` says what weights by area would do.
    """
    if pieces is None:
        return {}
    if way in (CrosswalkWay.AREA, CrosswalkWay.TABLE):
        return {"held_out": _held_out(walk, pieces)}
    by_area = cw.by_area(_shapes(source), _shapes(target), sliver=sliver)
    return {"area": _held_out(by_area, pieces)}


def _held_out(walk: cw.Crosswalk, pieces: pd.DataFrame) -> Json:
    held = cw.hold_out(walk, pieces)
    found = asdict(cw.agreement(held["estimate"], held["truth"]))
    return {name: None if isinstance(value, float) and not np.isfinite(value) else value
            for name, value in found.items()}  # fmt: skip


def _default_name(source: Geography, target: Geography) -> str:
    return f"{source.name.de} → {target.name.de}"


def _free_key(source: Geography, target: Geography, way: str) -> str:
    stem = f"{source.level.key}-{source.key}-{target.key}-{way}"[:90].lower()
    taken = set(Crosswalk.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for number in range(1, len(taken) + 3)
                if (key := stem if number == 1 else f"{stem}-{number}") not in taken)  # fmt: skip


def kept_crosswalks() -> list[Crosswalk]:
    """All that may be used, by level."""
    rows: Any = Crosswalk.objects.filter(kept=True).select_related("source__level", "target__level")
    return list(rows.order_by("source__level__rank", "source__valid_from", "target__valid_from", "key"))
