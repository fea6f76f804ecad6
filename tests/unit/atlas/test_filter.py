"""Filter words of an address: what they leave in, what is refused."""

from __future__ import annotations

import pytest

from quartier.atlas.pictures.filter import Filter, in_range, inside, parse
from quartier.kernel.errors import InputRejected


def test_words_of_an_address() -> None:
    found = parse({"within": "district:3,city:0%2C9", "only": "101,102", "range": "5..", "rest": "hide"})
    assert found == Filter((("district", "3"), ("city", "0,9")), frozenset({"101", "102"}), "", (5.0, None), True)
    assert parse({}).empty


@pytest.mark.parametrize(
    ("shape", "within", "outside"),
    [
        ("box:13,52,14,53", (13.0, 52.5), (12.99, 52.5)),
        ("polygon:0,0;4,0;4,4;2,1;0,4", (0.5, 0.5), (2.0, 2.0)),  # an arrowhead: the notch is outside
        ("circle:10,50,1112", (10.0, 50.0099), (10.0, 50.0101)),  # a hundredth of a degree of latitude is 1,112 m
        ("circle:10,60,1112", (10.0199, 60.0), (10.0201, 60.0)),  # at 60 degrees a degree of longitude is half as wide
    ],
)
def test_shapes(shape: str, within: tuple[float, float], outside: tuple[float, float]) -> None:
    contains = inside(shape)
    assert contains is not None
    assert contains(*within)
    assert not contains(*outside)


@pytest.mark.parametrize("text", ["1e3..", "..", "5..1", "a..b", "5"])
def test_ranges(text: str) -> None:
    if text == "1e3..":
        assert parse({"range": text}).range == (1000.0, None)
        return
    with pytest.raises(InputRejected, match="range"):
        parse({"range": text})


def test_both_ends_belong_to_a_range_and_nothing_is_in_none() -> None:
    assert in_range(5, (5, 10)) and in_range(10, (5, 10)) and not in_range(10.1, (5, 10))
    assert not in_range(float("nan"), (None, None))


@pytest.mark.parametrize("text", ["box:2,0,1,1", "circle:0,0,0", "polygon:0,0;1,1", "blob:1,2", "box:a,b,c,d"])
def test_what_is_no_shape_is_refused(text: str) -> None:
    with pytest.raises(InputRejected, match="shape"):
        parse({"shape": text})
