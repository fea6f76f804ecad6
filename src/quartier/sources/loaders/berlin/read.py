"""The whole collection of Berlin."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from quartier.kernel.declared import Collection, Event, Source
from quartier.kernel.text import Text
from quartier.sources import lebenslagen
from quartier.sources.check import checked
from quartier.sources.frames import observations
from quartier.sources.loaders.berlin import EDITIONS, FILES, PUBLISHED, context, geo, gssa, mss, population
from quartier.sources.loaders.berlin.indicators import AFS, DIMENSIONS, GSSA, MSS, TARGET_GROUPS, indicators
from quartier.sources.loaders.common import ARRIVAL_2015, ARRIVAL_2022, CC_BY_3_DE, DL_DE_ZERO_2, PANDEMIC
from quartier.sources.loaders.delivery import Delivery
from quartier.sources.loaders.loader import require

_AFS = "Amt für Statistik Berlin-Brandenburg"
SOURCES = (
    Source(
        "afs-lor",
        Text("Lebensweltlich orientierte Räume (LOR)", "LOR areas of Berlin"),
        _AFS,
        CC_BY_3_DE.key,
        "https://www.berlin.de/sen/sbw",
        "Amt für Statistik Berlin-Brandenburg",
    ),
    Source(
        AFS,
        Text("Einwohnerregister, 31.12.", "Register of residents, 31 December"),
        _AFS,
        CC_BY_3_DE.key,
        "https://www.statistik-berlin-brandenburg.de",
        "Amt für Statistik Berlin-Brandenburg",
    ),
    Source(
        MSS,
        Text(
            "Monitoring Soziale Stadtentwicklung 2013 bis 2021", "Monitoring of social urban development 2013 to 2021"
        ),
        "Senatsverwaltung für Stadtentwicklung Berlin",
        CC_BY_3_DE.key,
        "https://www.berlin.de/sen/sbw",
        "Senatsverwaltung für Stadtentwicklung Berlin; Amt für Statistik Berlin-Brandenburg (2021: dl-de/zero-2-0)",
    ),
    Source(
        GSSA,
        Text("Gesundheits- und Sozialstrukturatlas Berlin 2022", "Health and social structure atlas of Berlin 2022"),
        "Senatsverwaltung für Gesundheit Berlin",
        CC_BY_3_DE.key,
        "https://www.berlin.de/sen/gesundheit",
        "Senatsverwaltung für Gesundheit Berlin",
    ),
)

EVENTS: tuple[Event, ...] = (
    ARRIVAL_2015,
    Event(
        "mss-2019",
        date.fromisoformat(EDITIONS[2019]),
        Text("Monitoring: Langzeitarbeitslosigkeit entfällt", "Monitoring: long-term unemployment dropped"),
        Text(
            "Ab der Ausgabe 2019 bilden drei statt vier Indikatoren den Status- und den Dynamik-Index (ohne S2, D2).",
            "From edition 2019 on three instead of four indicators make up the status and dynamics index "
            "(without S2, D2).",
        ),
        "method",
        indicators=("s2", "d2", "status", "dynamics"),
    ),
    PANDEMIC,
    Event(
        "lor-2021",
        date(2021, 1, 1),
        Text("LOR-Reform 2021", "LOR reform 2021"),
        Text(
            "Aus 448 wurden 542 Planungsräume; Werte beider Gebietsstände sind nicht unmittelbar vergleichbar. "
            "Die Ausgabe "
            "2021 des Monitorings (Stand 31.12.2020) nutzt bereits die neuen Räume.",
            "448 planning areas became 542; values of both geographies cannot be compared directly. Edition "
            "2021 of the "
            "monitoring (31 December 2020) uses the new areas already.",
        ),
        "reform",
        level="planning-area",
    ),
    ARRIVAL_2022,
)


def load(folder: Path) -> Collection:
    """Read the folder. Raises InputRejected with all problems."""
    require(folder, FILES, PUBLISHED, "Berlin")
    delivery = Delivery(folder, "Berlin")
    geographies = geo.read(delivery)
    known = population.known_units(geographies)
    people = population.read(delivery, known)
    shares = population.shares(people)
    monitoring, unrated = mss.read(delivery, known)
    beside = context.read(delivery, known, unrated, shares["foreigners-share"])
    frames = {"population": people, **shares, **monitoring, **beside, **gssa.read(delivery, known)}
    return checked(
        Collection(
            "berlin",
            Text("Berlin: Monitoring Soziale Stadtentwicklung", "Berlin: monitoring of social urban development"),
            place=Text("Berlin", "Berlin"),
            licences=(CC_BY_3_DE, DL_DE_ZERO_2),
            sources=SOURCES,
            levels=geo.LEVELS,
            geographies=geographies,
            topics=lebenslagen.topics(),
            dimensions=DIMENSIONS,
            target_groups=TARGET_GROUPS,
            indicators=indicators(set(frames)),
            observations=tuple(observations(key, [frame]) for key, frame in frames.items()),
            events=EVENTS,
            problems=delivery.told(),
            default_indicator="s4",
            default_level="planning-area",
            unit_word=Text("Planungsraum", "planning area"),
        )
    )
