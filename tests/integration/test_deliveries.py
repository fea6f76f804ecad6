"""Deliveries through the gate: received, questioned, checked, merged, published, withdrawn. Figures by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests import squares

from quartier.kernel.errors import Conflict, InputRejected, NotPermitted
from quartier.kernel.presence import Presence
from quartier.kernel.reader import SYSTEM, Reader

ANNA = Reader("anna", person=1, confidential=True, administrator=True)
BERT = Reader("bert", person=2, confidential=True, administrator=True)
CARL = Reader("carl", person=3, confidential=True)


def people_table(period: str = "31.12.2024", **changes: str) -> bytes:
    """Population of the nine squares, 101 to 109, in the order of their codes; `changes`: code -> another cell."""
    cells = {code: str(101 + i) for i, code in enumerate(squares.CODES)} | changes
    lines = ["Schlüssel;Name;Einwohner", *(f"{code};Feld {code};{cell}" for code, cell in cells.items())]
    return f"Einwohner am {period}\n\n".encode("cp1252") + "\r\n".join(lines).encode("cp1252")


def received(data: bytes, by: Reader = ANNA, name: str = "einwohner.csv"):
    from quartier.catalogue.deliveries import services

    delivery = services.receive(by=by, data=data, file_name=name)
    return services.check_soon(by=by, delivery=delivery)


def wish(delivery, **values: object):
    from quartier.catalogue.deliveries.services.publish import Wish

    return Wish(basis=delivery.basis, **values)  # type: ignore[arg-type]


def test_a_table_becomes_a_release_and_the_rest_stays(town: Path) -> None:
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.models import Indicator
    from quartier.catalogue.observations import observations

    delivery = received(people_table())
    assert delivery.proposal["questions"] == []
    report = delivery.report
    assert [(item["units"], item["of"]) for item in report["matched"]] == [(9, 9)]
    difference = report["indicators"][0]["difference"]
    assert (difference["added"], difference["changed"], difference["removed"]) == (9, 0, 0)
    (release,) = services.publish(by=ANNA, delivery=delivery, wish=wish(delivery))
    assert release.number == 2 and release.audience == "public"
    assert release.provenance["file"] == "einwohner.csv"
    frame = observations(Indicator.objects.get(key="population"), reader=ANNA)
    values = {(row.unit, row.period): row.value for row in frame.itertuples()}
    assert values["00", "2024-12-31"] == 101 and values["22", "2024-12-31"] == 109
    assert values["00", "2023-12-31"] == 100 and values["1", "2022-12-31"] == 900
    assert len(values) == 9 + 20
