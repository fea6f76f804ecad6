"""Reading the SQL dump and the polygons of Flensburg, and telling its kinds of NULL apart."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas
import numpy as np
import pandas as pd

from quartier.kernel.declared import Geography
from quartier.kernel.presence import Flag, Presence
from quartier.kernel.text import Text
from quartier.sources import sql_inserts
from quartier.sources.frames import figures, sums
from quartier.sources.loaders.delivery import Delivery
from quartier.sources.loaders.flensburg import META, PARTS, SQL, SUBPARTS

CITY = "01001000"
NOWHERE = "nz"
PART, SUBPART, TOWN = "city-part", "statistical-district", "city"
STAND = "2018"
_D = ("year", "district_id")
COLUMNS: dict[str, tuple[str, ...]] = {
    "fl_residents_by_district": (*_D, "residents"),
    "fl_births_by_district": (*_D, "births", "birth_rate"),
    "fl_age_groups_of_residents": (
        "year",
        "age_under_18",
        "age_18_to_under_30",
        "age_30_to_under_45",
        "age_45_to_under_65",
        "age_65_to_under_80",
        "age_80_and_above",
    ),
    "fl_age_ratio_by_district": (*_D, "quotient"),
    "fl_age_groups_by_district": (
        *_D,
        "age_under_18",
        "age_18_to_under_30",
        "age_30_to_under_45",
        "age_45_to_under_65",
        "age_65_to_under_80",
        "age_80_and_above",
        "age_0_to_under_7",
        "age_60_and_above",
    ),
    "fl_children_age_under_18_by_district": (*_D, "residents"),
    "fl_residents_age_18_to_under_65_by_district": (*_D, "residents"),
    "fl_residents_age_65_and_above_by_district": (*_D, "residents"),
    "fl_migration_background_by_district": (*_D, "foreign_citizenship", "german_citizenship"),
    "fl_non_german_nationals_residence_status": (
        "year",
        "permanent_residency",
        "permanent_residency_according_eu_freedom_movement_act",
        "permanent_residency_third_country_nationality",
        "without_permanent_residency",
        "asylum_seeker",
        "suspension_of_deportation",
    ),
    "fl_employed_with_pension_insurance_by_district": (*_D, "residents", "employment_rate"),
    "fl_unemployed_residents_by_district": (*_D, "residents"),
    "fl_unemployed_residents_categorized_by_district": (
        *_D,
        "unemployed_total",
        "percentage_of_total",
        "percentage_sgb_iii",
        "percentage_sgb_ii",
        "percentage_foreign_citizenship",
        "percentage_female",
        "percentage_age_under_25",
    ),
    "fl_housing_benefit_by_district": (*_D, "residents"),
    "fl_housing_assistance_cases_by_district": (
        *_D,
        "general_consulting",
        "notices_of_rent_arrears",
        "termination_rent_arrears",
        "termination_for_conduct",
        "action_for_eviction",
        "eviction_notice",
        "eviction_carried",
    ),
    "fl_risk_homelessness_by_district": (*_D, "residents"),
    "fl_beneficiaries_age_15_to_under_65_by_district": (
        *_D,
        "total",
        "percentage_of_total_residents",
        "employable_with_benefits",
        "unemployment_benefits",
        "basic_income",
        "assisting_benefits",
    ),
    "fl_beneficiaries_by_district": (*_D, "residents"),
    "fl_beneficiaries_characteristics_by_district": (
        *_D,
        "unemployability",
        "employability",
        "percentage_females",
        "percentage_single_parents",
        "percentage_foreign_citizenship",
    ),
    "fl_inactive_beneficiaries_households_by_district": (*_D, "residents"),
    "fl_basic_benefits_income_by_district": (*_D, "male", "female", "age_18_to_under_65", "age_65_and_above"),
    "fl_debt_counseling_residents": ("year", "household_type_id", "residents"),
    "fl_child_education_support": (
        "year",
        "educational_assistance",
        "parenting_counselor",
        "pedagogical_family_assistance",
        "child_day_care_facility",
        "full_time_care",
        "residential_education",
        "integration_assistance",
        "additional_support",
    ),
}
"""The 23 tables of figures; with the lists of districts and of household types they are the 25 of the dump."""

Tables = dict[str, pd.DataFrame]


def read_tables(delivery: Delivery) -> Tables:
    """The tables as frames; the index is the line of the SQL file. Problems go to the delivery."""
    found, problems = sql_inserts.read(delivery.text(SQL), SQL)
    delivery.problems.extend(problems)
    expected = {"fl_district": (), "fl_household_type": (), **COLUMNS}
    tables: Tables = {}
    for name, columns in expected.items():
        table = found.get(name)
        if table is None or not table.rows:
            delivery.error(
                f"the table {name} has no rows; the file may be cut off", "table-missing", SQL, expected=name
            )
            continue
        lost = [column for column in columns if column not in table.columns]
        if lost:
            delivery.error(
                f"the table {name} lacks columns",
                "columns",
                SQL,
                found=", ".join(table.columns),
                expected=", ".join(lost),
            )
            continue
        tables[name] = pd.DataFrame(table.rows, columns=table.columns, index=table.lines)
    for name in sorted(set(found) - set(expected)):
        delivery.note(f"the table {name} is not known and was left out", "table-unknown", SQL)
    return tables


def check_numbers(delivery: Delivery, tables: Tables) -> None:
    """Every figure is a number or NULL; every Stadtteil and household type is in its list."""
    districts = set(tables["fl_district"]["id"])
    households = set(tables["fl_household_type"]["id"])
    for name, columns in COLUMNS.items():
        table = tables[name]
        for column in columns:
            numbers = pd.to_numeric(table[column], errors="coerce")
            for row in table.index[numbers.isna() & table[column].notna()]:
                found = str(table.at[row, column])
                delivery.error("no number", "no-number", SQL, row=int(row), column=f"{name}.{column}", found=found)
            table[column] = numbers
        for column, known in (("district_id", districts), ("household_type_id", households)):
            if column in table:
                lost = table[column].notna() & ~table[column].isin(known)
                for row in table.index[lost]:
                    found = str(table.at[row, column])
                    delivery.error(f"{name}: unknown {column}", "unknown-unit", SQL, row=int(row), found=found)
        key = [column for column in ("year", "district_id", "household_type_id") if column in table]
        for row in table.index[table.duplicated(key)]:
            delivery.error(f"{name}: a second row for the same year and unit", "row-twice", SQL, row=int(row))


def read_labels(delivery: Delivery) -> tuple[dict[str, tuple[str, str]], dict[str, str]]:
    """Upstream's German titles with notes per table, and labels per column (``table.column``)."""
    found, problems = sql_inserts.read(delivery.text(META), META)
    delivery.problems.extend(problems)
    titles: dict[str, tuple[str, str]] = {}
    labels: dict[str, str] = {}
    for name in ("fl_table_meta_data", "fl_column_meta_data"):
        if name not in found:
            delivery.error(f"the table {name} has no rows; the file may be cut off", "table-missing", META)
            return titles, labels
    for _, table, title, hint in found["fl_table_meta_data"].rows:
        titles[str(table)] = (str(title), str(hint or ""))
    for _, table, column, label in found["fl_column_meta_data"].rows:
        labels[f"{table}.{column}"] = str(label)
    return titles, labels


def read_geographies(delivery: Delivery, source: str) -> tuple[Geography, ...]:
    """City (outline of its parts), 13 Stadtteile and "not attributable" without polygon, statistical districts."""
    columns = ("AREA_ID", "AREA_NAME", "PARENT_ARE")
    parts = delivery.polygons(PARTS, columns, code="AREA_NAME")
    subparts = delivery.polygons(SUBPARTS, columns, code="AREA_NAME")
    delivery.require()
    districts = _units(parts, "STGT").assign(**{f"parent:{TOWN}": CITY})
    below = _units(subparts, "STBZ")
    below[f"parent:{PART}"] = subparts["PARENT_ARE"].str.removeprefix("STGT").to_numpy()[below.pop("place")]
    below[f"parent:{TOWN}"] = CITY
    districts = districts.drop(columns="place")
    nowhere = geopandas.GeoDataFrame(
        {"code": [NOWHERE], "name": ["nicht zuordenbar"], f"parent:{TOWN}": [CITY]}, geometry=[None], crs=districts.crs
    )
    town = geopandas.GeoDataFrame(
        {"code": [CITY], "name": ["Flensburg"]}, geometry=[districts.geometry.union_all()], crs=districts.crs
    )
    listed = geopandas.GeoDataFrame(pd.concat([districts, nowhere], ignore_index=True), crs=districts.crs)
    return (
        Geography(TOWN, STAND, Text("Stadt Flensburg", "City of Flensburg"), town, source),
        Geography(PART, STAND, Text("Stadtteile (Stand 2018)", "Stadtteile (as of 2018)"), listed, source),
        Geography(
            SUBPART,
            STAND,
            Text("Statistische Bezirke (Stand 2018)", "Statistical districts (as of 2018)"),
            below,
            source,
        ),
    )


def _units(frame: Any, prefix: str) -> Any:
    """``STGT03``/``03 Nordstadt`` becomes code ``03``, name ``Nordstadt``; ordered by code."""
    code = frame["AREA_ID"].str.removeprefix(prefix)
    name = frame["AREA_NAME"].str.replace(r"^\d+\s+", "", regex=True)
    units = geopandas.GeoDataFrame(
        {"code": code, "name": name, "place": np.arange(len(frame))}, geometry=frame.geometry, crs=frame.crs
    )
    return units.sort_values("code", ignore_index=True)


def check_names(delivery: Delivery, tables: Tables, parts: Geography) -> None:
    """The names in the SQL list and on the polygons are the same."""
    districts = tables["fl_district"]
    listed = {f"{int(key):02d}": str(name) for key, name in zip(districts["id"], districts["name"], strict=True)}
    drawn = dict(zip(parts.units["code"], parts.units["name"], strict=True))
    for code, name in listed.items():
        if drawn.get(code) != name:
            delivery.error(
                f"Stadtteil {code} has another name on the polygons than in the tables",
                "name-differs",
                PARTS,
                found=str(drawn.get(code)),
                expected=name,
            )


def by_year(year: pd.Series) -> pd.Series:
    """The tables name no day: the period is the year."""
    return year.astype(int).astype(str)


def on_day(day: str) -> Callable[[pd.Series], pd.Series]:
    """A reference day that upstream's note names, e.g. "06-30"."""
    return lambda year: year.astype(int).astype(str) + f"-{day}"


def districts(
    table: pd.DataFrame,
    column: str,
    *,
    period: Callable[[pd.Series], pd.Series] = by_year,
    members: str = "",
    below: int | None = None,
) -> pd.DataFrame:
    """Counts of Stadtteile; ``district_id NULL`` is the unit "nicht zuordenbar".

    `below`: upstream hides values under this number, so a NULL is suppressed, between 0 and below - 1; else a NULL is
    unexplained, that is missing.
    """
    value = table[column].astype(float)
    hidden = value.isna().to_numpy() & (below is not None)
    unit = [NOWHERE if pd.isna(item) else f"{int(item):02d}" for item in table["district_id"]]
    empty = int(Presence.MISSING if below is None else Presence.SUPPRESSED)
    return figures(
        level=PART,
        geography=STAND,
        unit=unit,
        period=period(table["year"]),
        slice=members,
        value=value,
        presence=np.where(value.isna(), empty, int(Presence.VALUE)),
        lower=np.where(hidden, 0.0, np.nan),
        upper=np.where(hidden, (below or 1) - 1.0, np.nan),
    )


def town(
    table: pd.DataFrame,
    value: pd.Series,
    *,
    period: Callable[[pd.Series], pd.Series] = by_year,
    members: str = "",
) -> pd.DataFrame:
    """Figures that are delivered for the whole city."""
    return figures(
        level=TOWN, geography=STAND, unit=CITY, period=period(table["year"]), slice=members, value=value.astype(float)
    )


def with_town(parts: pd.DataFrame) -> pd.DataFrame:
    """Counts of Stadtteile and their sum for the city; without a row "nicht zuordenbar" the sum is an estimate."""
    total = sums(parts)
    known = parts.loc[parts["unit"] == NOWHERE, ["period", "slice"]].assign(known=True)
    whole = total.merge(known, on=["period", "slice"], how="left")["known"].notna()
    city = figures(
        level=TOWN,
        geography=STAND,
        unit=CITY,
        flags=np.where(whole | total["value"].isna(), int(Flag.NONE), int(Flag.ESTIMATED)),
        **{name: total[name] for name in ("period", "slice", "value", "presence", "lower", "upper")},
    )
    return pd.concat([parts, city], ignore_index=True)


def with_rest(parts: pd.DataFrame, city: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Delivered city totals beside the Stadtteile: the difference is what could not be attributed.

    Returns the frame with city and "nicht zuordenbar" (flagged as estimated, because computed), and the differences
    that are negative and therefore were not written.
    """
    total = sums(parts).merge(city[["period", "slice", "value"]], on=["period", "slice"], suffixes=("", "_city"))
    total = total.assign(rest=total["value_city"] - total["value"])
    good = total[total["rest"] >= 0]
    rest = figures(
        level=PART,
        geography=STAND,
        unit=NOWHERE,
        period=good["period"],
        slice=good["slice"],
        value=good["rest"],
        flags=int(Flag.ESTIMATED),
    )
    return pd.concat([parts, rest, city], ignore_index=True), total[total["rest"] < 0]


def as_total(frame: pd.DataFrame, members: str) -> pd.DataFrame:
    """One slice, taken for itself (numerator or denominator of a share)."""
    return frame[frame["slice"] == members].assign(slice="")


def on(frame: pd.DataFrame, day: str) -> pd.DataFrame:
    """Yearly counts as denominator of figures of a reference day in that year."""
    return frame.assign(period=frame["period"] + f"-{day}")


def share_of(table: pd.DataFrame, percent: str, base: str, **how: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Delivered percentages beside their base: numerators are the whole numbers that round to them.

    Only where exactly one whole number does (base up to 1,000 and one decimal place). Returns the frame and the rows
    whose percentage no whole number explains.
    """
    frame = districts(table, percent, **how)
    over = table[base].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        count = np.round(frame["value"].to_numpy() * over / 100)
        fits = np.abs(100 * count / over - frame["value"].to_numpy()) <= 0.05 + 1e-9
    certain = fits & (over <= 1000)
    frame["numerator"] = np.where(certain, count, np.nan)
    frame["denominator"] = np.where(frame["value"].notna(), over, np.nan)
    odd = frame["value"].notna().to_numpy() & ~fits & (over <= 1000)
    return frame, table[odd]
