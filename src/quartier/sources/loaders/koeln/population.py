"""The 38 population series 2005 to 2012, and the finer age groups of 2012."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quartier.kernel.presence import Flag
from quartier.sources.frames import figures, quotient
from quartier.sources.loaders.delivery import Delivery
from quartier.sources.loaders.koeln import AGES, SERIES
from quartier.sources.loaders.koeln.geo import CITY, STAND

SLICES: dict[tuple[str, str], str] = {
    ("005", "10"): "",
    ("010", "10"): "sex=m",
    ("010", "20"): "sex=f",
    **{
        ("020", str(10 * place)): f"age={key}"
        for place, key in enumerate(
            (
                "0-2",
                "3-5",
                "6-9",
                "10-14",
                "15-17",
                "18-24",
                "25-34",
                "35-44",
                "45-54",
                "55-59",
                "60-64",
                "65-74",
                "75+",
            ),
            start=1,
        )
    },
    **{
        ("030", str(10 * place)): f"origin={key}"
        for place, key in enumerate(
            (
                "background",
                "german",
                "resettler",
                "naturalised",
                "foreign",
                "africa",
                "america",
                "asia",
                "eu",
                "turkey",
                "other-europe",
                "other",
            ),
            start=1,
        )
    },
    **{
        ("040", str(10 * place)): f"family-status={key}"
        for place, key in enumerate(("single", "married", "widowed", "divorced", "partnership"), start=1)
    },
    ("050", "10"): "residence=main",
    ("050", "20"): "residence=second",
    ("060", "10"): "religion=protestant",
    ("060", "20"): "religion=catholic",
    ("060", "30"): "religion=other",
}
"""Table and row of the source -> slice: 38 series."""
SHARES = {
    "under-18-share": ("age=0-2", "age=3-5", "age=6-9", "age=10-14", "age=15-17"),
    "65-plus-share": ("age=65-74", "age=75+"),
    "migration-background-share": ("origin=background",),
    "foreigners-share": ("origin=foreign",),
    "second-residence-share": ("residence=second",),
}
YEARS = tuple(str(year) for year in range(2005, 2013))
_KEY = ["level", "geography", "unit", "period"]


def read(delivery: Delivery, names: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Counts of all levels. `names`: code -> name of the units of each level."""
    table = delivery.table(SERIES, ("tab_id", "jahr", "raum_id", "raum", "zei_id", "zeile", "zahl"))
    table = table.assign(value=delivery.numbers(SERIES, table["zahl"]))
    keys = pd.Series(list(zip(table["tab_id"], table["zei_id"], strict=True)), index=table.index)
    table = table.assign(slice=keys.map(SLICES), unit=table["raum_id"].map(_unit), level=table["raum_id"].map(_level))
    _refuse(delivery, table, names)
    delivery.require()
    frame = figures(
        level=table["level"],
        geography=STAND,
        unit=table["unit"],
        period=table["jahr"],
        slice=table["slice"],
        value=table["value"],
    )
    whole = _with_zeros(delivery, frame, names)
    check_sums(delivery, whole)
    whole = with_unknown_status(delivery, whole)
    return pd.concat([whole, *(_finer_ages(delivery, level, whole, names[level]) for level in AGES)], ignore_index=True)


def _level(area: str) -> str:
    return "city" if area == "000" else "district" if area.startswith("00") else "city-part"


def _unit(area: str) -> str:
    return CITY if area == "000" else area[2:] if area.startswith("00") else area


def _refuse(delivery: Delivery, table: pd.DataFrame, names: dict[str, dict[str, str]]) -> None:
    """Unknown series, years and areas, double rows, and series that are far from whole."""
    for column, wrong, expected in (
        ("zei_id", table["slice"].isna(), "one of the 38 series"),
        ("jahr", ~table["jahr"].isin(YEARS), "2005 to 2012"),
        ("raum_id", ~table["raum_id"].str.fullmatch(r"\d{3}"), "three digits, as text"),
        ("raum_id", table.duplicated(["tab_id", "zei_id", "jahr", "raum_id"]), "one row per series, year and area"),
    ):
        for row in table.index[wrong][:5]:
            delivery.error("cannot be used", "row", SERIES, row=int(row), column=column,
                           found=str(table.at[row, column]), expected=expected)  # fmt: skip
    for level, known in names.items():
        delivery.units_known(SERIES, table.loc[table["level"] == level, "unit"], known, f"units ({level})")
    full = len(YEARS) * sum(len(known) for known in names.values())
    counts = table.groupby("slice", dropna=True).size().reindex(list(SLICES.values()), fill_value=0)
    for series, count in counts[counts < 0.9 * full].rename({"": "residents"}).items():
        delivery.error("a series is far from whole; the file may be cut off", "cut-off", SERIES, column="zeile",
                       found=f"{count} rows of {series!s}", expected=f"{full} rows")  # fmt: skip


def _with_zeros(delivery: Delivery, frame: pd.DataFrame, names: dict[str, dict[str, str]]) -> pd.DataFrame:
    """Stadtteile without a row in a series whose district total is reached without them have zero persons there."""
    units = pd.MultiIndex.from_product([list(names["city-part"]), YEARS, list(SLICES.values())])
    units.names = ["unit", "period", "slice"]
    parts = frame[frame["level"] == "city-part"].set_index(["unit", "period", "slice"])["value"].reindex(units)
    absent = parts[parts.isna()].reset_index()
    if absent.empty:
        return frame
    sums = parts.groupby([parts.index.get_level_values("unit").str[0], "period", "slice"]).sum()
    districts = frame[frame["level"] == "district"].set_index(["unit", "period", "slice"])["value"]
    above = pd.MultiIndex.from_arrays([absent["unit"].str[0], absent["period"], absent["slice"]])
    certain = sums.reindex(above).to_numpy() == districts.reindex(above).to_numpy()
    zeros = absent[certain]
    delivery.note(
        f"{len(absent)} rows are not in the file; {int(certain.sum())} of them are zero, because the delivered "
        f"total of "
        "their district is reached without them (flagged as imputed), the others stay missing",
        "rows-absent",
        SERIES,
        found=", ".join(sorted(absent["slice"].unique())),
    )
    filled = figures(
        level="city-part",
        geography=STAND,
        **{name: zeros[name] for name in ("unit", "period", "slice")},
        value=np.zeros(len(zeros)),
        flags=int(Flag.IMPUTED),
    )
    return pd.concat([frame, filled], ignore_index=True)


def with_unknown_status(delivery: Delivery, frame: pd.DataFrame) -> pd.DataFrame:
    """Residents whose family status is not known: a member of its own (total less the five), so that sums hold."""
    total = frame[frame["slice"] == ""].set_index(_KEY)["value"]
    known = frame[frame["slice"].str.startswith("family-status=")].groupby(_KEY)["value"].sum()
    rest = (total - known).rename("value").reset_index()
    if not (rest["value"] > 0).any():
        return frame
    delivery.note(
        "the five kinds of family status do not add up to the residents; the difference stands as 'unknown'",
        "unattributed",
        SERIES,
        found=f"{int((rest['value'] > 0).sum())} rows, up to {rest['value'].max():g} persons",
    )
    columns = {name: rest[name] for name in (*_KEY, "value")}
    extra = figures(**columns, slice="family-status=unknown", flags=int(Flag.ESTIMATED))
    return pd.concat([frame, extra], ignore_index=True)


def check_sums(delivery: Delivery, frame: pd.DataFrame) -> None:
    """City, sum of districts and sum of Stadtteile agree in all series-years; differences are told."""
    sums = frame.groupby(["slice", "period", "level"])["value"].sum().unstack("level")
    away = sums[(sums["district"] != sums["city"]) | (sums["city-part"] != sums["city"])]
    for row in away.rename(index={"": "residents"}).head(10).reset_index().to_dict("records"):
        delivery.warn(
            f"series {row['slice']} {row['period']}: districts or Stadtteile do not sum to the city; all stand as "
            f"delivered",
            "sum-differs",
            SERIES,
            found=", ".join(f"{level} {row[level]:g}" for level in ("city", "district", "city-part")),
        )


def _finer_ages(delivery: Delivery, level: str, whole: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """75 to 79 and 80 and over in 2012, from the age tables, whose totals must be those of the series."""
    path = AGES[level]
    header = delivery.text(path).splitlines()[:1]
    first = header[0].split(",")[0].strip() if header else ""
    table = delivery.table(path, (first, "Einwohner insgesamt", " 75 - 79", "80 u. älter"))
    codes = table[first] if level != "city" else pd.Series(CITY, index=table.index)
    delivery.units_known(path, codes, names, f"units ({level})")
    delivery.require()
    _compare_names(delivery, path, table, codes, names)
    total = delivery.numbers(path, table["Einwohner insgesamt"]).to_numpy()
    own = whole[(whole["level"] == level) & (whole["period"] == "2012") & (whole["slice"] == "")].set_index("unit")[
        "value"
    ]
    wrong = own.reindex(codes).to_numpy() != total
    if wrong.any():
        found = ", ".join(codes[wrong][:5])
        delivery.warn(
            "residents differ from the series of 2012; the finer age groups are left out there",
            "sum-differs",
            path,
            found=found,
        )
    parts = [
        figures(
            level=level,
            geography=STAND,
            unit=codes[~wrong],
            period="2012",
            slice=f"age={key}",
            value=delivery.numbers(path, table[column])[~wrong],
        )
        for key, column in (("75-79", " 75 - 79"), ("80+", "80 u. älter"))
    ]
    return pd.concat(parts, ignore_index=True)


def _compare_names(delivery: Delivery, path: str, table: pd.DataFrame, codes: pd.Series, names: dict[str, str]) -> None:
    """Names are spelt in two ways (Altstadt/Süd, Altstadt-Süd): the numbers join, the difference is told."""
    column = table.columns[1]
    if column not in ("Stadtteil", "Stadtbezirk"):
        return
    known = codes.map(names)
    away = table[column] != known
    if away.any():
        pairs = [f"{found} = {name}" for found, name in zip(table.loc[away, column], known[away], strict=True)]
        delivery.note("names spelt in another way; joined by number", "name-differs", path, found=", ".join(pairs[:8]))


def shares(people: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Shares of residents, each with numerator and denominator."""
    total = people[people["slice"] == ""]
    found = {}
    for key, slices in SHARES.items():
        chosen = people[people["slice"].isin(slices)].assign(slice="")
        counted = chosen.groupby([*_KEY, "slice"], as_index=False, sort=False)["value"].sum(min_count=len(slices))
        found[key] = quotient(figures(**{name: counted[name] for name in counted}), total)
    return found
