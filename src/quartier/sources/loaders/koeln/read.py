"""The whole collection of Köln."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from quartier.kernel.declared import Collection, Event, Source
from quartier.kernel.text import Text
from quartier.sources import lebenslagen
from quartier.sources.check import checked
from quartier.sources.frames import observations
from quartier.sources.loaders.common import ARRIVAL_2022, CC_BY, DL_DE_BY_2, PANDEMIC, REUSE_WITH_SOURCE
from quartier.sources.loaders.delivery import Delivery
from quartier.sources.loaders.koeln import FILES, PUBLISHED, geo, others, population
from quartier.sources.loaders.koeln.catalogue import CENSUS, DIMENSIONS, INDICATORS, ITNRW, TARGET_GROUPS, TOWN
from quartier.sources.loaders.loader import require

SOURCES = (
    Source("koeln-geo", Text("Raumbezugseinheiten", "Areas of Köln"), "Stadt Köln", CC_BY.key,
           "https://offenedaten-koeln.de", "Stadt Köln"),
    Source(TOWN, Text("Statistische Daten der Stadt Köln", "Statistics of the City of Köln"), "Stadt Köln", CC_BY.key,
           "https://offenedaten-koeln.de", "Stadt Köln"),
    Source(ITNRW, Text("Arbeitslose, Tabelle 13211-03ir", "Unemployed, table 13211-03ir"), "IT.NRW",
           REUSE_WITH_SOURCE.key, "https://www.landesdatenbank.nrw.de", "IT.NRW, Düsseldorf"),
    Source(CENSUS, Text("Zensus 2022, 100-m-Gitter", "Census 2022, 100 m grid"), "Statistische Ämter des Bundes "
    "und der Länder",
           DL_DE_BY_2.key, "https://www.zensus2022.de", "Statistische Ämter des Bundes und der Länder, Zensus 2022"),
)  # fmt: skip


def load(folder: Path) -> Collection:
    """Read the folder. Raises InputRejected with all problems."""
    require(folder, FILES, PUBLISHED, "Köln")
    delivery = Delivery(folder, "Köln")
    geographies = geo.read(delivery)
    names = {
        item.level: dict(zip(item.units["code"], item.units["name"], strict=True))
        for item in geographies
        if item.level != "quarter"
    }
    people = population.read(delivery, names)
    frames = {
        "population": people,
        **population.shares(people),
        **others.election(delivery, names),
        "unemployed": others.unemployed(delivery),
        "census-population": others.census(delivery, geographies),
    }
    delivery.note("the series name the year only, no reference day", "year-only", "population/bevoelkerung.csv")
    return checked(
        Collection(
            "koeln",
            Text("Köln: Bevölkerung und Wahlen", "Köln: population and elections"),
            place=Text("Köln", "Cologne"),
            licences=(CC_BY, DL_DE_BY_2, REUSE_WITH_SOURCE),
            sources=SOURCES,
            levels=geo.LEVELS,
            geographies=geographies,
            topics=lebenslagen.topics(),
            dimensions=DIMENSIONS,
            target_groups=TARGET_GROUPS,
            indicators=INDICATORS,
            observations=tuple(observations(key, [frame]) for key, frame in frames.items()),
            events=(_census_event(), PANDEMIC, ARRIVAL_2022),
            problems=delivery.told(),
            default_indicator="migration-background-share",
            default_level="city-part",
            unit_word=Text("Veedel", "quarter"),
        )
    )


def _census_event() -> Event:
    return Event(
        "census-2022",
        date.fromisoformat(others.CENSUS_DAY),
        Text("Zensus 2022", "Census 2022"),
        Text(
            "Zensuszahlen und Zahlen des Melderegisters werden verschieden ermittelt und sind nicht vergleichbar.",
            "Figures of the census and of the register are made in different ways and cannot be compared.",
        ),
        "method",
        indicators=("census-population",),
    )
