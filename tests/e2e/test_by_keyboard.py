"""Real towns without a pointer, and on a phone by touch: from the first key or tap to the source of a figure."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect
from tests.e2e.conftest import Visit
from tests.e2e.test_karte import picture

Begin = Callable[..., Visit]
FOCUSED = """() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  return one.getAttribute("aria-label") || one.labels?.[0]?.innerText || one.innerText || "";
}"""


def tab_to(seen: Visit, name: str, key: str = "Tab", most: int = 60) -> None:
    """Press Tab (or Shift+Tab) until the element of this name has the focus."""
    for _ in range(most):
        seen.page.keyboard.press(key)
        if re.search(name, str(seen.page.evaluate(FOCUSED))):
            return
    raise AssertionError(f"{most} times {key} do not lead to {name}")


def spoken(seen: Visit, before: str) -> str:
    """What the map says after a key, once it is another sentence."""
    said = "document.querySelector('q-map [aria-live]').textContent.trim()"
    seen.until(f"{said} && {said} !== {before!r}")
    return str(seen.page.evaluate(f"() => {said}"))


def test_berlins_447_areas_without_a_pointer(visit: Begin) -> None:
    """Monitoring Soziale Stadtentwicklung 2019, planning area 02010102 Mehringplatz: S4 52,3 % at the end of 2018."""
    seen = visit("berlin")
    page = seen.open()
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED) == "Zum Inhalt springen"
    page.keyboard.press("Enter")
    tab_to(seen, "Indikator wählen")
    page.keyboard.press("Enter")
    page.keyboard.type("Transferbezug der unter 15")
    first = page.locator("q-picker .q-results li > button").first
    expect(first).to_contain_text("Transferbezug der unter 15-Jährigen")
    page.keyboard.press("Enter")
    seen.settled()
    for label, option in (
        ("^Raumebene", "Planungsraum"),
        ("^Gebietsstand", "Planungsräume (b"),
        ("^Zeitbezug", "31.12.2018"),
    ):
        tab_to(seen, label)
        page.keyboard.type(option)
        seen.settled()
    # 447 with a polygon, one without
    seen.until("document.querySelector('q-map').scene.frame.n === 448")
    seen.settled()
    page.keyboard.press("Escape")
    tab_to(seen, "^Karte: ")
    words = ""
    for key in ("ArrowUp", "ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
        words = spoken(seen, words)
        # name: value. class. rank among those that are rated (435 or 436 of 447 by the publisher)
        assert re.fullmatch(r".+: [\d,]+\s%\. .*\d.*\. Rang \d+ von 43\d", words), words
    page.keyboard.press("Enter")
    seen.until("new URLSearchParams(location.search).get('units')")
    name = words.split(":")[0]
    expect(page.locator("q-unit h2").first).to_contain_text(name)
    tab_to(seen, "^Steckbrief", "Shift+Tab")
    page.keyboard.press("Enter")
    passport = page.get_by_role("dialog")
    expect(passport).to_contain_text(name)
    expect(passport).to_contain_text("Monitoring Soziale Stadtentwicklung")
    picture(seen, "berlin-keyboard-passport")
    page.keyboard.press("Escape")
    expect(passport).to_have_count(0)
    tab_to(seen, "^Tabelle$")
    page.keyboard.press("Enter")
    rows = page.locator("q-table tbody tr")
    expect(rows).to_have_count(448)
    expect(rows.filter(has_text="Mehringplatz").first).to_contain_text("52,3")
    expect(page.locator("q-table tr.q-picked")).to_contain_text(name)
    picture(seen, "berlin-keyboard-table")


def test_koeln_on_a_phone_by_touch(visit: Begin) -> None:
    seen = visit("koeln", width=390, height=844, touch=True)
    page = seen.open()
    page.get_by_role("button", name="Indikator wählen").tap()
    page.locator("q-picker .q-results li > button").nth(2).tap()
    seen.settled()
    page.get_by_label("Raumebene").first.select_option(label="Stadtteil")
    seen.settled()
    canvas = page.locator(".q-canvas canvas")
    canvas.scroll_into_view_if_needed()
    canvas.tap()
    seen.until("new URLSearchParams(location.search).get('units')")
    name = page.locator("q-unit h2").first.inner_text()
    assert name
    page.get_by_role("button", name="Steckbrief").first.tap()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("Quelle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    picture(seen, "koeln-390-passport")
    dialog.get_by_role("button", name="Schließen").first.tap()
    page.locator("q-timeline").first.scroll_into_view_if_needed()
    small = """() => [...document.querySelectorAll('main button, main select, main summary')].filter((one) => {
      const box = one.getBoundingClientRect();
      return box.width && box.height && (box.width < 24 || box.height < 24);
    }).map((one) => one.outerHTML.slice(0, 120))"""
    assert page.evaluate(small) == [], "a finger needs 24 pixels (WCAG 2.5.8)"
    picture(seen, "koeln-390")
