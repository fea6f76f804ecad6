"""Keys, names and units above: what a file may not say twice, and what follows from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import shapely
from tests.unit.sources.geodata.felder import MAPPING, context, geojson, nine, opened, square

from quartier.kernel.errors import InputRejected, Problem
from quartier.sources.geodata import (
    GeoContext,
    GeoMapping,
    ParentMapping,
    ParentRule,
    StagedGeography,
    apply,
    open_geodata,
)

NOTHING = GeoContext()
ROWS = [code[0] for code in nine()]


def of(staged: StagedGeography, code: str) -> list[Problem]:
    return [item for item in staged.problems if item.code == code]


def with_parent(rule: ParentRule, column: str | None = None) -> GeoMapping:
    return replace(MAPPING, parents=(ParentMapping("row", rule, column),))


def test_a_key_that_stands_twice_is_an_error_naming_the_features() -> None:
    numbers = ["00", "01", "02", "10", "10", "12", "20", "21", "22"]
    staged = apply(opened(nr=numbers), MAPPING, NOTHING)
    (told,) = of(staged, "key-twice")
    assert (told.severity, told.row, told.column, told.found) == ("error", 5, "nr", "10 (features 4, 5)")
    assert [item.found for item in of(staged, "key-names-differ")] == ["10: Feld 10, Feld 11"]
    assert staged.geography is None


def test_parts_are_united_by_explicit_choice_only() -> None:
    """Squares 10 and 11 are parts of one unit: 2 km²."""
    numbers = ["00", "01", "02", "10", "10", "12", "20", "21", "22"]
    names = [f"Feld {number}" for number in numbers]
    staged = apply(opened(nr=numbers, name=names), replace(MAPPING, unite=True), NOTHING)
    assert staged.publishable
    assert staged.geography is not None
    units = staged.geography.units.set_index("code")
    assert len(units) == 8
    assert units.geometry["10"].normalize().equals(square(0, 1, 2).normalize())
    assert [item.severity for item in of(staged, "parts-united")] == ["note"]


def test_a_missing_key_and_a_missing_name() -> None:
    staged = apply(opened(nr=["00", None, "02", *"345678"], name=[None, *"abcdefgh"]), MAPPING, NOTHING)
    assert [(item.row, item.severity) for item in of(staged, "key-empty")] == [(2, "error")]
    assert [(item.row, item.found) for item in of(staged, "name-empty")] == [(1, "00")]


def test_leading_zeros_are_kept_and_lost_ones_restored_when_the_mapping_says_so() -> None:
    staged = apply(opened(), MAPPING, NOTHING)
    assert staged.geography is not None
    assert staged.geography.units["code"].iloc[0] == "00"
    lost = [int(code) for code in nine()]
    padded = apply(opened(nr=lost), replace(MAPPING, pad=2), NOTHING)
    assert padded.geography is not None
    assert list(padded.geography.units["code"]) == sorted(nine())
    assert [item.found for item in of(padded, "codes-padded")] == ["3: 0 → 00"]


def test_blanks_around_keys_are_removed_and_told() -> None:
    staged = apply(opened(nr=[f" {code} " for code in nine()]), MAPPING, NOTHING)
    assert staged.geography is not None
    assert staged.geography.units["code"].iloc[0] == "00"
    assert [item.found for item in of(staged, "codes-trimmed")] == ["9"]


def test_numbers_with_decimals_of_zero_are_whole_codes() -> None:
    """A key column that a program saved as 1.0, 2.0 ... stays 1, 2 ..."""
    staged = apply(opened(nr=[float(i) for i in range(9)]), MAPPING, NOTHING)
    assert staged.geography is not None
    assert list(staged.geography.units["code"]) == list("012345678")


@pytest.mark.parametrize(
    ("rule", "column", "values"),
    [
        (ParentRule.CODE, "reihe", ROWS),
        (ParentRule.LEADING, "reihe", [f"{row} - Reihe {row}" for row in ROWS]),
        (ParentRule.NAME, "reihe", [{"0": "Süd", "1": "Mitte", "2": "Nord"}[row] for row in ROWS]),
        (ParentRule.PREFIX, None, ROWS),
        (ParentRule.OVERLAP, None, ROWS),
    ],
)
def test_units_above_by_every_rule(rule: ParentRule, column: str | None, values: list[str]) -> None:
    staged = apply(opened(reihe=values), with_parent(rule, column), context())
    assert staged.publishable
    assert staged.geography is not None
    assert list(staged.geography.units["parent:row"]) == ROWS
    assert list(staged.parents["share"]) == pytest.approx([1.0] * 9)
    assert bool(of(staged, "parent-derived")) is (rule is ParentRule.OVERLAP)


def test_the_only_unit_above() -> None:
    mapping = replace(MAPPING, parents=(ParentMapping("city", ParentRule.ONLY),))
    staged = apply(opened(), mapping, context())
    assert staged.geography is not None
    assert set(staged.geography.units["parent:city"]) == {"1"}


def test_an_unknown_unit_above_names_feature_and_value() -> None:
    staged = apply(opened(reihe=[*ROWS[:-1], "9"]), with_parent(ParentRule.CODE, "reihe"), context())
    (told,) = of(staged, "parent-unknown")
    assert (told.row, told.column, told.found, told.expected) == (9, "reihe", "22: 9", "row")


def test_a_unit_that_lies_in_another_one_than_it_says() -> None:
    """Square 00 claims row 2, of which it touches nothing; 01 reaches 20 % into row 1 (0.2 of 1 km²)."""
    file = opened({"01": square(1, 0.2)}, reihe=["2", *ROWS[1:]])
    staged = apply(file, replace(with_parent(ParentRule.CODE, "reihe"), allow_overlaps=True), context())
    (elsewhere,) = of(staged, "parent-elsewhere")
    assert (elsewhere.row, elsewhere.severity, elsewhere.found) == (1, "error", "00 in row 2: 0.0%")
    (outside,) = of(staged, "parent-outside")
    assert (outside.row, outside.severity, outside.found) == (2, "warning", "01 in row 0: 80.0%")


def test_the_largest_overlap_is_stated_with_its_share() -> None:
    """01 lies 80 % in row 0 and 20 % in row 1."""
    file = opened({"01": square(1, 0.2)})
    staged = apply(file, replace(with_parent(ParentRule.OVERLAP), allow_overlaps=True), context())
    assert [item.found for item in of(staged, "parent-split")] == ["01: 0 80.0%, 1 20.0%"]
    assert [item.found for item in of(staged, "parent-derived")] == ["row: 9 units, smallest share 80.0%"]
    share = staged.parents.set_index("unit").loc["01", "share"]
    assert share == pytest.approx(0.8)


def test_a_unit_that_lies_nowhere() -> None:
    staged = apply(opened({"22": square(7, 7)}), with_parent(ParentRule.OVERLAP), context())
    assert [(item.row, item.severity) for item in of(staged, "parent-none")] == [(9, "error")]


def test_everything_wrong_with_a_mapping_is_told_at_once() -> None:
    wrong = replace(
        with_parent(ParentRule.CODE, "fehlt"),
        code="weg",
        key="",
        valid_from=date(2024, 1, 1),
        valid_to=date(2023, 1, 1),
    )
    with pytest.raises(InputRejected) as caught:
        apply(opened(), wrong, context())
    told = {(item.code, item.column) for item in caught.value.problems}
    assert told == {
        ("mapping-incomplete", "key"), ("column-missing", "weg"), ("column-missing", "fehlt"),
        ("valid-period", "valid_to"),
    }  # fmt: skip


def test_a_mapping_survives_json() -> None:
    import json

    mapping = replace(with_parent(ParentRule.CODE, "reihe"), crs="EPSG:25832", swapped=True, pad=3)
    assert GeoMapping.from_dict(json.loads(json.dumps(mapping.as_dict()))) == mapping


def test_a_shape_that_cannot_be_read_is_named() -> None:
    """RFC 7946: a ring has four or more positions."""
    data = geojson({"1": square(0, 0), "2": shapely.LineString([(0, 0), (1, 1)])})
    bent = data.replace(b'"LineString"', b'"Polygon"').replace(
        b'"coordinates": [[0.0, 0.0], [1.0, 1.0]]', b'"coordinates": [[[0.0, 0.0], [1.0, 1.0]]]'
    )
    staged = apply(open_geodata(bent, "felder.geojson"), MAPPING, NOTHING)
    assert [item.row for item in of(staged, "geometry-unreadable")] == [2]
