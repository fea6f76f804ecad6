"""The shared topic tree."""

from __future__ import annotations

from quartier.sources import lebenslagen

# The areas of life named in docs/architecture.md ("Words": topic), and population as their frame.
AREAS = {
    "work-income",
    "education",
    "health",
    "housing",
    "family",
    "participation",
    "migration",
    "environment",
    "population",
}


def test_the_areas_of_life_are_the_roots() -> None:
    assert {topic.key for topic in lebenslagen.topics() if topic.parent is None} == AREAS


def test_each_topic_stands_after_its_parent_and_once() -> None:
    seen: set[str] = set()
    for topic in lebenslagen.topics():
        assert topic.key not in seen
        assert topic.parent is None or topic.parent in seen
        seen.add(topic.key)


def test_each_topic_has_a_german_and_an_english_name() -> None:
    assert all(topic.name.de and topic.name.en for topic in lebenslagen.topics())
