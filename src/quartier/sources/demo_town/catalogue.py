"""Licence, sources, dimensions and target groups of the demo town."""

from __future__ import annotations

from quartier.kernel.declared import Dimension, Licence, Member, Source, TargetGroup
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
    Source("social-office", Text("Sozialamt: Leistungsstatistik (fiktiv)", "Social welfare office (fictitious)"),
           _PUBLISHER, "cc0"),
    Source("youth-office", Text("Jugendamt: Kinder- und Jugendhilfestatistik (fiktiv)", "Youth office (fictitious)"),
           _PUBLISHER, "cc0"),
    Source("school-authority", Text("Schulstatistik (fiktiv)", "School statistics (fictitious)"), _PUBLISHER, "cc0"),
    Source("health-office", Text("Gesundheitsamt: Schuleingangsuntersuchung (fiktiv)",
                                 "Health office: school-entry examination (fictitious)"), _PUBLISHER, "cc0"),
    Source("state-statistics", Text("Pflege- und Schwerbehindertenstatistik (fiktiv)",
                                    "Statistics of care and severe disability (fictitious)"),
           "Statistisches Landesamt (fiktiv)", "cc0"),
    Source("census", Text("Zensus und Fortschreibung (fiktiv)", "Census and updating (fictitious)"),
           "Statistisches Landesamt (fiktiv)", "cc0"),
    Source("housing-office", Text("Wohnungsmarktbeobachtung (fiktiv)", "Housing market monitoring (fictitious)"),
           _PUBLISHER, "cc0"),
    Source("court", Text("Amtsgericht: Räumungsklagen (fiktiv)", "Local court: eviction suits (fictitious)"),
           "Amtsgericht Irmenfurt (fiktiv)", "cc0"),
    Source("environment-office", Text("Umweltamt: Lärm, Luft, Grün (fiktiv)", "Environment office (fictitious)"),
           _PUBLISHER, "cc0"),
    Source("elections", Text("Wahlamt (fiktiv)", "Elections office (fictitious)"), _PUBLISHER, "cc0"),
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
TARGET_GROUPS = (
    TargetGroup("small-children", Text("Kleinkinder", "small children"), {"age": ("0-2", "3-5")},
                Text("vor der Einschulung", "before school")),
    TargetGroup("young-people", Text("Jugendliche und junge Erwachsene", "young people"), {"age": ("15-24",)},
                Text("Übergang von der Schule in den Beruf", "from school to work")),
    TargetGroup("newcomers", Text("Zugewanderte ohne EU-Pass", "newcomers from outside the EU"),
                {"nationality": ("other",)}, Text("Ankommen und Teilhabe", "arriving and taking part")),
    TargetGroup("old-women", Text("hochaltrige Frauen", "very old women"), {"age": ("80+",), "sex": ("f",)},
                Text("oft allein lebend", "often living alone")),
)  # fmt: skip
