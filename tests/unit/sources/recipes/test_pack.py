"""The catalogue pack of core indicators: definitions with dated names, no weights."""

from __future__ import annotations

from datetime import date

import pytest

from quartier.kernel.declared import IndicatorKind
from quartier.kernel.errors import InputRejected, NotFound
from quartier.sources.recipes.pack import read_pack, shipped_pack

SMALL = """\
pack: 1
key: own
name: Eigen
indicators:
  a:
    names: [{name: Alt}, {from: "2023-01-01", name: Neu}]
    definition: x
    kind: share
    unit: "%"
    numerator: z
    denominator: n
    factor: 100
    polarity: burden
    topics: [unemployment]
    supplier: Amt
"""


def codes(text: str) -> list[str]:
    with pytest.raises(InputRejected) as caught:
        read_pack(text, "own.yaml")
    return [problem.code for problem in caught.value.problems]


def test_the_shipped_pack_reads_and_is_bilingual() -> None:
    pack = shipped_pack()
    assert len(pack.indicators) >= 30
    for one in pack.indicators:
        assert one.definition.en
        assert all(dated.name.en for dated in one.names)
        if one.kind in (IndicatorKind.SHARE, IndicatorKind.RATE):
            assert one.numerator.en
            assert one.denominator.en
            assert one.factor in (100, 1000)


def test_names_follow_the_law() -> None:
    """Arbeitslosengeld II was renamed Bürgergeld on 1 January 2023 (Bürgergeld-Gesetz of 16 December 2022)."""
    one = shipped_pack().indicator("capable_recipients")
    assert "Arbeitslosengeld II" in one.name_on(date(2022, 12, 31)).de
    assert "Bürgergeld" in one.name_on(date(2023, 1, 1)).de
    declared = one.declared("ba", date(2024, 6, 30))
    assert "Bürgergeld" in declared.name.de
    assert any("Arbeitslosengeld II" in synonym for synonym in declared.synonyms)


def test_benefit_receipt_is_not_called_poverty() -> None:
    for one in shipped_pack().indicators:
        assert not any("armut" in dated.name.de.lower() for dated in one.names)


def test_problems_are_told_all_at_once() -> None:
    assert read_pack(SMALL, "own.yaml").indicator("a").factor == 100
    with pytest.raises(NotFound):
        read_pack(SMALL, "own.yaml").indicator("b")
    with pytest.raises(NotFound):
        shipped_pack("nothing")
    broken = (
        SMALL.replace("[unemployment]", "[weather]")
        .replace("2023-01-01", "2023-13-01")
        .replace("    numerator: z\n", "")
    )
    assert codes(broken) == ["unknown-topic", "dates", "half-rate"]
    assert codes(SMALL.replace('{from: "2023-01-01", name: Neu}', "{name: Neu}")) == ["dates"]
    assert codes(SMALL + "    weight: 1\n") == ["field-unknown"]
