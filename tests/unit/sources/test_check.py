"""Each way in which the parts of a collection may fail to fit is found; a sound collection has no problems."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from quartier.kernel.declared import (
    Collection,
    Dimension,
    Event,
    Geography,
    Indicator,
    IndicatorKind,
    Level,
    Licence,
    Member,
    Observations,
    Source,
    TargetGroup,
    Topic,
)
from quartier.kernel.errors import InputRejected
from quartier.kernel.text import Text
from quartier.sources.check import checked, problems

EVENT = Event("e", date(2020, 1, 1), Text("E"), Text("E"), "other")
ROWS = {
    "level": "quarter",
    "geography": "2020",
    "unit": ["01", "02"],
    "period": "2020-12-31",
    "slice": ["", "sex=f"],
    "value": [50.0, 25.0],
    "numerator": [5.0, 1.0],
    "denominator": [10.0, 4.0],
    "presence": [0, 0],
}


def sound(**changes: object) -> Collection:
    town = pd.DataFrame({"code": ["0"], "name": ["Town"]})
    quarters = pd.DataFrame({"code": ["01", "02"], "name": ["A", "B"], "parent:city": ["0", "0"]})
    return replace(
        Collection(
            "c",
            Text("C"),
            licences=(Licence("l", "L"),),
            sources=(Source("s", Text("S"), "P", "l"),),
            levels=(
                Level("city", Text("City"), Text("City"), 0),
                Level("quarter", Text("Q"), Text("Q"), 1, ("city",)),
            ),
            geographies=(
                Geography("city", "2020", Text("C"), town, "s"),
                Geography("quarter", "2020", Text("Q"), quarters, "s"),
            ),
            topics=(Topic("t", Text("T")),),
            dimensions=(Dimension("sex", Text("Sex"), (Member("f", Text("F")), Member("m", Text("M")))),),
            indicators=(
                Indicator("i", Text("I"), Text("D"), IndicatorKind.SHARE, Text("%"), "s", ("t",), factor=100.0,
                          dimensions=("sex",)),
            ),
            observations=(Observations("i", pd.DataFrame(ROWS)),),
        ),
        **changes,  # type: ignore[arg-type]
    )  # fmt: skip


def rows(**changes: object) -> tuple[Observations, ...]:
    return (Observations("i", pd.DataFrame({**ROWS, **changes})),)


def codes(collection: Collection) -> set[str]:
    return {problem.code for problem in problems(collection)}


def test_a_sound_collection_has_no_problems() -> None:
    assert problems(sound()) == []
    assert checked(sound()).key == "c"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"observations": rows(unit=["01", "99"])}, "unknown-unit"),
        ({"observations": rows(geography="1999")}, "unknown-geography"),
        ({"observations": rows(period="sometime")}, "period"),
        ({"observations": rows(slice=["", "sex=x"])}, "slice"),
        ({"observations": rows(slice=["", "age=1"])}, "slice"),
        ({"observations": rows(unit=["01", "01"], slice="")}, "row-twice"),
        ({"observations": rows(value=[50.0, 26.0])}, "quotient"),
        ({"observations": rows(value=[50.0, math.nan])}, "no-value"),
        ({"observations": rows(presence=[0, 3])}, "a-value"),
        ({"observations": rows(presence=[0, 7], value=[50.0, math.nan])}, "presence"),
        ({"observations": rows(lower=[2.0, 0.0], upper=[1.0, 1.0])}, "bounds"),
        ({"observations": (Observations("x", pd.DataFrame(ROWS)),)}, "unknown-indicator"),
        ({"observations": (Observations("i", pd.DataFrame({"unit": ["01"]})),)}, "column-missing"),
        ({"licences": ()}, "unknown-licence"),
        ({"topics": ()}, "unknown-topic"),
        ({"topics": (Topic("u", Text("U"), "t"), Topic("t", Text("T")))}, "unknown-parent"),
        ({"topics": (Topic("t", Text("T")), Topic("t", Text("T")))}, "key-twice"),
        ({"default_level": "nowhere"}, "unknown-level"),
        ({"default_indicator": "nothing"}, "unknown-indicator"),
        ({"target_groups": (TargetGroup("g", Text("G"), {"sex": ("x",)}),)}, "unknown-member"),
        ({"events": (replace(EVENT, indicators=("x",)),)}, "unknown-indicator"),
        ({"events": (replace(EVENT, level="city", unit="7"),)}, "unknown-unit"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_found(changes: dict[str, object], code: str) -> None:
    assert code in codes(sound(**changes))


@pytest.mark.parametrize(
    ("units", "code"),
    [
        ({"code": ["01", "01"], "name": ["A", "B"], "parent:city": ["0", "0"]}, "code-twice"),
        ({"code": [1, 2], "name": ["A", "B"], "parent:city": ["0", "0"]}, "no-text"),
        ({"code": ["01", "02"], "name": ["A", ""], "parent:city": ["0", "0"]}, "no-text"),
        ({"code": ["01", "02"], "name": ["A", "B"], "parent:city": ["0", "5"]}, "unknown-unit"),
        ({"code": ["01", "02"], "name": ["A", "B"]}, "column-missing"),
    ],
)
def test_units_that_do_not_fit_are_found(units: dict[str, list[object]], code: str) -> None:
    first, second = sound().geographies
    assert code in codes(sound(geographies=(first, replace(second, units=pd.DataFrame(units)))))


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(InputRejected) as refusal:
        checked(sound(licences=(), observations=rows(unit=["01", "99"])))
    assert len(refusal.value.problems) >= 2


def test_a_thousand_wrong_rows_are_one_problem() -> None:
    frame = pd.DataFrame(
        {**{k: v for k, v in ROWS.items() if not isinstance(v, list)}, "unit": [f"x{n}" for n in range(1000)]}
    )
    found = problems(sound(observations=(Observations("i", frame.assign(value=1.0)),)))
    assert [item.code for item in found] == ["unknown-unit"]
    assert "992 more" in str(found[0].found)
