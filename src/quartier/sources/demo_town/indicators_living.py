"""Indicators of housing, environment and participation, in German and English."""

from __future__ import annotations

from quartier.kernel.declared import Indicator, IndicatorKind
from quartier.kernel.text import Text
from quartier.sources.demo_town.declare import BURDEN, NEUTRAL, RELIEF, mean, rate, share

_HOMES = Text("Haushalte", "households")
_PEOPLE = Text("Bevölkerung", "population")
BUILDING_CLASSES: tuple[tuple[float, Text], ...] = (
    (1.0, Text("gut", "good")),
    (2.0, Text("leichte Mängel", "minor defects")),
    (3.0, Text("deutliche Mängel", "clear defects")),
    (4.0, Text("schlecht", "poor")),
)
INDICATORS: tuple[Indicator, ...] = (
    share(
        "housing-benefit",
        Text("Wohngeldhaushalte", "Households with housing benefit (Wohngeld)"),
        Text(
            "Haushalte mit Wohngeld nach dem Wohngeldgesetz an allen Haushalten am 31. Dezember.",
            "Households receiving housing benefit under the Wohngeldgesetz as a share of all households.",
        ),
        Text("Haushalte mit Wohngeld", "households with housing benefit"),
        _HOMES,
        "social-office",
        ("housing", "housing-cost", "minimum-income"),
        NEUTRAL,
        synonyms=("Wohngeld", "Mietzuschuss", "WoGG", "Wohngeld-Plus", "housing allowance"),
        notes=Text(
            "Reformen 2016, 2020 und vor allem 2023 (Wohngeld-Plus) erweiterten den Kreis der Berechtigten. Wer SGB II "
            "oder Grundsicherung erhält, erhält kein Wohngeld. 2011 liegen keine Werte der Quartiere vor.",
            "Reforms of 2016, 2020 and above all 2023 (Wohngeld-Plus) widened the circle of those entitled. Nobody "
            "receives it beside SGB II or basic security. There are no values of quarters for 2011.",
        ),
    ),
    mean(
        "living-space",
        Text("Wohnfläche je Person", "Living space per person"),
        Text("Wohnfläche in Wohngebäuden je Person.", "Floor space of dwellings per person."),
        Text("Wohnfläche in m²", "floor space in m²"),
        _PEOPLE,
        Text("m² je Person", "m² per person"),
        1,
        "census",
        ("housing", "housing-stock"),
        RELIEF,
        ("Quadratmeter", "Wohnungsgröße", "floor space"),
        Text(
            "Zwischen den Zählungen 2011 und 2022 aus Bautätigkeit fortgeschrieben (geschätzt).",
            "Updated from building activity between the censuses of 2011 and 2022 (estimated).",
        ),
    ),
    share(
        "overcrowding",
        Text("Beengt wohnende Haushalte", "Overcrowded households"),
        Text(
            "Haushalte mit mehr als einer Person je Wohnraum an allen Haushalten.",
            "Households with more than one person per room as a share of all households.",
        ),
        Text("beengt wohnende Haushalte", "overcrowded households"),
        _HOMES,
        "census",
        ("housing", "housing-stock"),
        synonyms=("Überbelegung", "beengtes Wohnen", "overcrowding"),
        notes=Text("Nur zu den Zensustagen 2011 und 2022.", "Only on the census days of 2011 and 2022."),
    ),
    mean(
        "asking-rent",
        Text("Angebotsmiete", "Asking rent"),
        Text(
            "Mittlere Nettokaltmiete der im Jahr angebotenen Wohnungen, je m² (nach Fläche gewichtet).",
            "Mean net rent of dwellings offered during the year, per m² (weighted by floor space).",
        ),
        Text("Summe der Nettokaltmieten in Euro", "sum of net rents in euros"),
        Text("angebotene Wohnfläche in m²", "floor space offered in m²"),
        Text("€/m²", "€/m²"),
        2,
        "housing-office",
        ("housing", "housing-cost"),
        BURDEN,
        ("Miete", "Kaltmiete", "Mietspiegel", "Wohnkosten", "rent"),
        Text(
            "Keine Werte, wo weniger als 500 m² angeboten wurden. Bestandsmieten sind niedriger.",
            "No values where less than 500 m² was on offer. Rents of existing contracts are lower.",
        ),
    ),
    Indicator(
        "building-condition",
        Text("Gebäudezustand", "Condition of buildings"),
        Text(
            "Überwiegender äußerer Zustand der Wohngebäude nach Begehung in vier Stufen.",
            "Prevailing outer condition of residential buildings by inspection, in four classes.",
        ),
        IndicatorKind.CLASS,
        Text("Stufe", "class"),
        "housing-office",
        ("housing", "housing-stock"),
        BURDEN,
        decimals=0,
        synonyms=("Sanierung", "Bauzustand", "Instandhaltung", "building condition"),
        notes=Text(
            "Begehungen 2012, 2018 und 2024, nur Quartiere. Stufen werden nicht gemittelt.",
            "Inspections in 2012, 2018 and 2024, quarters only. Classes are not averaged.",
        ),
        classes=BUILDING_CLASSES,
    ),
    share(
        "vacancy",
        Text("Wohnungsleerstand", "Vacant dwellings"),
        Text(
            "Länger als drei Monate leer stehende Wohnungen an allen Wohnungen, aus Stromzählern geschätzt.",
            "Dwellings empty for more than three months, estimated from electricity meters.",
        ),
        Text("leer stehende Wohnungen", "vacant dwellings"),
        Text("Wohnungen", "dwellings"),
        "housing-office",
        ("housing", "housing-stock"),
        NEUTRAL,
        synonyms=("Leerstand", "leere Wohnungen", "vacancy"),
    ),
    rate(
        "eviction-suits",
        Text("Räumungsklagen", "Eviction suits"),
        Text(
            "Beim Amtsgericht im Jahr eingegangene Räumungsklagen (Mitteilung nach § 22 Abs. 9 SGB "
            "II) je 1.000 Haushalte.",
            "Eviction suits filed with the local court during the year (notified under section 22(9) SGB II) per 1,000 "
            "households.",
        ),
        Text("Räumungsklagen", "eviction suits"),
        _HOMES,
        "court",
        ("housing", "housing-loss"),
        synonyms=("Wohnungsverlust", "Zwangsräumung", "Wohnungslosigkeit", "Obdachlosigkeit", "homelessness"),
        notes=Text(
            "2020 war die Kündigung wegen Mietrückständen aus der Pandemie zeitweise ausgeschlossen.",
            "In 2020 notice for arrears due to the pandemic was barred for some months.",
        ),
    ),
    share(
        "noise",
        Text("Lärmbelastete Bevölkerung", "Population exposed to noise"),
        Text(
            "Menschen mit nächtlichem Straßen- und Schienenlärm über 50 dB(A) (L night) an der Bevölkerung.",
            "People exposed to road and rail noise above 50 dB(A) at night (L night) in the population.",
        ),
        Text("nachts über 50 dB(A) belastete Menschen", "people exposed to more than 50 dB(A) at night"),
        _PEOPLE,
        "environment-office",
        ("environment", "noise-air"),
        synonyms=("Lärm", "Verkehrslärm", "Umgebungslärm", "Lärmkarte", "noise"),
        notes=Text(
            "Modell der Lärmkartierung (Richtlinie 2002/49/EG), alle fünf Jahre.",
            "Model of noise mapping (Directive 2002/49/EC), every five years.",
        ),
    ),
    mean(
        "no2",
        Text("Stickstoffdioxid (NO₂)", "Nitrogen dioxide (NO₂)"),
        Text(
            "Modelliertes Jahresmittel der Stickstoffdioxid-Konzentration am Wohnort, über die Bevölkerung gemittelt.",
            "Modelled annual mean concentration of nitrogen dioxide at home, averaged over the population.",
        ),
        Text("Summe der Konzentrationen am Wohnort", "sum of concentrations at home"),
        _PEOPLE,
        Text("µg/m³", "µg/m³"),
        1,
        "environment-office",
        ("environment", "noise-air"),
        BURDEN,
        ("Luft", "Stickoxide", "Luftqualität", "NO2", "air quality"),
        Text("Grenzwert seit 2010: 40 µg/m³ (39. BImSchV).", "Limit value since 2010: 40 µg/m³ (39th BImSchV)."),
    ),
    mean(
        "green-space",
        Text("Öffentliches Grün je Person", "Public green per person"),
        Text(
            "Öffentlich zugängliche Grünfläche innerhalb von 500 m, je Person.",
            "Publicly accessible green space within 500 m, per person.",
        ),
        Text("erreichbare Grünfläche in m²", "reachable green space in m²"),
        _PEOPLE,
        Text("m² je Person", "m² per person"),
        1,
        "environment-office",
        ("environment", "green"),
        RELIEF,
        ("Park", "Grünfläche", "Spielplatz", "green space"),
    ),
    share(
        "turnout",
        Text("Wahlbeteiligung (Bundestag)", "Turnout (Bundestag)"),
        Text(
            "Wählende an den Wahlberechtigten bei der Wahl zum Deutschen Bundestag; Briefwahl zugerechnet.",
            "Voters as a share of those entitled at the election to the Bundestag; postal votes included.",
        ),
        Text("Wählerinnen und Wähler", "voters"),
        Text("Wahlberechtigte", "persons entitled to vote"),
        "elections",
        ("participation", "elections"),
        RELIEF,
        synonyms=("Wahl", "Bundestagswahl", "Beteiligung", "Demokratie", "voting"),
        notes=Text(
            "Wer keine deutsche Staatsangehörigkeit hat, ist nicht wahlberechtigt und fehlt im Nenner.",
            "Those without German nationality may not vote and are absent from the denominator.",
        ),
    ),
)
