"""Residents of Berlin at year's end 2015 to 2024, by age, sex and migration background."""

from __future__ import annotations

import pandas as pd

from quartier.kernel.declared import Geography
from quartier.sources.frames import figures, quotient, sums
from quartier.sources.loaders.berlin import NEW, OLD, YEARS, residents
from quartier.sources.loaders.berlin.geo import CITY, WIDTHS, geography_of
from quartier.sources.loaders.delivery import Delivery

T1 = {
    "inhabitants": "",
    "inhabitants_germans_without_migration_background": "origin=german-without",
    "inhabitants_with_migration_background": "origin=background",
    "inhabitants_germans_with_migration_background": "origin=german-with",
    "inhabitants_foreigners": "origin=foreign",
}
T2 = {
    "inhabitants_age_below_6": "age=0-5",
    "inhabitants_age_6_15": "age=6-14",
    "inhabitants_age_15_18": "age=15-17",
    "inhabitants_age_18_27": "age=18-26",
    "inhabitants_age_27_45": "age=27-44",
    "inhabitants_age_45_55": "age=45-54",
    "inhabitants_age_55_65": "age=55-64",
    "inhabitants_age_above_65": "age=65+",
    "inhabitants_female": "sex=f",
}
SHARES = {
    "under-18-share": ("age=0-5", "age=6-14", "age=15-17"),
    "65-plus-share": ("age=65+",),
    "migration-background-share": ("origin=background",),
    "foreigners-share": ("origin=foreign",),
}
Known = dict[tuple[str, str], set[str]]


def known_units(geographies: tuple[Geography, ...]) -> Known:
    return {(item.level, item.key): set(item.units["code"]) for item in geographies}


def read(delivery: Delivery, known: Known) -> pd.DataFrame:
    """Counts of all levels as one complete frame; planning areas are summed, regions compared with their sums."""
    parts: list[pd.DataFrame] = []
    regions: list[pd.DataFrame] = []
    for year in YEARS:
        edition = OLD if year <= 2020 else NEW
        for level, kept in (("planning-area", parts), ("district-region", regions)):
            for table, columns in (("t1", T1), ("t2", T2)):
                path = residents(year, table, level)
                kept.append(_table(delivery, path, columns, level, edition, f"{year}-12-31", known[level, edition]))
    delivery.require()
    fine = _with_men(pd.concat(parts, ignore_index=True))
    delivered = _with_men(pd.concat(regions, ignore_index=True))
    _compare(delivery, fine, delivered)
    sums_above = [_above(fine, level) for level in ("forecast-area", "district", "city")]
    return pd.concat([fine, delivered, *sums_above], ignore_index=True)


def _table(
    delivery: Delivery, path: str, columns: dict[str, str], level: str, edition: str, day: str, known: set[str]
) -> pd.DataFrame:
    table = delivery.table(path, ("id", *columns))
    table = table[rows_with_key(delivery, path, table, level)]
    delivery.units_known(path, table["id"], known, f"units ({level})")
    table = table[table["id"].isin(known)]
    return pd.concat(
        [
            figures(
                level=level,
                geography=edition,
                unit=table["id"],
                period=day,
                slice=members,
                value=delivery.numbers(path, table[column]),
            )
            for column, members in columns.items()
            if len(table)
        ]
        or [figures(level=[], geography=[], unit=[], period=[], slice=[], value=[])],
        ignore_index=True,
    )


def rows_with_key(delivery: Delivery, path: str, table: pd.DataFrame, level: str, column: str = "id") -> pd.Series:
    """Rows whose key has the digits of its level; others are errors, so that no unit is lost in silence."""
    width = WIDTHS[level]
    good = table[column].str.fullmatch(rf"\d{{{width}}}")
    for row, item in table.loc[~good, column].head(5).items():
        delivery.error("no key of this level", "key", path, row=int(str(row)), column=column, found=str(item),
                       expected=f"{width} digits, with the leading zero")  # fmt: skip
    twice = table[column].duplicated()
    for row, item in table.loc[twice, column].head(5).items():
        delivery.error("the unit stands twice", "row-twice", path, row=int(str(row)), column=column, found=str(item))
    return good & ~twice


_KEY = ["level", "geography", "unit", "period"]


def _with_men(frame: pd.DataFrame) -> pd.DataFrame:
    """Men are residents less women: the register knows these two at the time."""
    total = frame[frame["slice"] == ""].set_index(_KEY)["value"]
    women = frame[frame["slice"] == "sex=f"].set_index(_KEY)["value"]
    men = (total - women).rename("value").reset_index()
    return pd.concat(
        [frame, figures(**{name: men[name] for name in (*_KEY, "value")}, slice="sex=m")], ignore_index=True
    )


def _above(fine: pd.DataFrame, level: str) -> pd.DataFrame:
    """Sums of planning areas for a containing level, by the rules of `kernel.presence.add`."""
    unit = fine["unit"].str[: WIDTHS[level]] if level in WIDTHS else CITY
    total = sums(fine.assign(unit=unit), ("geography", "unit", "period", "slice"))
    geography = [geography_of(level, edition) for edition in total["geography"]]
    columns = ("unit", "period", "slice", "value", "presence", "lower", "upper")
    return figures(level=level, geography=geography, **{name: total[name] for name in columns})


def _compare(delivery: Delivery, fine: pd.DataFrame, delivered: pd.DataFrame) -> None:
    """Delivered district regions beside the sums of their planning areas."""
    summed = sums(fine.assign(unit=fine["unit"].str[:6]), ("unit", "period", "slice"))
    both = delivered.merge(summed, on=["unit", "period", "slice"], suffixes=("", "_sum"))
    away = both[both["value"] != both["value_sum"]]
    if len(away):
        first = away.iloc[0]
        delivery.warn(
            f"{len(away)} delivered figures of district regions differ from the sum of their planning areas; the "
            f"delivered "
            "ones are used",
            "sum-differs",
            found=f"{first['unit']} {first['period']}: {first['value']:g}",
            expected=f"{first['value_sum']:g}",
        )


def shares(people: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Shares of residents, each with numerator and denominator."""
    total = people[people["slice"] == ""]
    found = {}
    for key, slices in SHARES.items():
        chosen = people[people["slice"].isin(slices)].assign(slice="")
        counted = chosen.groupby([*_KEY, "slice"], as_index=False, sort=False)["value"].sum(min_count=len(slices))
        found[key] = quotient(figures(**{name: counted[name] for name in counted}), total)
    return found
