"""The figures of Flensburg, table by table."""

from __future__ import annotations

import numpy as np
import pandas as pd

from quartier.kernel.declared import Observations
from quartier.kernel.presence import Flag
from quartier.sources.frames import observations, quotient
from quartier.sources.loaders.delivery import Delivery
from quartier.sources.loaders.flensburg import SQL
from quartier.sources.loaders.flensburg.indicators import (
    BENEFITS,
    HELPS,
    HOUSEHOLDS,
    HOUSING_HELP,
    SGB2_SHARES,
    STATUSES,
    UNEMPLOYED_SHARES,
)
from quartier.sources.loaders.flensburg.tables import (
    NOWHERE,
    Tables,
    as_total,
    by_year,
    districts,
    on,
    on_day,
    share_of,
    town,
    with_rest,
    with_town,
)

HIDDEN_BELOW = 4
"""Upstream: values under 4 are made unrecognisable (notes on housing assistance and on eviction suits)."""
_FINE = (
    ("18-29", "age_18_to_under_30"),
    ("30-44", "age_30_to_under_45"),
    ("45-64", "age_45_to_under_65"),
    ("65-79", "age_65_to_under_80"),
    ("80+", "age_80_and_above"),
)
_COARSE = (
    ("0-17", "fl_children_age_under_18_by_district", ("age_under_18",)),
    (
        "18-64",
        "fl_residents_age_18_to_under_65_by_district",
        ("age_18_to_under_30", "age_30_to_under_45", "age_45_to_under_65"),
    ),
    ("65+", "fl_residents_age_65_and_above_by_district", ("age_65_to_under_80", "age_80_and_above")),
)
_VINTAGE = "2022"


def all_figures(delivery: Delivery, tables: Tables) -> tuple[Observations, ...]:
    """One release an indicator."""
    people = population(delivery, tables)
    return tuple(
        observations(key, [frame], vintage=_VINTAGE)
        for part in (
            {"population": people},
            _people(delivery, tables, people),
            _work(delivery, tables, people),
            _benefits(delivery, tables, people),
            _homes(tables, people),
            _city(tables),
        )
        for key, frame in part.items()
    )


def population(delivery: Delivery, tables: Tables) -> pd.DataFrame:
    """Residents by age; the city total is the delivered sum of its age groups (table 3)."""
    ages = tables["fl_age_groups_of_residents"]
    groups = [column for column in ages.columns if column.startswith("age_")]
    city = [town(ages, ages[groups].sum(axis=1, min_count=len(groups)))]
    parts = [districts(tables["fl_residents_by_district"], "residents")]
    for key, table, columns in _COARSE:
        parts.append(districts(tables[table], "residents", members=f"age={key}"))
        city.append(town(ages, ages[list(columns)].sum(axis=1, min_count=len(columns)), members=f"age={key}"))
    for key, column in _FINE:
        parts.append(districts(tables["fl_age_groups_by_district"], column, members=f"age={key}"))
        city.append(town(ages, ages[column], members=f"age={key}"))
    frame, negative = with_rest(pd.concat(parts, ignore_index=True), pd.concat(city, ignore_index=True))
    for row in negative.itertuples():
        delivery.warn(
            f"residents {row.period} {row.slice}: the Stadtteile sum to more than the delivered city total",
            "sum-differs",
            SQL,
            found=f"{-float(str(row.rest)):g} too many",
        )
    _age_sums(delivery, frame)
    return frame


def _age_sums(delivery: Delivery, frame: pd.DataFrame) -> None:
    """Three age groups should add up to the residents; where they do not, say so."""
    wide = frame[frame["level"] == "city-part"].pivot_table(index=["unit", "period"], columns="slice", values="value")
    away = (wide[""] - wide["age=0-17"] - wide["age=18-64"] - wide["age=65+"]).dropna()
    away = away[(away != 0) & (away.index.get_level_values("unit") != NOWHERE)]
    if len(away):
        frame = away.rename("rest").reset_index()
        rows = ", ".join(f"Stadtteil {row.unit} {row.period}: {row.rest:+g}" for row in frame.itertuples())
        delivery.warn(
            "the three age groups do not add up to the residents of the Stadtteil; both stand as delivered",
            "sum-differs",
            SQL,
            found=rows,
        )


def _people(delivery: Delivery, tables: Tables, people: pd.DataFrame) -> dict[str, pd.DataFrame]:
    total = as_total(people, "")
    fine = tables["fl_age_groups_by_district"]
    migration = [
        districts(tables["fl_migration_background_by_district"], f"{key}_citizenship", members=f"citizenship={key}")
        for key in ("foreign", "german")
    ]
    table = tables["fl_migration_background_by_district"]
    both = with_town(districts(table.assign(all=table["foreign_citizenship"] + table["german_citizenship"]), "all"))
    frames = {
        "children-under-7": with_town(districts(fine, "age_0_to_under_7")),
        "residents-60-plus": with_town(districts(fine, "age_60_and_above")),
        "births": with_town(_births(delivery, tables["fl_births_by_district"])),
        "birth-rate": _birth_rate(tables["fl_births_by_district"]),
        "old-age-ratio": districts(tables["fl_age_ratio_by_district"], "quotient"),
        "migration-background": pd.concat([both, with_town(pd.concat(migration, ignore_index=True))]),
        "migration-background-share": quotient(both, total),
    }
    for key, age in (("under-18-share", "0-17"), ("18-64-share", "18-64"), ("65-plus-share", "65+")):
        frames[key] = _without_nowhere(quotient(as_total(people, f"age={age}"), total))
    return frames


def _without_nowhere(frame: pd.DataFrame) -> pd.DataFrame:
    """Shares among persons of no Stadtteil describe no place."""
    return frame[frame["unit"] != NOWHERE]


def _odd_births(table: pd.DataFrame) -> pd.Series:
    """Births whose implied number of women is over 20 % away from the median of the same Stadtteil."""
    women = table["births"] / table["birth_rate"]
    usual = women.groupby(table["district_id"]).transform("median")
    return (women / usual - 1).abs() > 0.2


def _births(delivery: Delivery, table: pd.DataFrame) -> pd.DataFrame:
    odd = _odd_births(table)
    if odd.any():
        rows = table[odd]
        delivery.warn(
            "births and birth rate contradict each other (the rate implies a number of women far from other years); "
            "the births are flagged as unreliable",
            "contradiction",
            SQL,
            found=", ".join(
                f"Stadtteil {int(d):02d} {int(y)}" for d, y in zip(rows.district_id, rows.year, strict=True)
            ),
        )
    return districts(table, "births").assign(flags=np.where(odd, int(Flag.UNRELIABLE), 0))


def _birth_rate(table: pd.DataFrame) -> pd.DataFrame:
    frame = districts(table, "birth_rate")
    return frame.assign(numerator=np.where(_odd_births(table), np.nan, table["births"]))


def _work(delivery: Delivery, tables: Tables, people: pd.DataFrame) -> dict[str, pd.DataFrame]:
    june = on_day("06-30")
    employed = tables["fl_employed_with_pension_insurance_by_district"]
    by_group = tables["fl_unemployed_residents_categorized_by_district"]
    counted = districts(tables["fl_unemployed_residents_by_district"], "residents", period=june)
    nowhere = by_group[by_group["district_id"].isna()]
    unemployed = with_town(pd.concat([counted, districts(nowhere, "unemployed_total", period=june)], ignore_index=True))
    _unemployed_shares_of_city(delivery, by_group)
    frames = {
        "employed": with_town(districts(employed, "residents")),
        "employment-rate": districts(employed, "employment_rate").assign(
            numerator=employed["residents"].to_numpy(float)
        ),
        "unemployed": unemployed,
        "unemployed-share": _without_nowhere(quotient(unemployed, on(as_total(people, "age=18-64"), "06-30"))),
    }
    for key, column, *_ in UNEMPLOYED_SHARES:
        frames[key] = _shares(delivery, by_group, column, "unemployed_total", period=june)
    return frames


def _unemployed_shares_of_city(delivery: Delivery, table: pd.DataFrame) -> None:
    """`percentage_of_total` repeats what the counts say; it is checked, told where it is wrong, and not kept."""
    expected = 100 * table["unemployed_total"] / table.groupby("year")["unemployed_total"].transform("sum")
    wrong = (table["percentage_of_total"] - expected).abs() > 0.1
    for row in table.index[wrong]:
        delivery.warn(
            "the delivered share of all unemployed does not fit the counts; the counts are used",
            "contradiction",
            SQL,
            row=int(row),
            column="percentage_of_total",
            found=str(table.at[row, "percentage_of_total"]),
            expected=f"{expected.at[row]:.1f}",
        )


def _shares(delivery: Delivery, table: pd.DataFrame, column: str, base: str, **how: object) -> pd.DataFrame:
    frame, odd = share_of(table, column, base, **how)
    for row in odd.index:
        delivery.warn(
            "no whole number of persons gives this percentage; the value stands as delivered, without its number",
            "contradiction",
            SQL,
            row=int(row),
            column=column,
            found=f"{odd.at[row, column]!s} % of {odd.at[row, base]!s}",
        )
    return frame


def _benefits(delivery: Delivery, tables: Tables, people: pd.DataFrame) -> dict[str, pd.DataFrame]:
    traits = tables["fl_beneficiaries_characteristics_by_district"]
    below_65 = _sum_of(as_total(people, "age=0-17"), as_total(people, "age=18-64"))
    sgb2 = _sgb2(tables)
    wide = tables["fl_beneficiaries_age_15_to_under_65_by_district"]
    places = wide[wide["district_id"].notna()]
    frames = {
        "sgb2": sgb2,
        "sgb2-rate": _without_nowhere(quotient(as_total(sgb2, ""), below_65)),
        "minimum-income-15-64": with_town(
            pd.concat(
                [
                    districts(wide, "total"),
                    *(districts(wide, column, members=f"benefit={key}") for key, column, *_ in BENEFITS),
                ],
                ignore_index=True,
            )
        ),
        "minimum-income-15-64-share": districts(places, "percentage_of_total_residents").assign(
            numerator=places["total"].to_numpy(float)
        ),
        "basic-security": _basic_security(delivery, tables["fl_basic_benefits_income_by_district"]),
    }
    for key, column, *_ in SGB2_SHARES:
        frames[key] = _shares(delivery, traits, column, "employability")
    return frames


def _sum_of(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    both = one.merge(other, on=["level", "geography", "unit", "period", "slice"], suffixes=("", "_b"))
    return both.assign(value=both["value"] + both["value_b"])[list(one.columns)]


def _sgb2(tables: Tables) -> pd.DataFrame:
    """Tables 18 to 20: totals since 2018; "nicht zuordenbar" and who is employable since 2021."""
    traits = tables["fl_beneficiaries_characteristics_by_district"]
    traits = traits.assign(all=traits["unemployability"] + traits["employability"])
    nowhere = traits[traits["district_id"].isna()]
    children = tables["fl_inactive_beneficiaries_households_by_district"]
    return with_town(
        pd.concat(
            [
                districts(tables["fl_beneficiaries_by_district"], "residents"),
                districts(nowhere, "all"),
                districts(children, "residents", members="employability=no"),
                districts(nowhere, "unemployability", members="employability=no"),
                districts(traits, "employability", members="employability=yes"),
            ],
            ignore_index=True,
        )
    )


def _basic_security(delivery: Delivery, table: pd.DataFrame) -> pd.DataFrame:
    table = mend_shifted_sexes(delivery, table)
    total = table.assign(all=table["age_18_to_under_65"] + table["age_65_and_above"])
    parts = [districts(total, "all")]
    for column, members in (
        ("male", "sex=m"),
        ("female", "sex=f"),
        ("age_18_to_under_65", "age=18-64"),
        ("age_65_and_above", "age=65+"),
    ):
        parts.append(districts(table, column, members=members))
    return with_town(pd.concat(parts, ignore_index=True))


def mend_shifted_sexes(delivery: Delivery, table: pd.DataFrame) -> pd.DataFrame:
    """Men and women one row too low in a year: every row's sum is that of the ages one row before, cyclically.

    Mended only if this holds for each row of the year without exception; other contradictions are told and left out.
    """
    table = table.copy()
    sexes, ages = ["male", "female"], ["age_18_to_under_65", "age_65_and_above"]
    for year, rows in table.groupby("year"):
        old = rows[ages].sum(axis=1).to_numpy()
        wrong = rows[sexes].sum(axis=1).to_numpy() != old
        if not wrong.any():
            continue
        moved = np.roll(rows[sexes].to_numpy(dtype=float), -1, axis=0)
        if np.array_equal(moved.sum(axis=1), old):
            table.loc[rows.index, sexes] = moved
            message = "men and women stood one Stadtteil too low; moved back, all sums then equal those of the ages"
            delivery.warn(f"{message} ({int(float(str(year)))})", "rows-shifted", SQL, row=int(rows.index[0]))
        else:
            table.loc[rows.index[wrong], sexes] = np.nan
            message = "men and women do not add up to the same total as the ages; they were left out"
            delivery.warn(
                message, "contradiction", SQL, row=int(rows.index[wrong][0]), found=f"{int(wrong.sum())} rows"
            )
    return table


def _homes(tables: Tables, people: pd.DataFrame) -> dict[str, pd.DataFrame]:
    benefit = with_town(districts(tables["fl_housing_benefit_by_district"], "residents"))
    help_table = tables["fl_housing_assistance_cases_by_district"]
    frames = {
        "housing-benefit": benefit,
        "housing-benefit-share": _without_nowhere(quotient(benefit, as_total(people, ""))),
        "risk-of-homelessness": with_town(
            districts(tables["fl_risk_homelessness_by_district"], "residents", below=HIDDEN_BELOW)
        ),
    }
    for key, column, *_ in HOUSING_HELP:
        frames[key] = with_town(districts(help_table, column, below=HIDDEN_BELOW))
    return frames


def _city(tables: Tables) -> dict[str, pd.DataFrame]:
    """Tables without Stadtteile; a NULL in them is not explained, so it is missing, and the total with it."""
    status = tables["fl_non_german_nationals_residence_status"]
    helps = tables["fl_child_education_support"]
    columns = [column for _, column, *_ in HELPS]
    debt = tables["fl_debt_counseling_residents"]
    whole = pd.DataFrame(debt.groupby("year")["residents"].sum(min_count=len(HOUSEHOLDS)).reset_index())
    kinds = debt["household_type_id"].map(dict(enumerate((key for key, *_ in HOUSEHOLDS), start=1)))
    return {
        "residence-status": pd.concat(
            [
                town(status, status[column], period=on_day("12-31"), members=f"residence-status={key}")
                for key, column in STATUSES
            ]
        ),
        "debt-advice": pd.concat(
            [
                town(whole, whole["residents"]),
                town(debt, debt["residents"]).assign(slice=("household=" + kinds).to_numpy()),
            ]
        ),
        "child-raising-support": pd.concat(
            [
                town(helps, helps[columns].sum(axis=1, skipna=False), period=by_year),
                *(town(helps, helps[column], members=f"support={key}") for key, column, *_ in HELPS),
            ]
        ),
    }
