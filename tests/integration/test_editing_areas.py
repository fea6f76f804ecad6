"""Areas edited by hand on the town of nine squares (1 km each, rows from south to north): steps, undo, publication."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pyproj import Transformer
from tests import squares
from tests.integration.test_geography_releases import figures

from quartier.kernel.errors import Conflict, InputRejected
from quartier.kernel.presence import Presence
from quartier.kernel.reader import SYSTEM, Reader

ANNA = Reader("anna", person=1, confidential=True, administrator=True)
BERT = Reader("bert", person=2, confidential=True, administrator=True)
_DEGREES = Transformer.from_crs(25832, 4326, always_xy=True)


def degrees(*points: tuple[float, float]) -> list[list[float]]:
    """Places of the grid of squares (metres from its corner) as the browser sends them."""
    return [[round(c, 9) for c in _DEGREES.transform(500_000 + x, 5_700_000 + y)] for x, y in points]


def begun() -> Any:
    from quartier.catalogue.editing import geographies

    return geographies.start(by=ANNA, level="quarter", key="2020")


def done(draft: Any, *ops: dict[str, Any]) -> Any:
    from quartier.catalogue.editing import geographies

    return geographies.act(by=ANNA, draft=draft, step=ops)


def submitted(draft: Any, reason: str = "Ratsbeschluss") -> Any:
    from quartier.catalogue.editing import geographies

    return geographies.submit(by=ANNA, draft=draft, target=geographies.Target("2020", ""), reason=reason)


def publish(delivery: Any, by: Reader = ANNA) -> Any:
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.deliveries.services.publish import Wish

    return services.publish_areas(by=by, delivery=delivery, wish=Wish(basis=delivery.basis, note=delivery.note))


def shapes() -> dict[str, Any]:
    from quartier.catalogue.models import Geography
    from quartier.catalogue.observations import units_with_shapes

    frame: Any = units_with_shapes(Geography.objects.select_related("current").get(level__key="quarter"))
    return dict(zip(frame["code"], frame.geometry, strict=True))


def test_rename_and_merge_published_and_taken_back(town: Path) -> None:
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.models import EditDraft, Indicator, Unit

    before = {key: figures(key) for key in ("population", "sgb2-rate")}
    draft = done(begun(), {"op": "rename", "code": "00", "name": "Alte Mitte"})
    draft = done(draft, {"op": "merge", "codes": ["01", "02"], "code": "X", "name": "Osten"})
    delivery = submitted(draft)
    assert delivery.report["publishable"], delivery.report["problems"]
    assert {kind: item["codes"] for kind, item in delivery.report["changes"].items() if kind != "same"} == {
        "added": ["X"], "removed": ["01", "02"], "renamed": ["00"]}  # fmt: skip
    release = publish(delivery)
    assert release.note == "Ratsbeschluss" and not EditDraft.objects.exists()
    assert list(Unit.objects.filter(geography__level__key="quarter").values_list("code", flat=True)) == [
        "00", "10", "11", "12", "20", "21", "22", "X"]  # fmt: skip
    assert Unit.objects.get(code="00").name == "Alte Mitte"
    assert figures("population")["X", squares.PERIODS[0]] == (200.0, Presence.VALUE)
    assert figures("sgb2-rate")["X", squares.PERIODS[0]] == (1.5, Presence.VALUE)
    assert shapes()["X"].area == pytest.approx(2_000_000)
    services.undo(by=ANNA, delivery=delivery, reason="Beschluss aufgehoben")
    assert {key: figures(key) for key in before} == before and Unit.objects.get(code="00").name == "Feld 00"
    pointer = Indicator.objects.get(key="population").current_public
    assert pointer and pointer.number == 1


def test_names_alone_write_no_figure_again(town: Path) -> None:
    from quartier.catalogue.models import Indicator

    publish(submitted(done(begun(), {"op": "rename", "code": "22", "name": "Neu"})))
    pointer = Indicator.objects.get(key="population").current_public
    assert pointer and pointer.number == 1


def test_a_border_moves_and_the_neighbours_give_and_take(town: Path) -> None:
    """The square 11 (1000..2000) grows 200 m to the east and loses 100 m in the west; nothing else moves a digit."""
    before = shapes()
    ring = degrees((1100, 1000), (2200, 1000), (2200, 2000), (1100, 2000), (1100, 1000))
    draft = done(begun(), {"op": "reshape", "code": "11", "part": 0, "ring": ring, "neighbours": True})
    delivery = submitted(draft)
    assert delivery.report["publishable"], delivery.report["problems"]
    publish(delivery)
    after = shapes()
    areas = {code: round(shape.area) for code, shape in after.items()}
    assert (areas["10"], areas["11"], areas["12"]) == (1_100_000, 1_100_000, 800_000)
    assert all(after[code].equals_exact(before[code], 0) for code in before if code not in ("10", "11", "12"))
    assert sum(areas.values()) == 9_000_000
    assert figures("population")["11", squares.PERIODS[0]] == (100.0, Presence.VALUE), "the code keeps its figures"


def test_overlaps_and_holes_are_told_before_anything_is_published(town: Path) -> None:
    from quartier.catalogue.editing import geographies

    ring = degrees((1000, 1000), (2600, 1000), (2600, 2000), (1000, 2000), (1000, 1000))
    delivery = submitted(done(begun(), {"op": "reshape", "code": "11", "part": 0, "ring": ring}))
    assert not delivery.report["publishable"]
    assert "overlap" in {item["code"] for item in delivery.report["problems"]}
    with pytest.raises(InputRejected):
        publish(delivery)
    draft = geographies.undo(by=ANNA, draft=begun())
    delivery = submitted(done(draft, {"op": "delete", "codes": ["11"]}))
    told = {item["code"]: item["severity"] for item in delivery.report["problems"]}
    assert told["gap"] == "warning" and "overlap" not in told


def test_a_unit_is_split_and_added(town: Path) -> None:
    """The halves are other places than the whole: they have no figures, whatever their code is."""
    line = degrees((500, -100), (500, 1100))
    draft = done(begun(), {"op": "split", "code": "00", "line": line, "codes": ["00", "00b"], "names": ["West", "Ost"]})
    ring = degrees((3000, 0), (4000, 0), (4000, 1000), (3000, 1000), (3000, 0))
    draft = done(draft, {"op": "add", "code": "n", "name": "Neuland", "ring": ring})
    delivery = submitted(draft)
    errors = [item for item in delivery.report["problems"] if item["severity"] == "error"]
    assert {item["code"] for item in errors} <= {"parent-elsewhere"}, "only the new land lies outside of the town"
    draft = done(begun(), {"op": "delete", "codes": ["n"]})
    delivery = submitted(draft)
    publish(delivery)
    assert {code: round(shape.area) for code, shape in shapes().items() if code in ("00", "00b")} == {
        "00": 500_000, "00b": 500_000}  # fmt: skip
    found = figures("population")
    assert ("00", squares.PERIODS[0]) not in found and ("00b", squares.PERIODS[0]) not in found
    assert found["01", squares.PERIODS[0]] == (100.0, Presence.VALUE)


def test_steps_are_undone_and_redone_and_bad_ones_never_kept(town: Path) -> None:
    from quartier.catalogue.editing import geographies

    draft = done(begun(), {"op": "rename", "code": "00", "name": "A"})
    for op in (
        {"op": "code", "code": "00", "to": "01"}, {"op": "merge", "codes": ["00"], "code": "x", "name": "x"},
        {"op": "rename", "code": "99", "name": "x"}, {"op": "rename", "code": "00", "name": " "}, {"op": "fly"},
        {"op": "split", "code": "00", "line": degrees((5000, 0), (5000, 9)), "codes": ["a", "b"], "names": ["a", "b"]},
        {"op": "reshape", "code": "00", "ring": degrees((0, 0), (1000, 1000), (1000, 0), (0, 1000), (0, 0))},
    ):  # fmt: skip
        with pytest.raises(InputRejected):
            done(draft, op)
    draft.refresh_from_db()
    assert draft.data["at"] == 1
    name = lambda: geographies.units_of(draft).frame["name"].iloc[0]  # noqa: E731
    draft = geographies.undo(by=ANNA, draft=draft)
    assert name() == "Feld 00"
    draft = geographies.redo(by=ANNA, draft=draft)
    assert name() == "A"
    draft = done(geographies.undo(by=ANNA, draft=draft), {"op": "rename", "code": "00", "name": "B"})
    assert name() == "B" and len(draft.data["steps"]) == 1


def test_a_new_geography_leaves_the_old_one_as_it_is(town: Path) -> None:
    from datetime import date

    from quartier.catalogue.editing import geographies
    from quartier.catalogue.models import Geography

    before = figures("population")
    draft = done(begun(), {"op": "merge", "codes": ["01", "02"], "code": "X", "name": "Osten"})
    target = geographies.Target("2025", "Quartiere 2025", date(2025, 1, 1))
    delivery = geographies.submit(by=ANNA, draft=draft, target=target, reason="Reform")
    publish(delivery)
    made = Geography.objects.get(level__key="quarter", key="2025")
    assert made.units.count() == 8 and made.valid_from == date(2025, 1, 1) and figures("population") == before


def test_two_who_edit_the_same_geography(town: Path) -> None:
    from quartier.catalogue.editing import geographies

    mine = done(begun(), {"op": "rename", "code": "00", "name": "Meins"})
    other = geographies.start(by=BERT, level="quarter", key="2020")
    other = geographies.act(by=BERT, draft=other, step=[{"op": "rename", "code": "01", "name": "Seins"}])
    delivery = geographies.submit(by=BERT, draft=other, target=geographies.Target("2020", ""), reason="zuerst")
    publish(delivery, BERT)
    with pytest.raises(Conflict):
        submitted(mine)
    publish(submitted(geographies.rebase(by=ANNA, draft=mine)))
    from quartier.catalogue.models import Unit

    assert set(Unit.objects.filter(code__in=("00", "01")).values_list("name", flat=True)) == {"Meins", "Seins"}


def test_large_deliveries_of_areas_run_as_jobs(town: Path, monkeypatch: pytest.MonkeyPatch, client: Client) -> None:
    from quartier.accounts.services import create_person
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.deliveries.areas import AreaMapping
    from quartier.catalogue.deliveries.services import areas as module
    from quartier.catalogue.deliveries.services.publish import Wish
    from quartier.compute.models import Job

    delivery = submitted(done(begun(), {"op": "rename", "code": "00", "name": "A"}))
    monkeypatch.setattr(module, "LARGE_AREAS", 5)
    mapping = AreaMapping.from_json(delivery.mapping)
    delivery = services.decide_areas_soon(by=ANNA, delivery=delivery, mapping=mapping)
    assert delivery.state == "working" and not delivery.basis
    job = Job.objects.get(pk=delivery.job)
    assert job.name == module.CHECK_AREAS_JOB
    anna = create_person(by=SYSTEM, login="anna", password="neun-quadrate-am-fluss", role="administrator")
    client.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    assert b'value="cancel"' in client.get(f"/daten/lieferung/{delivery.key}/").content
    client.post(f"/daten/auftraege/{job.pk}/", {"do": "cancel"})
    assert services.settle(delivery).state == "open", "a cancelled check leaves the delivery to be decided again"
    delivery = services.decide_areas_soon(by=ANNA, delivery=delivery, mapping=mapping)
    delivery = services.check_areas(by=ANNA, delivery=delivery)
    assert delivery.state == "open" and delivery.report["publishable"]
    delivery = services.publish_areas_soon(by=ANNA, delivery=delivery, wish=Wish(delivery.basis, note="x"))
    assert Job.objects.get(pk=delivery.job).name == module.PUBLISH_AREAS_JOB


def test_a_publication_that_many_figures_follow_is_a_job(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from quartier.catalogue.deliveries import services
    from quartier.catalogue.deliveries.services import areas as module
    from quartier.catalogue.deliveries.services.publish import Wish

    monkeypatch.setattr(module, "LARGE_ROWS", 10)
    draft = done(begun(), {"op": "merge", "codes": ["01", "02"], "code": "X", "name": "Osten"})
    delivery = submitted(draft)
    delivery = services.publish_areas_soon(by=ANNA, delivery=delivery, wish=Wish(delivery.basis, note="x"))
    assert delivery.state == "working" and delivery.job
    publish(delivery)
    assert figures("population")["X", squares.PERIODS[0]] == (200.0, Presence.VALUE)


def test_a_geography_is_drawn_from_nothing(town: Path) -> None:
    from quartier.catalogue.editing import geographies
    from quartier.catalogue.models import Geography

    with pytest.raises(InputRejected):
        geographies.start_empty(by=ANNA, level="quarter", source="office", crs="EPSG:nowhere")
    draft = geographies.start_empty(by=ANNA, level="quarter", source="office", crs="EPSG:25832")
    ring = degrees((0, 0), (1500, 0), (1500, 3000), (0, 3000), (0, 0))
    draft = done(draft, {"op": "add", "code": "w", "name": "Westen", "ring": ring})
    over = degrees((1000, 0), (3000, 0), (3000, 3000), (1000, 3000), (1000, 0))
    draft = done(draft, {"op": "add", "code": "o", "name": "Osten", "ring": over})
    draft = done(draft, *({"op": "parent", "code": code, "level": "city", "parent": "1"} for code in "wo"))
    target = geographies.Target("skizze", "Skizze")
    delivery = geographies.submit(by=ANNA, draft=draft, target=target, reason="erster Entwurf")
    assert delivery.report["publishable"], delivery.report["problems"]
    publish(delivery)
    made = Geography.objects.get(level__key="quarter", key="skizze")
    assert sorted(made.units.values_list("code", flat=True)) == ["o", "w"]
    assert figures("population")["00", squares.PERIODS[0]] == (100.0, Presence.VALUE)


def test_the_draft_works_without_a_map(town: Path, client: Client) -> None:
    """The keyboard's way: the table, marked units, undo, reason, preview, publication, withdrawal; forms alone."""
    from quartier.accounts.services import create_person
    from quartier.catalogue.models import EditDraft, Unit

    anna = create_person(by=SYSTEM, login="anna", password="neun-quadrate-am-fluss", role="administrator")
    client.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    page = client.post("/daten/bearbeiten/gebiete/", {"place": "quarter/2020"}).headers["Location"]
    assert client.post(page, {"do": "merge", "marked": ["01"], "code": "X", "name": "X"}).status_code == 422
    client.post(page, {"do": "merge", "marked": ["01", "02"], "code": "X", "name": "Osten"})
    client.post(page, {"do": "table", "name:00": "Alte Mitte", "code:00": "0", "parent-city:00": "1"})
    client.post(page, {"do": "delete", "marked": ["22"]})
    client.post(page, {"do": "undo"})
    words = client.get(page).content.decode()
    assert 'value="Alte Mitte"' in words and 'value="22"' in words and "01, 02" in words
    assert client.post(f"{page}pruefen/", {"as": "same", "reason": ""}).status_code == 422
    preview = client.post(f"{page}pruefen/", {"as": "same", "reason": "Beschluss"}, follow=True)
    assert preview.redirect_chain[-1][0].endswith("/gebiete/vorschau/")
    basis = preview.context["delivery"].basis
    address = preview.redirect_chain[-1][0].replace("gebiete/vorschau/", "")
    client.post(f"{address}veroeffentlichen/", {"basis": basis, "note": "", "do": "publish"})
    assert EditDraft.objects.exists(), "no publication without a reason"
    client.post(f"{address}veroeffentlichen/", {"basis": basis, "note": "Beschluss", "do": "publish"})
    assert not EditDraft.objects.exists() and Unit.objects.filter(code="0", name="Alte Mitte").exists()
    assert figures("population")["0", squares.PERIODS[0]] == (100.0, Presence.VALUE)
    client.post(f"{address}ruecknahme/", {"reason": "aufgehoben"})
    assert not Unit.objects.filter(code="0").exists()
    assert figures("population")["00", squares.PERIODS[0]] == (100.0, Presence.VALUE)
