"""The words of indicators changed by hand: a table with preview, one sheet, wordings from a day on."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from quartier.kernel.errors import Conflict, InputRejected, NotPermitted
from quartier.kernel.reader import Reader
from quartier.kernel.text import Text

ANNA = Reader("anna", person=1, confidential=True, administrator=True)
CARL = Reader("carl", person=3, confidential=True)


def row(key: str) -> Any:
    from quartier.catalogue.models import Indicator

    return Indicator.objects.prefetch_related("wordings", "topics").get(key=key)


def test_many_at_once_with_preview_reason_and_audit(town: Path, client: Client) -> None:
    from quartier.accounts.models import AuditEvent
    from quartier.catalogue.editing import words

    edits = {
        "sgb2-rate": {"name_de": "Bürgergeld-Quote", "target": "12,5", "decimals": "2", "polarity": "burden"},
        "population": {"unit_de": "Menschen", "topic": "benefit"},
    }
    wanted = words.changes(edits)
    assert {(item.key, item.field, item.old, item.new) for item in wanted} == {
        ("sgb2-rate", "name_de", "SGB-II-Quote", "Bürgergeld-Quote"), ("sgb2-rate", "target", "", "12.5"),
        ("sgb2-rate", "decimals", "1", "2"), ("population", "unit_de", "Personen", "Menschen"),
        ("population", "topic", "work", "benefit"),
    }  # fmt: skip
    assert words.apply(by=ANNA, wanted=wanted, reason="Bürgergeld", valid_from=date(2023, 1, 1)) == 2
    changed = row("sgb2-rate")
    assert changed.wording(date(2022, 6, 1)).name.de == "SGB-II-Quote"
    assert changed.wording().name.de == "Bürgergeld-Quote" and changed.wording().name.en == "SGB II rate"
    assert changed.wording().definition == changed.wording(date(2022, 1, 1)).definition
    assert (changed.target, changed.decimals) == (12.5, 2)
    assert row("population").unit.de == "Menschen"
    assert client.get("/api/v1/indicators/sgb2-rate").json()["target"] == 12.5
    assert client.get("/api/v1/indicators/population").json()["target"] is None
    found = client.get("/api/v1/indicators?q=bürgergeld-quote").json()["items"]
    assert [item["key"] for item in found] == ["sgb2-rate"]
    events = AuditEvent.objects.filter(action="indicator.words")
    assert {(e.subject, e.detail["reason"]) for e in events} == {
        ("sgb2-rate", "Bürgergeld"),
        ("population", "Bürgergeld"),
    }


def test_nothing_is_written_without_right_reason_or_sense(town: Path) -> None:
    from quartier.catalogue.editing import words

    with pytest.raises(InputRejected) as refused:
        words.changes({"population": {"decimals": "12", "target": "1.234", "topic": "moon", "name_de": " "}})
    assert {item.code for item in refused.value.problems} == {"decimals", "target", "topic", "name_de"}
    wanted = words.changes({"population": {"decimals": "3"}})
    with pytest.raises(InputRejected):
        words.apply(by=ANNA, wanted=wanted, reason=" ")
    with pytest.raises(NotPermitted):
        words.apply(by=CARL, wanted=wanted, reason="warum")
    words.apply(by=ANNA, wanted=words.changes({"population": {"decimals": "2"}}), reason="zuerst")
    with pytest.raises(Conflict):
        words.apply(by=ANNA, wanted=wanted, reason="zu spät")
    assert row("population").decimals == 2


def test_an_indicator_is_defined_and_refined(town: Path) -> None:
    from quartier.catalogue.editing import words

    with pytest.raises(InputRejected) as refused:
        words.put_sheet(by=ANNA, sheet=words.Sheet(Text(""), Text(""), "share", Text(""), (), "Neue Quelle"))
    missing = {item.column for item in refused.value.problems}
    assert missing == {"name", "definition", "topics", "licence", "denominator"}
    sheet = words.Sheet(
        Text("Kita-Quote", "Day care rate"), Text("Betreute Kinder"), "share", Text(""), ("work",), "office",
        denominator=Text("Kinder unter 6"), target=95.0, polarity="relief", dimensions=("sex",),
    )  # fmt: skip
    made = words.put_sheet(by=ANNA, sheet=sheet)
    assert (made.key, made.factor, made.unit.de, made.target) == ("kita-quote", 100.0, "%", 95.0)
    assert [item.key for item in made.dimensions.all()] == ["sex"]
    fixed = words.sheet_of(row("population"))
    with pytest.raises(InputRejected):
        words.put_sheet(by=ANNA, sheet=fixed, key="population")  # no reason
    from dataclasses import replace

    words.put_sheet(by=ANNA, sheet=replace(fixed, kind="mean", notes=Text("ab 2011 Zensus")), key="population",
                    reason="Hinweis ergänzt")  # fmt: skip
    assert row("population").kind == "count", "there are figures: the kind stays"
    assert row("population").wording().notes.de == "ab 2011 Zensus"


def test_events_come_change_and_go(town: Path, client: Client) -> None:
    from dataclasses import replace

    from quartier.accounts.models import AuditEvent
    from quartier.catalogue.editing import events
    from quartier.catalogue.models import Event

    with pytest.raises(InputRejected) as refused:
        events.put_event(by=ANNA, words=events.EventWords(Text(""), None, "party", unit="99"))
    assert {item.column for item in refused.value.problems} == {"name", "start", "kind", "unit"}
    words = events.EventWords(Text("Zensus", "Census"), date(2022, 5, 15), "method", indicators=("population",))
    made = events.put_event(by=ANNA, words=words)
    names = lambda key: [item["name"] for item in client.get(f"/api/v1/indicators/{key}").json()["events"]]  # noqa: E731
    assert "Zensus" in names("population") and "Zensus" not in names("sgb2-rate")
    events.put_event(by=ANNA, words=replace(words, name=Text("Zensus 2022")), key=made.key)
    assert events.words_of(Event.objects.get(key=made.key)).name.de == "Zensus 2022"
    with pytest.raises(NotPermitted):
        events.delete_event(by=CARL, key=made.key)
    events.delete_event(by=ANNA, key=made.key)
    assert "Zensus 2022" not in names("population")
    done = AuditEvent.objects.filter(subject=made.key).order_by("pk").values_list("action", flat=True)
    assert list(done) == ["event.create", "event.change", "event.delete"]


def test_a_table_of_thousands_of_fields_arrives(town: Path, client: Client) -> None:
    from quartier.accounts.services import create_person
    from quartier.kernel.reader import SYSTEM

    anna = create_person(by=SYSTEM, login="anna", password="neun-quadrate-am-fluss", role="administrator")
    client.force_login(anna, backend="django.contrib.auth.backends.ModelBackend")
    fields = {f"name_de:unknown-{number}": "x" for number in range(5_000)}
    answer = client.post("/daten/bearbeiten/indikatoren/", {**fields, "decimals:population": "2"})
    assert answer.status_code == 200 and "Einwohner" in answer.content.decode()
