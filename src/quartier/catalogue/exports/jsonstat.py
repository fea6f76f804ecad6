"""JSON-stat 2.0 (json-stat.org/full, 2023): a cube for each indicator and geography, several as a collection."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from quartier.catalogue.exports.figures import MEASURES, Block
from quartier.catalogue.exports.notes import Notes
from quartier.catalogue.exports.selection import Part
from quartier.kernel import wire as words
from quartier.kernel.declared import IndicatorKind
from quartier.kernel.period import parse
from quartier.kernel.presence import Presence
from quartier.kernel.text import Text

if TYPE_CHECKING:
    from quartier.catalogue.exports.order import Order

MOST_ROWS = 1_000_000
"""A cube is one JSON text; beyond this a table is the better carrier."""
_ID = ("slice", "unit", "period", "measure")
_LABELS = {
    "slice": Text("Merkmale", "Slice"),
    "unit": Text("Raumeinheit", "Unit"),
    "period": Text("Zeitbezug", "Period"),
    "measure": Text("Angabe", "Measure"),
}
_TOTAL = Text("insgesamt", "total")
TOTAL = "_T"
"""The total, as SDMX codes it (CL_AGE, CL_SEX ...: _T)."""


def write_jsonstat(order: Order, path: Path) -> None:
    """Values with null where there is none, and in `status` why; legend, definition and release in `extension`."""
    cubes = list(_cubes(order))
    answer: dict[str, Any] = cubes[0] if len(cubes) == 1 else {
        "version": "2.0", "class": "collection", "label": order.notes["workspace"], "link": {"item": cubes},
    }  # fmt: skip
    with path.open("w", encoding="utf-8") as target:
        json.dump(answer, target, ensure_ascii=False, allow_nan=False)


def _cubes(order: Order) -> Iterator[dict[str, Any]]:
    for place in order.plan.places:
        for _, found in groupby(order.blocks(place), key=lambda block: block.part.indicator.key):
            yield _cube(list(found), order.notes)


def _cube(found: list[Block], notes: Notes) -> dict[str, Any]:
    part = found[0].part
    about = next(item for item in notes["indicators"] if item["key"] == part.indicator.key)
    slices = list(dict.fromkeys(block.slice for block in found))
    periods = [period.text for period in sorted({parse(block.period) for block in found})]
    measures = [name for name in MEASURES if name == "value" or _has(found, name)]
    shape = (len(slices), len(part.place.units), len(periods), len(measures))
    values = np.full(shape, np.nan)
    codes = np.zeros((*shape[:3], 3), dtype=np.int64)
    codes[..., 0] = Presence.MISSING
    for block in found:
        at = (slices.index(block.slice), slice(None), periods.index(block.period))
        values[at] = np.stack([block.numbers[name] for name in measures], axis=-1)
        codes[at] = np.stack([block.codes[axis] for axis in ("presence", "flags", "confidentiality")], axis=-1)
    place = next(item for item in notes["geographies"] if _same(item, part))
    dimensions = {
        "slice": {key or TOTAL: notes["slices"][key] or _TOTAL.get(notes["language"]) for key in slices},
        "unit": dict(zip(part.place.units["code"], part.place.units["name"], strict=True)),
        "period": {text: parse(text).label(notes["language"]) for text in periods},
        "measure": {name: words.COLUMNS[name].get(notes["language"]) for name in measures},
    }
    return {
        **_head(about, place),
        "id": list(_ID),
        "size": list(shape),
        "role": {"time": ["period"], "geo": ["unit"], "metric": ["measure"]},
        "dimension": {key: _dimension(key, members, about, notes["language"]) for key, members in dimensions.items()},
        "value": [None if np.isnan(value) else value for value in values.ravel().tolist()],
        "status": _status(codes, len(measures)),
    }


def _same(item: Notes, part: Part) -> bool:
    return (item["level"], item["geography"]) == (part.place.level, part.place.geography)


def _has(found: list[Block], name: str) -> bool:
    return any(not np.isnan(block.numbers[name]).all() for block in found)


def _head(about: Notes, place: Notes) -> dict[str, Any]:
    source = about["source"]
    return {
        "version": "2.0",
        "class": "dataset",
        "label": about["name"],
        "source": f"{source['attribution']} ({source['licence']})",
        "updated": about["release"]["published_at"],
        "note": [text for text in (about["definition"], about["notes"]) if text],
        "extension": {"quartier": {"indicator": about, "geography": place}, "status": {"label": _status_labels()}},
    }


def _dimension(key: str, members: dict[str, str], about: Notes, language: str) -> dict[str, Any]:
    category: dict[str, Any] = {"index": list(members), "label": members}
    if key == "measure":
        plain = about["kind"] == IndicatorKind.COUNT
        unit = {"label": about["unit"], "decimals": about["decimals"]}
        counted = {"numerator", "denominator"}
        category["unit"] = {name: unit for name in members if plain or name not in counted}
    return {"label": _LABELS[key].get(language), "category": category}


def _status(codes: Any, measures: int) -> dict[str, str]:
    """Status of each cell of the first measure (the value) that is not a plain value, by its position."""
    flat = codes.reshape(-1, 3)
    special = np.flatnonzero(flat.any(axis=1))
    return {str(position * measures): status(*(int(code) for code in flat[position])) for position in special}


def status(presence: int, flags: int, confidentiality: int) -> str:
    """Codes joined by blanks: SDMX CL_OBS_STATUS, flags that it does not know by name, CONF: and CL_CONF_STATUS."""
    own = [key for flag, key in words.FLAG_KEYS.items() if flags & flag and flag not in words.SDMX_FLAGS]
    secret = [f"CONF:{words.conf_status(confidentiality)}"] if confidentiality else []
    return " ".join([words.obs_status(presence, flags), *own, *secret])


def _status_labels() -> dict[str, str]:
    return {
        **{words.obs_status(item, 0): words.PRESENCE_KEYS[item] for item in Presence},
        **{code: words.FLAG_KEYS[flag] for flag, code in words.SDMX_FLAGS.items()},
        **{key: key for flag, key in words.FLAG_KEYS.items() if flag not in words.SDMX_FLAGS},
        **{f"CONF:{words.conf_status(item)}": key for item, key in words.CONFIDENTIALITY_KEYS.items() if item},
    }
