"""Licence, sources, dimensions and indicators of the demo town."""

from __future__ import annotations

from quartier.kernel.declared import Dimension, Indicator, IndicatorKind, Licence, Member, Polarity, Source
from quartier.kernel.text import Text

LICENCES = (
    Licence(
        "cc0",
        "CC0 1.0 (erfundene Daten)",
        "https://creativecommons.org/publicdomain/zero/1.0/",
    ),
)
_PUBLISHER = "Stadt Irmenfurt (fiktiv)"
SOURCES = (
    Source("town", Text("Kleinräumige Gliederung Irmenfurt (fiktiv)", "Small areas of Irmenfurt (fictitious)"),
           _PUBLISHER, "cc0"),
    Source("register", Text("Melderegister (fiktiv)", "Population register (fictitious)"), _PUBLISHER, "cc0"),
    Source("employment-agency", Text("Statistik der Arbeitsagentur (fiktiv)", "Employment agency (fictitious)"),
           "Arbeitsagentur (fiktiv)", "cc0"),
)  # fmt: skip
DIMENSIONS = (
    Dimension(
        "age",
        Text("Alter", "Age"),
        (
            Member("0-14", Text("unter 15 Jahre", "under 15 years")),
            Member("0-2", Text("0 bis 2 Jahre", "0 to 2 years"), "0-14"),
            Member("3-5", Text("3 bis 5 Jahre", "3 to 5 years"), "0-14"),
            Member("6-14", Text("6 bis 14 Jahre", "6 to 14 years"), "0-14"),
            Member("15-24", Text("15 bis 24 Jahre", "15 to 24 years")),
            Member("15-17", Text("15 bis 17 Jahre", "15 to 17 years"), "15-24"),
            Member("18-24", Text("18 bis 24 Jahre", "18 to 24 years"), "15-24"),
            Member("25-64", Text("25 bis 64 Jahre", "25 to 64 years")),
            Member("25-44", Text("25 bis 44 Jahre", "25 to 44 years"), "25-64"),
            Member("45-64", Text("45 bis 64 Jahre", "45 to 64 years"), "25-64"),
            Member("65+", Text("65 Jahre und älter", "65 years and over")),
            Member("65-79", Text("65 bis 79 Jahre", "65 to 79 years"), "65+"),
            Member("80+", Text("80 Jahre und älter", "80 years and over"), "65+"),
        ),
    ),
    Dimension(
        "sex",
        Text("Geschlecht", "Sex"),
        (
            Member("f", Text("weiblich", "female")),
            Member("m", Text("männlich", "male")),
            Member("na", Text("divers oder ohne Angabe", "diverse or not stated"), unattributed=True),
        ),
    ),
    Dimension(
        "nationality",
        Text("Staatsangehörigkeit", "Nationality"),
        (
            Member("de", Text("deutsch", "German")),
            Member("foreign", Text("nicht deutsch", "not German")),
            Member("eu", Text("anderer EU-Staat", "another EU state"), "foreign"),
            Member("other", Text("Staat außerhalb der EU", "a state outside the EU"), "foreign"),
            Member("na", Text("nicht zuordenbar", "cannot be attributed"), unattributed=True),
        ),
    ),
)
_PERCENT, _PERSONS = Text("%", "%"), Text("Personen", "persons")
INDICATORS = (
    Indicator(
        "population", Text("Bevölkerung", "Population"),
        Text("Personen mit Hauptwohnsitz am 31. Dezember.", "Persons with their main residence on 31 December."),
        IndicatorKind.COUNT, _PERSONS, "register", ("population", "age"), decimals=0,
        dimensions=("age", "sex", "nationality"), synonyms=("Einwohner", "Einwohnerzahl", "Leute", "inhabitants"),
    ),
    Indicator(
        "foreigners-share", Text("Anteil der Ausländerinnen und Ausländer", "Share of foreign nationals"),
        Text("Personen ohne deutsche Staatsangehörigkeit an der Bevölkerung.",
             "Persons without German nationality in the population."),
        IndicatorKind.SHARE, _PERCENT, "register", ("migration", "origin"),
        numerator=Text("Personen ohne deutsche Staatsangehörigkeit", "persons without German nationality"),
        denominator=Text("Bevölkerung", "population"), factor=100.0, synonyms=("Ausländeranteil", "Migration"),
    ),
    Indicator(
        "sgb2-rate", Text("SGB-II-Quote", "Minimum income for job-seekers (SGB II)"),
        Text("Regelleistungsberechtigte nach dem SGB II an der Bevölkerung unter 65 Jahren.",
             "Persons entitled to benefits under SGB II in the population under 65."),
        IndicatorKind.SHARE, _PERCENT, "employment-agency", ("work-income", "minimum-income"), Polarity.BURDEN,
        Text("Regelleistungsberechtigte", "persons entitled"), Text("Bevölkerung unter 65", "population under 65"),
        100.0, synonyms=("Hartz IV", "Bürgergeld", "Arbeitslosengeld II", "Armut"),
    ),
    Indicator(
        "sgb2-children", Text("Kinder unter 15 Jahren im SGB II", "Children under 15 in SGB II households"),
        Text("Regelleistungsberechtigte unter 15 Jahren an der Bevölkerung unter 15 Jahren.",
             "Persons under 15 entitled to benefits under SGB II in the population under 15."),
        IndicatorKind.SHARE, _PERCENT, "employment-agency", ("work-income", "minimum-income", "children"),
        Polarity.BURDEN, Text("Regelleistungsberechtigte unter 15", "persons under 15 entitled"),
        Text("Bevölkerung unter 15", "population under 15"), 100.0, synonyms=("Kinderarmut", "child poverty"),
    ),
    Indicator(
        "unemployed", Text("Anteil der Arbeitslosen", "Share of unemployed persons"),
        Text("Arbeitslose an der Bevölkerung von 15 bis 64 Jahren.", "Unemployed in the population aged 15 to 64."),
        IndicatorKind.SHARE, _PERCENT, "employment-agency", ("work-income", "unemployment"), Polarity.BURDEN,
        Text("Arbeitslose", "unemployed"), Text("Bevölkerung 15 bis 64", "population aged 15 to 64"), 100.0,
        synonyms=("Arbeitslosenquote", "unemployment"),
    ),
)  # fmt: skip
