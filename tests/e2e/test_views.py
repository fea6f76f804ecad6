"""The views beside the map on the demo town: each once, linked, by keyboard, as a table, both themes, from a link."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from tests.e2e.conftest import AXE, Visit
from tests.e2e.test_karte import picture

Begin = Callable[..., Visit]
VIEWS = {
    "Verteilung": "q-distribution", "Streuung": "q-boxes", "Zusammenhang": "q-scatter",
    "Mehrere Indikatoren": "q-radar", "Veränderung": "q-change", "Vergleichen": "q-compare",
    "Zeitreihe in Karten": "q-multiples", "Zwei Indikatoren in einer Karte": "q-bivariate",
}  # fmt: skip


def settled(seen: Visit, element: str) -> None:
    """The view has its code, its figures and its picture."""
    seen.until(
        f"document.querySelector('{element} h2') && !document.querySelector('{element} .q-note[role=status]')"
        f" && document.querySelector('{element} :is(svg circle, svg polygon, svg rect, canvas, .q-empty)')"
        " && !document.querySelector('q-map:not([data-painted])')"
    )


def choose_view(page: Page, name: str) -> None:
    """By the tab in sight, else through the menu."""
    tab = page.locator("q-tabs .q-tab", has_text=name)
    if tab.count() and tab.first.is_visible():
        tab.first.click()
        return
    page.locator("q-tabs summary").click()
    page.locator("q-tabs .q-more li button", has=page.locator("strong", has_text=name)).click()


def barriers(seen: Visit) -> list[str]:
    """What axe finds in the middle of the page, in the theme that is set now (the rest has its own tests)."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = seen.page.evaluate(f"() => axe.run('.q-middle', {{runOnly: {{type: 'tag', values: {tags}}}}})")
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


def test_every_view_once_in_both_themes_and_back(visit: Begin) -> None:
    seen = visit("demo")
    page = seen.open("?with=single-parents&units=101,151")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for name, element in VIEWS.items():
        choose_view(page, name)
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
            settled(seen, element)
            assert barriers(seen) == [], f"{name}, {theme}"
            picture(seen, f"view-{element}-{theme}")
        expect(page.locator(f"{element} h2").first).not_to_be_empty()
    page.go_back()
    settled(seen, "q-multiples")


def test_points_by_keyboard_choice_everywhere_and_the_same_link(visit: Begin) -> None:
    seen = visit("demo")
    page = seen.open("?view=scatter")
    page.get_by_role("button", name="Zweiten Indikator wählen").last.click()
    page.locator("q-picker input[type=search]").fill("Alleinerziehende")
    page.locator("q-picker .q-results li button:not(.q-tool)", has_text="Alleinerziehende").first.click()
    settled(seen, "q-scatter")
    expect(page.locator("q-scatter dl")).to_contain_text("0,8")
    plot = page.locator("q-scatter .q-plot")
    plot.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    seen.until("document.querySelector('q-scatter [aria-live]').textContent.includes('Alleinerziehende')")
    name = page.locator("q-scatter [aria-live]").inner_text().split(",")[0]
    expect(page.locator("q-scatter .q-name-label", has_text=name)).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("q-unit h2")).to_have_text(name)
    choose_view(page, "Verteilung")
    settled(seen, "q-distribution")
    expect(page.locator("q-distribution .q-name-label.q-chosen-0")).to_contain_text(name)
    page.get_by_role("button", name="Als Tabelle").click()
    expect(page.locator("q-twin tr.q-picked")).to_contain_text(name)
    page.locator("q-twin thead button", has_text="Name").click()
    expect(page.locator("q-twin th[aria-sort=ascending]")).to_contain_text("Name")
    with page.expect_download() as caught:
        page.get_by_role("button", name="Diese Tabelle als CSV").click()
    assert name in Path(caught.value.path()).read_text(encoding="utf-8-sig")
    other = visit("demo")
    other.page.goto(page.url)
    other.until("document.querySelector('q-twin tbody tr')")
    expect(other.page.locator("q-twin tr.q-picked")).to_contain_text(name)
    assert other.state() == seen.state()


def test_change_comparison_and_columns(visit: Begin) -> None:
    seen = visit("demo", width=390, height=844)
    page = seen.open("?view=change&period=2024-12-31&since=2019-12-31")
    settled(seen, "q-change")
    heading = page.locator("q-change h2").inner_text()
    assert "Prozentpunkte" in heading and "31.12.2019" in heading
    page.get_by_role("button", name="in Prozent", exact=True).click()
    seen.until(
        "new URLSearchParams(location.search).get('relative') && !document.querySelector('q-map:not([data-painted])')"
    )
    expect(page.locator("q-ranking li").first).to_contain_text("+")
    choose_view(page, "Vergleichen")
    settled(seen, "q-compare")
    page.get_by_role("button", name="zum Wischen").click()
    handle = page.get_by_role("slider", name="Grenze zwischen den beiden Karten")
    handle.focus()
    page.keyboard.press("ArrowLeft")
    expect(handle).to_have_attribute("aria-valuenow", "45")
    # one camera
    seen.until("document.querySelectorAll('q-map[data-painted]').length === 2")
    page.locator("q-compare q-map").nth(1).locator(".q-zoom button").first.click()
    seen.until("new URLSearchParams(location.search).get('at')")
    choose_view(page, "Tabelle")
    page.locator(".q-periods summary").click()
    page.locator(".q-periods label").nth(2).click()
    expect(page.locator("q-twin thead th")).to_have_count(4)
    assert page.locator("q-twin a").get_attribute("href") is not None
    assert seen.state()["periods"]
    assert seen.violations() == []
