"""Crosswalks at their edges: bad tables, bad rings, flags, intervals, what is not carried. Expected values by hand."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import MultiPolygon, Point, Polygon, box

from quartier.kernel.errors import InputRejected
from quartier.kernel.presence import Confidentiality, Flag, Part, Presence, add
from quartier.methods import crosswalk as cw

HALVES = pd.DataFrame({"source": ["a", "a", "b"], "target": ["x", "y", "y"], "weight": [0.5, 0.5, 1.0]})


def units(codes: str, *shapes: object, crs: object = 3035) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame({"code": list(codes)}, geometry=list(shapes), crs=crs)


def codes_of(error: pytest.ExceptionInfo[InputRejected]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_table_tells_all_its_faults_at_once_with_rows() -> None:
    rows = pd.DataFrame(
        {"source": ["a", "", "a", "b"], "target": ["x", "x", "x", None], "weight": ["0.5", "1", "0.5", "2"]}
    )
    with pytest.raises(InputRejected) as error:
        cw.by_table(rows, sources=["a"], targets=["x"])
    found = {(problem.code, problem.row, problem.column) for problem in error.value.problems}
    assert {
        ("no-code", 3, "source"),
        ("no-code", 5, "target"),
        ("weight", 5, "weight"),
        ("row-twice", 4, None),
    } <= found
    assert "unknown-unit" in codes_of(error)


def test_weights_must_sum_to_one() -> None:
    short = HALVES.assign(weight=[0.5, 0.4, 1.0])
    with pytest.raises(InputRejected) as error:
        cw.by_table(short)
    assert codes_of(error) == ["weight-sum"]
    assert error.value.problems[0].found == "0.9"
    assert cw.by_table(short, partial=True).covered.tolist() == pytest.approx([0.9, 1.0])
    rounded = cw.by_table(HALVES.assign(weight=[0.4999, 0.5, 1.0]))
    assert rounded.covered.tolist() == pytest.approx([1.0, 1.0], abs=1e-15)


def test_table_without_its_columns_and_with_text_for_weights() -> None:
    with pytest.raises(InputRejected) as absent:
        cw.by_table(pd.DataFrame({"source": ["a"]}))
    assert [problem.column for problem in absent.value.problems] == ["target", "weight"]
    with pytest.raises(InputRejected) as error:
        cw.by_table(HALVES.assign(weight=["halb", "0.5", "1"]))
    assert error.value.problems[0].found == "halb"


def test_a_source_that_the_table_leaves_out_is_reported() -> None:
    walk = cw.by_table(HALVES, sources=["a", "b", "c"])
    assert [(problem.code, problem.found) for problem in walk.problems] == [("not-carried", "c")]
    assert walk.covered["c"] == 0


def test_table_and_back() -> None:
    walk = cw.by_table(HALVES)
    again = cw.by_table(walk.table(), sources=list(walk.sources), targets=list(walk.targets))
    assert (again.weights != walk.weights).nnz == 0


def test_hierarchy_adds_whole_units() -> None:
    walk = cw.by_hierarchy(pd.Series({"11": "1", "12": "1", "21": "2"}))
    frame = cw.convert(pd.DataFrame({"unit": ["11", "12", "21"], "value": [1, 2, 3]}), walk, "count").frame
    assert frame["value"].tolist() == [3, 3]
    assert (frame["flags"] == 0).all()
    assert (frame["split"] == 0).all()
    with pytest.raises(InputRejected, match="no parent"):
        cw.by_hierarchy(pd.Series({"11": "1", "12": None}))


def test_selection_leaves_the_rest_behind_without_complaint() -> None:
    walk = cw.of_selection(["a", "b", "c"], {"programme": ["a", "b"], "east": ["b"]})
    result = cw.convert(pd.DataFrame({"unit": ["a", "b"], "value": [1, 2]}), walk, "count")
    assert result.frame["value"].tolist() == [3, 2]
    assert result.problems == () and result.outside.empty
    with pytest.raises(InputRejected, match="lacks"):
        cw.of_selection(["a"], {"x": ["z"]})
    with pytest.raises(InputRejected, match="no units"):
        cw.of_selection(["a"], {"x": []})


def test_drawn_shape_by_area_and_by_people() -> None:
    squares = units("ab", box(0, 0, 2, 2), box(2, 0, 4, 2))
    shape = units("s", box(1, 0, 2, 2))
    figures = pd.DataFrame({"unit": ["a", "b"], "value": [100, 40]})
    assert cw.convert(figures, cw.of_shapes(squares, shape), "count").frame["value"].tolist() == [50]
    points = gpd.GeoSeries([Point(0.5, 1), Point(1.5, 1)], crs=3035)
    walk = cw.of_shapes(squares, shape, points=points, weights=[10, 30])
    result = cw.convert(figures, walk, "count")
    assert result.frame["value"].tolist() == [75]
    assert not [problem for problem in result.problems if problem.severity == "warning"]


def test_ring_that_crosses_itself_is_repaired_and_told() -> None:
    bow = Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])  # two triangles, together half of the square
    walk = cw.by_area(units("a", bow), units("lr", box(0, 0, 1, 2), box(1, 0, 2, 2)))
    assert walk.weights.toarray().tolist() == [[0.5, 0.5]]
    assert [problem.code for problem in walk.problems] == ["ring-repaired"]


def test_units_without_polygon_or_area_take_no_part() -> None:
    line = Polygon([(0, 0), (1, 0), (2, 0)])
    walk = cw.by_area(units("abc", box(0, 0, 1, 1), None, line), units("t", box(0, 0, 1, 1)))
    assert {problem.code for problem in walk.problems} == {"no-polygon", "no-area", "not-carried"}
    assert walk.covered.tolist() == [1, 0, 0]


def test_polygons_need_a_reference_system_and_own_codes() -> None:
    square = box(0, 0, 1, 1)
    with pytest.raises(InputRejected, match="reference system"):
        cw.by_area(units("a", square, crs=None), units("t", square))
    with pytest.raises(InputRejected, match="twice"):
        cw.by_area(units("aa", square, square), units("t", square))
    with pytest.raises(InputRejected, match="no code"):
        cw.by_area(gpd.GeoDataFrame({"code": [1]}, geometry=[square], crs=3035), units("t", square))


def test_degrees_are_measured_in_an_equal_area_system() -> None:
    """A strip from 0 to 60 degrees north: south of 30 lies sin 30 / sin 60 of it (sphere), not half."""
    strip = box(10, 0, 10.5, 60).segmentize(0.5)
    parts = units("sn", box(10, 0, 10.5, 30).segmentize(0.5), box(10, 30, 10.5, 60).segmentize(0.5), crs=4326)
    walk = cw.by_area(units("a", strip, crs=4326), parts)
    assert walk.weights.toarray()[0, 0] == pytest.approx(0.5 / np.sin(np.radians(60)), abs=0.003)  # ellipsoid


def test_slivers_go_to_the_other_parts_of_their_source() -> None:
    left, right = box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)
    shifted = units("xy", box(0, 0, 1000.5, 1000), box(1000.5, 0, 2000, 1000))
    walk = cw.by_area(units("ab", left, right), shifted)
    assert walk.weights.toarray().tolist() == [[1, 0], [0, 1]]
    assert not walk.split.any()
    exact = cw.by_area(units("ab", left, right), shifted, sliver=0)
    assert exact.weights.toarray()[1] == pytest.approx([0.0005, 0.9995])


def test_a_small_part_that_is_a_whole_target_is_no_sliver() -> None:
    big = units("a", box(0, 0, 10_000, 1000))
    parts = units("xy", box(0, 0, 5, 1000), box(5, 0, 10_000, 1000))
    assert cw.by_area(big, parts).weights.toarray()[0] == pytest.approx([0.0005, 0.9995])


def test_overlapping_targets_are_told() -> None:
    walk = cw.by_area(units("a", box(0, 0, 2, 2)), units("xy", box(0, 0, 2, 2), box(1, 0, 2, 2)))
    assert walk.weights.toarray().tolist() == [[1, 0.5]]
    assert [problem.code for problem in walk.problems] == ["targets-overlap"]


def test_exclave_and_hole() -> None:
    exclave = MultiPolygon([box(0, 0, 1, 1), box(5, 0, 6, 1)])
    ring = box(0, 0, 6, 3).difference(exclave)
    walk = cw.by_area(units("ab", exclave, ring), units("lr", box(0, 0, 3, 3), box(3, 0, 6, 3)))
    assert walk.weights.toarray() == pytest.approx(np.array([[0.5, 0.5], [0.5, 0.5]]))


def test_what_lies_outside_is_not_forced_inside() -> None:
    walk = cw.by_area(units("a", box(0, 0, 4, 1)), units("t", box(0, 0, 1, 1)))
    result = cw.convert(pd.DataFrame({"unit": ["a"], "value": [100.0]}), walk, "count")
    assert result.frame["value"].tolist() == [25]
    assert result.outside[["unit", "value", "outside"]].to_numpy().tolist() == [["a", 100.0, 0.75]]
    assert [problem.code for problem in result.problems] == ["not-carried"]
    forced = cw.convert(pd.DataFrame({"unit": ["a"], "value": [100.0]}), walk.normalised(), "count")
    assert forced.frame["value"].tolist() == [100]


def test_target_without_source_is_a_gap_with_a_reason() -> None:
    walk = cw.by_area(units("a", box(0, 0, 1, 1)), units("tu", box(0, 0, 1, 1), box(5, 5, 6, 6)))
    frame = cw.convert(pd.DataFrame({"unit": ["a"], "value": [7.0]}), walk, "count").frame
    assert frame["reason"].tolist() == ["", "no-source"]
    assert frame["presence"].tolist() == [Presence.VALUE, Presence.MISSING]


def test_flags_and_confidentiality_are_carried() -> None:
    figures = pd.DataFrame(
        {"unit": ["a", "b"], "value": [10.0, None], "presence": [0, 3],
         "flags": [int(Flag.BREAK), int(Flag.PROVISIONAL)],
         "confidentiality": [0, int(Confidentiality.SECONDARY)]}
    )  # fmt: skip
    frame = cw.convert(figures, cw.by_table(HALVES), "count").frame.set_index("unit")
    assert frame.loc["x", "flags"] == Flag.BREAK | Flag.ESTIMATED
    assert frame.loc["y", "flags"] == Flag.BREAK | Flag.ESTIMATED | Flag.PROVISIONAL
    assert frame["confidentiality"].tolist() == [0, 2]
    assert frame.loc["y", "presence"] == Presence.SUPPRESSED
    assert frame.loc["y", "lower"] == 5 and np.isnan(frame.loc["y", "upper"])


def test_whole_units_agree_with_the_sum_of_the_kernel() -> None:
    parts = [Part(Presence.VALUE, 3.0), Part(Presence.SUPPRESSED, None, 1.0, 4.0), Part(Presence.NOT_APPLICABLE)]
    expected = add(parts)
    figures = pd.DataFrame(
        {"unit": list("abc"), "value": [p.value for p in parts], "presence": [int(p.presence) for p in parts],
         "lower": [p.lower for p in parts], "upper": [p.upper for p in parts]}
    )  # fmt: skip
    row = cw.convert(figures, cw.of_selection(list("abc"), {"t": "abc"}), "count").frame.iloc[0]
    assert (row["presence"], row["lower"], row["upper"]) == (expected.presence, expected.lower, expected.upper)
    assert (row["known"], row["total"]) == (expected.known, expected.total)


def test_intervals_add_as_roots_of_squares() -> None:
    """Margins 3 and 4 of independent sums give 5 (U.S. Census Bureau 2018, ACS handbook, chapter 8)."""
    figures = pd.DataFrame({"unit": ["a", "b"], "value": [10, 20], "lower": [7, 16], "upper": [13, 24]})
    row = cw.convert(figures, cw.of_selection(["a", "b"], {"t": ["a", "b"]}), "count").frame.iloc[0]
    assert (row["lower"], row["upper"]) == (25, 35)


def test_unchanged_unit_keeps_value_interval_and_flags() -> None:
    figures = pd.DataFrame(
        {"unit": ["b"], "value": [12.5], "numerator": [5.0], "denominator": [40.0], "lower": [5.0], "upper": [20.0]}
    )
    walk = cw.by_table(pd.DataFrame({"source": ["b"], "target": ["B"], "weight": [1.0]}))
    row = cw.convert(figures, walk, "share", 100.0).frame.iloc[0]
    assert row[["value", "numerator", "denominator", "lower", "upper", "flags"]].tolist() == [12.5, 5, 40, 5, 20, 0]


def test_shares_by_population_are_flagged_and_empty_units_do_not_count() -> None:
    walk = cw.of_selection(["a", "b", "c"], {"t": ["a", "b", "c"]})
    figures = pd.DataFrame({"unit": ["a", "b"], "value": [10.0, 30.0]})
    people = pd.Series({"a": 300.0, "b": 100.0, "c": 0.0})
    row = cw.convert(figures, walk, "share", 100.0, weights=people).frame.iloc[0]
    assert (row["value"], row["known"], row["total"]) == (15.0, 2, 2)
    assert row["flags"] == Flag.ESTIMATED
    missing = cw.convert(figures, walk, "share", weights=people.drop("b")).frame.iloc[0]
    assert (missing["presence"], missing["reason"]) == (Presence.MISSING, "no-weights")
    nobody = cw.convert(figures, walk, "share", weights=people * 0).frame.iloc[0]
    assert nobody["presence"] == Presence.NOT_APPLICABLE


def test_weights_of_each_period() -> None:
    walk = cw.of_selection(["a", "b"], {"t": ["a", "b"]})
    figures = pd.DataFrame(
        {"unit": list("abab"), "period": ["2020", "2020", "2021", "2021"], "value": [0, 100, 0, 100.0]}
    )
    people = pd.DataFrame({"unit": list("abab"), "period": ["2020", "2020", "2021", "2021"], "value": [1, 1, 3, 1]})
    frame = cw.convert(figures, walk, "share", weights=people).frame
    assert frame.set_index("period")["value"].to_dict() == {"2020": 50, "2021": 25}


def test_mean_from_sum_and_number_of_cases() -> None:
    """Rents 10 of 30 flats and 20 of 10 flats: 12.5, not 15."""
    walk = cw.of_selection(["a", "b"], {"t": ["a", "b"]})
    figures = pd.DataFrame({"unit": ["a", "b"], "value": [10.0, 20.0], "denominator": [30, 10]})
    row = cw.convert(figures, walk, "mean").frame.iloc[0]
    assert (row["value"], row["flags"]) == (12.5, 0)


def test_suppressed_share_is_an_interval() -> None:
    """a: 10 of 100; b: 20 to 40 % of 50 suppressed, 10 to 20 people: between 20 and 30 of 150."""
    walk = cw.of_selection(["a", "b"], {"t": ["a", "b"]})
    figures = pd.DataFrame(
        {"unit": ["a", "b"], "value": [10.0, None], "numerator": [10.0, None], "denominator": [100.0, 50.0],
         "presence": [0, 3], "lower": [None, 20.0], "upper": [None, 40.0]}
    )  # fmt: skip
    row = cw.convert(figures, walk, "share", 100.0).frame.iloc[0]
    assert row["presence"] == Presence.SUPPRESSED and np.isnan(row["value"])
    assert (row["lower"], row["upper"]) == pytest.approx((100 * 20 / 150, 100 * 30 / 150))
    unknown = cw.convert(figures.assign(denominator=[100.0, None]), walk, "share", 100.0).frame.iloc[0]
    assert unknown["presence"] == Presence.SUPPRESSED
    assert np.isnan(unknown["lower"]) and np.isnan(unknown["upper"])


@pytest.mark.parametrize("kind", ["index", "class", "score"])
def test_what_cannot_be_divided_is_a_gap(kind: str) -> None:
    figures = pd.DataFrame({"unit": ["a", "b", "c"], "value": [1.0, 2.0, 3.0]})
    rows = pd.concat([HALVES, pd.DataFrame({"source": ["c"], "target": ["z"], "weight": [1.0]})])
    result = cw.convert(figures, cw.by_table(rows), kind)
    assert result.frame["reason"].tolist() == ["not-convertible", "not-convertible", ""]
    assert result.frame["value"].tolist()[2] == 3.0
    assert [problem.code for problem in result.problems] == ["not-convertible"]


def test_score_by_weights() -> None:
    figures = pd.DataFrame({"unit": ["a", "b"], "value": [1.0, 4.0]})
    frame = cw.convert(figures, cw.by_table(HALVES), "score", weights=pd.Series({"a": 20.0, "b": 20.0})).frame
    assert frame["value"].tolist() == [1.0, 3.0]
    assert (frame["flags"] == int(Flag.ESTIMATED)).all()


def test_numerator_above_denominator_is_told() -> None:
    one = cw.by_table(pd.DataFrame({"source": ["a", "a"], "target": ["x", "y"], "weight": [0.9, 0.1]}))
    two = cw.by_table(pd.DataFrame({"source": ["a", "a"], "target": ["x", "y"], "weight": [0.1, 0.9]}))
    figures = pd.DataFrame({"unit": ["a"], "value": [50.0], "numerator": [50], "denominator": [100]})
    result = cw.convert(figures, one, "share", 100.0, two)
    assert [problem.code for problem in result.problems] == ["part-exceeds-whole"]


def test_figures_tell_all_their_faults_at_once() -> None:
    figures = pd.DataFrame(
        {"unit": ["a", "a", "z", "b"], "geography": ["1", "1", "1", "2"], "value": [1, 2, "viel", None], "presence": 0}
    )
    with pytest.raises(InputRejected) as error:
        cw.convert(figures, cw.by_table(HALVES), "count")
    assert set(codes_of(error)) == {"unknown-unit", "several-geographies", "row-twice", "not-a-number", "presence"}


def test_crosswalks_follow_each_other() -> None:
    first = cw.by_table(HALVES)
    both = first.then(cw.of_selection(["x", "y", "w"], {"east": ["y"]}))
    assert both.weights.toarray().tolist() == [[0.5], [1.0]]
    assert both.partition is False
    with pytest.raises(InputRejected, match="not in the second"):
        first.then(cw.identity(["x"]))


def test_points_reject_what_contradicts_itself() -> None:
    square = units("a", box(0, 0, 2, 2))
    points = gpd.GeoSeries([Point(1, 1)], crs=3035)
    with pytest.raises(InputRejected, match="2 weights for 1 places"):
        cw.by_points(square, square, points, [1, 2])
    with pytest.raises(InputRejected, match="negative"):
        cw.by_points(square, square, points, [-1])


def test_places_that_are_unknown_or_elsewhere_are_told() -> None:
    square = units("a", box(0, 0, 2, 2))
    points = gpd.GeoSeries([Point(1, 1), Point(9, 9), Point(1.5, 1)], crs=3035)
    walk = cw.by_points(square, square, points, [5, 5, np.nan])
    assert [problem.code for problem in walk.problems] == ["place-unknown", "place-outside"]
    assert walk.size.tolist() == [5]


def test_hold_out_compares_with_what_cells_say() -> None:
    """Half by area, three quarters by people: 100 known people are 50 + 50 instead of 75 + 25."""
    finer = pd.DataFrame({"source": ["a", "a"], "target": ["x", "y"], "amount": [75.0, 25.0]})
    found = cw.hold_out(cw.by_table(HALVES), finer)
    assert found["error"].tolist() == pytest.approx([-1 / 3, 1.0])
    stated = cw.conversion_error(pd.DataFrame({"unit": ["a", "b"], "value": [8, 0]}), cw.by_table(HALVES), "count",
                                 finer=finer)  # fmt: skip
    assert stated["held_out"].tolist() == pytest.approx([-1 / 3, 1.0])
    with pytest.raises(InputRejected, match="not in the crosswalk"):
        cw.hold_out(cw.by_table(HALVES), finer.assign(source="q"))


def test_agreement_by_hand() -> None:
    found = cw.agreement(pd.Series({"x": 110.0, "y": 90.0, "z": 5.0}), pd.Series({"x": 100.0, "y": 100.0, "z": 0.0}))
    assert (found.units, found.median, found.largest) == (3, 10.0, 10.0)
    assert found.misplaced == 25 / 400
    assert found.bias == 5 / 200
    assert found.rmse == pytest.approx(np.sqrt((100 + 100 + 25) / 3))
    with pytest.raises(InputRejected):
        cw.agreement(pd.Series({"x": 1.0}), pd.Series({"y": 1.0}))
