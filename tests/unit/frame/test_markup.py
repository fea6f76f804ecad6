"""The tiny markup of the foot: what is meant becomes HTML, everything else is shown as it stands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartier.frame import footer, guide
from quartier.frame.markup import to_html


def test_headings_lists_paragraphs_and_gaps() -> None:
    text = "## Kopf\nErste Zeile\nzweite\n\n- eins\n- zwei\n\n### Klein\n[[Name]] a@b.example https://c.example/d."
    assert to_html(text) == (
        "<h2>Kopf</h2><p>Erste Zeile<br>zweite</p>\n<ul><li>eins</li><li>zwei</li></ul>\n<h3>Klein</h3>"
        '<p><mark class="q-blank">Name</mark> <a href="mailto:a@b.example">a@b.example</a> '
        '<a href="https://c.example/d" rel="noopener">https://c.example/d</a>.</p>'
    )


@given(st.text(max_size=300))
def test_nothing_that_is_written_becomes_a_tag_of_its_own(text: str) -> None:
    tags = set(re.findall(r"<(/?\w+)", to_html(text)))
    assert tags <= {"h2", "/h2", "h3", "/h3", "p", "/p", "ul", "/ul", "li", "/li", "br", "mark", "/mark", "a", "/a"}


def test_markup_in_texts_is_escaped() -> None:
    made = to_html('<script>alert(1)</script> https://x.example/"onclick="y javascript:alert(1) [[<b>]]')
    assert "<script" not in made
    assert '"onclick' not in made
    assert 'href="javascript' not in made
    assert "<b>" not in made


@pytest.mark.parametrize("key", footer.KEYS)
@pytest.mark.parametrize("language", ["de", "en"])
def test_each_page_of_the_foot_is_shipped_in_both_languages_and_says_what_is_missing(key: str, language: str) -> None:
    text = footer.shipped(key, language)
    assert footer.gaps(text), "a text that nobody has to complete would be a promise that we cannot make"
    assert "<h2>" in to_html(text)


def test_accessibility_statement_names_what_the_regulation_asks_for() -> None:
    """BITV 2.0: conformity, exceptions, contact, enforcement body."""
    text = footer.shipped("accessibility", "de")
    for word in ("BITV 2.0", "Durchsetzung", "Barriere melden", "noch nicht barrierefrei"):
        assert word in text


def test_help_has_the_same_topics_in_both_languages() -> None:
    assert [topic.key for topic in guide.topics("de")] == [topic.key for topic in guide.topics("en")]
    assert all(len(topic.text) < 1200 for language in ("de", "en") for topic in guide.topics(language)), "short"
