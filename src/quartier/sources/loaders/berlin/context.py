"""Context indicators of the Monitoring, whose tables have their columns in the wrong place in several editions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quartier.kernel.presence import Flag, Presence
from quartier.sources.frames import figures
from quartier.sources.loaders.berlin import (
    CONTEXT_TABLES,
    EDITIONS,
    HOUSING_TABLES,
    NEW,
    OLD,
    RAW_CONTEXT,
    gold,
)
from quartier.sources.loaders.berlin.geo import CITY, geography_of
from quartier.sources.loaders.berlin.mss import NOT_THERE
from quartier.sources.loaders.berlin.population import Known, rows_with_key
from quartier.sources.loaders.delivery import Delivery

HEADER = (
    "k01_youth_unemployment",
    "k02_single_parent_households",
    "k03_old_age_poverty",
    "k04_children_with_migration_background",
    "k05_inhabitants_with_migration_background",
    "k06_change_proportion_of_foreigner",
    "k07_foreign_transfer_recipients",
    "k08_urban_apartments",
    "k09_simple_residential_area",
    "k10_duration_of_residence_over_5_years",
    "k11_migration_volume",
    "k12_balance_of_migration",
    "k13_balance_of_migration_of_children_below_6",
)
PLAIN = tuple(name[:3] for name in HEADER)
SHIFTED = (*PLAIN[:5], "k16", "k06", "k17", "k07", "k08", "k14", "k15", "k09")
"""What the same columns really hold where the indicators K16 (foreigners), K17, K14, K15 stood between the others."""
KEPT = tuple(f"k{number:02d}" for number in range(1, 16) if number != 5)
"""K05 and K16 are shares of the population register, which is loaded with numerators; K17 has no name in the files."""
_HOUSING = {"k08": "k08_urban_apartments", "k14": "k14_living_space", "k15": "k15_living_ares"}


def read(
    delivery: Delivery, known: Known, unrated: dict[int, set[str]], foreigners: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Frames by indicator (``k01`` ...). `foreigners`: share frame of the register, to recognise shifted columns."""
    frames: dict[str, list[pd.DataFrame]] = {key: [] for key in KEPT}
    for edition in EDITIONS:
        for level, table in CONTEXT_TABLES.items():
            path = gold(edition, table, level)
            if (edition, level) == (2021, "planning-area"):
                columns, units = _raw(delivery, known), NEW
                path = RAW_CONTEXT
            else:
                units = geography_of(level, NEW if edition == 2021 else OLD)
                columns = _gold(delivery, known, path, edition, level, units, foreigners)
            _keep(frames, columns, level, units, edition, unrated)
    for level, table in HOUSING_TABLES.items():
        columns = _housing(delivery, known, gold(2021, table, level), level)
        _keep(frames, columns, level, geography_of(level, OLD), 2021, unrated)
    delivery.require()
    return {key: pd.concat(items, ignore_index=True) for key, items in frames.items() if items}


def _keep(
    frames: dict[str, list[pd.DataFrame]],
    columns: pd.DataFrame,
    level: str,
    geography: str,
    edition: int,
    unrated: dict[int, set[str]],
) -> None:
    """Figures of the columns that hold something; areas the edition does not rate are not applicable."""
    out = columns.index.isin(unrated[edition]) if level == "planning-area" else np.zeros(len(columns), dtype=bool)
    for key in KEPT:
        if key not in columns or columns[key].isna().all():
            continue
        value = np.where(out, np.nan, columns[key].to_numpy(dtype=float))
        state = np.where(np.isnan(value), int(Presence.MISSING), int(Presence.VALUE))
        city = columns.index == CITY
        frames[key].append(
            figures(
                level=np.where(city, "city", level).astype(object),
                geography=np.where(city, geography_of("city", OLD), geography).astype(object),
                unit=columns.index.to_numpy(),
                period=EDITIONS[edition],
                value=value,
                presence=np.where(out, int(Presence.NOT_APPLICABLE), state),
                flags=np.where(out, int(Flag.NOT_RATED), int(Flag.NONE)),
            )
        )


def _gold(
    delivery: Delivery,
    known: Known,
    path: str,
    edition: int,
    level: str,
    geography: str,
    foreigners: pd.DataFrame,
) -> pd.DataFrame:
    """One table, its columns under the names of what they hold; empty if that is not certain."""
    table = delivery.table(path, ("id", *HEADER))
    city = _drop_headers(delivery, path, table, level)
    rows = table[~_header_rows(table)]
    rows = rows[rows_with_key(delivery, path, rows, level)]
    # Where header rows pushed real rows out of a table, the rest is used and what is lost is named.
    delivery.units_known(path, rows["id"], known[level, geography], f"units ({level})", share=0.7)
    rows = pd.concat([rows[rows["id"].isin(known[level, geography])], city])
    values = pd.DataFrame(
        {name: delivery.numbers(path, rows[name], blanks=NOT_THERE).to_numpy() for name in HEADER},
        index=rows["id"].to_numpy(),
    )
    if values[HEADER[1]].isna().all():
        delivery.note("single-parent households (K02) were not published in this edition ('-')", "not-published", path)
    values.columns = pd.Index(order(delivery, path, values, level, EDITIONS[edition], foreigners))
    return values.loc[:, [name != "?" for name in values.columns]]


def _header_rows(table: pd.DataFrame) -> pd.Series:
    """Rows that are no unit: second header rows (``Nummer``), rows of zeros as key, the city in a list of districts."""
    return table["id"].str.contains("Nummer") | table["id"].str.fullmatch("0+") | (table["id"] == "")


def _drop_headers(delivery: Delivery, path: str, table: pd.DataFrame, level: str) -> pd.DataFrame:
    """Tell of rows that are no unit; the first row ``00`` of a list of districts is the city and is kept."""
    found = table[_header_rows(table)]
    city = found[(found["id"] == "00") & (found[HEADER[0]] != "") & (level == "district")].head(1).assign(id=CITY)
    dropped = found.drop(index=city.index)
    if len(dropped):
        delivery.note(
            f"{len(dropped)} rows are no units (a second header, a measure of spread) and were left out",
            "header-rows",
            path,
            row=int(dropped.index[0]),
            column="id",
            found=", ".join(dropped["id"]),
        )
    return city


def order(
    delivery: Delivery, path: str, values: pd.DataFrame, level: str, day: str, foreigners: pd.DataFrame
) -> tuple[str, ...]:
    """What the columns hold. Column K06 should be a change (around 0); where it is the share of foreigners in the
    register (same day, or the nearest that is known), the columns behind it stand in the shifted order.
    """
    column = values[HEADER[5]]
    near = _nearest(foreigners, level, values.index, day)
    both = pd.concat([column.rename("found"), near.rename("register")], axis=1).dropna()
    both = both[both["found"] != 0]  # areas that are not rated are written as 0
    away = (both["found"] - both["register"]).abs().median()
    alike = both["found"].corr(both["register"])
    if alike > 0.95 and away < 3:
        delivery.warn(
            "from K06 on the columns stand under the wrong headings (K06 holds the share of foreigners of the "
            "register); "
            "they were put in the order K16, K06, K17, K07, K08, K14, K15, K09",
            "columns-shifted",
            path,
            column=HEADER[5],
            found=f"median {column.median():.1f}, correlation {alike:.3f}",
        )
        return SHIFTED
    if column.abs().median() < 5:
        return PLAIN
    delivery.warn(
        "what the columns from K06 on hold is not certain; they were left out",
        "columns-uncertain",
        path,
        column=HEADER[5],
        found=f"median {column.median():.2f}",
    )
    return (*PLAIN[:5], *("?" for _ in PLAIN[5:]))


def _nearest(foreigners: pd.DataFrame, level: str, units: pd.Index, day: str) -> pd.Series:
    """Share of foreigners of these units on the given day, or on the nearest day on which they are known."""
    own = foreigners[(foreigners["level"] == level) & foreigners["unit"].isin(units)]
    if own.empty:
        return pd.Series(dtype=float)
    away = (own["period"].str[:4].astype(int) - int(day[:4])).abs()
    nearest = own[away == away.min()].drop_duplicates("unit")
    return nearest.set_index("unit")["value"]


def _raw(delivery: Delivery, known: Known) -> pd.DataFrame:
    """Edition 2021 for planning areas, from the official export."""
    keys = [key for key in KEPT if key not in _HOUSING]
    table = delivery.table(RAW_CONTEXT, ("PLR_ID", *(f"KI_{key[1:]}" for key in keys)))
    table = table[rows_with_key(delivery, RAW_CONTEXT, table, "planning-area", "PLR_ID")]
    delivery.units_known(RAW_CONTEXT, table["PLR_ID"], known["planning-area", NEW], "planning areas")
    columns = {key: delivery.numbers(RAW_CONTEXT, table[f"KI_{key[1:]}"], blanks=NOT_THERE).to_numpy() for key in keys}
    return pd.DataFrame(columns, index=table["PLR_ID"].to_numpy())


def _housing(delivery: Delivery, known: Known, path: str, level: str) -> pd.DataFrame:
    """K08, K14, K15 of edition 2021: published on the areas until 2020."""
    table = delivery.table(path, ("id", *_HOUSING.values()))
    table = table[rows_with_key(delivery, path, table, level)]
    delivery.units_known(path, table["id"], known[level, geography_of(level, OLD)], f"units ({level})")
    columns = {key: delivery.numbers(path, table[name], blanks=NOT_THERE).to_numpy() for key, name in _HOUSING.items()}
    return pd.DataFrame(columns, index=table["id"].to_numpy())
