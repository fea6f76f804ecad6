"""What the protection of an indicator does with kinds, remainders, figures that came hidden, what was public before."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from quartier.kernel.errors import InputRejected
from quartier.kernel.presence import Confidentiality, Flag, Presence
from quartier.methods.disclosure import Members, Nesting, Protected, Rules, Structure, attack, protect
from quartier.sources.frames import figures

THREE = Rules("three", numerator=3)
GAP = float("nan")


def town(quarters: dict[str, float], city: float, **more: Any) -> pd.DataFrame:
    """Quarters of one city, as counts of one period."""
    return figures(level=["quarter"] * len(quarters) + ["city"], geography="g", unit=[*quarters, "c"], period="2020",
                   value=[*quarters.values(), city], **more)  # fmt: skip


def nested(*codes: str) -> Structure:
    return Structure(
        (Nesting("quarter", "g", "city", dict.fromkeys(codes, "c")),), (Members("sex", {"f": "", "m": ""}),)
    )


def hidden(done: Protected) -> dict[str, str]:
    rows = done.frame[done.frame["presence"] == Presence.SUPPRESSED]
    return {row.unit + row.slice: Confidentiality(row.confidentiality).name for row in rows.itertuples()}


def test_the_cheapest_partner_is_hidden_and_zero_is_shown() -> None:
    done = protect(town({"a": 2, "b": 30, "c1": 7, "d": 0}, 39), THREE, nested("a", "b", "c1", "d"), kind="count")
    assert hidden(done) == {"a": "PRIMARY", "c1": "SECONDARY"}
    assert done.frame.set_index("unit").loc["d", "value"] == 0


def test_units_without_figures_are_computed_as_well() -> None:
    """The city counts 100, the quarters 98: whoever lives in the quarter without a figure, two do."""
    done = protect(town({"a": 58, "b": 40}, 100), THREE, nested("a", "b", "x"), kind="count")
    assert hidden(done) == {"b": "SECONDARY"}


def test_members_that_are_not_all_there_are_computed_as_well() -> None:
    """Women 98 of 100 say that there are two men, though nobody published them."""
    frame = figures(level="city", geography="g", unit="c", period="2020", slice=["", "sex=f"], value=[100.0, 98.0])
    done = protect(frame, THREE, nested(), kind="count")
    assert hidden(done) == {"csex=f": "SECONDARY"}


def test_two_hierarchies_do_not_give_away_their_difference() -> None:
    """A district holds b1 to b3 (35 children), a school area b4 too (38): its 3 are the difference.

    Vector: methods of differencing, Stadtteil 14 + 9 + 12 and Schulbezirk, by hand.
    """
    blocks = {"b1": 14.0, "b2": 9.0, "b3": 12.0, "b4": 3.0}
    frame = figures(level=[*["block"] * 4, "district", "school"], geography="g", unit=[*blocks, "d", "s"],
                    period="2020", value=[*blocks.values(), 35.0, 38.0])  # fmt: skip
    structure = Structure((Nesting("block", "g", "district", dict.fromkeys(["b1", "b2", "b3"], "d")),
                           Nesting("block", "g", "school", dict.fromkeys(blocks, "s"))))  # fmt: skip
    done = protect(frame, Rules("five", numerator=5), structure, kind="count")
    shown = done.frame["value"].tolist()
    found = attack(shown, [(4, (0, 1, 2)), (5, (0, 1, 2, 3))], 0.0)
    assert found.loc[3, "lower"] <= 1
    assert found.loc[3, "upper"] >= 4


def test_zeros_are_hidden_where_they_give_a_number_away() -> None:
    """2 in the city, 1 in two quarters, 0 in the third: with the zero shown, 1 + 1 is all that 2 can be."""
    done = protect(town({"a": 1, "b": 1, "x": 0}, 2), THREE, nested("a", "b", "x"), kind="count")
    assert done.report.exposed == 0
    assert done.report.narrowed > 0
    assert set(hidden(done)) >= {"a", "b", "c"}


def test_everybody_tells_as_much_as_nobody() -> None:
    """28 of 30 receive a benefit: two do not."""
    frame = figures(level="quarter", geography="g", unit=["a", "b"], period="2020", value=[100 * 28 / 30, 50.0],
                    numerator=[28.0, 15.0], denominator=[30.0, 30.0])  # fmt: skip
    assert hidden(protect(frame, Rules("rest", complement=3))) == {"a": "PRIMARY"}


def test_few_people_hide_everything() -> None:
    """Destatis and BA, SGB II rates of grid cells: at least 3 recipients and 100 people."""
    frame = figures(level="quarter", geography="g", unit=["a", "b", "c"], period="2020", value=[20.0, 2.0, 20.0],
                    numerator=[18.0, 2.0, 20.0], denominator=[90.0, 100.0, 100.0])  # fmt: skip
    assert hidden(protect(frame, Rules("grid", numerator=3, denominator=100))) == {"a": "PRIMARY", "b": "PRIMARY"}


def test_a_mean_is_judged_by_the_cases_behind_it() -> None:
    frame = figures(level=["quarter"] * 3 + ["city"], geography="g", unit=["a", "b", "x", "c"], period="2020",
                    value=[8.0, 9.0, 10.0, 9.6], denominator=[2.0, 50.0, 88.0, 140.0])  # fmt: skip
    frame.loc[3, "value"] = (16 + 450 + 880) / 140
    assert hidden(protect(frame, THREE, nested("a", "b", "x"), kind="mean")) == {"a": "PRIMARY", "b": "SECONDARY"}


def test_an_index_without_cases_is_left_alone() -> None:
    frame = figures(level="quarter", geography="g", unit=["a", "b"], period="2020", value=[1.0, 2.0],
                    denominator=[GAP, 50.0])  # fmt: skip
    assert hidden(protect(frame, Rules("n", denominator=100), kind="index")) == {"b": "PRIMARY"}


def test_what_cannot_be_judged_is_hidden_and_said() -> None:
    frame = figures(level="quarter", geography="g", unit=["a", "b"], period="2020", value=[1.0, 20.0],
                    numerator=[GAP, 20.0], denominator=[GAP, 100.0])  # fmt: skip
    done = protect(frame, THREE)
    assert (hidden(done), done.report.unjudged) == ({"a": "PRIMARY"}, 1)


def test_what_came_hidden_is_protected_too() -> None:
    """The supplier hid b; with all others shown, 45 - 30 - 6 would tell its 9."""
    frame = town({"a": 30, "b": GAP, "x": 6}, 45)
    frame.loc[1, ["presence", "lower", "upper"]] = [int(Presence.SUPPRESSED), 1.0, 9.0]
    done = protect(frame, Rules("ten", numerator=3), nested("a", "b", "x"), kind="count")
    assert hidden(done) == {"b": "PRIMARY", "x": "SECONDARY"}
    assert done.frame.loc[1, ["lower", "upper"]].tolist() == [1.0, 9.0]  # no narrower than our own rule: kept


def test_bounds_that_tell_more_than_the_rules_are_dropped() -> None:
    frame = town({"a": 30, "b": GAP, "x": 16}, 50)
    frame.loc[1, ["presence", "lower", "upper"]] = [int(Presence.SUPPRESSED), 3.0, 5.0]
    done = protect(frame, Rules("ten", numerator=10), nested("a", "b", "x"), kind="count")
    assert done.frame.loc[1, ["lower", "upper"]].isna().all()


def test_partners_that_were_public_before_are_no_help() -> None:
    """7 would be the cheapest partner, but everybody has read it already."""
    frame = town({"a": 2, "b": 30, "x": 7, "y": 20}, 59)
    old = frame[frame["unit"] == "x"]
    done = protect(frame, THREE, nested("a", "b", "x", "y"), kind="count", published=old)
    assert hidden(done) == {"a": "PRIMARY", "y": "SECONDARY"}
    assert done.report.known_before == 0
    late = protect(frame, THREE, nested("a", "b", "x", "y"), kind="count", published=frame)
    assert late.report.known_before >= 1


def test_levels_that_are_public_already_are_left_as_they_are() -> None:
    frame = figures(level="land", geography="g", unit="x", period="2020", value=[1.0])
    assert hidden(protect(frame, Rules("three", numerator=3, exempt=("land",)), kind="count")) == {}


def test_flags_that_hint_at_the_size_go_with_the_figure() -> None:
    frame = figures(level="quarter", geography="g", unit="x", period="2020", value=[1.0],
                    flags=[int(Flag.UNRELIABLE | Flag.PROVISIONAL)])  # fmt: skip
    assert protect(frame, THREE, kind="count").frame.loc[0, "flags"] == int(Flag.PROVISIONAL)


def test_periods_do_not_mix() -> None:
    frame = pd.concat([town({"a": 2, "b": 30, "x": 9}, 41), town({"a": 22, "b": 30, "x": 9}, 61).assign(period="2021")])
    done = protect(frame, THREE, nested("a", "b", "x"), kind="count")
    later = done.frame[done.frame["period"] == "2021"]
    assert (later["presence"] == Presence.VALUE).all()
    assert done.report.table["period"].tolist() == ["2020", "2021"] * 2


def test_many_small_numbers_protect_each_other() -> None:
    """540 quarters at once, as one table: done as a whole, safe for each (checked by the attacker for some)."""
    rng = np.random.default_rng(3)
    counts = rng.integers(0, 40, 540).astype(float)
    codes = [f"q{k:03d}" for k in range(540)]
    done = protect(town(dict(zip(codes, counts, strict=True)), counts.sum()), Rules("ten", numerator=10),
                   nested(*codes), kind="count")  # fmt: skip
    small = (counts > 0) & (counts < 10)
    assert done.report.table["primary"].sum() == small.sum()
    assert done.report.table["secondary"].sum() == 0
    assert done.report.exposed == done.report.narrowed == 0


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (Rules("x"), "no threshold"),
        (Rules("x", numerator=2), "3, or more|3 or more"),
        (Rules("x", numerator=1, zeros=True), "2 or more"),
        (Rules("x", complement=2, numerator=-1), "negative"),
    ],
)
def test_rules_that_protect_nothing_are_refused(rules: Rules, said: str) -> None:
    with pytest.raises(InputRejected, match=said):
        rules.check()


def test_the_attacker_is_told_of_contradictions() -> None:
    with pytest.raises(InputRejected, match="contradicts"):
        attack([10, 20, 31], [(2, (0, 1))])
