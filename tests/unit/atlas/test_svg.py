"""SVG as text: escaping, short paths, texts that fit."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quartier.atlas.pictures import svg
from quartier.atlas.pictures.charts.scales import Scale, sparse, spread, ticks
from quartier.atlas.pictures.circles import legend_values, radius
from quartier.atlas.pictures.map import round_length


@given(st.text(), st.text())
def test_any_name_makes_well_formed_markup(name: str, other: str) -> None:
    picture = svg.Picture(svg.element("text", svg.words(name), x=1.0), 100.0, 50.0, name, other)
    root = ElementTree.fromstring(picture.svg())  # noqa: S314 - our own markup
    assert root.attrib["viewBox"] == "0 0 100 50"


def test_a_path_is_relative_in_tenths_and_leaves_out_what_does_not_move() -> None:
    ring = np.array([[0.0, 0.0], [10.0, 0.0], [10.01, 0.0], [10.0, 5.5], [0.0, 0.0]])
    assert svg.path_of([ring]) == "M0,0l10,0 0,5.5z"
    assert svg.path_of([ring[:2]], closed=False) == "M0,0l10,0"


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [("Anteil der Kinder", 400, 1), ("Anteil der Kinder unter sechs Jahren", 120, 2), ("", 100, 0)],
)
def test_wrapped_lines_fit(text: str, room: float, lines: int) -> None:
    found = svg.wrap(text, 13, room)
    assert len(found) == lines
    assert all(svg.text_width(line, 13) <= room for line in found)
    assert " ".join(found) == text


def test_scales_ticks_and_labels() -> None:
    assert Scale(0, 10, 0, 100)(2.5) == 25
    assert Scale(3, 3, 0, 100)(3) == 50  # all equal: in the middle
    assert ticks(0, 31.3, 5) == [0, 10, 20, 30]
    assert spread([10.0, 11.0, 50.0], 15, 0, 100) == [10, 25, 50]
    assert sparse([0, 10, 20, 30], 15) == [0, 3]  # the ends first; nothing between them is 15 away from both
    assert sparse([0, 20, 40], 15) == [0, 1, 2]


def test_circles_and_scale_bar_are_round() -> None:
    assert radius(25, 100, 30) == 15  # a quarter of the area is half the radius
    assert legend_values(7572) == [5000, 2000, 500]
    assert legend_values(0) == []
    assert [round_length(m) for m in (730.0, 1999.9, 5000.0)] == [500, 1000, 5000]
