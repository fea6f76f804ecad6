"""Contrast against the examples of WCAG's own definition."""

from __future__ import annotations

import pytest

from quartier.kernel.colour import NIGHT, WHITE, contrast, hexadecimal, lightened, parse_colour


def test_contrast_of_black_and_white_is_21_and_of_the_grey_that_just_passes_4_54() -> None:
    """WCAG 2.2: the ratio runs from 1:1 to 21:1; #767676 on white is known as 4.54:1."""
    assert contrast((0, 0, 0), WHITE) == pytest.approx(21.0)
    assert contrast((0x76, 0x76, 0x76), WHITE) == pytest.approx(4.54, abs=0.005)
    assert contrast((0x77, 0x77, 0x77), WHITE) < 4.5


def test_a_colour_is_lightened_until_it_can_be_read_at_night() -> None:
    shade = lightened((0x12, 0x32, 0x5E), NIGHT, 4.5)
    assert contrast(shade, NIGHT) >= 4.5
    assert lightened(WHITE, NIGHT, 4.5) == WHITE


def test_colours_are_read_and_written() -> None:
    assert parse_colour("#12325E") == (18, 50, 94)
    assert parse_colour("12325E") is None
    assert parse_colour("#12325e;x") is None
    assert hexadecimal((18, 50, 94)) == "#12325e"
