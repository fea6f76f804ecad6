"""Places (addresses, coordinates) are counted by unit in memory; the counts alone may become a delivery."""

from __future__ import annotations

from dataclasses import dataclass

from quartier.accounts.services import record
from quartier.catalogue.deliveries.services.decide import decide
from quartier.catalogue.deliveries.services.receive import From, receive, require_person
from quartier.catalogue.models import Delivery, Geography
from quartier.catalogue.observations import units_with_shapes
from quartier.kernel.errors import InputRejected, NotFound, Problem
from quartier.kernel.reader import Reader
from quartier.sources.places import Counted, Units, count_addresses, count_points, read_register
from quartier.sources.places.counting import holds_points
from quartier.sources.privacy import beside_addresses, of_institutions, person_rows
from quartier.sources.tables import Mapping, Sheet, open_table
from quartier.sources.tables.words import rejected


@dataclass(frozen=True, slots=True)
class PlacesWish:
    """`place`: ``level/geography``. `total_of`: head of the column that is summed, "" counts. `only`: (head, text)."""

    place: str
    total_of: str = ""
    only: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class PlacesFound:
    """`homes`: nothing says that the places are institutions, so their counts are never public as they are."""

    counted: Counted
    homes: bool


def count_places(
    *, by: Reader, data: bytes, file_name: str, wish: PlacesWish, register: tuple[bytes, str] | None = None
) -> PlacesFound:
    """Count places by unit. Nothing is stored, neither the places nor the register.

    Raises InputRejected (one row a person, anything about persons beside addresses, no addresses or coordinates, no
    register where one is needed), NotFound (no such geography).
    """
    require_person(by)
    sheet = open_table(data, file_name).shown[0]
    units = Units(units_with_shapes(_geography(wish.place)))
    _refuse_persons(sheet)
    if holds_points(sheet) and register is None:
        counted = count_points(sheet, units, total_of=wish.total_of, only=wish.only)
    elif register is None:
        raise rejected("register-needed", file_name)
    else:
        known = read_register(*register, units)
        counted = count_addresses(sheet, units, known, total_of=wish.total_of, only=wish.only)
    return PlacesFound(counted, homes=not of_institutions(sheet))


def receive_counts(*, by: Reader, csv: bytes, file_name: str, place: str, homes: bool) -> Delivery:
    """The counts as a delivery: only code and number of each unit. Raises InputRejected, NotFound."""
    row = _geography(place)
    delivery = receive(by=by, data=csv, file_name=file_name, origin=From(counted=homes))
    mapping = Mapping.from_json(delivery.mapping).answered("geography", f"{row.level.key}/{row.key}")
    record(by=by, action="delivery.counted", subject=str(delivery), detail={"place": place, "homes": homes})
    return decide(by=by, delivery=delivery, mapping=mapping)


def _geography(place: str) -> Geography:
    level, _, key = place.partition("/")
    row = Geography.objects.filter(level__key=level, key=key, current__isnull=False).select_related("level").first()
    if row is None:
        raise NotFound(f"There is no geography {place!r} in force.")
    return row


def _refuse_persons(sheet: Sheet) -> None:
    problems: list[Problem] = person_rows(sheet) or beside_addresses(sheet)
    if problems:
        raise InputRejected(problems, subject=sheet.file)
