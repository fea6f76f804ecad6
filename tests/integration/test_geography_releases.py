"""Releases of a geography and what stands on them: order of vectors, merged figures, levels below, withdrawal.

The town of nine squares (tests.squares): quarter i has i recipients of 100, 00 is a true zero, 21 suppressed (1..9),
22 has no row; 100 people everywhere. Expected figures are calculated by hand.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from tests import squares

from quartier.kernel import declared
from quartier.kernel.errors import Conflict
from quartier.kernel.presence import Presence
from quartier.kernel.reader import PUBLIC, SYSTEM


def current(level: str = "quarter") -> Any:
    from quartier.catalogue.models import Geography

    return Geography.objects.select_related("level", "current", "source").get(level__key=level, key="2020")


def declared_now(level: str = "quarter") -> declared.Geography:
    from quartier.catalogue.observations import units_with_shapes

    row = current(level)
    return declared.Geography(
        level, "2020", row.name, units_with_shapes(row), row.source.key, row.valid_from, row.valid_to
    )


def merged(first: str, second: str, code: str, name: str) -> declared.Geography:
    """The geography with two squares made one, last in the order."""
    made = declared_now()
    units = made.units
    both = units[units["code"].isin([first, second])]
    rest = units[~units["code"].isin([first, second])]
    row = both.iloc[[0]].assign(code=code, name=name)
    row = row.set_geometry([both.geometry.union_all()], crs=units.crs)
    return replace(made, units=pd.concat([rest, row], ignore_index=True))


def _names() -> list[tuple[str, int, str]]:
    from quartier.catalogue.models import Unit

    return sorted(Unit.objects.values_list("code", "position", "name"))


def publish(geography: declared.Geography, **values: Any) -> Any:
    from quartier.catalogue.services import publish_geography

    return publish_geography(by=SYSTEM, geography=geography, **values)


def figures(key: str, level: str = "quarter") -> dict[tuple[str, str], tuple[float | None, int]]:
    from quartier.catalogue.models import Indicator
    from quartier.catalogue.observations import Asked, observations

    frame = observations(Indicator.objects.get(key=key), reader=PUBLIC, asked=Asked(level=level))
    return {
        (row.unit, row.period): (None if pd.isna(row.value) else row.value, row.presence) for row in frame.itertuples()
    }


def orders(key: str) -> set[str]:
    """The orders that the vectors of the release in force say of themselves, for the level of quarters."""
    import pyarrow as pa

    from quartier.catalogue.models import Indicator
    from quartier.catalogue.observations import file_content

    release = Indicator.objects.get(key=key).current_public
    assert release
    found = set()
    for file in release.files.filter(name__startswith="vectors/quarter@"):
        table = pa.ipc.open_file(pa.py_buffer(file_content(file))).read_all()
        found.add(json.loads(table.schema.metadata[b"quartier"])["order"])
    return found


def test_figures_follow_a_new_order_and_come_back(town: Path) -> None:
    from quartier.catalogue.models import Unit
    from quartier.catalogue.services import withdraw

    before = {key: figures(key) for key in ("population", "sgb2-rate")}
    first_order, names = current().current.manifest["order"], _names()
    release = publish(merged("01", "02", "x", "Ost"), lineage={"x": ["01", "02"]}, note="zusammengelegt")
    order = current().current.manifest["order"]
    assert order != first_order and orders("population") == orders("sgb2-rate") == {order}
    period = squares.PERIODS[0]
    assert figures("population")["x", period] == (200.0, Presence.VALUE)
    # quarters 1 and 2 have 1 and 2 recipients of 100 each: 3 of 200
    assert figures("sgb2-rate")["x", period] == (1.5, Presence.VALUE)
    assert figures("sgb2-rate")["00", period] == (0.0, Presence.VALUE)
    assert ("01", period) not in figures("population") and not Unit.objects.filter(code="01").exists()
    assert figures("population", "city") == {("1", p): (900.0, 0) for p in squares.PERIODS}
    assert current().units.get(code="x").parents == {"city": "1"}
    withdraw(by=SYSTEM, release=release, reason="doch nicht")
    assert current().current.manifest["order"] == first_order
    assert orders("population") == orders("sgb2-rate") == {first_order}
    assert {key: figures(key) for key in before} == before
    assert _names() == names


def test_a_part_that_is_hidden_hides_the_whole(town: Path) -> None:
    publish(merged("20", "21", "s", "Süd"), lineage={"s": ["20", "21"]})
    value, presence = figures("sgb2-rate")["s", squares.PERIODS[0]]
    assert value is None and presence == Presence.SUPPRESSED
    publish(merged("12", "22", "m", "Mitte"), lineage={"m": ["12", "22"]})
    value, presence = figures("sgb2-rate")["m", squares.PERIODS[0]]
    assert value is None and presence == Presence.MISSING  # 22 has no row: nobody knows


def test_another_code_keeps_its_figures_and_levels_below_follow(town: Path) -> None:
    from quartier.catalogue.services import withdraw

    made = declared_now("city")
    release = publish(replace(made, units=made.units.assign(code="05")), lineage={"05": ["1"]})
    assert figures("population", "city") == {("05", p): (900.0, 0) for p in squares.PERIODS}
    assert {unit.parents["city"] for unit in current().units.all()} == {"05"}
    assert set(declared_now().units["parent:city"]) == {"05"}
    withdraw(by=SYSTEM, release=release, reason="Irrtum")
    assert {unit.parents["city"] for unit in current().units.all()} == {"1"}
    assert set(declared_now().units["parent:city"]) == {"1"}
    assert figures("population", "city") == {("1", p): (900.0, 0) for p in squares.PERIODS}


def test_new_names_leave_the_figures_alone(town: Path) -> None:
    from quartier.catalogue.models import Indicator

    made, release = declared_now(), Indicator.objects.get(key="population").current_public
    publish(replace(made, units=made.units.assign(name=[f"Neu {code}" for code in made.units["code"]])))
    assert Indicator.objects.get(key="population").current_public == release
    assert current().units.get(code="00").name == "Neu 00"


def test_later_figures_are_never_lost_by_a_withdrawal(town: Path) -> None:
    from quartier.catalogue.models import Indicator
    from quartier.catalogue.observations import release_frame
    from quartier.catalogue.services import publish_indicator, withdraw

    release = publish(merged("01", "02", "x", "Ost"), lineage={"x": ["01", "02"]})
    pointer = Indicator.objects.get(key="population").current_public
    assert pointer
    with pytest.raises(Conflict, match="withdraw that geography"):
        withdraw(by=SYSTEM, release=pointer, reason="allein")
    frame = release_frame(pointer, reader=SYSTEM)
    frame.loc[frame["unit"] == "x", "value"] = 222.0
    later = publish_indicator(by=SYSTEM, observations=declared.Observations("population", frame))
    with pytest.raises(Conflict, match="later figures stand on this geography"):
        withdraw(by=SYSTEM, release=release, reason="zu spät")
    withdraw(by=SYSTEM, release=later, reason="erst diese")
    withdraw(by=SYSTEM, release=release, reason="dann das")
    assert figures("population")["01", squares.PERIODS[0]] == (100.0, Presence.VALUE)


def test_the_first_release_of_a_geography_with_figures_stays(town: Path) -> None:
    from quartier.catalogue.services import withdraw

    with pytest.raises(Conflict, match="first of its geography"):
        withdraw(by=SYSTEM, release=current().current, reason="weg damit")


def test_protected_figures_follow_with_their_public_release(town: Path) -> None:
    """Counts below 3 are hidden from the public; the merged quarter (1 + 2 of 200) is not small any more.

    After the withdrawal the public release is the one from before, with the order from before.
    """
    from quartier.catalogue.models import Indicator
    from quartier.catalogue.services import Thresholds, define_rule_set, publish_indicator, withdraw

    define_rule_set(by=SYSTEM, key="min-3", name="mindestens 3", thresholds=Thresholds(numerator=3), default=True)
    secret = squares.rate_observations(audience="confidential")
    publish_indicator(by=SYSTEM, observations=secret)
    period, public = squares.PERIODS[0], Indicator.objects.get(key="sgb2-rate").current_public
    assert public and figures("sgb2-rate")["01", period] == (None, Presence.SUPPRESSED)
    first = current().current.manifest["order"]
    release = publish(merged("01", "02", "x", "Ost"), lineage={"x": ["01", "02"]})
    row = Indicator.objects.get(key="sgb2-rate")
    assert row.current_public and row.current_confidential and row.current_public != public
    assert orders("sgb2-rate") == {current().current.manifest["order"]} != {first}
    assert figures("sgb2-rate")["x", period][1] in (Presence.VALUE, Presence.SUPPRESSED)
    assert ("01", period) not in figures("sgb2-rate")
    withdraw(by=SYSTEM, release=release, reason="zurück")
    row = Indicator.objects.get(key="sgb2-rate")
    assert row.current_public == public and orders("sgb2-rate") == {first}
    assert figures("sgb2-rate")["01", period] == (None, Presence.SUPPRESSED)
