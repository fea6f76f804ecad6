"""Election 2013, unemployed of the city, census cells of 2022 by quarter."""

from __future__ import annotations

from typing import Any

import geopandas
import pandas as pd

from quartier.kernel.declared import Geography
from quartier.kernel.presence import Flag
from quartier.sources.frames import figures, quotient, sums
from quartier.sources.loaders.delivery import Delivery
from quartier.sources.loaders.koeln import CENSUS, ELECTIONS, UNEMPLOYED
from quartier.sources.loaders.koeln.geo import CITY, STAND

ELECTION_DAY = "2013-09-22"
"""Election of the 18th Bundestag."""
CENSUS_DAY = "2022-05-15"
"""Reference day of Zensus 2022 (ZensG 2022, § 1)."""


def election(delivery: Delivery, names: dict[str, dict[str, str]]) -> dict[str, pd.DataFrame]:
    """Eligible voters, voters, turnout; joined by name, because the numbers are absent or are other numbers."""
    eligible: list[pd.DataFrame] = []
    voted: list[pd.DataFrame] = []
    for level, path in ELECTIONS.items():
        table = delivery.table(
            path, ("Nr", "Name", "Wahlberechtigte", "abgegeben", "Wahlbeteiligung"), separator=";", trailing=True
        )
        if level == "city":
            table = _only_city(delivery, path, table)
        codes = _by_name(delivery, path, table, names[level], level)
        delivery.require()
        both = {name: delivery.numbers(path, table[name]) for name in ("Wahlberechtigte", "abgegeben")}
        published = delivery.numbers(path, table["Wahlbeteiligung"], comma=True)
        away = (100 * both["abgegeben"] / both["Wahlberechtigte"] - published).abs() > 0.0051
        for row in table.index[away][:5]:
            delivery.warn(
                "the delivered turnout is not voters by eligible voters; the counts are used",
                "contradiction",
                path,
                row=int(row),
                column="Wahlbeteiligung",
                found=str(table.at[row, "Wahlbeteiligung"]),
            )
        for kept, name in ((eligible, "Wahlberechtigte"), (voted, "abgegeben")):
            kept.append(figures(level=level, geography=STAND, unit=codes, period=ELECTION_DAY, value=both[name]))
    delivery.require()
    counts = {"eligible-voters": pd.concat(eligible, ignore_index=True), "voters": pd.concat(voted, ignore_index=True)}
    return {**counts, "turnout": quotient(counts["voters"], counts["eligible-voters"])}


def _only_city(delivery: Delivery, path: str, table: pd.DataFrame) -> pd.DataFrame:
    """The table of the city also holds Leverkusen, which shares a constituency with Köln."""
    city = table["Name"] == "Stadt Köln"
    if not city.all():
        found = ", ".join(table.loc[~city, "Name"])
        delivery.note("rows of other towns were left out", "other-towns", path, column="Name", found=found)
    return table[city]


def _by_name(delivery: Delivery, path: str, table: pd.DataFrame, names: dict[str, str], level: str) -> pd.Series:
    codes = {name: code for code, name in names.items()}
    if level == "city":
        codes = {"Stadt Köln": CITY}
    if len(codes) < len(names) or table["Name"].duplicated().any():
        delivery.error("names are not unique; they cannot be joined", "name-twice", path, column="Name")
    found = table["Name"].map(codes)
    for row in table.index[found.isna()][:5]:
        delivery.error(
            "no unit of this name", "unknown-unit", path, row=int(row), column="Name", found=str(table.at[row, "Name"])
        )
    delivery.units_known(path, found.dropna(), names, f"units ({level})")
    if (table["Nr"] == "").all() and len(table):
        delivery.note("the column Nr is empty; joined by name", "joined-by-name", path, column="Nr")
    elif level != "city" and (table["Nr"] != found).any():
        pairs = [f"{nr} {name} = {code}" for nr, name, code in zip(table["Nr"], table["Name"], found, strict=True)]
        delivery.warn(
            "the column Nr holds other numbers than the keys of the districts; joined by name",
            "joined-by-name",
            path,
            column="Nr",
            found="; ".join(pair for pair, nr, code in zip(pairs, table["Nr"], found, strict=True) if nr != code),
        )
    return found


def unemployed(delivery: Delivery) -> pd.DataFrame:
    """Registered unemployed of the city by month and sex; months without figures are not there yet."""
    table = delivery.table(UNEMPLOYED, ("datum", "gesamt", "maennlich", "weiblich"))
    for row in table.index[~table["datum"].str.fullmatch(r"\d{4}-\d{2}-\d{2}")][:5]:
        delivery.error("no date", "date", UNEMPLOYED, row=int(row), column="datum", found=str(table.at[row, "datum"]))
    coming = (table["gesamt"] == "") & (table["maennlich"] == "") & (table["weiblich"] == "")
    if coming.any():
        months = table.loc[coming, "datum"]
        delivery.note("months without figures were left out", "no-figures", UNEMPLOYED, row=int(months.index[0]),
                      found=f"{months.iloc[0]} to {months.iloc[-1]}")  # fmt: skip
    table = table[~coming]
    parts = [
        figures(
            level="city",
            geography=STAND,
            unit=CITY,
            period=table["datum"].str[:7],
            slice=members,
            value=delivery.numbers(UNEMPLOYED, table[column]),
        )
        for column, members in (("gesamt", ""), ("maennlich", "sex=m"), ("weiblich", "sex=f"))
    ]
    delivery.require()
    return pd.concat(parts, ignore_index=True)


def census(delivery: Delivery, geographies: tuple[Geography, ...]) -> pd.DataFrame:
    """Census population of quarters and Stadtteile: sums of the 100 m cells whose centre lies in the polygon."""
    cells = _cells(delivery)
    delivery.require()
    units = {item.level: item.units for item in geographies}
    parts = [_assigned(delivery, cells, units[level], level) for level in ("quarter", "city-part")]
    fine = parts[1].assign(slice="")
    above = []
    for level, unit in (("district", fine["unit"].str[:1]), ("city", CITY)):
        total = sums(fine[fine["value"].notna()].assign(unit=unit), ("unit", "period", "slice"))
        above.append(
            figures(
                level=level,
                geography=STAND,
                unit=total["unit"],
                period=CENSUS_DAY,
                value=total["value"],
                flags=int(Flag.ESTIMATED),
            )
        )
    delivery.note(
        "census figures are sums of cells by their centre: cells on a border count for one side, the census hides "
        "small "
        "numbers (Cell-Key), so that they differ from the register; flagged as estimated",
        "census",
        CENSUS,
    )
    return pd.concat([*parts, *above], ignore_index=True)


def _cells(delivery: Delivery) -> Any:
    """Cells with a population, as points in EPSG:3035."""
    import pyarrow

    columns = ["population", "easting_center", "northing_center"]
    empty = geopandas.GeoDataFrame({"population": []}, geometry=[], crs="EPSG:3035")
    try:
        table = pd.read_parquet(delivery.folder / CENSUS)
    except (pyarrow.ArrowException, OSError, ValueError) as error:
        delivery.error(f"the cells cannot be read; the file may be cut off: {error}", "unreadable", CENSUS)
        return empty
    lost = [column for column in columns if column not in table]
    if lost:
        delivery.error(
            "columns are missing", "columns", CENSUS, found=", ".join(map(str, table.columns)), expected=", ".join(lost)
        )
        return empty
    without = int(table["population"].isna().sum())
    if without:
        delivery.note("cells carry no population and are not counted", "cells-empty", CENSUS, found=f"{without} cells")
    table = table[table["population"].notna()]
    points = geopandas.points_from_xy(table["easting_center"], table["northing_center"])
    return geopandas.GeoDataFrame(table[["population"]], geometry=points, crs="EPSG:3035")


def _assigned(delivery: Delivery, cells: Any, units: Any, level: str) -> pd.DataFrame:
    areas = units[["code", "geometry"]].to_crs(cells.crs)
    inside = geopandas.sjoin(cells, areas, predicate="within")
    inside = inside[~inside.index.duplicated()]
    total = inside.groupby("code")["population"].sum().reindex(units["code"])
    outside = len(cells) - len(inside)
    delivery.note(
        f"cells whose centre lies in no unit ({level}) are not counted (the file covers the surroundings too)",
        "cells-outside",
        CENSUS,
        found=f"{outside} of {len(cells)} cells",
    )
    empty = total.index[total.isna()]
    if len(empty):
        delivery.note(
            f"units ({level}) in which no cell lies have no census figure", "no-cells", CENSUS, found=", ".join(empty)
        )
    return figures(
        level=level,
        geography=STAND,
        unit=total.index.to_series(),
        period=CENSUS_DAY,
        value=total,
        flags=total.notna().astype(int) * int(Flag.ESTIMATED),
    )
