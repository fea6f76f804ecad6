"""Licences and events that several loaders share."""

from __future__ import annotations

from datetime import date

from quartier.kernel.declared import Event, Licence
from quartier.kernel.text import Text

CC0 = Licence("cc0-1.0", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/")
CC_BY_3_DE = Licence("cc-by-3.0-de", "CC BY 3.0 DE", "https://creativecommons.org/licenses/by/3.0/de/")
CC_BY_4 = Licence("cc-by-4.0", "CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/")
CC_BY = Licence("cc-by", "CC BY (Fassung nicht angegeben)", "https://creativecommons.org/licenses/by/3.0/de/")
DL_DE_ZERO_2 = Licence("dl-de-zero-2.0", "Datenlizenz Deutschland Zero 2.0", "https://www.govdata.de/dl-de/zero-2-0")
DL_DE_BY_2 = Licence("dl-de-by-2.0", "Datenlizenz Deutschland Namensnennung 2.0", "https://www.govdata.de/dl-de/by-2-0")
REUSE_WITH_SOURCE = Licence("reuse-with-source", "Weiterverwendung mit Quellenangabe", "https://www.it.nrw")

ARRIVAL_2015 = Event(
    "arrival-2015",
    date(2015, 9, 1),
    Text("Ankunft von Geflüchteten 2015/16", "Arrival of refugees 2015/16"),
    Text(
        "Rund 1,2 Millionen Menschen stellten 2015 und 2016 in Deutschland einen Asylantrag; Einwohner-, Sprach- und "
        "Leistungsdaten verändern sich auch durch Unterkünfte.",
        "Some 1.2 million people applied for asylum in Germany in 2015 and 2016; figures of residents, language and "
        "benefits also change through accommodation sites.",
    ),
    "arrival",
    end=date(2016, 12, 31),
)
PANDEMIC = Event(
    "pandemic-2020",
    date(2020, 3, 22),
    Text("Corona-Pandemie", "COVID-19 pandemic"),
    Text(
        "Erste bundesweite Kontaktbeschränkungen am 22. März 2020; Arbeitslosigkeit, Umzüge, Untersuchungen und "
        "Beratungen sind bis 2023 nur bedingt vergleichbar.",
        "First nationwide contact restrictions on 22 March 2020; unemployment, moves, examinations and counselling are "
        "of limited comparability until 2023.",
    ),
    "pandemic",
    end=date(2023, 4, 7),
)
ARRIVAL_2022 = Event(
    "arrival-2022",
    date(2022, 2, 24),
    Text("Ankunft von Geflüchteten aus der Ukraine", "Arrival of refugees from Ukraine"),
    Text(
        "Nach dem Angriff auf die Ukraine am 24. Februar 2022; seit 1. Juni 2022 haben Geflüchtete aus der Ukraine "
        "Anspruch auf Leistungen nach SGB II und XII.",
        "After the attack on Ukraine on 24 February 2022; since 1 June 2022 refugees from Ukraine have been entitled "
        "to benefits under SGB II and XII.",
    ),
    "arrival",
)
