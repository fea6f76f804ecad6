"""Deliveries through the gate: received, questioned, checked, merged, published, withdrawn. Figures by hand."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests import squares
from tests.e2e.daten import people_table

from quartier.kernel.errors import Conflict, InputRejected, NotFound, NotPermitted
from quartier.kernel.presence import Presence
from quartier.kernel.reader import SYSTEM, Reader

ANNA = Reader("anna", person=1, confidential=True, administrator=True)
BERT = Reader("bert", person=2, confidential=True, administrator=True)
CARL = Reader("carl", person=3, confidential=True)
PUBLIC = Reader("public")


def received(data: bytes, by: Reader = ANNA, name: str = "einwohner.csv") -> Any:
    from quartier.catalogue.deliveries import services

    delivery = services.receive(by=by, data=data, file_name=name)
    return services.check_soon(by=by, delivery=delivery)


def wish(delivery: Any, **values: Any) -> Any:
    from quartier.catalogue.deliveries.services.publish import Wish

    return Wish(basis=delivery.basis, **values)


def population() -> dict[tuple[str, str], float]:
    from quartier.catalogue.models import Indicator
    from quartier.catalogue.observations import observations

    frame = observations(Indicator.objects.get(key="population"), reader=ANNA)
    return {(row.unit, row.period): row.value for row in frame.itertuples()}


def test_a_table_becomes_a_release_and_the_rest_stays(town: Path) -> None:
    from quartier.accounts.models import AuditEvent
    from quartier.catalogue.deliveries import services

    delivery = received(people_table())
    assert delivery.proposal["questions"] == []
    assert [(item["units"], item["of"]) for item in delivery.report["matched"]] == [(9, 9)]
    difference = delivery.report["indicators"][0]["difference"]
    assert (difference["added"], difference["changed"], difference["removed"]) == (9, 0, 0)
    (release,) = services.publish(by=ANNA, delivery=delivery, wish=wish(delivery, note="Jahreswechsel"))
    assert (release.number, release.audience, release.note) == (2, "public", "Jahreswechsel")
    assert release.provenance["file"] == "einwohner.csv"
    values = population()
    assert values["00", "2024-12-31"] == 101 and values["22", "2024-12-31"] == 109
    assert values["00", "2023-12-31"] == 100 and values["1", "2022-12-31"] == 900
    assert len(values) == 9 + 20
    actions = list(AuditEvent.objects.order_by("pk").values_list("action", flat=True))[-4:]
    assert actions == ["delivery.receive", "delivery.check", "release.publish", "delivery.publish"]


def test_a_period_that_comes_again_is_replaced_whole(town: Path) -> None:
    """00 changes, 22 is left out: it has no value any more, and the difference names it."""
    from quartier.catalogue.deliveries import services

    table = people_table("31.12.2023", **dict.fromkeys(squares.CODES, "100") | {"00": "250"})
    delivery = received(table.replace(b"22;Feld 22;100", b""))
    found = delivery.report["indicators"][0]["difference"]
    assert (found["added"], found["changed"], found["removed"], found["equal"]) == (0, 1, 1, 7)
    assert [(c["name"], c["old"], c["new"]) for c in found["largest"]] == [("Feld 00", 100, 250)]
    assert [c["unit"] for c in found["gone"]] == ["22"]
    services.publish(by=ANNA, delivery=delivery, wish=wish(delivery))
    values = population()
    assert values["00", "2023-12-31"] == 250 and ("22", "2023-12-31") not in values
    assert values["22", "2022-12-31"] == 100 and values["1", "2023-12-31"] == 900


def test_the_same_figures_again_are_no_release(town: Path) -> None:
    from quartier.catalogue.deliveries import services

    first = received(people_table())
    services.publish(by=ANNA, delivery=first, wish=wish(first))
    again = received(people_table())
    assert again.report["indicators"][0]["difference"]["equal"] == 9
    assert services.publish(by=ANNA, delivery=again, wish=wish(again)) == []
    with pytest.raises(Conflict, match="not published"):
        services.undo(by=ANNA, delivery=received(people_table()), reason="zu früh")
    services.undo(by=ANNA, delivery=again, reason="nichts daran")
    assert population()["00", "2024-12-31"] == 101, "the first delivery stays in force"


def test_errors_stop_everything_unless_a_part_is_chosen(town: Path) -> None:
    from quartier.catalogue.deliveries import services

    before = population()
    delivery = received(people_table(**{"11": "viele"}).replace(b"00;Feld 00", b"99;Feld 99"))
    errors = {(p["code"], p["row"], p["found"]) for p in delivery.report["problems"] if p["severity"] == "error"}
    assert errors == {("unknown-unit", 4, "99"), ("not-a-number", 8, "viele")}
    with pytest.raises(InputRejected) as refused:
        services.publish(by=ANNA, delivery=delivery, wish=wish(delivery))
    assert len(refused.value.problems) == 2 and population() == before
    (release,) = services.publish(by=ANNA, delivery=delivery, wish=wish(delivery, accept_partial=True))
    assert release.provenance["partial"] is True
    delivery.refresh_from_db()
    assert delivery.partial and len(population()) == len(before) + 7


def test_a_question_is_never_answered_by_the_house(town: Path) -> None:
    """1.234 is a number with three decimals or more than a thousand: nobody knows but the person."""
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.deliveries.editing import answered
    from quartier.sources.tables import Mapping

    delivery = received(people_table(**{"00": "1.234"}))
    assert [item["key"] for item in delivery.proposal["questions"]] == ["marks:."] and delivery.basis == ""
    mapping = answered(Mapping.from_json(delivery.mapping), {"marks:.": "thousands"})
    delivery = services.check_soon(by=ANNA, delivery=services.decide(by=ANNA, delivery=delivery, mapping=mapping))
    services.publish(by=ANNA, delivery=delivery, wish=wish(delivery))
    assert population()["00", "2024-12-31"] == 1234
    # the next delivery of this shape is read with the same decision, but for its own period
    following = received(people_table("31.12.2025", **{"00": "1.235"}))
    assert following.proposal["remembered"] and following.basis
    services.publish(by=ANNA, delivery=following, wish=wish(following))
    assert population()["00", "2025-12-31"] == 1235


def test_a_doubt_that_is_new_is_asked_although_the_shape_is_known(town: Path) -> None:
    """The first delivery held no marks at all; what 1.234 means was never decided."""
    from quartier.catalogue.deliveries import services

    first = received(people_table())
    services.publish(by=ANNA, delivery=first, wish=wish(first))
    second = received(people_table("31.12.2025", **{"00": "1.234"}))
    assert [item["key"] for item in second.proposal["questions"]] == ["marks:."]
    assert any(column.doubt == "." for column in _mapping(second).columns)


def test_one_row_a_person_is_refused_before_anything_is_stored(town: Path) -> None:
    from quartier.catalogue.models import Delivery
    from quartier.catalogue.store import lake_store

    before = list(lake_store().list())
    rows = "\n".join(f"Muster;Erika;{day:02d}.03.19{60 + day};Hauptstraße {day}" for day in range(1, 25))
    with pytest.raises(InputRejected) as refused:
        received(f"Nachname;Vorname;Geburtsdatum;Anschrift\n{rows}\n".encode())
    assert {item.code for item in refused.value.problems} == {"person-rows"}
    assert list(lake_store().list()) == before and not Delivery.objects.exists()


def test_two_people(town: Path) -> None:
    from quartier.catalogue.deliveries import services

    services.set_four_eyes(by=ANNA, on=True)
    delivery = received(people_table())
    with pytest.raises(NotPermitted):
        services.publish(by=ANNA, delivery=delivery, wish=wish(delivery))
    services.hand_on(by=ANNA, delivery=delivery, wish=wish(delivery))
    delivery.refresh_from_db()
    with pytest.raises(NotPermitted):
        services.publish(by=ANNA, delivery=delivery, wish=wish(delivery))
    with pytest.raises(Conflict):
        services.decide(by=ANNA, delivery=delivery, mapping=_mapping(delivery))
    (release,) = services.publish(by=BERT, delivery=delivery, wish=wish(delivery))
    delivery.refresh_from_db()
    assert (delivery.handed_on_by, delivery.published_by, release.published_by) == ("anna", "bert", "bert")


def _mapping(delivery: Any) -> Any:
    from quartier.sources.tables import Mapping

    return Mapping.from_json(delivery.mapping)


def test_what_was_not_seen_is_not_published(town: Path) -> None:
    """Somebody else publishes between preview and publication: conflict, nothing lost."""
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.services import publish_indicator

    delivery = received(people_table())
    publish_indicator(by=BERT, observations=squares.count_observations())  # the same figures: nothing changes
    changed = squares.count_observations()
    changed.frame.loc[0, "value"] = 555.0
    publish_indicator(by=BERT, observations=changed)
    with pytest.raises(Conflict):
        services.publish(by=ANNA, delivery=delivery, wish=wish(delivery))
    assert population()["00", "2022-12-31"] == 555
    delivery = services.check(by=ANNA, delivery=delivery)
    services.publish(by=ANNA, delivery=delivery, wish=wish(delivery))
    values = population()
    assert values["00", "2022-12-31"] == 555 and values["00", "2024-12-31"] == 101


def test_undo_brings_the_release_before_back(town: Path) -> None:
    from quartier.catalogue.deliveries import services

    before = population()
    first, second = received(people_table()), None
    services.publish(by=ANNA, delivery=first, wish=wish(first))
    second = received(people_table("31.12.2025"))
    services.publish(by=ANNA, delivery=second, wish=wish(second))
    with pytest.raises(Conflict, match="later release"):
        services.undo(by=ANNA, delivery=first, reason="falsche Stichtage")
    with pytest.raises(InputRejected):
        services.undo(by=ANNA, delivery=second, reason="  ")
    second.refresh_from_db()
    assert second.state == "published", "a refused undo leaves no trace"
    services.undo(by=ANNA, delivery=second, reason="falscher Stichtag")
    first.refresh_from_db()
    services.undo(by=ANNA, delivery=first, reason="falscher Stichtag")
    assert population() == before


def test_rights(town: Path) -> None:
    from quartier.catalogue.deliveries import services

    with pytest.raises(NotPermitted):
        received(people_table(), by=PUBLIC)
    delivery = received(people_table(), by=CARL)
    with pytest.raises(NotPermitted):
        services.publish(by=CARL, delivery=delivery, wish=wish(delivery))
    with pytest.raises(NotPermitted):
        services.set_four_eyes(by=CARL, on=True)
    with pytest.raises(NotFound):
        services.find(received(people_table()).key, reader=CARL)
    services.hand_on(by=CARL, delivery=delivery, wish=wish(delivery))
    delivery.refresh_from_db()
    assert services.publish(by=BERT, delivery=delivery, wish=wish(delivery))


def test_staged_files_expire(town: Path) -> None:
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.models import Delivery
    from quartier.catalogue.observations import named_keys
    from quartier.catalogue.store import lake_store

    delivery = received(people_table())
    staged = set(lake_store().list("staged/"))
    assert len(staged) == 2 and staged <= named_keys(), "the sweep keeps them"
    Delivery.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not staged & named_keys()
    assert services.remove_expired() == 1
    assert list(lake_store().list("staged/")) == []
    delivery.refresh_from_db()
    assert delivery.state == "discarded"


def test_large_deliveries_are_checked_and_published_by_jobs(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The job functions themselves; the queue has tests of its own. Rows from which on are set low."""
    from quartier.accounts.services import create_person, reader_of
    from quartier.catalogue.deliveries import jobs, services
    from quartier.compute.models import Job

    monkeypatch.setattr(import_module("quartier.catalogue.deliveries.services.check"), "LARGE", 5)
    dora = reader_of(create_person(by=SYSTEM, login="dora", password="neun-quadrate-am-fluss", role="administrator"))
    delivery = received(people_table(), by=dora)
    assert delivery.state == "working"
    told: list[int] = []

    class Context:
        def progress(self, done: int, total: int, message: str = "") -> None:  # noqa: ARG002 (as the protocol says)
            told.append(done)

        def check_cancelled(self) -> None:
            return None

    jobs.check_delivery(Context(), **Job.objects.get(pk=delivery.job).arguments)
    delivery.refresh_from_db()
    assert delivery.state == "open" and told == [0, 2]
    delivery = services.publish_soon(by=dora, delivery=delivery, wish=wish(delivery))
    arguments = Job.objects.get(pk=delivery.job).arguments
    first = jobs.publish_delivery(Context(), **arguments)
    assert first == jobs.publish_delivery(Context(), **arguments), "running it again does no harm"
    assert population()["00", "2024-12-31"] == 101


def test_a_job_that_died_leaves_the_delivery_open(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from quartier.catalogue.deliveries import services
    from quartier.compute.models import Job, JobState

    monkeypatch.setattr(import_module("quartier.catalogue.deliveries.services.check"), "LARGE", 5)
    delivery = received(people_table())
    Job.objects.update(state=JobState.FAILED, error="The memory does not suffice.")
    delivery = services.settle(delivery)
    assert (delivery.state, delivery.failure) == ("open", "The memory does not suffice.")


def test_suppressed_and_zero_keep_their_meaning(town: Path) -> None:
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.models import Indicator
    from quartier.catalogue.observations import observations

    delivery = received(people_table(**{"00": "*", "01": "0"}))
    services.publish(by=ANNA, delivery=delivery, wish=wish(delivery))
    frame = observations(Indicator.objects.get(key="population"), reader=ANNA).set_index(["unit", "period"])
    assert frame.loc[("00", "2024-12-31"), "presence"] == Presence.SUPPRESSED
    assert frame.loc[("01", "2024-12-31"), "value"] == 0


def signed_in(*, checked: bool = True) -> Client:
    from quartier.accounts.models import Person
    from quartier.accounts.services import create_person

    create_person(by=SYSTEM, login="anna", password="neun-quadrate-am-fluss", role="administrator")
    client = Client(headers={"accept-language": "de"}, enforce_csrf_checks=checked)
    client.force_login(Person.objects.get(login="anna"))
    return client


def test_two_gigabytes_are_refused_unread(town: Path) -> None:
    client = signed_in()
    answer = client.post("/daten/lieferung/", b"x", content_type="multipart/form-data; boundary=y",
                         CONTENT_LENGTH=str(2_000_000_000))  # fmt: skip
    assert answer.status_code == 413
    assert "Die Datei ist zu groß." in answer.content.decode()


def test_an_upload_needs_the_token_of_the_page(town: Path) -> None:
    client = signed_in()
    assert client.post("/daten/lieferung/", {"file": ""}).status_code == 403


def test_the_page_is_for_people_who_signed_in(town: Path) -> None:
    answer = Client().get("/daten/")
    assert answer.status_code == 302 and answer["Location"].startswith("/anmelden/")
    delivery = received(people_table())
    assert Client().get(f"/daten/lieferung/{delivery.key}/vorschau/").status_code == 302


def test_text_of_a_file_is_escaped_and_formulas_are_defused(town: Path) -> None:
    client = signed_in()
    delivery = received(people_table(**{"00": "<script>x</script>", "01": "=cmd()"}))
    page = client.get(f"/daten/lieferung/{delivery.key}/vorschau/").content.decode()
    assert "&lt;script&gt;x" in page and "<script>x" not in page
    table = client.get(f"/daten/lieferung/{delivery.key}/probleme.csv").content.decode("utf-8-sig")
    assert "'=cmd()" in table and ";=cmd()" not in table


def test_a_list_without_polygons_is_a_level_like_any_other(town: Path) -> None:
    """A plain list comes in; the next file of areas is compared with it, and a parent that does not exist is told."""
    from quartier.catalogue.deliveries import areas, services
    from quartier.catalogue.deliveries.areas import AreaMapping
    from quartier.catalogue.models import Geography
    from quartier.catalogue.observations import has_shapes
    from quartier.sources.geodata import GeoMapping, ParentMapping, ParentRule

    level = services.create_level(by=ANNA, words=services.NewLevel("Ortsteil", "Ortsteile", "city"))
    up = (ParentMapping("city", ParentRule.ONLY),)
    geo = GeoMapping("", level.key, "2024", squares.collection().name, "office", "Nr", "Ortsteil", parents=up)
    table = b"Nr;Ortsteil\n1;Nord\n2;Ost\n"
    delivery = services.receive_areas(by=ANNA, data=table, file_name="ortsteile.csv")
    delivery = services.decide_areas(by=ANNA, delivery=delivery, mapping=AreaMapping(geo))
    services.publish_areas(by=ANNA, delivery=delivery, wish=wish(delivery))
    row = Geography.objects.get(level=level)
    assert not has_shapes(row) and [unit.parents for unit in row.units.all()] == [{"city": "1"}] * 2
    changed = areas.opened(b"Nr;Ortsteil\n1;Norden\n3;West\n", "ortsteile.csv")
    staged = areas.staged(changed, AreaMapping(geo), areas.context())
    assert staged.changes == {"added": ["3"], "removed": ["2"], "renamed": ["1"]}


def test_a_refused_answer_keeps_the_others(town: Path) -> None:
    client = signed_in(checked=False)
    lines = [b"Code;Werte", *(f"{code};{100 + i}".encode() for i, code in enumerate(squares.CODES))]
    sent = SimpleUploadedFile("werte.csv", b"\n".join(lines))
    address = client.post("/daten/lieferung/", {"file": sent, "holds": "values"}, follow=True).request["PATH_INFO"]
    page = client.get(address).content.decode()
    keys = re.findall(r'name="answer-([^"]+)"', page)
    assert "period" in keys
    answers = {f"answer-{key}": "?" for key in dict.fromkeys(keys)} | {"answer-period": "31.13.2024"}
    indicator = next(key for key in keys if key.startswith("indicator"))
    refused = client.post(address, answers | {f"answer-{indicator}": "population"})
    assert refused.status_code == 422
    shown = refused.content.decode()
    assert 'value="31.13.2024" aria-invalid="true"' in shown
    assert '<option value="population" selected>' in shown or 'value="population" checked' in shown
