"""Fetched from an address, again and again: a real server on loopback, a real database. Figures by hand."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.office import PASSWORD, USER, Office, an_office

from quartier.kernel.errors import Conflict, InputRejected, NotFound, NotPermitted
from quartier.kernel.reader import SYSTEM, Reader
from quartier.kernel.sealed import SealBroken

ANNA = Reader("anna", person=1, confidential=True, administrator=True)
CARL = Reader("carl", person=3, confidential=True)


@pytest.fixture
def office() -> Iterator[Office]:
    with an_office() as made:
        yield made


@pytest.fixture
def open_town(town: Path, office: Office) -> Path:
    """The town of nine squares, whose administrators allow the office inside the network."""
    from quartier.catalogue.pulls.hosts import allow_host

    allow_host(by=ANNA, text=office.address.removeprefix("http://"), reason="Test")
    return town


def access(office: Office, path: str = "/wfs", password: str = PASSWORD) -> Any:
    from quartier.catalogue.pulls.connections import Access

    return Access(f"{office.address}{path}", USER, password)


def fetched(office: Office, by: Reader = ANNA, path: str = "/wfs") -> Any:
    """The first delivery, mapped and checked."""
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.pulls.connections import look_up
    from quartier.catalogue.pulls.content import Wanted
    from quartier.catalogue.pulls.fetches import Sender, fetch_soon

    looked = look_up(by=by, access=access(office, path))
    offer = "stat:einwohner" if looked.connection.kind == "wfs" else ""
    row = fetch_soon(by=by, looked=looked, wanted=Wanted(offer), sender=Sender(name="Statistikstelle"))
    return services.check_soon(by=by, delivery=row.delivery)


def published(office: Office, path: str = "/wfs") -> Any:
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.deliveries.services.publish import Wish

    delivery = fetched(office, path=path)
    services.publish(by=ANNA, delivery=delivery, wish=Wish(delivery.basis))
    return delivery


def a_pull(delivery: Any, **values: Any) -> Any:
    from quartier.catalogue.pulls.limits import Limits
    from quartier.catalogue.pulls.pulls import PullWish, create_pull

    wish = PullWish("Einwohner", publishes=True, limits=Limits(3, 10.0))
    from dataclasses import replace

    return create_pull(by=ANNA, delivery=delivery, wish=replace(wish, **values))


def run(pull: Any, by: Reader = ANNA) -> Any:
    from quartier.catalogue.models import Pull
    from quartier.catalogue.pulls.run import run as once

    return once(by=by, pull=Pull.objects.get(pk=pull.pk), progress=lambda _done, _total: None)


def broken(row: Any) -> dict[str, tuple[Any, Any]]:
    return {item["key"]: (item["found"], item["expected"]) for item in row.limits if not item["held"]}


def population() -> dict[tuple[str, str], float]:
    from quartier.catalogue.models import Indicator
    from quartier.catalogue.observations import observations

    frame = observations(Indicator.objects.get(key="population"), reader=ANNA)
    return {(row.unit, row.period): row.value for row in frame.itertuples() if row.level == "quarter"}


def test_a_wfs_behind_a_password_becomes_a_delivery(open_town: Path, office: Office) -> None:
    from quartier.catalogue.pulls.connections import look_up

    looked = look_up(by=ANNA, access=access(office))
    offers = [(item["id"], item["title"], item["count"]) for item in looked.connection.offers]
    assert offers == [("stat:einwohner", "Einwohner nach Quartieren", 9), ("stat:haushalte", "Haushalte", 0)]
    delivery = fetched(office)
    assert delivery.proposal["questions"] == [] and delivery.from_whom == "Statistikstelle"
    assert [(item["units"], item["of"]) for item in delivery.report["matched"]] == [(9, 9)]
    assert delivery.report["indicators"][0]["periods"] == ["2024-12-31"]
    assert delivery.file_name == "einwohner.geojson"


def test_a_wrong_password_and_an_inside_address_are_told(town: Path, office: Office) -> None:
    from quartier.catalogue.models import Connection
    from quartier.catalogue.pulls.connections import look_up
    from quartier.catalogue.pulls.hosts import allow_host

    with pytest.raises(InputRejected) as refused:
        look_up(by=ANNA, access=access(office))
    assert refused.value.problems[0].code == "address-inside" and office.requests == 0
    for text in ("169.254.169.254", "10.0.0.0/8", "http://x", "fe80::1", "a b", "224.0.0.1", ""):
        with pytest.raises(InputRejected):
            allow_host(by=ANNA, text=text, reason="x")
    with pytest.raises(NotPermitted):
        allow_host(by=CARL, text="geo.stadt.intern", reason="x")
    allow_host(by=ANNA, text=office.address.removeprefix("http://"), reason="Test")
    with pytest.raises(InputRejected) as refused:
        look_up(by=ANNA, access=access(office, password="falsch"))
    assert refused.value.problems[0].code == "sign-in"
    assert not Connection.objects.exists(), "nothing is stored of what failed"


def test_secrets_at_rest(open_town: Path, office: Office, settings: Any) -> None:
    from django.db import connection as database

    from quartier.catalogue.models import Connection
    from quartier.catalogue.pulls.connections import access_of, look_up, readable, reseal

    delivery = published(office)
    a_pull(delivery)
    looked = look_up(by=CARL, access=access(office, "/wfs?token=abc123geheim"))
    assert "abc123geheim" not in looked.connection.address
    assert access_of(looked.connection).address.endswith("token=abc123geheim")
    if database.vendor == "sqlite":
        sqlite3.connect(str(database.settings_dict["NAME"])).execute("PRAGMA wal_checkpoint(FULL)").close()
        for file in Path(str(database.settings_dict["NAME"])).parent.glob("*sqlite3*"):
            raw = file.read_bytes()
            assert PASSWORD.encode() not in raw and b"abc123geheim" not in raw, file
    dump = [str(list(model.objects.values())) for model in _models()]
    assert PASSWORD not in "".join(dump) and "abc123geheim" not in "".join(dump)

    old = settings.QUARTIER_SECRETS_KEYS
    settings.QUARTIER_SECRETS_KEYS = ["ein-neuer-schlüssel", *old]
    assert reseal(by=SYSTEM) == (2, [])
    settings.QUARTIER_SECRETS_KEYS = ["ein-neuer-schlüssel"]
    kept = Connection.objects.get(kept=True)
    assert access_of(kept).password == PASSWORD
    other = Connection.objects.get(kept=False)
    Connection.objects.filter(pk=other.pk).update(sealed=kept.sealed)
    with pytest.raises(SealBroken):  # a secret belongs to its connection
        access_of(Connection.objects.get(pk=other.pk))
    settings.QUARTIER_SECRETS_KEYS = ["verloren"]
    assert not readable(kept)
    with pytest.raises(SealBroken, match="QUARTIER_SECRETS_KEY"):
        access_of(kept)


def _models() -> list[Any]:
    from django.apps import apps

    return [model for model in apps.get_models() if model._meta.app_label in ("catalogue", "compute", "accounts")]


def test_a_lost_key_is_told_in_words(open_town: Path, office: Office, settings: Any) -> None:
    pull = a_pull(published(office))
    settings.QUARTIER_SECRETS_KEYS = ["verloren"]
    row = run(pull)
    assert row.outcome == "failed" and [item["code"] for item in row.reasons] == ["secret-lost"]
    assert "Schlüssel" in row.reasons[0]["message"]["de"]


def test_nothing_new_makes_no_delivery(open_town: Path, office: Office) -> None:
    """The ids of the features are others at each request, and the order is another one: nothing is new."""
    from quartier.catalogue.models import Delivery

    pull = a_pull(published(office))
    office.people = dict(reversed(office.people.items()))
    assert [run(pull).outcome, run(pull).outcome] == ["unchanged", "unchanged"]
    office.more = {"abgerufen": "2026-01-01"}
    assert run(pull).outcome == "task", "another column is another schema"
    assert Delivery.objects.count() == 2


def test_within_the_limits_it_publishes_itself(open_town: Path, office: Office) -> None:
    """00: 101 → 110 is 8.9 per cent, one unit: within 10 per cent and 3 units."""
    from quartier.accounts.models import AuditEvent

    pull = a_pull(published(office))
    office.people["00"] = 110
    row = run(pull)
    assert (row.outcome, broken(row)) == ("published", {})
    assert population()["00", "2024-12-31"] == 110
    event = AuditEvent.objects.filter(action="delivery.publish").order_by("-pk")[0]
    assert (event.by, event.person) == ("anna", 1)
    office.day, office.people["01"] = "2025-12-31", 112  # the next year: 102 → 112 is 9.8 per cent
    row = run(pull)
    assert (row.outcome, broken(row)) == ("published", {})
    assert population()["01", "2025-12-31"] == 112 and population()["01", "2024-12-31"] == 102


def test_beyond_a_limit_it_is_a_task(open_town: Path, office: Office) -> None:
    pull = a_pull(published(office))
    office.people |= {"00": 120, "01": 103, "02": 104, "10": 105}  # 101 → 120: 18.8 per cent; four units
    row = run(pull)
    found = broken(row)
    assert row.outcome == "task" and set(found) == {"changed", "largest"}
    assert found["changed"] == (4, 3) and found["largest"] == (pytest.approx(100 * 19 / 101), 10.0)
    assert population()["00", "2024-12-31"] == 101 and row.delivery.state == "open"
    first = row.delivery
    office.people["00"] = 130  # the untouched task is out of date: there is one, with the newest figures
    row = run(pull)
    first.refresh_from_db()
    assert (first.state, row.delivery.state) == ("discarded", "open")
    assert run(pull).outcome == "unchanged" and row.delivery.state == "open"


@pytest.mark.parametrize(
    ("change", "limit"),
    [
        ({"22": None}, "missing"),
        ({"99": 100}, "unmatched"),
        ({"00": "viele"}, "errors"),
    ],
)
def test_what_a_person_has_to_see(open_town: Path, office: Office, change: dict[str, Any], limit: str) -> None:
    pull = a_pull(published(office))
    office.people |= change
    row = run(pull)
    assert row.outcome == "task" and limit in broken(row), row.limits
    assert population()["00", "2024-12-31"] == 101


def test_not_allowed_and_four_eyes(open_town: Path, office: Office) -> None:
    from quartier.catalogue.deliveries import services

    pull = a_pull(published(office), publishes=False)
    office.people["00"] = 102
    row = run(pull)
    assert row.outcome == "task" and set(broken(row)) == {"allowed"}
    services.set_four_eyes(by=ANNA, on=True)
    from quartier.catalogue.pulls.pulls import PullWish, change_pull

    pull = change_pull(by=ANNA, pull=pull, wish=PullWish("Einwohner", publishes=True))
    office.people["00"] = 103
    row = run(pull)
    assert row.outcome == "task" and set(broken(row)) == {"four-eyes"}
    assert row.delivery.state == "waiting", "it is ready, and waits for the second person"
    with pytest.raises(NotPermitted):
        from quartier.catalogue.deliveries.services.publish import Wish

        services.publish(by=ANNA, delivery=row.delivery, wish=Wish(row.delivery.basis))


def test_failures_are_told_and_tried_again(open_town: Path, office: Office) -> None:
    """Passing ones after 15, 30, 60 minutes ...; refused sign-ins pause the pull at the third."""
    from quartier.catalogue.models import Pull
    from quartier.catalogue.pulls.pulls import again_key, pause, schedule_key
    from quartier.compute.models import Schedule

    pull = a_pull(published(office))
    office.down = 503
    waits = []
    for _ in range(7):
        row = run(pull)
        again = Schedule.objects.filter(key=again_key(pull)).first()
        waits.append(again.every_minutes if again else None)
    assert waits == [15, 30, 60, 120, 240, 480, None]
    assert row.outcome == "failed" and row.reasons[0]["code"] == "answer-error" and "503" in row.reasons[0]["found"]
    office.down, office.people["00"] = 0, 102
    assert run(pull).outcome == "published" and Pull.objects.get().failures == 0
    office.password = "anders"
    codes = [run(pull).reasons[0]["code"] for _ in range(3)]
    assert codes == ["sign-in"] * 3
    assert Pull.objects.get().paused and not Schedule.objects.get(key=schedule_key(pull)).enabled
    assert not Schedule.objects.filter(key=again_key(pull)).exists()
    pause(by=ANNA, pull=pull, on=False)
    assert Schedule.objects.get(key=schedule_key(pull)).enabled and Pull.objects.get().failures == 0


def test_a_file_is_asked_for_only_when_it_is_new(open_town: Path, office: Office) -> None:
    delivery = published(office, path="/einwohner.csv")
    pull = a_pull(delivery)
    assert run(pull).outcome == "unchanged"
    office.people["00"] = 105
    row = run(pull)
    assert (row.outcome, broken(row)) == ("published", {}), row.limits
    assert population()["00", "2024-12-31"] == 105


def test_the_rights_of_today_count(open_town: Path, office: Office) -> None:
    from quartier.catalogue.models import Pull
    from quartier.catalogue.pulls import connections, pulls
    from quartier.catalogue.pulls.jobs import run_pull

    pull = a_pull(published(office))
    Pull.objects.update(person=999)
    asked = office.requests
    assert run_pull(_Context(), pull=pull.key)["outcome"] == "failed" and office.requests == asked
    for act in (
        lambda: pulls.find_pull(pull.key, reader=CARL),
        lambda: pulls.pull_soon(by=CARL, pull=pull),
        lambda: pulls.pause(by=CARL, pull=pull, on=True),
        lambda: pulls.remove_pull(by=CARL, pull=pull),
        lambda: connections.keep(by=CARL, connection=pull.connection, name="x"),
        lambda: connections.reseal(by=CARL),
    ):
        with pytest.raises(NotPermitted):
            act()
    with pytest.raises(NotFound):
        connections.find_connection(pull.connection.key, reader=CARL)
    moved = connections.Access("http://192.0.2.1/wfs", USER, "x")
    with pytest.raises(Conflict):  # a stored password never goes to another host
        connections.keep(by=ANNA, connection=pull.connection, name="", access=moved)


class _Context:
    def progress(self, *_: object) -> None:
        return None

    def check_cancelled(self) -> None:
        return None


def test_passwords_of_one_fetch_are_forgotten(open_town: Path, office: Office) -> None:
    from datetime import timedelta

    from django.utils import timezone

    from quartier.catalogue.models import Connection
    from quartier.catalogue.pulls.connections import forget_old

    delivery = published(office)
    Connection.objects.update(secret_until=timezone.now() - timedelta(minutes=1))
    assert forget_old() == 1 and Connection.objects.get().sealed == ""
    with pytest.raises(Conflict):
        a_pull(delivery)
    from quartier.catalogue.pulls.limits import Limits
    from quartier.catalogue.pulls.pulls import PullWish, create_pull

    pull = create_pull(by=ANNA, delivery=delivery, wish=PullWish("E", limits=Limits(1, 1)), access=access(office))
    assert run(pull).outcome == "unchanged"


def test_areas_are_left_to_a_person_with_everything_prepared(open_town: Path, office: Office) -> None:
    """A service of areas: the first time a person maps them, then each change waits with the same mapping."""
    from dataclasses import replace

    from quartier.catalogue.deliveries import services
    from quartier.catalogue.deliveries.areas import AreaMapping
    from quartier.catalogue.deliveries.services.publish import Wish
    from quartier.catalogue.pulls.connections import look_up
    from quartier.catalogue.pulls.content import Wanted
    from quartier.catalogue.pulls.fetches import Sender, fetch_soon
    from quartier.kernel.text import Text

    looked = look_up(by=ANNA, access=access(office))
    wanted = Wanted("stat:einwohner", None, "geography")
    delivery = fetch_soon(by=ANNA, looked=looked, wanted=wanted, sender=Sender()).delivery
    level = services.create_level(by=ANNA, words=services.NewLevel("Messpunkt", "Messpunkte", "city")).key
    made = AreaMapping.from_json(delivery.mapping)
    geo = replace(made.geo, level=level, key="2024", name=Text("2024"), source="office", code="schluessel", parents=())
    delivery = services.decide_areas(by=ANNA, delivery=delivery, mapping=replace(made, geo=geo))
    assert delivery.report["publishable"], delivery.report
    services.publish_areas(by=ANNA, delivery=delivery, wish=Wish(delivery.basis))
    pull = a_pull(delivery)
    assert run(pull).outcome == "unchanged"
    del office.people["22"]
    row = run(pull)
    assert row.outcome == "task" and set(broken(row)) == {"areas"}, (row.reasons, row.limits)
    assert row.delivery.basis and row.delivery.report["units"] == 8


def test_where_the_period_comes_from(open_town: Path, office: Office) -> None:
    """Without a column of days, the period is what the person chose: here the year of the fetch."""
    from django.utils import timezone

    from quartier.catalogue.deliveries import services
    from quartier.catalogue.deliveries.services.publish import Wish
    from quartier.catalogue.pulls.connections import look_up
    from quartier.catalogue.pulls.content import Wanted
    from quartier.catalogue.pulls.fetches import Sender, fetch_soon
    from quartier.sources.tables import Mapping

    office.day = "unbekannt"
    looked = look_up(by=ANNA, access=access(office, "/einwohner.csv"))
    delivery = fetch_soon(by=ANNA, looked=looked, wanted=Wanted(), sender=Sender()).delivery
    mapping = Mapping.from_json(delivery.mapping)
    assert mapping.open == ("period",)
    delivery = services.decide(by=ANNA, delivery=delivery, mapping=mapping.answered("period", "2024"))
    delivery = services.check(by=ANNA, delivery=delivery)
    services.publish(by=ANNA, delivery=delivery, wish=Wish(delivery.basis))
    pull = a_pull(delivery, period_rule="year")
    office.people["00"] = 102
    row = run(pull)
    assert (row.outcome, broken(row)) == ("published", {}), row.limits
    year = str(timezone.localdate().year)
    assert population()["00", year] == 102 and population()["00", "2024"] == 101


def test_jobs_carry_no_secrets(open_town: Path, office: Office) -> None:
    from quartier.catalogue.pulls.pulls import pull_soon
    from quartier.compute.models import Job, Schedule

    pull = a_pull(published(office))
    job = pull_soon(by=ANNA, pull=pull)
    assert job.arguments == {"pull": pull.key} == Schedule.objects.get().arguments
    assert PASSWORD not in json.dumps(list(Job.objects.values("arguments", "result", "error", "message")))
