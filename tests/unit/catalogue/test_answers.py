"""The period that a person types is read as people write it; what has two meanings is asked again."""

from __future__ import annotations

import pytest

from quartier.catalogue.deliveries.editing import period_of
from quartier.kernel.period import PeriodInvalid


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("31.12.2012", "2012-12-31"), (" 2024 ", "2024"), ("2024-12-31", "2024-12-31"), ("2024-Q3", "2024-Q3"),
     ("Dezember 2024", "2024-12"), ("3. Quartal 2024", "2024-Q3")],
)  # fmt: skip
def test_periods_as_people_write_them(typed: str, meant: str) -> None:
    assert period_of(typed) == meant


@pytest.mark.parametrize("typed", ["", "bald", "2020/21", "32.12.2020"])
def test_what_is_no_period_or_two_is_refused(typed: str) -> None:
    with pytest.raises(PeriodInvalid):
        period_of(typed)
