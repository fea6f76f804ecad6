"""Two indicators together and change between two dates, asked of the API for the town of nine squares; by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from django.test import Client
from tests import squares

from quartier.accounts.services import create_person
from quartier.catalogue.services import publish_indicator
from quartier.kernel import declared
from quartier.kernel.presence import Presence
from quartier.kernel.reader import SYSTEM

PLACE = {"level": "quarter", "geography": "2020"}
PAIR = {"indicator": "sgb2-rate", "period": "2023-12-31", "with": "population", "with-period": "2023-12-31", **PLACE}
CHANGE = {"indicator": "population", "since": "2022-12-31", "period": "2023-12-31", **PLACE}


def get(path: str, client: Client | None = None, status: int = 200, **query: Any) -> Any:
    response = (client or Client()).get(f"/api/v1/{path}", query)
    assert response.status_code == status, response.content
    return response.json()


def publish_population(values: list[float | None], presence: dict[int, Presence], audience: str = "public") -> None:
    """2022 as it was (100 everywhere), 2023 as given; None and `presence` say what is not there."""
    rows: list[dict[str, object]] = []
    for period, numbers in zip(squares.PERIODS, ([100.0] * 9, values), strict=True):
        hidden = presence if period == squares.PERIODS[1] else {}
        rows += [
            {"level": "quarter", "geography": "2020", "unit": code, "period": period, "slice": "", "value": number,
             "presence": int(hidden.get(i, Presence.VALUE))}
            for i, (code, number) in enumerate(zip(squares.CODES, numbers, strict=True))
        ]  # fmt: skip
        rows.append({"level": "city", "geography": "2020", "unit": "1", "period": period, "slice": "",
                     "value": 900.0 if period == squares.PERIODS[0] else 945.0, "presence": 0})  # fmt: skip
    observations = declared.Observations("population", pd.DataFrame(rows), audience=audience)
    publish_indicator(by=SYSTEM, observations=observations)


def test_pair_counts_what_takes_part(town: Path) -> None:
    constant = get("pair", **PAIR, lang="en")
    assert (constant["fit"]["slope"], constant["pearson"]["value"]) == (0, None)
    assert (constant["n"], constant["units"], constant["zeros"]) == (7, 9, [1, 0])
    assert constant["absent"] == {"missing": 1, "suppressed": 1, "notApplicable": 0, "notRated": 0}
    # rate i against population 200 - 10 i: a falling line without error
    publish_population([200.0 - 10 * i for i in range(9)], {})
    answer = get("pair", **PAIR, weighted="true", lang="de")
    assert answer["pearson"]["value"] == pytest.approx(-1)
    assert answer["spearman"]["value"] == pytest.approx(-1)
    assert (answer["fit"]["slope"], answer["fit"]["intercept"]) == (pytest.approx(-10), pytest.approx(200))
    assert answer["weightName"] == "Einwohner unter 65"
    assert answer["breaks"][0] == [2, 4]
    some = get("pair", **PAIR, units="00,01,02,21,99", lang="en")
    assert (some["n"], some["units"], some["absent"]["suppressed"]) == (3, 4, 1)
    assert get("pair", **PAIR, units="00,01", lang="en")["reason"] == "Too few units for this method."


def test_change_and_its_reasons(town: Path) -> None:
    values: list[float | None] = [110, 90, 100, 150, 50, 100, 100, None, None]
    publish_population(values, {7: Presence.SUPPRESSED, 8: Presence.MISSING})
    answer = get("change", **CHANGE)
    assert answer["values"] == [10, -10, 0, 50, -50, 0, 0, None, None]
    assert answer["reasons"] == [""] * 7 + ["suppressed", "missing"]
    assert answer["order"] == get("geographies/quarter/2020")["order"]
    assert answer["breaks"] == sorted(-cut for cut in answer["breaks"])
    assert answer["town"] == {"name": "Quadratstadt", "value": 45, "reason": ""}
    assert get("change", **CHANGE, relative="true")["town"]["value"] == 5
    zero = get("change", **{**CHANGE, "indicator": "sgb2-rate"}, relative="true")
    assert (zero["reasons"][0], zero["values"][1]) == ("zero-denominator", 0)


def test_a_public_reader_gets_no_confidential_figure(town: Path) -> None:
    create_person(by=SYSTEM, login="stat", password="ein langes Passwort 7")
    member = Client()
    assert member.login(username="stat", password="ein langes Passwort 7")
    publish_population([200.0 - 10 * i for i in range(9)], {}, audience="confidential")
    assert get("pair", **PAIR)["pearson"]["value"] is None
    assert get("pair", client=member, **PAIR)["pearson"]["value"] == pytest.approx(-1)
    assert get("change", **CHANGE)["values"] == [0] * 9
    assert get("change", client=member, **CHANGE)["values"][0] == 100


@pytest.mark.parametrize(
    ("path", "query", "status", "said"),
    [
        ("change", {**CHANGE, "since": "2023-12-31"}, 422, "not-possible"),
        ("change", {**CHANGE, "since": "31.12.2022"}, 422, "time reference"),
        ("change", {**CHANGE, "since": "2001-12-31"}, 404, "2001-12-31"),
        ("pair", {**PAIR, "with": "nope"}, 404, "nope"),
        ("pair", {**PAIR, "with-period": "gestern"}, 422, "time reference"),
    ],
)
def test_refusals_in_words(town: Path, path: str, query: dict[str, str], status: int, said: str) -> None:
    assert said in str(get(path, status=status, **query))


def test_what_may_be_chance_is_marked_where_both_dates_have_intervals(town: Path) -> None:
    """10 of 100 to 12 of 100 may be chance, to 60 of 100 not (Newcombe, method 10); without intervals nobody knows."""
    assert get("change", **{**CHANGE, "indicator": "sgb2-rate"})["unsure"] is None
    rows: list[dict[str, object]] = [
        {"level": "quarter", "geography": "2020", "unit": code, "period": period, "slice": "", "value": float(part),
         "numerator": part, "denominator": 100, "presence": 0, "lower": part * 0.5, "upper": part * 1.5}
        for period, parts in zip(squares.PERIODS, ([10, 10], [12, 60]), strict=True)
        for code, part in zip(squares.CODES, parts, strict=False)
    ]  # fmt: skip
    publish_indicator(by=SYSTEM, observations=declared.Observations("sgb2-rate", pd.DataFrame(rows)))
    answer = get("change", **{**CHANGE, "indicator": "sgb2-rate"})
    assert answer["values"][:2] == [2, 50]
    assert answer["unsure"] == [True] + [False] * 8
