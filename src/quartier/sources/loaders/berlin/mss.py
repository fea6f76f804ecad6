"""Monitoring Soziale Stadtentwicklung: shares S1-S4, their change D1-D4, status and dynamics classes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quartier.kernel.presence import Flag, Presence
from quartier.sources.frames import figures
from quartier.sources.loaders.berlin import EDITIONS, NEW, OLD, RAW_CLASSES, RAW_SHARES, SHARE_TABLES, gold
from quartier.sources.loaders.berlin.geo import geography_of
from quartier.sources.loaders.berlin.population import Known, rows_with_key
from quartier.sources.loaders.delivery import Delivery

SHARES = {
    "s1": "percentage_unemployed",
    "s2": "percentage_long_term_unemployed",
    "s3": "percentage_transfer_payments_recipients",
    "s4": "percentage_transfer_payments_recipients_below_15_years",
}
COLUMNS = {f"{kind}{number}": f"{kind}{number}_{SHARES[f's{number}']}" for kind in "sd" for number in range(1, 5)}
NOT_THERE = ("", "-9999", "-")
DYNAMICS = {"+": 1.0, "+/-": 3.0, "-": 5.0}
"""The export of 2021 numbers the dynamics 1 (positive), 3 (stable), 5 (negative); the older tables write signs."""
Frames = dict[str, list[pd.DataFrame]]


def read(delivery: Delivery, known: Known) -> tuple[dict[str, pd.DataFrame], dict[int, set[str]]]:
    """Frames by indicator, and the planning areas that an edition did not rate."""
    frames: Frames = {key: [] for key in (*COLUMNS, "status", "dynamics")}
    residents: dict[tuple[int, str], pd.Series] = {}
    unrated: dict[int, set[str]] = {2021: _raw_2021(delivery, known, frames, residents)}
    for edition in EDITIONS:
        for level, table in SHARE_TABLES.items():
            if (edition, level) != (2021, "planning-area"):
                lost = _gold(delivery, known, frames, residents, edition, level, gold(edition, table, level))
                if level == "planning-area":
                    unrated[edition] = lost
    for edition in (2013, 2015):
        _classes(delivery, known, frames, edition, unrated[edition])
    delivery.require()
    _tell(delivery, unrated)
    return {key: pd.concat(items, ignore_index=True) for key, items in frames.items() if items}, unrated


def _gold(
    delivery: Delivery,
    known: Known,
    frames: Frames,
    residents: dict[tuple[int, str], pd.Series],
    edition: int,
    level: str,
    path: str,
) -> set[str]:
    """One table of shares; returns the units that it does not rate (all their figures are 0)."""
    table = delivery.table(path, ("id", "inhabitants", *COLUMNS.values()))
    table = table[rows_with_key(delivery, path, table, level)]
    geography = geography_of(level, NEW if edition == 2021 else OLD)
    delivery.units_known(path, table["id"], known[level, geography], f"units ({level})")
    table = table[table["id"].isin(known[level, geography])]
    values = {
        key: delivery.numbers(path, table[column], blanks=NOT_THERE).to_numpy() for key, column in COLUMNS.items()
    }
    people = pd.Series(delivery.numbers(path, table["inhabitants"]).to_numpy(), index=table["id"].to_numpy())
    if not _fits(delivery, residents, people, edition, level, path):
        return set()
    if level == "planning-area":
        residents[edition, level] = people
    unrated = np.all([np.nan_to_num(item) == 0 for item in values.values()], axis=0)
    for key, value in values.items():
        if np.isnan(value).all():
            continue
        frames[key].append(_figures(level, geography, table["id"], EDITIONS[edition], value, unrated))
    return set(table.loc[unrated, "id"])


def _fits(
    delivery: Delivery,
    residents: dict[tuple[int, str], pd.Series],
    people: pd.Series,
    edition: int,
    level: str,
    path: str,
) -> bool:
    """The residents of a coarser table are the sum of those of the planning areas; else it is another edition's "
    "table."""
    fine = residents.get((edition, "planning-area"))
    if level == "planning-area" or fine is None or people.empty:
        return True
    width = len(str(people.index[0]))
    away = (fine.groupby(fine.index.str[:width]).sum() - people).abs()
    if (away.fillna(0) > 0).mean() < 0.05:
        return True
    delivery.warn(
        f"the residents in this table are not the sum of the planning areas of edition {edition}; it repeats another "
        "edition and is left out",
        "wrong-edition",
        path,
        found=f"{people.sum():g} residents",
        expected=f"{fine.sum():g}",
    )
    return False


def _figures(
    level: str, geography: str, unit: pd.Series, day: str, value: np.ndarray, unrated: np.ndarray
) -> pd.DataFrame:
    """Not rated is not applicable: the publisher takes the area out of the monitoring (under 300 residents, "
    "outlier)."""
    kept = np.where(unrated, np.nan, value)
    presence = np.where(np.isnan(kept), int(Presence.MISSING), int(Presence.VALUE))
    return figures(
        level=level,
        geography=geography,
        unit=unit,
        period=day,
        value=kept,
        presence=np.where(unrated, int(Presence.NOT_APPLICABLE), presence),
        flags=np.where(unrated, int(Flag.NOT_RATED), int(Flag.NONE)),
    )


def _raw_2021(
    delivery: Delivery, known: Known, frames: Frames, residents: dict[tuple[int, str], pd.Series]
) -> set[str]:
    """Edition 2021 from the official export with all 542 planning areas (the derived table holds 447)."""
    level = "planning-area"
    keys = [key for key in COLUMNS if key not in ("s2", "d2")]
    table = _raw(delivery, known, RAW_SHARES, ("EW", *(key.upper() for key in keys), "KOM"))
    unrated = table["KOM"].str.startswith("ungültig").to_numpy(dtype=bool)
    for key in keys:
        value = delivery.numbers(RAW_SHARES, table[key.upper()], blanks=NOT_THERE).to_numpy()
        frames[key].append(_figures(level, NEW, table["PLR_ID"], EDITIONS[2021], value, unrated))
    people = delivery.numbers(RAW_SHARES, table["EW"]).fillna(0)
    residents[2021, level] = pd.Series(people.to_numpy(), index=table["PLR_ID"].to_numpy())
    classes = _raw(delivery, known, RAW_CLASSES, ("SI_N", "DI_N", "KOM"))
    out = classes["KOM"].str.startswith("ungültig").to_numpy(dtype=bool)
    for key, column in (("status", "SI_N"), ("dynamics", "DI_N")):
        value = delivery.numbers(RAW_CLASSES, classes[column], blanks=NOT_THERE).to_numpy()
        frames[key].append(_figures(level, NEW, classes["PLR_ID"], EDITIONS[2021], value, out))
    return set(table.loc[unrated, "PLR_ID"])


def _raw(delivery: Delivery, known: Known, path: str, columns: tuple[str, ...]) -> pd.DataFrame:
    table = delivery.table(path, ("ZEIT", "PLR_ID", *columns))
    for row, item in table.loc[table["ZEIT"] != "202012", "ZEIT"].head(3).items():
        delivery.error(
            "another period", "period", path, row=int(str(row)), column="ZEIT", found=str(item), expected="202012"
        )
    table = table[rows_with_key(delivery, path, table, "planning-area", "PLR_ID")]
    delivery.units_known(path, table["PLR_ID"], known["planning-area", NEW], "planning areas")
    return table


def _classes(delivery: Delivery, known: Known, frames: Frames, edition: int, unrated: set[str]) -> None:
    """Status 1 to 4 (0: not rated) and dynamics (+, +/-, -) of the older editions."""
    path = gold(edition, "1", "planning-area")
    table = delivery.table(path, ("id", "status_index", "dynamic_index"))
    table = table[rows_with_key(delivery, path, table, "planning-area")]
    table = table[table["id"].isin(known["planning-area", OLD])]
    status = delivery.numbers(path, table["status_index"], blanks=NOT_THERE).to_numpy()
    out = status == 0
    wrong = ~table["dynamic_index"].isin([*DYNAMICS, "0", ""])
    for row, item in table.loc[wrong, "dynamic_index"].head(5).items():
        delivery.error(
            "no dynamics",
            "class",
            path,
            row=int(str(row)),
            column="dynamic_index",
            found=str(item),
            expected="+, +/-, -",
        )
    dynamics = table["dynamic_index"].map(DYNAMICS).to_numpy(dtype=float)
    day = EDITIONS[edition]
    frames["status"].append(_figures("planning-area", OLD, table["id"], day, status, out))
    frames["dynamics"].append(_figures("planning-area", OLD, table["id"], day, dynamics, out))
    differing = set(table.loc[out, "id"]) ^ unrated
    if differing:
        delivery.warn(
            f"edition {edition}: the table of classes and that of shares do not leave out the same planning areas",
            "contradiction",
            path,
            found=", ".join(sorted(differing)),
        )


def _tell(delivery: Delivery, unrated: dict[int, set[str]]) -> None:
    counts = "; ".join(f"{edition}: {len(unrated[edition])}" for edition in sorted(unrated))
    delivery.note(
        "planning areas that the monitoring does not rate (under 300 residents or outliers) stand as not applicable, "
        "though the older tables write 0 and that of 2021 writes -9999 for them",
        "not-rated",
        found=counts,
    )
    delivery.note(
        "editions 2017 and 2019 come without the table of status and dynamics classes; the table of z-values "
        "('3-districts') holds planning areas and shifted columns, is not needed and was not read",
        "not-read",
    )
    delivery.note(
        "no table holds the shares for the whole city; a city value cannot be computed, because numerators are not "
        "published",
        "no-city-value",
    )
    delivery.note(
        "long-term unemployment (S2, D2) left the monitoring in 2019; edition 2021 has 542 planning areas of the "
        "LOR from "
        "2021, the derived table 2-1 of that edition holds only 447 and was not read",
        "method-change",
    )
