"""Gesundheits- und Sozialstrukturatlas: index scores 2013 and 2022 on the areas until 2020."""

from __future__ import annotations

import pandas as pd

from quartier.kernel.presence import Flag, Presence
from quartier.sources.frames import figures
from quartier.sources.loaders.berlin import GSSA, OLD
from quartier.sources.loaders.berlin.geo import geography_of
from quartier.sources.loaders.berlin.population import Known, rows_with_key
from quartier.sources.loaders.delivery import Delivery

SCORES = {
    "gesix": "GESIx",
    "esix": "ESIx",
    "gssa-working-life": "DI",
    "gssa-social-status": "DII",
    "gssa-health": "DIII",
}
_KEYS = {"district": "bezID", "forecast-area": "pgrID", "district-region": "bzrID", "planning-area": "plrID"}


def read(delivery: Delivery, known: Known) -> dict[str, pd.DataFrame]:
    """Scores by indicator; areas without a score were not rated (too few residents)."""
    frames: dict[str, list[pd.DataFrame]] = {key: [] for key in SCORES}
    for level, path in GSSA.items():
        columns = [f"{score}_{year}" for score in SCORES.values() for year in (2013, 2022)]
        table = delivery.table(path, (_KEYS[level], *columns))
        geography = geography_of(level, OLD)
        table = table[rows_with_key(delivery, path, table, level, _KEYS[level])]
        codes = table[_KEYS[level]]
        delivery.units_known(path, codes, known[level, geography], f"units ({level})", share=0.98)
        for key, score in SCORES.items():
            for year in (2013, 2022):
                value = delivery.numbers(path, table[f"{score}_{year}"])
                frames[key].append(
                    figures(
                        level=level,
                        geography=geography,
                        unit=codes,
                        period=str(year),
                        value=value,
                        presence=value.isna().map({True: int(Presence.NOT_APPLICABLE), False: int(Presence.VALUE)}),
                        flags=value.isna().map({True: int(Flag.NOT_RATED), False: int(Flag.NONE)}),
                    )
                )
    delivery.require()
    delivery.note(
        "scores are written without the leading zero (.70700312) and areas with too few residents are empty: read as "
        "decimal numbers, and as not rated",
        "gssa",
        GSSA["planning-area"],
    )
    return {key: pd.concat([item for item in items if len(item)], ignore_index=True) for key, items in frames.items()}
