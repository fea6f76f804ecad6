"""A board composed by drag and by keyboard, and the map inside a page of somebody else."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.e2e.conftest import Visit, launch, listen
from tests.e2e.daten import make_town, sign_in


@pytest.fixture
def made(browser: Browser, tmp_path: Path) -> Iterator[Visit]:
    make_town(tmp_path / "workspace")
    server, process = launch(tmp_path / "workspace")
    context = browser.new_context(viewport={"width": 1440, "height": 1200}, locale="de-DE", reduced_motion="reduce")
    visit = Visit(context.new_page(), server, [], [])
    listen(visit)
    yield visit
    context.close()
    process.terminate()
    process.wait(timeout=20)
    assert visit.complaints == []


def test_a_board_by_drag_and_by_keyboard(made: Visit) -> None:
    sign_in(made, "anna", "/tafeln/")
    page = made.page
    page.fill("#title", "Sitzung")
    page.keyboard.press("Enter")
    page.wait_for_url("**/gestalten/")
    for kind, field, words in (("figure", "#indicator", "sgb2-rate"), ("map", "#indicator", "sgb2-rate"),
                               ("text", "#tile-text", "Worum es geht")):  # fmt: skip
        page.select_option("#kind", kind)
        page.select_option(field, words) if kind != "text" else page.fill(field, words)
        with page.expect_navigation():
            page.get_by_role("button", name="Hinzufügen").click()
    assert _kinds(made) == ["figure", "map", "text"]
    with page.expect_navigation():
        page.locator(".q-tile[data-kind=text] h2").drag_to(page.locator(".q-tile[data-kind=figure] h2"))
    assert _kinds(made)[0] == "text"
    earlier = page.locator(".q-tile[data-kind=map]").get_by_role("button", name="früher")
    earlier.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert _kinds(made) == ["text", "map", "figure"]
    assert "früher" in page.evaluate("() => document.activeElement.textContent"), "the keyboard stays where it was"
    page.get_by_role("link", name="Tafel zeigen").click()
    made.until("[...document.querySelectorAll('.q-tile img')].every((one) => one.complete && one.naturalWidth > 400)")
    assert made.violations() == []
    assert made.strangers == []


def test_the_map_in_a_page_of_somebody_else(made: Visit, tmp_path: Path) -> None:
    """The tag that the panel "Teilen" gives, in a page of another origin; the policy lets it in."""
    page = made.open("?indicator=sgb2-rate")
    page.locator("q-share summary").click()
    tag = page.locator("#q-share-tag").input_value()
    assert tag.startswith(f'<iframe src="{made.server.address}/einbetten/karte/?')
    folder = tmp_path / "site"
    folder.mkdir()
    head = "<!doctype html><html lang=de><link rel=icon href=data:,><title>Blog</title><h1>Blog</h1>"
    (folder / "index.html").write_text(head + tag, "utf-8")
    with _site(folder) as address:
        page.goto(address)
        frame = page.frame_locator("iframe")
        frame.locator("q-map[data-painted]").wait_for(state="attached")
        frame.locator("q-legend").wait_for()
        assert "SGB-II-Quote" in frame.locator("h1").first.inner_text()
        assert frame.locator(".q-right").is_hidden()
        box = frame.locator("q-map .q-canvas").bounding_box()
        assert box is not None
        assert box["width"] > 300 and box["height"] > 300, "the map has room"
        # only the page of somebody else is of another host; what the frame asks for is ours
        assert {one for one in made.strangers if not one.startswith(address)} == set()


def _kinds(made: Visit) -> list[str]:
    found: list[str] = made.page.eval_on_selector_all(".q-tile", "tiles => tiles.map((one) => one.dataset.kind)")
    return found


class _site:  # noqa: N801 (a context manager)
    """A folder served on loopback while the block runs."""

    def __init__(self, folder: Path) -> None:
        class Quiet(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *arguments: object) -> None:
                super().__init__(*arguments, directory=str(folder))  # type: ignore[arg-type]

            def log_message(self, *_: object) -> None:
                """Silent."""

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)

    def __enter__(self) -> str:
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_address[1]}/"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
