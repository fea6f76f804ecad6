"""Indicators of population, work and income, in German and English."""

from __future__ import annotations

from quartier.kernel.declared import Indicator, IndicatorKind
from quartier.kernel.text import Text
from quartier.sources.demo_town.declare import NEUTRAL, mean, rate, share

_UNDER_65 = Text("Bevölkerung unter 65 Jahren", "population under 65")
_SGB2_NOTE = Text(
    "Die Leistung heißt seit 2023 Bürgergeld, davor Arbeitslosengeld II und Sozialgeld (umgangssprachlich Hartz IV). "
    "Ab 2014 zählen Kinder mit eigenem bedarfsdeckendem Einkommen nicht mehr mit: Zeitreihenbruch. Die Quote misst "
    "den Bezug einer Leistung; wer keinen Antrag stellt, fehlt.",
    "Since 2023 the benefit is called Bürgergeld, before that Arbeitslosengeld II and Sozialgeld (colloquially "
    "Hartz IV). From 2014 children with sufficient income of their own are no longer counted: break in the series. The "
    "figure measures receipt of a benefit; those who do not claim it are absent.",
)
INDICATORS: tuple[Indicator, ...] = (
    Indicator(
        "population",
        Text("Bevölkerung", "Population"),
        Text(
            "Personen mit Hauptwohnsitz in Irmenfurt am 31. Dezember nach dem Melderegister.",
            "Persons with their main residence in Irmenfurt on 31 December according to the population register.",
        ),
        IndicatorKind.COUNT,
        Text("Personen", "persons"),
        "register",
        ("population", "age"),
        decimals=0,
        dimensions=("age", "sex", "nationality"),
        synonyms=("Einwohner", "Einwohnerzahl", "Demografie", "Altersgruppen", "inhabitants", "residents"),
        notes=Text(
            "Baublöcke, Quartiere und Stadtteile gehen exakt auf. Rasterzellen sind aus Baublöcken "
            "verteilt (geschätzt).",
            "Blocks, quarters and districts add up exactly. Grid cells are spread from blocks (estimated).",
        ),
    ),
    share(
        "foreigners-share",
        Text("Anteil nicht deutscher Bevölkerung", "Share of non-German population"),
        Text(
            "Personen ohne deutsche Staatsangehörigkeit an der Bevölkerung.",
            "Persons without German nationality as a share of the population.",
        ),
        Text("Personen ohne deutsche Staatsangehörigkeit", "persons without German nationality"),
        Text("Bevölkerung", "population"),
        "register",
        ("migration", "origin"),
        NEUTRAL,
        ("age",),
        ("Ausländeranteil", "Ausländer", "Staatsangehörigkeit", "Migration", "foreigners"),
        Text(
            "Die Staatsangehörigkeit sagt nichts über Sprache, Geburtsort oder Bleibeabsicht; "
            "Einbürgerungen senken den "
            "Anteil.",
            "Nationality does not tell language, place of birth or intention to stay; naturalisation lowers the share.",
        ),
    ),
    rate(
        "moves-from-abroad",
        Text("Zuzüge aus dem Ausland", "Moves from abroad"),
        Text(
            "Im Kalenderjahr aus dem Ausland zugezogene Personen je 1.000 der Bevölkerung am Jahresende.",
            "Persons who moved in from abroad during the year per 1,000 of the population at its end.",
        ),
        Text("Zugezogene aus dem Ausland", "persons moving in from abroad"),
        Text("Bevölkerung am 31. Dezember", "population on 31 December"),
        "register",
        ("population", "mobility", "migration"),
        NEUTRAL,
        ("nationality",),
        ("Zuwanderung", "Außenwanderung", "Flucht", "immigration"),
        Text(
            "2015/16 und 2022 sind von der Aufnahme Geflüchteter geprägt, 2020 von Reisebeschränkungen. Das Merkmal "
            "gliedert die Zuzüge, nicht die Bevölkerung.",
            "2015/16 and 2022 are marked by the arrival of refugees, 2020 by travel restrictions. The dimension breaks "
            "down the moves, not the population.",
        ),
    ),
    mean(
        "residence-duration",
        Text("Wohndauer", "Duration of residence"),
        Text(
            "Mittlere Dauer seit dem Einzug an der heutigen Adresse.",
            "Mean time since moving in at the present address.",
        ),
        Text("Summe der Wohnjahre an der Adresse", "sum of years at the address"),
        Text("Bevölkerung", "population"),
        Text("Jahre", "years"),
        1,
        "register",
        ("population", "mobility"),
        synonyms=("Fluktuation", "Sesshaftigkeit", "tenure"),
    ),
    share(
        "sgb2-rate",
        Text("SGB-II-Quote", "SGB II rate (minimum income for job-seekers)"),
        Text(
            "Leistungsberechtigte in der Grundsicherung für Arbeitsuchende (SGB II) an der "
            "Bevölkerung unter 65 Jahren.",
            "Persons entitled to basic income support for job-seekers (SGB II) in the population under 65.",
        ),
        Text("Regelleistungsberechtigte im SGB II", "persons entitled to benefits under SGB II"),
        _UNDER_65,
        "employment-agency",
        ("work-income", "minimum-income"),
        dimensions=("age", "sex", "nationality"),
        synonyms=("Hartz IV", "Bürgergeld", "Arbeitslosengeld II", "ALG II", "Armut", "Grundsicherung", "poverty"),
        notes=_SGB2_NOTE,
    ),
    share(
        "sgb2-children",
        Text("Kinder unter 15 Jahren im SGB II", "Children under 15 in SGB II"),
        Text(
            "Leistungsberechtigte unter 15 Jahren im SGB II an der Bevölkerung unter 15 Jahren.",
            "Persons under 15 entitled to benefits under SGB II in the population under 15.",
        ),
        Text("Regelleistungsberechtigte unter 15 Jahren", "persons under 15 entitled to benefits"),
        Text("Bevölkerung unter 15 Jahren", "population under 15"),
        "employment-agency",
        ("work-income", "minimum-income", "family", "children"),
        dimensions=("age", "nationality"),
        synonyms=("Kinderarmut", "Sozialgeld", "arme Kinder", "Hartz IV", "Bürgergeld", "child poverty"),
        notes=_SGB2_NOTE,
    ),
    share(
        "unemployed",
        Text("Arbeitslosenanteil", "Unemployed persons"),
        Text(
            "Arbeitslose (SGB II und SGB III) an der Bevölkerung von 15 bis 64 Jahren.",
            "Unemployed persons (SGB II and SGB III) in the population aged 15 to 64.",
        ),
        Text("Arbeitslose am Stichtag", "unemployed persons on the reference day"),
        Text("Bevölkerung von 15 bis 64 Jahren", "population aged 15 to 64"),
        "employment-agency",
        ("work-income", "unemployment"),
        dimensions=("sex", "nationality"),
        synonyms=("Arbeitslosigkeit", "Arbeitslosenquote", "Erwerbslose", "Jobsuche", "unemployment"),
        notes=Text(
            "Keine Arbeitslosenquote: Erwerbspersonen sind kleinräumig nicht bekannt, der Nenner ist die Bevölkerung.",
            "Not the unemployment rate: the labour force is unknown for small areas, the denominator "
            "is the population.",
        ),
    ),
    share(
        "unemployed-youth",
        Text("Arbeitslosenanteil unter 25 Jahren", "Unemployed persons under 25"),
        Text(
            "Arbeitslose von 15 bis 24 Jahren an der Bevölkerung dieses Alters.",
            "Unemployed persons aged 15 to 24 in the population of that age.",
        ),
        Text("Arbeitslose von 15 bis 24 Jahren", "unemployed persons aged 15 to 24"),
        Text("Bevölkerung von 15 bis 24 Jahren", "population aged 15 to 24"),
        "employment-agency",
        ("work-income", "unemployment", "children"),
        synonyms=("Jugendarbeitslosigkeit", "youth unemployment", "NEET"),
        notes=Text(
            "Der Lieferant sperrt Zahlen von 1 bis 9 mit *; der Wert liegt in den angegebenen Grenzen.",
            "The supplier hides numbers from 1 to 9 (*); the value lies within the bounds shown.",
        ),
    ),
    share(
        "unemployed-long-term",
        Text("Langzeitarbeitslose unter den Arbeitslosen", "Long-term unemployed among the unemployed"),
        Text(
            "Arbeitslose, die ein Jahr oder länger arbeitslos sind, an allen Arbeitslosen (§ 18 SGB III).",
            "Persons unemployed for a year or longer as a share of all unemployed (section 18 SGB III).",
        ),
        Text("Langzeitarbeitslose", "long-term unemployed"),
        Text("Arbeitslose", "unemployed persons"),
        "employment-agency",
        ("work-income", "unemployment"),
        synonyms=("Langzeitarbeitslosigkeit", "long-term unemployment"),
        notes=Text(
            "Zahlen von 1 bis 9 sind vom Lieferanten mit * gesperrt. 2021 wirkt die Pandemie nach.",
            "The supplier hides numbers from 1 to 9 (*). In 2021 the pandemic still shows.",
        ),
    ),
    share(
        "basic-security-old-age",
        Text("Grundsicherung im Alter", "Basic security in old age"),
        Text(
            "Empfängerinnen und Empfänger von Grundsicherung im Alter (SGB XII, 4. Kapitel) an der Bevölkerung ab 65.",
            "Recipients of basic security in old age (SGB XII, chapter 4) in the population aged 65 and over.",
        ),
        Text("Empfängerinnen und Empfänger ab 65 Jahren", "recipients aged 65 and over"),
        Text("Bevölkerung ab 65 Jahren", "population aged 65 and over"),
        "social-office",
        ("work-income", "minimum-income"),
        dimensions=("age", "sex"),
        synonyms=("Altersarmut", "Grundsicherung", "SGB XII", "old-age poverty"),
        notes=Text(
            "Die Regelaltersgrenze steigt seit 2012 schrittweise auf 67 Jahre; gezählt wird hier ab 65. Viele "
            "Berechtigte stellen keinen Antrag.",
            "The statutory age rises in steps to 67 since 2012; here it is counted from 65. Many who are entitled do "
            "not apply.",
        ),
    ),
    Indicator(
        "asylblg",
        Text("Leistungen nach dem AsylbLG", "Benefits for asylum seekers (AsylbLG)"),
        Text(
            "Personen, die am 31. Dezember Regelleistungen nach dem Asylbewerberleistungsgesetz erhalten.",
            "Persons receiving standard benefits under the Asylum Seekers' Benefits Act on 31 December.",
        ),
        IndicatorKind.COUNT,
        Text("Personen", "persons"),
        "social-office",
        ("migration", "residence-status", "minimum-income"),
        decimals=0,
        synonyms=("Asyl", "Asylbewerber", "Geflüchtete", "Flüchtlinge", "refugees", "asylum seekers"),
        notes=Text(
            "Aus der Ukraine Geflüchtete wechselten im Juni 2022 in SGB II und SGB XII. Zahlen von 1 bis 9 sind "
            "gesperrt; wo sich eine gesperrte Zahl aus der Summe ergäbe, ist eine zweite gesperrt.",
            "Refugees from Ukraine moved to SGB II and SGB XII in June 2022. Numbers from 1 to 9 are hidden; where one "
            "could be worked out from the sum, a second one is hidden too.",
        ),
    ),
)
