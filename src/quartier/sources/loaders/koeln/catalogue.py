"""The catalogue of Köln: dimensions, target groups, indicators."""

from __future__ import annotations

from quartier.kernel.declared import Dimension, Indicator, IndicatorKind, Member, Polarity, TargetGroup
from quartier.kernel.text import Text

TOWN, ITNRW, CENSUS = "koeln-statistics", "it-nrw", "zensus-2022"
_PERCENT, _PERSONS = Text("%"), Text("Personen", "persons")
_RESIDENTS = Text("Einwohnerinnen und Einwohner", "residents")


def _members(*items: tuple[str, str, str] | tuple[str, str, str, str]) -> tuple[Member, ...]:
    return tuple(Member(item[0], Text(item[1], item[2]), item[3] if len(item) > 3 else None) for item in items)


def _share(key: str, name: Text, numerator: Text, topics: tuple[str, ...]) -> Indicator:
    text = Text(
        f"{numerator.de} an allen Einwohnerinnen und Einwohnern.", f"Share of {numerator.en} among all residents."
    )
    return Indicator(
        key, name, text, IndicatorKind.SHARE, _PERCENT, TOWN, topics,
        numerator=numerator, denominator=_RESIDENTS, factor=100.0,
    )  # fmt: skip


_GROUPS = ("0-2", "3-5", "6-9", "10-14", "15-17", "18-24", "25-34", "35-44", "45-54", "55-59", "60-64", "65-74")
_AGES = tuple(
    (key, f"{key.split('-')[0]} bis unter {int(key.split('-')[1]) + 1} Jahre", f"{key} years") for key in _GROUPS
)
_UP, _FOREIGN = "background", "foreign"
DIMENSIONS: tuple[Dimension, ...] = (
    Dimension("sex", Text("Geschlecht", "Sex"), _members(("m", "männlich", "male"), ("f", "weiblich", "female"))),
    Dimension("age", Text("Alter", "Age"), _members(
        *_AGES, ("75+", "75 Jahre und älter", "75 and older"),
        ("75-79", "75 bis unter 80 Jahre", "75 to under 80", "75+"),
        ("80+", "80 Jahre und älter", "80 and older", "75+"))),
    Dimension("origin", Text("Migrationshintergrund", "Migration background"), _members(
        (_UP, "mit Migrationshintergrund", "with migration background"),
        ("german", "Deutsche mit Migrationshintergrund", "Germans with migration background", _UP),
        ("resettler", "Aussiedler", "ethnic German resettlers", "german"),
        ("naturalised", "Eingebürgerte", "naturalised", "german"),
        (_FOREIGN, "Ausländerinnen und Ausländer", "foreigners", _UP),
        ("africa", "Afrika", "Africa", _FOREIGN), ("america", "Amerika", "America", _FOREIGN),
        ("asia", "Asien", "Asia", _FOREIGN), ("eu", "Europäische Union", "European Union", _FOREIGN),
        ("turkey", "Türkei", "Türkiye", _FOREIGN), ("other-europe", "Übriges Europa", "Rest of Europe", _FOREIGN),
        ("other", "Sonstige", "Other", _FOREIGN))),
    Dimension("family-status", Text("Familienstand", "Family status"), (
        *_members(
            ("single", "ledig", "single"), ("married", "verheiratet", "married"), ("widowed", "verwitwet", "widowed"),
            ("divorced", "geschieden", "divorced"), ("partnership", "verpartnert", "in registered partnership")),
        Member("unknown", Text("unbekannt", "unknown"), unattributed=True))),
    Dimension("residence", Text("Wohnstatus", "Residence"), _members(
        ("main", "Hauptwohnung", "main residence"), ("second", "Nebenwohnung", "second residence"))),
    Dimension("religion", Text("Konfession", "Religion"), _members(
        ("protestant", "evangelisch", "Protestant"), ("catholic", "katholisch", "Catholic"),
        ("other", "sonstiges", "other or none"))),
)  # fmt: skip
_CHILDREN = ("0-2", "3-5", "6-9", "10-14", "15-17")
TARGET_GROUPS: tuple[TargetGroup, ...] = (
    TargetGroup("children", Text("Kinder und Jugendliche", "Children and young people"), {"age": _CHILDREN}),
    TargetGroup("older", Text("Ältere Menschen", "Older people"), {"age": ("65-74", "75+")}),
    TargetGroup("migration", Text("Menschen mit Migrationshintergrund", "People with migration background"),
          {"origin": ("background",)}),
)  # fmt: skip
_ELIGIBLE, _VOTERS = Text("Wahlberechtigte", "eligible voters"), Text("Wählerinnen und Wähler", "voters")
_TOPICS = ("elections", "participation")
_VOTES: tuple[Indicator, ...] = (
    Indicator("turnout", Text("Wahlbeteiligung Bundestagswahl", "Turnout, federal election"),
              Text("Abgegebene Stimmzettel, bezogen auf die Wahlberechtigten, Bundestagswahl am 22.9.2013.",
                   "Ballots cast relative to eligible voters, federal election of 22 September 2013."),
              IndicatorKind.SHARE, _PERCENT, TOWN, _TOPICS, Polarity.RELIEF, numerator=_VOTERS, denominator=_ELIGIBLE,
              factor=100.0, synonyms=("Wahl", "Bundestagswahl")),
    Indicator("eligible-voters", Text("Wahlberechtigte Bundestagswahl", "Eligible voters, federal election"),
              Text("Wahlberechtigte am 22.9.2013.", "Eligible voters on 22 September 2013."), IndicatorKind.COUNT,
              _PERSONS, TOWN, _TOPICS, decimals=0),
    Indicator("voters", Text("Wählerinnen und Wähler Bundestagswahl", "Voters, federal election"),
              Text("Abgegebene Stimmzettel am "
              "22.9.2013.", "Ballots cast on 22 September 2013."), IndicatorKind.COUNT,
              _PERSONS, TOWN, _TOPICS, decimals=0),
)  # fmt: skip
INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "population", Text("Einwohnerinnen und Einwohner", "Residents"),
        Text("Einwohnerinnen und Einwohner mit Haupt- oder Nebenwohnung nach dem Melderegister.",
             "Residents with main or second residence, register of residents."),
        IndicatorKind.COUNT, _PERSONS, TOWN, ("population", "age"), decimals=0,
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
    *_VOTES,
    Indicator(
        "unemployed", Text("Arbeitslose", "Unemployed persons"),
        Text("Registrierte Arbeitslose der Stadt im Monat.", "Registered unemployed of the city in the month."),
        IndicatorKind.COUNT, _PERSONS, ITNRW, ("unemployment", "work-income"), Polarity.BURDEN, decimals=0,
        dimensions=("sex",), synonyms=("Arbeitslosigkeit",),
        notes=Text("Nur für die ganze Stadt veröffentlicht.", "Published for the whole city only."),
    ),
    Indicator(
        "census-population", Text("Bevölkerung im Zensus 2022", "Census population 2022"),
        Text("Summe der 100-m-Gitterzellen, deren Mittelpunkt im Gebiet liegt.",
             "Sum of the 100 m grid cells whose centre lies in the area."),
        IndicatorKind.COUNT, _PERSONS, CENSUS, ("population",), decimals=0, synonyms=("Zensus", "Bevölkerung"),
        notes=Text("Durch die Geheimhaltung (Cell-Key-Methode) weichen Summen vom Register ab; Viertel umfassen "
        "nur die "
                   "bebaute Fläche.",
                   "Secrecy (cell-key method) makes sums differ from the register; quarters cover the built-up "
                   "area only."),
    ),
)  # fmt: skip
