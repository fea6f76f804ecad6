"""The whole collection of Köln."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from quartier.kernel.declared import Collection, Dimension, Event, Indicator, IndicatorKind, Member, Polarity, Source
from quartier.kernel.declared import TargetGroup as Group
from quartier.kernel.text import Text
from quartier.sources import lebenslagen
from quartier.sources.check import checked
from quartier.sources.frames import observations
from quartier.sources.loaders.common import ARRIVAL_2022, CC_BY, DL_DE_BY_2, PANDEMIC, REUSE_WITH_SOURCE
from quartier.sources.loaders.delivery import Delivery
from quartier.sources.loaders.koeln import FILES, PUBLISHED, geo, others, population
from quartier.sources.loaders.loader import require

_TOWN, _ITNRW, _CENSUS = "koeln-statistics", "it-nrw", "zensus-2022"
_PERCENT, _PERSONS = Text("%"), Text("Personen", "persons")
_RESIDENTS = Text("Einwohnerinnen und Einwohner", "residents")
SOURCES = (
    Source("koeln-geo", Text("Raumbezugseinheiten", "Areas of Köln"), "Stadt Köln", CC_BY.key,
           "https://offenedaten-koeln.de", "Stadt Köln"),
    Source(_TOWN, Text("Statistische Daten der Stadt Köln", "Statistics of the City of Köln"), "Stadt Köln", CC_BY.key,
           "https://offenedaten-koeln.de", "Stadt Köln"),
    Source(_ITNRW, Text("Arbeitslose, Tabelle 13211-03ir", "Unemployed, table 13211-03ir"), "IT.NRW",
           REUSE_WITH_SOURCE.key, "https://www.landesdatenbank.nrw.de", "IT.NRW, Düsseldorf"),
    Source(_CENSUS, Text("Zensus 2022, 100-m-Gitter", "Census 2022, 100 m grid"), "Statistische Ämter des Bundes "
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
            licences=(CC_BY, DL_DE_BY_2, REUSE_WITH_SOURCE),
            sources=SOURCES,
            levels=geo.LEVELS,
            geographies=geographies,
            topics=lebenslagen.topics(),
            dimensions=_dimensions(),
            target_groups=_target_groups(),
            indicators=_indicators(),
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


def _members(*items: tuple[str, str, str] | tuple[str, str, str, str]) -> tuple[Member, ...]:
    return tuple(Member(item[0], Text(item[1], item[2]), item[3] if len(item) > 3 else None) for item in items)


def _dimensions() -> tuple[Dimension, ...]:
    groups = ("0-2", "3-5", "6-9", "10-14", "15-17", "18-24", "25-34", "35-44", "45-54", "55-59", "60-64", "65-74")
    ages = tuple(
        (key, f"{key.split('-')[0]} bis unter {int(key.split('-')[1]) + 1} Jahre", f"{key} years") for key in groups
    )
    up, foreign = "background", "foreign"
    return (
        Dimension("sex", Text("Geschlecht", "Sex"), _members(("m", "männlich", "male"), ("f", "weiblich", "female"))),
        Dimension("age", Text("Alter", "Age"), _members(
            *ages, ("75+", "75 Jahre und älter", "75 and older"),
            ("75-79", "75 bis unter 80 Jahre", "75 to under 80", "75+"),
            ("80+", "80 Jahre und älter", "80 and older", "75+"))),
        Dimension("origin", Text("Migrationshintergrund", "Migration background"), _members(
            (up, "mit Migrationshintergrund", "with migration background"),
            ("german", "Deutsche mit Migrationshintergrund", "Germans with migration background", up),
            ("resettler", "Aussiedler", "ethnic German resettlers", "german"),
            ("naturalised", "Eingebürgerte", "naturalised", "german"),
            (foreign, "Ausländerinnen und Ausländer", "foreigners", up),
            ("africa", "Afrika", "Africa", foreign), ("america", "Amerika", "America", foreign),
            ("asia", "Asien", "Asia", foreign), ("eu", "Europäische Union", "European Union", foreign),
            ("turkey", "Türkei", "Türkiye", foreign), ("other-europe", "Übriges Europa", "Rest of Europe", foreign),
            ("other", "Sonstige", "Other", foreign))),
        Dimension("family-status", Text("Familienstand", "Family status"), _members(
            ("single", "ledig", "single"), ("married", "verheiratet", "married"), ("widowed", "verwitwet", "widowed"),
            ("divorced", "geschieden", "divorced"), ("partnership", "verpartnert", "in registered partnership"))),
        Dimension("residence", Text("Wohnstatus", "Residence"), _members(
            ("main", "Hauptwohnung", "main residence"), ("second", "Nebenwohnung", "second residence"))),
        Dimension("religion", Text("Konfession", "Religion"), _members(
            ("protestant", "evangelisch", "Protestant"), ("catholic", "katholisch", "Catholic"),
            ("other", "sonstiges", "other or none"))),
    )  # fmt: skip


def _target_groups() -> tuple[Group, ...]:
    children = ("0-2", "3-5", "6-9", "10-14", "15-17")
    return (
        Group("children", Text("Kinder und Jugendliche", "Children and young people"), {"age": children}),
        Group("older", Text("Ältere Menschen", "Older people"), {"age": ("65-74", "75+")}),
        Group("migration", Text("Menschen mit Migrationshintergrund", "People with migration background"),
              {"origin": ("background",)}),
    )  # fmt: skip


def _indicators() -> tuple[Indicator, ...]:
    return (
        Indicator(
            "population", Text("Einwohnerinnen und Einwohner", "Residents"),
            Text("Einwohnerinnen und Einwohner mit Haupt- oder Nebenwohnung nach dem Melderegister.",
                 "Residents with main or second residence, register of residents."),
            IndicatorKind.COUNT, _PERSONS, _TOWN, ("population", "age"), decimals=0,
            dimensions=("sex", "age", "origin", "family-status", "residence", "religion"),
            synonyms=("Bevölkerung", "population"),
            notes=Text("Die Herkunftsgebiete gliedern die Ausländerinnen und Ausländer; Aussiedler und "
            "Eingebürgerte sind "
                       "Teile der Deutschen mit Migrationshintergrund.",
                       "The regions of origin divide the foreigners; resettlers and naturalised are parts of the "
                       "Germans with "
                       "migration background."),
        ),
        _share("under-18-share", Text("Anteil unter 18-Jähriger", "Share of under-18s"),
               Text("Personen unter 18 Jahren", "persons under 18"), ("age", "children")),
        _share("65-plus-share", Text("Anteil ab 65-Jähriger", "Share aged 65 and over"),
               Text("Personen ab 65 Jahren", "persons aged 65 and over"), ("age",)),
        _share("migration-background-share", Text("Anteil mit "
        "Migrationshintergrund", "Share with migration background"),
               Text("Personen mit "
               "Migrationshintergrund", "persons with migration background"), ("migration", "origin")),
        _share("foreigners-share", Text("Ausländeranteil", "Share of foreigners"),
               Text("Ausländerinnen und Ausländer", "foreigners"), ("migration", "origin")),
        _share("second-residence-share", Text("Anteil mit Nebenwohnung", "Share with second residence"),
               Text("Personen mit Nebenwohnung", "persons with second residence"), ("population", "mobility")),
        *_votes(),
        Indicator(
            "unemployed", Text("Arbeitslose", "Unemployed persons"),
            Text("Registrierte Arbeitslose der Stadt im Monat.", "Registered unemployed of the city in the month."),
            IndicatorKind.COUNT, _PERSONS, _ITNRW, ("unemployment", "work-income"), Polarity.BURDEN, decimals=0,
            dimensions=("sex",), synonyms=("Arbeitslosigkeit",),
            notes=Text("Nur für die ganze Stadt veröffentlicht.", "Published for the whole city only."),
        ),
        Indicator(
            "census-population", Text("Bevölkerung im Zensus 2022", "Census population 2022"),
            Text("Summe der 100-m-Gitterzellen, deren Mittelpunkt im Gebiet liegt.",
                 "Sum of the 100 m grid cells whose centre lies in the area."),
            IndicatorKind.COUNT, _PERSONS, _CENSUS, ("population",), decimals=0, synonyms=("Zensus", "Bevölkerung"),
            notes=Text("Durch die Geheimhaltung (Cell-Key-Methode) weichen Summen vom Register ab; Viertel umfassen "
            "nur die "
                       "bebaute Fläche.",
                       "Secrecy (cell-key method) makes sums differ from the register; quarters cover the built-up "
                       "area only."),
        ),
    )  # fmt: skip


def _share(key: str, name: Text, numerator: Text, topics: tuple[str, ...]) -> Indicator:
    text = Text(
        f"{numerator.de} an allen Einwohnerinnen und Einwohnern.", f"Share of {numerator.en} among all residents."
    )
    return Indicator(
        key, name, text, IndicatorKind.SHARE, _PERCENT, _TOWN, topics,
        numerator=numerator, denominator=_RESIDENTS, factor=100.0,
    )  # fmt: skip


def _votes() -> tuple[Indicator, ...]:
    eligible, voters = Text("Wahlberechtigte", "eligible voters"), Text("Wählerinnen und Wähler", "voters")
    topics = ("elections", "participation")
    return (
        Indicator("turnout", Text("Wahlbeteiligung Bundestagswahl", "Turnout, federal election"),
                  Text("Abgegebene Stimmzettel, bezogen auf die Wahlberechtigten, Bundestagswahl am 22.9.2013.",
                       "Ballots cast relative to eligible voters, federal election of 22 September 2013."),
                  IndicatorKind.SHARE, _PERCENT, _TOWN, topics, Polarity.RELIEF, numerator=voters, denominator=eligible,
                  factor=100.0, synonyms=("Wahl", "Bundestagswahl")),
        Indicator("eligible-voters", Text("Wahlberechtigte Bundestagswahl", "Eligible voters, federal election"),
                  Text("Wahlberechtigte am 22.9.2013.", "Eligible voters on 22 September 2013."), IndicatorKind.COUNT,
                  _PERSONS, _TOWN, topics, decimals=0),
        Indicator("voters", Text("Wählerinnen und Wähler Bundestagswahl", "Voters, federal election"),
                  Text("Abgegebene Stimmzettel am "
                  "22.9.2013.", "Ballots cast on 22 September 2013."), IndicatorKind.COUNT,
                  _PERSONS, _TOWN, topics, decimals=0),
    )  # fmt: skip
