"""Quartiere as people use it: find a quarter, read its profile, compare, print; by keyboard; on real figures."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect
from tests.e2e.conftest import Visit
from tests.e2e.test_karte import picture

Begin = Callable[..., Visit]
PROFILE = "/quartiere/quarter/505/"


def test_find_read_and_compare_by_keyboard(visit: Begin) -> None:
    seen = visit("demo")
    page = seen.open(path="/quartiere/")
    page.get_by_role("searchbox", name="Name oder Code").focus()
    page.keyboard.type("Koloni Südost")
    page.keyboard.press("Enter")
    hit = page.get_by_role("link", name="Kolonie Südost").first
    hit.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kolonie Südost")
    expect(page.locator(".q-profile-lead")).to_contain_text("Hier leben")
    number = page.locator(".q-fig", has_text="SGB-II-Quote").locator(".q-fig-value a").first
    value = number.inner_text()
    number.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".q-big")).to_have_text(value)
    page.go_back()
    page.get_by_role("link", name="Mit anderen Gebieten vergleichen").focus()
    page.keyboard.press("Enter")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("Parkfeld")
    page.keyboard.press("Enter")
    expect(page.locator(".q-compare-table thead th")).to_have_text(
        ["Indikator", "Kolonie Südost", "Parkfeld", "Irmenfurt", "Nebeneinander", "Im Zeitverlauf"]
    )
    assert page.url.endswith("?unit=quarter%3A505&unit=quarter%3A306")
    page.get_by_role("link", name=re.compile("Entfernen.*Parkfeld")).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".q-compared li")).to_have_count(1)


def test_on_paper_the_profile_is_clean(visit: Begin) -> None:
    seen = visit("demo", width=1000)
    page = seen.open(path=PROFILE)
    page.emulate_media(media="print")
    for hidden in (".q-profile-choices", ".q-profile-ways", ".q-nav"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".q-profile-lead")).to_be_visible()
    picture(seen, "quartiere-print")


def test_berlin_as_of_2018_is_what_the_monitoring_published(visit: Begin) -> None:
    """Monitoring Soziale Stadtentwicklung 2019, planning area 02010102: S4 52,3 %, S1 8,2 %, K03 24,9 %."""
    seen = visit("berlin")
    page = seen.open(path="/quartiere/planning-area/02010102/", query="?as-of=2018")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mehringplatz")
    for name, value in (
        ("Transferbezug der unter 15-Jährigen (SGB II)", "52,3 %"),
        ("Arbeitslosenanteil (SGB II und III)", "8,2 %"),
        ("Grundsicherung im Alter (ab 65)", "24,9 %"),
    ):
        card = page.get_by_role("article", name=name, exact=True)
        expect(card.locator(".q-fig-value")).to_have_text(value)
    # the reform of 2021 cut it: 60 per cent went to the new Mehringplatz (docs/boundary-reform-berlin.md)
    expect(page.locator(".q-kin")).to_contain_text("Am Berlin Museum")
    picture(seen, "quartiere-berlin")
