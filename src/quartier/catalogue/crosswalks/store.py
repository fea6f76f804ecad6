"""The weights of a crosswalk in the lake."""

from __future__ import annotations

import hashlib
from io import BytesIO

import numpy as np
import pandas as pd

from quartier.catalogue.models import Crosswalk, CrosswalkWay, Geography, Json
from quartier.catalogue.observations import geography_units
from quartier.catalogue.store import lake_store
from quartier.methods import crosswalk as cw
from quartier.methods.crosswalk.model import matrix

WEIGHTS = "weights.parquet"
PIECES = "pieces.parquet"
_METHODS = {
    CrosswalkWay.AREA: cw.Method.AREA,
    CrosswalkWay.POINTS: cw.Method.POINTS,
    CrosswalkWay.CELLS: cw.Method.CELLS,
    CrosswalkWay.TABLE: cw.Method.TABLE,
}


def keep(frames: dict[str, pd.DataFrame]) -> dict[str, Json]:
    """Write tables into the lake; name -> {key, sha256, size}. The same content lies there once. Raises StoreFull."""
    kept = {}
    for name, frame in frames.items():
        buffer = BytesIO()
        frame.to_parquet(buffer, index=False)
        content = buffer.getvalue()
        sha256 = hashlib.sha256(content).hexdigest()
        key = f"crosswalks/{sha256[:16]}/{name}"
        lake_store().put(key, content)
        kept[name] = {"key": key, "sha256": sha256, "size": len(content)}
    return kept


def weights(row: Crosswalk) -> pd.DataFrame:
    """Columns ``source, target, weight``. Raises KeyAbsent."""
    return _read(row, WEIGHTS)


def pieces(row: Crosswalk) -> pd.DataFrame | None:
    """Columns ``source, target, amount`` of finer places, None where none are known."""
    return _read(row, PIECES) if PIECES in row.files else None


def _read(row: Crosswalk, name: str) -> pd.DataFrame:
    return pd.read_parquet(BytesIO(lake_store().read(row.files[name]["key"])))


def walk(row: Crosswalk) -> cw.Crosswalk:
    """The crosswalk as the methods want it, with all units of both geographies in their order."""
    return as_walk(weights(row), codes(row.source), codes(row.target), row.way, row.weight)


def codes(place: Geography) -> pd.Index:
    found: pd.Index = pd.Index(geography_units(place)["code"].astype(str).to_numpy(dtype=object))
    return found


def as_walk(table: pd.DataFrame, sources: pd.Index, targets: pd.Index, way: str, weight: str) -> cw.Crosswalk:
    """Weights that were checked when they were kept; what they name and a geography has no more is left out."""
    rows, columns = sources.get_indexer(pd.Index(table["source"])), targets.get_indexer(pd.Index(table["target"]))
    there = (rows >= 0) & (columns >= 0)
    shape = (len(sources), len(targets))
    found = matrix(rows[there], columns[there], table["weight"].to_numpy(dtype=np.float64)[there], shape)
    unknown = [np.full(length, np.nan) for length in shape]
    return cw.Crosswalk(sources, targets, found, _METHODS[CrosswalkWay(way)], weight, unknown[0], unknown[1])
