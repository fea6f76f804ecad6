"""Class breaks through the API: by hand for the town of nine squares (0 to 6 per cent); rights; the saved default."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests import squares

from quartier.accounts.models import AuditEvent
from quartier.accounts.services import create_person
from quartier.catalogue.models import Indicator
from quartier.catalogue.services import publish_indicator
from quartier.kernel.reader import SYSTEM
from quartier.kernel.text import Text

ASKED = {"indicator": "sgb2-rate", "level": "quarter", "geography": "2020"}
DEFAULT = "/api/v1/indicators/sgb2-rate/map-default"


def breaks(client: Client | None = None, status: int = 200, **query: Any) -> Any:
    response = (client or Client()).get("/api/v1/breaks", {**ASKED, **query})
    assert response.status_code == status, response.content
    return response.json()


def signed_in(login: str, role: str = "member", *, csrf: bool = False) -> Client:
    create_person(by=SYSTEM, login=login, password="ein langes Passwort 7", role=role)
    client = Client(enforce_csrf_checks=csrf)
    assert client.login(username=login, password="ein langes Passwort 7")
    return client


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"method": "equal", "k": 3}, [2, 4]),
        ({"method": "quantile", "k": 2}, [3]),  # two periods of 0, 1, 2, 3, 4, 5, 6: the median is 3
        ({"method": "equal", "k": 2, "apart": "zero"}, [3.5]),  # without zero from 1 to 6
        ({"method": "equal", "k": 2, "mid": "2.5"}, [2.5]),
        ({"method": "own", "breaks": "1,2.5"}, [1, 2.5]),
        ({"method": "target", "target": "least:3", "k": 6}, [1, 2, 3, 4, 5]),
        ({"method": "equal", "k": 3, "period": squares.PERIODS[0]}, [2, 4]),
        ({"method": "equal", "k": 3, "within": "city:1"}, [2, 4]),
        ({"method": "equal", "k": 3, "within": "city:none"}, []),
    ],
)
def test_breaks_by_hand(town: Path, query: dict[str, Any], expected: list[float]) -> None:
    assert breaks(**query)["breaks"] == pytest.approx(expected)


def test_the_midpoint_may_be_the_value_of_the_whole_town(town: Path) -> None:
    answer = breaks(method="equal", k=2, mid="mean")
    # 30 of 900 are 3.333 per cent; no quarter lies between that and 3.3
    assert (answer["mid"], answer["midPeriod"]) == (3.3, squares.PERIODS[-1])
    assert answer["breaks"] == [3.3]
    assert answer["values"] == 14 and (answer["min"], answer["max"]) == (0, 6)


@pytest.mark.parametrize(
    ("query", "status", "word"),
    [
        ({"method": "magic"}, 422, "head-tail"),
        ({"k": "12", "mid": "noon", "target": "soon"}, 422, "2 to 9"),
        ({"method": "own", "breaks": "3,2"}, 422, "ascending"),
        ({"method": "target"}, 422, "target"),
        ({"within": "city"}, 422, "level:code"),
        ({"within": "moon:1"}, 404, "moon"),
        ({"indicator": "population"}, 422, "size of symbols"),
        ({"indicator": "none"}, 404, "none"),
    ],
)
def test_what_makes_no_classes_is_told(town: Path, query: dict[str, Any], status: int, word: str) -> None:
    assert word in str(breaks(status=status, **query))


def test_each_reader_gets_the_breaks_of_what_may_be_read(town: Path) -> None:
    member = signed_in("stat")
    publish_indicator(by=SYSTEM, observations=squares.rate_observations(10.0, "confidential"))
    assert breaks(method="equal", k=3)["breaks"] == pytest.approx([2, 4])
    assert breaks(member, method="equal", k=3)["breaks"] == pytest.approx([12, 14])
    assert breaks(method="equal", k=3)["breaks"] == pytest.approx([2, 4])


def test_an_administrator_saves_the_default_for_everybody(town: Path) -> None:
    client = signed_in("chef", "administrator")
    words = {"method": "own", "breaks": "1,3", "palette": "ocean,reversed", "fixed": ""}
    assert client.put(DEFAULT, words, content_type="application/json").status_code == 204
    kept = {"method": "own", "breaks": "1,3", "palette": "ocean,reversed"}
    assert Client().get("/api/v1/indicators/sgb2-rate").json()["mapDefault"] == kept
    event = AuditEvent.objects.get(action="map-default.save")
    assert (event.subject, event.by, event.detail) == ("sgb2-rate", "chef", kept)
    assert client.delete(DEFAULT).status_code == 204
    assert client.delete(DEFAULT).status_code == 204
    assert Client().get("/api/v1/indicators/sgb2-rate").json()["mapDefault"] == {}
    assert AuditEvent.objects.filter(action="map-default.drop").count() == 1


def test_nobody_else_does(town: Path) -> None:
    for client in (Client(), signed_in("stat")):
        response = client.put(DEFAULT, {"method": "equal"}, content_type="application/json")
        assert response.status_code == 403
    chef = signed_in("chef", "administrator")
    for words in ({"method": "magic"}, {"colour": "red"}, {"method": "target"}):
        assert chef.put(DEFAULT, words, content_type="application/json").status_code == 422
    assert Client().get("/api/v1/indicators/sgb2-rate").json()["mapDefault"] == {}


def test_another_site_cannot_use_the_session(town: Path) -> None:
    client = signed_in("chef", "administrator", csrf=True)
    assert client.put(DEFAULT, {"method": "equal"}, content_type="application/json").status_code == 403
    client.get("/karte/")
    token = client.cookies["csrftoken"].value
    headers = {"x-csrftoken": token}
    response = client.put(DEFAULT, {"method": "equal"}, content_type="application/json", headers=headers)
    assert response.status_code == 204


def test_a_count_names_the_shares_of_which_it_is_the_numerator(town: Path) -> None:
    assert Client().get("/api/v1/indicators/population").json()["rates"] == []
    wording = Indicator.objects.get(key="sgb2-rate").wording()
    wording.numerator = Text("Einwohner")
    wording.save()
    answer = Client().get("/api/v1/indicators/population", {"lang": "en"}).json()
    assert answer["rates"] == [{"key": "sgb2-rate", "name": "SGB II rate"}]
