"""Values edited by hand: the grid, the draft, the delivery that comes of it. The town of tests.squares; by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests import squares

from quartier.catalogue.editing.sheet import Place
from quartier.kernel.errors import Conflict, InputRejected, NotPermitted
from quartier.kernel.presence import Flag, Presence
from quartier.kernel.reader import PUBLIC, Reader

ANNA = Reader("anna", person=1, confidential=True, administrator=True)
BERT = Reader("bert", person=2, confidential=True, administrator=True)
PEOPLE = Place("population", "quarter", "2020")
RATE = Place("sgb2-rate", "quarter", "2020")
LAST = squares.PERIODS[-1]


def grid(place: Place, by: Reader = ANNA) -> dict[str, Any]:
    from quartier.catalogue.editing import values

    return values.grid(by=by, place=place, language="de")


def change(unit: str, value: float | None, period: str = LAST, **more: Any) -> dict[str, Any]:
    cell = [value, more.get("above"), more.get("below"), more.get("presence", 0), more.get("flags", 0)]
    return {"unit": unit, "period": period, "cell": cell}


def submit(place: Place, *changes: dict[str, Any], reason: str = "Zahlendreher", by: Reader = ANNA) -> Any:
    from quartier.catalogue.editing import values

    release = grid(place, by)["release"]
    return values.submit(by=by, place=place, release=release, changes=changes, reason=reason)


def publish(delivery: Any, by: Reader = ANNA) -> Any:
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.deliveries.services.publish import Wish

    return services.publish(by=by, delivery=delivery, wish=Wish(basis=delivery.basis, note=delivery.note))


def cell(place: Place, unit: str, period: str = LAST) -> list[Any]:
    shown = grid(place)
    row = [item["code"] for item in shown["units"]].index(unit)
    return list(shown["cells"][row][[item["key"] for item in shown["periods"]].index(period)])


def test_one_value_is_corrected_and_all_else_stays(town: Path) -> None:
    from quartier.catalogue.deliveries import services

    before = grid(PEOPLE)
    delivery = submit(PEOPLE, change("11", 123.0))
    assert delivery.by_hand and delivery.note == "Zahlendreher" and delivery.basis, delivery.report
    found = delivery.report["indicators"][0]["difference"]
    assert (found["added"], found["changed"], found["removed"], found["equal"]) == (0, 1, 0, 8)
    (release,) = publish(delivery)
    assert release.note == "Zahlendreher" and cell(PEOPLE, "11") == [123.0, None, None, 0, 0]
    services.undo(by=ANNA, delivery=delivery, reason="doch richtig")
    assert grid(PEOPLE)["cells"] == before["cells"]


def test_a_share_follows_from_numerator_and_denominator(town: Path) -> None:
    delivery = submit(RATE, change("12", 99.9, above=7.0, below=80.0), change("21", None, above=4, below=100))
    publish(delivery)
    assert cell(RATE, "12") == [8.75, 7.0, 80.0, 0, 0]  # 100 x 7 / 80
    assert cell(RATE, "21") == [4.0, 4.0, 100.0, 0, 0]  # was suppressed, now said
    assert cell(RATE, "20")[:3] == [6.0, 6.0, 100.0] and cell(RATE, "22")[3] == Presence.MISSING


def test_what_is_not_there_is_said(town: Path) -> None:
    changes = [
        change("00", None, presence=Presence.NOT_APPLICABLE),
        change("01", None, presence=Presence.SUPPRESSED),
        change("02", 5.5, flags=int(Flag.PROVISIONAL | Flag.ESTIMATED)),
        change("10", None, above=0, below=0),
    ]
    publish(submit(RATE, *changes))
    assert cell(RATE, "00") == [None, None, None, Presence.NOT_APPLICABLE, 0]
    assert cell(RATE, "01") == [None, None, None, Presence.SUPPRESSED, 0]
    assert cell(RATE, "02") == [5.5, None, None, 0, 3]
    assert cell(RATE, "10")[3] == Presence.NOT_APPLICABLE, "a share of nothing"


def test_limits_of_the_kind_are_those_of_an_import(town: Path) -> None:
    delivery = submit(RATE, change("00", 130.0))
    assert "share-above-100" in {item["code"] for item in delivery.report["problems"]}
    delivery = submit(PEOPLE, change("00", 12.5))
    assert "not-whole" in {item["code"] for item in delivery.report["problems"]}


def test_no_edit_without_reason_change_or_person(town: Path) -> None:
    for changes, reason in (([change("00", 1.0)], " "), ([], "warum"), ([change("99", 1.0)], "warum")):
        with pytest.raises(InputRejected):
            submit(PEOPLE, *changes, reason=reason)
    with pytest.raises(NotPermitted):
        grid(PEOPLE, PUBLIC)


def test_nobody_overwrites_what_others_published(town: Path) -> None:
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.editing import values

    mine, release = submit(PEOPLE, change("00", 101.0)), grid(PEOPLE)["release"]
    publish(submit(PEOPLE, change("22", 222.0), by=BERT), BERT)
    with pytest.raises(Conflict):
        publish(mine)
    with pytest.raises(Conflict, match="go back to the grid"):
        services.check(by=ANNA, delivery=mine)
    with pytest.raises(Conflict):
        values.submit(by=ANNA, place=PEOPLE, release=release, changes=[change("00", 1.0)], reason="alt")
    assert cell(PEOPLE, "22")[0] == 222.0


def test_a_draft_survives_and_goes_with_its_publication(town: Path) -> None:
    from quartier.catalogue.editing import values
    from quartier.catalogue.models import EditDraft

    release = grid(PEOPLE)["release"]
    data = {"changes": [change("11", 7.0)], "periods": ["2024-12-31"], "reason": "halb fertig"}
    values.save_draft(by=ANNA, place=PEOPLE, release=release, data=data)
    assert grid(PEOPLE)["draft"]["changes"] == data["changes"] and grid(PEOPLE)["draft"]["reason"] == "halb fertig"
    assert grid(PEOPLE, BERT)["draft"] is None
    first = submit(PEOPLE, change("11", 7.0))
    second = submit(PEOPLE, change("11", 8.0))
    first.refresh_from_db()
    assert first.state == "discarded", "the later look takes the place of the earlier one"
    publish(second)
    assert not EditDraft.objects.exists()


def test_a_new_period_is_added(town: Path) -> None:
    publish(submit(PEOPLE, *(change(code, 110.0, "2024-12-31") for code in squares.CODES[:2])))
    assert cell(PEOPLE, "01", "2024-12-31")[0] == 110.0
    assert cell(PEOPLE, "22", "2024-12-31")[3] == Presence.MISSING
    assert cell(PEOPLE, "22")[0] == 100.0


def test_outliers_are_told_of_what_was_edited_alone(town: Path) -> None:
    """A year with one odd value (22: 300 after 100); editing another value does not warn of that one again."""
    spread = dict(zip(squares.CODES, (101.0, 102.0, 103.0, 104.0, 105.0, 106.0, 107.0, 108.0, 300.0), strict=True))
    first = submit(PEOPLE, *(change(code, value, "2024-12-31") for code, value in spread.items()))
    odd = first.report["indicators"][0]["difference"]["outliers"]
    assert [item["unit"] for item in odd] == ["22"]
    publish(first)
    quiet = submit(PEOPLE, change("00", 102.0, "2024-12-31"))
    assert quiet.report["indicators"][0]["difference"]["outliers"] == []
    loud = submit(PEOPLE, change("00", 1010.0, "2024-12-31"))
    assert [item["unit"] for item in loud.report["indicators"][0]["difference"]["outliers"]] == ["00"]
