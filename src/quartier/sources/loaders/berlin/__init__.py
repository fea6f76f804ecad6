"""Berlin: LOR areas in both geographies, Monitoring Soziale Stadtentwicklung, population, health atlas."""

from __future__ import annotations

OLD, NEW, SINCE_2001 = "2006", "2021", "2001"
"""Geographies: LOR until 31.12.2020, LOR from 1.1.2021, districts since the reform of 2001."""
EDITIONS = {2013: "2012-12-31", 2015: "2014-12-31", 2017: "2016-12-31", 2019: "2018-12-31", 2021: "2020-12-31"}
"""Edition of the Monitoring and the day it describes: the last of the year before."""
YEARS = tuple(range(2015, 2025))

GEO_OLD = {
    "city": "geo_until2020/berlin-lor-city.geojson",
    "district": "geo_until2020/berlin-lor-districts.geojson",
    "forecast-area": "geo_until2020/berlin-lor-forecast-areas-until-2020.geojson",
    "district-region": "geo_until2020/berlin-lor-district-regions-until-2020.geojson",
    "planning-area": "geo_until2020/berlin-lor-planning-areas-until-2020.geojson",
}
GEO_NEW = {
    "forecast-area": "geo_2021_simplified/prognoseraeume.geojson",
    "district-region": "geo_2021_simplified/bezirksregionen.geojson",
    "planning-area": "geo_2021_simplified/kieze.geojson",
}
GSSA = {
    "district": "gssa/gssa_2022_bezirke.csv",
    "forecast-area": "gssa/gssa_2022_prognoseraeume.csv",
    "district-region": "gssa/gssa_2022_bezirksregionen.csv",
    "planning-area": "gssa/gssa_2022_planungsraeume.csv",
}
RAW_SHARES = "mss2021_raw/mss_2021_index_indikatoren.csv"
RAW_CLASSES = "mss2021_raw/mss_2021_indizes.csv"
RAW_CONTEXT = "mss2021_raw/mss_2021_kontext_indikatoren.csv"
_PLACES = {"planning-area": "planning-areas", "district-region": "district-regions", "district": "districts"}


def gold(edition: int, table: str, level: str) -> str:
    """Path of a table of the Monitoring, e.g. (2013, "2-1", "planning-area")."""
    return f"mss_gold/berlin-monitoring-social-urban-development-{edition}-00-{table}-{_PLACES[level]}.csv"


def residents(year: int, table: str, level: str) -> str:
    """Path of a population table at the end of a year: t1 migration background, t2 age."""
    return f"population/berlin-lor-population-{year}-02-{table}-{_PLACES[level]}.csv"


SHARE_TABLES = {"planning-area": "2-1", "district-region": "2-2", "district": "2-3"}
CONTEXT_TABLES = {"planning-area": "4-1", "district-region": "4-2", "district": "4-3"}
HOUSING_TABLES = {"planning-area": "4-1-1", "district-region": "4-2-1", "district": "4-3-1"}

FILES = (
    *GEO_OLD.values(),
    *GEO_NEW.values(),
    *(residents(year, table, level) for year in YEARS for table in ("t1", "t2") for level in list(_PLACES)[:2]),
    *(
        gold(edition, table, level)
        for edition in EDITIONS
        for tables in (SHARE_TABLES, CONTEXT_TABLES)
        for level, table in tables.items()
        if (edition, level) != (2021, "planning-area")
    ),
    *(gold(2021, table, level) for level, table in HOUSING_TABLES.items()),
    *(gold(edition, "1", "planning-area") for edition in (2013, 2015)),
    RAW_SHARES,
    RAW_CLASSES,
    RAW_CONTEXT,
    *GSSA.values(),
)
PUBLISHED = (
    "The figures are published by Senatsverwaltung für Stadtentwicklung (Monitoring Soziale Stadtentwicklung, "
    "https://www.berlin.de/sen/sbw), Amt für Statistik Berlin-Brandenburg (population, LOR areas, "
    "https://www.statistik-berlin-brandenburg.de) and Senatsverwaltung für Gesundheit (Gesundheits- und "
    "Sozialstrukturatlas, https://www.berlin.de/sen/gesundheit); open data at https://daten.berlin.de. As CSV and "
    "GeoJSON: "
    "the data products open-data-product-berlin-lor-* (https://github.com/open-data-product)."
)
