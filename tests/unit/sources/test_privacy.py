"""Rows of persons are refused; quarters named after people and lists of institutions are not."""

from __future__ import annotations

import pytest

from quartier.sources.privacy import person_rows
from quartier.sources.tables import open_table

PERSONS = {
    "register": "Vorname;Nachname;Geburtsdatum;Straße\nEva;Muster;01.02.1980;Hauptstr. 1\nJan;Bei;03.12.1999;Weg 3\n",
    "names in one cell": "Name;Alter;PLZ\nMuster, Eva;34;50667\nBeispiel, Jan;12;50668\n"
    "Özdemir, Ayla;55;50667\n"
    "Lange, Ute-Marie;9;50667\n",
    "birth dates without a word": "Nr;Datum;Quartier\n"
    + "".join(f"{n};{(n * 7) % 28 + 1:02d}.{(n * 5) % 12 + 1:02d}.{1950 + n * 3};Altstadt\n" for n in range(1, 16)),
    "insurance numbers": "lfd;Nummer\n1;65 170839 J 003\n2;15070649C103\n3;12 010188 M 011\n",
    "insurance head": "Rentenversicherungsnummer;Betrag\nA1;5\nB2;7\nC3;9\n",
    "case files": "BG-Nummer;Vorname;Betrag\n31502//0000123;Eva;450\n31502//0000124;Jan;380\n",
    "mail and name": "Nachname;E-Mail;Straße\nMuster;eva.muster@gmail.com;Hauptstr. 1\nBei;jan.bei@web.de;Am Weg 3\n",
    "english": "first_name,last_name,date_of_birth\nEve,Sample,1980-02-01\nJohn,Doe,1999-12-03\n",
    "title above": "Liste der Fälle\n\nVorname;Familienname;geb. am;Diagnose\n"
    "Eva;Muster;01.02.1980;F32\nJan;Bei;03.12.1999;F41\n",
}  # fmt: skip


@pytest.mark.parametrize("name", PERSONS)
def test_rows_of_persons_are_recognised(name: str) -> None:
    problems = person_rows(open_table(PERSONS[name].encode(), "liste.csv").shown[0])
    assert [problem.code for problem in problems] == ["person-rows"]
    assert problems[0].severity == "error"


def test_the_message_repeats_nothing_that_stood_in_the_cells() -> None:
    text = str(person_rows(open_table(PERSONS["register"].encode(), "liste.csv").shown[0])[0])
    assert "Geburtsdatum" in text
    assert not any(word in text for word in ("Eva", "Muster", "1980", "Hauptstr"))


TABLES = {
    "quarters named after people": "Code;Name;Einwohner\n01;Ernst-Thälmann-Park;12\n"
    "02;Clara-Zetkin-Siedlung;5\n03;Martin-Luther-Viertel;8\n",
    "names of quarters with comma": "Code;Quartier;Einwohner\n1;Altstadt, Nord;12\n"
    "2;Altstadt, Süd;5\n3;Hafen, West;8\n4;Wald, Ost;2\n",
    "counts by sex and age": "Code;Geschlecht;Alter;Anzahl\n01;m;0-5;12\n01;w;0-5;13\n02;m;6-10;12\n",
    "institutions": "Einrichtung;Straße;Telefon;E-Mail\nKita Sonnenschein;Hauptstr. 1;0221 123;info@kita-sonne.de\n"
    "Grundschule Nord;Am Weg 3;0221 456;sekretariat@gs-nord.de\n",
    "practices": "Name;Anschrift;Plätze\nPraxis Dr. Müller;Ringstraße 5;2\n"
    "Praxis Dr. Schmidt;Lindenallee 7;3\nApotheke am Ring;Ring 9;0\n",
    "monthly days": "Stichtag;Arbeitslose\n"
    + "".join(f"{28}.{m:02d}.{y};{y}\n"
    "" for y in range(2000, 2020) for m in range(1, 13)),
    "heads with age and nationality": "id,inhabitants_age_below_6,nationality_german\n01,5,7\n02,8,9\n",
    "street register": "Straße;Hausnummer;Quartier\nHauptstraße;1;01\nHauptstraße;3;01\nRing;5;02\n",
    "one candidate a row": "Stadtteil;Wahlberechtigte;Müller;Schmidt\nAltstadt;100;20;30\nHafen;200;50;40\n",
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_quarters_and_institutions_are_not(name: str) -> None:
    assert person_rows(open_table(TABLES[name].encode(), "tabelle.csv").shown[0]) == []
