"""Finding: folded, everyday words, typing errors; better hits first."""

from __future__ import annotations

import pytest

from quartier.catalogue.finding import Entry, plain, rank
from quartier.catalogue.finding.everyday import EVERYDAY

NAMES = {
    "sgb2": ("SGB-II-Quote", "Leistungsberechtigte der Grundsicherung für Arbeitsuchende"),
    "kids": ("Kinderarmut", "Kinder unter 15 Jahren im SGB II"),
    "care": ("Betreuungsquote unter 3 Jahren", "Kinder in Kindertagesbetreuung"),
    "foreign": ("Anteil nicht deutscher Bevölkerung", "ausländische Staatsangehörigkeit"),
    "size": ("Wohnungsgröße", "Quadratmeter je Wohnung"),
    "neukoelln": ("Neukölln", "08"),
    "neukoelln-nord": ("Neukölln Nord", "0801"),
}
ENTRIES = [Entry(title, beside, key) for key, (title, beside) in NAMES.items()]


def first(query: str) -> str:
    found = rank(query, ENTRIES)
    return found[0].item if found else ""


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("Hartz IV", "sgb2"),  # what people still call it
        ("bürgergeld", "sgb2"),
        ("Kita", "care"),
        ("Ausländer", "foreign"),
        ("auslaender", "foreign"),
        ("armut", "kids"),  # inside a compound
        ("kinderamut", "kids"),  # a letter is missing
        ("Kindreramut", "kids"),  # two errors in ten letters
        ("wohnungsgroesse", "size"),
        ("Wohnungsgrösse", "size"),
        ("neuköl", "neukoelln"),  # still being typed
        ("neukolln", "neukoelln"),
        ("0801", "neukoelln-nord"),
        ("nord neukölln", "neukoelln-nord"),
    ],
)
def test_people_find_what_they_mean(query: str, key: str) -> None:
    assert first(query) == key


def test_the_very_words_come_first_and_score_100() -> None:
    found = rank("Neukölln", ENTRIES)
    assert [one.item for one in found] == ["neukoelln", "neukoelln-nord"]
    assert found[0].score == 100
    assert found[1].score < 100


@pytest.mark.parametrize("query", ["", "   ", "xyzqw", "Neukölln xyzqw"])
def test_what_is_not_there_is_not_found(query: str) -> None:
    """Every word has to be met."""
    assert rank(query, ENTRIES) == []


def test_a_number_is_never_mistaken_for_another() -> None:
    assert rank("0802", ENTRIES) == []


def test_limit() -> None:
    assert len(rank("neu", ENTRIES, 1)) == 1


def test_umlauts_fold_to_one_spelling() -> None:
    assert plain("Größe") == plain("groesse") == plain("GRÖSSE") == plain("Grosse")


def test_everyday_words_stand_in_one_circle_each_and_have_company() -> None:
    words = [plain(word) for circle in EVERYDAY for word in circle]
    assert len(words) == len(set(words)), sorted({word for word in words if words.count(word) > 1})
    assert all(len(circle) > 1 for circle in EVERYDAY)
