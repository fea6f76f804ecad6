"""Addresses and coordinates find their unit, or are told; nothing is guessed."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import geopandas as gpd
import pytest
import shapely

from quartier.kernel.errors import InputRejected
from quartier.sources.places import Units, count_addresses, count_points, read_register
from quartier.sources.places.streets import HouseNumber, address, house_number, street_key
from quartier.sources.privacy import address_list, beside_addresses, person_rows
from quartier.sources.tables import Sheet, open_table

SQUARES = {"01": (0, 0), "02": (1, 0), "03": (0, 1)}
"""Three squares of 1 km; 01 and 02 lie side by side."""
REGISTER = """Straße;von;bis;Seite;Stadtteil
Hauptstraße;1;19;ungerade;01
Hauptstraße;2;20;gerade;02
Hauptstraße;21;99;;03
Am Ring;;;;02
Kirchweg;5;5;;01
Kirchweg;5a;5a;;02
Lange Gasse;1;7;;01
"""


def units(crs: int = 25832) -> Units:
    boxes = [shapely.box(500_000 + 1000 * c, 5_700_000 + 1000 * r, 501_000 + 1000 * c, 5_701_000 + 1000 * r)
             for c, r in SQUARES.values()]  # fmt: skip
    frame = gpd.GeoDataFrame({"code": list(SQUARES), "name": ["West", "Ost", "Nord"]}, geometry=boxes, crs=25832)
    return Units(frame.to_crs(crs))


def sheet(text: str) -> Sheet:
    return open_table(text.encode(), "liste.csv").shown[0]


@pytest.mark.parametrize(
    "spelling", ["Bonner Straße", "BONNER STRASSE", "Bonner Str.", "Bonner Str", "Bonner-Straße", "Bonnerstr."]
)
def test_spellings_of_a_street(spelling: str) -> None:
    assert street_key(spelling) == street_key("Bonner Straße")


def test_streets_that_only_look_alike() -> None:
    assert street_key("Ringstraße") != street_key("Am Ring")
    assert street_key("Straßburger Platz") == street_key("Strassburger Pl.")
    assert street_key("St. Peter-Straße") == street_key("Sankt-Peter-Str.")


@pytest.mark.parametrize(
    ("text", "street", "house"),
    [
        ("Hauptstr. 12", "Hauptstr.", HouseNumber(12)),
        ("Hauptstr. 12 a, 50667 Köln", "Hauptstr.", HouseNumber(12, "a")),
        ("Hauptstr. 12A 50667 Köln", "Hauptstr.", HouseNumber(12, "a")),
        ("Straße des 17. Juni 135", "Straße des 17. Juni", HouseNumber(135)),
        ("Am Ring 3-5", "Am Ring", HouseNumber(3)),
        ("Am Ring 3 – 5b", "Am Ring", HouseNumber(3)),
        ("Am Ring", "Am Ring", None),
        ("Am Ring, Köln", "Am Ring", None),
    ],
)
def test_addresses_as_people_write_them(text: str, street: str, house: HouseNumber | None) -> None:
    found = address(text)
    assert (found.spelling, found.house) == (street, house)


def test_house_numbers_of_a_column() -> None:
    assert house_number("0012") == HouseNumber(12)
    assert house_number("12.0") == HouseNumber(12), "as a spreadsheet writes a whole number"
    assert house_number("12", "B") == HouseNumber(12, "b")
    assert house_number("") is None and house_number("o. Nr.") is None


def counted(rows: str, register: str = REGISTER) -> tuple[dict[str, float], list[tuple[int, str]]]:
    known = read_register(register.encode(), "register.csv", units())
    found = count_addresses(sheet("Adresse\n" + rows), units(), known)
    return found.counts, [(item.row, item.why) for item in found.lost]


def test_sides_ranges_and_letters() -> None:
    """By the register above: odd numbers to 19 are 01, even ones 02, from 21 on all 03; 5a is another unit than 5."""
    counts, lost = counted(
        "Hauptstr. 7\nHauptstr. 8\nHauptstr. 19c\nHauptstr. 22\nAm Ring 4\nAm Ring\n"
        "Kirchweg 5\nKirchweg 5a\nKirchweg 5b\n"
    )
    assert (counts, lost) == ({"01": 4.0, "02": 4.0, "03": 1.0}, []), "5b is at least the house 5"


def test_what_is_not_known_is_told_with_suggestions() -> None:
    known = read_register(REGISTER.encode(), "register.csv", units())
    found = count_addresses(
        sheet("Adresse\nHauptstr. 120\nHaubtstraße 7\nHauptstraße\nNirgendwo 1\nLange Gasse 8\n"), units(), known
    )
    assert (found.of, found.placed, set(found.counts.values())) == (5, 0, {0.0})
    assert [(item.row, item.why) for item in found.lost] == [
        (2, "number"), (3, "street"), (4, "several"), (5, "street"), (6, "number")
    ]  # fmt: skip
    assert found.lost[0].suggestions == ("Hauptstraße 1–99",)
    assert found.lost[1].suggestions[0] == "Hauptstraße"
    assert found.lost[4].suggestions == ("Lange Gasse 1–7",)


def test_columns_apart_sums_and_one_town_of_many() -> None:
    known = read_register(REGISTER.encode(), "register.csv", units())
    given = (
        "Ort;Straße;Hausnummer;Zusatz;Plätze\nKöln;Hauptstraße;7;;20\nKöln;Kirchweg;5;a;1,5\nBonn;Hauptstraße;7;;9\n"
    )
    found = count_addresses(sheet(given), units(), known, total_of="Plätze", only=("Ort", "Köln"))
    assert found.counts == {"01": 20.0, "02": 1.5, "03": 0.0}
    assert found.csv().decode().splitlines()[:3] == ["Code;Anzahl", '"01";20', '"02";1,5']


def test_a_register_of_house_coordinates() -> None:
    text = "Straße;Hausnummer;x;y\nHauptstraße;1;500500;5700500\nHauptstraße;2;501500;5700500\n"
    counts, lost = counted("Hauptstr. 1\nHauptstr. 2\nHauptstr. 2a\n", text)
    assert (counts, lost) == ({"01": 1.0, "02": 2.0, "03": 0.0}, [])


def test_a_register_of_street_sections(tmp_path: Path) -> None:
    """A street along the border of two squares, drawn northwards: its left side is the west."""
    line = shapely.LineString([(501_000, 5_700_100), (501_000, 5_700_900)])
    columns = {"STRASSE": ["Grenzweg"], "HSNR_V_L": ["0001"], "HSNR_B_L": ["0009"], "HSNR_V_R": ["0002"],
               "HSNR_B_R": ["0010"]}  # fmt: skip
    gpd.GeoDataFrame(columns, geometry=[line], crs=25832).to_file(tmp_path / "strassen.shp")
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for file in tmp_path.iterdir():
            archive.write(file, file.name)
    known = read_register(target.getvalue(), "strassen.zip", units())
    found = count_addresses(sheet("Adresse\nGrenzweg 3\nGrenzweg 4\nGrenzweg 6\n"), units(), known)
    assert found.counts == {"01": 1.0, "02": 2.0, "03": 0.0}


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("Rechtswert;Hochwert\n500500;5700500\n501500;5700500\n501600;5700600\n", "ETRS89 / UTM zone 32N"),
        ("lat;lon\n51,4549;9,0072\n51,4549;9,0216\n51,4558;9,0230\n", "WGS 84"),
        ("EPSG;x;y\n25832;500500;5700500\n25832;501500;5700500\n;501600;5700600\n", "ETRS89 / UTM zone 32N"),
    ],
)
def test_coordinates_find_their_system(text: str, system: str) -> None:
    found = count_points(sheet(text), units())
    assert (found.counts, found.lost, found.crs) == ({"01": 1.0, "02": 2.0, "03": 0.0}, (), system)


def test_coordinates_outside_and_empty_are_told() -> None:
    found = count_points(
        sheet("EPSG;x;y\n25832;500500;5700500\n25832;500500;5600500\n25832;;\n25832;500600;5700600\n"), units()
    )
    assert found.counts["01"] == 2.0
    assert [(item.row, item.why) for item in found.lost] == [(3, "outside"), (4, "empty")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("Name;Zahl\na;1\n", "no-register"),
        ("Straße;Gebiet\nHauptstraße;99\n", "register-no-units"),
    ],
)
def test_what_is_no_register_is_refused_in_words(data: str, code: str) -> None:
    with pytest.raises(InputRejected) as refused:
        read_register(data.encode(), "register.csv", units())
    assert [item.code for item in refused.value.problems] == [code]


def test_coordinates_that_no_system_puts_into_the_town() -> None:
    with pytest.raises(InputRejected) as refused:
        count_points(sheet("x;y\n1;2\n3;4\n5;6\n"), units())
    assert [item.code for item in refused.value.problems] == ["places-no-crs"]


HOMES = "\n".join(f"Hauptstraße {number};{{}}" for number in range(1, 30))


def homes(head: str, cell: str) -> Sheet:
    return sheet(f"Adresse;{head}\n{HOMES.format(*[cell] * 29)}\n")


@pytest.mark.parametrize(
    ("head", "cell"),
    [("Vorname", "Erika"), ("Nachname", "Muster"), ("Geschlecht", "w"), ("Alter", "34"), ("Name", "Muster, Erika"),
     ("Geburtsdatum", "03.04.1981"), ("E-Mail", "erika.muster@example.org")],
)  # fmt: skip
def test_anything_about_persons_beside_an_address_is_refused(head: str, cell: str) -> None:
    found = homes(head, cell)
    assert beside_addresses(found) or person_rows(found)
    assert all(len(cell) < 4 or cell not in str(item) for item in beside_addresses(found)), (
        "what stood in the cells is not repeated"
    )


def test_bare_addresses_and_institutions_are_taken() -> None:
    bare = homes("Jahr", "2024")
    assert address_list(bare) and not beside_addresses(bare) and not person_rows(bare)
    schools = sheet(
        "Schule;Adresse;E-Mail\n" + "".join(f"Schule {n};Hauptstraße {n};info@schule{n}.de\n" for n in range(1, 30))
    )
    assert not address_list(schools) and not beside_addresses(schools)
