"""Indicators of family, education and health, in German and English."""

from __future__ import annotations

from quartier.kernel.declared import Indicator
from quartier.kernel.text import Text
from quartier.sources.demo_town.declare import NEUTRAL, RELIEF, rate, share

_NO_EXAMINATION = Text(
    "Im Schuljahr 2020/21 fiel die Schuleingangsuntersuchung wegen der Pandemie aus. Wenige Kinder je Quartier: Werte "
    "schwanken von Jahr zu Jahr.",
    "In the school year 2020/21 the examination did not take place because of the pandemic. Few children in a quarter: "
    "values vary from year to year.",
)
_EXAMINED = Text("untersuchte Einschulungskinder", "children examined at school entry")

INDICATORS: tuple[Indicator, ...] = (
    share(
        "single-parents",
        Text("Alleinerziehende", "Single-parent households"),
        Text(
            "Haushalte von Alleinerziehenden an allen Haushalten mit Kindern unter 18 Jahren.",
            "Single-parent households as a share of all households with children under 18.",
        ),
        Text("Haushalte von Alleinerziehenden", "single-parent households"),
        Text("Haushalte mit Kindern unter 18 Jahren", "households with children under 18"),
        "register",
        ("family", "single-parents", "households"),
        NEUTRAL,
        synonyms=("Ein-Eltern-Familien", "alleinerziehend", "lone parents"),
        notes=Text(
            "Haushalte sind aus dem Melderegister erzeugt; getrennt Erziehende mit zwei Wohnungen "
            "sind nicht erkennbar.",
            "Households are generated from the register; parents sharing care in two homes cannot be told.",
        ),
    ),
    rate(
        "youth-welfare",
        Text("Hilfen zur Erziehung", "Support for raising children (Hilfen zur Erziehung)"),
        Text(
            "Hilfen zur Erziehung (§§ 27 bis 35 SGB VIII) im Jahr je 1.000 Minderjährige.",
            "Support for raising children (sections 27 to 35 SGB VIII) during the year per 1,000 minors.",
        ),
        Text("Hilfen für Minderjährige", "cases of support for minors"),
        Text("Bevölkerung unter 18 Jahren", "population under 18"),
        "youth-office",
        ("family", "youth-welfare"),
        NEUTRAL,
        ("sex",),
        ("HzE", "SGB VIII", "Jugendhilfe", "Jugendamt", "Erziehungshilfe", "child welfare"),
        Text(
            "Hilfen zeigen auch, dass Angebote ankommen: ein hoher Wert ist keine Aussage über Eltern.",
            "Support also shows that offers reach people: a high value says nothing about parents.",
        ),
    ),
    share(
        "day-care-rate",
        Text("Betreuungsquote unter 6 Jahren", "Day-care rate under 6"),
        Text(
            "Kinder in Kindertageseinrichtungen und Kindertagespflege am 1. März an allen Kindern unter 6 Jahren.",
            "Children in day-care centres and with childminders on 1 March as a share of all children under 6.",
        ),
        Text("betreute Kinder, nach Wohnort", "children in day care, by place of residence"),
        Text("Kinder unter 6 Jahren am vorangehenden Jahresende", "children under 6 at the end of the year"),
        "youth-office",
        ("education", "early-education", "children"),
        RELIEF,
        ("age",),
        ("Kita", "Krippe", "Kindergarten", "Betreuung", "U3", "nursery", "child care"),
        Text(
            "Rechtsanspruch ab dem ersten Geburtstag seit August 2013 (§ 24 SGB VIII). Zeigt "
            "Inanspruchnahme, nicht Bedarf.",
            "Legal claim from the first birthday since August 2013 (section 24 SGB VIII). Shows use, not need.",
        ),
    ),
    share(
        "language-support",
        Text("Sprachförderbedarf bei der Einschulung", "Need of language support at school entry"),
        Text(
            "Kinder mit festgestelltem Sprachförderbedarf an den untersuchten Einschulungskindern.",
            "Children found to need language support as a share of those examined at school entry.",
        ),
        Text("Kinder mit Sprachförderbedarf", "children in need of language support"),
        _EXAMINED,
        "health-office",
        ("education", "early-education", "child-health"),
        synonyms=("Sprachstand", "Deutschkenntnisse", "Sprachförderung", "Schuleingangsuntersuchung", "language"),
        notes=_NO_EXAMINATION,
    ),
    share(
        "school-entry-findings",
        Text("Auffällige Befunde bei der Einschulung", "Findings at the school-entry examination"),
        Text(
            "Kinder mit auffälligem Befund in Motorik oder Gewicht an den untersuchten Einschulungskindern.",
            "Children with a finding in motor skills or weight as a share of those examined at school entry.",
        ),
        Text("Kinder mit auffälligem Befund", "children with a finding"),
        _EXAMINED,
        "health-office",
        ("health", "child-health"),
        synonyms=("Schuleingangsuntersuchung", "SEU", "Übergewicht", "Motorik", "Kindergesundheit", "school entry"),
        notes=_NO_EXAMINATION,
    ),
    share(
        "gymnasium-transition",
        Text("Übergang zum Gymnasium", "Transition to Gymnasium"),
        Text(
            "Kinder, die nach der 4. Klasse zum Gymnasium wechseln, an allen Übergängen, nach Wohnort.",
            "Children moving to a Gymnasium after year 4 as a share of all transitions, by place of residence.",
        ),
        Text("Übergänge zum Gymnasium", "transitions to Gymnasium"),
        Text("Übergänge nach der 4. Klasse", "transitions after year 4"),
        "school-authority",
        ("education", "school"),
        RELIEF,
        synonyms=("Übergangsquote", "Schulübergang", "Abitur", "weiterführende Schule", "grammar school"),
    ),
    share(
        "leavers-without-certificate",
        Text("Schulabgänge ohne Abschluss", "School leavers without a certificate"),
        Text(
            "Jugendliche, die die Schule ohne Hauptschulabschluss verlassen, an allen Schulabgängen, nach Wohnort.",
            "Young people leaving school without the lowest certificate as a share of all leavers, by residence.",
        ),
        Text("Abgänge ohne Hauptschulabschluss", "leavers without a certificate"),
        Text("Schulabgänge", "school leavers"),
        "school-authority",
        ("education", "school"),
        synonyms=("Schulabbruch", "ohne Schulabschluss", "Schulabgänger", "drop-outs"),
        notes=Text(
            "Sehr kleine Zahlen: Unterschiede zwischen Quartieren eines Jahres sind meist Zufall.",
            "Very small numbers: differences between quarters in one year are mostly chance.",
        ),
    ),
    share(
        "care-rate",
        Text("Pflegequote", "People in need of long-term care"),
        Text(
            "Pflegebedürftige (SGB XI) an der Bevölkerung, Stichtag 15. Dezember, alle zwei Jahre.",
            "Persons in need of care (SGB XI) in the population on 15 December, every second year.",
        ),
        Text("Pflegebedürftige", "persons in need of care"),
        Text("Bevölkerung", "population"),
        "state-statistics",
        ("health", "care"),
        NEUTRAL,
        ("sex",),
        ("Pflegebedürftigkeit", "Pflegegrad", "Pflegestufe", "SGB XI", "care"),
        Text(
            "Seit 2017 gelten fünf Pflegegrade statt drei Pflegestufen: mehr Menschen gelten als pflegebedürftig, "
            "Zeitreihenbruch.",
            "Since 2017 five grades replace three levels: more people count as in need of care, break in the series.",
        ),
    ),
    share(
        "disability",
        Text("Schwerbehinderung", "Severe disability"),
        Text(
            "Menschen mit gültigem Schwerbehindertenausweis (Grad der Behinderung ab 50, SGB IX) an der Bevölkerung.",
            "People with a valid severe disability card (degree of 50 or more, SGB IX) in the population.",
        ),
        Text("schwerbehinderte Menschen", "severely disabled persons"),
        Text("Bevölkerung", "population"),
        "state-statistics",
        ("health", "disability"),
        NEUTRAL,
        ("age", "sex"),
        ("Behinderung", "SGB IX", "Inklusion", "Schwerbehindertenausweis", "disability"),
    ),
)
