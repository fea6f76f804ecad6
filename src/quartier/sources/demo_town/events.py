"""What happened: on every time axis."""

from __future__ import annotations

from datetime import date

from quartier.kernel.declared import Event
from quartier.kernel.text import Text
from quartier.sources.demo_town.places import TOWN_CODE

EVENTS: tuple[Event, ...] = (
    Event(
        "sgb2-method",
        date(2014, 1, 1),
        Text("Neue Zählweise im SGB II", "New counting in SGB II"),
        Text(
            "Kinder mit ausreichendem eigenem Einkommen zählen nicht mehr als leistungsberechtigt. "
            "Werte davor und danach "
            "sind nicht vergleichbar.",
            "Children with sufficient income of their own no longer count as entitled. Values before "
            "and after cannot be "
            "compared.",
        ),
        "method",
        indicators=("sgb2-rate", "sgb2-children"),
    ),
    Event(
        "arrival-2015",
        date(2015, 9, 1),
        Text("Ankunft von Geflüchteten", "Arrival of refugees"),
        Text(
            "Irmenfurt nimmt 2015 und 2016 Menschen auf, vor allem aus Syrien, Afghanistan und dem Irak; Unterkünfte "
            "entstehen am Bahnhof, am Heidberg und in Lohfeld.",
            "In 2015 and 2016 Irmenfurt takes in people, mostly from Syria, Afghanistan and Iraq; "
            "accommodation opens by "
            "the station, in Heidberg and in Lohfeld.",
        ),
        "arrival",
        date(2016, 12, 31),
    ),
    Event(
        "care-grades",
        date(2017, 1, 1),
        Text("Pflegegrade ersetzen Pflegestufen", "Grades of care replace levels"),
        Text(
            "Zweites Pflegestärkungsgesetz: Demenz zählt mit, mehr Menschen gelten als pflegebedürftig.",
            "Second act on strengthening care: dementia counts, more people are in need of care by definition.",
        ),
        "method",
        indicators=("care-rate",),
    ),
    Event(
        "boundary-reform",
        date(2018, 1, 1),
        Text("Neue Quartiersgrenzen", "New boundaries of quarters"),
        Text(
            "Aus 60 Quartieren werden 61: vier werden geteilt, sechs zu drei zusammengelegt; die "
            "Quartiere der Bergdörfer "
            "erhalten neue Nummern. Baublöcke und Stadtteile bleiben.",
            "60 quarters become 61: four are split, six merged into three; the quarters of Bergdörfer get new numbers. "
            "Blocks and districts stay.",
        ),
        "reform",
        level="city",
        unit=TOWN_CODE,
    ),
    Event(
        "pandemic",
        date(2020, 3, 16),
        Text("Corona-Pandemie", "Covid-19 pandemic"),
        Text(
            "Schulen und Kitas schließen zeitweise, die Schuleingangsuntersuchung fällt aus, Arbeitslosigkeit steigt.",
            "Schools and day care close for a time, the school-entry examination is cancelled, unemployment rises.",
        ),
        "pandemic",
        date(2022, 4, 2),
    ),
    Event(
        "arrival-2022",
        date(2022, 3, 1),
        Text("Ankunft aus der Ukraine", "Arrival from Ukraine"),
        Text(
            "Rund 2.000 Menschen aus der Ukraine kommen an; seit Juni 2022 erhalten sie Leistungen nach SGB II und XII "
            "statt nach dem AsylbLG.",
            "Some 2,000 people arrive from Ukraine; since June 2022 they receive benefits under SGB "
            "II and XII instead of "
            "AsylbLG.",
        ),
        "arrival",
        date(2022, 12, 31),
    ),
    Event(
        "buergergeld",
        date(2023, 1, 1),
        Text("Bürgergeld", "Bürgergeld"),
        Text(
            "Das Arbeitslosengeld II heißt nun Bürgergeld; die Regelsätze steigen.",
            "Arbeitslosengeld II becomes Bürgergeld; standard rates rise.",
        ),
        "reform",
        indicators=("sgb2-rate", "sgb2-children"),
    ),
    Event(
        "wohngeld-plus",
        date(2023, 1, 1),
        Text("Wohngeld-Plus", "Wohngeld-Plus"),
        Text(
            "Mehr Haushalte haben Anspruch auf Wohngeld, die Beträge steigen.",
            "More households are entitled to housing benefit, amounts rise.",
        ),
        "reform",
        indicators=("housing-benefit",),
    ),
)
