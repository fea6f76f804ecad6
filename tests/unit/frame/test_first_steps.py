"""A pasted list of areas; guesses about columns."""

from __future__ import annotations

import pytest

from quartier.frame.services.first_steps import Area, listed, read_areas
from quartier.kernel.errors import InputRejected


def test_a_plain_list_gets_numbers() -> None:
    assert read_areas("Altstadt\n\n  Nordviertel \nBad Süd") == [
        Area("01", "Altstadt"), Area("02", "Nordviertel"), Area("03", "Bad Süd"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    ["Nr\tOrtsteil\n11\tAltstadt\n12\tNordviertel", "11;Altstadt\n12;Nordviertel", "Altstadt\t11\nNordviertel\t12"],
)
def test_numbers_before_or_behind_the_names_are_kept(text: str) -> None:
    assert read_areas(text) == [Area("11", "Altstadt"), Area("12", "Nordviertel")]


def test_leading_zeros_stay() -> None:
    assert read_areas("01\tA\n02\tB")[0].code == "01"


def test_what_cannot_be_is_told_all_at_once_with_its_line() -> None:
    with pytest.raises(InputRejected) as refused:
        read_areas("Altstadt\nNord\naltstadt\nNord")
    assert [(p.row, p.found) for p in refused.value.problems] == [(3, "altstadt"), (4, "Nord")]
    with pytest.raises(InputRejected):
        read_areas("\n \n")


def test_a_sheet_gives_its_areas_without_title_total_and_notes() -> None:
    sheet = [
        ["Sozialdaten der Ortsteile, Stichtag 31.12.2025", "", ""],
        ["", "", ""],
        ["Nr.", "Ortsteil", "Einwohner"],
        ["1", "Altstadt", "3149"],
        ["2", "Am Bahnhof", "4230"],
        ["", "Gesamtstadt", "7379"],
        ["", "", ""],
        ["* nicht ausgewiesen", "", ""],
    ]
    assert read_areas(listed(sheet)) == [Area("1", "Altstadt"), Area("2", "Am Bahnhof")]
    assert listed([["Altstadt", ""], ["", "Hafen"]]) == "Altstadt\nHafen"


@pytest.mark.parametrize("head", ["Ortsteilname", "Name des Gebiets", "Stadtteil", "Statistischer Bezirk"])
def test_heads_of_names(head: str) -> None:
    assert listed([["Kinder", head], ["12", "Hafen"]]) == "Hafen"


def test_a_total_is_no_area() -> None:
    assert read_areas("Altstadt\nHafen\nInsgesamt") == [Area("01", "Altstadt"), Area("02", "Hafen")]
