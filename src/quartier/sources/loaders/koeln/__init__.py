"""Köln: 38 population series, districts, Stadtteile, quarters with census population, elections, unemployment."""

from __future__ import annotations

SHAPES = {"district": "geo/Stadtbezirk.shp", "city-part": "geo/Stadtteil.shp", "quarter": "geo/Stadtviertel.shp"}
SERIES = "population/bevoelkerung.csv"
AGES = {
    "city": "population/2012_Altersgruppen_Insgesamt.csv",
    "district": "population/2012_Altersgruppen_Stadtbezirk.csv",
    "city-part": "population/2012_Altersgruppen_Stadtteil.csv",
}
ELECTIONS = {
    "city": "elections2013/result_stadt.csv",
    "district": "elections2013/result_stadtbezirk.csv",
    "city-part": "elections2013/result_stadtteil.csv",
}
UNEMPLOYED = "unemployment_city/13211-03ir.csv"
CENSUS = "zensus2022/koeln_zensus_100m.parquet"
FILES = (
    *(path[:-4] + ending for path in SHAPES.values() for ending in (".shp", ".shx", ".dbf", ".prj")),
    SERIES,
    *AGES.values(),
    *ELECTIONS.values(),
    UNEMPLOYED,
    CENSUS,
)
PUBLISHED = (
    "The figures are published by Stadt Köln (https://offenedaten-koeln.de), the unemployed by IT.NRW "
    "(https://www.landesdatenbank.nrw.de), the census cells by the statistical offices (https://www.zensus2022.de). "
    "As files: KoelnAPI/data (https://github.com/KoelnAPI/data), folders geo-base, structure, elections, employment."
)
