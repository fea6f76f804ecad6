"""Real servers on real workspaces, a real browser, the real content security policy."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.conftest import CHECKOUT, shared_folder

from quartier.web.assets import assets_built

AXE = CHECKOUT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
CITIES = {"berlin": "berlin_lor", "koeln": "koeln", "flensburg": "flensburg"}
# what a headless browser on software rendering says of itself, not of the page
NOISE = ("GL Driver Message", "Automatic fallback to software WebGL")


@dataclass(frozen=True)
class Server:
    address: str
    workspace: Path


@pytest.fixture(scope="session")
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Server]]:
    """Start (once) the server of a workspace: demo, small, empty, berlin, koeln, flensburg."""
    running: dict[str, tuple[Server, subprocess.Popen[bytes]]] = {}

    def start(name: str) -> Server:
        if name not in running:
            workspace = tmp_path_factory.mktemp(name) / "workspace"
            fill(name, workspace)
            running[name] = launch(workspace)
        return running[name][0]

    yield start
    for _, process in running.values():
        process.terminate()
        process.wait(timeout=20)


def quartier(workspace: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "quartier.web.cli", *arguments]
    env = {**os.environ, "QUARTIER_WORKSPACE": str(workspace)}
    subprocess.run(command, env=env, check=True, capture_output=True)


def fill(name: str, workspace: Path) -> None:
    if name in CITIES:
        folder = shared_folder() / "data" / CITIES[name]
        if not folder.is_dir():
            pytest.skip(f"REAL DATA ABSENT: {folder} is not there; set QUARTIER_SHARED to run this test")
        quartier(workspace, "load", name, "--from", str(folder), "--quiet")
    elif name == "empty":
        quartier(workspace, "init")
    else:
        quartier(workspace, "demo", "--no-serve", "--variant", "small" if name == "small" else "full")


def launch(workspace: Path) -> tuple[Server, subprocess.Popen[bytes]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "quartier.web.cli", "serve", "--port", str(port), "--no-worker"]
    env = {**os.environ, "QUARTIER_WORKSPACE": str(workspace)}
    # a file and not a pipe: a pipe that nobody reads would hold the server up
    with (workspace.parent / "server.log").open("wb") as log:
        process = subprocess.Popen(command, env=env, stderr=log)
    server = Server(f"http://127.0.0.1:{port}", workspace)
    _wait(server, process)
    return server, process


def _wait(server: Server, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError("the server ended")
        try:
            urllib.request.urlopen(f"{server.address}/health", timeout=5).read()
            return
        except OSError:
            process_wait(process, 0.05)
    raise RuntimeError("the server does not answer")


def process_wait(process: subprocess.Popen[bytes], seconds: float) -> None:
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        return


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert assets_built(), "the front end is not built; run ./dev setup"
    found = os.environ.get("QUARTIER_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    assert found, "no Chromium; ./dev test installs it"
    with sync_playwright() as playwright:
        # a browser started by root (CI) has no sandbox of its own
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Visit:
    """One visit to one server; what the browser complains about fails the test."""

    page: Page
    server: Server
    complaints: list[str]
    strangers: list[str]

    def open(self, query: str = "", path: str = "/karte/") -> Page:
        self.page.goto(f"{self.server.address}{path}{query}")
        if path == "/karte/":
            self.settled()
        return self.page

    def settled(self) -> None:
        """Nothing is being loaded any more, and what is shown is painted."""
        self.until(
            "document.querySelector('.q-karte[aria-busy=false]') && !document.querySelector('.q-progress')"
            " && !document.querySelector('q-map:not([data-painted])')"
        )

    def until(self, expression: str) -> None:
        """Wait until JavaScript says so; polled from outside, because the policy forbids evaluation in the page."""
        for _ in range(400):
            if self.page.evaluate(f"() => Boolean({expression})"):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never became true: {expression}\n{self.page.inner_text('body')[:600]}")

    def state(self) -> dict[str, str]:
        return dict(self.page.evaluate("() => [...new URLSearchParams(location.search)]"))

    def violations(self) -> list[str]:
        """What axe finds (WCAG 2.0 to 2.2, A and AA)."""
        self.page.evaluate(AXE.read_text(encoding="utf-8"))
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = self.page.evaluate(f"() => axe.run(document, {{runOnly: {{type: 'tag', values: {tags}}}}})")
        return [
            f"{v['id']}: {v['nodes'][0]['html'][:200]} ({v['nodes'][0]['failureSummary']})" for v in found["violations"]
        ]


@pytest.fixture
def visit(browser: Browser, serve: Callable[[str], Server]) -> Iterator[Callable[..., Visit]]:
    """Open a new browser window on a server: visit("demo", width=390, dark=True, language="en")."""
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def begin(name: str, *, width: int = 1440, height: int = 900, dark: bool = False, language: str = "de",
              touch: bool = False) -> Visit:  # fmt: skip
        server = serve(name)
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light",
            locale="en-GB" if language == "en" else "de-DE", has_touch=touch, reduced_motion="reduce",
        )  # fmt: skip
        contexts.append(context)
        made = Visit(context.new_page(), server, [], [])
        visits.append(made)
        listen(made)
        return made

    yield begin
    for context in contexts:
        context.close()
    assert [c for v in visits for c in v.complaints] == []
    assert [s for v in visits for s in v.strangers] == [], "something was asked of another host"


def listen(made: Visit) -> None:
    page = made.page
    page.on("pageerror", lambda error: made.complaints.append(f"page error: {error}"))
    page.on(
        "console",
        lambda message: (
            made.complaints.append(f"console: {message.text}")
            if message.type in {"error", "warning"} and not any(noise in message.text for noise in NOISE)
            else None
        ),
    )
    page.on(
        "request",
        lambda request: (
            made.strangers.append(request.url)
            if not request.url.startswith((made.server.address, "blob:", "data:"))
            else None
        ),
    )
