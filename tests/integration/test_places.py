"""Lists of places become counts through the page, the service and the command line; of the places nothing stays."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.test import Client

from quartier.accounts.models import AuditEvent, Person
from quartier.accounts.services import create_person
from quartier.catalogue.deliveries import services
from quartier.catalogue.deliveries.services.publish import Wish
from quartier.catalogue.models import Delivery, Indicator
from quartier.catalogue.observations import current_release, release_frame
from quartier.kernel.errors import InputRejected
from quartier.kernel.reader import SYSTEM
from quartier.sources.tables import Mapping
from quartier.web.cli import main

REGISTER = "Straße;von;bis;Quartier\nWestweg;1;99;00\nOstweg;1;99;22\n"
HOMES = "Adresse\n" + "".join(f"Westweg {number}\n" for number in range(1, 13)) + "Ostweg 3\nNordweg 1\n"
PLACE = "quarter/2020"


def count(homes: str = HOMES, name: str = "faelle.csv") -> services.PlacesFound:
    return services.count_places(
        by=SYSTEM, data=homes.encode(), file_name=name, wish=services.PlacesWish(PLACE),
        register=(REGISTER.encode(), "strassen.csv"),
    )  # fmt: skip


def stored(workspace: Path) -> bytes:
    """Everything that lies in the workspace, in one piece."""
    return b"".join(path.read_bytes() for path in sorted(workspace.rglob("*")) if path.is_file())


def test_homes_are_counted_and_never_public_as_they_are(town: Path) -> None:
    """By hand: twelve at Westweg (00), one at Ostweg (22), Nordweg is not in the register."""
    found = count()
    assert (found.counted.counts["00"], found.counted.counts["22"], found.homes) == (12.0, 1.0, True)
    assert [item.text for item in found.counted.lost] == ["Nordweg 1"]
    delivery = services.receive_counts(
        by=SYSTEM, csv=found.counted.csv(), file_name="faelle.csv", place=PLACE, homes=found.homes
    )
    mapping = Mapping.from_json(delivery.mapping)
    for key, answer in (("period", "2024"), ("indicator", "population")):
        mapping = mapping.answered(key, answer)
    delivery = services.decide(by=SYSTEM, delivery=delivery, mapping=mapping)
    delivery = services.check(by=SYSTEM, delivery=delivery)
    assert delivery.report["matched"][0]["units"] == 9
    with pytest.raises(InputRejected) as refused:  # population has a public release
        services.publish(by=SYSTEM, delivery=delivery, wish=Wish(delivery.basis))
    assert [item.code for item in refused.value.problems] == ["counted"]
    for word in (b"Westweg", b"Ostweg", b"Nordweg"):
        assert word not in stored(town), "nothing of the addresses is stored"
    assert not AuditEvent.objects.filter(detail__icontains="weg").exists()


def test_a_list_of_homes_is_not_taken_for_a_table_of_figures(town: Path) -> None:
    data = "Adresse;Fälle\n" + "".join(f"Hauptstraße {number};1\n" for number in range(1, 30))
    with pytest.raises(InputRejected) as refused:
        services.receive(by=SYSTEM, data=data.encode(), file_name="faelle.csv")
    assert [item.code for item in refused.value.problems] == ["address-list"]
    assert b"Hauptstra" not in stored(town) and not Delivery.objects.exists()


def test_persons_are_refused_with_and_without_a_register(town: Path) -> None:
    for head, cell in (("Vorname", "Erika"), ("Aktenzeichen", "{n}/24"), ("Geschlecht", "w")):
        rows = "".join(f"Westweg {n};{cell.format(n=n)}\n" for n in range(1, 40))
        with pytest.raises(InputRejected) as refused:
            count(f"Adresse;{head}\n{rows}")
        assert {item.code for item in refused.value.problems} <= {"personal-column", "person-rows"}, head
    assert b"Westweg" not in stored(town)


def test_through_the_page(town: Path) -> None:
    create_person(by=SYSTEM, login="anna", password="neun-quadrate-am-fluss", role="administrator")
    client = Client(headers={"accept-language": "de"})
    client.force_login(Person.objects.get(login="anna"))
    sent = {"file": io.BytesIO(HOMES.encode()), "register": io.BytesIO(REGISTER.encode()), "place": PLACE}
    for name, file in (("faelle.csv", sent["file"]), ("strassen.csv", sent["register"])):
        file.name = name  # type: ignore[union-attr]
    page = client.post("/daten/orte/", sent).content.decode()
    assert "13 von 14" in page and "Nordweg 1" in page and "Straße nicht im Verzeichnis" in page
    csv = 'Code;Anzahl\n"00";12\n"22";1\n"11";0'
    taken = client.post(
        "/daten/orte/uebernehmen/", {"csv": csv, "file-name": "faelle.csv", "place": PLACE}, follow=True
    )
    assert taken.status_code == 200 and Delivery.objects.get().counted
    missing = client.post("/daten/orte/", {"file": _named(HOMES), "place": PLACE})
    assert missing.status_code == 422 and "brauchen ein Straßenverzeichnis" in missing.content.decode()


def _named(text: str) -> io.BytesIO:
    made = io.BytesIO(text.encode())
    made.name = "faelle.csv"
    return made


def test_through_the_command_line(town: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    schools = "Schule;Adresse\n" + "".join(f"Grundschule {n};Westweg {n}\n" for n in range(1, 10))
    (tmp_path / "schulen.csv").write_text(schools, encoding="utf-8")
    (tmp_path / "strassen.csv").write_text(REGISTER, encoding="utf-8")
    common = ["import", "addresses", str(tmp_path / "schulen.csv"), "--register", str(tmp_path / "strassen.csv"),
              "--place", PLACE, "--workspace", str(town)]  # fmt: skip
    assert main(common) == 0
    assert '"00";9' in capsys.readouterr().out
    assert main([*common, "--indicator", "population", "--period", "2025"]) == 0, "schools are no secret"
    indicator = Indicator.objects.get(key="population")
    release = current_release(indicator, reader=SYSTEM)
    assert release is not None
    rows = release_frame(release, reader=SYSTEM)
    new = rows[rows["period"].astype(str) == "2025"].set_index("unit")["value"]
    assert (new["00"], new["22"], len(new)) == (9.0, 0.0, 9)
