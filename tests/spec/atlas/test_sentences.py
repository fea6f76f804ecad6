"""Sentences of a profile's lead, in German and English: what they say for which numbers, computed by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartier.atlas.profile import sentences
from quartier.atlas.profile.sentences import Told
from quartier.catalogue.models import Indicator
from quartier.kernel.text import Text

SHARE = Indicator(key="rate", kind="share", unit=Text("%", "%"), decimals=1, polarity="burden")
YEARS = Indicator(key="stay", kind="mean", unit=Text("Jahre", "years"), decimals=1)
STEPS = Indicator(
    key="state", kind="class", unit=Text("Stufe"), classes=[{"code": 2, "name": {"de": "gut", "en": "good"}}]
)
TOWN, PART = Told("Irmenfurt", 9.44), Told("Südstadt", 13.04)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("count", "town", "german", "english"),
    [
        # 4,178 of 134,888 are 3.097 per cent
        (4178, Told("Irmenfurt", 134_888), "**Hier leben 4.178 Menschen** (31.12.2024), "
         "3,1 % der Bevölkerung von Irmenfurt.",
         "**4,178 people live here** (31.12.2024), 3.1% of the population of Irmenfurt."),
        (1, None, "**Hier lebt 1 Mensch** (31.12.2024).", "**1 person lives here** (31.12.2024)."),
        (0, Told("Irmenfurt", 10), "**Hier leben 0 Menschen** (31.12.2024).", "**0 people live here** (31.12.2024)."),
    ],
)  # fmt: skip
def test_people(count: float, town: Told | None, german: str, english: str) -> None:
    assert plain(sentences.people(count, "31.12.2024", town, "de")) == german
    assert plain(sentences.people(count, "31.12.2024", town, "en")) == english


@pytest.mark.parametrize(
    ("value", "others", "indicator", "german", "english"),
    [
        # 14.34 - 9.44 = 4.9; 14.34 - 13.04 = 1.3
        (14.34, [TOWN, PART], SHARE,
         "Quote: **14,3 %**, 4,9 Prozentpunkte über Irmenfurt (9,4 %) und 1,3 Prozentpunkte über Südstadt (13,0 %).",
         "Quote: **14.3%**, 4.9 percentage points above Irmenfurt (9.4%) "
         "and 1.3 percentage points above Südstadt (13.0%)."),
        (3.0, [TOWN], SHARE, "Quote: **3,0 %**, 6,4 Prozentpunkte unter Irmenfurt (9,4 %).",
         "Quote: **3.0%**, 6.4 percentage points below Irmenfurt (9.4%)."),
        # as written both are 9,4: nobody may claim a difference
        (9.41, [TOWN], SHARE, "Quote: **9,4 %**, so hoch wie Irmenfurt (9,4 %).",
         "Quote: **9.4%**, the same as Irmenfurt (9.4%)."),
        # 9.46 is written 9,5, but differs by 0.02
        (9.46, [TOWN], SHARE, "Quote: **9,5 %**, fast so hoch wie Irmenfurt (9,4 %).",
         "Quote: **9.5%**, about the same as Irmenfurt (9.4%)."),
        (16.2, [Told("Irmenfurt", 12.6)], YEARS, "Quote: **16,2 Jahre**, 3,6 Jahre über Irmenfurt (12,6 Jahre).",
         "Quote: **16.2 years**, 3.6 years above Irmenfurt (12.6 years)."),
        (2.0, [Told("Irmenfurt", 1.0)], STEPS, "Quote: **gut**.", "Quote: **good**."),
        (5.0, [], SHARE, "Quote: **5,0 %**.", "Quote: **5.0%**."),
    ],
)  # fmt: skip
def test_beside(value: float, others: list[Told], indicator: Indicator, german: str, english: str) -> None:
    assert plain(sentences.beside("Quote", value, others, indicator, "de")) == german
    assert plain(sentences.beside("Quote", value, others, indicator, "en")) == english


def test_an_interval_that_holds_the_other_value_is_told() -> None:
    told = sentences.held(8.0, 16.0, TOWN, SHARE, "de")
    assert plain(told) == "Das Intervall von 8,0 bis 16,0 % schließt den Wert von Irmenfurt ein."
    assert sentences.held(10.0, 16.0, TOWN, SHARE, "de") == ""


@pytest.mark.parametrize(
    ("first", "now", "town", "german", "english"),
    [
        (10.54, 14.34, None, "Seit 2018 ist der Wert **um 3,8 Prozentpunkte gestiegen**.",
         "Since 2018 the value is **up by 3.8 percentage points**."),
        (14.34, 10.54, ("Irmenfurt", 9.0, 9.0), "Seit 2018 ist der Wert "
         "**um 3,8 Prozentpunkte gesunken** (Irmenfurt: unverändert).",
         "Since 2018 the value is **down by 3.8 percentage points** (Irmenfurt: unchanged)."),
        (9.44, 9.46, ("Irmenfurt", 8.0, 9.0), "Seit 2018 ist der Wert "
         "**unverändert** (Irmenfurt: um 1,0 Prozentpunkte gestiegen).",
         "Since 2018 the value is **unchanged** (Irmenfurt: up by 1.0 percentage points)."),
    ],
)  # fmt: skip
def test_changed(first: float, now: float, town: tuple[str, float, float] | None, german: str, english: str) -> None:
    assert plain(sentences.changed(first, now, "2018", town, SHARE, "de")) == german
    assert plain(sentences.changed(first, now, "2018", town, SHARE, "en")) == english


@given(st.floats(0, 100), st.floats(0, 100))
def test_no_sentence_claims_more_than_its_numbers(value: float, other: float) -> None:
    """Higher is said only where the written difference is not nought; "significant" is said nowhere."""
    for language, above, below in (("de", " über ", " unter "), ("en", " above ", " below ")):
        text = sentences.beside("Quote", value, [Told("Stadt", other)], SHARE, language)
        assert "signif" not in text
        assert not (above in text and value < other)
        assert not (below in text and value > other)
        assert "0,0 Prozentpunkte" not in plain(text).split(",", 2)[-1].split("(")[0] or abs(value - other) >= 0.05
