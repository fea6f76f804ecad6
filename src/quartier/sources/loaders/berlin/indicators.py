"""The catalogue of Berlin."""

from __future__ import annotations

from quartier.kernel.declared import Dimension, Indicator, IndicatorKind, Member, Polarity, TargetGroup
from quartier.kernel.text import Text

MSS, AFS, GSSA = "mss", "afs-population", "gssa"
_B, _R, _N = Polarity.BURDEN, Polarity.RELIEF, Polarity.NEUTRAL
_PERCENT = Text("%")
_POINTS = Text("Prozentpunkte", "percentage points")
_RESIDENTS = Text("Einwohnerinnen und Einwohner", "residents")
_SHARES_ONLY = Text(
    "Anteilswerte wie veröffentlicht; Zähler und Nenner sind nicht veröffentlicht, eine Zusammenfassung mehrerer "
    "Gebiete ist daher nicht möglich. Nicht bewertet sind Planungsräume unter 300 Einwohnern und Ausreißer.",
    "Shares as published; numerators and denominators are not published, so that areas cannot be combined. Not rated: "
    "planning areas with fewer than 300 residents and outliers.",
)

_S = {
    "1": (
        Text("Arbeitslosenanteil (SGB II und III)", "Unemployed share (SGB II and III)"),
        Text("Arbeitslose nach SGB II und III", "unemployed persons under SGB II and III"),
        Text("Einwohnerinnen und Einwohner von 15 bis unter 65 Jahren", "residents aged 15 to under 65"),
        ("unemployment", "work-income"),
        ("Arbeitslosigkeit", "Arbeitslosenquote", "S1"),
    ),
    "2": (
        Text("Langzeitarbeitslosenanteil", "Long-term unemployed share"),
        Text("Langzeitarbeitslose (über ein Jahr)", "persons unemployed for over a year"),
        Text("Einwohnerinnen und Einwohner von 15 bis unter 65 Jahren", "residents aged 15 to under 65"),
        ("unemployment", "work-income"),
        ("Langzeitarbeitslosigkeit", "S2"),
    ),
    "3": (
        Text("Transferbezug (nicht arbeitslos, SGB II und XII)", "Transfer receipt (not unemployed, SGB II and XII)"),
        Text("nicht arbeitslose Beziehende von Leistungen nach SGB II und XII", "recipients under SGB II and XII "
        "who are "
             "not unemployed"),
        _RESIDENTS,
        ("minimum-income", "work-income"),
        ("Transferbezug", "Grundsicherung", "Hartz IV", "Bürgergeld", "S3"),
    ),
    "4": (
        Text("Transferbezug der unter 15-Jährigen (SGB II)", "Transfer receipt of under-15s (SGB II)"),
        Text("Transferbeziehende nach SGB II unter 15 Jahren", "recipients under SGB II aged under 15"),
        Text("Einwohnerinnen und Einwohner unter 15 Jahren", "residents under 15"),
        ("minimum-income", "children", "family"),
        ("Kinderarmut", "child poverty", "S4"),
    ),
}  # fmt: skip

_K: tuple[tuple[str, str, str, str, str, Polarity, tuple[str, ...], Text], ...] = (
    ("k01", "Arbeitslosenanteil der unter 25-Jährigen", "Unemployed share of under-25s",
     "Arbeitslose unter 25 Jahren an den 15- bis unter 25-Jährigen",
     "Unemployed persons under 25 relative to residents aged 15 to under 25", _B, ("unemployment",), _PERCENT),
    ("k02", "Alleinerziehende Haushalte", "Single-parent households",
     "Haushalte Alleinerziehender an den Haushalten mit Kindern", "Single-parent households among households with "
     "children",
     _N, ("single-parents", "family"), _PERCENT),
    ("k03", "Grundsicherung im Alter (ab 65)", "Basic security in old age (65 and over)",
     "Beziehende von Grundsicherung nach SGB XII ab 65 Jahren an der Altersgruppe",
     "Recipients of basic security (SGB XII) aged 65 and over relative to that age group", _B,
     ("minimum-income", "work-income"), _PERCENT),
    ("k04", "Kinder und Jugendliche mit Migrationshintergrund", "Children and young people with migration background",
     "Unter 18-Jährige mit Migrationshintergrund an allen unter 18-Jährigen",
     "Under-18s with migration background relative to all under-18s", _N, ("migration", "children"), _PERCENT),
    ("k06", "Veränderung des Ausländeranteils", "Change of the share of foreigners",
     "Veränderung des Anteils von Ausländerinnen und Ausländern gegenüber der Vorperiode des Monitorings",
     "Change of the share of foreigners since the preceding period of the monitoring", _N, ("migration", "origin"),
     _POINTS),
    ("k07", "Transferbezug von Ausländerinnen und Ausländern", "Transfer receipt of foreigners",
     "Ausländische Transferbeziehende an den Ausländerinnen und Ausländern",
     "Foreign recipients of transfers relative to foreigners", _B, ("minimum-income", "migration"), _PERCENT),
    ("k08", "Städtische Wohnungen", "Municipal dwellings",
     "Wohnungen städtischer Gesellschaften an allen Wohnungen", "Dwellings of municipal companies relative to all"
     " dwellings",
     _N, ("housing-stock", "housing"), _PERCENT),
    ("k09", "Einfache Wohnlage", "Simple residential location",
     "Anteil in einfacher Wohnlage nach dem Berliner Mietspiegel",
     "Share in simple residential locations of the Berlin rent index", _B, ("housing-stock", "housing"), _PERCENT),
    ("k10", "Wohndauer über 5 Jahre", "Residence of more than 5 years",
     "Einwohnerinnen und Einwohner mit mindestens fünf Jahren an derselben Adresse",
     "Residents with five or more years at the same address", _N, ("mobility",), _PERCENT),
    ("k11", "Wanderungsvolumen", "Migration volume", "Zu- und Fortzüge je 100 Einwohnerinnen und Einwohner",
     "Arrivals and departures per 100 residents", _N, ("mobility",), _PERCENT),
    ("k12", "Wanderungssaldo", "Net migration", "Zuzüge minus Fortzüge je 100 Einwohnerinnen und Einwohner",
     "Arrivals less departures per 100 residents", _N, ("mobility",), _PERCENT),
    ("k13", "Wanderungssaldo der unter 6-Jährigen", "Net migration of under-6s",
     "Zuzüge minus Fortzüge von Kindern unter 6 Jahren je 100 Kinder",
     "Arrivals less departures of children under 6 per 100 children", _N, ("mobility", "children"), _PERCENT),
    ("k14", "Wohnräume je Person", "Rooms per person", "Wohnräume je Einwohnerin und Einwohner", "Rooms per resident",
     _R,
     ("housing-stock", "housing"), Text("Räume", "rooms")),
    ("k15", "Wohnfläche je Person", "Living space per person", "Wohnfläche je Einwohnerin und Einwohner",
     "Living space per resident", _R, ("housing-stock", "housing"), Text("m²")),
)  # fmt: skip
_MEANS = {"k14", "k15"}
_CHANGES = {"k06", "k11", "k12", "k13"}

_G = (
    ("gesix", "GESIx (Gesundheits- und Sozialindex)", "GESIx (health and social index)", ("health", "work-income")),
    ("esix", "ESIx (Erwerbs- und Sozialindex)", "ESIx (employment and social index)", ("work-income",)),
    ("gssa-working-life", "Teilindex Erwerbsleben", "Sub-index working life", ("employment", "work-income")),
    ("gssa-social-status", "Teilindex Soziale Lage", "Sub-index social situation", ("work-income",)),
    ("gssa-health", "Teilindex Gesundheit", "Sub-index health", ("health",)),
)


_AGES = (
    ("0-5", "unter 6 Jahre", "under 6"),
    ("6-14", "6 bis unter 15 Jahre", "6 to under 15"),
    ("15-17", "15 bis unter 18 Jahre", "15 to under 18"),
    ("18-26", "18 bis unter 27 Jahre", "18 to under 27"),
    ("27-44", "27 bis unter 45 Jahre", "27 to under 45"),
    ("45-54", "45 bis unter 55 Jahre", "45 to under 55"),
    ("55-64", "55 bis unter 65 Jahre", "55 to under 65"),
    ("65+", "65 Jahre und älter", "65 and older"),
)
DIMENSIONS: tuple[Dimension, ...] = (
    Dimension("age", Text("Alter", "Age"), tuple(Member(key, Text(de, en)) for key, de, en in _AGES)),
    Dimension(
        "sex",
        Text("Geschlecht", "Sex"),
        (Member("f", Text("weiblich", "female")), Member("m", Text("männlich", "male"))),
    ),
    Dimension(
        "origin",
        Text("Migrationshintergrund", "Migration background"),
        (
            Member("german-without", Text("Deutsche ohne Migrationshintergrund", "Germans without")),
            Member("background", Text("mit Migrationshintergrund", "with migration background")),
            Member("german-with", Text("Deutsche mit Migrationshintergrund", "Germans with"), "background"),
            Member("foreign", Text("Ausländerinnen und Ausländer", "foreigners"), "background"),
        ),
    ),
)


TARGET_GROUPS: tuple[TargetGroup, ...] = (
    TargetGroup(
        "children", Text("Kinder und Jugendliche", "Children and young people"), {"age": ("0-5", "6-14", "15-17")}
    ),
    TargetGroup("older", Text("Ältere Menschen", "Older people"), {"age": ("65+",)}),
    TargetGroup(
        "migration", Text("Menschen mit Migrationshintergrund", "People with migration background"),
        {"origin": ("background",)},
    ),
)  # fmt: skip


def indicators(present: set[str]) -> tuple[Indicator, ...]:
    """Those of all indicators that have figures."""
    everything = (
        *_people(),
        *_shares(),
        *_CLASSES,
        *(_context(*item) for item in _K),
        *(_score(*item) for item in _G),
    )
    return tuple(indicator for indicator in everything if indicator.key in present)


def _share_of_residents(
    key: str, name: Text, numerator: Text, topics: tuple[str, ...], synonyms: tuple[str, ...]
) -> Indicator:
    text = Text(
        f"{numerator.de} an allen Einwohnerinnen und Einwohnern am 31.12.", f"Residents {numerator.en}, 31 Dec."
    )
    return Indicator(
        key, name, text, IndicatorKind.SHARE, _PERCENT, AFS, topics,
        numerator=numerator, denominator=_RESIDENTS, factor=100.0, synonyms=synonyms,
    )  # fmt: skip


def _people() -> tuple[Indicator, ...]:
    return (
        Indicator(
            "population",
            Text("Einwohnerinnen und Einwohner", "Residents"),
            Text(
                "Melderechtlich registrierte Einwohnerinnen und Einwohner am Ort der Hauptwohnung am 31.12.",
                "Registered residents at their main residence on 31 December.",
            ),
            IndicatorKind.COUNT,
            Text("Personen", "persons"),
            AFS,
            ("population", "age"),
            decimals=0,
            dimensions=("age", "sex", "origin"),
            synonyms=("Bevölkerung", "population"),
            notes=Text(
                "Männer sind als Differenz von Insgesamt und Frauen berechnet.", "Men are computed as total less women."
            ),
        ),
        _share_of_residents("under-18-share", Text("Anteil unter 18-Jähriger", "Share of under-18s"),
              Text("Personen unter 18 Jahren", "under 18"), ("age", "children"), ("Kinder und Jugendliche",)),
        _share_of_residents("65-plus-share", Text("Anteil ab 65-Jähriger", "Share aged 65 and over"),
              Text("Personen ab 65 Jahren", "aged 65 and over"), ("age",), ("Ältere", "Senioren")),
        _share_of_residents("migration-background-share", Text("Anteil mit "
        "Migrationshintergrund", "Share with migration background"),
              Text("Personen mit Migrationshintergrund", "with migration background"), ("migration", "origin"),
              ("K05",)),
        _share_of_residents("foreigners-share", Text("Ausländeranteil", "Share of foreigners"),
              Text("Ausländerinnen und Ausländer", "with foreign citizenship only"), ("migration", "origin"),
              ("Staatsangehörigkeit", "K16")),
    )  # fmt: skip


def _shares() -> tuple[Indicator, ...]:
    return tuple(item for number in _S for item in (_level_share(number), _change(number)))


def _level_share(number: str) -> Indicator:
    name, numerator, denominator, topics, synonyms = _S[number]
    text = Text(
        f"{numerator.de}, bezogen auf {denominator.de}, am 31.12. des Vorjahres der Ausgabe.",
        f"{numerator.en[:1].upper()}{numerator.en[1:]} relative to {denominator.en}, 31 December before the edition.",
    )
    return Indicator(
        f"s{number}", name, text, IndicatorKind.SHARE, _PERCENT, MSS, topics, _B,
        numerator=numerator, denominator=denominator, factor=100.0, synonyms=synonyms, notes=_SHARES_ONLY,
    )  # fmt: skip


def _change(number: str) -> Indicator:
    name, _, _, topics, _ = _S[number]
    text = Text(f"Veränderung von „{name.de}“ gegenüber zwei Jahren zuvor.", f"Change of '{name.en}' in two years.")
    return Indicator(
        f"d{number}", Text(f"Veränderung in 2 Jahren: {name.de}", f"Change in 2 years: {name.en}"), text,
        IndicatorKind.INDEX, _POINTS, MSS, topics, _B, decimals=2, synonyms=(f"D{number}", "Dynamik"),
        notes=_SHARES_ONLY,
    )  # fmt: skip


_INDEX_NOTES = Text(
    "z-Werte von S1 bis S4 (ab 2019 ohne S2), Summe, erneut standardisiert; Grenzen -1, 1 und 1,5. Eine Klasse "
    "zeigt die "
    "Lage im Vergleich mit der Stadt, keinen Bedarf.",
    "z-scores of S1 to S4 (from 2019 without S2), summed and standardised again; limits -1, 1 and 1.5. A class "
    "shows the "
    "situation relative to the city, not a need.",
)
_CLASSES: tuple[Indicator, ...] = (
    Indicator(
        "status",
        Text("Status-Index (MSS)", "Status index (MSS)"),
        Text("Klasse der sozialen Lage eines Planungsraums.", "Class of the social situation of a planning area."),
        IndicatorKind.CLASS,
        Text("Klasse", "class"),
        MSS,
        ("work-income", "family"),
        _B,
        decimals=0,
        synonyms=("soziale Lage", "Statusindex"),
        notes=_INDEX_NOTES,
        classes=(
            (1.0, Text("hoch", "high")),
            (2.0, Text("mittel", "medium")),
            (3.0, Text("niedrig", "low")),
            (4.0, Text("sehr niedrig", "very low")),
        ),
    ),
    Indicator(
        "dynamics",
        Text("Dynamik-Index (MSS)", "Dynamics index (MSS)"),
        Text("Klasse der Veränderung in zwei Jahren im Vergleich mit der Stadt.", "Class of the change in two "
        "years."),
        IndicatorKind.CLASS,
        Text("Klasse", "class"),
        MSS,
        ("work-income", "family"),
        _B,
        decimals=0,
        synonyms=("Dynamikindex",),
        classes=(
            (1.0, Text("positiv", "positive")),
            (3.0, Text("stabil", "stable")),
            (5.0, Text("negativ", "negative")),
        ),
    ),
)  # fmt: skip


def _context(
    key: str, de: str, en: str, text: str, english: str, polarity: Polarity, topics: tuple[str, ...], unit: Text
) -> Indicator:
    kind = (
        IndicatorKind.MEAN
        if key in _MEANS
        else IndicatorKind.INDEX
        if key == "k06"
        else IndicatorKind.RATE
        if key in _CHANGES
        else IndicatorKind.SHARE
    )
    factor = 100.0 if kind in (IndicatorKind.SHARE, IndicatorKind.RATE) else 1.0
    return Indicator(
        key, Text(de, en), Text(f"{text}.", f"{english}."), kind, unit, MSS, topics, polarity, factor=factor,
        decimals=2 if key in _MEANS or key == "k06" else 1, synonyms=(key.upper(), "Kontextindikator"),
        notes=_SHARES_ONLY,
    )  # fmt: skip


def _score(key: str, de: str, en: str, topics: tuple[str, ...]) -> Indicator:
    return Indicator(
        key,
        Text(de, en),
        Text(
            "Faktorwert des Gesundheits- und Sozialstrukturatlas Berlin 2022; höher ist günstiger, 0 ist der "
            "Durchschnitt.",
            "Factor score of the Berlin health and social structure atlas 2022; higher is better, 0 is the mean.",
        ),
        IndicatorKind.SCORE,
        Text("Punkte", "points"),
        GSSA,
        topics,
        _R,
        decimals=2,
        synonyms=("GSSA", "Gesundheitsatlas", "Sozialstrukturatlas"),
        notes=Text(
            "Ein Wert ordnet ein Gebiet unter den Gebieten Berlins ein, er misst keine Anzahl.",
            "A score ranks an area among those of Berlin; it counts nothing.",
        ),
    )
