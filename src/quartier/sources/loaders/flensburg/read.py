"""The whole collection of Flensburg."""

from __future__ import annotations

from pathlib import Path

from quartier.kernel.declared import Collection, Level, Source
from quartier.kernel.text import Text
from quartier.sources import lebenslagen
from quartier.sources.check import checked
from quartier.sources.loaders.common import ARRIVAL_2015, ARRIVAL_2022, CC0, PANDEMIC
from quartier.sources.loaders.delivery import Delivery
from quartier.sources.loaders.flensburg import FILES, PUBLISHED, SQL
from quartier.sources.loaders.flensburg.figures import all_figures
from quartier.sources.loaders.flensburg.indicators import SOURCE, dimensions, indicators, target_groups
from quartier.sources.loaders.flensburg.tables import (
    PART,
    SUBPART,
    TOWN,
    Tables,
    check_names,
    check_numbers,
    read_geographies,
    read_labels,
    read_tables,
)
from quartier.sources.loaders.loader import require

LEVELS = (
    Level(TOWN, Text("Stadt", "City"), Text("Stadt", "City"), 0),
    Level(PART, Text("Stadtteil", "City part"), Text("Stadtteile", "City parts"), 1, (TOWN,)),
    Level(
        SUBPART,
        Text("Statistischer Bezirk", "Statistical district"),
        Text("Statistische Bezirke", "Statistical districts"),
        2,
        (TOWN, PART),
    ),
)


def load(folder: Path) -> Collection:
    """Read the folder. Raises InputRejected with all problems."""
    require(folder, FILES, PUBLISHED, "Flensburg")
    delivery = Delivery(folder, "Flensburg")
    tables = read_tables(delivery)
    titles, labels = read_labels(delivery)
    geographies = read_geographies(delivery, SOURCE)
    check_numbers(delivery, tables)
    check_names(delivery, tables, geographies[1])
    delivery.require()
    figures = all_figures(delivery, tables)
    _tell_nulls(delivery, tables)
    return checked(
        Collection(
            "flensburg",
            Text("Flensburg: Sozialatlas", "Flensburg: social atlas"),
            place=Text("Flensburg", "Flensburg"),
            licences=(CC0,),
            sources=(_source(),),
            levels=LEVELS,
            geographies=geographies,
            topics=lebenslagen.topics(),
            dimensions=dimensions(labels),
            target_groups=target_groups(),
            indicators=indicators(titles),
            observations=figures,
            events=(ARRIVAL_2015, PANDEMIC, ARRIVAL_2022),
            problems=delivery.told(),
            default_indicator="sgb2-rate",
            default_level=PART,
            unit_word=Text("Stadtteil", "city part"),
        )
    )


def _source() -> Source:
    return Source(
        SOURCE,
        Text("Sozialatlas 2022, aufbereitet von OK Lab Flensburg", "Social atlas 2022, prepared by OK Lab Flensburg"),
        "Stadt Flensburg, Stabsstelle Statistik",
        CC0.key,
        "https://github.com/oklabflensburg/open-social-map",
        "Stadt Flensburg, Sozialatlas 2022 / Stabsstelle Statistik; aufbereitet von OK Lab Flensburg",
    )


def _tell_nulls(delivery: Delivery, tables: Tables) -> None:
    """What became of NULL, in numbers."""
    hidden = ("fl_housing_assistance_cases_by_district", "fl_risk_homelessness_by_district")
    keys = {"year", "district_id", "household_type_id"}
    cells = {
        name: int(table.drop(columns=list(keys & set(table))).isna().sum().sum()) for name, table in tables.items()
    }
    rows = sum(int(table["district_id"].isna().sum()) for table in tables.values() if "district_id" in table)
    secret = sum(cells[name] for name in hidden)
    unclear = sum(cells.values()) - secret - cells["fl_district"]
    delivery.note(
        f"{secret} values in the tables of housing assistance and eviction suits are hidden because they are under 4; "
        "they stand as suppressed, between 0 and 3",
        "null-secret",
        SQL,
    )
    delivery.note(
        f'{rows} rows belong to no Stadtteil; they stand as the unit "nicht zuordenbar", so that sums hold',
        "null-unattributed",
        SQL,
    )
    delivery.note(
        f"{unclear} further values are NULL without an explanation in the source; they stand as missing",
        "null-unclear",
        SQL,
    )
    delivery.note(
        "the figures from 2011 on refer to the 13 Stadtteile whose polygons carry the date 2018-01-01", "stand", SQL
    )
