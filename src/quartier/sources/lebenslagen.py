"""The topic tree that every shipped collection shares: areas of life (Lebenslagen), not offices.

The areas follow the concept of Lebenslage in German social reporting (Armuts- und Reichtumsbericht der Bundesregierung;
Verein für Sozialplanung, Kommunale Sozialberichterstattung): income and work, education, health, housing, family,
participation, migration, environment, with population as the frame.
"""

from __future__ import annotations

from quartier.kernel.declared import Topic
from quartier.kernel.text import Text

_TREE: tuple[tuple[str, str, str, tuple[tuple[str, str, str], ...]], ...] = (
    (
        "population",
        "Bevölkerung",
        "Population",
        (
            ("age", "Altersstruktur", "Age structure"),
            ("households", "Haushalte", "Households"),
            ("mobility", "Zu- und Fortzüge, Wohndauer", "Moves, duration of residence"),
        ),
    ),
    (
        "work-income",
        "Arbeit und Einkommen",
        "Work and income",
        (
            ("employment", "Beschäftigung", "Employment"),
            ("unemployment", "Arbeitslosigkeit", "Unemployment"),
            ("minimum-income", "Mindestsicherung", "Minimum income benefits"),
            ("debt", "Überschuldung", "Debt"),
        ),
    ),
    (
        "education",
        "Bildung",
        "Education",
        (
            ("early-education", "Frühe Bildung und Betreuung", "Early education and care"),
            ("school", "Schule und Abschlüsse", "School and certificates"),
        ),
    ),
    (
        "health",
        "Gesundheit",
        "Health",
        (
            ("child-health", "Gesundheit von Kindern", "Children's health"),
            ("care", "Pflege", "Long-term care"),
            ("disability", "Behinderung", "Disability"),
        ),
    ),
    (
        "housing",
        "Wohnen",
        "Housing",
        (
            ("housing-cost", "Mieten und Wohnkosten", "Rents and housing costs"),
            ("housing-stock", "Wohnungen und Gebäude", "Dwellings and buildings"),
            ("housing-loss", "Drohender Wohnungsverlust", "Risk of losing one's home"),
        ),
    ),
    (
        "family",
        "Familie, Kinder und Jugend",
        "Family, children and youth",
        (
            ("children", "Kinder und Jugendliche", "Children and young people"),
            ("single-parents", "Alleinerziehende", "Single parents"),
            ("youth-welfare", "Kinder- und Jugendhilfe", "Child and youth welfare"),
        ),
    ),
    (
        "participation",
        "Teilhabe",
        "Participation",
        (("elections", "Wahlen", "Elections"),),
    ),
    (
        "migration",
        "Migration",
        "Migration",
        (
            ("origin", "Herkunft und Staatsangehörigkeit", "Origin and nationality"),
            ("residence-status", "Aufenthalt und Flucht", "Residence status and refuge"),
        ),
    ),
    (
        "environment",
        "Umwelt",
        "Environment",
        (
            ("noise-air", "Lärm und Luft", "Noise and air"),
            ("green", "Grün", "Green space"),
        ),
    ),
)


def topics() -> tuple[Topic, ...]:
    """The whole tree, each topic after its parent."""
    return tuple(
        topic
        for key, german, english, below in _TREE
        for topic in (
            Topic(key, Text(german, english)),
            *(Topic(child, Text(de, en), parent=key) for child, de, en in below),
        )
    )
