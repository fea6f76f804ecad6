"""The frame: search and rights, favourites, sheets, settings, people, pages of the foot, feedback, first steps."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from tests import squares

from quartier.accounts import invitations
from quartier.accounts.models import AuditEvent, Invitation, Person
from quartier.accounts.services import create_person
from quartier.catalogue.models import Geography, Indicator, OwnArea, WorkspaceProfile
from quartier.catalogue.services import publish_collection
from quartier.frame import services
from quartier.frame.first_steps import guess, progress
from quartier.frame.models import Feedback
from quartier.kernel.errors import Conflict, InputRejected, NotFound, NotPermitted
from quartier.kernel.reader import PUBLIC, SYSTEM

PASSWORD = "neun-quadrate-am-fluss"


@pytest.fixture
def secret_town(transactional_db: None, workspace: Path) -> Path:
    """The town of nine squares whose population is for members only."""
    whole = squares.collection()
    hidden = [replace(o, audience="confidential") if o.indicator == "population" else o for o in whole.observations]
    publish_collection(by=SYSTEM, collection=replace(whole, observations=tuple(hidden)))
    return workspace


def signed_in(role: str = Person.Role.ADMINISTRATOR, login: str = "anna") -> Client:
    create_person(by=SYSTEM, login=login, password=PASSWORD, role=role)
    client = Client()
    assert client.login(username=login, password=PASSWORD)
    return client


def found(client: Client, query: str) -> list[str]:
    answer = client.get("/api/v1/search", {"q": query, "lang": "de"}).json()
    return [hit["item"] or hit["title"] for group in answer["groups"] for hit in group["hits"]]


def test_search_answers_only_with_what_the_reader_may_know_of(secret_town: Path) -> None:
    assert found(Client(), "Hartz IV") == ["indicator:sgb2-rate"]
    assert "indicator:population" not in found(Client(), "Einwohner")
    assert "indicator:population" in found(signed_in(Person.Role.MEMBER), "Einwohner")


def test_search_finds_units_pages_and_help_and_works_without_javascript(town: Path) -> None:
    assert found(Client(), "Feld 11")[0] == "unit:quarter:11"
    assert found(Client(), "feld11") == []
    assert "Datenschutz" in found(Client(HTTP_ACCEPT_LANGUAGE="de"), "datenschuz")
    page = Client(HTTP_ACCEPT_LANGUAGE="de").get("/suche/", {"q": "quote"}).content.decode()
    assert 'href="/karte/?indicator=sgb2-rate"' in page
    assert "Nichts gefunden" in Client(HTTP_ACCEPT_LANGUAGE="de").get("/suche/", {"q": "zzzzz"}).content.decode()
    assert "<script>alert" not in Client().get("/suche/", {"q": "<script>alert(1)"}).content.decode()


def test_areas_of_ones_own_are_found_by_those_who_may_see_them(town: Path) -> None:
    values = {"owner_name": "Anna", "level": "quarter", "geography": "2020", "units": {"00": 1.0}}
    OwnArea.objects.create(key="soziale-stadt", name="Soziale Stadt", visibility="public", **values)
    OwnArea.objects.create(key="entwurf", name="Soziale Stadt, Entwurf", visibility="own", **values)
    assert found(Client(), "soziale stat") == ["area:soziale-stadt"]
    answer = Client().get("/api/v1/search", {"q": "Soziale Stadt"}).json()
    assert answer["groups"][0]["hits"][0]["address"] == "/quartiere/own/soziale-stadt/"


def test_settings_are_found_by_administrators_alone(town: Path) -> None:
    german = {"HTTP_ACCEPT_LANGUAGE": "de"}
    assert "Einstellungen" not in found(Client(**german), "einstellungen")  # type: ignore[arg-type]
    client = signed_in()
    client.defaults |= german
    assert "Einstellungen" in found(client, "einstellungen")


def test_favourites_come_first_and_belong_to_a_person(town: Path) -> None:
    client = signed_in(Person.Role.MEMBER)
    one = {"item": "unit:quarter:22", "title": "Feld 22", "address": "/karte/?level=quarter&units=22"}
    answer = client.post("/merken/", one, headers={"Accept": "application/json"})
    assert answer.json() == {"items": ["unit:quarter:22"]}
    assert found(client, "Feld")[0] == "unit:quarter:22"
    assert client.get("/api/v1/favourites").json() == [one]
    assert Client().get("/api/v1/favourites").json() == []
    assert found(Client(), "Feld")[0] == "unit:quarter:00"
    assert Client().post("/merken/", one).status_code == 403
    away = client.post("/merken/", {**one, "do": "remove", "next": "https://elsewhere.example/"})
    assert (away.status_code, away["Location"]) == (302, "/suche/")
    assert client.get("/api/v1/favourites").json() == []


@pytest.mark.parametrize(
    "address", ["//elsewhere.example", "https://elsewhere.example", "javascript:alert(1)", "/\\x", ""]
)
def test_favourites_lead_nowhere_else(town: Path, address: str) -> None:
    client = signed_in(Person.Role.MEMBER)
    answer = client.post("/merken/", {"item": "indicator:x", "title": "x", "address": address})
    assert answer.status_code == 422


def test_sheet_shows_what_is_known_and_the_pdf_is_tagged_and_the_same_every_time(town: Path) -> None:
    page = Client(HTTP_ACCEPT_LANGUAGE="de").get("/indikatoren/sgb2-rate/").content.decode()
    for text in ("SGB-II-Quote", "Leistungsberechtigte", "Einwohner unter 65", "100 × Zähler ÷ Nenner",
                 "Datenlizenz Deutschland", "Bürgergeld", "31.12.2022 – 31.12.2023 (2)"):  # fmt: skip
        assert text in page, text
    first, second = (Client().get("/indikatoren/sgb2-rate.pdf").content for _ in range(2))
    assert first == second
    assert first.startswith(b"%PDF")
    assert b"/MarkInfo" in first or b"StructTreeRoot" in first
    assert b"pdfuaid" in first


def test_sheets_of_confidential_indicators_are_not_there_for_the_public(secret_town: Path) -> None:
    for path in ("/indikatoren/population/", "/indikatoren/population.pdf"):
        assert Client().get(path).status_code == 404
        assert Client().get("/indikatoren/").status_code == 200
    assert "population" not in Client().get("/indikatoren/").content.decode()
    member = signed_in(Person.Role.MEMBER)
    assert member.get("/indikatoren/population/").status_code == 200
    assert "/indikatoren/population/" in member.get("/indikatoren/").content.decode()


def settings(**changes: str) -> dict[str, str]:
    return {"name": "Quadratstadt", "unit-word": "Veedel", **changes}


def test_settings_change_name_word_and_colour_everywhere_and_survive_a_reload(town: Path) -> None:
    client = signed_in()
    sent = settings(name="Köln <b>", **{"accent-own": "on", "accent": "#005f56", "unit-word-en": "quarter"})
    assert client.post("/einstellungen/", sent).status_code == 302
    page = Client(HTTP_ACCEPT_LANGUAGE="de").get("/hilfe/").content.decode()
    assert "Köln &lt;b&gt;" in page
    assert "--own-accent: #005f56; --own-accent-night: #" in page
    assert client.get("/api/v1/catalogue").json()["workspace"]["unitWord"] == "Veedel"
    publish_collection(by=SYSTEM, collection=squares.collection())
    assert WorkspaceProfile.objects.get(pk=1).unit_word.de == "Veedel"
    assert AuditEvent.objects.filter(action="workspace.settle").count() == 1


def test_settings_say_what_is_wrong_in_words(town: Path) -> None:
    client = signed_in()
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "de"
    answer = client.post("/einstellungen/", settings(name="", accent="#ffff00", **{"accent-own": "on"}))
    assert answer.status_code == 422
    assert "zu blass" in answer.content.decode()
    assert "(1.1)" in answer.content.decode()
    assert "füllen Sie dieses Feld aus" in answer.content.decode()


@pytest.mark.parametrize("path", ["", "personen/", "seiten/", "seiten/imprint/de/", "rueckmeldungen/"])
def test_settings_are_for_administrators(town: Path, path: str) -> None:
    assert Client().get(f"/einstellungen/{path}").status_code == 302
    assert signed_in(Person.Role.MEMBER).get(f"/einstellungen/{path}").status_code == 403
    assert Client().get("/erste-schritte/").status_code == 302


def test_logo_is_cleaned_and_served_by_us(town: Path) -> None:
    client = signed_in()
    evil = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script><rect width='9' height='9'/></svg>"
    assert client.post("/einstellungen/logo/", {"logo": SimpleUploadedFile("l.svg", evil)}).status_code == 302
    logo = Client().get("/logo")
    assert logo["Content-Type"] == "image/svg+xml"
    assert b"script" not in logo.content
    assert 'src="/logo"' in Client().get("/hilfe/").content.decode()
    assert client.post("/einstellungen/logo/", {"logo": SimpleUploadedFile("l.gif", b"GIF89a")}).status_code == 422
    client.post("/einstellungen/logo/", {"do": "remove"})
    assert Client().get("/logo").status_code == 404


def test_an_invitation_makes_one_account_once(town: Path) -> None:
    client = signed_in()
    page = client.post("/einstellungen/personen/einladen/", {"name": "Veit", "role": "member"}).content.decode()
    word = re.search(r"/einladung/([\w-]+)/", page).group(1)  # type: ignore[union-attr]
    assert not Invitation.objects.filter(token=word).exists(), "the word itself is not kept"
    guest = Client()
    account = {"login": "veit", "name": "Veit", "password": PASSWORD}
    assert guest.post(f"/einladung/{word}/", {**account, "password": "kurz"}).status_code == 422
    assert guest.post(f"/einladung/{word}/", {**account, "login": "anna"}).status_code == 422
    assert guest.post(f"/einladung/{word}/", account).status_code == 302
    assert Person.objects.get(login="veit").role == Person.Role.MEMBER
    assert guest.get(f"/einladung/{word}/").status_code == 404
    assert Client().get("/einladung/nothing/").status_code == 404


def test_invitations_end_and_need_the_right(town: Path) -> None:
    with pytest.raises(NotPermitted):
        invitations.invite(by=PUBLIC)
    word = invitations.invite(by=SYSTEM)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(NotFound):
        invitations.find(word)


def test_the_last_administrator_stays_and_who_is_switched_off_is_out(town: Path) -> None:
    client = signed_in()
    anna = Person.objects.get(login="anna")
    assert client.post(f"/einstellungen/personen/{anna.pk}/", {"do": "off"}).status_code == 409
    other = signed_in(login="bert")
    assert (
        client.post(f"/einstellungen/personen/{Person.objects.get(login='bert').pk}/", {"do": "off"}).status_code == 302
    )
    assert other.get("/einstellungen/").status_code == 302


def test_the_first_administrator_is_made_at_the_machine_itself(transactional_db: None, workspace: Path) -> None:
    word = invitations.setup_word()
    address = f"/einladung/{word}/"
    assert Client(REMOTE_ADDR="192.0.2.7").get(address).status_code == 403
    assert Client().get(address, headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 403
    assert Client().get(address).status_code == 200
    newer = invitations.setup_word()
    assert Client().get(address).status_code == 404, "a newer link ends the older one"
    made = Client()
    answer = made.post(f"/einladung/{newer}/", {"login": "petra", "name": "Petra", "password": PASSWORD})
    assert answer["Location"] == "/erste-schritte/"
    assert Person.objects.get(login="petra").is_administrator
    assert invitations.setup_word() is None


def test_pages_of_the_foot_are_drafts_until_somebody_completes_them(town: Path) -> None:
    german = Client(HTTP_ACCEPT_LANGUAGE="de")
    for address in ("impressum", "datenschutz", "barrierefreiheit", "leichte-sprache"):
        assert "noch nicht vollständig" in german.get(f"/{address}/").content.decode()
        assert "not complete" in Client(HTTP_ACCEPT_LANGUAGE="en").get(f"/{address}/").content.decode()
    with pytest.raises(InputRejected):
        services.put_footer_page(by=SYSTEM, key="imprint", language="de", text="## A\n[[Name]]", complete=True)
    with pytest.raises(NotPermitted):
        services.put_footer_page(by=PUBLIC, key="imprint", language="de", text="x", complete=False)
    services.put_footer_page(by=SYSTEM, key="imprint", language="de", text="## Wir\n<b>Stadt</b>", complete=True)
    page = german.get("/impressum/").content.decode()
    assert "noch nicht vollständig" not in page
    assert "<h2>Wir</h2><p>&lt;b&gt;Stadt&lt;/b&gt;</p>" in page


def give(client: Client, monkeypatch: pytest.MonkeyPatch, **changes: str) -> Any:
    """Fill in the form as a person does, some seconds after opening it."""
    form = client.get("/rueckmeldung/", {"seite": "/karte/?indicator=sgb2-rate"}).content.decode()
    opened = re.search(r'name="opened" value="([^"]+)"', form).group(1)  # type: ignore[union-attr]
    from quartier.frame.pages import feedback

    monkeypatch.setattr(feedback, "_LEAST_SECONDS", 0.0)
    sent = {"page": "/karte/?indicator=sgb2-rate", "text": "Die Zahl stimmt nicht.", "opened": opened, **changes}
    return client.post("/rueckmeldung/", sent)


def test_feedback_is_kept_without_its_sender_and_answered_by_a_private_link(
    town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = signed_in()
    answer = give(anna, monkeypatch, contact="0221 1")
    link = re.search(r"/rueckmeldung/[\w-]+/", answer.content.decode()).group()  # type: ignore[union-attr]
    row = Feedback.objects.get()
    assert (row.text, row.page, row.contact) == ("Die Zahl stimmt nicht.", "/karte/?indicator=sgb2-rate", "0221 1")
    event = AuditEvent.objects.get(action="feedback.give")
    assert (event.by, event.person) == ("public", None), "a signed-in person is not named either"
    assert "no answer yet" in Client(HTTP_ACCEPT_LANGUAGE="en").get(link).content.decode()
    anna.post(f"/einstellungen/rueckmeldungen/{row.pk}/", {"do": "answer", "answer": "Danke, <ist> berichtigt."})
    assert "Danke, &lt;ist&gt; berichtigt." in Client().get(link).content.decode()
    Feedback.objects.update(created_at=timezone.now() - timedelta(days=366))
    services.remove_old_feedback()
    assert Client().get(link).status_code == 404


def test_feedback_of_machines_is_thanked_for_and_forgotten(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert give(Client(), monkeypatch, website="https://spam.example").status_code == 200
    assert give(Client(), monkeypatch, opened="invented").status_code == 200
    assert Client().post("/rueckmeldung/", {"text": "x", "page": "/"}).status_code == 200
    assert not Feedback.objects.exists()
    assert give(Client(), monkeypatch, text="  ").status_code == 422
    for _ in range(services.feedback.PER_HOUR):  # type: ignore[attr-defined]
        services.give_feedback(page="/", text="x")
    assert give(Client(), monkeypatch).status_code == 422


def table() -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    sheet = book.active
    head = ["Ortsteil", "Einwohner", "Anteil unter 18 in %", "Arbeitslose"]
    rows = [
        ["Zahlen nach Ortsteilen, Stand 31.12.2024"],
        [],
        head,
        ["Altstadt", 3000, 14.5, 60],
        ["Nordviertel", 3100, 15.2, 67],
        ["Bad Süd", 2900, 16.1, 74],
    ]
    for row in rows:
        sheet.append(row)  # type: ignore[union-attr]
    data = io.BytesIO()
    book.save(data)
    return SimpleUploadedFile("zahlen.xlsx", data.getvalue())


def test_first_steps_lead_from_nothing_to_three_indicators(transactional_db: None, workspace: Path) -> None:
    client = signed_in()
    assert progress().next == "name"
    assert client.get("/")["Location"] == "/erste-schritte/"
    client.post("/erste-schritte/name/", {"name": "Kleinstadt", "unit-word": "Ortsteil"})
    assert progress().next == "areas"
    bad = client.post("/erste-schritte/gebiete/", {"areas": "Altstadt\nAltstadt"})
    assert bad.status_code == 422
    assert "Altstadt\nAltstadt" in bad.content.decode(), "what was typed is not lost"
    client.post("/erste-schritte/gebiete/", {"areas": "Altstadt\nNordviertel\nBad Süd"})
    place = Geography.objects.get(level__key="ortsteil")
    assert [(unit.code, unit.name) for unit in place.units.all()] == [
        ("01", "Altstadt"), ("02", "Nordviertel"), ("03", "Bad Süd"),
    ]  # fmt: skip
    assert progress().next == "person"
    assert "/einladung/" in client.post("/erste-schritte/person/", {"name": "Veit"}).content.decode()
    address = client.post("/erste-schritte/zahlen/", {"file": table()})["Location"]
    form = client.get(address, headers={"Accept-Language": "de"}).content.decode()
    assert 'value="31.12.2024"' in form
    fields = dict(re.findall(r'name="((?:name|of)-\d)" value="([^"]*)"', form))
    sent = {**fields, "period": "31.12.2024", **{f"use-{n}": "on" for n in (2, 3, 4)}}
    sent |= {"kind-2": "count", "kind-3": "share", "kind-4": "count", "topic-2": "population", "topic-3": "age"}
    assert client.post(address, sent).status_code == 422, "a topic is missing: nothing is made"
    assert not Indicator.objects.exists()
    preview = client.post(address, {**sent, "topic-4": "unemployment"}, follow=True)
    basis = re.search(r'name="basis" value="(\w+)"', preview.content.decode()).group(1)  # type: ignore[union-attr]
    delivery = preview.redirect_chain[-1][0].split("/")[-3]
    wish = {"basis": basis, "audience": "public", "do": "publish"}
    client.post(f"/daten/lieferung/{delivery}/veroeffentlichen/", wish)
    assert progress().done
    assert client.get("/")["Location"] == "/karte/"
    answer = Client().get("/api/v1/catalogue", {"lang": "de"}).json()
    assert answer["workspace"]["indicators"] == 3
    assert answer["workspace"]["defaultLevel"] == "ortsteil"
    series = Client().get("/api/v1/series", {"indicator": "einwohner", "unit": "ortsteil:02"}).json()
    assert series["series"][0]["points"][0]["value"] == 3100


def test_heads_of_columns_are_guessed(transactional_db: None, workspace: Path) -> None:
    client = signed_in()
    client.post("/erste-schritte/name/", {"name": "Kleinstadt", "unit-word": "Ortsteil"})
    client.post("/erste-schritte/gebiete/", {"areas": "Altstadt\nNord"})
    share = {"name": "Anteil unter 18 Jahren", "kind": "share", "topic": "age", "of": "Bevölkerung"}
    assert guess("Anteil unter 18 Jahren in %") == share
    assert guess("Alleinerziehende (%)")["topic"] == "single-parents"
    assert guess("Einwohner") == {"name": "Einwohner", "kind": "count", "topic": "population", "of": ""}
    assert guess("Hilfen zur Erziehung je 1.000")["kind"] == "rate"


def test_areas_come_from_a_table_too(transactional_db: None, workspace: Path) -> None:
    client = signed_in()
    client.post("/erste-schritte/name/", {"name": "Kleinstadt", "unit-word": "Ortsteil"})
    file = SimpleUploadedFile("ortsteile.csv", "Nr;Ortsteil\n11;Altstadt\n12;Nord\n".encode("cp1252"))
    assert client.post("/erste-schritte/gebiete/", {"file": file}).status_code == 302
    place = Geography.objects.get(level__key="ortsteil")
    assert [(unit.code, unit.name) for unit in place.units.all()] == [("11", "Altstadt"), ("12", "Nord")]


def test_conflict_of_two_who_use_one_invitation(town: Path) -> None:
    found = invitations.find(invitations.invite(by=SYSTEM))
    invitations.accept(invitation=found, login="eins", password=PASSWORD)
    with pytest.raises(Conflict):
        invitations.accept(invitation=found, login="zwei", password=PASSWORD)
    assert json.dumps(list(Person.objects.values_list("login", flat=True))) == '["eins"]'
